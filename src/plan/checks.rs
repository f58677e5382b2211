//! The checks of `verify` by their names, and the page about them.

use std::fmt::Write;

use coagent_template::{Severity, nearest};

use super::verify::{self, Check};
use crate::error::{Error, Result};

/// The check of an id; what it is called, if it is not.
pub(crate) fn named(id: &str) -> Result<&'static Check> {
    verify::explain(id).ok_or_else(|| {
        let error = Error::usage(format!("There is no check `{id}`"));
        let ids = || verify::checks().map(|check| check.id);
        match nearest(id, ids()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => {
                let ids: Vec<&str> = ids().collect();
                error.hint(format!("the checks are {}", ids.join(", ")))
            }
        }
    })
}

/// What a severity is called.
pub(crate) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// Every check with why it matters, as Markdown.
pub(crate) fn page() -> String {
    let mut out = "# The checks of `coagent verify`

Generated from `src/plan/verify/` by `coagent reference`. `coagent verify --explain ID` says the same.

A check is silenced in `coagent.yaml`, with the reason, for everything or for one resource:

```yaml
verify:
  silence:
    - id: tracing-off
      resource: ReportFunction
      reason: runs once a year
```

| Id | Severity | Finds |
|---|---|---|
"
    .to_owned();
    for check in verify::checks() {
        let severity = word(check.severity);
        let _ = writeln!(
            out,
            "| [`{0}`](#{0}) | {severity} | {1} |",
            check.id, check.title
        );
    }
    for check in verify::checks() {
        let Check {
            id,
            title,
            why,
            source,
            ..
        } = check;
        let _ = write!(out, "\n## {id}\n\n{title}. {why}\n\nSource: {source}.\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_check_gets_the_one_that_was_meant() {
        assert_eq!(named("dlq-fifo").unwrap().id, "dlq-fifo");
        let error = named("dlq-fifi").unwrap_err();
        assert_eq!(error.hints, ["did you mean `dlq-fifo`?"]);
        assert!(named("zzz").unwrap_err().hints[0].contains("pattern-invalid"));
    }

    #[test]
    fn every_check_is_on_the_page_twice() {
        let page = page();
        for check in verify::checks() {
            assert!(page.contains(&format!("(#{})", check.id)), "{}", check.id);
            assert!(
                page.contains(&format!("\n## {}\n", check.id)),
                "{}",
                check.id
            );
        }
    }
}
