//! Finding out what is around a dead-letter queue.

mod table;

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, PoisonError},
};

pub(super) use self::table::{Asked, Known};
use crate::{
    apply::suspects::{Letter, Suspects},
    aws::{
        Aws,
        cloudformation::StackResource,
        eventbridge::Rule,
        holdings::{Holdings, Routed, name_of},
        sqs::Queue,
    },
    error::{IfThere, Result},
    plan::{
        dead_letter::Kind,
        redrive::route::{Around, To},
    },
};

/// What is known, and which rules were asked for.
pub(super) struct Surroundings {
    table: Option<table::Table>,
    suspects: Suspects,
    around: Mutex<Around>,
    asked: Mutex<BTreeSet<String>>,
}

impl Surroundings {
    /// What feeds the queue, as far as the stack holds it.
    pub(super) async fn of(
        aws: &Aws,
        queue: &Queue,
        resources: Option<&[StackResource]>,
    ) -> Result<Self> {
        let holdings = match resources {
            Some(resources) => aws.holdings(resources).await?,
            None => Holdings::default(),
        };
        let sources = aws.sqs().sources(&queue.url).await?;
        let table = table::Table::of(resources.unwrap_or_default(), &holdings.functions);
        let rules = holdings.rules.into_iter();
        let around = Around {
            rules: rules
                .map(|routed| (routed.rule.arn.clone(), routed))
                .collect(),
            sources: sources.into_iter().map(|source| source.arn).collect(),
        };
        Ok(Self {
            table,
            suspects: Suspects::among(holdings.functions, &queue.arn),
            asked: Mutex::new(around.rules.keys().cloned().collect()),
            around: Mutex::new(around),
        })
    }

    /// Whether queues move messages here after too many receives.
    pub(super) fn has_sources(&self) -> bool {
        self.with(|around| !around.sources.is_empty())
    }

    /// Makes sure that what these letters are of is known: rules, those of other stacks too, and
    /// functions that the letters do not name.
    pub(super) async fn learn(&self, aws: &Aws, letters: &mut [Letter], to: &To) -> Result<()> {
        if *to == To::Target {
            self.suspects.name(aws, letters).await;
        }
        let of_rules = letters.iter().map(|(_, letter)| letter);
        let of_rules = of_rules.filter(|letter| letter.kind == Kind::Rule);
        for arn in of_rules.filter_map(|letter| letter.rule_arn.as_deref()) {
            let first = {
                let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
                asked.insert(arn.to_owned())
            };
            if first && let Some(routed) = look_up(aws, arn).await? {
                let mut around = self.around.lock().unwrap_or_else(PoisonError::into_inner);
                around.rules.insert(arn.to_owned(), routed);
            }
        }
        Ok(())
    }

    /// What the application's table knows of these messages, by message id.
    pub(super) async fn known(
        &self,
        aws: &Aws,
        asked: Vec<Asked>,
    ) -> Result<HashMap<String, Known>> {
        match &self.table {
            Some(table) => table.known(aws, asked).await,
            None => Ok(HashMap::new()),
        }
    }

    /// Asks what is known.
    pub(super) fn with<T>(&self, ask: impl FnOnce(&Around) -> T) -> T {
        ask(&self.around.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A rule with its targets by ARN; `None` when it is gone.
async fn look_up(aws: &Aws, arn: &str) -> Result<Option<Routed>> {
    let (bus, name) = bus_and_name(arn);
    let targets = aws.eventbridge().targets(bus, name).await.if_there()?;
    Ok(targets.map(|targets| Routed {
        rule: Rule {
            name: name.to_owned(),
            bus: bus.to_owned(),
            arn: arn.to_owned(),
            ..Rule::default()
        },
        targets,
    }))
}

/// `…:rule/bus/name` on a bus of its own, `…:rule/name` on the default one.
fn bus_and_name(arn: &str) -> (&str, &str) {
    let path = arn.split_once(":rule/").map_or("", |(_, path)| path);
    (
        path.rsplit_once('/').map_or("default", |(bus, _)| bus),
        name_of(arn),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bus_of_a_rule_is_in_its_arn() {
        let on_bus = "arn:aws:events:r:1:rule/orders/sync";
        assert_eq!(bus_and_name(on_bus), ("orders", "sync"));
        let on_default = "arn:aws:events:r:1:rule/sync";
        assert_eq!(bus_and_name(on_default), ("default", "sync"));
    }
}
