//! What is asked of a server, and what it is asked on each connection.

use std::time::{Duration, Instant};

use base64::{Engine, engine::general_purpose::STANDARD};
use fastrand::Rng;
use serde_json::{Value, json};

use crate::{
    client::{Connection, Outcome, messages},
    orders::{Requests, order},
};

/// Entries of a batch.
pub(crate) const BATCH: usize = 10;
/// A server that delivers nothing for so long will not deliver the rest.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Clone, Copy)]
pub(crate) enum Load {
    /// Events in batches of ten, for so many rules of which so many match.
    Events { rules: usize, matching: usize },
    /// Messages in batches of ten: sent, received, deleted.
    Queue,
    /// Messages in batches of ten that nobody receives.
    Backlog,
    /// Invocations of a warm function, waiting for its answer.
    Lambda,
}

/// One request, or a few that belong together; how much that was.
type Step<'a> = Box<dyn FnMut(&mut Connection) -> Outcome<u64> + 'a>;

impl Load {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "events" => Some(Self::Events {
                rules: 1,
                matching: 1,
            }),
            "matching" => Some(Self::Events {
                rules: 100,
                matching: 7,
            }),
            "queue" => Some(Self::Queue),
            "backlog" => Some(Self::Backlog),
            "lambda" => Some(Self::Lambda),
            _ => None,
        }
    }

    /// Prepares the server; the URL of the queue, or nothing.
    pub(crate) fn set_up(self, to: &mut Connection, bootstrap: Option<&str>) -> Outcome<String> {
        match self {
            Self::Lambda => {
                let path = bootstrap.ok_or("lambda needs the path of a bootstrap")?;
                create_function(to, path)?;
                Ok(String::new())
            }
            Self::Queue | Self::Backlog => create_queue(to),
            Self::Events { rules, matching } => {
                let url = create_queue(to)?;
                (0..rules).try_for_each(|rule| create_rule(to, rule, rule < matching))?;
                Ok(url)
            }
        }
    }

    /// Does it on one connection until it is time; how many events, messages or invocations.
    pub(crate) fn run(self, to: &mut Connection, url: &str, until: Instant) -> Outcome<u64> {
        let mut step: Step<'_> = match self {
            Self::Events { .. } => {
                let mut inputs = Requests::of(events);
                Box::new(move |to| to.events("PutEvents", inputs.next()).map(|_| BATCH as u64))
            }
            Self::Queue => {
                let mut sends = Requests::of(|random| send_batch(url, random));
                Box::new(move |to| send_receive_delete(to, url, sends.next()))
            }
            Self::Backlog => {
                let mut sends = Requests::of(|random| send_batch(url, random));
                Box::new(move |to| {
                    let sent = to.sqs("SendMessageBatch", sends.next());
                    sent.map(|_| BATCH as u64)
                })
            }
            Self::Lambda => Box::new(|to| {
                to.lambda("/2015-03-31/functions/bench/invocations", b"{}")
                    .map(|_| 1)
            }),
        };
        let mut done = 0;
        while Instant::now() < until {
            done += step(to)?;
        }
        Ok(done)
    }

    /// Waits until the queue has all that `done` made.
    pub(crate) fn settle(self, to: &mut Connection, url: &str, done: u64) -> Outcome<()> {
        let Self::Events { matching, .. } = self else {
            return Ok(());
        };
        let (mut seen, mut since) = (0, Instant::now());
        while seen < done * matching as u64 {
            std::thread::sleep(Duration::from_millis(5));
            let now = messages(to, url)?;
            if now != seen {
                (seen, since) = (now, Instant::now());
            } else if since.elapsed() > PATIENCE {
                return Err(format!("{seen} of {} were delivered", done * matching as u64).into());
            }
        }
        Ok(())
    }

    pub(crate) fn unit(self) -> &'static str {
        match self {
            Self::Events { .. } => "event",
            Self::Queue | Self::Backlog => "message",
            Self::Lambda => "invocation",
        }
    }
}

fn create_queue(to: &mut Connection) -> Outcome<String> {
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}]});
    let input = json!({"QueueName": "bench", "Attributes": {"Policy": policy.to_string()}});
    let answer = to.sqs("CreateQueue", input.to_string().as_bytes())?;
    let answer: Value = serde_json::from_slice(&answer)?;
    Ok(answer["QueueUrl"].as_str().ok_or("no QueueUrl")?.to_owned())
}

