//! `coagent init`: files that a project begins with.

mod ci;

crate::cli::group! {
    /// Write files that a project begins with
    {
        Ci(ci),
    }
}
