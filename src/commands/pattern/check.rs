//! `coagent pattern check`.

use coagent_pattern::Pattern;
use serde::Serialize;

use super::read;
use crate::{
    cli::Outcome,
    commands::input::Input,
    context::Context,
    error::Result,
    report::{Report, Section},
};

/// Characters that EventBridge takes by default (quota "Event pattern size").
const DEFAULT_SIZE: usize = 2048;

/// Check that EventBridge will take a pattern
///
/// Exit code 0 when it is valid, 2 when it is not; then what is wrong is shown in its place, in
/// EventBridge's own words, with the way out.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent pattern check pattern.json
  coagent pattern check '{\"detail\": {\"price\": [{\"numeric\": [\">\", 100]}]}}'")]
pub(crate) struct Args {
    /// The pattern: a file, `-` for stdin, or JSON
    pattern: String,
}

#[derive(Serialize)]
struct Answer {
    pattern: String,
    paths: Vec<String>,
    warnings: Vec<String>,
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let looks = match self.paths.as_slice() {
            [] => "at nothing".to_owned(),
            paths => format!("at {}", paths.join(", ")),
        };
        let mut text = format!("The pattern is valid; it looks {looks}");
        for warning in &self.warnings {
            text += &format!("\nWarning: {warning}");
        }
        vec![Section::Text(text)]
    }
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let input = Input::read(&self.pattern, "pattern")?;
        let pattern = read::pattern(&input)?;
        ctx.ui.answer(&Answer {
            warnings: warnings(&pattern, &input.text),
            paths: pattern.paths().into_iter().map(str::to_owned).collect(),
            pattern: pattern.to_string(),
        })?;
        Ok(Outcome::Done)
    }
}

fn warnings(pattern: &Pattern, text: &str) -> Vec<String> {
    let mut warnings = pattern.warnings().to_vec();
    let size = text.trim().encode_utf16().count();
    if size > Pattern::API_MAX_CHARS {
        warnings.push(format!(
            "it has {size} characters; EventBridge takes {} at most",
            Pattern::API_MAX_CHARS
        ));
    } else if size > DEFAULT_SIZE {
        warnings.push(format!(
            "it has {size} characters; EventBridge takes {DEFAULT_SIZE} unless the quota is raised"
        ));
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_over_the_quota_is_said_so() {
        let pattern = Pattern::parse(r#"{"source":["a"]}"#).unwrap();
        assert!(warnings(&pattern, &"x".repeat(2048)).is_empty());
        assert!(warnings(&pattern, &"x".repeat(2049))[0].contains("quota"));
        assert!(warnings(&pattern, &"x".repeat(4097))[0].contains("4096 at most"));
    }
}
