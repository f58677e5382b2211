//! A target, ready to be delivered to.

use std::sync::Arc;

use coagent_pattern::transform::TargetInput;

use crate::{
    arn::Arn,
    fault::Fault,
    services::events::{fault, model},
};

/// The rule that a target belongs to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RuleId {
    pub arn: Arc<str>,
    pub name: Arc<str>,
    pub bus: Arc<str>,
}

/// A target of a rule.
pub(crate) struct Target {
    pub rule: Arc<RuleId>,
    pub spec: model::Target,
    pub input: TargetInput,
    pub kind: Kind,
}

/// What a target is, by its ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Queue,
    Function,
    Topic,
    /// Another bus, by name.
    Bus(String),
    /// A log group, by name.
    LogGroup(String),
    /// The store of the archive that manages the rule.
    Archive,
    /// What another account or Region has.
    Elsewhere {
        /// Whether it is an event bus.
        is_bus: bool,
    },
}

impl Target {
    /// Reads a target; it is the `nth` of its request, from 1.
    ///
    /// # Errors
    /// `ValidationException` for what `PutTargets` refuses, `UnsupportedOperation` for a kind of
    /// target that is not emulated.
    pub(crate) fn new(rule: &Arc<RuleId>, spec: model::Target, nth: usize) -> Result<Self, Fault> {
        let kind = Kind::of(&spec, &rule.arn)?;
        let input = TargetInput::new_nth(&spec.id, nth, &spec.settings())
            .map_err(|error| Fault::validation(error.to_string()))?;
        Ok(Self {
            rule: Arc::clone(rule),
            spec,
            input,
            kind,
        })
    }

    /// Whether it is an event bus, of whatever account and Region.
    pub(crate) fn is_bus(&self) -> bool {
        matches!(self.kind, Kind::Bus(_) | Kind::Elsewhere { is_bus: true })
    }
}

fn is_emulated(service: &str, resource: &str) -> bool {
    match service {
        "sqs" | "lambda" | "sns" => true,
        "events" => resource.starts_with("event-bus/"),
        "logs" => resource.starts_with("log-group:"),
        _ => false,
    }
}

/// Whether a target is in the account and the Region of its rule.
fn is_beside(target: &Arn, rule: &str) -> bool {
    let rule = Arn::parse(rule);
    rule.is_none_or(|rule| rule.account == target.account && rule.region == target.region)
}

impl Kind {
    fn of(spec: &model::Target, rule: &str) -> Result<Self, Fault> {
        let text = &spec.arn;
        let not_an_arn = || {
            fault::parameter(
                "Arn",
                format!("Provided Arn is not in correct format: {text}."),
            )
        };
        // The archives' own store has an ARN without account and resource.
        if text.starts_with("arn:aws:events:") && text.ends_with(":::") {
            return Ok(Self::Archive);
        }
        let arn = Arn::parse(text).ok_or_else(not_an_arn)?;
        match (arn.service.as_str(), arn.resource.as_str()) {
            (service, resource) if is_emulated(service, resource) && !is_beside(&arn, rule) => {
                Ok(Self::Elsewhere {
                    is_bus: service == "events",
                })
            }
            ("sqs", _) => Ok(Self::Queue),
            ("lambda", _) => Ok(Self::Function),
            ("sns", _) => Ok(Self::Topic),
            ("events", resource) if resource.starts_with("event-bus/") => Ok(Self::Bus(arn.name().to_owned())),
            ("logs", resource) if resource.starts_with("log-group:") => {
                Ok(Self::LogGroup(arn.name().trim_end_matches(":*").to_owned()))
            }
            (service, _) => Err(Fault::new(
                "UnsupportedOperation",
                format!("The local environment does not emulate targets of {service}: target {} ({text}). Targets can be queues, functions, topics, event buses and log groups.", spec.id),
            )
            .with_status(501)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_bus(arn: &str) -> bool {
        let rule = Arc::new(RuleId {
            arn: "arn:aws:events:us-east-1:000000000000:rule/shop/r".into(),
            name: "r".into(),
            bus: "shop".into(),
        });
        let mut spec = model::Target::default();
        "t".clone_into(&mut spec.id);
        arn.clone_into(&mut spec.arn);
        Target::new(&rule, spec, 1).unwrap().is_bus()
    }

    #[test]
    fn a_bus_is_one_wherever_it_is_and_nothing_else_is_by_its_name() {
        assert!(is_bus("arn:aws:events:us-east-1:000000000000:event-bus/b"));
        assert!(is_bus("arn:aws:events:eu-west-1:111122223333:event-bus/b"));
        assert!(!is_bus(
            "arn:aws:logs:us-east-1:000000000000:log-group:/x:event-bus/b:*"
        ));
        assert!(!is_bus("arn:aws:sqs:eu-west-1:111122223333:event-bus"));
    }
}
