//! A serverless application behind an HTTP API: deployed and called.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::common::World;

const TEMPLATE: &str = "\
Transform: AWS::Serverless-2016-10-31
Globals:
  HttpApi:
    CorsConfiguration: {AllowOrigins: ['http://localhost:3000']}
    Auth:
      Authorizers:
        Tokens:
          IdentitySource: $request.header.Authorization
          JwtConfiguration: {issuer: 'https://issuer.test', audience: [shop]}
Resources:
  Notes:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: python3.12
      Timeout: 30
      InlineCode: |
        import json
        def handler(event, context):
            if event['version'] == '1.0':
                return {'statusCode': 200, 'body': event['resource']}
            asked = [event['routeKey'], event.get('pathParameters')]
            return {'statusCode': 203, 'headers': {'x-by': 'notes'}, 'body': json.dumps(asked)}
      Events:
        Get: {Type: HttpApi, Properties: {Path: '/notes/{id}', Method: get}}
        Put: {Type: HttpApi, Properties: {Path: '/notes/{id}', Method: put, Auth: {Authorizer: Tokens}}}
        Old: {Type: HttpApi, Properties: {Path: /old, Method: any, PayloadFormatVersion: '1.0'}}
        Rest: {Type: HttpApi}
Outputs:
  Url: {Value: !GetAtt ServerlessHttpApi.ApiEndpoint}
";

/// The application, and the path of its API; nothing where Python is missing, which is then said.
fn deployed(template: &str) -> Option<(World, String)> {
    let world = World::new();
    world.write("template.yaml", template);
    let ran = world.run("deploy --yes --output json");
    if ran.code != 0 {
        let named = ran.stderr.contains("is not on this machine's PATH");
        assert!(named, "{ran}");
        return None;
    }
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    let url = answer["outputs"]["Url"].as_str().expect("a URL").to_owned();
    let path = api_path(&url);
    Some((world, path))
}

/// `http://127.0.0.1:PORT/API` → `/API`.
fn api_path(url: &str) -> String {
    let mut parts = url.split("//").nth(1).unwrap().split(['.', '/']);
    let id = parts.find(|part| part.len() == 10 && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    format!("/{}", id.unwrap_or_else(|| panic!("no API in {url}")))
}

/// A token of nobody's, for the audience.
fn token(audience: &str) -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({ "iss": "https://issuer.test", "aud": audience, "exp": 4_000_000_000_u64 });
    let head = part(json!({ "alg": "RS256" }));
    format!("Authorization: Bearer {head}.{}.sig", part(claims))
}

#[test]
fn functions_answer_the_routes_of_their_events() {
    let Some((world, api)) = deployed(TEMPLATE) else {
        return;
    };
    let ask = |method: &str, path: &str, header: &str| {
        let (head, body) = world.http(method, &format!("{api}{path}"), header, "");
        let status = head.split(' ').nth(1).unwrap().to_owned();
        (status, head.to_lowercase(), body)
    };
    let (status, head, body) = ask("GET", "/notes/7", "Origin: http://localhost:3000");
    assert_eq!(status, "203", "{head}\n{body}");
    assert!(head.contains("x-by: notes"), "{head}");
    let allowed = "access-control-allow-origin: http://localhost:3000";
    assert!(head.contains(allowed), "{head}");
    let said: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(said, json!(["GET /notes/{id}", { "id": "7" }]));
    let (_, _, body) = ask("POST", "/else/where", "X-A: b");
    assert_eq!(body, "[\"$default\", null]");
    let (_, _, body) = ask("DELETE", "/old", "X-A: b");
    assert_eq!(body, "/old");
    assert_eq!(ask("PUT", "/notes/7", "X-A: b").0, "401");
    assert_eq!(ask("PUT", "/notes/7", &token("other")).0, "401");
    assert_eq!(ask("PUT", "/notes/7", &token("shop")).0, "203");
}

#[test]
fn a_route_that_is_added_answers_and_one_that_is_gone_does_not() {
    let Some((world, api)) = deployed(TEMPLATE) else {
        return;
    };
    let status = |path: &str| {
        let (head, _) = world.http("GET", &format!("{api}{path}"), "X-A: b", "");
        head.split(' ').nth(1).unwrap().to_owned()
    };
    let without = TEMPLATE
        .replace("/notes/{id}", "/lists/{id}")
        .replace("        Rest: {Type: HttpApi}\n", "");
    world.write("template.yaml", &without);
    assert_eq!(world.json("deploy --yes")["outcome"], "updated");
    assert_eq!(status("/lists/7"), "203");
    assert_eq!(status("/notes/7"), "404");
    assert_eq!(world.json("deploy --yes")["outcome"], "unchanged");
    world.ok("destroy --yes");
}

#[test]
fn what_an_api_asks_for_that_is_not_emulated_is_named() {
    let world = World::new();
    let domain = "  HttpApi:\n    Domain: {DomainName: shop.test}\n";
    world.write("template.yaml", &TEMPLATE.replace("  HttpApi:\n", domain));
    let ran = world.run("deploy --yes");
    assert_ne!(ran.code, 0, "{ran}");
    let named = "Resource type AWS::ApiGatewayV2::DomainName is not emulated";
    assert!(ran.stderr.contains(named), "{ran}");
}
