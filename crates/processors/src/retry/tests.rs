use serde_json::Value;

use super::*;
use crate::memory::World;
use crate::redrive::{MOST_REDRIVES, REDRIVES};
use crate::seams::Attributes;

const OWN: &str = "arn:aws:lambda:eu-west-1:000000000000:function:bayon-coagent-retry-local";
const USER_EVENTS: &str =
    "arn:aws:lambda:eu-west-1:000000000000:function:bayon-coagent-user-events-local";

fn event(id: &str) -> Value {
    json!({
        "id": id, "source": "bayon.coagent.user", "detail-type": "Usage Updated",
        "time": "2026-11-20T08:30:00Z", "detail": {},
    })
}

fn attributes(pairs: &[(&str, &str)]) -> Attributes {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn rule_letter(world: &World, id: &str, code: &str) {
    let attributes = attributes(&[("TARGET_ARN", USER_EVENTS), ("ERROR_CODE", code)]);
    world.queue.put(&event(id).to_string(), attributes);
}

async fn run_in(world: &World) -> Report {
    let processors = Processors::new(world.seams(), world.recorder.clone(), Level::Debug);
    run(&processors, OWN).await.unwrap()
}

#[tokio::test]
async fn a_rules_dead_letter_goes_back_to_its_target_and_is_deleted() {
    let world = World::new();
    rule_letter(&world, "e-1", "SDK_CLIENT_ERROR");
    assert_eq!(
        run_in(&world).await,
        Report {
            returned: 1,
            left: 0
        }
    );
    assert_eq!(
        world.targets.delivered(),
        [(USER_EVENTS.to_owned(), event("e-1").to_string())]
    );
    assert!(world.queue.letters().is_empty());
}

#[tokio::test]
async fn a_message_is_kept_and_shown_again_when_the_function_does_not_accept_it() {
    let world = World::new();
    rule_letter(&world, "e-1", "SDK_CLIENT_ERROR");
    world.targets.fail([SeamError::permanent(
        "target",
        "Invoke",
        "ResourceNotFoundException",
    )]);
    assert_eq!(
        run_in(&world).await,
        Report {
            returned: 0,
            left: 1
        }
    );
    assert_eq!(world.queue.visible(), 1);
}

#[tokio::test]
async fn the_fourth_time_an_event_comes_back_it_stays() {
    let world = World::new();
    for _ in 0..MOST_REDRIVES {
        rule_letter(&world, "e-1", "SDK_CLIENT_ERROR");
        assert_eq!(run_in(&world).await.returned, 1);
    }
    rule_letter(&world, "e-1", "SDK_CLIENT_ERROR");
    assert_eq!(
        run_in(&world).await,
        Report {
            returned: 0,
            left: 1
        }
    );
    assert_eq!(world.targets.delivered().len(), 3);
}

#[tokio::test]
async fn an_invalid_event_is_not_tried() {
    let world = World::new();
    rule_letter(&world, "e-1", "INVALID_EVENT");
    assert_eq!(
        run_in(&world).await,
        Report {
            returned: 0,
            left: 1
        }
    );
    assert!(world.targets.delivered().is_empty());
}

#[tokio::test]
async fn a_destination_record_goes_back_as_the_payload_it_holds() {
    let world = World::new();
    let record = json!({
        "requestContext": {"functionArn": USER_EVENTS, "condition": "RetriesExhausted"},
        "requestPayload": event("e-1"),
    });
    world.queue.put(&record.to_string(), Attributes::default());
    assert_eq!(run_in(&world).await.returned, 1);
    assert_eq!(
        world.targets.delivered(),
        [(USER_EVENTS.to_owned(), event("e-1").to_string())]
    );
}

#[tokio::test]
async fn a_functions_own_dead_letter_goes_to_whoever_has_not_handled_the_event() {
    let world = World::new();
    let attributes = attributes(&[("RequestID", "r-1"), ("ErrorCode", "200")]);
    world
        .queue
        .put(&event("e-1").to_string(), attributes.clone());
    assert_eq!(run_in(&world).await.returned, 1);
    assert_eq!(world.targets.delivered()[0].0, USER_EVENTS);

    world.table.seed(
        crate::delivery::marker_key("user-events", "e-2"),
        json!({"state": "done"}),
    );
    world.queue.put(&event("e-2").to_string(), attributes);
    assert_eq!(
        run_in(&world).await,
        Report {
            returned: 0,
            left: 1
        }
    );
}

#[tokio::test]
async fn a_function_that_died_before_its_follow_ups_gets_its_dead_letter_back() {
    let world = World::new();
    let marker = crate::delivery::marker_key("user-events", "e-1");
    world.table.seed(marker, json!({"state": "committed"}));
    world
        .queue
        .put(&event("e-1").to_string(), Attributes::default());
    assert_eq!(
        run_in(&world).await,
        Report {
            returned: 1,
            left: 0
        }
    );
}

#[tokio::test]
async fn what_is_no_event_stays_and_does_not_stop_the_rest() {
    let world = World::new();
    world.queue.put("not json", Attributes::default());
    world.queue.put("{}", Attributes::default());
    rule_letter(&world, "e-1", "SDK_CLIENT_ERROR");
    assert_eq!(
        run_in(&world).await,
        Report {
            returned: 1,
            left: 2
        }
    );
}

fn journal(world: &World, event: &str, message: &str, state: State) {
    let row = json!({"message": message, "state": state, "tries": 1});
    world.table.seed(journal_key(event, USER_EVENTS), row);
}

#[tokio::test]
async fn what_was_accepted_before_the_function_died_is_only_deleted() {
    let world = World::new();
    rule_letter(&world, "e-1", "SDK_CLIENT_ERROR");
    journal(&world, "e-1", "m-1", State::Accepted);
    assert_eq!(run_in(&world).await.returned, 1);
    assert_eq!(world.targets.delivered(), []);
    assert!(world.queue.letters().is_empty());
}

#[tokio::test]
async fn what_nobody_knows_is_sent_again_and_said_to_be_possibly_doubled() {
    let world = World::new();
    rule_letter(&world, "e-1", "SDK_CLIENT_ERROR");
    let lost = SeamError::transient("target", "Invoke", "no answer");
    world.targets.fail([lost]);
    assert_eq!(run_in(&world).await.left, 1);
    let said = || {
        world
            .recorder
            .messages()
            .concat()
            .contains("possibly doubled")
    };
    assert!(!said());
    assert_eq!(run_in(&world).await.returned, 1);
    assert!(said());
}

#[tokio::test]
async fn what_the_command_line_has_redriven_too_often_stays() {
    let world = World::new();
    let attributes = attributes(&[("TARGET_ARN", USER_EVENTS), (REDRIVES, "3")]);
    world.queue.put(&event("e-1").to_string(), attributes);
    assert_eq!(run_in(&world).await.left, 1);
    assert_eq!(world.targets.delivered(), []);
}
