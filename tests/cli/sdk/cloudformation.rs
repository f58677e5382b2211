mod drift;
mod go_back;
mod limits;
mod reasons;

use aws_sdk_cloudformation::{
    Client,
    operation::{
        create_change_set::builders::CreateChangeSetFluentBuilder,
        execute_change_set::builders::ExecuteChangeSetFluentBuilder,
    },
    types::{Capability, ChangeSetStatus, ChangeSetType, StackStatus},
};

use super::{Aws, client, errors, refused, refused_as, until};

const TEMPLATE: &str = r#"{
  "Resources": { "Queue": { "Type": "AWS::SQS::Queue" } },
  "Outputs": { "Arn": { "Value": { "Fn::GetAtt": ["Queue", "Arn"] }, "Export": { "Name": "queue-arn" } } }
}"#;

const USER: &str = r#"{ "Resources": { "Name": {
  "Type": "AWS::SQS::Queue",
  "Properties": { "Tags": [{ "Key": "of", "Value": { "Fn::ImportValue": "queue-arn" } }] }
} } }"#;

const ROLE: &str = r#"{ "Resources": { "Role": { "Type": "AWS::IAM::Role", "Properties": { "AssumeRolePolicyDocument": {
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole" }]
} } } } }"#;

#[tokio::test]
async fn every_operation_of_cloudformation() {
    let aws = Aws::start().await;
    let stacks = client!(aws, aws_sdk_cloudformation);
    templates(&stacks).await;
    creating(&stacks).await;
    happenings(&stacks).await;
    resources(&stacks).await;
    updating(&stacks).await;
    change_sets(&stacks).await;
    a_change_set_without_changes(&stacks).await;
    exports(&stacks).await;
    reasons::reasons(&stacks, &aws).await;
    drift::drift(&stacks, &aws).await;
    go_back::going_back(&stacks, &aws).await;
    deleting(&stacks).await;
    missing(&stacks).await;
    limits::tokens(&stacks).await;
    limits::numbers(&stacks, &aws).await;
    aws.covers("cloudformation", &[]);
    let others = [
        ("AlreadyExists", "the reason why a resource fails"),
        (
            "InvalidParameterValueException",
            "the reason why a resource fails",
        ),
    ];
    errors::all_met("cloudformation", &others);
}

async fn reaches(stacks: &Client, name: &str, status: StackStatus) {
    let probe = || async {
        let found = stacks
            .describe_stacks()
            .stack_name(name)
            .send()
            .await
            .unwrap();
        found.stacks()[0].stack_status() == Some(&status)
    };
    until(&format!("{name} is {status}"), probe).await;
}

async fn templates(stacks: &Client) {
    let valid = stacks
        .validate_template()
        .template_body(ROLE)
        .send()
        .await
        .unwrap();
    assert_eq!(valid.capabilities(), [Capability::CapabilityIam]);
    refused_as!(
        stacks.validate_template().template_body("{}"),
        "ValidationError"
    );
    let summary = stacks
        .get_template_summary()
        .template_body(TEMPLATE)
        .send()
        .await
        .unwrap();
    assert_eq!(summary.resource_types(), ["AWS::SQS::Queue"]);
    refused!(
        stacks.get_template_summary().stack_set_name("everywhere"),
        is_stack_set_not_found_exception
    );
}

async fn creating(stacks: &Client) {
    let create = |name, body| stacks.create_stack().stack_name(name).template_body(body);
    let made = create("shop", TEMPLATE).send().await.unwrap();
    assert!(made.stack_id().unwrap().contains(":stack/shop/"));
    refused!(create("shop", TEMPLATE), is_already_exists_exception);
    refused!(create("role", ROLE), is_insufficient_capabilities_exception);
    refused_as!(create("not valid!", TEMPLATE), "ValidationError");
    reaches(stacks, "shop", StackStatus::CreateComplete).await;
    let listed = stacks
        .list_stacks()
        .stack_status_filter(StackStatus::CreateComplete);
    assert_eq!(listed.send().await.unwrap().stack_summaries().len(), 1);
}

async fn happenings(stacks: &Client) {
    let events = stacks
        .describe_stack_events()
        .stack_name("shop")
        .send()
        .await
        .unwrap();
    assert_eq!(events.stack_events()[0].logical_resource_id(), Some("shop"));
    let events = stacks
        .describe_events()
        .stack_name("shop")
        .send()
        .await
        .unwrap();
    let operation = events.operation_events()[0].operation_id().unwrap();
    let same = stacks
        .describe_events()
        .operation_id(operation)
        .send()
        .await
        .unwrap();
    assert_eq!(
        same.operation_events().len(),
        events.operation_events().len()
    );
}

async fn resources(stacks: &Client) {
    let all = stacks
        .describe_stack_resources()
        .stack_name("shop")
        .send()
        .await
        .unwrap();
    let queue = all.stack_resources()[0].physical_resource_id().unwrap();
    let one = |id| {
        stacks
            .describe_stack_resource()
            .stack_name("shop")
            .logical_resource_id(id)
    };
    let found = one("Queue").send().await.unwrap();
    assert_eq!(
        found
            .stack_resource_detail()
            .unwrap()
            .physical_resource_id(),
        Some(queue)
    );
    refused_as!(one("Nothing"), "ValidationError");
    let listed = stacks
        .list_stack_resources()
        .stack_name("shop")
        .send()
        .await
        .unwrap();
    assert_eq!(
        listed.stack_resource_summaries()[0].physical_resource_id(),
        Some(queue)
    );
    let template = stacks
        .get_template()
        .stack_name("shop")
        .send()
        .await
        .unwrap();
    assert_eq!(template.template_body(), Some(TEMPLATE));
}

