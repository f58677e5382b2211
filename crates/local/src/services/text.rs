//! Text patterns that several services share.

/// Whether `text` is like `pattern`, where `*` stands for any text. Linear in both, but for
/// patterns with many stars.
pub(crate) fn like(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match text.find(part) {
            Some(at) => text = &text[at + part.len()..],
            None => return false,
        }
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text) in [
            ("a*", "a"),
            ("*a", "bba"),
            ("a*b*c", "a1b2bc"),
            ("*", ""),
            ("x", "x"),
        ] {
            assert!(like(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a*", "ba"), ("a*a", "a"), ("a*b*c", "acb"), ("x", "xx")] {
            assert!(!like(pattern, text), "{pattern} {text}");
        }
    }
}
