//! Objects: put, found, copied and removed.

use std::{
    collections::BTreeMap,
    time::{Duration, UNIX_EPOCH},
};

use bytes::Bytes;
use md5::{Digest, Md5};
use s3s::dto::{ETagCondition, Timestamp};

use super::{
    S3,
    checksum::Checksums,
    conditions::check_write,
    state::{Headers, Object},
};
use crate::fault::Fault;

/// An object on its way in.
#[derive(Default)]
pub(super) struct Put {
    pub(super) body: Bytes,
    pub(super) headers: Headers,
    pub(super) metadata: BTreeMap<String, String>,
    pub(super) tags: BTreeMap<String, String>,
    /// What the client says the checksums are.
    pub(super) claimed: Checksums,
    pub(super) content_md5: Option<String>,
    pub(super) if_match: Option<ETagCondition>,
    pub(super) if_none_match: Option<ETagCondition>,
}

impl S3 {
    /// The record of an object.
    pub(super) fn find(&self, bucket: &str, key: &str) -> Result<Object, Fault> {
        self.ledger.read(|state| state.object(bucket, key).cloned())
    }

    /// Stores an object under its key; returns its record once it is durable.
    pub(super) async fn put(&self, bucket: &str, key: &str, put: Put) -> Result<Object, Fault> {
        self.settings(bucket)?;
        check_key(key)?;
        check_md5(put.content_md5.as_deref(), &put.body)?;
        let object = Object {
            size: put.body.len() as u64,
            etag: md5_hex(&put.body),
            modified: self.core.clock.now_millis(),
            checksums: Checksums::verified(&put.claimed, &put.body)?,
            file: self.shelf.write(vec![put.body]).await?,
            headers: put.headers,
            metadata: put.metadata,
            tags: put.tags,
        };
        let conditions = (put.if_match, put.if_none_match);
        self.store(bucket, key, object, conditions).await
    }

    /// Makes a record the current one of its key, and removes what it replaces.
    pub(super) async fn store(
        &self,
        bucket: &str,
        key: &str,
        object: Object,
        (if_match, if_none_match): (Option<ETagCondition>, Option<ETagCondition>),
    ) -> Result<Object, Fault> {
        let (answer, file) = (object.clone(), object.file.clone());
        let stored = self
            .ledger
            .change(|state, batch| {
                let current = state.bucket(bucket)?.objects.get(key);
                check_write(if_match.as_ref(), if_none_match.as_ref(), current)?;
                state.put_object(bucket, key, object, batch)
            })
            .await;
        match stored {
            Ok(replaced) => {
                self.shelf.remove(replaced.into_iter().collect()).await;
                Ok(answer)
            }
            Err(fault) => {
                self.shelf.remove(vec![file]).await;
                Err(fault)
            }
        }
    }

    /// Removes objects; a key that is not there is removed too, as S3 sees it.
    pub(super) async fn remove(&self, bucket: &str, keys: &[String]) -> Result<(), Fault> {
        let files = self
            .ledger
            .change(|state, batch| {
                state.bucket(bucket)?;
                let removed = keys
                    .iter()
                    .map(|key| state.remove_object(bucket, key, batch));
                removed.collect::<Result<Vec<_>, _>>()
            })
            .await?;
        self.shelf
            .remove(files.into_iter().flatten().collect())
            .await;
        Ok(())
    }

    /// Changes the tags of an object.
    pub(super) async fn tag(
        &self,
        bucket: &str,
        key: &str,
        tags: BTreeMap<String, String>,
    ) -> Result<(), Fault> {
        self.ledger
            .change(|state, batch| {
                let mut object = state.object(bucket, key)?.clone();
                object.tags = tags;
                state.put_object(bucket, key, object, batch)
            })
            .await?;
        Ok(())
    }
}

/// A time as S3's answers carry it.
pub(super) fn timestamp(millis: i64) -> Timestamp {
    let since = Duration::from_millis(u64::try_from(millis).unwrap_or(0));
    Timestamp::from(UNIX_EPOCH + since)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn md5_hex(bytes: &[u8]) -> String {
    hex(&Md5::digest(bytes))
}

fn check_md5(claimed: Option<&str>, body: &[u8]) -> Result<(), Fault> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let actual = Md5::digest(body);
    match claimed.map(|text| STANDARD.decode(text)) {
        None => Ok(()),
        Some(Ok(digest)) if digest == actual.as_slice() => Ok(()),
        Some(Ok(digest)) if digest.len() == 16 => Err(Fault::new(
            "BadDigest",
            "The Content-MD5 you specified did not match what we received.",
        )),
        Some(_) => Err(Fault::new(
            "InvalidDigest",
            "The Content-MD5 you specified is not valid.",
        )),
    }
}

/// Keys have 1 to 1,024 bytes.
fn check_key(key: &str) -> Result<(), Fault> {
    if key.len() <= 1024 {
        return Ok(());
    }
    Err(Fault::new("KeyTooLongError", "Your key is too long"))
}
