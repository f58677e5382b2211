//! The way of a stack: planned, made, changed, failed, removed.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use crate::common::{Ran, World, local::eventually, signal};

const PROJECT: &str = "\
application: shop
template: template.yaml
";

const QUEUE: &str = "\
Parameters:
  Delay: {Type: Number, Default: 0}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: shop-orders
      DelaySeconds: !Ref Delay
Outputs:
  QueueUrl: {Value: !Ref Queue}
";

fn shop(template: &str) -> World {
    let world = World::new();
    world.write("coagent.yaml", PROJECT);
    world.write("template.yaml", template);
    world
}

#[test]
fn a_dry_run_shows_what_would_change_and_leaves_nothing() {
    let world = shop(QUEUE);
    assert_ran!(world.run("deploy --dry-run"));
    assert_eq!(world.run("status").code, 2, "there is no stack");
}

#[test]
fn it_is_made_then_unchanged_then_changed() {
    let world = shop(QUEUE);
    assert_ran!(world.run("deploy"));
    assert_ran!(world.run("deploy"));
    assert_ran!(world.run("deploy --parameter Delay=5"));
    let answer = world.json("deploy --parameter Delay=6");
    assert_eq!(answer["outcome"], "updated");
    assert_eq!(answer["changes"][0]["logicalId"], "Queue");
}

#[test]
fn what_replaces_a_resource_is_asked_about_first() {
    let world = shop(QUEUE);
    world.ok("deploy");
    world.write(
        "template.yaml",
        &QUEUE.replace("shop-orders", "shop-orders-2"),
    );
    assert_ran!(world.run("deploy"));
    let url = |world: &World| world.json("deploy")["outputs"]["QueueUrl"].to_string();
    world.write("template.yaml", QUEUE);
    assert!(
        url(&world).contains("/shop-orders\""),
        "nothing was changed"
    );
}

#[test]
fn the_root_cause_comes_first_and_the_way_out_works() {
    let broken = "Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {QueueName: shop-orders}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: no-such-bus
      EventPattern: {source: [shop]}
";
    let world = shop(broken);
    let mut ran = world.run("deploy");
    // What is said last; the steps before it come in any order.
    let error = ran.stderr.find("Error: ").expect("an error");
    ran.stderr.drain(..error);
    assert_ran!(ran);
    let queues = world.call("AmazonSQS.ListQueues", &serde_json::json!({}));
    assert_eq!(
        queues["QueueUrls"].as_array().map_or(0, Vec::len),
        0,
        "rolled back"
    );
    world.write("template.yaml", QUEUE);
    let again = world.run("deploy");
    assert_eq!(again.code, 1, "{again}");
    assert!(again.stderr.contains("ROLLBACK_COMPLETE"), "{again}");
    assert!(
        again.stderr.contains("coagent destroy --env local"),
        "{again}"
    );
    world.ok("destroy --yes");
    world.ok("deploy");
}

#[test]
fn an_unknown_parameter_gets_the_one_that_was_meant() {
    assert_ran!(shop(QUEUE).run("deploy --parameter Dealy=5"));
}

#[test]
fn destroy_asks_shows_removes_and_has_nothing_to_do_then() {
    let world = shop(QUEUE);
    world.ok("deploy");
    assert_ran!(world.run("destroy"));
    assert_ran!(world.run("destroy --yes"));
    assert_ran!(world.run("destroy --yes"));
}

#[test]
fn a_stack_survives_a_crash_of_the_local_environment() {
    let world = shop(QUEUE);
    world.ok("deploy");
    world.kill_daemon();
    world.ok("local start");
    assert_eq!(world.json("deploy")["outcome"], "unchanged");
}

/// Queues that are made one after the other: it takes a while.
fn chain(length: usize) -> String {
    let after = |number: usize| match number {
        0 => String::new(),
        _ => format!("    DependsOn: Q{}\n", number - 1),
    };
    let queue = |number| format!("  Q{number}:\n    Type: AWS::SQS::Queue\n{}", after(number));
    format!("Resources:\n{}", (0..length).map(queue).collect::<String>())
}

#[test]
fn an_interrupt_says_what_goes_on_and_how_to_follow_it() {
    let world = shop(&chain(300));
    let mut child = world
        .command(&["deploy"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("coagent runs");
    let stderr = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut lines = stderr.lines().map(|line| line.expect("text"));
    let begun = lines.find(|line| line.starts_with("CREATE_COMPLETE"));
    assert!(begun.is_some(), "it ended before anything was made");
    signal("-INT", child.id());
    let said = lines.skip_while(|line| line.starts_with("CREATE_COMPLETE"));
    let stderr = said.map(|line| line + "\n").collect();
    let code = child.wait().expect("coagent ends").code().unwrap_or(-1);
    assert_ran!(Ran {
        stdout: String::new(),
        stderr,
        code
    });
    eventually("CloudFormation is done", || {
        let ran = world.run("status --query stack.status");
        ran.stdout.contains("CREATE_COMPLETE").then_some(())
    });
    assert_eq!(world.json("deploy")["outcome"], "unchanged");
}

const MACHINE: &str = "\
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {QueueName: shop-orders}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties: {RoleArn: !GetAtt Queue.Arn, DefinitionString: '{}'}
";

#[test]
fn a_type_that_is_not_emulated_is_refused_by_name_or_recorded_when_it_is_allowed() {
    let world = shop(MACHINE);
    assert_ran!(world.run("deploy"));
    assert_ran!(world.run("deploy --allow-unemulated"));
    assert_eq!(
        world.json("deploy --allow-unemulated")["outcome"],
        "unchanged"
    );
    assert_ran!(world.run("destroy --yes"));
}

#[test]
fn the_shipped_application_is_deployed_shown_and_removed() {
    let world = World::new();
    let answer = world.json("deploy");
    assert_eq!(answer["outcome"], "created");
    assert_eq!(
        answer["outputs"]["EventBusName"],
        "bayon-coagent-events-local"
    );
    let status = world.json("status");
    let count = |what: &str| status[what].as_array().map(Vec::len);
    assert_eq!(
        count("rules"),
        Some(14),
        "13 rules and the schedule of the retry processor"
    );
    assert_eq!(
        count("functions"),
        Some(18),
        "13 processors, retry, authorizer, 3 routes"
    );
    assert_eq!(count("queues"), Some(2));
    assert_eq!(status["stack"]["status"], "CREATE_COMPLETE");
    assert_eq!(world.json("deploy")["outcome"], "unchanged");
    world.ok("destroy --yes");
    assert_eq!(world.run("status").code, 2);
}
