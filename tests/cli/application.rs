//! The main job: one command stands the application up, one event goes all the way through.

use std::{collections::BTreeSet, fs, path::Path};

use crate::common::{
    World,
    application::{DEAD_LETTERS, DEPLOYED, deployed, named},
    local::{name_of, rules},
};
use coagent_processors::catalogue::{self, Sampler};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Who gets which event: the rules of the application as they are meant, a row each, with `*` for
/// every source and no detail types for all of them. The further condition on MLS is in `expected`.
const MEANT: [(&str, &str, &[&str]); 13] = [
    (
        "content-events",
        "studio",
        &["Content Generated", "Content Published", "Content Updated"],
    ),
    (
        "brand-intelligence",
        "brand",
        &[
            "Profile Updated",
            "Competitor Discovered",
            "Ranking Changed",
            "Audit Completed",
        ],
    ),
    (
        "research-events",
        "research",
        &[
            "Research Query Completed",
            "Report Generated",
            "Knowledge Updated",
        ],
    ),
    (
        "market-intelligence",
        "market",
        &[
            "Trend Detected",
            "Alert Triggered",
            "Opportunity Identified",
            "Price Change Detected",
        ],
    ),
    (
        "user-events",
        "user",
        &[
            "User Registered",
            "Subscription Changed",
            "Usage Updated",
            "Profile Updated",
        ],
    ),
    (
        "realtime-notifications",
        "*",
        &["Real-time Notification", "Job Progress Update"],
    ),
    ("life-events", "user", &["User Created"]),
    ("competitor-monitor", "content", &["Content Published"]),
    (
        "trend-detector",
        "integration",
        &["Integration Sync Completed"],
    ),
    (
        "price-reduction",
        "integration",
        &["Integration Sync Completed"],
    ),
    ("notifications", "*", &[]),
    ("publish-scheduled-content", "ai", &["AI Job Completed"]),
    ("sync-social-analytics", "content", &["Content Published"]),
];

/// The functions that an event is meant for. `provider` is that of an integration's event.
fn expected(event: &Value, provider: Option<&str>) -> BTreeSet<String> {
    let source = event["Source"].as_str().expect("a source");
    let detail_type = event["DetailType"].as_str().expect("a detail type");
    let service = source.strip_prefix("bayon.coagent.").expect("a service");
    let only_mls = |processor| ["trend-detector", "price-reduction"].contains(&processor);
    MEANT
        .iter()
        .filter(|(_, of, _)| ["*", service].contains(of))
        .filter(|(_, _, types)| types.is_empty() || types.contains(&detail_type))
        .filter(|(processor, ..)| !only_mls(*processor) || provider == Some("mls"))
        .map(|(processor, ..)| named(processor))
        .collect()
}

fn reached(event: &Value) -> BTreeSet<String> {
    let targets = rules(event).map(|rule| name_of(&rule["TargetArn"]).to_owned());
    targets.collect()
}

/// One event of every type of the catalogue, and a sync with each provider that makes a difference.
fn one_of_each() -> Vec<Value> {
    let now: Timestamp = "2026-03-01T12:00:00Z".parse().expect("a time");
    let event = |(seed, kind): (u64, &catalogue::EventType)| {
        json!({
            "source": kind.source(),
            "detail-type": kind.detail_type(),
            "detail": kind.sample(&mut Sampler::new(seed, now)),
        })
    };
    let mut events: Vec<Value> = (0..).zip(catalogue::all()).map(event).collect();
    let sync = catalogue::find("integration-sync-completed").expect("it is in the catalogue");
    for provider in ["mls", "google"] {
        let mut event = event((1000, sync));
        event["detail"]["provider"] = provider.into();
        events.push(event);
    }
    events
}

