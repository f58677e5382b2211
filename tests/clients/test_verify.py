"""`coagent verify --env local` against faults that are made by hand, with the AWS CLI."""

import functools
import json
import subprocess
import tempfile
import unittest
from pathlib import Path

from clients import FAIL, eventually, package, unique
from environment import Environment, binary

BUS = "bayon-coagent-events-local"
STACK = "bayon-coagent-local"


@functools.cache
def deployed():
    """An environment of its own with the shipped application: what breaks here breaks nobody else's tests."""
    own = Environment()
    own.run([binary(), "deploy", "--yes", "--env", "local"])
    return own


# A bucket that tells a queue of its objects.
SHOP = {
    "coagent.yaml": "application: shop\ntemplate: template.yaml\n",
    "template.yaml": """
Resources:
  Files:
    Type: AWS::S3::Bucket
    DependsOn: AddedPolicy
    Properties:
      BucketName: shop-files
      NotificationConfiguration:
        QueueConfigurations: [{Event: 's3:ObjectCreated:*', Queue: !GetAtt Added.Arn}]
  Added: {Type: AWS::SQS::Queue, Properties: {QueueName: added}}
  AddedPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Added]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Service: s3.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt Added.Arn
            Condition: {ArnEquals: {'aws:SourceArn': 'arn:aws:s3:::shop-files'}}
""",
}


@functools.cache
def shop():
    """An environment with that application."""
    own = Environment()
    for name, text in SHOP.items():
        Path(own.home, name).write_text(text)
    own.run([binary(), "deploy", "--yes", "--env", "local"])
    return own


def findings(of=deployed):
    """What `verify` finds of what is deployed, as pairs of id and message."""
    command = [binary(), "verify", "--env", "local", "--output", "json"]
    ran = subprocess.run(
        command, cwd=of().home, env=of().variables, capture_output=True, text=True, check=False
    )
    if ran.returncode not in (0, 1):
        raise AssertionError(f"exit code {ran.returncode}: {ran.stderr}")
    return {(found["id"], found["message"]) for found in json.loads(ran.stdout)["findings"]}


