//! Asking the application's table which events its processors have handled already.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use coagent_processors::{delivery::marker_key, processors};

use crate::{
    aws::{
        Aws,
        cloudformation::StackResource,
        dynamodb::Key,
        holdings::{name_of, names},
        lambda::Function,
    },
    error::Result,
    plan::{
        dead_letter::DeadLetter,
        message::Message,
        redrive::{Destination, route::To},
    },
};

/// The table, and which functions are processors that write there.
pub(super) struct Store {
    table: String,
    /// Names of processors, by that of their function.
    processors: BTreeMap<String, &'static str>,
}

impl Store {
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
            table: table.clone(),
            processors: functions.iter().filter_map(known).collect(),
        })
    }

    /// Of these messages, what was handled before and by whom, by message id.
    pub(super) async fn handled(
        &self,
        aws: &Aws,
        asked: Vec<Asked>,
    ) -> Result<HashMap<String, String>> {
        let marker = |asked: Asked| {
            let target = asked.target?;
            let target = name_of(target.trim_end_matches(":$LATEST"));
            let processor = *self.processors.get(target)?;
            let key = marker_key(processor, &asked.event?);
            Some((asked.message, ((key.pk, key.sk), processor)))
        };
        let markers: HashMap<String, (Key, &str)> = asked.into_iter().filter_map(marker).collect();
        if markers.is_empty() {
            return Ok(HashMap::new());
        }
        let keys: BTreeSet<Key> = markers.values().map(|(key, _)| key.clone()).collect();
        let done = aws.dynamodb().done(&self.table, &keys).await?;
        let by_whom = |(id, (key, processor)): (String, (Key, &str))| {
            done.contains(&key).then(|| (id, processor.to_owned()))
        };
        Ok(markers.into_iter().filter_map(by_whom).collect())
    }
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
    /// Of a dead letter. `only` is the one function that a message is of which does not say so.
    pub(in crate::apply::redrive) fn of(
        message: &Message,
        letter: &DeadLetter,
        to: &To,
        only: Option<&str>,
    ) -> Self {
        let target = match to {
            To::Target => letter.target_arn.as_deref().or(only),
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
