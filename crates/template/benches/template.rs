//! Reading, binding and wiring generated templates: the cost must grow with their size alone.
//!
//! `cargo bench -p coagent-template`

use std::collections::BTreeMap;

use coagent_template::{Pseudo, Template, Wiring};
use divan::Bencher;

fn main() {
    divan::main();
}

const HEAD: &str = "Parameters: {Env: {Type: String, Default: dev}}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Resources:
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: !Sub 'orders-${Env}'}}
  Dead: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub 'dead-${Env}'}}
";

/// A rule with its function and permission; `@` stands for its number.
const RULE: &str = "  Rule@:
    Type: AWS::Events::Rule
    Properties:
      Name: !Sub rule-@-${Env}
      EventBusName: !Ref Bus
      State: !If [Prod, ENABLED, DISABLED]
      EventPattern:
        source:
          - shop.@
        detail-type:
          - Order Created
          - Order Paid
        detail:
          amount:
            - numeric: ['>', @]
      Targets:
        - Id: work
          Arn: !GetAtt Work@.Arn
          DeadLetterConfig:
            Arn: !GetAtt Dead.Arn
          RetryPolicy:
            MaximumRetryAttempts: 3
            MaximumEventAgeInSeconds: 3600
  Work@:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: !Sub work-@-${Env}
      Handler: work@
      Runtime: provided.al2023
      Architectures:
        - arm64
      MemorySize: 256
      Timeout: 10
      Role: arn:aws:iam::123456789012:role/work
      Code:
        S3Bucket: code
        S3Key: key
      Environment:
        Variables:
          ENVIRONMENT: !Ref Env
          BUS: !Ref Bus
          DEAD: !Ref Dead
  Permission@:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Work@
      Action: lambda:InvokeFunction
      Principal: events.amazonaws.com
      SourceArn: !GetAtt Rule@.Arn
";

/// About 20 lines for each resource; one in three is a rule, beside its function and permission.
fn template(resources: usize) -> String {
    let rule = |n: usize| RULE.replace('@', &n.to_string());
    let rules = (0..resources / 3).map(rule);
    HEAD.to_owned() + &rules.collect::<String>()
}

fn wire(text: &str) -> usize {
    let template = Template::parse("bench.yaml", text).expect("parses");
    let bound = template
        .bind_open(&BTreeMap::new(), &Pseudo::open())
        .expect("binds");
    let wiring = Wiring::from_model(&bound.symbolic());
    wiring.edges().len()
}

#[divan::bench(args = [300, 1_200, 4_800])]
fn parse(bencher: Bencher<'_, '_>, resources: usize) {
    let text = template(resources);
    bencher.bench(|| Template::parse("bench.yaml", &text).is_ok());
}

#[divan::bench(args = [300, 1_200, 4_800])]
fn parse_bind_and_wire(bencher: Bencher<'_, '_>, resources: usize) {
    let text = template(resources);
    bencher.bench(|| wire(&text));
}
