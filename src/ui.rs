//! The only owner of stdout, stderr, progress and prompts.
//!
//! stdout is the answer and nothing else. stderr has status, progress, warnings, hints, errors.

mod paste;
mod progress;
mod prompt;
pub(crate) mod style;

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

pub(crate) use self::progress::Progress;
use self::style::{Paint, Tone};
use crate::{
    cli::{Format, Globals, Outcome},
    context::Vars,
    error::{self, Error, Kind, Result},
    report::{self, Item, Report},
};

/// Columns when neither the terminal nor a variable says how many.
const WIDTH: usize = 100;

/// The owner of stdout and stderr.
pub(crate) struct Ui {
    format: Format,
    /// The format of streams, which programs read line by line.
    stream: Format,
    query: Option<String>,
    out: Paint,
    err: Paint,
    /// Whether progress may be drawn and questions asked.
    interactive: bool,
    width: usize,
    yes: bool,
    quiet: bool,
    verbose: bool,
    /// The environment that the command line names.
    environment: Option<String>,
}

impl Ui {
    /// As the command line, the variables and the terminal say.
    pub(crate) fn new(globals: &Globals, vars: &Vars) -> Self {
        let colors =
            !globals.no_color && vars.get("NO_COLOR").is_none() && vars.get("TERM") != Some("dumb");
        let (stdout, stderr) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        let asked = globals
            .output
            .or(globals.query.is_some().then_some(Format::Json));
        let number = |name: &str| vars.get(name).and_then(|text| text.parse().ok());
        Self {
            format: asked.unwrap_or(if stdout { Format::Table } else { Format::Plain }),
            stream: asked.unwrap_or(if stdout { Format::Table } else { Format::Json }),
            query: globals.query.clone(),
            out: Paint {
                color: colors && stdout,
            },
            err: Paint {
                color: colors && stderr,
            },
            interactive: stderr && io::stdin().is_terminal(),
            width: number("COAGENT_WIDTH")
                .or(terminal_width())
                .or(number("COLUMNS"))
                .unwrap_or(WIDTH),
            yes: globals.yes,
            quiet: globals.quiet,
            verbose: globals.verbose,
            environment: globals.env_is_typed.then(|| globals.env.clone()),
        }
    }

    /// Whether the answer is JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// How the answer is printed.
    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Whether `--yes` was said.
    pub(crate) fn says_yes(&self) -> bool {
        self.yes
    }

    /// Whether there is somebody to ask.
    pub(crate) fn can_ask(&self) -> bool {
        self.interactive
    }

    /// Prints the answer of the command.
    pub(crate) fn answer(&self, report: &impl Report) -> Result<()> {
        let text = match self.format {
            Format::Json => report::json::document(report, self.query.as_deref())?,
            Format::Plain => report::plain::render(&report.sections()),
            Format::Table => report::table::render(&report.sections(), self.out, self.width),
            Format::Sarif | Format::Junit | Format::Github => {
                return Err(Error::usage("This answer has no findings").hint("--output json"));
            }
        };
        self.write(&text)
    }

    /// Prints one item of a stream: a line for people, or a line of JSON, which is also what a
    /// file or another program gets unless asked otherwise.
    pub(crate) fn item(&self, item: &impl Item) -> Result<()> {
        let text = match self.stream {
            Format::Json => report::json::line(item, self.query.as_deref())?,
            Format::Table => item.line(self.out) + "\n",
            _ => item.line(Paint::default()) + "\n",
        };
        self.write(&text)
    }

    /// Prints a text as it is: a script, a page, a file's content.
    pub(crate) fn text(&self, text: &str) -> Result<()> {
        self.write(text)
    }

    fn write(&self, text: &str) -> Result<()> {
        let mut stdout = io::stdout().lock();
        let written = stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush());
        written.map_err(|cause| match cause.kind() {
            io::ErrorKind::BrokenPipe => Error::new(Kind::BrokenPipe, "Nobody reads the answer"),
            _ => Error::failed("Failed to write to stdout").because(cause),
        })
    }

    /// Says what is being done.
    pub(crate) fn status(&self, text: impl AsRef<str>) {
        if !self.quiet {
            self.say(&self.to_paste(text.as_ref()));
        }
    }

    /// Says what only a reader of `--verbose` wants to know.
    pub(crate) fn detail(&self, text: impl AsRef<str>) {
        if self.verbose {
            self.say(&self.err.tone(Tone::Dim, text.as_ref()));
        }
    }

    /// Says what may be wrong.
    pub(crate) fn warn(&self, text: impl AsRef<str>) {
        self.say(&format!(
            "{} {}",
            self.err.tone(Tone::Warn, "Warning:"),
            text.as_ref()
        ));
    }

    /// Says what can be done next.
    pub(crate) fn hint(&self, text: impl AsRef<str>) {
        if !self.quiet {
            self.say(&format!(
                "{} {}",
                self.err.tone(Tone::Note, "Hint:"),
                self.to_paste(text.as_ref())
            ));
        }
    }

    /// Shows on stderr what would be the answer of another command: a plan before the question.
    pub(crate) fn preview(&self, report: &impl Report) {
        if !self.quiet {
            let text = report::table::render(&report.sections(), self.err, self.width);
            self.say(text.trim_end());
        }
    }

    /// What is said, its commands in the environment that was typed.
    pub(crate) fn to_paste(&self, text: &str) -> String {
        paste::in_environment(text, self.environment.as_deref())
    }

    // What stderr cannot take nobody can be told about.
    fn say(&self, line: &str) {
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// Progress of long work: drawn on a terminal, lines otherwise.
    pub(crate) fn progress(&self) -> Progress {
        Progress::new(self.interactive && !self.quiet, self.quiet)
    }

    /// Says how the command ended; the exit code of the process.
    pub(crate) fn finish(&self, result: Result<Outcome>) -> ExitCode {
        match result {
            Ok(Outcome::Done) => ExitCode::SUCCESS,
            Ok(Outcome::Findings) => ExitCode::from(1),
            Err(mut error) => {
                for hint in &mut error.hints {
                    *hint = self.to_paste(hint);
                }
                if error.kind != Kind::BrokenPipe {
                    self.say(error::render(&error, self.err, self.width).trim_end());
                }
                ExitCode::from(error.kind.exit_code())
            }
        }
    }
}

/// Prints what clap has to say: help, a version, or wrong usage.
pub(crate) fn clap_answer(answer: &clap::Error) -> ExitCode {
    // The one place where clap prints: it knows which of the two streams, and how wide.
    let _ = answer.print();
    ExitCode::from(u8::try_from(answer.exit_code()).unwrap_or(2))
}

fn terminal_width() -> Option<usize> {
    let (columns, _) = terminal_size::terminal_size()?;
    Some(usize::from(columns.0))
}
