//! Commands in what is said, so that they can be pasted.

/// The commands that work in an environment.
const COMMANDS: [&str; 10] = [
    "alarms", "deploy", "destroy", "dlq", "logs", "publish", "replay", "rules", "status", "verify",
];

/// The text with its commands in the environment that was typed: without it they would work in
/// another one.
pub(super) fn in_environment(text: &str, typed: Option<&str>) -> String {
    let Some(name) = typed.filter(|_| !text.contains("--env ")) else {
        return text.to_owned();
    };
    COMMANDS.iter().fold(text.to_owned(), |text, command| {
        let there = format!("coagent --env {name} {command}");
        text.replace(&format!("coagent {command}"), &there)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_for_the_environment_that_was_typed() {
        let said = |text| in_environment(text, Some("staging"));
        assert_eq!(
            said("wait (coagent dlq list), or: coagent status"),
            "wait (coagent --env staging dlq list), or: coagent --env staging status"
        );
        assert_eq!(in_environment("coagent dlq list", None), "coagent dlq list");
    }

    #[test]
    fn what_names_its_environment_or_needs_none_stays() {
        for text in [
            "coagent deploy --env test",
            "coagent local start",
            "coagent events list",
        ] {
            assert_eq!(in_environment(text, Some("staging")), text);
        }
    }
}
