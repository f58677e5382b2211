use super::*;

const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:orders";

/// A document with these paths, as YAML.
fn document(paths: &str) -> String {
    format!("openapi: 3.0.1\ninfo: {{title: orders, version: '1'}}\npaths: {{{paths}}}\n")
}

fn path(path: &str) -> String {
    format!(
        "{path}: {{get: {{responses: {{}}, x-amazon-apigateway-integration: \
         {{type: aws_proxy, uri: '{FUNCTION}', payloadFormatVersion: '2.0'}}}}}}"
    )
}

/// APIs that are what a document says.
pub(super) async fn documents(gateway: &Client) {
    let import = |body: String| gateway.import_api().body(body);
    let made = import(document(&path("/orders"))).send().await.unwrap();
    let id = made.api_id().unwrap();
    assert_eq!(made.name(), Some("orders"));
    assert_eq!(made.protocol_type(), Some(&ProtocolType::Http));
    refused!(import("[".to_owned()), is_bad_request_exception);
    let based = import(document(&path("/orders"))).basepath("nonsense");
    refused!(based, is_bad_request_exception);
    // A route that leads nowhere is a warning.
    let empty = || import(document("/a: {get: {responses: {}}}"));
    let warned = empty().send().await.unwrap();
    assert!(warned.warnings()[0].starts_with("paths./a.get has no "));
    refused!(empty().fail_on_warnings(true), is_bad_request_exception);
    let ended = gateway.delete_api().api_id(warned.api_id().unwrap());
    ended.send().await.unwrap();
    again(gateway, id).await;
    gateway.delete_api().api_id(id).send().await.unwrap();
}

/// What was imported is replaced; a refusal leaves it as it was.
async fn again(gateway: &Client, id: &str) {
    let reimport = |id, paths: &str| {
        let asked = gateway.reimport_api().api_id(id);
        asked.body(document(paths))
    };
    refused!(reimport(NOWHERE, ""), is_not_found_exception);
    let twice = format!("{}, {}", path("/$default"), path("/x"));
    refused!(reimport(id, &twice), is_bad_request_exception);
    let keys = || async {
        let listed = gateway.get_routes().api_id(id).send().await.unwrap();
        let keys = listed.items().iter().filter_map(|route| route.route_key());
        keys.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(keys().await, ["GET /orders"]);
    let paths = format!("{}, {}", path("/a"), path("/b"));
    let changed = reimport(id, &paths).send().await.unwrap();
    assert_eq!(changed.api_id(), Some(id));
    let mut now = keys().await;
    now.sort();
    assert_eq!(now, ["GET /a", "GET /b"]);
    let integrations = gateway.get_integrations().api_id(id).send().await.unwrap();
    assert_eq!(integrations.items().len(), 2);
}
