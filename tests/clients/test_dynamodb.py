"""DynamoDB through boto3."""

import boto3
from boto3.dynamodb.conditions import Attr, Key

from clients import ClientTest, boto, unique
from environment import environment


class DynamoDb(ClientTest):
    def setUp(self):
        self.client, self.name = boto("dynamodb"), unique("table")
        self.client.create_table(
            TableName=self.name, BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": t} for n, t in (("pk", "S"), ("sk", "S"))],
        )
        self.client.get_waiter("table_exists").wait(TableName=self.name, WaiterConfig={"Delay": 1})
        self.addCleanup(lambda: self.client.delete_table(TableName=self.name))
        where = environment()
        self.table = boto3.resource(
            "dynamodb", endpoint_url=where.endpoint, region_name=where.region, aws_access_key_id="local", aws_secret_access_key="local"
        ).Table(self.name)

    def fill(self, count=5):
        for n in range(count):
            self.table.put_item(Item={"pk": "p", "sk": f"{n:02}", "n": n})

    def test_an_item_comes_back_as_it_was(self):
        item = {"pk": "p", "sk": "s", "list": [1, "a", None, True], "map": {"x": {1, 2}}, "bytes": b"\x00"}
        self.table.put_item(Item=item)
        self.assertEqual(self.table.get_item(Key={"pk": "p", "sk": "s"})["Item"], item)

    def test_a_condition_decides(self):
        self.fill(1)
        with self.fault("ConditionalCheckFailedException", 400):
            self.table.put_item(Item={"pk": "p", "sk": "00"}, ConditionExpression=Attr("pk").not_exists())
        self.table.update_item(
            Key={"pk": "p", "sk": "00"}, UpdateExpression="SET n = n + :one", ConditionExpression=Attr("n").eq(0), ExpressionAttributeValues={":one": 1}
        )
        self.assertEqual(self.table.get_item(Key={"pk": "p", "sk": "00"})["Item"]["n"], 1)

    def test_a_query_selects_sorts_and_pages(self):
        self.fill()
        found = self.table.query(KeyConditionExpression=Key("pk").eq("p") & Key("sk").gte("02"), ScanIndexForward=False)
        self.assertEqual([int(item["n"]) for item in found["Items"]], [4, 3, 2])
        items, pages = self.pages(
            self.client, "query", "Items", 2, TableName=self.name, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "p"}}
        )
        self.assertEqual(len(items), 5)
        self.assertGreaterEqual(pages, 3)

    def test_a_transaction_is_all_or_nothing(self):
        self.fill(1)
        put = lambda sk: {"Put": {"TableName": self.name, "Item": {"pk": {"S": "p"}, "sk": {"S": sk}}, "ConditionExpression": "attribute_not_exists(pk)"}}
        with self.fault("TransactionCanceledException", 400) as refused:
            self.client.transact_write_items(TransactItems=[put("new"), put("00")])
        self.assertEqual([reason["Code"] for reason in refused.exception.response["CancellationReasons"]], ["None", "ConditionalCheckFailed"])
        self.assertNotIn("Item", self.table.get_item(Key={"pk": "p", "sk": "new"}))
        self.client.transact_write_items(TransactItems=[put("new"), put("newer")])
        self.assertIn("Item", self.table.get_item(Key={"pk": "p", "sk": "newer"}))

    def test_batches(self):
        with self.table.batch_writer() as batch:
            for n in range(30):
                batch.put_item(Item={"pk": "b", "sk": f"{n:02}"})
        self.assertEqual(self.table.query(KeyConditionExpression=Key("pk").eq("b"), Select="COUNT")["Count"], 30)

    def test_what_is_wrong_is_refused(self):
        with self.fault("ResourceNotFoundException", 400):
            self.client.scan(TableName="nowhere")
        with self.fault("ResourceInUseException", 400):
            self.client.create_table(
                TableName=self.name, BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            )
        with self.fault("ValidationException", 400):
            self.table.put_item(Item={"pk": "p"})
        with self.fault("ValidationException", 400):
            self.table.query(KeyConditionExpression=Key("n").eq(1))

    def test_a_stream_is_read_shard_by_shard(self):
        self.client.update_table(TableName=self.name, StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})
        self.fill(1)
        streams, arn = boto("dynamodbstreams"), self.client.describe_table(TableName=self.name)["Table"]["LatestStreamArn"]
        [shard] = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        start = streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        [record] = streams.get_records(ShardIterator=start)["Records"]
        self.assertEqual((record["eventName"], record["dynamodb"]["Keys"]["sk"]), ("INSERT", {"S": "00"}))
        self.assertNotIn("EndingSequenceNumber", shard["SequenceNumberRange"])
        other = arn.rsplit("/", 1)[0] + "/2020-01-01T00:00:00.000"
        with self.fault("ResourceNotFoundException", 400):
            streams.describe_stream(StreamArn=other)
        for asked in ({"StreamArn": other}, {"ShardId": shard["ShardId"][:-1] + "_"}):
            with self.fault("ResourceNotFoundException", 400):
                streams.get_shard_iterator(**{"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "LATEST"} | asked)

    def test_a_time_to_live_is_not_set_twice(self):
        def update(on):
            self.client.update_time_to_live(TableName=self.name, TimeToLiveSpecification={"AttributeName": "ends", "Enabled": on})

        with self.fault("ValidationException", 400):
            update(False)
        update(True)
        with self.fault("ValidationException", 400) as refused:
            update(True)
        self.assertIn("TimeToLive is already enabled", str(refused.exception))
