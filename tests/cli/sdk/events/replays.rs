use aws_sdk_eventbridge::{
    operation::start_replay::builders::StartReplayFluentBuilder,
    primitives::DateTime,
    types::{ReplayDestination, ReplayState},
};

use super::*;
use crate::sdk::{now, until};

pub(super) async fn replays(events: &Client) {
    let archive = "arn:aws:events:us-east-1:000000000000:archive/all";
    let start = |name: &str, to: &str| {
        let to = ReplayDestination::builder().arn(to).build().unwrap();
        let replay = events
            .start_replay()
            .replay_name(name)
            .event_source_arn(archive);
        let replay = replay.event_start_time(DateTime::from_secs(1_700_000_000));
        replay
            .event_end_time(DateTime::from_secs(1_700_003_600))
            .destination(to)
    };
    start("again", BUS).send().await.unwrap();
    refused!(start("again", BUS), is_resource_already_exists_exception);
    refused_as!(
        start("other", BUS).event_source_arn(format!("{archive}s")),
        "ValidationException"
    );
    refused!(
        events.describe_replay().replay_name("nothing"),
        is_resource_not_found_exception
    );
    let done = || async {
        let shown = events
            .describe_replay()
            .replay_name("again")
            .send()
            .await
            .unwrap();
        shown.state() == Some(&ReplayState::Completed)
    };
    until("the replay completes", done).await;
    refused!(
        events.cancel_replay().replay_name("again"),
        is_illegal_status_exception
    );
    refused!(
        events.cancel_replay().replay_name("nothing"),
        is_resource_not_found_exception
    );
    let listed = events
        .list_replays()
        .name_prefix("ag")
        .send()
        .await
        .unwrap();
    assert_eq!(listed.replays()[0].replay_name(), Some("again"));
    cancelled(events, start).await;
}

/// A replay of a thousand events can be cancelled, by one who is quick enough.
async fn cancelled(events: &Client, start: impl Fn(&str, &str) -> StartReplayFluentBuilder) {
    let entry = PutEventsRequestEntry::builder()
        .source("shop")
        .detail_type("Order");
    let entry = entry.detail("{}").event_bus_name("orders").build();
    for _ in 0..100 {
        let ten = vec![entry.clone(); 10];
        events
            .put_events()
            .set_entries(Some(ten))
            .send()
            .await
            .unwrap();
    }
    let now = now() / 1000;
    for n in 0..50 {
        let name = format!("long-{n}");
        let long = start(&name, BUS).event_start_time(DateTime::from_secs(now - 3_600));
        let long = long.event_end_time(DateTime::from_secs(now + 60));
        long.send().await.unwrap();
        if let Ok(cancelled) = events.cancel_replay().replay_name(&name).send().await {
            let over = [ReplayState::Cancelling, ReplayState::Cancelled];
            return assert!(cancelled.state().is_some_and(|state| over.contains(state)));
        }
    }
    panic!("no replay was ever under way");
}
