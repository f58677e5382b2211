//! Filter policies: which messages a subscription wants.

use std::collections::BTreeMap;

use coagent_pattern::{Event, Pattern};
use serde_json::{Map, Value, json};

use super::{Notification, fault::invalid, topic::Subscription};
use crate::fault::Fault;

/// The most attributes of a policy; of nested ones only those at the top are counted.
const MOST_KEYS: usize = 5;
/// The most combinations of values, each list counted as often as it is deep.
const MOST_COMBINATIONS: usize = 150;
/// The scope of policies of messages' bodies.
const BODY: &str = "MessageBody";

/// Checks the filter policy of a subscription with its scope: the pattern language of EventBridge
/// has all its operators.
///
/// # Errors
/// `InvalidParameter` with what is wrong.
/// <https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html>
pub(super) fn check(attributes: &BTreeMap<String, String>) -> Result<(), Fault> {
    let policy = attributes.get("FilterPolicy").map(String::as_str);
    let Some(policy) = policy.filter(|text| !text.is_empty() && !is_empty(text)) else {
        return Ok(());
    };
    Pattern::parse(policy).map_err(|why| invalid(format!("FilterPolicy: {why}")))?;
    let parsed = serde_json::from_str::<Value>(policy).unwrap_or_default();
    let members = parsed.as_object();
    if members.is_some_and(|members| members.len() > MOST_KEYS) {
        return Err(invalid(format!(
            "FilterPolicy: Filter policy can not have more than {MOST_KEYS} keys"
        )));
    }
    let scope = attributes.get("FilterPolicyScope").map(String::as_str);
    let is_nested = |(name, value): (&String, &Value)| name != "$or" && value.is_object();
    if scope != Some(BODY) && members.into_iter().flatten().any(is_nested) {
        return Err(invalid(
            "Filter policy scope MessageAttributes does not support nested filter policy",
        ));
    }
    match combinations(&parsed, 1) > MOST_COMBINATIONS {
        true => Err(invalid("FilterPolicy: Filter policy is too complex")),
        false => Ok(()),
    }
}

/// The product of the lengths of all lists, each multiplied by how deep it is.
fn combinations(policy: &Value, depth: usize) -> usize {
    let of = |(name, value): (&String, &Value)| match value {
        Value::Array(branches) if name == "$or" => branches.iter().fold(0, |sum: usize, branch| {
            sum.saturating_add(combinations(branch, depth))
        }),
        Value::Array(values) => values.len().saturating_mul(depth),
        inner => combinations(inner, depth + 1),
    };
    let members = policy.as_object().into_iter().flatten();
    members.map(of).fold(1, usize::saturating_mul)
}

/// Whether a subscription wants a message.
pub(super) fn wants(subscription: &Subscription, notification: &Notification) -> bool {
    let Some(policy) = subscription
        .attribute("FilterPolicy")
        .filter(|text| !is_empty(text))
    else {
        return true;
    };
    let document = match subscription.attribute("FilterPolicyScope") {
        Some(BODY) => notification.message.clone(),
        _ => attributes(notification).to_string(),
    };
    match (Pattern::parse(policy), Event::parse(&document)) {
        (Ok(pattern), Ok(event)) => pattern.matches(&event),
        // A body that is no JSON object matches no policy.
        _ => false,
    }
}

fn is_empty(policy: &str) -> bool {
    matches!(serde_json::from_str::<Value>(policy), Ok(Value::Object(members)) if members.is_empty())
}

/// The attributes as the document that a policy is matched with.
fn attributes(notification: &Notification) -> Value {
    let attribute = |(name, (kind, value)): (&String, &(String, String))| {
        let value = match kind.as_str() {
            "String.Array" => serde_json::from_str(value).unwrap_or(Value::Null),
            kind if kind.starts_with("Number") => number(value),
            kind if kind.starts_with("Binary") => return None,
            _ => json!(value),
        };
        Some((name.clone(), value))
    };
    let members: Map<String, Value> = notification
        .attributes
        .iter()
        .filter_map(attribute)
        .collect();
    Value::Object(members)
}

fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| json!(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(policy: &str, scope: Option<&str>) -> bool {
        let mut subscription = Subscription {
            arn: String::new(),
            protocol: "sqs".into(),
            endpoint: String::new(),
            attributes: [("FilterPolicy".to_owned(), policy.to_owned())].into(),
            pending: false,
        };
        if let Some(scope) = scope {
            subscription
                .attributes
                .insert("FilterPolicyScope".into(), scope.into());
        }
        let attribute = |kind: &str, value: &str| (kind.to_owned(), value.to_owned());
        let notification = Notification {
            message: r#"{"price":{"total":20}}"#.into(),
            attributes: [
                ("store".to_owned(), attribute("String", "north")),
                ("price".to_owned(), attribute("Number", "15")),
                ("tags".to_owned(), attribute("String.Array", r#"["a","b"]"#)),
            ]
            .into(),
            ..Notification::default()
        };
        wants(&subscription, &notification)
    }

    fn checked(policy: &str, scope: Option<&str>) -> Result<(), String> {
        let scope = scope.map(|scope| ("FilterPolicyScope", scope));
        let given = [("FilterPolicy", policy)].into_iter().chain(scope);
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        check(&given.map(owned).collect()).map_err(|fault| fault.message)
    }

    #[test]
    fn attributes_are_matched() {
        assert!(wanted(r#"{"store":["north"],"tags":["b"]}"#, None));
        assert!(!wanted(r#"{"store":["south"]}"#, None));
        assert!(wanted(r#"{"price":[{"numeric":[">",10]}]}"#, None));
        assert!(wanted("{}", None));
    }

    #[test]
    fn the_body_is_matched_when_asked_for() {
        let scope = Some("MessageBody");
        assert!(wanted(r#"{"price":{"total":[20]}}"#, scope));
        assert!(!wanted(r#"{"store":["north"]}"#, scope));
    }

    #[test]
    fn what_is_no_policy_is_refused() {
        assert!(checked(r#"{"store":"north"}"#, None).is_err());
        assert!(checked("{}", None).is_ok());
        assert!(checked("", None).is_ok());
    }

    #[test]
    fn attributes_have_no_members() {
        let nested = r#"{"price":{"total":[20]}}"#;
        let refused = checked(nested, None).unwrap_err();
        assert!(refused.ends_with("does not support nested filter policy"));
        assert!(checked(nested, Some("MessageAttributes")).is_err());
        assert_eq!(checked(nested, Some("MessageBody")), Ok(()));
        assert_eq!(checked(r#"{"$or":[{"a":[1]},{"b":[2]}]}"#, None), Ok(()));
    }

    #[test]
    fn a_policy_is_as_large_as_sns_takes() {
        let keys = |count| {
            let members: Vec<String> = (0..count).map(|n| format!(r#""k{n}":["v"]"#)).collect();
            format!("{{{}}}", members.join(","))
        };
        assert_eq!(checked(&keys(5), None), Ok(()));
        assert!(checked(&keys(6), None).unwrap_err().contains("5 keys"));
        let values = |count| format!(r#"{{"a":{:?},"b":["x","y"]}}"#, vec!["v"; count]);
        assert_eq!(checked(&values(75), None), Ok(()));
        assert!(
            checked(&values(76), None)
                .unwrap_err()
                .contains("too complex")
        );
        let deep = |count| format!(r#"{{"a":{{"b":{:?}}}}}"#, vec!["v"; count]);
        assert_eq!(checked(&deep(75), Some("MessageBody")), Ok(()));
        assert!(checked(&deep(76), Some("MessageBody")).is_err());
    }
}
