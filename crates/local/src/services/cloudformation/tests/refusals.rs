use super::*;

async fn refused(template: &str) -> Fault {
    Stage::new()
        .refusal("CreateStack", request("app", template))
        .await
}

#[tokio::test]
async fn values_that_are_not_emulated_are_refused_before_anything_is_made() {
    let stage = Stage::new();
    let template = "
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties: { Runtime: java21, Handler: h, Role: r, Code: { ZipFile: x } }
  T: { Type: AWS::SNS::Topic, Properties: { FifoTopic: 'true' } }
  S:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref T
      Endpoint: https://example.com
      Protocol: https
";
    let input = json!({ "StackName": "s", "TemplateBody": template });
    let message = stage.refusal("CreateStack", input).await.message;
    for line in [
        "Runtime java21 is not emulated",
        "(F, template:5:",
        "FIFO topics are not emulated (T, template:6:",
        "Subscriptions of protocol https are not emulated (S, template:12:",
    ] {
        assert!(message.contains(line), "{line}: {message}");
    }
}

#[tokio::test]
async fn a_type_that_is_not_emulated_is_named_with_its_line() {
    let fault = refused("Resources:\n  Cluster:\n    Type: AWS::ECS::Cluster\n").await;
    assert_eq!(fault.code, "ValidationError");
    assert_eq!(
        fault.message,
        "Resource type AWS::ECS::Cluster is not emulated (template:3:11)\n\
         With `coagent deploy --allow-unemulated` (capability COAGENT_ALLOW_UNEMULATED) such \
         resources are recorded, and do nothing"
    );
}

#[tokio::test]
async fn what_can_never_be_made_is_refused_before_anything_is() {
    let ring = "Resources:
  A: { Type: AWS::SQS::Queue, DependsOn: B }
  B: { Type: AWS::SQS::Queue, DependsOn: A }
";
    let stored = "Parameters:
  Name: { Type: AWS::SSM::Parameter::Value<String>, Default: /name }
Resources:
  A: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref Name } }
";
    let dynamic = "Resources:
  A: { Type: AWS::SQS::Queue, Properties: { QueueName: '{{resolve:ssm:/name}}' } }
";
    for (template, why) in [
        (ring, "depend on each other"),
        (
            stored,
            "template:4:56: not available: the stored parameter `/name`",
        ),
        (dynamic, "not available: dynamic reference"),
    ] {
        let message = refused(template).await.message;
        assert!(message.contains(why), "{message}");
    }
}

