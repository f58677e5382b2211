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
    notify::{self, Happening, What},
    state::{Headers, Object},
    versions::Removed,
};
use crate::fault::Fault;

/// An object on its way in.
#[derive(Default)]
pub(super) struct Put {
    pub(super) body: Bytes,
    pub(super) how: How,
    pub(super) headers: Headers,
    pub(super) metadata: BTreeMap<String, String>,
    pub(super) tags: BTreeMap<String, String>,
    /// What the client says the checksums are.
    pub(super) claimed: Checksums,
    pub(super) content_md5: Option<String>,
    pub(super) if_match: Option<ETagCondition>,
    pub(super) if_none_match: Option<ETagCondition>,
}

/// By which operation an object comes about.
#[derive(Clone, Copy, Default)]
pub(super) enum How {
    #[default]
    Put,
    Copy,
    CompleteMultipartUpload,
}

impl How {
    fn name(self) -> &'static str {
        match self {
            Self::Put => "Put",
            Self::Copy => "Copy",
            Self::CompleteMultipartUpload => "CompleteMultipartUpload",
        }
    }
}

impl S3 {
    /// The record of an object, or of one of its versions.
    pub(super) fn find(
        &self,
        bucket: &str,
        key: &str,
        version: Option<&str>,
    ) -> Result<Object, Fault> {
        self.ledger
            .read(|state| state.version(bucket, key, version).cloned())
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
            version: None,
        };
        let conditions = (put.if_match, put.if_none_match);
        self.store(bucket, key, object, put.how, conditions).await
    }

    /// Makes a record the current one of its key, and removes what it replaces.
    pub(super) async fn store(
        &self,
        bucket: &str,
        key: &str,
        object: Object,
        how: How,
        (if_match, if_none_match): (Option<ETagCondition>, Option<ETagCondition>),
    ) -> Result<Object, Fault> {
        let file = object.file.clone();
        let stored = self
            .ledger
            .change(|state, batch| {
                let current = state.bucket(bucket)?.objects.get(key);
                check_write(key, if_match.as_ref(), if_none_match.as_ref(), current)?;
                let notifications = state.bucket(bucket)?.settings.notifications.clone();
                let (object, files) = state.put_object(bucket, key, object, batch)?;
                let happening = Happening {
                    bucket: bucket.to_owned(),
                    key: key.to_owned(),
                    version: object.version.clone(),
                    what: What::Created {
                        how: how.name(),
                        size: object.size,
                        etag: object.etag.clone(),
                    },
                    at: object.modified,
                };
                let notices = notifications.note(&self.core, &happening, batch);
                Ok((object, files, notices))
            })
            .await;
        match stored {
            Ok((object, replaced, notices)) => {
                notify::send(&self.core, notices);
                self.shelf.remove(replaced).await;
                Ok(object)
            }
            Err(fault) => {
                self.shelf.remove(vec![file]).await;
                Err(fault)
            }
        }
    }

    /// Removes objects, or versions of them; a key that is not there is removed too, as S3 sees it.
    /// The answer says for each what was done.
    pub(super) async fn remove(
        &self,
        bucket: &str,
        keys: &[(String, Option<String>)],
    ) -> Result<Vec<Removed>, Fault> {
        let now = self.core.clock.now_millis();
        let (mut removed, notices) = self
            .ledger
            .change(|state, batch| {
                let notifications = state.bucket(bucket)?.settings.notifications.clone();
                let (mut all, mut notices) = (Vec::with_capacity(keys.len()), Vec::new());
                for (key, version) in keys {
                    let removed = match version {
                        Some(version) => state.delete_version(bucket, key, version, batch)?,
                        None => state.delete(bucket, key, now, batch)?,
                    };
                    let gone = happened(bucket, key, version.as_deref(), &removed, now);
                    if let Some(happening) = &gone {
                        notices.extend(notifications.note(&self.core, happening, batch));
                    }
                    all.push(removed);
                }
                Ok((all, notices))
            })
            .await?;
        notify::send(&self.core, notices);
        let files = removed.iter_mut().flat_map(|one| one.files.drain(..));
        self.shelf.remove(files.collect()).await;
        Ok(removed)
    }

    /// Changes the tags of an object.
    pub(super) async fn tag(
        &self,
        bucket: &str,
        key: &str,
        tags: BTreeMap<String, String>,
    ) -> Result<(), Fault> {
        let at = self.core.clock.now_millis();
        let notices = self
            .ledger
            .change(|state, batch| {
                let mut object = state.object(bucket, key)?.clone();
                let happening = Happening {
                    bucket: bucket.to_owned(),
                    key: key.to_owned(),
                    version: object.version.clone(),
                    what: What::Tagged {
                        etag: object.etag.clone(),
                        added: !tags.is_empty(),
                    },
                    at,
                };
                object.tags = tags;
                state.set_object(bucket, key, object, batch)?;
                let notifications = &state.bucket(bucket)?.settings.notifications;
                Ok(notifications.note(&self.core, &happening, batch))
            })
            .await?;
        notify::send(&self.core, notices);
        Ok(())
    }
}

/// What a removal is to be told as; nothing when nothing was there.
fn happened(
    bucket: &str,
    key: &str,
    version: Option<&str>,
    removed: &Removed,
    at: i64,
) -> Option<Happening> {
    let (what, version) = match &removed.marker {
        Some(marker) => (What::Marked, Some(marker.clone())),
        None => (What::Deleted, version.map(str::to_owned)),
    };
    let happening = Happening {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
        version,
        what,
        at,
    };
    (removed.is_gone || removed.marker.is_some()).then_some(happening)
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
