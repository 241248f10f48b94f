//! Papers of a procedure (办理文书): a template and what is known of a matter become a document.

use andu_rules::{
    condition::Condition,
    model::{
        FieldId, Paper, PaperBlockKind, PaperCell, PaperLook, PaperPiece, PaperRow, PaperSlot,
        PaperText, Row,
    },
};

use crate::{
    document::{Block, Document, FormCell, FormRow, Head, Inline, NumberPlace, plain},
    heading::Numbers,
};

/// What is known of the matter that a paper is about.
pub trait Filling {
    /// Whether a condition holds of the matter.
    fn holds(&self, condition: &Condition) -> bool;
    /// What a slot prints; within a row of a list, what that row says.
    fn filled(&self, slot: &PaperSlot, row: Option<(&FieldId, &Row)>) -> Filled;
    /// The rows of a list.
    fn rows(&self, list: &FieldId) -> Vec<Row>;
}

/// What a slot prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// This.
    Text(String),
    /// Nothing is known; this is what is missing.
    Missing(String),
}

/// What surrounds the wording of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaperFrame {
    /// Name of the office.
    pub organ: String,
    /// Day of the act at which it is issued, 2025年10月31日; `None` leaves it open.
    pub date: Option<String>,
    /// Its number; `None` where it has none yet.
    pub number: Option<String>,
    /// What stands in the place of a number that is not drawn yet, such as 告〔2025〕　号.
    pub no_number: Option<String>,
    /// Whether a letter may bear the organ in red.
    pub letterhead: bool,
    /// Printed across every page, such as 草稿.
    pub marks: Option<String>,
}

/// A paper, and what is missing in it, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComposedPaper {
    /// The paper.
    pub document: Document,
    /// Labels of what has to be filled in.
    pub missing: Vec<String>,
}

/// Puts a matter into a template.
pub fn compose_paper(paper: &Paper, filling: &dyn Filling, frame: &PaperFrame) -> ComposedPaper {
    let mut writer = Writer {
        filling,
        frame,
        numbers: Numbers::default(),
        missing: Vec::new(),
        blocks: Vec::new(),
    };
    let shown = |when: &Option<Condition>| when.as_ref().is_none_or(|it| filling.holds(it));
    let blocks = paper.blocks.iter().filter(|block| shown(&block.when));
    let blocks: Vec<&PaperBlockKind> = blocks.map(|block| &block.kind).collect();
    writer.head(paper, &blocks);
    for kind in blocks {
        writer.block(kind);
    }
    let title = match writer.blocks.first() {
        Some(Block::Head(head)) => plain(&head.title).replace('\n', ""),
        _ => paper.label.clone(),
    };
    ComposedPaper {
        document: Document {
            title,
            organ: frame.organ.clone(),
            blocks: writer.blocks,
            marks: frame.marks.clone(),
            foot: Vec::new(),
        },
        missing: writer.missing,
    }
}

/// Several papers as one document, each on pages of its own.
pub fn bind_papers(title: &str, papers: Vec<Document>) -> Document {
    let mut bound = Document {
        title: title.to_owned(),
        ..Document::default()
    };
    for (number, paper) in papers.into_iter().enumerate() {
        if number > 0 {
            bound.blocks.push(Block::PageBreak);
        }
        bound.organ = paper.organ;
        bound.marks = bound.marks.or(paper.marks);
        bound.blocks.extend(paper.blocks);
    }
    bound
}

struct Writer<'a> {
    filling: &'a dyn Filling,
    frame: &'a PaperFrame,
    numbers: Numbers,
    missing: Vec<String>,
    blocks: Vec<Block>,
}

