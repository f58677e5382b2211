//! APIs.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value as Json};

use super::{
    ApiGateway, fault,
    model::{self, Items, Nothing},
    state::{Api, date, new_id},
};
use crate::{fault::Fault, service::Caller};

/// The id in an address.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ApiOf {
    pub(super) api_id: String,
}

/// The members of a request, and the ids of its address.
pub(super) type Members = Map<String, Json>;

/// Takes an id out of a request.
pub(super) fn take(input: &mut Members, member: &str) -> Result<String, Fault> {
    match input.remove(member) {
        Some(Json::String(text)) => Ok(text),
        _ => Err(fault::bad_request(format!("{member} is required"))),
    }
}

/// The members of a request as their type. Text stands for numbers and booleans, as in templates.
pub(super) fn typed<T: DeserializeOwned>(input: Members) -> Result<T, Fault> {
    let tree = crate::protocol::value::to_value(&input);
    crate::protocol::value::from_value(tree).map_err(fault::bad_request)
}

/// `old` with the members that `input` has. Empty text takes a member away.
pub(super) fn merged<T>(old: &T, input: Members) -> Result<T, Fault>
where
    T: serde::Serialize + DeserializeOwned,
{
    let Ok(Json::Object(mut members)) = serde_json::to_value(old) else {
        return Err(Fault::internal("a part of an API is not an object"));
    };
    for (member, value) in input {
        if value == "" {
            members.remove(&member);
        } else {
            members.insert(member, value);
        }
    }
    typed(members)
}

impl ApiGateway {
    pub(super) async fn create_api(
        &self,
        mut input: Members,
        _: &Caller,
    ) -> Result<model::Api, Fault> {
        for member in ["target", "routeKey", "credentialsArn"] {
            if input.remove(member).is_some() {
                return Err(fault::bad_request(format!(
                    "Quick create ({member}) is not emulated"
                )));
            }
        }
        let id = new_id();
        let api = model::Api {
            api_endpoint: Some(self.endpoint_of(&id, input.get("protocolType"))),
            api_id: id,
            created_date: Some(date(self.now())),
            ..typed(input)?
        };
        let api = with_defaults(api)?;
        let record = Api {
            api: api.clone(),
            ..Api::default()
        };
        self.ledger
            .change(|state, batch| {
                state.put(record, batch);
                Ok(api)
            })
            .await
    }

    /// Where the API answers in this environment.
    pub(super) fn endpoint_of(&self, id: &str, protocol: Option<&Json>) -> String {
        let endpoint = self.core.endpoint();
        match protocol.and_then(Json::as_str) {
            Some("WEBSOCKET") => format!("{}/{id}", endpoint.replacen("http", "ws", 1)),
            _ => format!("{endpoint}/{id}"),
        }
    }

    pub(super) async fn get_api(&self, input: ApiOf, _: &Caller) -> Result<model::Api, Fault> {
        self.ledger
            .read(|state| Ok(state.api(&input.api_id)?.api.clone()))
    }

    pub(super) async fn get_apis(
        &self,
        _: Members,
        _: &Caller,
    ) -> Result<Items<model::Api>, Fault> {
        let items = self
            .ledger
            .read(|state| state.apis.values().map(|api| api.api.clone()).collect());
        Ok(Items { items })
    }

    pub(super) async fn update_api(
        &self,
        mut input: Members,
        _: &Caller,
    ) -> Result<model::Api, Fault> {
        let id = take(&mut input, "apiId")?;
        self.ledger
            .change(|state, batch| {
                state.edit(&id, batch, |api| {
                    if input
                        .get("protocolType")
                        .is_some_and(|kind| *kind != api.api.protocol_type.as_str())
                    {
                        return Err(fault::bad_request(
                            "The protocol of an API cannot be changed",
                        ));
                    }
                    api.api = with_defaults(merged(&api.api, input)?)?;
                    Ok(api.api.clone())
                })
            })
            .await
    }

    pub(super) async fn delete_api(&self, input: ApiOf, _: &Caller) -> Result<Nothing, Fault> {
        self.ledger
            .change(|state, batch| {
                state.remove(&input.api_id, batch)?;
                Ok(Nothing {})
            })
            .await?;
        self.connections.close_all(&input.api_id);
        Ok(Nothing {})
    }
}

/// Fills in what the service does, and refuses what it does.
pub(super) fn with_defaults(mut api: model::Api) -> Result<model::Api, Fault> {
    if api.name.is_empty() {
        return Err(fault::bad_request("Name is required"));
    }
    match api.protocol_type.as_str() {
        "HTTP" => api.route_selection_expression = "$request.method $request.path".to_owned(),
        "WEBSOCKET" if api.route_selection_expression.is_empty() => {
            return Err(fault::bad_request(
                "Route selection expression is required for WebSocket protocol",
            ));
        }
        "WEBSOCKET" => {}
        other => {
            return Err(fault::bad_request(format!(
                "Invalid protocol specified: `{other}`"
            )));
        }
    }
    api.api_key_selection_expression
        .get_or_insert_with(|| "$request.header.x-api-key".to_owned());
    Ok(api)
}
