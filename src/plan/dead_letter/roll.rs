//! Which of the messages that were asked for by id have come.

use std::collections::BTreeSet;

use super::{DeadLetter, Filter};
use crate::plan::message::Message;

/// The ids that were asked for and have not been met yet.
#[derive(Debug, Default)]
pub(crate) struct Roll(BTreeSet<String>);

impl Roll {
    /// All that a filter asks for by id.
    pub(crate) fn of(filter: &Filter) -> Self {
        Self(filter.ids.iter().cloned().collect())
    }

    /// A message has come, whether the rest of the filter means it or not.
    pub(crate) fn meet(&mut self, message: &Message, letter: &DeadLetter) {
        if self.0.is_empty() {
            return;
        }
        self.0.remove(&message.id);
        if let Some(event) = &letter.event_id {
            self.0.remove(event);
        }
    }

    /// Those that have not.
    pub(crate) fn absent(self) -> Vec<String> {
        self.0.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::dead_letter::of;

    #[test]
    fn a_message_comes_under_its_own_id_or_that_of_its_event() {
        let filter = Filter {
            ids: ["m1", "e2", "m3"].map(str::to_owned).into(),
            ..Filter::default()
        };
        let mut roll = Roll::of(&filter);
        for (id, event) in [("m1", "e1"), ("m2", "e2"), ("m4", "e4")] {
            let message = Message {
                id: id.into(),
                body: format!(r#"{{"id":"{event}"}}"#),
                ..Message::default()
            };
            roll.meet(&message, &of(&message));
        }
        assert_eq!(roll.absent(), ["m3"]);
    }
}
