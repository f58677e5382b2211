//! Resource policies of the account: which services may write into log groups.

use std::collections::BTreeMap;

use coagent_template::policy::Policy;
use serde::{Deserialize, Serialize};

use super::{Logs, fault};
use crate::{
    fault::Fault,
    principal::Source,
    store::{Batch, Store, StoreError, Table},
};

const POLICIES: Table = Table("logs.policies");

/// Policies of an account and Region.
const MOST: usize = 10;

/// Characters of a policy.
const LONGEST: usize = 5120;

/// The policies by name.
#[derive(Default)]
pub(super) struct Policies(pub(super) BTreeMap<String, Record>);

/// A policy as it was put.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) document: String,
    /// Milliseconds since the epoch.
    pub(super) updated: i64,
}

impl Policies {
    pub(super) fn load(store: &Store) -> Result<Self, StoreError> {
        Ok(Self(store.load(POLICIES)?.into_iter().collect()))
    }

    pub(super) fn put(
        &mut self,
        name: String,
        record: Record,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        if !self.0.contains_key(&name) && self.0.len() >= MOST {
            return Err(fault::limit());
        }
        check(&record.document)?;
        batch.put(POLICIES, &*name, &record);
        self.0.insert(name, record);
        Ok(())
    }

    pub(super) fn remove(&mut self, name: &str, batch: &mut Batch) -> Result<(), Fault> {
        if self.0.remove(name).is_none() {
            let text = format!("Policy with name [{name}] does not exist.");
            return Err(Fault::new("ResourceNotFoundException", text));
        }
        batch.delete(POLICIES, name);
        Ok(())
    }

    /// Whether any of them lets `source` write to the stream.
    fn let_in(&self, source: &Source, stream: &str) -> bool {
        let writes = ["logs:CreateLogStream", "logs:PutLogEvents"];
        let allows = |action: &str| {
            let mut policies = self.0.values().filter_map(|record| read(&record.document));
            policies.any(|policy| source.is_allowed_by(&policy, action, stream))
        };
        writes.into_iter().all(allows)
    }
}

fn check(document: &str) -> Result<(), Fault> {
    if document.len() > LONGEST {
        return Err(fault::invalid(format!(
            "1 validation error detected: Value at 'policyDocument' failed to satisfy constraint: \
             Member must have length less than or equal to {LONGEST}"
        )));
    }
    read(document)
        .map(drop)
        .ok_or_else(|| fault::invalid("The policy document is malformed or not a resource policy."))
}

fn read(document: &str) -> Option<Policy> {
    let document = serde_json::from_str(document).ok()?;
    Policy::from_json(&document).ok()
}

impl Logs {
    /// Writes events for another service, as far as a resource policy lets it.
    ///
    /// # Errors
    /// `ResourceNotFoundException` for a group that is not there, `AccessDeniedException`.
    pub fn deliver(
        &self,
        source: &Source,
        group: &str,
        stream: &str,
        events: Vec<(i64, String)>,
    ) -> Result<(), Fault> {
        self.directory.read(group, |_| ())?;
        let place = self
            .core
            .arn("logs", &format!("log-group:{group}:log-stream:{stream}"));
        if !self
            .policies
            .read(|policies| policies.let_in(source, &place))
        {
            return Err(Fault::new(
                "AccessDeniedException",
                format!(
                    "No resource policy of CloudWatch Logs allows {} logs:CreateLogStream and \
                     logs:PutLogEvents on {place}.",
                    source.principal
                ),
            ));
        }
        self.append(group, stream, events);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/events/a:log-stream:s";

    fn policies(actions: &str, resource: &str) -> Policies {
        let document = format!(
            r#"{{"Statement":[{{"Effect":"Allow","Principal":{{"Service":"events.amazonaws.com"}},"Action":{actions},"Resource":"{resource}"}}]}}"#
        );
        let mut policies = Policies::default();
        let record = Record {
            document,
            updated: 0,
        };
        policies
            .put("p".to_owned(), record, &mut Batch::new())
            .unwrap();
        policies
    }

    fn may(policies: &Policies) -> bool {
        let rule = "arn:aws:events:us-east-1:000000000000:rule/r";
        policies.let_in(
            &Source::new("events.amazonaws.com", rule, "000000000000"),
            STREAM,
        )
    }

    #[test]
    fn both_actions_on_the_stream_are_needed() {
        let both = r#"["logs:CreateLogStream","logs:PutLogEvents"]"#;
        let groups = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/events/*:*";
        assert!(may(&policies(both, groups)));
        assert!(!may(&policies(r#""logs:PutLogEvents""#, groups)));
        assert!(!may(&policies(
            both,
            "arn:aws:logs:us-east-1:000000000000:log-group:other:*"
        )));
        assert!(!may(&Policies::default()));
    }

    #[test]
    fn an_account_has_ten_at_most() {
        let mut policies = Policies::default();
        let put = |policies: &mut Policies, name: String| {
            let record = Record {
                document: r#"{"Statement":[]}"#.to_owned(),
                updated: 0,
            };
            policies.put(name, record, &mut Batch::new())
        };
        for n in 0..MOST {
            put(&mut policies, n.to_string()).unwrap();
        }
        assert_eq!(
            put(&mut policies, "new".into()).unwrap_err().code,
            "LimitExceededException"
        );
        put(&mut policies, "0".into()).unwrap();
    }
}
