//! What ARCHITECTURE.md promises about `src/` and no lint can see.
use std::{
    fs,
    path::{Path, PathBuf},
};

fn sources(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                sources(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// The files under `src/` that have one of the words, outside the places that may.
fn having(words: &[&str], allowed: &[&str]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let name = |path: &Path| path.strip_prefix(&root).unwrap().display().to_string();
    sources(&root)
        .into_iter()
        .filter(|path| !allowed.iter().any(|place| name(path).starts_with(place)))
        .filter(|path| {
            let text = fs::read_to_string(path).unwrap();
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            code.into_iter()
                .any(|line| words.iter().any(|word| line.contains(word)))
        })
        .map(|path| name(&path))
        .collect()
}

#[test]
fn the_sdk_is_named_in_one_place() {
    assert_eq!(
        having(
            &["aws_sdk_", "aws_config::", "aws_smithy"],
            &["aws.rs", "aws/"]
        ),
        [""; 0]
    );
}

#[test]
fn stdout_and_stderr_have_one_owner() {
    assert_eq!(
        having(&["io::stdout", "io::stderr", "println!"], &["ui.rs", "ui/"]),
        [""; 0]
    );
}

#[test]
fn plans_do_no_input_and_output() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/plan");
    // What was observed comes as types of `crate::aws`, but nothing here may ask for it.
    let words = ["std::fs", "std::net", "async fn", ".await", "tokio::"];
    // Tests may read what they test with.
    let is_test = |path: &PathBuf| path.iter().any(|part| part == "tests");
    for path in sources(&root).into_iter().filter(|path| !is_test(path)) {
        let text = fs::read_to_string(&path).unwrap();
        for word in words {
            assert!(!text.contains(word), "{} has `{word}`", path.display());
        }
    }
}
