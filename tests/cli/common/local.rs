//! What the local environment itself says: operations that only it has, and its own record of who
//! got which event.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::World;

/// How long something may take that has no reason to take long.
const PATIENCE: Duration = Duration::from_secs(120);

/// Asks until there is an answer.
pub fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begin.elapsed() < PATIENCE, "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

impl World {
    /// An operation of a service that speaks awsJson, such as `AWSEvents.DisableRule`.
    pub fn call(&self, target: &str, input: &Value) -> Value {
        let header = format!("X-Amz-Target: {target}\r\nContent-Type: application/x-amz-json-1.1");
        self.request("POST", "/", &header, input)
    }

    /// An operation of Lambda, which speaks restJson.
    pub fn lambda(&self, method: &str, path: &str, input: &Value) -> Value {
        self.of_lambda(method, &format!("/2015-03-31/{path}"), input)
    }

    /// The same with the date that begins the path.
    pub fn of_lambda(&self, method: &str, path: &str, input: &Value) -> Value {
        self.request(method, path, "Content-Type: application/json", input)
    }

    /// How often a function is tried anew, and where its failures go.
    pub fn invoke_config(&self, function: &str, config: &Value) -> Value {
        let path = format!("/2019-09-25/functions/{function}/event-invoke-config");
        self.of_lambda("PUT", &path, config)
    }

    /// Makes a function refuse every invocation, as if Lambda itself had failed, until the local
    /// environment is restarted.
    pub fn break_lambda_of(&self, function: &str) {
        let fault = json!({ "Code": "ServiceException", "Status": 500 });
        self.lambda("PUT", &format!("coagent/faults/{function}"), &fault);
    }

    fn request(&self, method: &str, path: &str, header: &str, input: &Value) -> Value {
        let (head, body) = self.http(method, path, header, &input.to_string());
        assert!(
            head.starts_with("HTTP/1.1 2"),
            "{method} {path}: {head}{body}"
        );
        serde_json::from_str(&body).unwrap_or(Value::Null)
    }

    /// What a path of the local environment answers to a client without credentials: status line,
    /// headers and body.
    pub fn http(&self, method: &str, path: &str, header: &str, body: &str) -> (String, String) {
        let record = self.record().expect("a local environment that runs");
        let endpoint = record["endpoint"].as_str().expect("an endpoint");
        let host = endpoint.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).expect("the local environment listens");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{header}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        (head.to_owned(), body.to_owned())
    }

    /// What is answered to a client that wants to open a WebSocket.
    pub fn handshake(&self, url: &str) -> String {
        let address = url.strip_prefix("ws://").expect("a WebSocket URL");
        let (host, path) = address.split_once('/').expect("a path");
        let mut stream = TcpStream::connect(host).expect("something listens");
        let request = format!(
            "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = [0; 1024];
        let read = stream.read(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer[..read]).into_owned()
    }

    /// Every event that a bus took, with its deliveries.
    pub fn events(&self) -> Vec<Value> {
        let answer = self.call("AWSEvents.ListEventDeliveries", &json!({ "Limit": 1000 }));
        answer["Events"].as_array().expect("events").clone()
    }

    /// The deliveries of an event.
    pub fn deliveries(&self, event: &str) -> Vec<Value> {
        let answer = self.call(
            "AWSEvents.DescribeEventDelivery",
            &json!({ "EventId": event }),
        );
        answer["Rules"].as_array().expect("deliveries").clone()
    }

    /// Waits until nothing moves any more: every delivery has come to its end, every invocation
    /// that came of one too, and no event has been published meanwhile. The events.
    pub fn quiet(&self) -> Vec<Value> {
        let mut before = 0;
        eventually("quiet", || {
            let events = self.events();
            let known = std::mem::replace(&mut before, events.len());
            let rests = events.iter().flat_map(rules).all(|rule| self.rests(rule));
            (rests && known == events.len()).then_some(events)
        })
    }

    /// Whether a delivery, with the invocation that it led to, is at its end.
    fn rests(&self, rule: &Value) -> bool {
        if rule["State"] != "DELIVERED" {
            return rule["State"] == "DEAD_LETTERED" || rule["State"] == "DROPPED";
        }
        let id = rule["RequestId"].as_str().expect("a request id");
        let path = format!("coagent/invocations/{id}");
        let state = self.lambda("GET", &path, &json!({}))["State"].clone();
        // FAILED is what lies between two attempts too.
        ["SUCCEEDED", "DEAD_LETTERED", "DROPPED"].contains(&state.as_str().expect("a state"))
    }
}

/// The deliveries of an event of [`World::events`].
pub fn rules(event: &Value) -> impl Iterator<Item = &Value> {
    event["Rules"].as_array().expect("deliveries").iter()
}

/// The last part of an ARN: the function's or the rule's name.
pub fn name_of(arn: &Value) -> &str {
    let arn = arn.as_str().expect("an ARN");
    arn.rsplit([':', '/']).next().expect("a name")
}
