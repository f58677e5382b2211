//! Doc-Tales: the sample events pass, or do not pass, the filters of the template.

use coagent_pattern::{Event, Pattern};
use serde_json::Value as Json;

use crate::stack::{DOC_TALES, Stack};

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!(
            "../../../../templates/doc-tales/events/",
            $name,
            ".json"
        ))
    };
}

fn stack() -> Stack {
    Stack::new("doc-tales.yaml", DOC_TALES, "local")
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).expect("JSON")
}

/// Whether the stream's filter lets the first record of a sample through.
fn passes(sample: &str) -> bool {
    let stack = stack();
    let filters = &stack.get("NotificationSource")["FilterCriteria"]["Filters"];
    let pattern = Pattern::parse(filters[0]["Pattern"].as_str().expect("a pattern"));
    let record = json(sample)["Records"][0].to_string();
    let event = Event::parse(&record).expect("an event");
    pattern.expect("a valid pattern").matches(&event)
}

#[test]
fn a_row_is_announced_when_it_becomes_urgent_and_only_then() {
    assert!(passes(sample!("notification")));
    assert!(!passes(sample!("filtered-not-urgent")));
    assert!(!passes(sample!("filtered-already-urgent")));
}

#[test]
fn a_row_that_is_urgent_from_the_start_is_announced() {
    let mut sample = json(sample!("notification"));
    let record = &mut sample["Records"][0];
    record["eventName"] = "INSERT".into();
    record["dynamodb"]
        .as_object_mut()
        .expect("an object")
        .remove("OldImage");
    assert!(passes(&sample.to_string()));
}

#[test]
fn the_request_carries_the_sample_communication() {
    let request = json(sample!("ingestion"));
    let body = json(request["body"].as_str().expect("a body"));
    assert_eq!(body, json(sample!("communication")));
}

#[test]
fn the_stored_object_is_one_that_the_bucket_tells_of() {
    let stack = stack();
    let bucket = stack.get("RawCommunications");
    let notification = &bucket["NotificationConfiguration"]["LambdaConfigurations"][0];
    let suffix = &notification["Filter"]["S3Key"]["Rules"][0]["Value"];
    let stored = json(sample!("dimension-extraction"))["Records"][0]["s3"].clone();
    let key = stored["object"]["key"].as_str().expect("a key");
    assert!(key.ends_with(suffix.as_str().expect("a suffix")), "{key}");
    assert_eq!(stored["bucket"]["name"], bucket["BucketName"]);
}
