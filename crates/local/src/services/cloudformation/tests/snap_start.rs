//! SnapStart in templates.

use super::*;

fn template(runtime: &str, snap_start: &str) -> String {
    format!(
        "
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: f
      Runtime: {runtime}
      Handler: h.handler
      CodeUri: s3://artifacts/bundle.zip
{snap_start}
"
    )
}

const ON: &str = "      SnapStart: { ApplyOn: PublishedVersions }";

fn asked(template: &str) -> Json {
    let mut input = request("app", template);
    input["Capabilities"] = json!(["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]);
    input
}

#[tokio::test]
async fn a_function_gets_snapshots_and_loses_them_with_its_template() {
    let stage = wiring::with_bundle().await;
    let shown = async || {
        let lookup = json!({ "FunctionName": "f" });
        let found = stage.call("lambda", "GetFunctionConfiguration", lookup);
        found.await.unwrap()["SnapStart"].clone()
    };
    stage
        .ask("CreateStack", asked(&template("python3.13", ON)))
        .await;
    let stack = stage.settled("app").await;
    assert_eq!(
        stack["StackStatus"],
        "CREATE_COMPLETE",
        "{}",
        stage.failures("app").await
    );
    let on = json!({ "ApplyOn": "PublishedVersions", "OptimizationStatus": "Off" });
    assert_eq!(shown().await, on);
    stage
        .ask("UpdateStack", asked(&template("python3.13", "")))
        .await;
    stage.settled("app").await;
    let off = json!({ "ApplyOn": "None", "OptimizationStatus": "Off" });
    assert_eq!(shown().await, off);
}

#[tokio::test]
async fn a_runtime_without_snapshots_fails_in_awss_words() {
    let stage = wiring::with_bundle().await;
    stage
        .ask("CreateStack", asked(&template("provided.al2023", ON)))
        .await;
    let stack = stage.settled("app").await;
    assert_eq!(stack["StackStatus"], "ROLLBACK_COMPLETE", "{stack}");
    let why = stage.failures("app").await;
    let words = "provided.al2023 is not supported for SnapStart enabled functions.";
    assert!(why.contains(words), "{why}");
}
