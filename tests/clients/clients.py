"""What the tests share: clients of the shared environment, unique names, waiting, and modelled errors."""

import io
import json
import time
import unittest
import uuid
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from environment import environment

# A loaded machine may take long; what is awaited usually comes within a second.
PATIENCE = 90


def boto(service, where=None):
    """A boto3 client that never retries, so that every answer is seen."""
    where = where or environment()
    return boto3.client(
        service,
        endpoint_url=where.endpoint,
        region_name=where.region,
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(
            retries={"total_max_attempts": 1},
            read_timeout=PATIENCE,
            # Live Tail is at `streaming-logs.…` of AWS; an address has no subdomains.
            inject_host_prefix=False,
            s3={"addressing_style": "path"},
        ),
    )


def role(where=None, service="lambda.amazonaws.com"):
    """The ARN of a role that this service may assume, with every permission."""
    iam, name = boto("iam", where), f"any-{service}"
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}
    try:
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Statement": [trust]}))
    except iam.exceptions.EntityAlreadyExistsException:
        pass
    iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=json.dumps({"Statement": [allow]}))
    return iam.get_role(RoleName=name)["Role"]["Arn"]


def unique(prefix):
    """A name that no other test has."""
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def eventually(probe, what="it"):
    """Asks until `probe` answers something true, and returns that."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = probe()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within {PATIENCE} s")


def package(script, path="bootstrap"):
    """A Lambda bundle of this shell script, which is its bootstrap or lies elsewhere."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as bundle:
        entry = zipfile.ZipInfo(path)
        entry.external_attr = 0o755 << 16
        bundle.writestr(entry, script)
    return archive.getvalue()


# A function in shell: the Runtime API needs no more than curl. `answer` is what it does with an event.
BOOTSTRAP = """#!/bin/sh
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
while true; do
  told=$(curl -sS -D - "$api/next" | tr -d '\\r')
  id=$(printf '%s\\n' "$told" | sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: *//p')
  event=$(printf '%s\\n' "$told" | sed '1,/^$/d')
  {answer}
done
"""
ECHO = BOOTSTRAP.replace("{answer}", 'echo "handling $event"; printf %s "$event" | curl -sS -o /dev/null -d @- "$api/$id/response"')
FAIL = BOOTSTRAP.replace(
    "{answer}",
    """curl -sS -o /dev/null -d '{"errorType":"Broken","errorMessage":"it is broken"}' "$api/$id/error\"""",
)


class ClientTest(unittest.TestCase):
    """A test through the clients of the shared environment."""

    maxDiff = None

    def fault(self, code, status=None):
        """Expects the modelled error `code`; the error is in the manager's `exception`."""
        return Refused(self, code, status)

    def pages(self, client, operation, key, size, **arguments):
        """Every item of a paginated operation, and how many pages it took at `size` items a page."""
        paginator = client.get_paginator(operation)
        config = {"PageSize": size}
        pages = [page.get(key, []) for page in paginator.paginate(PaginationConfig=config, **arguments)]
        for page in pages:
            self.assertLessEqual(len(page), size, "a page is larger than asked for")
        return [item for page in pages for item in page], len(pages)

    def queue(self, name=None, where=None, **attributes):
        """A queue that goes with the test: URL and ARN."""
        sqs = boto("sqs", where)
        url = sqs.create_queue(QueueName=name or unique("queue"), Attributes=attributes)["QueueUrl"]
        self.addCleanup(lambda: sqs.delete_queue(QueueUrl=url))
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        return url, arn

    def allow(self, url, arn, service, source=None, where=None):
        """Lets a service send to a queue."""
        statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sqs:SendMessage", "Resource": arn}
        if source:
            statement["Condition"] = {"ArnEquals": {"aws:SourceArn": source}}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        boto("sqs", where).set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})

    def received(self, url, where=None, **options):
        """The first message that arrives, deleted."""
        sqs = boto("sqs", where)
        options = {"MessageAttributeNames": ["All"], "MessageSystemAttributeNames": ["All"], "WaitTimeSeconds": 1} | options
        message = eventually(lambda: sqs.receive_message(QueueUrl=url, **options).get("Messages"), "a message")[0]
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return message

    def function(self, script=ECHO, where=None, **settings):
        """A function that goes with the test: its name and ARN."""
        client, name = boto("lambda", where), unique("function")
        settings = {"Runtime": "provided.al2023", "Handler": "any", "Timeout": 30} | settings
        made = client.create_function(
            FunctionName=name,
            Role=role(where),
            Code={"ZipFile": package(script)},
            **settings,
        )
        self.addCleanup(lambda: client.delete_function(FunctionName=name))
        client.get_waiter("function_active_v2").wait(FunctionName=name)
        return name, made["FunctionArn"]


class Refused:
    """`with test.fault(code):` checks that the block is refused with that code."""

    def __init__(self, test, code, status):
        self.test, self.code, self.status, self.exception = test, code, status, None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _trace):
        if kind is None:
            self.test.fail(f"{self.code} was expected, and it succeeded")
        if not isinstance(error, ClientError):
            return False
        self.exception = error
        self.test.assertEqual(error.response["Error"]["Code"], self.code, str(error))
        if self.status:
            self.test.assertEqual(error.response["ResponseMetadata"]["HTTPStatusCode"], self.status)
        return True
