//! Lists in pages.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// The items from the one named `token` on, at most `limit` of them, and the token of the rest.
/// `items` are in the order of their names. A token whose item is gone goes on after its place.
pub fn page<T>(
    items: impl IntoIterator<Item = T>,
    token: Option<&str>,
    limit: usize,
    name: impl Fn(&T) -> String,
) -> (Vec<T>, Option<String>) {
    let mut rest = items
        .into_iter()
        .skip_while(|item| token.is_some_and(|token| name(item).as_str() < token));
    let taken: Vec<T> = rest.by_ref().take(limit.max(1)).collect();
    let next = rest.next().map(|item| name(&item));
    (taken, next)
}

/// The same with tokens that do not show the name; `None` for a token that no page came with.
pub fn opaque<T>(
    items: impl IntoIterator<Item = T>,
    token: Option<&str>,
    limit: usize,
    name: impl Fn(&T) -> String,
) -> Option<(Vec<T>, Option<String>)> {
    let read = |token| String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok();
    let token = match token {
        Some(token) => Some(read(token)?),
        None => None,
    };
    let (taken, next) = page(items, token.as_deref(), limit, name);
    Some((taken, next.map(|name| URL_SAFE_NO_PAD.encode(name))))
}

/// Pages of a list without names: a token is a position. `None` for a token that is none.
pub fn by_position<T>(
    items: Vec<T>,
    token: Option<&str>,
    limit: usize,
) -> Option<(Vec<T>, Option<String>)> {
    let start: usize = token.map_or(Ok(0), str::parse).ok()?;
    let end = start.saturating_add(limit);
    let more = end < items.len();
    let taken = items.into_iter().skip(start).take(limit).collect();
    Some((taken, more.then(|| end.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ITEMS: [&str; 5] = ["a", "b", "c", "d", "e"];

    fn name(item: &&str) -> String {
        (*item).to_owned()
    }

    /// Follows the tokens of a kind of pages to the end.
    fn all(
        next_page: impl Fn(Option<&str>) -> (Vec<&'static str>, Option<String>),
    ) -> Vec<&'static str> {
        let (mut all, mut token) = (Vec::new(), None);
        loop {
            let (part, next) = next_page(token.as_deref());
            assert!(part.len() <= 2);
            all.extend(part);
            token = next;
            if token.is_none() {
                return all;
            }
        }
    }

    #[test]
    fn pages_together_are_the_list() {
        assert_eq!(all(|token| page(ITEMS, token, 2, name)), ITEMS);
        assert_eq!(all(|token| opaque(ITEMS, token, 2, name).unwrap()), ITEMS);
        let list = ITEMS.to_vec();
        assert_eq!(
            all(|token| by_position(list.clone(), token, 2).unwrap()),
            ITEMS
        );
    }

    #[test]
    fn a_token_that_no_page_came_with_is_refused() {
        assert_eq!(opaque(ITEMS, Some("?"), 2, name), None);
        assert_eq!(by_position(ITEMS.to_vec(), Some("b"), 2), None);
    }

    #[test]
    fn a_page_goes_on_where_its_first_item_was_deleted() {
        let (part, next) = page(["a", "d"], Some("c"), 10, name);
        assert_eq!((part, next), (vec!["d"], None));
    }
}
