//! Buckets and objects.

mod bucket;
mod look;
mod refused;

use aws_sdk_s3::{
    Client,
    primitives::ByteStream,
    types::{
        CompletedMultipartUpload, CompletedPart, Delete, MetadataDirective, ObjectIdentifier, Tag,
        Tagging,
    },
};

use super::{Aws, client, errors, refused, refused_as};

const BUCKET: &str = "shop-bucket";

#[tokio::test]
async fn every_operation_of_s3() {
    let aws = Aws::start().await;
    let s3 = client!(aws, aws_sdk_s3, force_path_style(true));
    buckets(&s3).await;
    bucket::tags(&s3).await;
    bucket::policy(&s3).await;
    bucket::lifecycle(&s3).await;
    bucket::notifications(&s3).await;
    bucket::versioning(&s3).await;
    look::bucket(&s3).await;
    look::access(&s3).await;
    look::cors(&s3).await;
    objects(&s3).await;
    compressed(&s3).await;
    copies_and_tags(&s3).await;
    look::object(&s3).await;
    listing(&s3).await;
    multipart(&s3).await;
    copied_parts(&s3).await;
    refused::refused(&s3).await;
    ends(&s3).await;
    // What they ask for cannot be set here.
    let always_refused = [
        "GetBucketWebsite",
        "GetBucketReplication",
        "GetObjectLockConfiguration",
    ];
    aws.covers("s3", &always_refused);
    let others = [
        ("IncompleteBody", "the connection ends before the body"),
        ("NotModified", "an answer without a body, see refused"),
    ];
    errors::all_met("s3", &others);
}

async fn buckets(s3: &Client) {
    s3.create_bucket().bucket(BUCKET).send().await.unwrap();
    refused_as!(s3.create_bucket().bucket("No"), "InvalidBucketName");
    let refused = s3.create_bucket().bucket("No").send().await.unwrap_err();
    let text = refused
        .into_service_error()
        .meta()
        .message()
        .map(str::to_owned);
    assert_eq!(text.as_deref(), Some("The specified bucket is not valid."));
    s3.head_bucket().bucket(BUCKET).send().await.unwrap();
    refused!(s3.head_bucket().bucket("nowhere"), is_not_found);
    let listed = s3.list_buckets().send().await.unwrap();
    assert_eq!(listed.buckets()[0].name(), Some(BUCKET));
    let place = s3
        .get_bucket_location()
        .bucket(BUCKET)
        .send()
        .await
        .unwrap();
    // us-east-1 has none, as AWS writes it: an empty element.
    let place = place
        .location_constraint()
        .map_or("", |place| place.as_str());
    assert_eq!(place, "");
}

fn tagging() -> Tagging {
    let tag = Tag::builder().key("team").value("shop").build().unwrap();
    Tagging::builder().tag_set(tag).build().unwrap()
}

async fn put(s3: &Client, key: &str, text: &'static str) {
    let put = s3
        .put_object()
        .bucket(BUCKET)
        .key(key)
        .body(ByteStream::from_static(text.as_bytes()));
    put.send().await.unwrap();
}

async fn objects(s3: &Client) {
    put(s3, "a/one", "first").await;
    let get = |key| s3.get_object().bucket(BUCKET).key(key);
    let got = get("a/one").send().await.unwrap();
    assert!(got.version_id().is_some());
    assert_eq!(got.body.collect().await.unwrap().to_vec(), b"first");
    refused!(get("nothing"), is_no_such_key);
    refused_as!(get("a/one").if_match("\"other\""), "PreconditionFailed");
    refused_as!(get("a/one").range("bytes=90-99"), "InvalidRange");
    let head = s3
        .head_object()
        .bucket(BUCKET)
        .key("a/one")
        .send()
        .await
        .unwrap();
    assert_eq!(head.content_length(), Some(5));
    refused!(s3.head_object().bucket(BUCKET).key("nothing"), is_not_found);
    let once = s3
        .put_object()
        .bucket(BUCKET)
        .key("a/one")
        .if_none_match("*");
    refused_as!(once, "PreconditionFailed");
}

