"""SQS through boto3: standard queues, FIFO queues, dead letters."""

import hashlib
import json
import time

from clients import ClientTest, boto, eventually, unique


class Standard(ClientTest):
    def setUp(self):
        self.sqs = boto("sqs")

    def test_a_message_keeps_attributes_of_every_type(self):
        url, _ = self.queue()
        attributes = {
            "text": {"DataType": "String", "StringValue": "grüße"},
            "number": {"DataType": "Number", "StringValue": "-1.5e3"},
            "bytes": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
            "custom": {"DataType": "Number.int", "StringValue": "7"},
        }
        # botocore itself checks both digests of the answers.
        sent = self.sqs.send_message(
            QueueUrl=url, MessageBody="body", MessageAttributes=attributes,
            MessageSystemAttributes={"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-1-1"}},
        )
        self.assertEqual(sent["MD5OfMessageBody"], hashlib.md5(b"body").hexdigest())
        message = self.received(url)
        self.assertEqual(message["MessageAttributes"], attributes)
        self.assertEqual(message["MD5OfMessageAttributes"], sent["MD5OfMessageAttributes"])
        self.assertEqual(message["Attributes"]["AWSTraceHeader"], "Root=1-1-1")
        self.assertEqual(message["Attributes"]["ApproximateReceiveCount"], "1")

    def test_attributes_come_only_when_asked_for(self):
        url, _ = self.queue()
        for name in ("a.one", "a.two", "b"):
            self.sqs.send_message(QueueUrl=url, MessageBody=name, MessageAttributes={name: {"DataType": "String", "StringValue": "x"}})
        names = lambda asked: {
            name
            for message in self.sqs.receive_message(QueueUrl=url, MessageAttributeNames=asked, VisibilityTimeout=0, MaxNumberOfMessages=10)["Messages"]
            for name in message.get("MessageAttributes", {})
        }
        self.assertEqual(names([]), set())
        self.assertEqual(names(["b"]), {"b"})
        self.assertEqual(names(["a.*"]), {"a.one", "a.two"})
        self.assertEqual(names([".*"]), {"a.one", "a.two", "b"})

    def test_a_batch_answers_each_entry(self):
        url, _ = self.queue()
        entries = [
            {"Id": "good", "MessageBody": "a"},
            {"Id": "bad", "MessageBody": "b", "MessageAttributes": {"n": {"DataType": "Number", "StringValue": "none"}}},
        ]
        answer = self.sqs.send_message_batch(QueueUrl=url, Entries=entries)
        self.assertEqual([entry["Id"] for entry in answer["Successful"]], ["good"])
        self.assertEqual([(e["Id"], e["SenderFault"], e["Code"]) for e in answer["Failed"]], [("bad", True, "InvalidParameterValue")])

    def test_a_batch_is_well_formed_or_refused(self):
        url, _ = self.queue()
        entry = lambda name: {"Id": name, "MessageBody": "x"}
        for code, entries in [
            ("AWS.SimpleQueueService.EmptyBatchRequest", []),
            ("AWS.SimpleQueueService.TooManyEntriesInBatchRequest", [entry(str(n)) for n in range(11)]),
            ("AWS.SimpleQueueService.BatchEntryIdsNotDistinct", [entry("a"), entry("a")]),
            ("AWS.SimpleQueueService.InvalidBatchEntryId", [entry("a b")]),
            ("AWS.SimpleQueueService.BatchRequestTooLong", [{"Id": str(n), "MessageBody": "x" * 600_000} for n in range(2)]),
        ]:
            with self.subTest(code=code), self.fault(code, 400):
                self.sqs.send_message_batch(QueueUrl=url, Entries=entries)

    def test_messages_are_deleted_in_batches(self):
        url, _ = self.queue()
        self.sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": str(n), "MessageBody": str(n)} for n in range(10)])
        messages = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
        entries = [{"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(messages)]
        answer = self.sqs.delete_message_batch(QueueUrl=url, Entries=entries + [{"Id": "bad", "ReceiptHandle": "none"}][: 10 - len(entries)])
        self.assertEqual(len(answer["Successful"]), len(messages))

    def test_a_received_message_is_hidden_until_its_time_is_up(self):
        url, _ = self.queue()
        self.sqs.send_message(QueueUrl=url, MessageBody="x")
        (message,) = self.sqs.receive_message(QueueUrl=url)["Messages"]
        self.assertNotIn("Messages", self.sqs.receive_message(QueueUrl=url))
        self.sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
        self.assertEqual(self.received(url)["Attributes"]["ApproximateReceiveCount"], "2")

    def test_a_delayed_message_comes_later(self):
        url, _ = self.queue()
        self.sqs.send_message(QueueUrl=url, MessageBody="x", DelaySeconds=2)
        counts = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        self.assertEqual(counts["ApproximateNumberOfMessagesDelayed"], "1")
        self.assertNotIn("Messages", self.sqs.receive_message(QueueUrl=url))
        self.assertEqual(self.received(url)["Body"], "x")

    def test_a_long_poll_waits_for_a_message(self):
        url, _ = self.queue()
        began = time.monotonic()
        self.assertNotIn("Messages", self.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1))
        self.assertGreaterEqual(time.monotonic() - began, 0.9)

    def test_a_purge_empties_the_queue_once_a_minute(self):
        url, _ = self.queue()
        self.sqs.send_message(QueueUrl=url, MessageBody="x")
        self.sqs.purge_queue(QueueUrl=url)
        self.assertNotIn("Messages", self.sqs.receive_message(QueueUrl=url))
        with self.fault("AWS.SimpleQueueService.PurgeQueueInProgress"):
            self.sqs.purge_queue(QueueUrl=url)

    def test_a_queue_that_is_not_there(self):
        nowhere = self.queue()[0] + "-nowhere"
        s = self.sqs
        for call, arguments in [
            (s.get_queue_url, {"QueueName": "nowhere"}),
            (s.send_message, {"QueueUrl": nowhere, "MessageBody": "x"}),
            (s.receive_message, {"QueueUrl": nowhere}),
            (s.purge_queue, {"QueueUrl": nowhere}),
            (s.get_queue_attributes, {"QueueUrl": nowhere}),
            (s.delete_queue, {"QueueUrl": nowhere}),
        ]:
            with self.subTest(call=call.__name__):
                with self.fault("AWS.SimpleQueueService.NonExistentQueue", 400) as refused:
                    call(**arguments)
                self.assertIsInstance(refused.exception, s.exceptions.QueueDoesNotExist)

    def test_a_queue_is_made_again_only_as_it_was(self):
        name = unique("queue")
        url, _ = self.queue(name, VisibilityTimeout="10")
        self.assertEqual(self.sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "10"})["QueueUrl"], url)
        with self.fault("QueueAlreadyExists") as refused:
            self.sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "11"})
        self.assertIsInstance(refused.exception, self.sqs.exceptions.QueueNameExists)

    def test_what_is_out_of_range_is_refused(self):
        url, _ = self.queue()
        with self.fault("InvalidAttributeValue"):
            self.sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "43201"})
        with self.fault("InvalidAttributeName"):
            self.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Colour": "red"})
        with self.fault("InvalidParameterValue"):
            self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=11)
        with self.fault("ReceiptHandleIsInvalid"):
            self.sqs.delete_message(QueueUrl=url, ReceiptHandle="none")
        with self.fault("InvalidMessageContents"):
            self.sqs.send_message(QueueUrl=url, MessageBody="\x00")

    def test_queues_come_in_pages(self):
        prefix = unique("paged")
        urls = {self.queue(f"{prefix}-{n}")[0] for n in range(5)}
        found, pages = self.pages(self.sqs, "list_queues", "QueueUrls", 2, QueueNamePrefix=prefix)
        self.assertEqual((set(found), pages), (urls, 3))

    def test_tags_are_kept(self):
        url, _ = self.queue()
        self.sqs.tag_queue(QueueUrl=url, Tags={"a": "1", "b": "2"})
        self.sqs.untag_queue(QueueUrl=url, TagKeys=["a"])
        self.assertEqual(self.sqs.list_queue_tags(QueueUrl=url)["Tags"], {"b": "2"})


