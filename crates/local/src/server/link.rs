//! Links that may lead here from a page: an address that says all that is asked.

use percent_encoding::percent_decode_str;

/// What the links in the messages of a topic ask for.
const OF_SUBSCRIPTIONS: &[&str] = &["Unsubscribe", "ConfirmSubscription"];

/// The URL of an object with a signature in it: it reads, and names no operation.
pub(super) fn is_signed(query: &str) -> bool {
    let is_signature = |name: &str| matches!(name, "X-Amz-Signature" | "Signature");
    pairs(query).any(|(name, _)| is_signature(&name)) && actions(query).next().is_none()
}

/// The URL that a topic's message has for its subscription.
pub(super) fn is_of_subscription(query: &str) -> bool {
    let mut actions = actions(query);
    let action = actions.next();
    action.is_some_and(|action| OF_SUBSCRIPTIONS.contains(&action.as_str()))
        && actions.next().is_none()
}

fn actions(query: &str) -> impl Iterator<Item = String> {
    let named = pairs(query).filter(|(name, _)| name == "Action");
    named.map(|(_, action)| action)
}

/// Names and values, as the query protocol reads them.
fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    })
}

fn decode(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_subscriptions_are_ended_and_confirmed_by_links() {
        assert!(is_of_subscription("Action=Unsubscribe&SubscriptionArn=a"));
        assert!(is_of_subscription("Token=t&Action=ConfirmSubscription"));
        assert!(!is_of_subscription("Action=DeleteTopic"));
        assert!(!is_of_subscription(""));
    }

    #[test]
    fn a_second_action_is_not_smuggled_in() {
        let first = "Action=Unsubscribe";
        for second in ["Action=DeleteQueue", "%41ction=DeleteQueue"] {
            assert!(!is_of_subscription(&format!("{first}&{second}")));
            assert!(!is_signed(&format!("X-Amz-Signature=0&{second}")));
        }
    }

    #[test]
    fn a_signature_makes_a_link() {
        assert!(is_signed("X-Amz-Expires=9&X-Amz-Signature=0"));
        assert!(is_signed("Expires=9&Signature=0"));
        assert!(!is_signed("list-type=2"));
    }
}
