//! What SAM makes, as AWS's own translator does.

mod apis;
mod destinations;
mod kept;
mod layers;

use serde_json::{Value as Json, json};

use crate::testing::{Created, bind, bind_with, errors_of};
use crate::{Bound, Wiring, token};

fn sam(resources: &str) -> Bound {
    bind(&format!(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n{resources}"
    ))
}

fn properties(bound: &Bound, id: &str) -> Json {
    bound
        .evaluate_properties(id, &Created)
        .unwrap_or_else(|errors| panic!("{errors}"))
}

fn types(bound: &Bound) -> Vec<(&str, &str)> {
    let resources = bound.resources().iter();
    resources
        .map(|r| (r.logical_id.as_str(), r.type_name.as_str()))
        .collect()
}

const FUNCTION: &str = "  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: h
      Runtime: provided.al2023
      CodeUri: s3://bucket/key.zip
      Tracing: Active
";

#[test]
fn a_function_comes_with_its_role() {
    let bound = sam(FUNCTION);
    assert_eq!(
        types(&bound),
        [("F", "AWS::Lambda::Function"), ("FRole", "AWS::IAM::Role")]
    );
    let function = properties(&bound, "F");
    assert_eq!(
        function["Code"],
        json!({"S3Bucket": "bucket", "S3Key": "key.zip"})
    );
    assert_eq!(function["Role"], "FRole.Arn");
    assert_eq!(function["TracingConfig"], json!({"Mode": "Active"}));
    assert_eq!(
        properties(&bound, "FRole")["ManagedPolicyArns"],
        json!([
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess"
        ])
    );
    assert_eq!(bound.creation_order().expect("order"), ["FRole", "F"]);
}

#[test]
fn globals_are_defaults() {
    let bound = bind(
        "Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 10
    Environment: {Variables: {A: x, B: y}}
    Layers: [one]
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Role: r, Timeout: 5, Environment: {Variables: {B: z}}, Layers: [two]}
  G: {Type: AWS::Serverless::Function, IgnoreGlobals: [Timeout], Properties: {Role: r}}
",
    );
    let function = properties(&bound, "F");
    assert_eq!(function["Timeout"], 5);
    assert_eq!(
        function["Environment"]["Variables"],
        json!({"A": "x", "B": "z"})
    );
    assert_eq!(function["Layers"], json!(["one", "two"]));
    assert_eq!(properties(&bound, "G").get("Timeout"), None);
}

#[test]
fn a_rule_comes_with_its_permission_and_its_queue() {
    let bound = sam(&format!(
        "{FUNCTION}      Events:
        Created:
          Type: EventBridgeRule
          Properties:
            EventBusName: orders
            Pattern: {{source: [shop]}}
            RetryPolicy: {{MaximumRetryAttempts: 2}}
            DeadLetterConfig: {{Type: SQS}}
"
    ));
    let rule = properties(&bound, "FCreated");
    assert_eq!(rule["EventPattern"], json!({"source": ["shop"]}));
    assert_eq!(rule["Targets"][0]["Id"], "FCreatedLambdaTarget");
    assert_eq!(
        rule["Targets"][0]["DeadLetterConfig"],
        json!({"Arn": "FCreatedQueue.Arn"})
    );
    let wiring = Wiring::from_model(&bound.symbolic());
    let target = &wiring.rules[0].targets[0];
    assert!(wiring.may_invoke(&wiring.rules[0], target).is_allowed());
    assert!(
        wiring
            .may_dead_letter(&wiring.rules[0], target)
            .is_allowed()
    );
    assert_eq!(
        wiring.rules[0].origin.span.map(|span| span.start.line),
        Some(11)
    );
}

#[test]
fn schedules_of_both_kinds() {
    let bound = sam(&format!(
        "{FUNCTION}      Events:
        Old: {{Type: Schedule, Properties: {{Schedule: rate(1 hour), Enabled: false}}}}
        New: {{Type: ScheduleV2, Properties: {{ScheduleExpression: rate(2 hours)}}}}
"
    ));
    assert_eq!(properties(&bound, "FOld")["State"], "DISABLED");
    let schedule = properties(&bound, "FNew");
    assert_eq!(schedule["FlexibleTimeWindow"], json!({"Mode": "OFF"}));
    assert_eq!(
        schedule["Target"],
        json!({"Arn": "F.Arn", "RoleArn": "FNewRole.Arn"})
    );
    let role = properties(&bound, "FNewRole");
    assert_eq!(
        role["Policies"][0]["PolicyDocument"]["Statement"][0]["Action"],
        "lambda:InvokeFunction"
    );
}

