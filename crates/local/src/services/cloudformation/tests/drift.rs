//! What was taken away by hand is found, whatever it is.

use super::*;

const TEMPLATE: &str = r"
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: q } }
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: { TopicArn: !Ref Topic, Protocol: sqs, Endpoint: !GetAtt Queue.Arn }
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: events.amazonaws.com }, Action: 'sqs:SendMessage', Resource: '*' }] }
  TopicPolicy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Topic]
      PolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: events.amazonaws.com }, Action: 'sns:Publish', Resource: '*' }] }
  BusPolicy:
    Type: AWS::Events::EventBusPolicy
    Properties: { EventBusName: !Ref Bus, StatementId: s, Action: events:PutEvents, Principal: '111122223333' }
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: api, ProtocolType: HTTP } }
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Function.Arn, PayloadFormatVersion: '2.0' }
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: GET /, Target: !Sub 'integrations/${Integration}' }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Api, StageName: live }
  Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: drifting } }
  Key: { Type: AWS::KMS::Key }
  KeyName: { Type: AWS::KMS::Alias, Properties: { AliasName: alias/k, TargetKeyId: !Ref Key } }
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: b } }
  Archive: { Type: AWS::Events::Archive, Properties: { ArchiveName: a, SourceArn: !GetAtt Bus.Arn } }
  Group: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: g } }
  Filter:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref Group
      FilterPattern: ''
      MetricTransformations: [{ MetricName: m, MetricNamespace: n, MetricValue: '1' }]
  Managed:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: managed
      PolicyDocument: { Statement: [{ Effect: Allow, Action: 'sqs:*', Resource: '*' }] }
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: r
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
      Policies:
        - PolicyName: p
          PolicyDocument: { Statement: [{ Effect: Allow, Action: 'sqs:*', Resource: '*' }] }
  Function:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: f
      Runtime: provided.al2023
      Handler: h
      Role: !GetAtt Role.Arn
      Code: { S3Bucket: artifacts, S3Key: bundle.zip }
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { FunctionName: !Ref Function, Action: lambda:InvokeFunction, Principal: sns.amazonaws.com }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Function, EventSourceArn: !GetAtt Queue.Arn }
  Retries:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: { FunctionName: !Ref Function, Qualifier: $LATEST, MaximumRetryAttempts: 0 }
  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Function } }
  Live:
    Type: AWS::Lambda::Alias
    Properties: { FunctionName: !Ref Function, Name: live, FunctionVersion: !GetAtt Version.Version }
Outputs:
  Api: { Value: !Ref Api }
  Route: { Value: !Ref Route }
  Topic: { Value: !Ref Topic }
  Subscription: { Value: !Ref Subscription }
  Mapping: { Value: !Ref Mapping }
  Permission: { Value: !Ref Permission }
";

/// Logical ids and what drift says of them.
async fn found(stage: &Stage) -> Vec<(String, String)> {
    stage
        .ask("DetectStackDrift", json!({ "StackName": "app" }))
        .await;
    let input = json!({ "StackName": "app", "MaxResults": 100 });
    let drifts = stage.ask("DescribeStackResourceDrifts", input).await;
    let text = |drift: &Json, member: &str| drift[member].as_str().unwrap().to_owned();
    let drifts = drifts["StackResourceDrifts"].as_array().unwrap().iter();
    drifts
        .map(|one| {
            (
                text(one, "LogicalResourceId"),
                text(one, "StackResourceDriftStatus"),
            )
        })
        .collect()
}

