//! Questions. Without a terminal there is nobody to ask, and `--yes` is needed.

use std::io::{self, BufRead, Write};

use super::Ui;
use crate::error::{Doing, Error, Result};

impl Ui {
    /// Asks before something that cannot be undone; `--yes` answers. `Ok(())` is a yes.
    pub(crate) fn confirm(&self, question: &str) -> Result<()> {
        if self.yes {
            return Ok(());
        }
        let answer = self.ask(question, " [y/N] ", "--yes")?;
        match answer.to_ascii_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(Error::usage("Nothing was done: not confirmed")),
        }
    }

    /// Asks for a name to be typed before something that a `--yes` of habit must not do;
    /// `given` is the name where an option has it.
    pub(crate) fn confirm_name(
        &self,
        question: &str,
        name: &str,
        given: Option<&str>,
    ) -> Result<()> {
        let answer = match given {
            Some(given) => given.to_owned(),
            None => {
                let way_out = format!("--confirm {name}");
                self.ask(
                    question,
                    &format!(
                        "
Type `{name}` to go on: "
                    ),
                    &way_out,
                )?
            }
        };
        if answer == name {
            return Ok(());
        }
        Err(Error::usage(format!(
            "Nothing was done: `{answer}` is not `{name}`"
        )))
    }

    fn ask(&self, question: &str, ending: &str, way_out: &str) -> Result<String> {
        if !self.interactive {
            return Err(
                Error::usage(format!("Not confirmed, and nobody to ask: {question}")).hint(
                    format!("without a terminal, say it on the command line: {way_out}"),
                ),
            );
        }
        let mut answer = String::new();
        let _ = write!(io::stderr().lock(), "{question}{ending}");
        let _ = io::stderr().flush();
        let read = io::stdin().lock().read_line(&mut answer);
        read.doing(|| "Failed to read the answer".into())?;
        Ok(answer.trim().to_owned())
    }
}
