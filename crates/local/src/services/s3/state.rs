//! What S3 remembers.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{
    checksum::Checksums,
    cors, faults, lifecycle,
    notify::Notifications,
    versions::{self, Older, OlderVersions, VERSIONS, Versioning, new_version},
};
use crate::{
    fault::Fault,
    store::{Batch, Store, StoreError, Table},
};

const BUCKETS: Table = Table("s3.buckets");
pub(super) const OBJECTS: Table = Table("s3.objects");
const UPLOADS: Table = Table("s3.uploads");

#[derive(Default)]
pub(super) struct State {
    pub(super) buckets: BTreeMap<String, Bucket>,
    /// By upload id.
    pub(super) uploads: BTreeMap<String, Upload>,
}

pub(super) struct Bucket {
    pub(super) settings: Settings,
    /// The current objects.
    pub(super) objects: BTreeMap<String, Object>,
    pub(super) older: OlderVersions,
}

impl Bucket {
    fn new(settings: Settings) -> Self {
        Self {
            settings,
            objects: BTreeMap::new(),
            older: BTreeMap::new(),
        }
    }
}

/// A bucket as it is stored.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Settings {
    pub(super) created: i64,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) policy: Option<String>,
    #[serde(default)]
    pub(super) versioning: Versioning,
    #[serde(default)]
    pub(super) notifications: Notifications,
    #[serde(default)]
    pub(super) lifecycle: Vec<lifecycle::Rule>,
    #[serde(default)]
    pub(super) cors: Vec<cors::Rule>,
    #[serde(default)]
    pub(super) access: Access,
}

/// Who may use what is in a bucket, as far as it is kept here.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Access {
    pub(super) public_block: Option<PublicBlock>,
    /// Such as `BucketOwnerEnforced`.
    pub(super) ownership: Option<String>,
}

/// What is kept from the public.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PublicBlock {
    pub(super) block_acls: bool,
    pub(super) block_policy: bool,
    pub(super) ignore_acls: bool,
    pub(super) restrict_buckets: bool,
}

impl Default for Access {
    /// As AWS makes buckets.
    fn default() -> Self {
        Self {
            public_block: Some(PublicBlock {
                block_acls: true,
                block_policy: true,
                ignore_acls: true,
                restrict_buckets: true,
            }),
            ownership: Some("BucketOwnerEnforced".to_owned()),
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Object {
    /// Name of the file with the bytes.
    pub(super) file: String,
    pub(super) size: u64,
    pub(super) etag: String,
    pub(super) modified: i64,
    pub(super) headers: Headers,
    pub(super) metadata: BTreeMap<String, String>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) checksums: Checksums,
    /// Absent for an object that came while versions were not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<String>,
}

/// What was sent with an object and goes out with it.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Headers {
    pub(super) cache_control: Option<String>,
    pub(super) content_disposition: Option<String>,
    pub(super) content_encoding: Option<String>,
    pub(super) content_language: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) server_side_encryption: Option<String>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Upload {
    pub(super) bucket: String,
    pub(super) key: String,
    pub(super) started: i64,
    pub(super) headers: Headers,
    pub(super) metadata: BTreeMap<String, String>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) parts: BTreeMap<i32, Part>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Part {
    pub(super) file: String,
    pub(super) size: u64,
    pub(super) etag: String,
    pub(super) modified: i64,
}

impl State {
    pub(super) fn load(store: &Store) -> Result<Self, StoreError> {
        let bucket = |(name, settings)| (name, Bucket::new(settings));
        let mut buckets: BTreeMap<String, Bucket> = store
            .load::<Settings>(BUCKETS)?
            .into_iter()
            .map(bucket)
            .collect();
        for (place, object) in store.load::<Object>(OBJECTS)? {
            let (name, key) = place.split_once('\0').unwrap_or((&place, ""));
            if let Some(bucket) = buckets.get_mut(name) {
                bucket.objects.insert(key.to_owned(), object);
            }
        }
        for (row, older) in store.load::<Older>(VERSIONS)? {
            let Some((name, key, number)) = versions::parse_row(&row) else {
                continue;
            };
            if let Some(bucket) = buckets.get_mut(name) {
                bucket.older.insert((key.to_owned(), number), older);
            }
        }
        let uploads = store.load(UPLOADS)?.into_iter().collect();
        Ok(Self { buckets, uploads })
    }

