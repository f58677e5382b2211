//! Smithy RPC v2 CBOR: the operation in the path, a CBOR map each way.

mod decode;
mod encode;

use bytes::Bytes;
use http::{HeaderValue, Response};

use super::{Call, Exchange, Incoming, body, detect::Target, query_mode, value::Value};
use crate::{fault::Fault, service::Input};

pub(super) fn read(request: &Incoming, target: Target) -> Result<Call, (Fault, Exchange)> {
    let exchange = exchange(request);
    match decode::document(&request.body) {
        Ok(tree) => Ok(Call {
            service: target.service,
            operation: target.operation,
            input: Input::Tree(tree),
            exchange,
        }),
        Err(error) => Err((Fault::serialization(error.to_string()), exchange)),
    }
}

pub(super) fn exchange(request: &Incoming) -> Exchange {
    Exchange::Cbor {
        query_mode: query_mode(request),
    }
}

pub(super) fn response(status: u16, tree: &Value) -> Response<Bytes> {
    let mut response = body(status, "application/cbor", encode::document(tree));
    let protocol = HeaderValue::from_static("rpc-v2-cbor");
    response.headers_mut().insert("smithy-protocol", protocol);
    response
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::Int),
            (-1e9..1e9).prop_map(Value::Float),
            ".*".prop_map(Value::Text),
            any::<Vec<u8>>().prop_map(Value::Blob),
            (0..4_000_000_000_i64).prop_map(|n| Value::Timestamp(n as f64)),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
                prop::collection::vec((".*", inner), 0..4).prop_map(Value::Map),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_tree_survives_the_wire(tree in any_value()) {
            prop_assert_eq!(decode::document(&encode::document(&tree)).unwrap(), tree);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>()) {
            let _ = decode::document(&bytes);
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert!(decode::document(&[0x81; 10_000]).is_err());
    }

    #[test]
    fn lengths_may_be_left_open() {
        // {_ "a": [_ 1, 2]}
        let bytes = [0xbf, 0x61, b'a', 0x9f, 0x01, 0x02, 0xff, 0xff];
        let list = Value::List(vec![Value::Int(1), Value::Int(2)]);
        assert_eq!(
            decode::document(&bytes).unwrap(),
            Value::Map(vec![("a".into(), list)])
        );
    }

    #[test]
    fn an_empty_body_is_an_empty_structure() {
        assert_eq!(decode::document(b"").unwrap(), Value::empty());
    }
}
