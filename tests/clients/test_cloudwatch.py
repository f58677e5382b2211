"""CloudWatch through boto3."""

import datetime
import json

from clients import ClientTest, boto, eventually, unique
from environment import fast_environment


class CloudWatch(ClientTest):
    def setUp(self):
        self.cloudwatch, self.namespace = boto("cloudwatch"), unique("Space")
        self.now = datetime.datetime.now(datetime.UTC)

    def put(self, value, name="Orders", **more):
        self.cloudwatch.put_metric_data(Namespace=self.namespace, MetricData=[{"MetricName": name, "Value": value} | more])

    def alarm(self, **more):
        name = unique("alarm")
        settings = {
            "Namespace": self.namespace, "MetricName": "Orders", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1,
            "Threshold": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching",
        } | more
        self.cloudwatch.put_metric_alarm(AlarmName=name, **settings)
        self.addCleanup(lambda: self.cloudwatch.delete_alarms(AlarmNames=[name]))
        return name

    def state(self, name):
        return self.cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["StateValue"]

    def statistics(self, *statistics, **more):
        span = datetime.timedelta(hours=1)
        asked = {"Statistics": list(statistics)} if statistics else {}
        points = self.cloudwatch.get_metric_statistics(
            Namespace=self.namespace, MetricName="Orders", StartTime=self.now - span, EndTime=self.now + span, Period=86400, **asked, **more
        )["Datapoints"]
        return points

    def test_data_become_statistics(self):
        for value in (1, 2, 6):
            self.put(value)
        (point,) = self.statistics("Sum", "Average", "Minimum", "Maximum", "SampleCount")
        self.assertEqual([point[name] for name in ("Sum", "Average", "Minimum", "Maximum", "SampleCount")], [9, 3, 1, 6, 3])

    def test_values_of_high_resolution_are_kept_by_the_second(self):
        at = self.now.replace(second=0, microsecond=0)
        for second in (3, 14):
            self.put(second, Timestamp=at + datetime.timedelta(seconds=second), StorageResolution=1)
        answer = self.cloudwatch.get_metric_data(
            StartTime=at, EndTime=at + datetime.timedelta(minutes=1), ScanBy="TimestampAscending",
            MetricDataQueries=[{"Id": "m", "MetricStat": {
                "Metric": {"Namespace": self.namespace, "MetricName": "Orders"}, "Period": 10, "Stat": "Sum",
            }}],
        )
        self.assertEqual(answer["MetricDataResults"][0]["Values"], [3, 14])
        self.alarm(Period=10)

    def test_percentiles(self):
        for value in range(1, 101):
            self.put(value)
        (point,) = self.statistics(ExtendedStatistics=["p90"])
        self.assertAlmostEqual(point["ExtendedStatistics"]["p90"], 90, delta=2)

    def test_dimensions_make_different_metrics(self):
        self.put(1, Dimensions=[{"Name": "Shop", "Value": "a"}])
        self.put(2, Dimensions=[{"Name": "Shop", "Value": "b"}])
        self.assertEqual(self.statistics("Sum"), [])
        (point,) = self.statistics("Sum", Dimensions=[{"Name": "Shop", "Value": "b"}])
        self.assertEqual(point["Sum"], 2)

    def test_values_and_statistic_sets_are_taken(self):
        self.cloudwatch.put_metric_data(
            Namespace=self.namespace,
            MetricData=[
                {"MetricName": "Orders", "Values": [1, 5], "Counts": [2, 1]},
                {"MetricName": "Orders", "StatisticValues": {"SampleCount": 2, "Sum": 10, "Minimum": 4, "Maximum": 6}},
            ],
        )
        (point,) = self.statistics("Sum", "SampleCount")
        self.assertEqual((point["Sum"], point["SampleCount"]), (17, 5))

    def test_metric_data_with_an_expression(self):
        self.put(4)
        stat = {"Metric": {"Namespace": self.namespace, "MetricName": "Orders"}, "Period": 86400, "Stat": "Sum"}
        span = datetime.timedelta(days=1)
        results = self.cloudwatch.get_metric_data(
            StartTime=self.now - span, EndTime=self.now + span,
            MetricDataQueries=[{"Id": "m", "MetricStat": stat}],
        )["MetricDataResults"]
        self.assertEqual([(r["Id"], sum(r["Values"])) for r in results], [("m", 4)])

    def test_metrics_come_in_a_list_by_name_and_dimension(self):
        self.put(1, Dimensions=[{"Name": "Shop", "Value": "a"}])
        self.put(1, name="Other")
        pages = self.cloudwatch.get_paginator("list_metrics").paginate(Namespace=self.namespace)
        self.assertEqual({m["MetricName"] for page in pages for m in page["Metrics"]}, {"Orders", "Other"})
        found = self.cloudwatch.list_metrics(Namespace=self.namespace, Dimensions=[{"Name": "Shop"}])["Metrics"]
        self.assertEqual([m["MetricName"] for m in found], ["Orders"])

    def test_an_alarm_goes_off_and_tells_a_topic(self):
        # A minute is a second there.
        fast = fast_environment()
        self.cloudwatch, sns = boto("cloudwatch", fast), boto("sns", fast)
        url, arn = self.queue(where=fast)
        topic = sns.create_topic(Name=unique("topic"))["TopicArn"]
        self.allow(url, arn, "sns.amazonaws.com", topic, where=fast)
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
        name = self.alarm(AlarmActions=[topic])

        def breached():
            self.put(5)
            return self.state(name) == "ALARM"

        eventually(breached, "the alarm")
        told = json.loads(self.received(url, fast)["Body"])
        self.assertEqual((told["AlarmName"], told["NewStateValue"]), (name, "ALARM"))
        history = self.cloudwatch.describe_alarm_history(AlarmName=name, HistoryItemType="StateUpdate")["AlarmHistoryItems"]
        self.assertTrue(history)

    def test_a_state_can_be_set(self):
        name = self.alarm(Period=3600)
        self.cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="to test")
        self.assertEqual(self.state(name), "ALARM")

    def test_a_composite_alarm_follows_its_alarms(self):
        name, composite = self.alarm(Period=3600), unique("composite")
        self.cloudwatch.put_composite_alarm(AlarmName=composite, AlarmRule=f'ALARM("{name}") OR FALSE')
        self.addCleanup(lambda: self.cloudwatch.delete_alarms(AlarmNames=[composite]))

        def shown():
            found = self.cloudwatch.describe_alarms(AlarmNames=[composite], AlarmTypes=["CompositeAlarm"])
            return found["CompositeAlarms"][0]["StateValue"]

        self.assertEqual(shown(), "OK")
        self.cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="to test")
        self.assertEqual(shown(), "ALARM")
        with self.fault("ValidationError", 400):
            self.cloudwatch.delete_alarms(AlarmNames=[name])
        with self.fault("ValidationError", 400):
            self.cloudwatch.put_composite_alarm(AlarmName=composite, AlarmRule="ALARM(")

    def test_alarms_come_in_pages(self):
        prefix = unique("paged")
        names = []
        for n in range(5):
            names.append(f"{prefix}-{n}")
            self.cloudwatch.put_metric_alarm(
                AlarmName=names[-1], Namespace=self.namespace, MetricName="Orders", Statistic="Sum", Period=60,
                EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
            )
        alarms, pages = self.pages(self.cloudwatch, "describe_alarms", "MetricAlarms", 2, AlarmNamePrefix=prefix)
        self.assertEqual(([alarm["AlarmName"] for alarm in alarms], pages), (names, 3))
        self.cloudwatch.delete_alarms(AlarmNames=names)

    def test_what_is_wrong_is_refused(self):
        c = self.cloudwatch
        with self.fault("ResourceNotFound", 404) as refused:
            c.set_alarm_state(AlarmName="nowhere", StateValue="OK", StateReason="x")
        self.assertIsInstance(refused.exception, c.exceptions.ResourceNotFound)
        with self.fault("InvalidParameterValue", 400):
            c.put_metric_data(Namespace="AWS/Mine", MetricData=[{"MetricName": "x", "Value": 1}])
        with self.fault("InvalidParameterValue", 400):
            self.put(1, Dimensions=[{"Name": "Shop", "Value": "a"}] * 31)
        with self.fault("InvalidParameterCombination", 400):
            self.put(1, Values=[1])
        with self.fault("InvalidParameterValue", 400):
            self.put(1, StorageResolution=2)
        with self.fault("InvalidParameterValue", 400):
            self.alarm(Period=5)
        with self.fault("ResourceNotFound", 404):
            c.delete_alarms(AlarmNames=["nowhere"])
