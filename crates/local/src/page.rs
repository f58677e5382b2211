//! Lists in pages.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_together_are_the_list() {
        let items = ["a", "b", "c", "d", "e"];
        let (mut all, mut token) = (Vec::new(), None);
        loop {
            let (part, next) = page(items, token.as_deref(), 2, |item| (*item).to_owned());
            all.extend(part);
            token = next;
            if token.is_none() {
                break;
            }
        }
        assert_eq!(all, items);
    }

    #[test]
    fn a_page_goes_on_where_its_first_item_was_deleted() {
        let (part, next) = page(["a", "d"], Some("c"), 10, |item| (*item).to_owned());
        assert_eq!((part, next), (vec!["d"], None));
    }
}
