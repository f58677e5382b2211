use super::*;

/// Deployments, and the stages that show them.
pub(super) async fn deployments(gateway: &Client, api: &str) {
    let make = |api| gateway.create_deployment().api_id(api);
    let made = make(api).description("first").send().await.unwrap();
    let id = made.deployment_id().unwrap();
    refused!(make(NOWHERE), is_not_found_exception);
    refused!(make(api).stage_name(NOWHERE), is_not_found_exception);
    let update = |id| gateway.update_deployment().api_id(api).deployment_id(id);
    update(id).description("the first").send().await.unwrap();
    refused!(update(NOWHERE), is_not_found_exception);
    let get = |id| gateway.get_deployment().api_id(api).deployment_id(id);
    let shown = get(id).send().await.unwrap();
    assert_eq!(shown.description(), Some("the first"));
    refused!(get(NOWHERE), is_not_found_exception);
    // The one whose stage is not there left nothing behind.
    let listed = gateway.get_deployments().api_id(api).send().await.unwrap();
    assert_eq!(listed.items().len(), 1);
    stages(gateway, api, id).await;
    let delete = || gateway.delete_deployment().api_id(api).deployment_id(id);
    delete().send().await.unwrap();
    refused!(delete(), is_not_found_exception);
}

async fn stages(gateway: &Client, api: &str, deployment: &str) {
    let make = |name| gateway.create_stage().api_id(api).stage_name(name);
    make("live").deployment_id(deployment).send().await.unwrap();
    refused!(make("live"), is_conflict_exception);
    refused!(make("no spaces"), is_bad_request_exception);
    refused!(make("other").deployment_id(NOWHERE), is_not_found_exception);
    // A stage shows it.
    let used = gateway.delete_deployment().api_id(api);
    refused_as!(used.deployment_id(deployment), "BadRequestException");
    let update = |name| gateway.update_stage().api_id(api).stage_name(name);
    let update = |name| update(name).description("what customers see");
    update("live").send().await.unwrap();
    refused!(update(NOWHERE), is_not_found_exception);
    let get = |name| gateway.get_stage().api_id(api).stage_name(name);
    let shown = get("live").send().await.unwrap();
    assert_eq!(shown.deployment_id(), Some(deployment));
    refused!(get(NOWHERE), is_not_found_exception);
    let listed = gateway.get_stages().api_id(api).send().await.unwrap();
    assert_eq!(listed.items()[0].stage_name(), Some("live"));
    let delete = || gateway.delete_stage().api_id(api).stage_name("live");
    delete().send().await.unwrap();
    refused!(delete(), is_not_found_exception);
}
