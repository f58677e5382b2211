//! The parts of an API: each made, read, changed and removed under an id of its own.

use std::collections::BTreeMap;

use super::{
    ApiGateway,
    apis::{ApiOf, Members, merged, take, typed},
    fault,
    model::{Authorizer, Deployment, Integration, Items, Nothing, Route},
    stages::move_stage,
    state::{Api, date, new_id},
};
use crate::{fault::Fault, service::Caller};

/// A kind of part.
pub(super) trait Part: Clone + serde::Serialize + serde::de::DeserializeOwned {
    /// What messages call it.
    const NOUN: &'static str;
    /// Its id in an address.
    const ID: &'static str;
    /// Where an API has its kind.
    fn of(api: &Api) -> &BTreeMap<String, Self>;
    /// The same, to be changed.
    fn of_mut(api: &mut Api) -> &mut BTreeMap<String, Self>;
    /// Gives it its id.
    fn set_id(&mut self, id: String);
    /// Refuses a part that the API cannot have, and fills in what the service does.
    fn check(self, id: &str, api: &Api, now: i64) -> Result<Self, Fault>;
}

impl Part for Route {
    const NOUN: &'static str = "Route";
    const ID: &'static str = "routeId";

    fn of(api: &Api) -> &BTreeMap<String, Self> {
        &api.routes
    }

    fn of_mut(api: &mut Api) -> &mut BTreeMap<String, Self> {
        &mut api.routes
    }

    fn set_id(&mut self, id: String) {
        self.route_id = id;
    }

    fn check(mut self, id: &str, api: &Api, _: i64) -> Result<Self, Fault> {
        if self.route_key.is_empty() {
            return Err(fault::bad_request("Route key is required"));
        }
        let same = |other: &&Self| other.route_key == self.route_key && other.route_id != id;
        if api.routes.values().any(|other| same(&other)) {
            let message = format!(
                "Route with key {} already exists for this API",
                self.route_key
            );
            return Err(fault::conflict(message));
        }
        if self.authorization_type.is_empty() {
            self.authorization_type = "NONE".to_owned();
        }
        if let Some(authorizer) = &self.authorizer_id
            && !api.authorizers.contains_key(authorizer)
        {
            return Err(fault::bad_request(format!(
                "Invalid authorizer identifier specified {authorizer}"
            )));
        }
        let target = self
            .target
            .as_deref()
            .map(|target| target.strip_prefix("integrations/"));
        match target {
            Some(Some(integration)) if api.integrations.contains_key(integration) => Ok(self),
            Some(_) => Err(fault::bad_request(
                "Invalid integration identifier specified in the target",
            )),
            None => Ok(self),
        }
    }
}

impl Part for Integration {
    const NOUN: &'static str = "Integration";
    const ID: &'static str = "integrationId";

    fn of(api: &Api) -> &BTreeMap<String, Self> {
        &api.integrations
    }

    fn of_mut(api: &mut Api) -> &mut BTreeMap<String, Self> {
        &mut api.integrations
    }

    fn set_id(&mut self, id: String) {
        self.integration_id = id;
    }

    fn check(mut self, _: &str, api: &Api, _: i64) -> Result<Self, Fault> {
        const TYPES: &[&str] = &["AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY", "MOCK"];
        if !TYPES.contains(&self.integration_type.as_str()) {
            let message = format!(
                "Invalid integration type specified: `{}`",
                self.integration_type
            );
            return Err(fault::bad_request(message));
        }
        let longest = if api.api.protocol_type == "WEBSOCKET" {
            29_000
        } else {
            30_000
        };
        let timeout = *self.timeout_in_millis.get_or_insert(longest);
        if !(50..=longest).contains(&timeout) {
            return Err(fault::bad_request(format!(
                "Timeout should be between 50 ms and {longest} ms"
            )));
        }
        if self.integration_type == "AWS_PROXY" {
            self.integration_method
                .get_or_insert_with(|| "POST".to_owned());
        }
        self.connection_type
            .get_or_insert_with(|| "INTERNET".to_owned());
        self.payload_format_version
            .get_or_insert_with(|| "1.0".to_owned());
        Ok(self)
    }
}

impl Part for Authorizer {
    const NOUN: &'static str = "Authorizer";
    const ID: &'static str = "authorizerId";