#[tokio::test]
async fn a_stack_is_made_with_a_role_that_trusts_cloudformation() {
    let stage = Stage::new();
    stage
        .create("other", &format!("Resources:\n{}", role("worker", 3600)))
        .await;
    for name in ["nobody", "worker"] {
        let mut input = request("app", &bucket("free"));
        input["RoleARN"] = json!(format!("arn:aws:iam::000000000000:role/{name}"));
        let refused = stage.refusal("CreateStack", input).await;
        assert!(
            refused.message.contains("is invalid or cannot be assumed"),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn what_only_aws_could_transform_is_named() {
    let resources = "Resources:\n  Q: { Type: AWS::SQS::Queue }\n";
    for (template, name) in [
        (
            format!("Transform: [Shout]\n{resources}"),
            "Shout is not emulated (template:1:13)",
        ),
        (
            format!("Transform: {{ Name: AWS::Include }}\n{resources}"),
            "AWS::Include is not emulated (template:1:12)",
        ),
        (
            format!("{resources}  Fn::Transform: {{ Name: AWS::Include }}\n"),
            "AWS::Include is not emulated (template:3:18)",
        ),
    ] {
        let message = refused(&template).await.message;
        assert_eq!(message, format!("Transform {name}"));
    }
}

#[tokio::test]
async fn a_misspelt_type_gets_a_suggestion() {
    let fault = refused("Resources:\n  Queue:\n    Type: AWS::SQS::Queu\n").await;
    assert!(
        fault.message.contains("did you mean AWS::SQS::Queue?\n"),
        "{fault}"
    );
}

#[tokio::test]
async fn a_property_that_is_not_emulated_is_named() {
    let template = bucket("bkt").replace("BucketName", "ReplicationConfiguration: {}, BucketName");
    let fault = refused(&template).await;
    let expected = "Property ReplicationConfiguration of AWS::S3::Bucket is not emulated";
    assert!(fault.message.starts_with(expected), "{fault}");
}

#[tokio::test]
async fn a_property_inside_another_is_named_by_its_path() {
    let template = "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: { Role: r, Code: { ImageUri: x } }\n";
    let fault = refused(template).await;
    assert!(
        fault
            .message
            .starts_with("Property Code.ImageUri of AWS::Lambda::Function"),
        "{fault}"
    );
}

#[tokio::test]
async fn nothing_is_left_of_a_refused_stack() {
    let stage = Stage::new();
    let template = format!("{}  Other:\n    Type: AWS::ECS::Cluster\n", bucket("bkt"));
    stage
        .refusal("CreateStack", request("app", &template))
        .await;
    assert!(!stage.has_bucket("bkt").await);
    stage
        .refusal("DescribeStacks", json!({ "StackName": "app" }))
        .await;
}

#[tokio::test]
async fn a_named_role_has_to_be_acknowledged() {
    let stage = Stage::new();
    let mut input = request("app", &format!("Resources:\n{}", role("worker", 3600)));
    input["Capabilities"] = json!(["CAPABILITY_IAM"]);
    let fault = stage.refusal("CreateStack", input).await;
    assert_eq!(fault.code, "InsufficientCapabilitiesException");
    assert_eq!(
        fault.message,
        "Requires capabilities : [CAPABILITY_NAMED_IAM]"
    );
}

#[tokio::test]
async fn a_template_that_is_wrong_says_where() {
    let fault = refused("Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: { QueueName: !Ref Nmae }\n").await;
    assert!(fault.message.contains("template:4:"), "{fault}");
}

#[tokio::test]
async fn a_protected_stack_is_not_deleted() {
    let stage = Stage::new();
    let mut input = request("app", &bucket("bkt"));
    input["EnableTerminationProtection"] = json!(true);
    stage.ask("CreateStack", input).await;
    stage.settled("app").await;
    let fault = stage
        .refusal("DeleteStack", json!({ "StackName": "app" }))
        .await;
    assert_eq!(
        fault.message,
        "Stack [app] cannot be deleted while TerminationProtection is enabled"
    );
    let off = json!({ "StackName": "app", "EnableTerminationProtection": "false" });
    stage.ask("UpdateTerminationProtection", off).await;
    assert_eq!(stage.delete("app").await["StackStatus"], "DELETE_COMPLETE");
}

#[tokio::test]
async fn a_second_stack_of_the_name_is_refused() {
    let stage = Stage::new();
    stage.create("app", &bucket("bkt")).await;
    let fault = stage
        .refusal("CreateStack", request("app", &bucket("cold")))
        .await;
    assert_eq!(
        (fault.code.as_str(), fault.message.as_str()),
        ("AlreadyExistsException", "Stack [app] already exists")
    );
}

#[tokio::test]
async fn an_update_without_changes_is_refused() {
    let stage = Stage::new();
    stage.create("app", &bucket("bkt")).await;
    let fault = stage
        .refusal("UpdateStack", request("app", &bucket("bkt")))
        .await;
    assert_eq!(fault.message, "No updates are to be performed.");
}

#[tokio::test]
async fn a_large_template_has_to_come_from_s3() {
    let stage = Stage::new();
    let template = format!("# {}\n{}", "x".repeat(51_200), bucket("made"));
    let fault = stage
        .refusal("CreateStack", request("app", &template))
        .await;
    assert!(
        fault.message.contains("less than or equal to 51200"),
        "{fault}"
    );
    stage
        .call("s3", "CreateBucket", json!({ "Bucket": "templates" }))
        .await
        .unwrap();
    let put = http::Request::put("/templates/app.yaml").header("content-length", template.len());
    stage
        .cloud
        .storage
        .handle(put.body(template.into()).unwrap())
        .await;
    let url = json!({ "StackName": "app", "TemplateURL": "https://templates.s3.us-east-1.amazonaws.com/app.yaml" });
    stage.ask("CreateStack", url).await;
    assert_eq!(stage.settled("app").await["StackStatus"], "CREATE_COMPLETE");
}

#[tokio::test]
async fn a_type_that_is_not_emulated_can_be_recorded() {
    let stage = Stage::new();
    let template = "Resources:\n  Cluster:\n    Type: AWS::ECS::Cluster\n    Properties: { ClusterName: c }\n  \
                    Other:\n    Type: AWS::AppSync::GraphQLApi\n  \
                    Machine:\n    Type: AWS::StepFunctions::StateMachine\n  \
                    Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      Tags: [{ Key: of, Value: !GetAtt Cluster.Arn }]\n\
                    Outputs:\n  Cluster: { Value: !Ref Cluster }\n  Other: { Value: !Ref Other }\n  \
                    Machine: { Value: !Ref Machine }\n  Unnamed: { Value: !GetAtt Other.GraphQLUrl }\n";
    let mut create = request("app", template);
    create["Capabilities"] = json!(["COAGENT_ALLOW_UNEMULATED"]);
    stage.ask("CreateStack", create.clone()).await;
    let stack = stage.settled("app").await;
    assert_eq!(stack["StackStatus"], "CREATE_COMPLETE", "{stack}");
    assert_eq!(output(&stack, "Cluster"), "c");
    let other = output(&stack, "Other");
    assert!(other.starts_with("app-Other-"), "{other}");
    let machine = "arn:aws:states:us-east-1:000000000000:stateMachine:app-Machine-";
    assert!(output(&stack, "Machine").starts_with(machine), "{stack}");
    let unnamed = output(&stack, "Unnamed");
    assert_eq!(unnamed, "Other.GraphQLUrl");

    // An update acknowledges it again.
    let changed = template.replace("ClusterName: c", "ClusterName: d");
    let refused = stage.refusal("UpdateStack", request("app", &changed)).await;
    assert!(
        refused
            .message
            .contains("AWS::ECS::Cluster is not emulated"),
        "{refused}"
    );
    create["TemplateBody"] = json!(changed);
    stage.ask("UpdateStack", create).await;
    assert_eq!(stage.settled("app").await["StackStatus"], "UPDATE_COMPLETE");
    assert_eq!(stage.delete("app").await["StackStatus"], "DELETE_COMPLETE");
}

/// A queue whose tag is what another stack exports.
const IMPORTING: &str = "Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: { Tags: [{ Key: of, Value: !ImportValue owner }] }
";

#[tokio::test]
async fn an_export_that_is_not_there_is_named_as_aws_does() {
    let stage = Stage::new();
    let stack = stage.create("app", IMPORTING).await;
    assert_eq!(stack["StackStatus"], "ROLLBACK_COMPLETE");
    assert_eq!(
        stage.events("app").await,
        [
            "app CREATE_IN_PROGRESS",
            "app ROLLBACK_IN_PROGRESS",
            "app ROLLBACK_COMPLETE"
        ],
        "no resource was begun"
    );
    let events = json!({ "StackName": "app" });
    let events = stage.ask("DescribeStackEvents", events).await;
    let reason = &events["StackEvents"][1]["ResourceStatusReason"];
    let said = "No export named owner found. Rollback requested by user.";
    assert_eq!(reason, said);
}

#[tokio::test]
async fn a_change_set_that_needs_a_missing_export_fails_with_its_name() {
    let stage = Stage::new();
    let mut input = request("app", IMPORTING);
    input["ChangeSetName"] = json!("it");
    input["ChangeSetType"] = json!("CREATE");
    stage.ask("CreateChangeSet", input).await;
    let asked = json!({ "StackName": "app", "ChangeSetName": "it" });
    let set = stage.ask("DescribeChangeSet", asked).await;
    assert_eq!(set["Status"], "FAILED");
    assert_eq!(set["StatusReason"], "No export named owner found");
}
