use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value as Json, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message},
};

use crate::{
    core::Config,
    protocol::value::{Value, from_value, to_value},
    server::{Limits, Running, ServeConfig, serve},
};

/// A served environment with a WebSocket API of MOCK routes.
struct Stage {
    running: Running,
    api: String,
    _dir: tempfile::TempDir,
}

impl Stage {
    async fn new() -> Self {
        Self::within(Limits::default()).await
    }

    async fn within(limits: Limits) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let address = ([127, 0, 0, 1], 0).into();
        let config = ServeConfig::new(Config::new(dir.path()), address, "test");
        let config = ServeConfig { limits, ..config };
        let running = serve(config).await.unwrap();
        let mut stage = Self {
            running,
            api: String::new(),
            _dir: dir,
        };
        let settings = json!({ "name": "chat", "protocolType": "WEBSOCKET", "routeSelectionExpression": "$request.body.action" });
        stage.api = text(&stage.call("CreateApi", settings).await["apiId"]);
        stage
            .call(
                "CreateStage",
                json!({ "apiId": stage.api, "stageName": "dev" }),
            )
            .await;
        stage
    }

    async fn call(&self, operation: &str, input: Json) -> Json {
        let output = self
            .running
            .cloud()
            .call("apigateway", operation, to_value(&input))
            .await;
        from_value(output.unwrap()).unwrap()
    }

    async fn connect(&self, path: &str) -> Result<WebSocketStream<TcpStream>, Error> {
        let address = self.running.address();
        let stream = TcpStream::connect(address).await.unwrap();
        let (socket, _) = client_async(format!("ws://{address}/{path}"), stream).await?;
        Ok(socket)
    }

    /// The id of the only connection.
    async fn connection(&self) -> String {
        loop {
            if let Some(id) = self.running.cloud().apigateway.connections.ids().pop() {
                return id;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

fn text(value: &Json) -> String {
    value.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_posted_to_a_connection_arrives() {
    let stage = Stage::new().await;
    let mut socket = stage.connect(&format!("{}/dev", stage.api)).await.unwrap();
    let id = stage.connection().await;
    let post = Value::Map(vec![
        ("ConnectionId".into(), Value::Text(id)),
        ("Data".into(), Value::Blob(b"hello".to_vec())),
    ]);
    stage
        .running
        .cloud()
        .call("execute-api", "PostToConnection", post)
        .await
        .unwrap();
    assert_eq!(
        socket.next().await.unwrap().unwrap(),
        Message::text("hello")
    );
}

#[tokio::test]
async fn a_message_without_a_route_is_answered() {
    let stage = Stage::new().await;
    let mut socket = stage.connect(&format!("{}/dev", stage.api)).await.unwrap();
    socket
        .send(Message::text(r#"{"action":"none"}"#))
        .await
        .unwrap();
    let answer = socket.next().await.unwrap().unwrap().into_text().unwrap();
    assert!(answer.contains("Forbidden"), "{answer}");
}

#[tokio::test]
async fn a_connection_that_ends_is_gone() {
    let stage = Stage::new().await;
    let mut socket = stage.connect(&format!("{}/dev", stage.api)).await.unwrap();
    let id = stage.connection().await;
    socket.close(None).await.unwrap();
    while stage
        .running
        .cloud()
        .apigateway
        .connections
        .get(&id)
        .is_some()
    {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let post = to_value(&json!({ "ConnectionId": id }));
    let fault = stage
        .running
        .cloud()
        .call("execute-api", "PostToConnection", post)
        .await
        .unwrap_err();
    assert_eq!(fault.code, "GoneException");
}

#[tokio::test]
async fn a_stage_that_is_not_there_is_forbidden() {
    let stage = Stage::new().await;
    match stage
        .connect(&format!("{}/prod", stage.api))
        .await
        .unwrap_err()
    {
        Error::Http(answer) => assert_eq!(answer.status(), 403),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_connection_without_its_token_is_unauthorized() {
    let stage = Stage::new().await;
    let authorizer = json!({
        "apiId": stage.api, "name": "token", "authorizerType": "REQUEST",
        "authorizerUri": "arn:none", "identitySource": ["route.request.querystring.token"],
    });
    let authorizer = text(&stage.call("CreateAuthorizer", authorizer).await["authorizerId"]);
    let route = json!({ "apiId": stage.api, "routeKey": "$connect", "authorizationType": "CUSTOM", "authorizerId": authorizer });
    stage.call("CreateRoute", route).await;
    match stage
        .connect(&format!("{}/dev", stage.api))
        .await
        .unwrap_err()
    {
        Error::Http(answer) => assert_eq!(answer.status(), 401),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn an_open_socket_has_a_place_among_the_connections() {
    let limits = Limits {
        connections: 1,
        ..Limits::default()
    };
    let stage = Stage::within(limits).await;
    let path = format!("{}/dev", stage.api);
    let socket = stage.connect(&path).await.unwrap();
    let refused = stage.connect(&path).await;
    assert!(
        matches!(&refused, Err(Error::Http(answer)) if answer.status() == 503),
        "{refused:?}"
    );
    drop(socket);
    // The place is free again as soon as its end is noticed.
    while stage.connect(&path).await.is_err() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
