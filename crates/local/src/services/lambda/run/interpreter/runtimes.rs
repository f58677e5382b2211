//! Lambda's runtimes by their names.

/// What runs the functions of a runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// The function brings its own `bootstrap`.
    Own,
    Python,
    Node,
}

const RUN: [(Family, &[&str]); 3] = [
    (
        Family::Own,
        &["provided.al2023", "provided.al2", "provided"],
    ),
    (
        Family::Python,
        &[
            "python3.8",
            "python3.9",
            "python3.10",
            "python3.11",
            "python3.12",
            "python3.13",
            "python3.14",
            "python3.15",
        ],
    ),
    (
        Family::Node,
        &[
            "nodejs14.x",
            "nodejs16.x",
            "nodejs18.x",
            "nodejs20.x",
            "nodejs22.x",
            "nodejs24.x",
            "nodejs26.x",
        ],
    ),
];

/// What nothing here runs: other languages, and versions that are long past.
const OTHERS: &[&str] = &[
    "java8",
    "java8.al2",
    "java11",
    "java17",
    "java21",
    "java25",
    "dotnetcore1.0",
    "dotnetcore2.0",
    "dotnetcore2.1",
    "dotnetcore3.1",
    "dotnet6",
    "dotnet8",
    "dotnet10",
    "ruby2.5",
    "ruby2.7",
    "ruby3.2",
    "ruby3.3",
    "ruby3.4",
    "ruby4.0",
    "go1.x",
    "nodejs",
    "nodejs4.3",
    "nodejs4.3-edge",
    "nodejs6.10",
    "nodejs8.10",
    "nodejs10.x",
    "nodejs12.x",
    "python2.7",
    "python3.6",
    "python3.7",
];

/// The family of a runtime that can run here.
pub(super) fn family(runtime: &str) -> Option<Family> {
    let mut families = RUN.iter();
    let found = families.find(|(_, names)| names.contains(&runtime));
    found.map(|(family, _)| *family)
}

/// What to take in place of a runtime for Node or Python with which AWS makes no functions any more.
pub(super) fn successor(runtime: &str) -> Option<&'static str> {
    let newest = [("nodejs", "nodejs24.x"), ("python", "python3.14")];
    let is_past = OTHERS.contains(&runtime);
    let mut fitting = newest.into_iter();
    let found = fitting.find(|(language, _)| is_past && runtime.starts_with(language));
    found.map(|(_, newer)| newer)
}

/// Every name that AWS knows.
pub(crate) fn names() -> Vec<&'static str> {
    let run = RUN.iter().flat_map(|(_, names)| *names);
    run.chain(OTHERS).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_lambda_have_a_family() {
        assert_eq!(family("python3.12"), Some(Family::Python));
        assert_eq!(family("nodejs24.x"), Some(Family::Node));
        for other in ["python3.99", "nodejs99.x", "java21", "python3.6"] {
            assert_eq!(family(other), None, "{other}");
        }
        assert!(names().contains(&"java21") && !names().contains(&"python3.99"));
    }
}
