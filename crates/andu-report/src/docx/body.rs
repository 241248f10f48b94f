//! The body of a DOCX.

use super::{CHARACTERS, FOOTER, LINE, MARGINS, PAGE, Twips, WIDTH, form, table};
use crate::{
    document::{Block, Document, Inline, Slot},
    line::{Line, Look, lines, of, signature},
    xml::Xml,
};

pub(super) const DECLARATION: &str =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Word keeps no longer names of bookmarks.
const LONGEST_BOOKMARK: usize = 40;

/// The name of the bookmark around a slot: `andu_f1_` and the indicator, at most 40 characters.
pub fn bookmark(slot: &str, indicator: &str) -> String {
    let name = format!("andu_{slot}_{}", indicator.replace('-', "_"));
    name.chars().take(LONGEST_BOOKMARK).collect()
}

/// Writes paragraphs, numbering bookmarks.
pub(super) struct Body {
    pub(super) xml: Xml,
    bookmarks: usize,
}

pub(super) fn document(document: &Document) -> String {
    let mut body = Body {
        xml: Xml::new(),
        bookmarks: 0,
    };
    body.xml.open(
        "w:document",
        &[
            (
                "xmlns:w",
                "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            ),
            (
                "xmlns:r",
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            ),
        ],
    );
    body.xml.open("w:body", &[]);
    for (number, block) in document.blocks.iter().enumerate() {
        let signed = matches!(
            document.blocks.get(number + 1),
            Some(Block::Signature { .. })
        );
        match block {
            Block::Table { columns, rows, .. } => {
                let mut own = of(block, number).into_iter().peekable();
                if let Some(caption) = own.next_if(|line| line.look == Look::Caption) {
                    body.paragraph(&caption, &[]);
                }
                table::table(&mut body, columns, rows, signed);
            }
            Block::Form { rows } => form::form(&mut body, rows),
            Block::PageBreak => body.section_break(),
            Block::Signature { organ, date } => body.signature(block, number, organ, date),
            _ => {
                let lines = of(block, number);
                for (place, line) in lines.iter().enumerate() {
                    // Organ and date do not stand alone on the last page: the last of the text goes with them.
                    match signed && place + 1 == lines.len() {
                        true => body.paragraph(line, &[KEPT]),
                        false => body.paragraph(line, &[]),
                    }
                }
            }
        }
    }
    let foot: Vec<Line> = lines(document)
        .into_iter()
        .filter(|line| line.look == Look::Foot)
        .collect();
    for (number, line) in foot.iter().enumerate() {
        let first = Line {
            look: Look::Foot,
            ..line.clone()
        };
        body.paragraph_styled(&first, if number == 0 { "FootFirst" } else { "Foot" }, &[]);
    }
    let bound = document.blocks.contains(&Block::PageBreak);
    body.section(bound);
    body.xml.close("w:body").close("w:document");
    format!("{DECLARATION}{}", body.xml.finish())
}

/// On the same page as what follows.
pub(super) const KEPT: (&str, &[(&str, &str)]) = ("w:keepNext", &[]);

fn style(look: Look) -> &'static str {
    match look {
        Look::Title => "Title",
        Look::Addressee => "Addressee",
        Look::Heading(1) => "Heading1",
        Look::Heading(2) => "Heading2",
        Look::Heading(3) => "Heading3",
        Look::Heading(_) => "Heading4",
        Look::Body => "BodyText",
        Look::Unwritten => "Unwritten",
        Look::Caption => "Caption",
        Look::Head => "TableHead",
        Look::Cell => "TableCell",
        Look::Organ | Look::Date => "Signature",
        Look::Empty => "Empty",
        Look::Letterhead => "Letterhead",
        Look::NumberBelow => "NumberBelow",
        Look::NumberRight => "NumberRight",
        Look::FormHead => "FormHead",
        Look::FormCell => "FormCell",
        Look::Note => "Note",
        Look::Foot => "Foot",
    }
}

impl Body {
    /// A paragraph in the style of its look; `properties` are further elements of it, in the order of the schema.
    pub(super) fn paragraph(&mut self, line: &Line, properties: &[(&str, &[(&str, &str)])]) {
        self.paragraph_styled(line, style(line.look), properties);
    }

