//! What CloudFormation remembers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{
    change_set::ChangeSet,
    definition::{Definition, Identity},
    drift::Detection,
    fault,
    resources::Tags,
    status::{ResourceStatus, StackStatus},
};
use crate::{
    fault::Fault,
    store::{Batch, Store, StoreError, Table},
};

const STACKS: Table = Table("cloudformation.stacks");
const RESOURCES: Table = Table("cloudformation.resources");
const EVENTS: Table = Table("cloudformation.events");
const CHANGE_SETS: Table = Table("cloudformation.change_sets");

/// Stacks by id, their events in order, change sets by id.
#[derive(Default)]
pub(super) struct State {
    pub(super) stacks: BTreeMap<String, Stack>,
    pub(super) events: BTreeMap<String, Vec<Event>>,
    pub(super) change_sets: BTreeMap<String, ChangeSet>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Stack {
    pub(super) id: String,
    pub(super) name: String,
    /// Times in milliseconds since the epoch.
    pub(super) created: i64,
    pub(super) updated: Option<i64>,
    pub(super) deleted: Option<i64>,
    pub(super) status: StackStatus,
    pub(super) reason: Option<String>,
    pub(super) definition: Definition,
    /// What the stack was before the update that is under way.
    pub(super) previous: Option<Definition>,
    /// What it was before an update that failed and was left as it is.
    #[serde(default)]
    pub(super) stable: Option<Definition>,
    pub(super) on_failure: OnFailure,
    pub(super) protected: bool,
    pub(super) timeout_minutes: Option<u32>,
    pub(super) change_set: Option<String>,
    pub(super) outputs: Vec<Output>,
    /// Names of exports that this stack uses.
    pub(super) imports: Vec<String>,
    /// By logical id. They are stored one by one, because each changes often.
    #[serde(skip)]
    pub(super) resources: BTreeMap<String, Resource>,
    /// Replaced and removed resources that an update has yet to delete.
    pub(super) leftovers: Vec<Resource>,
    /// The operation under way, or the last one.
    pub(super) operation: Operation,
    /// The last look at what the resources are.
    #[serde(default)]
    pub(super) drift: Option<Detection>,
}

/// What becomes of a stack whose creation or update fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum OnFailure {
    /// It goes back to what it was.
    #[default]
    Rollback,
    /// It is deleted, when it was being created.
    Delete,
    /// It is left as it is.
    DoNothing,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Operation {
    pub(super) id: String,
    /// `CREATE_STACK`, `UPDATE_STACK`, `DELETE_STACK`, `CREATE_CHANGESET`, `ROLLBACK`.
    pub(super) kind: String,
    pub(super) token: Option<String>,
    /// Logical ids that a deletion or a rollback leaves alone on request.
    pub(super) retain: Vec<String>,
    /// The stack's status before a deletion or a rollback that was asked for.
    #[serde(default)]
    pub(super) before: Option<StackStatus>,
    /// Whether a deletion leaves behind what it cannot delete.
    #[serde(default)]
    pub(super) force: bool,
    /// Whether an update is to go back instead of on.
    #[serde(default)]
    pub(super) cancelled: bool,
}

impl Operation {
    /// Whether it makes of a stack what it was before an update that was left as it failed.
    pub(super) fn goes_back_to_stable(&self) -> bool {
        self.kind == "ROLLBACK" && self.before == Some(StackStatus::UpdateFailed)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Output {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) description: Option<String>,
    pub(super) export: Option<String>,
}

/// A resource of a stack.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Resource {
    pub(super) logical_id: String,
    pub(super) kind: String,
    /// Known from the moment that creation begins, where the properties decide it.
    pub(super) physical_id: Option<String>,
    pub(super) status: ResourceStatus,
    pub(super) reason: Option<String>,
    pub(super) updated: i64,
    /// As the template gives them, intrinsic functions resolved.
    pub(super) properties: Json,
    /// The name that was made up, where the template gives none.
    pub(super) name: Option<String>,
    pub(super) attributes: BTreeMap<String, Json>,
    /// The tags that it has from its stack, as they were when it was last made or changed.
    #[serde(default)]
    pub(super) stack_tags: Tags,
    pub(super) depends_on: Vec<String>,
    pub(super) on_delete: Policy,
    pub(super) on_replace: Policy,
    /// What the operation under way has done to it.
    pub(super) change: Option<Change>,
}

/// `DeletionPolicy` and `UpdateReplacePolicy`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Policy {
    #[default]
    Delete,
    Retain,
    RetainExceptOnCreate,
}

/// What an operation has done to a resource, for a rollback to undo.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Change {
    /// It was not there before.
    Created,
    /// It was changed in place; this is what it was.
    Updated(Box<Resource>),
    /// A new one took its place; the old one is still there.
    Replaced(Box<Resource>),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Event {
    pub(super) id: String,
    pub(super) at: i64,
    pub(super) operation: String,
    pub(super) operation_kind: String,
    pub(super) logical_id: String,
    pub(super) physical_id: Option<String>,
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) reason: Option<String>,
    pub(super) properties: Option<String>,
    pub(super) token: Option<String>,
}

