//! What is refused before anything is made: types and properties that are not emulated, and
//! capabilities that were not acknowledged.

use std::collections::{BTreeMap, BTreeSet};

use coagent_template::{Bound, DeletionPolicy, Pos, Resource};
use serde_json::Value as Json;

use super::{definition::TEMPLATE, fault, resources, scope::Foreseen};
use crate::fault::Fault;

/// Acknowledges that resources whose types are not emulated are recorded and do nothing. AWS has
/// no such capability.
pub const ALLOW_UNEMULATED: &str = "COAGENT_ALLOW_UNEMULATED";

/// Refuses what is not emulated, by name and place, all at once; types that are not, unless that
/// was acknowledged.
pub(super) fn emulated(bound: &Bound, given: &BTreeSet<String>) -> Result<(), Fault> {
    let is_unknown = |resource: &&Resource| resources::kind(&resource.type_name).is_none();
    let all = bound.resources().iter();
    let (unknown, known): (Vec<_>, Vec<_>) = all.partition(is_unknown);
    let macros = bound.template().macros().into_iter();
    let mut problems: Vec<String> = macros
        .map(|(name, span)| format!("Transform {name} is not emulated ({})", place(span.start)))
        .collect();
    let unseen = problems.len();
    if !given.contains(ALLOW_UNEMULATED) {
        problems.extend(unknown.into_iter().map(unknown_type));
        if problems.len() > unseen {
            problems.push(format!(
                "With `coagent deploy --allow-unemulated` (capability {ALLOW_UNEMULATED}) such \
                 resources are recorded, and do nothing"
            ));
        }
    }
    problems.extend(
        known
            .into_iter()
            .flat_map(|found| problems_of(bound, found)),
    );
    if problems.is_empty() {
        return Ok(());
    }
    Err(fault::validation(problems.join("\n")))
}

/// A place in the template, as errors in reading it have it: whoever sent it knows its file.
fn place(start: Pos) -> String {
    format!("{TEMPLATE}:{}:{}", start.line, start.column)
}

fn unknown_type(resource: &Resource) -> String {
    let name = &resource.type_name;
    let place = place(resource.type_span.start);
    let hint = resources::nearest(name).map(|near| format!("; did you mean {near}?"));
    let hint = hint.unwrap_or_default();
    format!("Resource type {name} is not emulated ({place}){hint}")
}

fn problems_of(bound: &Bound, resource: &Resource) -> Vec<String> {
    let start = resource.type_span.start;
    let name = &resource.type_name;
    let kind = resources::kind_or_recorded(name);
    let id = &resource.logical_id;
    let of_property = |property: &str| {
        let span = bound.property_span(id, property);
        format!("{id}, {}", place(span.map_or(start, |span| span.start)))
    };
    let properties = foreseen(bound, resource).unwrap_or_default();
    let unknown = kind.unknown(&properties).into_iter().map(|property| {
        let place = of_property(&property);
        format!("Property {property} of {name} is not emulated ({place})")
    });
    let lacking = kind.handler.lacks(&properties).into_iter();
    let lacking = lacking.map(|(property, why)| {
        let why = why.trim_end_matches('.');
        format!("{why} ({})", of_property(property))
    });
    let mut problems: Vec<String> = unknown.chain(lacking).collect();
    let policies = [resource.deletion_policy, resource.update_replace_policy];
    if policies.contains(&DeletionPolicy::Snapshot) {
        problems.push(format!(
            "The deletion policy Snapshot of {name} is not emulated ({})",
            place(start)
        ));
    }
    problems
}

/// The properties as far as they are known before anything is made. One that cannot be resolved yet
/// is found out when the resource is made.
fn foreseen(bound: &Bound, resource: &Resource) -> Option<Json> {
    let nothing = Foreseen {
        resources: &BTreeMap::new(),
        exports: &BTreeMap::new(),
        later: &BTreeSet::new(),
    };
    let properties = bound.evaluate_properties(&resource.logical_id, &nothing);
    properties.ok()
}

/// Types whose creation has to be acknowledged, with the property that names the resource.
const IAM_TYPES: &[(&str, &str)] = &[
    ("AWS::IAM::AccessKey", ""),
    ("AWS::IAM::Group", "GroupName"),
    ("AWS::IAM::InstanceProfile", "InstanceProfileName"),
    ("AWS::IAM::ManagedPolicy", "ManagedPolicyName"),
    ("AWS::IAM::Policy", ""),
    ("AWS::IAM::Role", "RoleName"),
    ("AWS::IAM::User", "UserName"),
    ("AWS::IAM::UserToGroupAddition", ""),
];

/// What a template needs to have acknowledged, and why.
pub(super) fn capabilities(bound: &Bound) -> (BTreeSet<&'static str>, Vec<String>) {
    let mut needed = BTreeSet::new();
    let mut because = BTreeSet::new();
    for resource in bound.resources() {
        let found = IAM_TYPES
            .iter()
            .find(|(name, _)| *name == resource.type_name);
        let Some((name, naming)) = found else {
            continue;
        };
        because.insert((*name).to_owned());
        needed.insert(if is_named(bound, resource, naming) {
            "CAPABILITY_NAMED_IAM"
        } else {
            "CAPABILITY_IAM"
        });
    }
    if needed.contains("CAPABILITY_NAMED_IAM") {
        needed.remove("CAPABILITY_IAM");
    }
    if !bound.template().transforms().is_empty() {
        needed.insert(AUTO_EXPAND);
    }
    (needed, because.into_iter().collect())
}

fn is_named(bound: &Bound, resource: &Resource, naming: &str) -> bool {
    let properties = foreseen(bound, resource);
    properties.is_some_and(|properties| !naming.is_empty() && !properties[naming].is_null())
}

/// Refuses resources that depend on each other in a ring.
pub(super) fn order(bound: &Bound) -> Result<(), Fault> {
    let order = bound.creation_order();
    order.map(drop).map_err(|error| fault::template(&error))
}

/// Acknowledges what transforms make. A change set shows it, and needs none.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html>
const AUTO_EXPAND: &str = "CAPABILITY_AUTO_EXPAND";

/// Refuses a template whose capabilities were not acknowledged. CAPABILITY_NAMED_IAM includes
/// CAPABILITY_IAM.
pub(super) fn acknowledged(
    bound: &Bound,
    given: &BTreeSet<String>,
    shown_first: bool,
) -> Result<(), Fault> {
    let (mut needed, _) = capabilities(bound);
    if shown_first {
        needed.remove(AUTO_EXPAND);
    }
    let covers = |need: &str| {
        given.contains(need) || (need == "CAPABILITY_IAM" && given.contains("CAPABILITY_NAMED_IAM"))
    };
    let missing: Vec<&str> = needed
        .iter()
        .filter(|need| !covers(need))
        .copied()
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let message = format!("Requires capabilities : [{}]", missing.join(", "));
    Err(Fault::new("InsufficientCapabilitiesException", message))
}
