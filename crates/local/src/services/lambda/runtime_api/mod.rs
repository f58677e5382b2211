//! The Lambda Runtime API: how a function's process takes events and answers.
//!
//! Every execution environment has a listener of its own on loopback, because a runtime knows
//! only host and port. What the process says reaches the environment as a [`Signal`].

mod routes;
mod server;

use bytes::Bytes;
use tokio::sync::oneshot;

pub(crate) use server::{Listener, listen};

/// What a process says.
#[derive(Debug)]
pub(crate) enum Signal {
    /// It asks for the next event.
    Next(oneshot::Sender<Delivery>),
    /// It answers an event.
    Response {
        request_id: String,
        body: Bytes,
        taken: oneshot::Sender<bool>,
    },
    /// It failed on an event.
    Error {
        request_id: String,
        failure: Failure,
        taken: oneshot::Sender<bool>,
    },
    /// It cannot start.
    InitError(Failure),
}

/// What a process says about its failure.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// `Lambda-Runtime-Function-Error-Type`, or the `errorType` of the body.
    pub(crate) kind: String,
    /// The error document; becomes the payload of the answer.
    pub(crate) body: Bytes,
}

/// An event on its way to a process.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) request_id: String,
    pub(crate) payload: Bytes,
    /// When the function must be done, in milliseconds since the epoch on the machine's clock.
    pub(crate) deadline: i64,
    pub(crate) function_arn: String,
    pub(crate) trace: String,
    /// JSON.
    pub(crate) client_context: Option<String>,
}
