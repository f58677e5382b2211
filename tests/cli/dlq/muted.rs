//! Alarms that are muted for a redrive act again however it ends.

use super::{
    stub::{Order, Stub, Trouble},
    *,
};
use crate::common::World;

const TEMPLATE: &str = "\
Resources:
  DeadLetters:
    Type: AWS::SQS::Queue
    Properties: {QueueName: dlq}
  Work:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: work
      RedrivePolicy: {deadLetterTargetArn: !GetAtt DeadLetters.Arn, maxReceiveCount: 3}
  Pager:
    Type: AWS::SNS::Topic
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: dead-letters
      Namespace: AWS/SQS
      MetricName: ApproximateNumberOfMessagesVisible
      Dimensions: [{Name: QueueName, Value: !GetAtt DeadLetters.QueueName}]
      Statistic: Maximum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 0
      ComparisonOperator: GreaterThanThreshold
      AlarmActions: [!Ref Pager]
";

/// A stack whose dead letters an alarm watches, with one dead letter.
fn watched() -> Queues {
    let world = World::new();
    world.write(
        "coagent.yaml",
        "application: shop\ntemplate: template.yaml\n",
    );
    world.write("template.yaml", TEMPLATE);
    world.ok("deploy --yes");
    let queues = Queues::of(world, tokio::runtime::Runtime::new().expect("a runtime"));
    queues.send("dlq", EVENT, &[]);
    queues
}

fn acts(queues: &Queues) -> bool {
    let alarms = queues.world.json("alarms list");
    let alarm = &alarms["alarms"][0];
    assert_eq!(alarm["name"], "dead-letters", "{alarms}");
    alarm["actionsEnabled"].as_bool().expect("a flag")
}

/// A redrive that mutes, and gets a signal when it has sent; the exit code.
fn signalled(queues: &Queues, signal: &'static str) -> Option<i32> {
    let order = Order("SendMessageBatch", 0..1, Trouble::SignalAfter(signal));
    let stub = Stub::before(&queues.world, vec![order]);
    let args = [
        "dlq",
        "redrive",
        "dlq",
        "--mute-alarms",
        "--visibility",
        "1",
        "--yes",
    ];
    let mut command = queues.world.command(&args);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut child = child.expect("coagent runs");
    stub.aim(child.id());
    child.wait().expect("coagent ends").code()
}

#[test]
fn a_kill_leaves_them_muted_until_any_dlq_command() {
    let queues = watched();
    for line in ["dlq list", "dlq export dlq", "dlq move-task list dlq"] {
        assert_eq!(signalled(&queues, "-9"), None);
        assert!(!acts(&queues), "a kill cannot be told from a pause");
        let ran = queues.world.ok(line);
        assert!(ran.stderr.contains("they act again: dead-letters"), "{ran}");
        assert!(acts(&queues));
        let again = queues.world.ok(line);
        assert!(!again.stderr.contains("act again"), "{again}");
        queues.after_hidden("dlq");
    }
}

#[test]
fn what_goes_on_with_the_journal_restores_them() {
    let queues = watched();
    assert_eq!(signalled(&queues, "-9"), None);
    queues.after_hidden("dlq");
    let journal = queues.journal().display().to_string();
    let ran = queues.world.ok(&format!(
        "dlq redrive dlq --resume {journal} --mute-alarms --yes"
    ));
    assert!(ran.stderr.contains("they act again: dead-letters"), "{ran}");
    assert!(acts(&queues));
}

#[test]
fn an_interrupt_restores_them_at_once() {
    let queues = watched();
    assert_eq!(signalled(&queues, "-INT"), Some(130));
    assert!(acts(&queues));
}
