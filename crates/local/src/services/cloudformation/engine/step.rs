//! One resource: made, changed in place, replaced or left as it is.

use serde_json::Value as Json;

use super::{Worker, failure};
use crate::{
    fault::Fault,
    services::cloudformation::{
        deployment::Deployment,
        plan::refuse_other_type,
        resources::{self, Context, Kind, Made, OnChange, Tags, Was, with_stack_tags},
        scope::Existing,
        state::{Change, Policy, Resource},
        status::ResourceStatus,
    },
};

impl Worker {
    /// Makes one resource what the deployment says; false when that failed. The store's own
    /// failure counts as one.
    pub(super) async fn step(&self, deployment: &Deployment, id: &str) -> bool {
        // What was not begun when the update was cancelled is not begun any more.
        if self
            .look(|stack| stack.operation.cancelled)
            .unwrap_or(false)
        {
            return false;
        }
        match self.try_step(deployment, id).await {
            Ok(done) => done,
            Err(fault) => {
                let resource = self.desired(deployment, id, Json::Null);
                let failed = resource.now(ResourceStatus::CreateFailed, Some(&fault.message));
                let _ = self.event(&failed).await;
                false
            }
        }
    }

    async fn try_step(&self, deployment: &Deployment, id: &str) -> Result<bool, Fault> {
        let existing = self.look(|stack| stack.resources.get(id).cloned())?;
        if let Some(existing) = &existing {
            refuse_other_type(&deployment.bound, existing)?;
        }
        let desired = match self.properties(deployment, id) {
            Ok(properties) => self.desired(deployment, id, properties),
            Err(fault) => return self.refused(deployment, id, existing, &fault).await,
        };
        match existing {
            None => self.make(desired, None).await,
            Some(broken) if broken.status == ResourceStatus::CreateFailed => {
                self.remove_quietly(&broken).await?;
                self.make(desired, None).await
            }
            Some(existing) => self.change(existing, desired).await,
        }
    }

    /// The properties with everything resolved, checked against what is emulated.
    fn properties(&self, deployment: &Deployment, id: &str) -> Result<Json, Fault> {
        let properties = self.look(|stack| {
            let scope = Existing::new(&stack.resources, &deployment.exports);
            let found = deployment.bound.evaluate_properties(id, &scope);
            deployment.note_imports(scope.imports());
            found
        })?;
        let properties =
            properties.map_err(|error| Fault::new("ValidationError", error.to_string()))?;
        let kind = deployment.kind(id);
        match kind.unknown(&properties).first() {
            None => Ok(properties),
            Some(property) => {
                let message = format!("Property {property} of {} is not emulated", kind.name);
                Err(Fault::new("ValidationError", message))
            }
        }
    }

    async fn refused(
        &self,
        deployment: &Deployment,
        id: &str,
        existing: Option<Resource>,
        fault: &Fault,
    ) -> Result<bool, Fault> {
        let (resource, status) = match existing {
            Some(existing) => (existing, ResourceStatus::UpdateFailed),
            None => (
                self.desired(deployment, id, Json::Null),
                ResourceStatus::CreateFailed,
            ),
        };
        self.note(resource.now(status, Some(&fault.message)))
            .await?;
        Ok(false)
    }

    /// A record of what is to be; nothing exists yet.
    fn desired(&self, deployment: &Deployment, id: &str, properties: Json) -> Resource {
        let declared = deployment.bound.resource(id);
        Resource {
            logical_id: id.to_owned(),
            kind: declared
                .map(|found| found.type_name.clone())
                .unwrap_or_default(),
            physical_id: None,
            status: ResourceStatus::CreateInProgress,
            reason: None,
            updated: self.service.core.clock.now_millis(),
            properties,
            name: None,
            attributes: Default::default(),
            stack_tags: deployment.tags.clone(),
            depends_on: declared
                .map(|found| found.depends_on.clone())
                .unwrap_or_default(),
            on_delete: declared
                .map(|found| found.deletion_policy.into())
                .unwrap_or_default(),
            on_replace: declared
                .map(|found| found.update_replace_policy.into())
                .unwrap_or_default(),
            change: None,
        }
    }

