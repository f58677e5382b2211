//! Numbers, booleans and text stand for each other: a property has the type that its resource wants.

use super::*;

const SCALARS: &str = "
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: 20240101, VisibilityTimeout: '40' } }
  Group: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: 123, RetentionInDays: '7' } }
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: orders
      DeletionProtectionEnabled: 'false'
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      ProvisionedThroughput: { ReadCapacityUnits: '5', WriteCapacityUnits: 5 }
      Tags: [{ Key: cost, Value: 1 }]
  Rule:
    Type: AWS::Events::Rule
    Properties:
      Name: r
      Description: 42
      EventPattern: { source: [shop], detail: { n: [5] } }
      Targets: [{ Id: 1, Arn: !GetAtt Queue.Arn, RetryPolicy: { MaximumRetryAttempts: '2' } }]
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: a
      Namespace: App
      MetricName: Errors
      Dimensions: [{ Name: Line, Value: 5 }]
      Statistic: Sum
      ComparisonOperator: GreaterThanThreshold
      Threshold: '0'
      EvaluationPeriods: '1'
      Period: '60'
      ActionsEnabled: 'false'
";

#[tokio::test]
async fn scalars_have_the_type_that_their_resource_wants() {
    let stage = Stage::new();
    let stack = stage.create("shop", SCALARS).await;
    let failures = stage.failures("shop").await;
    assert_eq!(stack["StackStatus"], "CREATE_COMPLETE", "{failures}");
    let ask = async |service, operation, input| {
        let answer = stage.call(service, operation, input).await;
        answer.unwrap_or_else(|fault| panic!("{operation}: {fault}"))
    };
    ask("sqs", "GetQueueUrl", json!({ "QueueName": "20240101" })).await;
    let groups = ask("logs", "DescribeLogGroups", json!({})).await;
    assert_eq!(groups["logGroups"][0]["logGroupName"], "123");
    let table = ask(
        "dynamodb",
        "DescribeTable",
        json!({ "TableName": "orders" }),
    )
    .await;
    let throughput = &table["Table"]["ProvisionedThroughput"];
    assert_eq!(throughput["ReadCapacityUnits"], 5, "{table}");
    let rule = ask("events", "DescribeRule", json!({ "Name": "r" })).await;
    assert_eq!(rule["Description"], "42");
    let pattern: Json = serde_json::from_str(rule["EventPattern"].as_str().unwrap()).unwrap();
    assert_eq!(
        pattern["detail"]["n"],
        json!([5]),
        "a pattern is a document"
    );
    let targets = ask("events", "ListTargetsByRule", json!({ "Rule": "r" })).await;
    assert_eq!(targets["Targets"][0]["Id"], "1");
    assert_eq!(
        targets["Targets"][0]["RetryPolicy"]["MaximumRetryAttempts"],
        2
    );
    let alarms = ask("monitoring", "DescribeAlarms", json!({})).await;
    let alarm = &alarms["MetricAlarms"][0];
    assert_eq!(alarm["Dimensions"][0]["Value"], "5");
    assert_eq!(alarm["ActionsEnabled"], false);
}
