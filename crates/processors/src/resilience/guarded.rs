//! The seams again, each behind a guard of its own.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use super::Guard;
use crate::seams::{
    Attributes, Bus, Connections, DeadLetter, DeadLetters, Item, Key, Posted, Publication, Refusal,
    SeamError, Seams, Store, Targets, Write, Written,
};

struct Guarded<S: ?Sized> {
    inner: Arc<S>,
    guard: Guard,
}

/// Puts retries and a circuit breaker around every seam.
pub fn guarded(seams: Seams) -> Seams {
    let clock = &seams.clock;
    Seams {
        store: Arc::new(guard("table", seams.store, clock)),
        bus: Arc::new(guard("event bus", seams.bus, clock)),
        connections: Arc::new(guard("WebSocket API", seams.connections, clock)),
        dead_letters: Arc::new(guard("dead-letter queue", seams.dead_letters, clock)),
        targets: Arc::new(guard("target", seams.targets, clock)),
        clock: seams.clock.clone(),
        ids: seams.ids,
    }
}

fn guard<S: ?Sized>(
    name: &'static str,
    inner: Arc<S>,
    clock: &Arc<dyn crate::seams::Clock>,
) -> Guarded<S> {
    Guarded {
        inner,
        guard: Guard::new(name, clock.clone()),
    }
}

#[async_trait]
impl Store for Guarded<dyn Store> {
    async fn get(&self, key: &Key) -> Result<Option<Item>, SeamError> {
        self.guard.call(|| self.inner.get(key)).await
    }

    async fn query(&self, pk: &str, prefix: &str, limit: usize) -> Result<Vec<Item>, SeamError> {
        self.guard
            .call(|| self.inner.query(pk, prefix, limit))
            .await
    }

    async fn write(&self, writes: &[Write]) -> Result<Written, SeamError> {
        self.guard.call(|| self.inner.write(writes)).await
    }
}

type Answers = Vec<Result<String, Refusal>>;

#[async_trait]
impl Bus for Guarded<dyn Bus> {
    /// Publishes again only what was refused for a passing reason.
    async fn publish(&self, publications: &[Publication]) -> Result<Answers, SeamError> {
        let answers = Mutex::new(vec![None; publications.len()]);
        let outcome = self
            .guard
            .call(|| self.publish_unanswered(publications, &answers))
            .await;
        let answers = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
        match (answers.into_iter().collect::<Option<Answers>>(), outcome) {
            (Some(answers), _) => Ok(answers),
            (None, Err(error)) => Err(error),
            (None, Ok(())) => Err(SeamError::permanent(
                "event bus",
                "PutEvents",
                "not every entry was answered",
            )),
        }
    }
}

impl Guarded<dyn Bus> {
    async fn publish_unanswered(
        &self,
        publications: &[Publication],
        answers: &Mutex<Vec<Option<Result<String, Refusal>>>>,
    ) -> Result<(), SeamError> {
        let open = unanswered(&answers.lock().unwrap_or_else(PoisonError::into_inner));
        let batch: Vec<_> = open
            .iter()
            .map(|index| publications[*index].clone())
            .collect();
        let fresh = self.inner.publish(&batch).await?;
        let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
        for (index, answer) in open.into_iter().zip(fresh) {
            answers[index] = Some(answer);
        }
        match answers
            .iter()
            .flatten()
            .find_map(|answer| answer.as_ref().err().filter(passing))
        {
            Some(refusal) => Err(SeamError::transient(
                "event bus",
                "PutEvents",
                &refusal.code,
            )),
            None => Ok(()),
        }
    }
}

fn unanswered(answers: &[Option<Result<String, Refusal>>]) -> Vec<usize> {
    let open = |answer: &Option<Result<String, Refusal>>| match answer {
        None => true,
        Some(Err(refusal)) => refusal.transient,
        Some(Ok(_)) => false,
    };
    (0..answers.len())
        .filter(|index| open(&answers[*index]))
        .collect()
}

fn passing(refusal: &&Refusal) -> bool {
    refusal.transient
}

#[async_trait]
impl Connections for Guarded<dyn Connections> {
    async fn post(&self, connection_id: &str, message: &str) -> Result<Posted, SeamError> {
        self.guard
            .call(|| self.inner.post(connection_id, message))
            .await
    }
}

#[async_trait]
impl DeadLetters for Guarded<dyn DeadLetters> {
    async fn send(&self, body: &str, attributes: &Attributes) -> Result<(), SeamError> {
        self.guard.call(|| self.inner.send(body, attributes)).await
    }

    async fn receive(&self, max: i32) -> Result<Vec<DeadLetter>, SeamError> {
        self.guard.call(|| self.inner.receive(max)).await
    }

    async fn delete(&self, receipt: &str) -> Result<(), SeamError> {
        self.guard.call(|| self.inner.delete(receipt)).await
    }

    async fn release(&self, receipt: &str) -> Result<(), SeamError> {
        self.guard.call(|| self.inner.release(receipt)).await
    }
}

#[async_trait]
impl Targets for Guarded<dyn Targets> {
    async fn deliver(&self, target_arn: &str, payload: &str) -> Result<(), SeamError> {
        self.guard
            .call(|| self.inner.deliver(target_arn, payload))
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::World;
    use serde_json::json;

    fn publications(count: usize) -> Vec<Publication> {
        let publication = |index| Publication {
            source: "bayon.coagent.system".into(),
            detail_type: "Service Health Check".into(),
            detail: json!({"n": index}),
            trace_header: None,
        };
        (0..count).map(publication).collect()
    }

    #[tokio::test]
    async fn only_the_entries_refused_for_a_passing_reason_are_published_again() {
        let world = World::new();
        world.bus.refuse_once(1, "ThrottlingException", true);
        let answers = guarded(world.seams())
            .bus
            .publish(&publications(3))
            .await
            .unwrap();
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        let order: Vec<_> = world
            .bus
            .published()
            .iter()
            .map(|p| p.detail["n"].as_u64().unwrap())
            .collect();
        assert_eq!(order, [0, 2, 1]);
    }

    #[tokio::test]
    async fn an_entry_refused_for_good_is_answered_so() {
        let world = World::new();
        world.bus.refuse_once(0, "MalformedDetail", false);
        let answers = guarded(world.seams())
            .bus
            .publish(&publications(2))
            .await
            .unwrap();
        assert_eq!(answers[0].as_ref().unwrap_err().code, "MalformedDetail");
        assert!(answers[1].is_ok());
    }
}
