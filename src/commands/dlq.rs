//! `coagent dlq`: dead letters.

mod agree;
mod alarms;
mod export;
mod import;
mod inspect;
mod list;
mod move_task;
mod purge;
mod redrive;
mod which;

crate::cli::group! {
    /// Dead letters: see what failed and why, send it back, lose nothing
    ///
    /// Reads all kinds: events that a rule could not deliver, payloads that a function failed on
    /// (its own dead letters and the records of a failure destination), and messages that SQS moved
    /// after too many receives.
    {
        List(list),
        Inspect(inspect),
        Redrive(redrive),
        Export(export),
        Import(import),
        Purge(purge),
        MoveTask(move_task),
    }
}

impl Args {
    /// Whether messages are sent: what is in work then is put down in order.
    pub(crate) fn sends(&self) -> bool {
        matches!(self.command, Command::Redrive(_))
    }
}
