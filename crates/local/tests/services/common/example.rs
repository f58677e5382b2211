//! The programs of `examples/`, as their sources are now.
//!
//! `cargo test` builds them, `cargo test --test services` does not: a program that is older than
//! what it is made of is built first.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

/// The program of this name. Cargo puts examples beside the directory of the test programs.
pub fn example(name: &str) -> PathBuf {
    // One is built at a time, and once: sources that change under a long test are for the next.
    static FRESH: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let mut fresh = FRESH.lock().unwrap_or_else(PoisonError::into_inner);
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(|deps| deps.parent()).unwrap();
    let program = profile.join("examples").join(name);
    if fresh.insert(name.to_owned()) && is_stale(&program) {
        build(name, profile);
    }
    program
}

/// Whether it is not there, or something that it was made of has changed since.
fn is_stale(program: &Path) -> bool {
    let Ok(made) = changed(program) else {
        return true;
    };
    let sources = fs::read_to_string(program.with_extension("d")).unwrap_or_default();
    let Some((_, sources)) = sources.split_once(": ") else {
        return true;
    };
    // Make's way to write a space in a path.
    let sources = sources.replace("\\ ", "\0");
    let mut sources = sources
        .split_whitespace()
        .map(|path| path.replace('\0', " "));
    sources.any(|source| !changed(Path::new(&source)).is_ok_and(|at| at <= made))
}

fn changed(file: &Path) -> std::io::Result<SystemTime> {
    fs::metadata(file)?.modified()
}

fn build(name: &str, profile: &Path) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--workspace", "--locked", "--example", name]);
    if profile.ends_with("release") {
        cargo.arg("--release");
    }
    let built = cargo.status().expect("cargo runs");
    assert!(built.success(), "example `{name}` cannot be built");
}
