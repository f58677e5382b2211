"""HTTP APIs from OpenAPI documents: boto3, the AWS CLI, and a serverless template."""

import json
import urllib.request

from clients import BOOTSTRAP, ClientTest, boto, package, unique
from environment import environment

# A function that says `path` and nothing else.
ANSWER = BOOTSTRAP.replace(
    "{answer}",
    """printf %s '{"statusCode":202,"body":"seen"}' | curl -sS -o /dev/null -d @- "$api/$id/response\"""",
)


def document(arn, *paths):
    """An OpenAPI document whose paths all lead to a function."""
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    integration = {"type": "aws_proxy", "httpMethod": "POST", "uri": uri, "payloadFormatVersion": "2.0"}
    operation = {"responses": {}, "x-amazon-apigateway-integration": integration}
    return json.dumps({
        "openapi": "3.0.1",
        "info": {"title": "notes", "version": "1"},
        "paths": {path: {"get": operation} for path in paths},
    })


def get(path):
    """Status and body of a path of the local environment."""
    with urllib.request.urlopen(environment().endpoint + path, timeout=60) as answer:
        return answer.status, answer.read().decode()


class HttpApi(ClientTest):
    def setUp(self):
        self.gateway = boto("apigatewayv2")

    def imported(self, *paths):
        name, arn = self.function(ANSWER)
        boto("lambda").add_permission(
            FunctionName=name, StatementId="api", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
        )
        made = self.gateway.import_api(Body=document(arn, *paths))
        self.addCleanup(lambda: self.gateway.delete_api(ApiId=made["ApiId"]))
        self.gateway.create_stage(ApiId=made["ApiId"], StageName="$default", AutoDeploy=True)
        return made, arn

    def keys(self, api):
        return sorted(route["RouteKey"] for route in self.gateway.get_routes(ApiId=api)["Items"])

    def test_a_document_becomes_an_api_that_answers(self):
        made, _ = self.imported("/notes")
        self.assertEqual((made["Name"], made["ProtocolType"]), ("notes", "HTTP"))
        self.assertEqual(get(f"/{made['ApiId']}/notes"), (202, "seen"))

    def test_another_document_takes_its_place(self):
        made, arn = self.imported("/notes", "/old")
        again = environment().aws("apigatewayv2", "reimport-api", "--api-id", made["ApiId"], "--body", document(arn, "/new"))
        self.assertEqual(again["ApiId"], made["ApiId"])
        self.assertEqual(self.keys(made["ApiId"]), ["GET /new"])

    def test_what_is_wrong_is_refused_and_leaves_the_api_as_it_was(self):
        made, arn = self.imported("/notes")
        with self.fault("BadRequestException", 400) as refused:
            self.gateway.reimport_api(ApiId=made["ApiId"], Body=document("https://example.com", "/new"))
        self.assertIn("names no Lambda function", str(refused.exception))
        self.assertEqual(self.keys(made["ApiId"]), ["GET /notes"])
        with self.fault("BadRequestException", 400) as refused:
            self.gateway.import_api(Body=document(arn, "/a").replace('"version": "1"', '"x": 1'), FailOnWarnings=True)
        self.assertIn("Warnings found during import", str(refused.exception))
        with self.fault("NotFoundException", 404):
            self.gateway.reimport_api(ApiId="nowhere", Body=document(arn, "/a"))

    def test_a_serverless_template_with_http_events_is_deployed(self):
        cloud, s3, stack, bucket = boto("cloudformation"), boto("s3"), unique("stack"), unique("bucket")
        events = {"Get": {"Type": "HttpApi", "Properties": {"Path": "/notes/{id}", "Method": "get"}}}
        s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key="code.zip", Body=package(ANSWER))
        template = {
            "Transform": "AWS::Serverless-2016-10-31",
            "Resources": {
                "Notes": {
                    "Type": "AWS::Serverless::Function",
                    "Properties": {
                        "Handler": "any",
                        "Runtime": "provided.al2023",
                        "Timeout": 30,
                        "CodeUri": f"s3://{bucket}/code.zip",
                        "Events": events,
                    },
                }
            },
            "Outputs": {"Api": {"Value": {"Ref": "ServerlessHttpApi"}}},
        }
        capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
        cloud.create_stack(StackName=stack, TemplateBody=json.dumps(template), Capabilities=capabilities)
        self.addCleanup(lambda: cloud.delete_stack(StackName=stack))
        cloud.get_waiter("stack_create_complete").wait(StackName=stack, WaiterConfig={"Delay": 1, "MaxAttempts": 90})
        (output,) = cloud.describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
        self.assertEqual(get(f"/{output['OutputValue']}/notes/7"), (202, "seen"))
