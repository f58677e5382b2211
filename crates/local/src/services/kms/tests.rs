use serde_json::{Value as Json, json};

use super::*;
use crate::protocol::value::{from_value, to_value};

async fn call(kms: &Kms, operation: &str, input: Json) -> Result<Json, Fault> {
    let caller = Caller {
        access_key: "test".into(),
        region: "us-east-1".into(),
        request_id: "r".into(),
    };
    let output = kms
        .call(operation, Input::Tree(to_value(&input)), &caller)
        .await?;
    Ok(from_value(output.tree()).unwrap())
}

#[tokio::test]
async fn a_key_is_found_by_id_arn_and_alias() {
    let kms = Kms::open(&Core::for_tests("unused")).unwrap();
    let key = call(&kms, "CreateKey", json!({})).await.unwrap()["KeyMetadata"].clone();
    let alias = json!({"AliasName": "alias/app", "TargetKeyId": key["KeyId"]});
    call(&kms, "CreateAlias", alias).await.unwrap();
    let names = [key["KeyId"].clone(), key["Arn"].clone(), json!("alias/app")];
    for name in names {
        let found = call(&kms, "DescribeKey", json!({"KeyId": name}))
            .await
            .unwrap();
        assert_eq!(found["KeyMetadata"]["Arn"], key["Arn"]);
    }
}

#[tokio::test]
async fn a_key_that_waits_for_deletion_is_not_changed() {
    let kms = Kms::open(&Core::for_tests("unused")).unwrap();
    let key = call(&kms, "CreateKey", json!({})).await.unwrap()["KeyMetadata"]["KeyId"].clone();
    let schedule = json!({"KeyId": key, "PendingWindowInDays": 7});
    call(&kms, "ScheduleKeyDeletion", schedule).await.unwrap();
    let fault = call(&kms, "EnableKeyRotation", json!({"KeyId": key}))
        .await
        .unwrap_err();
    assert_eq!(fault.code, "KMSInvalidStateException");
}
