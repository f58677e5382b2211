//! YAML and JSON text → [`Node`]. The only module that names the YAML library.

mod build;
mod dashes;
mod merge;
mod scalar;
mod tags;

use dashes::Dashes;
use granit_parser::{Event, Parser, ScanError, StrInput, options};

use crate::diagnostic::{Problem, Reporter};
use crate::node::Node;
use crate::position::{Pos, Span};

pub(crate) use scalar::typed;

/// Levels of nesting accepted; CloudFormation templates rarely pass 20.
const MAX_DEPTH: u32 = 200;
/// Nodes accepted once every alias is written out: about fifty times the largest template.
const MAX_NODES: u32 = 1_000_000;

/// Reads one document. Problems that leave a usable tree, such as a duplicate key, are reported and
/// reading goes on; `None` means that there is no tree.
pub(crate) fn read(text: &str, reporter: &mut Reporter) -> Option<Node> {
    if u32::try_from(text.len()).is_err() {
        reporter.error(Problem::new(
            "too-large",
            Span::first(),
            "text is larger than 4 GiB",
        ));
        return None;
    }
    let (hidden, dashes) = Dashes::hide(text);
    let mut builder = build::Builder::new(reporter);
    for event in parser(&hidden) {
        match event {
            Ok((Event::StreamEnd, _)) => break,
            Ok((event, span)) => builder.event(dashes.restore(event, &span), &span)?,
            Err(error) => {
                builder.reporter.error(syntax_problem(text, &error));
                return None;
            }
        }
    }
    builder.finish()
}

fn parser(text: &str) -> Parser<'_, StrInput<'_>> {
    let settings = options! { emit_comments: false, emit_unresolved_aliases: true };
    Parser::new_from_str_with_options(text, settings)
}

fn syntax_problem(text: &str, error: &ScanError) -> Problem {
    let start = position(error.marker());
    let span = Span { start, end: start };
    if let Some(at) = tab_in_indentation(text, start) {
        return Problem::new("tab-indentation", at, "a tab is used for indentation")
            .hint("YAML is indented with spaces");
    }
    Problem::new("syntax", span, format!("not valid YAML: {}", error.info()))
}

/// The tab in the indentation of the line at `at` or of the one before it.
fn tab_in_indentation(text: &str, at: Pos) -> Option<Span> {
    let mut offset = 0u32;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let number = index as u32 + 1;
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let tab = line[..indent].find('\t').map(|tab| tab as u32);
        if let (Some(tab), true) = (tab, number == at.line || number + 1 == at.line) {
            let start = Pos {
                line: number,
                column: tab + 1,
                offset: offset + tab,
            };
            let end = Pos {
                line: number,
                column: tab + 2,
                offset: offset + tab + 1,
            };
            return Some(Span { start, end });
        }
        if number > at.line {
            break;
        }
        offset += line.len() as u32;
    }
    None
}

fn position(marker: &granit_parser::Marker) -> Pos {
    Pos {
        line: marker.line() as u32,
        column: marker.col() as u32 + 1,
        offset: marker.byte_offset().unwrap_or(0) as u32,
    }
}

fn position_span(span: &granit_parser::Span) -> Span {
    Span {
        start: position(&span.start),
        end: position(&span.end),
    }
}
