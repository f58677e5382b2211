//! Stacks that go back on request.

use aws_sdk_cloudformation::{
    Client,
    types::{Capability, StackStatus},
};
use aws_sdk_s3::primitives::ByteStream;

use super::{reaches, refused_as};
use crate::sdk::{Aws, lambda::package};

const QUEUE: &str =
    r#"{"Resources":{"Q":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":"taken"}}}}"#;

const FUNCTION: &str = r#"{"Resources":{
  "Role":{"Type":"AWS::IAM::Role","Properties":{"AssumeRolePolicyDocument":{"Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}}},
  "Function":{"Type":"AWS::Lambda::Function","Properties":{"Runtime":"provided.al2023","Handler":"h","Role":{"Fn::GetAtt":["Role","Arn"]},"Code":{"S3Bucket":"code","S3Key":"one.zip"}}}
}}"#;

pub(super) async fn going_back(stacks: &Client, aws: &Aws) {
    let make = |name: &str, body: &str| {
        let make = stacks.create_stack().stack_name(name).template_body(body);
        make.capabilities(Capability::CapabilityIam)
    };
    make("first", QUEUE).send().await.unwrap();
    reaches(stacks, "first", StackStatus::CreateComplete).await;
    let stuck = make("stuck", QUEUE).disable_rollback(true);
    stuck.send().await.unwrap();
    reaches(stacks, "stuck", StackStatus::CreateFailed).await;
    let back = stacks.rollback_stack().stack_name("stuck");
    back.send().await.unwrap();
    reaches(stacks, "stuck", StackStatus::RollbackComplete).await;
    cancelled(stacks).await;
    bundles(aws).await;
    make("code", FUNCTION).send().await.unwrap();
    reaches(stacks, "code", StackStatus::CreateComplete).await;
    continued(stacks, aws).await;
}

fn s3(aws: &Aws) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::config::Builder::from(&aws.config);
    aws_sdk_s3::Client::from_conf(config.force_path_style(true).build())
}

async fn bundles(aws: &Aws) {
    let s3 = s3(aws);
    s3.create_bucket().bucket("code").send().await.unwrap();
    for key in ["one.zip", "two.zip"] {
        let put = s3.put_object().bucket("code").key(key);
        let body = ByteStream::from(package(key).into_inner());
        put.body(body).send().await.unwrap();
    }
}

/// The code that a function would go back to is gone.
async fn continued(stacks: &Client, aws: &Aws) {
    let s3 = s3(aws);
    let gone = s3.delete_object().bucket("code").key("one.zip");
    gone.send().await.unwrap();
    let conflict = r#""Code":{"S3Bucket":"code","S3Key":"two.zip"}}},
  "Q":{"Type":"AWS::SQS::Queue","DependsOn":"Function","Properties":{"QueueName":"taken"}}"#;
    let body = FUNCTION.replace(
        r#""Code":{"S3Bucket":"code","S3Key":"one.zip"}}}"#,
        conflict,
    );
    let update = stacks.update_stack().stack_name("code").template_body(body);
    let update = update.capabilities(Capability::CapabilityIam);
    update.send().await.unwrap();
    reaches(stacks, "code", StackStatus::UpdateRollbackFailed).await;
    let on = stacks.continue_update_rollback().stack_name("code");
    refused_as!(on.clone().resources_to_skip("Nothing"), "ValidationError");
    on.resources_to_skip("Function").send().await.unwrap();
    reaches(stacks, "code", StackStatus::UpdateRollbackComplete).await;
}

/// A hundred queues, one after the other, are not made before the update is cancelled.
async fn cancelled(stacks: &Client) {
    let queue = |n: usize| {
        format!(
            r#","Q{n}":{{"Type":"AWS::SQS::Queue","DependsOn":"Q{}"}}"#,
            n - 1
        )
    };
    let queues: String = (1..100).map(queue).collect();
    let body = format!(
        r#"{{"Resources":{{"Q":{{"Type":"AWS::SQS::Queue","Properties":{{"QueueName":"taken"}}}},"Q0":{{"Type":"AWS::SQS::Queue"}}{queues}}}}}"#
    );
    let update = stacks
        .update_stack()
        .stack_name("first")
        .template_body(body);
    update.send().await.unwrap();
    let cancel = || stacks.cancel_update_stack().stack_name("first");
    cancel().send().await.unwrap();
    reaches(stacks, "first", StackStatus::UpdateRollbackComplete).await;
    refused_as!(cancel(), "ValidationError");
}
