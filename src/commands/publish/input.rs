//! What was typed or read → events to be sent.

use std::{fs, io::Read, path::Path};

use coagent_processors::catalogue::{self, EventType, Sampler};
use serde_json::{Value, json};

use super::{Args, sample};
use crate::{
    context::Context,
    error::{Error, Kind, Result},
    plan::publish::Entry,
};

/// An event before it is known where it goes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    /// What it is called in messages: `user-created`, `events.ndjson:3`.
    pub(super) place: String,
    source: String,
    detail_type: String,
    detail: Value,
    resources: Vec<String>,
    time: Option<String>,
}

impl Draft {
    /// The entry for a bus.
    pub(super) fn entry(self, bus: &str) -> Entry {
        Entry {
            bus: bus.to_owned(),
            source: self.source,
            detail_type: self.detail_type,
            detail: self.detail.to_string(),
            resources: self.resources,
            time: self.time,
        }
    }
}

/// The events that the command line asks for, at least one.
pub(super) fn drafts(args: &Args, ctx: &Context) -> Result<Vec<Draft>> {
    match (&args.event, &args.source, &args.data) {
        (Some(name), _, data) => {
            let event = sample::event_type(name).map_err(|error| match error.kind {
                Kind::NotFound => {
                    error.hint("any other event: --source, --detail-type and --detail")
                }
                _ => error,
            })?;
            catalogued(args, event, data.as_deref(), ctx)
        }
        (None, Some(source), _) => Ok(vec![spelled_out(args, source)?]),
        (None, None, Some(file)) => whole(file),
        (None, None, None) => Err(Error::usage("It is not said which event to publish")
            .hint("coagent publish user-created")
            .hint("coagent events list")),
    }
}

fn catalogued(
    args: &Args,
    event: &'static EventType,
    data: Option<&Path>,
    ctx: &Context,
) -> Result<Vec<Draft>> {
    let given = data.map(|file| json_of(file, &read(file)?)).transpose()?;
    let seed = args.seed.unwrap_or_else(|| ctx.seed());
    let mut drafts = Vec::new();
    for number in 0..u64::from(args.count) {
        let mut sampler = Sampler::new(seed.wrapping_add(number), ctx.now());
        let mut detail = given.clone().unwrap_or_else(|| event.sample(&mut sampler));
        for assignment in &args.set {
            sample::set(&mut detail, assignment)?;
        }
        drafts.push(Draft {
            place: format!("`{}`", event.name()),
            source: event.source().to_owned(),
            detail_type: event.detail_type().to_owned(),
            detail,
            resources: args.resource.clone(),
            time: None,
        });
    }
    Ok(drafts)
}

fn spelled_out(args: &Args, source: &str) -> Result<Draft> {
    let detail: Value = serde_json::from_str(&args.detail)
        .map_err(|cause| Error::usage("--detail is not JSON").because(cause))?;
    if !detail.is_object() {
        return Err(Error::usage("--detail is not a JSON object"));
    }
    Ok(Draft {
        place: "The event".to_owned(),
        source: source.to_owned(),
        detail_type: args.detail_type.clone().unwrap_or_default(),
        detail,
        resources: args.resource.clone(),
        time: None,
    })
}

/// Whole events from a file: an object, an array of them, or one a line.
fn whole(file: &Path) -> Result<Vec<Draft>> {
    let text = read(file)?;
    let name = called(file);
    let events = match serde_json::from_str::<Value>(&text) {
        Ok(Value::Array(events)) => numbered(events, |index| format!("{name}[{index}]")),
        Ok(event) => vec![(name.clone(), event)],
        Err(_) => lines(&name, &text)?,
    };
    if events.is_empty() {
        return Err(Error::usage(format!("{name} has no events")));
    }
    events
        .into_iter()
        .map(|(place, event)| enveloped(place, event))
        .collect()
}

fn numbered(events: Vec<Value>, place: impl Fn(usize) -> String) -> Vec<(String, Value)> {
    events
        .into_iter()
        .enumerate()
        .map(|(index, event)| (place(index), event))
        .collect()
}

fn lines(name: &str, text: &str) -> Result<Vec<(String, Value)>> {
    let named = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    named
        .map(|(index, line)| {
            let place = format!("{name}:{}", index + 1);
            let event = serde_json::from_str(line)
                .map_err(|cause| Error::usage(format!("{place} is not JSON")).because(cause))?;
            Ok((place, event))
        })
        .collect()
}

