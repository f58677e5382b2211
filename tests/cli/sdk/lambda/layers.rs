//! Layers, and functions that have them.

use aws_sdk_lambda::{
    Client,
    primitives::Blob,
    types::{Architecture, LayerVersionContentInput, Runtime},
};

use super::{
    super::{refused, refused_as},
    zipped,
};

const LAYER: &str = "arn:aws:lambda:us-east-1:000000000000:layer:tools";

pub(super) async fn layers(lambda: &Client) {
    publishing(lambda).await;
    listing(lambda).await;
    of_functions(lambda).await;
    permissions(lambda).await;
    deleting(lambda).await;
}

fn content(files: &[(&str, &str)]) -> LayerVersionContentInput {
    LayerVersionContentInput::builder()
        .zip_file(Blob::new(zipped(files)))
        .build()
}

async fn publish(lambda: &Client, name: &str, text: &str) -> String {
    let publish = lambda
        .publish_layer_version()
        .layer_name(name)
        .description(text)
        .content(content(&[("bin/tool", text)]));
    let made = publish.send().await.unwrap();
    made.layer_version_arn().unwrap().to_owned()
}

async fn publishing(lambda: &Client) {
    let publish = lambda
        .publish_layer_version()
        .layer_name("tools")
        .license_info("MIT")
        .compatible_runtimes(Runtime::Providedal2023)
        .compatible_architectures(Architecture::Arm64)
        .content(content(&[("bin/tool", "one")]));
    let made = publish.send().await.unwrap();
    assert_eq!((made.version(), made.layer_arn()), (1, Some(LAYER)));
    let version = format!("{LAYER}:1");
    assert_eq!(made.layer_version_arn(), Some(&*version));
    assert_eq!(publish_as(lambda, LAYER).await, format!("{LAYER}:2"));
    let shown = lambda
        .get_layer_version()
        .layer_name("tools")
        .version_number(1);
    let shown = shown.send().await.unwrap();
    assert_eq!(shown.license_info(), Some("MIT"));
    assert_eq!(shown.compatible_runtimes(), [Runtime::Providedal2023]);
    let content = shown.content().unwrap();
    assert!(
        content
            .location()
            .is_some_and(|url| url.contains("/lambda/code/"))
    );
    assert_eq!(content.code_sha256(), made.content().unwrap().code_sha256());
    let shown = lambda.get_layer_version_by_arn().arn(version);
    assert_eq!(shown.send().await.unwrap().version(), 1);
    let named = |name| lambda.get_layer_version().layer_name(name);
    refused!(
        named("tools").version_number(9),
        is_resource_not_found_exception
    );
    refused!(
        named("no:such").version_number(1),
        is_invalid_parameter_value_exception
    );
    refused!(
        lambda.get_layer_version_by_arn().arn(LAYER),
        is_invalid_parameter_value_exception
    );
}

async fn publish_as(lambda: &Client, name: &str) -> String {
    publish(lambda, name, "two").await
}

async fn listing(lambda: &Client) {
    publish(lambda, "more", "more").await;
    let versions = lambda.list_layer_versions().layer_name("tools");
    let all = versions.clone().send().await.unwrap();
    let numbers = all.layer_versions().iter().map(|layer| layer.version());
    assert_eq!(numbers.collect::<Vec<_>>(), [2, 1]);
    let first = versions.clone().max_items(1).send().await.unwrap();
    let rest = versions.clone().marker(first.next_marker().unwrap());
    assert_eq!(rest.send().await.unwrap().layer_versions()[0].version(), 1);
    refused!(
        versions.clone().marker("nonsense"),
        is_invalid_parameter_value_exception
    );
    let fitting = versions.compatible_runtime(Runtime::Providedal2023);
    assert_eq!(fitting.send().await.unwrap().layer_versions().len(), 1);
    let layers = lambda.list_layers().send().await.unwrap();
    let latest = layers.layers().iter().map(|layer| {
        let latest = layer.latest_matching_version().unwrap();
        (layer.layer_name().unwrap(), latest.version())
    });
    assert_eq!(latest.collect::<Vec<_>>(), [("more", 1), ("tools", 2)]);
}

async fn of_functions(lambda: &Client) {
    let update = |arns: &[&str]| {
        let arns: Vec<String> = arns.iter().map(|arn| (*arn).to_owned()).collect();
        lambda
            .update_function_configuration()
            .function_name("work")
            .set_layers(Some(arns))
    };
    let (one, two) = (&*format!("{LAYER}:1"), &*format!("{LAYER}:2"));
    let more = "arn:aws:lambda:us-east-1:000000000000:layer:more:1";
    let changed = update(&[one, more]).send().await.unwrap();
    let arns = changed.layers().iter().filter_map(|layer| layer.arn());
    assert_eq!(arns.collect::<Vec<_>>(), [one, more]);
    assert!(changed.layers()[0].code_size() > 0);
    for wrong in [
        vec![one, two],
        vec!["arn:aws:lambda:us-east-1:000000000000:layer:none:1"],
        vec![one; 6],
    ] {
        refused!(update(&wrong), is_invalid_parameter_value_exception);
    }
    let others = "arn:aws:lambda:us-east-1:123456789012:layer:theirs:7";
    refused_as!(update(&[others]), "UnsupportedOperation");
    let extension = lambda
        .publish_layer_version()
        .layer_name("extended")
        .content(content(&[("extensions/watch", "x")]));
    let extension = extension.send().await.unwrap();
    let arn = extension.layer_version_arn().unwrap();
    refused_as!(update(&[arn]), "UnsupportedOperation");
    let none = update(&[]).send().await.unwrap();
    assert!(none.layers().is_empty());
}

async fn permissions(lambda: &Client) {
    let add = |version| {
        lambda
            .add_layer_version_permission()
            .layer_name("tools")
            .version_number(version)
            .statement_id("all")
            .action("lambda:GetLayerVersion")
            .principal("*")
    };
    let policy = lambda
        .get_layer_version_policy()
        .layer_name("tools")
        .version_number(1);
    refused!(policy.clone(), is_resource_not_found_exception);
    refused!(add(9), is_resource_not_found_exception);
    for wrong in [
        add(1).action("lambda:InvokeFunction"),
        add(1).principal("nobody"),
    ] {
        refused!(wrong, is_invalid_parameter_value_exception);
    }
    let added = add(1).organization_id("o-1").send().await.unwrap();
    assert!(added.statement().unwrap().contains("o-1"));
    refused!(add(1), is_resource_conflict_exception);
    refused!(
        add(1).revision_id("nonsense"),
        is_precondition_failed_exception
    );
    let shown = policy.clone().send().await.unwrap();
    assert_eq!(shown.revision_id(), added.revision_id());
    let remove = || {
        lambda
            .remove_layer_version_permission()
            .layer_name("tools")
            .version_number(1)
            .statement_id("all")
    };
    remove().send().await.unwrap();
    refused!(remove(), is_resource_not_found_exception);
}

async fn deleting(lambda: &Client) {
    let delete = || {
        lambda
            .delete_layer_version()
            .layer_name("tools")
            .version_number(2)
    };
    delete().send().await.unwrap();
    delete().send().await.unwrap();
    let next = publish(lambda, "tools", "three").await;
    assert_eq!(next, format!("{LAYER}:3"), "no number twice");
}
