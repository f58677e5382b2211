//! What became of redriven messages, as it is shown.

use crate::{
    apply::redrive::watch::{Fate, Watched},
    report::{Cell, Section, Table, optional},
    ui::style::Tone,
};

pub(super) fn sections(watched: &[Watched]) -> Vec<Section> {
    let count = |fate: Fate| {
        watched
            .iter()
            .filter(|watched| watched.fate == fate)
            .count()
    };
    let text = format!(
        "Watched: {} handled, {} came back, {} neither in the time given",
        count(Fate::Handled),
        count(Fate::CameBack),
        count(Fate::NotBack)
    );
    let open = watched
        .iter()
        .filter(|watched| watched.fate != Fate::Handled);
    let table = Table::new("watched", ["message", "event", "became"]).rows(open, row);
    let mut sections = vec![Section::Text(text)];
    if !table.rows.is_empty() {
        sections.push(Section::Table(table));
    }
    sections
}

fn row(watched: &Watched) -> [Cell; 3] {
    let became = match watched.fate {
        Fate::Handled => Cell::toned("handled", Tone::Good),
        Fate::CameBack => Cell::toned("came back", Tone::Bad),
        Fate::NotBack => Cell::toned("not back, and nobody says more", Tone::Warn),
    };
    let event = optional(watched.event.as_ref());
    [(&watched.message).into(), event, became]
}
