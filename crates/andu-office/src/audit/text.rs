//! From what was read to what is audited.

use andu_audit::{Paragraph, Table, TablePlace, Text};
use andu_reader::{Block, Origin, Paper};

/// A title stands among the first paragraphs.
const FIRST: usize = 6;

/// Everything that was read, headers included: where a mark of secrecy may stand.
pub(crate) fn whole(paper: &Paper) -> String {
    let mut whole = String::new();
    for block in &paper.blocks {
        match block {
            Block::Paragraph { text, .. } => whole.push_str(text),
            Block::Table { rows } => {
                for row in rows {
                    whole.push_str(&row.join("\t"));
                    whole.push('\n');
                }
            }
        }
        whole.push('\n');
    }
    whole
}

/// The text without page headers, which say nothing of the matter and would stand after the date of the paper.
pub(super) fn text(paper: &Paper) -> Text {
    let mut audited = Text::default();
    for block in &paper.blocks {
        match block {
            Block::Paragraph {
                origin: Origin::Header,
                ..
            } => {}
            Block::Paragraph { text, .. } => {
                audited.paragraphs.extend(Text::from_plain(text).paragraphs);
            }
            Block::Table { rows } => table(rows, &mut audited),
        }
    }
    audited
}

/// A row is a paragraph, its cells parted by tabs.
fn table(rows: &[Vec<String>], audited: &mut Text) {
    let table = audited.tables.len();
    let line = |cell: &String| cell.replace('\n', " ");
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(line).collect())
        .collect();
    for (row, cells) in rows.iter().enumerate() {
        let text = cells.join("\t").trim_end().to_owned();
        if text.is_empty() {
            continue;
        }
        audited.paragraphs.push(Paragraph {
            text,
            heading: None,
            table: Some(TablePlace {
                table,
                row,
                column: 0,
            }),
        });
    }
    audited.tables.push(Table { rows });
}

/// The first lines that make the title: 某单位 / 关于…的报告.
pub(super) fn title(text: &Text) -> String {
    let first = text.paragraphs.iter().take(FIRST);
    let lines: Vec<&str> = first
        .take_while(|paragraph| paragraph.heading.is_none() && !paragraph.text.contains('。'))
        .map(|paragraph| paragraph.text.as_str())
        .collect();
    lines.concat()
}
