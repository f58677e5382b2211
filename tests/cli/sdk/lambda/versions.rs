//! Versions of a function, and aliases of versions.

use aws_sdk_lambda::Client;

use super::super::refused;

pub(super) async fn versions(lambda: &Client) {
    let made = lambda
        .publish_version()
        .function_name("work")
        .description("first")
        .send()
        .await
        .unwrap();
    assert_eq!(made.version(), Some("1"));
    refused!(
        lambda
            .publish_version()
            .function_name("work")
            .revision_id("nonsense"),
        is_precondition_failed_exception
    );
    let listed = lambda
        .list_versions_by_function()
        .function_name("work")
        .send()
        .await
        .unwrap();
    assert_eq!(listed.versions().len(), 2);
}

pub(super) async fn aliases(lambda: &Client) {
    let create = |version| {
        lambda
            .create_alias()
            .function_name("work")
            .name("live")
            .function_version(version)
    };
    refused!(create("9"), is_resource_not_found_exception);
    create("1").send().await.unwrap();
    refused!(create("1"), is_resource_conflict_exception);
    let update = lambda
        .update_alias()
        .function_name("work")
        .name("live")
        .description("new");
    assert_eq!(update.send().await.unwrap().description(), Some("new"));
    let shown = lambda
        .get_alias()
        .function_name("work")
        .name("live")
        .send()
        .await
        .unwrap();
    assert_eq!(shown.function_version(), Some("1"));
    let listed = lambda
        .list_aliases()
        .function_name("work")
        .send()
        .await
        .unwrap();
    assert_eq!(listed.aliases().len(), 1);
    let of_another = lambda.list_aliases().function_name("work");
    let of_another = of_another.function_version("2").send().await.unwrap();
    assert_eq!(of_another.aliases().len(), 0);
    refused!(
        lambda.get_alias().function_name("work").name("none"),
        is_resource_not_found_exception
    );
    let stale = lambda
        .update_alias()
        .function_name("work")
        .name("live")
        .revision_id("nonsense");
    refused!(stale, is_precondition_failed_exception);
    lambda
        .delete_alias()
        .function_name("work")
        .name("live")
        .send()
        .await
        .unwrap();
}
