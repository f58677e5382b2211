//! Going back on request: out of states in which a stack can do nothing else.

use super::*;

/// A stack whose update has failed, because a bucket's name is taken, and was left so.
async fn left_failed() -> Stage {
    let stage = Stage::new();
    let before = format!("Resources:\n{}", role("worker", 3600));
    stage.create("app", &before).await;
    let bucket_there = json!({ "Bucket": "taken" });
    stage
        .call("s3", "CreateBucket", bucket_there)
        .await
        .unwrap();
    let changed = bucket("taken").replace("    Properties", "    DependsOn: Role\n    Properties");
    let mut update = request("app", &format!("{changed}{}", role("worker", 7200)));
    update["DisableRollback"] = json!(true);
    stage.ask("UpdateStack", update).await;
    assert_eq!(stage.settled("app").await["StackStatus"], "UPDATE_FAILED");
    stage
}

async fn duration(stage: &Stage) -> Json {
    let role = json!({ "RoleName": "worker" });
    let found = stage.call("iam", "GetRole", role).await.unwrap();
    found["Role"]["MaxSessionDuration"].clone()
}

#[tokio::test]
async fn an_update_that_was_left_as_it_failed_goes_back() {
    let stage = left_failed().await;
    assert_eq!(duration(&stage).await, 7200);
    stage
        .ask("RollbackStack", json!({ "StackName": "app" }))
        .await;
    let stack = stage.settled("app").await;
    assert_eq!(stack["StackStatus"], "UPDATE_ROLLBACK_COMPLETE", "{stack}");
    assert_eq!(duration(&stage).await, 3600);
    assert!(stage.has_bucket("taken").await, "it is somebody else's");
    let again = stage
        .refusal("RollbackStack", json!({ "StackName": "app" }))
        .await;
    assert!(
        again.message.contains("UPDATE_ROLLBACK_COMPLETE"),
        "{again}"
    );
}

#[tokio::test]
async fn a_creation_that_was_left_as_it_failed_goes_back() {
    let stage = Stage::new();
    let bucket_there = json!({ "Bucket": "taken" });
    stage
        .call("s3", "CreateBucket", bucket_there)
        .await
        .unwrap();
    let conflict = bucket("taken").replace("    Properties", "    DependsOn: Role\n    Properties");
    let mut input = request("app", &format!("{conflict}{}", role("worker", 3600)));
    input["DisableRollback"] = json!(true);
    stage.ask("CreateStack", input).await;
    assert_eq!(stage.settled("app").await["StackStatus"], "CREATE_FAILED");
    stage
        .ask("RollbackStack", json!({ "StackName": "app" }))
        .await;
    assert_eq!(
        stage.settled("app").await["StackStatus"],
        "ROLLBACK_COMPLETE"
    );
    assert!(!stage.has_role("worker").await);
}

const FUNCTION: &str = "Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
  Function:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: f
      Runtime: provided.al2023
      Handler: h
      Role: !GetAtt Role.Arn
      Code: { S3Bucket: artifacts, S3Key: bundle.zip }
";

#[tokio::test]
async fn what_a_failed_update_has_replaced_is_deleted_with_the_next_one() {
    let stage = Stage::new();
    stage.create("app", &bucket("before")).await;
    let taken = json!({ "Bucket": "taken" });
    stage.call("s3", "CreateBucket", taken).await.unwrap();
    let other = "  Other:\n    Type: AWS::S3::Bucket\n    DependsOn: Bucket\n    Properties: { BucketName: taken }\n";
    let mut update = request("app", &format!("{}{other}", bucket("after")));
    update["DisableRollback"] = json!(true);
    stage.ask("UpdateStack", update).await;
    assert_eq!(stage.settled("app").await["StackStatus"], "UPDATE_FAILED");
    assert!(stage.has_bucket("before").await && stage.has_bucket("after").await);
    let stack = stage.update("app", &bucket("after")).await;
    assert_eq!(stack["StackStatus"], "UPDATE_COMPLETE", "{stack}");
    assert!(!stage.has_bucket("before").await && stage.has_bucket("after").await);
}

