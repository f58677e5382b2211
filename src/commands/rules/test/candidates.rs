//! The rules that an event is tested against.

use coagent_pattern::Pattern;
use coagent_template::{
    Pseudo, Template, Wiring,
    wiring::{self, RuleState},
};

use crate::{
    aws::{
        Aws,
        holdings::{Routed, name_of},
    },
    error::{Error, Result},
    plan::parameters,
    project::{Environment, TemplateSource},
};

/// A rule with a pattern.
pub(super) struct Candidate {
    /// Its name.
    pub(super) rule: String,
    /// Its name in the template.
    pub(super) logical_id: Option<String>,
    /// Whether it is on.
    pub(super) enabled: bool,
    /// Its pattern, or why there is none to go by.
    pub(super) pattern: Result<Pattern, String>,
    /// What it delivers to.
    pub(super) targets: Vec<String>,
}

impl Candidate {
    /// Whether it goes by this name.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.rule == name || self.logical_id.as_deref() == Some(name)
    }
}

/// The rules of a template, with the parameters of an environment.
pub(super) fn of_template(
    source: &TemplateSource,
    environment: &Environment,
) -> Result<Vec<Candidate>> {
    let wrong = |found| Error::template(source, &found);
    let template = Template::parse(&source.name, &source.text).map_err(wrong)?;
    let values = parameters::values(&template, environment, None, &[]);
    let pseudo = Pseudo {
        stack_name: environment.stack.clone(),
        ..Pseudo::open()
    };
    let bound = template.bind_open(&values, &pseudo).map_err(wrong)?;
    let wiring = Wiring::from_model(&bound.symbolic());
    Ok(wiring.rules.iter().filter_map(declared).collect())
}

fn declared(rule: &wiring::Rule) -> Option<Candidate> {
    let written = rule.pattern.as_ref()?;
    let pattern = match &written.pattern {
        _ if !written.certain => {
            Err("a part of its pattern is known only when it is deployed".into())
        }
        Ok(pattern) => Ok(pattern.clone()),
        Err(wrong) => Err(wrong.reason().to_owned()),
    };
    let targets = rule.targets.iter().filter_map(|target| target.arn.get());
    Some(Candidate {
        rule: rule.name.clone(),
        logical_id: rule.origin.logical_id.clone(),
        enabled: rule.state != RuleState::Disabled,
        targets: targets.map(|arn| name_of(arn).to_owned()).collect(),
        pattern,
    })
}

/// The rules that are deployed.
pub(super) async fn live(aws: &Aws, environment: &Environment) -> Result<Vec<Candidate>> {
    let stack = aws.deployed(&environment.stack, &environment.name).await?;
    let resources = aws.cloudformation().resources(&stack.id).await?;
    let rules = aws.holdings(&resources).await?.rules;
    Ok(rules.into_iter().filter_map(deployed).collect())
}

fn deployed(routed: Routed) -> Option<Candidate> {
    let pattern = Pattern::parse(&routed.rule.pattern?);
    let targets = routed.targets.iter();
    Some(Candidate {
        rule: routed.rule.name,
        logical_id: None,
        enabled: routed.rule.state != "DISABLED",
        pattern: pattern.map_err(|wrong| wrong.reason().to_owned()),
        targets: targets
            .map(|target| name_of(&target.arn).to_owned())
            .collect(),
    })
}
