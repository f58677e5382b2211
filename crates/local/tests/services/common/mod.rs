//! What the tests of services share: an environment in a scratch directory.

#![allow(unreachable_pub, reason = "shared by the test files")]

mod example;
pub mod http;

use std::{io::Write, sync::Arc, time::Duration};

use coagent_local::{
    clock::Clock,
    cloud::Cloud,
    core::{Config, Core},
    fault::Fault,
    protocol::value::{Value, to_value},
    store::Store,
};
use serde_json::{Value as Json, json};

pub use example::example;

/// An environment that goes away with the test.
pub struct Rig {
    pub cloud: Arc<Cloud>,
    pub core: Arc<Core>,
    pub dir: Arc<tempfile::TempDir>,
}

impl Rig {
    /// At real time.
    pub fn new() -> Self {
        Self::at_speed(1.0)
    }

    /// With a clock that runs so much faster.
    pub fn at_speed(speed: f64) -> Self {
        Self::in_dir(Arc::new(tempfile::tempdir().unwrap()), speed)
    }

    /// Over the state that is in `dir`.
    pub fn in_dir(dir: Arc<tempfile::TempDir>, speed: f64) -> Self {
        Self::with(dir, |config| config.clock = clock(speed))
    }

    /// Over the state that is in `dir`, with settings of its own.
    pub fn with(dir: Arc<tempfile::TempDir>, set: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::new(dir.path());
        config.clock = clock(1.0);
        set(&mut config);
        let store = Store::open(&dir.path().join("store.redb")).unwrap();
        let core = Core::new(config, store);
        let cloud = Cloud::open(Arc::clone(&core)).unwrap();
        Self { cloud, core, dir }
    }

    /// Ends, and begins anew over the same state.
    pub async fn restarted(self, set: impl FnOnce(&mut Config)) -> Self {
        Self::with(self.closed().await, set)
    }

    /// Ends; the state is free for another process.
    pub async fn closed(self) -> Arc<tempfile::TempDir> {
        let dir = Arc::clone(&self.dir);
        self.core.stop();
        drop(self);
        let path = dir.path().join("store.redb");
        eventually(|| async { Store::open(&path).ok().map(drop) }).await;
        dir
    }

    /// One operation; the answer as JSON.
    pub async fn call(&self, service: &str, operation: &str, input: Json) -> Result<Json, Fault> {
        let output = self
            .cloud
            .call(service, operation, to_value(&input))
            .await?;
        Ok(json_of(&output))
    }

    /// One operation that succeeds.
    pub async fn ok(&self, service: &str, operation: &str, input: Json) -> Json {
        let outcome = self.call(service, operation, input).await;
        outcome.unwrap_or_else(|fault| panic!("{service}:{operation}: {fault}"))
    }

    /// The ARN of a role that functions may have, with every permission.
    pub async fn role(&self) -> String {
        let trust = json!({"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"}}]});
        let role = json!({"RoleName": "test", "AssumeRolePolicyDocument": trust.to_string()});
        // It may be there already.
        let _ = self.call("iam", "CreateRole", role).await;
        let all = json!({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]});
        let policy =
            json!({"RoleName": "test", "PolicyName": "all", "PolicyDocument": all.to_string()});
        self.ok("iam", "PutRolePolicy", policy).await;
        "arn:aws:iam::000000000000:role/test".to_owned()
    }

    /// Creates a function of the test bootstrap; `more` are further members.
    pub async fn function(&self, name: &str, more: Json) {
        let mut input = json!({
            "FunctionName": name,
            "Runtime": "provided.al2023",
            "Handler": name,
            "Role": self.role().await,
            "Timeout": 20,
        });
        for (key, value) in more.as_object().unwrap() {
            input[key] = value.clone();
        }
        let mut input = to_value(&input);
        let mut code = Value::empty();
        code.set("ZipFile", Value::Blob(package()));
        input.set("Code", code);
        self.cloud
            .call("lambda", "CreateFunction", input)
            .await
            .unwrap();
    }

    /// Invokes and waits; the whole answer, its payload as JSON.
    pub async fn invoke(&self, function: &str, event: Json) -> Json {
        let mut input = to_value(&json!({ "FunctionName": function, "LogType": "Tail" }));
        input.set("Payload", Value::Blob(event.to_string().into_bytes()));
        let mut output = self.cloud.call("lambda", "Invoke", input).await.unwrap();
        let payload = match output.take("Payload") {
            Some(Value::Blob(bytes)) => serde_json::from_slice(&bytes).unwrap_or(Json::Null),
            _ => Json::Null,
        };
        let mut answer = json_of(&output);
        answer["Payload"] = payload;
        answer
    }
}

/// When the clocks of all tests begin, in seconds since the epoch: 2026-11-21, midnight.
pub const DAY: i64 = 1_795_219_200;

/// A clock that runs so much faster.
pub fn clock(speed: f64) -> Clock {
    Clock::at(jiff::Timestamp::from_second(DAY).unwrap(), speed)
}

/// Asks until `probe` has an answer, for at most a minute of real time.
pub async fn eventually<T, F: Future<Output = Option<T>>>(mut probe: impl FnMut() -> F) -> T {
    for _ in 0..6000 {
        if let Some(found) = probe().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never happened");
}

/// A package with the test bootstrap.
pub fn package() -> Vec<u8> {
    let bytes = std::fs::read(example("echo_bootstrap")).unwrap();
    let options = zip::write::SimpleFileOptions::default()
        .unix_permissions(0o755)
        .compression_method(zip::CompressionMethod::Stored);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("bootstrap", options).unwrap();
    zip.write_all(&bytes).unwrap();
    zip.finish().unwrap().into_inner()
}

fn json_of(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => json!(flag),
        Value::Int(number) => json!(number),
        Value::Float(number) | Value::Timestamp(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::Blob(bytes) => json!(String::from_utf8_lossy(bytes)),
        Value::List(items) => items.iter().map(json_of).collect(),
        Value::Map(members) => Json::Object(
            members
                .iter()
                .map(|(key, value)| (key.clone(), json_of(value)))
                .collect(),
        ),
    }
}
