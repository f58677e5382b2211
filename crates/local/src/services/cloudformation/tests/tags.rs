//! Tags that a template changes are changed, whatever the service calls its operations.

use super::*;

const TEMPLATE: &str = r"
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: q, Tags: LIST } }
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: t, Tags: LIST } }
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: b, Tags: LIST } }
  Rule:
    Type: AWS::Events::Rule
    Properties: { Name: r, ScheduleExpression: rate(1 hour), Tags: LIST }
  Group: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: g, Tags: LIST } }
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: a
      Namespace: AWS/SQS
      MetricName: NumberOfMessagesSent
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: GreaterThanThreshold
      Tags: LIST
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: table
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
      Tags: LIST
  Key: { Type: AWS::KMS::Key, Properties: { Tags: LIST } }
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: role
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
      Policies:
        - PolicyName: takes
          PolicyDocument: { Statement: [{ Effect: Allow, Action: 'sqs:*', Resource: '*' }] }
      Tags: LIST
  Function:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: f
      Runtime: provided.al2023
      Handler: bootstrap
      Role: !GetAtt Role.Arn
      Code: { S3Bucket: artifacts, S3Key: bundle.zip }
      Tags: LIST
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: api, ProtocolType: HTTP, Tags: MAP } }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Api, StageName: live, Tags: MAP }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Function, EventSourceArn: !GetAtt Queue.Arn, Enabled: false, Tags: LIST }
  Logs:
    Type: AWS::Logs::DeliverySource
    Properties: { Name: bus, ResourceArn: !GetAtt Bus.Arn, LogType: INFO_LOGS, Tags: LIST }
  Place:
    Type: AWS::Logs::DeliveryDestination
    Properties: { Name: group, DestinationResourceArn: !GetAtt Group.Arn, Tags: LIST }
  Delivery:
    Type: AWS::Logs::Delivery
    Properties: { DeliverySourceName: !Ref Logs, DeliveryDestinationArn: !GetAtt Place.Arn, Tags: LIST }
Outputs:
  QueueUrl: { Value: !Ref Queue }
  KeyId: { Value: !Ref Key }
  ApiId: { Value: !Ref Api }
  MappingArn: { Value: !GetAtt Mapping.EventSourceMappingArn }
  DeliveryArn: { Value: !GetAtt Delivery.Arn }
";

fn tagged(tags: &[(&str, &str)]) -> String {
    let list: Json = tags
        .iter()
        .map(|(key, value)| json!({ "Key": key, "Value": value }))
        .collect();
    let map: serde_json::Map<String, Json> = tags
        .iter()
        .map(|(key, value)| ((*key).to_owned(), json!(value)))
        .collect();
    TEMPLATE
        .replace("LIST", &list.to_string())
        .replace("MAP", &json!(map).to_string())
}

/// The operation that lists the tags of each resource, and the member of its answer.
fn lookups(stack: &Json) -> Vec<(&'static str, &'static str, Json, &'static str)> {
    let arn = |service: &str, resource: &str| {
        format!("arn:aws:{service}:us-east-1:000000000000:{resource}")
    };
    let api = format!(
        "arn:aws:apigateway:us-east-1::/apis/{}",
        output(stack, "ApiId")
    );
    let url = output(stack, "QueueUrl");
    let events = |resource| json!({ "ResourceARN": arn("events", resource) });
    let of_api = |arn: &str| json!({ "resource-arn": arn });
    let group = json!({ "resourceArn": arn("logs", "log-group:g") });
    let of_logs = |arn: &str| json!({ "resourceArn": arn });
    let mapping = json!({ "Resource": output(stack, "MappingArn") });
    let alarm = json!({ "ResourceARN": arn("cloudwatch", "alarm:a") });
    let table = json!({ "ResourceArn": arn("dynamodb", "table/table") });
    let function = json!({ "Resource": arn("lambda", "function:f") });
    let key = json!({ "KeyId": output(stack, "KeyId") });
    let queue = json!({ "QueueUrl": url });
    let topic = json!({ "ResourceArn": arn("sns", "t") });
    let role = json!({ "RoleName": "role" });
    let stage = of_api(&format!("{api}/stages/live"));
    let source = of_logs(&arn("logs", "delivery-source:bus"));
    let destination = of_logs(&arn("logs", "delivery-destination:group"));
    let delivery = of_logs(output(stack, "DeliveryArn"));
    let listed = "ListTagsForResource";
    vec![
        ("sqs", "ListQueueTags", queue, "Tags"),
        ("sns", listed, topic, "Tags"),
        ("events", listed, events("event-bus/b"), "Tags"),
        ("events", listed, events("rule/r"), "Tags"),
        ("logs", listed, group, "tags"),
        ("monitoring", listed, alarm, "Tags"),
        ("dynamodb", "ListTagsOfResource", table, "Tags"),
        ("kms", "ListResourceTags", key, "Tags"),
        ("iam", "ListRoleTags", role, "Tags"),
        ("lambda", "ListTags", function, "Tags"),
        ("apigateway", "GetTags", of_api(&api), "tags"),
        ("apigateway", "GetTags", stage, "tags"),
        ("lambda", "ListTags", mapping, "Tags"),
        ("logs", listed, source, "tags"),
        ("logs", listed, destination, "tags"),
        ("logs", listed, delivery, "tags"),
    ]
}

