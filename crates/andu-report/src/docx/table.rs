//! Tables of a DOCX.

use super::{
    Twips, WIDTH,
    body::{Body, KEPT},
};
use crate::{
    document::{Inline, plain},
    line::{Line, Look, halves},
    xml::Xml,
};

/// No column is narrower than this many halves of a character.
const NARROWEST: usize = 6;
/// What a column needs beside its text.
const PADDING: usize = 2;

/// `kept`: its last row stands on the same page as what follows.
pub(super) fn table(body: &mut Body, columns: &[String], rows: &[Vec<Vec<Inline>>], kept: bool) {
    let widths = widths(columns, rows);
    let xml = &mut body.xml;
    xml.open("w:tbl", &[]).open("w:tblPr", &[]);
    xml.empty("w:tblW", &[("w:w", &WIDTH.to_string()), ("w:type", "dxa")]);
    xml.empty("w:jc", &[("w:val", "center")]);
    borders(xml);
    xml.empty("w:tblLayout", &[("w:type", "fixed")]);
    xml.close("w:tblPr").open("w:tblGrid", &[]);
    for width in &widths {
        xml.empty("w:gridCol", &[("w:w", &width.to_string())]);
    }
    xml.close("w:tblGrid");
    let heads: Vec<Vec<Inline>> = columns
        .iter()
        .map(|head| vec![Inline::Text { text: head.clone() }])
        .collect();
    row(body, &heads, Look::Head, &widths, kept && rows.is_empty());
    for (number, cells) in rows.iter().enumerate() {
        let last = number + 1 == rows.len();
        row(body, cells, Look::Cell, &widths, kept && last);
    }
    body.xml.close("w:tbl");
}

/// A thin line around every cell.
pub(super) fn borders(xml: &mut Xml) {
    xml.open("w:tblBorders", &[]);
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        let name = format!("w:{side}");
        xml.empty(
            &name,
            &[
                ("w:val", "single"),
                ("w:sz", "4"),
                ("w:space", "0"),
                ("w:color", "auto"),
            ],
        );
    }
    xml.close("w:tblBorders");
}

fn row(body: &mut Body, cells: &[Vec<Inline>], look: Look, widths: &[Twips], kept: bool) {
    body.xml
        .open("w:tr", &[])
        .open("w:trPr", &[])
        .empty("w:cantSplit", &[]);
    if look == Look::Head {
        // Repeated on every page that the table reaches.
        body.xml.empty("w:tblHeader", &[]);
    }
    body.xml.close("w:trPr");
    for (number, cell) in cells.iter().enumerate() {
        let width = widths.get(number).copied().unwrap_or_default().to_string();
        body.xml.open("w:tc", &[]).open("w:tcPr", &[]);
        body.xml
            .empty("w:tcW", &[("w:w", &width), ("w:type", "dxa")]);
        body.xml.empty("w:vAlign", &[("w:val", "center")]);
        body.xml.close("w:tcPr");
        let line = Line {
            block: 0,
            look,
            inlines: cell.clone(),
        };
        // The first column names things, the others hold numbers.
        let align = if number == 0 && look == Look::Cell {
            "left"
        } else {
            "center"
        };
        let align = ("w:jc", &[("w:val", align)][..]);
        match kept {
            true => body.paragraph(&line, &[KEPT, align]),
            false => body.paragraph(&line, &[align]),
        }
        body.xml.close("w:tc");
    }
    body.xml.close("w:tr");
}

/// Widths by the longest text of each column; the first takes what is left over.
fn widths(columns: &[String], rows: &[Vec<Vec<Inline>>]) -> Vec<Twips> {
    let longest = |number: usize| {
        let cells = rows.iter().filter_map(|row| row.get(number));
        let head = columns.get(number).map_or(0, |head| halves(head));
        let longest = cells
            .map(|cell| halves(&plain(cell)))
            .max()
            .unwrap_or_default()
            .max(head);
        Twips::try_from(longest.max(NARROWEST) + PADDING).unwrap_or(1)
    };
    let wanted: Vec<Twips> = (0..columns.len()).map(longest).collect();
    let total: Twips = wanted.iter().sum::<Twips>().max(1);
    let mut widths: Vec<Twips> = wanted.iter().map(|own| WIDTH * own / total).collect();
    let rest = WIDTH - widths.iter().sum::<Twips>();
    if let Some(first) = widths.first_mut() {
        *first += rest;
    }
    widths
}
