//! The order of creation.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::Resource;
use crate::diagnostic::{Diagnostics, Problem, Reporter};

/// Kahn's algorithm, taking the first in source order among those that are ready.
pub(super) fn creation_order(
    resources: &[Resource],
    file: &Arc<str>,
) -> Result<Vec<String>, Diagnostics> {
    let graph = Graph::new(resources);
    let mut waiting: Vec<usize> = graph.needs.iter().map(Vec::len).collect();
    let mut ready: BTreeSet<usize> = (0..resources.len()).filter(|i| waiting[*i] == 0).collect();
    let mut order = Vec::with_capacity(resources.len());
    while let Some(next) = ready.pop_first() {
        order.push(resources[next].logical_id.clone());
        for &user in &graph.needed_by[next] {
            waiting[user] -= 1;
            if waiting[user] == 0 {
                ready.insert(user);
            }
        }
    }
    if order.len() == resources.len() {
        return Ok(order);
    }
    let mut reporter = Reporter::new(file.clone());
    reporter.error(ring_problem(resources, &graph.ring(&waiting)));
    Err(reporter.failed())
}

struct Graph {
    needs: Vec<Vec<usize>>,
    needed_by: Vec<Vec<usize>>,
}

impl Graph {
    fn new(resources: &[Resource]) -> Graph {
        let index: HashMap<&str, usize> = resources
            .iter()
            .enumerate()
            .map(|(i, r)| (r.logical_id.as_str(), i))
            .collect();
        let find = |name: &String| index.get(name.as_str()).copied();
        let needs: Vec<Vec<usize>> = resources
            .iter()
            .map(|r| r.depends_on.iter().filter_map(find).collect())
            .collect();
        let mut needed_by = vec![Vec::new(); resources.len()];
        for (user, needed) in needs.iter().enumerate() {
            needed.iter().for_each(|&need| needed_by[need].push(user));
        }
        Graph { needs, needed_by }
    }

    /// A ring among the resources that are still waiting: every one of them needs another such.
    fn ring(&self, waiting: &[usize]) -> Vec<usize> {
        let is_stuck = |i: &usize| waiting[*i] > 0;
        let mut seen_at = HashMap::new();
        let mut path: Vec<usize> = Vec::new();
        let mut next = (0..waiting.len()).find(is_stuck);
        while let Some(at) = next {
            if let Some(&start) = seen_at.get(&at) {
                return path.split_off(start);
            }
            seen_at.insert(at, path.len());
            path.push(at);
            next = self.needs[at].iter().copied().find(is_stuck);
        }
        path
    }
}

fn ring_problem(resources: &[Resource], ring: &[usize]) -> Problem {
    let mut names: Vec<&str> = ring
        .iter()
        .map(|&i| resources[i].logical_id.as_str())
        .collect();
    names.extend(names.first().copied());
    let span = ring
        .first()
        .map_or_else(Default::default, |&first| resources[first].span);
    let message = format!("resources depend on each other: {}", names.join(" → "));
    Problem::new("circular-reference", span, message)
        .hint("break the ring, for instance with a name made by Fn::Sub instead of a reference")
}
