//! Which dead letters are meant, as typed.

use clap::builder::RangedU64ValueParser;
use coagent_pattern::Pattern;
use jiff::Timestamp;

use crate::{
    error::{Error, Result},
    plan::{dead_letter::Filter, moment},
};

/// Which dead letters are meant.
#[derive(clap::Args, Debug, Default)]
#[command(next_help_heading = "Which messages")]
pub(super) struct Which {
    /// Only this message, by its id or that of the event in it; can be repeated
    #[arg(long, value_name = "ID")]
    pub(super) message: Vec<String>,
    /// Only those of this rule, by name or ARN
    #[arg(long, value_name = "RULE")]
    rule: Option<String>,
    /// Only those for this target, by name or ARN
    #[arg(long, value_name = "TARGET")]
    target: Option<String>,
    /// Only those with this error code
    #[arg(long, value_name = "CODE")]
    error: Option<String>,
    /// Only events of this detail type
    #[arg(long, value_name = "TYPE")]
    detail_type: Option<String>,
    /// Only those sent longer ago: 2h, 7d, or before a time
    #[arg(long, value_name = "TIME")]
    older_than: Option<String>,
    /// Only those sent since: 2h, 7d, or a time
    #[arg(long, value_name = "TIME")]
    newer_than: Option<String>,
    /// Only events that match this event pattern
    #[arg(long = "where", value_name = "PATTERN")]
    pattern: Option<String>,
}

impl Which {
    /// The filter that was typed.
    pub(super) fn filter(self, now: Timestamp) -> Result<Filter> {
        let time = |option: &str, text: Option<String>| {
            text.map(|text| moment::of_option(option, &text, now))
                .transpose()
        };
        Ok(Filter {
            ids: self.message,
            rule: self.rule,
            target: self.target,
            error: self.error,
            detail_type: self.detail_type,
            before: time("--older-than", self.older_than)?,
            after: time("--newer-than", self.newer_than)?,
            pattern: self.pattern.as_deref().map(pattern).transpose()?,
        })
    }
}

/// A number of messages.
pub(super) fn at_least_one() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..)
}

fn pattern(text: &str) -> Result<Pattern> {
    Pattern::parse(text).map_err(|wrong| {
        let error = Error::usage(format!(
            "--where: no valid event pattern: {}",
            wrong.reason()
        ));
        match wrong.hint() {
            Some(hint) => error.hint(hint),
            None => error,
        }
    })
}
