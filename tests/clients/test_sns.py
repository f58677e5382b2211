"""SNS through boto3."""

import json

from clients import ClientTest, boto, eventually, unique


class Sns(ClientTest):
    def setUp(self):
        self.sns = boto("sns")
        self.topic = self.sns.create_topic(Name=unique("topic"))["TopicArn"]
        self.addCleanup(lambda: self.sns.delete_topic(TopicArn=self.topic))

    def subscribe(self, **attributes):
        """A queue that is subscribed: its URL and the subscription's ARN."""
        url, arn = self.queue()
        self.allow(url, arn, "sns.amazonaws.com", self.topic)
        made = self.sns.subscribe(
            TopicArn=self.topic, Protocol="sqs", Endpoint=arn, Attributes=attributes, ReturnSubscriptionArn=True
        )
        return url, made["SubscriptionArn"]

    def test_a_notification_comes_in_an_envelope(self):
        url, _ = self.subscribe()
        sent = self.sns.publish(
            TopicArn=self.topic, Subject="hello", Message="text", MessageAttributes={"kind": {"DataType": "String", "StringValue": "a"}}
        )
        body = json.loads(self.received(url)["Body"])
        self.assertEqual(
            {key: body[key] for key in ("Type", "MessageId", "TopicArn", "Subject", "Message", "MessageAttributes")},
            {
                "Type": "Notification", "MessageId": sent["MessageId"], "TopicArn": self.topic, "Subject": "hello",
                "Message": "text", "MessageAttributes": {"kind": {"Type": "String", "Value": "a"}},
            },
        )

    def test_raw_delivery_keeps_body_and_attributes(self):
        url, _ = self.subscribe(RawMessageDelivery="true")
        attributes = {"kind": {"DataType": "String", "StringValue": "a"}, "bytes": {"DataType": "Binary", "BinaryValue": b"\x01"}}
        self.sns.publish(TopicArn=self.topic, Message="text", MessageAttributes=attributes)
        message = self.received(url)
        self.assertEqual((message["Body"], message["MessageAttributes"]), ("text", attributes))

    def test_a_filter_policy_decides(self):
        url, _ = self.subscribe(RawMessageDelivery="true", FilterPolicy=json.dumps({"kind": ["a"]}))
        for kind in ("b", "a"):
            self.sns.publish(TopicArn=self.topic, Message=kind, MessageAttributes={"kind": {"DataType": "String", "StringValue": kind}})
        self.assertEqual(self.received(url)["Body"], "a")

    def test_a_batch_answers_each_entry(self):
        url, _ = self.subscribe(RawMessageDelivery="true")
        answer = self.sns.publish_batch(
            TopicArn=self.topic, PublishBatchRequestEntries=[{"Id": "1", "Message": "one"}, {"Id": "2", "Message": ""}]
        )
        self.assertEqual([entry["Id"] for entry in answer["Successful"]], ["1"])
        self.assertEqual([(entry["Id"], entry["Code"]) for entry in answer["Failed"]], [("2", "InvalidParameter")])
        self.assertEqual(self.received(url)["Body"], "one")

    def test_a_function_gets_a_record(self):
        name, arn = self.function()
        boto("lambda").add_permission(
            FunctionName=name, StatementId="sns", Action="lambda:InvokeFunction", Principal="sns.amazonaws.com", SourceArn=self.topic
        )
        self.sns.subscribe(TopicArn=self.topic, Protocol="lambda", Endpoint=arn)
        text = unique("message")
        self.sns.publish(TopicArn=self.topic, Message=text)
        logs = boto("logs")

        def logged():
            try:
                return logs.filter_log_events(logGroupName=f"/aws/lambda/{name}", filterPattern=f'"{text}"')["events"]
            except logs.exceptions.ResourceNotFoundException:
                return []

        eventually(logged, "the function's log")

    def test_subscriptions_are_listed_and_ended(self):
        _, arn = self.subscribe()
        listed = lambda: [s["SubscriptionArn"] for s in self.sns.list_subscriptions_by_topic(TopicArn=self.topic)["Subscriptions"]]
        self.assertEqual(listed(), [arn])
        self.sns.unsubscribe(SubscriptionArn=arn)
        self.assertEqual(listed(), [])

    def test_what_is_wrong_is_refused(self):
        nowhere = self.topic + "-nowhere"
        with self.fault("NotFound", 404) as refused:
            self.sns.publish(TopicArn=nowhere, Message="x")
        self.assertIsInstance(refused.exception, self.sns.exceptions.NotFoundException)
        with self.fault("NotFound", 404):
            self.sns.get_topic_attributes(TopicArn=nowhere)
        with self.fault("InvalidParameter", 400):
            self.sns.publish(TopicArn=self.topic, Message="")
        with self.fault("InvalidParameter", 400):
            self.sns.create_topic(Name="a b")
        with self.fault("TooManyEntriesInBatchRequest", 400):
            self.sns.publish_batch(TopicArn=self.topic, PublishBatchRequestEntries=[{"Id": str(n), "Message": "x"} for n in range(11)])

    def test_a_topic_is_made_once(self):
        name = self.topic.rsplit(":", 1)[1]
        self.assertEqual(self.sns.create_topic(Name=name)["TopicArn"], self.topic)
        self.assertIn(self.topic, [t["TopicArn"] for page in self.sns.get_paginator("list_topics").paginate() for t in page["Topics"]])
