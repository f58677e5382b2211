//! Events that cannot be delivered or handled end in the dead-letter queue, and say why.

use crate::common::{
    World,
    application::{DEAD_LETTERS, Shared, hurried, letter, named, publish},
    local::name_of,
};
use serde_json::{Value, json};

static HURRIED: Shared = Shared::new(hurried);

/// The delivery of an event to a function.
fn delivery(world: &World, event: &str, function: &str) -> Value {
    let mut deliveries = world.deliveries(event).into_iter();
    let found = deliveries.find(|rule| name_of(&rule["TargetArn"]) == function);
    found.expect("a rule delivers it there")
}

#[test]
fn what_cannot_be_delivered_is_a_letter_of_its_rule_after_the_attempts_it_has() {
    let world = HURRIED.world();
    let function = named("life-events");
    world.break_lambda_of(&function);
    let event = publish(&world, "user-created --set email=ana@example.com");
    let letter = letter(&world, DEAD_LETTERS, &event);
    let facts = &letter["letter"];
    assert_eq!(facts["kind"], "rule", "{letter}");
    assert_eq!(name_of(&facts["ruleArn"]), named("life-event-processor"));
    assert_eq!(name_of(&facts["targetArn"]), function);
    assert_eq!(facts["errorCode"], "ERROR_FROM_TARGET");
    assert_eq!(
        (&facts["retryAttempts"], &facts["exhausted"]),
        (&json!(2), &json!("MaximumRetryAttempts"))
    );
    let delivery = delivery(&world, &event, &function);
    assert_eq!(
        (&delivery["State"], &delivery["Attempts"]),
        (&json!("DEAD_LETTERED"), &json!(3)),
        "one attempt and two retries: {delivery}"
    );
    let body = letter["message"]["body"].as_str().expect("a body");
    let body: Value = serde_json::from_str(body).expect("the event");
    assert_eq!(
        (&body["id"], &body["detail"]["email"]),
        (&json!(event), &json!("ana@example.com"))
    );
    assert_eq!(
        self::delivery(&world, &event, &named("notifications"))["State"],
        "DELIVERED",
        "others get it all the same"
    );
}

#[test]
fn what_a_function_fails_on_is_a_letter_of_the_function_without_a_rule() {
    let world = HURRIED.world();
    let function = named("user-events");
    // A handler that the bundle does not have: the function ends as it starts.
    let configuration = format!("functions/{function}/configuration");
    world.lambda("PUT", &configuration, &json!({ "Handler": "nobody" }));
    let event = publish(&world, "user-registered");
    let letter = letter(&world, DEAD_LETTERS, &event);
    let facts = &letter["letter"];
    assert_eq!(facts["kind"], "function", "{letter}");
    assert_eq!(facts["ruleArn"], Value::Null, "Lambda knows of no rule");
    let delivery = delivery(&world, &event, &function);
    assert_eq!(
        (&delivery["State"], &delivery["Attempts"]),
        (&json!("DELIVERED"), &json!(1)),
        "EventBridge has done its part: {delivery}"
    );
    assert_eq!(facts["requestId"], delivery["RequestId"]);
    let id = delivery["RequestId"].as_str().expect("a request id");
    let path = format!("coagent/invocations/{id}");
    let invocation = world.lambda("GET", &path, &json!({}));
    assert_eq!(
        (&invocation["State"], &invocation["Attempts"]),
        (&json!("DEAD_LETTERED"), &json!(3)),
        "one attempt and two retries: {invocation}"
    );
}

#[test]
fn what_a_processor_finds_invalid_is_a_letter_at_once_and_says_where() {
    let world = HURRIED.world();
    let line = "publish research-query-completed --data - --no-validate --wait -o json";
    let ran = world.pipe(line, r#"{"userId": "user-1"}"#);
    assert_eq!(ran.code, 1, "{ran}");
    let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let deliveries = answer["deliveries"].as_array().expect("deliveries");
    let of = |function: String| {
        let mut deliveries = deliveries.iter();
        deliveries.find(|delivery| delivery["target"] == function)
    };
    let research = of(named("research-events")).expect("a delivery");
    assert_eq!(research["result"], "rejected", "{ran}");
    let letter = letter(
        &world,
        DEAD_LETTERS,
        answer["events"][0]["eventId"].as_str().expect("an id"),
    );
    let facts = &letter["letter"];
    assert_eq!(
        (&facts["kind"], &facts["errorCode"]),
        (&json!("processor"), &json!("INVALID_EVENT")),
        "{letter}"
    );
    let reason = facts["errorMessage"].as_str().expect("a reason");
    assert!(reason.contains("$.detail.query"), "{reason}");
}
