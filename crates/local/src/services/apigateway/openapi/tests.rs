use serde_json::json;

use super::*;

const URI: &str = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations";

fn operation(more: Json) -> Json {
    let mut made = json!({
        "responses": {},
        "x-amazon-apigateway-integration":
            { "type": "aws_proxy", "httpMethod": "POST", "uri": URI, "payloadFormatVersion": "2.0" },
    });
    for (name, value) in members(&more) {
        made[name] = value.clone();
    }
    made
}

fn document(paths: Json, more: Json) -> Json {
    let mut made = json!({
        "openapi": "3.0.1", "info": { "title": "notes", "version": "1.0" }, "paths": paths,
    });
    for (name, value) in members(&more) {
        made[name] = value.clone();
    }
    made
}

fn keys(document: &Json, base: Base) -> Vec<String> {
    let read = read(document, base).unwrap();
    read.routes.into_iter().map(|route| route.key).collect()
}

fn problems(paths: Json, more: Json) -> Vec<String> {
    read(&document(paths, more), Base::Ignore).unwrap_err()
}

#[test]
fn paths_and_methods_are_routes() {
    let one = operation(json!({}));
    let paths = json!({
        "/notes/{id}": { "get": one, "parameters": [], "x-own": 1 },
        "/all": { "x-amazon-apigateway-any-method": one },
        "$default": { "x-amazon-apigateway-any-method": one },
    });
    let mut found = keys(&document(paths, json!({})), Base::Ignore);
    found.sort();
    assert_eq!(found, ["$default", "ANY /all", "GET /notes/{id}"]);
}

#[test]
fn the_base_path_is_left_out_put_before_or_split() {
    let paths = json!({ "/e": { "get": operation(json!({})) } });
    let servers = json!([{ "url": "https://x.test/{base}/b/c", "variables": { "base": { "default": "/a" } } }]);
    let document = document(paths, json!({ "servers": servers }));
    assert_eq!(keys(&document, Base::Ignore), ["GET /e"]);
    assert_eq!(keys(&document, Base::Prepend), ["GET /a/b/c/e"]);
    assert_eq!(keys(&document, Base::Split), ["GET /b/c/e"]);
}

#[test]
fn the_api_has_name_version_cors_and_tags() {
    let more = json!({
        "x-amazon-apigateway-cors":
            { "allowOrigins": "*", "allowMethods": ["GET"], "maxAge": "60", "allowCredentials": "true" },
        "tags": [{ "name": "team", "x-amazon-apigateway-tag-value": "a" }, { "name": "heading" }],
        "servers": [{ "x-amazon-apigateway-endpoint-configuration": { "disableExecuteApiEndpoint": true } }],
    });
    let read = read(&document(json!({}), more), Base::Ignore).unwrap();
    assert_eq!(
        Json::Object(read.api),
        json!({
            "name": "notes", "version": "1.0", "tags": { "team": "a" },
            "disableExecuteApiEndpoint": true,
            "corsConfiguration":
                { "allowOrigins": ["*"], "allowMethods": ["GET"], "maxAge": 60, "allowCredentials": true },
        })
    );
}

#[test]
fn an_integration_may_lie_among_the_components() {
    let paths = json!({ "/a": { "get": {
        "responses": {},
        "x-amazon-apigateway-integration": { "$ref": "#/components/x-amazon-apigateway-integrations/f" },
    } } });
    let shared = operation(json!({}))["x-amazon-apigateway-integration"].clone();
    let components = json!({ "x-amazon-apigateway-integrations": { "f": shared } });
    let read = read(
        &document(paths.clone(), json!({ "components": components })),
        Base::Ignore,
    );
    let integration = read.unwrap().routes.remove(0).integration.unwrap();
    assert_eq!(integration["integrationUri"], URI);
    assert_eq!(integration["integrationType"], "AWS_PROXY");
    let lost = problems(paths, json!({}));
    assert!(lost[0].contains("integrations/f` is not in"), "{lost:?}");
}

/// Schemes of each kind.
fn schemes() -> Json {
    json!({ "securitySchemes": {
        "tokens": {
            "type": "openIdConnect",
            "openIdConnectUrl": "https://issuer.test/.well-known/openid-configuration",
            "x-amazon-apigateway-authorizer": {
                "type": "jwt", "jwtConfiguration": { "audience": ["app"] },
                "identitySource": "$request.header.Authorization",
            },
        },
        "mine": {
            "type": "apiKey", "name": "Unused", "in": "header",
            "x-amazon-apigateway-authorizer": {
                "type": "request", "authorizerUri": URI, "authorizerPayloadFormatVersion": "2.0",
                "identitySource": "$request.header.A, $request.querystring.b",
                "enableSimpleResponses": true,
            },
        },
        "AWS_IAM": { "type": "apiKey", "x-amazon-apigateway-authtype": "awsSigv4" },
    } })
}

