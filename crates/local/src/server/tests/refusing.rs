//! What the listener itself refuses, in the protocol of the request.

use super::*;

/// Who is refused for a page from elsewhere, and how.
async fn refused(request: &str) -> (String, String) {
    let dir = tempfile::tempdir().unwrap();
    let running = start(dir.path()).await;
    let answer = exchange(&running, request).await;
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

fn from_page(path: &str, headers: &str) -> String {
    get(path, &format!("{headers}Sec-Fetch-Site: cross-site\r\n"))
}

#[tokio::test]
async fn the_query_protocol_is_answered_in_its_xml() {
    let (_, body) = refused(&from_page("/?Action=DeleteQueue&Version=2012-11-05", "")).await;
    assert!(body.starts_with("<ErrorResponse>"), "{body}");
    assert!(body.contains("<Code>AccessDenied</Code>"), "{body}");
}

#[tokio::test]
async fn json_is_answered_in_json() {
    let (head, body) = refused(&from_page("/", "X-Amz-Target: AWSEvents.ListRules\r\n")).await;
    assert!(head.contains("application/x-amz-json-1.1"), "{head}");
    assert!(
        body.contains(r#""__type":"AccessDeniedException""#),
        "{body}"
    );
}

#[tokio::test]
async fn cbor_is_answered_in_cbor() {
    let path = "/service/GraniteServiceVersion20100801/operation/ListMetrics";
    let (head, body) = refused(&from_page(path, "Smithy-Protocol: rpc-v2-cbor\r\n")).await;
    assert!(head.contains("application/cbor"), "{head}");
    assert!(body.contains("AccessDeniedException"), "{body}");
}

#[tokio::test]
async fn storage_is_answered_in_its_xml() {
    let (head, body) = refused(&from_page("/bucket/key", "")).await;
    assert!(head.contains("application/xml"), "{head}");
    assert!(
        body.contains("<Error><Code>AccessDenied</Code><Message>A page may not use this"),
        "{body}"
    );
}

#[tokio::test]
async fn a_rest_api_is_answered_in_json_with_the_error_in_a_header() {
    let (head, body) = refused(&from_page("/2015-03-31/functions", "")).await;
    assert!(
        head.contains("x-amzn-errortype: AccessDeniedException"),
        "{head}"
    );
    assert!(
        body.contains(r#""message":"A page may not use this"#),
        "{body}"
    );
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_in_its_protocol() {
    let dir = tempfile::tempdir().unwrap();
    let limits = Limits {
        body: 1,
        ..Limits::default()
    };
    let config = config(dir.path());
    let running = serve(ServeConfig { limits, ..config }).await.unwrap();
    let put = get("/bucket/key", "Content-Length: 2\r\n").replace("GET", "PUT");
    let answer = exchange(&running, &format!("{put}ab")).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("<Code>EntityTooLarge</Code>"), "{answer}");
}

async fn answered(running: &Running, path: &str, headers: &str, body: &str) -> String {
    let length = format!("{headers}Content-Length: {}\r\n", body.len());
    let head = get(path, &length).replace("GET", "POST");
    exchange(running, &format!("{head}{body}")).await
}

#[tokio::test]
async fn a_parameter_that_is_missing_is_named_by_the_queue_service() {
    let dir = tempfile::tempdir().unwrap();
    let running = start(dir.path()).await;
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let body = "Action=CreateQueue&Version=2012-11-05";
    let answer = answered(&running, "/", form, body).await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    let error = "<Code>MissingParameter</Code>\
                 <Message>The request must contain the parameter QueueName.</Message>";
    assert!(answer.contains(error), "{answer}");
    let target = "X-Amz-Target: AmazonSQS.DeleteMessage\r\nX-Amzn-Query-Mode: true\r\n";
    let body = r#"{"QueueUrl":"http://localhost/000000000000/q"}"#;
    let answer = answered(&running, "/", target, body).await;
    assert!(
        answer.contains("MissingRequiredParameterException"),
        "{answer}"
    );
    assert!(answer.contains("MissingParameter;Sender"), "{answer}");
    assert!(answer.contains("the parameter ReceiptHandle."), "{answer}");
}

#[tokio::test]
async fn a_list_is_no_input() {
    let dir = tempfile::tempdir().unwrap();
    let running = start(dir.path()).await;
    let target = "X-Amz-Target: AmazonSQS.ListQueues\r\n";
    let answer = answered(&running, "/", target, "[]").await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(answer.contains("SerializationException"), "{answer}");
}
