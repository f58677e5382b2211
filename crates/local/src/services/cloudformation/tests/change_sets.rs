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

const SERVERLESS: &str = "
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Timeout: 7 } }
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: { Runtime: provided.al2023, Handler: h, CodeUri: s3://artifacts/bundle.zip }
";

#[tokio::test]
async fn a_change_set_needs_no_capability_to_show_what_transforms_make() {
    let stage = super::wiring::with_bundle().await;
    let mut input = json!({ "StackName": "app", "TemplateBody": SERVERLESS,
        "Capabilities": ["CAPABILITY_IAM"] });
    let refused = stage.refusal("CreateStack", input.clone()).await;
    assert_eq!(
        refused.message,
        "Requires capabilities : [CAPABILITY_AUTO_EXPAND]"
    );
    input["ChangeSetName"] = json!("one");
    input["ChangeSetType"] = json!("CREATE");
    stage.ask("CreateChangeSet", input).await;
    let set = described(&stage, "one").await;
    assert_eq!(set["Status"], "CREATE_COMPLETE", "{set}");
}

#[tokio::test]
async fn a_template_is_shown_as_it_was_sent_and_as_its_transforms_made_it() {
    let stage = super::wiring::with_bundle().await;
    let capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"];
    let input = json!({ "StackName": "app", "TemplateBody": SERVERLESS,
        "Capabilities": capabilities });
    stage.ask("CreateStack", input).await;
    stage.settled("app").await;
    let body = |stage_name: Option<&'static str>| {
        let mut input = json!({ "StackName": "app" });
        if let Some(name) = stage_name {
            input["TemplateStage"] = json!(name);
        }
        stage.ask("GetTemplate", input)
    };
    assert_eq!(body(Some("Original")).await["TemplateBody"], SERVERLESS);
    for processed in [body(None).await, body(Some("Processed")).await] {
        let text = processed["TemplateBody"].as_str().unwrap();
        let template: Json = serde_json::from_str(text).unwrap();
        let function = &template["Resources"]["F"];
        assert_eq!(function["Type"], "AWS::Lambda::Function");
        assert_eq!(function["Properties"]["Timeout"], 7);
        assert_eq!(template["Resources"]["FRole"]["Type"], "AWS::IAM::Role");
        assert!(template.get("Transform").is_none() && template.get("Globals").is_none());
    }
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

#[tokio::test]
async fn a_part_of_what_is_known_only_later_is_known_later() {
    let stage = Stage::new();
    let template = "Resources:
  Queue: {Type: AWS::SQS::Queue}
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: bkt
      Tags:
        - Key: queue
          Value: !Sub
            - of-${Name}
            - Name: !Select [5, !Split [':', !GetAtt Queue.Arn]]
";
    stage
        .ask("CreateChangeSet", set("first", "CREATE", template))
        .await;
    stage.settled("app").await;
    let found = described(&stage, "first").await;
    assert_eq!(found["Status"], "CREATE_COMPLETE", "{found}");
    let changes = found["Changes"].as_array().unwrap();
    let mut changes = changes.iter().map(|change| &change["ResourceChange"]);
    let bucket = changes.find(|change| change["LogicalResourceId"] == "Bucket");
    let after = bucket.unwrap()["AfterContext"].as_str().unwrap();
    assert!(
        after.contains("of-{{changeSet:KNOWN_AFTER_APPLY}}"),
        "{after}"
    );
    let stack = execute(&stage, "first").await;
    assert_eq!(stack["StackStatus"], "CREATE_COMPLETE", "{stack}");
}