/// An event with its envelope, as EventBridge delivers it or as PutEvents takes it.
fn enveloped(place: String, event: Value) -> Result<Draft> {
    let text = |names: [&str; 2]| {
        let found = names.iter().find_map(|name| event.get(name)?.as_str());
        found.map(str::to_owned)
    };
    let missing = |field: &str| {
        let error = Error::usage(format!("{place} has no `{field}`"));
        error.hint(r#"an event looks like {"source": "a.b", "detail-type": "C", "detail": {}}"#)
    };
    let detail = event.get("detail").or_else(|| event.get("Detail"));
    let detail = detail.cloned().ok_or_else(|| missing("detail"))?;
    let resources = event.get("resources").or_else(|| event.get("Resources"));
    Ok(Draft {
        source: text(["source", "Source"]).ok_or_else(|| missing("source"))?,
        detail_type: text(["detail-type", "DetailType"]).ok_or_else(|| missing("detail-type"))?,
        detail: unfolded(detail),
        resources: resources.map(strings).unwrap_or_default(),
        time: text(["time", "Time"]),
        place,
    })
}

/// PutEvents takes the detail as JSON in text; an event has it as an object.
fn unfolded(detail: Value) -> Value {
    match &detail {
        Value::String(text) => serde_json::from_str(text).unwrap_or(detail),
        _ => detail,
    }
}

fn strings(value: &Value) -> Vec<String> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// Checks every event that the catalogue knows; all that is wrong is said at once.
pub(super) fn validate(drafts: &[Draft]) -> Result<()> {
    let mut wrong = Vec::new();
    for draft in drafts {
        let known = catalogue::find_by_envelope(&draft.source, &draft.detail_type);
        let Some(Err(violations)) = known.map(|event| event.validate(&draft.detail)) else {
            continue;
        };
        wrong.extend(
            violations
                .iter()
                .map(|violation| format!("{} {violation}", draft.place)),
        );
    }
    let Some(first) = wrong.first() else {
        return Ok(());
    };
    let text = match wrong.len() {
        1 => format!("The event is not valid: {first}"),
        _ => format!("The events are not valid:\n  {}", wrong.join("\n  ")),
    };
    Err(Error::usage(text).hint("nothing was sent; `coagent events show EVENT` has the fields"))
}

/// What a file is called in messages.
fn called(file: &Path) -> String {
    if file == Path::new("-") {
        return "stdin".to_owned();
    }
    file.display().to_string()
}

fn read(file: &Path) -> Result<String> {
    let failed = |cause| Error::usage(format!("Failed to read {}", called(file))).because(cause);
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(failed)?;
        return Ok(text);
    }
    fs::read_to_string(file).map_err(failed)
}

fn json_of(file: &Path, text: &str) -> Result<Value> {
    let value: Value = serde_json::from_str(text)
        .map_err(|cause| Error::usage(format!("{} is not JSON", called(file))).because(cause))?;
    // A whole event stands for its detail.
    let envelope = value.get("detail-type").is_some() && value.get("detail").is_some();
    Ok(if envelope {
        value["detail"].clone()
    } else {
        json!(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_of_put_events_is_an_event_too() {
        let entry = json!({ "Source": "a", "DetailType": "B", "Detail": "{\"c\":1}" });
        let draft = enveloped("x".into(), entry).unwrap();
        assert_eq!(
            (draft.source.as_str(), draft.detail_type.as_str()),
            ("a", "B")
        );
        assert_eq!(draft.detail, json!({ "c": 1 }));
    }

    #[test]
    fn an_event_without_a_source_is_refused_by_its_place() {
        let event = json!({ "detail-type": "B", "detail": {} });
        let error = enveloped("events.ndjson:3".into(), event).unwrap_err();
        assert_eq!(error.message, "events.ndjson:3 has no `source`");
    }

    #[test]
    fn a_violation_names_its_path() {
        let event =
            json!({ "source": "bayon.coagent.user", "detail-type": "User Created", "detail": {} });
        let error = validate(&[enveloped("e".into(), event).unwrap()]).unwrap_err();
        assert!(
            error.message.contains("$.detail.email"),
            "{}",
            error.message
        );
    }
}