#[test]
fn queues_streams_topics_and_buckets() {
    let bound = sam(&format!(
        "{FUNCTION}      Events:
        Q: {{Type: SQS, Properties: {{Queue: !GetAtt Q.Arn, BatchSize: 5}}}}
        D: {{Type: DynamoDB, Properties: {{Stream: !GetAtt T.StreamArn, StartingPosition: LATEST}}}}
        N: {{Type: SNS, Properties: {{Topic: !Ref Topic}}}}
        B: {{Type: S3, Properties: {{Bucket: !Ref Bucket, Events: 's3:ObjectCreated:*'}}}}
  Q: {{Type: AWS::SQS::Queue}}
  T: {{Type: AWS::Serverless::SimpleTable}}
  Topic: {{Type: AWS::SNS::Topic}}
  Bucket: {{Type: AWS::S3::Bucket}}
"
    ));
    assert_eq!(properties(&bound, "FQ")["EventSourceArn"], "Q.Arn");
    assert_eq!(properties(&bound, "FD")["StartingPosition"], "LATEST");
    assert_eq!(properties(&bound, "FN")["Protocol"], "lambda");
    let bucket = properties(&bound, "Bucket");
    assert_eq!(
        bucket["NotificationConfiguration"]["LambdaConfigurations"][0]["Function"],
        "F.Arn"
    );
    assert_eq!(
        bound.resource("Bucket").expect("Bucket").depends_on,
        ["F", "FBPermission"]
    );
    assert_eq!(
        properties(&bound, "T")["KeySchema"],
        json!([{"AttributeName": "id", "KeyType": "HASH"}])
    );
    let arns = properties(&bound, "FRole")["ManagedPolicyArns"].to_string();
    assert!(
        arns.contains("AWSLambdaSQSQueueExecutionRole")
            && arns.contains("AWSLambdaDynamoDBExecutionRole")
    );
}

#[test]
fn an_alias_is_what_events_invoke() {
    let bound = bind(&format!(
        "Transform: AWS::Serverless-2016-10-31
Resources:
{FUNCTION}      AutoPublishAlias: live
      Events: {{R: {{Type: EventBridgeRule, Properties: {{Pattern: {{source: [a]}}}}}}}}
Outputs: {{Alias: {{Value: !Ref F.Alias}}}}
"
    ));
    assert_eq!(
        properties(&bound, "FR")["Targets"][0]["Arn"],
        "FAliaslive-name"
    );
    assert_eq!(
        bound.outputs(&Created).expect("outputs")[0].value,
        "FAliaslive-name"
    );
    let wiring = Wiring::from_model(&bound.symbolic());
    let arn = wiring.rules[0].targets[0].arn.get().expect("known");
    assert!(token::display(arn).ends_with("function:${F}:live"));
    assert!(
        wiring
            .may_invoke(&wiring.rules[0], &wiring.rules[0].targets[0])
            .is_allowed()
    );
}

#[test]
fn what_was_made_is_named_in_every_function() {
    let bound = bind(&format!(
        "Transform: AWS::Serverless-2016-10-31
Resources:
{FUNCTION}      AutoPublishAlias: live
Outputs:
  Short: {{Value: !GetAtt F.Alias.Name}}
  Long: {{Value: {{'Fn::GetAtt': [F.Alias, Name]}}}}
  Plain: {{Value: !Sub '<${{F.Alias}}> ${{F.Alias.Name}} ${{!F.Alias}} ${{F.Arn}}'}}
  With: {{Value: !Sub ['${{F.Alias}} ${{Own}}', {{Own: !Ref F.Alias}}]}}
"
    ));
    let outputs = bound.outputs(&Created).expect("outputs");
    let value = |name: &str| {
        let found = outputs.iter().find(|output| output.name == name);
        found.map(|output| output.value.clone()).expect("an output")
    };
    assert_eq!(value("Short"), value("Long"));
    assert_eq!(value("Short"), "FAliaslive.Name");
    assert_eq!(
        value("Plain"),
        "<FAliaslive-name> FAliaslive.Name ${F.Alias} F.Arn"
    );
    assert_eq!(value("With"), "FAliaslive-name FAliaslive-name");
}

