//! What is changed in messages, as typed.

use crate::plan::redrive::edit::{self, Changes, Program};

/// What is changed before messages are sent.
#[derive(clap::Args, Debug, Default)]
#[command(next_help_heading = "Changes")]
pub(super) struct Change {
    /// Put a value into each event before it is sent; can be repeated
    #[arg(long, value_name = "PATH=VALUE", value_parser = edit::Change::read)]
    set: Vec<edit::Change>,
    /// Change each event in the words of jq: `.a.b = 1 | .c = .d | del(.d)`
    #[arg(long, value_name = "STEPS", value_parser = Program::read)]
    jq: Vec<Program>,
}

impl Change {
    /// The changes in order: those of `--jq` first.
    pub(super) fn changes(self) -> Changes {
        let programs = self.jq.into_iter().flat_map(|program| program.0);
        Changes {
            each: programs.chain(self.set).collect(),
            ..Changes::default()
        }
    }
}
