//! Finding an event type by the name people type or by its envelope.

use std::sync::LazyLock;

use super::event_type::EventType;
use super::events::{SPECS, Spec};

static ALL: LazyLock<Vec<EventType>> = LazyLock::new(|| {
    let specs = || SPECS.iter().copied().flatten();
    specs()
        .map(|spec| EventType::new(unique_name(spec, specs()), spec))
        .collect()
});

/// Why a name led to no event type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// Several sources have an event of this name.
    #[error("event name `{name}` is ambiguous: it is one of {}", candidates.join(", "))]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// The qualified names to choose from.
        candidates: Vec<&'static str>,
    },
    /// No event has this name.
    #[error("unknown event `{name}`{}", did_you_mean(near))]
    Unknown {
        /// What was asked for.
        name: String,
        /// Names like it, nearest first; may be empty.
        near: Vec<&'static str>,
    },
}

/// Every event type, by source.
pub fn all() -> &'static [EventType] {
    &ALL
}

/// Finds an event type by its name, plain (`user-created`) or qualified
/// (`brand.profile-updated`, `user.user-created`); the case, and spaces for hyphens, do not matter.
///
/// # Errors
/// [`LookupError::Ambiguous`] when a plain name belongs to several sources,
/// [`LookupError::Unknown`] with the nearest names when it belongs to none.
pub fn find(name: &str) -> Result<&'static EventType, LookupError> {
    let wanted = kebab(name.trim());
    let found: Vec<_> = all()
        .iter()
        .filter(|event| answers_to(event, &wanted))
        .collect();
    match found.as_slice() {
        [event] => Ok(event),
        [] => Err(LookupError::Unknown {
            name: name.to_owned(),
            near: near(&wanted),
        }),
        several => Err(LookupError::Ambiguous {
            name: name.to_owned(),
            candidates: several.iter().map(|event| event.name()).collect(),
        }),
    }
}

/// Finds the event type with this `source` and `detail-type`.
pub fn find_by_envelope(source: &str, detail_type: &str) -> Option<&'static EventType> {
    all()
        .iter()
        .find(|event| event.source() == source && event.detail_type() == detail_type)
}

fn answers_to(event: &EventType, wanted: &str) -> bool {
    let plain = kebab(event.detail_type());
    wanted == plain || wanted == format!("{}.{plain}", service(event.source()))
}

fn unique_name(spec: &Spec, specs: impl Iterator<Item = &'static Spec>) -> String {
    let plain = kebab(spec.detail_type);
    if specs
        .filter(|other| other.detail_type == spec.detail_type)
        .count()
        > 1
    {
        format!("{}.{plain}", service(spec.source))
    } else {
        plain
    }
}

fn kebab(words: &str) -> String {
    words.to_lowercase().replace(' ', "-")
}

fn service(source: &str) -> &str {
    source.rsplit('.').next().unwrap_or(source)
}

/// The most names suggested for an unknown one.
const SUGGESTIONS: usize = 3;

fn near(wanted: &str) -> Vec<&'static str> {
    let mut scored: Vec<_> = all()
        .iter()
        .map(|event| (strsim::jaro_winkler(wanted, event.name()), event.name()))
        .filter(|(score, _)| *score > 0.8)
        .collect();
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    scored
        .into_iter()
        .take(SUGGESTIONS)
        .map(|(_, name)| name)
        .collect()
}

fn did_you_mean(near: &[&str]) -> String {
    if near.is_empty() {
        String::new()
    } else {
        format!(": did you mean {}?", near.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_name_finds_its_event() {
        let event = find("user-created").unwrap();
        assert_eq!(
            (event.source(), event.detail_type()),
            ("bayon.coagent.user", "User Created")
        );
    }

    #[test]
    fn an_unambiguous_event_also_answers_to_its_qualified_name_and_its_detail_type() {
        assert_eq!(find("user.user-created").unwrap().name(), "user-created");
        assert_eq!(find("MLS Data Synced").unwrap().name(), "mls-data-synced");
    }

    #[test]
    fn a_shared_name_must_be_qualified() {
        let candidates = vec!["user.profile-updated", "brand.profile-updated"];
        let name = "profile-updated".to_owned();
        let error = find("profile-updated").unwrap_err();
        assert_eq!(error, LookupError::Ambiguous { name, candidates });
        assert_eq!(
            find("brand.profile-updated").unwrap().source(),
            "bayon.coagent.brand"
        );
    }

    #[test]
    fn an_unknown_name_suggests_its_neighbours() {
        let error = find("user-create").unwrap_err().to_string();
        assert!(
            error.starts_with("unknown event `user-create`: did you mean user-created"),
            "{error}"
        );
        assert_eq!(find("zzz").unwrap_err().to_string(), "unknown event `zzz`");
    }

    #[test]
    fn names_and_envelopes_are_unique_and_lead_back() {
        for event in all() {
            assert_eq!(find(event.name()).unwrap().name(), event.name());
            let again = find_by_envelope(event.source(), event.detail_type()).unwrap();
            assert_eq!(again.name(), event.name());
        }
    }
}
