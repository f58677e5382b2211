"""Lambda through boto3, with functions that are shell scripts behind the Runtime API."""

import base64
import hashlib
import json
import urllib.request

from clients import BOOTSTRAP, ECHO, FAIL, ClientTest, boto, eventually, package, role, unique

# Reports every message whose body is "bad" as failed, the others as done.
PARTIAL = BOOTSTRAP.replace(
    "{answer}",
    """failed=$(printf %s "$event" | tr '{' '\\n' | grep '"body":"bad"' | sed -n 's/.*"messageId":"\\([^"]*\\)".*/{"itemIdentifier":"\\1"}/p' | paste -sd, -)
  curl -sS -o /dev/null -d "{\\"batchItemFailures\\":[$failed]}" "$api/$id/response\"""",
)


class Functions(ClientTest):
    def setUp(self):
        self.awslambda = boto("lambda")

    def invoke(self, name, event, **options):
        answer = self.awslambda.invoke(FunctionName=name, Payload=json.dumps(event), **options)
        return answer, answer["Payload"].read()

    def test_a_function_answers(self):
        name, arn = self.function()
        for named in (name, arn, f"000000000000:function:{name}"):
            answer, payload = self.invoke(named, {"hello": "wörld"})
            self.assertEqual((answer["StatusCode"], answer["ExecutedVersion"], json.loads(payload)), (200, "$LATEST", {"hello": "wörld"}))
            self.assertNotIn("FunctionError", answer)

    def test_the_code_can_be_fetched_as_it_was_uploaded(self):
        name, _ = self.function()
        found = self.awslambda.get_function(FunctionName=name)
        with urllib.request.urlopen(found["Code"]["Location"]) as answer:
            fetched = answer.read()
        digest = base64.b64encode(hashlib.sha256(fetched).digest()).decode()
        self.assertEqual(digest, found["Configuration"]["CodeSha256"])
        with self.assertRaises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(found["Code"]["Location"][:-1] + "/../../state")
        self.assertEqual(missing.exception.code, 404)

    def test_code_is_taken_from_the_version_of_an_object(self):
        s3, bucket = boto("s3"), unique("bucket")
        s3.create_bucket(Bucket=bucket)
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        packages = [package(ECHO), package(FAIL)]
        versions = [s3.put_object(Bucket=bucket, Key="code.zip", Body=one)["VersionId"] for one in packages]
        name, _ = self.function(FAIL)
        at = {"FunctionName": name, "S3Bucket": bucket, "S3Key": "code.zip"}
        updated = self.awslambda.update_function_code(**at, S3ObjectVersion=versions[0])
        self.assertEqual(updated["CodeSha256"], base64.b64encode(hashlib.sha256(packages[0]).digest()).decode())
        with self.fault("InvalidParameterValueException"):
            self.awslambda.update_function_code(**at, S3ObjectVersion="nosuch")

    def test_the_tail_of_the_log_comes_with_the_answer(self):
        name, _ = self.function()
        answer, _ = self.invoke(name, {"n": 1}, LogType="Tail")
        tail = base64.b64decode(answer["LogResult"]).decode()
        for part in ("START RequestId:", 'handling {"n": 1}', "END RequestId:", "REPORT RequestId:", "Billed Duration:", "Memory Size: 128 MB"):
            self.assertIn(part, tail)

    def test_an_error_of_the_function_is_its_answer(self):
        name, _ = self.function(FAIL)
        answer, payload = self.invoke(name, {})
        self.assertEqual(answer["StatusCode"], 200)
        self.assertEqual(answer["FunctionError"], "Unhandled")
        self.assertEqual(json.loads(payload), {"errorType": "Broken", "errorMessage": "it is broken"})

    def test_a_function_that_takes_too_long_is_ended(self):
        name, _ = self.function(BOOTSTRAP.replace("{answer}", "sleep 60"), Timeout=1)
        answer, payload = self.invoke(name, {})
        self.assertEqual(answer["FunctionError"], "Unhandled")
        self.assertRegex(json.loads(payload)["errorMessage"], r"Task timed out after 1\.00 seconds")

    def test_a_function_that_exits_is_an_error(self):
        name, _ = self.function(BOOTSTRAP.replace("{answer}", "exit 3"))
        answer, payload = self.invoke(name, {})
        self.assertEqual(answer["FunctionError"], "Unhandled")
        self.assertEqual(json.loads(payload)["errorType"], "Runtime.ExitError")

    def test_an_asynchronous_invocation_is_accepted_and_done(self):
        name, _ = self.function()
        answer, payload = self.invoke(name, {"later": unique("event")}, InvocationType="Event")
        self.assertEqual((answer["StatusCode"], payload), (202, b""))
        logs = boto("logs")

        def logged():
            try:
                return logs.filter_log_events(logGroupName=f"/aws/lambda/{name}", filterPattern='"handling"')["events"]
            except logs.exceptions.ResourceNotFoundException:
                return []

        eventually(logged, "the invocation")

    def test_a_dry_run_runs_nothing(self):
        name, _ = self.function(FAIL)
        answer, _ = self.invoke(name, {}, InvocationType="DryRun")
        self.assertEqual(answer["StatusCode"], 204)

    def test_what_fails_goes_to_its_destination(self):
        url, arn = self.queue()
        name, function_arn = self.function(FAIL)
        self.awslambda.put_function_event_invoke_config(
            FunctionName=name, MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": arn}}
        )
        self.invoke(name, {"n": 1}, InvocationType="Event")
        record = json.loads(self.received(url)["Body"])
        self.assertEqual(record["requestPayload"], {"n": 1})
        self.assertEqual(record["requestContext"]["condition"], "RetriesExhausted")
        self.assertEqual(record["requestContext"]["functionArn"], f"{function_arn}:$LATEST")
        self.assertEqual(record["responsePayload"]["errorMessage"], "it is broken")

    def test_what_fails_goes_to_a_bucket(self):
        s3, bucket = boto("s3"), unique("bucket")
        s3.create_bucket(Bucket=bucket)
        name, _ = self.function(FAIL)
        there = {"Destination": f"arn:aws:s3:::{bucket}"}
        put = self.awslambda.put_function_event_invoke_config
        with self.fault("InvalidParameterValueException", 400):
            put(FunctionName=name, DestinationConfig={"OnSuccess": there})
        put(FunctionName=name, MaximumRetryAttempts=0, DestinationConfig={"OnFailure": there})
        self.invoke(name, {"n": 1}, InvocationType="Event")
        key = eventually(lambda: s3.list_objects_v2(Bucket=bucket).get("Contents"), "the record")[0]["Key"]
        self.assertRegex(key, rf"^aws/lambda/async/{name}/(\d{{4}}/\d\d/\d\d)/\d{{4}}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[0-9a-f-]{{36}}$")
        record = json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
        self.assertEqual((record["requestPayload"], record["requestContext"]["condition"]), ({"n": 1}, "RetriesExhausted"))

    def test_without_concurrency_it_is_throttled(self):
        name, _ = self.function()
        self.awslambda.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
        with self.fault("TooManyRequestsException", 429) as refused:
            self.invoke(name, {})
        self.assertEqual(refused.exception.response["Reason"], "ReservedFunctionConcurrentInvocationLimitExceeded")

    def test_code_and_configuration_are_changed(self):
        name, _ = self.function()
        changed = self.awslambda.update_function_configuration(
            FunctionName=name, MemorySize=256, Environment={"Variables": {"GREETING": "moin"}}
        )
        self.assertEqual(changed["MemorySize"], 256)
        self.awslambda.get_waiter("function_updated_v2").wait(FunctionName=name)
        script = BOOTSTRAP.replace("{answer}", 'curl -sS -o /dev/null -d "\\"$GREETING\\"" "$api/$id/response"')
        before = changed["CodeSha256"]
        after = self.awslambda.update_function_code(FunctionName=name, ZipFile=package(script))["CodeSha256"]
        self.assertNotEqual(after, before)
        self.awslambda.get_waiter("function_updated_v2").wait(FunctionName=name)
        self.assertEqual(json.loads(self.invoke(name, {})[1]), "moin")

    def test_a_version_stays_as_it_was_published(self):
        name, _ = self.function()
        version = self.awslambda.publish_version(FunctionName=name)["Version"]
        self.awslambda.create_alias(FunctionName=name, Name="live", FunctionVersion=version)
        self.awslambda.update_function_code(FunctionName=name, ZipFile=package(FAIL))
        self.assertEqual(json.loads(self.invoke(name, {"n": 1}, Qualifier="live")[1]), {"n": 1})
        self.assertIn("FunctionError", self.invoke(name, {})[0])

    def test_a_program_in_a_layer_is_found_and_stays_when_the_layer_goes(self):
        tool = unique("tool")
        content = {"ZipFile": package(f"#!/bin/sh\necho '\"of {tool}\"'\n", "bin/answer-of-layer")}
        layer = self.awslambda.publish_layer_version(LayerName=tool, Content=content, CompatibleRuntimes=["provided.al2023"])
        arn, number = layer["LayerVersionArn"], layer["Version"]
        self.assertEqual(self.awslambda.get_layer_version_by_arn(Arn=arn)["LayerArn"], layer["LayerArn"])
        listed = self.awslambda.get_paginator("list_layers").paginate(CompatibleRuntime="provided.al2023").search("Layers[].LayerName")
        self.assertIn(tool, listed)
        script = BOOTSTRAP.replace("{answer}", 'answer-of-layer | curl -sS -o /dev/null -d @- "$api/$id/response"')
        name, _ = self.function(script, Layers=[arn])
        self.awslambda.delete_layer_version(LayerName=tool, VersionNumber=number)
        with self.fault("ResourceNotFoundException"):
            self.awslambda.get_layer_version(LayerName=tool, VersionNumber=number)
        _, payload = self.invoke(name, {})
        self.assertEqual(json.loads(payload), f"of {tool}")

    def test_permissions_make_a_policy(self):
        name, arn = self.function()
        self.awslambda.add_permission(
            FunctionName=name, StatementId="one", Action="lambda:InvokeFunction", Principal="sns.amazonaws.com",
            SourceArn="arn:aws:sns:us-east-1:000000000000:topic",
        )
        policy = json.loads(self.awslambda.get_policy(FunctionName=name)["Policy"])
        self.assertEqual(policy["Statement"], [{
            "Sid": "one", "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "lambda:InvokeFunction",
            "Resource": arn, "Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:sns:us-east-1:000000000000:topic"}},
        }])
        with self.fault("ResourceConflictException", 409):
            self.awslambda.add_permission(FunctionName=name, StatementId="one", Action="lambda:InvokeFunction", Principal="*")
        self.awslambda.remove_permission(FunctionName=name, StatementId="one")
        with self.fault("ResourceNotFoundException", 404):
            self.awslambda.get_policy(FunctionName=name)

    def test_what_is_not_there_is_not_found(self):
        l = self.awslambda
        for call, arguments in [
            (l.invoke, {"FunctionName": "nowhere"}),
            (l.get_function, {"FunctionName": "nowhere"}),
            (l.delete_function, {"FunctionName": "nowhere"}),
            (l.get_policy, {"FunctionName": "nowhere"}),
            (l.get_event_source_mapping, {"UUID": "12345678-1234-1234-1234-123456789012"}),
            (l.get_function_event_invoke_config, {"FunctionName": "nowhere"}),
        ]:
            with self.subTest(call=call.__name__), self.fault("ResourceNotFoundException", 404):
                call(**arguments)

    def test_what_is_wrong_is_refused(self):
        name, _ = self.function()
        trusted, nobody = role(), "arn:aws:iam::000000000000:role/nobody"
        make = self.awslambda.create_function
        settings = {"Runtime": "provided.al2023", "Handler": "x", "Code": {"ZipFile": package(ECHO)}}
        for other in [nobody, role(service="events.amazonaws.com")]:
            with self.subTest(role=other), self.fault("InvalidParameterValueException", 400):
                make(FunctionName=unique("f"), Role=other, **settings)
        with self.fault("ResourceConflictException", 409):
            make(FunctionName=name, Role=trusted, **settings)
        with self.fault("InvalidParameterValueException", 400):
            make(FunctionName=unique("f"), Role=trusted, **(settings | {"Code": {"ZipFile": b"no zip"}}))
        with self.fault("InvalidRequestContentException", 400):
            self.awslambda.invoke(FunctionName=name, Payload=b"{no json")
        with self.fault("ResourceNotFoundException", 404):
            self.awslambda.invoke(FunctionName=name, Qualifier="nowhere")

    def test_functions_come_in_pages(self):
        names = {self.function()[0] for _ in range(3)}
        functions, pages = self.pages(self.awslambda, "list_functions", "Functions", 2)
        self.assertLessEqual(names, {function["FunctionName"] for function in functions})
        self.assertGreaterEqual(pages, 2)


