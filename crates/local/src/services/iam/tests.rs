use serde_json::{Value as Json, json};

use super::*;
use crate::{
    principal::Source,
    protocol::value::{from_value, to_value},
};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
const PERMIT: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}]}"#;

fn caller() -> Caller {
    Caller {
        access_key: "test".into(),
        region: "us-east-1".into(),
        request_id: "r".into(),
    }
}

async fn call(iam: &Iam, operation: &str, input: Json) -> Result<Json, Fault> {
    let output = iam
        .call(operation, Input::Tree(to_value(&input)), &caller())
        .await?;
    Ok(from_value(output.tree()).unwrap())
}

fn core() -> Arc<Core> {
    Core::for_tests(std::env::temp_dir())
}

async fn with_role() -> Arc<Iam> {
    let iam = Iam::open(&core()).unwrap();
    let input = json!({"RoleName": "worker", "AssumeRolePolicyDocument": TRUST});
    call(&iam, "CreateRole", input).await.unwrap();
    iam
}

#[tokio::test]
async fn a_role_is_described_with_its_document_encoded() {
    let iam = with_role().await;
    let found = call(&iam, "GetRole", json!({"RoleName": "worker"}))
        .await
        .unwrap();
    assert_eq!(
        found["Role"]["Arn"],
        "arn:aws:iam::000000000000:role/worker"
    );
    let document = found["Role"]["AssumeRolePolicyDocument"].as_str().unwrap();
    assert!(
        document.starts_with("%7B%22Version%22%3A%222012-10-17%22"),
        "{document}"
    );
}

#[tokio::test]
async fn a_second_role_of_the_name_is_refused() {
    let iam = with_role().await;
    let input = json!({"RoleName": "worker", "AssumeRolePolicyDocument": TRUST});
    let fault = call(&iam, "CreateRole", input).await.unwrap_err();
    assert_eq!(
        (fault.code.as_str(), fault.status),
        ("EntityAlreadyExists", 409)
    );
}

#[tokio::test]
async fn a_role_with_policies_is_not_deleted() {
    let iam = with_role().await;
    let policy = json!({"RoleName": "worker", "PolicyName": "send", "PolicyDocument": PERMIT});
    call(&iam, "PutRolePolicy", policy).await.unwrap();
    let fault = call(&iam, "DeleteRole", json!({"RoleName": "worker"}))
        .await
        .unwrap_err();
    assert_eq!(fault.code, "DeleteConflict");
}

#[tokio::test]
async fn a_trust_policy_without_principal_is_malformed() {
    let iam = Iam::open(&core()).unwrap();
    let input = json!({"RoleName": "r", "AssumeRolePolicyDocument": PERMIT});
    let fault = call(&iam, "CreateRole", input).await.unwrap_err();
    assert_eq!(fault.code, "MalformedPolicyDocument");
}

#[tokio::test]
async fn policies_of_a_role_are_inline_and_attached() {
    let iam = with_role().await;
    let created = call(
        &iam,
        "CreatePolicy",
        json!({"PolicyName": "p", "PolicyDocument": PERMIT}),
    )
    .await
    .unwrap();
    let arn = created["Policy"]["Arn"].clone();
    call(
        &iam,
        "AttachRolePolicy",
        json!({"RoleName": "worker", "PolicyArn": arn}),
    )
    .await
    .unwrap();
    let policy = json!({"RoleName": "worker", "PolicyName": "send", "PolicyDocument": PERMIT});
    call(&iam, "PutRolePolicy", policy).await.unwrap();
    let listed = json!({"RoleName": "worker"});
    let inline = call(&iam, "ListRolePolicies", listed.clone()).await;
    assert_eq!(inline.unwrap()["PolicyNames"], json!(["send"]));
    let attached = call(&iam, "ListAttachedRolePolicies", listed).await;
    assert_eq!(attached.unwrap()["AttachedPolicies"][0]["PolicyName"], "p");
}

const WORKER: &str = "arn:aws:iam::000000000000:role/worker";
const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:q";

fn service(principal: &str) -> Source {
    Source::new(
        principal,
        "arn:aws:x:us-east-1:000000000000:y",
        "000000000000",
    )
}

