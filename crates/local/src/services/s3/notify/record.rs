//! What happened to an object, as destinations are told it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value as Json, json};

use crate::core::Core;

/// What stays as it is in a key of a record; a space becomes `+`.
const IN_KEYS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'*')
    .remove(b'/')
    .remove(b' ');

/// Something that happened to an object.
#[derive(Clone, Debug)]
pub(in super::super) struct Happening {
    pub(in super::super) bucket: String,
    pub(in super::super) key: String,
    pub(in super::super) version: Option<String>,
    pub(in super::super) what: What,
    /// Milliseconds since the epoch.
    pub(in super::super) at: i64,
}

#[derive(Clone, Debug)]
pub(in super::super) enum What {
    /// By which operation: `Put`, `Copy`, `CompleteMultipartUpload`.
    Created {
        how: &'static str,
        size: u64,
        etag: String,
    },
    Deleted,
    /// A delete marker was put over the versions.
    Marked,
    /// Its tags were set or removed.
    Tagged {
        etag: String,
        added: bool,
    },
}

impl Happening {
    /// Such as `ObjectCreated:Put`.
    pub(super) fn name(&self) -> String {
        match &self.what {
            What::Created { how, .. } => format!("ObjectCreated:{how}"),
            What::Deleted => "ObjectRemoved:Delete".to_owned(),
            What::Marked => "ObjectRemoved:DeleteMarkerCreated".to_owned(),
            What::Tagged { added: true, .. } => "ObjectTagging:Put".to_owned(),
            What::Tagged { added: false, .. } => "ObjectTagging:Delete".to_owned(),
        }
    }

    /// Grows with every change of a key.
    fn sequencer(&self) -> String {
        format!("{:018X}", self.at)
    }

    /// A record of the event message structure 2.1.
    pub(super) fn record(&self, core: &Core, rule: &str) -> Json {
        let key = utf8_percent_encode(&self.key, IN_KEYS)
            .to_string()
            .replace(' ', "+");
        let mut object = json!({ "key": key, "sequencer": self.sequencer() });
        if let What::Created { size, .. } = &self.what {
            object["size"] = json!(size);
        }
        if let What::Created { etag, .. } | What::Tagged { etag, .. } = &self.what {
            object["eTag"] = json!(etag);
        }
        if let Some(version) = &self.version {
            object["versionId"] = json!(version);
        }
        let id = uuid::Uuid::new_v4().simple().to_string();
        json!({
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "awsRegion": core.region,
            "eventTime": crate::protocol::value::rfc3339(self.at as f64 / 1000.0),
            "eventName": self.name(),
            "userIdentity": { "principalId": core.account },
            "requestParameters": { "sourceIPAddress": "127.0.0.1" },
            "responseElements": { "x-amz-request-id": id[..16].to_uppercase(), "x-amz-id-2": id },
            "s3": {
                "s3SchemaVersion": "1.0",
                "configurationId": rule,
                "bucket": {
                    "name": self.bucket,
                    "ownerIdentity": { "principalId": core.account },
                    "arn": format!("arn:aws:s3:::{}", self.bucket),
                },
                "object": object,
            },
        })
    }

    /// The `detail-type` on EventBridge.
    pub(super) fn detail_type(&self) -> &'static str {
        match self.what {
            What::Created { .. } => "Object Created",
            What::Deleted | What::Marked => "Object Deleted",
            What::Tagged { added: true, .. } => "Object Tags Added",
            What::Tagged { added: false, .. } => "Object Tags Deleted",
        }
    }

    /// The `detail` on EventBridge.
    pub(super) fn detail(&self, core: &Core) -> Json {
        let mut object = json!({ "key": self.key, "sequencer": self.sequencer() });
        if let Some(version) = &self.version {
            object["version-id"] = json!(version);
        }
        let mut detail = json!({
            "version": "0",
            "bucket": { "name": self.bucket },
            "request-id": uuid::Uuid::new_v4().simple().to_string()[..16].to_uppercase(),
            "requester": core.account,
            "source-ip-address": "127.0.0.1",
        });
        match &self.what {
            What::Created { how, size, etag } => {
                object["size"] = json!(size);
                object["etag"] = json!(etag);
                let operation = match *how {
                    "Put" => "PutObject",
                    "Copy" => "CopyObject",
                    other => other,
                };
                detail["reason"] = json!(operation);
            }
            What::Deleted => {
                detail["reason"] = json!("DeleteObject");
                detail["deletion-type"] = json!("Permanently Deleted");
            }
            What::Marked => {
                detail["reason"] = json!("DeleteObject");
                detail["deletion-type"] = json!("Delete Marker Created");
            }
            What::Tagged { etag, .. } => object["etag"] = json!(etag),
        }
        detail["object"] = object;
        detail
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_encoded_as_in_a_form() {
        let happening = Happening {
            bucket: "b".into(),
            key: "a b/ü.json".into(),
            version: None,
            what: What::Deleted,
            at: 0,
        };
        let record = happening.record(&Core::for_tests("unused"), "r");
        assert_eq!(record["s3"]["object"]["key"], "a+b/%C3%BC.json");
        assert_eq!(record["eventName"], "ObjectRemoved:Delete");
    }
}
