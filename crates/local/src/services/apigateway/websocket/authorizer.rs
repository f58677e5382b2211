//! Who may open a connection.

use bytes::Bytes;
use coagent_template::policy::{Policy, Request as Question};
use http::{Response, StatusCode};
use serde_json::{Value as Json, json};

use super::{
    super::model,
    ApiGateway, Place,
    event::{self, Client, Kind},
    failed,
    integration::function_of,
    refusal,
};
use crate::fault::Fault;

/// Asks the route's authorizer, and notes what it says about the client.
pub(super) async fn authorize(
    gateway: &ApiGateway,
    place: &Place,
    route: &model::Route,
    client: &mut Client,
) -> Result<(), Response<Bytes>> {
    let authorizer = match (route.authorization_type.as_str(), &route.authorizer_id) {
        ("CUSTOM", Some(id)) => place.api.authorizers.get(id),
        _ => return Ok(()),
    };
    let Some(authorizer) = authorizer else {
        return Err(failed(&Fault::internal("the route's authorizer is gone")));
    };
    if !authorizer
        .identity_source
        .iter()
        .all(|source| is_given(source, client))
    {
        return Err(refusal(StatusCode::UNAUTHORIZED, "Unauthorized"));
    }
    let said = ask(gateway, place, authorizer, client)
        .await
        .map_err(|fault| failed(&fault))?;
    if !allows(&said, &method_arn(gateway, place)) {
        return Err(refusal(
            StatusCode::FORBIDDEN,
            "User is not authorized to access this resource",
        ));
    }
    client.authorizer = Some(context(&said));
    Ok(())
}

/// Whether an identity source such as `route.request.querystring.token` has a value.
fn is_given(source: &str, client: &Client) -> bool {
    let value = match source
        .strip_prefix("route.request.")
        .and_then(|rest| rest.split_once('.'))
    {
        Some(("querystring", name)) => client.parameter(name),
        Some(("header", name)) => client
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok()),
        _ => return true,
    };
    value.is_some_and(|value| !value.is_empty())
}

async fn ask(
    gateway: &ApiGateway,
    place: &Place,
    authorizer: &model::Authorizer,
    client: &Client,
) -> Result<Json, Fault> {
    let mut event = json!({
        "type": "REQUEST",
        "methodArn": method_arn(gateway, place),
        "requestContext": event::context(gateway, place, client, &Kind::Connect),
    });
    if let Some(variables) = &place.stage.stage_variables {
        event["stageVariables"] = json!(variables);
    }
    event::add_handshake(&mut event, client);
    let uri = authorizer.authorizer_uri.as_deref().unwrap_or_default();
    let source = format!(
        "{}/authorizers/{}",
        place.api.api.api_id, authorizer.authorizer_id
    );
    let permitted = authorizer
        .authorizer_credentials_arn
        .is_none()
        .then_some(source.as_str());
    gateway.invoke(function_of(uri), permitted, event).await
}

fn method_arn(gateway: &ApiGateway, place: &Place) -> String {
    let resource = format!(
        "{}/{}/$connect",
        place.api.api.api_id, place.stage.stage_name
    );
    gateway.core.arn("execute-api", &resource)
}

/// Whether the policy that the authorizer returned lets the client in.
fn allows(said: &Json, resource: &str) -> bool {
    let question = Question {
        principal: None,
        action: "execute-api:Invoke",
        resource,
        context: &[],
    };
    Policy::from_json(&said["policyDocument"])
        .is_ok_and(|policy| policy.allows(&question).is_allowed())
}

/// What routes get to see of the authorizer's answer.
fn context(said: &Json) -> Json {
    let mut context = said["context"].clone();
    if !context.is_object() {
        context = json!({});
    }
    context["principalId"] = said["principalId"].clone();
    context
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(effect: &str, resource: &str) -> Json {
        let statement =
            json!({ "Action": "execute-api:Invoke", "Effect": effect, "Resource": resource });
        json!({
            "principalId": "u-1",
            "policyDocument": { "Version": "2012-10-17", "Statement": [statement] },
            "context": { "userId": "u-1" },
        })
    }

    #[test]
    fn the_policy_decides() {
        let arn = "arn:aws:execute-api:us-east-1:000000000000:api/dev/$connect";
        assert!(allows(&said("Allow", arn), arn));
        assert!(!allows(&said("Deny", arn), arn));
        assert!(!allows(
            &said("Allow", "arn:aws:execute-api:*:*:other/*"),
            arn
        ));
        assert!(!allows(&Json::Null, arn));
    }

    #[test]
    fn the_context_has_the_principal() {
        let context = context(&said("Allow", "*"));
        assert_eq!(context, json!({ "userId": "u-1", "principalId": "u-1" }));
    }
}
