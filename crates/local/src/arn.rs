//! Amazon resource names.

use std::fmt;

/// `arn:partition:service:region:account:resource`, in parts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Arn {
    /// Service, such as `sqs`.
    pub service: String,
    /// Region; empty where the service has none.
    pub region: String,
    /// Account; empty where the service has none.
    pub account: String,
    /// All that follows, colons included.
    pub resource: String,
}

impl Arn {
    /// Reads an ARN of the partition `aws`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        if parts.next()? != "arn" || parts.next()? != "aws" {
            return None;
        }
        let mut part = || parts.next().map(str::to_owned);
        let (service, region, account, resource) = (part()?, part()?, part()?, part()?);
        let complete = !service.is_empty() && !resource.is_empty();
        complete.then_some(Self {
            service,
            region,
            account,
            resource,
        })
    }

    /// The part of the resource after its type (`function:NAME`, `rule/BUS/NAME`).
    pub fn name(&self) -> &str {
        self.resource
            .split_once([':', '/'])
            .map_or(self.resource.as_str(), |(_, name)| name)
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            service,
            region,
            account,
            resource,
        } = self;
        write!(f, "arn:aws:{service}:{region}:{account}:{resource}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_reads_back_as_it_was_written() {
        let text = "arn:aws:lambda:us-east-1:000000000000:function:notify:live";
        let arn = Arn::parse(text).unwrap();
        assert_eq!(arn.to_string(), text);
        assert_eq!(arn.name(), "notify:live");
    }

    #[test]
    fn what_is_no_arn_is_refused() {
        for text in ["", "arn:aws:sqs", "sqs:queue", "arn:aws::::"] {
            assert_eq!(Arn::parse(text), None, "{text}");
        }
    }
}