async fn granted(policies: &[&str], action: &str) -> Grant {
    let iam = with_role().await;
    for (number, policy) in policies.iter().enumerate() {
        let name = format!("p{number}");
        let put = json!({"RoleName": "worker", "PolicyName": name, "PolicyDocument": policy});
        call(&iam, "PutRolePolicy", put).await.unwrap();
    }
    iam.grant(WORKER, &service("lambda.amazonaws.com"), action, QUEUE)
}

#[tokio::test]
async fn a_role_may_what_its_policies_allow_and_none_denies() {
    let deny = r#"{"Statement":[{"Effect":"Deny","Action":"sqs:*","Resource":"*"}]}"#;
    assert_eq!(granted(&[PERMIT], "sqs:SendMessage").await, Grant::Allowed);
    assert_eq!(granted(&[PERMIT], "sns:Publish").await, Grant::Silent);
    assert_eq!(granted(&[], "sqs:SendMessage").await, Grant::Silent);
    let denied = granted(&[PERMIT, deny], "sqs:SendMessage").await;
    assert!(matches!(denied, Grant::Denied(_)), "{denied:?}");
}

#[tokio::test]
async fn attached_policies_count_and_what_is_not_known_here_does_no_harm() {
    let iam = with_role().await;
    let may = |action: &str| iam.grant(WORKER, &service("lambda.amazonaws.com"), action, QUEUE);
    let attach = |arn: &str| {
        let input = json!({"RoleName": "worker", "PolicyArn": arn});
        call(&iam, "AttachRolePolicy", input)
    };
    let managed = "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole";
    attach(managed).await.unwrap();
    assert_eq!(may("sqs:ReceiveMessage"), Grant::Allowed);
    assert_eq!(may("sqs:SendMessage"), Grant::Silent);
    let created = json!({"PolicyName": "p", "PolicyDocument": PERMIT});
    let created = call(&iam, "CreatePolicy", created).await.unwrap();
    attach(created["Policy"]["Arn"].as_str().unwrap())
        .await
        .unwrap();
    assert_eq!(may("sqs:SendMessage"), Grant::Allowed);
    assert_eq!(may("sns:Publish"), Grant::Silent);
    attach("arn:aws:iam::aws:policy/AmazonSNSFullAccess")
        .await
        .unwrap();
    assert_eq!(may("sns:Publish"), Grant::Allowed);
    let other = "arn:aws:iam::123456789012:role/theirs";
    let grant = iam.grant(
        other,
        &service("lambda.amazonaws.com"),
        "sns:Publish",
        QUEUE,
    );
    assert_eq!(grant, Grant::Allowed);
}

#[tokio::test]
async fn a_role_is_assumed_by_whom_it_trusts() {
    let iam = with_role().await;
    let by = |role: &str, principal: &str| iam.assumable(role, &service(principal));
    assert_eq!(by(WORKER, "lambda.amazonaws.com"), Ok(()));
    let why = by(WORKER, "events.amazonaws.com").unwrap_err();
    assert!(why.contains("events.amazonaws.com"), "{why}");
    let why = by(
        "arn:aws:iam::000000000000:role/nobody",
        "lambda.amazonaws.com",
    );
    assert!(why.unwrap_err().contains("there is no role"));
}

#[tokio::test]
async fn the_default_version_of_a_policy_stays() {
    let iam = with_role().await;
    let created = call(
        &iam,
        "CreatePolicy",
        json!({"PolicyName": "p", "PolicyDocument": PERMIT}),
    )
    .await
    .unwrap();
    let arn = created["Policy"]["Arn"].clone();
    let second = json!({"PolicyArn": arn, "PolicyDocument": PERMIT, "SetAsDefault": "true"});
    call(&iam, "CreatePolicyVersion", second).await.unwrap();
    let first = json!({"PolicyArn": arn, "VersionId": "v1"});
    call(&iam, "DeletePolicyVersion", first).await.unwrap();
    let fault = call(
        &iam,
        "DeletePolicyVersion",
        json!({"PolicyArn": arn, "VersionId": "v2"}),
    )
    .await
    .unwrap_err();
    assert_eq!(fault.code, "DeleteConflict");
}

#[tokio::test]
async fn roles_survive_a_restart() {
    let core = core();
    let iam = Iam::open(&core).unwrap();
    let input = json!({"RoleName": "worker", "AssumeRolePolicyDocument": TRUST});
    call(&iam, "CreateRole", input).await.unwrap();
    let again = Iam::open(&core).unwrap();
    assert!(again.has_role("arn:aws:iam::000000000000:role/worker"));
}
