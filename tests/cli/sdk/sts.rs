use aws_sdk_sts::config::Credentials;

use super::{Aws, client, errors, refused, refused_as};

#[tokio::test]
async fn every_operation_of_sts() {
    let aws = Aws::start().await;
    let sts = client!(aws, aws_sdk_sts);
    let who = sts.get_caller_identity().send().await.unwrap();
    assert_eq!(who.account(), Some("000000000000"));
    let session = sts.get_session_token().send().await.unwrap();
    assert!(session.credentials().is_some());

    let assume = |arn: &str| sts.assume_role().role_arn(arn).role_session_name("test");
    refused_as!(assume("nonsense"), "ValidationError");
    let role = "arn:aws:iam::000000000000:role/caller";
    refused_as!(assume(role), "AccessDenied");
    aws.role("caller", r#"{"AWS":"*"}"#).await;
    let assumed = assume(role).send().await.unwrap();
    let user = assumed.assumed_role_user().unwrap();
    assert_eq!(
        user.arn(),
        "arn:aws:sts::000000000000:assumed-role/caller/test"
    );
    let role_id = user.assumed_role_id();
    assert!(role_id.starts_with("AROA") && role_id.ends_with(":test"));
    refused_as!(assume(role).duration_seconds(3601), "ValidationError");
    let policy = r#"{"Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}}"#;
    assume(role).policy(policy).send().await.unwrap();
    refused!(
        assume(role).policy("{"),
        is_malformed_policy_document_exception
    );
    let long = policy.replace("sqs:*", &"x".repeat(2_048));
    refused!(
        assume(role).policy(long),
        is_packed_policy_too_large_exception
    );
    let given = assumed.credentials().unwrap();
    let keys = Credentials::new(
        given.access_key_id(),
        given.secret_access_key(),
        Some(given.session_token().to_owned()),
        None,
        "session",
    );
    let session = client!(aws, aws_sdk_sts, credentials_provider(keys));
    let who = session.get_caller_identity().send().await.unwrap();
    assert_eq!(who.arn(), Some(user.arn()));
    assert_eq!(who.user_id(), Some(role_id));
    aws.covers("sts", &[]);
    errors::all_met("sts", &[]);
}
