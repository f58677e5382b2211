//! Publishing: what is sent, what is refused before, what EventBridge refuses.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{World, application::Shared, local::eventually};
use coagent_processors::catalogue;
use serde_json::{Value, json};

const PROJECT: &str = "\
application: shop
template: template.yaml
";

/// A bus whose every event is in a queue.
const TEMPLATE: &str = "\
Resources:
  Bus:
    Type: AWS::Events::EventBus
    Properties: {Name: shop}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      Name: all
      EventBusName: !Ref Bus
      EventPattern: {source: [{prefix: ''}]}
      Targets: [{Id: seen, Arn: !GetAtt Seen.Arn}]
  Seen:
    Type: AWS::SQS::Queue
    Properties: {QueueName: seen}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Seen]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Service: events.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt Seen.Arn
            Condition: {ArnEquals: {aws:SourceArn: !GetAtt Rule.Arn}}
";

static SHOP: Shared = Shared::new(shop);

fn shop() -> World {
    let world = World::new();
    world.write("coagent.yaml", PROJECT);
    world.write("template.yaml", TEMPLATE);
    world.ok("deploy");
    world
}

/// The ids of the events that a command says it published.
fn ids(answer: &Value) -> Vec<String> {
    let events = answer["events"].as_array().expect("events").iter();
    let id = |event: &Value| event["eventId"].as_str().map(str::to_owned);
    events.filter_map(id).collect()
}

/// The next events in the queue, by id, until there are so many.
fn arrived(world: &World, count: usize) -> BTreeMap<String, Value> {
    let mut events = BTreeMap::new();
    let ask = json!({ "QueueUrl": "seen", "MaxNumberOfMessages": 10, "WaitTimeSeconds": 1 });
    eventually("the events", || {
        let answer = world.call("AmazonSQS.ReceiveMessage", &ask);
        for message in answer["Messages"].as_array().into_iter().flatten() {
            let body = message["Body"].as_str().expect("a body");
            let event: Value = serde_json::from_str(body).expect("an event");
            events.insert(event["id"].as_str().expect("an id").to_owned(), event);
        }
        (events.len() >= count).then_some(())
    });
    events
}

fn lines(events: &[Value]) -> String {
    let lines: Vec<String> = events.iter().map(Value::to_string).collect();
    lines.join("\n")
}

fn event(source: &str, detail: &Value) -> Value {
    json!({ "source": source, "detail-type": "T", "detail": detail })
}

#[test]
fn a_sample_is_valid_and_has_what_was_set() {
    let world = shop();
    let answer = world.json("publish user-created --set email=ana@example.com");
    let sent = &arrived(&world, 1)[&ids(&answer)[0]];
    assert_eq!(
        (&sent["source"], &sent["detail-type"]),
        (&json!("bayon.coagent.user"), &json!("User Created"))
    );
    assert_eq!(sent["detail"]["email"], "ana@example.com");
    let known = catalogue::find("user-created").expect("it is in the catalogue");
    assert_eq!(known.validate(&sent["detail"]), Ok(()));
}

#[test]
fn the_detail_can_come_from_a_file() {
    let world = shop();
    let detail = json!({
        "userId": "u-7", "email": "ana@example.com", "createdAt": "2026-03-01T12:00:00Z",
    });
    world.write("detail.json", &detail.to_string());
    let answer = world.json("publish user-created --data detail.json");
    assert_eq!(arrived(&world, 1)[&ids(&answer)[0]]["detail"], detail);
}

#[test]
fn whole_events_come_from_stdin_a_line_each() {
    let world = shop();
    let events = [event("a", &json!({"n": 1})), event("b", &json!({"n": 2}))];
    let ran = world.pipe("publish --data - --output json", &lines(&events));
    assert_eq!(ran.code, 0, "{ran}");
    let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let arrived = arrived(&world, 2);
    for (id, event) in ids(&answer).iter().zip(&events) {
        let sent = &arrived[id];
        assert_eq!(
            (&sent["source"], &sent["detail"]),
            (&event["source"], &event["detail"])
        );
    }
}