impl Writer<'_> {
    /// Organ, title and number. A title of its own stands in place of the usual one.
    fn head(&mut self, paper: &Paper, blocks: &[&PaperBlockKind]) {
        let own = blocks.iter().find_map(|kind| match kind {
            PaperBlockKind::Title(text) => Some(text),
            _ => None,
        });
        let title = match (own, paper.look) {
            (Some(text), _) => self.inlines(text, None),
            (None, PaperLook::Notice) => lines(&format!("{}\n{}", self.frame.organ, paper.label)),
            (None, PaperLook::Letter | PaperLook::Form) => lines(&paper.label),
        };
        let letter = paper.look == PaperLook::Letter;
        let number = match (&self.frame.number, paper.is_numbered()) {
            (Some(number), true) => lines(number),
            (None, true) => lines(self.frame.no_number.as_deref().unwrap_or_default()),
            (_, false) => Vec::new(),
        };
        let letterhead = match letter && self.frame.letterhead {
            true => Some(self.signer(blocks)),
            false => None,
        };
        self.blocks.push(Block::Head(Head {
            letterhead,
            number,
            place: match paper.look {
                PaperLook::Notice => NumberPlace::Below,
                PaperLook::Letter => NumberPlace::Above,
                PaperLook::Form => NumberPlace::Right,
            },
            title,
        }));
    }

    /// Whose letter it is: whoever signs it.
    fn signer(&mut self, blocks: &[&PaperBlockKind]) -> String {
        let own = blocks.iter().find_map(|kind| match kind {
            PaperBlockKind::Signature { organ, .. } => organ.as_ref(),
            _ => None,
        });
        match own {
            Some(text) => plain(&self.inlines(text, None)),
            None => self.frame.organ.clone(),
        }
    }

    fn block(&mut self, kind: &PaperBlockKind) {
        match kind {
            PaperBlockKind::Title(_) => {}
            PaperBlockKind::Addressee(text) => {
                let inlines = self.inlines(text, None);
                self.blocks.push(Block::Addressee { inlines });
            }
            PaperBlockKind::Heading { level, text } => {
                let (number, inlines) = (self.numbers.next(*level), self.inlines(text, None));
                self.blocks.push(Block::Heading {
                    level: *level,
                    number,
                    inlines,
                });
            }
            PaperBlockKind::Paragraph(text) => {
                let inlines = self.prose(text);
                let paragraphs = split(inlines).into_iter();
                let written = paragraphs.filter(|inlines| !plain(inlines).trim().is_empty());
                self.blocks
                    .extend(written.map(|inlines| Block::Paragraph { inlines }));
            }
            PaperBlockKind::Note(text) => {
                let inlines = self.prose(text);
                if !plain(&inlines).trim().is_empty() {
                    self.blocks.push(Block::Note { inlines });
                }
            }
            PaperBlockKind::Table { columns, rows } => {
                let rows = self.rows(rows);
                let cells = |row: FormRow| row.cells.into_iter().map(|cell| cell.inlines).collect();
                self.blocks.push(Block::Table {
                    caption: Vec::new(),
                    columns: columns.clone(),
                    rows: rows.into_iter().map(cells).collect(),
                });
            }
            PaperBlockKind::Form { rows } => {
                let rows = self.rows(rows);
                self.blocks.push(Block::Form { rows });
            }
            PaperBlockKind::Signature { organ, date } => self.signature(organ, date),
        }
    }

    fn signature(&mut self, organ: &Option<PaperText>, date: &Option<PaperText>) {
        let organ = match organ {
            Some(text) => plain(&self.inlines(text, None)),
            None => self.frame.organ.clone(),
        };
        let date = match (date, &self.frame.date) {
            (Some(text), _) => plain(&self.inlines(text, None)),
            (None, Some(date)) => date.clone(),
            (None, None) => OPEN_DATE.to_owned(),
        };
        self.blocks.push(Block::Signature { organ, date });
    }

    fn rows(&mut self, rows: &[PaperRow]) -> Vec<FormRow> {
        let mut printed = Vec::new();
        for row in rows {
            if !row.when.as_ref().is_none_or(|it| self.filling.holds(it)) {
                continue;
            }
            match &row.each {
                None => printed.push(self.row(row, None)),
                Some(list) => {
                    let filled = self.filling.rows(list);
                    for own in &filled {
                        printed.push(self.row(row, Some((list, own))));
                    }
                }
            }
        }
        printed
    }

    fn row(&mut self, row: &PaperRow, of: Option<(&FieldId, &Row)>) -> FormRow {
        let cell = |cell: &PaperCell| FormCell {
            head: cell.head,
            inlines: self.inlines(&cell.text, of),
        };
        FormRow {
            lines: row.lines,
            cells: row.cells.iter().map(cell).collect(),
        }
    }

    fn inlines(&mut self, text: &PaperText, row: Option<(&FieldId, &Row)>) -> Vec<Inline> {
        self.written(text, row, Labels::Stay)
    }

    /// A text outside of tables, where a name with nothing behind it (地址：) is left out.
    fn prose(&mut self, text: &PaperText) -> Vec<Inline> {
        self.written(text, None, Labels::Go)
    }

    fn written(
        &mut self,
        text: &PaperText,
        row: Option<(&FieldId, &Row)>,
        labels: Labels,
    ) -> Vec<Inline> {
        let mut inlines = Vec::new();
        let (mut dropped, mut begins) = (false, false);
        for (number, piece) in text.pieces.iter().enumerate() {
            let slot = match piece {
                PaperPiece::Text(text) => {
                    let text = match dropped {
                        true => text.trim_start_matches(SEPARATORS),
                        false => text,
                    };
                    begins =
                        text.contains('\n') || matches!(inlines.last(), None | Some(Inline::Break));
                    inlines.extend(lines(text));
                    dropped = false;
                    continue;
                }
                PaperPiece::Slot(slot) => slot,
            };
            match self.filling.filled(slot, row) {
                Filled::Text(value) => {
                    let next = text.pieces.get(number + 1);
                    inlines.extend(lines(before_stop(&value, next)));
                }
                Filled::Missing(_) if slot.optional => {
                    let before = number.checked_sub(1).and_then(|at| text.pieces.get(at));
                    if let (Labels::Go, Some(PaperPiece::Text(_))) = (labels, before) {
                        dropped = without_label(&mut inlines, begins);
                    }
                }
                Filled::Missing(label) => {
                    if !self.missing.contains(&label) {
                        self.missing.push(label.clone());
                    }
                    inlines.push(Inline::Blank { label });
                }
            }
        }
        joined(inlines)
    }
}

