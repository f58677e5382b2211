//! `coagent init ci`.

use std::{fs, path::PathBuf};

use serde::Serialize;

use crate::{
    cli::Outcome,
    context::Context,
    error::{Doing, Error, Result},
    report::{Cell, Report, Section},
};

/// Where GitHub looks for workflows.
const FILE: &str = ".github/workflows/coagent.yml";

/// Write a GitHub Actions workflow that verifies every change
///
/// It runs `coagent verify` for each push and pull request: findings are shown beside the lines of
/// the templates, and sent to code scanning. A file that is there already is not overwritten.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent init ci --install 'cargo install --locked --git https://github.com/acme/coagent coagent'
  coagent init ci --install ./tools/install-coagent --fail-on error")]
pub(crate) struct Args {
    /// The command by which the workflow gets coagent
    #[arg(long, value_name = "COMMAND")]
    install: String,
    /// The least severity that fails the workflow
    #[arg(long, value_name = "SEVERITY", default_value = "warning")]
    #[arg(value_parser = ["warning", "error"])]
    fail_on: String,
    /// Overwrite the file that is there
    #[arg(long)]
    force: bool,
}

#[derive(Serialize)]
struct Answer {
    file: String,
    written: bool,
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let done = if self.written { "written" } else { "as it was" };
        vec![Section::Facts(vec![
            ("file".to_owned(), Cell::from(&self.file)),
            ("result".to_owned(), Cell::from(done)),
        ])]
    }
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let path = ctx.project()?.root.join(FILE);
        let text = workflow(&self.install, &self.fail_on)?;
        let there = fs::read_to_string(&path).ok();
        let written = there.as_ref() != Some(&text);
        if written {
            if there.is_some() && !self.force {
                return Err(
                    Error::usage(format!("{FILE} is there already, and differs"))
                        .hint("--force overwrites it"),
                );
            }
            write(&path, &text)?;
        }
        let file = FILE.to_owned();
        ctx.ui.answer(&Answer { file, written })?;
        Ok(Outcome::Done)
    }
}

fn write(path: &PathBuf, text: &str) -> Result<()> {
    let doing = || format!("Failed to write {FILE}");
    let dir = path.parent().ok_or_else(|| Error::failed(doing()))?;
    fs::create_dir_all(dir).doing(doing)?;
    fs::write(path, text).doing(doing)
}

/// The workflow. The command to install stands in it as YAML text, whatever it is.
fn workflow(install: &str, fail_on: &str) -> Result<String> {
    let quoted = serde_json::to_string(install).doing(|| "Failed to quote --install".to_owned())?;
    Ok(WORKFLOW
        .replace("SEVERITY", fail_on)
        .replace("INSTALL", &quoted))
}

const WORKFLOW: &str = "\
# Written by `coagent init ci`.
name: coagent
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
  security-events: write
jobs:
  verify:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - name: Install coagent
        run: INSTALL
      - name: Verify
        run: coagent verify --output github --fail-on SEVERITY
      - name: Write SARIF
        if: always()
        # 1 says that there are findings, which is what the file is for.
        run: coagent verify --output sarif > coagent.sarif || [ $? -eq 1 ]
      - name: Send to code scanning
        # A pull request from a fork may not write there.
        if: always() && (github.event_name == 'push' || github.event.pull_request.head.repo.full_name == github.repository)
        uses: github/codeql-action/upload-sarif@v4
        with:
          sarif_file: coagent.sarif
          category: coagent
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workflow_is_yaml_whatever_the_command_is() {
        for install in ["cargo install x", "echo \"a: b\" # c", "a\nb"] {
            let text = workflow(install, "error").unwrap();
            let read: serde_json::Value = serde_yaml::from_str(&text).unwrap();
            let steps = &read["jobs"]["verify"]["steps"];
            assert_eq!(steps[1]["run"], install);
            assert_eq!(
                steps[2]["run"],
                "coagent verify --output github --fail-on error"
            );
        }
    }
}
