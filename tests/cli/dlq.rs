//! Dead letters: seen without being taken, sent back without being lost.

mod bad_days;
mod copies;
mod crowd;
mod day;
mod hidden;
mod kinds;
mod limits;
mod look;
mod muted;
mod nameless;
mod native;
mod order;
mod queues;
mod reasons;
mod redrive;
mod refusals;
mod resume;
mod stub;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::Stdio,
    time::Duration,
};

use aws_sdk_sqs::{
    primitives::Blob,
    types::{Message, MessageSystemAttributeName},
};
use serde_json::{Value, json};

use self::queues::{Queues, attribute, states, text};

const RULE: &str = "arn:aws:events:us-east-1:000000000000:rule/no-bus/no-rule";
const EVENT: &str =
    r#"{"id":"e1","source":"app","detail-type":"User Created","detail":{"plan":"pro"}}"#;
