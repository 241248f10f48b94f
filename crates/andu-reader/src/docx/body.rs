//! A part with paragraphs: text as it would be printed if every tracked change were accepted.

use super::styles::{self, Styles};
use crate::{
    Note, Origin, ReadError,
    draft::{Draft, MOST_CELLS},
    numbering::Numbering,
    xml::{Element, Walker},
};

/// A part while it is read. Word lets paragraphs hold text boxes, cells hold tables, and both hold paragraphs, so what
/// is open stands on stacks.
pub(super) struct Body<'a> {
    draft: &'a mut Draft,
    styles: &'a Styles,
    numbering: &'a mut Numbering,
    origin: Origin,
    path: Vec<Tag>,
    /// Depth within what is not printed.
    skipped: usize,
    hidden: bool,
    paragraphs: Vec<Paragraph>,
    tables: Vec<Table>,
    /// Text boxes of the open paragraph, which stand after it.
    boxes: Vec<String>,
    /// Tables within cells, which stand after the outermost one.
    nested: Vec<Vec<Vec<String>>>,
    /// Cells so far, those that are covered included.
    cells: usize,
    /// A paragraph whose end is deleted runs on in the next one.
    carried: String,
}

/// Elements whose children mean something only there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Paragraph,
    ParagraphProperties,
    RowProperties,
    RunProperties,
    Run,
    Text,
    TextBox,
    Cell,
    /// A list number of a tracked change, which no longer holds.
    Former,
    Other,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    outline: Option<u8>,
    running: bool,
    list: Option<String>,
    level: Option<usize>,
    joined: bool,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    row_deleted: bool,
    span: usize,
    continued: bool,
    text: String,
}

/// A cell cannot be wider than this.
const MOST_COLUMNS: usize = 200;

impl<'a> Body<'a> {
    pub(super) fn new(
        draft: &'a mut Draft,
        styles: &'a Styles,
        numbering: &'a mut Numbering,
        origin: Origin,
    ) -> Body<'a> {
        Body {
            draft,
            styles,
            numbering,
            origin,
            path: Vec::new(),
            skipped: 0,
            hidden: false,
            paragraphs: Vec::new(),
            tables: Vec::new(),
            boxes: Vec::new(),
            nested: Vec::new(),
            cells: 0,
            carried: String::new(),
        }
    }

    /// What is left over when the part has ended.
    pub(super) fn finish(mut self) -> Result<(), ReadError> {
        let rest = std::mem::take(&mut self.carried);
        self.draft.paragraph(&rest, None, self.origin)
    }

    fn parent(&self, above: usize) -> Option<Tag> {
        let at = self.path.len().checked_sub(1 + above)?;
        self.path.get(at).copied()
    }

    fn push(&mut self, text: &str) {
        if self.hidden {
            if !text.trim().is_empty() {
                self.draft.note(Note::HiddenText);
            }
            return;
        }
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    /// What stands in the properties of a paragraph, run, row or cell.
    fn property(&mut self, element: &Element<'_>) {
        let parent = self.parent(0);
        if self.path.contains(&Tag::Former) {
            return;
        }
        if parent == Some(Tag::RunProperties) {
            let in_run = self.parent(1) == Some(Tag::Run);
            match element.name() {
                "vanish" if in_run => self.hidden = element.is_on(),
                "del" | "moveFrom" if !in_run => {
                    if let Some(paragraph) = self.paragraphs.last_mut() {
                        paragraph.joined = true;
                    }
                }
                _ => {}
            }
        }
        if let Some(table) = self.tables.last_mut() {
            match element.name() {
                "del" if parent == Some(Tag::RowProperties) => table.row_deleted = true,
                "gridSpan" => {
                    let span = element.number("val").unwrap_or(1);
                    table.span = std::cmp::min(span, MOST_COLUMNS);
                }
                "vMerge" => table.continued = element.get("val").as_deref() != Some("restart"),
                _ => {}
            }
        }
        if self.path.contains(&Tag::ParagraphProperties)
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            match element.name() {
                "pStyle" => paragraph.style = element.get("val"),
                "outlineLvl" => {
                    paragraph.outline = styles::outline(element);
                    paragraph.running = paragraph.outline.is_none();
                }
                "numId" => paragraph.list = element.get("val"),
                "ilvl" => paragraph.level = element.number("val"),
                _ => {}
            }
        }
    }

    fn end_paragraph(&mut self) -> Result<(), ReadError> {
        let Some(mut paragraph) = self.paragraphs.pop() else {
            return Ok(());
        };
        let outermost = self.paragraphs.is_empty();
        if outermost && !self.carried.is_empty() {
            paragraph
                .text
                .insert_str(0, &std::mem::take(&mut self.carried));
        }
        if paragraph.joined && outermost {
            self.carried = paragraph.text;
            return Ok(());
        }
        let style = paragraph.style.as_deref();
        if !paragraph.text.trim().is_empty()
            && let Some(number) = self.number(&paragraph)
        {
            paragraph.text.insert_str(0, &number);
        }
        let in_box = self
            .path
            .iter()
            .rev()
            .find(|it| matches!(it, Tag::TextBox | Tag::Cell));
        match in_box {
            Some(Tag::TextBox) => self.boxes.push(paragraph.text),
            Some(Tag::Cell) => {
                if let Some(table) = self.tables.last_mut() {
                    table.text.push_str(&paragraph.text);
                    table.text.push('\n');
                }
            }
            _ => {
                let named = || self.styles.heading(style);
                let heading = match paragraph.running {
                    true => None,
                    false => paragraph.outline.or_else(named),
                };
                self.draft
                    .paragraph(&paragraph.text, heading, self.origin)?;
            }
        }
        if outermost {
            for text in std::mem::take(&mut self.boxes) {
                let origin = match self.origin {
                    Origin::Body => Origin::TextBox,
                    other => other,
                };
                self.draft.paragraph(&text, None, origin)?;
            }
        }
        Ok(())
    }

    /// The automatic number: what the paragraph says of itself, else what its style says. List 0 is none.
    fn number(&mut self, paragraph: &Paragraph) -> Option<String> {
        let style = paragraph.style.as_deref();
        let (list, level) = match &paragraph.list {
            Some(list) => (list.clone(), paragraph.level.unwrap_or(0)),
            None => {
                let (list, level) = self.styles.list(style)?;
                (list, paragraph.level.unwrap_or(level))
            }
        };
        if list == "0" {
            return None;
        }
        self.numbering.next(&list, level)
    }

    fn end_cell(&mut self) -> Result<(), ReadError> {
        if let Some(table) = self.tables.last_mut() {
            let text = std::mem::take(&mut table.text);
            let text = match table.continued {
                true => String::new(),
                false => text.trim_end().to_owned(),
            };
            table.row.push(text);
            let more = table.span.saturating_sub(1);
            table.row.extend(std::iter::repeat_n(String::new(), more));
            self.cells += table.span.max(1);
        }
        match self.cells > MOST_CELLS {
            true => Err(ReadError::TooLong),
            false => Ok(()),
        }
    }

    fn end_table(&mut self) -> Result<(), ReadError> {
        let Some(table) = self.tables.pop() else {
            return Ok(());
        };
        if !self.tables.is_empty() {
            self.nested.push(table.rows);
            return Ok(());
        }
        self.draft.table_from(table.rows, self.origin)?;
        // The innermost ended first.
        for rows in std::mem::take(&mut self.nested) {
            self.draft.table_from(rows, self.origin)?;
        }
        Ok(())
    }
}

