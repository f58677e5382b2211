//! `coagent rules`: the rules of the application.

mod test;

crate::cli::group! {
    /// Rules: which of them an event matches
    {
        Test(test),
    }
}
