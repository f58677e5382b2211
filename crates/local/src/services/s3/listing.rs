//! Lists of objects: by prefix, rolled up at a delimiter, in pages.

use std::{
    collections::BTreeMap,
    ops::Bound::{Excluded, Unbounded},
};

use super::state::Object;

/// What is asked for.
#[derive(Clone, Copy, Default)]
pub(super) struct Query<'a> {
    pub(super) prefix: &'a str,
    pub(super) delimiter: &'a str,
    /// List what comes after this key or common prefix.
    pub(super) after: &'a str,
    pub(super) limit: usize,
}

/// One page.
#[derive(Default, Debug, PartialEq)]
pub(super) struct Listing<T> {
    pub(super) objects: Vec<(String, T)>,
    pub(super) prefixes: Vec<String>,
    /// The last key or common prefix of this page, when there are more.
    pub(super) last: Option<String>,
}

pub(super) fn list(objects: &BTreeMap<String, Object>, query: &Query) -> Listing<Object> {
    list_of(objects, query)
}

fn list_of<T: Clone>(objects: &BTreeMap<String, T>, query: &Query) -> Listing<T> {
    let mut page = Listing {
        objects: Vec::new(),
        prefixes: Vec::new(),
        last: None,
    };
    let mut last = None;
    let start = query.after.max(query.prefix);
    let inclusive = query.after < query.prefix;
    let first = objects.get_key_value(start).filter(|_| inclusive);
    let rest = objects.range::<str, _>((Excluded(start), Unbounded));
    let candidates = first.into_iter().chain(rest);
    for (key, object) in candidates.take_while(|(key, _)| key.starts_with(query.prefix)) {
        let rolled = common_prefix(key, query);
        let is_seen = |prefix: &str| {
            prefix <= query.after || page.prefixes.last().is_some_and(|last| last == prefix)
        };
        if rolled.is_some_and(is_seen) {
            continue;
        }
        if page.objects.len() + page.prefixes.len() == query.limit {
            page.last = last;
            break;
        }
        match rolled {
            Some(prefix) => page.prefixes.push(prefix.to_owned()),
            None => page.objects.push((key.clone(), object.clone())),
        }
        last = Some(rolled.unwrap_or(key).to_owned());
    }
    page
}

/// The key up to and with the first delimiter after the prefix.
fn common_prefix<'a>(key: &'a str, query: &Query) -> Option<&'a str> {
    if query.delimiter.is_empty() {
        return None;
    }
    let at = key[query.prefix.len()..].find(query.delimiter)?;
    Some(&key[..query.prefix.len() + at + query.delimiter.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf() -> BTreeMap<String, ()> {
        let keys = ["a", "b/1", "b/2", "c/d/1", "c/e", "d"];
        keys.iter().map(|key| ((*key).to_owned(), ())).collect()
    }

    fn names(page: &Listing<()>) -> Vec<&str> {
        let keys = page.objects.iter().map(|(key, ())| key.as_str());
        keys.chain(page.prefixes.iter().map(String::as_str))
            .collect()
    }

    #[test]
    fn keys_roll_up_at_the_delimiter() {
        let query = Query {
            delimiter: "/",
            limit: 10,
            ..Query::default()
        };
        assert_eq!(names(&list_of(&shelf(), &query)), ["a", "d", "b/", "c/"]);
    }

    #[test]
    fn a_prefix_selects() {
        let query = Query {
            prefix: "c/",
            delimiter: "/",
            limit: 10,
            ..Query::default()
        };
        assert_eq!(names(&list_of(&shelf(), &query)), ["c/e", "c/d/"]);
    }

    #[test]
    fn pages_together_are_the_list() {
        for (delimiter, limit) in ["", "/"].iter().flat_map(|d| (1..7).map(move |n| (*d, n))) {
            let objects = shelf();
            let query = Query {
                delimiter,
                limit,
                ..Query::default()
            };
            let whole = list_of(
                &objects,
                &Query {
                    limit: 100,
                    ..query
                },
            );
            let (mut found, mut after) = (Listing::default(), Some(String::new()));
            while let Some(start) = after {
                let after_start = Query {
                    after: &start,
                    ..query
                };
                let page = list_of(&objects, &after_start);
                found.objects.extend(page.objects);
                found.prefixes.extend(page.prefixes);
                after = page.last;
            }
            assert_eq!(found, whole, "`{delimiter}` by {limit}");
        }
    }
}
