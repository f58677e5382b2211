//! What S3 remembers.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{checksum::Checksums, faults};
use crate::{
    fault::Fault,
    store::{Batch, Store, StoreError, Table},
};

const BUCKETS: Table = Table("s3.buckets");
const OBJECTS: Table = Table("s3.objects");
const UPLOADS: Table = Table("s3.uploads");

#[derive(Default)]
pub(super) struct State {
    pub(super) buckets: BTreeMap<String, Bucket>,
    /// By upload id.
    pub(super) uploads: BTreeMap<String, Upload>,
}

pub(super) struct Bucket {
    pub(super) settings: Settings,
    pub(super) objects: BTreeMap<String, Object>,
}

/// A bucket as it is stored.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Settings {
    pub(super) created: i64,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) policy: Option<String>,
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
        let bucket = |(name, settings)| {
            let objects = BTreeMap::new();
            (name, Bucket { settings, objects })
        };
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
        let uploads = store.load(UPLOADS)?.into_iter().collect();
        Ok(Self { buckets, uploads })
    }

    /// Every file that is referred to.
    pub(super) fn files(&self) -> HashSet<String> {
        let objects = self
            .buckets
            .values()
            .flat_map(|bucket| bucket.objects.values());
        let parts = self
            .uploads
            .values()
            .flat_map(|upload| upload.parts.values());
        objects
            .map(|object| object.file.clone())
            .chain(parts.map(|part| part.file.clone()))
            .collect()
    }

    pub(super) fn bucket(&self, name: &str) -> Result<&Bucket, Fault> {
        self.buckets
            .get(name)
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
                let objects = BTreeMap::new();
                self.buckets
                    .insert(name.to_owned(), Bucket { settings, objects });
            }
        }
    }

    pub(super) fn remove_bucket(&mut self, name: &str, batch: &mut Batch) {
        batch.delete(BUCKETS, name);
        self.buckets.remove(name);
    }

    /// Sets an object; returns the file of the one it replaces.
    pub(super) fn put_object(
        &mut self,
        bucket: &str,
        key: &str,
        object: Object,
        batch: &mut Batch,
    ) -> Result<Option<String>, Fault> {
        let found = self
            .buckets
            .get_mut(bucket)
            .ok_or_else(|| faults::no_such_bucket(bucket))?;
        batch.put(OBJECTS, place(bucket, key), &object);
        let old = found.objects.insert(key.to_owned(), object);
        Ok(old.map(|object| object.file))
    }

    /// Takes an object away; returns its file.
    pub(super) fn remove_object(
        &mut self,
        bucket: &str,
        key: &str,
        batch: &mut Batch,
    ) -> Result<Option<String>, Fault> {
        let found = self
            .buckets
            .get_mut(bucket)
            .ok_or_else(|| faults::no_such_bucket(bucket))?;
        batch.delete(OBJECTS, place(bucket, key));
        Ok(found.objects.remove(key).map(|object| object.file))
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
fn place(bucket: &str, key: &str) -> String {
    format!("{bucket}\0{key}")
}
