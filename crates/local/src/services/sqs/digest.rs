//! The MD5 digests that clients check their messages with.
//!
//! Attributes are digested in the order of their names: name, type, one byte that says whether
//! text or bytes follow, value; each but that byte with its length in four bytes before it.

use md5::{Digest, Md5};

use super::model::{MessageAttributeValue, MessageAttributes};

const TEXT: u8 = 1;
const BYTES: u8 = 2;

/// The digest of a message's body, in hexadecimal.
pub(crate) fn of_body(body: &str) -> String {
    hex(Md5::digest(body.as_bytes()).as_slice())
}

/// The digest of attributes; `None` when there are none.
pub(crate) fn of_attributes(attributes: &MessageAttributes) -> Option<String> {
    if attributes.is_empty() {
        return None;
    }
    let mut digest = Md5::new();
    for (name, value) in attributes {
        add(&mut digest, name.as_bytes());
        add(&mut digest, value.data_type.as_bytes());
        add_value(&mut digest, value);
    }
    Some(hex(digest.finalize().as_slice()))
}

fn add_value(digest: &mut Md5, value: &MessageAttributeValue) {
    if let Some(text) = &value.string_value {
        digest.update([TEXT]);
        add(digest, text.as_bytes());
    } else if let Some(bytes) = &value.binary_value {
        digest.update([BYTES]);
        add(digest, &bytes.0);
    }
}

fn add(digest: &mut Md5, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).expect("a message is at most 1 MiB");
    digest.update(length.to_be_bytes());
    digest.update(bytes);
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Blob;

    fn text(data_type: &str, value: &str) -> MessageAttributeValue {
        MessageAttributeValue {
            data_type: data_type.into(),
            string_value: Some(value.into()),
            ..Default::default()
        }
    }

    #[test]
    fn a_body_has_its_plain_md5() {
        assert_eq!(of_body("hello"), "5d41402abc4b2a76b9719d911017c592");
    }

    #[test]
    fn no_attributes_have_no_digest() {
        assert_eq!(of_attributes(&MessageAttributes::new()), None);
    }

    /// Digests that boto3 and the AWS SDKs check against the live service.
    #[test]
    fn attributes_have_the_digest_that_clients_compute() {
        let attributes = MessageAttributes::from([(
            "timestamp".into(),
            text("Number.java.lang.Long", "1493147359900"),
        )]);
        assert_eq!(
            of_attributes(&attributes).unwrap(),
            "2e2e4876d8e0bd6b8c2c8f556831c349"
        );
    }

    #[test]
    fn text_and_bytes_of_the_same_content_differ() {
        let binary = MessageAttributeValue {
            data_type: "Binary".into(),
            binary_value: Some(Blob(b"x".to_vec())),
            ..Default::default()
        };
        let as_text = MessageAttributes::from([("a".into(), text("Binary", "x"))]);
        let as_bytes = MessageAttributes::from([("a".into(), binary)]);
        assert_ne!(of_attributes(&as_text), of_attributes(&as_bytes));
    }
}
