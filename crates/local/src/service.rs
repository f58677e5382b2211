//! What a service is to the rest: typed input in, typed output or a [`Fault`] out.
//!
//! A service never sees JSON, XML, CBOR or a header. The protocol layer hands it an [`Input`],
//! which the service turns into its own type, and takes an [`Output`], which it encodes as the
//! client wants it.

use async_trait::async_trait;
use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    fault::Fault,
    protocol::value::{self, Value},
};

/// An AWS service on loopback.
#[async_trait]
pub trait Service: Send + Sync {
    /// The name in the credential scope of a signed request, such as `events` or `sqs`.
    fn name(&self) -> &'static str;

    /// The operations it has, by the names in the service's model.
    fn operations(&self) -> Vec<&'static str>;

    /// Carries out one operation. An unknown one is [`Fault::not_emulated`].
    async fn call(&self, operation: &str, input: Input, caller: &Caller) -> Result<Output, Fault>;
}

/// Who asks, as far as the request says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Access key id of the signature; `anonymous` without one.
    pub access_key: String,
    /// Region of the signature, the environment's own without one.
    pub region: String,
    /// The request id that the answer carries.
    pub request_id: String,
}

/// The input of one operation, not yet turned into its type.
#[derive(Debug)]
pub enum Input {
    /// A JSON document, read straight into the type.
    Json(Bytes),
    /// A tree, from every other protocol. Text is taken for numbers and booleans where the type
    /// asks for them, because the query protocol knows only text.
    Tree(Value),
}

impl Input {
    /// The operation's own input type.
    ///
    /// # Errors
    /// `SerializationException` naming the field that does not fit.
    pub fn parse<T: DeserializeOwned>(self) -> Result<T, Fault> {
        match self {
            Self::Json(body) if body.is_empty() => parse_json(b"{}"),
            Self::Json(body) => parse_json(&body),
            Self::Tree(tree) => {
                value::from_value(tree).map_err(|e| Fault::serialization(e.to_string()))
            }
        }
    }

    /// The input as one service gives it to another.
    pub fn of<T: Serialize>(input: &T) -> Self {
        Self::Tree(value::to_value(input))
    }
}

fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    serde_json::from_slice(body).map_err(|e| Fault::serialization(e.to_string()))
}

/// The answer of one operation, not yet written in a protocol.
pub struct Output(Box<dyn Encode>);

trait Encode: Send {
    fn json(&self) -> Vec<u8>;
    fn tree(&self) -> Value;
}

impl<T: Serialize + Send> Encode for T {
    fn json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("outputs are plain data with string keys")
    }
    fn tree(&self) -> Value {
        value::to_value(self)
    }
}

impl Output {
    /// An answer of this type.
    pub fn of<T: Serialize + Send + 'static>(output: T) -> Self {
        Self(Box::new(output))
    }

    /// The answer of an operation that returns nothing.
    pub fn empty() -> Self {
        Self::of(serde_json::Map::new())
    }

    /// The answer as JSON.
    pub fn json(&self) -> Vec<u8> {
        self.0.json()
    }

    /// The answer as a tree, for every other protocol.
    pub fn tree(&self) -> Value {
        self.0.tree()
    }
}

/// Names the operations of a service, once: what it has is what it carries out.
///
/// ```ignore
/// operations!(Sqs, "sqs"; {
///     "CreateQueue" => create_queue,
///     "SendMessage" => send_message,
/// });
/// ```
/// Each method is `async fn(&self, In, &Caller) -> Result<Out, Fault>`.
#[macro_export]
macro_rules! operations {
    ($type:ty, $service:literal; { $($name:literal => $method:ident),* $(,)? }) => {
        impl $type {
            #[allow(dead_code, reason = "clients of S3 come through HTTP, where it has others")]
            const OPERATIONS: &'static [&'static str] = &[$($name),*];

            async fn by_name(
                &self,
                operation: &str,
                input: $crate::service::Input,
                caller: &$crate::service::Caller,
            ) -> Result<$crate::service::Output, $crate::fault::Fault> {
                match operation {
                    $($name => {
                        let output = self.$method(input.parse()?, caller).await;
                        output.map($crate::service::Output::of)
                    })*
                    other => Err($crate::fault::Fault::not_emulated($service, other)),
                }
            }
        }
    };
}
