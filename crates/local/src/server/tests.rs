mod holding;
mod refusing;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

async fn start(data_dir: &std::path::Path) -> Running {
    serve(config(data_dir)).await.unwrap()
}

fn config(data_dir: &std::path::Path) -> ServeConfig {
    let address = ([127, 0, 0, 1], 0).into();
    ServeConfig::new(Config::new(data_dir), address, "test")
}

/// What the server answers to these bytes until it closes the connection.
async fn exchange(running: &Running, request: &str) -> String {
    let mut stream = TcpStream::connect(running.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n")
}

#[tokio::test]
async fn health_says_who_is_running() {
    let dir = tempfile::tempdir().unwrap();
    let running = start(dir.path()).await;
    let answer = exchange(&running, &get("/_coagent/health", "")).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.contains(r#""status":"running""#), "{answer}");
}

#[tokio::test]
async fn stop_ends_it_and_frees_the_state() {
    let dir = tempfile::tempdir().unwrap();
    let running = start(dir.path()).await;
    let request = get("/_coagent/stop", "").replace("GET", "POST");
    exchange(&running, &request).await;
    running.stopped().await;
    running.stop().await;
    start(dir.path()).await;
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let running = start(dir.path()).await;
    let other = Config::new(dir.path().join("other"));
    let config = ServeConfig::new(other, running.address(), "test");
    let error = serve(config).await.err().unwrap();
    assert_eq!(
        error.to_string(),
        format!("port {} is in use", running.address().port())
    );
}

#[tokio::test]
async fn a_page_from_elsewhere_is_turned_away() {
    let dir = tempfile::tempdir().unwrap();
    let running = start(dir.path()).await;
    let answer = exchange(&running, &get("/", "Origin: https://evil.example\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
}

#[tokio::test]
async fn an_unknown_operation_is_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let running = start(dir.path()).await;
    let request = get("/", "X-Amz-Target: AWSEvents.Nope\r\nContent-Length: 2\r\n");
    let answer = exchange(&running, &format!("{}{{}}", request.replace("GET", "POST"))).await;
    assert!(answer.contains("events:Nope"), "{answer}");
}

#[tokio::test]
async fn a_page_that_a_bucket_lets_in_reaches_that_bucket_alone() {
    let dir = tempfile::tempdir().unwrap();
    let running = start(dir.path()).await;
    let put = |path: &str, body: &str| {
        let length = format!("Content-Length: {}\r\n", body.len());
        get(path, &length).replace("GET", "PUT") + body
    };
    let rules = "<CORSConfiguration><CORSRule><AllowedOrigin>https://shop.example</AllowedOrigin>\
                 <AllowedMethod>GET</AllowedMethod><AllowedMethod>POST</AllowedMethod></CORSRule>\
                 </CORSConfiguration>";
    for request in [
        put("/open", ""),
        put("/closed", ""),
        put("/open?cors", rules),
    ] {
        let answer = exchange(&running, &request).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let ours = "Origin: https://shop.example\r\n";
    let answer = exchange(&running, &get("/open", ours)).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("https://shop.example"), "{answer}");
    for request in [
        get("/closed", ours),
        get("/open", "Origin: https://evil.example\r\n"),
        get("/open", ours).replace("localhost", "evil.example"),
    ] {
        let answer = exchange(&running, &request).await;
        assert!(answer.starts_with("HTTP/1.1 403"), "{request}{answer}");
    }
    let form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n";
    let query = "/open?Action=ListRoles&Version=2010-05-08";
    let request = get(query, &format!("{ours}{form}")).replace("GET", "POST");
    let answer = exchange(&running, &request).await;
    assert!(!answer.contains("ListRolesResponse"), "{answer}");
}
