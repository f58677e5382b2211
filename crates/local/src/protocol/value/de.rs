//! [`Value`] → any input type.
//!
//! Text stands for a number or a boolean wherever the type asks for one, since the query protocol
//! has only text. A lone value stands for a list of one, since a flattened list of one looks so.

use serde::{
    Deserialize,
    de::{self, DeserializeOwned, IntoDeserializer, value::StringDeserializer},
    forward_to_deserialize_any,
};

use super::{
    Mismatch, Value,
    access::{Items, Members},
};

/// Reads an input type from a tree.
///
/// # Errors
/// Text naming the value that does not fit.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Mismatch> {
    T::deserialize(value)
}

macro_rules! numbers {
    ($($method:ident $visit:ident $type:ty;)*) => {
        $(fn $method<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
            match &self {
                Value::Text(text) => match text.trim().parse::<$type>() {
                    Ok(number) => visitor.$visit(number),
                    Err(_) => Err(Mismatch::new(format!("`{text}` is not a number"))),
                },
                _ => self.deserialize_any(visitor),
            }
        })*
    };
}

impl<'de> de::Deserializer<'de> for Value {
    type Error = Mismatch;

    fn is_human_readable(&self) -> bool {
        // Bytes come as base64 text from the query protocol and as bytes from CBOR: `Blob` takes
        // both, so the answer here only matters to foreign types, which expect text.
        true
    }

    fn deserialize_any<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(flag) => visitor.visit_bool(flag),
            Self::Int(number) => visitor.visit_i64(number),
            Self::Float(number) | Self::Timestamp(number) => visitor.visit_f64(number),
            Self::Text(text) => visitor.visit_string(text),
            Self::Blob(bytes) => visitor.visit_byte_buf(bytes),
            Self::List(items) => visitor.visit_seq(Items::new(items)),
            Self::Map(members) => visitor.visit_map(Members::new(members)),
        }
    }

    numbers! {
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
        deserialize_f32 visit_f32 f32;
        deserialize_f64 visit_f64 f64;
    }

    fn deserialize_bool<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match &self {
            Self::Text(text) if text == "true" => visitor.visit_bool(true),
            Self::Text(text) if text == "false" => visitor.visit_bool(false),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self {
            Self::Null => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    fn deserialize_seq<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let items = match self {
            Self::List(items) => items,
            Self::Null => Vec::new(),
            // An empty list in the query protocol is `Name=`.
            Self::Text(text) if text.is_empty() => Vec::new(),
            single => vec![single],
        };
        visitor.visit_seq(Items::new(items))
    }

    fn deserialize_newtype_struct<V: de::Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: de::Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        match self {
            Self::Text(text) => {
                let variant: StringDeserializer<Mismatch> = text.into_deserializer();
                visitor.visit_enum(variant)
            }
            Self::Map(members) => {
                visitor.visit_enum(de::value::MapAccessDeserializer::new(Members::new(members)))
            }
            other => Err(Mismatch::new(format!(
                "{other:?} is not one of a set of names"
            ))),
        }
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct
        identifier ignored_any
    }
}

impl IntoDeserializer<'_, Mismatch> for Value {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

/// A tree of any shape is itself.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_json::Value::deserialize(deserializer).map(|json| super::to_value(&json))
    }
}