class Fifo(ClientTest):
    def setUp(self):
        self.sqs = boto("sqs")
        self.url, _ = self.queue(unique("queue") + ".fifo", FifoQueue="true")

    def send(self, body, group="g", deduplication=None):
        return self.sqs.send_message(
            QueueUrl=self.url, MessageBody=body, MessageGroupId=group, MessageDeduplicationId=deduplication or unique("d")
        )

    def test_a_group_keeps_its_order_and_one_receiver(self):
        for body in ("1", "2", "3"):
            self.send(body)
        self.send("other", group="h")
        first = self.sqs.receive_message(QueueUrl=self.url)["Messages"]
        self.assertEqual([m["Body"] for m in first], ["1"])
        rest = self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10)["Messages"]
        self.assertEqual([m["Body"] for m in rest], ["other"])
        self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=first[0]["ReceiptHandle"])
        self.assertEqual([self.received(self.url)["Body"] for _ in range(2)], ["2", "3"])

    def test_a_duplicate_is_accepted_and_not_delivered(self):
        first = self.send("a", deduplication="same")
        second = self.send("b", deduplication="same")
        self.assertEqual(second["MessageId"], first["MessageId"])
        self.assertEqual(second["SequenceNumber"], first["SequenceNumber"])
        self.assertEqual(self.received(self.url)["Body"], "a")
        self.assertNotIn("Messages", self.sqs.receive_message(QueueUrl=self.url))

    def test_a_message_needs_a_group_and_a_deduplication_id(self):
        with self.fault("MissingParameter"):
            self.sqs.send_message(QueueUrl=self.url, MessageBody="x")
        with self.fault("InvalidParameterValue"):
            self.sqs.send_message(QueueUrl=self.url, MessageBody="x", MessageGroupId="g")

    def test_the_name_says_fifo(self):
        with self.fault("InvalidParameterValue"):
            self.sqs.create_queue(QueueName=unique("plain"), Attributes={"FifoQueue": "true"})