async fn updating(stacks: &Client) {
    let update = |body: &str| stacks.update_stack().stack_name("shop").template_body(body);
    refused_as!(update(TEMPLATE), "ValidationError");
    refused!(update(ROLE), is_insufficient_capabilities_exception);
    let longer = TEMPLATE.replace(
        r#"SQS::Queue" }"#,
        r#"SQS::Queue", "Properties": { "DelaySeconds": 1 } }"#,
    );
    update(&longer).send().await.unwrap();
    reaches(stacks, "shop", StackStatus::UpdateComplete).await;
    let protect = |on| {
        stacks
            .update_termination_protection()
            .stack_name("shop")
            .enable_termination_protection(on)
    };
    protect(true).send().await.unwrap();
    refused_as!(stacks.delete_stack().stack_name("shop"), "ValidationError");
    protect(false).send().await.unwrap();
}

fn plan(stacks: &Client, name: &str) -> CreateChangeSetFluentBuilder {
    stacks
        .create_change_set()
        .stack_name("shop")
        .change_set_name(name)
        .change_set_type(ChangeSetType::Update)
        .template_body(TEMPLATE)
}

fn execute(stacks: &Client, name: &str) -> ExecuteChangeSetFluentBuilder {
    stacks
        .execute_change_set()
        .stack_name("shop")
        .change_set_name(name)
}

async fn becomes(stacks: &Client, name: &str, status: ChangeSetStatus) {
    let probe = || async {
        let shown = stacks
            .describe_change_set()
            .stack_name("shop")
            .change_set_name(name);
        shown.send().await.unwrap().status() == Some(&status)
    };
    until(&format!("{name} is {status}"), probe).await;
}

/// Waits for a change set that can be made.
async fn becomes_of(stacks: &Client, stack: &str, name: &str) {
    let probe = || async {
        let shown = stacks.describe_change_set().stack_name(stack);
        let shown = shown.change_set_name(name).send().await.unwrap();
        shown.status() == Some(&ChangeSetStatus::CreateComplete)
    };
    until(&format!("{name} can be made"), probe).await;
}

async fn change_sets(stacks: &Client) {
    for name in ["first", "second"] {
        plan(stacks, name).send().await.unwrap();
        becomes(stacks, name, ChangeSetStatus::CreateComplete).await;
    }
    refused!(plan(stacks, "first"), is_already_exists_exception);
    let listed = stacks
        .list_change_sets()
        .stack_name("shop")
        .send()
        .await
        .unwrap();
    assert_eq!(listed.summaries().len(), 2);
    let delete = stacks
        .delete_change_set()
        .stack_name("shop")
        .change_set_name("second");
    delete.send().await.unwrap();
    refused!(
        execute(stacks, "nothing"),
        is_change_set_not_found_exception
    );
    let shown = stacks
        .describe_change_set()
        .stack_name("shop")
        .change_set_name("nothing");
    refused!(shown, is_change_set_not_found_exception);
    execute(stacks, "first").send().await.unwrap();
    reaches(stacks, "shop", StackStatus::UpdateComplete).await;
}

/// It fails, and cannot be executed.
async fn a_change_set_without_changes(stacks: &Client) {
    plan(stacks, "nothing-new").send().await.unwrap();
    becomes(stacks, "nothing-new", ChangeSetStatus::Failed).await;
    refused!(
        execute(stacks, "nothing-new"),
        is_invalid_change_set_status_exception
    );
}

async fn exports(stacks: &Client) {
    let listed = stacks.list_exports().send().await.unwrap();
    assert_eq!(listed.exports()[0].name(), Some("queue-arn"));
    refused_as!(
        stacks.list_imports().export_name("queue-arn"),
        "ValidationError"
    );
    stacks
        .create_stack()
        .stack_name("user")
        .template_body(USER)
        .send()
        .await
        .unwrap();
    reaches(stacks, "user", StackStatus::CreateComplete).await;
    let users = stacks
        .list_imports()
        .export_name("queue-arn")
        .send()
        .await
        .unwrap();
    assert_eq!(users.imports(), ["user"]);
}

async fn deleting(stacks: &Client) {
    for name in ["user", "shop"] {
        let id = stacks
            .describe_stacks()
            .stack_name(name)
            .send()
            .await
            .unwrap();
        let id = id.stacks()[0].stack_id().unwrap().to_owned();
        stacks.delete_stack().stack_name(name).send().await.unwrap();
        reaches(stacks, &id, StackStatus::DeleteComplete).await;
    }
}

async fn missing(stacks: &Client) {
    /// Each of the operations refuses a stack that does not exist.
    macro_rules! refuse_nothing {
        ($($operation:ident)*) => {$(
            refused_as!(stacks.$operation().stack_name("nothing"), "ValidationError");
        )*};
    }
    refuse_nothing!(
        describe_stacks describe_stack_events describe_stack_resources list_stack_resources
        get_template rollback_stack continue_update_rollback cancel_update_stack
    );
    let update = stacks.update_stack().stack_name("nothing");
    refused_as!(update.template_body(TEMPLATE), "ValidationError");
    // Nothing to delete is as good as deleted.
    stacks
        .delete_stack()
        .stack_name("nothing")
        .send()
        .await
        .unwrap();
}