    /// Makes a resource; `old` is the one whose place it takes.
    async fn make(&self, mut resource: Resource, old: Option<Resource>) -> Result<bool, Fault> {
        let kind = kind_of(&resource);
        let context = self.context(&resource)?;
        if let Some(naming) = kind
            .naming
            .filter(|naming| resource.properties[naming.property()].is_null())
        {
            let Context {
                stack_name,
                logical_id,
                ..
            } = &context;
            resource.name = Some(naming.invent(stack_name, logical_id, &resource.properties));
        }
        let properties = effective(kind, &resource);
        let starting = match &old {
            Some(_) => ResourceStatus::UpdateInProgress,
            None => ResourceStatus::CreateInProgress,
        };
        let planned = kind.handler.planned(&context, &properties);
        let taken = self
            .taken(kind, &context, planned.as_deref(), old.as_ref())
            .await;
        resource.change = Some(match old {
            Some(old) => Change::Replaced(Box::new(old)),
            None => Change::Created,
        });
        let because = matches!(resource.change, Some(Change::Replaced(_)))
            .then_some("Requested update requires the creation of a new physical resource; hence creating one.");
        self.note(resource.clone().now(starting, because)).await?;
        if let Err(reason) = taken {
            return self.not_made(resource, &reason).await;
        }
        if planned.is_some() {
            resource.physical_id = planned;
            self.note(
                resource
                    .clone()
                    .now(starting, Some("Resource creation Initiated")),
            )
            .await?;
        }
        match kind.handler.create(&context, &properties).await {
            Ok(made) => self.made(resource, made).await,
            Err(fault) => {
                if failure::exists_already(&fault) {
                    resource.physical_id = None;
                }
                self.not_made(resource, &failure::of_handler(&context, &fault))
                    .await
            }
        }
    }

    /// Why the planned id cannot be had, if it cannot.
    async fn taken(
        &self,
        kind: &Kind,
        context: &Context,
        planned: Option<&str>,
        old: Option<&Resource>,
    ) -> Result<(), String> {
        let Some(planned) = planned else {
            return Ok(());
        };
        if old.is_some_and(|old| old.physical_id.as_deref() == Some(planned)) {
            return Err(format!(
                "CloudFormation cannot update a stack when a custom-named resource requires \
                 replacing. Rename {planned} and update the stack again."
            ));
        }
        match kind.handler.exists(context, planned).await {
            Ok(false) => Ok(()),
            Ok(true) => {
                let message = format!(
                    "Resource of type '{}' with identifier '{planned}' already exists.",
                    kind.name
                );
                let fault = Fault::new("AlreadyExists", message);
                Err(failure::of_handler(context, &fault))
            }
            Err(fault) => Err(failure::of_handler(context, &fault)),
        }
    }

    async fn made(&self, mut resource: Resource, made: Made) -> Result<bool, Fault> {
        let status = match &resource.change {
            Some(Change::Replaced(_)) => ResourceStatus::UpdateComplete,
            _ => ResourceStatus::CreateComplete,
        };
        resource.physical_id = Some(made.id);
        resource.attributes = made.attributes;
        self.note(resource.now(status, None)).await?;
        Ok(true)
    }

    async fn not_made(&self, resource: Resource, reason: &str) -> Result<bool, Fault> {
        let status = match &resource.change {
            Some(Change::Replaced(_)) => ResourceStatus::UpdateFailed,
            _ => ResourceStatus::CreateFailed,
        };
        self.note(resource.now(status, Some(reason))).await?;
        Ok(false)
    }

    /// Brings an existing resource to its new properties, in place or by another one.
    async fn change(&self, existing: Resource, desired: Resource) -> Result<bool, Fault> {
        let kind = kind_of(&existing);
        let changed = changed_properties(&existing.properties, &desired.properties);
        let broken = existing.status == ResourceStatus::UpdateFailed;
        if changed.is_empty() && !broken && !is_retagged(kind, &existing, &desired) {
            self.keep(Resource {
                stack_tags: desired.stack_tags,
                depends_on: desired.depends_on,
                on_delete: desired.on_delete,
                on_replace: desired.on_replace,
                ..existing
            })
            .await?;
            return Ok(true);
        }
        let replace = changed
            .iter()
            .any(|name| kind.on_change(name) == OnChange::Replace);
        if replace {
            return self.make(desired, Some(existing)).await;
        }
        self.change_in_place(kind, existing, desired).await
    }

