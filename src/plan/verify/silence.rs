//! Findings that the project does not want to hear of.

use std::sync::Arc;

use coagent_template::{Pos, Severity, Span};
use serde::Serialize;

use super::finding::{Check, Finding};

pub(super) const UNUSED: Check = Check {
    id: "unused-silence",
    severity: Severity::Info,
    title: "A silence has nothing to silence",
    why: "What it was for is mended or gone. Left there, it hides the next fault of its kind.",
    source: "The application's coagent.yaml",
};

/// A check that is not to find anything, or nothing about one resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Silence {
    /// The check's id.
    pub(crate) id: String,
    /// The logical id, or the name of a live thing; `None` for all.
    pub(crate) resource: Option<String>,
    /// Why.
    pub(crate) reason: String,
    /// The file that says so, as the user knows it.
    pub(crate) file: String,
    /// The line of the file, from 1.
    pub(crate) line: u32,
}

impl Silence {
    fn is_for(&self, finding: &Finding) -> bool {
        let resource = finding.logical_id.as_deref();
        self.id == finding.id && (self.resource.is_none() || self.resource.as_deref() == resource)
    }

    /// The finding that it has nothing to silence.
    fn unused(&self) -> Finding {
        let start = Pos {
            line: self.line,
            column: 1,
            offset: 0,
        };
        let of = self.resource.iter();
        let of: String = of.map(|name| format!(" about `{name}`")).collect();
        Finding {
            id: UNUSED.id,
            severity: UNUSED.severity,
            message: format!("nothing is silenced: `{}` finds nothing{of}", self.id),
            file: Some(Arc::from(self.file.as_str())),
            span: Some(Span { start, end: start }),
            logical_id: None,
            fix: Some("remove it".to_owned()),
        }
    }
}

/// A finding that is silenced, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Silenced {
    /// What was found.
    #[serde(flatten)]
    pub(crate) finding: Finding,
    /// Why it is not to be heard of.
    pub(crate) reason: String,
}

/// Parts findings from those that are silenced. Silences that silence nothing are findings
/// themselves, which only makes sense when all of the application was looked at.
pub(crate) fn silence(
    found: Vec<Finding>,
    silences: &[Silence],
    is_all: bool,
) -> (Vec<Finding>, Vec<Silenced>) {
    let mut used = vec![false; silences.len()];
    let (mut heard, mut silenced) = (Vec::new(), Vec::new());
    for finding in found {
        match silences.iter().position(|silence| silence.is_for(&finding)) {
            Some(at) => {
                used[at] = true;
                let reason = silences[at].reason.clone();
                silenced.push(Silenced { finding, reason });
            }
            None => heard.push(finding),
        }
    }
    let unused = silences
        .iter()
        .zip(used)
        .filter(|(_, used)| is_all && !used);
    heard.extend(unused.map(|(silence, _)| silence.unused()));
    (heard, silenced)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(id: &'static str, resource: &str) -> Finding {
        Finding {
            id,
            severity: Severity::Info,
            message: String::new(),
            file: None,
            span: None,
            logical_id: Some(resource.to_owned()),
            fix: None,
        }
    }

    fn of(id: &str, resource: Option<&str>) -> Silence {
        Silence {
            id: id.to_owned(),
            resource: resource.map(str::to_owned),
            reason: "because".to_owned(),
            file: "coagent.yaml".to_owned(),
            line: 7,
        }
    }

    #[test]
    fn a_silence_is_for_its_check_and_where_it_says_so_for_its_resource() {
        let found = vec![finding("a", "X"), finding("a", "Y"), finding("b", "X")];
        let (heard, silenced) = silence(found.clone(), &[of("a", Some("X"))], true);
        assert_eq!(heard, found[1..]);
        assert_eq!(
            (&silenced[0].finding, silenced[0].reason.as_str()),
            (&found[0], "because")
        );
        let (heard, _) = silence(found.clone(), &[of("a", None)], true);
        assert_eq!(heard, found[2..]);
    }

    #[test]
    fn a_silence_of_nothing_is_found_where_it_stands_if_all_was_looked_at() {
        let silences = [of("a", None)];
        let (heard, _) = silence(Vec::new(), &silences, true);
        assert_eq!(
            (heard[0].id, heard[0].span.map(|s| s.start.line)),
            ("unused-silence", Some(7))
        );
        assert_eq!(silence(Vec::new(), &silences, false).0, []);
    }
}
