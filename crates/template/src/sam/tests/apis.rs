//! APIs that SAM makes.

use super::*;

#[test]
fn routes_make_the_implicit_api() {
    let bound = sam(&format!(
        "{FUNCTION}      Events:
        Get: {{Type: HttpApi, Properties: {{Path: '/x/{{id}}', Method: get}}}}
"
    ));
    let api = properties(&bound, "ServerlessHttpApi");
    assert!(api["Body"]["paths"]["/x/{id}"]["get"].is_object(), "{api}");
    let permission = properties(&bound, "FGetPermission");
    let arn = permission["SourceArn"].as_str().expect("text");
    assert_eq!(
        arn,
        "arn:aws:execute-api:eu-west-1:123456789012:ServerlessHttpApi-name/*/GET/x/*"
    );
}

#[test]
fn the_default_route_takes_what_no_other_one_takes() {
    let bound = sam(&format!(
        "{FUNCTION}      Events: {{All: {{Type: HttpApi}}}}\n"
    ));
    let api = properties(&bound, "ServerlessHttpApi");
    let operation = &api["Body"]["paths"]["$default"]["x-amazon-apigateway-any-method"];
    assert_eq!(operation["isDefaultRoute"], true, "{api}");
    let arn = &properties(&bound, "FAllPermission")["SourceArn"];
    assert!(arn.as_str().expect("text").ends_with("-name/*/$default"));
}

/// An HTTP API with authorizers, of which `F` has two routes.
const SECURED: &str = "      Events:
        Get: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /x, Method: get, TimeoutInMillis: 900, PayloadFormatVersion: '1.0'}}
        Put: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /x, Method: put, Auth: {Authorizer: NONE}, RouteSettings: {ThrottlingBurstLimit: 1}}}
        Del: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /x, Method: delete, Auth: {Authorizer: Mine}}}
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      StageVariables: {a: b}
      CorsConfiguration: {AllowOrigins: ['https://a.test'], MaxAge: 5}
      Tags: {team: a}
      Auth:
        DefaultAuthorizer: Tokens
        EnableIamAuthorizer: true
        Authorizers:
          Tokens:
            AuthorizationScopes: [read]
            IdentitySource: $request.header.Authorization
            JwtConfiguration: {Issuer: 'https://i.test', Audience: [app]}
          Mine:
            FunctionArn: !GetAtt F.Arn
            AuthorizerPayloadFormatVersion: '2.0'
            EnableSimpleResponses: true
            EnableFunctionDefaultPermissions: true
            Identity: {Headers: [A], QueryStrings: [b], ReauthorizeEvery: 3}
";

#[test]
fn authorizers_cors_and_settings_of_an_http_api_go_into_its_definition_and_stage() {
    let bound = sam(&format!("{FUNCTION}{SECURED}"));
    let body = properties(&bound, "Api")["Body"].clone();
    let path = &body["paths"]["/x"];
    assert_eq!(path["get"]["security"], json!([{"Tokens": ["read"]}]));
    assert_eq!(path["put"]["security"], json!([{"NONE": []}]));
    assert_eq!(path["delete"]["security"], json!([{"Mine": []}]));
    let integration = &path["get"]["x-amazon-apigateway-integration"];
    assert_eq!(integration["timeoutInMillis"], 900);
    assert_eq!(integration["payloadFormatVersion"], "1.0");
    let schemes = &body["components"]["securitySchemes"];
    assert_eq!(
        schemes["Tokens"]["x-amazon-apigateway-authorizer"],
        json!({"type": "jwt", "identitySource": "$request.header.Authorization",
            "jwtConfiguration": {"issuer": "https://i.test", "audience": ["app"]}})
    );
    let mine = &schemes["Mine"]["x-amazon-apigateway-authorizer"];
    assert_eq!(mine["type"], "request");
    assert_eq!(mine["authorizerResultTtlInSeconds"], 3);
    let sources = json!(["$request.header.A", "$request.querystring.b"]);
    assert_eq!(mine["identitySource"], sources);
    assert_eq!(
        schemes["AWS_IAM"]["x-amazon-apigateway-authtype"],
        "awsSigv4"
    );
    let cors = json!({"allowOrigins": ["https://a.test"], "maxAge": 5});
    assert_eq!(body["x-amazon-apigateway-cors"], cors);
    let stage = properties(&bound, "ApiApiGatewayDefaultStage");
    assert_eq!(stage["StageVariables"], json!({"a": "b"}));
    let settings = json!({"PUT /x": {"ThrottlingBurstLimit": 1}});
    assert_eq!(stage["RouteSettings"], settings);
    assert_eq!(
        stage["Tags"],
        json!({"httpapi:createdBy": "SAM", "team": "a"})
    );
    let permission = properties(&bound, "ApiMineAuthorizerPermission");
    let arn = permission["SourceArn"].as_str().expect("text");
    assert!(arn.ends_with(":Api-name/authorizers/*"), "{arn}");
}

#[test]
fn routes_of_events_come_to_those_of_a_definition() {
    let bound = sam(&format!(
        "{FUNCTION}      Events:
        Get: {{Type: HttpApi, Properties: {{ApiId: !Ref Api, Path: /x, Method: get}}}}
        Put: {{Type: HttpApi, Properties: {{ApiId: !Ref Api, Path: /x, Method: put}}}}
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Domain: {{DomainName: a.test}}
      DefinitionBody:
        openapi: 3.0.1
        paths: {{/x: {{get: {{x-amazon-apigateway-integration: {{uri: mine}}}}}}}}
"
    ));
    let paths = properties(&bound, "Api")["Body"]["paths"].clone();
    let uri = |method: &str| paths["/x"][method]["x-amazon-apigateway-integration"]["uri"].clone();
    assert_eq!(uri("get"), "mine");
    assert!(uri("put").as_str().expect("text").contains(":lambda:path/"));
    let kinds = types(&bound);
    assert!(
        kinds
            .iter()
            .any(|(_, kind)| *kind == "AWS::ApiGatewayV2::DomainName")
    );
}

#[test]
fn a_definition_in_a_bucket_is_where_it_is() {
    let bound = sam(
        "  Api: {Type: AWS::Serverless::HttpApi, Properties: {DefinitionUri: 's3://b/k.yaml'}}\n",
    );
    let place = &properties(&bound, "Api")["BodyS3Location"];
    assert_eq!(*place, json!({"Bucket": "b", "Key": "k.yaml"}));
}

#[test]
fn the_implicit_api_has_the_settings_of_globals_and_the_routes_whose_condition_holds() {
    let bound = bind_with(
        "Transform: AWS::Serverless-2016-10-31
Parameters: {E: {Type: String}}
Conditions: {C: !Equals [!Ref E, prod]}
Globals: {HttpApi: {CorsConfiguration: true}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Condition: C
    Properties:
      Events: {A: {Type: HttpApi, Properties: {Path: /a, Method: get}}}
  G:
    Type: AWS::Serverless::Function
    Properties:
      Events: {B: {Type: HttpApi, Properties: {Path: /b, Method: any}}}
",
        &[("E", "dev")],
    )
    .expect("a template");
    let body = properties(&bound, "ServerlessHttpApi")["Body"].clone();
    let cors = json!({"allowOrigins": ["*"]});
    assert_eq!(body["x-amazon-apigateway-cors"], cors);
    assert_eq!(body["paths"]["/a"], json!({}));
    let any = &body["paths"]["/b"]["x-amazon-apigateway-any-method"];
    assert!(any["x-amazon-apigateway-integration"].is_object(), "{body}");
}
