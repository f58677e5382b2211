//! One dependency's retries and circuit breaker.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Backoff, Breaker};
use crate::seams::{Clock, SeamError, SeamErrorKind};

/// Retries and a circuit breaker around calls to one dependency.
pub struct Guard {
    seam: &'static str,
    backoff: Backoff,
    breaker: Mutex<Breaker>,
    random: Mutex<fastrand::Rng>,
    clock: Arc<dyn Clock>,
}

impl Guard {
    /// A guard with the default back-off and a closed circuit.
    pub fn new(seam: &'static str, clock: Arc<dyn Clock>) -> Self {
        Self {
            seam,
            backoff: Backoff::default(),
            breaker: Mutex::default(),
            random: Mutex::new(fastrand::Rng::new()),
            clock,
        }
    }

    /// Calls until it succeeds, fails for good, or the retries are used up.
    ///
    /// # Errors
    /// The last failure; [`SeamErrorKind::CircuitOpen`] when the circuit is or becomes open.
    pub async fn call<T, F>(&self, mut attempt: impl FnMut() -> F) -> Result<T, SeamError>
    where
        F: Future<Output = Result<T, SeamError>>,
    {
        let mut retry = 0;
        loop {
            self.admit()?;
            let outcome = attempt().await;
            self.note(&outcome);
            match outcome {
                Err(error) if error.is_transient() && retry < self.backoff.retries => {
                    self.clock.sleep(self.delay(retry)).await;
                    retry += 1;
                }
                outcome => return outcome,
            }
        }
    }

    fn admit(&self) -> Result<(), SeamError> {
        self.breaker()
            .admit(self.clock.now())
            .map_err(|until| SeamError {
                kind: SeamErrorKind::CircuitOpen,
                seam: self.seam,
                operation: "call",
                reason: format!("it kept failing and is left alone until {until:.0}"),
            })
    }

    /// A refusal shows that the dependency answers, so only transient failures count against it.
    fn note<T>(&self, outcome: &Result<T, SeamError>) {
        match outcome {
            Err(error) if error.is_transient() => self.breaker().failed(self.clock.now()),
            _ => self.breaker().succeeded(),
        }
    }

    fn delay(&self, retry: u32) -> std::time::Duration {
        let jitter = self
            .random
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .f64();
        self.backoff.delay(retry, jitter)
    }

    fn breaker(&self) -> std::sync::MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::ManualClock;
    use std::sync::atomic::{AtomicU32, Ordering};

    async fn failing(guard: &Guard, times: u32, error: SeamError) -> (Result<u32, SeamError>, u32) {
        let calls = AtomicU32::new(0);
        let outcome = guard
            .call(|| async {
                let call = calls.fetch_add(1, Ordering::SeqCst);
                if call < times {
                    Err(error.clone())
                } else {
                    Ok(call)
                }
            })
            .await;
        (outcome, calls.into_inner())
    }

    fn transient() -> SeamError {
        SeamError::transient("table", "GetItem", "throttled")
    }

    #[tokio::test]
    async fn a_passing_failure_is_retried_with_growing_waits() {
        let clock = ManualClock::shared();
        let guard = Guard::new("table", clock.clone());
        assert_eq!(failing(&guard, 3, transient()).await, (Ok(3), 4));
        let waits = clock.sleeps();
        assert_eq!(waits.len(), 3);
        for (wait, full) in waits.iter().zip([1.0, 2.0, 4.0]) {
            assert!(
                (full / 2.0..=full).contains(&wait.as_secs_f64()),
                "{waits:?}"
            );
        }
    }

    #[tokio::test]
    async fn it_gives_up_after_three_retries() {
        let guard = Guard::new("table", ManualClock::shared());
        assert_eq!(failing(&guard, 9, transient()).await, (Err(transient()), 4));
    }

    #[tokio::test]
    async fn a_refusal_is_not_retried() {
        let guard = Guard::new("table", ManualClock::shared());
        let refusal = SeamError::permanent("table", "GetItem", "denied");
        assert_eq!(failing(&guard, 9, refusal.clone()).await, (Err(refusal), 1));
    }

    #[tokio::test]
    async fn a_dependency_that_keeps_failing_is_left_alone_then_tried_again() {
        let clock = ManualClock::shared();
        let guard = Guard::new("table", clock.clone());
        failing(&guard, 9, transient()).await.0.unwrap_err();
        let (outcome, calls) = failing(&guard, 9, transient()).await;
        assert_eq!(
            (outcome.unwrap_err().kind, calls),
            (SeamErrorKind::CircuitOpen, 1)
        );
        let (_, calls) = failing(&guard, 9, transient()).await;
        assert_eq!(calls, 0);
        clock.advance(std::time::Duration::from_secs(30));
        assert_eq!(failing(&guard, 0, transient()).await, (Ok(0), 1));
    }
}
