//! An application in memory: the rules of the template over the in-memory bus.
#![allow(unreachable_pub, reason = "shared by the test files")]

pub mod cloud;
pub mod dying;

use coagent_processors::catalogue::{self, Sampler};
use coagent_processors::delivery::{Invocation, Outcome, Processors};
use coagent_processors::memory::World;
use coagent_processors::processors::{self, ProcessorInfo};
use coagent_processors::seams::{Clock, Publication};
use coagent_processors::telemetry::Level;
use serde_json::{Value, json};

/// A rule: source (a prefix when it ends with `*`), detail-types (none: any), processor.
type Rule = (&'static str, &'static [&'static str], &'static str);

/// The 13 rules.
pub const RULES: [Rule; 13] = [
    (
        "bayon.coagent.studio",
        &["Content Generated", "Content Published", "Content Updated"],
        "content-events",
    ),
    (
        "bayon.coagent.brand",
        &[
            "Profile Updated",
            "Competitor Discovered",
            "Ranking Changed",
            "Audit Completed",
        ],
        "brand-intelligence",
    ),
    (
        "bayon.coagent.research",
        &[
            "Research Query Completed",
            "Report Generated",
            "Knowledge Updated",
        ],
        "research-events",
    ),
    (
        "bayon.coagent.market",
        &[
            "Trend Detected",
            "Alert Triggered",
            "Opportunity Identified",
            "Price Change Detected",
        ],
        "market-intelligence",
    ),
    (
        "bayon.coagent.user",
        &[
            "User Registered",
            "Subscription Changed",
            "Usage Updated",
            "Profile Updated",
        ],
        "user-events",
    ),
    (
        "bayon.coagent*",
        &["Real-time Notification", "Job Progress Update"],
        "realtime-notifications",
    ),
    ("bayon.coagent.user", &["User Created"], "life-events"),
    (
        "bayon.coagent.content",
        &["Content Published"],
        "competitor-monitor",
    ),
    (
        "bayon.coagent.integration",
        &["Integration Sync Completed"],
        "trend-detector",
    ),
    (
        "bayon.coagent.integration",
        &["Integration Sync Completed"],
        "price-reduction",
    ),
    ("bayon.coagent*", &[], "notifications"),
    (
        "bayon.coagent.ai",
        &["AI Job Completed"],
        "publish-scheduled-content",
    ),
    (
        "bayon.coagent.content",
        &["Content Published"],
        "sync-social-analytics",
    ),
];

/// The processors whose function the template gives `detail.provider = mls` only.
const MLS_ONLY: [&str; 2] = ["trend-detector", "price-reduction"];

/// The processors that an event goes to.
pub fn route(source: &str, detail_type: &str, detail: &Value) -> Vec<&'static ProcessorInfo> {
    let matches = |(wanted, types, processor): &&Rule| {
        let by_source = match wanted.strip_suffix('*') {
            Some(prefix) => source.starts_with(prefix),
            None => source == *wanted,
        };
        let by_provider = !MLS_ONLY.contains(processor) || detail["provider"] == "mls";
        by_source && by_provider && (types.is_empty() || types.contains(&detail_type))
    };
    let rules = RULES.iter().filter(matches);
    rules
        .map(|(_, _, processor)| processors::find(processor).unwrap())
        .collect()
}

/// The application.
pub struct App {
    pub world: World,
    pub processors: Processors,
    events: u32,
}

/// What one delivery did: processor, detail-type it was given, outcome, what it published.
pub type Step = (&'static str, String, Outcome, Vec<(String, String)>);

impl App {
    pub fn new() -> Self {
        let world = World::new();
        let processors = Processors::new(world.seams(), world.recorder.clone(), Level::Debug);
        Self {
            world,
            processors,
            events: 0,
        }
    }

    /// A user with one open connection.
    pub fn with_user(self, user: &str, connection: &str) -> Self {
        self.world.sockets.open(connection);
        let key = coagent_processors::seams::Key::user(user, format!("CONNECTION#{connection}"));
        self.world.table.seed(key, json!({}));
        self
    }

    /// The envelope of an event, with a fresh id.
    pub fn event(&mut self, source: &str, detail_type: &str, detail: &Value) -> Value {
        self.events += 1;
        json!({
            "version": "0", "id": format!("event-{}", self.events), "source": source,
            "detail-type": detail_type, "account": "000000000000", "region": "eu-west-1",
            "time": self.world.clock.now().to_string(), "resources": [], "detail": detail,
        })
    }

    pub async fn deliver(&self, processor: &str, event: &Value) -> Outcome {
        let processor = processors::find(processor).unwrap();
        let invocation = Invocation {
            request_id: "r".into(),
            ..Invocation::default()
        };
        self.processors
            .deliver(processor, event.clone(), &invocation)
            .await
            .unwrap()
    }

    /// Publishes an event of the catalogue and lets everything that follows from it happen.
    /// Panics when it never ends.
    pub async fn publish(&mut self, name: &str, detail: Value) -> Vec<Step> {
        let event_type = catalogue::find(name).unwrap();
        event_type.validate(&detail).unwrap();
        let first = Publication {
            source: event_type.source().into(),
            detail_type: event_type.detail_type().into(),
            detail,
            trace_header: None,
        };
        let mut waiting = vec![first];
        let mut steps = Vec::new();
        while !waiting.is_empty() {
            assert!(steps.len() < 1000, "events go round without end");
            let publication = waiting.remove(0);
            let Publication {
                source,
                detail_type,
                detail,
                ..
            } = &publication;
            let event = self.event(source, detail_type, detail);
            for processor in route(source, detail_type, detail) {
                let outcome = self.deliver(processor.name, &event).await;
                let published = self.world.bus.take();
                let names = published
                    .iter()
                    .map(|p| (p.source.clone(), p.detail_type.clone()))
                    .collect();
                steps.push((processor.name, detail_type.clone(), outcome, names));
                waiting.extend(published);
            }
        }
        steps
    }

    pub fn row(&self, user: &str, sk: &str) -> Value {
        self.world
            .table
            .row(&format!("USER#{user}"), sk)
            .unwrap_or_else(|| {
                panic!(
                    "no row {sk}: {:?}",
                    self.world.table.sort_keys(&format!("USER#{user}"))
                )
            })
    }

    /// The types of the notifications that a connection was shown.
    pub fn shown(&self, connection: &str) -> Vec<String> {
        let messages = self.world.sockets.messages(connection);
        let notices = messages
            .iter()
            .filter_map(|m| m["notification"]["type"].as_str());
        notices.map(str::to_owned).collect()
    }
}

/// A sample of an event, with some fields set.
pub fn sample(name: &str, fields: Value) -> Value {
    let mut sampler = Sampler::new(1, "2026-11-20T08:30:00Z".parse().unwrap());
    let mut detail = catalogue::find(name).unwrap().sample(&mut sampler);
    let (Value::Object(detail_fields), Value::Object(fields)) = (&mut detail, fields) else {
        panic!("fields are an object")
    };
    detail_fields.extend(fields);
    detail
}
