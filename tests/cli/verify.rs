//! `verify`: what its exit code, its formats and the deployed application say.

use std::collections::BTreeSet;

use crate::common::{Ran, World, sdk};
use aws_config::SdkConfig;
use aws_sdk_cloudwatch::types::{ComparisonOperator, Dimension, StateValue, Statistic};
use serde_json::Value;
use tokio::runtime::Runtime;

const PROJECT: &str = "application: shop\ntemplate: template.yaml\n";

/// A queue without a policy that lets the rule send to it, an error, and no dead-letter queue, a
/// warning.
const TEMPLATE: &str = "\
Resources:
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [shop]}
      Targets:
        - Id: work
          Arn: !GetAtt Work.Arn
          RetryPolicy: {MaximumRetryAttempts: 3}
  Work: {Type: AWS::SQS::Queue}
";

fn shop(project: &str, template: &str) -> World {
    let world = World::new();
    world.write("coagent.yaml", project);
    world.write("template.yaml", template);
    world
}

fn ids(ran: &Ran, list: &str) -> BTreeSet<String> {
    let answer: Value =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|cause| panic!("{cause}\n{ran}"));
    let found = answer[list].as_array().into_iter().flatten();
    found
        .filter_map(|finding| Some(finding["id"].as_str()?.to_owned()))
        .collect()
}

fn set<const N: usize>(ids: [&str; N]) -> BTreeSet<String> {
    ids.map(str::to_owned).into()
}

#[test]
fn the_exit_code_says_how_bad_it_is() {
    let world = shop(PROJECT, TEMPLATE);
    let ran = world.run("verify --output json");
    assert_eq!(
        (ran.code, ids(&ran, "findings")),
        (1, set(["queue-policy", "target-without-dlq"])),
        "{ran}"
    );
    let only_warning = TEMPLATE.replace("!GetAtt Work.Arn", "!ImportValue work");
    world.write("template.yaml", &only_warning);
    assert_eq!(world.run("verify").code, 1);
    assert_eq!(world.run("verify --fail-on error").code, 0);
    world.write("template.yaml", "Resources: [\n");
    assert_eq!(world.run("verify").code, 2);
    assert_eq!(world.run("verify --template no-such.yaml").code, 2);
}

#[test]
fn at_a_terminal_each_finding_is_shown_in_its_place() {
    let world = shop(PROJECT, TEMPLATE);
    assert_ran!(world.run("verify --output table"));
}

#[test]
fn what_is_silenced_is_not_heard_of_and_a_silence_of_nothing_is() {
    let silence = "verify:
  silence:
    - {id: target-without-dlq, resource: Rule, reason: may be lost}
    - {id: tracing-off, reason: too dear}
";
    let world = shop(&format!("{PROJECT}{silence}"), TEMPLATE);
    let ran = world.run("verify --output json");
    assert_eq!(
        ids(&ran, "findings"),
        set(["queue-policy", "unused-silence"]),
        "{ran}"
    );
    assert_eq!(ids(&ran, "silenced"), set(["target-without-dlq"]), "{ran}");
    let world = shop(
        &format!("{PROJECT}{}", silence.replace("tracing-off", "tracing-of")),
        TEMPLATE,
    );
    assert_ran!(world.run("verify"));
}

