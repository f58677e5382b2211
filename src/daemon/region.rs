//! The Region of a state: all that is kept in it has ARNs in that Region, so it stays there.

use std::fs;

use coagent_local::core::Config;

use super::Daemon;
use crate::{
    error::{Doing, Error, Result},
    project::Environment,
};

/// The file beside the store.
const FILE: &str = "region";

/// The Region that an environment starts in: its state's, else the project's, else the shell's.
pub(super) fn of(daemon: &Daemon, environment: &Environment, shell: Option<&str>) -> String {
    noted(daemon)
        .or_else(|| environment.region.clone())
        .or_else(|| shell.map(str::to_owned))
        .unwrap_or_else(|| Config::REGION.to_owned())
}

/// Notes the Region of a state that is new, and refuses another one.
pub(super) fn keep(daemon: &Daemon, region: &str) -> Result<()> {
    if let Some(noted) = noted(daemon) {
        return match noted == region {
            true => Ok(()),
            false => Err(Error::failed(format!(
                "The state of the local environment is in {noted}, not {region}"
            ))
            .hint("coagent local reset (removes all state, after a question)")),
        };
    }
    let state = daemon.state_dir();
    let doing = || format!("Failed to write to {}", state.display());
    fs::create_dir_all(&state).doing(doing)?;
    fs::write(state.join(FILE), region).doing(doing)
}

/// The Region of the state, where there is one. Before Regions were noted there was one only.
fn noted(daemon: &Daemon) -> Option<String> {
    let state = daemon.state_dir();
    match fs::read_to_string(state.join(FILE)) {
        Ok(region) => Some(region.trim().to_owned()).filter(|region| !region.is_empty()),
        Err(_) => state
            .join("store.redb")
            .exists()
            .then(|| Config::REGION.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_stays_in_its_region() {
        let dir = tempfile::tempdir().unwrap();
        let daemon = Daemon::beside(dir.path());
        assert_eq!(noted(&daemon), None);
        keep(&daemon, "eu-west-1").unwrap();
        keep(&daemon, "eu-west-1").unwrap();
        let refused = keep(&daemon, "us-east-1").unwrap_err();
        let said = format!("{refused:?}");
        assert!(said.contains("is in eu-west-1"), "{said}");
        assert_eq!(noted(&daemon).as_deref(), Some("eu-west-1"));
    }

    #[test]
    fn a_new_state_is_where_the_project_says_else_where_the_shell_says() {
        let dir = tempfile::tempdir().unwrap();
        let daemon = Daemon::beside(dir.path());
        let mut environment = Environment::default();
        assert_eq!(of(&daemon, &environment, None), "us-east-1");
        assert_eq!(of(&daemon, &environment, Some("eu-west-1")), "eu-west-1");
        environment.region = Some("eu-north-1".to_owned());
        assert_eq!(of(&daemon, &environment, Some("eu-west-1")), "eu-north-1");
        keep(&daemon, "us-west-2").unwrap();
        assert_eq!(of(&daemon, &environment, Some("eu-west-1")), "us-west-2");
    }

    #[test]
    fn a_state_without_a_note_is_in_the_first_region() {
        let dir = tempfile::tempdir().unwrap();
        let daemon = Daemon::beside(dir.path());
        fs::create_dir_all(daemon.state_dir()).unwrap();
        fs::write(daemon.state_dir().join("store.redb"), "").unwrap();
        assert_eq!(noted(&daemon).as_deref(), Some("us-east-1"));
    }
}
