//! Resources that do nothing on AWS, either: wait-condition handles, which templates use as such,
//! and what the CDK says of itself.

use async_trait::async_trait;
use serde_json::Value as Json;

use super::{
    context::Context,
    handler::{Handler, Made},
    naming::random,
    schema::{ANYTHING, Kind},
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::CloudFormation::WaitConditionHandle",
        replace: &[],
        update: &[],
        naming: None,
        handler: &Nothing,
    },
    Kind {
        name: "AWS::CDK::Metadata",
        replace: &[],
        update: &[ANYTHING],
        naming: None,
        handler: &Nothing,
    },
];

struct Nothing;

#[async_trait]
impl Handler for Nothing {
    async fn create(&self, context: &Context, _: &Json) -> Result<Made, Fault> {
        let Context {
            stack_name,
            logical_id,
            ..
        } = context;
        Ok(Made::new(format!("{stack_name}-{logical_id}-{}", random())))
    }

    async fn update(&self, _: &Context, id: &str, _: &Json, _: &Json) -> Result<Made, Fault> {
        Ok(Made::new(id))
    }

    async fn delete(&self, _: &Context, _: &str, _: &Json) -> Result<(), Fault> {
        Ok(())
    }
}
