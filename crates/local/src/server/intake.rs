//! Taking bodies in: not too slow, not too large, not too many at once.

use std::{fmt::Display, sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Body;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::Limits;
use crate::fault::Fault;

/// The memory for bodies.
pub(super) struct Intake {
    /// A permit for each byte.
    free: Arc<Semaphore>,
    idle: Duration,
    longest: usize,
}

/// A body, and its part of the memory for as long as it is there.
pub(super) struct Taken {
    pub(super) bytes: Bytes,
    pub(super) held: Option<OwnedSemaphorePermit>,
}

impl Intake {
    pub(super) fn new(limits: &Limits) -> Self {
        let bytes = limits.bodies.min(Semaphore::MAX_PERMITS);
        Self {
            free: Arc::new(Semaphore::new(bytes)),
            idle: limits.idle,
            longest: limits.body,
        }
    }

    /// Reads a body to its end.
    ///
    /// # Errors
    /// When it stops coming, is too large, or there is no memory left for it.
    pub(super) async fn collect<B>(&self, mut body: B) -> Result<Taken, Fault>
    where
        B: Body<Data = Bytes> + Unpin,
        B::Error: Display,
    {
        let (mut bytes, mut held) = (BytesMut::new(), None);
        while let Some(frame) = timeout(self.idle, body.frame())
            .await
            .map_err(|_| timed_out("No byte of the body has come for too long."))?
        {
            let frame = frame.map_err(timed_out)?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            if bytes.len() + data.len() > self.longest {
                return Err(self.too_large());
            }
            self.hold(data.len(), &mut held)?;
            bytes.extend_from_slice(&data);
        }
        let bytes = bytes.freeze();
        Ok(Taken { bytes, held })
    }

    fn hold(&self, bytes: usize, held: &mut Option<OwnedSemaphorePermit>) -> Result<(), Fault> {
        let count = u32::try_from(bytes).map_err(|_| self.too_large())?;
        let more = Arc::clone(&self.free).try_acquire_many_owned(count);
        let more = more.map_err(|_| {
            unavailable("The bodies of other requests take up the memory that there is for them.")
        })?;
        match held {
            Some(held) => held.merge(more),
            None => *held = Some(more),
        }
        Ok(())
    }

    fn too_large(&self) -> Fault {
        let text = format!("The body is larger than {} bytes.", self.longest);
        Fault::new("RequestEntityTooLargeException", text)
            .with_query_code("EntityTooLarge")
            .with_status(413)
    }
}

fn timed_out(why: impl Display) -> Fault {
    Fault::new("RequestTimeoutException", why.to_string())
        .with_query_code("RequestTimeout")
        .with_status(408)
}

/// There is no room now; SDKs try again.
pub(super) fn unavailable(why: &str) -> Fault {
    Fault::new("ServiceUnavailableException", why)
        .with_query_code("ServiceUnavailable")
        .with_status(503)
}

#[cfg(test)]
mod tests {
    use http_body_util::Full;

    use super::*;

    fn intake(body: usize, bodies: usize) -> Intake {
        Intake::new(&Limits {
            body,
            bodies,
            ..Limits::default()
        })
    }

    fn code(outcome: Result<Taken, Fault>) -> (String, u16) {
        let fault = outcome.err().expect("a refusal");
        (fault.code, fault.status)
    }

    #[tokio::test]
    async fn bodies_share_the_memory_and_give_it_back() {
        let intake = intake(10, 10);
        let body = || Full::new(Bytes::from_static(b"123456"));
        let first = intake.collect(body()).await.unwrap();
        assert_eq!(first.bytes, "123456");
        let second = code(intake.collect(body()).await);
        assert_eq!(second, ("ServiceUnavailableException".to_owned(), 503));
        drop(first);
        assert!(intake.collect(body()).await.is_ok());
    }

    #[tokio::test]
    async fn a_body_that_is_too_large_is_refused() {
        let body = Full::new(Bytes::from_static(b"123456"));
        let refused = code(intake(5, 100).collect(body).await);
        assert_eq!(refused, ("RequestEntityTooLargeException".to_owned(), 413));
    }
}