    async fn change_in_place(
        &self,
        kind: &Kind,
        existing: Resource,
        desired: Resource,
    ) -> Result<bool, Fault> {
        let old = effective(kind, &existing);
        let was_tagged = existing.stack_tags.clone();
        let was = Was {
            broken: existing.status == ResourceStatus::UpdateFailed,
            ..existing.was(&old, &was_tagged)
        };
        let mut resource = Resource {
            physical_id: existing.physical_id.clone(),
            name: existing.name.clone(),
            attributes: existing.attributes.clone(),
            change: Some(Change::Updated(Box::new(existing))),
            ..desired
        };
        let context = self.context(&resource)?;
        self.note(resource.clone().now(ResourceStatus::UpdateInProgress, None))
            .await?;
        let new = effective(kind, &resource);
        match kind.update(&context, was, &new).await {
            Ok(made) => {
                resource.physical_id = Some(made.id);
                resource.attributes = made.attributes;
                self.note(resource.now(ResourceStatus::UpdateComplete, None))
                    .await?;
                Ok(true)
            }
            Err(fault) => self.not_updated(resource, &context, &fault).await,
        }
    }

    /// Writes down that an update failed, and why.
    pub(super) async fn not_updated(
        &self,
        resource: Resource,
        context: &Context,
        fault: &Fault,
    ) -> Result<bool, Fault> {
        let reason = failure::of_handler(context, fault);
        self.note(resource.now(ResourceStatus::UpdateFailed, Some(&reason)))
            .await?;
        Ok(false)
    }

    /// Removes what a failed creation may have left, without a word.
    async fn remove_quietly(&self, resource: &Resource) -> Result<(), Fault> {
        let (kind, context) = (kind_of(resource), self.context(resource)?);
        match &resource.physical_id {
            Some(id) => {
                kind.handler
                    .delete(&context, id, &effective(kind, resource))
                    .await
            }
            None => Ok(()),
        }
    }
}

/// The type of a resource, which was checked when the template came in.
pub(super) fn kind_of(resource: &Resource) -> &'static Kind {
    resources::kind_or_recorded(&resource.kind)
}

/// A resource's properties with the name that was made up for it.
pub(in super::super) fn effective(kind: &Kind, resource: &Resource) -> Json {
    match &kind.naming {
        Some(naming) => naming.named(&resource.properties, resource.name.as_deref()),
        None => resource.properties.clone(),
    }
}

/// Whether a resource gets other tags from its stack.
fn is_retagged(kind: &Kind, existing: &Resource, desired: &Resource) -> bool {
    let tags = |one: &Resource| with_stack_tags(&one.stack_tags, &one.properties["Tags"]);
    kind.takes_tags() && tags(existing) != tags(desired)
}

impl Resource {
    /// What it is before a change.
    pub(super) fn was<'a>(&self, properties: &'a Json, stack_tags: &'a Tags) -> Was<'a> {
        Was {
            made: Made {
                id: self.physical_id.clone().unwrap_or_default(),
                attributes: self.attributes.clone(),
            },
            properties,
            stack_tags,
            broken: false,
        }
    }
}

/// The properties at the top that differ.
fn changed_properties(old: &Json, new: &Json) -> Vec<String> {
    let members = [old, new].into_iter().filter_map(Json::as_object);
    let mut names: Vec<String> = members
        .flat_map(|members| members.keys().cloned())
        .collect();
    names.retain(|name| old.get(name) != new.get(name));
    names.sort();
    names.dedup();
    names
}

impl From<coagent_template::DeletionPolicy> for Policy {
    /// Templates with snapshots are refused when they come in.
    fn from(policy: coagent_template::DeletionPolicy) -> Self {
        use coagent_template::DeletionPolicy as Declared;
        match policy {
            Declared::Delete => Self::Delete,
            Declared::Retain | Declared::Snapshot => Self::Retain,
            Declared::RetainExceptOnCreate => Self::RetainExceptOnCreate,
        }
    }
}
