//! What is set for a function beside its configuration.

use aws_sdk_lambda::{
    Client,
    types::{DestinationConfig, FunctionUrlAuthType, OnFailure, RecursiveLoop, UpdateRuntimeOn},
};

use super::super::{refused, refused_as};
use super::ARN;

pub(super) async fn permissions(lambda: &Client) {
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
    refused!(
        grant().statement_id("other").principal("foo"),
        is_invalid_parameter_value_exception
    );
    let policy = lambda
        .get_policy()
        .function_name("work")
        .send()
        .await
        .unwrap();
    assert!(policy.policy().unwrap().contains("events.amazonaws.com"));
    let long = format!("{}/{}", ARN.replace("lambda", "events"), "x".repeat(20_480));
    refused!(
        grant().statement_id("long").source_arn(long),
        is_policy_length_exceeded_exception
    );
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

pub(super) async fn concurrency(lambda: &Client) {
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

pub(super) async fn event_invoke_config(lambda: &Client) {
    let put = |attempts| {
        lambda
            .put_function_event_invoke_config()
            .function_name("work")
            .maximum_retry_attempts(attempts)
    };
    put(1).send().await.unwrap();
    refused!(put(3), is_invalid_parameter_value_exception);
    let fifo = OnFailure::builder().destination("arn:aws:sqs:us-east-1:000000000000:jobs.fifo");
    let fifo = DestinationConfig::builder()
        .on_failure(fifo.build())
        .build();
    refused!(
        put(1).destination_config(fifo),
        is_invalid_parameter_value_exception
    );
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

pub(super) async fn tags(lambda: &Client) {
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
    let left = lambda.list_tags().resource(ARN).send().await.unwrap();
    assert_eq!(left.tags().map_or(0, |tags| tags.len()), 0);
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

pub(super) async fn as_aws_sets_them(lambda: &Client) {
    let signing = lambda.get_function_code_signing_config();
    let signing = signing.function_name("work").send().await.unwrap();
    assert_eq!(
        (signing.function_name(), signing.code_signing_config_arn()),
        ("work", "")
    );
    let recursion = lambda.get_function_recursion_config().function_name("work");
    let recursion = recursion.send().await.unwrap();
    assert_eq!(recursion.recursive_loop(), Some(&RecursiveLoop::Terminate));
    let runtime = lambda.get_runtime_management_config().function_name("work");
    let runtime = runtime.send().await.unwrap();
    assert_eq!(runtime.update_runtime_on(), Some(&UpdateRuntimeOn::Auto));
    assert_eq!(runtime.function_arn(), Some(ARN));
    refused!(
        lambda.get_function_recursion_config().function_name("none"),
        is_resource_not_found_exception
    );
    refused_as!(lambda.list_code_signing_configs(), "UnsupportedOperation");
    let url = lambda.create_function_url_config().function_name("work");
    let url = url.auth_type(FunctionUrlAuthType::None);
    let refusal = url.send().await.unwrap_err();
    assert_eq!(refusal.raw_response().unwrap().status().as_u16(), 501);
    let text = format!("{refusal:?}");
    assert!(text.contains("lambda:CreateFunctionUrlConfig"), "{text}");
}
