use super::*;

/// A bucket whose name somebody else has, beside a role.
async fn with_conflict() -> (Stage, String) {
    let stage = Stage::new();
    stage
        .call("s3", "CreateBucket", json!({ "Bucket": "taken" }))
        .await
        .unwrap();
    let template = format!(
        "{}{}",
        bucket("taken").replace("    Properties", "    DependsOn: Role\n    Properties"),
        role("worker", 3600)
    );
    (stage, template)
}

#[tokio::test]
async fn a_creation_that_fails_goes_back() {
    let (stage, template) = with_conflict().await;
    let stack = stage.create("app", &template).await;
    assert_eq!(stack["StackStatus"], "ROLLBACK_COMPLETE", "{stack}");
    assert!(!stage.has_role("worker").await);
    let events = stage.events("app").await;
    assert!(
        events.contains(&"Bucket CREATE_FAILED".to_owned()),
        "{events:#?}"
    );
    assert!(
        events.contains(&"Role DELETE_COMPLETE".to_owned()),
        "{events:#?}"
    );
}

#[tokio::test]
async fn what_was_there_before_stays_there() {
    let (stage, template) = with_conflict().await;
    stage.create("app", &template).await;
    assert!(stage.has_bucket("taken").await);
    stage.delete("app").await;
    assert!(stage.has_bucket("taken").await);
}

#[tokio::test]
async fn the_root_cause_is_with_the_resource() {
    let (stage, template) = with_conflict().await;
    stage.create("app", &template).await;
    let events = stage
        .ask(
            "DescribeEvents",
            json!({ "StackName": "app", "Filters": { "FailedEvents": true } }),
        )
        .await;
    let failures = events["OperationEvents"].as_array().unwrap();
    assert_eq!(failures.len(), 1, "{events}");
    let reason = failures[0]["ResourceStatusReason"].as_str().unwrap();
    assert!(
        reason.contains("identifier 'taken' already exists"),
        "{reason}"
    );
}

#[tokio::test]
async fn a_stack_that_went_back_cannot_be_updated() {
    let (stage, template) = with_conflict().await;
    let stack = stage.create("app", &template).await;
    let fault = stage
        .refusal("UpdateStack", request("app", &bucket("free")))
        .await;
    let id = stack["StackId"].as_str().unwrap();
    assert_eq!(
        fault.message,
        format!("Stack:{id} is in ROLLBACK_COMPLETE state and can not be updated.")
    );
}

#[tokio::test]
async fn a_failed_creation_can_be_left_as_it_is_and_mended() {
    let (stage, template) = with_conflict().await;
    let mut input = request("app", &template);
    input["DisableRollback"] = json!(true);
    stage.ask("CreateStack", input).await;
    assert_eq!(stage.settled("app").await["StackStatus"], "CREATE_FAILED");
    assert!(stage.has_role("worker").await);
    let stack = stage
        .update("app", &template.replace("taken", "free"))
        .await;
    assert_eq!(stack["StackStatus"], "UPDATE_COMPLETE", "{stack}");
    assert!(stage.has_bucket("free").await && stage.has_bucket("taken").await);
}

#[tokio::test]
async fn an_update_that_fails_puts_everything_back() {
    let stage = Stage::new();
    stage
        .create("app", &format!("Resources:\n{}", role("worker", 3600)))
        .await;
    stage
        .call("s3", "CreateBucket", json!({ "Bucket": "taken" }))
        .await
        .unwrap();
    let changed = bucket("taken").replace("    Properties", "    DependsOn: Role\n    Properties");
    let stack = stage
        .update("app", &format!("{changed}{}", role("worker", 7200)))
        .await;
    assert_eq!(stack["StackStatus"], "UPDATE_ROLLBACK_COMPLETE", "{stack}");
    let found = stage
        .call("iam", "GetRole", json!({ "RoleName": "worker" }))
        .await
        .unwrap();
    assert_eq!(found["Role"]["MaxSessionDuration"], 3600);
    assert!(stage.has_bucket("taken").await);
    let again = stage
        .update("app", &format!("Resources:\n{}", role("worker", 7200)))
        .await;
    assert_eq!(again["StackStatus"], "UPDATE_COMPLETE", "{again}");
}

#[tokio::test]
async fn a_replacement_that_was_in_vain_is_undone() {
    let stage = Stage::new();
    stage.create("app", &bucket("before")).await;
    stage
        .call("s3", "CreateBucket", json!({ "Bucket": "taken" }))
        .await
        .unwrap();
    let other = "  Other:\n    Type: AWS::S3::Bucket\n    DependsOn: Bucket\n    Properties: { BucketName: taken }\n";
    let stack = stage
        .update("app", &format!("{}{other}", bucket("after")))
        .await;
    assert_eq!(stack["StackStatus"], "UPDATE_ROLLBACK_COMPLETE", "{stack}");
    assert!(stage.has_bucket("before").await && !stage.has_bucket("after").await);
    assert_eq!(stage.reason("app", "Bucket").await, "");
}
