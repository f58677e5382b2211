//! Suggestions for misspelt names.

/// The fewest characters by which a longer name is recognised.
const PART: usize = 4;

/// The candidate nearest to `name`, when it is near enough to be what was meant.
///
/// Compared without case; at most a third of the name's characters may differ. When none is so
/// near, it is the only one that has the name as a part, as a deployed name has that of its
/// application and environment around it.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = name.to_lowercase();
    let length = folded.chars().count();
    let limit = (length / 3).max(1);
    let mut near: Option<(usize, &str)> = None;
    let mut longer = Vec::new();
    for candidate in known.into_iter().filter(|candidate| *candidate != name) {
        let other = candidate.to_lowercase();
        let distance = strsim::osa_distance(&folded, &other);
        if distance <= limit && near.is_none_or(|(least, _)| distance < least) {
            near = Some((distance, candidate));
        }
        if length >= PART && other.contains(&folded) {
            longer.push(candidate);
        }
    }
    match (near, longer.as_slice()) {
        (Some((_, near)), _) => Some(near),
        (None, [only]) => Some(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        let known = ["EventBus", "DeadLetterQueue", "Table"];
        assert_eq!(nearest("EventBsu", known), Some("EventBus"));
        assert_eq!(nearest("eventbus", known), Some("EventBus"));
        assert_eq!(nearest("Zebra", known), None);
    }

    #[test]
    fn the_only_longer_name_is_meant_by_its_part() {
        let known = [
            "shop-orders-dlq-local",
            "shop-orders-local",
            "shop-mail-local",
        ];
        assert_eq!(nearest("Mail", known), Some("shop-mail-local"));
        assert_eq!(nearest("orders-dlq", known), Some("shop-orders-dlq-local"));
        assert_eq!(nearest("orders", known), None, "two have it");
        assert_eq!(nearest("dlq", known), None, "too short to say anything");
    }
}
