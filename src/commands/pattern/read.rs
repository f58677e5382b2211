//! Reading patterns and events, with the place of what is wrong.

use coagent_pattern::{Event, Pattern};

use crate::{
    commands::input::Input,
    error::{Error, Result},
};

/// The pattern in a text.
pub(super) fn pattern(input: &Input) -> Result<Pattern> {
    Pattern::parse(&input.text).map_err(|wrong| {
        let error = match wrong.position() {
            Some(position) => input.wrong(wrong.reason(), position.offset),
            None => Error::usage(format!("{}: {}", input.name, wrong.reason())),
        };
        match wrong.hint() {
            Some(hint) => error.hint(hint),
            None => error,
        }
    })
}

/// The event in a text.
pub(crate) fn event(input: &Input) -> Result<Event> {
    Event::parse(&input.text).map_err(|wrong| input.wrong(wrong.reason(), wrong.offset()))
}
