//! `coagent dlq`: dead letters.

mod inspect;
mod list;
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
    }
}
