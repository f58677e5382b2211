//! What is generated from the tree of commands: completions, the reference, man pages, help.

use std::{fs, path::Path};

use crate::common::World;

#[test]
fn committed_files_are_not_stale() {
    let ran = World::new().run_args(&["reference", "--check", env!("CARGO_MANIFEST_DIR")]);
    assert_eq!(
        ran.code, 0,
        "run `just reference`, or `cargo run -- reference .`\n{ran}"
    );
}

#[test]
fn a_stale_file_is_found() {
    let world = World::new();
    world.ok("reference .");
    world.ok("reference --check .");
    world.write("docs/cli.md", "old");
    let ran = world.run("reference --check .");
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (1, "./docs/cli.md is stale\n"),
        "{ran}"
    );
}

#[test]
fn every_command_has_a_man_page() {
    let world = World::new();
    world.ok("man pages");
    let page = |name: &str| fs::read_to_string(world.dir().join("pages").join(name)).unwrap();
    assert!(page("coagent.1").contains("Operate event"));
    assert!(page("coagent-local-start.1").contains("Examples"));
}

#[test]
fn every_command_shows_examples() {
    let reference =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.md")).unwrap();
    let without: Vec<&str> = reference
        .split("\n## ")
        .skip(1)
        .filter(|part| !part.contains("\nExamples:") && !part.contains("\nCommands:"))
        .filter_map(|part| part.lines().next())
        .collect();
    assert!(without.is_empty(), "without examples: {without:?}");
}

#[test]
fn wrong_usage_is_exit_code_2_and_a_version_is_none() {
    let world = World::new();
    assert_eq!(world.run("deplyo").code, 2);
    assert_eq!(world.run("--version").code, 0);
    let ran = world.run("deplyo");
    assert!(ran.stderr.contains("deploy"), "{ran}");
}
