//! Subscription filters.

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_lambda::types::{FunctionCode, Runtime};

use super::{
    super::{Aws, lambda, refused, refused_as},
    GROUP,
};

const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:reader";

pub(super) async fn subscriptions(logs: &Client, aws: &Aws) {
    function(aws).await;
    let put = |group, name, to| {
        let put = logs.put_subscription_filter().log_group_name(group);
        let put = put.filter_name(name).filter_pattern("ERROR");
        put.destination_arn(to)
    };
    let stream = "arn:aws:kinesis:us-east-1:000000000000:stream/x";
    refused_as!(put(GROUP, "a", stream), "UnsupportedOperation");
    let other = format!("{FUNCTION}s");
    refused!(put(GROUP, "a", &other), is_invalid_parameter_exception);
    refused!(
        put("nowhere", "a", FUNCTION),
        is_resource_not_found_exception
    );
    put(GROUP, "a", FUNCTION).send().await.unwrap();
    put(GROUP, "b", FUNCTION).send().await.unwrap();
    refused!(put(GROUP, "c", FUNCTION), is_limit_exceeded_exception);
    let shown = || {
        let shown = logs.describe_subscription_filters();
        shown.log_group_name(GROUP).limit(1)
    };
    let page = shown().send().await.unwrap();
    assert_eq!(page.subscription_filters()[0].filter_name(), Some("a"));
    let next = page.next_token().unwrap();
    let page = shown().next_token(next).send().await.unwrap();
    assert_eq!(page.subscription_filters()[0].filter_name(), Some("b"));
    refused!(shown().next_token("?"), is_invalid_parameter_exception);
    for name in ["a", "b"] {
        let delete = || {
            let delete = logs.delete_subscription_filter();
            delete.log_group_name(GROUP).filter_name(name)
        };
        delete().send().await.unwrap();
        refused!(delete(), is_resource_not_found_exception);
    }
}

/// A function that lets CloudWatch Logs in.
async fn function(aws: &Aws) {
    let service = r#"{"Service":"lambda.amazonaws.com"}"#;
    let client = aws_sdk_lambda::Client::new(&aws.config);
    let code = FunctionCode::builder().zip_file(lambda::package("got it"));
    let create = client.create_function().function_name("reader");
    let create = create.runtime(Runtime::Providedal2023).handler("h");
    let create = create.role(aws.role("reader", service).await);
    create.code(code.build()).send().await.unwrap();
    let allow = client.add_permission().function_name("reader");
    let allow = allow.statement_id("logs").action("lambda:InvokeFunction");
    let allow = allow.principal("logs.amazonaws.com");
    allow.send().await.unwrap();
}