/// An object that says that it is compressed is kept as it is.
async fn compressed(s3: &Client) {
    let body = ByteStream::from_static(b"not really gzip");
    let put = s3
        .put_object()
        .bucket(BUCKET)
        .key("packed")
        .content_encoding("gzip")
        .body(body);
    put.send().await.unwrap();
    let got = s3
        .get_object()
        .bucket(BUCKET)
        .key("packed")
        .send()
        .await
        .unwrap();
    assert_eq!(got.content_encoding(), Some("gzip"));
    assert_eq!(
        got.body.collect().await.unwrap().to_vec(),
        b"not really gzip"
    );
}

async fn copies_and_tags(s3: &Client) {
    let copy = |from: &str| {
        let from = format!("{BUCKET}/{from}");
        s3.copy_object()
            .bucket(BUCKET)
            .key("a/two")
            .copy_source(from)
    };
    copy("a/one").send().await.unwrap();
    refused_as!(copy("nothing"), "NoSuchKey");
    // To itself only with other metadata.
    refused_as!(copy("a/two"), "InvalidRequest");
    let replace = copy("a/two").metadata_directive(MetadataDirective::Replace);
    replace.metadata("by", "me").send().await.unwrap();
    refused_as!(
        copy("a/one").copy_source_if_none_match("*"),
        "PreconditionFailed"
    );
    let tag = s3
        .put_object_tagging()
        .bucket(BUCKET)
        .key("a/two")
        .tagging(tagging());
    tag.send().await.unwrap();
    let tags = || s3.get_object_tagging().bucket(BUCKET).key("a/two");
    assert_eq!(tags().send().await.unwrap().tag_set(), tagging().tag_set());
    s3.delete_object_tagging()
        .bucket(BUCKET)
        .key("a/two")
        .send()
        .await
        .unwrap();
    assert_eq!(tags().send().await.unwrap().tag_set().len(), 0);
}

async fn listing(s3: &Client) {
    let page = s3
        .list_objects_v2()
        .bucket(BUCKET)
        .prefix("a/")
        .max_keys(1)
        .send()
        .await
        .unwrap();
    assert_eq!(page.contents()[0].key(), Some("a/one"));
    let next = page.next_continuation_token().unwrap();
    let rest = s3
        .list_objects_v2()
        .bucket(BUCKET)
        .prefix("a/")
        .continuation_token(next);
    assert_eq!(
        rest.send().await.unwrap().contents()[0].key(),
        Some("a/two")
    );
    let old = s3
        .list_objects()
        .bucket(BUCKET)
        .delimiter("/")
        .send()
        .await
        .unwrap();
    assert_eq!(old.common_prefixes()[0].prefix(), Some("a/"));
    put(s3, "a/one", "second").await;
    let versions = s3
        .list_object_versions()
        .bucket(BUCKET)
        .prefix("a/one")
        .send()
        .await
        .unwrap();
    assert_eq!(versions.versions().len(), 2);
}

