//! What functions do with the connections of WebSocket APIs: send, look, end.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{
    ApiGateway,
    connections::{Connection, Outgoing},
    model::Nothing,
    state::date,
};
use crate::{
    fault::Fault,
    operations,
    service::{Caller, Input, Output, Service},
    wire::Blob,
};

/// The most bytes of a message to a connection.
const LONGEST: usize = 128 * 1024;

/// The API Gateway management API.
pub struct Management {
    gateway: Arc<ApiGateway>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Place {
    connection_id: String,
    /// Only where the address names them.
    api_id: Option<String>,
    stage: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Post {
    #[serde(default)]
    data: Blob,
    #[serde(flatten)]
    place: Place,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    connected_at: String,
    identity: Identity,
    last_active_at: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    source_ip: String,
    user_agent: String,
}

impl Management {
    /// Over the connections of `gateway`.
    pub fn new(gateway: &Arc<ApiGateway>) -> Arc<Self> {
        let gateway = Arc::clone(gateway);
        Arc::new(Self { gateway })
    }

    fn find(&self, place: &Place) -> Result<Connection, Fault> {
        let found = self
            .gateway
            .connections
            .get(&place.connection_id)
            .ok_or_else(gone)?;
        let elsewhere =
            |given: &Option<String>, its: &str| given.as_deref().is_some_and(|given| given != its);
        if elsewhere(&place.api_id, &found.api) || elsewhere(&place.stage, &found.stage) {
            return Err(gone());
        }
        Ok(found)
    }

    async fn post(&self, input: Post, _: &Caller) -> Result<Nothing, Fault> {
        self.find(&input.place)?;
        if input.data.0.len() > LONGEST {
            let message = format!("Message is longer than {LONGEST} bytes.");
            return Err(Fault::new("PayloadTooLargeException", message).with_status(413));
        }
        let id = &input.place.connection_id;
        if !self
            .gateway
            .connections
            .send(id, Outgoing::Message(input.data.0))
        {
            return Err(gone());
        }
        self.gateway.connections.touch(id, self.gateway.now());
        Ok(Nothing {})
    }

    async fn get(&self, input: Place, _: &Caller) -> Result<Described, Fault> {
        let found = self.find(&input)?;
        Ok(Described {
            connected_at: date(found.connected),
            identity: Identity {
                source_ip: found.source_ip,
                user_agent: found.user_agent,
            },
            last_active_at: date(found.last_active),
        })
    }

    async fn delete(&self, input: Place, _: &Caller) -> Result<Nothing, Fault> {
        self.find(&input)?;
        if !self
            .gateway
            .connections
            .send(&input.connection_id, Outgoing::Close)
        {
            return Err(gone());
        }
        Ok(Nothing {})
    }
}

fn gone() -> Fault {
    Fault::new("GoneException", "The connection is no longer available.").with_status(410)
}

#[async_trait]
impl Service for Management {
    fn name(&self) -> &'static str {
        "execute-api"
    }

    fn operations(&self) -> Vec<&'static str> {
        Self::OPERATIONS.to_vec()
    }

    async fn call(&self, operation: &str, input: Input, caller: &Caller) -> Result<Output, Fault> {
        self.by_name(operation, input, caller).await
    }
}

operations!(Management, "execute-api"; {
    "PostToConnection" => post,
    "GetConnection" => get,
    "DeleteConnection" => delete,
});
