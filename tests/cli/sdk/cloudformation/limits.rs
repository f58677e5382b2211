//! What there can be only so many of, and tokens that are used once.

use aws_sdk_cloudformation::{
    Client,
    types::{ChangeSetType, StackStatus},
};
use serde_json::{Value, json};

use super::{TEMPLATE, execute, reaches};
use crate::sdk::{Aws, refused};

const TOPIC: &str = r#"{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}"#;

/// A change set for a stack that is not there yet.
fn change_set(stack: &str, name: &str) -> Value {
    json!({
        "StackName": stack,
        "ChangeSetName": name,
        "ChangeSetType": "CREATE",
        "TemplateBody": TOPIC,
    })
}

/// 2,000 stacks, and 1,000 change sets of each.
pub(super) async fn numbers(stacks: &Client, aws: &Aws) {
    let sets = (0..1_000).map(|n| change_set("planned", &format!("set-{n}")));
    aws.fill("cloudformation", "CreateChangeSet", sets).await;
    let make = |stack, name| {
        let make = stacks.create_change_set().stack_name(stack);
        let make = make.change_set_name(name).template_body(TOPIC);
        make.change_set_type(ChangeSetType::Create)
    };
    refused!(make("planned", "another"), is_limit_exceeded_exception);
    let mut there = 0;
    let mut pages = stacks.describe_stacks().into_paginator().send();
    while let Some(page) = pages.next().await {
        there += page.unwrap().stacks().len();
    }
    let planned = (there..2_000).map(|n| change_set(&format!("stack-{n}"), "set"));
    aws.fill("cloudformation", "CreateChangeSet", planned).await;
    refused!(make("another", "set"), is_limit_exceeded_exception);
    let create = stacks.create_stack().stack_name("another");
    refused!(create.template_body(TOPIC), is_limit_exceeded_exception);
}

/// The same request with the same token is a retry; another one is refused.
pub(super) async fn tokens(stacks: &Client) {
    let create = || {
        let create = stacks.create_stack().stack_name("once");
        create.template_body(TEMPLATE.replace("queue-arn", "once"))
    };
    let made = create().client_request_token("one").send().await.unwrap();
    let again = create().client_request_token("one").send().await.unwrap();
    assert_eq!(made.stack_id(), again.stack_id());
    reaches(stacks, "once", StackStatus::CreateComplete).await;
    let update = |token| {
        let update = stacks.update_stack().stack_name("once");
        update.template_body(TOPIC).client_request_token(token)
    };
    refused!(update("one"), is_token_already_exists_exception);
    update("two").send().await.unwrap();
    reaches(stacks, "once", StackStatus::UpdateComplete).await;
    update("two").send().await.unwrap();
    let cancel = stacks.cancel_update_stack().stack_name("once");
    refused!(
        cancel.client_request_token("two"),
        is_token_already_exists_exception
    );
    let plan = stacks.create_change_set().stack_name("once");
    let plan = plan.change_set_name("set").template_body(TEMPLATE);
    plan.send().await.unwrap();
    let executed = || execute(stacks, "set").stack_name("once");
    refused!(
        executed().client_request_token("one"),
        is_token_already_exists_exception
    );
    executed()
        .client_request_token("three")
        .send()
        .await
        .unwrap();
    executed()
        .client_request_token("three")
        .send()
        .await
        .unwrap();
    reaches(stacks, "once", StackStatus::UpdateComplete).await;
    let delete = |token| {
        let delete = stacks.delete_stack().stack_name("once");
        delete.client_request_token(token)
    };
    refused!(delete("three"), is_token_already_exists_exception);
    delete("four").send().await.unwrap();
    reaches(
        stacks,
        made.stack_id().unwrap(),
        StackStatus::DeleteComplete,
    )
    .await;
}
