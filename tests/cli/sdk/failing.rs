//! What services answer when the environment itself fails, which their models name: the disk is
//! full, or a file cannot be opened.
#![cfg(target_os = "linux")]

use std::{fs, os::unix::fs::symlink, path::Path};

use aws_sdk_cloudwatch::types::{ComparisonOperator, Statistic};
use aws_sdk_lambda::{
    config::retry::RetryConfig,
    types::{FunctionCode, Runtime},
};

use super::{Aws, client, lambda::package, refused, until};

const ALARM: &str = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:many";
const SERVICE: &str = r#"{"Service":"lambda.amazonaws.com"}"#;

/// A client that does not try again.
macro_rules! once {
    ($aws:expr, $sdk:ident) => {
        client!($aws, $sdk, retry_config(RetryConfig::disabled()))
    };
}

/// Whether nothing is left in the journal: the next write has to make a file.
fn rests(directory: &Path) -> bool {
    let files = fs::read_dir(directory).unwrap();
    let mut files = files.map(|file| file.unwrap());
    !files.any(|file| {
        let is_file = file.file_type().is_ok_and(|kind| kind.is_file());
        is_file && file.file_name().to_string_lossy().contains(".journal.")
    })
}

/// Leaves no room for the files of the journal that are still to be made.
async fn fill_the_disk(aws: &Aws) {
    let directory = aws.dir.path();
    for number in 1..200 {
        // One that is there is being written, and has had its room.
        let file = directory.join(format!("store.redb.journal.{number}"));
        let _ = symlink("/dev/full", file);
    }
    until("the store rests", async || rests(directory)).await;
}

#[tokio::test]
async fn a_failure_of_the_environment_is_one_of_the_service() {
    let aws = Aws::start().await;
    let dynamodb = once!(aws, aws_sdk_dynamodb);
    fs::create_dir(aws.dir.path().join("dynamodb.sqlite")).unwrap();
    refused!(dynamodb.list_tables(), is_internal_server_error);
    let cloudwatch = once!(aws, aws_sdk_cloudwatch);
    let alarm = cloudwatch.put_metric_alarm().alarm_name("many");
    let alarm = alarm.namespace("Shop").metric_name("Orders").period(60);
    let alarm = alarm.statistic(Statistic::Sum).threshold(1.0);
    let alarm = alarm.comparison_operator(ComparisonOperator::GreaterThanThreshold);
    alarm.evaluation_periods(1).send().await.unwrap();
    let lambda = once!(aws, aws_sdk_lambda);
    let role = aws.role("worker", SERVICE).await;
    let code = FunctionCode::builder().zip_file(package("one")).build();
    let make = lambda.create_function().function_name("work").code(code);
    let make = make.runtime(Runtime::Providedal2023).handler("h");
    make.role(role).send().await.unwrap();
    fill_the_disk(&aws).await;
    let tag = aws_sdk_cloudwatch::types::Tag::builder().key("team");
    let tag = cloudwatch.tag_resource().tags(tag.value("shop").build());
    refused!(tag.resource_arn(ALARM), is_internal_service_fault);
    let grant = lambda.add_permission().function_name("work");
    let grant = grant.statement_id("all").principal("*");
    refused!(grant.action("lambda:InvokeFunction"), is_service_exception);
    let events = once!(aws, aws_sdk_eventbridge);
    refused!(
        events.create_event_bus().name("orders"),
        is_internal_exception
    );
    let iam = once!(aws, aws_sdk_iam);
    let policy = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let policy = iam.create_policy().policy_document(policy);
    refused!(policy.policy_name("all"), is_service_failure_exception);
    let kms = once!(aws, aws_sdk_kms);
    refused!(kms.create_key(), is_kms_internal_exception);
    let logs = once!(aws, aws_sdk_cloudwatchlogs);
    refused!(
        logs.create_log_group().log_group_name("shop"),
        is_service_unavailable_exception
    );
    let sns = once!(aws, aws_sdk_sns);
    refused!(
        sns.create_topic().name("alerts"),
        is_internal_error_exception
    );
}
