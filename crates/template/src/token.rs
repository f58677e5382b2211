//! Text that stands for what only AWS will know.
//!
//! Before a deployment a queue's URL or the account number is not known, yet two mentions of it are
//! equal. Symbolic evaluation therefore puts a token into the text: private-use characters around
//! the name of what it stands for. Joining, substituting and comparing then work on plain strings.
//! An *atomic* token stands for a single name, without `:` or `/` in it, so that splitting an ARN
//! at its colons stays right.

const OPEN: char = '\u{e000}';
const OPEN_ATOMIC: char = '\u{e001}';
const CLOSE: char = '\u{e002}';

/// A token for a value that may hold any characters, for instance `Queue.QueueUrl`.
pub fn opaque(name: &str) -> String {
    format!("{OPEN}{name}{CLOSE}")
}

/// A token for a single name, for instance the generated name of the resource `Queue`.
pub fn atomic(name: &str) -> String {
    format!("{OPEN_ATOMIC}{name}{CLOSE}")
}

/// Whether any part of the text is not known yet.
pub fn present(text: &str) -> bool {
    text.contains([OPEN, OPEN_ATOMIC])
}

/// Whether a part of the text is not known that could hold separators.
pub fn present_opaque(text: &str) -> bool {
    text.contains(OPEN)
}

/// The text for people: each token as `${Name}`.
pub fn display(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            OPEN | OPEN_ATOMIC => shown.push_str("${"),
            CLOSE => shown.push('}'),
            other => shown.push(other),
        }
    }
    shown
}

/// The text with every token replaced by `*`, for matching a name that is known in part.
pub fn wildcard(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        match c {
            OPEN | OPEN_ATOMIC => {
                inside = true;
                pattern.push('*');
            }
            CLOSE => inside = false,
            other if !inside => pattern.push(other),
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
        assert_eq!(wildcard(&arn), "arn:aws:sqs:*:q");
        assert!(present(&arn) && !present_opaque(&arn));
        assert_ne!(atomic("Queue"), opaque("Queue"));
    }
}
