//! CBOR → tree.

use minicbor::{
    Decoder,
    data::{IanaTag, Tag, Type},
    decode::Error,
};

use crate::protocol::value::Value;

/// Nesting beyond this is refused: no operation has any so deep.
const DEPTH: usize = 64;

pub(super) fn document(bytes: &[u8]) -> Result<Value, Error> {
    if bytes.is_empty() {
        return Ok(Value::empty());
    }
    value(&mut Decoder::new(bytes), DEPTH)
}

fn value(from: &mut Decoder<'_>, depth: usize) -> Result<Value, Error> {
    let Some(depth) = depth.checked_sub(1) else {
        return Err(Error::message("nested too deeply"));
    };
    match from.datatype()? {
        Type::Bool => from.bool().map(Value::Bool),
        Type::Null | Type::Undefined => from.skip().map(|()| Value::Null),
        Type::U8 | Type::U16 | Type::U32 | Type::U64 => integer(from),
        Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::Int => integer(from),
        Type::F16 | Type::F32 | Type::F64 => from.f64().map(Value::Float),
        Type::Bytes | Type::BytesIndef => bytes(from).map(Value::Blob),
        Type::String | Type::StringIndef => text(from).map(Value::Text),
        Type::Array | Type::ArrayIndef => list(from, depth),
        Type::Map | Type::MapIndef => map(from, depth),
        Type::Tag => tagged(from, depth),
        other => Err(Error::type_mismatch(other)),
    }
}

fn integer(from: &mut Decoder<'_>) -> Result<Value, Error> {
    let number = i128::from(from.int()?);
    i64::try_from(number)
        .map(Value::Int)
        .or(Ok(Value::Float(number as f64)))
}

fn bytes(from: &mut Decoder<'_>) -> Result<Vec<u8>, Error> {
    let mut all = Vec::new();
    for part in from.bytes_iter()? {
        all.extend_from_slice(part?);
    }
    Ok(all)
}

fn text(from: &mut Decoder<'_>) -> Result<String, Error> {
    let mut all = String::new();
    for part in from.str_iter()? {
        all.push_str(part?);
    }
    Ok(all)
}

fn list(from: &mut Decoder<'_>, depth: usize) -> Result<Value, Error> {
    let mut items = Vec::new();
    let length = from.array()?;
    while more(from, length, items.len())? {
        items.push(value(from, depth)?);
    }
    Ok(Value::List(items))
}

fn map(from: &mut Decoder<'_>, depth: usize) -> Result<Value, Error> {
    let mut members = Vec::new();
    let length = from.map()?;
    while more(from, length, members.len())? {
        let key = text(from)?;
        members.push((key, value(from, depth)?));
    }
    Ok(Value::Map(members))
}

/// Whether another item follows; takes the break that ends an open length.
fn more(from: &mut Decoder<'_>, length: Option<u64>, taken: usize) -> Result<bool, Error> {
    match length {
        Some(length) => Ok((taken as u64) < length),
        None if from.datatype()? == Type::Break => from.skip().map(|()| false),
        None => Ok(true),
    }
}

/// Tag 1 is a time; every other tag says nothing about the shape.
fn tagged(from: &mut Decoder<'_>, depth: usize) -> Result<Value, Error> {
    let tag = from.tag()?;
    let inner = value(from, depth)?;
    match inner {
        Value::Int(seconds) if is_time(tag) => Ok(Value::Timestamp(seconds as f64)),
        Value::Float(seconds) if is_time(tag) => Ok(Value::Timestamp(seconds)),
        inner => Ok(inner),
    }
}

fn is_time(tag: Tag) -> bool {
    tag == IanaTag::Timestamp.tag()
}
