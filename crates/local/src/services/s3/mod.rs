//! S3: buckets and objects. `s3s` speaks the protocol; objects are files, what is known about
//! them is in the store.

mod api;
mod buckets;
mod checksum;
mod chunked;
mod conditions;
mod cors;
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
use http::{Method, Request, Response};
use s3s::service::{S3Service, S3ServiceBuilder};

use crate::{clock::Clock, core::Core, fault::Fault, ledger::Ledger, store::StoreError};
use cors::Asked;
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
    s3: Arc<S3>,
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
        self.shelf.read(&object.file, object.size).await
    }

    /// Stores bytes as an object, durably when this returns.
    ///
    /// # Errors
    /// `NoSuchBucket`, or the disk's failure.
    pub async fn write(&self, bucket: &str, key: &str, bytes: Vec<u8>) -> Result<(), Fault> {
        let put = objects::Put {
            body: bytes.into(),
            ..objects::Put::default()
        };
        self.put(bucket, key, put).await.map(drop)
    }
}

impl Http {
    /// The protocol for `s3`.
    pub fn new(s3: &Arc<S3>) -> Self {
        Self {
            service: S3ServiceBuilder::new(api::Api(Arc::clone(s3))).build(),
            s3: Arc::clone(s3),
            clock: s3.core.clock,
        }
    }

    /// Answers one HTTP request to S3, path style or to a virtual host. Any signature is taken, unless
    /// it is one of a presigned URL that has expired.
    pub async fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        let asked = Asked::of(&request);
        if request.method() == Method::OPTIONS {
            return self.s3.preflight(asked.as_ref());
        }
        let now = self.clock.machine_millis() / 1000;
        let mut answer = wire::handle(&self.service, now, request).await;
        if let Some(asked) = asked {
            self.s3.tell(&asked, &mut answer);
        }
        answer
    }

    /// Whether a rule of the bucket that a request is about lets the page in that sends it.
    pub fn lets_in<B>(&self, request: &Request<B>) -> bool {
        Asked::of(request).is_some_and(|asked| self.s3.lets_in(&asked))
    }
}

#[cfg(test)]
mod tests;
