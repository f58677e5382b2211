"""CloudWatch Logs through boto3."""

import base64
import gzip
import json
import time

from clients import ClientTest, boto, eventually, unique


class Logs(ClientTest):
    def setUp(self):
        self.logs, self.group = boto("logs"), unique("group")
        self.logs.create_log_group(logGroupName=self.group)
        self.addCleanup(lambda: self.logs.delete_log_group(logGroupName=self.group))
        self.now = int(time.time() * 1000)

    def write(self, *messages, stream="one"):
        try:
            self.logs.create_log_stream(logGroupName=self.group, logStreamName=stream)
        except self.logs.exceptions.ResourceAlreadyExistsException:
            pass
        events = [{"timestamp": self.now + n, "message": message} for n, message in enumerate(messages)]
        return self.logs.put_log_events(logGroupName=self.group, logStreamName=stream, logEvents=events)

    def found(self, pattern, **more):
        events = self.logs.filter_log_events(logGroupName=self.group, filterPattern=pattern, **more)["events"]
        return [event["message"] for event in events]

    def test_events_come_back_in_order_across_streams(self):
        self.write("a", "b")
        self.write("c", stream="two")
        self.assertEqual(sorted(self.found("")), ["a", "b", "c"])
        got = self.logs.get_log_events(logGroupName=self.group, logStreamName="one", startFromHead=True)["events"]
        self.assertEqual([event["message"] for event in got], ["a", "b"])

    def test_filter_patterns(self):
        self.write("ERROR one", "WARN two", '{"level": "error", "ms": 12}', '{"level": "info", "ms": 5}')
        self.assertEqual(self.found("ERROR"), ["ERROR one"])
        self.assertEqual(self.found("?ERROR ?WARN"), ["ERROR one", "WARN two"])
        self.assertEqual(self.found('"ERROR one"'), ["ERROR one"])
        self.assertEqual(self.found('{ $.level = "error" }'), ['{"level": "error", "ms": 12}'])
        self.assertEqual(self.found("{ $.ms > 4 && $.ms < 10 }"), ['{"level": "info", "ms": 5}'])

    def test_a_live_tail_shows_what_is_written(self):
        group = self.logs.describe_log_groups(logGroupNamePrefix=self.group)["logGroups"][0]["logGroupArn"]
        stream = self.logs.start_live_tail(logGroupIdentifiers=[group], logEventFilterPattern="ERROR")["responseStream"]
        self.addCleanup(stream.close)
        events = iter(stream)
        self.assertEqual(next(events)["sessionStart"]["logGroupIdentifiers"], [group])
        self.write("ERROR one", "fine")
        found = []
        while not found:
            update = next(events)["sessionUpdate"]
            self.assertFalse(update["sessionMetadata"]["sampled"])
            found = update["sessionResults"]
        self.assertEqual([(event["message"], event["logStreamName"]) for event in found], [("ERROR one", "one")])
        self.assertEqual(found[0]["logGroupIdentifier"], f"000000000000:{self.group}")

    def test_a_live_tail_of_a_group_that_is_not_there(self):
        missing = f"arn:aws:logs:us-east-1:000000000000:log-group:{self.group}-not"
        with self.assertRaises(self.logs.exceptions.ResourceNotFoundException):
            self.logs.start_live_tail(logGroupIdentifiers=[missing])

    def test_filtered_events_come_in_pages(self):
        self.write(*(f"line {n}" for n in range(7)))
        events, pages = self.pages(self.logs, "filter_log_events", "events", 3, logGroupName=self.group)
        self.assertEqual([event["message"] for event in events], [f"line {n}" for n in range(7)])
        self.assertGreaterEqual(pages, 3)

    def test_streams_come_in_pages(self):
        for n in range(5):
            self.logs.create_log_stream(logGroupName=self.group, logStreamName=f"s{n}")
        streams, pages = self.pages(self.logs, "describe_log_streams", "logStreams", 2, logGroupName=self.group)
        self.assertEqual(([stream["logStreamName"] for stream in streams], pages), ([f"s{n}" for n in range(5)], 3))

    def test_events_that_are_too_old_or_new_are_rejected_and_said_so(self):
        self.logs.create_log_stream(logGroupName=self.group, logStreamName="one")
        day = 24 * 3600 * 1000
        for days, rejected in [(-15, {"tooOldLogEventEndIndex": 1}), (1, {"tooNewLogEventStartIndex": 0})]:
            events = [{"timestamp": self.now + days * day, "message": "x"}]
            answer = self.logs.put_log_events(logGroupName=self.group, logStreamName="one", logEvents=events)
            self.assertEqual(answer["rejectedLogEventsInfo"], rejected)

    def test_a_batch_spans_no_more_than_a_day(self):
        self.logs.create_log_stream(logGroupName=self.group, logStreamName="one")
        events = [{"timestamp": self.now + days * 24 * 3600 * 1000, "message": "x"} for days in (-2, 0)]
        with self.fault("InvalidParameterException", 400):
            self.logs.put_log_events(logGroupName=self.group, logStreamName="one", logEvents=events)

    def test_events_out_of_order_are_refused(self):
        self.logs.create_log_stream(logGroupName=self.group, logStreamName="one")
        events = [{"timestamp": self.now - n, "message": "x"} for n in range(2)]
        with self.fault("InvalidParameterException", 400):
            self.logs.put_log_events(logGroupName=self.group, logStreamName="one", logEvents=events)

    def test_what_is_not_there_is_not_found(self):
        l = self.logs
        for call, arguments in [
            (l.filter_log_events, {"logGroupName": "nowhere"}),
            (l.delete_log_group, {"logGroupName": "nowhere"}),
            (l.create_log_stream, {"logGroupName": "nowhere", "logStreamName": "x"}),
            (l.get_log_events, {"logGroupName": self.group, "logStreamName": "nowhere"}),
            (l.put_retention_policy, {"logGroupName": "nowhere", "retentionInDays": 7}),
        ]:
            with self.subTest(call=call.__name__), self.fault("ResourceNotFoundException", 400):
                call(**arguments)
        with self.fault("ResourceAlreadyExistsException"):
            l.create_log_group(logGroupName=self.group)

    def test_a_retention_is_one_of_a_set(self):
        self.logs.put_retention_policy(logGroupName=self.group, retentionInDays=7)
        (group,) = self.logs.describe_log_groups(logGroupNamePrefix=self.group)["logGroups"]
        self.assertEqual(group["retentionInDays"], 7)
        with self.fault("InvalidParameterException"):
            self.logs.put_retention_policy(logGroupName=self.group, retentionInDays=8)

    def test_a_metric_filter_counts_what_matches(self):
        namespace = unique("Space")
        self.logs.put_metric_filter(
            logGroupName=self.group, filterName="errors", filterPattern="ERROR",
            metricTransformations=[{"metricName": "Errors", "metricNamespace": namespace, "metricValue": "1"}],
        )
        self.write("ERROR", "fine", "ERROR")
        cloudwatch = boto("cloudwatch")

        def counted():
            points = cloudwatch.get_metric_statistics(
                Namespace=namespace, MetricName="Errors", StartTime=self.now / 1000 - 3600, EndTime=self.now / 1000 + 3600,
                Period=7200, Statistics=["Sum"],
            )["Datapoints"]
            return sum(point["Sum"] for point in points) == 2

        eventually(counted, "the metric")

    def test_a_function_that_a_template_subscribes_gets_what_matches(self):
        url, arn = self.queue()
        name, function = self.function()
        boto("lambda").put_function_event_invoke_config(FunctionName=name, DestinationConfig={"OnSuccess": {"Destination": arn}})
        subscribe = {"Type": "AWS::Logs::SubscriptionFilter", "DependsOn": "Allow", "Properties": {"LogGroupName": self.group, "FilterPattern": "ERROR", "DestinationArn": function}}
        allow = {"Type": "AWS::Lambda::Permission", "Properties": {"FunctionName": name, "Action": "lambda:InvokeFunction", "Principal": "logs.amazonaws.com"}}
        stacks, stack = boto("cloudformation"), unique("stack")
        stacks.create_stack(StackName=stack, TemplateBody=json.dumps({"Resources": {"Allow": allow, "Subscribe": subscribe}}))
        stacks.get_waiter("stack_create_complete").wait(StackName=stack, WaiterConfig={"Delay": 1})
        self.addCleanup(lambda: stacks.delete_stack(StackName=stack))
        self.write("ERROR one", "fine")
        event = json.loads(self.received(url)["Body"])["requestPayload"]
        data = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
        self.assertEqual((data["logGroup"], [event["message"] for event in data["logEvents"]]), (self.group, ["ERROR one"]))

    def test_tags_are_kept(self):
        arn = self.logs.describe_log_groups(logGroupNamePrefix=self.group)["logGroups"][0]["logGroupArn"]
        self.logs.tag_resource(resourceArn=arn, tags={"a": "1", "b": "2"})
        self.logs.untag_resource(resourceArn=arn, tagKeys=["a"])
        self.assertEqual(self.logs.list_tags_for_resource(resourceArn=arn)["tags"], {"b": "2"})