/// What becomes of a name whose value is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Labels {
    /// It stands before an empty room.
    Stay,
    /// It is left out.
    Go,
}

/// Between names with their values.
const SEPARATORS: [char; 3] = ['　', '。', '；'];

/// Stops between and after clauses.
const STOPS: [char; 3] = ['。', '；', '，'];

/// What is typed often ends with a full stop; where the wording goes on with a stop of its own, one is enough.
fn before_stop<'t>(value: &'t str, next: Option<&PaperPiece>) -> &'t str {
    match next {
        Some(PaperPiece::Text(text)) if text.starts_with(STOPS) => value.trim_end_matches(STOPS),
        _ => value,
    }
}

/// Takes a name such as 联系电话： away from the end; `begins`: what stands last began a line. Whether anything was taken away: a
/// sentence that ends so is not.
fn without_label(inlines: &mut Vec<Inline>, begins: bool) -> bool {
    let Some(Inline::Text { text }) = inlines.last_mut() else {
        return false;
    };
    let Some(stem) = text.strip_suffix('：') else {
        return false;
    };
    let (from, label) = match stem.rfind(SEPARATORS) {
        Some(at) => (at, stem[at..].trim_start_matches(SEPARATORS)),
        None if begins => (0, stem),
        None => return false,
    };
    if label.is_empty() || label.contains(['，', '（', '《', '“']) {
        return false;
    }
    // A blank goes with the name that it sets off, a full stop stays with the sentence that it ends.
    let keeps = stem[from..]
        .chars()
        .next()
        .filter(|mark| matches!(mark, '。' | '；'));
    text.truncate(from + keeps.map_or(0, char::len_utf8));
    if text.is_empty() {
        inlines.pop();
    }
    begins && from == 0 || keeps.is_some()
}

