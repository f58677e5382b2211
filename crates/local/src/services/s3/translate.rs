//! Between the types of `s3s` and ours.

use std::collections::BTreeMap;

use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt;
use http::HeaderMap;
use percent_encoding::percent_decode_str;
use s3s::{
    Body, S3Error, S3Result,
    dto::{self, ETag, GetObjectOutput, HeadObjectOutput, StreamingBlob, Tag, Tagging},
    s3_error,
};

use super::{
    checksum::Checksums,
    listing::Listing,
    objects::{How, Put, timestamp},
    state::{Headers, Object},
};

/// The whole body.
pub(super) async fn collect(body: Option<StreamingBlob>) -> S3Result<Bytes> {
    let Some(body) = body else {
        return Ok(Bytes::new());
    };
    let gather = |mut all: BytesMut, part: Bytes| async move {
        all.extend_from_slice(&part);
        Ok(all)
    };
    let whole = body.try_fold(BytesMut::new(), gather).await;
    whole
        .map(BytesMut::freeze)
        .map_err(|error| s3_error!(IncompleteBody, "{error}"))
}

/// The members that PutObject, CreateMultipartUpload and CopyObject share.
macro_rules! put_of {
    ($input:expr) => {
        Put {
            headers: Headers {
                cache_control: $input.cache_control,
                content_disposition: $input.content_disposition,
                content_encoding: $input.content_encoding,
                content_language: $input.content_language,
                content_type: $input.content_type.map(|kind| kind.to_string()),
                server_side_encryption: $input
                    .server_side_encryption
                    .map(|kind| kind.as_str().to_owned()),
            },
            metadata: $input.metadata.unwrap_or_default().into_iter().collect(),
            tags: header_tags($input.tagging.as_deref()),
            ..Put::default()
        }
    };
}

pub(super) async fn put(input: dto::PutObjectInput) -> S3Result<Put> {
    let body = collect(input.body).await?;
    let claimed = Checksums {
        crc32: input.checksum_crc32,
        crc32c: input.checksum_crc32c,
        crc64nvme: input.checksum_crc64nvme,
        sha1: input.checksum_sha1,
        sha256: input.checksum_sha256,
    };
    Ok(Put {
        body,
        claimed,
        content_md5: input.content_md5,
        if_match: input.if_match,
        if_none_match: input.if_none_match,
        ..put_of!(input)
    })
}

pub(super) fn upload(input: dto::CreateMultipartUploadInput) -> Put {
    put_of!(input)
}

/// Whether a copy of an object to itself changes anything.
pub(super) fn changes_anything(input: &dto::CopyObjectInput) -> bool {
    let directive = input.metadata_directive.as_ref();
    directive.is_some_and(|it| it.as_str() == "REPLACE")
        || input.storage_class.is_some()
        || input.server_side_encryption.is_some()
        || input.website_redirect_location.is_some()
}

/// A copy: what the source has, unless the request says REPLACE.
pub(super) fn copy(input: dto::CopyObjectInput, source: &Object) -> Put {
    let replace = |directive: Option<&str>| directive == Some("REPLACE");
    let headers_too = replace(input.metadata_directive.as_ref().map(|it| it.as_str()));
    let tags_too = replace(input.tagging_directive.as_ref().map(|it| it.as_str()));
    let mut put = Put {
        how: How::Copy,
        ..put_of!(input)
    };
    if !headers_too {
        put.headers = source.headers.clone();
        put.metadata = source.metadata.clone();
    }
    if !tags_too {
        put.tags = source.tags.clone();
    }
    put
}

/// The members that GetObject and HeadObject share. Checksums only where they were asked for,
/// because they are of the whole object.
macro_rules! output_of {
    ($type:ident, $object:expr, $sums:expr) => {{
        let (object, sums): (&Object, Checksums) = ($object, $sums);
        let headers = object.headers.clone();
        let kind = headers
            .content_type
            .unwrap_or_else(|| "binary/octet-stream".to_owned());
        let metadata = object.metadata.clone().into_iter().collect();
        $type {
            accept_ranges: Some("bytes".to_owned()),
            cache_control: headers.cache_control,
            checksum_crc32: sums.crc32,
            checksum_crc32c: sums.crc32c,
            checksum_crc64nvme: sums.crc64nvme,
            checksum_sha1: sums.sha1,
            checksum_sha256: sums.sha256,
            content_disposition: headers.content_disposition,
            content_encoding: headers.content_encoding,
            content_language: headers.content_language,
            content_length: i64::try_from(object.size).ok(),
            content_type: kind.parse().ok(),
            e_tag: Some(ETag::Strong(object.etag.clone())),
            last_modified: Some(timestamp(object.modified)),
            metadata: Some(metadata),
            server_side_encryption: headers.server_side_encryption.map(Into::into),
            version_id: object.version.clone(),
            ..$type::default()
        }
    }};
}

