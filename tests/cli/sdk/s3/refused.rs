//! What S3 refuses. Its models name next to none of these errors.

use aws_sdk_s3::{
    operation::upload_part::builders::UploadPartFluentBuilder,
    types::{BucketVersioningStatus, VersioningConfiguration},
};

use super::*;

pub(super) async fn refused(s3: &Client) {
    missing(s3).await;
    objects(s3).await;
    reads(s3).await;
    lists(s3).await;
    versioning(s3).await;
    uploads(s3).await;
    elsewhere().await;
}

async fn missing(s3: &Client) {
    let bucket = "nowhere";
    refused!(s3.list_objects_v2().bucket(bucket), is_no_such_bucket);
    refused!(s3.list_objects().bucket(bucket), is_no_such_bucket);
    refused_as!(s3.put_object().bucket(bucket).key("a"), "NoSuchBucket");
    refused_as!(s3.get_object().bucket(bucket).key("a"), "NoSuchBucket");
    refused_as!(s3.delete_object().bucket(bucket).key("a"), "NoSuchBucket");
    refused_as!(s3.get_bucket_versioning().bucket(bucket), "NoSuchBucket");
    refused_as!(s3.delete_bucket().bucket(bucket), "NoSuchBucket");
}

async fn objects(s3: &Client) {
    let put = |key: &str| {
        let put = s3.put_object().bucket(BUCKET).key(key);
        put.body(ByteStream::from_static(b"text"))
    };
    refused_as!(put(&"k".repeat(1025)), "KeyTooLongError");
    let of_nothing = "1B2M2Y8AsgTpgAmY7PhCfg==";
    refused_as!(put("sum").content_md5(of_nothing), "BadDigest");
    refused_as!(put("sum").content_md5("nonsense"), "InvalidDigest");
    refused_as!(put("sum").checksum_sha256(of_nothing), "BadDigest");
    // There is nothing that could match.
    refused_as!(put("nothing").if_match("\"other\""), "NoSuchKey");
}

async fn reads(s3: &Client) {
    let put = s3.put_object().bucket(BUCKET).key("read");
    let tag = put.send().await.unwrap().e_tag().unwrap().to_owned();
    let get = || s3.get_object().bucket(BUCKET).key("read");
    let same = get().if_none_match(tag).send().await.unwrap_err();
    // Such an answer has no body that could name the error.
    assert_eq!(same.raw_response().unwrap().status().as_u16(), 304);
    let version = "0123456789abcdef0123456789abcdef";
    refused_as!(get().version_id(version), "NoSuchVersion");
    let delete = s3.delete_object().bucket(BUCKET).key("read");
    delete.send().await.unwrap();
}

async fn lists(s3: &Client) {
    let list = s3.list_objects_v2().bucket(BUCKET);
    refused_as!(list.max_keys(-1), "InvalidArgument");
    let list = s3.list_object_versions().bucket(BUCKET);
    refused_as!(list.delimiter("/"), "NotImplemented");
    let one = |n: i32| ObjectIdentifier::builder().key(n.to_string()).build();
    let many = (0..1001).map(|n| one(n).unwrap()).collect();
    let many = Delete::builder().set_objects(Some(many)).build().unwrap();
    let delete = s3.delete_objects().bucket(BUCKET).delete(many);
    refused_as!(delete, "MalformedXML");
}

async fn versioning(s3: &Client) {
    let put = |status: Option<BucketVersioningStatus>| {
        let to = VersioningConfiguration::builder().set_status(status);
        let put = s3.put_bucket_versioning().bucket(BUCKET);
        put.versioning_configuration(to.build())
    };
    refused_as!(put(None), "IllegalVersioningConfigurationException");
}

async fn uploads(s3: &Client) {
    let begin = s3.create_multipart_upload().bucket(BUCKET).key("parts");
    let begun = begin.send().await.unwrap();
    let upload = begun.upload_id().unwrap();
    let part = |number: i32| -> UploadPartFluentBuilder {
        let part = s3.upload_part().bucket(BUCKET).key("parts");
        let part = part.upload_id(upload).part_number(number);
        part.body(ByteStream::from_static(b"text"))
    };
    refused_as!(part(0), "InvalidArgument");
    let tags = [
        part(1).send().await.unwrap().e_tag().unwrap().to_owned(),
        part(2).send().await.unwrap().e_tag().unwrap().to_owned(),
    ];
    let complete = |order: [usize; 2]| {
        let parts = order.map(|index| {
            let part = CompletedPart::builder().part_number(index as i32 + 1);
            part.e_tag(&tags[index]).build()
        });
        let parts = CompletedMultipartUpload::builder().set_parts(Some(parts.to_vec()));
        let complete = s3.complete_multipart_upload().bucket(BUCKET).key("parts");
        complete.upload_id(upload).multipart_upload(parts.build())
    };
    refused_as!(complete([1, 0]), "InvalidPartOrder");
    refused_as!(complete([0, 1]), "EntityTooSmall");
    let abort = s3.abort_multipart_upload().bucket(BUCKET).key("parts");
    abort.upload_id(upload).send().await.unwrap();
}

/// Only in us-east-1 is making a bucket again finding it.
async fn elsewhere() {
    let aws = Aws::start_in("eu-central-1").await;
    let s3 = client!(aws, aws_sdk_s3, force_path_style(true));
    let make = || s3.create_bucket().bucket("there");
    make().send().await.unwrap();
    refused!(make(), is_bucket_already_owned_by_you);
}
