//! HTTP APIs: routes to functions, tokens, signatures, access logs.

use crate::common::{Rig, eventually};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};

struct Api {
    rig: Rig,
    id: String,
}

impl Api {
    /// An API with the function `echo` behind every route of `keys`.
    async fn new(routes: &[(&str, Value)]) -> Self {
        let rig = Rig::new();
        rig.function("echo", json!({})).await;
        let permission = json!({"FunctionName": "echo", "StatementId": "s", "Action": "lambda:InvokeFunction",
            "Principal": "apigateway.amazonaws.com"});
        rig.ok("lambda", "AddPermission", permission).await;
        let made = rig
            .ok(
                "apigateway",
                "CreateApi",
                json!({"name": "a", "protocolType": "HTTP"}),
            )
            .await;
        let id = made["apiId"].as_str().unwrap().to_owned();
        let log = json!({"destinationArn": "arn:aws:logs:us-east-1:000000000000:log-group:access",
            "format": "$context.routeKey $context.status $context.error.message"});
        let stage = json!({"apiId": id, "stageName": "$default", "accessLogSettings": log});
        rig.ok("apigateway", "CreateStage", stage).await;
        let integration = json!({"apiId": id, "integrationType": "AWS_PROXY", "payloadFormatVersion": "2.0",
            "integrationUri": "arn:aws:lambda:us-east-1:000000000000:function:echo"});
        let integration = rig.ok("apigateway", "CreateIntegration", integration).await;
        let target = format!(
            "integrations/{}",
            integration["integrationId"].as_str().unwrap()
        );
        for (key, more) in routes {
            let mut route = json!({"apiId": id, "routeKey": key, "target": target});
            for (name, value) in more.as_object().unwrap() {
                route[name] = value.clone();
            }
            rig.ok("apigateway", "CreateRoute", route).await;
        }
        Self { rig, id }
    }

    async fn ask(
        &self,
        method: &str,
        path: &str,
        authorization: Option<&str>,
        body: &str,
    ) -> Response<Bytes> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/{}{path}", self.id));
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        let body = Bytes::from(body.to_owned());
        self.rig.cloud.apigateway.serve(&head, &body).await.unwrap()
    }

    /// The lines of the access log, once there are so many.
    async fn log(&self, count: usize) -> Vec<String> {
        eventually(|| async {
            let asked = json!({"logGroupName": "access"});
            let found = self.rig.call("logs", "FilterLogEvents", asked).await.ok()?;
            let events = found["events"].as_array()?.iter();
            let lines = events.map(|event| event["message"].as_str().unwrap().to_owned());
            Some(lines.collect::<Vec<_>>()).filter(|lines| lines.len() == count)
        })
        .await
    }
}

fn json_of(response: &Response<Bytes>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

#[tokio::test]
async fn a_request_reaches_the_function_of_its_route_and_is_logged() {
    let api = Api::new(&[("PUT /notes/{id}", json!({}))]).await;
    let answer = api.ask("PUT", "/notes/7?a=1&a=2", None, "text").await;
    // The function answers with its event, which has no statusCode: it is the body of a 200.
    let event = json_of(&answer);
    assert_eq!(answer.status(), 200);
    assert_eq!(event["routeKey"], "PUT /notes/{id}");
    assert_eq!(event["rawPath"], "/notes/7");
    assert_eq!(event["pathParameters"], json!({"id": "7"}));
    assert_eq!(event["queryStringParameters"], json!({"a": "1,2"}));
    assert_eq!(event["body"], "text");
    assert_eq!(event["requestContext"]["http"]["method"], "PUT");
    assert_eq!(api.ask("GET", "/other", None, "").await.status(), 404);
    assert_eq!(
        api.log(2).await,
        ["PUT /notes/{id} 200 -", "- 404 No route matches"]
    );
}

#[tokio::test]
async fn a_route_with_iam_wants_a_signature() {
    let api = Api::new(&[("POST /in", json!({"authorizationType": "AWS_IAM"}))]).await;
    assert_eq!(api.ask("POST", "/in", None, "").await.status(), 403);
    let signature = "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=0";
    let answer = api.ask("POST", "/in", Some(signature), "").await;
    assert_eq!(
        json_of(&answer)["requestContext"]["authorizer"]["iam"]["accessKey"],
        "AKID"
    );
}

#[tokio::test]
async fn a_route_with_a_token_wants_its_claims_right() {
    let api = Api::new(&[]).await;
    let settings = json!({"apiId": api.id, "name": "jwt", "authorizerType": "JWT",
        "identitySource": ["$request.header.Authorization"],
        "jwtConfiguration": {"issuer": "https://issuer", "audience": ["app"]}});
    let authorizer = api.rig.ok("apigateway", "CreateAuthorizer", settings).await;
    let parts = api
        .rig
        .ok("apigateway", "GetIntegrations", json!({"apiId": api.id}))
        .await;
    let target = format!(
        "integrations/{}",
        parts["items"][0]["integrationId"].as_str().unwrap()
    );
    let route = json!({"apiId": api.id, "routeKey": "$default", "target": target,
        "authorizationType": "JWT", "authorizerId": authorizer["authorizerId"]});
    api.rig.ok("apigateway", "CreateRoute", route).await;
    let token = |claims: Value| {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!(
            "Bearer {}.{}.sig",
            part(&json!({"alg": "RS256"})),
            part(&claims)
        )
    };
    let good = token(
        json!({"iss": "https://issuer", "aud": "app", "sub": "u-1", "exp": 4_000_000_000_u64}),
    );
    let answer = api.ask("GET", "/", Some(&good), "").await;
    assert_eq!(
        json_of(&answer)["requestContext"]["authorizer"]["jwt"]["claims"]["sub"],
        "u-1"
    );
    let expired = token(json!({"iss": "https://issuer", "aud": "app", "exp": 1}));
    assert_eq!(api.ask("GET", "/", Some(&expired), "").await.status(), 401);
    assert_eq!(api.ask("GET", "/", None, "").await.status(), 401);
}
