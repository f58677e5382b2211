use aws_sdk_apigatewaymanagement::primitives::Blob;
use coagent_local::services::apigateway::{Connection, Outgoing};

use crate::sdk::{Aws, client, now, refused};

/// What functions do with the connections of WebSocket APIs: an API of its own.
pub(super) async fn connections(aws: &Aws) {
    let endpoint = format!("{}/chat/live", aws.running.endpoint());
    let connections = client!(aws, aws_sdk_apigatewaymanagement, endpoint_url(endpoint));
    let (connection, mut inbox) = Connection::new("chat", "live", now());
    let open = &aws.running.cloud().apigateway.connections;
    open.add("one", connection.of("a browser"));

    let post = |id, data: &[u8]| {
        let post = connections.post_to_connection().connection_id(id);
        post.data(Blob::new(data))
    };
    post("one", b"hello").send().await.unwrap();
    let sent = inbox.recv().await;
    assert_eq!(sent, Some(Outgoing::Message(b"hello".to_vec())));
    let long = vec![b'x'; 128 * 1024 + 1];
    refused!(post("one", &long), is_payload_too_large_exception);
    refused!(post("other", b"hello"), is_gone_exception);

    let get = |id| connections.get_connection().connection_id(id);
    let shown = get("one").send().await.unwrap();
    assert_eq!(shown.identity().unwrap().user_agent(), Some("a browser"));
    refused!(get("other"), is_gone_exception);

    let delete = |id| connections.delete_connection().connection_id(id);
    delete("one").send().await.unwrap();
    assert_eq!(inbox.recv().await, Some(Outgoing::Close));
    refused!(delete("other"), is_gone_exception);
    aws.covers("execute-api", &[]);
}