class LiveFindings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.aws = staticmethod(deployed().aws)

    def assert_found(self, check, name, fault, of=deployed):
        """The check finds something about `name` once the fault is made, and nothing before."""

        def found():
            return any(known == check and name in message for known, message in findings(of))

        self.assertFalse(found(), f"{check} of {name} before there is a fault")

        def broken():
            fault()
            return found()

        eventually(broken, f"{check} of {name}")

    def resource(self, kind, having=""):
        """Logical and physical id of a resource of the stack."""
        resources = self.aws("cloudformation", "describe-stack-resources", "--stack-name", STACK)["StackResources"]
        return next(
            (resource["LogicalResourceId"], resource["PhysicalResourceId"])
            for resource in resources
            if resource["ResourceType"] == kind and having in resource["PhysicalResourceId"]
        )

    def test_rule_disabled(self):
        rule, physical = self.resource("AWS::Events::Rule")
        name = physical.split("|")[-1]
        switch_off = ("events", "disable-rule", "--name", name, "--event-bus-name", BUS)
        self.assert_found("rule-disabled", f"`{rule}`", lambda: self.aws(*switch_off))

    def test_rule_not_in_stack(self):
        name = unique("by-hand")
        pattern = json.dumps({"source": ["by.hand"]})
        put = ("events", "put-rule", "--name", name, "--event-bus-name", BUS, "--event-pattern", pattern)
        self.assert_found("rule-not-in-stack", name, lambda: self.aws(*put))

    def test_dlq_not_empty(self):
        queue, url = self.resource("AWS::SQS::Queue", "dlq")
        send = ("sqs", "send-message", "--queue-url", url, "--message-body", "lost")
        self.assert_found("dlq-not-empty", f"`{queue}`", lambda: self.aws(*send))

    def test_alarm_on(self):
        alarm, name = self.resource("AWS::CloudWatch::Alarm")
        reason = ("--state-value", "ALARM", "--state-reason", "by hand")
        ring = ("cloudwatch", "set-alarm-state", "--alarm-name", name, *reason)
        self.assert_found("alarm-on", f"`{alarm}`", lambda: self.aws(*ring))

    def test_drift(self):
        function, name = self.resource("AWS::Lambda::Function", "life-events")
        change = ("lambda", "update-function-configuration", "--function-name", name, "--timeout", "7")
        self.assert_found("drift", f"`{function}`: timeout is 7", lambda: self.aws(*change))

    def test_resource_gone(self):
        archive, name = self.resource("AWS::Events::Archive")
        gone = []

        def delete():
            if not gone:
                gone.append(self.aws("events", "delete-archive", "--archive-name", name))

        self.assert_found("resource-gone", f"`{archive}`", delete)

    def test_function_failing(self):
        function, name = self.resource("AWS::Lambda::Function", "notifications")
        with tempfile.TemporaryDirectory() as scratch:
            bundle, answer = Path(scratch, "bundle.zip"), Path(scratch, "answer.json")
            bundle.write_bytes(package(FAIL))
            update = ("lambda", "update-function-code", "--function-name", name)
            invoke = ("lambda", "invoke", "--function-name", name, "--payload", "{}", answer)

            def fail():
                self.aws(*update, "--zip-file", f"fileb://{bundle}")
                self.aws(*invoke)

            self.assert_found("function-failing", f"`{function}`", fail)

    def test_function_permission(self):
        _, name = self.resource("AWS::Lambda::Function", "life-events")
        function = self.aws("lambda", "get-policy", "--function-name", name)
        statements = [statement["Sid"] for statement in json.loads(function["Policy"])["Statement"]]

        def forbid():
            while statements:
                sid = statements.pop()
                self.aws("lambda", "remove-permission", "--function-name", name, "--statement-id", sid)

        logical, _ = self.resource("AWS::Lambda::Function", "life-events")
        self.assert_found("function-permission", f"`{logical}`", forbid)

    def test_topic_policy(self):
        topic = self.aws("sns", "create-topic", "--name", unique("open"))["TopicArn"]
        name = unique("to-topic")
        pattern = json.dumps({"source": ["by.hand"]})
        self.aws("events", "put-rule", "--name", name, "--event-bus-name", BUS, "--event-pattern", pattern)
        put = ("events", "put-targets", "--rule", name, "--event-bus-name", BUS, "--targets", f"Id=topic,Arn={topic}")
        self.assert_found("topic-policy", f"`{name}`", lambda: self.aws(*put))

    def test_alarm_topic_policy(self):
        logical, topic = self.resource("AWS::SNS::Topic")
        for_events = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sns:Publish", "Resource": topic}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [for_events]})
        change = ("sns", "set-topic-attributes", "--topic-arn", topic, "--attribute-name", "Policy", "--attribute-value", policy)
        self.assert_found("alarm-topic-policy", f"`{logical}`", lambda: self.aws(*change))

    def test_subscription_policy(self):
        _, topic = self.resource("AWS::SNS::Topic")
        queue, url = self.resource("AWS::SQS::Queue", "dlq")
        asked = self.aws("sqs", "get-queue-attributes", "--queue-url", url, "--attribute-names", "QueueArn")
        endpoint = asked["Attributes"]["QueueArn"]
        subscribe = ("sns", "subscribe", "--topic-arn", topic, "--protocol", "sqs", "--notification-endpoint", endpoint)
        self.assert_found("subscription-policy", f"`{queue}`", lambda: self.aws(*subscribe))

    def test_bucket_notification_policy(self):
        url = shop().aws("sqs", "get-queue-url", "--queue-name", "added")["QueueUrl"]
        close = ("sqs", "set-queue-attributes", "--queue-url", url, "--attributes", json.dumps({"Policy": ""}))
        self.assert_found("bucket-notification-policy", "`Files`", lambda: shop().aws(*close), of=shop)

    def test_what_is_not_looked_at_is_named(self):
        command = [binary(), "verify", "--env", "local", "--output", "json"]
        ran = subprocess.run(command, cwd=deployed().home, env=deployed().variables, capture_output=True, text=True, check=False)
        self.assertEqual(json.loads(ran.stdout)["not_seen"], ["AWS::DynamoDB::Table", "AWS::IAM::Role"])

    def test_every_live_check_has_a_test(self):
        page = Path(__file__).resolve().parents[2].joinpath("src/plan/verify/live").glob("*.rs")
        ids = [
            line.split('"')[1] for file in page for line in file.read_text().splitlines() if line.strip().startswith("id:")
        ]
        tests = [name.removeprefix("test_").replace("_", "-") for name in dir(self) if name.startswith("test_")]
        self.assertGreaterEqual(len(ids), 7)
        self.assertEqual([check for check in ids if check not in tests], [])


if __name__ == "__main__":
    unittest.main()
