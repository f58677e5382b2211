use aws_sdk_kms::{
    Client,
    types::{KeySpec, KeyState, KeyUsageType, Tag},
};

use super::{Aws, client, errors, refused, refused_as};

const NOWHERE: &str = "12345678-1234-1234-1234-123456789012";
const ALIAS: &str = "alias/orders";

#[tokio::test]
async fn every_operation_of_kms() {
    let aws = Aws::start().await;
    let kms = client!(aws, aws_sdk_kms);
    let key = keys(&kms).await;
    switches(&kms, &key).await;
    policies(&kms, &key).await;
    tags(&kms, &key).await;
    aliases(&kms, &key).await;
    asymmetric(&kms).await;
    deletion(&kms, &key).await;
    missing(&kms).await;
    aws.covers("kms", &[]);
    errors::all_met("kms", &[]);
}

async fn keys(kms: &Client) -> String {
    let made = kms.create_key().description("orders").send().await.unwrap();
    let key = made.key_metadata().unwrap();
    assert!(
        key.arn()
            .unwrap()
            .ends_with(&format!("key/{}", key.key_id()))
    );
    refused!(
        kms.create_key().policy("{}"),
        is_malformed_policy_document_exception
    );
    let other = kms.create_key().send().await.unwrap();
    assert_ne!(other.key_metadata().unwrap().key_id(), key.key_id());
    let page = kms.list_keys().limit(1).send().await.unwrap();
    let marker = page.next_marker().unwrap();
    let rest = kms.list_keys().marker(marker).send().await.unwrap();
    assert_eq!((page.keys().len(), rest.keys().len()), (1, 1));
    refused!(kms.list_keys().marker("?"), is_invalid_marker_exception);
    let stored = kms
        .create_key()
        .custom_key_store_id("cks-1234567890abcdef0");
    refused!(stored, is_custom_key_store_not_found_exception);
    let change = kms.update_key_description().key_id(key.key_id());
    change.description("all orders").send().await.unwrap();
    let shown = kms.describe_key().key_id(key.arn().unwrap());
    let shown = shown.send().await.unwrap();
    let shown = shown.key_metadata().unwrap();
    assert_eq!(shown.description(), Some("all orders"));
    key.key_id().to_owned()
}

async fn state(kms: &Client, key: &str) -> KeyState {
    let shown = kms.describe_key().key_id(key).send().await.unwrap();
    shown.key_metadata().unwrap().key_state().unwrap().clone()
}

async fn switches(kms: &Client, key: &str) {
    let rotated = || async {
        let status = kms.get_key_rotation_status().key_id(key);
        status.send().await.unwrap().key_rotation_enabled()
    };
    let rotate = || kms.enable_key_rotation().key_id(key);
    let rest = || kms.disable_key_rotation().key_id(key);
    rotate().send().await.unwrap();
    assert!(rotated().await);
    rest().send().await.unwrap();
    assert!(!rotated().await);
    kms.disable_key().key_id(key).send().await.unwrap();
    assert_eq!(state(kms, key).await, KeyState::Disabled);
    refused!(rotate(), is_disabled_exception);
    refused!(rest(), is_disabled_exception);
    kms.enable_key().key_id(key).send().await.unwrap();
    assert_eq!(state(kms, key).await, KeyState::Enabled);
}

async fn policies(kms: &Client, key: &str) {
    let put = |policy| kms.put_key_policy().key_id(key).policy(policy);
    let policy = r#"{"Version":"2012-10-17","Statement":[]}"#;
    put(policy).send().await.unwrap();
    let kept = kms.get_key_policy().key_id(key).send().await.unwrap();
    assert_eq!(kept.policy(), Some(policy));
    refused!(put("nonsense"), is_malformed_policy_document_exception);
    let long = " ".repeat(32_768);
    refused!(put(&format!("{policy}{long}")), is_limit_exceeded_exception);
}

/// Only symmetric keys are rotated.
async fn asymmetric(kms: &Client) {
    let make = kms.create_key().key_usage(KeyUsageType::SignVerify);
    let made = make.key_spec(KeySpec::EccNistP256).send().await.unwrap();
    let key = made.key_metadata().unwrap().key_id();
    refused!(
        kms.enable_key_rotation().key_id(key),
        is_unsupported_operation_exception
    );
    refused!(
        kms.get_key_rotation_status().key_id(key),
        is_unsupported_operation_exception
    );
}

