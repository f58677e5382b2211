//! The event of a route's function, in payload format 1.0
//! (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>).

use ::http::HeaderMap;
use serde_json::{Map, Value as Json, json};

use super::{
    super::websocket::query,
    ApiGateway, Asked, Authorizer,
    event::{body, clf_time, path_parameters},
    route::Found,
};

/// What a function gets.
pub(super) fn of(
    gateway: &ApiGateway,
    asked: &Asked<'_>,
    found: &Found<'_>,
    authorizer: &Authorizer,
) -> Json {
    let (body, is_encoded) = body(asked.body);
    let headers = headers(&asked.head.headers);
    let parameters = query(asked.head.uri.query().unwrap_or_default());
    json!({
        "version": "1.0",
        "resource": resource(found),
        "path": asked.path,
        "httpMethod": asked.head.method.as_str(),
        "headers": last(&headers),
        "multiValueHeaders": headers,
        "queryStringParameters": some(last(&several(&parameters))),
        "multiValueQueryStringParameters": some(json!(several(&parameters))),
        "requestContext": context(gateway, asked, found, authorizer),
        "pathParameters": some(path_parameters(found)),
        "stageVariables": asked.stage.stage_variables,
        "body": body,
        "isBase64Encoded": is_encoded,
    })
}

/// The route's path, such as `/notes/{id}`; `$default` for the default route.
fn resource<'a>(found: &'a Found<'_>) -> &'a str {
    let key = found.route.route_key.as_str();
    key.split_once(' ').map_or(key, |(_, path)| path)
}

fn context(
    gateway: &ApiGateway,
    asked: &Asked<'_>,
    found: &Found<'_>,
    authorizer: &Authorizer,
) -> Json {
    let api = &asked.api.api.api_id;
    let iam = authorizer.as_ref().map_or(&Json::Null, |who| &who["iam"]);
    json!({
        "accountId": gateway.core.account,
        "apiId": api,
        "authorizer": authorizer_of(authorizer),
        "domainName": format!("{api}.execute-api.{}.amazonaws.com", gateway.core.region),
        "domainPrefix": api,
        "extendedRequestId": asked.id,
        "httpMethod": asked.head.method.as_str(),
        "identity": {
            "accessKey": iam["accessKey"], "accountId": iam["accountId"], "caller": iam["callerId"],
            "cognitoAuthenticationProvider": null, "cognitoAuthenticationType": null,
            "cognitoIdentityId": null, "cognitoIdentityPoolId": null, "principalOrgId": null,
            "sourceIp": "127.0.0.1", "user": iam["userId"],
            "userAgent": asked.header("user-agent").unwrap_or_default(), "userArn": iam["userArn"],
        },
        "path": asked.path,
        "protocol": "HTTP/1.1",
        "requestId": asked.id,
        "requestTime": clf_time(asked.at),
        "requestTimeEpoch": asked.at,
        "resourceId": null,
        "resourcePath": resource(found),
        "stage": asked.stage.stage_name,
    })
}

/// Claims and scopes of a token, or what a function has said of who asks.
fn authorizer_of(authorizer: &Authorizer) -> Json {
    let who = authorizer.as_ref().unwrap_or(&Json::Null);
    match (&who["jwt"], &who["lambda"]) {
        (Json::Null, Json::Null) => json!({ "claims": null, "scopes": null }),
        (Json::Null, said) => said.clone(),
        (token, _) => token.clone(),
    }
}

fn headers(headers: &HeaderMap) -> Map<String, Json> {
    let values = |name| {
        let values = headers.get_all(name).iter();
        json!(
            values
                .filter_map(|value| value.to_str().ok())
                .collect::<Vec<_>>()
        )
    };
    let named = headers.keys();
    named
        .map(|name| (name.as_str().to_owned(), values(name)))
        .collect()
}

/// Every value under its name.
fn several(pairs: &[(String, String)]) -> Map<String, Json> {
    let mut all: Map<String, Json> = Map::new();
    for (name, value) in pairs {
        let values = all.entry(name.as_str()).or_insert_with(|| json!([]));
        if let Json::Array(values) = values {
            values.push(json!(value));
        }
    }
    all
}

/// The last value under each name.
fn last(all: &Map<String, Json>) -> Json {
    let last = all.iter().map(|(name, values)| {
        let value = values.as_array().and_then(|values| values.last());
        (name.clone(), value.cloned().unwrap_or_default())
    });
    Json::Object(last.collect())
}

/// Null in place of an empty object.
fn some(object: Json) -> Json {
    match object.as_object() {
        Some(members) if members.is_empty() => Json::Null,
        _ => object,
    }
}
