//! `coagent dlq move-task`: what SQS itself can do.

mod cancel;
mod list;
mod start;

pub(super) use start::begin;

crate::cli::group! {
    /// Let SQS itself move dead letters back to their queues
    ///
    /// SQS moves all of them, at most 500 a second, and only those that it has put there itself
    /// after too many receives. It cannot choose, change or show; its counts are approximate.
    {
        Start(start),
        List(list),
        Cancel(cancel),
    }
}
