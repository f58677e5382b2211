//! What stands for a resource whose type is not emulated: it has an id and does nothing.

use async_trait::async_trait;
use serde_json::Value as Json;

use super::{
    context::Context,
    handler::{Handler, Made},
    naming::random,
    schema::{ANYTHING, Kind},
};
use crate::fault::Fault;

pub(super) const KIND: Kind = Kind {
    name: "",
    replace: &[],
    update: &[ANYTHING],
    naming: None,
    handler: &Recorded,
};

struct Recorded;

#[async_trait]
impl Handler for Recorded {
    async fn create(&self, context: &Context, _: &Json) -> Result<Made, Fault> {
        let (stack, id) = (&context.stack_name, &context.logical_id);
        Ok(Made::new(format!("{stack}-{id}-{}", random())))
    }

    async fn update(&self, _: &Context, id: &str, _: &Json, _: &Json) -> Result<Made, Fault> {
        Ok(Made::new(id))
    }

    async fn delete(&self, _: &Context, _: &str, _: &Json) -> Result<(), Fault> {
        Ok(())
    }
}
