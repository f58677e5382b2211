//! Input transformers, as `PutTargets` checks them.

use coagent_pattern::transform::{InputSettings, InputTransformer, TargetInput};
use coagent_template::wiring::Input;
use coagent_template::{Severity, token};

use super::context::{Context, label};
use super::finding::{Check, Findings};

const INVALID: Check = Check {
    id: "input-invalid",
    severity: Severity::Error,
    title: "What a target is to be sent is refused",
    why: "PutTargets refuses an input that is not JSON, a path or a placeholder that it does not \
          know, and the deployment fails.",
    source: "EventBridge User Guide, Input transformation",
};

pub(super) const CHECKS: &[Check] = &[INVALID];

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    for rule in &context.wiring.rules {
        for target in &rule.targets {
            let Some(settings) = settings(&target.input) else {
                continue;
            };
            if let Err(error) = TargetInput::new(&target.id, &settings) {
                let name = label(&rule.origin, &rule.name);
                let message = format!("input of target `{}` of rule `{name}`: {error}", target.id);
                findings.add(&INVALID, &rule.origin, target.span, message);
            }
        }
    }
}

/// `None` when there is nothing to check, or a part of it is not known.
fn settings(input: &Input) -> Option<InputSettings> {
    let known = |text: &String| (!token::present(text)).then(|| text.clone());
    match input {
        Input::Event | Input::Unknown => None,
        Input::Constant(text) => Some(InputSettings {
            input: Some(known(text)?),
            ..InputSettings::default()
        }),
        Input::Path(path) => Some(InputSettings {
            input_path: Some(known(path)?),
            ..InputSettings::default()
        }),
        Input::Transformer { paths, template } => {
            let paths = paths
                .iter()
                .map(|(name, path)| Some((name.clone(), known(path)?)));
            let transformer = InputTransformer {
                paths_map: paths.collect::<Option<_>>()?,
                template: known(template)?,
            };
            Some(InputSettings {
                input_transformer: Some(transformer),
                ..InputSettings::default()
            })
        }
    }
}
