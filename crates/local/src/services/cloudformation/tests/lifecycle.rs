use super::*;

const APPLICATION: &str = "
Parameters:
  Name: { Type: String, Default: app }
  Secret: { Type: String, NoEcho: true, Default: hidden }
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: { VisibilityTimeout: 60 }
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub '${Name}-table'
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
      TimeToLiveSpecification: { AttributeName: ttl, Enabled: true }
  Key:
    Type: AWS::KMS::Key
    Properties: { EnableKeyRotation: true }
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
      Policies:
        - PolicyName: send
          PolicyDocument:
            Statement: [{ Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Queue.Arn }]
Outputs:
  QueueArn: { Value: !GetAtt Queue.Arn }
  TableArn: { Value: !GetAtt Table.Arn }
  KeyArn: { Value: !GetAtt Key.Arn }
  RoleName: { Value: !Ref Role }
";

#[tokio::test]
async fn a_stack_is_made_with_everything_in_it() {
    let stage = Stage::new();
    let stack = stage.create("app", APPLICATION).await;
    assert_eq!(stack["StackStatus"], "CREATE_COMPLETE", "{stack}");
    assert_eq!(
        output(&stack, "TableArn"),
        "arn:aws:dynamodb:us-east-1:000000000000:table/app-table"
    );
    assert!(
        output(&stack, "QueueArn").contains(":app-Queue-"),
        "{stack}"
    );
    let role = output(&stack, "RoleName");
    assert!(stage.has_role(role).await);
    let policy = json!({ "RoleName": role, "PolicyName": "send" });
    stage.call("iam", "GetRolePolicy", policy).await.unwrap();
    let rotation = json!({ "KeyId": output(&stack, "KeyArn") });
    let rotation = stage
        .call("kms", "GetKeyRotationStatus", rotation)
        .await
        .unwrap();
    assert_eq!(rotation["KeyRotationEnabled"], true);
}

#[tokio::test]
async fn events_tell_the_order() {
    let stage = Stage::new();
    stage.create("app", APPLICATION).await;
    let events = stage.events("app").await;
    let at = |line: &str| {
        events
            .iter()
            .position(|event| event == line)
            .unwrap_or_else(|| panic!("{line}: {events:#?}"))
    };
    assert_eq!(at("app CREATE_IN_PROGRESS"), 0);
    assert!(at("Queue CREATE_COMPLETE") < at("Role CREATE_IN_PROGRESS"));
    assert_eq!(at("app CREATE_COMPLETE"), events.len() - 1);
}

#[tokio::test]
async fn a_parameter_that_must_not_be_shown_is_stars() {
    let stage = Stage::new();
    let stack = stage.create("app", APPLICATION).await;
    let parameters = stack["Parameters"].as_array().unwrap();
    let secret = parameters
        .iter()
        .find(|one| one["ParameterKey"] == "Secret")
        .unwrap();
    assert_eq!(secret["ParameterValue"], "****");
}

#[tokio::test]
async fn a_deleted_stack_leaves_nothing_but_its_events() {
    let stage = Stage::new();
    let stack = stage.create("app", APPLICATION).await;
    let role = output(&stack, "RoleName").to_owned();
    let gone = stage.delete("app").await;
    assert_eq!(gone["StackStatus"], "DELETE_COMPLETE", "{gone}");
    assert!(!stage.has_role(&role).await);
    let tables = stage
        .call("dynamodb", "ListTables", json!({}))
        .await
        .unwrap();
    assert_eq!(tables["TableNames"], json!([]));
    let fault = stage
        .refusal("DescribeStacks", json!({ "StackName": "app" }))
        .await;
    assert_eq!(fault.message, "Stack with id app does not exist");
    let events = stage.events(gone["StackId"].as_str().unwrap()).await;
    assert_eq!(events.last().unwrap(), "app DELETE_COMPLETE");
}

