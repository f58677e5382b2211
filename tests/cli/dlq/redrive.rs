//! Sent back with all that they had; what cannot be sent stays and is named.

use aws_sdk_sqs::{
    operation::send_message::builders::SendMessageFluentBuilder,
    types::{
        MessageAttributeValue, MessageSystemAttributeNameForSends, MessageSystemAttributeValue,
    },
};

use super::*;

/// Of every type and with labels of its own, and what X-Ray knows the message by.
#[test]
fn what_sqs_moved_goes_back_with_everything_that_it_had() {
    const TRACE: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
    let queues = Queues::new();
    let text = |kind: &str, value: &str| attribute(kind).string_value(value).build();
    let bytes = |kind: &str| attribute(kind).binary_value(Blob::new([0, 255])).build();
    let attributes = [
        ("tenant", text("String", "a")),
        ("id", text("String.uuid", "ö")),
        ("n", text("Number", "1e3")),
        ("count", text("Number.int", "7")),
        ("raw", bytes("Binary")),
        ("picture", bytes("Binary.png")),
    ]
    .map(|(name, value)| (name, value.expect("built")));
    let trace = MessageSystemAttributeValue::builder().data_type("String");
    let trace = trace.string_value(TRACE).build().expect("built");
    let call = queues.client.send_message().queue_url(queues.url("dlq"));
    let call =
        call.message_system_attributes(MessageSystemAttributeNameForSends::AwsTraceHeader, trace);
    let with = |call: SendMessageFluentBuilder, (name, value): &(&str, MessageAttributeValue)| {
        call.message_attributes(*name, value.clone())
    };
    let call = attributes.iter().fold(call, with).message_body("not json");
    queues.runtime.block_on(call.send()).expect("sent");
    let answer = queues.redrive("dlq --yes");
    assert_eq!(answer["counts"], json!({ "redriven": 1 }), "{answer}");
    let back = &queues.take("work")[0];
    let had = back.message_attributes().expect("attributes");
    for (name, value) in &attributes {
        assert_eq!(&had[*name], value);
    }
    assert_eq!(had["coagent-redrives"].string_value(), Some("1"));
    let system = back.attributes().expect("attributes");
    assert_eq!(system[&MessageSystemAttributeName::AwsTraceHeader], TRACE);
    assert_eq!(queues.take("dlq").len(), 0);
}

#[test]
fn what_cannot_be_sent_stays_and_is_named() {
    let queues = Queues::new();
    let target = text("arn:aws:lambda:us-east-1:000000000000:function:gone");
    let id = queues.send(
        "dlq",
        EVENT,
        &[("RULE_ARN", text(RULE)), ("TARGET_ARN", target)],
    );
    let answer = queues.redrive("dlq --yes");
    assert_eq!(answer["code"], 1, "{answer}");
    assert_eq!(
        (&answer["items"][0]["message"], &answer["items"][0]["state"]),
        (&json!(id), &json!("left"))
    );
    // It is there for others at once.
    assert_eq!(queues.take("dlq").len(), 1);
}

#[test]
fn what_a_destination_rejects_stays() {
    let queues = Queues::new();
    queues.send(
        "dlq",
        EVENT,
        &[
            (
                "TARGET_ARN",
                text("arn:aws:lambda:us-east-1:000000000000:function:gone"),
            ),
            ("ERROR_CODE", text("X")),
        ],
    );
    let answer = queues.redrive("dlq --yes");
    assert_eq!(
        states(&answer),
        BTreeMap::from([("rejected".to_owned(), 1)]),
        "{answer}"
    );
    assert_eq!(answer["code"], 1);
    assert_eq!(queues.take("dlq").len(), 1);
}

#[test]
fn what_came_back_three_times_needs_force() {
    let queues = Queues::new();
    let three = attribute("Number")
        .string_value("3")
        .build()
        .expect("built");
    queues.send("dlq", EVENT, &[("coagent-redrives", three)]);
    assert_eq!(
        states(&queues.redrive("dlq --yes")),
        BTreeMap::from([("left".to_owned(), 1)])
    );
    let forced = queues.redrive("dlq --yes --force");
    assert_eq!(
        states(&forced),
        BTreeMap::from([("redriven".to_owned(), 1)]),
        "{forced}"
    );
}

#[test]
fn a_change_is_made_and_no_more_than_asked_are_sent() {
    let queues = Queues::new();
    queues.send_many("dlq", 5);
    let answer = queues.redrive("dlq --yes --max 2 --set detail.email=a@b.c");
    assert_eq!(
        (&answer["others"], states(&answer)["redriven"]),
        (&json!(3), 2),
        "{answer}"
    );
    let sent = queues.take("work");
    assert_eq!(sent.len(), 2);
    assert!(
        sent[0]
            .body()
            .expect("a body")
            .contains(r#""email":"a@b.c""#)
    );
}

#[test]
fn a_file_has_what_the_queue_had() {
    let queues = Queues::new();
    queues.send("dlq", EVENT, &[("tenant", text("a"))]);
    let answer = queues.redrive("dlq --to file letters.ndjson --yes");
    assert_eq!(states(&answer)["redriven"], 1);
    let lines = fs::read_to_string(queues.world.dir().join("letters.ndjson")).expect("a file");
    let line: Value = serde_json::from_str(&lines).expect("a line of JSON");
    assert_eq!(
        (&line["body"], &line["attributes"]["tenant"]["text"]),
        (&json!(EVENT), &json!("a"))
    );
}
