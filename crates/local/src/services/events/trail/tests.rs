//! What is kept of events and their deliveries.

use super::*;
use crate::services::events::{
    envelope::Incoming,
    model,
    registry::{RuleId, Target},
};

pub(super) fn target(id: &str) -> Arc<Target> {
    let rule = Arc::new(RuleId {
        arn: "arn:aws:events:us-east-1:000000000000:rule/r".into(),
        name: "r".into(),
        bus: "default".into(),
    });
    let spec = serde_json::json!({"Id": id, "Arn": "arn:aws:sqs:us-east-1:000000000000:q"});
    let spec: model::Target = serde_json::from_value(spec).unwrap();
    Arc::new(Target::new(&rule, spec, 1).unwrap())
}

pub(super) fn incoming(id: u128, text: &str) -> Incoming {
    Incoming {
        id: Uuid::from_u128(id),
        bus: "default".to_owned(),
        source: "shop\n\"".to_owned(),
        detail_type: "t".to_owned(),
        time: 5,
        text: text.into(),
        trace: Some("Root=1".into()),
        replay: None,
        forwarded: false,
    }
}

/// A parcel of events that go to one target each.
fn parcel(first: u64, events: u64) -> Parcel {
    let mut parcel = Parcel::new(first, 1);
    for number in 0..events {
        parcel.add(&incoming(u128::from(first + number), "{}"), &[&target("t")]);
    }
    parcel
}

/// What a queue calls the message that the event at this place became.
fn id(place: u64) -> Uuid {
    Uuid::from_u128(u128::from(place))
}

#[tokio::test]
async fn what_a_queue_took_together_is_known_of_each_event() {
    let (store, trail, mut batch) = (Store::in_memory(), Trail::default(), Batch::new());
    trail.begin(parcel(10, 3), &mut batch);
    trail.begin(parcel(20, 2), &mut batch);
    let delivered = |place| (Key { place, number: 0 }, 1, id(place));
    let together = [10, 11, 20, 21].map(delivered);
    trail.save_delivered(&mut batch, 9, together.into());
    assert_eq!(batch.of_table(DELIVERIES).count(), 2, "one for each parcel");
    trail.close([10, 11, 20, 21]);
    store.commit(batch).durable().await.unwrap();

    let (again, traced) = Trail::load(&store).unwrap();
    for trail in [&trail, &again] {
        assert_eq!(trail.oldest_open(), (1, Some(12)));
        let places = [10, 11, 12, 20, 21, 99];
        let read = trail.read(&store, &places).unwrap();
        let ids = read.iter().map(|traced| {
            let record = traced.deliveries.get(0);
            record.and_then(|record| record.request_id.clone())
        });
        let expected = [Some(10), Some(11), None, Some(20), Some(21)];
        let expected = expected.map(|place| place.map(|place| id(place).to_string()));
        assert_eq!(ids.collect::<Vec<_>>(), expected);
    }
    assert_eq!(traced.len(), 5);
    let texts = again.texts(&store, &[12, 20]).unwrap();
    assert_eq!(texts.into_keys().collect::<Vec<_>>(), [12, 20]);
}

#[tokio::test]
async fn each_attempt_is_known_until_its_event_goes() {
    let (store, trail, mut batch) = (Store::in_memory(), Trail::default(), Batch::new());
    trail.begin(parcel(10, 2), &mut batch);
    let key = Key {
        place: 11,
        number: 0,
    };
    for attempts in [1, 2] {
        let record = DeliveryRecord {
            state: DeliveryState::Retrying,
            attempts,
            at: i64::from(attempts) * 100,
            error_code: Some("THROTTLING".into()),
            error_message: Some(format!("not now, {attempts}")),
            ..DeliveryRecord::default()
        };
        trail.save(&mut batch, key, &record);
    }
    trail.save_delivered(&mut batch, 900, vec![(key, 3, id(11))]);
    store.commit(batch).durable().await.unwrap();

    let (again, _) = Trail::load(&store).unwrap();
    for trail in [&trail, &again] {
        let read = trail.read(&store, &[11]).unwrap();
        let failed = read[0].deliveries.failed(0).iter();
        let failed: Vec<_> = failed
            .map(|attempt| (attempt.count, attempt.at, attempt.error_message.as_str()))
            .collect();
        assert_eq!(failed, [(1, 100, "not now, 1"), (2, 200, "not now, 2")]);
        let last = read[0].deliveries.get(0).unwrap();
        assert_eq!((last.attempts, last.at), (3, 900));
    }
}
