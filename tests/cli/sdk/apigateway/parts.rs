use aws_sdk_apigatewayv2::types::{AuthorizerType, IntegrationType};

use super::*;

pub(super) async fn integrations(gateway: &Client, api: &str) -> String {
    let make = |kind| {
        gateway
            .create_integration()
            .api_id(api)
            .integration_type(kind)
    };
    let lambda = "arn:aws:lambda:us-east-1:000000000000:function:orders";
    let make = |kind| make(kind).integration_uri(lambda);
    let made = make(IntegrationType::AwsProxy).send().await.unwrap();
    let id = made.integration_id().unwrap();
    refused!(make("NONSENSE".into()), is_bad_request_exception);
    let slow = make(IntegrationType::AwsProxy).timeout_in_millis(60_000);
    refused!(slow, is_bad_request_exception);
    let update = |id| gateway.update_integration().api_id(api).integration_id(id);
    let update = |id| update(id).timeout_in_millis(1000);
    update(id).send().await.unwrap();
    refused!(update(NOWHERE), is_not_found_exception);
    let get = |id| gateway.get_integration().api_id(api).integration_id(id);
    let shown = get(id).send().await.unwrap();
    assert_eq!(shown.timeout_in_millis(), Some(1000));
    refused!(get(NOWHERE), is_not_found_exception);
    let list = |api| gateway.get_integrations().api_id(api);
    let listed = list(api).send().await.unwrap();
    assert_eq!(listed.items()[0].integration_id(), Some(id));
    refused!(list(NOWHERE), is_not_found_exception);
    id.to_owned()
}

pub(super) async fn authorizers(gateway: &Client, api: &str) -> String {
    let make = |name| gateway.create_authorizer().api_id(api).name(name);
    let make = |name| make(name).authorizer_type(AuthorizerType::Request);
    // One that asks a function has to name it.
    refused!(make("tokens"), is_bad_request_exception);
    let asked = make("tokens").authorizer_uri("arn:aws:lambda:us-east-1:000000000000:function:a");
    let made = asked.send().await.unwrap();
    let id = made.authorizer_id().unwrap();
    let update = |id| gateway.update_authorizer().api_id(api).authorizer_id(id);
    let update = |id| update(id).authorizer_result_ttl_in_seconds(60);
    update(id).send().await.unwrap();
    refused!(update(NOWHERE), is_not_found_exception);
    let get = |id| gateway.get_authorizer().api_id(api).authorizer_id(id);
    let shown = get(id).send().await.unwrap();
    assert_eq!(shown.authorizer_result_ttl_in_seconds(), Some(60));
    refused!(get(NOWHERE), is_not_found_exception);
    let listed = gateway.get_authorizers().api_id(api).send().await.unwrap();
    assert_eq!(listed.items()[0].name(), Some("tokens"));
    id.to_owned()
}

pub(super) async fn routes(gateway: &Client, api: &str, integration: &str) -> String {
    let make = |key| gateway.create_route().api_id(api).route_key(key);
    let target = format!("integrations/{integration}");
    let made = make("GET /orders").target(&target).send().await.unwrap();
    let id = made.route_id().unwrap();
    refused!(make("GET /orders"), is_conflict_exception);
    let lost = make("GET /lost").target("integrations/nowhere");
    refused!(lost, is_bad_request_exception);
    let update = |id| gateway.update_route().api_id(api).route_id(id);
    let update = |id| update(id).route_key("GET /all-orders");
    update(id).send().await.unwrap();
    refused!(update(NOWHERE), is_not_found_exception);
    let get = |id| gateway.get_route().api_id(api).route_id(id);
    let shown = get(id).send().await.unwrap();
    assert_eq!(shown.route_key(), Some("GET /all-orders"));
    refused!(get(NOWHERE), is_not_found_exception);
    let listed = gateway.get_routes().api_id(api).send().await.unwrap();
    assert_eq!(listed.items()[0].target(), Some(&*target));
    id.to_owned()
}

pub(super) async fn ends(gateway: &Client, api: &str, parts: [&str; 3]) {
    let [route, integration, authorizer] = parts;
    let delete = || gateway.delete_integration().api_id(api);
    let delete = || delete().integration_id(integration);
    // A route leads to it.
    refused_as!(delete(), "ConflictException");
    let gone = || gateway.delete_route().api_id(api).route_id(route);
    gone().send().await.unwrap();
    refused!(gone(), is_not_found_exception);
    delete().send().await.unwrap();
    refused!(delete(), is_not_found_exception);
    let gone = || gateway.delete_authorizer().api_id(api);
    let gone = || gone().authorizer_id(authorizer);
    gone().send().await.unwrap();
    refused!(gone(), is_not_found_exception);
}
