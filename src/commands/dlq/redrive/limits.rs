//! How much, how fast and what is kept back, as typed.

use jiff::Timestamp;

use crate::{
    apply::redrive::Pace, aws::sqs::moves::MAX_RATE, commands::dlq::which::at_least_one,
    error::Result, plan::moment,
};

/// How much, how fast and what is kept back.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Limits")]
pub(super) struct Limits {
    /// The most messages that are sent
    #[arg(long, value_name = "NUMBER", value_parser = at_least_one())]
    pub(super) max: Option<usize>,
    /// The most messages a second
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
    /// Batches of ten that are in work at the same time; a FIFO queue has one
    #[arg(long, value_name = "NUMBER", default_value_t = 32)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=256))]
    concurrency: u16,
    /// Seconds that a received message stays hidden; prolonged while it is in work
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=43200))]
    visibility: u16,
    /// Leave what happened longer ago: 7d, or before a time
    #[arg(long, value_name = "TIME")]
    max_age: Option<String>,
    /// Send also what came back three times, is invalid, too old or handled already
    #[arg(long)]
    pub(super) force: bool,
}

impl Limits {
    pub(super) fn pace(&self) -> Pace {
        Pace {
            rate: self.rate,
            concurrency: usize::from(self.concurrency),
            visibility: i32::from(self.visibility),
        }
    }

    /// The rate for SQS's own move task, which goes no faster than 500 a second.
    pub(super) fn native_rate(&self) -> Option<u16> {
        let most = u32::from(MAX_RATE);
        self.rate
            .and_then(|rate| u16::try_from(rate.min(most)).ok())
    }

    /// What happened before this is left.
    pub(super) fn oldest(&self, now: Timestamp) -> Result<Option<Timestamp>> {
        let read = |text: &String| moment::of_option("--max-age", text, now);
        self.max_age.as_ref().map(read).transpose()
    }
}
