"""CloudFormation through boto3."""

import json

from botocore.exceptions import WaiterError

from clients import ClientTest, boto, eventually, unique


def queues(**queues):
    """A template of queues, each with its properties."""
    return json.dumps({"Resources": {name: {"Type": "AWS::SQS::Queue", "Properties": properties} for name, properties in queues.items()}})


class CloudFormation(ClientTest):
    def setUp(self):
        self.cloud, self.name = boto("cloudformation"), unique("stack")
        self.addCleanup(self.remove, self.name)

    def remove(self, name):
        self.cloud.delete_stack(StackName=name)
        self.wait("stack_delete_complete", name)

    def wait(self, event, name=None):
        self.cloud.get_waiter(event).wait(StackName=name or self.name, WaiterConfig={"Delay": 1, "MaxAttempts": 90})

    def create(self, template, name=None, **more):
        made = self.cloud.create_stack(StackName=name or self.name, TemplateBody=template, **more)
        self.wait("stack_create_complete", name)
        return made["StackId"]

    def stack(self):
        return self.cloud.describe_stacks(StackName=self.name)["Stacks"][0]

    def physical(self, logical):
        return self.cloud.describe_stack_resource(StackName=self.name, LogicalResourceId=logical)["StackResourceDetail"]["PhysicalResourceId"]

    def test_a_stack_is_made_changed_and_deleted(self):
        stack = self.create(queues(One={"VisibilityTimeout": 10}))
        url = self.physical("One")
        self.cloud.update_stack(StackName=self.name, TemplateBody=queues(One={"VisibilityTimeout": 20}, Two={}))
        self.wait("stack_update_complete")
        self.assertEqual(self.physical("One"), url)
        attributes = boto("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
        self.assertEqual(attributes, {"VisibilityTimeout": "20"})
        self.remove(self.name)
        self.assertEqual(self.cloud.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"], "DELETE_COMPLETE")
        with self.fault("ValidationError", 400):
            self.stack()

    def test_a_new_name_is_a_new_queue_and_the_old_one_goes(self):
        first, second = unique("queue"), unique("queue")
        self.create(queues(One={"QueueName": first}))
        self.cloud.update_stack(StackName=self.name, TemplateBody=queues(One={"QueueName": second}))
        self.wait("stack_update_complete")
        self.assertTrue(self.physical("One").endswith(second))
        with self.fault("AWS.SimpleQueueService.NonExistentQueue"):
            boto("sqs").get_queue_url(QueueName=first)

    def test_nothing_to_update_is_said_so(self):
        self.create(queues(One={}))
        with self.fault("ValidationError", 400) as refused:
            self.cloud.update_stack(StackName=self.name, TemplateBody=queues(One={}))
        self.assertIn("No updates are to be performed", str(refused.exception))

    def test_a_create_that_fails_is_rolled_back(self):
        name = unique("queue")
        template = queues(Good={"QueueName": name}, Bad={"VisibilityTimeout": 99999})
        self.cloud.create_stack(StackName=self.name, TemplateBody=template)
        with self.assertRaises(WaiterError):
            self.wait("stack_create_complete")
        eventually(lambda: self.stack()["StackStatus"] == "ROLLBACK_COMPLETE", "the rollback's end")
        events = self.cloud.describe_stack_events(StackName=self.name)["StackEvents"]
        failed = [event for event in events if event["ResourceStatus"] == "CREATE_FAILED"]
        self.assertIn("Bad", [event["LogicalResourceId"] for event in failed])
        with self.fault("AWS.SimpleQueueService.NonExistentQueue"):
            boto("sqs").get_queue_url(QueueName=name)
        with self.fault("ValidationError", 400):
            self.cloud.update_stack(StackName=self.name, TemplateBody=queues(Good={}))

    def test_an_update_that_fails_is_rolled_back(self):
        self.create(queues(One={"VisibilityTimeout": 10}))
        url = self.physical("One")
        self.cloud.update_stack(StackName=self.name, TemplateBody=queues(One={"VisibilityTimeout": 20}, Bad={"VisibilityTimeout": 99999}))
        self.wait("stack_rollback_complete")
        self.assertEqual(self.stack()["StackStatus"], "UPDATE_ROLLBACK_COMPLETE")
        attributes = boto("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
        self.assertEqual(attributes, {"VisibilityTimeout": "10"})

    def test_a_change_set_shows_what_it_will_do(self):
        self.create(queues(One={"VisibilityTimeout": 10}, Gone={}))
        template = queues(One={"VisibilityTimeout": 20}, New={})
        self.cloud.create_change_set(StackName=self.name, ChangeSetName="it", TemplateBody=template)
        waiter = self.cloud.get_waiter("change_set_create_complete")
        waiter.wait(StackName=self.name, ChangeSetName="it", WaiterConfig={"Delay": 1})
        described = self.cloud.describe_change_set(StackName=self.name, ChangeSetName="it")
        changes = {c["ResourceChange"]["LogicalResourceId"]: c["ResourceChange"] for c in described["Changes"]}
        self.assertEqual({name: change["Action"] for name, change in changes.items()}, {"One": "Modify", "Gone": "Remove", "New": "Add"})
        self.assertEqual(changes["One"]["Replacement"], "False")
        self.cloud.execute_change_set(StackName=self.name, ChangeSetName="it")
        self.wait("stack_update_complete")
        resources = self.cloud.list_stack_resources(StackName=self.name)["StackResourceSummaries"]
        self.assertEqual({r["LogicalResourceId"] for r in resources if r["ResourceStatus"] != "DELETE_COMPLETE"}, {"One", "New"})

    def test_a_change_set_that_makes_the_stack(self):
        self.cloud.create_change_set(StackName=self.name, ChangeSetName="it", ChangeSetType="CREATE", TemplateBody=queues(One={}))
        waiter = self.cloud.get_waiter("change_set_create_complete")
        waiter.wait(StackName=self.name, ChangeSetName="it", WaiterConfig={"Delay": 1})
        self.assertEqual(self.stack()["StackStatus"], "REVIEW_IN_PROGRESS")
        self.cloud.execute_change_set(StackName=self.name, ChangeSetName="it")
        self.wait("stack_create_complete")

    def test_a_change_set_without_changes_fails_and_says_why(self):
        self.create(queues(One={}))
        self.cloud.create_change_set(StackName=self.name, ChangeSetName="it", TemplateBody=queues(One={}))
        with self.assertRaises(WaiterError):
            self.cloud.get_waiter("change_set_create_complete").wait(StackName=self.name, ChangeSetName="it", WaiterConfig={"Delay": 1})
        described = self.cloud.describe_change_set(StackName=self.name, ChangeSetName="it")
        self.assertEqual(described["Status"], "FAILED")
        self.assertIn("didn't contain changes", described["StatusReason"])

    def test_parameters_conditions_functions_and_outputs(self):
        template = {
            "Parameters": {"Stage": {"Type": "String", "AllowedValues": ["a", "b"]}, "Count": {"Type": "Number", "Default": 30}},
            "Conditions": {"IsB": {"Fn::Equals": [{"Ref": "Stage"}, "b"]}},
            "Resources": {
                "One": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": {"Ref": "Count"}}},
                "Two": {"Type": "AWS::SQS::Queue", "Condition": "IsB"},
            },
            "Outputs": {
                "Arn": {"Value": {"Fn::GetAtt": ["One", "Arn"]}},
                "Text": {"Value": {"Fn::Sub": "${AWS::StackName}/${Stage}/${One.QueueName}"}},
                "Maybe": {"Condition": "IsB", "Value": "b"},
            },
        }
        self.create(json.dumps(template), Parameters=[{"ParameterKey": "Stage", "ParameterValue": "a"}])
        outputs = {output["OutputKey"]: output["OutputValue"] for output in self.stack()["Outputs"]}
        self.assertEqual(set(outputs), {"Arn", "Text"})
        self.assertTrue(outputs["Arn"].startswith("arn:aws:sqs:us-east-1:000000000000:"))
        self.assertEqual(outputs["Text"].split("/")[:2], [self.name, "a"])
        with self.fault("ValidationError", 400):
            self.cloud.create_stack(StackName=unique("stack"), TemplateBody=json.dumps(template))
        with self.fault("ValidationError", 400):
            self.cloud.create_stack(
                StackName=unique("stack"), TemplateBody=json.dumps(template), Parameters=[{"ParameterKey": "Stage", "ParameterValue": "c"}]
            )

    def test_an_export_is_imported_and_held_until_nobody_needs_it(self):
        export, importer = unique("export"), unique("stack")
        template = json.loads(queues(One={}))
        template["Outputs"] = {"Arn": {"Value": {"Fn::GetAtt": ["One", "Arn"]}, "Export": {"Name": export}}}
        self.create(json.dumps(template))
        imported = {
            "Resources": {"Two": {"Type": "AWS::SQS::Queue", "Properties": {"Tags": [{"Key": "from", "Value": {"Fn::ImportValue": export}}]}}}
        }
        self.create(json.dumps(imported), importer)
        self.addCleanup(self.remove, importer)
        self.assertEqual(self.cloud.list_imports(ExportName=export)["Imports"], [importer])
        exports = [e for page in self.cloud.get_paginator("list_exports").paginate() for e in page["Exports"]]
        self.assertIn(export, [e["Name"] for e in exports])
        self.cloud.delete_stack(StackName=self.name)
        reason = eventually(lambda: self.stack().get("StackStatusReason"), "the deletion is cancelled")
        self.assertIn(f"as it is in use by {importer}", reason)
        self.assertEqual(self.stack()["StackStatus"], "CREATE_COMPLETE")
        self.remove(importer)

    def test_what_is_retained_stays(self):
        name = unique("queue")
        template = json.loads(queues(One={"QueueName": name}))
        template["Resources"]["One"]["DeletionPolicy"] = "Retain"
        self.create(json.dumps(template))
        self.remove(self.name)
        url = boto("sqs").get_queue_url(QueueName=name)["QueueUrl"]
        boto("sqs").delete_queue(QueueUrl=url)

    def test_a_protected_stack_is_not_deleted(self):
        self.create(queues(One={}), EnableTerminationProtection=True)
        with self.fault("ValidationError", 400):
            self.cloud.delete_stack(StackName=self.name)
        self.cloud.update_termination_protection(StackName=self.name, EnableTerminationProtection=False)

    def test_serverless_templates_are_expanded(self):
        template = {
            "Transform": "AWS::Serverless-2016-10-31",
            "Resources": {
                "Queue": {"Type": "AWS::SQS::Queue"},
                "Topic": {"Type": "AWS::SNS::Topic"},
                "Table": {"Type": "AWS::Serverless::SimpleTable"},
            },
        }
        with self.fault("InsufficientCapabilitiesException", 400):
            self.cloud.create_stack(StackName=self.name, TemplateBody=json.dumps(template))
        self.create(json.dumps(template), Capabilities=["CAPABILITY_AUTO_EXPAND"])
        types = {r["ResourceType"] for r in self.cloud.list_stack_resources(StackName=self.name)["StackResourceSummaries"]}
        self.assertEqual(types, {"AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::DynamoDB::Table"})

    def test_what_is_wrong_is_refused(self):
        c = self.cloud
        self.create(queues(One={}))
        with self.fault("AlreadyExistsException", 400):
            c.create_stack(StackName=self.name, TemplateBody=queues(One={}))
        with self.fault("ValidationError", 400):
            c.create_stack(StackName=unique("stack"), TemplateBody="{")
        with self.fault("ValidationError", 400):
            c.validate_template(TemplateBody=json.dumps({"Resources": {"A": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "B"}}}}}))
        with self.fault("ChangeSetNotFound", 404):
            c.describe_change_set(StackName=self.name, ChangeSetName="nowhere")
        with self.fault("ValidationError", 400):
            c.describe_stacks(StackName="nowhere")
        roles = {"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}}}}}
        with self.fault("InsufficientCapabilitiesException", 400):
            c.create_stack(StackName=unique("stack"), TemplateBody=json.dumps(roles))

    def test_a_template_comes_back(self):
        self.create(queues(One={}))
        self.assertEqual(self.cloud.get_template(StackName=self.name)["TemplateBody"], json.loads(queues(One={})))