#[test]
fn any_other_event_is_spelled_out() {
    let world = shop();
    let args = [
        "publish",
        "--source",
        "shop.orders",
        "--detail-type",
        "Order Placed",
        "--detail",
        r#"{"id": 7}"#,
        "--resource",
        "arn:aws:s3:::orders",
        "--output",
        "json",
    ];
    let ran = world.run_args(&args);
    assert_eq!(ran.code, 0, "{ran}");
    let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let sent = &arrived(&world, 1)[&ids(&answer)[0]];
    assert_eq!(sent["source"], "shop.orders");
    assert_eq!(sent["detail-type"], "Order Placed");
    assert_eq!(sent["detail"], json!({ "id": 7 }));
    assert_eq!(sent["resources"], json!(["arn:aws:s3:::orders"]));
}

#[test]
fn more_than_a_request_takes_goes_in_several() {
    let world = shop();
    let answer = world.json("publish user-created --count 25");
    let published: BTreeSet<String> = ids(&answer).into_iter().collect();
    assert_eq!(published.len(), 25);
    let arrived = arrived(&world, 25);
    assert_eq!(arrived.into_keys().collect::<BTreeSet<_>>(), published);
}

#[test]
fn more_bytes_than_a_request_takes_go_in_several() {
    let world = shop();
    // A request takes less than 1 MiB: two of these, not three.
    let large = event("a", &json!({ "text": "x".repeat(400_000) }));
    let events = vec![large; 3];
    let ran = world.pipe("publish --data - --output json", &lines(&events));
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(arrived(&world, 3).len(), 3);
}

#[test]
fn one_entry_that_is_refused_is_said_and_the_others_arrive() {
    let world = shop();
    let events = [
        event("a", &json!({})),
        event("aws.ec2", &json!({})),
        event("b", &json!({})),
    ];
    let ran = world.pipe("publish --data -", &lines(&events));
    assert_eq!(ran.code, 1, "{ran}");
    assert_ran!(ran);
    let sources: BTreeSet<String> = arrived(&world, 2)
        .values()
        .map(|event| event["source"].as_str().expect("a source").to_owned())
        .collect();
    assert_eq!(sources, BTreeSet::from(["a".to_owned(), "b".to_owned()]));
}

#[test]
fn what_is_invalid_is_named_with_its_path_and_nothing_is_sent() {
    let world = shop();
    let detail = json!({ "userId": 7, "emial": "ana@example.com" });
    let ran = world.pipe("publish user-created --data -", &detail.to_string());
    assert_eq!(ran.code, 2, "{ran}");
    assert_ran!(ran);
    assert_eq!(world.events(), [] as [Value; 0]);
}

#[test]
fn an_invalid_line_is_named_by_its_number() {
    let world = SHOP.world();
    let wrong = json!({ "source": "bayon.coagent.user", "detail-type": "User Created", "detail": {
        "userId": "u", "email": "ana@example.com", "createdAt": "yesterday",
    }});
    world.write("events.ndjson", &lines(&[event("a", &json!({})), wrong]));
    assert_ran!(world.run("publish --data events.ndjson"));
    assert_ran!(world.pipe("publish --data -", "{\"source\": \"a\"}\n{\n"));
}

#[test]
fn an_event_over_the_limit_is_refused_before_anything_is_sent() {
    let world = SHOP.world();
    let large = event("a", &json!({ "text": "x".repeat(1_048_576) }));
    assert_ran!(world.pipe("publish --data -", &large.to_string()));
}

#[test]
fn a_bus_that_does_not_exist_is_found_out_before_events_are_lost() {
    assert_ran!(SHOP.world().run("publish user-created --bus shpo"));
}

#[test]
fn an_event_that_does_not_exist_gets_the_one_that_was_meant() {
    assert_ran!(SHOP.world().run("publish user-craeted"));
}

#[test]
fn a_name_of_two_events_asks_which() {
    assert_ran!(SHOP.world().run("publish profile-updated"));
}

#[test]
fn nothing_to_publish_to_says_what_to_do() {
    let world = World::new();
    world.ok("local start");
    assert_ran!(world.run("publish user-created"));
}

#[test]
fn what_no_rule_matches_is_not_waited_for() {
    let world = SHOP.world();
    let ran = world.run("publish user-created --bus default --wait --output json");
    assert_eq!(ran.code, 0, "{ran}");
    let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(answer["deliveries"], json!([]));
}