/// What is not printed, whatever lies in it: deletions, old copies of text boxes, readings above characters.
fn is_unprinted(name: &str) -> bool {
    matches!(
        name,
        "moveFrom" | "Fallback" | "rt" | "delText" | "instrText" | "docPartPr"
    )
}

impl Walker for Body<'_> {
    fn open(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        let name = element.name();
        if matches!(name, "ins" | "del" | "moveFrom" | "moveTo") {
            self.draft.note(Note::TrackedChanges);
        }
        let in_properties = matches!(
            self.parent(0),
            Some(Tag::RunProperties | Tag::RowProperties)
        );
        let unprinted = is_unprinted(name) || name == "del";
        if self.skipped > 0 || (unprinted && !in_properties) {
            self.skipped += 1;
            return Ok(());
        }
        self.property(element);
        let tag = match name {
            "p" => {
                self.paragraphs.push(Paragraph::default());
                Tag::Paragraph
            }
            "r" => {
                self.hidden = false;
                Tag::Run
            }
            "pPr" => Tag::ParagraphProperties,
            "rPr" => Tag::RunProperties,
            "trPr" => Tag::RowProperties,
            "pPrChange" | "rPrChange" | "trPrChange" | "tcPrChange" | "numberingChange" => {
                Tag::Former
            }
            "t" => Tag::Text,
            "txbxContent" => Tag::TextBox,
            "tbl" => {
                self.tables.push(Table::default());
                Tag::Other
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row.clear();
                    table.row_deleted = false;
                }
                Tag::Other
            }
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    (table.span, table.continued) = (1, false);
                    table.text.clear();
                }
                Tag::Cell
            }
            _ => Tag::Other,
        };
        // A tab among the properties is a tab stop.
        if self.parent(0) == Some(Tag::Run) {
            match name {
                "br" | "cr" => self.push("\n"),
                "tab" | "ptab" => self.push("\t"),
                "noBreakHyphen" => self.push("-"),
                _ => {}
            }
        }
        self.path.push(tag);
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), ReadError> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }
        let tag = self.path.pop();
        match name {
            "p" if tag == Some(Tag::Paragraph) => self.end_paragraph()?,
            "r" => self.hidden = false,
            "tc" if tag == Some(Tag::Cell) => self.end_cell()?,
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    let row = std::mem::take(&mut table.row);
                    if !table.row_deleted {
                        table.rows.push(row);
                    }
                }
            }
            "tbl" => self.end_table()?,
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        if self.skipped == 0 && self.parent(0) == Some(Tag::Text) {
            self.push(text);
        }
        Ok(())
    }
}
