//! Where a dead letter goes, and what is sent there.

use std::collections::BTreeMap;

use coagent_pattern::transform::{Context, InputSettings, InputTransformer, TargetInput};

use super::{Delivery, Destination, Outgoing, REDRIVES, counted, edit};
use crate::{
    aws::{
        eventbridge::Target,
        holdings::{Routed, name_of},
    },
    plan::{
        dead_letter::{DeadLetter, Found, Kind, payload},
        message::Message,
    },
};

/// Where messages are to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum To {
    /// Each to the target that failed.
    Target,
    /// All to one place.
    Place(Destination),
}

/// What is known of the surroundings of a dead-letter queue.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    /// The rules whose dead letters come here, by ARN.
    pub(crate) rules: BTreeMap<String, Routed>,
    /// ARNs of the queues that move messages here.
    pub(crate) sources: Vec<String>,
}

/// The way out that every refusal ends with.
const CHOOSE: &str = "choose with --to function NAME or --to queue NAME";

/// What of a message is sent where, and the event that it is made of.
///
/// # Errors
/// Why it cannot be sent anywhere, for people.
pub(crate) fn route(
    message: &Message,
    letter: &DeadLetter,
    around: &Around,
    to: &To,
    changes: &edit::Changes,
) -> Result<(Delivery, String), String> {
    let mut message = message.clone();
    let destination = match to {
        To::Place(place) => place.clone(),
        To::Target => target(&message, letter, around)?,
    };
    // The envelope of a destination record is Lambda's; what is changed is what was to be delivered.
    let whole = matches!(
        to,
        To::Place(Destination::Queue { .. } | Destination::File { .. })
    );
    let body = if whole {
        message.body.clone()
    } else {
        payload(&message.body)
    };
    message.body = changes.apply(&message.id, &body)?;
    let event = payload(&message.body);
    let delivery = match (to, letter.kind) {
        (To::Target, Kind::Rule) => as_the_rule_would(&message, letter, around, destination)?,
        _ => deliver(destination, counted(&message), &message),
    };
    Ok((delivery, event))
}

/// The target that failed.
fn target(message: &Message, letter: &DeadLetter, around: &Around) -> Result<Destination, String> {
    match letter.kind {
        Kind::Rule => by_arn(letter.target_arn.as_deref().unwrap_or_default()),
        Kind::Function | Kind::Processor => the_function(letter),
        Kind::Queue => the_source(message, around),
    }
}

fn by_arn(arn: &str) -> Result<Destination, String> {
    let mut parts = arn.splitn(6, ':').skip(2);
    let (service, resource) = (parts.next(), parts.nth(2).unwrap_or_default());
    match service {
        Some("lambda") => Ok(Destination::Function {
            name: arn.to_owned(),
        }),
        Some("sqs") => Ok(Destination::Queue {
            arn: arn.to_owned(),
        }),
        Some("events") if resource.starts_with("event-bus/") => Ok(Destination::Bus {
            name: arn.to_owned(),
        }),
        _ if arn.is_empty() => Err(format!(
            "the message does not say which target failed: {CHOOSE}"
        )),
        _ => Err(format!(
            "its target `{arn}` is no function, queue or event bus: {CHOOSE}"
        )),
    }
}

/// Lambda's own dead letters do not name their function; there must be no doubt about it.
fn the_function(letter: &DeadLetter) -> Result<Destination, String> {
    match (letter.target(), &letter.found) {
        (Some(arn), _) => by_arn(arn),
        (None, Some(Found::Unknown(why))) => Err(format!("{why}: {CHOOSE}")),
        (None, _) => Err(format!(
            "the message does not say which function failed: {CHOOSE}"
        )),
    }
}

fn the_source(message: &Message, around: &Around) -> Result<Destination, String> {
    match (&message.source_queue, around.sources.as_slice()) {
        (Some(arn), _) => by_arn(arn),
        (None, [only]) => by_arn(only),
        (None, _) => Err(format!(
            "the message does not say which queue it comes from: {CHOOSE}"
        )),
    }
}

