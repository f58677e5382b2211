//! `--edit`: the selected messages in the user's editor.

use std::{collections::BTreeMap, fs, io::Write, process::Command};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    apply::{hidden, peek},
    aws::{Aws, sqs::Queue},
    context::Context,
    error::{Doing, Error, Result},
    plan::{
        dead_letter::{self, Filter, Roll, payload},
        message::Message,
    },
};

/// Messages that are edited at most: more nobody reads.
const MOST: usize = 500;

/// A message in the editor.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Page {
    message: String,
    event: Value,
}

/// Opens what is meant in the editor; the events as they were left, by message id. A message that
/// was taken out of the text is not among them.
pub(super) async fn edit(
    ctx: &Context,
    aws: &Aws,
    queue: &Queue,
    filter: &Filter,
    max: usize,
) -> Result<BTreeMap<String, String>> {
    let mut roll = Roll::of(filter);
    let wanted = |message: &Message| {
        let letter = dead_letter::of(message);
        roll.meet(message, &letter);
        filter.matches(message, &letter)
    };
    let limit = max.min(MOST);
    let seen = peek::peek(aws, queue, limit, wanted).await?;
    let absent = roll.absent();
    if seen.to_the_end && !absent.is_empty() {
        let ids = absent.join("`, `");
        let nothing = format!("Queue `{}` showed no message `{ids}`", queue.name);
        let error = Error::not_found(nothing + &hidden::said(seen.hidden));
        return Err(error.hint("nothing was edited or sent"));
    }
    if seen.messages.is_empty() {
        let nothing = format!("Queue `{}` showed no message that is meant", queue.name);
        return Err(Error::not_found(nothing));
    }
    if !seen.to_the_end && limit == MOST {
        ctx.ui
            .warn(format!("only the first {MOST} messages are edited"));
    }
    let bodies: BTreeMap<String, String> = seen
        .messages
        .into_iter()
        .map(|message| (message.id, payload(&message.body)))
        .collect();
    let text = open(ctx, &write(&bodies)?)?;
    read(&text, &bodies).map_err(|wrong| {
        Error::usage(format!("What the editor left cannot be used: {wrong}"))
            .hint("nothing was sent; edit again")
    })
}

/// JSON that people can edit; text that is no JSON is a string.
fn write(bodies: &BTreeMap<String, String>) -> Result<String> {
    let page = |(message, body): (&String, &String)| Page {
        message: message.clone(),
        event: value(body),
    };
    let pages: Vec<Page> = bodies.iter().map(page).collect();
    serde_json::to_string_pretty(&pages).doing(|| "Failed to write the messages".into())
}

fn value(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_else(|_| Value::String(body.to_owned()))
}

fn open(ctx: &Context, text: &str) -> Result<String> {
    let doing = || "Failed to write a file for the editor".to_owned();
    let mut file = tempfile::Builder::new()
        .prefix("coagent-")
        .suffix(".json")
        .tempfile()
        .doing(doing)?;
    file.write_all(text.as_bytes()).doing(doing)?;
    let editor = ctx.editor();
    // As git does: what is in the variable may have options of its own.
    let ran = Command::new("sh")
        .args(["-c", &format!("{editor} \"$1\""), "editor"])
        .arg(file.path())
        .status();
    let ran = ran.doing(|| format!("Failed to start the editor `{editor}`"))?;
    if !ran.success() {
        let failed = format!("The editor `{editor}` failed: nothing was sent");
        return Err(Error::usage(failed).hint("choose another one with EDITOR"));
    }
    fs::read_to_string(file.path()).doing(|| "Failed to read what was edited".into())
}

/// What the editor left; a body that was not touched stays as it is to the byte.
fn read(text: &str, bodies: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, String> {
    let pages: Vec<Page> = serde_json::from_str(text).map_err(|cause| cause.to_string())?;
    let mut edited = BTreeMap::new();
    for Page { message, event } in pages {
        let before = bodies
            .get(&message)
            .ok_or_else(|| format!("there was no message `{message}`"))?;
        let after = match event {
            event if event == value(before) => before.clone(),
            Value::String(text) => text,
            event => event.to_string(),
        };
        if edited.insert(message.clone(), after).is_some() {
            return Err(format!("message `{message}` is there twice"));
        }
    }
    Ok(edited)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies() -> BTreeMap<String, String> {
        [("a", "{ \"n\": 1 }"), ("b", "text")]
            .map(|(id, body)| (id.to_owned(), body.to_owned()))
            .into()
    }

    #[test]
    fn what_was_not_touched_is_the_same_to_the_byte() {
        let text = write(&bodies()).unwrap();
        assert_eq!(read(&text, &bodies()), Ok(bodies()));
    }

    #[test]
    fn what_was_changed_is_taken_and_what_was_taken_out_is_not() {
        let text = r#"[{"message": "a", "event": {"n": 2}}]"#;
        let edited = read(text, &bodies()).unwrap();
        assert_eq!(edited, [("a".to_owned(), r#"{"n":2}"#.to_owned())].into());
    }

    #[test]
    fn what_is_no_message_is_named() {
        assert!(read("[", &bodies()).is_err());
        let other = r#"[{"message": "c", "event": 1}]"#;
        assert!(read(other, &bodies()).unwrap_err().contains("`c`"));
        let twice = r#"[{"message": "a", "event": 1}, {"message": "a", "event": 2}]"#;
        assert!(read(twice, &bodies()).unwrap_err().contains("twice"));
    }
}