/// Tags that are not CloudFormation's own, in any of the ways services write them.
fn own(tags: &Json) -> Vec<String> {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let either = |tag: &Json, names: [&str; 2]| {
        text(
            names
                .iter()
                .map(|name| &tag[*name])
                .find(|found| !found.is_null())
                .unwrap(),
        )
    };
    let mut all: Vec<String> = match tags {
        Json::Array(list) => list
            .iter()
            .map(|tag| {
                let (key, value) = (
                    either(tag, ["Key", "TagKey"]),
                    either(tag, ["Value", "TagValue"]),
                );
                format!("{key}={value}")
            })
            .collect(),
        other => other
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, value)| format!("{key}={}", text(value)))
            .collect(),
    };
    all.retain(|tag| !tag.starts_with("aws:"));
    all.sort();
    all
}

async fn all(stage: &Stage, stack: &Json) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for (service, operation, input, member) in lookups(stack) {
        let name = format!("{service} {input}");
        let answer = stage.call(service, operation, input).await;
        let answer = answer.unwrap_or_else(|fault| panic!("{name}: {fault}"));
        found.push((name, own(&answer[member])));
    }
    found
}

#[tokio::test]
async fn tags_that_change_are_changed_and_tags_that_are_taken_out_are_gone() {
    let stage = wiring::with_bundle().await;
    let stack = stage
        .create("app", &tagged(&[("team", "shop"), ("tier", "gold")]))
        .await;
    assert_eq!(stack["StackStatus"], "CREATE_COMPLETE", "{stack}");
    for (name, tags) in all(&stage, &stack).await {
        assert_eq!(tags, ["team=shop", "tier=gold"], "{name}");
    }
    let stack = stage
        .update("app", &tagged(&[("team", "till"), ("cost", "7")]))
        .await;
    assert_eq!(stack["StackStatus"], "UPDATE_COMPLETE", "{stack}");
    for (name, tags) in all(&stage, &stack).await {
        assert_eq!(tags, ["cost=7", "team=till"], "{name}");
    }
}

/// Asks for an update that gives the stack these tags and changes nothing else.
async fn retag(stage: &Stage, tags: &[(&str, &str)]) -> Json {
    let tags: Json = tags
        .iter()
        .map(|(key, value)| json!({ "Key": key, "Value": value }))
        .collect();
    let input = json!({
        "StackName": "app", "UsePreviousTemplate": true, "Tags": tags,
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
    });
    stage.ask("UpdateStack", input).await;
    stage.settled("app").await
}

#[tokio::test]
async fn the_stacks_tags_are_on_all_that_takes_tags_and_change_with_it() {
    let stage = wiring::with_bundle().await;
    let mut create = request("app", &tagged(&[("team", "shop")]));
    create["Tags"] = json!([{ "Key": "stage", "Value": "dev" }]);
    stage.ask("CreateStack", create).await;
    let stack = stage.settled("app").await;
    assert_eq!(stack["StackStatus"], "CREATE_COMPLETE", "{stack}");
    for (name, tags) in all(&stage, &stack).await {
        assert_eq!(tags, ["stage=dev", "team=shop"], "{name}");
    }
    // What a resource says itself is stronger.
    let stack = retag(
        &stage,
        &[("stage", "live"), ("cost", "7"), ("team", "none")],
    )
    .await;
    assert_eq!(stack["StackStatus"], "UPDATE_COMPLETE", "{stack}");
    for (name, tags) in all(&stage, &stack).await {
        assert_eq!(tags, ["cost=7", "stage=live", "team=shop"], "{name}");
    }
    let stack = retag(&stage, &[]).await;
    assert_eq!(stack["StackStatus"], "UPDATE_COMPLETE", "{stack}");
    for (name, tags) in all(&stage, &stack).await {
        assert_eq!(tags, ["team=shop"], "{name}");
    }
    let again = json!({
        "StackName": "app", "UsePreviousTemplate": true, "Tags": [],
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
    });
    let fault = stage.refusal("UpdateStack", again).await;
    assert_eq!(fault.message, "No updates are to be performed.");
}

const QUEUES: &str = r"
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: q } }
  Other: { Type: AWS::SQS::Queue, DependsOn: Queue, Properties: { QueueName: other } }
";

#[tokio::test]
async fn tags_of_a_stack_that_goes_back_go_back_too() {
    let stage = Stage::new();
    let mut create = request("app", QUEUES);
    create["Tags"] = json!([{ "Key": "stage", "Value": "dev" }]);
    stage.ask("CreateStack", create).await;
    stage.settled("app").await;
    // SQS refuses the delay, after the tags of the first queue were changed.
    let mut update = request(
        "app",
        &QUEUES.replace("other }", "other, DelaySeconds: 9999 }"),
    );
    update["Tags"] = json!([{ "Key": "stage", "Value": "live" }, { "Key": "cost", "Value": "7" }]);
    stage.ask("UpdateStack", update).await;
    let stack = stage.settled("app").await;
    assert_eq!(stack["StackStatus"], "UPDATE_ROLLBACK_COMPLETE", "{stack}");
    assert_eq!(stack["Tags"], json!([{ "Key": "stage", "Value": "dev" }]));
    let events = stage.events("app").await;
    assert!(
        events.contains(&"Queue UPDATE_COMPLETE".to_owned()),
        "{events:?}"
    );
    let url = stage
        .call("sqs", "GetQueueUrl", json!({ "QueueName": "q" }))
        .await;
    let url = url.unwrap()["QueueUrl"].clone();
    let tags = stage
        .call("sqs", "ListQueueTags", json!({ "QueueUrl": url }))
        .await;
    assert_eq!(own(&tags.unwrap()["Tags"]), ["stage=dev"]);
}
