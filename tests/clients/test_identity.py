"""STS, IAM and KMS through boto3."""

import json

from clients import BOOTSTRAP, ClientTest, boto, unique

TRUST = json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
})
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}


class Sts(ClientTest):
    def test_the_caller_is_of_the_local_account(self):
        identity = boto("sts").get_caller_identity()
        self.assertEqual(identity["Account"], "000000000000")
        self.assertTrue(identity["Arn"].startswith("arn:aws:"))

    def test_a_role_is_assumed(self):
        iam, name = boto("iam"), unique("role")
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
        self.addCleanup(lambda: iam.delete_role(RoleName=name))
        assumed = boto("sts").assume_role(RoleArn=arn, RoleSessionName="it")
        self.assertTrue(assumed["AssumedRoleUser"]["Arn"].endswith(f":assumed-role/{name}/it"))
        self.assertIn("SessionToken", assumed["Credentials"])

    def test_a_function_works_in_its_role(self):
        answer = """signed="AWS4-HMAC-SHA256 Credential=$AWS_ACCESS_KEY_ID/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0"
  who=$(curl -sS -H "Authorization: $signed" -d 'Action=GetCallerIdentity&Version=2011-06-15' "$AWS_ENDPOINT_URL")
  arn=$(printf %s "$who" | sed -n 's/.*<Arn>\\(.*\\)<\\/Arn>.*/\\1/p')
  printf '"%s"' "$arn" | curl -sS -o /dev/null -d @- "$api/$id/response\""""
        name, _ = self.function(BOOTSTRAP.replace("{answer}", answer))
        arn = json.loads(boto("lambda").invoke(FunctionName=name)["Payload"].read())
        self.assertEqual(arn, f"arn:aws:sts::000000000000:assumed-role/any-lambda.amazonaws.com/{name}")


class Iam(ClientTest):
    def setUp(self):
        self.iam, self.name = boto("iam"), unique("role")
        self.arn = self.iam.create_role(RoleName=self.name, AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]

    def test_a_role_is_described(self):
        role = self.iam.get_role(RoleName=self.name)["Role"]
        self.assertEqual((role["Arn"], role["AssumeRolePolicyDocument"]), (self.arn, json.loads(TRUST)))

    def test_policies_of_a_role(self):
        self.iam.put_role_policy(RoleName=self.name, PolicyName="inline", PolicyDocument=json.dumps(POLICY))
        self.assertEqual(self.iam.get_role_policy(RoleName=self.name, PolicyName="inline")["PolicyDocument"], POLICY)
        managed = self.iam.create_policy(PolicyName=unique("policy"), PolicyDocument=json.dumps(POLICY))["Policy"]["Arn"]
        self.iam.attach_role_policy(RoleName=self.name, PolicyArn=managed)
        attached = self.iam.list_attached_role_policies(RoleName=self.name)["AttachedPolicies"]
        self.assertEqual([policy["PolicyArn"] for policy in attached], [managed])
        with self.fault("DeleteConflict", 409) as refused:
            self.iam.delete_role(RoleName=self.name)
        self.assertIsInstance(refused.exception, self.iam.exceptions.DeleteConflictException)

    def test_roles_come_in_pages(self):
        for _ in range(3):
            self.iam.create_role(RoleName=unique("role"), AssumeRolePolicyDocument=TRUST, Path="/paged/")
        roles, pages = self.pages(self.iam, "list_roles", "Roles", 2, PathPrefix="/paged/")
        self.assertEqual((len(roles), pages), (3, 2))

    def test_what_is_wrong_is_refused(self):
        with self.fault("NoSuchEntity", 404) as refused:
            self.iam.get_role(RoleName="nowhere")
        self.assertIsInstance(refused.exception, self.iam.exceptions.NoSuchEntityException)
        with self.fault("EntityAlreadyExists", 409):
            self.iam.create_role(RoleName=self.name, AssumeRolePolicyDocument=TRUST)
        with self.fault("MalformedPolicyDocument", 400):
            self.iam.create_role(RoleName=unique("role"), AssumeRolePolicyDocument="{")


class Kms(ClientTest):
    def setUp(self):
        self.kms = boto("kms")
        self.key = self.kms.create_key(Description="it")["KeyMetadata"]["KeyId"]

    def test_a_key_is_found_by_its_alias(self):
        alias = f"alias/{unique('key')}"
        self.kms.create_alias(AliasName=alias, TargetKeyId=self.key)
        self.assertEqual(self.kms.describe_key(KeyId=alias)["KeyMetadata"]["KeyId"], self.key)

    def test_a_key_is_scheduled_for_deletion(self):
        self.kms.schedule_key_deletion(KeyId=self.key, PendingWindowInDays=7)
        self.assertEqual(self.kms.describe_key(KeyId=self.key)["KeyMetadata"]["KeyState"], "PendingDeletion")
        self.kms.cancel_key_deletion(KeyId=self.key)

    def test_keys_come_in_pages(self):
        for _ in range(2):
            self.kms.create_key()
        keys, pages = self.pages(self.kms, "list_keys", "Keys", 1)
        self.assertGreaterEqual(len(keys), 3)
        self.assertGreaterEqual(pages, 3)

    def test_a_key_that_is_not_there(self):
        with self.fault("NotFoundException", 400):
            self.kms.describe_key(KeyId="12345678-1234-1234-1234-123456789012")