#[test]
fn formats_of_findings_are_for_findings() {
    let world = shop(PROJECT, TEMPLATE);
    assert_ran!(world.run("verify --output github"));
    let ran = world.run("verify --output sarif");
    let sarif: Value = serde_json::from_str(&ran.stdout).expect("SARIF is JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "queue-policy");
    assert!(
        world
            .run("verify --output junit")
            .stdout
            .contains(r#"failures="2""#)
    );
    assert_eq!(world.run("deploy --output sarif").code, 2);
    assert!(world.daemon().is_none(), "nothing was started for it");
}

#[test]
fn several_templates_are_one_application() {
    let world = World::new();
    world.write(
        "bus.yaml",
        "Resources: {Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop-events}}}\n",
    );
    world.write(
        "queue.yaml",
        "Resources: {Work: {Type: AWS::SQS::Queue, Properties: {QueueName: work}}}\n",
    );
    let rule = "Resources:
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: shop-event
      EventPattern: {source: [shop]}
      Targets:
        - Id: work
          Arn: !Sub arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:work
          RetryPolicy: {MaximumRetryAttempts: 3}
          DeadLetterConfig: {Arn: !ImportValue dead}
";
    world.write("rule.yaml", rule);
    world.write(
        "coagent.yaml",
        "application: shop\ntemplate: [bus.yaml, queue.yaml, rule.yaml]\n",
    );
    let ran = world.run("verify --output json");
    assert_eq!(
        ids(&ran, "findings"),
        set(["queue-policy", "unknown-bus"]),
        "{ran}"
    );
    let alone = world.run("verify --template rule.yaml --output json");
    assert_eq!(ids(&alone, "findings"), set([]), "{alone}");
}

#[test]
fn a_workflow_is_written_once() {
    let world = shop(PROJECT, TEMPLATE);
    world.run_args(&["init", "ci", "--install", "./install"]);
    let file = world.dir().join(".github/workflows/coagent.yml");
    let text = std::fs::read_to_string(&file).expect("a workflow");
    assert!(text.contains("run: \"./install\"\n"), "{text}");
    assert_eq!(
        world.run_args(&["init", "ci", "--install", "./other"]).code,
        2
    );
    assert_eq!(
        world
            .run_args(&["init", "ci", "--install", "./other", "--force"])
            .code,
        0
    );
}

/// The shipped application, deployed, and a hand that reaches into it.
struct Deployed {
    world: World,
    config: SdkConfig,
    runtime: Runtime,
}

impl Deployed {
    fn new() -> Self {
        let world = World::new();
        world.ok("deploy --yes");
        let config = sdk::config(&world);
        Self {
            world,
            config,
            runtime: Runtime::new().expect("a runtime"),
        }
    }

    fn found(&self) -> BTreeSet<String> {
        ids(
            &self.world.run("verify --env local --output json"),
            "findings",
        )
    }

    fn events(&self) -> aws_sdk_eventbridge::Client {
        aws_sdk_eventbridge::Client::new(&self.config)
    }

    /// A rule with a function behind it: bus, rule, function.
    fn way(&self, event: &str) -> (String, String, String) {
        let rows = self.world.json("verify --matrix --env local");
        let rows = rows.as_array().expect("rows");
        let row = rows
            .iter()
            .find(|row| row["event"] == event && row["processor"].is_string());
        let id = row.expect("a way")["rule"]
            .as_str()
            .expect("a rule")
            .to_owned();
        let status = self.world.run("status --output json");
        let status: Value = serde_json::from_str(&status.stdout).expect("JSON");
        let bus = status["buses"][0].as_str().expect("a bus").to_owned();
        let resources = self.stack();
        let physical = resources
            .iter()
            .find(|(logical, _)| *logical == id)
            .expect("of the stack")
            .1
            .clone();
        let rule = physical.rsplit('|').next().expect("a name").to_owned();
        let target = row.expect("a way")["target"]
            .as_str()
            .expect("a target")
            .to_owned();
        (bus, rule, target)
    }

    fn stack(&self) -> Vec<(String, String)> {
        let client = aws_sdk_cloudformation::Client::new(&self.config);
        let call = client
            .describe_stack_resources()
            .stack_name("bayon-coagent-local");
        let answer = self.runtime.block_on(call.send()).expect("the stack");
        let resources = answer.stack_resources.unwrap_or_default().into_iter();
        resources
            .filter_map(|resource| {
                Some((
                    resource.logical_resource_id?,
                    resource.physical_resource_id?,
                ))
            })
            .collect()
    }

    fn forbid(&self, function: &str) {
        let client = aws_sdk_lambda::Client::new(&self.config);
        let policy = self
            .runtime
            .block_on(client.get_policy().function_name(function).send());
        let policy = policy.expect("a policy").policy.expect("a text");
        let policy: Value = serde_json::from_str(&policy).expect("JSON");
        for statement in policy["Statement"].as_array().expect("statements") {
            let sid = statement["Sid"].as_str().expect("an id");
            let call = client
                .remove_permission()
                .function_name(function)
                .statement_id(sid);
            self.runtime.block_on(call.send()).expect("removed");
        }
    }

    /// A rule disabled and another made, a function changed, an alarm that is on.
    fn reach_in(&self, bus: &str, rule: &str, function: &str) {
        let events = self.events();
        let disabled = events.disable_rule().name(rule).event_bus_name(bus);
        self.runtime.block_on(disabled.send()).expect("disabled");
        let by_hand = events.put_rule().name("by-hand").event_bus_name(bus);
        let by_hand = by_hand.event_pattern(r#"{"source": ["by.hand"]}"#);
        self.runtime
            .block_on(by_hand.send())
            .expect("a rule by hand");
        let slower = aws_sdk_lambda::Client::new(&self.config)
            .update_function_configuration()
            .function_name(function)
            .timeout(7);
        self.runtime.block_on(slower.send()).expect("changed");
        self.alarm(function);
    }

    /// An alarm of a function that is on whatever is counted.
    fn alarm(&self, function: &str) {
        let alarms = aws_sdk_cloudwatch::Client::new(&self.config);
        let alarm = alarms
            .put_metric_alarm()
            .alarm_name("by-hand")
            .namespace("AWS/Lambda")
            .metric_name("Errors");
        let dimension = Dimension::builder()
            .name("FunctionName")
            .value(function)
            .build();
        let alarm = alarm
            .dimensions(dimension)
            .period(60)
            .evaluation_periods(1)
            .threshold(0.0);
        let alarm = alarm
            .statistic(Statistic::Sum)
            .comparison_operator(ComparisonOperator::GreaterThanOrEqualToThreshold)
            .treat_missing_data("breaching");
        self.runtime.block_on(alarm.send()).expect("an alarm");
        let on = alarms
            .set_alarm_state()
            .alarm_name("by-hand")
            .state_reason("by hand");
        self.runtime
            .block_on(on.state_value(StateValue::Alarm).send())
            .expect("on");
    }
}

#[test]
fn what_is_deployed_is_clean_until_somebody_reaches_into_it() {
    let deployed = Deployed::new();
    assert_eq!(deployed.found(), set([]), "freshly deployed");
    let (bus, rule, function) = deployed.way("user-created");
    let probe = deployed
        .world
        .run("verify --probe user-created --timeout 120 --output json");
    assert_eq!(probe.code, 0, "{probe}");

    deployed.forbid(&function);
    let found = deployed.found();
    assert!(found.contains("function-permission"), "{found:?}");
    let probe = deployed
        .world
        .run("verify --probe user-created --timeout 3 --output json");
    assert_eq!(probe.code, 1, "{probe}");
    assert!(probe.stdout.contains("\"stopped\""), "{probe}");

    deployed.reach_in(&bus, &rule, &function);
    let found = deployed.found();
    for id in [
        "rule-disabled",
        "rule-not-in-stack",
        "rule-without-target",
        "drift",
        "alarm-on",
        "dlq-not-empty",
    ] {
        assert!(found.contains(id), "{id} is not among {found:?}");
    }
}
