//! Where tables, cells, paragraphs, texts and content controls of a document stand in its XML.

use std::ops::Range;

use quick_xml::events::Event;

use crate::fill::package::element;
use crate::fill::xml::{Broken, Pieces, add_text, attributes, local, unescaped};

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Scanned {
    /// What stands before names of elements: `w:`.
    pub prefix: String,
    /// Tables that stand in no cell: rows, each with the numbers of its cells.
    pub tables: Vec<Vec<Vec<usize>>>,
    pub cells: Vec<CellXml>,
    pub paragraphs: Vec<ParagraphXml>,
    pub texts: Vec<TextXml>,
    pub controls: Vec<ControlXml>,
}

/// A cell.
#[derive(Debug, Clone, Default)]
pub struct CellXml {
    /// Paragraphs that stand in it and in no cell within it.
    pub own: Vec<usize>,
    /// 1 where it stands in no other cell.
    pub depth: usize,
    /// First column of the table that it covers, from 0, and how many it covers.
    pub grid: u32,
    pub span: u32,
    /// It goes on from the cell above.
    pub continued: bool,
    /// Content controls within it.
    pub controls: Vec<usize>,
    /// Face and size of the text before it in its row, as an element.
    pub look_beside: Option<String>,
    /// Where it ends.
    pub end: usize,
}

/// A paragraph.
#[derive(Debug, Clone, Default)]
pub struct ParagraphXml {
    pub tag: Range<usize>,
    /// `<w:p/>`
    pub closed: bool,
    /// Where what is inside ends.
    pub end: usize,
    /// The look of its end, which is the look of what is typed there.
    pub mark: Option<Range<usize>>,
    pub texts: Vec<usize>,
}

/// A text.
#[derive(Debug, Clone, Default)]
pub struct TextXml {
    pub whole: Range<usize>,
    pub text: String,
    pub underlined: bool,
    pub paragraph: usize,
}

/// A content control.
#[derive(Debug, Clone, Default)]
pub struct ControlXml {
    pub tag: Option<String>,
    pub title: Option<String>,
    /// The element that says that it shows what it asks for.
    pub asks: Option<Range<usize>>,
    /// Styles of the texts within.
    pub greys: Vec<Range<usize>>,
    pub content: Range<usize>,
    pub texts: Vec<usize>,
    pub first_paragraph: Option<usize>,
}

impl ControlXml {
    /// The name by which it is told.
    pub fn name(&self) -> Option<String> {
        self.tag.clone().or_else(|| self.title.clone())
    }

    /// Whether it bears this tag or title.
    pub fn is_called(&self, name: &str) -> bool {
        self.tag.as_deref() == Some(name) || self.title.as_deref() == Some(name)
    }
}

/// An element that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Table,
    Row,
    Cell(usize),
    Paragraph(usize),
    /// Look of a run, or of the end of a paragraph, from where.
    Look(usize),
    ParagraphLook,
    Run,
    Text(usize),
    Control(usize),
    Content(usize),
    Other,
}

struct Scan<'a> {
    xml: &'a str,
    found: Scanned,
    open: Vec<Open>,
    underlined: bool,
    /// Face and size of the last text of the row.
    look: Option<String>,
}

/// Looks through a document. What stands in text boxes is left alone.
pub fn scan(xml: &str) -> Result<Scanned, Broken> {
    let mut scan = Scan {
        xml,
        found: Scanned::default(),
        open: Vec::new(),
        underlined: false,
        look: None,
    };
    let mut pieces = Pieces::of(xml);
    let mut left_alone = 0_usize;
    while let Some(piece) = pieces.next()? {
        let tag = &xml[piece.at.clone()];
        match &piece.event {
            Event::Start(_) if left_alone > 0 => left_alone += 1,
            Event::End(_) if left_alone > 0 => left_alone -= 1,
            _ if left_alone > 0 => {}
            Event::Start(_) if matches!(element(tag), "txbxContent" | "Fallback") => left_alone = 1,
            Event::Start(start) => {
                if scan.found.prefix.is_empty() && element(tag) == "document" {
                    let name = start.name();
                    let prefix = name.as_ref().rsplit_once(':');
                    scan.found.prefix =
                        prefix.map_or(String::new(), |(prefix, _)| format!("{prefix}:"));
                }
                scan.start(tag, piece.at);
            }
            Event::Empty(_) => scan.empty(tag, piece.at),
            Event::End(_) => scan.end(piece.at),
            event => {
                if let Some(Open::Text(text)) = scan.open.last() {
                    add_text(event, xml, &piece.at, &mut scan.found.texts[*text].text);
                }
            }
        }
    }
    Ok(scan.found)
}

