//! Putting values into a template.

use super::path::Path;
use super::template::{Piece, Template};
use super::{Context, event};
use crate::json::{Node, Shape, write_string};
use std::collections::BTreeMap;

/// What a placeholder stands for.
enum Found {
    Missing,
    /// A string, decoded.
    Text(String),
    /// Anything else, as compact JSON.
    Json(String),
    /// No variable at all: it stays as written.
    Unknown,
}

pub(super) fn fill(
    template: &Template,
    paths: &BTreeMap<String, Path>,
    event_text: &str,
    context: &Context<'_>,
) -> String {
    let event = Node::parse(event_text).ok();
    let mut out = String::new();
    for piece in &template.pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Variable { name, quoted } => {
                let found = match paths.get(name) {
                    Some(path) => event
                        .as_ref()
                        .map_or(Found::Missing, |event| at(path, event)),
                    None => reserved(name, event.as_ref(), event_text, context),
                };
                match (found, template.is_object) {
                    (Found::Unknown, _) => out.push_str(&format!("<{name}>")),
                    (found, true) => put_typed(&mut out, found, *quoted),
                    (found, false) => put_plain(&mut out, found),
                }
            }
        }
    }
    out
}

fn at(path: &Path, event: &Node<'_>) -> Found {
    let Some(text) = path.text_in(event) else {
        return Found::Missing;
    };
    match Node::parse(&text).map(|node| node.shape) {
        Ok(Shape::String(decoded)) => Found::Text(decoded),
        _ => Found::Json(text),
    }
}

fn reserved(
    name: &str,
    event: Option<&Node<'_>>,
    event_text: &str,
    context: &Context<'_>,
) -> Found {
    match name {
        "aws.events.rule-arn" => Found::Text(context.rule_arn.into()),
        "aws.events.rule-name" => Found::Text(context.rule_name.into()),
        "aws.events.event.ingestion-time" => Found::Text(context.ingestion_time.into()),
        "aws.events.event.json" => {
            Found::Json(event.map_or_else(|| event_text.to_string(), Node::compact))
        }
        "aws.events.event" => event.map_or(Found::Missing, |e| Found::Json(event::envelope(e))),
        _ => Found::Unknown,
    }
}

/// In a JSON object values keep their type; inside quotes, strings are escaped and everything
/// else is inserted as it is, even when that breaks the JSON.
fn put_typed(out: &mut String, found: Found, quoted: bool) {
    match (found, quoted) {
        (Found::Missing, false) => out.push_str("\"\""),
        (Found::Text(text), false) => write_string(out, &text),
        (Found::Text(text), true) => {
            let mut literal = String::new();
            write_string(&mut literal, &text);
            out.push_str(&literal[1..literal.len() - 1]);
        }
        (Found::Json(json), _) => out.push_str(&json),
        (Found::Missing | Found::Unknown, _) => {}
    }
}

/// Elsewhere strings go in unescaped, and objects and arrays lose their quotes.
fn put_plain(out: &mut String, found: Found) {
    match found {
        Found::Text(text) => out.push_str(&text),
        Found::Json(json) => out.push_str(&json.replace('"', "")),
        Found::Missing | Found::Unknown => {}
    }
}