class DeadLetters(ClientTest):
    def setUp(self):
        self.sqs = boto("sqs")
        self.dead, self.dead_arn = self.queue()
        redrive = json.dumps({"deadLetterTargetArn": self.dead_arn, "maxReceiveCount": 1})
        self.url, self.arn = self.queue(RedrivePolicy=redrive, VisibilityTimeout="0")

    def bury(self, count):
        for n in range(count):
            self.sqs.send_message(QueueUrl=self.url, MessageBody=str(n))

        def buried():
            self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10)
            found = self.sqs.get_queue_attributes(QueueUrl=self.dead, AttributeNames=["ApproximateNumberOfMessages"])
            return found["Attributes"]["ApproximateNumberOfMessages"] == str(count)

        eventually(buried, "the messages in the dead-letter queue")

    def test_a_message_received_too_often_goes_to_the_dead_letter_queue(self):
        self.bury(1)
        letter = self.received(self.dead)
        self.assertEqual((letter["Body"], letter["Attributes"]["DeadLetterQueueSourceArn"]), ("0", self.arn))

    def test_sources_are_listed(self):
        found, _ = self.pages(self.sqs, "list_dead_letter_source_queues", "queueUrls", 10, QueueUrl=self.dead)
        self.assertEqual(found, [self.url])

    def test_a_move_task_takes_messages_back(self):
        self.bury(3)
        task = self.sqs.start_message_move_task(SourceArn=self.dead_arn)["TaskHandle"]
        self.assertTrue(task)
        moved = lambda: self.sqs.list_message_move_tasks(SourceArn=self.dead_arn)["Results"][0]
        eventually(lambda: moved()["Status"] == "COMPLETED", "the move's end")
        self.assertEqual(moved()["ApproximateNumberOfMessagesMoved"], 3)
        self.sqs.set_queue_attributes(QueueUrl=self.url, Attributes={"VisibilityTimeout": "30"})
        self.assertEqual(sorted(self.received(self.url)["Body"] for _ in range(3)), ["0", "1", "2"])

    def test_a_move_starts_from_a_dead_letter_queue(self):
        _, plain = self.queue()
        with self.fault("InvalidParameterValue"):
            self.sqs.start_message_move_task(SourceArn=plain)
        with self.fault("ResourceNotFoundException"):
            self.sqs.start_message_move_task(SourceArn=plain + "-nowhere")
        with self.fault("ResourceNotFoundException"):
            self.sqs.cancel_message_move_task(TaskHandle="bm9uZQ==")