#[test]
fn every_event_reaches_exactly_the_processors_that_it_is_meant_for() {
    let world = deployed();
    let events = one_of_each();
    let lines: Vec<String> = events.iter().map(Value::to_string).collect();
    let ran = world.pipe(
        "publish --data - --wait --timeout 300 --output json",
        &lines.join("\n"),
    );
    assert_eq!(ran.code, 0, "taken by all and failed by none\n{ran}");
    let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let published = answer["events"].as_array().expect("events");
    assert_eq!(published.len(), events.len());
    let provider = |event: &Value| {
        let place = published
            .iter()
            .position(|one| one["eventId"] == event["EventId"])?;
        events[place]["detail"]["provider"].as_str()
    };
    let mut recorded = world.quiet();
    // What was published, and what processors published in turn. Where that takes long, alarms have
    // told the default bus of themselves meanwhile.
    recorded.retain(|event| event["Source"] != "aws.cloudwatch");
    assert!(recorded.len() > published.len());
    for event in &recorded {
        assert_eq!(reached(event), expected(event, provider(event)), "{event}");
        for delivery in rules(event) {
            let once = (&delivery["State"], &delivery["Attempts"]);
            assert_eq!(once, (&json!("DELIVERED"), &json!(1)), "{event}");
        }
    }
    for one in published {
        assert!(
            recorded
                .iter()
                .any(|event| event["EventId"] == one["eventId"])
        );
    }
    assert_eq!(world.json(&letters())["messages"], json!([]));
}

fn letters() -> String {
    format!("dlq inspect {DEAD_LETTERS}")
}

/// The commands of the first block of the README, as they are typed after `cargo run --`.
fn first_commands() -> Vec<String> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).expect("a README");
    let block = readme.split("```sh\n").nth(1).expect("a block");
    let block = block.split("```").next().expect("its end");
    let commands = block.trim().split(" && ");
    commands
        .map(|command| {
            let typed = command.strip_prefix("cargo run -- ").expect("our program");
            typed.to_owned()
        })
        .collect()
}

#[test]
fn what_the_readme_says_first_works_in_an_empty_directory() {
    let world = World::new();
    let commands = first_commands();
    assert_eq!(commands.len(), 2);
    let [deploy, publish] = [&commands[0], &commands[1]].map(|command| world.ok(command));
    assert!(deploy.stdout.contains("bayon-coagent-events-local"));
    let rows = publish
        .stdout
        .lines()
        .filter(|line| line.starts_with("delivery\t"));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split('\t').skip(2).collect()).collect();
    let result = |target: &str| {
        let target = named(target);
        let row = rows.iter().find(|row| row[1] == target);
        row.unwrap_or_else(|| panic!("no {target}\n{publish}"))[2]
    };
    assert_eq!(
        (rows.len(), result("life-events"), result("notifications")),
        (2, "handled", "ignored"),
        "{publish}"
    );
}

#[test]
fn status_shows_it_at_a_glance() {
    let world = DEPLOYED.world();
    let status = world.json("status");
    let count = |what: &str| status[what].as_array().map(Vec::len);
    assert_eq!(status["stack"]["status"], "CREATE_COMPLETE");
    assert_eq!(status["buses"], json!(["bayon-coagent-events-local"]));
    assert_eq!(
        (count("rules"), count("functions"), count("queues")),
        (Some(14), Some(18), Some(2)),
        "13 rules and a schedule; 13 processors, retry, authorizer and 3 routes; 2 dead-letter queues"
    );
    let well = |alarm: &Value| alarm["state"] != "ALARM";
    let alarms = status["alarms"].as_array().expect("alarms");
    assert!(alarms.len() > 40 && alarms.iter().all(well), "{status}");
}

#[test]
fn a_second_deployment_says_that_nothing_changes() {
    let world = DEPLOYED.world();
    let again = world.ok("deploy");
    assert!(again.stderr.contains("No changes"), "{again}");
    assert_eq!(world.json("deploy")["outcome"], "unchanged");
}

#[test]
fn its_websocket_url_is_one_that_works() {
    let world = DEPLOYED.world();
    let outputs = world.json("deploy")["outputs"].clone();
    let url = outputs["WebSocketUrl"].as_str().expect("a URL");
    let endpoint = world.json("local status")["endpoint"].clone();
    let host = endpoint
        .as_str()
        .expect("an endpoint")
        .replace("http", "ws");
    assert!(url.starts_with(&host) && url.ends_with("/local"), "{url}");
    // Without a token the application refuses the connection, which only it can do.
    let answer = world.handshake(url);
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
}
