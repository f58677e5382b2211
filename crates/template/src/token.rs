//! Text that stands for what only AWS will know.
//!
//! Before a deployment a queue's URL or the account number is not known, yet two mentions of it are
//! equal. Symbolic evaluation therefore puts a token into the text: private-use characters around
//! the name of what it stands for. Joining, substituting and comparing then work on plain strings.
//! An *atomic* token stands for a single name, without `:` or `/` in it, so that splitting an ARN
//! at its colons stays right.

const OPAQUE: char = '\u{e000}';
const ATOMIC: char = '\u{e001}';
const GENERATED: char = '\u{e002}';
const CLOSE: char = '\u{e003}';
/// Stands for a colon in a token's name, so that an ARN is still split only at its own colons.
const COLON: char = '\u{e004}';

/// A token for a value that may hold any characters, for instance `Queue.QueueUrl`.
pub fn opaque(name: &str) -> String {
    token(OPAQUE, name)
}

/// A token for a single name, for instance the Region.
pub fn atomic(name: &str) -> String {
    token(ATOMIC, name)
}

/// A token for the name that AWS makes up for a resource: a single name that nothing else has.
pub fn generated(logical_id: &str) -> String {
    token(GENERATED, logical_id)
}

fn token(open: char, name: &str) -> String {
    format!(
        "{open}{}{CLOSE}",
        name.replace(':', COLON.encode_utf8(&mut [0; 4]))
    )
}

/// Whether any part of the text is not known yet.
pub fn present(text: &str) -> bool {
    text.contains([OPAQUE, ATOMIC, GENERATED])
}

/// Whether a part of the text is not known that could hold separators.
pub fn present_opaque(text: &str) -> bool {
    text.contains(OPAQUE)
}

/// The text for people: each token as `${Name}`.
pub fn display(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            OPAQUE | ATOMIC | GENERATED => shown.push_str("${"),
            CLOSE => shown.push('}'),
            COLON => shown.push(':'),
            other => shown.push(other),
        }
    }
    shown
}

/// The text with tokens replaced by `*`, for asking what it may be. A generated name equals
/// nothing but itself, so it stays when `keep_generated`.
pub fn wildcard(text: &str, keep_generated: bool) -> String {
    let mut pattern = String::with_capacity(text.len());
    let mut hidden = false;
    for c in text.chars() {
        match c {
            GENERATED if keep_generated => pattern.push(c),
            OPAQUE | ATOMIC | GENERATED => {
                hidden = true;
                pattern.push('*');
            }
            CLOSE if hidden => hidden = false,
            other if !hidden => pattern.push(other),
            _ => {}
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_equal_by_name_and_readable() {
        let arn = format!("arn:aws:sqs:{}:q", atomic("AWS::Region"));
        assert_eq!(display(&arn), "arn:aws:sqs:${AWS::Region}:q");
        assert_eq!(wildcard(&arn, true), "arn:aws:sqs:*:q");
        assert_eq!(wildcard(&generated("Q"), false), "*");
        assert_eq!(wildcard(&generated("Q"), true), generated("Q"));
        assert!(present(&arn) && !present_opaque(&arn));
        assert_ne!(atomic("Queue"), opaque("Queue"));
    }
}
