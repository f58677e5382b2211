//! An endpoint in front of the local environment that does on command what services and networks do
//! on bad days, or ends the process that calls it.

use std::{
    collections::HashMap,
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    ops::Range,
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

use serde_json::{Value, json};

use crate::common::{World, signal};

/// What becomes of a call.
#[derive(Clone, Copy, Debug)]
pub(super) enum Trouble {
    /// The process that calls gets this signal, and the call does not take effect.
    SignalBefore(&'static str),
    /// The call takes effect; then the process gets this signal, before it hears so.
    SignalAfter(&'static str),
    /// The connection is cut, and the call does not take effect.
    CutBefore,
    /// The call takes effect, and then the connection is cut.
    CutAfter,
    /// The connection is cut in the middle of the answer.
    CutWithin,
    /// Refused with this status and code; it does not take effect.
    Refuse(u16, &'static str),
    /// It takes effect, and the answer is this status and code.
    Deny(u16, &'static str),
    /// The answer comes late.
    Delay(Duration),
    /// It takes effect late.
    Late(Duration),
    /// All entries take effect; the answer is silent about the second half.
    Half,
    /// The answer has everything twice.
    Repeat,
    /// Entries of which this is said do not take effect, and are named as failed.
    Reject(fn(&str) -> bool),
}

/// The calls of an operation, from 0, that a trouble befalls.
pub(super) struct Order(
    pub(super) &'static str,
    pub(super) Range<usize>,
    pub(super) Trouble,
);

/// The stub; its threads end with the test program.
pub(super) struct Stub(Arc<Shared>);

struct Shared {
    upstream: String,
    orders: Vec<Order>,
    calls: Mutex<HashMap<String, usize>>,
    target: Mutex<Option<u32>>,
    aimed: Condvar,
}

impl Stub {
    /// From now on the commands of this world go through it.
    pub(super) fn before(world: &World, orders: Vec<Order>) -> Self {
        let record = world.dir().join(".coagent/local/daemon.json");
        let text = fs::read(&record).expect("a local environment that runs");
        let mut text: Value = serde_json::from_slice(&text).expect("a record");
        let port = text["port"].as_u64().expect("a port");
        let shared = Arc::new(Shared {
            upstream: format!("127.0.0.1:{port}"),
            orders,
            calls: Mutex::default(),
            target: Mutex::default(),
            aimed: Condvar::new(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        // The port stays: another stub finds the local environment by it.
        text["endpoint"] = json!(format!("http://{address}"));
        fs::write(&record, text.to_string()).expect("a record");
        let accepting = Arc::clone(&shared);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let shared = Arc::clone(&accepting);
                // A connection that breaks is what a stub is for.
                std::thread::spawn(move || shared.serve(client).ok());
            }
        });
        Self(shared)
    }

    /// The process that signals go to; calls that have to send one wait for it.
    pub(super) fn aim(&self, process: u32) {
        *self.0.target.lock().expect("a lock") = Some(process);
        self.0.aimed.notify_all();
    }

    /// How many calls of an operation came.
    pub(super) fn calls(&self, operation: &str) -> usize {
        let calls = self.0.calls.lock().expect("a lock");
        calls.get(operation).copied().unwrap_or(0)
    }
}

/// A request or an answer, read as a whole.
struct Exchange {
    head: Vec<String>,
    body: Vec<u8>,
}

impl Exchange {
    /// The next one; `None` when the connection has ended.
    fn read(from: &mut impl BufRead) -> std::io::Result<Option<Self>> {
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            if from.read_line(&mut line)? == 0 {
                return Ok(None);
            }
            match line.trim_end() {
                "" => break,
                line => head.push(line.to_owned()),
            }
        }
        let mut exchange = Self {
            head,
            body: Vec::new(),
        };
        let length = exchange
            .header("content-length")
            .and_then(|text| text.parse().ok());
        exchange.body = vec![0; length.unwrap_or(0)];
        from.read_exact(&mut exchange.body)?;
        Ok(Some(exchange))
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.head.iter().filter_map(|line| line.split_once(':'));
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim())
    }

    fn operation(&self) -> &str {
        let target = self.header("x-amz-target").unwrap_or_default();
        target
            .split_once('.')
            .map_or(target, |(_, operation)| operation)
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    fn with(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        let length = format!("content-length: {}", self.body.len());
        let is_length = |line: &String| line.to_ascii_lowercase().starts_with("content-length:");
        self.head.retain(|line| !is_length(line));
        self.head.push(length);
        self
    }

    fn refusal(status: u16, code: &str) -> Self {
        let head = format!("HTTP/1.1 {status} Refused");
        let content = "content-type: application/x-amz-json-1.0".to_owned();
        let body =
            json!({ "__type": format!("com.amazonaws.sqs#{code}"), "message": "as ordered" });
        let empty = Self {
            head: vec![head, content],
            body: Vec::new(),
        };
        empty.with(&body)
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = (self.head.join("\r\n") + "\r\n\r\n").into_bytes();
        bytes.extend(&self.body);
        bytes
    }
}

impl Shared {
    fn serve(&self, mut client: TcpStream) -> std::io::Result<()> {
        let mut upstream = TcpStream::connect(&self.upstream)?;
        let mut answers = BufReader::new(upstream.try_clone()?);
        let mut requests = BufReader::new(client.try_clone()?);
        let mut forward = |request: &Exchange| {
            upstream.write_all(&request.bytes())?;
            let answer = Exchange::read(&mut answers)?;
            answer.ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
        };
        while let Some(request) = Exchange::read(&mut requests)? {
            let answer = match self.trouble(request.operation()) {
                None => Some(forward(&request)?),
                Some(trouble) => self.befall(trouble, request, &mut client, &mut forward)?,
            };
            match answer {
                Some(answer) => client.write_all(&answer.bytes())?,
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// Counts a call; what is to befall it.
    fn trouble(&self, operation: &str) -> Option<Trouble> {
        let mut calls = self.calls.lock().expect("a lock");
        let calls = calls.entry(operation.to_owned()).or_default();
        let nth = *calls;
        *calls += 1;
        let meant = |order: &&Order| order.0 == operation && order.1.contains(&nth);
        self.orders.iter().find(meant).map(|order| order.2)
    }

    /// The answer; `None` when the connection is to be cut.
    fn befall(
        &self,
        trouble: Trouble,
        request: Exchange,
        client: &mut TcpStream,
        forward: &mut dyn FnMut(&Exchange) -> std::io::Result<Exchange>,
    ) -> std::io::Result<Option<Exchange>> {
        Ok(match trouble {
            Trouble::SignalBefore(name) => {
                self.signal(name);
                (name != "-9").then(|| forward(&request)).transpose()?
            }
            Trouble::SignalAfter(name) => {
                let answer = forward(&request)?;
                self.signal(name);
                Some(answer).filter(|_| name != "-9")
            }
            Trouble::CutBefore => None,
            Trouble::CutAfter => forward(&request).map(|_| None)?,
            Trouble::CutWithin => {
                let answer = forward(&request)?.bytes();
                client.write_all(&answer[..answer.len() - 20])?;
                None
            }
            Trouble::Refuse(status, code) => Some(Exchange::refusal(status, code)),
            Trouble::Deny(status, code) => {
                forward(&request)?;
                Some(Exchange::refusal(status, code))
            }
            Trouble::Delay(time) => {
                let answer = forward(&request)?;
                std::thread::sleep(time);
                Some(answer)
            }
            Trouble::Late(time) => {
                std::thread::sleep(time);
                Some(forward(&request)?)
            }
            Trouble::Half => Some(changed(forward(&request)?, |entries| {
                entries.truncate(entries.len() / 2);
            })),
            Trouble::Repeat => Some(changed(forward(&request)?, |entries| {
                entries.extend(entries.clone());
            })),
            Trouble::Reject(meant) => Some(reject(&request, meant, forward)?),
        })
    }

    fn signal(&self, name: &str) {
        let target = self.target.lock().expect("a lock");
        let target = self.aimed.wait_while(target, |target| target.is_none());
        signal(name, target.expect("a lock").expect("a process"));
    }
}

/// An answer with other entries that have gone well, or other messages.
fn changed(answer: Exchange, change: impl FnOnce(&mut Vec<Value>)) -> Exchange {
    let mut body = answer.json();
    let entries = match body.get("Messages") {
        Some(_) => &mut body["Messages"],
        None => &mut body["Successful"],
    };
    if let Some(entries) = entries.as_array_mut() {
        change(entries);
    }
    answer.with(&body)
}

/// Forwards what is not rejected, and names the rest as failed.
fn reject(
    request: &Exchange,
    meant: fn(&str) -> bool,
    forward: &mut dyn FnMut(&Exchange) -> std::io::Result<Exchange>,
) -> std::io::Result<Exchange> {
    let mut body = request.json();
    let entries = std::mem::take(&mut body["Entries"]);
    let entries = entries.as_array().cloned().unwrap_or_default();
    let (rejected, taken): (Vec<Value>, Vec<Value>) = entries
        .into_iter()
        .partition(|entry| meant(&entry.to_string()));
    let failed = |entry: &Value| json!({ "Id": entry["Id"], "Code": "InternalError", "SenderFault": false, "Message": "as ordered" });
    let failed: Vec<Value> = rejected.iter().map(failed).collect();
    let head = request.head.clone();
    let mut answer = if taken.is_empty() {
        let head = vec![
            "HTTP/1.1 200 OK".to_owned(),
            "content-type: application/x-amz-json-1.0".to_owned(),
        ];
        Exchange {
            head,
            body: b"{}".to_vec(),
        }
    } else {
        body["Entries"] = Value::Array(taken);
        forward(
            &Exchange {
                head,
                body: Vec::new(),
            }
            .with(&body),
        )?
    };
    let mut told = answer.json();
    if told["Successful"].is_null() {
        told["Successful"] = json!([]);
    }
    let before = told["Failed"].as_array().cloned().unwrap_or_default();
    told["Failed"] = before.into_iter().chain(failed).collect();
    answer = answer.with(&told);
    Ok(answer)
}
