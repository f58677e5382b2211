//! What the role of a function may do because of where its results and failures go.

use super::*;

/// A function with these properties, and what its role may do.
fn allowed(properties: &str, action: &str, resource: &str) -> bool {
    let bound = sam(&format!(
        "  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: provided.al2023
      Handler: h
      CodeUri: s3://b/k
{properties}"
    ));
    let wiring = Wiring::from_model(&bound.symbolic());
    wiring.roles[0].may(action, resource).is_allowed()
}

fn of_stream(kind: &str, destination: &str) -> String {
    format!(
        "      Events:
        Orders:
          Type: DynamoDB
          Properties:
            Stream: arn:aws:dynamodb:us-east-1:111122223333:table/t/stream/s
            StartingPosition: LATEST
            DestinationConfig: {{OnFailure: {{Type: {kind}, Destination: '{destination}'}}}}
"
    )
}

#[test]
fn a_mapping_may_send_what_it_gives_up() {
    let queue = "arn:aws:sqs:us-east-1:111122223333:dead";
    assert!(allowed(&of_stream("SQS", queue), "sqs:SendMessage", queue));
    let topic = "arn:aws:sns:us-east-1:111122223333:dead";
    assert!(allowed(&of_stream("SNS", topic), "sns:Publish", topic));
    let (bucket, object) = ("arn:aws:s3:::dead", "arn:aws:s3:::dead/aws/lambda/x");
    assert!(allowed(&of_stream("S3", bucket), "s3:PutObject", object));
    assert!(allowed(&of_stream("S3", bucket), "s3:ListBucket", bucket));
}

#[test]
fn a_function_may_put_the_records_of_its_invocations_into_a_bucket() {
    let config = "      EventInvokeConfig:
        DestinationConfig: {OnFailure: {Type: S3Bucket, Destination: 'arn:aws:s3:::dead'}}
";
    let object = "arn:aws:s3:::dead/aws/lambda/async/F/x";
    assert!(allowed(config, "s3:PutObject", object));
}
