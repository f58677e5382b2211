//! The text of `Fn::Sub`.

use crate::diagnostic::Problem;
use crate::node::Node;

/// A part of the text.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece<'a> {
    Literal(&'a str),
    /// `${Name}` or `${Resource.Attribute}`.
    Variable(&'a str),
    /// `${!Name}`, which stays `${Name}`.
    Escaped(&'a str),
}

/// The text in pieces; a `${` without its `}` is literal.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, name, after)) = next_variable(rest) {
        if !before.is_empty() {
            found.push(Piece::Literal(before));
        }
        found.push(match name.strip_prefix('!') {
            Some(escaped) => Piece::Escaped(escaped),
            None => Piece::Variable(name.trim()),
        });
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Piece::Literal(rest));
    }
    found
}

fn next_variable(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find("${")?;
    let length = text[start..].find('}')?;
    let name = &text[start + 2..start + length];
    Some((&text[..start], name, &text[start + length + 1..]))
}

/// Refuses variable names that CloudFormation refuses.
pub(super) fn check(template: &Node) -> Result<(), Problem> {
    for piece in pieces(template.text().unwrap_or_default()) {
        if let Piece::Variable(name) = piece {
            let allowed = |c: char| c.is_ascii_alphanumeric() || "_.:".contains(c);
            if name.is_empty() || !name.chars().all(allowed) {
                let message = format!("`${{{name}}}` in Fn::Sub is not a variable name");
                return Err(Problem::new("sub-variable", template.span(), message)
                    .hint(format!("to keep it as text, write `${{!{name}}}`")));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Piece::*;

    #[test]
    fn pieces_of_a_text() {
        assert_eq!(
            pieces("a${B}c${D.Arn}${!keep}$"),
            [
                Literal("a"),
                Variable("B"),
                Literal("c"),
                Variable("D.Arn"),
                Escaped("keep"),
                Literal("$")
            ]
        );
        assert_eq!(pieces("${open"), [Literal("${open")]);
    }
}
