use super::*;

fn set(name: &str, kind: &str, template: &str) -> Json {
    let mut input = request("app", template);
    input["ChangeSetName"] = json!(name);
    input["ChangeSetType"] = json!(kind);
    input
}

async fn described(stage: &Stage, name: &str) -> Json {
    let input = json!({ "StackName": "app", "ChangeSetName": name, "IncludePropertyValues": true });
    stage.ask("DescribeChangeSet", input).await
}

async fn execute(stage: &Stage, name: &str) -> Json {
    stage
        .ask(
            "ExecuteChangeSet",
            json!({ "StackName": "app", "ChangeSetName": name }),
        )
        .await;
    stage.settled("app").await
}

#[tokio::test]
async fn a_change_set_makes_a_stack() {
    let stage = Stage::new();
    stage
        .ask("CreateChangeSet", set("first", "CREATE", &bucket("bkt")))
        .await;
    assert_eq!(
        stage.settled("app").await["StackStatus"],
        "REVIEW_IN_PROGRESS"
    );
    let found = described(&stage, "first").await;
    assert_eq!(
        (&found["Status"], &found["ExecutionStatus"]),
        (&json!("CREATE_COMPLETE"), &json!("AVAILABLE"))
    );
    let change = &found["Changes"][0]["ResourceChange"];
    assert_eq!(
        (&change["Action"], &change["LogicalResourceId"]),
        (&json!("Add"), &json!("Bucket"))
    );
    assert!(!stage.has_bucket("bkt").await);
    assert_eq!(
        execute(&stage, "first").await["StackStatus"],
        "CREATE_COMPLETE"
    );
    assert!(stage.has_bucket("bkt").await);
    assert_eq!(
        described(&stage, "first").await["ExecutionStatus"],
        "EXECUTE_COMPLETE"
    );
}

#[tokio::test]
async fn a_change_set_without_changes_fails_with_awss_words() {
    let stage = Stage::new();
    stage.create("app", &bucket("bkt")).await;
    stage
        .ask("CreateChangeSet", set("same", "UPDATE", &bucket("bkt")))
        .await;
    let found = described(&stage, "same").await;
    assert_eq!(found["Status"], "FAILED");
    assert_eq!(
        found["StatusReason"],
        "The submitted information didn't contain changes. Submit different information to create a change set."
    );
    let run = json!({ "StackName": "app", "ChangeSetName": "same" });
    let fault = stage.refusal("ExecuteChangeSet", run).await;
    assert_eq!(fault.code, "InvalidChangeSetStatus");
}

#[tokio::test]
async fn a_replacement_shows_before_and_after() {
    let stage = Stage::new();
    stage.create("app", &bucket("before")).await;
    stage
        .ask("CreateChangeSet", set("rename", "UPDATE", &bucket("after")))
        .await;
    let change = described(&stage, "rename").await["Changes"][0]["ResourceChange"].clone();
    assert_eq!(
        (&change["Action"], &change["Replacement"]),
        (&json!("Modify"), &json!("True"))
    );
    let target = &change["Details"][0]["Target"];
    assert_eq!(target["Path"], "/Properties/BucketName");
    assert_eq!(
        (&target["BeforeValue"], &target["AfterValue"]),
        (&json!("before"), &json!("after"))
    );
    assert_eq!(target["RequiresRecreation"], "Always");
}

#[tokio::test]
async fn a_change_set_that_was_executed_takes_the_others_with_it() {
    let stage = Stage::new();
    stage.create("app", &bucket("one")).await;
    stage
        .ask("CreateChangeSet", set("two", "UPDATE", &bucket("two")))
        .await;
    stage
        .ask("CreateChangeSet", set("three", "UPDATE", &bucket("three")))
        .await;
    execute(&stage, "two").await;
    let list = stage
        .ask("ListChangeSets", json!({ "StackName": "app" }))
        .await;
    let names: Vec<&str> = list["Summaries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|set| set["ChangeSetName"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["two"]);
}

#[tokio::test]
async fn a_change_set_is_not_made_for_a_stack_that_is_not_there() {
    let fault = Stage::new()
        .refusal("CreateChangeSet", set("first", "UPDATE", &bucket("bkt")))
        .await;
    assert_eq!(fault.message, "Stack [app] does not exist");
}
