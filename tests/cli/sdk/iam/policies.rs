use super::*;

const POLICY: &str = "arn:aws:iam::000000000000:policy/send";
const NOWHERE: &str = "arn:aws:iam::000000000000:policy/nowhere";

pub(super) async fn policies(iam: &Client) {
    made(iam).await;
    versions(iam).await;
    attached(iam).await;
    let delete = || iam.delete_policy().policy_arn(POLICY);
    // A policy goes when its default version is the only one.
    refused!(delete(), is_delete_conflict_exception);
    for version in ["v1", "v3", "v4", "v5"] {
        let gone = iam.delete_policy_version().policy_arn(POLICY);
        gone.version_id(version).send().await.unwrap();
    }
    delete().send().await.unwrap();
    refused!(delete(), is_no_such_entity_exception);
}

async fn made(iam: &Client) {
    let make = |name, document| {
        let make = iam.create_policy().policy_name(name);
        make.policy_document(document)
    };
    let made = make("send", PERMIT).send().await.unwrap();
    assert_eq!(made.policy().unwrap().arn(), Some(POLICY));
    refused!(make("send", PERMIT), is_entity_already_exists_exception);
    refused!(make("other", TRUST), is_malformed_policy_document_exception);
    let shown = iam.get_policy().policy_arn(POLICY).send().await.unwrap();
    assert_eq!(shown.policy().unwrap().default_version_id(), Some("v1"));
    refused!(
        iam.get_policy().policy_arn(NOWHERE),
        is_no_such_entity_exception
    );
    refused!(
        iam.get_policy()
            .policy_arn("arn:aws:sqs:us-east-1:000000000000:send"),
        is_invalid_input_exception
    );
    refused_as!(iam.get_policy().policy_arn("send"), "ValidationError");
    let own = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    let shown = iam.get_policy().policy_arn(own).send().await.unwrap();
    let shown = shown.policy().unwrap();
    assert_eq!(shown.policy_name(), Some("AWSLambdaBasicExecutionRole"));
    assert_eq!(
        (shown.path(), shown.arn()),
        (Some("/service-role/"), Some(own))
    );
    refused_as!(iam.list_policies().marker("?"), "ValidationError");
    let listed = iam.list_policies().send().await.unwrap();
    assert_eq!(listed.policies()[0].policy_name(), Some("send"));
    let used = iam
        .list_policies()
        .only_attached(true)
        .send()
        .await
        .unwrap();
    assert_eq!(used.policies().len(), 0);
}

async fn versions(iam: &Client) {
    let make = |document| {
        let make = iam.create_policy_version().policy_arn(POLICY);
        make.policy_document(document)
    };
    for _ in 0..4 {
        make(PERMIT).send().await.unwrap();
    }
    refused!(make(PERMIT), is_limit_exceeded_exception);
    refused!(make("{"), is_malformed_policy_document_exception);
    let by_default = |version| {
        let by_default = iam.set_default_policy_version().policy_arn(POLICY);
        by_default.version_id(version)
    };
    by_default("v2").send().await.unwrap();
    refused!(by_default("v9"), is_no_such_entity_exception);
    let get = |version| {
        let get = iam.get_policy_version().policy_arn(POLICY);
        get.version_id(version)
    };
    let second = get("v2").send().await.unwrap();
    assert!(second.policy_version().unwrap().is_default_version());
    refused!(get("v9"), is_no_such_entity_exception);
    let listed = iam.list_policy_versions().policy_arn(POLICY);
    assert_eq!(listed.send().await.unwrap().versions().len(), 5);
    refused!(
        iam.list_policy_versions().policy_arn(NOWHERE),
        is_no_such_entity_exception
    );
    let delete = iam.delete_policy_version().policy_arn(POLICY);
    refused!(delete.version_id("v2"), is_delete_conflict_exception);
}

async fn attached(iam: &Client) {
    let attach = |arn| iam.attach_role_policy().role_name(ROLE).policy_arn(arn);
    attach(POLICY).send().await.unwrap();
    refused!(attach(NOWHERE), is_no_such_entity_exception);
    let listed = iam.list_attached_role_policies().role_name(ROLE);
    let listed = listed.send().await.unwrap();
    assert_eq!(listed.attached_policies()[0].policy_name(), Some("send"));
    let holders = iam.list_entities_for_policy().policy_arn(POLICY);
    let holders = holders.send().await.unwrap();
    assert_eq!(holders.policy_roles()[0].role_name(), Some(ROLE));
    refused!(
        iam.list_entities_for_policy().policy_arn(NOWHERE),
        is_no_such_entity_exception
    );
    refused!(
        iam.delete_policy().policy_arn(POLICY),
        is_delete_conflict_exception
    );
    let detach = || iam.detach_role_policy().role_name(ROLE).policy_arn(POLICY);
    detach().send().await.unwrap();
    refused!(detach(), is_no_such_entity_exception);
}