pub(super) fn head_output(object: &Object, with_sums: bool) -> HeadObjectOutput {
    output_of!(HeadObjectOutput, object, sums(object, with_sums))
}

/// The answer of GetObject: the range of the bytes that was asked for, or all.
pub(super) fn get_output(
    object: &Object,
    bytes: Vec<u8>,
    range: Option<&dto::Range>,
    with_sums: bool,
) -> S3Result<GetObjectOutput> {
    let whole = Bytes::from(bytes);
    let with_sums = with_sums && range.is_none();
    let mut output = output_of!(GetObjectOutput, object, sums(object, with_sums));
    let body = match range {
        None => whole,
        Some(range) => {
            let part = range
                .check(object.size)
                .map_err(|_| s3_error!(InvalidRange, "The requested range is not satisfiable"))?;
            let last = part.end.saturating_sub(1);
            output.content_range = Some(format!("bytes {}-{last}/{}", part.start, object.size));
            whole.slice(part.start as usize..part.end as usize)
        }
    };
    output.content_length = i64::try_from(body.len()).ok();
    output.tag_count = i32::try_from(object.tags.len())
        .ok()
        .filter(|count| *count > 0);
    output.body = Some(StreamingBlob::from(Body::from(body)));
    Ok(output)
}

fn sums(object: &Object, wanted: bool) -> Checksums {
    if wanted {
        object.checksums.clone()
    } else {
        Checksums::default()
    }
}

/// Contents and common prefixes of a list, percent-encoded where the client asked for it.
pub(super) fn entries(
    page: Listing<Object>,
    encode: bool,
) -> (Vec<dto::Object>, Vec<dto::CommonPrefix>) {
    let object = |(key, object): (String, Object)| dto::Object {
        key: Some(spelled(&key, encode)),
        e_tag: Some(ETag::Strong(object.etag)),
        last_modified: Some(timestamp(object.modified)),
        size: i64::try_from(object.size).ok(),
        storage_class: Some(dto::ObjectStorageClass::from_static("STANDARD")),
        ..dto::Object::default()
    };
    let prefix = |prefix: String| dto::CommonPrefix {
        prefix: Some(spelled(&prefix, encode)),
    };
    let objects = page.objects.into_iter().map(object).collect();
    (objects, page.prefixes.into_iter().map(prefix).collect())
}

/// A key as a list has it: `encoding-type=url` leaves the slashes.
pub(super) fn spelled(key: &str, encode: bool) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'*');
    if encode {
        utf8_percent_encode(key, KEPT).to_string()
    } else {
        key.to_owned()
    }
}

/// `x-amz-tagging: a=1&b=2`
fn header_tags(header: Option<&str>) -> BTreeMap<String, String> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pairs = header
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (decoded(key), decoded(value)))
        .collect()
}

pub(super) fn tag_map(tagging: Tagging) -> BTreeMap<String, String> {
    let pair = |tag: Tag| (tag.key.unwrap_or_default(), tag.value.unwrap_or_default());
    tagging.tag_set.into_iter().map(pair).collect()
}

pub(super) fn tag_set(tags: &BTreeMap<String, String>) -> Vec<Tag> {
    let tag = |(key, value): (&String, &String)| Tag {
        key: Some(key.clone()),
        value: Some(value.clone()),
    };
    tags.iter().map(tag).collect()
}

/// Bucket, key and version of `x-amz-copy-source`.
pub(super) fn source(
    source: &dto::CopySource,
) -> Result<(String, String, Option<String>), S3Error> {
    match source {
        dto::CopySource::Bucket {
            bucket,
            key,
            version_id,
        } => Ok((
            bucket.to_string(),
            key.to_string(),
            version_id.as_deref().map(str::to_owned),
        )),
        _ => Err(s3_error!(
            NotImplemented,
            "The local environment copies from buckets only."
        )),
    }
}

/// Refuses request headers whose meaning would be lost.
pub(super) fn refuse_unknown(headers: &HeaderMap) -> S3Result<()> {
    let customer_key = "x-amz-server-side-encryption-customer-key";
    if headers.contains_key(customer_key) {
        return Err(s3_error!(
            NotImplemented,
            "The local environment does not emulate encryption with customer keys."
        ));
    }
    Ok(())
}
