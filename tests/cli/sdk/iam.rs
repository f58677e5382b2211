mod policies;

use aws_sdk_iam::{Client, types::Tag};

use super::{Aws, client, errors, refused, refused_as};

const ROLE: &str = "worker";
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
const PERMIT: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}]}"#;

#[tokio::test]
async fn every_operation_of_iam() {
    let aws = Aws::start().await;
    let iam = client!(aws, aws_sdk_iam);
    roles(&iam).await;
    changes(&iam).await;
    boundaries(&iam).await;
    tags(&iam).await;
    inline(&iam).await;
    policies::policies(&iam).await;
    missing(&iam).await;
    let delete = || iam.delete_role().role_name(ROLE);
    delete().send().await.unwrap();
    refused!(delete(), is_no_such_entity_exception);
    aws.covers("iam", &[]);
    errors::all_met("iam", &[]);
}

async fn roles(iam: &Client) {
    let make = |name, trust| {
        let make = iam.create_role().role_name(name);
        make.assume_role_policy_document(trust)
    };
    let made = make(ROLE, TRUST).send().await.unwrap();
    let arn = "arn:aws:iam::000000000000:role/worker";
    assert_eq!(made.role().unwrap().arn(), arn);
    refused!(make(ROLE, TRUST), is_entity_already_exists_exception);
    refused!(make("other", "{"), is_malformed_policy_document_exception);
    refused_as!(make("no spaces", TRUST), "ValidationError");
    refused_as!(make("other", TRUST).path("nonsense"), "ValidationError");
    let tag = |n: i32| Tag::builder().key(n.to_string()).value("v").build();
    let many = (0..51).map(|n| tag(n).unwrap()).collect();
    refused!(
        make("other", TRUST).set_tags(Some(many)),
        is_limit_exceeded_exception
    );
    make("helper", TRUST).path("/team/").send().await.unwrap();
    let page = iam.list_roles().max_items(1).send().await.unwrap();
    assert_eq!((page.roles().len(), page.is_truncated()), (1, true));
    let rest = iam.list_roles().marker(page.marker().unwrap());
    assert_eq!(rest.send().await.unwrap().roles()[0].role_name(), ROLE);
    refused_as!(iam.list_roles().marker("?"), "ValidationError");
    let profiles = iam.list_instance_profiles_for_role().role_name(ROLE);
    assert_eq!(profiles.send().await.unwrap().instance_profiles().len(), 0);
    let team = iam.list_roles().path_prefix("/team/").send().await.unwrap();
    assert_eq!(team.roles()[0].role_name(), "helper");
}

async fn changes(iam: &Client) {
    let update = iam.update_role().role_name(ROLE).description("works");
    update.max_session_duration(7200).send().await.unwrap();
    let short = iam.update_role().role_name(ROLE).max_session_duration(60);
    refused_as!(short, "ValidationError");
    let trust = |document: &str| {
        let trust = iam.update_assume_role_policy().role_name(ROLE);
        trust.policy_document(document)
    };
    let other = TRUST.replace("lambda", "events");
    trust(&other).send().await.unwrap();
    refused!(trust(PERMIT), is_malformed_policy_document_exception);
    let role = iam.get_role().role_name(ROLE).send().await.unwrap();
    let role = role.role().unwrap();
    assert_eq!(role.description(), Some("works"));
    assert_eq!(role.max_session_duration(), Some(7200));
    let document = role.assume_role_policy_document().unwrap();
    assert!(document.contains("events.amazonaws.com"), "{document}");
}

async fn boundaries(iam: &Client) {
    let arn = "arn:aws:iam::aws:policy/PowerUserAccess";
    let put = |arn| {
        let put = iam.put_role_permissions_boundary().role_name(ROLE);
        put.permissions_boundary(arn)
    };
    put(arn).send().await.unwrap();
    let of_service = "arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy";
    refused!(put(of_service), is_policy_not_attachable_exception);
    let attach = iam.attach_role_policy().role_name(ROLE);
    refused!(
        attach.policy_arn(of_service),
        is_policy_not_attachable_exception
    );
    let nowhere = "arn:aws:iam::000000000000:policy/nowhere";
    refused!(put(nowhere), is_no_such_entity_exception);
    refused!(
        put("arn:aws:iam::000000000000:user/me"),
        is_invalid_input_exception
    );
    let boundary = || async {
        let role = iam.get_role().role_name(ROLE).send().await.unwrap();
        let boundary = role.role().unwrap().permissions_boundary().cloned();
        boundary.and_then(|it| it.permissions_boundary_arn().map(str::to_owned))
    };
    assert_eq!(boundary().await.as_deref(), Some(arn));
    let delete = || iam.delete_role_permissions_boundary().role_name(ROLE);
    delete().send().await.unwrap();
    assert_eq!(boundary().await, None);
}

async fn tags(iam: &Client) {
    let tag = Tag::builder().key("team").value("shop").build().unwrap();
    let set = iam.tag_role().role_name(ROLE).tags(tag.clone());
    set.send().await.unwrap();
    let list = || async {
        let listed = iam.list_role_tags().role_name(ROLE).send().await;
        listed.unwrap().tags().to_vec()
    };
    assert_eq!(list().await, std::slice::from_ref(&tag));
    let other = Tag::builder().key("Team").value("post").build().unwrap();
    let twice = iam.tag_role().role_name(ROLE).tags(tag).tags(other);
    refused!(twice, is_invalid_input_exception);
    let taken = iam.untag_role().role_name(ROLE).tag_keys("team");
    taken.send().await.unwrap();
    assert_eq!(list().await, []);
}

async fn inline(iam: &Client) {
    let put = |document| {
        let put = iam.put_role_policy().role_name(ROLE).policy_name("send");
        put.policy_document(document)
    };
    put(PERMIT).send().await.unwrap();
    refused!(put(TRUST), is_malformed_policy_document_exception);
    let get = |name| iam.get_role_policy().role_name(ROLE).policy_name(name);
    let kept = get("send").send().await.unwrap();
    assert!(kept.policy_document().contains("sqs%3ASendMessage"));
    refused!(get("nothing"), is_no_such_entity_exception);
    let listed = iam.list_role_policies().role_name(ROLE);
    assert_eq!(listed.send().await.unwrap().policy_names(), ["send"]);
    // A role that has policies stays.
    refused!(
        iam.delete_role().role_name(ROLE),
        is_delete_conflict_exception
    );
    let delete = || iam.delete_role_policy().role_name(ROLE).policy_name("send");
    delete().send().await.unwrap();
    refused!(delete(), is_no_such_entity_exception);
}

async fn missing(iam: &Client) {
    let nobody = "nobody";
    refused!(
        iam.get_role().role_name(nobody),
        is_no_such_entity_exception
    );
    refused!(
        iam.update_role().role_name(nobody),
        is_no_such_entity_exception
    );
    refused!(
        iam.list_role_policies().role_name(nobody),
        is_no_such_entity_exception
    );
    refused!(
        iam.list_attached_role_policies().role_name(nobody),
        is_no_such_entity_exception
    );
    refused!(
        iam.untag_role().role_name(nobody).tag_keys("team"),
        is_no_such_entity_exception
    );
}
