//! APIs from OpenAPI documents: `ImportApi` and `ReimportApi`
//! (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html>).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::{
    ApiGateway,
    apis::{Members, take, typed},
    fault, model,
    openapi::{self, Access, Base, Definition},
    parts::add,
    state::{Api, date, new_id},
};
use crate::{fault::Fault, service::Caller};

/// What both operations take.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Request {
    /// JSON or YAML.
    body: String,
    basepath: Option<String>,
    #[serde(default)]
    fail_on_warnings: bool,
}

/// The API, and what was left out of the document.
#[derive(Debug, Serialize)]
pub(super) struct Imported {
    #[serde(flatten)]
    api: model::Api,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

impl ApiGateway {
    pub(super) async fn import_api(&self, input: Members, _: &Caller) -> Result<Imported, Fault> {
        let mut definition = definition(input)?;
        let warnings = std::mem::take(&mut definition.warnings);
        let id = new_id();
        let http = json!("HTTP");
        let mut record = Api {
            api: model::Api {
                api_endpoint: Some(self.endpoint_of(&id, Some(&http))),
                api_id: id,
                created_date: Some(date(self.now())),
                ..model::Api::default()
            },
            ..Api::default()
        };
        build(&mut record, definition, self.now())?;
        let api = record.api.clone();
        self.ledger
            .change(|state, batch| {
                state.put(record, batch);
                Ok(Imported { api, warnings })
            })
            .await
    }

    /// Stages, deployments and tags stay; everything that documents say is replaced.
    pub(super) async fn reimport_api(
        &self,
        mut input: Members,
        _: &Caller,
    ) -> Result<Imported, Fault> {
        let id = take(&mut input, "apiId")?;
        let mut definition = definition(input)?;
        let warnings = std::mem::take(&mut definition.warnings);
        let now = self.now();
        self.ledger
            .change(|state, batch| {
                state.edit(&id, batch, |api| {
                    if api.api.protocol_type != "HTTP" {
                        return Err(fault::bad_request("Only HTTP APIs can be imported"));
                    }
                    build(api, definition, now)?;
                    let api = api.api.clone();
                    Ok(Imported { api, warnings })
                })
            })
            .await
    }
}

/// What keeps an HTTP API from being made of a document, each with its place; a document that is
/// text, or none, is not looked into.
pub(crate) fn import_problems(document: &Json) -> Vec<String> {
    if !document.is_object() {
        return Vec::new();
    }
    openapi::read(document, Base::default())
        .err()
        .unwrap_or_default()
}

/// The document of a request, read.
fn definition(input: Members) -> Result<Definition, Fault> {
    let request: Request = typed(input)?;
    let base = match request.basepath.as_deref() {
        None => Base::default(),
        Some(name) => Base::named(name).ok_or_else(|| {
            fault::bad_request(format!(
                "Invalid basepath specified: `{name}`; it is ignore, prepend or split"
            ))
        })?,
    };
    let document = document(&request.body)?;
    let found = openapi::read(&document, base).map_err(|problems| {
        fault::bad_request(format!(
            "Errors found during import:\n\t{}",
            problems.join("\n\t")
        ))
    })?;
    if request.fail_on_warnings && !found.warnings.is_empty() {
        return Err(fault::bad_request(format!(
            "Warnings found during import:\n\t{}",
            found.warnings.join("\n\t")
        )));
    }
    Ok(found)
}

fn document(text: &str) -> Result<Json, Fault> {
    let read = match serde_json::from_str(text) {
        Ok(document) => Ok(document),
        Err(_) => coagent_template::yaml_document("body", text),
    };
    match read {
        Ok(document @ Json::Object(_)) => Ok(document),
        Ok(_) => Err(fault::bad_request(
            "Invalid OpenAPI input: it is not an object",
        )),
        Err(problems) => Err(fault::bad_request(format!(
            "Invalid OpenAPI input: {problems}"
        ))),
    }
}

/// Makes an API what a document says.
fn build(record: &mut Api, definition: Definition, now: i64) -> Result<(), Fault> {
    record.api = described(&record.api, definition.api)?;
    record.routes.clear();
    record.integrations.clear();
    record.authorizers.clear();
    let mut authorizers = BTreeMap::new();
    for members in definition.authorizers {
        let made: model::Authorizer = add(record, members, now)?;
        authorizers.insert(made.name, made.authorizer_id);
    }
    for route in definition.routes {
        let key = route.key.clone();
        build_route(record, route, &authorizers, now).map_err(|fault| Fault {
            message: format!("{key}: {}", fault.message),
            ..fault
        })?;
    }
    Ok(())
}

/// The API's own members: the document's, and what no document says.
fn described(old: &model::Api, mut members: Members) -> Result<model::Api, Fault> {
    members.insert("protocolType".to_owned(), json!("HTTP"));
    let api: model::Api = typed(members)?;
    let mut tags = old.tags.clone().unwrap_or_default();
    tags.extend(api.tags.clone().unwrap_or_default());
    super::apis::with_defaults(model::Api {
        api_id: old.api_id.clone(),
        api_endpoint: old.api_endpoint.clone(),
        created_date: old.created_date.clone(),
        tags: Some(tags).filter(|tags| !tags.is_empty()),
        ..api
    })
}

fn build_route(
    record: &mut Api,
    route: openapi::Route,
    authorizers: &BTreeMap<String, String>,
    now: i64,
) -> Result<(), Fault> {
    let mut members = Members::new();
    let mut set = |name: &str, value: Json| members.insert(name.to_owned(), value);
    set("routeKey", json!(route.key));
    if let Some(operation) = route.operation {
        set("operationName", json!(operation));
    }
    match route.access {
        Access::Open => {}
        Access::Signed => {
            set("authorizationType", json!("AWS_IAM"));
        }
        Access::Authorizer { name, scopes } => {
            let id = authorizers.get(&name).cloned().unwrap_or_default();
            let made = record.authorizers.get(&id);
            let is_jwt = made.is_some_and(|made| made.authorizer_type == "JWT");
            set(
                "authorizationType",
                json!(if is_jwt { "JWT" } else { "CUSTOM" }),
            );
            set("authorizerId", json!(id));
            if !scopes.is_empty() {
                set("authorizationScopes", json!(scopes));
            }
        }
    }
    if let Some(integration) = route.integration {
        let made: model::Integration = add(record, integration, now)?;
        members.insert(
            "target".to_owned(),
            json!(format!("integrations/{}", made.integration_id)),
        );
    }
    add::<model::Route>(record, members, now).map(|_| ())
}