/// The value of an attribute, whatever its prefix.
fn value(tag: &str, name: &str) -> Option<String> {
    let found = attributes(tag).find(|(known, _)| local(known) == name);
    found.map(|(_, at)| unescaped(&tag[at]))
}

impl Scan<'_> {
    fn start(&mut self, tag: &str, at: Range<usize>) {
        let kind = match element(tag) {
            "tbl" => self.table(),
            "tr" => self.row(),
            "tc" => self.cell(),
            "p" => Open::Paragraph(self.paragraph(&at, false)),
            "pPr" => Open::ParagraphLook,
            "rPr" => Open::Look(at.start),
            "r" => {
                self.underlined = false;
                Open::Run
            }
            "t" => self.text(&at),
            "sdt" => {
                let control = self.found.controls.len();
                self.found.controls.push(ControlXml::default());
                if let Some(cell) = self.in_cell() {
                    self.found.cells[cell].controls.push(control);
                }
                Open::Control(control)
            }
            "sdtContent" => match self.in_control() {
                Some(control) => {
                    self.found.controls[control].content = at.end..at.end;
                    Open::Content(control)
                }
                None => Open::Other,
            },
            _ => {
                self.property(tag, &at);
                Open::Other
            }
        };
        self.open.push(kind);
    }

    fn empty(&mut self, tag: &str, at: Range<usize>) {
        match element(tag) {
            "p" => {
                self.paragraph(&at, true);
            }
            "t" => {
                self.text(&at);
            }
            "sdtContent" => {
                if let Some(control) = self.in_control() {
                    self.found.controls[control].content = at.end..at.end;
                }
            }
            _ => self.property(tag, &at),
        }
    }

    fn end(&mut self, at: Range<usize>) {
        match self.open.pop() {
            Some(Open::Paragraph(paragraph)) => self.found.paragraphs[paragraph].end = at.start,
            Some(Open::Text(text)) => self.found.texts[text].whole.end = at.end,
            Some(Open::Content(control)) => self.found.controls[control].content.end = at.start,
            Some(Open::Cell(cell)) => self.found.cells[cell].end = at.start,
            Some(Open::Look(start)) => self.look_ends(start..at.end),
            _ => {}
        }
    }

    fn depth(&self) -> usize {
        let cells = self
            .open
            .iter()
            .filter(|open| matches!(open, Open::Cell(_)));
        cells.count()
    }

    fn in_cell(&self) -> Option<usize> {
        self.open.iter().rev().find_map(|open| match open {
            Open::Cell(cell) => Some(*cell),
            _ => None,
        })
    }

    fn in_control(&self) -> Option<usize> {
        self.open.iter().rev().find_map(|open| match open {
            Open::Control(control) => Some(*control),
            _ => None,
        })
    }

    fn table(&mut self) -> Open {
        if self.depth() == 0 {
            self.found.tables.push(Vec::new());
        }
        Open::Table
    }

    fn row(&mut self) -> Open {
        if self.depth() == 0
            && let Some(table) = self.found.tables.last_mut()
        {
            table.push(Vec::new());
            self.look = None;
        }
        Open::Row
    }

    fn cell(&mut self) -> Open {
        let depth = self.depth() + 1;
        let row = self
            .found
            .tables
            .last_mut()
            .and_then(|table| table.last_mut());
        let index = self.found.cells.len();
        let before = row
            .iter()
            .flat_map(|row| row.iter().rev())
            .map(|cell| &self.found.cells[*cell])
            .find(|cell| cell.depth == depth);
        let grid = before.map_or(0, |cell| cell.grid + cell.span);
        if let Some(row) = row {
            row.push(index);
        }
        self.found.cells.push(CellXml {
            depth,
            grid,
            span: 1,
            look_beside: self.look.clone(),
            ..CellXml::default()
        });
        Open::Cell(index)
    }

    fn paragraph(&mut self, at: &Range<usize>, closed: bool) -> usize {
        let index = self.found.paragraphs.len();
        self.found.paragraphs.push(ParagraphXml {
            tag: at.clone(),
            closed,
            end: at.end,
            ..ParagraphXml::default()
        });
        if let Some(cell) = self.in_cell() {
            self.found.cells[cell].own.push(index);
        }
        let within = self.open.iter().filter_map(|open| match open {
            Open::Content(control) => Some(*control),
            _ => None,
        });
        for control in within.collect::<Vec<_>>() {
            let first = &mut self.found.controls[control].first_paragraph;
            first.get_or_insert(index);
        }
        index
    }

    fn text(&mut self, at: &Range<usize>) -> Open {
        let paragraph = self.open.iter().rev().find_map(|open| match open {
            Open::Paragraph(paragraph) => Some(*paragraph),
            _ => None,
        });
        let Some(paragraph) = paragraph else {
            return Open::Other;
        };
        let index = self.found.texts.len();
        self.found.texts.push(TextXml {
            whole: at.clone(),
            text: String::new(),
            underlined: self.underlined,
            paragraph,
        });
        self.found.paragraphs[paragraph].texts.push(index);
        for open in &self.open {
            if let Open::Content(control) = open {
                self.found.controls[*control].texts.push(index);
            }
        }
        Open::Text(index)
    }

    /// An element that says something of what it stands in.
    fn property(&mut self, tag: &str, at: &Range<usize>) {
        let name = element(tag);
        match (name, self.open.last()) {
            ("gridSpan", _) => {
                if let (Some(cell), Some(span)) = (self.in_cell(), value(tag, "val")) {
                    self.found.cells[cell].span = span.parse().unwrap_or(1).max(1);
                }
            }
            ("vMerge", _) => {
                if let Some(cell) = self.in_cell() {
                    let restarts = value(tag, "val").is_some_and(|value| value == "restart");
                    self.found.cells[cell].continued = !restarts;
                }
            }
            ("u", Some(Open::Look(_))) => {
                self.underlined = value(tag, "val").is_none_or(|value| value != "none");
            }
            ("rStyle", Some(Open::Look(_))) => {
                let control = self.open.iter().rev().find_map(|open| match open {
                    Open::Content(control) => Some(*control),
                    _ => None,
                });
                if let Some(control) = control {
                    self.found.controls[control].greys.push(at.clone());
                }
            }
            ("tag" | "alias" | "showingPlcHdr", _) => {
                // Within the properties of a control, not within what it holds.
                let within = self
                    .open
                    .iter()
                    .rposition(|open| matches!(open, Open::Content(_)));
                let control = self
                    .open
                    .iter()
                    .rposition(|open| matches!(open, Open::Control(_)));
                if control.is_none() || within > control {
                    return;
                }
                let Some(control) = self.in_control() else {
                    return;
                };
                let control = &mut self.found.controls[control];
                match name {
                    "tag" => control.tag = value(tag, "val").filter(|tag| !tag.is_empty()),
                    "alias" => control.title = value(tag, "val").filter(|tag| !tag.is_empty()),
                    _ => control.asks = Some(at.clone()),
                }
            }
            _ => {}
        }
    }

    /// The look of a run or of the end of a paragraph.
    fn look_ends(&mut self, at: Range<usize>) {
        match self.open.last() {
            Some(Open::ParagraphLook) => {
                if let Some(Open::Paragraph(paragraph)) = self.open.iter().rev().nth(1) {
                    let tracked = ["<w:ins ", "<w:del ", "<w:rPrChange "];
                    let xml = &self.xml[at.clone()];
                    if !tracked.iter().any(|change| xml.contains(change)) {
                        self.found.paragraphs[*paragraph].mark = Some(at);
                    }
                }
            }
            Some(Open::Run) if self.depth() == 1 => {
                let prefix = &self.found.prefix;
                let kept: String = ["rFonts", "sz", "szCs"]
                    .iter()
                    .filter_map(|name| {
                        let look = &self.xml[at.clone()];
                        let start = look.find(&format!("<{prefix}{name} "))?;
                        let end = start + look[start..].find("/>")? + 2;
                        Some(&look[start..end])
                    })
                    .collect();
                if !kept.is_empty() {
                    self.look = Some(format!("<{prefix}rPr>{kept}</{prefix}rPr>"));
                }
            }
            _ => {}
        }
    }
}
