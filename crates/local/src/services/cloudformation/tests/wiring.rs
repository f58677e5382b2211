//! Stacks that do something: what is deployed is wired as the template says.

use super::*;

const ROUTED: &str = "
Resources:
  Bus:
    Type: AWS::Events::EventBus
    Properties: { Name: app, Description: one }
  Archive:
    Type: AWS::Events::Archive
    Properties: { SourceArn: !GetAtt Bus.Arn, RetentionDays: 7, EventPattern: { source: [shop] } }
  Orders: { Type: AWS::SQS::Queue }
  DeadLetters:
    Type: AWS::SQS::Queue
    Properties: { MessageRetentionPeriod: '1209600' }
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: { source: [shop] }
      Targets:
        - Id: orders
          Arn: !GetAtt Orders.Arn
          RetryPolicy: { MaximumRetryAttempts: 2 }
          DeadLetterConfig: { Arn: !GetAtt DeadLetters.Arn }
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Orders, !Ref DeadLetters]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: events.amazonaws.com }
            Action: sqs:SendMessage
            Resource: '*'
            Condition: { ArnEquals: { aws:SourceArn: !GetAtt Rule.Arn } }
Outputs:
  Orders: { Value: !Ref Orders }
  Rule: { Value: !Ref Rule }
";

async fn received(stage: &Stage, queue: &str) -> Json {
    let input = json!({ "QueueUrl": queue, "WaitTimeSeconds": 5 });
    stage.call("sqs", "ReceiveMessage", input).await.unwrap()["Messages"][0]["Body"].clone()
}

#[tokio::test]
async fn an_event_goes_the_way_that_the_template_says() {
    let stage = Stage::new();
    let stack = stage.create("shop", ROUTED).await;
    assert_eq!(
        stack["StackStatus"],
        "CREATE_COMPLETE",
        "{}",
        stage.failures("shop").await
    );
    assert!(
        output(&stack, "Rule").starts_with("app|shop-Rule-"),
        "{stack}"
    );
    let entry =
        json!({ "Source": "shop", "DetailType": "Ordered", "Detail": "{}", "EventBusName": "app" });
    stage
        .call("events", "PutEvents", json!({ "Entries": [entry] }))
        .await
        .unwrap();
    let body = received(&stage, output(&stack, "Orders")).await;
    assert!(body.as_str().unwrap().contains("Ordered"), "{body}");
}

#[tokio::test]
async fn rules_are_changed_in_place_and_removed() {
    let stage = Stage::new();
    stage.create("shop", ROUTED).await;
    let stack = stage
        .update(
            "shop",
            &ROUTED
                .replace("Id: orders", "Id: renamed")
                .replace("Description: one", "Description: two"),
        )
        .await;
    assert_eq!(
        stack["StackStatus"],
        "UPDATE_COMPLETE",
        "{}",
        stage.failures("shop").await
    );
    let (bus, rule) = output(&stack, "Rule").split_once('|').unwrap();
    let input = json!({ "EventBusName": bus, "Rule": rule });
    let targets = stage
        .call("events", "ListTargetsByRule", input)
        .await
        .unwrap();
    let ids: Vec<&Json> = targets["Targets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|target| &target["Id"])
        .collect();
    assert_eq!(ids, ["renamed"]);
    let gone = stage.delete("shop").await;
    assert_eq!(gone["StackStatus"], "DELETE_COMPLETE", "{gone}");
    stage
        .call("events", "DescribeEventBus", json!({ "Name": "app" }))
        .await
        .unwrap_err();
}

const FUNCTION: &str = "
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: provided.al2023
      Handler: main
      Role: !GetAtt Role.Arn
      Code: { S3Bucket: artifacts, S3Key: bundle.zip }
      Timeout: 10
      Environment: { Variables: { NAME: one } }
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { FunctionName: !Ref Function, Action: lambda:InvokeFunction, Principal: events.amazonaws.com }
  Retries:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: { FunctionName: !Ref Function, Qualifier: $LATEST, MaximumRetryAttempts: 1 }
  Version:
    Type: AWS::Lambda::Version
    Properties: { FunctionName: !Ref Function }
  Live:
    Type: AWS::Lambda::Alias
    Properties: { FunctionName: !Ref Function, Name: live, FunctionVersion: !GetAtt Version.Version }
Outputs:
  Function: { Value: !Ref Function }
  Live: { Value: !Ref Live }
";

const SUBSCRIPTION: &str = r"
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Queue: { Type: AWS::SQS::Queue }
  Dead: { Type: AWS::SQS::Queue }
  Subscription:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref Topic
      Protocol: sqs
      Endpoint: !GetAtt Queue.Arn
";

/// Each of these is valid, and no step between any two may be refused.
const SETTINGS: [&str; 3] = [
    "",
    "      FilterPolicy: { order: { total: [{ numeric: ['>', 10] }] } }
      FilterPolicyScope: MessageBody
",
    "      FilterPolicy: { store: [north] }
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn }
",
];

