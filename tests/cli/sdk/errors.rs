//! The errors of a service: every code that its sources refuse a request with, compared with those
//! that its test met.

use std::{
    cell::RefCell,
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Why a client is never refused for want of a permission.
pub(super) const SERVICES_ONLY: &str = "only services are asked for permission: a delivery";

thread_local! {
    /// Codes that this test was refused with. A test has a thread of its own.
    static MET: RefCell<BTreeSet<String>> = RefCell::default();
}

/// Notes that a request of this test was refused so, and that its kind was looked at.
pub(super) fn met(code: Option<&str>) {
    MET.with_borrow_mut(|met| met.extend(code.map(str::to_owned)));
}

/// Fails when the sources of the service in `folder` have a code that no request of this test was
/// refused with. `others` are codes that clients of this kind are never refused with, and why.
pub(super) fn all_met(folder: &str, others: &[(&str, &str)]) {
    let mut unmet = codes(folder);
    for (code, why) in others {
        assert!(unmet.remove(*code), "{code} ({why}) is not in the sources");
        let met = MET.with_borrow(|met| met.contains(*code));
        assert!(!met, "{code} was met, although: {why}");
    }
    MET.with_borrow(|met| unmet.retain(|code| !met.contains(code)));
    assert_eq!(unmet, BTreeSet::new(), "errors without a test");
}

/// The codes in the sources of a service; where clients know an error by the code of the query
/// protocol, that one.
fn codes(folder: &str) -> BTreeSet<String> {
    let services = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/local/src/services");
    let mut codes = BTreeSet::new();
    for path in sources(&services.join(folder)) {
        let text = fs::read_to_string(path).unwrap();
        let (code, _) = text.split_once("#[cfg(test)]").unwrap_or((&text, ""));
        codes.extend(made(code));
        codes.extend(after(code, "\" / ").filter_map(literal));
        codes.extend(after(code, "s3_error!(").map(identifier));
        for (call, meant) in COMMON {
            codes.extend(code.contains(call).then(|| (*meant).to_owned()));
        }
    }
    codes
}

/// Faults that have a function of their own for all services.
const COMMON: &[(&str, &str)] = &[
    ("Fault::validation(", "ValidationException"),
    ("Fault::serialization(", "SerializationException"),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = paths.partition(|path| path.is_dir());
    let below = folders.iter().flat_map(|folder| sources(folder));
    let files = files.into_iter().chain(below);
    let is_test = |path: &PathBuf| {
        path.iter()
            .any(|part| part == "tests" || part == "tests.rs")
    };
    files.filter(|path| !is_test(path)).collect()
}

/// The codes of `Fault::new("Code", …)`, or of the `.with_query_code("Code")` that follows.
fn made(text: &str) -> impl Iterator<Item = String> {
    let calls = text.split("Fault::new(").skip(1);
    calls.filter_map(|call| {
        let end = call.find("\n}").unwrap_or(call.len());
        let older = after(&call[..end], ".with_query_code(").find_map(literal);
        literal(call).map(|code| older.unwrap_or(code))
    })
}

fn after<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(mark)
        .map(|(at, _)| &text[at + mark.len()..])
}

/// The string that the text begins with.
fn literal(text: &str) -> Option<String> {
    let (code, _) = text.trim_start().strip_prefix('"')?.split_once('"')?;
    Some(code.to_owned())
}

/// The name that the text begins with.
fn identifier(text: &str) -> String {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_alphanumeric());
    text[..end.unwrap_or(text.len())].to_owned()
}