    /// Every file that is referred to.
    pub(super) fn files(&self) -> HashSet<String> {
        let objects = self
            .buckets
            .values()
            .flat_map(|bucket| bucket.objects.values());
        let older = self.buckets.values().flat_map(|bucket| {
            let versions = bucket.older.values();
            versions.filter_map(|older| older.object.as_ref())
        });
        let parts = self
            .uploads
            .values()
            .flat_map(|upload| upload.parts.values());
        objects
            .chain(older)
            .map(|object| object.file.clone())
            .chain(parts.map(|part| part.file.clone()))
            .collect()
    }

    pub(super) fn bucket(&self, name: &str) -> Result<&Bucket, Fault> {
        self.buckets
            .get(name)
            .ok_or_else(|| faults::no_such_bucket(name))
    }

    pub(super) fn bucket_mut(&mut self, name: &str) -> Result<&mut Bucket, Fault> {
        self.buckets
            .get_mut(name)
            .ok_or_else(|| faults::no_such_bucket(name))
    }

    pub(super) fn object(&self, bucket: &str, key: &str) -> Result<&Object, Fault> {
        let objects = &self.bucket(bucket)?.objects;
        objects.get(key).ok_or_else(|| faults::no_such_key(key))
    }

    pub(super) fn upload(&self, id: &str, bucket: &str, key: &str) -> Result<&Upload, Fault> {
        let of_object = |upload: &&Upload| upload.bucket == bucket && upload.key == key;
        self.uploads
            .get(id)
            .filter(of_object)
            .ok_or_else(faults::no_such_upload)
    }

    pub(super) fn put_bucket(&mut self, name: &str, settings: Settings, batch: &mut Batch) {
        batch.put(BUCKETS, name, &settings);
        match self.buckets.get_mut(name) {
            Some(bucket) => bucket.settings = settings,
            None => {
                self.buckets.insert(name.to_owned(), Bucket::new(settings));
            }
        }
    }

    pub(super) fn remove_bucket(&mut self, name: &str, batch: &mut Batch) {
        batch.delete(BUCKETS, name);
        self.buckets.remove(name);
    }

    /// Makes an object the current one of its key; returns it with its version, and the files that
    /// nothing refers to any more.
    pub(super) fn put_object(
        &mut self,
        bucket: &str,
        key: &str,
        mut object: Object,
        batch: &mut Batch,
    ) -> Result<(Object, Vec<String>), Fault> {
        let found = self.bucket_mut(bucket)?;
        let files = found.make_room((bucket, key), object.modified, batch);
        if found.settings.versioning == Versioning::Enabled {
            object.version = Some(new_version());
        }
        self.set_object(bucket, key, object.clone(), batch)?;
        Ok((object, files))
    }

    /// Writes an object as it is.
    pub(super) fn set_object(
        &mut self,
        bucket: &str,
        key: &str,
        object: Object,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        batch.put(OBJECTS, place(bucket, key), &object);
        let objects = &mut self.bucket_mut(bucket)?.objects;
        objects.insert(key.to_owned(), object);
        Ok(())
    }

    pub(super) fn put_upload(&mut self, id: &str, upload: Upload, batch: &mut Batch) {
        batch.put(UPLOADS, id, &upload);
        self.uploads.insert(id.to_owned(), upload);
    }

    pub(super) fn remove_upload(&mut self, id: &str, batch: &mut Batch) {
        batch.delete(UPLOADS, id);
        self.uploads.remove(id);
    }
}

/// Where an object is in its table: no bucket's name has a zero byte.
pub(super) fn place(bucket: &str, key: &str) -> String {
    format!("{bucket}\0{key}")
}