#[tokio::test]
async fn a_subscriptions_filter_policy_and_its_scope_change_together() {
    let stage = Stage::new();
    let template = |settings: &str| format!("{SUBSCRIPTION}{settings}");
    stage.create("app", &template(SETTINGS[0])).await;
    for next in [1, 2, 1, 0, 2, 0] {
        let stack = stage.update("app", &template(SETTINGS[next])).await;
        let failures = stage.failures("app").await;
        assert_eq!(stack["StackStatus"], "UPDATE_COMPLETE", "{failures}");
    }
}

pub(super) async fn with_bundle() -> Stage {
    let stage = Stage::new();
    stage
        .call("s3", "CreateBucket", json!({ "Bucket": "artifacts" }))
        .await
        .unwrap();
    stage.put("/artifacts/bundle.zip", bundle()).await;
    stage
}

#[tokio::test]
async fn a_function_is_made_with_what_belongs_to_it() {
    let stage = with_bundle().await;
    let stack = stage.create("app", FUNCTION).await;
    assert_eq!(
        stack["StackStatus"],
        "CREATE_COMPLETE",
        "{}",
        stage.failures("app").await
    );
    assert!(output(&stack, "Live").ends_with(":live"), "{stack}");
    let name = json!({ "FunctionName": output(&stack, "Function") });
    let policy = stage
        .call("lambda", "GetPolicy", name.clone())
        .await
        .unwrap();
    assert!(
        policy["Policy"]
            .as_str()
            .unwrap()
            .contains("events.amazonaws.com")
    );
    let gone = stage.delete("app").await;
    assert_eq!(gone["StackStatus"], "DELETE_COMPLETE", "{gone}");
    stage.call("lambda", "GetFunction", name).await.unwrap_err();
}

#[tokio::test]
async fn a_functions_configuration_is_changed_in_place() {
    let stage = with_bundle().await;
    stage.create("app", FUNCTION).await;
    let changed = FUNCTION
        .replace("      Timeout: 10\n", "")
        .replace("NAME: one", "NAME: two");
    let stack = stage.update("app", &changed).await;
    assert_eq!(
        stack["StackStatus"],
        "UPDATE_COMPLETE",
        "{}",
        stage.failures("app").await
    );
    let name = json!({ "FunctionName": output(&stack, "Function") });
    let found = stage
        .call("lambda", "GetFunctionConfiguration", name)
        .await
        .unwrap();
    assert_eq!(
        (
            &found["Timeout"],
            &found["Environment"]["Variables"]["NAME"]
        ),
        (&json!(3), &json!("two"))
    );
}

const API: &str = "
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action }
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: 'arn:x' }
  Connect:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: $connect, Target: !Sub 'integrations/${Integration}' }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Api, StageName: dev, AutoDeploy: true }
  Deployment:
    Type: AWS::ApiGatewayV2::Deployment
    DependsOn: Connect
    Properties: { ApiId: !Ref Api }
Outputs:
  Api: { Value: !Ref Api }
";

#[tokio::test]
async fn a_websocket_api_is_made_of_its_parts() {
    let stage = Stage::new();
    let stack = stage.create("chat", API).await;
    assert_eq!(
        stack["StackStatus"],
        "CREATE_COMPLETE",
        "{}",
        stage.failures("chat").await
    );
    let api = json!({ "apiId": output(&stack, "Api") });
    let routes = stage
        .call("apigateway", "GetRoutes", api.clone())
        .await
        .unwrap();
    assert_eq!(routes["items"][0]["routeKey"], "$connect");
    let gone = stage.delete("chat").await;
    assert_eq!(gone["StackStatus"], "DELETE_COMPLETE", "{gone}");
    stage.call("apigateway", "GetApi", api).await.unwrap_err();
}

