//! CloudWatch Logs through its operations.

mod metrics;
mod subscriptions;

use std::sync::Arc;

use crate::common::{Rig, eventually};
use serde_json::{Value, json};

const START: i64 = 1_795_219_200_000; // 2026-11-21T00:00:00Z

async fn group(rig: &Rig, name: &str, streams: &[&str]) {
    rig.ok("logs", "CreateLogGroup", json!({ "logGroupName": name }))
        .await;
    for stream in streams {
        let input = json!({ "logGroupName": name, "logStreamName": stream });
        rig.ok("logs", "CreateLogStream", input).await;
    }
}

async fn put(rig: &Rig, group: &str, stream: &str, events: &[(i64, &str)]) -> Value {
    let events: Vec<_> = events
        .iter()
        .map(|(after, text)| json!({ "timestamp": START + after, "message": text }))
        .collect();
    let input = json!({ "logGroupName": group, "logStreamName": stream, "logEvents": events });
    rig.ok("logs", "PutLogEvents", input).await
}

fn messages(answer: &Value) -> Vec<&str> {
    let events = answer["events"].as_array().unwrap();
    events
        .iter()
        .map(|event| event["message"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_group_is_searched_over_its_streams_in_the_order_of_time() {
    let rig = Rig::new();
    group(&rig, "g", &["a", "b"]).await;
    put(&rig, "g", "a", &[(1, "ERROR one"), (3, "INFO three")]).await;
    put(&rig, "g", "b", &[(2, "ERROR two"), (3, "ERROR three")]).await;
    let all = rig
        .ok("logs", "FilterLogEvents", json!({ "logGroupName": "g" }))
        .await;
    assert_eq!(
        messages(&all),
        ["ERROR one", "ERROR two", "INFO three", "ERROR three"]
    );
    let input = json!({
        "logGroupName": "g", "filterPattern": "ERROR", "startTime": START + 2, "endTime": START + 3,
    });
    let some = rig.ok("logs", "FilterLogEvents", input).await;
    assert_eq!(messages(&some), ["ERROR two", "ERROR three"]);
    let input = json!({ "logGroupName": "g", "logStreamNames": ["b"] });
    let one = rig.ok("logs", "FilterLogEvents", input).await;
    assert_eq!(messages(&one), ["ERROR two", "ERROR three"]);
}

#[tokio::test]
async fn pages_follow_each_other_without_loss_or_repetition() {
    let rig = Rig::new();
    group(&rig, "g", &["s"]).await;
    // All in one millisecond: a token that were a time would lose or repeat some.
    put(
        &rig,
        "g",
        "s",
        &[(0, "1"), (0, "2"), (0, "3"), (0, "4"), (0, "5")],
    )
    .await;
    let (mut seen, mut token) = (Vec::new(), Value::Null);
    loop {
        let mut input = json!({ "logGroupName": "g", "limit": 2 });
        if token.is_string() {
            input["nextToken"] = token;
        }
        let page = rig.ok("logs", "FilterLogEvents", input).await;
        seen.extend(messages(&page).into_iter().map(str::to_owned));
        token = page["nextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(seen, ["1", "2", "3", "4", "5"]);
}

#[tokio::test]
async fn a_stream_is_read_from_either_end_and_followed() {
    let rig = Rig::new();
    group(&rig, "g", &["s"]).await;
    let read = |token: Option<Value>, head: bool| {
        let mut input = json!({
            "logGroupName": "g", "logStreamName": "s", "limit": 2, "startFromHead": head,
        });
        if let Some(token) = token {
            input["nextToken"] = token;
        }
        rig.ok("logs", "GetLogEvents", input)
    };
    let empty = read(None, true).await;
    put(&rig, "g", "s", &[(1, "1"), (2, "2"), (3, "3")]).await;
    let followed = read(Some(empty["nextForwardToken"].clone()), true).await;
    assert_eq!(messages(&followed), ["1", "2"]);
    let rest = read(Some(followed["nextForwardToken"].clone()), true).await;
    assert_eq!(messages(&rest), ["3"]);
    let end = read(Some(rest["nextForwardToken"].clone()), true).await;
    assert_eq!(messages(&end), Vec::<&str>::new());
    assert_eq!(end["nextForwardToken"], rest["nextForwardToken"]);
    let last = read(None, false).await;
    assert_eq!(messages(&last), ["2", "3"]);
    let before = read(Some(last["nextBackwardToken"].clone()), false).await;
    assert_eq!(messages(&before), ["1"]);
}

#[tokio::test]
async fn what_is_too_new_is_rejected_and_the_rest_is_taken() {
    let rig = Rig::new();
    group(&rig, "g", &["s"]).await;
    let answer = put(&rig, "g", "s", &[(0, "now"), (3 * 3_600_000, "later")]).await;
    assert_eq!(
        answer["rejectedLogEventsInfo"]["tooNewLogEventStartIndex"],
        1
    );
    let all = rig
        .ok("logs", "FilterLogEvents", json!({ "logGroupName": "g" }))
        .await;
    assert_eq!(messages(&all), ["now"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_expire_by_the_clock() {
    // A day passes in about a second.
    let rig = Rig::at_speed(86_400.0);
    group(&rig, "g", &["s"]).await;
    let input = json!({ "logGroupName": "g", "retentionInDays": 1 });
    rig.ok("logs", "PutRetentionPolicy", input).await;
    rig.cloud.logs.append(
        "g",
        "s",
        vec![(rig.core.clock.now_millis(), "old".to_owned())],
    );
    eventually(|| async {
        let all = rig
            .ok("logs", "FilterLogEvents", json!({ "logGroupName": "g" }))
            .await;
        messages(&all).is_empty().then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_deleted_group_comes_back_empty() {
    let rig = Rig::new();
    group(&rig, "g", &["s"]).await;
    put(&rig, "g", "s", &[(0, "old")]).await;
    rig.ok("logs", "DeleteLogGroup", json!({ "logGroupName": "g" }))
        .await;
    let gone = rig
        .call("logs", "FilterLogEvents", json!({ "logGroupName": "g" }))
        .await;
    assert_eq!(gone.unwrap_err().code, "ResourceNotFoundException");
    group(&rig, "g", &["s"]).await;
    let all = rig
        .ok("logs", "FilterLogEvents", json!({ "logGroupName": "g" }))
        .await;
    assert_eq!(messages(&all), Vec::<&str>::new());
}

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let rig = Rig::new();
    group(&rig, "g", &["s"]).await;
    put(&rig, "g", "s", &[(0, "kept")]).await;
    let dir = Arc::clone(&rig.dir);
    rig.core.stop();
    drop(rig);
    let reopened =
        || async { coagent_local::store::Store::open(&dir.path().join("store.redb")).ok() };
    drop(eventually(reopened).await);
    let rig = Rig::in_dir(dir, 1.0);
    let all = rig
        .ok("logs", "FilterLogEvents", json!({ "logGroupName": "g" }))
        .await;
    assert_eq!(messages(&all), ["kept"]);
    let input = json!({ "logGroupName": "g", "logStreamNamePrefix": "s" });
    let streams = rig.ok("logs", "DescribeLogStreams", input).await;
    assert_eq!(streams["logStreams"][0]["lastEventTimestamp"], START);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_writes_into_its_group() {
    let rig = Rig::new();
    rig.function("printer", json!({})).await;
    rig.invoke(
        "printer",
        json!({ "do": "print", "text": "hello from inside" }),
    )
    .await;
    let input =
        json!({ "logGroupName": "/aws/lambda/printer", "filterPattern": "\"from inside\"" });
    eventually(|| async {
        let found = rig
            .call("logs", "FilterLogEvents", input.clone())
            .await
            .ok()?;
        (messages(&found) == ["hello from inside\n"]).then_some(())
    })
    .await;
}
