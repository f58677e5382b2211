//! A report for pipes: a line for each row, columns parted by tabs, no header, nothing cut.

use std::fmt::Write;

use super::{Cell, Section};

/// All sections. With several tables each row begins with what it is.
pub(crate) fn render(sections: &[Section]) -> String {
    let tables = sections
        .iter()
        .filter(|section| matches!(section, Section::Table(_)))
        .count();
    let mut out = String::new();
    for section in sections {
        match section {
            Section::Text(text) => {
                let _ = writeln!(out, "{text}");
            }
            Section::Facts(facts) => {
                for (name, value) in facts {
                    line(&mut out, [name.as_str(), &value.text].into_iter());
                }
            }
            Section::Table(table) => {
                let kind = (tables > 1).then_some(table.kind);
                for row in &table.rows {
                    line(&mut out, kind.into_iter().chain(texts(row)));
                }
            }
        }
    }
    out
}

fn texts(row: &[Cell]) -> impl Iterator<Item = &str> {
    row.iter().map(|cell| cell.text.as_str())
}

// A tab or a line end within a value would be taken for one of ours.
fn line<'a>(out: &mut String, values: impl Iterator<Item = &'a str>) {
    let clean = |value: &str| value.replace(['\t', '\n', '\r'], " ");
    let _ = writeln!(out, "{}", values.map(clean).collect::<Vec<_>>().join("\t"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Table;

    fn table(kind: &'static str) -> Section {
        Section::Table(Table::new(kind, ["name"]).rows(["a\tb"], |name| [name.into()]))
    }

    #[test]
    fn one_table_is_its_rows() {
        assert_eq!(render(&[table("rule")]), "a b\n");
    }

    #[test]
    fn rows_of_several_tables_say_what_they_are() {
        assert_eq!(
            render(&[table("rule"), table("queue")]),
            "rule\ta b\nqueue\ta b\n"
        );
    }
}
