//! Following redriven messages until they succeed or come back.
//!
//! That a processor has handled an event is in the application's table. That a message has failed
//! again is seen in the dead-letter queue: SQS moves a message there under the id that it had, a
//! rule and a function bring the same event. Of others nobody says whether they succeeded.

use std::{collections::HashMap, time::Duration};

use serde::Serialize;
use tokio::time::Instant;

use super::{Redrive, around::Asked, report::Item, report::State};
use crate::{
    apply::peek,
    error::Result,
    plan::{dead_letter, message::Message, redrive::Destination},
    ui::Progress,
};

/// What became of a redriven message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Fate {
    /// The processor handled the event.
    Handled,
    /// It has failed again and is in the dead-letter queue.
    CameBack,
    /// It has not come back in the time given; nobody says more.
    NotBack,
}

/// A redriven message and what became of it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Watched {
    /// The id that it had in the dead-letter queue.
    pub(crate) message: String,
    /// The id of the event in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) event: Option<String>,
    /// What became of it.
    pub(crate) fate: Fate,
}

impl Watched {
    /// Whether it has failed again.
    pub(crate) fn came_back(&self) -> bool {
        self.fate == Fate::CameBack
    }
}

impl Redrive<'_> {
    /// Follows what was redriven until each has succeeded or come back, or the time is up.
    pub(crate) async fn watch(
        &self,
        items: &[Item],
        time: Duration,
        progress: &Progress,
    ) -> Result<Vec<Watched>> {
        let sent: Vec<&Item> = items
            .iter()
            .filter(|item| item.state == State::Redriven)
            .collect();
        let mut fates = HashMap::new();
        let end = Instant::now() + time;
        while fates.len() < sent.len() && Instant::now() < end {
            self.look(&sent, &mut fates, end).await?;
            let (seen, all) = (fates.len(), sent.len());
            progress.now(&format!("{seen} of {all} messages have come to an end"));
            let pause = Instant::now() + self.interval();
            tokio::time::sleep_until(pause.min(end)).await;
        }
        let watched = |item: &&Item| Watched {
            message: item.message.clone(),
            event: item.event.clone(),
            fate: fates.get(&item.message).copied().unwrap_or(Fate::NotBack),
        };
        Ok(sent.iter().map(watched).collect())
    }

    /// On AWS each look at the queue costs, and hides its messages for a moment.
    fn interval(&self) -> Duration {
        let here = self.aws.place.local.is_some();
        Duration::from_millis(if here { 300 } else { 5000 })
    }

    /// Ends at the given time, and not in the middle: what it has hidden is shown again first.
    async fn look(
        &self,
        sent: &[&Item],
        fates: &mut HashMap<String, Fate>,
        end: Instant,
    ) -> Result<()> {
        let open = |fates: &HashMap<String, Fate>| -> Vec<&Item> {
            let open = |item: &&&Item| !fates.contains_key(&item.message);
            sent.iter().filter(open).copied().collect()
        };
        let asked = open(fates).into_iter().map(asked).collect();
        for (message, known) in self.around.known(self.aws, asked).await? {
            if known.handled_by.is_some() {
                fates.insert(message, Fate::Handled);
            }
        }
        let back = Back::of(&open(fates));
        peek::pass(self.aws, self.queue, |messages| {
            for message in messages.iter().filter_map(|message| back.find(message)) {
                fates.insert(message.to_owned(), Fate::CameBack);
            }
            Ok(fates.len() < sent.len() && Instant::now() < end)
        })
        .await?;
        Ok(())
    }
}

fn asked(item: &Item) -> Asked {
    let target = match &item.destination {
        Some(Destination::Function { name }) => Some(name.clone()),
        _ => None,
    };
    Asked {
        message: item.message.clone(),
        target,
        event: item.event.clone(),
    }
}

/// By what a message is known when it has come back.
struct Back<'a> {
    /// What a queue called it.
    references: HashMap<&'a str, &'a str>,
    /// Its event, when a function or a bus was sent it.
    events: HashMap<&'a str, &'a str>,
}

impl<'a> Back<'a> {
    fn of(open: &[&'a Item]) -> Self {
        let to_queue = |item: &Item| matches!(item.destination, Some(Destination::Queue { .. }));
        let (queued, handed): (Vec<&&Item>, _) = open.iter().partition(|item| to_queue(item));
        let reference = |item: &&'a Item| Some((item.reference.as_deref()?, &*item.message));
        let event = |item: &&'a Item| Some((item.event.as_deref()?, &*item.message));
        Self {
            references: queued.into_iter().filter_map(reference).collect(),
            events: handed.into_iter().filter_map(event).collect(),
        }
    }

    /// The id that the message had before.
    fn find(&self, message: &Message) -> Option<&'a str> {
        let by_reference = self.references.get(message.id.as_str());
        let event = || dead_letter::of(message).event_id;
        let by_event = || self.events.get(event()?.as_str());
        by_reference.or_else(by_event).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(destination: Destination) -> Item {
        let message = Message {
            id: "old".into(),
            body: r#"{"id":"e1"}"#.into(),
            ..Message::default()
        };
        let letter = (message.clone(), dead_letter::of(&message));
        Item {
            destination: Some(destination),
            reference: Some("new".into()),
            ..Item::left(&letter, String::new())
        }
    }

    fn met(id: &str, body: &str) -> Message {
        Message {
            id: id.into(),
            body: body.into(),
            ..Message::default()
        }
    }

    #[test]
    fn a_queue_brings_a_message_back_under_the_id_that_it_gave() {
        let item = item(Destination::Queue { arn: "q".into() });
        let back = Back::of(&[&item]);
        assert_eq!(back.find(&met("new", "any")), Some("old"));
        // Messages of queues may well be alike.
        assert_eq!(back.find(&met("other", r#"{"id":"e1"}"#)), None);
    }

    #[test]
    fn a_function_brings_the_event_back_in_another_message() {
        let item = item(Destination::Function { name: "f".into() });
        let back = Back::of(&[&item]);
        assert_eq!(back.find(&met("other", r#"{"id":"e1"}"#)), Some("old"));
        assert_eq!(back.find(&met("other", r#"{"id":"e2"}"#)), None);
    }
}
