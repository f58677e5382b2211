//! An application of one's own: a template of the usual name, and code beside it.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::common::{World, local::eventually};

const TEMPLATE: &str = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: shop-worker
      Handler: main
      Runtime: provided.al2023
      CodeUri: worker/
      Events:
        Order:
          Type: EventBridgeRule
          Properties: {Pattern: {source: [shop]}}
";

/// An application whose function says which version it is and ends.
fn shop() -> World {
    let world = World::new();
    world.write("template.yaml", TEMPLATE);
    code(&world, "version 1");
    world
}

fn code(world: &World, says: &str) {
    program(world, "worker/bootstrap", &format!("echo this is {says}"));
}

fn program(world: &World, path: &str, line: &str) {
    let path = world.write(path, &format!("#!/bin/sh\n{line}\nexit 1\n"));
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn runs(world: &World, says: &str) {
    world.ok("publish --source shop --detail-type Order --bus default");
    eventually(says, || {
        let logs = world.ok("logs shop-worker --since 1h").stdout;
        logs.contains(&format!("this is {says}")).then_some(())
    });
}

#[test]
fn the_code_beside_a_template_is_deployed_and_runs_and_goes_again_only_when_it_changes() {
    let world = shop();
    world.ok("deploy --yes");
    runs(&world, "version 1");
    assert_eq!(world.json("deploy --yes")["outcome"], "unchanged");
    code(&world, "version 2");
    let again = world.json("deploy --yes");
    assert_eq!(again["changes"].as_array().unwrap().len(), 1, "{again}");
    assert_eq!(again["changes"][0]["logicalId"], "Worker", "{again}");
    runs(&world, "version 2");
}

/// A layer for the function.
const LAYER: &str = "  Tools:
    Type: AWS::Serverless::LayerVersion
    Properties: {LayerName: shop-tools, ContentUri: tools/}
";

#[test]
fn a_layer_is_a_new_version_when_what_is_beside_the_template_changes_and_the_old_one_stays() {
    let world = shop();
    let with_layer = TEMPLATE.replace("CodeUri", "Layers: [!Ref Tools]\n      CodeUri");
    world.write("template.yaml", &format!("{with_layer}{LAYER}"));
    program(&world, "worker/bootstrap", "tell");
    program(&world, "tools/bin/tell", "echo this is tool 1");
    world.ok("deploy --yes");
    runs(&world, "tool 1");
    program(&world, "tools/bin/tell", "echo this is tool 2");
    let again = world.json("deploy --yes");
    assert_eq!(again["changes"].as_array().unwrap().len(), 2, "{again}");
    runs(&world, "tool 2");
    let path = "layers/shop-tools/versions";
    let versions = world.of_lambda(
        "GET",
        &format!("/2018-10-31/{path}"),
        &serde_json::json!({}),
    );
    assert_eq!(versions["LayerVersions"].as_array().unwrap().len(), 2);
}

#[test]
fn code_that_is_not_there_is_named_and_nothing_is_sent() {
    let world = shop();
    world.write("template.yaml", &TEMPLATE.replace("worker/", "wroker/"));
    assert_ran!(world.run("deploy --yes"));
    assert_eq!(world.daemon(), None, "nothing was started for it");
}

/// Two functions that log what they like.
const OWN: &str = "\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Handler: index.handler, Runtime: python3.12, Timeout: 30}
Resources:
  First:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: shop-first
      InlineCode: 'def handler(event, context): print(event)'
      Events:
        Order: {Type: EventBridgeRule, Properties: {Pattern: {source: [shop]}}}
  Second:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: shop-second
      InlineCode: 'def handler(event, context): pass'
      Events:
        Paid: {Type: EventBridgeRule, Properties: {Pattern: {source: [shop], detail-type: [Paid]}}}
";

/// Nothing where Python is missing, which is then said.
fn own() -> Option<World> {
    let world = World::new();
    world.write("template.yaml", OWN);
    let ran = world.run("deploy --yes");
    let named = ran.stderr.contains("is not on this machine's PATH");
    assert!(ran.code == 0 || named, "{ran}");
    (ran.code == 0).then_some(world)
}

#[test]
fn functions_that_do_not_log_events_are_said_to_have_run_and_no_more() {
    let Some(world) = own() else { return };
    let line = "publish --source shop --detail-type Order --bus default --wait";
    let answer = world.json(line);
    let deliveries = answer["deliveries"].as_array().unwrap();
    assert_eq!(deliveries.len(), 1, "{answer}");
    assert_eq!(deliveries[0]["result"], "ran", "{answer}");
    let plain = world.ok(line);
    let said = "ran; for which event is not logged";
    assert!(plain.stdout.contains(said), "{plain}");
}

#[test]
fn functions_with_the_same_handler_are_called_by_their_names() {
    let Some(world) = own() else { return };
    assert_ran!(world.run("logs nosuch"));
    assert_eq!(world.run("logs index.handler").code, 2);
    world.ok("logs shop-second");
}
