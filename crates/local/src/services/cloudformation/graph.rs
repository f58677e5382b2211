//! Work in the order of its dependencies, as much at once as they allow.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
};

use futures_util::{StreamExt, stream::FuturesUnordered};

/// How many jobs run at once.
const AT_ONCE: usize = 16;

/// What a failure means for the nodes that do not need the one that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AfterFailure {
    /// Those that run are waited for, no more are started.
    Stop,
    /// They have their turn.
    GoOn,
}

/// Runs a job for each node after those it needs. Returns the nodes that failed.
pub(super) async fn run<Work, Job>(
    needs: &BTreeMap<String, Vec<String>>,
    order: &[String],
    after_failure: AfterFailure,
    work: Work,
) -> Vec<String>
where
    Work: Fn(String) -> Job,
    Job: Future<Output = bool>,
{
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let mut waiting: Vec<&String> = order.iter().collect();
    let mut failed = Vec::new();
    let mut running = FuturesUnordered::new();
    loop {
        let is_ready = |id: &String| {
            let wanted = needs.get(id).into_iter().flatten();
            wanted
                .filter(|need| needs.contains_key(*need))
                .all(|need| done.contains(need.as_str()))
        };
        let may_start = failed.is_empty() || after_failure == AfterFailure::GoOn;
        while may_start && running.len() < AT_ONCE {
            let next = waiting.iter().position(|id| is_ready(id));
            // A ring, which templates cannot have, is broken at its first node.
            let is_stuck = failed.is_empty() && running.is_empty() && !waiting.is_empty();
            let stuck = is_stuck.then_some(0);
            let Some(at) = next.or(stuck) else {
                break;
            };
            let id = waiting.remove(at);
            let job = work(id.clone());
            running.push(async move { (id, job.await) });
        }
        match running.next().await {
            Some((id, true)) => drop(done.insert(id)),
            Some((id, false)) => failed.push(id.clone()),
            None => return failed,
        }
    }
}

/// The same graph with its arrows turned round: what a deletion has to wait for.
pub(super) fn reversed(needs: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, Vec<String>> {
    let mut turned: BTreeMap<String, Vec<String>> =
        needs.keys().map(|id| (id.clone(), Vec::new())).collect();
    for (id, wanted) in needs {
        for need in wanted {
            if let Some(users) = turned.get_mut(need) {
                users.push(id.clone());
            }
        }
    }
    turned
}

/// Lets `later` wait for `earlier` wherever these do not need them in turn.
pub(super) fn prefer(needs: &mut BTreeMap<String, Vec<String>>, earlier: &[&str], later: &[&str]) {
    for first in earlier {
        for then in later {
            if !reaches(needs, first, then)
                && let Some(wanted) = needs.get_mut(*then)
            {
                wanted.push((*first).to_owned());
            }
        }
    }
}

/// Whether a node needs another, directly or not.
fn reaches(needs: &BTreeMap<String, Vec<String>>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(node) = open.pop() {
        if node == to {
            return true;
        }
        let wanted = needs.get(node).into_iter().flatten().map(String::as_str);
        open.extend(wanted.filter(|need| seen.insert(need)));
    }
    false
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    fn diamond() -> (BTreeMap<String, Vec<String>>, Vec<String>) {
        let edges = [
            ("d", vec!["b", "c"]),
            ("b", vec!["a"]),
            ("c", vec!["a"]),
            ("a", vec![]),
        ];
        let owned = |ids: &Vec<&str>| ids.iter().map(|id| (*id).to_owned()).collect();
        let needs = edges
            .iter()
            .map(|(id, wanted)| ((*id).to_owned(), owned(wanted)))
            .collect();
        (
            needs,
            edges.iter().map(|(id, _)| (*id).to_owned()).collect(),
        )
    }

    async fn finished(failing: &str, then: AfterFailure) -> (Vec<String>, Vec<String>) {
        let (needs, order) = diamond();
        let log = Mutex::new(Vec::new());
        let failed = run(&needs, &order, then, |id| {
            let log = &log;
            async move {
                tokio::task::yield_now().await;
                log.lock().unwrap().push(id.clone());
                id != failing
            }
        })
        .await;
        (log.into_inner().unwrap(), failed)
    }

    #[tokio::test]
    async fn each_comes_after_what_it_needs() {
        let (log, failed) = finished("", AfterFailure::Stop).await;
        assert_eq!(
            (log[0].as_str(), log[3].as_str(), failed.len()),
            ("a", "d", 0)
        );
    }

    #[tokio::test]
    async fn nothing_starts_after_a_failure() {
        let (log, failed) = finished("b", AfterFailure::Stop).await;
        assert_eq!(failed, ["b"]);
        assert!(!log.contains(&"d".to_owned()));
    }

    #[tokio::test]
    async fn what_does_not_need_the_failed_one_can_go_on() {
        let (log, failed) = finished("b", AfterFailure::GoOn).await;
        assert_eq!(failed, ["b"]);
        assert!(log.contains(&"c".to_owned()) && !log.contains(&"d".to_owned()));
    }

    #[test]
    fn what_is_preferred_comes_first_where_nothing_speaks_against_it() {
        let (mut needs, _) = diamond();
        prefer(&mut needs, &["c", "d"], &["a", "b"]);
        assert_eq!(needs["b"], ["a", "c"]);
        assert!(needs["a"].is_empty(), "both need it");
        assert_eq!(needs["d"], ["b", "c"]);
    }

    #[test]
    fn a_deletion_goes_the_other_way() {
        let (needs, _) = diamond();
        let turned = reversed(&needs);
        assert_eq!(turned["a"], ["b", "c"]);
        assert!(turned["d"].is_empty());
    }
}
