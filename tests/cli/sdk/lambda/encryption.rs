//! A function whose variables are encrypted with a key of KMS that cannot be used.

use aws_sdk_lambda::{Client, config::retry::RetryConfig};

use crate::sdk::{Aws, keys, refused};

pub(super) async fn keys(aws: &Aws) {
    // Such an answer of Lambda's is worth another try to the SDK.
    let once = aws_sdk_lambda::config::Builder::from(&aws.config);
    let once = once.retry_config(RetryConfig::disabled()).build();
    let lambda = Client::from_conf(once);
    let encrypt = async |key: &str| {
        let update = lambda.update_function_configuration().function_name("work");
        update.kms_key_arn(key).send().await.unwrap();
    };
    let arn = |id: &str| format!("arn:aws:kms:us-east-1:000000000000:key/{id}");
    let invoke = || lambda.invoke().function_name("work");
    encrypt(&arn("nothing")).await;
    refused!(invoke(), is_kms_not_found_exception);
    let key = keys::usable(aws).await;
    encrypt(&arn(&key)).await;
    keys::disable(aws, &key).await;
    refused!(invoke(), is_kms_disabled_exception);
    keys::delete(aws, &key).await;
    refused!(invoke(), is_kms_invalid_state_exception);
    encrypt("").await;
}
