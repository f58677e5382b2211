//! `verify --probe` along ways that are longer than rule → function.

use crate::common::World;
use serde_json::{Value, json};

const PROJECT: &str = "application: shop\ntemplate: template.yaml\n";

/// What the functions need, which are processors of the bundle.
const HEAD: &str = "\
Transform: AWS::Serverless-2016-10-31
Parameters:
  CodeBucket: {Type: String}
  CodeKey: {Type: String}
Globals:
  Function:
    Runtime: provided.al2023
    Architectures: [arm64]
    Handler: user-events
    Timeout: 10
    CodeUri: {Bucket: !Ref CodeBucket, Key: !Ref CodeKey}
    Environment:
      Variables:
        TABLE_NAME: !Ref Table
        EVENT_BUS_NAME: !Ref Front
        DLQ_URL: !Ref Dead
        WEBSOCKET_ENDPOINT: none
Resources:
  Front: {Type: AWS::Events::EventBus, Properties: {Name: front}}
  Dead: {Type: AWS::SQS::Queue, Properties: {QueueName: dead}}
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - {AttributeName: pk, AttributeType: S}
        - {AttributeName: sk, AttributeType: S}
      KeySchema:
        - {AttributeName: pk, KeyType: HASH}
        - {AttributeName: sk, KeyType: RANGE}
";

const QUEUE: &str = "
  Inbox: {Type: AWS::SQS::Queue, Properties: {QueueName: inbox, VisibilityTimeout: 60}}
  Registered:
    Type: AWS::Events::Rule
    Properties:
      Name: registered
      EventBusName: !Ref Front
      EventPattern: {detail-type: [User Registered]}
      Targets: [{Id: inbox, Arn: !GetAtt Inbox.Arn}]
  InboxPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Inbox]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Service: events.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt Inbox.Arn
            Condition: {ArnEquals: {aws:SourceArn: !GetAtt Registered.Arn}}
  Mail:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: mail
      Events:
        Inbox:
          Type: SQS
          Properties: {Queue: !GetAtt Inbox.Arn, FunctionResponseTypes: [ReportBatchItemFailures]}
";

const BUSES: &str = "
  Back: {Type: AWS::Events::EventBus, Properties: {Name: back}}
  Forwarder:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: 'sts:AssumeRole'}
      Policies:
        - PolicyName: forward
          PolicyDocument:
            Version: '2012-10-17'
            Statement: [{Effect: Allow, Action: 'events:PutEvents', Resource: !GetAtt Back.Arn}]
  Forward:
    Type: AWS::Events::Rule
    Properties:
      Name: forward
      EventBusName: !Ref Front
      EventPattern: {source: [{prefix: bayon.coagent}]}
      Targets: [{Id: back, Arn: !GetAtt Back.Arn, RoleArn: !GetAtt Forwarder.Arn}]
  Mail:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: mail
      Events:
        Registered:
          Type: EventBridgeRule
          Properties:
            RuleName: registered
            EventBusName: !Ref Back
            Pattern: {detail-type: [User Registered]}
";

fn deployed(resources: &str) -> World {
    let world = World::new();
    world.write("coagent.yaml", PROJECT);
    world.write("template.yaml", &format!("{HEAD}{resources}"));
    world.ok("deploy --yes");
    world
}

/// The exit code, and of each probe what it says by name.
fn probe<const N: usize>(world: &World, line: &str, facts: [&str; N]) -> (i32, Vec<[Value; N]>) {
    let ran = world.run(&format!("verify --probe {line} --output json"));
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran}"));
    let probes = answer["probes"].as_array().expect("probes").iter();
    let told = probes.map(|probe| facts.map(|fact| probe[fact].clone()));
    (ran.code, told.collect())
}

const WAY: [&str; 3] = ["rule", "target", "result"];
const STOP: [&str; 2] = ["target", "stopped"];

#[test]
fn an_event_is_followed_through_a_queue_to_the_function_that_takes_from_it() {
    let world = deployed(QUEUE);
    let arrived = [json!("registered"), json!("inbox → mail"), json!("handled")];
    let probed = probe(&world, "user-registered --timeout 120", WAY);
    assert_eq!(probed, (0, vec![arrived]));

    let mappings = world.lambda("GET", "event-source-mappings/", &json!({}));
    let mapping = &mappings["EventSourceMappings"][0]["UUID"];
    let path = format!("event-source-mappings/{}", mapping.as_str().expect("an id"));
    world.lambda("PUT", &path, &json!({ "Enabled": false }));
    let off = "in queue `inbox`: the event source mapping to `mail` is off";
    assert_eq!(
        probe(&world, "user-registered --timeout 3", STOP),
        (1, vec![[json!("inbox → mail"), json!(off)]])
    );

    let closed = json!({ "QueueUrl": "inbox", "Attributes": { "Policy": "" } });
    world.call("AmazonSQS.SetQueueAttributes", &closed);
    world.lambda("PUT", &path, &json!({ "Enabled": true }));
    let (code, probes) = probe(&world, "user-registered --timeout 3", STOP);
    let stopped = probes[0][1].as_str().expect("a reason");
    assert!(
        code == 1 && stopped.starts_with("before `inbox`, which the rule may not invoke"),
        "{code}: {probes:?}"
    );
}

#[test]
fn an_event_is_followed_over_a_second_bus_and_published_once() {
    let world = deployed(BUSES);
    let (code, probes) = probe(&world, "user-registered --timeout 120", WAY);
    let forwarded = [json!("forward"), json!("back"), json!("forwarded")];
    let handled = [
        json!("registered (bus back)"),
        json!("mail"),
        json!("handled"),
    ];
    assert_eq!((code, probes), (0, vec![forwarded, handled]));

    let rule = json!({ "Name": "registered", "EventBusName": "back" });
    world.call("AWSEvents.DisableRule", &rule);
    let nobody = "at bus `back`: no enabled rule matches it";
    assert_eq!(
        probe(&world, "user-registered --timeout 3", STOP),
        (1, vec![[json!("back"), json!(nobody)]])
    );
}