/// What takes each resource away.
fn removals(stack: &Json) -> Vec<(&'static str, &'static str, &'static str, Json)> {
    let queue = "http://127.0.0.1/000000000000/q";
    let policy = "arn:aws:iam::000000000000:policy/managed";
    let f = |more: Json| {
        let mut input = json!({ "FunctionName": "f" });
        input
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        input
    };
    let api = |more: Json| {
        let mut input = json!({ "apiId": output(stack, "Api") });
        input
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        input
    };
    let topic = output(stack, "Topic");
    let unset = json!({ "TopicArn": topic, "AttributeName": "Policy", "AttributeValue": "" });
    vec![
        (
            "Route",
            "apigateway",
            "DeleteRoute",
            api(json!({ "routeId": output(stack, "Route") })),
        ),
        (
            "Stage",
            "apigateway",
            "DeleteStage",
            api(json!({ "stageName": "live" })),
        ),
        (
            "BusPolicy",
            "events",
            "RemovePermission",
            json!({ "EventBusName": "b", "StatementId": "s" }),
        ),
        ("TopicPolicy", "sns", "SetTopicAttributes", unset),
        (
            "QueuePolicy",
            "sqs",
            "SetQueueAttributes",
            json!({ "QueueUrl": queue, "Attributes": { "Policy": "" } }),
        ),
        (
            "Live",
            "lambda",
            "DeleteAlias",
            f(json!({ "Name": "live" })),
        ),
        (
            "Version",
            "lambda",
            "DeleteFunction",
            f(json!({ "Qualifier": "1" })),
        ),
        (
            "Retries",
            "lambda",
            "DeleteFunctionEventInvokeConfig",
            f(json!({ "Qualifier": "$LATEST" })),
        ),
        (
            "Mapping",
            "lambda",
            "DeleteEventSourceMapping",
            json!({ "UUID": output(stack, "Mapping") }),
        ),
        (
            "Permission",
            "lambda",
            "RemovePermission",
            f(json!({ "StatementId": output(stack, "Permission") })),
        ),
        ("Function", "lambda", "DeleteFunction", f(json!({}))),
        (
            "Subscription",
            "sns",
            "Unsubscribe",
            json!({ "SubscriptionArn": output(stack, "Subscription") }),
        ),
        ("Queue", "sqs", "DeleteQueue", json!({ "QueueUrl": queue })),
        (
            "Bucket",
            "s3",
            "DeleteBucket",
            json!({ "Bucket": "drifting" }),
        ),
        (
            "KeyName",
            "kms",
            "DeleteAlias",
            json!({ "AliasName": "alias/k" }),
        ),
        (
            "Archive",
            "events",
            "DeleteArchive",
            json!({ "ArchiveName": "a" }),
        ),
        ("Bus", "events", "DeleteEventBus", json!({ "Name": "b" })),
        (
            "Filter",
            "logs",
            "DeleteMetricFilter",
            json!({ "logGroupName": "g", "filterName": "FILTER" }),
        ),
        (
            "Managed",
            "iam",
            "DeletePolicy",
            json!({ "PolicyArn": policy }),
        ),
    ]
}

#[tokio::test]
async fn what_is_taken_away_by_hand_is_found_deleted_and_nothing_else() {
    let stage = wiring::with_bundle().await;
    let stack = stage.create("app", TEMPLATE).await;
    let failures = stage.failures("app").await;
    assert_eq!(stack["StackStatus"], "CREATE_COMPLETE", "{failures}");
    for (id, status) in found(&stage).await {
        assert_eq!(status, "IN_SYNC", "{id}");
    }
    let filters = stage.call(
        "logs",
        "DescribeMetricFilters",
        json!({ "logGroupName": "g" }),
    );
    let filter = filters.await.unwrap()["metricFilters"][0]["filterName"].clone();
    let mut removed = Vec::new();
    for (id, service, operation, mut input) in removals(&stack) {
        if input["filterName"] == "FILTER" {
            input["filterName"] = filter.clone();
        }
        let outcome = stage.call(service, operation, input).await;
        outcome.unwrap_or_else(|fault| panic!("{operation}: {fault}"));
        removed.push(id.to_owned());
        for (found, status) in found(&stage).await {
            let expected = match removed.contains(&found) {
                true => "DELETED",
                false => "IN_SYNC",
            };
            // Without its function nothing is left of what belongs to it.
            let of_function =
                ["Live", "Version", "Retries", "Permission"].contains(&found.as_str());
            if !of_function || removed.contains(&found) {
                assert_eq!(status, expected, "{found} after {id}");
            }
        }
    }
}
