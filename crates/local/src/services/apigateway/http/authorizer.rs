//! Who may take a route: anybody, who signs, who has a token, whom a function lets in.
//!
//! As everywhere here, signatures are not verified: the keys of a token's issuer are not on this
//! machine. What a token claims is checked as API Gateway checks it.

use ::http::StatusCode;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value as Json, json};

use super::{
    super::{model, websocket::integration::function_of},
    Answered, ApiGateway, Asked, Authorizer, event,
    route::Found,
};
use crate::fault::Fault;

/// What the function may know of who asks.
///
/// # Errors
/// The answer of API Gateway to whom it does not let in.
pub(super) async fn authorize(
    gateway: &ApiGateway,
    asked: &Asked<'_>,
    found: &Found<'_>,
) -> Result<Authorizer, Box<Answered>> {
    let id = found.route.authorizer_id.as_deref().unwrap_or_default();
    let authorizer = asked.api.authorizers.get(id);
    match (found.route.authorization_type.as_str(), authorizer) {
        ("AWS_IAM", _) => signed(gateway, asked),
        ("JWT", Some(authorizer)) => with_token(gateway, asked, found.route, authorizer),
        ("CUSTOM", Some(authorizer)) => ask(gateway, asked, found, authorizer).await,
        ("JWT" | "CUSTOM", None) => {
            Err(failure(&Fault::internal("the route's authorizer is gone")))
        }
        _ => Ok(None),
    }
}

fn refusal(status: StatusCode, message: &str, why: &str) -> Box<Answered> {
    Box::new(Answered::refusal(status, message, why))
}

fn failure(fault: &Fault) -> Box<Answered> {
    Box::new(Answered::failure(fault))
}

fn signed(gateway: &ApiGateway, asked: &Asked<'_>) -> Result<Authorizer, Box<Answered>> {
    let key = asked
        .header("authorization")
        .and_then(|value| value.strip_prefix("AWS4-HMAC-SHA256 "))
        .and_then(|value| value.split_once("Credential="))
        .and_then(|(_, rest)| rest.split('/').next());
    let Some(key) = key else {
        return Err(refusal(
            StatusCode::FORBIDDEN,
            "Forbidden",
            "The request is not signed",
        ));
    };
    let account = &gateway.core.account;
    Ok(Some(json!({ "iam": {
        "accessKey": key, "accountId": account, "callerId": key, "userId": key,
        "userArn": format!("arn:aws:iam::{account}:root"),
    } })))
}

fn with_token(
    gateway: &ApiGateway,
    asked: &Asked<'_>,
    route: &model::Route,
    authorizer: &model::Authorizer,
) -> Result<Authorizer, Box<Answered>> {
    let refused = |why: &str| refusal(StatusCode::UNAUTHORIZED, "Unauthorized", why);
    let token = identity(asked, authorizer).ok_or_else(|| refused("No token was given"))?;
    let token = token.strip_prefix("Bearer ").unwrap_or(&token);
    let claims = claims(token).ok_or_else(|| refused("The token cannot be read"))?;
    let empty = Json::Null;
    let settings = authorizer.jwt_configuration.as_ref().unwrap_or(&empty);
    check(&claims, settings, gateway.now() / 1000).map_err(&refused)?;
    let granted = scopes(&claims);
    let wanted = route.authorization_scopes.as_deref().unwrap_or_default();
    if !wanted.is_empty() && !wanted.iter().any(|scope| granted.contains(scope)) {
        return Err(refusal(
            StatusCode::FORBIDDEN,
            "Forbidden",
            "The token lacks the route's scopes",
        ));
    }
    let claims = claims
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), as_text(value)));
    let scopes = if wanted.is_empty() {
        Json::Null
    } else {
        json!(granted)
    };
    Ok(Some(
        json!({ "jwt": { "claims": Json::Object(claims.collect()), "scopes": scopes } }),
    ))
}

/// The first value of an identity source such as `$request.header.Authorization`.
fn identity(asked: &Asked<'_>, authorizer: &model::Authorizer) -> Option<String> {
    let query = super::super::websocket::query(asked.head.uri.query().unwrap_or_default());
    authorizer.identity_source.iter().find_map(|source| {
        let (place, name) = source.strip_prefix("$request.")?.split_once('.')?;
        match place {
            "header" => asked.header(name).map(str::to_owned),
            "querystring" => query
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone()),
            _ => None,
        }
    })
}

