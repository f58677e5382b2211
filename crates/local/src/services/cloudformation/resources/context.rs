//! What a handler works with.

use std::sync::Arc;

use serde_json::Value as Json;

use super::{
    handler::{found, gone},
    json::all_text,
    tagging::{Tags, with_stack_tags},
};
use crate::{
    core::{Core, Peers},
    fault::Fault,
    protocol::value::{from_value, to_value},
};

/// Services that read documents as they are, with the types of a library or with none.
const EXACT: &[&str] = &["apigateway", "dynamodb"];

/// One resource of one stack, and the services it is made with.
#[derive(Clone)]
pub(in super::super) struct Context {
    pub(in super::super) core: Arc<Core>,
    pub(in super::super) stack_name: String,
    pub(in super::super) stack_id: String,
    pub(in super::super) logical_id: String,
    pub(in super::super) kind: String,
    /// The tags that the resource has, or is to have, from its stack.
    pub(in super::super) stack_tags: Tags,
}

impl Context {
    fn cloud(&self) -> Result<Peers, Fault> {
        let stopping = || Fault::internal("the local environment is stopping");
        self.core.cloud().ok_or_else(stopping)
    }

    /// One operation of a service.
    pub(super) async fn call(
        &self,
        service: &str,
        operation: &str,
        input: Json,
    ) -> Result<Json, Fault> {
        let input = to_value(&input);
        let input = if EXACT.contains(&service) {
            input
        } else {
            all_text(input)
        };
        let output = self.cloud()?.call(service, operation, input).await?;
        from_value(output).map_err(Fault::internal)
    }

    /// Whether a lookup finds what it looks for.
    pub(super) async fn has(
        &self,
        service: &str,
        operation: &str,
        input: Json,
    ) -> Result<bool, Fault> {
        found(self.call(service, operation, input).await)
    }

    /// A removal that succeeds also when there is nothing to remove.
    pub(super) async fn remove(
        &self,
        service: &str,
        operation: &str,
        input: Json,
    ) -> Result<(), Fault> {
        gone(self.call(service, operation, input).await)
    }

    /// An object of S3, which is text.
    pub(super) async fn object(
        &self,
        bucket: &str,
        key: &str,
        version: Option<&str>,
    ) -> Result<String, Fault> {
        let bytes = self.cloud()?.s3.object(bucket, key, version).await?;
        String::from_utf8(bytes).map_err(|_| {
            let message = format!("s3://{bucket}/{key} is not UTF-8");
            Fault::new("ValidationError", message)
        })
    }

    /// An ARN of this account and Region.
    pub(super) fn arn(&self, service: &str, resource: &str) -> String {
        self.core.arn(service, resource)
    }

    /// Whether these tags say that a thing was made for this resource.
    pub(super) fn is_origin(&self, tag: impl Fn(&str) -> Option<String>) -> bool {
        tag("aws:cloudformation:stack-id").as_deref() == Some(&self.stack_id)
            && tag("aws:cloudformation:logical-id").as_deref() == Some(&self.logical_id)
    }

    /// The tags that a resource has from its template and its stack.
    pub(super) fn given_tags(&self, given: &Json) -> Tags {
        with_stack_tags(&self.stack_tags, given)
    }

    /// The tags that CloudFormation puts on a resource: those, and where it comes from.
    pub(super) fn tags(&self, given: &Json) -> Tags {
        let origin = [
            ("aws:cloudformation:stack-name", &self.stack_name),
            ("aws:cloudformation:stack-id", &self.stack_id),
            ("aws:cloudformation:logical-id", &self.logical_id),
        ];
        let origin = origin.map(|(key, value)| (key.to_owned(), value.clone()));
        origin.into_iter().chain(self.given_tags(given)).collect()
    }

    /// The same as a list of Key and Value.
    pub(super) fn tag_list(&self, given: &Json) -> Json {
        list(self.tags(given))
    }
}

/// Tags as a list of Key and Value.
pub(super) fn list(tags: Tags) -> Json {
    let tag = |(key, value)| serde_json::json!({ "Key": key, "Value": value });
    tags.into_iter().map(tag).collect()
}
