//! Lists of versions, in pages.

use s3s::dto::{
    DeleteMarkerEntry, ETag, ListObjectVersionsInput, ListObjectVersionsOutput, ObjectVersion,
    ObjectVersionStorageClass,
};

use super::{
    objects::timestamp,
    state::{Bucket, Object},
    versions::shown,
};

/// One line of the list; without an object it is a delete marker.
struct Line<'a> {
    key: &'a str,
    version: &'a str,
    since: i64,
    object: Option<&'a Object>,
    is_latest: bool,
}

/// The page after the markers of the request: keys in order, the latest version first.
pub(super) fn page(
    bucket: &Bucket,
    input: ListObjectVersionsInput,
    limit: usize,
) -> ListObjectVersionsOutput {
    let prefix = input.prefix.clone().unwrap_or_default();
    let lines = lines(bucket, &prefix);
    let start = start(
        &lines,
        input.key_marker.as_deref(),
        input.version_id_marker.as_deref(),
    );
    let (page, rest) = lines[start..].split_at(limit.min(lines.len() - start));
    let last = page.last().filter(|_| !rest.is_empty());
    let mut output = ListObjectVersionsOutput {
        is_truncated: Some(last.is_some()),
        next_key_marker: last.map(|line| line.key.to_owned()),
        next_version_id_marker: last.map(|line| line.version.to_owned()),
        max_keys: i32::try_from(limit).ok(),
        name: Some(input.bucket),
        prefix: input.prefix,
        key_marker: input.key_marker,
        version_id_marker: input.version_id_marker,
        ..ListObjectVersionsOutput::default()
    };
    for line in page {
        match line.object {
            Some(object) => output
                .versions
                .get_or_insert_default()
                .push(version(line, object)),
            None => output
                .delete_markers
                .get_or_insert_default()
                .push(marker(line)),
        }
    }
    output
}

fn lines<'a>(bucket: &'a Bucket, prefix: &str) -> Vec<Line<'a>> {
    let older = bucket.older.keys().map(|(key, _)| key.as_str());
    let keys = bucket.objects.keys().map(String::as_str).chain(older);
    let mut keys: Vec<&str> = keys.filter(|key| key.starts_with(prefix)).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut lines = Vec::new();
    for key in keys {
        let first = lines.len();
        if let Some(object) = bucket.objects.get(key) {
            let version = shown(object.version.as_deref());
            lines.push(Line {
                key,
                version,
                since: object.modified,
                object: Some(object),
                is_latest: false,
            });
        }
        for (_, older) in bucket.older_of(key) {
            let since = older
                .object
                .as_ref()
                .map_or(older.since, |object| object.modified);
            let version = shown(older.version.as_deref());
            lines.push(Line {
                key,
                version,
                since,
                object: older.object.as_ref(),
                is_latest: false,
            });
        }
        lines[first].is_latest = true;
    }
    lines
}

fn start(lines: &[Line<'_>], key: Option<&str>, version: Option<&str>) -> usize {
    let Some(key) = key else { return 0 };
    let exact = version.and_then(|version| {
        lines
            .iter()
            .position(|line| line.key == key && line.version == version)
    });
    exact.map_or_else(
        || lines.partition_point(|line| line.key <= key),
        |at| at + 1,
    )
}

fn version(line: &Line<'_>, object: &Object) -> ObjectVersion {
    ObjectVersion {
        e_tag: Some(ETag::Strong(object.etag.clone())),
        is_latest: Some(line.is_latest),
        key: Some(line.key.to_owned()),
        last_modified: Some(timestamp(line.since)),
        size: i64::try_from(object.size).ok(),
        storage_class: Some(ObjectVersionStorageClass::from_static("STANDARD")),
        version_id: Some(line.version.to_owned()),
        ..ObjectVersion::default()
    }
}

fn marker(line: &Line<'_>) -> DeleteMarkerEntry {
    DeleteMarkerEntry {
        is_latest: Some(line.is_latest),
        key: Some(line.key.to_owned()),
        last_modified: Some(timestamp(line.since)),
        version_id: Some(line.version.to_owned()),
        ..DeleteMarkerEntry::default()
    }
}
