//! Whether a queue's policy lets a service in.

use std::sync::{Arc, Mutex, PoisonError};

use coagent_template::policy::Policy;

use crate::principal::Source;

/// The queue's policy as it was last read, so that it is read once per change.
#[derive(Default)]
pub(crate) struct Parsed(Mutex<Option<(String, Arc<Policy>)>>);

impl Parsed {
    /// Whether `policy` lets `source` do `action` on `resource`. A service is no principal of
    /// the account: without a policy it may nothing.
    pub(crate) fn allows(
        &self,
        policy: Option<&str>,
        source: &Source,
        action: &str,
        resource: &str,
    ) -> bool {
        policy.is_some_and(|text| source.is_allowed_by(&self.of(text), action, resource))
    }

    fn of(&self, text: &str) -> Arc<Policy> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((known, policy)) if known == text => Arc::clone(policy),
            _ => {
                let policy = Arc::new(parse(text));
                *last = Some((text.to_owned(), Arc::clone(&policy)));
                policy
            }
        }
    }
}

/// A policy that cannot be read allows nothing.
fn parse(text: &str) -> Policy {
    let document = serde_json::from_str(text).unwrap_or_default();
    Policy::from_json(&document).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:q";
    const POLICY: &str = r#"{"Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},
        "Action":"sqs:SendMessage","Resource":"*","Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:events:us-east-1:000000000000:rule/r"}}}]}"#;

    fn rule(name: &str) -> Source {
        let arn = format!("arn:aws:events:us-east-1:000000000000:rule/{name}");
        Source::new("events.amazonaws.com", arn, "000000000000")
    }

    #[test]
    fn a_policy_lets_in_whom_it_names() {
        let parsed = Parsed::default();
        let may = |policy, rule| parsed.allows(policy, &rule, "sqs:SendMessage", QUEUE);
        assert!(may(Some(POLICY), rule("r")));
        assert!(!may(Some(POLICY), rule("other")));
        assert!(!may(None, rule("r")));
        assert!(!may(Some("{}"), rule("r")));
    }
}
