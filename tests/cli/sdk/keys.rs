//! Keys of KMS that services cannot use, for the tests of those services.

use aws_sdk_kms::types::{KeySpec, KeyUsageType};

use super::Aws;

/// A key that services can use, by its id.
pub(super) async fn usable(aws: &Aws) -> String {
    let made = client(aws).create_key().send().await.unwrap();
    made.key_metadata().unwrap().key_id().to_owned()
}

/// A key that signs.
pub(super) async fn signing(aws: &Aws) -> String {
    let make = client(aws).create_key().key_spec(KeySpec::EccNistP256);
    let made = make.key_usage(KeyUsageType::SignVerify).send().await;
    made.unwrap().key_metadata().unwrap().key_id().to_owned()
}

pub(super) async fn disable(aws: &Aws, key: &str) {
    let disable = client(aws).disable_key().key_id(key);
    disable.send().await.unwrap();
}

pub(super) async fn delete(aws: &Aws, key: &str) {
    let delete = client(aws).schedule_key_deletion().key_id(key);
    delete.send().await.unwrap();
}

fn client(aws: &Aws) -> aws_sdk_kms::Client {
    aws_sdk_kms::Client::new(&aws.config)
}