#[test]
fn policies_of_every_kind() {
    let bound = sam(&format!(
        "{FUNCTION}      Policies:
        - AmazonDynamoDBFullAccess
        - SQSSendMessagePolicy: {{QueueName: !GetAtt Q.QueueName}}
        - Statement: [{{Effect: Allow, Action: 's3:GetObject', Resource: '*'}}]
        - !Ref Managed
  Q: {{Type: AWS::SQS::Queue}}
  Managed: {{Type: AWS::IAM::ManagedPolicy}}
"
    ));
    let role = properties(&bound, "FRole");
    let arns = role["ManagedPolicyArns"].as_array().expect("a list");
    assert_eq!(
        arns[2..],
        [
            json!("arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"),
            json!("Managed-name")
        ]
    );
    let statement = &role["Policies"][0]["PolicyDocument"]["Statement"][0];
    assert_eq!(statement["Action"], json!(["sqs:SendMessage*"]));
    assert_eq!(
        statement["Resource"],
        json!(["arn:aws:sqs:eu-west-1:123456789012:Q.QueueName"])
    );
    assert_eq!(
        role["Policies"][1]["PolicyDocument"]["Statement"][0]["Action"],
        "s3:GetObject"
    );
}

#[test]
fn a_state_machine_is_started_with_a_role() {
    let bound = sam("  S:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {StartAt: A, States: {A: {Type: Pass, End: true}}}
      Events: {R: {Type: EventBridgeRule, Properties: {Pattern: {source: [a]}}}}
");
    let wiring = Wiring::from_model(&bound.symbolic());
    let rule = &wiring.rules[0];
    assert!(wiring.may_invoke(rule, &rule.targets[0]).is_allowed());
}

#[test]
fn conditions_reach_what_is_made() {
    let text = format!(
        "Transform: AWS::Serverless-2016-10-31
Parameters: {{E: {{Type: String}}}}
Conditions: {{C: !Equals [!Ref E, prod]}}
Resources:
  Q: {{Type: AWS::SQS::Queue}}
{}",
        FUNCTION.replace("    Properties:", "    Condition: C\n    Properties:")
    );
    assert_eq!(
        bind_with(&text, &[("E", "prod")])
            .expect("binds")
            .resources()
            .len(),
        3
    );
    assert_eq!(
        bind_with(&text, &[("E", "dev")])
            .expect("binds")
            .resources()
            .len(),
        1
    );
}

#[test]
fn what_needs_the_transform_says_so() {
    let errors = errors_of("Resources: {F: {Type: AWS::Serverless::Function}}");
    assert_eq!(
        errors,
        [
            "t.yaml:1:23: `AWS::Serverless::Function` needs the SAM transform (add `Transform: AWS::Serverless-2016-10-31` to the template)"
        ]
    );
}

#[test]
fn what_is_not_expanded_is_named() {
    let bound = sam("  A: {Type: AWS::Serverless::Application, Properties: {Location: x}}\n");
    assert!(
        bound.warnings()[0]
            .to_string()
            .contains("`AWS::Serverless::Application` is not expanded")
    );
}

#[test]
fn a_destination_that_is_not_named_is_made() {
    let bound = sam("  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: provided.al2023
      Handler: h
      CodeUri: s3://b/k
      EventInvokeConfig:
        DestinationConfig:
          OnFailure: {Type: SQS}
          OnSuccess: {Type: SNS}
");
    let wiring = Wiring::from_model(&bound.symbolic());
    let ends = &wiring.functions[0].asynchronous;
    let made = |id: &str| {
        bound
            .resource(id)
            .map(|resource| resource.type_name.as_str())
    };
    assert_eq!(
        made("FEventInvokeConfigOnFailureQueue"),
        Some("AWS::SQS::Queue")
    );
    assert_eq!(
        made("FEventInvokeConfigOnSuccessTopic"),
        Some("AWS::SNS::Topic")
    );
    assert_eq!(ends.on_failure.get(), Some(&wiring.queues[0].arn));
    assert_eq!(ends.on_success.get(), Some(&wiring.topics[0].arn));
    let role = &wiring.roles[0];
    assert!(
        role.may("sqs:SendMessage", &wiring.queues[0].arn)
            .is_allowed()
    );
    assert!(role.may("sns:Publish", &wiring.topics[0].arn).is_allowed());
}
