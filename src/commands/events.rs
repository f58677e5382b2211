//! `coagent events`: the catalogue.

mod list;
mod show;

crate::cli::group! {
    /// List and show the events of the application's catalogue
    {
        List(list),
        Show(show),
    }
}
