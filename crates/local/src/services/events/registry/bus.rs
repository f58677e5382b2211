//! An event bus with its rules.

use std::{collections::BTreeMap, sync::Arc};

use coagent_pattern::{Pattern, PatternSet, Scratch};

use super::{RuleId, Target};
use crate::{
    fault::Fault,
    services::events::{
        fault,
        model::RuleState,
        records::{BusRecord, RuleRecord},
        schedule::Schedule,
    },
};

/// A bus: its rules by name, and the patterns of those that are enabled.
pub(crate) struct Bus {
    pub record: BusRecord,
    pub rules: BTreeMap<String, Rule>,
    patterns: PatternSet<Arc<str>>,
}

impl Bus {
    pub(crate) fn new(record: BusRecord) -> Self {
        Self {
            record,
            rules: BTreeMap::new(),
            patterns: PatternSet::new(),
        }
    }

    /// Adds a rule, or replaces the one of its name.
    pub(crate) fn insert(&mut self, rule: Rule) {
        let name: Arc<str> = Arc::clone(&rule.id.name);
        match &rule.pattern {
            Some(pattern) if rule.is_enabled() => self.patterns.insert(name, pattern.clone()),
            _ => drop_pattern(&mut self.patterns, &name),
        }
        self.rules.insert(rule.record.name.clone(), rule);
    }

    pub(crate) fn remove(&mut self, name: &str) -> Option<Rule> {
        drop_pattern(&mut self.patterns, &name.into());
        self.rules.remove(name)
    }

    /// The enabled rules whose patterns match the text of an event, by name. None match what is
    /// nested deeper than any pattern.
    pub(crate) fn matches(&self, event: &str, scratch: &mut Scratch) -> Vec<&Rule> {
        let mut rules = Vec::new();
        let found = self
            .patterns
            .visit_matches(scratch, event.as_bytes(), |name| {
                rules.extend(self.rules.get(&**name));
            });
        if found.is_err() {
            return Vec::new();
        }
        rules.sort_unstable_by(|a, b| a.id.name.cmp(&b.id.name));
        rules
    }
}

fn drop_pattern(patterns: &mut PatternSet<Arc<str>>, name: &Arc<str>) {
    patterns.remove(name);
}

/// A rule, ready for use.
pub(crate) struct Rule {
    pub record: RuleRecord,
    pub id: Arc<RuleId>,
    pub pattern: Option<Pattern>,
    pub schedule: Option<Schedule>,
    pub targets: Vec<Arc<Target>>,
}

impl Rule {
    /// Reads what the record says.
    ///
    /// # Errors
    /// `InvalidEventPatternException`, `ValidationException` for a schedule or a target's input.
    pub(crate) fn new(record: RuleRecord) -> Result<Self, Fault> {
        let id = Arc::new(RuleId {
            arn: record.arn.as_str().into(),
            name: record.name.as_str().into(),
            bus: record.bus.as_str().into(),
        });
        let pattern = record.pattern.as_deref().map(parse_pattern).transpose()?;
        let schedule = record.schedule.as_deref().map(parse_schedule).transpose()?;
        let targets = record
            .targets
            .iter()
            .map(|spec| {
                let mut spec = spec.clone();
                // The rule's own role is that of targets without one.
                spec.role_arn = spec.role_arn.or_else(|| record.role_arn.clone());
                Target::new(&id, spec, 1).map(Arc::new)
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            record,
            id,
            pattern,
            schedule,
            targets,
        })
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.record.state != RuleState::Disabled
    }

    pub(crate) fn is_managed(&self) -> bool {
        self.record.managed_by.is_some()
    }
}

/// Reads a pattern.
///
/// # Errors
/// `InvalidEventPatternException` in the service's words; `InternalFailure` where the service fails.
pub(crate) fn parse_pattern(text: &str) -> Result<Pattern, Fault> {
    if text.encode_utf16().count() > Pattern::API_MAX_CHARS {
        let limit = "Member must have length less than or equal to 4096";
        return Err(fault::constraint("…", "eventPattern", limit));
    }
    Pattern::parse(text).map_err(|error| {
        if error.is_internal_failure() {
            return Fault::internal(error);
        }
        Fault::new("InvalidEventPatternException", error.to_string())
    })
}

fn parse_schedule(text: &str) -> Result<Schedule, Fault> {
    Schedule::parse(text)
        .ok_or_else(|| Fault::validation("Parameter ScheduleExpression is not valid."))
}
