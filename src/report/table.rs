//! A report for a terminal: aligned columns that fit its width.

use comfy_table::{
    Attribute, Cell as Drawn, Color, ColumnConstraint, ContentArrangement, Table as Drawing,
    presets::NOTHING,
};

use super::{Cell, Section, Table};
use crate::ui::style::{Paint, Tone};

/// Columns between columns.
const GAP: u16 = 2;

/// The least that the last column is broken to.
const LAST: usize = 24;

/// All sections, an empty line between them.
pub(crate) fn render(sections: &[Section], paint: Paint, width: usize) -> String {
    let rendered = sections.iter().map(|section| match section {
        Section::Text(text) => format!("{text}\n"),
        Section::Facts(facts) => render_facts(facts, paint),
        Section::Table(table) if table.rows.is_empty() => format!("{}\n", nothing(table)),
        Section::Table(table) => render_table(table, paint, width),
    });
    rendered.collect::<Vec<_>>().join("\n")
}

fn nothing(table: &Table) -> String {
    match table.empty {
        "" => format!("No {}.", table.kind),
        text => text.to_owned(),
    }
}

fn render_facts(facts: &[(String, Cell)], paint: Paint) -> String {
    let widest = facts
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0);
    let line = |(name, value): &(String, Cell)| {
        let pad = " ".repeat(widest - name.chars().count());
        let name = paint.tone(Tone::Dim, &format!("{name}{pad}"));
        format!("{name}  {}\n", paint.tone(value.tone, &value.text))
    };
    facts.iter().map(line).collect()
}

fn render_table(table: &Table, paint: Paint, width: usize) -> String {
    let mut drawing = Drawing::new();
    drawing.load_style(NOTHING);
    drawing.set_content_arrangement(arrangement(table, width));
    drawing.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    if paint.color {
        drawing.enforce_styling();
    } else {
        drawing.force_no_tty();
    }
    drawing.set_header(table.columns.iter().map(|name| header(name)));
    for row in &table.rows {
        drawing.add_row(row.iter().map(draw));
    }
    for column in drawing.column_iter_mut() {
        column.set_padding((0, GAP));
        if column.index + 1 < table.columns.len() {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    drawing
        .lines()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect()
}

/// Only the last column is broken over lines, so that a name can be copied in one piece. When that
/// leaves it no room, nothing is broken and the terminal does what it does with long lines.
fn arrangement(table: &Table, width: usize) -> ContentArrangement {
    let widest = |column: usize| {
        let cells = table
            .rows
            .iter()
            .map(|row| row[column].text.chars().count());
        cells
            .chain([table.columns[column].len()])
            .max()
            .unwrap_or(0)
    };
    let last = table.columns.len().saturating_sub(1);
    let before: usize = (0..last)
        .map(|column| widest(column) + usize::from(GAP))
        .sum();
    if before + LAST <= width {
        ContentArrangement::Dynamic
    } else {
        ContentArrangement::Disabled
    }
}

fn header(name: &str) -> Drawn {
    Drawn::new(name.to_uppercase()).add_attribute(Attribute::Bold)
}

fn draw(cell: &Cell) -> Drawn {
    let drawn = Drawn::new(&cell.text);
    match cell.tone {
        Tone::Plain => drawn,
        Tone::Good => drawn.fg(Color::Green),
        Tone::Warn => drawn.fg(Color::Yellow),
        Tone::Bad => drawn.fg(Color::Red).add_attribute(Attribute::Bold),
        Tone::Dim => drawn.add_attribute(Attribute::Dim),
        Tone::Note => drawn.fg(Color::Cyan),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queues() -> Section {
        let queues = [("orders", 3), ("orders-dlq", 12)];
        Section::Table(
            Table::new("queue", ["queue", "messages"])
                .rows(queues, |(name, depth)| [name.into(), depth.into()]),
        )
    }

    #[test]
    fn columns_are_aligned_and_lines_end_with_their_text() {
        insta::assert_snapshot!(render(&[queues()], Paint::default(), 80), @r"
        QUEUE       MESSAGES
        orders      3
        orders-dlq  12
        ");
    }

    #[test]
    fn names_are_not_broken_and_the_last_column_is() {
        let rule = Table::new("rule", ["rule", "says"]).rows(
            [(
                "bayon-coagent-notifications",
                "what has to be said about it",
            )],
            |(name, says)| [name.into(), says.into()],
        );
        let section = [Section::Table(rule)];
        insta::assert_snapshot!(render(&section, Paint::default(), 54), @r"
        RULE                         SAYS
        bayon-coagent-notifications  what has to be said
                                     about it
        ");
        insta::assert_snapshot!(render(&section, Paint::default(), 40), @r"
        RULE                         SAYS
        bayon-coagent-notifications  what has to be said about it
        ");
    }

    #[test]
    fn an_empty_table_says_so() {
        let none = Table::new("alarm", ["name"]).empty("No alarms are set.");
        assert_eq!(
            render(&[Section::Table(none)], Paint::default(), 80),
            "No alarms are set.\n"
        );
    }

    #[test]
    fn facts_are_name_and_value() {
        let facts = vec![("Bus".into(), "b".into()), ("Region".into(), "eu".into())];
        assert_eq!(
            render(&[Section::Facts(facts)], Paint::default(), 80),
            "Bus     b\nRegion  eu\n"
        );
    }
}
