//! Node and Python functions run through the interpreter on this machine, whichever version it
//! is; the runtime that Lambda would bring is the script beside this file.

mod runtimes;

use std::{
    env,
    path::{Path, PathBuf},
};

pub(crate) use runtimes::names;
use runtimes::{Family, family, successor};

const PYTHON: &str = include_str!("python.py");
const NODE: &str = include_str!("node.js");

/// How the process of a function is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Program {
    pub(super) file: PathBuf,
    pub(super) arguments: Vec<&'static str>,
}

/// The program that runs functions of `runtime`, whose code is in `directory` and whose layers are
/// in another.
///
/// # Errors
/// What is missing on this machine, or that nothing here runs that runtime.
pub(crate) fn program(
    runtime: &str,
    directory: &Path,
    layers: Option<&Path>,
) -> Result<Program, String> {
    let (names, arguments): (&[&str], _) = match family(runtime) {
        Some(Family::Own) => {
            let own = directory.join("bootstrap");
            let shared = layers.map(|layers| layers.join("bootstrap"));
            let file = shared.filter(|_| !own.exists()).unwrap_or(own);
            let arguments = Vec::new();
            return Ok(Program { file, arguments });
        }
        Some(Family::Python) => (&["python3", "python"], vec!["-u", "-c", PYTHON]),
        Some(Family::Node) => (&["node"], vec!["-e", NODE]),
        None if !names().contains(&runtime) => {
            return Err(format!("Runtime {runtime} is none of Lambda's."));
        }
        None => {
            if let Some(newer) = successor(runtime) {
                return Err(format!(
                    "Runtime {runtime} is no longer supported for creating or updating functions, \
                     on AWS or here: name a newer one, such as {newer}."
                ));
            }
            return Err(format!(
                "Runtime {runtime} is not emulated: the local environment runs functions with a \
                 `bootstrap` (provided.al2023, provided.al2), and those for Node and Python with \
                 the interpreter on this machine."
            ));
        }
    };
    let found = names.iter().find_map(|name| on_path(name));
    let file = found.ok_or_else(|| {
        let name = names[0];
        format!("Runtime {runtime} needs `{name}`, which is not on this machine's PATH.")
    })?;
    Ok(Program { file, arguments })
}

#[expect(
    clippy::disallowed_methods,
    reason = "where programs are is the machine's business, not the environment's"
)]
fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let mut files = env::split_paths(&path).map(|folder| folder.join(name));
    files.find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_with_its_own_bootstrap_is_run_by_it() {
        let program = program("provided.al2023", Path::new("/code"), None).unwrap();
        assert_eq!(program.file, Path::new("/code/bootstrap"));
        let layers = Some(Path::new("/layers"));
        let program = super::program("provided.al2023", Path::new("/code"), layers).unwrap();
        assert_eq!(program.file, Path::new("/layers/bootstrap"));
    }

    #[test]
    fn a_runtime_that_nothing_here_runs_is_refused_by_name() {
        let refusal = program("java21", Path::new("/code"), None).unwrap_err();
        assert!(refusal.contains("java21 is not emulated"), "{refusal}");
    }

    #[test]
    fn a_runtime_whose_time_is_over_is_told_a_newer_one() {
        for (old, newer) in [("nodejs12.x", "nodejs24.x"), ("python3.7", "python3.14")] {
            let refusal = program(old, Path::new("/code"), None).unwrap_err();
            assert!(refusal.contains("no longer supported"), "{refusal}");
            assert!(refusal.contains(newer), "{refusal}");
        }
    }

    #[test]
    fn a_runtime_that_does_not_exist_is_none() {
        let refusal = program("python3.99", Path::new("/code"), None).unwrap_err();
        assert!(refusal.contains("python3.99 is none of"), "{refusal}");
    }
}
