//! A template evaluated as for a deployment, with recognisable physical names.

use std::collections::BTreeMap;

use coagent_template::{Bound, Diagnostics, Pseudo, Scope, Template};
use serde_json::Value as Json;

pub(crate) const BAYON: &str = include_str!("../../../../templates/bayon-coagent.yaml");
pub(crate) const NOTES: &str = include_str!("../../../../templates/notes.yaml");
pub(crate) const DOC_TALES: &str = include_str!("../../../../templates/doc-tales.yaml");

pub(crate) const TEMPLATES: [(&str, &str); 3] = [
    ("bayon-coagent.yaml", BAYON),
    ("notes.yaml", NOTES),
    ("doc-tales.yaml", DOC_TALES),
];

pub(crate) const ENVIRONMENTS: [&str; 4] = ["local", "development", "staging", "production"];

/// `Ref X` is `ref:X`, `GetAtt X.Y` is `att:X.Y`.
struct Created;

impl Scope for Created {
    fn reference(&self, logical_id: &str) -> Option<String> {
        Some(format!("ref:{logical_id}"))
    }
    fn attribute(&self, logical_id: &str, attribute: &str) -> Option<Json> {
        Some(Json::String(format!("att:{logical_id}.{attribute}")))
    }
    fn import(&self, _: &str) -> Option<String> {
        None
    }
}

/// The logical id in a name that [`Created`] gave.
pub(crate) fn id_of(physical: &str) -> &str {
    let name = physical
        .trim_start_matches("ref:")
        .trim_start_matches("att:");
    name.split('.').next().unwrap_or(name)
}

pub(crate) struct Resource {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) properties: Json,
}

pub(crate) struct Stack {
    bound: Bound,
    resources: Vec<Resource>,
}

impl Stack {
    pub(crate) fn new(name: &str, text: &str, environment: &str) -> Self {
        let bound = bind(name, text, environment).unwrap_or_else(|errors| panic!("{errors}"));
        let evaluate = |resource: &coagent_template::Resource| Resource {
            id: resource.logical_id.clone(),
            kind: resource.type_name.clone(),
            properties: bound
                .evaluate_properties(&resource.logical_id, &Created)
                .unwrap_or_else(|errors| panic!("{errors}")),
        };
        let resources = bound.resources().iter().map(evaluate).collect();
        Self { bound, resources }
    }

    pub(crate) fn warnings(&self) -> Diagnostics {
        self.bound.warnings()
    }

    pub(crate) fn in_order_of_creation(&self) -> Vec<String> {
        self.bound
            .creation_order()
            .unwrap_or_else(|errors| panic!("{errors}"))
    }

    pub(crate) fn resources(&self) -> &[Resource] {
        &self.resources
    }

    pub(crate) fn of_types(&self, types: &[&str]) -> Vec<&Resource> {
        self.resources
            .iter()
            .filter(|resource| types.contains(&resource.kind.as_str()))
            .collect()
    }

    /// The properties of a resource.
    pub(crate) fn get(&self, id: &str) -> &Json {
        let found = self.resources.iter().find(|resource| resource.id == id);
        &found
            .unwrap_or_else(|| panic!("there is no resource {id}"))
            .properties
    }

    /// The actions that the role of a function allows, with their conditions.
    pub(crate) fn statements(&self, function: &str) -> Vec<Json> {
        let role = self.get(function)["Role"]
            .as_str()
            .map(id_of)
            .expect("a role");
        let policy = &self.get(role)["Policies"][0]["PolicyDocument"];
        policy["Statement"].as_array().expect("statements").clone()
    }
}

fn bind(name: &str, text: &str, environment: &str) -> Result<Bound, Diagnostics> {
    let template = Template::parse(name, text)?;
    let mut given = BTreeMap::from([("Environment".to_owned(), environment.to_owned())]);
    for parameter in template
        .parameters()
        .filter(|parameter| parameter.default.is_none())
    {
        given.insert(parameter.name.clone(), "https://given.example".to_owned());
    }
    let pseudo = Pseudo {
        account: "123456789012".into(),
        region: "eu-west-1".into(),
        partition: "aws".into(),
        url_suffix: "amazonaws.com".into(),
        stack_name: "app".into(),
        stack_id: "arn:aws:cloudformation:eu-west-1:123456789012:stack/app/1".into(),
        notification_arns: Vec::new(),
    };
    template.bind(&given, &pseudo)
}
