use std::io::Write;

use aws_sdk_lambda::{
    Client,
    config::Builder,
    primitives::Blob,
    types::{Environment, FunctionCode, Runtime, State},
};

use super::{Aws, refused, refused_as, until};

const ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:work";

#[tokio::test]
async fn every_operation_of_lambda() {
    let aws = Aws::start().await;
    let config = Builder::from(&aws.config).interceptor(aws.answered.clone());
    let lambda = Client::from_conf(config.build());
    functions(&lambda).await;
    updates(&lambda).await;
    invoking(&lambda).await;
    permissions(&lambda).await;
    concurrency(&lambda).await;
    event_invoke_config(&lambda).await;
    versions(&lambda).await;
    aliases(&lambda).await;
    mappings(&lambda, &aws).await;
    tags(&lambda).await;
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
}

/// A function that ends before it answers.
fn package(text: &str) -> Blob {
    let options = zip::write::SimpleFileOptions::default().unix_permissions(0o755);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("bootstrap", options).unwrap();
    zip.write_all(format!("#!/bin/sh\necho {text}\nexit 1\n").as_bytes())
        .unwrap();
    Blob::new(zip.finish().unwrap().into_inner())
}

async fn functions(lambda: &Client) {
    let create = |runtime| {
        let code = FunctionCode::builder().zip_file(package("one")).build();
        let create = lambda
            .create_function()
            .function_name("work")
            .runtime(runtime)
            .handler("h");
        create
            .role("arn:aws:iam::000000000000:role/worker")
            .code(code)
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
    refused_as!(
        create(Runtime::Java21).function_name("java"),
        "UnsupportedOperation"
    );
    let found = lambda
        .get_function()
        .function_name("work")
        .send()
        .await
        .unwrap();
    assert_eq!(found.configuration().unwrap().function_name(), Some("work"));
    assert!(found.code().is_some());
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
    let variables = Environment::builder().variables("A", "b").build();
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

async fn permissions(lambda: &Client) {
    let grant = || {
        let grant = lambda
            .add_permission()
            .function_name("work")
            .statement_id("events");
        grant
            .action("lambda:InvokeFunction")
            .principal("events.amazonaws.com")
    };
    grant().send().await.unwrap();
    refused!(grant(), is_resource_conflict_exception);
    refused!(
        grant().function_name("none"),
        is_resource_not_found_exception
    );
    let policy = lambda
        .get_policy()
        .function_name("work")
        .send()
        .await
        .unwrap();
    assert!(policy.policy().unwrap().contains("events.amazonaws.com"));
    let take = || {
        lambda
            .remove_permission()
            .function_name("work")
            .statement_id("events")
    };
    take().send().await.unwrap();
    refused!(take(), is_resource_not_found_exception);
    refused!(
        lambda.get_policy().function_name("work"),
        is_resource_not_found_exception
    );
}

async fn concurrency(lambda: &Client) {
    let put = |count| {
        lambda
            .put_function_concurrency()
            .function_name("work")
            .reserved_concurrent_executions(count)
    };
    put(0).send().await.unwrap();
    refused!(
        lambda.invoke().function_name("work"),
        is_too_many_requests_exception
    );
    refused!(put(100_000), is_invalid_parameter_value_exception);
    let shown = lambda
        .get_function_concurrency()
        .function_name("work")
        .send()
        .await
        .unwrap();
    assert_eq!(shown.reserved_concurrent_executions(), Some(0));
    lambda
        .delete_function_concurrency()
        .function_name("work")
        .send()
        .await
        .unwrap();
}

async fn event_invoke_config(lambda: &Client) {
    let put = |attempts| {
        lambda
            .put_function_event_invoke_config()
            .function_name("work")
            .maximum_retry_attempts(attempts)
    };
    put(1).send().await.unwrap();
    refused!(put(3), is_invalid_parameter_value_exception);
    let update = lambda
        .update_function_event_invoke_config()
        .function_name("work");
    let update = update
        .maximum_event_age_in_seconds(60)
        .send()
        .await
        .unwrap();
    assert_eq!(update.maximum_retry_attempts(), Some(1));
    let shown = lambda
        .get_function_event_invoke_config()
        .function_name("work")
        .send()
        .await
        .unwrap();
    assert_eq!(shown.maximum_event_age_in_seconds(), Some(60));
    let listed = lambda
        .list_function_event_invoke_configs()
        .function_name("work")
        .send()
        .await
        .unwrap();
    assert_eq!(listed.function_event_invoke_configs().len(), 1);
    let delete = || {
        lambda
            .delete_function_event_invoke_config()
            .function_name("work")
    };
    delete().send().await.unwrap();
    refused!(delete(), is_resource_not_found_exception);
    refused!(
        lambda
            .get_function_event_invoke_config()
            .function_name("work"),
        is_resource_not_found_exception
    );
}

async fn versions(lambda: &Client) {
    let made = lambda
        .publish_version()
        .function_name("work")
        .description("first")
        .send()
        .await
        .unwrap();
    assert_eq!(made.version(), Some("1"));
    refused!(
        lambda
            .publish_version()
            .function_name("work")
            .revision_id("nonsense"),
        is_precondition_failed_exception
    );
    let listed = lambda
        .list_versions_by_function()
        .function_name("work")
        .send()
        .await
        .unwrap();
    assert_eq!(listed.versions().len(), 2);
}

async fn aliases(lambda: &Client) {
    let create = |version| {
        lambda
            .create_alias()
            .function_name("work")
            .name("live")
            .function_version(version)
    };
    refused!(create("9"), is_resource_not_found_exception);
    create("1").send().await.unwrap();
    refused!(create("1"), is_resource_conflict_exception);
    let update = lambda
        .update_alias()
        .function_name("work")
        .name("live")
        .description("new");
    assert_eq!(update.send().await.unwrap().description(), Some("new"));
    let shown = lambda
        .get_alias()
        .function_name("work")
        .name("live")
        .send()
        .await
        .unwrap();
    assert_eq!(shown.function_version(), Some("1"));
    let listed = lambda
        .list_aliases()
        .function_name("work")
        .send()
        .await
        .unwrap();
    assert_eq!(listed.aliases().len(), 1);
    refused!(
        lambda.get_alias().function_name("work").name("none"),
        is_resource_not_found_exception
    );
    let stale = lambda
        .update_alias()
        .function_name("work")
        .name("live")
        .revision_id("nonsense");
    refused!(stale, is_precondition_failed_exception);
    lambda
        .delete_alias()
        .function_name("work")
        .name("live")
        .send()
        .await
        .unwrap();
}

async fn mappings(lambda: &Client, aws: &Aws) {
    let sqs = aws_sdk_sqs::Client::new(&aws.config);
    sqs.create_queue().queue_name("jobs").send().await.unwrap();
    let queue = "arn:aws:sqs:us-east-1:000000000000:jobs";
    let create = || {
        lambda
            .create_event_source_mapping()
            .function_name("work")
            .event_source_arn(queue)
            .enabled(false)
    };
    let made = create().send().await.unwrap();
    let id = made.uuid().unwrap();
    refused!(create(), is_resource_conflict_exception);
    refused!(
        create().function_name("none"),
        is_resource_not_found_exception
    );
    refused!(
        create().batch_size(100_000),
        is_invalid_parameter_value_exception
    );
    let update = lambda.update_event_source_mapping().uuid(id).batch_size(5);
    assert_eq!(update.send().await.unwrap().batch_size(), Some(5));
    let settled = || async {
        let shown = lambda
            .get_event_source_mapping()
            .uuid(id)
            .send()
            .await
            .unwrap();
        shown.state() == Some("Disabled")
    };
    until("the mapping is disabled", settled).await;
    let listed = lambda
        .list_event_source_mappings()
        .function_name("work")
        .send()
        .await
        .unwrap();
    assert_eq!(listed.event_source_mappings().len(), 1);
    lambda
        .delete_event_source_mapping()
        .uuid(id)
        .send()
        .await
        .unwrap();
    let other = "00000000-0000-0000-0000-000000000000";
    refused!(
        lambda.get_event_source_mapping().uuid(other),
        is_resource_not_found_exception
    );
    refused!(
        lambda.update_event_source_mapping().uuid(other),
        is_resource_not_found_exception
    );
    refused!(
        lambda.delete_event_source_mapping().uuid(other),
        is_resource_not_found_exception
    );
}

async fn tags(lambda: &Client) {
    lambda
        .tag_resource()
        .resource(ARN)
        .tags("team", "shop")
        .send()
        .await
        .unwrap();
    let listed = lambda.list_tags().resource(ARN).send().await.unwrap();
    assert_eq!(listed.tags().unwrap()["team"], "shop");
    lambda
        .untag_resource()
        .resource(ARN)
        .tag_keys("team")
        .send()
        .await
        .unwrap();
    let gone = ARN.replace("work", "none");
    refused!(
        lambda.list_tags().resource(&gone),
        is_resource_not_found_exception
    );
    refused!(
        lambda.tag_resource().resource(&gone).tags("a", "b"),
        is_resource_not_found_exception
    );
    refused!(
        lambda.untag_resource().resource(&gone).tag_keys("a"),
        is_resource_not_found_exception
    );
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
