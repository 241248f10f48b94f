//! A paper while it is read: bounded, without empty paragraphs.

use crate::{Block, Format, MOST_TEXT, Note, Origin, Paper, ReadError, radical};

/// Rows and cells cost memory beyond their text.
pub(crate) const MOST_CELLS: usize = 1_000_000;

pub(crate) struct Draft {
    paper: Paper,
    text: usize,
    cells: usize,
}

impl Draft {
    pub(crate) fn new(format: Format) -> Draft {
        let (blocks, notes) = (Vec::new(), Vec::new());
        let paper = Paper {
            format,
            blocks,
            notes,
            published: None,
        };
        Draft {
            paper,
            text: 0,
            cells: 0,
        }
    }

    /// Adds a paragraph; each of its lines is one.
    pub(crate) fn paragraph(
        &mut self,
        text: &str,
        heading: Option<u8>,
        origin: Origin,
    ) -> Result<(), ReadError> {
        for line in text.lines() {
            let text = tidy(line);
            if text.is_empty() || origin == Origin::Header && is_page_number(&text) {
                continue;
            }
            self.count(text.len())?;
            self.paper.blocks.push(Block::Paragraph {
                text,
                heading,
                origin,
            });
        }
        Ok(())
    }

    /// Adds a table. One of a single cell or a single column frames text, and becomes paragraphs.
    pub(crate) fn table(&mut self, rows: Vec<Vec<String>>) -> Result<(), ReadError> {
        self.table_from(rows, Origin::Body)
    }

    /// Adds a table that stood elsewhere than in the body.
    pub(crate) fn table_from(
        &mut self,
        rows: Vec<Vec<String>>,
        origin: Origin,
    ) -> Result<(), ReadError> {
        let mut rows: Vec<Vec<String>> = rows
            .into_iter()
            .map(|row| row.iter().map(|cell| tidy_cell(cell)).collect())
            .collect();
        let widest = rows
            .iter()
            .filter_map(|row| row.iter().rposition(|cell| !cell.is_empty()))
            .max();
        let Some(last) = widest else {
            return Ok(());
        };
        if last == 0 || origin != Origin::Body {
            for cell in rows.iter().flatten() {
                self.paragraph(cell, None, origin)?;
            }
            return Ok(());
        }
        rows.retain(|row| !row.is_empty());
        self.cells += rows.iter().map(Vec::len).sum::<usize>();
        if self.cells > MOST_CELLS {
            return Err(ReadError::TooLong);
        }
        self.count(rows.iter().flatten().map(String::len).sum())?;
        self.paper.blocks.push(Block::Table { rows });
        Ok(())
    }

    /// Adds a note once.
    pub(crate) fn note(&mut self, note: Note) {
        if !self.paper.notes.contains(&note) {
            self.paper.notes.push(note);
        }
    }

    pub(crate) fn finish(self) -> Paper {
        self.paper
    }

    fn count(&mut self, bytes: usize) -> Result<(), ReadError> {
        self.text += bytes;
        match self.text > MOST_TEXT {
            true => Err(ReadError::TooLong),
            false => Ok(()),
        }
    }
}

/// Without white space at the ends, and without characters that print nothing: controls, the marks of order of bytes,
/// zero-width ones, which web editors leave behind in the middle of words.
pub(crate) fn tidy(text: &str) -> String {
    let kept = text.chars().filter_map(|c| match c {
        '\t' | '\u{a0}' => Some(' '),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {
            None
        }
        c if c.is_control() => None,
        c => Some(radical::printed(c)),
    });
    kept.collect::<String>().trim().to_owned()
}

fn tidy_cell(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(tidy)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

/// — 1 —, 第 1 页, 1/3.
pub(crate) fn is_page_number(text: &str) -> bool {
    let kept = |c: &char| !c.is_whitespace() && !"-—－–―─·.".contains(*c);
    let text: String = text.chars().filter(kept).collect();
    let mut digits = 0;
    let known = text.chars().all(|c| {
        let digit = c.is_ascii_digit() || ('０'..='９').contains(&c);
        digits += usize::from(digit);
        digit || "第共页/／".contains(c)
    });
    known && (1..=6).contains(&digits)
}

#[cfg(test)]
mod tests {
    use super::is_page_number;

    #[test]
    fn page_numbers_are_told_from_figures() {
        for number in ["— 1 —", "12", "- 3 -", "第 3 页 共 12 页", "2/14", "－１－"] {
            assert!(is_page_number(number), "{number}");
        }
        for text in ["第三十三条", "2025年", "63件", "—", "20260101123"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
