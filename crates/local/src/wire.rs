//! Values whose form depends on the protocol: times and bytes.
//!
//! Services use these types in their inputs and outputs; each protocol writes them its own way
//! (JSON: epoch seconds and base64; XML: RFC 3339 and base64; CBOR: tag 1 and a byte string).

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The name under which a [`Timestamp`] reaches a serializer.
pub const TIMESTAMP: &str = "coagent::Timestamp";

/// A point in time, in seconds since the epoch with milliseconds kept.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Default)]
pub struct Timestamp(pub f64);

impl Timestamp {
    /// From milliseconds since the epoch.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis as f64 / 1000.0)
    }

    /// Milliseconds since the epoch.
    pub fn millis(self) -> i64 {
        (self.0 * 1000.0).round() as i64
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(TIMESTAMP, &self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    /// Takes epoch seconds, as number or text, and RFC 3339 text.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Timestamp;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a timestamp: epoch seconds or RFC 3339 text")
            }
            fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<Timestamp, E> {
                Ok(Timestamp(seconds))
            }
            fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<Timestamp, E> {
                Ok(Timestamp(seconds as f64))
            }
            fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<Timestamp, E> {
                Ok(Timestamp(seconds as f64))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                let epoch = text
                    .parse::<f64>()
                    .ok()
                    .filter(|seconds| seconds.is_finite());
                if let Some(seconds) = epoch {
                    return Ok(Timestamp(seconds));
                }
                let at: jiff::Timestamp = text
                    .parse()
                    .map_err(|_| E::custom(format!("`{text}` is not a timestamp")))?;
                Ok(Timestamp::from_millis(at.as_millisecond()))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// Bytes: base64 where the protocol is text, as they are where it is not.
#[derive(Clone, Debug, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub struct Blob(pub Vec<u8>);

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&STANDARD.encode(&self.0))
        } else {
            serializer.serialize_bytes(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Blob;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes, in base64 where the protocol is text")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Blob, E> {
                STANDARD.decode(text).map(Blob).map_err(E::custom)
            }
            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Blob, E> {
                Ok(Blob(bytes.to_vec()))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}