fn create_rule(to: &mut Connection, number: usize, matches: bool) -> Outcome<()> {
    let source = if matches {
        "shop".to_owned()
    } else {
        format!("other-{number}")
    };
    let name = format!("bench-{number}");
    let pattern = json!({"source": [source]}).to_string();
    let rule = json!({"Name": name, "EventPattern": pattern});
    let answer = to.events("PutRule", rule.to_string().as_bytes())?;
    let answer: Value = serde_json::from_slice(&answer)?;
    let account = answer["RuleArn"]
        .as_str()
        .and_then(|arn| arn.split(':').nth(4));
    let account = account.ok_or_else(|| format!("no account in {answer}"))?;
    let queue = format!("arn:aws:sqs:us-east-1:{account}:bench");
    let targets = json!({"Rule": name, "Targets": [{"Id": "t", "Arn": queue}]});
    to.events("PutTargets", targets.to_string().as_bytes())
        .map(drop)
}

/// Lets the rule of `events` invoke the function of `lambda` too.
pub(crate) fn add_function_target(to: &mut Connection) -> Outcome<()> {
    let permission = json!({"StatementId": "events", "Action": "lambda:InvokeFunction",
        "Principal": "events.amazonaws.com"});
    let path = "/2015-03-31/functions/bench/policy";
    to.lambda(path, permission.to_string().as_bytes())?;
    let function = "arn:aws:lambda:us-east-1:000000000000:function:bench";
    let targets = json!({"Rule": "bench-0", "Targets": [{"Id": "f", "Arn": function}]});
    to.events("PutTargets", targets.to_string().as_bytes())
        .map(drop)
}

fn create_function(to: &mut Connection, bootstrap: &str) -> Outcome<()> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .unix_permissions(0o755)
        .compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("bootstrap", options)?;
    std::io::Write::write_all(&mut zip, &std::fs::read(bootstrap)?)?;
    let code = STANDARD.encode(zip.finish()?.into_inner());
    let input = json!({"FunctionName": "bench", "Runtime": "provided.al2023", "Handler": "bench",
        "Role": "arn:aws:iam::123456789012:role/bench", "Code": {"ZipFile": code}});
    to.lambda("/2015-03-31/functions", input.to_string().as_bytes())
        .map(drop)
}

pub(crate) fn events(random: &mut Rng) -> Vec<u8> {
    let mut entry = || json!({"Source": "shop", "DetailType": "Order", "Detail": order(random)});
    let entries: Vec<_> = (0..BATCH).map(|_| entry()).collect();
    json!({ "Entries": entries }).to_string().into_bytes()
}

fn send_batch(url: &str, random: &mut Rng) -> Vec<u8> {
    let entry = |id| json!({"Id": format!("{id}"), "MessageBody": order(random)});
    let entries: Vec<_> = (0..BATCH).map(entry).collect();
    json!({"QueueUrl": url, "Entries": entries})
        .to_string()
        .into_bytes()
}

fn send_receive_delete(to: &mut Connection, url: &str, send: &[u8]) -> Outcome<u64> {
    to.sqs("SendMessageBatch", send)?;
    receive_and_delete(to, url, 0)
}

/// One batch, waiting for it up to so many seconds; how many messages it had.
pub(crate) fn receive_and_delete(to: &mut Connection, url: &str, seconds: u64) -> Outcome<u64> {
    let ask = json!({"QueueUrl": url, "MaxNumberOfMessages": BATCH, "WaitTimeSeconds": seconds})
        .to_string();
    let answer: Value = serde_json::from_slice(&to.sqs("ReceiveMessage", ask.as_bytes())?)?;
    let received = answer["Messages"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let entry = |(id, message): (usize, &Value)| json!({"Id": format!("{id}"), "ReceiptHandle": message["ReceiptHandle"]});
    let entries: Vec<_> = received.iter().enumerate().map(entry).collect();
    if entries.is_empty() {
        return Ok(0);
    }
    let count = entries.len() as u64;
    let delete = json!({"QueueUrl": url, "Entries": entries}).to_string();
    to.sqs("DeleteMessageBatch", delete.as_bytes())?;
    Ok(count)
}
