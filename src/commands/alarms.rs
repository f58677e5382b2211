//! `coagent alarms`: who is woken, and by what.

mod list;
mod set;

crate::cli::group! {
    /// Alarms: look at them, and set those that every application should have
    {
        List(list),
        Set(set),
    }
}
