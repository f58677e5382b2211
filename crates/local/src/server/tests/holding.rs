//! Clients that hold on to what they have.

use super::*;

async fn start_within(data_dir: &std::path::Path, limits: Limits) -> Running {
    let config = config(data_dir);
    serve(ServeConfig { limits, ..config }).await.unwrap()
}

/// A request whose body does not come.
async fn half_sent(running: &Running) -> TcpStream {
    let mut stream = TcpStream::connect(running.address()).await.unwrap();
    let head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{";
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

async fn rest(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_body_that_does_not_come_is_waited_for_no_longer() {
    let dir = tempfile::tempdir().unwrap();
    let limits = Limits {
        idle: Duration::from_millis(50),
        ..Limits::default()
    };
    let running = start_within(dir.path(), limits).await;
    let answer = rest(half_sent(&running).await).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn it_can_be_stopped_however_many_hold_their_places() {
    let dir = tempfile::tempdir().unwrap();
    let limits = Limits {
        connections: 2,
        kept: 1,
        ..Limits::default()
    };
    let running = start_within(dir.path(), limits).await;
    let _held = [half_sent(&running).await, half_sent(&running).await];
    let refused = exchange(
        &running,
        &get("/", "X-Amz-Target: AmazonSQS.ListQueues\r\n"),
    )
    .await;
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    assert!(refused.contains("ServiceUnavailable"), "{refused}");
    let health = exchange(&running, &get("/_coagent/health", "")).await;
    assert!(health.starts_with("HTTP/1.1 200"), "{health}");
    let stop = get("/_coagent/stop", "").replace("GET", "POST");
    let stopped = exchange(&running, &stop).await;
    assert!(stopped.starts_with("HTTP/1.1 200"), "{stopped}");
}

#[tokio::test]
async fn bodies_beyond_the_memory_for_them_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let limits = Limits {
        bodies: 3,
        ..Limits::default()
    };
    let running = start_within(dir.path(), limits).await;
    let headers = "X-Amz-Target: AmazonSQS.ListQueues\r\nContent-Length: ";
    let request = |body: &str| {
        let head = get("/", &format!("{headers}{}\r\n", body.len()));
        format!("{}{body}", head.replace("GET", "POST"))
    };
    let refused = exchange(&running, &request("{  }")).await;
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    assert!(refused.contains("ServiceUnavailable"), "{refused}");
    let taken = exchange(&running, &request("{ }")).await;
    assert!(taken.starts_with("HTTP/1.1 200"), "{taken}");
}
