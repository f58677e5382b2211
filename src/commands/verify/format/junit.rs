//! JUnit XML as Jenkins, GitLab and the others read it: a case for each check, a failure for what
//! it found.
//!
//! There is no one schema. This keeps to what those of Ant (Windy Road) and Jenkins both allow.

use std::fmt::Write;

use coagent_template::Severity;
use jiff::{Timestamp, tz::Offset};

use super::super::answer::{Answer, fix, place};
use crate::plan::verify::{self, Check, Finding};

/// A suite with a case for each check. Notes are said and do not fail.
pub(in super::super) fn junit(answer: &Answer, now: Timestamp) -> String {
    let cases: Vec<(String, bool)> = verify::checks().map(|check| case(check, answer)).collect();
    let (tests, failures) = (
        cases.len(),
        cases.iter().filter(|(_, failed)| *failed).count(),
    );
    let cases: String = cases.into_iter().map(|(text, _)| text).collect();
    let time = Offset::UTC.to_datetime(now).strftime("%Y-%m-%dT%H:%M:%S");
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="coagent verify" package="coagent" id="0" hostname="localhost" timestamp="{time}" tests="{tests}" failures="{failures}" errors="0" time="0">
    <properties/>
{cases}    <system-out>{}</system-out>
    <system-err/>
  </testsuite>
</testsuites>
"#,
        escaped(&answer.summary())
    )
}

fn case(check: &Check, answer: &Answer) -> (String, bool) {
    let found = answer.findings.iter().filter(|found| found.id == check.id);
    let found: Vec<&Finding> = found
        .filter(|found| found.severity > Severity::Info)
        .collect();
    let head = format!(
        r#"    <testcase name="{}" classname="coagent.verify.{}" time="0""#,
        escaped(check.title),
        check.id
    );
    let Some(first) = found.first() else {
        return (format!("{head}/>\n"), false);
    };
    // One failure a case is what every schema allows.
    let kind = first.id;
    let told: String = found.iter().map(|finding| told(finding)).collect();
    let message = escaped(&first.message);
    let text = format!(
        "{head}>\n      <failure message=\"{message}\" type=\"{kind}\">{}</failure>\n    </testcase>\n",
        escaped(&told)
    );
    (text, true)
}

fn told(finding: &Finding) -> String {
    let mut text = format!("{}: {}\n", place(finding), finding.message);
    if let Some(fix) = fix(finding) {
        let _ = writeln!(text, "{fix}");
    }
    text
}

/// Text for an element or attribute; what XML cannot hold at all is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\n' | '\t' => out.push(character),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::verify::format::sarif::tests::answer;

    #[test]
    fn each_check_is_a_case_and_what_it_found_a_failure() {
        let xml = junit(&answer(), Timestamp::UNIX_EPOCH);
        let checks = verify::checks().count();
        assert!(
            xml.contains(&format!(r#"tests="{checks}" failures="1""#)),
            "{xml}"
        );
        assert_eq!(xml.matches("<testcase ").count(), checks);
        let at = xml.find("<failure").expect("a failure");
        let end = xml.find("</failure>").expect("its end");
        insta::assert_snapshot!(&xml[at..end], @r#"
        <failure message="queue `Dead` is 100% FIFO" type="dlq-fifo">a,b.yaml:2:3: queue `Dead` is 100% FIFO
        Fix:
        remove
        FifoQueue
        "#);
    }

    #[test]
    fn nothing_in_a_text_can_end_an_element() {
        assert_eq!(escaped("a<b>\"c\"&\u{7}d"), "a&lt;b&gt;&quot;c&quot;&amp;d");
    }
}