fn claims(token: &str) -> Option<Json> {
    let mut parts = token.split('.');
    let (_, claims, _) = (parts.next()?, parts.next()?, parts.next()?);
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
}

fn check(claims: &Json, settings: &Json, now: i64) -> Result<(), &'static str> {
    if settings["issuer"].as_str() != claims["iss"].as_str() {
        return Err("The token's iss is not the authorizer's issuer");
    }
    let audience = if claims["aud"].is_null() {
        &claims["client_id"]
    } else {
        &claims["aud"]
    };
    let allowed: Vec<&Json> = settings["audience"]
        .as_array()
        .into_iter()
        .flatten()
        .collect();
    let is_meant = match audience {
        Json::Array(several) => several.iter().any(|one| allowed.contains(&one)),
        one => allowed.contains(&one),
    };
    if !is_meant {
        return Err("The token's aud is not in the authorizer's audience");
    }
    match (claims["exp"].as_f64(), claims["nbf"].as_f64()) {
        (Some(end), _) if end <= now as f64 => Err("The token has expired"),
        (None, _) => Err("The token has no exp"),
        (_, Some(start)) if start > now as f64 => Err("The token is not valid yet"),
        _ => Ok(()),
    }
}

fn scopes(claims: &Json) -> Vec<String> {
    let text = claims["scope"]
        .as_str()
        .or_else(|| claims["scp"].as_str())
        .unwrap_or_default();
    text.split_whitespace().map(str::to_owned).collect()
}

/// Claims reach functions as text.
fn as_text(value: &Json) -> Json {
    match value {
        Json::String(_) => value.clone(),
        other => json!(other.to_string()),
    }
}

async fn ask(
    gateway: &ApiGateway,
    asked: &Asked<'_>,
    found: &Found<'_>,
    authorizer: &model::Authorizer,
) -> Result<Authorizer, Box<Answered>> {
    if !authorizer.identity_source.is_empty() && identity(asked, authorizer).is_none() {
        return Err(refusal(
            StatusCode::UNAUTHORIZED,
            "Unauthorized",
            "No identity was given",
        ));
    }
    if authorizer.enable_simple_responses != Some(true) {
        let fault =
            Fault::internal("authorizers without simple responses are not emulated for HTTP APIs");
        return Err(failure(&fault));
    }
    let mut event = event::of(gateway, asked, found, &None);
    event["type"] = json!("REQUEST");
    let uri = authorizer.authorizer_uri.as_deref().unwrap_or_default();
    let source = format!(
        "{}/authorizers/{}",
        asked.api.api.api_id, authorizer.authorizer_id
    );
    let permitted = authorizer
        .authorizer_credentials_arn
        .is_none()
        .then_some(source.as_str());
    let said = gateway.invoke(function_of(uri), permitted, event).await;
    let said = said.map_err(|fault| failure(&fault))?;
    if said["isAuthorized"] == true {
        return Ok(Some(json!({ "lambda": said["context"] })));
    }
    Err(refusal(
        StatusCode::FORBIDDEN,
        "Forbidden",
        "The authorizer said no",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Json {
        json!({ "issuer": "https://issuer", "audience": ["app"] })
    }

    #[test]
    fn issuer_audience_and_times_are_checked() {
        let good = json!({ "iss": "https://issuer", "aud": ["other", "app"], "exp": 200 });
        assert_eq!(check(&good, &settings(), 100), Ok(()));
        for (member, value) in [
            ("iss", json!("x")),
            ("aud", json!("x")),
            ("exp", json!(100)),
            ("nbf", json!(101)),
            ("exp", Json::Null),
        ] {
            let mut bad = good.clone();
            bad[member] = value;
            assert!(check(&bad, &settings(), 100).is_err(), "{member}");
        }
    }

    #[test]
    fn a_client_id_stands_in_for_an_absent_audience() {
        let token = json!({ "iss": "https://issuer", "client_id": "app", "exp": 200 });
        assert_eq!(check(&token, &settings(), 100), Ok(()));
    }
}
