//! Stacks whose buckets let pages in and whose functions watch log groups.

use super::*;

#[tokio::test]
async fn a_bucket_of_a_template_lets_pages_in() {
    let stage = Stage::new();
    let template = "
Resources:
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: uploads
      CorsConfiguration:
        CorsRules:
          - { AllowedOrigins: ['https://shop.example'], AllowedMethods: [PUT], MaxAge: 60 }
";
    let stack = stage.create("shop", template).await;
    assert_eq!(stack["StackStatus"], "CREATE_COMPLETE");
    let ask = http::Request::options("/uploads/k")
        .header("origin", "https://shop.example")
        .header("access-control-request-method", "PUT");
    let ask = ask.body(bytes::Bytes::new()).unwrap();
    let answer = stage.cloud.storage.handle(ask).await;
    assert_eq!(answer.headers()["access-control-max-age"], "60");
}

const WATCHING: &str = "
Transform: AWS::Serverless-2016-10-31
Resources:
  Group: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: app } }
  Watcher:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: watcher
      Runtime: python3.13
      Handler: index.handler
      InlineCode: 'def handler(event, context): pass'
      Events:
        Errors:
          Type: CloudWatchLogs
          Properties: { LogGroupName: !Ref Group, FilterPattern: ERROR }
";

#[tokio::test]
async fn a_function_of_a_template_watches_a_log_group() {
    let stage = Stage::new();
    let mut request = request("shop", WATCHING);
    request["Capabilities"] = json!(["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]);
    stage.ask("CreateStack", request).await;
    let stack = stage.settled("shop").await;
    let failures = stage.failures("shop").await;
    assert_eq!(stack["StackStatus"], "CREATE_COMPLETE", "{failures}");
    let group = json!({ "logGroupName": "app" });
    let filters = stage.call("logs", "DescribeSubscriptionFilters", group);
    let filter = filters.await.unwrap()["subscriptionFilters"][0].clone();
    assert_eq!(filter["filterPattern"], "ERROR");
    let arn = filter["destinationArn"].as_str().unwrap();
    assert!(arn.ends_with(":function:watcher"), "{arn}");
    stage.delete("shop").await;
    let left = stage.call("logs", "DescribeLogGroups", json!({})).await;
    assert_eq!(left.unwrap()["logGroups"], json!([]));
}
