//! How errors read.

use std::{error::Error as StdError, fmt::Write};

use super::Error;
use crate::ui::style::{Paint, Tone};

/// The error as it is printed: what failed, numbered causes, the place, hints.
pub(crate) fn render(error: &Error, paint: Paint, width: usize) -> String {
    let mut out = format!("{} {}\n", paint.tone(Tone::Bad, "Error:"), error.message);
    for (number, cause) in causes(error).iter().enumerate() {
        let _ = writeln!(out, "  {}: {}", number + 1, indent(cause));
    }
    for excerpt in &error.excerpts {
        out.push_str(&excerpt.render(paint.color, width));
    }
    for hint in &error.hints {
        let _ = writeln!(out, "{} {hint}", paint.tone(Tone::Note, "Hint:"));
    }
    out
}

/// The chain of causes. What a cause has already said with the words of its own cause is said once.
fn causes(error: &Error) -> Vec<String> {
    let mut causes: Vec<String> = Vec::new();
    let mut next: Option<&dyn StdError> = error.source.as_deref().map(|cause| cause as _);
    while let Some(cause) = next {
        let text = cause.to_string();
        if !causes.last().is_some_and(|said| said.contains(&text)) {
            causes.push(text);
        }
        next = cause.source();
    }
    causes
}

fn indent(text: &str) -> String {
    text.trim_end().replace('\n', "\n     ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Cause(&'static str, #[source] Option<Box<Cause>>);

    #[test]
    fn an_error_says_what_why_and_the_way_out() {
        let deep = Cause("connection refused", None);
        let cause = Cause("io error: connection refused", Some(Box::new(deep)));
        let error = Error::failed("Failed to read queue `orders-dlq` in eu-west-1")
            .because(Cause("dispatch failure", Some(Box::new(cause))))
            .hint("coagent local start");
        insta::assert_snapshot!(render(&error, Paint::default(), 80), @r"
        Error: Failed to read queue `orders-dlq` in eu-west-1
          1: dispatch failure
          2: io error: connection refused
        Hint: coagent local start
        ");
    }
}
