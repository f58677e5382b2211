//! `coagent pattern`: event patterns.

mod check;
mod read;
mod test;

crate::cli::group! {
    /// Event patterns: check one, and test whether an event matches
    ///
    /// As EventBridge itself decides, without asking it.
    {
        Test(test),
        Check(check),
    }
}

pub(crate) use read::event;