#[test]
fn an_operation_is_for_whom_it_or_the_document_lets_in() {
    let secured = |security: Json| json!({ "get": operation(json!({ "security": security })) });
    let paths = json!({
        "/a": { "get": operation(json!({})) },
        "/b": secured(json!([{ "mine": [] }])),
        "/c": secured(json!([{ "AWS_IAM": [] }])),
        "/d": secured(json!([{ "NONE": [] }])),
        "/e": secured(json!([])),
        "/f": { "get": operation(json!({ "x-amazon-apigateway-auth": { "type": "AWS_IAM" } })) },
    });
    let more = json!({ "components": schemes(), "security": [{ "tokens": ["read"] }] });
    let read = read(&document(paths, more), Base::Ignore).unwrap();
    let by = |name: &str, scopes: &[&str]| Access::Authorizer {
        name: name.to_owned(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
    };
    let found: Vec<Access> = read.routes.into_iter().map(|route| route.access).collect();
    let (open, signed) = (Access::Open, Access::Signed);
    let wanted = [
        by("tokens", &["read"]),
        by("mine", &[]),
        signed.clone(),
        open.clone(),
        open,
        signed,
    ];
    assert_eq!(found, wanted);
    let tokens = read.authorizers.iter().find(|one| one["name"] == "tokens");
    assert_eq!(
        tokens.unwrap()["jwtConfiguration"],
        json!({ "issuer": "https://issuer.test", "audience": ["app"] })
    );
    let mine = read.authorizers.iter().find(|one| one["name"] == "mine");
    assert_eq!(
        mine.unwrap()["identitySource"],
        json!(["$request.header.A", "$request.querystring.b"])
    );
}

#[test]
fn what_is_not_emulated_is_named_with_its_place() {
    let with = |member: &str, value: Json| {
        let mut made = operation(json!({}));
        made["x-amazon-apigateway-integration"][member] = value;
        json!({ "/a": { "get": made } })
    };
    for (member, value, said) in [
        (
            "type",
            json!("http_proxy"),
            "type HTTP_PROXY are not emulated",
        ),
        ("type", json!("mock"), "`MOCK` is not for HTTP APIs"),
        (
            "integrationSubtype",
            json!("SQS-SendMessage"),
            "integrationSubtype is not emulated",
        ),
        (
            "connectionId",
            json!("link"),
            "connectionId is not emulated",
        ),
        ("nonsense", json!(1), "nonsense is unexpected"),
        (
            "uri",
            json!("https://example.com"),
            "names no Lambda function",
        ),
        ("payloadFormatVersion", json!("3.0"), "neither 1.0 nor 2.0"),
    ] {
        let found = problems(with(member, value), json!({}));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains(said), "{found:?}");
        let place = "paths./a.get.x-amazon-apigateway-integration.";
        assert!(found[0].starts_with(place), "{found:?}");
    }
}

#[test]
fn what_is_wrong_with_a_path_is_named_with_its_place() {
    let secured =
        |security: Json| json!({ "/a": { "get": operation(json!({ "security": security })) } });
    let two = json!({ "components": schemes() });
    for (paths, more, said) in [
        (
            json!({ "a": { "get": operation(json!({})) } }),
            json!({}),
            "paths.a.get: a path begins with a slash",
        ),
        (
            json!({ "/a": { "fetch": {} } }),
            json!({}),
            "paths./a.fetch: no method",
        ),
        (
            json!({ "$default": { "get": {} } }),
            json!({}),
            "paths.$default.get: the default route",
        ),
        (
            secured(json!([{ "lost": [] }])),
            json!({}),
            "paths./a.get.security: there is no security scheme `lost`",
        ),
        (
            secured(json!([{ "mine": [] }, { "tokens": [] }])),
            two,
            "a route has one authorizer",
        ),
    ] {
        assert_said(&problems(paths, more), said);
    }
}

fn assert_said(found: &[String], said: &str) {
    let is_said = found.iter().any(|one| one.contains(said));
    assert!(is_said, "{said}: {found:?}");
}

#[test]
fn what_is_wrong_with_the_document_itself_is_named() {
    for (more, said) in [
        (
            json!({ "openapi": "3.1.0" }),
            "version `3.1.0` is not supported",
        ),
        (json!({ "swagger": "2.0" }), "not from Swagger 2.0"),
        (json!({ "info": {} }), "attribute info.title is missing"),
        (
            json!({ "x-amazon-apigateway-cors": { "origins": [] } }),
            "cors.origins is unexpected",
        ),
        (
            json!({ "x-amazon-apigateway-importexport-version": "2.0" }),
            "only 1.0 is",
        ),
    ] {
        assert_said(&problems(json!({}), more), said);
    }
}

#[test]
fn an_authorizer_that_is_not_emulated_is_named() {
    let with = |member: &str, value: Json| {
        let mut components = schemes();
        components["securitySchemes"]["mine"]["x-amazon-apigateway-authorizer"][member] = value;
        problems(json!({}), json!({ "components": components }))
    };
    for (member, value) in [
        ("type", json!("token")),
        ("authorizerPayloadFormatVersion", json!("1.0")),
        ("enableSimpleResponses", json!(false)),
        ("identitySource", json!("$context.routeKey")),
    ] {
        let place =
            format!("components.securitySchemes.mine.x-amazon-apigateway-authorizer.{member}");
        let found = with(member, value);
        assert!(found[0].starts_with(&place), "{found:?}");
    }
}

#[test]
fn what_api_gateway_leaves_out_is_a_warning() {
    let paths = json!({ "/a": { "get": { "responses": { "200": {} } } } });
    let more = json!({ "x-amazon-apigateway-policy": {}, "info": { "title": "notes" } });
    let mut read = read(&document(paths, more), Base::Ignore).unwrap();
    read.warnings.sort();
    assert_eq!(
        read.warnings,
        [
            "Parse issue: attribute info.version is missing",
            "Parse issue: attribute paths.'/a'(get).responses.200.description is missing",
            "paths./a.get has no x-amazon-apigateway-integration: it leads nowhere",
            "x-amazon-apigateway-policy is not for HTTP APIs and is left out",
        ]
    );
    assert!(read.routes[0].integration.is_none());
}
