//! Versions of objects: what a bucket keeps when an object is replaced or removed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    faults,
    state::{Bucket, OBJECTS, Object, State, place},
};
use crate::{
    fault::Fault,
    store::{Batch, Table},
};

/// Versions that are not current, by bucket, key and number.
pub(super) const VERSIONS: Table = Table("s3.versions");

/// Whether a bucket keeps versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Versioning {
    /// It never did.
    #[default]
    Off,
    Enabled,
    /// It did: what there is stays, new objects have the version `null`.
    Suspended,
}

/// A version that is not current, or a delete marker.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Older {
    /// Absent for the version `null`.
    pub(super) version: Option<String>,
    /// Since when it is not current; milliseconds since the epoch.
    pub(super) since: i64,
    /// `None` is a delete marker.
    pub(super) object: Option<Object>,
}

/// Versions that are not current, by key and number; the greatest number is the latest.
pub(super) type OlderVersions = BTreeMap<(String, u64), Older>;

/// What a removal did.
#[derive(Default)]
pub(super) struct Removed {
    /// Files that nothing refers to any more.
    pub(super) files: Vec<String>,
    /// The version of the delete marker that was put.
    pub(super) marker: Option<String>,
    /// Whether an object or version went for good.
    pub(super) is_gone: bool,
}

pub(super) fn new_version() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// `null` stands for the version of what has none.
pub(super) fn shown(version: Option<&str>) -> &str {
    version.unwrap_or("null")
}

fn row(bucket: &str, key: &str, number: u64) -> String {
    format!("{}\0{number:020}", place(bucket, key))
}

/// The bucket, key and number of a row.
pub(super) fn parse_row(row: &str) -> Option<(&str, &str, u64)> {
    let (place, number) = row.rsplit_once('\0')?;
    let (bucket, key) = place.split_once('\0')?;
    Some((bucket, key, number.parse().ok()?))
}

impl Bucket {
    /// The versions of a key that are not current, the latest first.
    pub(super) fn older_of(&self, key: &str) -> impl Iterator<Item = (u64, &Older)> {
        let range = (key.to_owned(), 0)..=(key.to_owned(), u64::MAX);
        self.older
            .range(range)
            .rev()
            .map(|((_, number), older)| (*number, older))
    }

    fn keep(&mut self, names: (&str, &str), older: Older, batch: &mut Batch) {
        let (bucket, key) = names;
        let number = self
            .older_of(key)
            .next()
            .map_or(0, |(number, _)| number + 1);
        batch.put(VERSIONS, row(bucket, key, number), &older);
        self.older.insert((key.to_owned(), number), older);
    }

    fn forget(
        &mut self,
        (bucket, key): (&str, &str),
        number: u64,
        batch: &mut Batch,
    ) -> Option<Older> {
        batch.delete(VERSIONS, row(bucket, key, number));
        self.older.remove(&(key.to_owned(), number))
    }

    /// Takes the version `null` out of the older ones; the answer is its file.
    fn forget_null(&mut self, names: (&str, &str), batch: &mut Batch) -> Option<String> {
        let number = self
            .older_of(names.1)
            .find(|(_, older)| older.version.is_none())?
            .0;
        self.forget(names, number, batch)?
            .object
            .map(|object| object.file)
    }

    /// Puts the current object aside for one that comes at `now`, where versions are kept; the
    /// answer is the files that go.
    pub(super) fn make_room(
        &mut self,
        names: (&str, &str),
        now: i64,
        batch: &mut Batch,
    ) -> Vec<String> {
        let versioning = self.settings.versioning;
        let mut files = Vec::new();
        if versioning == Versioning::Suspended {
            files.extend(self.forget_null(names, batch));
        }
        let Some(current) = self.objects.remove(names.1) else {
            return files;
        };
        let is_replaced = match versioning {
            Versioning::Off => true,
            Versioning::Suspended => current.version.is_none(),
            Versioning::Enabled => false,
        };
        if is_replaced {
            files.push(current.file);
        } else {
            let version = current.version.clone();
            self.keep(
                names,
                Older {
                    version,
                    since: now,
                    object: Some(current),
                },
                batch,
            );
        }
        files
    }
}

impl State {
    /// The object of a version, the current one without.
    pub(super) fn version(
        &self,
        bucket: &str,
        key: &str,
        version: Option<&str>,
    ) -> Result<&Object, Fault> {
        let Some(version) = version else {
            return self.object(bucket, key);
        };
        let found = self.bucket(bucket)?;
        let current = found
            .objects
            .get(key)
            .filter(|object| shown(object.version.as_deref()) == version);
        let mut older = found.older_of(key).map(|(_, older)| older);
        let older = || {
            older
                .find(|older| shown(older.version.as_deref()) == version)?
                .object
                .as_ref()
        };
        current
            .or_else(older)
            .ok_or_else(|| faults::no_such_version(key, version))
    }

    /// Removes an object, or puts a delete marker over its versions.
    pub(super) fn delete(
        &mut self,
        bucket: &str,
        key: &str,
        now: i64,
        batch: &mut Batch,
    ) -> Result<Removed, Fault> {
        let found = self.bucket_mut(bucket)?;
        let was_there = found.objects.contains_key(key);
        let files = found.make_room((bucket, key), now, batch);
        batch.delete(OBJECTS, place(bucket, key));
        let version = match found.settings.versioning {
            Versioning::Off => {
                return Ok(Removed {
                    files,
                    marker: None,
                    is_gone: was_there,
                });
            }
            Versioning::Suspended => None,
            Versioning::Enabled => Some(new_version()),
        };
        let marker = shown(version.as_deref()).to_owned();
        found.keep(
            (bucket, key),
            Older {
                version,
                since: now,
                object: None,
            },
            batch,
        );
        Ok(Removed {
            files,
            marker: Some(marker),
            is_gone: false,
        })
    }

    /// Removes one version for good; the latest that is left becomes current.
    pub(super) fn delete_version(
        &mut self,
        bucket: &str,
        key: &str,
        version: &str,
        batch: &mut Batch,
    ) -> Result<Removed, Fault> {
        let found = self.bucket_mut(bucket)?;
        let is_current = found
            .objects
            .get(key)
            .is_some_and(|object| shown(object.version.as_deref()) == version);
        let mut removed = Removed::default();
        if is_current {
            removed
                .files
                .extend(found.objects.remove(key).map(|object| object.file));
            batch.delete(OBJECTS, place(bucket, key));
            removed.is_gone = true;
        } else {
            let number = found
                .older_of(key)
                .find(|(_, older)| shown(older.version.as_deref()) == version);
            let Some(number) = number.map(|(number, _)| number) else {
                return Ok(removed);
            };
            let older = found.forget((bucket, key), number, batch);
            removed.files.extend(
                older
                    .and_then(|older| older.object)
                    .map(|object| object.file),
            );
            removed.is_gone = true;
        }
        found.promote(bucket, key, batch);
        Ok(removed)
    }
}

impl Bucket {
    /// Makes the latest version current, when there is no current one and it is no marker.
    fn promote(&mut self, bucket: &str, key: &str, batch: &mut Batch) {
        if self.objects.contains_key(key) {
            return;
        }
        let latest = self
            .older_of(key)
            .next()
            .map(|(number, older)| (number, older.object.clone()));
        if let Some((number, Some(object))) = latest {
            self.forget((bucket, key), number, batch);
            batch.put(OBJECTS, place(bucket, key), &object);
            self.objects.insert(key.to_owned(), object);
        }
    }
}
