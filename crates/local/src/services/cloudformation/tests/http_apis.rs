//! HTTP APIs from OpenAPI documents in templates.

use super::*;

/// An API whose definition lies in the template. `path` is a path with one operation.
fn inline(path: &str, more: &str) -> String {
    format!(
        "
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      {more}
      Body:
        openapi: 3.0.1
        info: {{title: !Ref AWS::StackName, version: '1.0'}}
        paths:
          {path}:
            x-amazon-apigateway-any-method:
              responses: {{}}
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                payloadFormatVersion: '2.0'
                uri: !Sub 'arn:aws:lambda:${{AWS::Region}}:${{AWS::AccountId}}:function:f'
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {{ ApiId: !Ref Api, StageName: $default, AutoDeploy: true }}
Outputs:
  Api: {{ Value: !Ref Api }}
  Endpoint: {{ Value: !GetAtt Api.ApiEndpoint }}
"
    )
}

async fn keys(stage: &Stage, api: &str) -> Vec<String> {
    let asked = json!({ "apiId": api });
    let found = stage.call("apigateway", "GetRoutes", asked).await.unwrap();
    let routes = found["items"].as_array().unwrap().iter();
    routes
        .map(|route| route["routeKey"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_definition_is_imported_imported_again_and_gone() {
    let stage = Stage::new();
    let stack = stage
        .create("notes", &inline("/a", "Tags: {team: a}"))
        .await;
    let failures = stage.failures("notes").await;
    assert_eq!(stack["StackStatus"], "CREATE_COMPLETE", "{failures}");
    let api = output(&stack, "Api").to_owned();
    let endpoint = format!("https://{api}.execute-api.us-east-1.amazonaws.com");
    assert_eq!(output(&stack, "Endpoint"), endpoint);
    assert_eq!(keys(&stage, &api).await, ["ANY /a"]);
    let asked = json!({ "apiId": api });
    let found = stage.call("apigateway", "GetApi", asked.clone()).await;
    let found = found.unwrap();
    assert_eq!(found["name"], "notes");
    assert_eq!(found["tags"]["team"], "a");
    assert_eq!(found["tags"]["aws:cloudformation:logical-id"], "Api");

    let changed = stage
        .update("notes", &inline("/b", "Description: all notes"))
        .await;
    assert_eq!(changed["StackStatus"], "UPDATE_COMPLETE", "{changed}");
    assert_eq!(output(&changed, "Api"), api);
    assert_eq!(keys(&stage, &api).await, ["ANY /b"]);
    let found = stage.call("apigateway", "GetApi", asked.clone()).await;
    assert_eq!(found.unwrap()["description"], "all notes");

    let gone = stage.delete("notes").await;
    assert_eq!(gone["StackStatus"], "DELETE_COMPLETE", "{gone}");
    stage.call("apigateway", "GetApi", asked).await.unwrap_err();
}

#[tokio::test]
async fn what_a_definition_lacks_is_named_before_anything_is_made() {
    let stage = Stage::new();
    let asked = request("notes", &inline("a", "Name: n"));
    let refusal = stage.refusal("CreateStack", asked).await;
    assert_eq!(
        refusal.message,
        "OpenAPI document: paths.a.x-amazon-apigateway-any-method: a path begins with a slash \
         (Api, template:7:7)"
    );
    // What the function is called is known only later.
    let later = inline("/a", "Name: n").replace("${AWS::AccountId}:function:f", "${Queue.Arn}");
    let later = later.replace("Outputs:", "  Queue: {Type: AWS::SQS::Queue}\nOutputs:");
    let stack = stage.create("notes", &later).await;
    assert_eq!(stack["StackStatus"], "ROLLBACK_COMPLETE");
    let failures = stage.failures("notes").await;
    assert!(failures.contains("names no Lambda function"), "{failures}");
}

#[tokio::test]
async fn what_a_definition_in_a_bucket_lacks_is_named_and_no_api_is_left() {
    let stage = Stage::new();
    stage.put("/artifacts", Vec::new()).await;
    let path = "a: {x-amazon-apigateway-any-method: {responses: {}}}";
    let document = format!("{{openapi: 3.0.1, info: {{title: n}}, paths: {{{path}}}}}");
    stage.put("/artifacts/api.yaml", document.into()).await;
    let template = "
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { BodyS3Location: { Bucket: artifacts, Key: api.yaml } }
";
    let stack = stage.create("notes", template).await;
    assert_eq!(stack["StackStatus"], "ROLLBACK_COMPLETE");
    let failures = stage.failures("notes").await;
    assert!(
        failures.contains("paths.a.x-amazon-apigateway-any-method: a path begins with a slash")
    );
    let apis = stage.call("apigateway", "GetApis", json!({})).await;
    assert_eq!(apis.unwrap()["items"], json!([]));
}

#[tokio::test]
async fn a_definition_may_lie_in_a_bucket() {
    let stage = Stage::new();
    stage.put("/artifacts", Vec::new()).await;
    let document = "{openapi: 3.0.1, info: {title: kept, version: '1'}, paths: {}}";
    stage.put("/artifacts/api.yaml", document.into()).await;
    let template = "
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { BodyS3Location: { Bucket: artifacts, Key: api.yaml } }
Outputs:
  Api: { Value: !Ref Api }
";
    let stack = stage.create("notes", template).await;
    let failures = stage.failures("notes").await;
    assert_eq!(stack["StackStatus"], "CREATE_COMPLETE", "{failures}");
    let asked = json!({ "apiId": output(&stack, "Api") });
    let found = stage.call("apigateway", "GetApi", asked).await.unwrap();
    assert_eq!(found["name"], "kept");
}

#[tokio::test]
async fn an_api_that_was_renamed_by_hand_has_drifted() {
    let stage = Stage::new();
    let stack = stage.create("notes", &inline("/a", "Name: n")).await;
    let rename = json!({ "apiId": output(&stack, "Api"), "name": "other" });
    stage.call("apigateway", "UpdateApi", rename).await.unwrap();
    let asked = json!({ "StackName": "notes", "LogicalResourceId": "Api" });
    let drift = stage.ask("DetectStackResourceDrift", asked).await;
    let found = &drift["StackResourceDrift"];
    assert_eq!(found["StackResourceDriftStatus"], "MODIFIED", "{found}");
    assert_eq!(found["PropertyDifferences"][0]["PropertyPath"], "/Name");
}
