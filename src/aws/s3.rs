//! The bucket of artifacts: what CloudFormation and Lambda read what is deployed from.

mod notifications;

use std::path::Path;

use aws_sdk_s3::{
    Client,
    config::Builder,
    primitives::ByteStream,
    types::{BucketLocationConstraint, CreateBucketConfiguration},
};

use super::{Aws, Place, failure};
use crate::error::Result;
pub(crate) use notifications::Bucket;

/// The bucket of artifacts of one account and Region.
pub(crate) struct Artifacts {
    client: Client,
    place: Place,
    account: String,
    /// `coagent-artifacts-ACCOUNT-REGION`.
    pub(crate) bucket: String,
}

impl Aws {
    /// The bucket of artifacts of the account.
    pub(crate) fn artifacts(&self, account: &str) -> Artifacts {
        Artifacts {
            client: client(self),
            place: self.place.clone(),
            bucket: format!("coagent-artifacts-{account}-{}", self.place.region),
            account: account.to_owned(),
        }
    }
}

fn client(aws: &Aws) -> Client {
    // By path: no name server knows the buckets of the local environment.
    let config = Builder::from(&aws.config).force_path_style(aws.place.local.is_some());
    Client::from_conf(config.build())
}

impl Artifacts {
    /// Makes the bucket when it is not there; whether it was made.
    pub(crate) async fn ensure(&self) -> Result<bool> {
        let bucket = &self.bucket;
        let owner = &self.account;
        let answer = self
            .client
            .head_bucket()
            .bucket(bucket)
            .expected_bucket_owner(owner)
            .send()
            .await;
        match answer {
            Ok(_) => Ok(false),
            Err(cause)
                if cause
                    .as_service_error()
                    .is_some_and(|answer| answer.is_not_found()) =>
            {
                self.create().await.map(|()| true)
            }
            Err(cause) => Err(self.place.failed(format!("read bucket `{bucket}`"), cause)),
        }
    }

    async fn create(&self) -> Result<()> {
        let call = self.client.create_bucket().bucket(&self.bucket);
        // us-east-1 is the one Region that must not be said.
        let place = (self.place.region != "us-east-1").then(|| {
            let constraint = BucketLocationConstraint::from(self.place.region.as_str());
            CreateBucketConfiguration::builder()
                .location_constraint(constraint)
                .build()
        });
        match call.set_create_bucket_configuration(place).send().await {
            Ok(_) => Ok(()),
            // Somebody else deploys at the same time.
            Err(cause) if failure::code(&cause) == Some("BucketAlreadyOwnedByYou") => Ok(()),
            Err(cause) => Err(self
                .place
                .failed(format!("make bucket `{}`", self.bucket), cause)),
        }
    }

    /// Puts an object there unless it is: a key is made of the content's hash. Whether it was sent.
    pub(crate) async fn put(&self, key: &str, content: Vec<u8>) -> Result<bool> {
        let head = self.client.head_object().bucket(&self.bucket).key(key);
        match head.expected_bucket_owner(&self.account).send().await {
            Ok(_) => return Ok(false),
            Err(cause)
                if cause
                    .as_service_error()
                    .is_some_and(|answer| answer.is_not_found()) => {}
            Err(cause) => return Err(self.place.failed(format!("look for `{key}`"), cause)),
        }
        let put = self.client.put_object().bucket(&self.bucket).key(key);
        let put = put
            .expected_bucket_owner(&self.account)
            .body(ByteStream::from(content));
        put.send()
            .await
            .map_err(|cause| self.place.failed(format!("upload `{key}`"), cause))?;
        Ok(true)
    }

    /// Where CloudFormation finds an object.
    pub(crate) fn url(&self, key: &str) -> String {
        let Self { bucket, place, .. } = self;
        match &place.local {
            Some(endpoint) => format!("{endpoint}/{bucket}/{key}"),
            None => format!("https://{bucket}.s3.{}.amazonaws.com/{key}", place.region),
        }
    }
}

/// The key of an artifact: its kind, the start of its content's hash, its extension.
pub(crate) fn key(application: &str, kind: &str, content: &[u8], name: &Path) -> String {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(content);
    let hash: String = digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let extension = name
        .extension()
        .and_then(|text| text.to_str())
        .unwrap_or("bin");
    format!("{application}/{kind}-{hash}.{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_goes_by_the_content() {
        let key_of = |content: &[u8]| key("shop", "bundle", content, Path::new("a/bundle.zip"));
        assert_eq!(key_of(b"a"), key_of(b"a"));
        assert_ne!(key_of(b"a"), key_of(b"b"));
        assert_eq!(
            key_of(b"a"),
            "shop/bundle-ca978112ca1bbdcafac231b39a23dc4d.zip"
        );
    }
}
