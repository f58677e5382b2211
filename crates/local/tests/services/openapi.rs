//! HTTP APIs from OpenAPI documents, called.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};

use crate::common::Rig;

/// An operation that leads to a function, in a payload format.
fn operation(function: &str, format: &str, more: Value) -> Value {
    let uri = format!(
        "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:{function}/invocations"
    );
    let mut made = json!({ "responses": {}, "x-amazon-apigateway-integration": {
        "type": "aws_proxy", "httpMethod": "POST", "uri": uri, "payloadFormatVersion": format } });
    for (name, value) in more.as_object().unwrap() {
        made[name] = value.clone();
    }
    made
}

/// An API with three routes that anybody may take and one for who signs.
async fn api(rig: &Rig) -> String {
    for function in ["echo", "proxy"] {
        rig.function(function, json!({})).await;
        let permission = json!({ "FunctionName": function, "StatementId": "s", "Action": "lambda:InvokeFunction",
            "Principal": "apigateway.amazonaws.com" });
        rig.ok("lambda", "AddPermission", permission).await;
    }
    let signed = json!({ "security": [{ "AWS_IAM": [] }] });
    let document = json!({
        "openapi": "3.0.1", "info": { "title": "notes", "version": "1" },
        "paths": {
            "/notes/{id}": {
                "get": operation("echo", "2.0", json!({})),
                "put": operation("echo", "2.0", signed),
                "post": operation("proxy", "1.0", json!({})),
            },
            "$default": { "x-amazon-apigateway-any-method": operation("echo", "1.0", json!({})) },
        },
        "components": { "securitySchemes": { "AWS_IAM": { "x-amazon-apigateway-authtype": "awsSigv4" } } },
        "x-amazon-apigateway-cors": { "allowOrigins": ["https://a.test"] },
    });
    let body = json!({ "body": document.to_string() });
    let made = rig.ok("apigateway", "ImportApi", body).await;
    let id = made["apiId"].as_str().unwrap().to_owned();
    let stage = json!({ "apiId": id, "stageName": "$default", "autoDeploy": true });
    rig.ok("apigateway", "CreateStage", stage).await;
    id
}

async fn ask(rig: &Rig, method: &str, path: &str, body: &'static str) -> Response<Bytes> {
    let request = Request::builder().method(method).uri(path);
    let request = request
        .header("origin", "https://a.test")
        .header("x-two", "a")
        .header("x-two", "b");
    let (head, ()) = request.body(()).unwrap().into_parts();
    let body = Bytes::from_static(body.as_bytes());
    rig.cloud.apigateway.serve(&head, &body).await.unwrap()
}

#[tokio::test]
async fn routes_of_a_document_lead_where_it_says() {
    let rig = Rig::new();
    let id = api(&rig).await;
    let answer = ask(&rig, "GET", &format!("/{id}/notes/7"), "").await;
    let event: Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(event["version"], "2.0");
    assert_eq!(event["pathParameters"], json!({ "id": "7" }));
    assert_eq!(
        answer.headers()["access-control-allow-origin"],
        "https://a.test"
    );
    let unsigned = ask(&rig, "PUT", &format!("/{id}/notes/7"), "").await;
    assert_eq!(unsigned.status(), 403);
}

#[tokio::test]
async fn a_function_of_format_1_gets_every_value_and_says_every_header() {
    let rig = Rig::new();
    let id = api(&rig).await;
    let answer = ask(&rig, "POST", &format!("/{id}/notes/7?a=1&a=2"), "text").await;
    assert_eq!(answer.status(), 201);
    let cookies: Vec<_> = answer.headers().get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1", "b=2"]);
    let event: Value = serde_json::from_slice(answer.body()).unwrap();
    let seen = |members: &[&str]| -> Vec<Value> {
        members.iter().map(|name| event[*name].clone()).collect()
    };
    assert_eq!(
        seen(&[
            "version",
            "resource",
            "path",
            "httpMethod",
            "body",
            "isBase64Encoded"
        ]),
        [
            json!("1.0"),
            json!("/notes/{id}"),
            json!("/notes/7"),
            json!("POST"),
            json!("text"),
            json!(false)
        ]
    );
    assert_eq!(event["queryStringParameters"], json!({ "a": "2" }));
    assert_eq!(
        event["multiValueQueryStringParameters"],
        json!({ "a": ["1", "2"] })
    );
    assert_eq!(event["pathParameters"], json!({ "id": "7" }));
    assert_eq!(event["stageVariables"], Value::Null);
    assert_eq!(event["headers"]["x-two"], "b");
    assert_eq!(event["multiValueHeaders"]["x-two"], json!(["a", "b"]));
    let context = &event["requestContext"];
    assert_eq!(context["resourcePath"], "/notes/{id}");
    assert_eq!(
        context["authorizer"],
        json!({ "claims": null, "scopes": null })
    );
}

#[tokio::test]
async fn a_function_of_format_1_has_to_say_a_status() {
    let rig = Rig::new();
    let id = api(&rig).await;
    let refused = ask(&rig, "POST", &format!("/{id}/other"), "").await;
    assert_eq!(refused.status(), 500);
}

#[tokio::test]
async fn what_a_document_lacks_here_is_named_and_nothing_is_made() {
    let rig = Rig::new();
    let document = json!({
        "openapi": "3.0.1", "info": { "title": "notes", "version": "1" },
        "paths": { "/a": { "get": { "x-amazon-apigateway-integration":
            { "type": "http_proxy", "httpMethod": "GET", "uri": "https://example.com" } } } },
    });
    let body = json!({ "body": document.to_string() });
    let refused = rig.call("apigateway", "ImportApi", body).await.unwrap_err();
    assert_eq!(refused.code, "BadRequestException");
    let named = "Errors found during import:\n\tpaths./a.get.x-amazon-apigateway-integration.type: \
                 integrations of type HTTP_PROXY are not emulated, only AWS_PROXY is";
    assert_eq!(refused.message, named);
    let apis = rig.ok("apigateway", "GetApis", json!({})).await;
    assert_eq!(apis["items"], json!([]));
}
