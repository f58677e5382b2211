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

/// The change set of a stack that has a queue, and a second one with the ARN of the first in a tag.
async fn change_of_tags(stage: &Stage) -> (Json, Json) {
    let template = "
Parameters: { Stage: { Type: String, Default: dev } }
Resources:
  First: { Type: AWS::SQS::Queue, Properties: { DelaySeconds: 1 } }
  Second:
    Type: AWS::SQS::Queue
    Properties: { Tags: [{ Key: first, Value: !GetAtt First.Arn }, { Key: stage, Value: !Ref Stage }] }
";
    stage.create("app", template).await;
    let mut input = set(
        "next",
        "UPDATE",
        &template.replace("DelaySeconds: 1", "DelaySeconds: 2"),
    );
    input["Parameters"] = json!([{ "ParameterKey": "Stage", "ParameterValue": "live" }]);
    stage.ask("CreateChangeSet", input).await;
    let plain = json!({ "StackName": "app", "ChangeSetName": "next" });
    let plain = stage.ask("DescribeChangeSet", plain).await;
    (described(stage, "next").await, plain)
}

fn details_of(set: &Json, id: &str) -> Json {
    let mut changes = set["Changes"].as_array().unwrap().iter();
    let found = changes.find(|change| change["ResourceChange"]["LogicalResourceId"] == id);
    found.unwrap()["ResourceChange"].clone()
}

#[tokio::test]
async fn a_change_set_says_what_each_change_comes_from() {
    let stage = Stage::new();
    let (with_values, plain) = change_of_tags(&stage).await;
    let first = details_of(&plain, "First");
    assert_eq!(
        first["Details"],
        json!([{
            "Target": { "Attribute": "Properties", "Name": "DelaySeconds", "RequiresRecreation": "Never" },
            "Evaluation": "Static", "ChangeSource": "DirectModification",
        }])
    );
    let second = details_of(&plain, "Second");
    let target = json!({ "Attribute": "Tags", "RequiresRecreation": "Never" });
    assert_eq!(second["Scope"], json!(["Tags"]));
    assert_eq!(
        second["Details"],
        json!([
            { "Target": target, "Evaluation": "Dynamic", "ChangeSource": "DirectModification" },
            { "Target": target, "Evaluation": "Static", "ChangeSource": "ParameterReference",
              "CausingEntity": "Stage" },
            { "Target": target, "Evaluation": "Dynamic", "ChangeSource": "ResourceAttribute",
              "CausingEntity": "First.Arn" },
        ])
    );
    // Values are known: the queue stays what it is, so that its ARN changes nothing.
    let second = details_of(&with_values, "Second");
    let details = second["Details"].as_array().unwrap();
    assert_eq!(details.len(), 2, "{second}");
    let target = &details[1]["Target"];
    assert_eq!(target["Path"], "/Properties/Tags/1/Value");
    assert_eq!(
        (&target["BeforeValue"], &target["AfterValue"]),
        (&json!("dev"), &json!("live"))
    );
}

#[tokio::test]
async fn metadata_alone_is_a_change() {
    let stage = Stage::new();
    let template = |version: u8| {
        format!(
            "Resources:\n  Q: {{ Type: AWS::SQS::Queue, Metadata: {{ Version: {version} }} }}\n"
        )
    };
    stage.create("app", &template(1)).await;
    stage
        .ask("CreateChangeSet", set("next", "UPDATE", &template(2)))
        .await;
    let change = details_of(&described(&stage, "next").await, "Q");
    assert_eq!(
        (&change["Scope"], &change["Replacement"]),
        (&json!(["Metadata"]), &json!("False"))
    );
    let target = &change["Details"][0]["Target"];
    assert_eq!(
        (&target["Attribute"], &target["Path"]),
        (&json!("Metadata"), &json!("/Metadata/Version"))
    );
    assert_eq!(
        execute(&stage, "next").await["StackStatus"],
        "UPDATE_COMPLETE"
    );
}
