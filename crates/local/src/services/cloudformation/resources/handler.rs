//! How resources are made, changed and removed.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde_json::Value as Json;

use super::{context::Context, tagging::Tagging};
use crate::fault::Fault;

/// A resource that exists.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in super::super) struct Made {
    /// The physical id, which is what `Ref` gives.
    pub(in super::super) id: String,
    /// What `Fn::GetAtt` gives.
    pub(in super::super) attributes: BTreeMap<String, Json>,
}

impl Made {
    pub(super) fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            attributes: BTreeMap::new(),
        }
    }

    pub(super) fn with(mut self, attribute: &str, value: impl Into<Json>) -> Self {
        self.attributes.insert(attribute.to_owned(), value.into());
        self
    }
}

/// What a resource is, whatever the template says.
#[derive(Debug, PartialEq)]
pub(in super::super) enum Now {
    /// Its type does not say.
    Unsaid,
    /// It is not there.
    Gone,
    /// Its properties under their names in templates, null where they are not set. What is not
    /// among them is not compared.
    Is(Json),
}

/// The life of the resources of one type. Properties have their intrinsic functions resolved and
/// a name where the type has one.
#[async_trait]
pub(in super::super) trait Handler: Sync {
    /// The physical id before creation, where the properties decide it. It is written down before
    /// the resource is made, so that a crash in between leaves nothing behind.
    fn planned(&self, _: &Context, _: &Json) -> Option<String> {
        None
    }

    /// Whether a resource of a planned id is there already: it is somebody else's then.
    async fn exists(&self, _: &Context, _: &str) -> Result<bool, Fault> {
        Ok(false)
    }

    /// The ids that a creation which was cut off after `since` may have got from its service
    /// without telling anybody; those of the stack's own resources do no harm. For types whose
    /// ids are not planned.
    async fn left_behind(&self, _: &Context, _: &Json, _since: i64) -> Result<Vec<String>, Fault> {
        Ok(Vec::new())
    }

    /// What is not emulated of properties that are known by name: the property, and what is said of
    /// its value.
    fn lacks(&self, _properties: &Json) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// How its tags are changed, where its service does not put them as a whole.
    fn tagging(&self, _: &Context, _: &Made, _properties: &Json) -> Option<Tagging> {
        None
    }

    /// What it is now, to be compared with its properties.
    async fn now(&self, _: &Context, _id: &str, _properties: &Json) -> Result<Now, Fault> {
        Ok(Now::Unsaid)
    }

    /// Makes the resource.
    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault>;

    /// Changes it in place, from its old properties to the new ones. What its service puts as a
    /// whole is made once more.
    async fn update(
        &self,
        context: &Context,
        _id: &str,
        _old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        self.create(context, new).await
    }

    /// Removes it. A resource that is gone is no error.
    async fn delete(&self, context: &Context, id: &str, properties: &Json) -> Result<(), Fault>;
}

/// Whether a service says that a thing is not there.
pub(in super::super) fn is_missing(fault: &Fault) -> bool {
    let code = fault.code.as_str();
    let signs = ["NotFound", "NonExistent", "DoesNotExist", "NoSuch"];
    signs.iter().any(|sign| code.contains(sign))
}

/// What a lookup says about existence.
pub(super) fn found<T>(lookup: Result<T, Fault>) -> Result<bool, Fault> {
    match lookup {
        Ok(_) => Ok(true),
        Err(fault) if is_missing(&fault) => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// A removal that succeeds also when there is nothing to remove.
pub(super) fn gone<T>(removal: Result<T, Fault>) -> Result<(), Fault> {
    found(removal).map(|_| ())
}

/// What is said of a resource that is only looked for.
pub(super) fn there(found: bool) -> Now {
    match found {
        true => Now::Is(Json::Object(Default::default())),
        false => Now::Gone,
    }
}

/// What a resource is, as a lookup shows it: these members of the answer.
pub(super) fn seen(lookup: Result<Json, Fault>, members: &[&str]) -> Result<Now, Fault> {
    match lookup {
        Ok(answer) => {
            let shown = members
                .iter()
                .map(|name| ((*name).to_owned(), answer[*name].clone()));
            Ok(Now::Is(Json::Object(shown.collect())))
        }
        Err(fault) if is_missing(&fault) => Ok(Now::Gone),
        Err(fault) => Err(fault),
    }
}
