//! Many patterns that ask the same kind of thing of one field: enough to fill each index.

use crate::generate::{Json, Object};
use proptest::collection::vec;
use proptest::prelude::*;

fn text() -> impl Strategy<Value = Json> {
    "[abAB]{0,4}".prop_map(Json::String)
}

fn object(name: &str, value: Json) -> Json {
    Json::Object(vec![(name.to_string(), value)])
}

fn fold() -> impl Strategy<Value = Json> {
    text().prop_map(|text| object("equals-ignore-case", text))
}

fn wildcard() -> impl Strategy<Value = Json> {
    "[abA]{0,2}\\*[abA]{0,2}".prop_map(|text| object("wildcard", Json::String(text)))
}

fn range() -> impl Strategy<Value = Json> {
    (0..9u8, 0..9u8).prop_map(|(low, length)| {
        let number = |n: u8| Json::Number(n.to_string());
        let word = |word: &str| Json::String(word.to_string());
        let parts = match length {
            0 => vec![word("="), number(low)],
            7 => vec![word(">"), number(low)],
            8 => vec![word("<="), number(low)],
            _ => vec![word(">"), number(low), word("<="), number(low + length)],
        };
        object("numeric", Json::Array(parts))
    })
}

/// Matchers of one kind, and nearly always only of that kind.
fn kind() -> impl Strategy<Value = Vec<Json>> {
    fn many<S: Strategy<Value = Json> + 'static>(matcher: S) -> BoxedStrategy<Vec<Json>> {
        vec(matcher, 34..90).boxed()
    }
    prop_oneof![
        many(text()),
        many(text().prop_map(|t| object("prefix", t))),
        many(text().prop_map(|t| object("suffix", t))),
        many(fold().prop_map(|t| object("prefix", t))),
        many(fold().prop_map(|t| object("suffix", t))),
        many(fold()),
        many(wildcard()),
        many(range()),
        many(prop_oneof![text(), fold(), wildcard()].prop_map(|t| object("anything-but", t))),
        many(prop_oneof![text(), fold(), wildcard(), range()]),
    ]
}

fn envelope() -> impl Strategy<Value = Object> {
    let member = |name: &'static str, words: &'static [&'static str]| {
        let word = prop::sample::select(words).prop_map(|word| Json::String(word.to_string()));
        prop::option::weighted(0.7, word.prop_map(move |word| (name.to_string(), word)))
    };
    (
        member("source", &["s", "t"]),
        member("detail-type", &["x", "y"]),
    )
        .prop_map(|(one, other)| one.into_iter().chain(other).collect())
}

/// Patterns on the envelope and on `a`.
pub(crate) fn crowd() -> impl Strategy<Value = Vec<Object>> {
    (kind(), vec(envelope(), 90)).prop_map(|(matchers, envelopes)| {
        let whole = |(matcher, envelope): (Json, Object)| {
            let listed = envelope
                .into_iter()
                .map(|(name, v)| (name, Json::Array(vec![v])));
            let field = ("a".to_string(), Json::Array(vec![matcher]));
            listed.chain([field]).collect()
        };
        matchers.into_iter().zip(envelopes).map(whole).collect()
    })
}

/// Events for a crowd: some with an array in `a`, some with a name twice.
pub(crate) fn visitor() -> impl Strategy<Value = Object> {
    let number = (0..18u8).prop_map(|n| Json::Number(n.to_string()));
    let value = prop_oneof![3 => text(), 2 => number, 1 => Just(Json::Null)];
    let field = prop_oneof![
        3 => value.clone(),
        1 => vec(value, 0..3).prop_map(Json::Array),
    ];
    (vec(envelope(), 1..3), field).prop_map(|(envelopes, field)| {
        let envelope = envelopes.into_iter().flatten();
        envelope.chain([("a".to_string(), field)]).collect()
    })
}
