//! Tree → CBOR.

use std::convert::Infallible;

use minicbor::{Encoder, data::IanaTag, encode::Error};

use crate::protocol::value::Value;

pub(super) fn document(tree: &Value) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    write(&mut encoder, tree).expect("writing to memory does not fail");
    encoder.into_writer()
}

fn write(to: &mut Encoder<Vec<u8>>, value: &Value) -> Result<(), Error<Infallible>> {
    match value {
        Value::Null => to.null().map(drop),
        Value::Bool(flag) => to.bool(*flag).map(drop),
        Value::Int(number) => to.i64(*number).map(drop),
        Value::Float(number) => to.f64(*number).map(drop),
        Value::Text(text) => to.str(text).map(drop),
        Value::Blob(bytes) => to.bytes(bytes).map(drop),
        Value::Timestamp(seconds) => to
            .tag(IanaTag::Timestamp)
            .and_then(|to| to.f64(*seconds))
            .map(drop),
        Value::List(items) => {
            to.array(items.len() as u64)?;
            items.iter().try_for_each(|item| write(to, item))
        }
        Value::Map(members) => {
            to.map(members.len() as u64)?;
            members.iter().try_for_each(|(key, value)| {
                to.str(key)?;
                write(to, value)
            })
        }
    }
}
