//! What a stack has made when the process ends before anybody writes down what it is called.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::*;
use crate::{
    services::cloudformation::{
        state::{Resource, Stack, State},
        status::{ResourceStatus, StackStatus},
    },
    store::Batch,
};

/// All types that their services give names to.
const SELF_NAMED: &str = "
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties: { KeyPolicy: { Statement: [] } }
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: orders, ProtocolType: HTTP }
  Topic: { Type: AWS::SNS::Topic }
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: { TopicArn: !Ref Topic, Protocol: email, Endpoint: me@example.com }
  Queue: { Type: AWS::SQS::Queue }
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { FunctionName: outside, Action: lambda:InvokeFunction, Principal: events.amazonaws.com }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: outside, EventSourceArn: !GetAtt Queue.Arn }
  Bus:
    Type: AWS::Events::EventBus
    Properties: { Name: app }
  Group: { Type: AWS::Logs::LogGroup }
  Source:
    Type: AWS::Logs::DeliverySource
    Properties: { Name: bus, ResourceArn: !GetAtt Bus.Arn, LogType: INFO_LOGS }
  Destination:
    Type: AWS::Logs::DeliveryDestination
    Properties: { Name: group, DestinationResourceArn: !GetAtt Group.Arn }
  Delivery:
    Type: AWS::Logs::Delivery
    Properties: { DeliverySourceName: !Ref Source, DeliveryDestinationArn: !GetAtt Destination.Arn }
";

const FORGOTTEN: [&str; 6] = [
    "Key",
    "Api",
    "Subscription",
    "Permission",
    "Mapping",
    "Delivery",
];

/// A function, a key and an API that are not the stack's.
async fn others(cloud: &Cloud) {
    let function = json!({ "FunctionName": "outside", "Runtime": "provided.al2023", "Handler": "h",
        "Role": "arn:aws:iam::123456789012:role/r", "Code": { "ZipFile": STANDARD.encode(bundle()) } });
    let api = json!({ "name": "other", "protocolType": "HTTP" });
    for (service, operation, input) in [
        ("lambda", "CreateFunction", function),
        ("apigateway", "CreateApi", api),
        ("kms", "CreateKey", json!({})),
    ] {
        let made = cloud.call(service, operation, to_value(&input)).await;
        made.unwrap();
    }
}

/// Makes it look as if the kill had come between the making of resources and their ids being
/// written down.
async fn forget_ids(lives: &Lives, logical_ids: &[&str]) {
    let store = lives.store();
    let mut state = State::load(&store).unwrap();
    let stack = state.stacks.values().next().unwrap().clone();
    let mut batch = Batch::new();
    for id in logical_ids {
        let resource = stack.resources[*id].clone();
        let resource = Resource {
            physical_id: None,
            status: ResourceStatus::CreateInProgress,
            // Written down before it was made.
            updated: stack.created,
            ..resource
        };
        state.put_resource(&stack.id, resource, &mut batch).unwrap();
    }
    let begun = |stack: &mut Stack| stack.status = StackStatus::CreateInProgress;
    state.edit_stack(&stack.id, &mut batch, begun).unwrap();
    store.commit(batch).durable().await.unwrap();
}

async fn listed(cloud: &Cloud, service: &str, operation: &str, member: &str) -> Vec<Json> {
    let output = cloud.call(service, operation, to_value(&json!({}))).await;
    let found: Json = from_value(output.unwrap()).unwrap();
    found[member].as_array().cloned().unwrap_or_default()
}

/// How many keys are not to be deleted.
async fn keys(cloud: &Cloud) -> usize {
    let mut kept = 0;
    for key in listed(cloud, "kms", "ListKeys", "Keys").await {
        let shown = cloud.call("kms", "DescribeKey", to_value(&key)).await;
        let shown: Json = from_value(shown.unwrap()).unwrap();
        kept += usize::from(shown["KeyMetadata"]["KeyState"] == "Enabled");
    }
    kept
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_made_just_before_the_end_is_found_and_goes() {
    let lives = Lives::new();
    let cloud = lives.start();
    others(&cloud).await;
    let create = request("app", SELF_NAMED);
    call(&cloud, "CreateStack", create).await.unwrap();
    let stack = settled(&cloud).await;
    assert_eq!(stack["StackStatus"], "CREATE_COMPLETE", "{stack}");
    assert_eq!(keys(&cloud).await, 2);
    kill(cloud).await;
    forget_ids(&lives, &FORGOTTEN).await;

    let cloud = lives.start();
    assert_eq!(settled(&cloud).await["StackStatus"], "ROLLBACK_COMPLETE");
    for (service, operation, member) in [
        ("sns", "ListSubscriptions", "Subscriptions"),
        ("lambda", "ListEventSourceMappings", "EventSourceMappings"),
        ("logs", "DescribeDeliveries", "deliveries"),
    ] {
        assert_eq!(listed(&cloud, service, operation, member).await, [""; 0]);
    }
    let name = json!({ "FunctionName": "outside" });
    let policy = cloud.call("lambda", "GetPolicy", to_value(&name)).await;
    assert_eq!(policy.unwrap_err().code, "ResourceNotFoundException");
    let apis = listed(&cloud, "apigateway", "GetApis", "items").await;
    assert_eq!((apis.len(), &apis[0]["name"]), (1, &json!("other")));
    assert_eq!(keys(&cloud).await, 1, "the other one stays");
}
