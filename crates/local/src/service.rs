//! What a service is to the rest: typed input in, typed output or a [`Fault`] out.
//!
//! A service never sees JSON, XML, CBOR or a header. The protocol layer hands it an [`Input`],
//! which the service turns into its own type, and takes an [`Output`], which it encodes as the
//! client wants it.

mod malformed;

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
    /// What `service` says of a member that is missing or is none of a set of names;
    /// `SerializationException` of any other that does not fit.
    pub fn parse<T: DeserializeOwned>(self, service: &str) -> Result<T, Fault> {
        match self {
            Self::Json(body) if body.is_empty() => parse_json(b"{}", service),
            Self::Json(body) => parse_json(&body, service),
            Self::Tree(Value::List(_)) => Err(no_structure()),
            Self::Tree(tree) => parse_tree(tree, service),
        }
    }

    /// The input as one service gives it to another.
    pub fn of<T: Serialize>(input: &T) -> Self {
        Self::Tree(value::to_value(input))
    }
}

fn parse_json<T: DeserializeOwned>(body: &[u8], service: &str) -> Result<T, Fault> {
    // A list would be read as the members of a structure, in order.
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(no_structure());
    }
    serde_json::from_slice(body).map_err(|error| {
        let tree = serde_json::from_slice::<serde_json::Value>(body);
        let again = tree.map(|tree| value::from_value::<T>(value::to_value(&tree)));
        let mismatch = again.ok().and_then(Result::err);
        mismatch
            .and_then(|mismatch| malformed::fault(service, &mismatch))
            .unwrap_or_else(|| Fault::serialization(error.to_string()))
    })
}

fn parse_tree<T: DeserializeOwned>(tree: Value, service: &str) -> Result<T, Fault> {
    value::from_value(tree).map_err(|mismatch| {
        malformed::fault(service, &mismatch)
            .unwrap_or_else(|| Fault::serialization(mismatch.to_string()))
    })
}

fn no_structure() -> Fault {
    Fault::serialization("The body is not a structure.")
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
                        let output = self.$method(input.parse($service)?, caller).await;
                        output.map($crate::service::Output::of)
                    })*
                    other => Err($crate::fault::Fault::not_emulated($service, other)),
                }
            }
        }
    };
}