/// Where a day is not known yet.
const OPEN_DATE: &str = "　　年　　月　　日";

/// A text with its line breaks.
fn lines(text: &str) -> Vec<Inline> {
    let mut inlines = Vec::new();
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            inlines.push(Inline::Break);
        }
        if !line.is_empty() {
            inlines.push(Inline::Text {
                text: line.to_owned(),
            });
        }
    }
    inlines
}

/// Texts that follow each other as one.
fn joined(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut all: Vec<Inline> = Vec::with_capacity(inlines.len());
    for inline in inlines {
        match (all.last_mut(), inline) {
            (Some(Inline::Text { text }), Inline::Text { text: next }) => text.push_str(&next),
            (_, inline) => all.push(inline),
        }
    }
    all
}

/// Paragraphs between line breaks.
fn split(inlines: Vec<Inline>) -> Vec<Vec<Inline>> {
    let mut paragraphs = vec![Vec::new()];
    for inline in inlines {
        match (inline, paragraphs.last_mut()) {
            (Inline::Break, _) | (_, None) => paragraphs.push(Vec::new()),
            (inline, Some(last)) => last.push(inline),
        }
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Knows nothing but `known`.
    struct Little;

    impl Filling for Little {
        fn holds(&self, _: &Condition) -> bool {
            true
        }

        fn filled(&self, slot: &PaperSlot, _: Option<(&FieldId, &Row)>) -> Filled {
            match slot.written.as_str() {
                "stopped" => Filled::Text("属实。".to_owned()),
                known if known.starts_with("known") => Filled::Text("有".to_owned()),
                _ => Filled::Missing("某项".to_owned()),
            }
        }

        fn rows(&self, _: &FieldId) -> Vec<Row> {
            Vec::new()
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let frame = PaperFrame::default();
        let mut writer = Writer {
            filling: &Little,
            frame: &frame,
            numbers: Numbers::default(),
            missing: Vec::new(),
            blocks: Vec::new(),
        };
        let text = PaperText::parse(text).unwrap();
        writer.block(&PaperBlockKind::Note(text));
        let blocks = writer.blocks.iter();
        let shown = blocks.map(|block| match block {
            Block::Note { inlines } => plain(inlines),
            other => format!("{other:?}"),
        });
        assert_eq!(shown.collect::<String>(), expected);
    }

    #[test]
    fn a_name_with_nothing_behind_it_is_left_out() {
        check("地址：{a?}", "");
        check("参加人员：{a?}。", "");
        check("地址：{a?}　联系电话：{b?}", "");
        check("地址：{known}　联系电话：{b?}", "地址：有");
        check("地址：{a?}　联系电话：{known}", "联系电话：有");
        check("甲：{known}　乙：{a?}　丙：{known}", "甲：有　丙：有");
        check("请办理。说明：{a?}", "请办理。");
        check("第一行\n电话：{a?}", "第一行\n");
    }

    #[test]
    fn one_stop_is_enough() {
        check("经查，{stopped}。", "经查，属实。");
        check("经查，{stopped}，予以采纳。", "经查，属实，予以采纳。");
        check("{stopped}\n{known}。", "属实。\n有。");
    }

    #[test]
    fn a_sentence_and_a_room_for_handwriting_stay() {
        check("地址：{a}", "地址：〔待填：某项〕");
        check("请抓紧办理。{a?}", "请抓紧办理。");
        check("经研究，答复如下：{a?}", "经研究，答复如下：");
        check("{known}意见：{a?}", "有意见：");
        check("（{a?}，编号：{known}）", "（，编号：有）");
    }
}