    fn paragraph_styled(
        &mut self,
        line: &Line,
        style: &str,
        properties: &[(&str, &[(&str, &str)])],
    ) {
        self.xml
            .open("w:p", &[])
            .open("w:pPr", &[])
            .empty("w:pStyle", &[("w:val", style)]);
        for (name, attributes) in properties {
            self.xml.empty(name, attributes);
        }
        self.xml.close("w:pPr");
        for inline in &line.inlines {
            match inline {
                Inline::Text { text } => self.run(text),
                Inline::Typed(typed) => self.run(&typed.text),
                Inline::Blank { label } => self.blank(label),
                Inline::Break => {
                    self.xml.open("w:r", &[]).empty("w:br", &[]).close("w:r");
                }
                Inline::Slot(slot) => self.slot(slot),
            }
        }
        self.xml.close("w:p");
    }

    fn slot(&mut self, slot: &Slot) {
        let id = self.bookmarks.to_string();
        self.bookmarks += 1;
        let name = bookmark(&slot.id, &slot.indicator);
        self.xml
            .empty("w:bookmarkStart", &[("w:id", &id), ("w:name", &name)]);
        self.run(&slot.printed);
        self.xml.empty("w:bookmarkEnd", &[("w:id", &id)]);
    }

    /// Marked, so that nobody sends it off unfilled.
    fn blank(&mut self, label: &str) {
        self.xml.open("w:r", &[]).open("w:rPr", &[]);
        self.xml.empty("w:highlight", &[("w:val", "yellow")]);
        self.xml.close("w:rPr");
        let text = crate::document::blank(label);
        self.xml.leaf("w:t", &[("xml:space", "preserve")], &text);
        self.xml.close("w:r");
    }

    fn run(&mut self, text: &str) {
        self.xml.open("w:r", &[]);
        self.xml.leaf("w:t", &[("xml:space", "preserve")], text);
        self.xml.close("w:r");
    }

    fn signature(&mut self, block: &Block, number: usize, organ: &str, date: &str) {
        let (organ, date) = signature(organ, date, halves_in_a_line());
        for line in of(block, number) {
            let halves = match line.look {
                Look::Organ => organ,
                Look::Date => date,
                _ => 0,
            };
            let indent = (WIDTH * Twips::try_from(halves).unwrap_or_default() / (CHARACTERS * 2))
                .to_string();
            match line.look {
                Look::Organ => self.paragraph(&line, &[KEPT, ("w:ind", &[("w:left", &indent)])]),
                Look::Date => self.paragraph(&line, &[("w:ind", &[("w:left", &indent)])]),
                _ => self.paragraph(&line, &[KEPT]),
            }
        }
    }

    /// Ends a paper: what follows begins on a new page, which is its page 1. The paragraph that must bear this is as low as can be.
    fn section_break(&mut self) {
        self.xml.open("w:p", &[]).open("w:pPr", &[]);
        let low = [("w:line", "20"), ("w:lineRule", "exact")];
        self.xml.empty("w:spacing", &low);
        self.section(true);
        self.xml.close("w:pPr").close("w:p");
    }

    /// Page, margins, head and foot; `counted`: pages are counted from 1.
    fn section(&mut self, counted: bool) {
        let [top, right, bottom, left] = MARGINS.map(|margin| margin.to_string());
        let footer = FOOTER.to_string();
        let reference = |xml: &mut Xml, name: &str, kind: &str, id: &str| {
            xml.empty(name, &[("w:type", kind), ("r:id", id)]);
        };
        let xml = &mut self.xml;
        xml.open("w:sectPr", &[]);
        reference(xml, "w:headerReference", "even", "rId5");
        reference(xml, "w:headerReference", "default", "rId4");
        reference(xml, "w:footerReference", "even", "rId7");
        reference(xml, "w:footerReference", "default", "rId6");
        xml.empty(
            "w:pgSz",
            &[("w:w", &PAGE.0.to_string()), ("w:h", &PAGE.1.to_string())],
        );
        xml.empty(
            "w:pgMar",
            &[
                ("w:top", &top),
                ("w:right", &right),
                ("w:bottom", &bottom),
                ("w:left", &left),
                ("w:header", "1134"),
                ("w:footer", &footer),
                ("w:gutter", "0"),
            ],
        );
        if counted {
            xml.empty("w:pgNumType", &[("w:start", "1")]);
        }
        let pitch = LINE.to_string();
        xml.empty("w:docGrid", &[("w:type", "lines"), ("w:linePitch", &pitch)]);
        xml.close("w:sectPr");
    }
}

fn halves_in_a_line() -> usize {
    usize::try_from(CHARACTERS * 2).unwrap_or_default()
}