#[tokio::test]
async fn what_is_to_be_retained_stays() {
    let stage = Stage::new();
    let template = bucket("kept").replace(
        "    Properties",
        "    DeletionPolicy: Retain\n    Properties",
    );
    stage.create("app", &template).await;
    let id = stage.delete("app").await["StackId"].clone();
    assert!(stage.has_bucket("kept").await);
    assert!(
        stage
            .events(id.as_str().unwrap())
            .await
            .contains(&"Bucket DELETE_SKIPPED".to_owned())
    );
}

#[tokio::test]
async fn a_bucket_with_objects_makes_the_deletion_fail() {
    let stage = Stage::new();
    stage.create("app", &bucket("full")).await;
    let put = http::Request::put("/full/key").header("content-length", 1);
    let put = put.body(bytes::Bytes::from_static(b"x")).unwrap();
    stage.cloud.storage.handle(put).await;
    let stack = stage.delete("app").await;
    assert_eq!(stack["StackStatus"], "DELETE_FAILED");
    assert_eq!(
        stack["StackStatusReason"],
        "The following resource(s) failed to delete: [Bucket]. "
    );
    let id = stack["StackId"].clone();
    stage
        .ask(
            "DeleteStack",
            json!({ "StackName": id, "RetainResources": ["Bucket"] }),
        )
        .await;
    assert_eq!(
        stage.settled(id.as_str().unwrap()).await["StackStatus"],
        "DELETE_COMPLETE"
    );
}

#[tokio::test]
async fn an_update_changes_in_place_what_can_be() {
    let stage = Stage::new();
    let with = |seconds| format!("Resources:\n{}", role("worker", seconds));
    stage.create("app", &with(3600)).await;
    let stack = stage.update("app", &with(7200)).await;
    assert_eq!(stack["StackStatus"], "UPDATE_COMPLETE", "{stack}");
    let found = stage
        .call("iam", "GetRole", json!({ "RoleName": "worker" }))
        .await
        .unwrap();
    assert_eq!(found["Role"]["MaxSessionDuration"], 7200);
}

#[tokio::test]
async fn an_update_replaces_what_cannot_be_changed_and_removes_the_rest() {
    let stage = Stage::new();
    stage
        .create(
            "app",
            &format!("{}{}", bucket("before"), role("worker", 3600)),
        )
        .await;
    let stack = stage.update("app", &bucket("after")).await;
    assert_eq!(stack["StackStatus"], "UPDATE_COMPLETE", "{stack}");
    assert!(stage.has_bucket("after").await && !stage.has_bucket("before").await);
    assert!(!stage.has_role("worker").await);
    let resources = stage
        .ask("ListStackResources", json!({ "StackName": "app" }))
        .await;
    assert_eq!(
        resources["StackResourceSummaries"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn an_export_in_use_keeps_its_stack() {
    let stage = Stage::new();
    let base = format!(
        "{}Outputs:\n  Name: {{ Value: !Ref Bucket, Export: {{ Name: shared }} }}\n",
        bucket("base")
    );
    stage.create("base", &base).await;
    let user = "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: { QueueName: !Sub ['${B}-queue', { B: !ImportValue shared }] }\n";
    let stack = stage.create("user", user).await;
    assert_eq!(stack["StackStatus"], "CREATE_COMPLETE", "{stack}");
    let imports = stage
        .ask("ListImports", json!({ "ExportName": "shared" }))
        .await;
    assert_eq!(imports["Imports"], json!(["user"]));
    let kept = stage.delete("base").await;
    assert_eq!(
        (&kept["StackStatus"], &kept["StackStatusReason"]),
        (
            &json!("CREATE_COMPLETE"),
            &json!("Delete canceled. Cannot delete export shared as it is in use by user.")
        )
    );
    stage.delete("user").await;
    let id = kept["StackId"].as_str().unwrap();
    stage.ask("DeleteStack", json!({ "StackName": id })).await;
    assert_eq!(stage.settled(id).await["StackStatus"], "DELETE_COMPLETE");
}
