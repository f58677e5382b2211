mod discarded;
mod encryption;
mod layers;
mod mappings;
mod settings;
mod snap_start;
mod versions;

use std::io::Write;

use aws_sdk_lambda::{
    Client,
    primitives::Blob,
    types::{
        ApplicationLogLevel, Environment, FunctionCode, LogFormat, LoggingConfig, Runtime, State,
        SystemLogLevel,
    },
};

use super::{Aws, client, errors, refused, refused_as, until};

const ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:work";

#[tokio::test]
async fn every_operation_of_lambda() {
    let aws = Aws::start().await;
    let lambda = client!(aws, aws_sdk_lambda);
    let service = r#"{"Service":"lambda.amazonaws.com"}"#;
    let role = aws.role("worker", service).await;
    functions(&lambda, &role).await;
    updates(&lambda).await;
    invoking(&lambda).await;
    settings::permissions(&lambda).await;
    settings::concurrency(&lambda).await;
    settings::event_invoke_config(&lambda).await;
    versions::versions(&lambda).await;
    versions::aliases(&lambda).await;
    layers::layers(&lambda).await;
    mappings::mappings(&lambda, &aws).await;
    discarded::records(&lambda, &aws).await;
    settings::tags(&lambda).await;
    encryption::keys(&aws).await;
    settings::as_aws_sets_them(&lambda).await;
    snap_start::snap_start(&lambda, &role).await;
    missing(&lambda).await;
    lambda
        .delete_function()
        .function_name("work")
        .send()
        .await
        .unwrap();
    refused!(
        lambda.delete_function().function_name("work"),
        is_resource_not_found_exception
    );
    aws.covers(
        "lambda",
        &["PutFault", "DeleteFaults", "DescribeInvocation"],
    );
    errors::all_met(
        "lambda",
        &[
            ("AccessDeniedException", errors::SERVICES_ONLY),
            ("CodeStorageExceededException", "it takes 75 GB of code"),
        ],
    );
}

/// A function that ends before it answers.
pub(super) fn package(text: &str) -> Blob {
    let script = format!("#!/bin/sh\necho {text}\nexit 1\n");
    Blob::new(zipped(&[("bootstrap", &script)]))
}

/// A package of these files.
fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let options = zip::write::SimpleFileOptions::default().unix_permissions(0o755);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

async fn functions(lambda: &Client, role: &str) {
    let create = |runtime| {
        let code = FunctionCode::builder().zip_file(package("one")).build();
        let create = lambda
            .create_function()
            .function_name("work")
            .runtime(runtime)
            .handler("h");
        create.role(role).code(code)
    };
    let made = create(Runtime::Providedal2023).send().await.unwrap();
    assert_eq!(made.function_arn(), Some(ARN));
    refused!(
        create(Runtime::Providedal2023),
        is_resource_conflict_exception
    );
    refused!(
        create(Runtime::Providedal2023).function_name("no spaces"),
        is_invalid_parameter_value_exception
    );
    refused!(
        create(Runtime::Providedal2023).role(role.replace("worker", "nobody")),
        is_invalid_parameter_value_exception
    );
    refused_as!(
        create(Runtime::Java21).function_name("java"),
        "UnsupportedOperation"
    );
    refused!(
        create(Runtime::from("python3.99")).function_name("snake"),
        is_invalid_parameter_value_exception
    );
    let found = lambda
        .get_function()
        .function_name("work")
        .send()
        .await
        .unwrap();
    assert_eq!(found.configuration().unwrap().function_name(), Some("work"));
    assert!(found.code().unwrap().location().is_some());
    let listed = lambda.list_functions().send().await.unwrap();
    assert_eq!(listed.functions()[0].function_name(), Some("work"));
    let account = lambda.get_account_settings().send().await.unwrap();
    assert!(account.account_limit().unwrap().concurrent_executions() > 0);
    active(lambda).await;
}

async fn active(lambda: &Client) {
    let probe = || async {
        let found = lambda
            .get_function_configuration()
            .function_name("work")
            .send()
            .await
            .unwrap();
        found.state() == Some(&State::Active)
    };
    until("the function is active", probe).await;
}

async fn updates(lambda: &Client) {
    let code = || {
        lambda
            .update_function_code()
            .function_name("work")
            .zip_file(package("two"))
    };
    let before = lambda
        .get_function_configuration()
        .function_name("work")
        .send()
        .await
        .unwrap();
    let after = code().send().await.unwrap();
    assert_ne!(before.code_sha256(), after.code_sha256());
    refused!(
        code().revision_id("nonsense"),
        is_precondition_failed_exception
    );
    let variables = Environment::builder().variables("COLOUR", "blue").build();
    let update = lambda.update_function_configuration().function_name("work");
    let update = update
        .environment(variables)
        .timeout(9)
        .send()
        .await
        .unwrap();
    assert_eq!(update.timeout(), Some(9));
    let long = lambda
        .update_function_configuration()
        .function_name("work")
        .timeout(901);
    refused!(long, is_invalid_parameter_value_exception);
    let logging = LoggingConfig::builder().application_log_level(ApplicationLogLevel::Debug);
    let change = || lambda.update_function_configuration().function_name("work");
    refused!(
        change().logging_config(logging.clone().log_format(LogFormat::Text).build()),
        is_invalid_parameter_value_exception
    );
    let levels = logging.log_format(LogFormat::Json).build();
    let shown = change().logging_config(levels).send().await.unwrap();
    let shown = shown.logging_config().unwrap();
    assert_eq!(shown.system_log_level(), Some(&SystemLogLevel::Info));
    active(lambda).await;
}

async fn invoking(lambda: &Client) {
    let invoke = |payload: &str| {
        lambda
            .invoke()
            .function_name("work")
            .payload(Blob::new(payload))
    };
    let answer = invoke("{}").send().await.unwrap();
    assert_eq!(
        (answer.status_code(), answer.function_error()),
        (200, Some("Unhandled"))
    );
    let text = String::from_utf8(answer.payload().unwrap().as_ref().to_vec()).unwrap();
    assert!(text.contains("Runtime.ExitError"), "{text}");
    refused!(invoke("{"), is_invalid_request_content_exception);
    refused!(
        invoke("{}").function_name("none"),
        is_resource_not_found_exception
    );
    let large = format!("\"{}\"", "x".repeat(7 * 1024 * 1024));
    refused!(invoke(&large), is_request_too_large_exception);
}

async fn missing(lambda: &Client) {
    let name = "none";
    refused!(
        lambda.get_function().function_name(name),
        is_resource_not_found_exception
    );
    refused!(
        lambda.get_function_configuration().function_name(name),
        is_resource_not_found_exception
    );
    refused!(
        lambda
            .update_function_code()
            .function_name(name)
            .zip_file(package("a")),
        is_resource_not_found_exception
    );
    refused!(
        lambda.update_function_configuration().function_name(name),
        is_resource_not_found_exception
    );
    refused!(
        lambda.get_function_concurrency().function_name(name),
        is_resource_not_found_exception
    );
    refused!(
        lambda.delete_function_concurrency().function_name(name),
        is_resource_not_found_exception
    );
    refused!(
        lambda.publish_version().function_name(name),
        is_resource_not_found_exception
    );
    refused!(
        lambda.list_versions_by_function().function_name(name),
        is_resource_not_found_exception
    );
    refused!(
        lambda.list_aliases().function_name(name),
        is_resource_not_found_exception
    );
    refused!(
        lambda
            .list_function_event_invoke_configs()
            .function_name(name),
        is_resource_not_found_exception
    );
}
