//! Changes of tags: services take the new ones and the keys of the removed ones apart.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{context::Context, handler::Made, schema::Kind};
use crate::fault::Fault;

/// How a service writes tags.
pub(super) enum Shape {
    /// An object of keys and values.
    Map,
    /// A list of objects, whose members for key and value have these names.
    List(&'static str, &'static str),
}

/// `Key` and `Value`, as most services write them.
const LIST: Shape = Shape::List("Key", "Value");

/// The operations that change the tags of one resource.
pub(in super::super) struct Tagging {
    pub(super) service: &'static str,
    pub(super) tag: &'static str,
    pub(super) untag: &'static str,
    /// The member that names the resource, and its name.
    pub(super) resource: (&'static str, Json),
    /// The members for tags and for keys.
    pub(super) members: (&'static str, &'static str),
    pub(super) shape: Shape,
}

impl Tagging {
    /// `TagResource` and `UntagResource` with a list of `Tags`, as most services have them.
    pub(super) fn listed(
        service: &'static str,
        member: &'static str,
        resource: impl Into<Json>,
    ) -> Self {
        Self {
            service,
            tag: "TagResource",
            untag: "UntagResource",
            resource: (member, resource.into()),
            members: ("Tags", "TagKeys"),
            shape: LIST,
        }
    }

    async fn call(
        &self,
        context: &Context,
        operation: &str,
        member: &str,
        value: Json,
    ) -> Result<(), Fault> {
        let (name, resource) = &self.resource;
        let mut input = json!({ (*name): resource });
        input[member] = value;
        context.call(self.service, operation, input).await.map(drop)
    }
}

impl Shape {
    fn of(&self, tags: BTreeMap<String, String>) -> Json {
        match self {
            Self::Map => json!(tags),
            Self::List(key, value) => {
                let tag = |(name, text)| json!({ (*key): name, (*value): text });
                tags.into_iter().map(tag).collect()
            }
        }
    }
}

impl Kind {
    /// Changes a resource in place, its tags included.
    ///
    /// # Errors
    /// What its service says.
    pub(in super::super) async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        let made = self.handler.update(context, id, old, new).await?;
        if old["Tags"] != new["Tags"]
            && let Some(tagging) = self.handler.tagging(context, &made, new)
        {
            change(context, &tagging, old, new).await?;
        }
        Ok(made)
    }
}

async fn change(context: &Context, tagging: &Tagging, old: &Json, new: &Json) -> Result<(), Fault> {
    let old = context.tags(&old["Tags"]);
    let mut new = context.tags(&new["Tags"]);
    let removed: Vec<&String> = old.keys().filter(|key| !new.contains_key(*key)).collect();
    if !removed.is_empty() {
        let keys = json!(removed);
        tagging
            .call(context, tagging.untag, tagging.members.1, keys)
            .await?;
    }
    new.retain(|key, value| old.get(key) != Some(value));
    if !new.is_empty() {
        let tags = tagging.shape.of(new);
        tagging
            .call(context, tagging.tag, tagging.members.0, tags)
            .await?;
    }
    Ok(())
}
