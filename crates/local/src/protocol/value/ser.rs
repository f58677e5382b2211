//! Any output type → [`Value`].

use serde::{Serialize, ser};

use super::Value;
use crate::wire::TIMESTAMP;

/// The tree of an output. Absent options are left out of structures.
///
/// # Panics
/// When a map's keys are not text, or a type's own `Serialize` fails: outputs are plain data.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Value {
    value
        .serialize(Serializer)
        .expect("outputs are plain data with string keys")
}

struct Serializer;

/// Why a value cannot be a tree.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Unsupported(String);

impl ser::Error for Unsupported {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

type Out = Result<Value, Unsupported>;

macro_rules! scalars {
    ($($method:ident($type:ty) => $value:expr;)*) => {
        $(fn $method(self, value: $type) -> Out {
            let make: fn($type) -> Value = $value;
            Ok(make(value))
        })*
    };
}

impl ser::Serializer for Serializer {
    type Ok = Value;
    type Error = Unsupported;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = Variant<List>;
    type SerializeMap = Map;
    type SerializeStruct = Map;
    type SerializeStructVariant = Variant<Map>;

    fn is_human_readable(&self) -> bool {
        false
    }

    scalars! {
        serialize_bool(bool) => Value::Bool;
        serialize_i8(i8) => |n| Value::Int(n.into());
        serialize_i16(i16) => |n| Value::Int(n.into());
        serialize_i32(i32) => |n| Value::Int(n.into());
        serialize_i64(i64) => Value::Int;
        serialize_u8(u8) => |n| Value::Int(n.into());
        serialize_u16(u16) => |n| Value::Int(n.into());
        serialize_u32(u32) => |n| Value::Int(n.into());
        serialize_u64(u64) => |n| Value::Int(i64::try_from(n).unwrap_or(i64::MAX));
        serialize_f32(f32) => |n| Value::Float(n.into());
        serialize_f64(f64) => Value::Float;
        serialize_char(char) => |c| Value::Text(c.to_string());
        serialize_str(&str) => |s| Value::Text(s.to_owned());
        serialize_bytes(&[u8]) => |b| Value::Blob(b.to_vec());
    }

    fn serialize_none(self) -> Out {
        Ok(Value::Null)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Out {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Out {
        Ok(Value::Null)
    }
    fn serialize_unit_struct(self, _name: &'static str) -> Out {
        Ok(Value::empty())
    }
    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Out {
        Ok(Value::Text(variant.to_owned()))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Out {
        match (name, value.serialize(self)?) {
            (TIMESTAMP, Value::Float(seconds)) => Ok(Value::Timestamp(seconds)),
            (_, inner) => Ok(inner),
        }
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Out {
        Ok(Value::Map(vec![(
            variant.to_owned(),
            value.serialize(self)?,
        )]))
    }
    fn serialize_seq(self, _len: Option<usize>) -> Result<List, Unsupported> {
        Ok(List::default())
    }
    fn serialize_tuple(self, _len: usize) -> Result<List, Unsupported> {
        Ok(List::default())
    }
    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Result<List, Unsupported> {
        Ok(List::default())
    }
    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Variant<List>, Unsupported> {
        Ok(Variant {
            name: variant,
            inner: List::default(),
        })
    }
    fn serialize_map(self, _len: Option<usize>) -> Result<Map, Unsupported> {
        Ok(Map::default())
    }
    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<Map, Unsupported> {
        Ok(Map::default())
    }
    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Variant<Map>, Unsupported> {
        Ok(Variant {
            name: variant,
            inner: Map::default(),
        })
    }
}

#[derive(Default)]
struct List(Vec<Value>);

impl List {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        self.0.push(value.serialize(Serializer)?);
        Ok(())
    }
}

/// Serde has a trait for each kind of list.
macro_rules! serialize_list {
    ($kind:ident, $method:ident) => {
        impl ser::$kind for List {
            type Ok = Value;
            type Error = Unsupported;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
                self.push(value)
            }
            fn end(self) -> Out {
                Ok(Value::List(self.0))
            }
        }
    };
}

serialize_list!(SerializeSeq, serialize_element);
serialize_list!(SerializeTuple, serialize_element);
serialize_list!(SerializeTupleStruct, serialize_field);

#[derive(Default)]
struct Map {
    members: Vec<(String, Value)>,
    key: Option<String>,
}

impl Map {
    fn insert<T: Serialize + ?Sized>(&mut self, key: String, value: &T) -> Result<(), Unsupported> {
        match value.serialize(Serializer)? {
            Value::Null => {}
            value => self.members.push((key, value)),
        }
        Ok(())
    }
}

impl ser::SerializeMap for Map {
    type Ok = Value;
    type Error = Unsupported;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unsupported> {
        let key = key.serialize(Serializer)?;
        let text = key
            .scalar_text()
            .ok_or_else(|| Unsupported("a map key is not text".into()))?;
        self.key = Some(text);
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        let key = self.key.take().unwrap_or_default();
        self.insert(key, value)
    }
    fn end(self) -> Out {
        Ok(Value::Map(self.members))
    }
}

impl ser::SerializeStruct for Map {
    type Ok = Value;
    type Error = Unsupported;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Unsupported> {
        self.insert(key.to_owned(), value)
    }
    fn end(self) -> Out {
        Ok(Value::Map(self.members))
    }
}

struct Variant<Inner> {
    name: &'static str,
    inner: Inner,
}

impl<Inner> Variant<Inner> {
    fn wrap(name: &str, inner: Value) -> Value {
        Value::Map(vec![(name.to_owned(), inner)])
    }
}

impl ser::SerializeTupleVariant for Variant<List> {
    type Ok = Value;
    type Error = Unsupported;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        self.inner.push(value)
    }
    fn end(self) -> Out {
        Ok(Self::wrap(self.name, ser::SerializeSeq::end(self.inner)?))
    }
}

impl ser::SerializeStructVariant for Variant<Map> {
    type Ok = Value;
    type Error = Unsupported;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Unsupported> {
        self.inner.insert(key.to_owned(), value)
    }
    fn end(self) -> Out {
        Ok(Self::wrap(
            self.name,
            ser::SerializeStruct::end(self.inner)?,
        ))
    }
}
