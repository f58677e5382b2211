//! Suggestions for misspelt names.

/// The candidate nearest to `name`, when it is near enough to be what was meant.
///
/// Compared without case; at most a third of the name's characters may differ.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = name.to_lowercase();
    let limit = (name.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| {
            (
                strsim::osa_distance(&folded, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| *distance <= limit && *candidate != name)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
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
}
