//! Progress: one line that redraws itself on a terminal, plain lines elsewhere.

use std::{
    io::{self, Write},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::task::AbortHandle;

/// Nothing is drawn for work that is over before a person would wonder.
const PATIENCE: Duration = Duration::from_millis(250);

/// The progress of one long piece of work; cleared when it is dropped.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    reveal: Option<AbortHandle>,
    silent: bool,
}

impl Progress {
    pub(super) fn new(drawn: bool, silent: bool) -> Self {
        let bar = drawn.then(spinner);
        let reveal = bar
            .clone()
            .map(|bar| tokio::spawn(reveal(bar)).abort_handle());
        Self {
            bar,
            reveal,
            silent,
        }
    }

    /// What is being done now. Elsewhere than on a terminal it is not worth a line.
    pub(crate) fn now(&self, text: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(text.to_owned());
        }
    }

    /// A step that is done: a line that stays.
    pub(crate) fn step(&self, text: &str) {
        match &self.bar {
            _ if self.silent => {}
            Some(bar) => {
                show(bar);
                bar.println(text);
            }
            None => {
                let _ = writeln!(io::stderr().lock(), "{text}");
            }
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(reveal) = &self.reveal {
            reveal.abort();
        }
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

async fn reveal(bar: ProgressBar) {
    tokio::time::sleep(PATIENCE).await;
    show(&bar);
}

fn show(bar: &ProgressBar) {
    if bar.is_hidden() {
        bar.set_draw_target(ProgressDrawTarget::stderr());
        bar.enable_steady_tick(Duration::from_millis(100));
    }
}

fn spinner() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    let style = ProgressStyle::with_template("{spinner} {msg} {elapsed:.dim}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar
}