class Mappings(ClientTest):
    def setUp(self):
        self.awslambda, self.sqs = boto("lambda"), boto("sqs")

    def map(self, script, visibility="1", **options):
        url, arn = self.queue(VisibilityTimeout=visibility)
        name, _ = self.function(script, Timeout=1)
        mapping = self.awslambda.create_event_source_mapping(FunctionName=name, EventSourceArn=arn, BatchSize=10, **options)
        self.addCleanup(lambda: self.awslambda.delete_event_source_mapping(UUID=mapping["UUID"]))
        return url, name, mapping["UUID"]

    def left(self, url):
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        return sum(int(n) for n in self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"].values())

    def test_messages_reach_the_function_and_are_gone(self):
        url, name, _ = self.map(ECHO)
        self.sqs.send_message(QueueUrl=url, MessageBody="to the function")
        logs, group = boto("logs"), f"/aws/lambda/{name}"

        def logged():
            try:
                return logs.filter_log_events(logGroupName=group, filterPattern='"to the function"')["events"]
            except logs.exceptions.ResourceNotFoundException:
                return []

        eventually(logged, "the invocation")
        eventually(lambda: self.left(url) == 0, "the message's end")

    def test_only_what_failed_of_a_batch_comes_back(self):
        url, _, mapping = self.map(PARTIAL, FunctionResponseTypes=["ReportBatchItemFailures"], visibility="2")
        bodies = ["good", "bad", "fine"]
        self.sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)])
        eventually(lambda: self.left(url) == 1, "one message being left")
        self.awslambda.update_event_source_mapping(UUID=mapping, Enabled=False)
        eventually(lambda: self.awslambda.get_event_source_mapping(UUID=mapping)["State"] == "Disabled", "the mapping's pause")
        self.assertEqual(self.received(url)["Body"], "bad")

    def test_messages_that_do_not_match_are_dropped(self):
        pattern = json.dumps({"body": {"keep": [True]}})
        url, name, _ = self.map(ECHO, FilterCriteria={"Filters": [{"Pattern": pattern}]})
        for keep in (False, True):
            self.sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"keep": keep}))
        eventually(lambda: self.left(url) == 0, "the messages' end")

    def test_a_queue_with_less_visibility_than_the_function_takes_is_refused(self):
        _, arn = self.queue(VisibilityTimeout="1")
        name, _ = self.function(Timeout=30)
        with self.fault("InvalidParameterValueException", 400):
            self.awslambda.create_event_source_mapping(FunctionName=name, EventSourceArn=arn)

    def test_a_queue_is_mapped_once(self):
        _, name, mapping = self.map(ECHO)
        source = self.awslambda.get_event_source_mapping(UUID=mapping)["EventSourceArn"]
        with self.fault("ResourceConflictException", 409):
            self.awslambda.create_event_source_mapping(FunctionName=name, EventSourceArn=source)
