"""EventBridge through boto3."""

import json

from clients import ClientTest, boto, eventually, unique


class Events(ClientTest):
    def setUp(self):
        self.events = boto("events")

    def bus(self):
        name = unique("bus")
        self.events.create_event_bus(Name=name)
        self.addCleanup(lambda: self.events.delete_event_bus(Name=name))
        return name

    def rule(self, bus, pattern=None, **more):
        name = unique("rule")
        more.setdefault("EventPattern", json.dumps(pattern or {"source": ["shop"]}))
        arn = self.events.put_rule(Name=name, EventBusName=bus, **more)["RuleArn"]
        self.addCleanup(lambda: self.events.delete_rule(Name=name, EventBusName=bus))
        return name, arn

    def target(self, bus, rule, **target):
        target = {"Id": "one"} | target
        answer = self.events.put_targets(Rule=rule, EventBusName=bus, Targets=[target])
        self.assertEqual(answer["FailedEntryCount"], 0, answer)
        self.addCleanup(lambda: self.events.remove_targets(Rule=rule, EventBusName=bus, Ids=[target["Id"]]))

    def route(self, pattern=None, allowed=True, fifo=False, **target):
        """A bus with one rule into one queue: the names of bus and rule, the URL of the queue."""
        bus = self.bus()
        rule, rule_arn = self.rule(bus, pattern)
        attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"} if fifo else {}
        url, arn = self.queue(unique("queue") + (".fifo" if fifo else ""), **attributes)
        if allowed:
            self.allow(url, arn, "events.amazonaws.com", rule_arn)
        self.target(bus, rule, Arn=arn, **target)
        return bus, rule, url

    def put(self, bus, detail=None, **entry):
        entry = {"Source": "shop", "DetailType": "Order", "Detail": json.dumps(detail or {"n": 1})} | entry
        return self.events.put_events(Entries=[entry | {"EventBusName": bus}])

    def test_a_matching_event_is_delivered_whole(self):
        bus, _, url = self.route()
        put = self.put(bus, {"n": 1.5, "text": "ü"}, Resources=["arn:aws:s3:::b"])
        event = json.loads(self.received(url)["Body"])
        self.assertEqual(event["id"], put["Entries"][0]["EventId"])
        self.assertEqual(event["detail"], {"n": 1.5, "text": "ü"})
        self.assertEqual((event["version"], event["account"], event["resources"]), ("0", "000000000000", ["arn:aws:s3:::b"]))

    def test_an_event_that_does_not_match_is_not_delivered(self):
        bus, _, url = self.route({"detail": {"n": [{"numeric": [">", 5]}]}})
        self.put(bus, {"n": 5})
        self.put(bus, {"n": 6})
        self.assertEqual(json.loads(self.received(url)["Body"])["detail"], {"n": 6})

    def test_a_disabled_rule_does_not_deliver(self):
        bus, rule, url = self.route()
        self.events.disable_rule(Name=rule, EventBusName=bus)
        self.put(bus, {"n": 1})
        self.events.enable_rule(Name=rule, EventBusName=bus)
        self.put(bus, {"n": 2})
        self.assertEqual(json.loads(self.received(url)["Body"])["detail"], {"n": 2})

    def test_input_is_sent_instead_of_the_event(self):
        bus, _, url = self.route(Input='{"fixed": true}')
        self.put(bus)
        self.assertEqual(self.received(url)["Body"], '{"fixed": true}')

    def test_input_path_selects_a_part(self):
        bus, _, url = self.route(InputPath="$.detail.part")
        self.put(bus, {"part": {"x": 1}})
        self.assertEqual(json.loads(self.received(url)["Body"]), {"x": 1})

    def test_an_input_transformer_rewrites_the_event(self):
        transformer = {"InputPathsMap": {"n": "$.detail.n"}, "InputTemplate": '{"number": <n>, "rule": <aws.events.rule-name>}'}
        bus, rule, url = self.route(InputTransformer=transformer)
        self.put(bus, {"n": 7})
        self.assertEqual(json.loads(self.received(url)["Body"])["number"], 7)

    def test_a_fifo_queue_gets_its_message_group(self):
        bus, _, url = self.route(fifo=True, SqsParameters={"MessageGroupId": "orders"})
        self.put(bus)
        self.assertEqual(self.received(url)["Attributes"]["MessageGroupId"], "orders")

    def test_without_permission_an_event_goes_to_the_dead_letter_queue_at_once(self):
        dead, dead_arn = self.queue()
        self.allow(dead, dead_arn, "events.amazonaws.com")
        bus, rule, url = self.route(allowed=False, DeadLetterConfig={"Arn": dead_arn})
        self.put(bus, {"n": 3})
        letter = self.received(dead)
        self.assertEqual(json.loads(letter["Body"])["detail"], {"n": 3})
        attributes = {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}
        self.assertEqual(attributes["ERROR_CODE"], "NO_PERMISSIONS")
        self.assertTrue(attributes["RULE_ARN"].endswith(f"/{rule}"))
        self.assertIn("TARGET_ARN", attributes)
        self.assertIn("ERROR_MESSAGE", attributes)

    def test_an_event_goes_from_bus_to_bus(self):
        second, _, url = self.route()
        first = self.bus()
        rule, _ = self.rule(first)
        arn = self.events.describe_event_bus(Name=second)["Arn"]
        role = self.role("events.amazonaws.com", "events:PutEvents", arn)
        self.target(first, rule, Arn=arn, RoleArn=role)
        self.put(first, {"n": 9})
        self.assertEqual(json.loads(self.received(url)["Body"])["detail"], {"n": 9})

    def role(self, service, action, resource):
        iam, name = boto("iam"), unique("role")
        trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}]}
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}
        iam.put_role_policy(RoleName=name, PolicyName="it", PolicyDocument=json.dumps(policy))
        return arn

    def test_an_event_reaches_a_log_group(self):
        logs, group = boto("logs"), f"/aws/events/{unique('group')}"
        logs.create_log_group(logGroupName=group)
        bus = self.bus()
        rule, _ = self.rule(bus)
        arn, policy = f"arn:aws:logs:us-east-1:000000000000:log-group:{group}", unique("policy")
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": ["events.amazonaws.com", "delivery.logs.amazonaws.com"]},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"{arn}:*",
        }
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        logs.put_resource_policy(policyName=policy, policyDocument=document)
        self.addCleanup(lambda: logs.delete_resource_policy(policyName=policy))
        self.target(bus, rule, Arn=arn)
        event = self.put(bus)["Entries"][0]["EventId"]
        found = eventually(lambda: logs.filter_log_events(logGroupName=group)["events"], "the event in the log group")
        self.assertEqual(json.loads(found[0]["message"])["id"], event)

    def test_a_function_is_invoked_with_the_event(self):
        name, arn = self.function()
        bus = self.bus()
        rule, rule_arn = self.rule(bus)
        boto("lambda").add_permission(
            FunctionName=name, StatementId="events", Action="lambda:InvokeFunction",
            Principal="events.amazonaws.com", SourceArn=rule_arn,
        )
        self.target(bus, rule, Arn=arn)
        event = self.put(bus)["Entries"][0]["EventId"]
        logs, group = boto("logs"), f"/aws/lambda/{name}"

        def logged():
            try:
                return logs.filter_log_events(logGroupName=group, filterPattern=f'"{event}"')["events"]
            except logs.exceptions.ResourceNotFoundException:
                return []

        eventually(logged, "the function's log")

    def test_entries_are_refused_one_by_one(self):
        bus = self.bus()
        good = {"Source": "shop", "DetailType": "Order", "Detail": "{}", "EventBusName": bus}
        answer = self.events.put_events(Entries=[good, good | {"Detail": "[1"}, good | {"Detail": "[1]"}, good | {"Source": "aws.s3"}])
        codes = [entry.get("ErrorCode") for entry in answer["Entries"]]
        self.assertEqual(codes, [None, "MalformedDetail", "MalformedDetail", "NotAuthorizedForSource"])
        self.assertEqual(answer["FailedEntryCount"], 3)

    def test_more_than_ten_entries_are_refused(self):
        entry = {"Source": "shop", "DetailType": "Order", "Detail": "{}"}
        with self.fault("ValidationException", 400):
            self.events.put_events(Entries=[entry] * 11)

    def test_an_event_for_a_bus_that_is_not_there_is_accepted_and_gone(self):
        self.assertEqual(self.put("nowhere")["FailedEntryCount"], 0)

    def test_rules_come_in_pages(self):
        bus = self.bus()
        names = sorted(self.rule(bus)[0] for _ in range(5))
        # EventBridge has no paginator page size other than Limit.
        rules, pages = self.pages(self.events, "list_rules", "Rules", 2, EventBusName=bus)
        self.assertEqual(([rule["Name"] for rule in rules], pages), (names, 3))

    def test_targets_come_in_pages(self):
        bus, rule, url = self.route()
        arn = boto("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        for name in ("two", "three", "four"):
            self.target(bus, rule, Id=name, Arn=arn)
        targets, pages = self.pages(self.events, "list_targets_by_rule", "Targets", 3, EventBusName=bus, Rule=rule)
        self.assertEqual({target["Id"] for target in targets}, {"one", "two", "three", "four"})
        self.assertEqual(pages, 2)

    def test_rules_are_found_by_their_target(self):
        bus, rule, url = self.route()
        arn = boto("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        self.assertEqual(self.events.list_rule_names_by_target(TargetArn=arn, EventBusName=bus)["RuleNames"], [rule])

    def test_what_is_not_there_is_not_found(self):
        e = self.events
        for call, arguments in [
            (e.describe_rule, {"Name": "nowhere"}),
            (e.describe_event_bus, {"Name": "nowhere"}),
            (e.list_rules, {"EventBusName": "nowhere"}),
            (e.list_targets_by_rule, {"Rule": "nowhere"}),
            (e.enable_rule, {"Name": "nowhere"}),
            (e.describe_archive, {"ArchiveName": "nowhere"}),
            (e.describe_replay, {"ReplayName": "nowhere"}),
            (e.put_targets, {"Rule": "nowhere", "Targets": [{"Id": "1", "Arn": "arn:aws:sqs:us-east-1:000000000000:q"}]}),
        ]:
            with self.subTest(call=call.__name__), self.fault("ResourceNotFoundException", 400):
                call(**arguments)

    def test_a_bus_is_made_once(self):
        bus = self.bus()
        with self.fault("ResourceAlreadyExistsException"):
            self.events.create_event_bus(Name=bus)

    def test_a_pattern_that_is_none_is_refused(self):
        bus = self.bus()
        for pattern in ("{", '{"source": "text"}', '{"source": []}', '{"source": [{"prefixx": "a"}]}'):
            with self.subTest(pattern=pattern), self.fault("InvalidEventPatternException"):
                self.events.put_rule(Name="broken", EventBusName=bus, EventPattern=pattern)

    def test_a_schedule_belongs_to_the_default_bus(self):
        bus = self.bus()
        with self.fault("ValidationException"):
            self.events.put_rule(Name="scheduled", EventBusName=bus, ScheduleExpression="rate(1 hour)")

    def test_a_rule_with_targets_is_not_deleted(self):
        bus, rule, _ = self.route()
        with self.fault("ValidationException"):
            self.events.delete_rule(Name=rule, EventBusName=bus)

    def test_a_pattern_is_tested_without_a_rule(self):
        event = {
            "id": "1", "detail-type": "Order", "source": "shop", "account": "000000000000",
            "time": "2026-11-21T00:00:00Z", "region": "us-east-1", "resources": [], "detail": {"n": 1},
        }
        test = lambda pattern: self.events.test_event_pattern(EventPattern=json.dumps(pattern), Event=json.dumps(event))["Result"]
        self.assertTrue(test({"detail": {"n": [1]}}))
        self.assertFalse(test({"detail": {"n": [2]}}))

    def test_tags_are_kept_with_a_rule(self):
        bus = self.bus()
        _, arn = self.rule(bus, Tags=[{"Key": "team", "Value": "a"}])
        self.events.tag_resource(ResourceARN=arn, Tags=[{"Key": "stage", "Value": "b"}])
        self.events.untag_resource(ResourceARN=arn, TagKeys=["team"])
        self.assertEqual(self.events.list_tags_for_resource(ResourceARN=arn)["Tags"], [{"Key": "stage", "Value": "b"}])

    def test_an_archive_is_replayed_to_the_rule_that_is_asked_for(self):
        bus, rule, url = self.route()
        other, other_arn = self.rule(bus)
        archive = unique("archive")
        bus_arn = self.events.describe_event_bus(Name=bus)["Arn"]
        made = self.events.create_archive(ArchiveName=archive, EventSourceArn=bus_arn)
        self.addCleanup(lambda: self.events.delete_archive(ArchiveName=archive))
        event = self.put(bus)["Entries"][0]["EventId"]
        self.received(url)
        eventually(lambda: self.events.describe_archive(ArchiveName=archive)["EventCount"] == 1, "the archive's count")
        replay = unique("replay")
        rule_arn = self.events.describe_rule(Name=rule, EventBusName=bus)["Arn"]
        self.events.start_replay(
            ReplayName=replay, EventSourceArn=made["ArchiveArn"], EventStartTime=made["CreationTime"].replace(year=2020),
            EventEndTime=made["CreationTime"].replace(year=2090), Destination={"Arn": bus_arn, "FilterArns": [rule_arn]},
        )
        again = json.loads(self.received(url)["Body"])
        self.assertEqual((again["id"], again["replay-name"]), (event, replay))
        eventually(lambda: self.events.describe_replay(ReplayName=replay)["State"] == "COMPLETED", "the replay's end")

    def test_a_replay_to_another_bus_is_refused(self):
        bus, other = self.bus(), self.bus()
        archive = unique("archive")
        arn = lambda name: self.events.describe_event_bus(Name=name)["Arn"]
        made = self.events.create_archive(ArchiveName=archive, EventSourceArn=arn(bus))
        self.addCleanup(lambda: self.events.delete_archive(ArchiveName=archive))
        with self.fault("ValidationException"):
            self.events.start_replay(
                ReplayName=unique("replay"), EventSourceArn=made["ArchiveArn"], EventStartTime=made["CreationTime"].replace(year=2020),
                EventEndTime=made["CreationTime"], Destination={"Arn": arn(other)},
            )

    def test_a_bus_logs_into_a_group(self):
        logs, name, group = boto("logs"), unique("bus"), unique("/aws/vendedlogs/bus")
        logs.create_log_group(logGroupName=group)
        self.addCleanup(lambda: logs.delete_log_group(logGroupName=group))
        arn = self.events.create_event_bus(Name=name, LogConfig={"Level": "INFO", "IncludeDetail": "FULL"})["EventBusArn"]
        self.addCleanup(lambda: self.events.delete_event_bus(Name=name))
        target = {"destinationResourceArn": "arn:aws:logs:us-east-1:000000000000:log-group:" + group}
        to = logs.put_delivery_destination(name=name, deliveryDestinationConfiguration=target)["deliveryDestination"]["arn"]
        logs.put_delivery_source(name=name, resourceArn=arn, logType="INFO_LOGS")
        logs.create_delivery(deliverySourceName=name, deliveryDestinationArn=to)
        entry = {"Source": "shop", "DetailType": "Order", "Detail": '{"n": 1}', "EventBusName": name}
        event = self.events.put_events(Entries=[entry])["Entries"][0]["EventId"]

        def steps():
            found = [json.loads(e["message"]) for e in logs.filter_log_events(logGroupName=group)["events"]]
            return sorted(record["message_type"] for record in found if record["event_id"] == event)

        expected = ["EVENT_INGEST_SUCCESS", "NO_STANDARD_RULES_MATCHED"]
        eventually(lambda: steps() == expected, "the log of the bus")
