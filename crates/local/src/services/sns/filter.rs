//! Filter policies: which messages a subscription wants.

use coagent_pattern::{Event, Pattern};
use serde_json::{Map, Value, json};

use super::{Notification, fault::invalid, topic::Subscription};
use crate::fault::Fault;

/// Checks a filter policy: the pattern language of EventBridge has all its operators.
///
/// # Errors
/// `InvalidParameter` with what is wrong.
pub(super) fn check(policy: &str) -> Result<(), Fault> {
    if is_empty(policy) {
        return Ok(());
    }
    let failed = |why| invalid(format!("FilterPolicy: {why}"));
    Pattern::parse(policy).map(drop).map_err(failed)
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
        Some("MessageBody") => notification.message.clone(),
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
        assert!(check(r#"{"store":"north"}"#).is_err());
        assert!(check("{}").is_ok());
    }
}
