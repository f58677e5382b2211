//! Structures and lists of a tree, as types are read from them: what does not fit knows its place.

use serde::de::{
    DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, value::StringDeserializer,
};

use super::{
    Value,
    mismatch::{Mismatch, Step},
};

/// The members of a structure.
pub(super) struct Members {
    rest: std::vec::IntoIter<(String, Value)>,
    /// The one whose name was read.
    next: Option<(String, Value)>,
}

impl Members {
    pub(super) fn new(members: Vec<(String, Value)>) -> Self {
        let rest = members.into_iter();
        Self { rest, next: None }
    }
}

impl<'de> MapAccess<'de> for Members {
    type Error = Mismatch;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Mismatch> {
        self.next = self.rest.next();
        let Some((name, _)) = &self.next else {
            return Ok(None);
        };
        let name: StringDeserializer<Mismatch> = name.clone().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mismatch> {
        let (name, value) = self.next.take().unwrap_or((String::new(), Value::Null));
        let read = seed.deserialize(value);
        read.map_err(|mismatch| mismatch.below(Step::Member(name)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The items of a list.
pub(super) struct Items {
    rest: std::vec::IntoIter<Value>,
    read: usize,
}

impl Items {
    pub(super) fn new(items: Vec<Value>) -> Self {
        let rest = items.into_iter();
        Self { rest, read: 0 }
    }
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Mismatch> {
        let Some(value) = self.rest.next() else {
            return Ok(None);
        };
        self.read += 1;
        let read = seed.deserialize(value);
        let read = read.map_err(|mismatch| mismatch.below(Step::Item(self.read)));
        read.map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}
