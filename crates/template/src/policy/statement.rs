//! One statement and whether it applies to a request.

use serde::Serialize;

use super::condition::Condition;
use super::{Principal, Request, glob};
use crate::position::Span;
use crate::token;
use crate::truth::Truth;

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Effect {
    /// Allows.
    Allow,
    /// Denies, whatever else allows.
    Deny,
}

/// Actions or resources: those listed, or all others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Names {
    /// The patterns, with `*` and `?`.
    pub patterns: Vec<String>,
    /// Whether it was `NotAction` or `NotResource`.
    pub negated: bool,
    /// Whether some pattern could not be known.
    pub incomplete: bool,
}

/// Who a statement is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Principals {
    /// `Principal: "*"` or `{AWS: "*"}`.
    pub everyone: bool,
    /// Service names.
    pub services: Vec<String>,
    /// ARNs and account numbers.
    pub aws: Vec<String>,
    /// Whether it was `NotPrincipal`.
    pub negated: bool,
    /// Whether some principal could not be known.
    pub incomplete: bool,
}

/// One statement of a policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    /// Its `Sid`.
    pub sid: Option<String>,
    /// Allow or deny.
    pub effect: Effect,
    /// Who; `None` in a policy attached to a role.
    pub principals: Option<Principals>,
    /// Which actions.
    pub actions: Names,
    /// Which resources; `None` where the thing that the policy is on is meant.
    pub resources: Option<Names>,
    /// Conditions, all of which must hold.
    pub conditions: Vec<Condition>,
    /// Where it is written.
    pub span: Option<Span>,
}

/// Whether a statement applies; if not, why, and how many of its parts were met.
pub(super) struct Verdict {
    pub(super) truth: Truth,
    pub(super) parts_met: usize,
    pub(super) reason: String,
}

impl Statement {
    /// The `Sid`, or the position counted from 1.
    pub(super) fn label(&self, index: usize) -> String {
        self.sid
            .as_ref()
            .map_or_else(|| (index + 1).to_string(), |sid| format!("`{sid}`"))
    }

    pub(super) fn applies(&self, request: &Request<'_>) -> Verdict {
        let mut verdict = Verdict {
            truth: Truth::True,
            parts_met: 0,
            reason: String::new(),
        };
        let parts: [&dyn Fn() -> (Truth, String); 4] = [
            &|| self.action(request.action),
            &|| self.principal(request.principal),
            &|| self.resource(request.resource),
            &|| self.conditions(request.context),
        ];
        for part in parts {
            let (truth, reason) = part();
            verdict.truth = verdict.truth.and(truth);
            if truth == Truth::False {
                verdict.reason = reason;
                return verdict;
            }
            verdict.parts_met += 1;
        }
        verdict
    }

    fn action(&self, action: &str) -> (Truth, String) {
        let action = action.to_lowercase();
        let truth = self
            .actions
            .apply(|p| glob::matches(&p.to_lowercase(), &action));
        (truth, format!("its actions do not include {action}"))
    }

    fn principal(&self, principal: Option<Principal<'_>>) -> (Truth, String) {
        match (&self.principals, principal) {
            (Some(principals), Some(principal)) => {
                let name = match principal {
                    Principal::Service(name) | Principal::Aws(name) => token::display(name),
                };
                (
                    principals.include(principal),
                    format!("it is not about {name}"),
                )
            }
            _ => (Truth::True, String::new()),
        }
    }

    fn resource(&self, resource: &str) -> (Truth, String) {
        let Some(names) = &self.resources else {
            return (Truth::True, String::new());
        };
        let truth = names.apply(|pattern| glob::matches(pattern, resource));
        (
            truth,
            format!("its resources do not include {}", token::display(resource)),
        )
    }

    fn conditions(&self, context: &[(&str, &str)]) -> (Truth, String) {
        let mut all = Truth::True;
        for condition in &self.conditions {
            let truth = condition.holds(context);
            all = all.and(truth);
            if truth == Truth::False {
                return (all, condition.failure(context));
            }
        }
        (all, String::new())
    }
}

impl Names {
    /// These patterns, all known.
    pub fn of(patterns: impl IntoIterator<Item = impl Into<String>>) -> Names {
        let patterns = patterns.into_iter().map(Into::into).collect();
        Names {
            patterns,
            negated: false,
            incomplete: false,
        }
    }

    fn apply(&self, matches: impl Fn(&str) -> Truth) -> Truth {
        let mut any = Truth::any(self.patterns.iter().map(|pattern| matches(pattern)));
        if self.incomplete {
            any = any.or(Truth::Unknown);
        }
        if self.negated { any.negate() } else { any }
    }
}

impl Principals {
    fn include(&self, principal: Principal<'_>) -> Truth {
        let mut found = Truth::from(self.everyone);
        found = found.or(match principal {
            Principal::Service(name) => {
                Truth::any(self.services.iter().map(|known| service(known, name)))
            }
            Principal::Aws(arn) => Truth::any(self.aws.iter().map(|known| account(known, arn))),
        });
        if self.incomplete {
            found = found.or(Truth::Unknown);
        }
        if self.negated { found.negate() } else { found }
    }
}

fn service(known: &str, name: &str) -> Truth {
    if known == name || (known == "*" && !name.is_empty()) {
        return Truth::True;
    }
    if token::present(known) {
        Truth::Unknown
    } else {
        Truth::False
    }
}

/// An account stands for everyone in it.
fn account(known: &str, arn: &str) -> Truth {
    let number = |text: &str| text.split(':').nth(4).unwrap_or(text).to_owned();
    let whole = !known.contains(':') || known.ends_with(":root");
    if whole {
        return glob::matches(&number(known), &number(arn));
    }
    glob::matches(known, arn)
}
