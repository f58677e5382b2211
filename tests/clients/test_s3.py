"""S3 through boto3."""

import http.client
import re
import urllib.error
import urllib.parse
import urllib.request

from botocore.exceptions import ClientError

from clients import ClientTest, boto, unique

PART = 5 * 1024 * 1024


class S3(ClientTest):
    def setUp(self):
        self.s3, self.bucket = boto("s3"), unique("bucket")
        self.s3.create_bucket(Bucket=self.bucket)
        self.addCleanup(self.empty)

    def empty(self):
        for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket):
            for item in page.get("Contents", []):
                self.s3.delete_object(Bucket=self.bucket, Key=item["Key"])
        self.s3.delete_bucket(Bucket=self.bucket)

    def put(self, key, body=b"body", **more):
        return self.s3.put_object(Bucket=self.bucket, Key=key, Body=body, **more)

    def body(self, key, **more):
        return self.s3.get_object(Bucket=self.bucket, Key=key, **more)["Body"].read()

    def test_an_object_comes_back_with_its_metadata(self):
        put = self.put("a/ü key+.txt", ContentType="text/plain", Metadata={"colour": "red"})
        got = self.s3.get_object(Bucket=self.bucket, Key="a/ü key+.txt")
        self.assertEqual((got["Body"].read(), got["ContentType"], got["Metadata"], got["ETag"]), (b"body", "text/plain", {"colour": "red"}, put["ETag"]))

    def test_a_range_is_a_part(self):
        self.put("k", b"0123456789")
        got = self.s3.get_object(Bucket=self.bucket, Key="k", Range="bytes=2-4")
        self.assertEqual((got["Body"].read(), got["ContentRange"]), (b"234", "bytes 2-4/10"))

    def test_conditions_are_honoured(self):
        tag = self.put("k")["ETag"]
        with self.fault("304", 304):
            self.s3.get_object(Bucket=self.bucket, Key="k", IfNoneMatch=tag)
        with self.fault("PreconditionFailed", 412):
            self.s3.get_object(Bucket=self.bucket, Key="k", IfMatch='"other"')
        with self.fault("PreconditionFailed", 412):
            self.put("k", b"new", IfNoneMatch="*")

    def test_a_large_object_is_made_of_parts(self):
        upload = self.s3.create_multipart_upload(Bucket=self.bucket, Key="large")["UploadId"]
        where = {"Bucket": self.bucket, "Key": "large", "UploadId": upload}
        parts = []
        for number, byte in ((1, b"a"), (2, b"b")):
            size = PART if number == 1 else 10
            part = self.s3.upload_part(PartNumber=number, Body=byte * size, **where)
            parts.append({"PartNumber": number, "ETag": part["ETag"]})
        listed = self.s3.list_parts(**where)["Parts"]
        self.assertEqual([part["Size"] for part in listed], [PART, 10])
        done = self.s3.complete_multipart_upload(MultipartUpload={"Parts": parts}, **where)
        self.assertTrue(done["ETag"].endswith('-2"'))
        self.assertEqual(self.body("large", Range=f"bytes={PART - 1}-{PART}"), b"ab")

    def test_an_upload_that_is_given_up_is_gone(self):
        upload = self.s3.create_multipart_upload(Bucket=self.bucket, Key="k")["UploadId"]
        where = {"Bucket": self.bucket, "Key": "k", "UploadId": upload}
        self.s3.abort_multipart_upload(**where)
        with self.fault("NoSuchUpload", 404):
            self.s3.upload_part(PartNumber=1, Body=b"x", **where)

    def test_a_part_that_is_too_small_is_refused(self):
        upload = self.s3.create_multipart_upload(Bucket=self.bucket, Key="k")["UploadId"]
        where = {"Bucket": self.bucket, "Key": "k", "UploadId": upload}
        parts = [{"PartNumber": n, "ETag": self.s3.upload_part(PartNumber=n, Body=b"x", **where)["ETag"]} for n in (1, 2)]
        with self.fault("EntityTooSmall", 400):
            self.s3.complete_multipart_upload(MultipartUpload={"Parts": parts}, **where)
        self.s3.abort_multipart_upload(**where)

    def test_keys_come_in_pages_and_by_prefix(self):
        for key in ("a/1", "a/2", "b", "c", "d"):
            self.put(key)
        items, pages = self.pages(self.s3, "list_objects_v2", "Contents", 2, Bucket=self.bucket)
        self.assertEqual(([item["Key"] for item in items], pages), (["a/1", "a/2", "b", "c", "d"], 3))
        listed = self.s3.list_objects_v2(Bucket=self.bucket, Delimiter="/")
        self.assertEqual([p["Prefix"] for p in listed["CommonPrefixes"]], ["a/"])
        self.assertEqual([item["Key"] for item in listed["Contents"]], ["b", "c", "d"])

    def test_objects_are_copied_and_deleted(self):
        self.put("from")
        self.s3.copy_object(Bucket=self.bucket, Key="to", CopySource={"Bucket": self.bucket, "Key": "from"})
        self.assertEqual(self.body("to"), b"body")
        answer = self.s3.delete_objects(Bucket=self.bucket, Delete={"Objects": [{"Key": "from"}, {"Key": "to"}, {"Key": "nowhere"}]})
        self.assertEqual(len(answer["Deleted"]), 3)

    def test_a_large_object_is_copied_in_parts(self):
        body = b"a" * PART + b"b" * PART
        self.put("from", body)
        self.s3.copy({"Bucket": self.bucket, "Key": "from"}, self.bucket, "to")
        self.assertEqual(self.body("to"), body)
        self.assertTrue(self.s3.head_object(Bucket=self.bucket, Key="to")["ETag"].endswith('-2"'))

    def test_a_bucket_is_named_by_the_host(self):
        self.put("k")
        address = urllib.parse.urlsplit(self.s3.meta.endpoint_url)
        connection = http.client.HTTPConnection(address.hostname, address.port)
        self.addCleanup(connection.close)
        url = self.s3.generate_presigned_url("get_object", Params={"Bucket": self.bucket, "Key": "k"})
        connection.request("GET", "/k?" + urllib.parse.urlsplit(url).query, headers={"Host": f"{self.bucket}.localhost:{address.port}"})
        self.assertEqual(connection.getresponse().read(), b"body")

    def test_a_page_of_another_origin_is_let_in_by_a_rule(self):
        rule = {"AllowedOrigins": ["https://shop.example"], "AllowedMethods": ["PUT"], "AllowedHeaders": ["*"]}
        self.s3.put_bucket_cors(Bucket=self.bucket, CORSConfiguration={"CORSRules": [rule]})
        url = self.s3.generate_presigned_url("put_object", Params={"Bucket": self.bucket, "Key": "k"})
        ask = {"Origin": "https://shop.example", "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "content-type"}
        with urllib.request.urlopen(urllib.request.Request(url, method="OPTIONS", headers=ask)) as answer:
            self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "https://shop.example")
        put = urllib.request.Request(url, method="PUT", data=b"body", headers={"Origin": "https://shop.example", "Content-Type": ""})
        with urllib.request.urlopen(put) as answer:
            self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "https://shop.example")
        self.assertEqual(self.body("k"), b"body")
        foreign = urllib.request.Request(url, method="PUT", data=b"other", headers={"Origin": "https://evil.example"})
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(foreign)
        self.assertEqual((refused.exception.code, self.body("k")), (403, b"body"))

    def test_what_is_set_on_a_new_bucket_is_shown(self):
        block = self.s3.get_public_access_block(Bucket=self.bucket)["PublicAccessBlockConfiguration"]
        self.assertTrue(all(block.values()))
        grant = self.s3.get_bucket_acl(Bucket=self.bucket)["Grants"][0]
        self.assertEqual((grant["Permission"], grant["Grantee"]["Type"]), ("FULL_CONTROL", "CanonicalUser"))
        rule = self.s3.get_bucket_encryption(Bucket=self.bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
        self.assertEqual(rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256")
        with self.fault("NoSuchCORSConfiguration", 404):
            self.s3.get_bucket_cors(Bucket=self.bucket)

    def test_a_presigned_url_is_enough(self):
        self.put("k")
        url = self.s3.generate_presigned_url("get_object", Params={"Bucket": self.bucket, "Key": "k"})
        with urllib.request.urlopen(url) as answer:
            self.assertEqual(answer.read(), b"body")

    def test_a_presigned_url_expires(self):
        self.put("k")
        url = self.s3.generate_presigned_url("get_object", Params={"Bucket": self.bucket, "Key": "k"})
        # As if it had been signed years ago, by either version of signatures.
        url = re.sub(r"X-Amz-Date=\d{8}", "X-Amz-Date=20200101", re.sub(r"([?&])Expires=\d+", r"\1Expires=1577836800", url))
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(url)
        self.assertEqual(refused.exception.code, 403)
        self.assertIn(b"<Code>AccessDenied</Code><Message>Request has expired", refused.exception.read())

    def test_a_range_that_is_not_there(self):
        self.put("k")
        with self.assertRaises(ClientError) as refused:
            self.s3.get_object(Bucket=self.bucket, Key="k", Range="bytes=99-")
        error = refused.exception.response["Error"]
        self.assertEqual((error["Code"], error["Message"]), ("InvalidRange", "The requested range is not satisfiable"))

    def test_what_is_not_there(self):
        with self.fault("NoSuchKey", 404):
            self.body("nowhere")
        with self.fault("404", 404):
            self.s3.head_object(Bucket=self.bucket, Key="nowhere")
        with self.fault("NoSuchBucket", 404):
            self.s3.list_objects_v2(Bucket=unique("nowhere"))
        with self.fault("NoSuchBucketPolicy", 404):
            self.s3.get_bucket_policy(Bucket=self.bucket)

    def test_a_bucket_with_objects_is_not_deleted(self):
        self.put("k")
        with self.fault("BucketNotEmpty", 409):
            self.s3.delete_bucket(Bucket=self.bucket)

    def test_a_damaged_body_is_refused(self):
        with self.fault("BadDigest", 400):
            self.put("k", ChecksumCRC32="AAAAAA==")
