//! The data plane of HTTP APIs: `http://HOST/API/STAGE/…`, and `http://HOST/API/…` for the stage
//! `$default`.
//!
//! The route whose key fits best is taken, its authorizer asked, its function called with an event
//! in its payload format, and the stage's access log written.

mod answer;
mod authorizer;
mod cors;
mod event;
mod event_v1;
mod route;

use ::http::{Response, StatusCode, request::Parts};
use bytes::Bytes;
use serde_json::{Value as Json, json};

use super::{
    ApiGateway, access_log,
    model::{Integration, Route, Stage},
    state::{Api, State},
};
use crate::fault::Fault;

/// A request to an API at one of its stages.
struct Asked<'a> {
    api: Api,
    stage: Stage,
    /// The path after API and stage, with a slash in front.
    path: String,
    head: &'a Parts,
    body: &'a Bytes,
    id: String,
    /// Milliseconds since the epoch.
    at: i64,
}

impl Asked<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }
}

/// An answer, and why it is an error.
struct Answered {
    response: Response<Bytes>,
    error: Option<String>,
}

impl Answered {
    fn refusal(status: StatusCode, message: &str, error: impl Into<String>) -> Self {
        let body = json!({ "message": message }).to_string();
        Self {
            response: answer::json(status, body),
            error: Some(error.into()),
        }
    }

    fn failure(fault: &Fault) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::refusal(status, "Internal Server Error", fault.message.clone())
    }
}

impl ApiGateway {
    /// Answers a request to an HTTP API; `None` when it is for no API.
    pub async fn serve(&self, head: &Parts, body: &Bytes) -> Option<Response<Bytes>> {
        let (api, stage, path) = self.find(head.uri.path())?;
        let asked = Asked {
            api,
            stage,
            path,
            head,
            body,
            id: uuid::Uuid::new_v4().to_string(),
            at: self.now(),
        };
        if let Some(preflight) = cors::preflight(&asked) {
            return Some(preflight);
        }
        let found = route::find(asked.api.routes.values(), head.method.as_str(), &asked.path);
        let key = found.as_ref().map(|found| found.route.route_key.clone());
        let mut answered = match found {
            Some(found) => self.through(&asked, &found).await,
            None => Answered::refusal(StatusCode::NOT_FOUND, "Not Found", "No route matches"),
        };
        cors::allow(&asked, answered.response.headers_mut());
        self.log(&asked, key.as_deref().unwrap_or("-"), &answered);
        Some(answered.response)
    }

    /// Whether an API answers at this path.
    pub(crate) fn is_served(&self, path: &str) -> bool {
        self.ledger.read(|state| place(state, path).is_some())
    }

    fn find(&self, path: &str) -> Option<(Api, Stage, String)> {
        self.ledger.read(|state| {
            let (api, stage, path) = place(state, path)?;
            Some((api.clone(), stage.clone(), format!("/{path}")))
        })
    }

    async fn through(&self, asked: &Asked<'_>, found: &route::Found<'_>) -> Answered {
        let authorizer = match authorizer::authorize(self, asked, found).await {
            Ok(context) => context,
            Err(refused) => return *refused,
        };
        let integration = match integration(&asked.api, found.route) {
            Ok(integration) => integration,
            Err(fault) => return Answered::failure(&fault),
        };
        let first = integration.payload_format_version.as_deref() == Some("1.0");
        let event = if first {
            event_v1::of(self, asked, found, &authorizer)
        } else {
            event::of(self, asked, found, &authorizer)
        };
        let source = format!(
            "{}/{}/{}",
            asked.api.api.api_id,
            asked.stage.stage_name,
            resource(&found.route.route_key)
        );
        match self.call_function(integration, &source, event).await {
            Ok(payload) if first => answer::of_version_1(&payload),
            Ok(payload) => answer::of(&payload),
            Err(fault) => Answered::failure(&fault),
        }
    }

    fn log(&self, asked: &Asked<'_>, route: &str, answered: &Answered) {
        let context = |name: &str| -> Option<String> {
            Some(match name {
                "requestId" | "extendedRequestId" => asked.id.clone(),
                "routeKey" => route.to_owned(),
                "status" => answered.response.status().as_u16().to_string(),
                "error.message" | "integrationErrorMessage" => answered.error.clone()?,
                "stage" => asked.stage.stage_name.clone(),
                "apiId" => asked.api.api.api_id.clone(),
                "accountId" => self.core.account.clone(),
                "httpMethod" => asked.head.method.to_string(),
                "path" => asked.path.clone(),
                "protocol" => "HTTP/1.1".to_owned(),
                "identity.sourceIp" => "127.0.0.1".to_owned(),
                "identity.userAgent" => asked.header("user-agent")?.to_owned(),
                "requestTime" => event::clf_time(asked.at),
                "requestTimeEpoch" => asked.at.to_string(),
                "responseLength" => answered.response.body().len().to_string(),
                "responseLatency" => (self.now() - asked.at).to_string(),
                _ => return None,
            })
        };
        access_log::write(self, &asked.stage, context);
    }
}

/// The API and the stage that a path is for, and what of the path is theirs.
fn place<'a, 'p>(state: &'a State, path: &'p str) -> Option<(&'a Api, &'a Stage, &'p str)> {
    let rest = path.strip_prefix('/').filter(|rest| !rest.is_empty())?;
    let (id, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let api = state.apis.get(id)?;
    if api.api.protocol_type != "HTTP" {
        return None;
    }
    let (name, after) = rest.split_once('/').unwrap_or((rest, ""));
    match api.stages.get(name) {
        Some(stage) => Some((api, stage, after)),
        None => Some((api, api.stages.get("$default")?, rest)),
    }
}

fn integration<'a>(api: &'a Api, route: &Route) -> Result<&'a Integration, Fault> {
    let target = route.target.as_deref().unwrap_or_default();
    let id = target.strip_prefix("integrations/").unwrap_or(target);
    let lost = || Fault::internal(format!("route {} has no integration", route.route_key));
    let integration = api.integrations.get(id).ok_or_else(lost)?;
    match integration.integration_type.as_str() {
        "AWS_PROXY" => Ok(integration),
        other => Err(Fault::internal(format!(
            "integrations of type {other} are not emulated"
        ))),
    }
}

/// `POST /notes` → `POST/notes`, as a function's permission names it.
fn resource(key: &str) -> String {
    key.replacen(' ', "", 1)
}

/// What the function hears of who asks; nothing without an authorizer.
type Authorizer = Option<Json>;