    fn of(api: &Api) -> &BTreeMap<String, Self> {
        &api.authorizers
    }

    fn of_mut(api: &mut Api) -> &mut BTreeMap<String, Self> {
        &mut api.authorizers
    }

    fn set_id(&mut self, id: String) {
        self.authorizer_id = id;
    }

    fn check(self, _: &str, api: &Api, _: i64) -> Result<Self, Fault> {
        if self.name.is_empty() {
            return Err(fault::bad_request("Authorizer name is required"));
        }
        match (
            self.authorizer_type.as_str(),
            api.api.protocol_type.as_str(),
        ) {
            ("REQUEST", _) if self.authorizer_uri.is_none() => Err(fault::bad_request(
                "Authorizer URI is required for REQUEST authorizers",
            )),
            ("REQUEST", _) => Ok(self),
            ("JWT", "HTTP") if self.jwt_configuration.is_some() => Ok(self),
            ("JWT", "HTTP") => Err(fault::bad_request(
                "JWT configuration is required for JWT authorizers",
            )),
            (other, protocol) => Err(fault::bad_request(format!(
                "Authorizer type `{other}` is not for {protocol} APIs"
            ))),
        }
    }
}

impl Part for Deployment {
    const NOUN: &'static str = "Deployment";
    const ID: &'static str = "deploymentId";

    fn of(api: &Api) -> &BTreeMap<String, Self> {
        &api.deployments
    }

    fn of_mut(api: &mut Api) -> &mut BTreeMap<String, Self> {
        &mut api.deployments
    }

    fn set_id(&mut self, id: String) {
        self.deployment_id = id;
    }

    fn check(mut self, _: &str, api: &Api, now: i64) -> Result<Self, Fault> {
        if api.routes.is_empty() && api.api.protocol_type == "WEBSOCKET" {
            return Err(fault::bad_request(
                "At least one route is required before deploying the Api.",
            ));
        }
        self.deployment_status = "DEPLOYED".to_owned();
        self.auto_deployed.get_or_insert(false);
        self.created_date.get_or_insert_with(|| date(now));
        Ok(self)
    }
}

/// Gives an API a part that it can have.
pub(super) fn add<T: Part>(api: &mut Api, input: Members, now: i64) -> Result<T, Fault> {
    let id = new_id();
    let mut part: T = typed::<T>(input)?.check(&id, api, now)?;
    part.set_id(id.clone());
    T::of_mut(api).insert(id, part.clone());
    Ok(part)
}

impl ApiGateway {
    pub(super) async fn create_part<T: Part>(&self, input: Members) -> Result<T, Fault> {
        self.create_part_and(input, |_, _| Ok(())).await
    }

    /// Makes a part and carries out what goes with it; neither when that is refused.
    async fn create_part_and<T: Part>(
        &self,
        mut input: Members,
        and: impl FnOnce(&mut Api, &T) -> Result<(), Fault>,
    ) -> Result<T, Fault> {
        let api = take(&mut input, "apiId")?;
        let now = self.now();
        self.ledger
            .change(|state, batch| {
                state.edit(&api, batch, |api| {
                    let part: T = add(api, input, now)?;
                    and(api, &part)?;
                    Ok(part)
                })
            })
            .await
    }

    fn get_part<T: Part>(&self, mut input: Members) -> Result<T, Fault> {
        let (api, id) = (take(&mut input, "apiId")?, take(&mut input, T::ID)?);
        self.ledger.read(|state| {
            let found = T::of(state.api(&api)?).get(&id).cloned();
            found.ok_or_else(|| no_part::<T>(&id))
        })
    }

    fn get_parts<T: Part>(&self, input: &ApiOf) -> Result<Items<T>, Fault> {
        self.ledger.read(|state| {
            let items = T::of(state.api(&input.api_id)?).values().cloned().collect();
            Ok(Items { items })
        })
    }

    async fn update_part<T: Part>(&self, mut input: Members) -> Result<T, Fault> {
        let (api, id) = (take(&mut input, "apiId")?, take(&mut input, T::ID)?);
        let now = self.now();
        self.ledger
            .change(|state, batch| {
                state.edit(&api, batch, |api| {
                    let old = T::of(api).get(&id).ok_or_else(|| no_part::<T>(&id))?;
                    let part = merged(old, input)?.check(&id, api, now)?;
                    T::of_mut(api).insert(id.clone(), part.clone());
                    Ok(part)
                })
            })
            .await
    }

