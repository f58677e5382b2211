//! Functions find what is in their layers.

use coagent_local::protocol::value::to_value;
use serde_json::{Value, json};

use super::{interpreters::interpreted_with, packed};
use crate::common::{Rig, package};

/// Publishes a layer of these files; the ARN of the version.
async fn layer(rig: &Rig, name: &str, files: &[(&str, &[u8])]) -> String {
    let mut input = to_value(&json!({ "LayerName": name }));
    input.set("Content", packed(files));
    let publish = rig.cloud.call("lambda", "PublishLayerVersion", input).await;
    publish.unwrap();
    let found = rig
        .ok("lambda", "ListLayerVersions", json!({ "LayerName": name }))
        .await;
    let arn = &found["LayerVersions"][0]["LayerVersionArn"];
    arn.as_str().unwrap().to_owned()
}

/// The files of the test bootstrap's package.
fn bootstrap() -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(package())).unwrap();
    let mut file = archive.by_name("bootstrap").unwrap();
    let mut bytes = Vec::new();
    std::io::copy(&mut file, &mut bytes).unwrap();
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bootstrap_may_be_in_a_layer_and_stays_when_the_layer_is_deleted() {
    let rig = Rig::new();
    let arn = layer(&rig, "runtime", &[("bootstrap", &bootstrap())]).await;
    let input = json!({"FunctionName": "f", "Runtime": "provided.al2023", "Handler": "f",
        "Role": rig.role().await, "Timeout": 20, "Layers": [arn]});
    let mut input = to_value(&input);
    input.set("Code", packed(&[("data.txt", b"x")]));
    let made = rig.cloud.call("lambda", "CreateFunction", input).await;
    made.unwrap();
    let delete = json!({"LayerName": "runtime", "VersionNumber": 1});
    rig.ok("lambda", "DeleteLayerVersion", delete).await;
    let rig = rig.restarted(|_| {}).await;
    let answer = rig.invoke("f", json!({ "a": 1 })).await;
    assert_eq!(answer["Payload"], json!({ "a": 1 }));
}

/// Two layers with the same module, of which the later counts, and one of its own.
async fn two_layers(rig: &Rig, folder: &str, file: &str, text: fn(&str) -> String) -> Value {
    let (shared, own) = (
        format!("{folder}/shared{file}"),
        format!("{folder}/own{file}"),
    );
    let (one, two, three) = (text("one"), text("two"), text("three"));
    let first = [
        (shared.as_str(), one.as_bytes()),
        (own.as_str(), three.as_bytes()),
    ];
    let second = [(shared.as_str(), two.as_bytes())];
    json!([
        layer(rig, "first", &first).await,
        layer(rig, "second", &second).await
    ])
}

#[tokio::test(flavor = "multi_thread")]
async fn python_finds_modules_of_layers_and_the_later_layer_counts() {
    let rig = Rig::new();
    let text = |name: &str| format!("NAME = '{name}'\n");
    let layers = two_layers(&rig, "python", ".py", text).await;
    let code =
        "import shared, own\ndef handler(event, context):\n    return [shared.NAME, own.NAME]\n";
    let more = json!({ "Layers": layers });
    if interpreted_with(&rig, "python3.12", "app.py", code, more).await {
        let answer = rig.invoke("f", json!({})).await;
        assert_eq!(answer["Payload"], json!(["two", "three"]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn node_finds_modules_of_layers_and_the_later_layer_counts() {
    let rig = Rig::new();
    let text = |name: &str| format!("module.exports = '{name}';\n");
    let layers = two_layers(&rig, "nodejs/node_modules", ".js", text).await;
    let code = "exports.handler = async () => [require('shared'), require('own')];";
    let more = json!({ "Layers": layers });
    if interpreted_with(&rig, "nodejs20.x", "app.js", code, more).await {
        let answer = rig.invoke("f", json!({})).await;
        assert_eq!(answer["Payload"], json!(["two", "three"]));
    }
}
