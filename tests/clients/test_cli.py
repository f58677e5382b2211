"""The AWS CLI against the deployed application, as a user types it."""

import datetime
import json
import unittest

from clients import eventually
from environment import CommandFailed, application

BUS = "bayon-coagent-events-local"
STACK = "bayon-coagent-local"
DLQ = "bayon-coagent-eventbridge-dlq-local"
USER_CREATED = {"userId": "u-1", "email": "ana@example.com", "createdAt": "2026-11-21T10:00:00Z"}


def today(days):
    """So many days from now."""
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)).isoformat()


class AwsCli(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.aws = staticmethod(application().aws)

    def put(self, **entry):
        entries = [{"EventBusName": BUS, "Source": "bayon.coagent.user", "DetailType": "User Created"} | entry]
        return self.aws("events", "put-events", "--entries", json.dumps(entries))

    def logged(self, processor, text):
        """Events of a processor's log group that have the text."""
        group = f"/aws/lambda/bayon-coagent-{processor}-local"
        found = self.aws("logs", "filter-log-events", "--log-group-name", group, "--filter-pattern", f'"{text}"')
        return found["events"]

    def test_list_rules_has_the_rules_of_the_application(self):
        rules = self.aws("events", "list-rules", "--event-bus-name", BUS)["Rules"]
        self.assertEqual(sum(1 for rule in rules if "ManagedBy" not in rule), 13)
        self.assertTrue(all(rule["State"] == "ENABLED" for rule in rules))

    def test_list_rules_pages_by_itself(self):
        whole = self.aws("events", "list-rules", "--event-bus-name", BUS)["Rules"]
        paged = self.aws("events", "list-rules", "--event-bus-name", BUS, "--page-size", "4")["Rules"]
        self.assertEqual(paged, whole)

    def test_targets_have_their_retry_policy_and_dead_letter_queue(self):
        name = next(
            rule["Name"]
            for rule in self.aws("events", "list-rules", "--event-bus-name", BUS)["Rules"]
            if "life-event" in rule["Name"]
        )
        (target,) = self.aws("events", "list-targets-by-rule", "--event-bus-name", BUS, "--rule", name)["Targets"]
        self.assertEqual(target["RetryPolicy"], {"MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 3600})
        self.assertTrue(target["DeadLetterConfig"]["Arn"].endswith(f":{DLQ}"))

    def test_an_event_is_processed_and_logged_by_each_processor_whose_rule_matches(self):
        put = self.put(Detail=json.dumps(USER_CREATED))
        self.assertEqual(put["FailedEntryCount"], 0)
        event = put["Entries"][0]["EventId"]
        for processor in ("life-events", "notifications"):
            eventually(lambda p=processor: self.logged(p, event), f"{processor} logging {event}")
        self.assertEqual(self.logged("user-events", event), [])

    def test_what_a_processor_keeps_is_in_the_table(self):
        self.put(Detail=json.dumps(USER_CREATED | {"userId": "u-scan"}))

        def items():
            return [i for i in self.aws("dynamodb", "scan", "--table-name", STACK)["Items"] if "u-scan" in json.dumps(i)]

        eventually(items, "an item of the user")

    def test_a_malformed_detail_is_refused_for_its_entry(self):
        put = self.put(Detail="{")
        self.assertEqual(put["FailedEntryCount"], 1)
        self.assertEqual(put["Entries"][0]["ErrorCode"], "MalformedDetail")

    def test_the_queue_of_dead_letters_has_its_attributes(self):
        url = self.aws("sqs", "get-queue-url", "--queue-name", DLQ)["QueueUrl"]
        attributes = self.aws("sqs", "get-queue-attributes", "--queue-url", url, "--attribute-names", "All")["Attributes"]
        self.assertEqual((attributes["MessageRetentionPeriod"], attributes["VisibilityTimeout"]), ("1209600", "300"))
        self.assertIn("events.amazonaws.com", attributes["Policy"])

    def test_an_empty_receive_is_an_empty_answer(self):
        url = self.aws("sqs", "create-queue", "--queue-name", "cli-empty")["QueueUrl"]
        self.assertEqual(self.aws("sqs", "receive-message", "--queue-url", url), "")

    def test_a_message_is_sent_received_and_deleted(self):
        url = self.aws("sqs", "create-queue", "--queue-name", "cli-messages")["QueueUrl"]
        sent = self.aws("sqs", "send-message", "--queue-url", url, "--message-body", "grüße")
        (message,) = self.aws("sqs", "receive-message", "--queue-url", url, "--wait-time-seconds", "5")["Messages"]
        self.assertEqual((message["MessageId"], message["Body"]), (sent["MessageId"], "grüße"))
        self.aws("sqs", "delete-message", "--queue-url", url, "--receipt-handle", message["ReceiptHandle"])

    def test_a_queue_that_is_not_there_is_told_apart(self):
        with self.assertRaises(CommandFailed) as refused:
            self.aws("sqs", "get-queue-url", "--queue-name", "nowhere")
        self.assertIn("AWS.SimpleQueueService.NonExistentQueue", refused.exception.stderr)

    def test_describe_stacks_says_it_is_complete_and_has_outputs(self):
        (stack,) = self.aws("cloudformation", "describe-stacks", "--stack-name", STACK)["Stacks"]
        self.assertIn(stack["StackStatus"], ("CREATE_COMPLETE", "UPDATE_COMPLETE"))
        outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
        self.assertEqual(outputs["EventBusName"], BUS)

    def test_every_resource_of_the_stack_is_complete(self):
        resources = self.aws("cloudformation", "list-stack-resources", "--stack-name", STACK)["StackResourceSummaries"]
        self.assertGreater(len(resources), 100)
        self.assertEqual({resource["ResourceStatus"] for resource in resources}, {"CREATE_COMPLETE"})

    def test_stack_events_begin_and_end_with_the_stack(self):
        events = self.aws("cloudformation", "describe-stack-events", "--stack-name", STACK)["StackEvents"]
        newest, oldest = events[0], events[-1]
        self.assertEqual((newest["LogicalResourceId"], newest["ResourceStatus"]), (STACK, "CREATE_COMPLETE"))
        self.assertEqual((oldest["LogicalResourceId"], oldest["ResourceStatus"]), (STACK, "REVIEW_IN_PROGRESS"))

    def test_functions_are_listed_and_invoked(self):
        functions = self.aws("lambda", "list-functions")["Functions"]
        mine = [f["FunctionName"] for f in functions if f["FunctionName"].startswith("bayon-coagent-")]
        self.assertGreaterEqual(len(mine), 14)
        event = {
            "version": "0", "id": "11111111-2222-3333-4444-555555555555", "account": "000000000000",
            "region": "us-east-1", "time": "2026-11-21T10:00:00Z", "resources": [],
            "source": "bayon.coagent.user", "detail-type": "User Created", "detail": USER_CREATED,
        }
        answer = self.aws(
            "lambda", "invoke", "--function-name", "bayon-coagent-life-events-local",
            "--payload", json.dumps(event), "answer.json",
        )
        self.assertEqual(answer["StatusCode"], 200)
        self.assertNotIn("FunctionError", answer)

    def test_alarms_are_described(self):
        alarms = self.aws("cloudwatch", "describe-alarms", "--alarm-name-prefix", "bayon-coagent-")["MetricAlarms"]
        (dead,) = [alarm for alarm in alarms if alarm["AlarmName"] == "bayon-coagent-dlq-messages-local"]
        self.assertEqual((dead["Statistic"], dead["Period"], dead["Threshold"]), ("Sum", 60, 1.0))

    def test_a_delivery_is_counted_in_the_metrics_of_its_rule(self):
        self.put(Detail=json.dumps(USER_CREATED))
        listed = lambda: self.aws("cloudwatch", "list-metrics", "--namespace", "AWS/Events")["Metrics"]
        mine = lambda: [m for m in listed() if {"Name": "EventBusName", "Value": BUS} in m["Dimensions"] and m["MetricName"] == "Invocations"]
        metric = eventually(mine, "an Invocations metric")[0]
        dimensions = [f"Name={d['Name']},Value={d['Value']}" for d in metric["Dimensions"]]
        statistics = lambda: self.aws(
            "cloudwatch", "get-metric-statistics", "--namespace", "AWS/Events", "--metric-name", "Invocations",
            "--statistics", "Sum", "--period", "86400", "--start-time", today(-1), "--end-time", today(1),
            "--dimensions", *dimensions,
        )["Datapoints"]
        self.assertGreaterEqual(sum(point["Sum"] for point in eventually(statistics, "a data point")), 1)

    def test_the_topic_of_the_alarms_is_there(self):
        topics = self.aws("sns", "list-topics")["Topics"]
        self.assertIn("arn:aws:sns:us-east-1:000000000000:bayon-coagent-alerts-local", [t["TopicArn"] for t in topics])

    def test_a_file_goes_to_s3_and_comes_back(self):
        with open(f"{application().home}/up.txt", "w", encoding="utf-8") as file:
            file.write("there and back")
        self.aws("s3", "mb", "s3://cli-bucket")
        self.aws("s3", "cp", "up.txt", "s3://cli-bucket/a dir/up.txt")
        self.assertIn("up.txt", self.aws("s3", "ls", "s3://cli-bucket/a dir/"))
        self.aws("s3", "cp", "s3://cli-bucket/a dir/up.txt", "down.txt")
        with open(f"{application().home}/down.txt", encoding="utf-8") as file:
            self.assertEqual(file.read(), "there and back")
        self.aws("s3", "rb", "--force", "s3://cli-bucket")

    def test_the_account_is_the_local_one(self):
        self.assertEqual(self.aws("sts", "get-caller-identity")["Account"], "000000000000")

    def test_each_function_has_a_role_of_its_own(self):
        arn = self.aws("lambda", "get-function", "--function-name", "bayon-coagent-life-events-local")["Configuration"]["Role"]
        role = self.aws("iam", "get-role", "--role-name", arn.rsplit("/", 1)[1])["Role"]
        self.assertEqual(role["Arn"], arn)
        self.assertEqual(role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"], {"Service": "lambda.amazonaws.com"})

    def test_the_websocket_api_has_its_routes(self):
        (api,) = [a for a in self.aws("apigatewayv2", "get-apis")["Items"] if a["ProtocolType"] == "WEBSOCKET"]
        routes = self.aws("apigatewayv2", "get-routes", "--api-id", api["ApiId"])["Items"]
        self.assertEqual({route["RouteKey"] for route in routes}, {"$connect", "$disconnect", "$default"})

    def test_an_archive_and_its_managed_rule_are_there(self):
        archive = self.aws("events", "describe-archive", "--archive-name", "bayon-coagent-event-archive-local")
        self.assertEqual((archive["State"], archive["RetentionDays"]), ("ENABLED", 30))
