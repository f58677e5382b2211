//! What stands for a resource whose type is not emulated: it has the names that AWS would give it,
//! and does nothing.

use async_trait::async_trait;
use coagent_template::{Pseudo, named};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{
    context::Context,
    handler::{Handler, Made},
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
    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        Ok(made(context, properties))
    }

    async fn delete(&self, _: &Context, _: &str, _: &Json) -> Result<(), Fault> {
        Ok(())
    }
}

/// The same names each time: an update makes it once more.
fn made(context: &Context, properties: &Json) -> Made {
    let origin = format!("{}/{}", context.stack_id, context.logical_id);
    let unique = Uuid::new_v5(&Uuid::NAMESPACE_URL, origin.as_bytes()).to_string();
    let (_, suffix) = unique.rsplit_once('-').unwrap_or_default();
    let (stack, id) = (&context.stack_name, &context.logical_id);
    let invented = format!("{stack}-{id}-{}", suffix.to_uppercase());
    let pseudo = Pseudo {
        account: context.core.account.clone(),
        region: context.core.region.clone(),
        partition: "aws".to_owned(),
        url_suffix: "amazonaws.com".to_owned(),
        stack_name: stack.clone(),
        stack_id: context.stack_id.clone(),
        notification_arns: Vec::new(),
    };
    match named(&context.kind, properties, &pseudo, &invented, &unique) {
        None => Made::new(invented),
        Some(names) => {
            let made = Made::new(names.reference);
            let attributes = names.attributes.into_iter();
            attributes.fold(made, |made, (name, value)| made.with(name, value))
        }
    }
}
