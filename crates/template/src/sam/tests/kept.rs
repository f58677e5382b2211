//! That nothing of a serverless resource vanishes.

use super::*;
fn text(resources: &str) -> String {
    format!("Transform: AWS::Serverless-2016-10-31\nResources:\n{resources}")
}

/// What binding warns of.
fn warnings(resources: &str) -> String {
    let bound = sam(resources);
    bound.warnings().to_string()
}

#[test]
fn a_misspelt_property_of_a_function_is_an_error() {
    let errors = errors_of(&text(&format!("{FUNCTION}      Timout: 5\n")));
    assert_eq!(
        errors,
        ["t.yaml:10:7: `F` has an unknown property `Timout` (did you mean `Timeout`?)"]
    );
}

#[test]
fn a_property_that_is_like_no_other_goes_to_the_function_with_a_warning() {
    let resources = format!("{FUNCTION}      Quux: 5\n");
    assert!(warnings(&resources).contains("`F` has an unknown property `Quux`"));
    assert_eq!(properties(&sam(&resources), "F")["Quux"], 5);
}

fn with_event(event: &str) -> String {
    format!("{FUNCTION}      Events:\n        E: {event}\n")
}

#[test]
fn an_event_of_no_known_type_is_an_error() {
    let errors = errors_of(&text(&with_event("{Type: EventBridgeRle, Properties: {}}")));
    let expected = "`EventBridgeRle` is no type of an event of a function";
    assert!(errors[0].contains(expected), "{errors:?}");
}

#[test]
fn a_misspelt_property_of_an_event_is_an_error() {
    let event = with_event("{Type: EventBridgeRule, Properties: {Patern: {source: [a]}}}");
    let errors = errors_of(&text(&event));
    let expected =
        "events of type EventBridgeRule have no property `Patern` (did you mean `Pattern`?)";
    assert!(errors[0].ends_with(expected), "{errors:?}");
}

#[test]
fn rules_of_things_and_skills_are_expanded() {
    let bound = sam(&with_event(
        "{Type: IoTRule, Properties: {Sql: SELECT 1, AwsIotSqlVersion: beta}}",
    ));
    let rule = properties(&bound, "FE");
    assert_eq!(rule["TopicRulePayload"]["Sql"], "SELECT 1");
    assert_eq!(
        rule["TopicRulePayload"]["Actions"],
        json!([{"Lambda": {"FunctionArn": "F.Arn"}}])
    );
    let permission = properties(&bound, "FEPermission");
    assert_eq!(permission["Principal"], "iot.amazonaws.com");
    let bound = sam(&with_event("{Type: AlexaSkill, Properties: {SkillId: s}}"));
    let permission = properties(&bound, "FEPermission");
    assert_eq!(permission["Principal"], "alexa-appkit.amazon.com");
    assert_eq!(permission["EventSourceToken"], "s");
}

#[test]
fn a_deployment_preference_makes_what_moves_the_alias() {
    let both = format!(
        "{FUNCTION}      AutoPublishAlias: live
      DeploymentPreference: {{Type: Canary10Percent10Minutes}}
      ProvisionedConcurrencyConfig: {{ProvisionedConcurrentExecutions: 2}}
"
    );
    let bound = sam(&both);
    let made = types(&bound);
    assert!(made.contains(&(
        "ServerlessDeploymentApplication",
        "AWS::CodeDeploy::Application"
    )));
    assert!(made.contains(&("FDeploymentGroup", "AWS::CodeDeploy::DeploymentGroup")));
    let provisioned = &properties(&bound, "FAliaslive")["ProvisionedConcurrencyConfig"];
    assert_eq!(provisioned["ProvisionedConcurrentExecutions"], 2);
}

#[test]
fn an_alias_is_named_by_the_value_of_its_parameter() {
    let template = format!(
        "Parameters: {{Name: {{Type: String, Default: live}}}}\n{}",
        text(&format!("{FUNCTION}      AutoPublishAlias: !Ref Name\n"))
    );
    let bound = bind(&template);
    assert!(
        bound.resource("FAliaslive").is_some(),
        "{:?}",
        types(&bound)
    );
    assert_eq!(properties(&bound, "FAliaslive")["Name"], "live");
}

#[test]
fn a_bucket_tells_a_function_on_the_functions_condition() {
    let template = |equal: &str| {
        format!(
            "Conditions: {{C: !Equals [a, {equal}]}}\n{}",
            text(
                "  B: {Type: AWS::S3::Bucket}
  F:
    Type: AWS::Serverless::Function
    Condition: C
    Properties:
      Handler: h
      Runtime: provided.al2023
      CodeUri: s3://bucket/key.zip
      Events:
        E: {Type: S3, Properties: {Bucket: !Ref B, Events: \"s3:ObjectCreated:*\"}}
"
            )
        )
    };
    let configurations = |equal| {
        let bound = bind(&template(equal));
        properties(&bound, "B")["NotificationConfiguration"]["LambdaConfigurations"].clone()
    };
    assert_eq!(configurations("b"), json!([]));
    assert_eq!(configurations("a")[0]["Function"], "F.Arn");
}

#[test]
fn a_destination_is_made_where_none_is_given_and_has_its_documented_name() {
    let template = |equal: &str| {
        let resources = format!(
            "  Q: {{Type: AWS::SQS::Queue}}
{FUNCTION}      EventInvokeConfig:
        DestinationConfig:
          OnSuccess: {{Type: SQS, Destination: !If [C, !GetAtt Q.Arn, !Ref AWS::NoValue]}}
Outputs: {{Made: {{Value: !Ref F.DestinationQueue}}}}
"
        );
        let text = text(&resources);
        format!("Conditions: {{C: !Equals [a, {equal}]}}\n{text}")
    };
    let destination = |equal| {
        let bound = bind(&template(equal));
        let config = properties(&bound, "FEventInvokeConfig");
        config["DestinationConfig"]["OnSuccess"]["Destination"].clone()
    };
    assert_eq!(destination("a"), "Q.Arn");
    assert_eq!(destination("b"), "FEventInvokeConfigOnSuccessQueue.Arn");
}

#[test]
fn connectors_of_a_resource_stand_for_themselves() {
    let resources = "  T:
    Type: AWS::SNS::Topic
    Connectors: {C: {Properties: {Destination: {Id: Q}, Permissions: [Write]}}}
  Q: {Type: AWS::SQS::Queue}
";
    let bound = sam(resources);
    assert!(types(&bound).contains(&("TC", "AWS::Serverless::Connector")));
    let connector = properties(&bound, "TC");
    assert_eq!(connector["Source"], json!({"Id": "T"}));
    assert_eq!(connector["Destination"], json!({"Id": "Q"}));
    assert!(warnings(resources).contains("`AWS::Serverless::Connector` is not expanded"));
}