/// A stack whose rollback has failed: the code that its function would go back to is gone.
async fn rollback_failed() -> Stage {
    let stage = wiring::with_bundle().await;
    stage.put("/artifacts/next.zip", bundle()).await;
    stage.create("app", FUNCTION).await;
    let gone = http::Request::delete("/artifacts/bundle.zip");
    let gone = gone.body(bytes::Bytes::new()).unwrap();
    stage.cloud.storage.handle(gone).await;
    let conflict = "  Conflict:
    Type: AWS::S3::Bucket
    DependsOn: Function
    Properties: { BucketName: artifacts }
";
    let update = FUNCTION.replace("bundle.zip", "next.zip") + conflict;
    let stack = stage.update("app", &update).await;
    assert_eq!(stack["StackStatus"], "UPDATE_ROLLBACK_FAILED", "{stack}");
    stage
}

async fn continued(stage: &Stage, skip: Json) -> Json {
    let input = json!({ "StackName": "app", "ResourcesToSkip": skip });
    stage.ask("ContinueUpdateRollback", input).await;
    stage.settled("app").await["StackStatus"].clone()
}

#[tokio::test]
async fn a_rollback_that_failed_goes_on_when_its_cause_is_mended() {
    let stage = rollback_failed().await;
    assert_eq!(continued(&stage, json!([])).await, "UPDATE_ROLLBACK_FAILED");
    stage.put("/artifacts/bundle.zip", bundle()).await;
    assert_eq!(
        continued(&stage, json!([])).await,
        "UPDATE_ROLLBACK_COMPLETE"
    );
    let again = json!({ "StackName": "app" });
    let refused = stage.refusal("ContinueUpdateRollback", again).await;
    assert!(
        refused.message.contains("UPDATE_ROLLBACK_COMPLETE"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_rollback_that_failed_goes_on_without_what_is_skipped() {
    let stage = rollback_failed().await;
    let unknown = json!({ "StackName": "app", "ResourcesToSkip": ["Nothing"] });
    let refused = stage.refusal("ContinueUpdateRollback", unknown).await;
    assert!(refused.message.contains("Nothing"), "{refused}");
    let status = continued(&stage, json!(["Function"])).await;
    assert_eq!(status, "UPDATE_ROLLBACK_COMPLETE");
}

#[tokio::test]
async fn an_update_that_is_cancelled_goes_back() {
    let stage = Stage::new();
    stage.create("app", &bucket("kept")).await;
    let queue = |number: usize| {
        format!(
            "  Q{number}: {{ Type: AWS::SQS::Queue, DependsOn: Q{} }}\n",
            number + 1
        )
    };
    let queues: String = (0..20).map(queue).collect();
    let update = format!(
        "{}{queues}  Q20: {{ Type: AWS::SQS::Queue }}\n",
        bucket("kept")
    );
    stage.ask("UpdateStack", request("app", &update)).await;
    let cancel = json!({ "StackName": "app" });
    stage.ask("CancelUpdateStack", cancel.clone()).await;
    let stack = stage.settled("app").await;
    assert_eq!(stack["StackStatus"], "UPDATE_ROLLBACK_COMPLETE", "{stack}");
    let queues = stage.call("sqs", "ListQueues", json!({})).await.unwrap();
    assert!(
        queues["QueueUrls"].as_array().is_none_or(Vec::is_empty),
        "{queues}"
    );
    stage.refusal("CancelUpdateStack", cancel).await;
}

#[tokio::test]
async fn a_deletion_by_force_leaves_behind_what_it_cannot_delete() {
    let stage = Stage::new();
    stage.create("app", &bucket("full")).await;
    stage.put("/full/key", b"x".to_vec()).await;
    let force = json!({ "StackName": "app", "DeletionMode": "FORCE_DELETE_STACK" });
    stage.refusal("DeleteStack", force.clone()).await;
    let stack = stage.delete("app").await;
    assert_eq!(stack["StackStatus"], "DELETE_FAILED");
    stage.ask("DeleteStack", force).await;
    let id = stack["StackId"].as_str().unwrap();
    assert_eq!(stage.settled(id).await["StackStatus"], "DELETE_COMPLETE");
    assert!(stage.has_bucket("full").await);
}