    async fn delete_part<T: Part>(&self, mut input: Members) -> Result<Nothing, Fault> {
        let (api, id) = (take(&mut input, "apiId")?, take(&mut input, T::ID)?);
        self.ledger
            .change(|state, batch| {
                state.edit(&api, batch, |api| {
                    refuse_used::<T>(api, &id)?;
                    let removed = T::of_mut(api).remove(&id);
                    removed.map(|_| Nothing {}).ok_or_else(|| no_part::<T>(&id))
                })
            })
            .await
    }
}

fn no_part<T: Part>(id: &str) -> Fault {
    fault::not_found(format!("Invalid {} identifier specified {id}", T::NOUN))
}

/// An integration that a route leads to, and a deployment that a stage shows, stay.
fn refuse_used<T: Part>(api: &Api, id: &str) -> Result<(), Fault> {
    let target = format!("integrations/{id}");
    let leads_here = |route: &Route| route.target.as_deref() == Some(target.as_str());
    if T::NOUN == Integration::NOUN && api.routes.values().any(leads_here) {
        let message =
            format!("Cannot delete Integration '{id}'. Integration is referenced by route");
        return Err(fault::conflict(message));
    }
    let mut stages = api.stages.values();
    if T::NOUN == Deployment::NOUN && stages.any(|stage| stage.deployment_id.as_deref() == Some(id))
    {
        let message = "Active stages with this deployment must be moved or deleted";
        return Err(fault::bad_request(message));
    }
    Ok(())
}

/// The five operations of a kind of part.
macro_rules! operations_of {
    ($($part:ident: $create:ident $get:ident $list:ident $update:ident $delete:ident;)*) => {
        impl ApiGateway {
            $(
                pub(super) async fn $create(&self, input: Members, _: &Caller) -> Result<$part, Fault> {
                    self.create_part(input).await
                }

                pub(super) async fn $get(&self, input: Members, _: &Caller) -> Result<$part, Fault> {
                    self.get_part(input)
                }

                pub(super) async fn $list(&self, input: ApiOf, _: &Caller) -> Result<Items<$part>, Fault> {
                    self.get_parts(&input)
                }

                pub(super) async fn $update(&self, input: Members, _: &Caller) -> Result<$part, Fault> {
                    self.update_part(input).await
                }

                pub(super) async fn $delete(&self, input: Members, _: &Caller) -> Result<Nothing, Fault> {
                    self.delete_part::<$part>(input).await
                }
            )*
        }
    };
}

operations_of! {
    Route: create_route get_route get_routes update_route delete_route;
    Integration: create_integration get_integration get_integrations update_integration delete_integration;
    Authorizer: create_authorizer get_authorizer get_authorizers update_authorizer delete_authorizer;
}

impl ApiGateway {
    /// A deployment that names a stage moves the stage to it.
    pub(super) async fn create_deployment(
        &self,
        mut input: Members,
        _: &Caller,
    ) -> Result<Deployment, Fault> {
        let stage = input.remove("stageName");
        let stage = stage.as_ref().and_then(|name| name.as_str());
        self.create_part_and(input, |api, deployment: &Deployment| match stage {
            Some(stage) => move_stage(api, stage, &deployment.deployment_id),
            None => Ok(()),
        })
        .await
    }

    pub(super) async fn get_deployment(
        &self,
        input: Members,
        _: &Caller,
    ) -> Result<Deployment, Fault> {
        self.get_part(input)
    }

    pub(super) async fn get_deployments(
        &self,
        input: ApiOf,
        _: &Caller,
    ) -> Result<Items<Deployment>, Fault> {
        self.get_parts(&input)
    }

    pub(super) async fn update_deployment(
        &self,
        input: Members,
        _: &Caller,
    ) -> Result<Deployment, Fault> {
        self.update_part(input).await
    }

    pub(super) async fn delete_deployment(
        &self,
        input: Members,
        _: &Caller,
    ) -> Result<Nothing, Fault> {
        self.delete_part::<Deployment>(input).await
    }
}