async fn tags(kms: &Client, key: &str) {
    let tag = Tag::builder().tag_key("team").tag_value("shop");
    let tag = tag.build().unwrap();
    let set = kms.tag_resource().key_id(key).tags(tag.clone());
    set.send().await.unwrap();
    let list = || async {
        let listed = kms.list_resource_tags().key_id(key).send().await;
        listed.unwrap().tags().to_vec()
    };
    assert_eq!(list().await, std::slice::from_ref(&tag));
    let twice = kms.tag_resource().key_id(key).tags(tag.clone());
    refused!(twice.tags(tag), is_tag_exception);
    let reserved = Tag::builder().tag_key("aws:team").tag_value("shop");
    let reserved = kms.create_key().tags(reserved.build().unwrap());
    refused!(reserved, is_tag_exception);
    let tags = |from: usize, to: usize| {
        let tag = |n: usize| Tag::builder().tag_key(n.to_string()).tag_value("v");
        let tags = (from..to).map(|n| tag(n).build().unwrap()).collect();
        kms.tag_resource().key_id(key).set_tags(Some(tags))
    };
    tags(0, 49).send().await.unwrap();
    refused!(tags(49, 50), is_limit_exceeded_exception);
    let page = kms.list_resource_tags().key_id(key).limit(40);
    let page = page.send().await.unwrap();
    assert_eq!((page.tags().len(), page.truncated()), (40, true));
    let rest = kms.list_resource_tags().key_id(key);
    let rest = rest.marker(page.next_marker().unwrap()).send().await;
    assert_eq!(rest.unwrap().tags().len(), 10);
    let listed = kms.list_resource_tags().key_id(key).marker("?");
    refused!(listed, is_invalid_marker_exception);
    let all = (0..49).map(|n| n.to_string()).collect();
    let most = kms.untag_resource().key_id(key).set_tag_keys(Some(all));
    most.send().await.unwrap();
    let taken = kms.untag_resource().key_id(key).tag_keys("team");
    taken.send().await.unwrap();
    assert_eq!(list().await, []);
}

async fn aliases(kms: &Client, key: &str) {
    let make = |name, key| kms.create_alias().alias_name(name).target_key_id(key);
    make(ALIAS, key).send().await.unwrap();
    refused!(make(ALIAS, key), is_already_exists_exception);
    refused!(make("orders", key), is_invalid_alias_name_exception);
    refused!(make("alias/other", NOWHERE), is_not_found_exception);
    // The operation's model does not name what KMS answers here.
    refused_as!(make("alias/aws/orders", key), "NotAuthorizedException");
    let found = kms.describe_key().key_id(ALIAS).send().await.unwrap();
    assert_eq!(found.key_metadata().unwrap().key_id(), key);
    let listed = kms.list_aliases().key_id(key).send().await.unwrap();
    assert_eq!(listed.aliases()[0].alias_name(), Some(ALIAS));
    let other = kms.create_key().send().await.unwrap();
    let other = other.key_metadata().unwrap().key_id();
    let lead = |name, key| kms.update_alias().alias_name(name).target_key_id(key);
    lead(ALIAS, other).send().await.unwrap();
    let found = kms.describe_key().key_id(ALIAS).send().await.unwrap();
    assert_eq!(found.key_metadata().unwrap().key_id(), other);
    refused!(lead("alias/nowhere", key), is_not_found_exception);
    for n in 1..50 {
        let one = kms.create_alias().alias_name(format!("alias/{n}"));
        one.target_key_id(other).send().await.unwrap();
    }
    refused!(make("alias/50", other), is_limit_exceeded_exception);
    lead(ALIAS, other).send().await.unwrap();
    refused!(kms.list_aliases().marker("?"), is_invalid_marker_exception);
    let delete = || kms.delete_alias().alias_name(ALIAS);
    delete().send().await.unwrap();
    refused!(delete(), is_not_found_exception);
}

async fn deletion(kms: &Client, key: &str) {
    let schedule = |days| {
        let schedule = kms.schedule_key_deletion().key_id(key);
        schedule.pending_window_in_days(days)
    };
    let cancel = || kms.cancel_key_deletion().key_id(key);
    refused_as!(schedule(1), "ValidationException");
    refused!(cancel(), is_kms_invalid_state_exception);
    let scheduled = schedule(7).send().await.unwrap();
    assert_eq!(scheduled.key_state(), Some(&KeyState::PendingDeletion));
    refused!(schedule(7), is_kms_invalid_state_exception);
    refused!(kms.enable_key().key_id(key), is_kms_invalid_state_exception);
    cancel().send().await.unwrap();
    assert_eq!(state(kms, key).await, KeyState::Disabled);
}

async fn missing(kms: &Client) {
    for arn in [
        "arn:aws:kms",
        "arn:aws:sqs:us-east-1:000000000000:orders",
        "arn:aws:kms:eu-west-1:000000000000:alias/orders",
    ] {
        refused!(kms.describe_key().key_id(arn), is_invalid_arn_exception);
    }
    refused!(kms.describe_key().key_id(NOWHERE), is_not_found_exception);
    refused!(kms.enable_key().key_id(NOWHERE), is_not_found_exception);
    refused!(kms.get_key_policy().key_id(NOWHERE), is_not_found_exception);
    refused!(
        kms.list_resource_tags().key_id(NOWHERE),
        is_not_found_exception
    );
    refused!(
        kms.schedule_key_deletion().key_id(NOWHERE),
        is_not_found_exception
    );
}
