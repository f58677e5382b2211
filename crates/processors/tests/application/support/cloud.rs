//! A loopback stand-in for the Lambda Runtime API and the services that a function calls: a
//! genuine DynamoDB engine, and recorders for the rest.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use dynoxide::{Database, DynoxideError};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::{Notify, mpsc};

type Answer = Response<Full<Bytes>>;

/// The stand-in.
pub(crate) struct Cloud {
    pub(crate) address: SocketAddr,
    pub(crate) tables: Database,
    shared: Arc<Shared>,
    answers: tokio::sync::Mutex<mpsc::UnboundedReceiver<(String, Value)>>,
}

struct Shared {
    tables: Database,
    invocations: Mutex<VecDeque<Value>>,
    waiting: Notify,
    answer: mpsc::UnboundedSender<(String, Value)>,
    calls: Mutex<Vec<(String, Value)>>,
    messages: Mutex<Vec<Value>>,
}

impl Cloud {
    /// Listens on a free port, with an empty table `app`.
    pub(crate) async fn start() -> Self {
        let tables = Database::memory().unwrap();
        create_table(&tables);
        let (answer, answers) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            tables: tables.clone(),
            invocations: Mutex::default(),
            waiting: Notify::new(),
            answer,
            calls: Mutex::default(),
            messages: Mutex::default(),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, shared.clone()));
        Self {
            address,
            tables,
            shared,
            answers: answers.into(),
        }
    }

    /// Invokes the function once and waits for its answer: `response` or `error`, with its body.
    pub(crate) async fn invoke(&self, payload: Value) -> (String, Value) {
        self.shared.invocations.lock().unwrap().push_back(payload);
        self.shared.waiting.notify_one();
        let mut answers = self.answers.lock().await;
        let answer = tokio::time::timeout(std::time::Duration::from_secs(60), answers.recv());
        answer.await.expect("the function answers").unwrap()
    }

    /// The bodies of the calls of one operation, in order.
    pub(crate) fn calls(&self, operation: &str) -> Vec<Value> {
        let calls = self.shared.calls.lock().unwrap();
        calls
            .iter()
            .filter(|(name, _)| name == operation)
            .map(|(_, body)| body.clone())
            .collect()
    }

    /// What the next ReceiveMessage finds, as SQS describes it.
    pub(crate) fn queue(&self, message: Value) {
        self.shared.messages.lock().unwrap().push(message);
    }

    /// A row of the table, as DynamoDB describes it.
    pub(crate) fn row(&self, pk: &str, sk: &str) -> Value {
        let input = json!({"TableName": "app", "Key": {"pk": {"S": pk}, "sk": {"S": sk}}});
        let found = self
            .tables
            .get_item(serde_json::from_value(input).unwrap())
            .unwrap();
        serde_json::to_value(found).unwrap()["Item"].clone()
    }

    /// Puts a row, described as DynamoDB does.
    pub(crate) fn put(&self, item: Value) {
        let input = json!({"TableName": "app", "Item": item});
        self.tables
            .put_item(serde_json::from_value(input).unwrap())
            .unwrap();
    }
}

fn create_table(tables: &Database) {
    let input = json!({
        "TableName": "app", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        "KeySchema": [
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
    });
    tables
        .create_table(serde_json::from_value(input).unwrap())
        .unwrap();
}

async fn serve(listener: tokio::net::TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = shared.clone();
        let service = service_fn(move |request| {
            let shared = shared.clone();
            async move { Ok::<_, Infallible>(shared.answer(request).await) }
        });
        let connection = hyper::server::conn::http1::Builder::new();
        tokio::spawn(connection.serve_connection(TokioIo::new(stream), service));
    }
}

impl Shared {
    async fn answer(&self, request: Request<Incoming>) -> Answer {
        let path = request.uri().path().to_owned();
        let target = request.headers().get("x-amz-target");
        let target = target
            .and_then(|t| t.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let body = request.into_body().collect().await.unwrap().to_bytes();
        let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
        if let Some(operation) = target.strip_prefix("DynamoDB_20120810.") {
            return self.dynamodb(operation, body);
        }
        match path.rsplit('/').next().unwrap_or_default() {
            "next" => return self.next().await,
            kind @ ("response" | "error") => {
                self.answer.send((kind.to_owned(), body)).unwrap();
                return answer(StatusCode::ACCEPTED, &json!({}));
            }
            _ => {}
        }
        self.record(&path, &target, body)
    }

    async fn next(&self) -> Answer {
        loop {
            let next = self.invocations.lock().unwrap().pop_front();
            if let Some(payload) = next {
                return invocation(&payload);
            }
            self.waiting.notified().await;
        }
    }

    fn record(&self, path: &str, target: &str, body: Value) -> Answer {
        let name = if target.is_empty() { path } else { target };
        self.calls
            .lock()
            .unwrap()
            .push((name.to_owned(), body.clone()));
        match target {
            "AWSEvents.PutEvents" => {
                let accept = |index| json!({"EventId": format!("published-{index}")});
                let count = body["Entries"].as_array().map_or(0, Vec::len);
                let entries: Vec<_> = (0..count).map(accept).collect();
                answer(
                    StatusCode::OK,
                    &json!({"FailedEntryCount": 0, "Entries": entries}),
                )
            }
            "AmazonSQS.SendMessage" => answer(StatusCode::OK, &json!({"MessageId": "m-1"})),
            "AmazonSQS.ReceiveMessage" => {
                let messages = std::mem::take(&mut *self.messages.lock().unwrap());
                answer(StatusCode::OK, &json!({"Messages": messages}))
            }
            _ if path.ends_with("/gone") => answer(StatusCode::GONE, &json!({})),
            _ => answer(StatusCode::OK, &json!({})),
        }
    }

    fn dynamodb(&self, operation: &str, body: Value) -> Answer {
        let tables = &self.tables;
        match operation {
            "GetItem" => carry_out(body, |input| tables.get_item(input)),
            "Query" => carry_out(body, |input| tables.query(input)),
            "TransactWriteItems" => carry_out(body, |input| tables.transact_write_items(input)),
            other => panic!("the processors do not use {other}"),
        }
    }
}

fn carry_out<In: DeserializeOwned, Out: Serialize>(
    body: Value,
    operation: impl FnOnce(In) -> Result<Out, DynoxideError>,
) -> Answer {
    match operation(serde_json::from_value(body).unwrap()) {
        Ok(output) => answer(StatusCode::OK, &serde_json::to_value(output).unwrap()),
        Err(error) => {
            let mut body = json!({"__type": error.error_type(), "message": error.to_string()});
            if let DynoxideError::TransactionCanceledException(_, reasons) = &error {
                body["CancellationReasons"] = json!(reasons);
            }
            answer(StatusCode::BAD_REQUEST, &body)
        }
    }
}

fn invocation(payload: &Value) -> Answer {
    let mut next = answer(StatusCode::OK, payload);
    for (name, value) in [
        ("lambda-runtime-aws-request-id", "request-1"),
        ("lambda-runtime-deadline-ms", "4102444800000"),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:eu-west-1:0:function:under-test",
        ),
        (
            "lambda-runtime-trace-id",
            "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
        ),
    ] {
        next.headers_mut().insert(name, value.parse().unwrap());
    }
    next
}

fn answer(status: StatusCode, body: &Value) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(body.to_string())));
    *answer.status_mut() = status;
    answer.headers_mut().insert(
        "content-type",
        "application/x-amz-json-1.0".parse().unwrap(),
    );
    answer
}