const HELD: &str = "
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Topic: { Type: AWS::SNS::Topic }
Outputs:
  Queue: { Value: !Ref Queue }
  Topic: { Value: !Ref Topic }
";

/// Policies of a queue and of a topic that allow everything to one service.
const INLINE: &str = "
  QueuePolicy:
    Type: AWS::SQS::QueueInlinePolicy
    Properties:
      Queue: !Ref Queue
      PolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: SERVICE }, Action: sqs:SendMessage, Resource: '*' }]
  TopicPolicy:
    Type: AWS::SNS::TopicInlinePolicy
    Properties:
      TopicArn: !Ref Topic
      PolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: SERVICE }, Action: sns:Publish, Resource: !Ref Topic }]
Outputs:";

#[tokio::test]
async fn inline_policies_are_put_changed_and_taken_off() {
    let stage = Stage::new();
    let with = |service: &str| HELD.replace("\nOutputs:", &INLINE.replace("SERVICE", service));
    let stack = stage.create("held", &with("events.amazonaws.com")).await;
    let failures = stage.failures("held").await;
    assert_eq!(stack["StackStatus"], "CREATE_COMPLETE", "{failures}");
    let policies = || async {
        let queue = json!({ "QueueUrl": output(&stack, "Queue"), "AttributeNames": ["Policy"] });
        let queue = stage
            .call("sqs", "GetQueueAttributes", queue)
            .await
            .unwrap();
        let topic = json!({ "TopicArn": output(&stack, "Topic") });
        let topic = stage
            .call("sns", "GetTopicAttributes", topic)
            .await
            .unwrap();
        [
            queue["Attributes"]["Policy"].to_string(),
            topic["Attributes"]["Policy"].to_string(),
        ]
    };
    for policy in policies().await {
        assert!(policy.contains("events.amazonaws.com"), "{policy}");
    }
    let changed = stage.update("held", &with("s3.amazonaws.com")).await;
    assert_eq!(changed["StackStatus"], "UPDATE_COMPLETE", "{changed}");
    for policy in policies().await {
        assert!(policy.contains("s3.amazonaws.com"), "{policy}");
        assert!(!policy.contains("events.amazonaws.com"), "{policy}");
    }
    stage.update("held", HELD).await;
    let [queue, topic] = policies().await;
    assert_eq!(queue, "null");
    assert!(topic.contains("__default_policy_ID"), "{topic}");
}

/// A composite alarm over a metric alarm.
const WATCHED: &str = "
Resources:
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties: { Namespace: App, MetricName: Errors, Statistic: Sum, Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanThreshold }
  Page:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties: { AlarmName: page, AlarmRule: !Sub 'NOT ALARM(\"${Errors}\")' }
Outputs:
  Arn: { Value: !GetAtt Page.Arn }
";

#[tokio::test]
async fn a_composite_alarm_is_made_changed_and_gone() {
    let stage = Stage::new();
    let stack = stage.create("watched", WATCHED).await;
    let failures = stage.failures("watched").await;
    assert_eq!(stack["StackStatus"], "CREATE_COMPLETE", "{failures}");
    let arn = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:page";
    assert_eq!(output(&stack, "Arn"), arn);
    let asked = json!({ "AlarmNames": ["page"], "AlarmTypes": ["CompositeAlarm"] });
    let shown = || async {
        let found = stage.call("monitoring", "DescribeAlarms", asked.clone());
        found.await.unwrap()["CompositeAlarms"][0].clone()
    };
    assert_eq!(shown().await["StateValue"], "ALARM");
    let changed = WATCHED.replace("NOT ALARM", "ALARM");
    let stack = stage.update("watched", &changed).await;
    assert_eq!(stack["StackStatus"], "UPDATE_COMPLETE", "{stack}");
    assert_eq!(shown().await["StateValue"], "OK");
    let gone = stage.delete("watched").await;
    assert_eq!(gone["StackStatus"], "DELETE_COMPLETE", "{gone}");
    assert_eq!(shown().await, Json::Null);
}