/// What the rule would have sent, made anew from the event.
fn as_the_rule_would(
    message: &Message,
    letter: &DeadLetter,
    around: &Around,
    destination: Destination,
) -> Result<Delivery, String> {
    let rule_arn = letter.rule_arn.as_deref().unwrap_or_default();
    let rule = name_of(rule_arn);
    let gone = || {
        format!(
            "the rule `{rule}` has this target no more, so what it would send is not known: {CHOOSE}"
        )
    };
    let routed = around.rules.get(rule_arn).ok_or_else(gone)?;
    let wanted = letter.target_arn.as_deref().unwrap_or_default();
    let mut targets = routed.targets.iter().filter(|target| target.arn == wanted);
    let target = targets.next().ok_or_else(gone)?;
    if targets.any(|other| settings(other) != settings(target)) {
        return Err(format!(
            "the rule `{rule}` has several targets at `{wanted}`: {CHOOSE}"
        ));
    }
    let body = input(target, rule, rule_arn, &message.body)?;
    let bare = Message {
        attributes: message
            .attributes
            .iter()
            .filter(|(name, _)| *name == REDRIVES)
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        group: target.message_group_id.clone(),
        body,
        ..message.clone()
    };
    Ok(deliver(destination, counted(&bare), message))
}

fn settings(target: &Target) -> InputSettings {
    let transformer = target.input_transformer.clone();
    InputSettings {
        input: target.input.clone(),
        input_path: target.input_path.clone(),
        input_transformer: transformer.map(|(paths_map, template)| InputTransformer {
            paths_map,
            template,
        }),
    }
}

fn input(target: &Target, rule: &str, rule_arn: &str, event: &str) -> Result<String, String> {
    let input =
        TargetInput::new(&target.id, &settings(target)).map_err(|cause| cause.to_string())?;
    // When the bus received it is not in the dead letter; the event's own time is the nearest.
    let time = serde_json::from_str::<serde_json::Value>(event).ok();
    let time = time.and_then(|event| event.get("time")?.as_str().map(str::to_owned));
    let context = Context {
        rule_arn,
        rule_name: rule,
        ingestion_time: time.as_deref().unwrap_or_default(),
    };
    input.apply(event, &context).map_err(|failure| {
        format!(
            "the rule `{rule}` makes no JSON of it ({failure}); mend the rule, or --set the event"
        )
    })
}

