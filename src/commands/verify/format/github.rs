//! GitHub workflow commands: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.

use coagent_template::Severity;

use super::super::answer::{Answer, fix};
use crate::plan::verify::Finding;

/// A line for each finding, which GitHub shows beside the line of the template.
pub(in super::super) fn github(answer: &Answer) -> String {
    answer.findings.iter().map(line).collect()
}

fn line(finding: &Finding) -> String {
    let command = match finding.severity {
        Severity::Info => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let mut properties = vec![("title", finding.id.to_owned())];
    if let Some(file) = &finding.file {
        properties.push(("file", file.to_string()));
    }
    if let Some(span) = finding.span {
        properties.push(("line", span.start.line.to_string()));
        properties.push(("col", span.start.column.to_string()));
    }
    let properties: Vec<String> = properties
        .into_iter()
        .map(|(name, value)| format!("{name}={}", property(&value)))
        .collect();
    let fix = fix(finding).map(|fix| format!("\n{fix}"));
    let message = data(&format!("{}{}", finding.message, fix.unwrap_or_default()));
    format!("::{command} {}::{message}\n", properties.join(","))
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::verify::format::sarif::tests::answer;

    #[test]
    fn a_finding_is_one_line_with_its_place_and_nothing_ends_it_early() {
        insta::assert_snapshot!(github(&answer()), @r"
        ::error title=dlq-fifo,file=a%2Cb.yaml,line=2,col=3::queue `Dead` is 100%25 FIFO%0AFix:%0Aremove%0AFifoQueue
        ");
    }
}
