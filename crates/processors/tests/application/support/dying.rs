//! Seams that stop answering at a given call, as those of a process that was killed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use coagent_processors::seams::{
    Bus, Item, Key, Publication, Refusal, SeamError, Seams, Store, Write, Written,
};

/// The seams, dead from the `at`th call (0 is the first) on, before or after it takes effect.
pub(crate) fn seams(seams: Seams, at: usize, after: bool) -> Seams {
    let life = Arc::new(Life {
        calls: AtomicUsize::new(0),
        at,
        after,
    });
    Seams {
        store: Arc::new(Mortal {
            inner: seams.store.clone(),
            life: life.clone(),
        }),
        bus: Arc::new(Mortal {
            inner: seams.bus.clone(),
            life,
        }),
        ..seams
    }
}

struct Life {
    calls: AtomicUsize,
    at: usize,
    after: bool,
}

impl Life {
    async fn call<T>(&self, call: impl Future<Output = T>) -> T {
        let dies = self.calls.fetch_add(1, Ordering::SeqCst) >= self.at;
        if dies && !self.after {
            return std::future::pending().await;
        }
        let answer = call.await;
        if dies {
            std::future::pending().await
        } else {
            answer
        }
    }
}

struct Mortal<S: ?Sized> {
    inner: Arc<S>,
    life: Arc<Life>,
}

#[async_trait]
impl Store for Mortal<dyn Store> {
    async fn get(&self, key: &Key) -> Result<Option<Item>, SeamError> {
        self.life.call(self.inner.get(key)).await
    }

    async fn query(&self, pk: &str, prefix: &str, limit: usize) -> Result<Vec<Item>, SeamError> {
        self.life.call(self.inner.query(pk, prefix, limit)).await
    }

    async fn write(&self, writes: &[Write]) -> Result<Written, SeamError> {
        self.life.call(self.inner.write(writes)).await
    }
}

#[async_trait]
impl Bus for Mortal<dyn Bus> {
    async fn publish(
        &self,
        publications: &[Publication],
    ) -> Result<Vec<Result<String, Refusal>>, SeamError> {
        self.life.call(self.inner.publish(publications)).await
    }
}