impl Stack {
    pub(super) fn identity(&self) -> Identity {
        Identity {
            name: self.name.clone(),
            id: self.id.clone(),
        }
    }

    pub(super) fn is_live(&self) -> bool {
        self.status != StackStatus::DeleteComplete
    }
}

impl State {
    pub(super) fn load(store: &Store) -> Result<Self, StoreError> {
        let mut events: BTreeMap<String, Vec<Event>> = BTreeMap::new();
        for (place, event) in store.load::<Event>(EVENTS)? {
            let stack = place
                .split_once('\0')
                .map_or(place.as_str(), |(stack, _)| stack);
            events.entry(stack.to_owned()).or_default().push(event);
        }
        let mut stacks: BTreeMap<String, Stack> = store.load(STACKS)?.into_iter().collect();
        for (place, resource) in store.load::<Resource>(RESOURCES)? {
            let stack = place
                .split_once('\0')
                .map_or(place.as_str(), |(stack, _)| stack);
            if let Some(stack) = stacks.get_mut(stack) {
                stack
                    .resources
                    .insert(resource.logical_id.clone(), resource);
            }
        }
        Ok(Self {
            stacks,
            change_sets: store.load(CHANGE_SETS)?.into_iter().collect(),
            events,
        })
    }

    /// The stack that a name or an id means. A name means the live stack, an id also a deleted one.
    pub(super) fn stack(&self, wanted: &str) -> Result<&Stack, Fault> {
        let by_id = self.stacks.get(wanted);
        let by_name = || {
            self.stacks
                .values()
                .find(|stack| stack.name == wanted && stack.is_live())
        };
        by_id
            .or_else(by_name)
            .ok_or_else(|| fault::no_stack(wanted))
    }

    pub(super) fn put_stack(&mut self, stack: Stack, batch: &mut Batch) {
        batch.put(STACKS, stack.id.as_str(), &stack);
        self.stacks.insert(stack.id.clone(), stack);
    }

    /// Changes a stack, its resources aside.
    pub(super) fn edit_stack(
        &mut self,
        id: &str,
        batch: &mut Batch,
        edit: impl FnOnce(&mut Stack),
    ) -> Result<(), Fault> {
        let stack = self.stacks.get_mut(id).ok_or_else(|| fault::no_stack(id))?;
        edit(stack);
        batch.put(STACKS, id, stack);
        Ok(())
    }

    pub(super) fn put_resource(
        &mut self,
        id: &str,
        resource: Resource,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        let stack = self.stacks.get_mut(id).ok_or_else(|| fault::no_stack(id))?;
        batch.put(RESOURCES, place(id, &resource.logical_id), &resource);
        stack
            .resources
            .insert(resource.logical_id.clone(), resource);
        Ok(())
    }

    pub(super) fn remove_resource(
        &mut self,
        id: &str,
        logical_id: &str,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        let stack = self.stacks.get_mut(id).ok_or_else(|| fault::no_stack(id))?;
        batch.delete(RESOURCES, place(id, logical_id));
        stack.resources.remove(logical_id);
        Ok(())
    }

    pub(super) fn push_event(&mut self, stack: &str, event: Event, batch: &mut Batch) {
        let events = self.events.entry(stack.to_owned()).or_default();
        batch.put(
            EVENTS,
            place(stack, &format!("{:08}", events.len())),
            &event,
        );
        events.push(event);
    }

    pub(super) fn put_change_set(&mut self, set: ChangeSet, batch: &mut Batch) {
        batch.put(CHANGE_SETS, set.id.as_str(), &set);
        self.change_sets.insert(set.id.clone(), set);
    }

    pub(super) fn remove_change_set(&mut self, id: &str, batch: &mut Batch) {
        batch.delete(CHANGE_SETS, id);
        self.change_sets.remove(id);
    }

    /// Name, value and stack of every export.
    pub(super) fn exports(&self) -> BTreeMap<String, (String, String)> {
        let live = self.stacks.values().filter(|stack| stack.is_live());
        let exported =
            live.flat_map(|stack| stack.outputs.iter().map(move |output| (stack, output)));
        exported
            .filter_map(|(stack, output)| {
                let name = output.export.clone()?;
                Some((name, (output.value.clone(), stack.id.clone())))
            })
            .collect()
    }

    /// The names of the stacks that use an export.
    pub(super) fn importers(&self, export: &str) -> Vec<String> {
        let live = self.stacks.values().filter(|stack| stack.is_live());
        let users = live.filter(|stack| stack.imports.iter().any(|name| name == export));
        users.map(|stack| stack.name.clone()).collect()
    }
}

/// The key of what belongs to a stack.
fn place(stack: &str, what: &str) -> String {
    format!("{stack}\0{what}")
}
