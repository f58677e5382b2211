//! Whether a role that a service assumes may do something: its own policies say so, or the policy
//! of the queue, topic, function or bus that is asked.

use crate::{arn::Arn, cloud::Cloud, fault::Fault, principal::Source, services::iam::Grant};

/// A role in the hands of a service.
pub(crate) struct Assumed<'a> {
    pub(crate) role: &'a str,
    /// The service, and the resource that it acts for.
    pub(crate) service: &'a Source,
}

impl Assumed<'_> {
    /// Whether it may do `action` on `resource`.
    ///
    /// # Errors
    /// `AccessDeniedException` with the reason.
    pub(crate) fn check(&self, cloud: &Cloud, action: &str, resource: &str) -> Result<(), Fault> {
        let why = match cloud.iam.grant(self.role, self.service, action, resource) {
            Grant::Allowed => return Ok(()),
            Grant::Denied(why) => why,
            Grant::Silent if self.is_let_in(cloud, action, resource) => return Ok(()),
            Grant::Silent => format!("no identity-based policy allows the {action} action"),
        };
        let message = format!(
            "User: {} is not authorized to perform: {action} on resource: {resource} because {why}",
            self.role
        );
        Err(Fault::new("AccessDeniedException", message).with_status(403))
    }

    fn is_let_in(&self, cloud: &Cloud, action: &str, resource: &str) -> bool {
        // A role's request has no source: conditions on one are for services.
        let source = Source::new(self.role, "", "");
        let parsed = Arn::parse(resource);
        match parsed.as_ref().map(|arn| arn.service.as_str()) {
            Some("sqs") => cloud.sqs.lets_in(resource, &source, action),
            Some("sns") => cloud.sns.lets_in(resource, &source),
            Some("lambda") => cloud.lambda.authorize(resource, &source).is_ok(),
            Some("events") => {
                let name = parsed.as_ref().map_or("", Arn::name);
                cloud.events.lets_in(name, &source).unwrap_or(false)
            }
            _ => false,
        }
    }
}
