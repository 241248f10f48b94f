//! A document as the lines that text, DOCX and comparison share: one a paragraph.

use crate::document::{Block, Document, Head, Inline, NumberPlace, plain};

/// A paragraph as it is printed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// Number of the block.
    pub(crate) block: usize,
    pub(crate) look: Look,
    pub(crate) inlines: Vec<Inline>,
}

/// How a paragraph looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Title,
    Addressee,
    Heading(u8),
    Body,
    /// A section that nobody has written.
    Unwritten,
    Caption,
    /// A cell of a head.
    Head,
    Cell,
    Organ,
    Date,
    Empty,
    Foot,
    /// The organ in red above a letter.
    Letterhead,
    /// A number in the middle.
    NumberBelow,
    /// A number at the right.
    NumberRight,
    /// A cell of a form that names something.
    FormHead,
    FormCell,
    Note,
}

impl Line {
    pub(crate) fn text(&self) -> String {
        plain(&self.inlines)
    }
}

fn text(text: impl Into<String>) -> Vec<Inline> {
    vec![Inline::Text { text: text.into() }]
}

/// Every paragraph of a document, cells of tables included.
pub(crate) fn lines(document: &Document) -> Vec<Line> {
    let mut lines = Vec::new();
    for (number, block) in document.blocks.iter().enumerate() {
        lines.extend(of(block, number));
    }
    let end = document.blocks.len();
    lines.extend(document.foot.iter().map(|foot| Line {
        block: end,
        look: Look::Foot,
        inlines: text(foot),
    }));
    lines
}

/// The paragraphs of one block.
pub(crate) fn of(block: &Block, number: usize) -> Vec<Line> {
    let line = |look, inlines: Vec<Inline>| Line {
        block: number,
        look,
        inlines,
    };
    match block {
        Block::Title { inlines } => vec![
            line(Look::Title, inlines.clone()),
            line(Look::Empty, vec![]),
        ],
        Block::Addressee { inlines } => vec![line(Look::Addressee, inlines.clone())],
        Block::Head(head) => self::head(head, line),
        Block::Form { rows } => rows
            .iter()
            .flat_map(|row| &row.cells)
            .map(|cell| {
                let look = if cell.head {
                    Look::FormHead
                } else {
                    Look::FormCell
                };
                line(look, cell.inlines.clone())
            })
            .collect(),
        Block::Note { inlines } => vec![line(Look::Note, inlines.clone())],
        Block::PageBreak => Vec::new(),
        Block::Heading {
            level,
            number,
            inlines,
        } => {
            let mut own = text(number);
            own.extend(inlines.iter().cloned());
            vec![line(Look::Heading(*level), own)]
        }
        Block::Paragraph { inlines } => vec![line(Look::Body, inlines.clone())],
        Block::Prose {
            label,
            hint,
            paragraphs,
            ..
        } => match paragraphs.as_slice() {
            [] => vec![line(
                Look::Unwritten,
                text(format!("（待撰写：{label}。{hint}。）")),
            )],
            written => written
                .iter()
                .map(|inlines| line(Look::Body, inlines.clone()))
                .collect(),
        },
        Block::Table {
            caption,
            columns,
            rows,
        } => {
            let caption = (!caption.is_empty()).then(|| line(Look::Caption, caption.clone()));
            let heads = columns.iter().map(|head| line(Look::Head, text(head)));
            let cells = rows.iter().flatten();
            let cells = cells.map(|cell| line(Look::Cell, cell.clone()));
            caption.into_iter().chain(heads).chain(cells).collect()
        }
        Block::Signature { organ, date } => vec![
            line(Look::Empty, vec![]),
            line(Look::Organ, text(organ)),
            line(Look::Date, text(date)),
        ],
    }
}

/// Organ, number and title of a paper in the order in which they are printed.
fn head(head: &Head, line: impl Fn(Look, Vec<Inline>) -> Line) -> Vec<Line> {
    let mut lines = Vec::new();
    lines.extend(
        head.letterhead
            .iter()
            .map(|organ| line(Look::Letterhead, text(organ))),
    );
    let number = |look| (!head.number.is_empty()).then(|| line(look, head.number.clone()));
    if head.place == NumberPlace::Above {
        lines.extend(number(Look::NumberRight));
    }
    lines.push(line(Look::Title, head.title.clone()));
    match head.place {
        NumberPlace::Above => lines.push(line(Look::Empty, vec![])),
        NumberPlace::Below => {
            lines.extend(number(Look::NumberBelow));
            lines.push(line(Look::Empty, vec![]));
        }
        NumberPlace::Right => {
            let number = number(Look::NumberRight);
            lines.push(number.unwrap_or_else(|| line(Look::Empty, vec![])));
        }
    }
    lines
}

/// Width of a text in halves of a Chinese character.
pub(crate) fn halves(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// How far organ and date of a signature without a seal are indented, in halves of a character.
///
/// GB/T 9704-2012, 7.3.5.2: the organ ends two characters before the right edge and the date begins two characters after the organ's
/// beginning; a date that would then run past the organ's end ends two characters before the edge itself, and the organ moves left.
pub(crate) fn signature(organ: &str, date: &str, width: usize) -> (usize, usize) {
    let room = width.saturating_sub(4);
    let (organ, date) = (halves(organ), halves(date));
    if date + 4 > organ {
        let begins = room.saturating_sub(date);
        return (begins.saturating_sub(4), begins);
    }
    let begins = room.saturating_sub(organ);
    (begins, begins + 4)
}

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn the_date_begins_two_characters_after_the_organ() {
        // Ten characters of organ, 6½ of date, on a line of 28.
        assert_eq!(
            signature("示例县人民政府办公室", "2026年1月15日", 56),
            (32, 36)
        );
        // A short organ: the date keeps two characters of room, the organ moves left.
        assert_eq!(signature("示例局", "2026年12月15日", 56), (34, 38));
        // Seven characters: the date would come within half a character of the edge, where a font a little wider breaks it.
        assert_eq!(signature("示例县人民政府", "2025年3月20日", 56), (35, 39));
        assert_eq!(signature(&"长".repeat(40), "2026年1月1日", 56), (0, 4));
    }
}
