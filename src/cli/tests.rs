//! What the documents say to type is what can be typed.

use super::*;

const README: &str = include_str!("../../README.md");
const REFERENCE: &str = include_str!("../../docs/cli.md");

/// The calls of coagent in a text, as they are typed.
fn calls(text: &str) -> Vec<&str> {
    let parts = text.lines().flat_map(|line| line.split(" && "));
    let typed = parts.filter_map(|part| {
        let part = part.trim_start();
        let part = part
            .strip_prefix("cargo run -- ")
            .or(part.strip_prefix("coagent "))?;
        Some(&part[..end(part)])
    });
    typed.collect()
}

/// Where a call ends: at a remark, or at what goes on after it.
fn end(part: &str) -> usize {
    let mut quote = None;
    for (at, letter) in part.char_indices() {
        let goes_on = ["  ", " #", " | ", " > "]
            .iter()
            .any(|next| part[at..].starts_with(next));
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, _) if goes_on => return at,
            (None, '\'' | '"') => quote = Some(letter),
            _ => {}
        }
    }
    part.len()
}

/// The blocks of commands in a document, and the examples of its help texts.
fn commands(document: &str) -> Vec<&str> {
    let blocks = document.split("```").skip(1).step_by(2);
    let shell = blocks
        .clone()
        .filter_map(|block| block.strip_prefix("sh\n"));
    let examples = blocks.filter_map(|block| Some(block.split_once("\nExamples:\n")?.1));
    shell.chain(examples).flat_map(calls).collect()
}

/// Words as a shell makes them, for quotes as they are in our examples.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for letter in command.chars() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (None, '\'' | '"') => quote = Some(letter),
            (None, ' ') => words.push(String::new()),
            _ => words
                .last_mut()
                .expect("there is a first word")
                .push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn assert_understood(commands: &[&str]) {
    for command in commands {
        let typed = ["coagent".to_owned()].into_iter().chain(words(command));
        let cli = Cli::try_parse_from(typed);
        let cli = cli.unwrap_or_else(|error| panic!("coagent {command}\n{error}"));
        if let Some(Err(error)) = cli.globals.query.as_deref().map(jmespath::compile) {
            panic!("coagent {command}\n{error}");
        }
    }
}

#[test]
fn every_command_of_the_readme_is_understood() {
    let commands = commands(README);
    assert!(commands.len() > 12, "{commands:?}");
    assert_understood(&commands);
}

#[test]
fn every_example_of_the_help_is_understood() {
    let commands = commands(REFERENCE);
    assert!(commands.len() > 60, "{commands:?}");
    assert_understood(&commands);
}

#[test]
fn a_command_that_does_not_exist_would_be_found() {
    assert!(Cli::try_parse_from(["coagent", "publish", "--no-such-flag"]).is_err());
}
