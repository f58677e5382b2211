//! `*` and `?`, on text that may hold tokens.

use crate::token;
use crate::truth::Truth;

/// Whether `text` matches `pattern`.
pub(super) fn matches(pattern: &str, text: &str) -> Truth {
    if glob(pattern, text) {
        return Truth::True;
    }
    if !token::present(pattern) && !token::present(text) {
        return Truth::False;
    }
    let exact = !pattern.contains(['*', '?']);
    let (pattern, text) = (
        token::wildcard(pattern, exact),
        token::wildcard(text, exact),
    );
    if meet(&pattern, &text) {
        Truth::Unknown
    } else {
        Truth::False
    }
}

/// ARNs are compared part by part: a `*` does not reach over a colon.
pub(super) fn matches_arn(pattern: &str, text: &str) -> Truth {
    if pattern == "*" {
        return Truth::True;
    }
    let (patterns, texts): (Vec<_>, Vec<_>) = (parts(pattern), parts(text));
    if patterns.len() != texts.len() {
        // Not ARNs in this form, or with a whole ARN hidden in a token.
        let hidden = token::present_opaque(pattern) || token::present_opaque(text);
        return if hidden {
            matches(pattern, text)
        } else {
            Truth::False
        };
    }
    let compared = patterns
        .iter()
        .zip(texts)
        .map(|(pattern, text)| matches(pattern, text));
    compared.fold(Truth::True, Truth::and)
}

fn parts(arn: &str) -> Vec<&str> {
    arn.splitn(6, ':').collect()
}

/// The classic two-pointer match: linear but for back-tracking to the last star.
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    (p, t) = (at + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// Whether some text matches both patterns.
fn meet(left: &str, right: &str) -> bool {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    // reachable[j]: the part of `left` read so far meets the first j characters of `right`.
    let mut reachable = vec![false; right.len() + 1];
    reachable[0] = true;
    for j in 0..right.len() {
        reachable[j + 1] = reachable[j] && right[j] == '*';
    }
    for &l in &left {
        let mut next = vec![false; right.len() + 1];
        next[0] = reachable[0] && l == '*';
        for j in 0..right.len() {
            let r = right[j];
            let both = l == r || l == '?' || r == '?' || l == '*' || r == '*';
            next[j + 1] = (reachable[j] && both)
                || (l == '*' && (next[j] || reachable[j + 1]))
                || (r == '*' && (next[j] || reachable[j + 1]));
        }
        reachable = next;
    }
    reachable[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks() {
        assert!(glob("arn:*:rule/a?c*", "arn:aws:events:rule/abcd"));
        assert!(glob("*", "") && glob("a*b*c", "a-b-b-c"));
        assert!(!glob("a?", "a") && !glob("", "a") && !glob("a*c", "ab"));
    }

    #[test]
    fn two_patterns_meet_when_a_text_matches_both() {
        assert!(meet("a*c", "*bc") && meet("*", "") && meet("a?", "?b"));
        assert!(!meet("a*", "b*") && !meet("a", "aa"));
    }

    #[test]
    fn what_is_not_known_may_match() {
        let region = token::atomic("AWS::Region");
        let arn = format!("arn:aws:sqs:{region}:1:q");
        assert_eq!(matches_arn(&arn, &arn), Truth::True);
        assert_eq!(matches_arn("arn:aws:sqs:*:1:q", &arn), Truth::True);
        assert_eq!(
            matches_arn("arn:aws:sqs:eu-west-1:1:q", &arn),
            Truth::Unknown
        );
        assert_eq!(
            matches_arn("arn:aws:sqs:eu-west-1:1:other", &arn),
            Truth::False
        );
    }

    #[test]
    fn a_generated_name_equals_only_itself_but_may_have_a_prefix() {
        let (a, b) = (token::generated("A"), token::generated("B"));
        assert_eq!(matches(&a, &b), Truth::False);
        assert_eq!(matches("literal", &b), Truth::False);
        assert_eq!(matches("stack-*", &b), Truth::Unknown);
    }

    #[test]
    fn a_star_does_not_reach_over_a_colon_in_an_arn() {
        assert_eq!(
            matches_arn("arn:aws:events:*:rule/x", "arn:aws:events:r:1:rule/x"),
            Truth::False
        );
        assert_eq!(
            matches_arn("arn:aws:events:*:*:rule/*", "arn:aws:events:r:1:rule/x"),
            Truth::True
        );
    }
}
