use serde_json::{Value as Json, json};

use super::*;
use crate::protocol::value::{Value, from_value, to_value};

struct Stage {
    gateway: Arc<ApiGateway>,
    management: Arc<Management>,
    core: Arc<Core>,
}

impl Stage {
    fn new() -> Self {
        let core = Core::for_tests("unused");
        let gateway = ApiGateway::open(&core).unwrap();
        let management = Management::new(&gateway);
        Self {
            gateway,
            management,
            core,
        }
    }

    async fn call(&self, operation: &str, input: Json) -> Result<Json, Fault> {
        ask(&*self.gateway, operation, to_value(&input)).await
    }

    async fn api(&self) -> String {
        let input = json!({ "name": "chat", "protocolType": "WEBSOCKET", "routeSelectionExpression": "$request.body.action" });
        let made = self.call("CreateApi", input).await.unwrap();
        made["apiId"].as_str().unwrap().to_owned()
    }
}

async fn ask(service: &dyn Service, operation: &str, input: Value) -> Result<Json, Fault> {
    let caller = Caller {
        access_key: "test".into(),
        region: "us-east-1".into(),
        request_id: "r".into(),
    };
    let output = service.call(operation, Input::Tree(input), &caller).await?;
    Ok(from_value(output.tree()).unwrap())
}

#[tokio::test]
async fn a_route_leads_to_its_integration() {
    let stage = Stage::new();
    let api = stage.api().await;
    let integration =
        json!({ "apiId": api, "integrationType": "AWS_PROXY", "integrationUri": "arn" });
    let integration = stage.call("CreateIntegration", integration).await.unwrap();
    let target = format!(
        "integrations/{}",
        integration["integrationId"].as_str().unwrap()
    );
    let route = json!({ "apiId": api, "routeKey": "$connect", "target": target });
    let route = stage.call("CreateRoute", route).await.unwrap();
    assert_eq!(
        (&route["target"], &route["authorizationType"]),
        (&json!(target), &json!("NONE"))
    );
    let delete = json!({ "apiId": api, "integrationId": integration["integrationId"] });
    let fault = stage.call("DeleteIntegration", delete).await.unwrap_err();
    assert_eq!(
        (fault.code.as_str(), fault.status),
        ("ConflictException", 409)
    );
}

#[tokio::test]
async fn a_route_key_is_there_once() {
    let stage = Stage::new();
    let api = stage.api().await;
    let route = json!({ "apiId": api, "routeKey": "$default" });
    stage.call("CreateRoute", route.clone()).await.unwrap();
    let fault = stage.call("CreateRoute", route).await.unwrap_err();
    assert_eq!(
        fault.message,
        "Route with key $default already exists for this API"
    );
}

#[tokio::test]
async fn an_update_changes_what_it_names() {
    let stage = Stage::new();
    let api = stage.api().await;
    let settings =
        json!({ "apiId": api, "stageName": "dev", "autoDeploy": "true", "description": "a" });
    stage.call("CreateStage", settings).await.unwrap();
    let update = json!({ "apiId": api, "stageName": "dev", "description": "" });
    let changed = stage.call("UpdateStage", update).await.unwrap();
    assert_eq!(
        (&changed["autoDeploy"], &changed["description"]),
        (&json!(true), &Json::Null)
    );
}

#[tokio::test]
async fn a_member_that_is_not_emulated_is_named() {
    let stage = Stage::new();
    let api = stage.api().await;
    let input = json!({ "apiId": api, "routeKey": "x", "requestModels": {} });
    let fault = stage.call("CreateRoute", input).await.unwrap_err();
    assert!(fault.message.contains("requestModels"), "{fault}");
}

#[tokio::test]
async fn apis_survive_a_restart() {
    let stage = Stage::new();
    let api = stage.api().await;
    let again = ApiGateway::open(&stage.core).unwrap();
    let found = ask(&*again, "GetApi", to_value(&json!({ "apiId": api })))
        .await
        .unwrap();
    assert_eq!(found["name"], "chat");
}

#[tokio::test]
async fn a_message_to_nobody_is_gone() {
    let stage = Stage::new();
    let post = to_value(&json!({ "ConnectionId": "none" }));
    let fault = ask(&*stage.management, "PostToConnection", post)
        .await
        .unwrap_err();
    assert_eq!((fault.code.as_str(), fault.status), ("GoneException", 410));
}

#[tokio::test]
async fn a_message_reaches_its_connection() {
    let stage = Stage::new();
    let (connection, mut inbox) = Connection::new("api", "dev", 0);
    stage.gateway.connections.add("id", connection);
    let post = Value::Map(vec![
        ("ConnectionId".into(), Value::Text("id".into())),
        ("Data".into(), Value::Blob(b"hello".to_vec())),
    ]);
    ask(&*stage.management, "PostToConnection", post)
        .await
        .unwrap();
    assert_eq!(
        inbox.recv().await,
        Some(Outgoing::Message(b"hello".to_vec()))
    );
    let elsewhere = to_value(&json!({ "ConnectionId": "id", "Stage": "prod" }));
    let fault = ask(&*stage.management, "GetConnection", elsewhere)
        .await
        .unwrap_err();
    assert_eq!(fault.code, "GoneException");
}
