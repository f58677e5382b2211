//! A place in a file of the user, shown with its source.

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report,
};

/// A place in a file: what is there and what is said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// The file, as the user knows it.
    pub(crate) file: String,
    /// The whole text of the file.
    pub(crate) text: String,
    /// Where the place begins, in bytes.
    pub(crate) offset: usize,
    /// How long it is, in bytes.
    pub(crate) length: usize,
    /// What is said about the place; may be empty.
    pub(crate) label: String,
}

impl Excerpt {
    /// A place by 1-based line and column, the column in characters; to the end of its word.
    pub(crate) fn at(file: &str, text: &str, line: usize, column: usize) -> Self {
        let start: usize = text
            .split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum();
        let in_line = text[start..].char_indices().nth(column.saturating_sub(1));
        let offset = in_line.map_or(text.len(), |(at, _)| start + at);
        let word = text[offset..]
            .find([' ', '\n', '\r', ':', ','])
            .unwrap_or(text.len() - offset);
        Self {
            file: file.to_owned(),
            text: text.to_owned(),
            offset,
            length: word.max(1).min(text.len() - offset),
            label: String::new(),
        }
    }

    /// With what is said about the place.
    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// 1-based line and column of the place.
    pub(crate) fn position(&self) -> (usize, usize) {
        let before = &self.text[..self.offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        )
    }

    /// The lines around the place, with the place marked.
    pub(crate) fn render(&self, color: bool, width: usize) -> String {
        let theme = if color {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let label = (!self.label.is_empty()).then(|| self.label.clone());
        let span = LabeledSpan::new(label, self.offset, self.length);
        let report = Report::new(MietteDiagnostic::new("").with_label(span))
            .with_source_code(NamedSource::new(&self.file, self.text.clone()));
        let mut rendered = String::new();
        let handler = GraphicalReportHandler::new_themed(theme).with_width(width);
        match handler.render_report(&mut rendered, report.as_ref()) {
            Ok(()) => after_headline(&rendered),
            Err(_) => String::new(),
        }
    }
}

/// The excerpt alone: the printer of errors has its own headline.
fn after_headline(rendered: &str) -> String {
    let lines = rendered.lines().skip_while(|line| !line.contains('╭'));
    lines.map(|line| format!("{}\n", line.trim_end())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_by_line_and_column_and_back() {
        let place = Excerpt::at("a.yaml", "a: 1\nbé: two\n", 2, 5);
        assert_eq!((place.offset, place.length), (10, 3));
        assert_eq!(place.position(), (2, 5));
    }

    #[test]
    fn a_place_after_the_end_does_not_panic() {
        let place = Excerpt::at("a.yaml", "a", 9, 9);
        assert_eq!((place.offset, place.length), (1, 0));
        assert!(place.render(false, 80).contains("a.yaml"));
    }

    #[test]
    fn the_line_is_shown_with_its_mark() {
        let shown = Excerpt::at("a.yaml", "a: 1\nb: two\n", 2, 4)
            .label("no number")
            .render(false, 80);
        insta::assert_snapshot!(shown, @r"
          ╭─[a.yaml:2:4]
        1 │ a: 1
        2 │ b: two
          ·    ─┬─
          ·     ╰── no number
          ╰────
        ");
    }
}
