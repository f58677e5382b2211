mod connections;
mod import;
mod parts;
mod stages;

use aws_sdk_apigatewayv2::{Client, types::ProtocolType};

use super::{Aws, client, errors, refused, refused_as};

const NOWHERE: &str = "nowhere";

#[tokio::test]
async fn every_operation_of_api_gateway() {
    let aws = Aws::start().await;
    let gateway = client!(aws, aws_sdk_apigatewayv2);
    let api = apis(&gateway).await;
    let integration = parts::integrations(&gateway, &api).await;
    let authorizer = parts::authorizers(&gateway, &api).await;
    let route = parts::routes(&gateway, &api, &integration).await;
    stages::deployments(&gateway, &api).await;
    tags(&gateway, &api).await;
    parts::ends(&gateway, &api, [&route, &integration, &authorizer]).await;
    ends(&gateway, &api).await;
    import::documents(&gateway).await;
    aws.covers("apigateway", &[]);
    connections::connections(&aws).await;
    errors::all_met("apigateway", &[]);
}

async fn apis(gateway: &Client) -> String {
    let make = |name, kind| gateway.create_api().name(name).protocol_type(kind);
    let made = make("orders", ProtocolType::Http).send().await.unwrap();
    let id = made.api_id().unwrap();
    assert!(made.api_endpoint().unwrap().ends_with(id));
    // A WebSocket API has to say how it chooses routes.
    refused!(
        make("chat", ProtocolType::Websocket),
        is_bad_request_exception
    );
    refused!(make("", ProtocolType::Http), is_bad_request_exception);
    let quick = make("quick", ProtocolType::Http).target("https://example.com");
    refused!(quick, is_bad_request_exception);
    let update = |id| gateway.update_api().api_id(id).description("all orders");
    update(id).send().await.unwrap();
    refused!(update(NOWHERE), is_not_found_exception);
    let shown = gateway.get_api().api_id(id).send().await.unwrap();
    assert_eq!(shown.description(), Some("all orders"));
    refused!(gateway.get_api().api_id(NOWHERE), is_not_found_exception);
    let listed = gateway.get_apis().send().await.unwrap();
    assert_eq!(listed.items()[0].name(), Some("orders"));
    id.to_owned()
}

async fn tags(gateway: &Client, api: &str) {
    let arn = |api: &str| format!("arn:aws:apigateway:us-east-1::/apis/{api}");
    let set = |arn| {
        gateway
            .tag_resource()
            .resource_arn(arn)
            .tags("team", "shop")
    };
    set(arn(api)).send().await.unwrap();
    refused!(set(arn(NOWHERE)), is_not_found_exception);
    refused!(set("nonsense".to_owned()), is_bad_request_exception);
    let list = || gateway.get_tags().resource_arn(arn(api));
    let kept = list().send().await.unwrap();
    assert_eq!(kept.tags().unwrap()["team"], "shop");
    let taken = gateway.untag_resource().resource_arn(arn(api));
    taken.tag_keys("team").send().await.unwrap();
    let kept = list().send().await.unwrap();
    assert!(kept.tags().is_none_or(|tags| tags.is_empty()));
}

async fn ends(gateway: &Client, api: &str) {
    let delete = || gateway.delete_api().api_id(api);
    delete().send().await.unwrap();
    refused!(delete(), is_not_found_exception);
}
