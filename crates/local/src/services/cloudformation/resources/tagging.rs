//! Changes of tags: services take the new ones and the keys of the removed ones apart.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{context::Context, handler::Made, json::scalar, schema::Kind};
use crate::fault::Fault;

/// Keys and values.
pub(in super::super) type Tags = BTreeMap<String, String>;

/// The tags of a resource: its stack's and, over them, its own. `given` is a list of Key and Value,
/// or an object, as API Gateway's templates have it.
pub(in super::super) fn with_stack_tags(stack: &Tags, given: &Json) -> Tags {
    let mut tags = stack.clone();
    for tag in given.as_array().into_iter().flatten() {
        tags.insert(scalar(&tag["Key"]), scalar(&tag["Value"]));
    }
    for (key, value) in given.as_object().into_iter().flatten() {
        tags.insert(key.clone(), scalar(value));
    }
    tags
}

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
    fn of(&self, tags: Tags) -> Json {
        match self {
            Self::Map => json!(tags),
            Self::List(key, value) => {
                let tag = |(name, text)| json!({ (*key): name, (*value): text });
                tags.into_iter().map(tag).collect()
            }
        }
    }
}

/// A resource before a change.
pub(in super::super) struct Was<'a> {
    pub(in super::super) made: Made,
    pub(in super::super) properties: &'a Json,
    /// The tags that it had from its stack.
    pub(in super::super) stack_tags: &'a Tags,
    /// Whether an earlier change failed: then all of it is set once more.
    pub(in super::super) broken: bool,
}

impl Kind {
    /// Changes a resource in place, its tags included.
    ///
    /// # Errors
    /// What its service says.
    pub(in super::super) async fn update(
        &self,
        context: &Context,
        was: Was<'_>,
        new: &Json,
    ) -> Result<Made, Fault> {
        let old = was.properties;
        let before = with_stack_tags(was.stack_tags, &old["Tags"]);
        let after = context.given_tags(&new["Tags"]);
        let made = match !was.broken && self.only_tags_differ(context, &was, new) {
            true => was.made,
            false => self.handler.update(context, &was.made.id, old, new).await?,
        };
        if before != after
            && let Some(tagging) = self.handler.tagging(context, &made, new)
        {
            change(context, &tagging, &before, after).await?;
        }
        Ok(made)
    }

    /// Whether nothing but its tags differs of a resource whose service changes those apart.
    fn only_tags_differ(&self, context: &Context, was: &Was<'_>, new: &Json) -> bool {
        // What was never made whole has no attributes to ask for.
        let is_whole = !was.made.attributes.is_empty();
        is_whole
            && without_tags(was.properties) == without_tags(new)
            && self.handler.tagging(context, &was.made, new).is_some()
    }
}

fn without_tags(properties: &Json) -> Json {
    let mut rest = properties.clone();
    if let Some(members) = rest.as_object_mut() {
        members.remove("Tags");
    }
    rest
}

async fn change(
    context: &Context,
    tagging: &Tagging,
    old: &Tags,
    mut new: Tags,
) -> Result<(), Fault> {
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
