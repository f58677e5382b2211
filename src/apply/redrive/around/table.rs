//! Asking the application's table what it knows of dead letters: which events the processors have
//! handled already, and how often the retry processor has returned one to its function.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use coagent_processors::{delivery::marker_key, processors, retry::journal_key, seams};

use crate::{
    apply::suspects::Letter,
    aws::{
        Aws,
        cloudformation::StackResource,
        dynamodb::{Key, Row},
        holdings::{name_of, names},
        lambda::Function,
    },
    error::Result,
    plan::redrive::{Destination, route::To},
};

/// The table, and which functions are processors that write there.
pub(super) struct Table {
    name: String,
    /// Names of processors, by that of their function.
    processors: BTreeMap<String, &'static str>,
}

impl Table {
    /// Of a stack that has one table, and processors.
    pub(super) fn of(resources: &[StackResource], functions: &[Function]) -> Option<Self> {
        let tables = names(resources, "AWS::DynamoDB::Table");
        let [table] = tables.as_slice() else {
            return None;
        };
        let known = |function: &Function| {
            let mut all = processors::all().iter();
            let processor = all.find(|processor| processor.name == function.handler)?;
            Some((function.name.clone(), processor.name))
        };
        Some(Self {
            name: table.clone(),
            processors: functions.iter().filter_map(known).collect(),
        })
    }

    /// What is known of these messages, by message id.
    pub(super) async fn known(
        &self,
        aws: &Aws,
        asked: Vec<Asked>,
    ) -> Result<HashMap<String, Known>> {
        let rows = |asked: Asked| Some((asked.message.clone(), self.rows(asked)?));
        let wanted: HashMap<String, Rows> = asked.into_iter().filter_map(rows).collect();
        if wanted.is_empty() {
            return Ok(HashMap::new());
        }
        let keys = wanted
            .values()
            .flat_map(|rows| [rows.marker.clone(), rows.journal.clone()]);
        let keys: BTreeSet<Key> = keys.collect();
        let found = aws.dynamodb().rows(&self.name, &keys).await?;
        let known = |(message, rows): (String, Rows)| (message, rows.read(&found));
        Ok(wanted.into_iter().map(known).collect())
    }

    /// Where the table would have something; `None` of what no processor is sent.
    fn rows(&self, asked: Asked) -> Option<Rows> {
        let (target, event) = (asked.target?, asked.event?);
        let processor = *self
            .processors
            .get(name_of(target.trim_end_matches(":$LATEST")))?;
        Some(Rows {
            marker: key(marker_key(processor, &event)),
            journal: key(journal_key(&event, &target)),
            processor,
        })
    }
}

fn key(key: seams::Key) -> Key {
    (key.pk, key.sk)
}

/// Where the table would have something of a message.
struct Rows {
    /// Of the event, for the processor that it is for.
    marker: Key,
    /// Of the event, for the function that it is returned to.
    journal: Key,
    processor: &'static str,
}

impl Rows {
    fn read(&self, found: &HashMap<Key, Row>) -> Known {
        let done = found.get(&self.marker).is_some_and(Row::is_done);
        Known {
            handled_by: done.then(|| self.processor.to_owned()),
            tries: found.get(&self.journal).map_or(0, |row| row.tries),
        }
    }
}

/// What the table knows of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::apply::redrive) struct Known {
    /// The processor that has handled its event already.
    pub(in crate::apply::redrive) handled_by: Option<String>,
    /// How often the retry processor has returned its event to the function.
    pub(in crate::apply::redrive) tries: u32,
}

/// A message that is asked for.
#[derive(Clone, Debug)]
pub(in crate::apply::redrive) struct Asked {
    /// Its id.
    pub(in crate::apply::redrive) message: String,
    /// The function that it is for; none when that is not known.
    pub(in crate::apply::redrive) target: Option<String>,
    /// The id of the event in it.
    pub(in crate::apply::redrive) event: Option<String>,
}

impl Asked {
    /// Of a dead letter.
    pub(in crate::apply::redrive) fn of((message, letter): &Letter, to: &To) -> Self {
        let target = match to {
            To::Target => letter.target(),
            To::Place(Destination::Function { name }) => Some(name.as_str()),
            // Who takes it from there is not known.
            To::Place(_) => None,
        };
        Self {
            message: message.id.clone(),
            target: target.map(str::to_owned),
            event: letter.event_id.clone(),
        }
    }
}
