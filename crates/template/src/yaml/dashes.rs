//! A lone dash in a flow, as in `!Split [-, !Ref Name]`: text for the parsers that CloudFormation
//! and SAM use, an error in YAML 1.2. It is read as another character, and then put back.

use std::borrow::Cow;
use std::collections::HashSet;

use granit_parser::{Event, ScalarStyle, Span};

use super::{parser, position};

/// As long as a dash, and text anywhere.
const STAND_IN: &str = "_";
/// For each the text is read once more.
const MOST: usize = 64;

/// Where dashes were in what is read.
#[derive(Default)]
pub(super) struct Dashes(HashSet<u32>);

impl Dashes {
    /// The text with something else for each lone dash.
    pub(super) fn hide(text: &str) -> (Cow<'_, str>, Dashes) {
        let mut hidden = Cow::Borrowed(text);
        let mut dashes = Dashes::default();
        if !has_one(text) {
            return (hidden, dashes);
        }
        while let Some(at) = refused(&hidden).filter(|_| dashes.0.len() < MOST) {
            let offset = at as usize;
            hidden.to_mut().replace_range(offset..=offset, STAND_IN);
            dashes.0.insert(at);
        }
        (hidden, dashes)
    }

    /// The event as the text has it.
    pub(super) fn restore<'e>(&self, event: Event<'e>, at: &Span) -> Event<'e> {
        match event {
            Event::Scalar(_, ScalarStyle::Plain, anchor, tag)
                if self.0.contains(&position(&at.start).offset) =>
            {
                Event::Scalar("-".into(), ScalarStyle::Plain, anchor, tag)
            }
            other => other,
        }
    }
}

/// Whether a dash may be a lone one, by what is around it.
fn has_one(text: &str) -> bool {
    text.as_bytes().windows(3).any(|around| {
        let [before, b'-', behind] = around else {
            return false;
        };
        b" \t\n[,{".contains(before) && b",]}".contains(behind)
    })
}

/// The dash that the parser stops at.
fn refused(text: &str) -> Option<u32> {
    let error = parser(text).find_map(Result::err)?;
    let at = position(error.marker()).offset;
    let is_dash = text.as_bytes().get(at as usize) == Some(&b'-');
    let is_start = error.info().starts_with("plain scalar cannot start with");
    (is_dash && is_start).then_some(at)
}
