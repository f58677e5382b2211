//! Why a place of a resource differs: because it is written otherwise, or because of what it refers
//! to. As AWS tells it, a value that comes from elsewhere may always have been written otherwise,
//! too: <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html>.

use std::collections::{BTreeMap, BTreeSet};

use coagent_template::{Bound, Dependence};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{
    ResourceChange,
    details::{Detail, Difference, Part, Shown},
};
use crate::services::cloudformation::resources::Kind;

/// What a change comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) enum Source {
    /// The template says so.
    #[default]
    Direct,
    /// A parameter has another value.
    Parameter(String),
    /// `Ref` of a resource gives something else.
    Resource(String),
    /// `Fn::GetAtt` of a resource gives something else: `LogicalId.Attribute`.
    Attribute(String),
    /// A nested stack, whose own template may have changed.
    Automatic,
}

/// What becomes of a resource that others refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is made, or another takes its place.
    Anew,
    /// Another may take its place.
    Perhaps,
    /// It is changed in place.
    InPlace,
}

/// What is known of a change set so far, to tell the reasons of the next change.
pub(super) struct Reasons<'a> {
    bound: &'a Bound,
    /// The template as it was.
    before: Option<&'a Bound>,
    /// Parameters that have another value.
    parameters: BTreeSet<String>,
    pub(super) fates: BTreeMap<String, Fate>,
}

impl<'a> Reasons<'a> {
    pub(super) fn new(bound: &'a Bound, before: Option<&'a Bound>) -> Self {
        let declared = bound.template().parameters();
        let names = declared.map(|parameter| parameter.name.clone());
        let changed =
            |name: &String| before.is_some_and(|old| old.parameter(name) != bound.parameter(name));
        Self {
            bound,
            before,
            parameters: names.filter(changed).collect(),
            fates: BTreeMap::new(),
        }
    }

    /// The reasons of one difference of a resource.
    pub(super) fn of(&self, id: &str, difference: &Difference) -> Vec<Detail> {
        let causes = self.causes(id, difference);
        let direct = |dynamic, shown| difference.because(Source::Direct, dynamic, shown);
        if causes.is_empty() {
            return vec![direct(difference.is_later(), Shown::Always)];
        }
        let of_parameter = |(source, _): &(Source, bool)| matches!(source, Source::Parameter(_));
        let shown = match self.is_rewritten(id, difference) || causes.iter().any(of_parameter) {
            true => Shown::Always,
            false => Shown::WithValues,
        };
        let causes = causes.into_iter();
        let causes =
            causes.map(|(source, dynamic)| difference.because(source, dynamic, Shown::Always));
        std::iter::once(direct(true, shown)).chain(causes).collect()
    }

    /// What the value refers to that has changed, and whether it only may have.
    fn causes(&self, id: &str, difference: &Difference) -> Vec<(Source, bool)> {
        if difference.part == Part::Metadata {
            return Vec::new();
        }
        let steps: Vec<&str> = difference.steps.iter().map(String::as_str).collect();
        let dependences = self.bound.dependences(id, &steps).into_iter();
        let cause = |dependence| match dependence {
            Dependence::Parameter(name) => {
                let has_changed = self.parameters.contains(&name);
                has_changed.then_some((Source::Parameter(name), false))
            }
            Dependence::Resource(other) => {
                let dynamic = match self.fates.get(&other)? {
                    Fate::Anew => false,
                    Fate::Perhaps => true,
                    Fate::InPlace => return None,
                };
                Some((Source::Resource(other), dynamic))
            }
            Dependence::Attribute(other, attribute) => {
                let dynamic = match self.fates.get(&other)? {
                    Fate::Anew => false,
                    Fate::Perhaps => true,
                    // What it is now is known, unless it was never there.
                    Fate::InPlace if !difference.is_later() => return None,
                    Fate::InPlace => true,
                };
                Some((Source::Attribute(format!("{other}.{attribute}")), dynamic))
            }
        };
        dependences.filter_map(cause).collect()
    }

    /// Whether the template writes the property otherwise than before.
    fn is_rewritten(&self, id: &str, difference: &Difference) -> bool {
        let Some(property) = difference.steps.first() else {
            return false;
        };
        self.before
            .is_some_and(|old| old.written(id, property) != self.bound.written(id, property))
    }

    /// What of a resource may change because it asks others, which change, for what they are. Only
    /// the change tells, so that who asks for values is not told of it.
    pub(super) fn guesses(&self, kind: &Kind, change: &ResourceChange) -> Vec<Detail> {
        let names = change.after.iter().filter_map(Json::as_object);
        let names = names.flat_map(|members| members.keys());
        let mut guesses = Vec::new();
        for name in names {
            let difference = Difference::of_property(kind, name, None, None);
            for source in self.may_change(&change.logical_id, name) {
                let guess = difference.because(source, true, Shown::WithoutValues);
                let is_known = |one: &Detail| one.name == guess.name && one.source == guess.source;
                if !change.details.iter().any(is_known) {
                    guesses.push(guess);
                }
            }
        }
        guesses
    }

    fn may_change(&self, id: &str, property: &str) -> Vec<Source> {
        let dependences = self.bound.dependences(id, &[property]).into_iter();
        let may = |dependence| match dependence {
            Dependence::Resource(other) => match self.fates.get(&other)? {
                Fate::Perhaps => Some(Source::Resource(other)),
                Fate::Anew | Fate::InPlace => None,
            },
            Dependence::Attribute(other, attribute) => match self.fates.get(&other)? {
                Fate::Perhaps | Fate::InPlace => {
                    Some(Source::Attribute(format!("{other}.{attribute}")))
                }
                Fate::Anew => None,
            },
            Dependence::Parameter(_) => None,
        };
        dependences.filter_map(may).collect()
    }
}
