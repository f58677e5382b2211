//! A function for tests: speaks the Runtime API and does what its event says.
//!
//! `{"do": "echo"}` (or anything else) answers with the event; `fail` reports an error; `exit`
//! ends the process with `code`; `sleep` waits `millis` first; `print` writes `text` first;
//! `env` answers with the value of `name`; `headers` with those of the event, and when it was
//! `asked` for. The handler `init-slow` takes its time to start. The handlers `init-error` and `init-exit` never get
//! that far; `proxy` answers as functions of payload format 1.0 do, the event as its body.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a function's process: its environment and its output are its interface"
)]

use std::{
    collections::HashMap,
    env,
    error::Error,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process, thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let mut api = Api::connect(&env::var("AWS_LAMBDA_RUNTIME_API")?)?;
    match env::var("_HANDLER")?.as_str() {
        "init-exit" => process::exit(3),
        "init-error" => {
            let error = json!({ "errorType": "Init.Broken", "errorMessage": "cannot start" });
            api.post("init/error", &error)?;
            process::exit(1);
        }
        "init-slow" => thread::sleep(Duration::from_millis(300)),
        _ => {}
    }
    loop {
        let asked = now();
        let (mut headers, event) = api.send("GET", "invocation/next", b"")?;
        headers.insert("asked".into(), asked.to_string());
        let id = &headers["lambda-runtime-aws-request-id"];
        let event: Value = serde_json::from_slice(&event)?;
        match handle(&event, &headers) {
            Ok(answer) => api.post(&format!("invocation/{id}/response"), &answer)?,
            Err(error) => api.post(&format!("invocation/{id}/error"), &error)?,
        }
    }
}

fn handle(event: &Value, headers: &HashMap<String, String>) -> Result<Value, Value> {
    if env::var("_HANDLER").is_ok_and(|handler| handler == "proxy") {
        let headers = json!({ "Set-Cookie": ["a=1", "b=2"] });
        let body = event.to_string();
        return Ok(json!({ "statusCode": 201, "multiValueHeaders": headers, "body": body }));
    }
    match event["do"].as_str() {
        Some("fail") => Err(json!({ "errorType": "Boom", "errorMessage": "boom" })),
        Some("exit") => process::exit(event["code"].as_i64().unwrap_or(1) as i32),
        Some("sleep") => {
            thread::sleep(Duration::from_millis(event["millis"].as_u64().unwrap_or(0)));
            Ok(event.clone())
        }
        Some("print") => {
            println!("{}", event["text"].as_str().unwrap_or_default());
            Ok(event.clone())
        }
        Some("env") => Ok(json!(
            env::var(event["name"].as_str().unwrap_or_default()).ok()
        )),
        Some("headers") => Ok(json!(headers)),
        Some("pid") => Ok(json!(process::id())),
        _ => Ok(event.clone()),
    }
}

/// Milliseconds since the epoch.
fn now() -> u128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis())
}

struct Api {
    stream: BufReader<TcpStream>,
}

impl Api {
    fn connect(address: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::new(stream),
        })
    }

    fn post(&mut self, path: &str, body: &Value) -> Outcome<()> {
        self.send("POST", path, body.to_string().as_bytes())
            .map(drop)
    }

    fn send(
        &mut self,
        method: &str,
        path: &str,
        body: &[u8],
    ) -> Outcome<(HashMap<String, String>, Vec<u8>)> {
        let head = format!(
            "{method} /2018-06-01/runtime/{path} HTTP/1.1\r\nhost: runtime\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.stream
            .get_mut()
            .write_all(&[head.as_bytes(), body].concat())?;
        let mut line = String::new();
        let mut headers = HashMap::new();
        loop {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 {
                process::exit(0);
            }
            if line == "\r\n" {
                break;
            }
            if let Some((name, value)) = line.split_once(':') {
                headers.insert(name.to_lowercase(), value.trim().to_owned());
            }
        }
        let mut answer = vec![0; headers["content-length"].parse()?];
        self.stream.read_exact(&mut answer)?;
        Ok((headers, answer))
    }
}