async fn multipart(s3: &Client) {
    let begin = || s3.create_multipart_upload().bucket(BUCKET).key("big");
    let begun = begin().send().await.unwrap();
    let id = begun.upload_id().unwrap();
    let part = |id| {
        let part = s3
            .upload_part()
            .bucket(BUCKET)
            .key("big")
            .upload_id(id)
            .part_number(1);
        part.body(ByteStream::from_static(b"all of it"))
    };
    let sent = part(id).send().await.unwrap();
    refused_as!(part("nonsense"), "NoSuchUpload");
    let parts = s3
        .list_parts()
        .bucket(BUCKET)
        .key("big")
        .upload_id(id)
        .send()
        .await
        .unwrap();
    assert_eq!(parts.parts()[0].size(), Some(9));
    let uploads = s3
        .list_multipart_uploads()
        .bucket(BUCKET)
        .send()
        .await
        .unwrap();
    assert_eq!(uploads.uploads()[0].upload_id(), Some(id));
    let end = |etag: &str| {
        let done = CompletedPart::builder().part_number(1).e_tag(etag).build();
        let done = CompletedMultipartUpload::builder().parts(done).build();
        let end = s3
            .complete_multipart_upload()
            .bucket(BUCKET)
            .key("big")
            .upload_id(id);
        end.multipart_upload(done)
    };
    refused_as!(end("other"), "InvalidPart");
    let whole = end(sent.e_tag().unwrap()).send().await.unwrap();
    assert!(whole.e_tag().unwrap().ends_with("-1\""));
    let begun = begin().send().await.unwrap();
    let abort = |id| {
        s3.abort_multipart_upload()
            .bucket(BUCKET)
            .key("big")
            .upload_id(id)
    };
    abort(begun.upload_id().unwrap()).send().await.unwrap();
    refused!(abort("nonsense"), is_no_such_upload);
}

/// An object of parts of another one: what SDKs do with large copies.
async fn copied_parts(s3: &Client) {
    put(s3, "source", "0123456789").await;
    let begin = s3.create_multipart_upload().bucket(BUCKET).key("copy");
    let begun = begin.send().await.unwrap();
    let id = begun.upload_id().unwrap();
    let part = |range: &str| {
        let part = s3.upload_part_copy().bucket(BUCKET).key("copy");
        let part = part.upload_id(id).part_number(1).copy_source_range(range);
        part.copy_source(format!("{BUCKET}/source"))
    };
    refused_as!(part("bytes=5-10"), "InvalidArgument");
    refused_as!(
        part("bytes=5-9").copy_source_if_match("\"other\""),
        "PreconditionFailed"
    );
    let copied = part("bytes=5-9").send().await.unwrap();
    let etag = copied.copy_part_result().unwrap().e_tag().unwrap();
    let done = CompletedPart::builder().part_number(1).e_tag(etag).build();
    let done = CompletedMultipartUpload::builder().parts(done).build();
    let end = s3.complete_multipart_upload().bucket(BUCKET).key("copy");
    end.upload_id(id)
        .multipart_upload(done)
        .send()
        .await
        .unwrap();
    let got = s3.get_object().bucket(BUCKET).key("copy").send();
    let body = got.await.unwrap().body.collect().await.unwrap();
    assert_eq!(body.to_vec(), b"56789");
}

async fn ends(s3: &Client) {
    refused_as!(s3.delete_bucket().bucket(BUCKET), "BucketNotEmpty");
    let marker = s3
        .delete_object()
        .bucket(BUCKET)
        .key("a/one")
        .send()
        .await
        .unwrap();
    assert_eq!(marker.delete_marker(), Some(true));
    refused!(s3.get_object().bucket(BUCKET).key("a/one"), is_no_such_key);
    let all = s3
        .list_object_versions()
        .bucket(BUCKET)
        .send()
        .await
        .unwrap();
    let versions = all
        .versions()
        .iter()
        .map(|one| (one.key(), one.version_id()));
    let markers = all
        .delete_markers()
        .iter()
        .map(|one| (one.key(), one.version_id()));
    let ids = versions.chain(markers).map(|(key, version)| {
        let id = ObjectIdentifier::builder().key(key.unwrap());
        id.set_version_id(version.map(str::to_owned))
            .build()
            .unwrap()
    });
    let delete = Delete::builder()
        .set_objects(Some(ids.collect()))
        .build()
        .unwrap();
    s3.delete_objects()
        .bucket(BUCKET)
        .delete(delete)
        .send()
        .await
        .unwrap();
    s3.delete_bucket().bucket(BUCKET).send().await.unwrap();
}
