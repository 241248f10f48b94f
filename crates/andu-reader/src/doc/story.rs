//! A part of the text: paragraphs, cells and rows by the marks that end them.

use super::{
    formatting::{Formatting, Shape},
    pieces::Character,
};
use crate::{Note, Origin, ReadError, draft::Draft, numbering::Numbering};

/// Characters with a meaning, by `[MS-DOC]` 2.4.
mod mark {
    pub(super) const CELL: u16 = 0x07;
    pub(super) const LINE: u16 = 0x0b;
    pub(super) const PAGE: u16 = 0x0c;
    pub(super) const PARAGRAPH: u16 = 0x0d;
    pub(super) const COLUMN: u16 = 0x0e;
    pub(super) const FIELD: u16 = 0x13;
    pub(super) const FIELD_RESULT: u16 = 0x14;
    pub(super) const FIELD_END: u16 = 0x15;
    pub(super) const HYPHEN: u16 = 0x1e;
}

/// Styles 1 to 9 are the headings of Word.
const HEADINGS: std::ops::RangeInclusive<u16> = 1..=9;

struct Story<'a> {
    formatting: &'a Formatting,
    numbering: &'a mut Numbering,
    origin: Origin,
    draft: &'a mut Draft,
    text: Vec<u16>,
    /// For each open field, whether its result is reached: what stands before it is a command.
    fields: Vec<bool>,
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    cell: String,
}

pub(super) fn read(
    characters: &[Character],
    formatting: &Formatting,
    numbering: &mut Numbering,
    origin: Origin,
    draft: &mut Draft,
) -> Result<(), ReadError> {
    let mut story = Story {
        formatting,
        numbering,
        origin,
        draft,
        text: Vec::new(),
        fields: Vec::new(),
        rows: Vec::new(),
        row: Vec::new(),
        cell: String::new(),
    };
    for character in characters {
        story.add(*character)?;
    }
    story.end_paragraph(Shape::default())?;
    story.end_table()
}

impl Story<'_> {
    fn add(&mut self, character: Character) -> Result<(), ReadError> {
        let run = self.formatting.run(character.place);
        match character.unit {
            mark::PARAGRAPH | mark::PAGE | mark::COLUMN => {
                // A deleted mark joins two paragraphs.
                if run.deleted {
                    return Ok(());
                }
                let shape = self.formatting.shape(character.place);
                match (shape.inner_cell, shape.inner_row_end) {
                    (_, true) => Ok(()),
                    _ => self.end_paragraph(shape),
                }
            }
            mark::CELL => self.end_cell(self.formatting.shape(character.place)),
            mark::FIELD => {
                self.fields.push(false);
                Ok(())
            }
            mark::FIELD_RESULT => {
                if let Some(reached) = self.fields.last_mut() {
                    *reached = true;
                }
                Ok(())
            }
            mark::FIELD_END => {
                self.fields.pop();
                Ok(())
            }
            unit => {
                let command = self.fields.iter().any(|reached| !reached);
                if run.hidden && !run.deleted && !command {
                    self.draft.note(Note::HiddenText);
                }
                if !run.deleted && !run.hidden && !command {
                    self.push(unit);
                }
                Ok(())
            }
        }
    }

    fn push(&mut self, unit: u16) {
        match unit {
            mark::LINE => self.text.push(u16::from(b'\n')),
            mark::HYPHEN => self.text.push(u16::from(b'-')),
            // Marks of notes, pictures, comments.
            unit if unit < 0x20 && unit != 0x09 => {}
            unit => self.text.push(unit),
        }
    }

    fn end_paragraph(&mut self, shape: Shape) -> Result<(), ReadError> {
        let mut text = String::from_utf16_lossy(&self.text);
        self.text.clear();
        if !text.trim().is_empty()
            && let Some(list) = shape.list.filter(|it| *it != 0)
            && let Some(number) = self
                .numbering
                .next(&list.to_string(), usize::from(shape.level))
        {
            text.insert_str(0, &number);
        }
        if shape.in_table {
            self.cell.push_str(&text);
            self.cell.push('\n');
            return Ok(());
        }
        self.end_table()?;
        let by_style = HEADINGS.contains(&shape.style).then_some(shape.style as u8);
        let heading = match shape.outline {
            Some(level) => (level < 9).then_some(level + 1),
            None => by_style,
        };
        self.draft.paragraph(&text, heading, self.origin)
    }

    fn end_cell(&mut self, shape: Shape) -> Result<(), ReadError> {
        if shape.row_end {
            // A row within a cell is text of that cell.
            self.text.clear();
            self.rows.push(std::mem::take(&mut self.row));
            return Ok(());
        }
        self.end_paragraph(Shape {
            in_table: true,
            ..shape
        })?;
        let cell = std::mem::take(&mut self.cell);
        self.row.push(cell.trim_end().to_owned());
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), ReadError> {
        if !self.row.is_empty() {
            self.rows.push(std::mem::take(&mut self.row));
        }
        self.cell.clear();
        match self.rows.is_empty() {
            true => Ok(()),
            false => self
                .draft
                .table_from(std::mem::take(&mut self.rows), self.origin),
        }
    }
}
