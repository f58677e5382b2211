//! Uploads in parts.

use bytes::Bytes;
use md5::{Digest, Md5};
use s3s::dto::ETagCondition;

use super::{
    S3,
    checksum::Checksums,
    objects::{How, Put, hex, md5_hex},
    state::{Object, Part, Upload},
};
use crate::fault::Fault;

/// All parts but the last have at least 5 MiB.
const SMALLEST: u64 = 5 * 1024 * 1024;

impl S3 {
    /// Starts an upload; `put` has everything but the body. Returns the upload's id.
    pub(super) async fn begin_upload(
        &self,
        bucket: &str,
        key: &str,
        put: Put,
    ) -> Result<String, Fault> {
        let id = uuid::Uuid::new_v4().simple().to_string();
        let upload = Upload {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            started: self.core.clock.now_millis(),
            headers: put.headers,
            metadata: put.metadata,
            tags: put.tags,
            parts: Default::default(),
        };
        self.ledger
            .change(|state, batch| {
                state.bucket(bucket)?;
                state.put_upload(&id, upload, batch);
                Ok(id.clone())
            })
            .await
    }

    /// Stores one part; returns its entity tag.
    pub(super) async fn add_part(
        &self,
        (bucket, key, id): (&str, &str, &str),
        number: i32,
        body: Bytes,
    ) -> Result<String, Fault> {
        if !(1..=10_000).contains(&number) {
            let message = "Part number must be an integer between 1 and 10000, inclusive";
            return Err(Fault::new("InvalidArgument", message));
        }
        self.ledger
            .read(|state| state.upload(id, bucket, key).map(|_| ()))?;
        let part = Part {
            size: body.len() as u64,
            etag: md5_hex(&body),
            modified: self.core.clock.now_millis(),
            file: self.shelf.write(vec![body]).await?,
        };
        let etag = part.etag.clone();
        let replaced = self
            .ledger
            .change(|state, batch| {
                let mut upload = state.upload(id, bucket, key)?.clone();
                let old = upload.parts.insert(number, part);
                state.put_upload(id, upload, batch);
                Ok(old.map(|part| part.file))
            })
            .await?;
        self.shelf.remove(replaced.into_iter().collect()).await;
        Ok(etag)
    }

    pub(super) fn upload(&self, bucket: &str, key: &str, id: &str) -> Result<Upload, Fault> {
        self.ledger
            .read(|state| state.upload(id, bucket, key).cloned())
    }

    /// The uploads of a bucket that are under way.
    pub(super) fn uploads(&self, bucket: &str) -> Result<Vec<(String, Upload)>, Fault> {
        self.ledger.read(|state| {
            state.bucket(bucket)?;
            let here = state
                .uploads
                .iter()
                .filter(|(_, upload)| upload.bucket == bucket);
            Ok(here
                .map(|(id, upload)| (id.clone(), upload.clone()))
                .collect())
        })
    }

    /// Makes the object of the named parts, each with the entity tag that the client has.
    pub(super) async fn finish_upload(
        &self,
        (bucket, key, id): (&str, &str, &str),
        wanted: &[(i32, Option<String>)],
        conditions: (Option<ETagCondition>, Option<ETagCondition>),
    ) -> Result<Object, Fault> {
        let upload = self.upload(bucket, key, id)?;
        let parts = select(&upload, wanted)?;
        let mut bodies = Vec::with_capacity(parts.len());
        for part in &parts {
            bodies.push(Bytes::from(self.shelf.read(&part.file, part.size).await?));
        }
        let object = Object {
            size: parts.iter().map(|part| part.size).sum(),
            etag: etag_of(&parts),
            modified: self.core.clock.now_millis(),
            checksums: Checksums::default(),
            file: self.shelf.write(bodies).await?,
            headers: upload.headers.clone(),
            metadata: upload.metadata.clone(),
            tags: upload.tags.clone(),
            version: None,
        };
        let how = How::CompleteMultipartUpload;
        let object = self.store(bucket, key, object, how, conditions).await?;
        self.drop_upload(bucket, key, id).await?;
        Ok(object)
    }

    /// Ends an upload and removes its parts.
    pub(super) async fn drop_upload(&self, bucket: &str, key: &str, id: &str) -> Result<(), Fault> {
        let files = self
            .ledger
            .change(|state, batch| {
                let parts = state.upload(id, bucket, key)?.parts.values();
                let files = parts.map(|part| part.file.clone()).collect();
                state.remove_upload(id, batch);
                Ok(files)
            })
            .await?;
        self.shelf.remove(files).await;
        Ok(())
    }
}

fn select<'a>(
    upload: &'a Upload,
    wanted: &[(i32, Option<String>)],
) -> Result<Vec<&'a Part>, Fault> {
    if wanted.is_empty() || !wanted.is_sorted_by(|a, b| a.0 < b.0) {
        let message = "The list of parts was not in ascending order. The parts list must be \
                       specified in order by part number.";
        return Err(Fault::new("InvalidPartOrder", message));
    }
    let part = |(number, etag): &(i32, Option<String>)| {
        let found = upload.parts.get(number);
        found.filter(|part| etag.as_ref().is_none_or(|etag| *etag == part.etag))
    };
    let parts: Option<Vec<&Part>> = wanted.iter().map(part).collect();
    let parts = parts.ok_or_else(|| {
        let message = "One or more of the specified parts could not be found. The part may not \
                       have been uploaded, or the specified entity tag may not match the part's \
                       entity tag.";
        Fault::new("InvalidPart", message)
    })?;
    let all_but_last = &parts[..parts.len() - 1];
    if all_but_last.iter().any(|part| part.size < SMALLEST) {
        let message = "Your proposed upload is smaller than the minimum allowed size";
        return Err(Fault::new("EntityTooSmall", message));
    }
    Ok(parts)
}

/// The MD5 of the parts' MD5s, and how many there are.
fn etag_of(parts: &[&Part]) -> String {
    let mut digest = Md5::new();
    for part in parts {
        digest.update(unhex(&part.etag));
    }
    format!("{}-{}", hex(&digest.finalize()), parts.len())
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = |at: usize| u8::from_str_radix(text.get(at..at + 2).unwrap_or("0"), 16);
    (0..text.len())
        .step_by(2)
        .map(|at| digits(at).unwrap_or(0))
        .collect()
}