/// To functions and buses goes the body alone. A FIFO queue knows a message that is sent twice by
/// the id that it had before, and takes it once.
fn deliver(destination: Destination, content: Outgoing, message: &Message) -> Delivery {
    let content = match &destination {
        Destination::Function { .. } | Destination::Bus { .. } => Outgoing {
            body: content.body,
            ..Outgoing::default()
        },
        queue if queue.is_fifo() => Outgoing {
            group: content.group.or_else(|| Some(message.id.clone())),
            deduplication: Some(message.id.clone()),
            ..content
        },
        Destination::Queue { .. } => Outgoing {
            group: None,
            ..content
        },
        Destination::File { .. } => content,
    };
    Delivery {
        destination,
        content,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{
        dead_letter::read,
        message::{Attribute, Value},
    };

    const RULE: &str = "arn:aws:events:r:1:rule/bus/sync";
    const FUNCTION: &str = "arn:aws:lambda:r:1:function:sync";
    const QUEUE: &str = "arn:aws:sqs:r:1:work";
    const EVENT: &str =
        r#"{"id":"e1","detail-type":"Synced","time":"2026-01-01T00:00:00Z","detail":{"n":1}}"#;

    fn text(text: &str) -> Attribute {
        Attribute {
            kind: "String".into(),
            value: Value::Text(text.into()),
        }
    }

    fn message(attributes: &[(&str, &str)]) -> Message {
        let attributes = attributes.iter();
        Message {
            id: "m1".into(),
            body: EVENT.into(),
            attributes: attributes
                .map(|(name, value)| ((*name).to_owned(), text(value)))
                .collect(),
            ..Message::default()
        }
    }

    fn of_rule(target: &str) -> Message {
        message(&[("RULE_ARN", RULE), ("TARGET_ARN", target)])
    }

    fn around(target: Target) -> Around {
        let routed = Routed {
            targets: vec![target],
            ..Routed::default()
        };
        Around {
            rules: [(RULE.to_owned(), routed)].into(),
            ..Around::default()
        }
    }

    fn to_target(message: &Message, around: &Around) -> Result<Delivery, String> {
        let letter = read(&message.texts(), &message.body);
        let none = edit::Changes::default();
        route(message, &letter, around, &To::Target, &none).map(|(delivery, _)| delivery)
    }

    fn target(arn: &str) -> Target {
        Target {
            id: "t".into(),
            arn: arn.into(),
            ..Target::default()
        }
    }

    #[test]
    fn a_rules_dead_letter_goes_to_its_target_alone() {
        let delivery = to_target(&of_rule(FUNCTION), &around(target(FUNCTION))).unwrap();
        let name = FUNCTION.to_owned();
        assert_eq!(delivery.destination, Destination::Function { name });
        assert_eq!(delivery.content.body, EVENT);
    }

    #[test]
    fn the_input_is_transformed_as_the_rule_would() {
        let paths = [("n".to_owned(), "$.detail.n".to_owned())].into();
        let transformed = Target {
            input_transformer: Some((
                paths,
                r#"{"number":<n>,"by":<aws.events.rule-name>}"#.into(),
            )),
            ..target(FUNCTION)
        };
        let delivery = to_target(&of_rule(FUNCTION), &around(transformed)).unwrap();
        assert_eq!(delivery.content.body, r#"{"number":1,"by":"sync"}"#);
    }

    #[test]
    fn to_a_queue_go_body_and_count_but_not_what_describes_the_failure() {
        let grouped = Target {
            message_group_id: Some("g".into()),
            ..target("arn:aws:sqs:r:1:work.fifo")
        };
        let delivery = to_target(&of_rule(&grouped.arn), &around(grouped.clone())).unwrap();
        let names: Vec<_> = delivery.content.attributes.keys().collect();
        assert_eq!(names, [REDRIVES]);
        assert_eq!(delivery.content.group.as_deref(), Some("g"));
        assert_eq!(delivery.content.deduplication.as_deref(), Some("m1"));
    }

    #[test]
    fn a_rule_that_is_gone_leaves_the_message() {
        let reason = to_target(&of_rule(FUNCTION), &Around::default()).unwrap_err();
        assert!(
            reason.contains("`sync`") && reason.contains("--to"),
            "{reason}"
        );
        let other = around(target("arn:aws:lambda:r:1:function:other"));
        assert!(to_target(&of_rule(FUNCTION), &other).is_err());
    }

    #[test]
    fn a_function_that_is_not_named_must_have_been_found() {
        let message = message(&[("RequestID", "r"), ("ErrorCode", "200")]);
        let none = edit::Changes::default();
        let to = |found: Option<Found>| {
            let letter = DeadLetter {
                found,
                ..read(&message.texts(), &message.body)
            };
            let around = Around::default();
            route(&message, &letter, &around, &To::Target, &none).map(|(delivery, _)| delivery)
        };
        let name = FUNCTION.to_owned();
        for found in [Found::Only(name.clone()), Found::ByLogs(name.clone())] {
            let destination = to(Some(found)).unwrap().destination;
            assert_eq!(destination, Destination::Function { name: name.clone() });
        }
        assert!(to(None).unwrap_err().contains("which function"));
        let unknown = to(Some(Found::unknown(2, "why"))).unwrap_err();
        assert!(
            unknown.contains("which of 2 functions failed, and why: choose"),
            "{unknown}"
        );
    }

    #[test]
    fn what_a_queue_moved_goes_back_with_everything_that_it_had() {
        let mut message = message(&[("tenant", "a")]);
        message.source_queue = Some(QUEUE.into());
        message.trace = Some("Root=1".into());
        let delivery = to_target(&message, &Around::default()).unwrap();
        let arn = QUEUE.to_owned();
        assert_eq!(delivery.destination, Destination::Queue { arn });
        assert_eq!(delivery.content.attributes["tenant"], text("a"));
        assert_eq!(delivery.content.trace.as_deref(), Some("Root=1"));
    }

    #[test]
    fn a_destination_record_goes_back_as_the_payload_in_it() {
        let mut message = message(&[]);
        message.body = format!(
            r#"{{"requestContext":{{"functionArn":"{FUNCTION}"}},"requestPayload":{{"a":1}}}}"#
        );
        let delivery = to_target(&message, &Around::default()).unwrap();
        assert_eq!(delivery.content.body, r#"{"a":1}"#);
    }

    #[test]
    fn a_chosen_queue_gets_the_message_as_it_is() {
        let message = of_rule(FUNCTION);
        let letter = read(&message.texts(), &message.body);
        let to = To::Place(Destination::Queue { arn: QUEUE.into() });
        let none = edit::Changes::default();
        let (delivery, _) = route(&message, &letter, &Around::default(), &to, &none).unwrap();
        assert_eq!(delivery.content.body, EVENT);
        assert!(delivery.content.attributes.contains_key("RULE_ARN"));
    }
}
