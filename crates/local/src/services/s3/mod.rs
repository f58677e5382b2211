//! S3: buckets and objects. `s3s` speaks the protocol; objects are files, what is known about
//! them is in the store.

mod api;
mod buckets;
mod checksum;
mod chunked;
mod conditions;
mod direct;
mod faults;
mod lifecycle;
mod listing;
mod messages;
mod multipart;
mod notify;
mod objects;
mod presigned;
mod settings;
mod shelf;
mod state;
mod translate;
mod version_list;
mod versions;
mod virtual_host;
mod wire;

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use s3s::service::{S3Service, S3ServiceBuilder};

use crate::{clock::Clock, core::Core, fault::Fault, ledger::Ledger, store::StoreError};
use shelf::Shelf;
use state::State;

/// The S3 of one environment.
pub struct S3 {
    core: Arc<Core>,
    ledger: Ledger<State>,
    shelf: Shelf,
}

/// The protocol in front of [`S3`].
#[derive(Clone)]
pub struct Http {
    service: S3Service,
    clock: Clock,
}

impl S3 {
    /// Reads what is stored and removes files that no object refers to.
    ///
    /// # Errors
    /// When the store or the directory of objects cannot be read.
    pub fn open(core: &Arc<Core>) -> Result<Arc<Self>, StoreError> {
        let state = State::load(&core.store)?;
        let shelf = Shelf::new(core.data_dir.join("s3"));
        shelf
            .keep_only(&state.files())
            .map_err(|error| StoreError::Failed(format!("the objects of S3: {error}")))?;
        let s3 = Arc::new(Self {
            core: Arc::clone(core),
            ledger: Ledger::new(state, core.store.clone()),
            shelf,
        });
        lifecycle::start(&s3);
        notify::resume(core)?;
        Ok(s3)
    }

    /// The bytes of an object, or of one of its versions.
    ///
    /// # Errors
    /// `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, or the disk's failure.
    pub async fn object(
        &self,
        bucket: &str,
        key: &str,
        version: Option<&str>,
    ) -> Result<Vec<u8>, Fault> {
        let object = self.find(bucket, key, version)?;
        self.shelf.read(&object.file).await
    }
}

impl Http {
    /// The protocol for `s3`.
    pub fn new(s3: &Arc<S3>) -> Self {
        Self {
            service: S3ServiceBuilder::new(api::Api(Arc::clone(s3))).build(),
            clock: s3.core.clock,
        }
    }

    /// Answers one HTTP request to S3, path style or to a virtual host. Any signature is taken, unless
    /// it is one of a presigned URL that has expired.
    pub async fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        let now = self.clock.machine_millis() / 1000;
        wire::handle(&self.service, now, request).await
    }
}

#[cfg(test)]
mod tests;
