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
        let answer = self.ask(&format!("{question} [y/N] "))?;
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
            None => self.ask(&format!("{question}\nType `{name}` to go on: "))?,
        };
        if answer == name {
            return Ok(());
        }
        Err(Error::usage(format!(
            "Nothing was done: `{answer}` is not `{name}`"
        )))
    }

    fn ask(&self, question: &str) -> Result<String> {
        if !self.interactive {
            return Err(Error::usage(format!("{} (nobody to ask)", first_line(question)))
                .hint("without a terminal, confirm on the command line: --yes, or --confirm NAME for a protected environment"));
        }
        let mut answer = String::new();
        let _ = write!(io::stderr().lock(), "{question}");
        let _ = io::stderr().flush();
        io::stdin()
            .lock()
            .read_line(&mut answer)
            .doing(|| "Failed to read the answer".into())?;
        Ok(answer.trim().to_owned())
    }
}

fn first_line(question: &str) -> &str {
    question
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end_matches(" [y/N] ")
        .trim()
}
