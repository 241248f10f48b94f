//! Text of a paper with slots: `现将本机关{clock.reply}前答复的…`.

use std::fmt;

use super::super::{ActionId, ClockId, FieldId, LinkId};

/// Text with slots.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaperText {
    /// From left to right.
    pub pieces: Vec<PaperPiece>,
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaperPiece {
    /// As it stands.
    Text(String),
    /// What the matter says.
    Slot(PaperSlot),
}

/// A place that the matter fills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperSlot {
    /// With what.
    pub kind: SlotKind,
    /// How it is printed.
    pub look: SlotLook,
    /// Prints nothing where the value is missing, in place of a visible blank; written `{name?}`.
    pub optional: bool,
    /// As written between the braces.
    pub written: String,
}

/// With what a slot is filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlotKind {
    /// A field of the matter; in a row printed for each row of a list, a column of it.
    Field(FieldId),
    /// `{organ}`: name of the office.
    Organ,
    /// `{government}`: the people's government of which the office is part.
    Government,
    /// `{office.review-organ}`: a fact about the office.
    Office(String),
    /// `{paper.number}`.
    PaperNumber,
    /// `{paper.label}`.
    PaperLabel,
    /// `{act.date}`: day of the act at which the paper is issued.
    ActDate,
    /// `{act.actor}`: who acts.
    ActActor,
    /// `{matter.number}`.
    MatterNumber,
    /// `{matter.title}`.
    MatterTitle,
    /// `{matter.code}`: code by which the person concerned asks after the matter.
    MatterCode,
    /// `{matter.label}`: term of the procedure.
    MatterLabel,
    /// `{matter.stage}`.
    MatterStage,
    /// `{clock.reply}`: day on which a clock runs out.
    Clock(ClockId),
    /// `{done.register}`: day on which an action was last taken.
    Done(ActionId),
    /// `{actor.draft}`: who took an action last.
    Actor(ActionId),
    /// `{link.penalty.number}`: official number of the linked matter.
    LinkNumber(LinkId),
    /// `{link.penalty.title}`.
    LinkTitle(LinkId),
    /// `{basis}`: the articles that the paper rests on, as papers cite them.
    Basis,
    /// `{article.政府信息公开条例.三十三}`: what an article says, in the words of the pack.
    Article {
        /// Title of the instrument.
        statute: String,
        /// Number of the article.
        number: String,
    },
    /// `{blank}` or `{blank.联系电话}`: room for handwriting.
    Blank(String),
    /// Nothing that the language knows.
    Unknown,
}

/// How a value is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum SlotLook {
    /// As papers print it: 2025年10月31日, labels of choices, numbers with their unit.
    #[default]
    Plain,
    /// `|masked`: 张＊＊, 138＊＊＊＊0000.
    Masked,
    /// `|capital`: an amount in capitals, 壹仟贰佰元整.
    Capital,
    /// `|bare`: a label without the number before it and the remark in brackets behind it; a number without its unit.
    Bare,
    /// `|time`: day and time.
    Time,
}

impl SlotLook {
    /// Every look by the name under which it is written.
    pub const ALL: [(&'static str, SlotLook); 4] = [
        ("masked", SlotLook::Masked),
        ("capital", SlotLook::Capital),
        ("bare", SlotLook::Bare),
        ("time", SlotLook::Time),
    ];
}

/// What slots may be named beside the fields of the procedure.
pub(crate) const SLOTS: [&str; 19] = [
    "organ",
    "government",
    "office.…",
    "paper.number",
    "paper.label",
    "act.date",
    "act.actor",
    "matter.number",
    "matter.title",
    "matter.code",
    "matter.label",
    "matter.stage",
    "clock.…",
    "done.…",
    "actor.…",
    "link.….number",
    "link.….title",
    "basis",
    "article.….…",
];

/// Why a text cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotFault {
    /// A brace that opens or closes nothing.
    Brace {
        /// Byte of the brace.
        at: usize,
    },
    /// A look that does not exist.
    Look {
        /// Byte of its name.
        at: usize,
        /// Bytes of its name.
        len: usize,
    },
}

impl PaperText {
    /// Reads a text.
    ///
    /// # Errors
    /// The first brace that is not closed, not opened or holds nothing, or a look that does not exist.
    pub fn parse(text: &str) -> Result<PaperText, SlotFault> {
        let mut pieces = Vec::new();
        let mut from = 0;
        while let Some(open) = text[from..].find(['{', '}']).map(|at| from + at) {
            let inner = text[open..]
                .strip_prefix('{')
                .and_then(|rest| Some(&rest[..rest.find(['{', '}', '\n'])?]))
                .filter(|inner| text[open + 1 + inner.len()..].starts_with('}'))
                .filter(|inner| !inner.trim().is_empty());
            let Some(inner) = inner else {
                return Err(SlotFault::Brace { at: open });
            };
            if open > from {
                pieces.push(PaperPiece::Text(text[from..open].to_owned()));
            }
            pieces.push(PaperPiece::Slot(slot(inner, open + 1)?));
            from = open + inner.len() + 2;
        }
        if from < text.len() {
            pieces.push(PaperPiece::Text(text[from..].to_owned()));
        }
        Ok(PaperText { pieces })
    }

    /// The slots, from left to right.
    pub fn slots(&self) -> impl Iterator<Item = &PaperSlot> {
        self.pieces.iter().filter_map(|piece| match piece {
            PaperPiece::Slot(slot) => Some(slot),
            PaperPiece::Text(_) => None,
        })
    }
}

impl fmt::Display for PaperSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}}}", self.written)
    }
}

fn slot(written: &str, at: usize) -> Result<PaperSlot, SlotFault> {
    let (name, look) = match written.split_once('|') {
        None => (written, SlotLook::Plain),
        Some((name, look)) => {
            let known = SlotLook::ALL
                .iter()
                .find(|(known, _)| *known == look.trim());
            let (_, look) = known.ok_or(SlotFault::Look {
                at: at + name.len() + 1,
                len: look.len(),
            })?;
            (name, *look)
        }
    };
    let (name, optional) = match name.trim().strip_suffix('?') {
        Some(name) => (name, true),
        None => (name.trim(), false),
    };
    Ok(PaperSlot {
        kind: kind(name),
        look,
        optional,
        written: written.to_owned(),
    })
}

fn kind(name: &str) -> SlotKind {
    let mut parts = name.splitn(3, '.');
    let parts = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    match parts {
        ("organ", None, None) => SlotKind::Organ,
        ("government", None, None) => SlotKind::Government,
        ("basis", None, None) => SlotKind::Basis,
        ("blank", label, None) => SlotKind::Blank(label.unwrap_or_default().to_owned()),
        (field, None, None) => SlotKind::Field(field.into()),
        ("office", Some(id), None) => SlotKind::Office(id.to_owned()),
        ("paper", Some("number"), None) => SlotKind::PaperNumber,
        ("paper", Some("label"), None) => SlotKind::PaperLabel,
        ("act", Some("date"), None) => SlotKind::ActDate,
        ("act", Some("actor"), None) => SlotKind::ActActor,
        ("matter", Some("number"), None) => SlotKind::MatterNumber,
        ("matter", Some("title"), None) => SlotKind::MatterTitle,
        ("matter", Some("code"), None) => SlotKind::MatterCode,
        ("matter", Some("label"), None) => SlotKind::MatterLabel,
        ("matter", Some("stage"), None) => SlotKind::MatterStage,
        ("clock", Some(id), None) => SlotKind::Clock(id.into()),
        ("done", Some(id), None) => SlotKind::Done(id.into()),
        ("actor", Some(id), None) => SlotKind::Actor(id.into()),
        ("link", Some(id), Some("number")) => SlotKind::LinkNumber(id.into()),
        ("link", Some(id), Some("title")) => SlotKind::LinkTitle(id.into()),
        ("article", Some(statute), Some(number)) => SlotKind::Article {
            statute: statute.to_owned(),
            number: number.to_owned(),
        },
        _ => SlotKind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown = match PaperText::parse(text) {
            Err(fault) => format!("{fault:?}"),
            Ok(text) => text
                .pieces
                .iter()
                .map(|piece| match piece {
                    PaperPiece::Text(text) => format!("[{text}]"),
                    PaperPiece::Slot(slot) => format!(
                        "{:?}{}{:?}",
                        slot.kind,
                        if slot.optional { "?" } else { "" },
                        slot.look
                    ),
                })
                .collect(),
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_text_is_read_into_words_and_slots() {
        check(
            "{applicant|masked}：请于{clock.reply}前",
            r#"Field(FieldId("applicant"))Masked[：请于]Clock(ClockId("reply"))Plain[前]"#,
        );
        check("{phone?}", r#"Field(FieldId("phone"))?Plain"#);
        check(
            "{link.penalty.number}",
            r#"LinkNumber(LinkId("penalty"))Plain"#,
        );
        check("{paper.colour}", "UnknownPlain");
    }

    #[test]
    fn a_loose_brace_and_an_unknown_look_are_told_with_their_place() {
        check("年{year", "Brace { at: 3 }");
        check("a}", "Brace { at: 1 }");
        check("{}", "Brace { at: 0 }");
        check("{phone|maskd}", "Look { at: 7, len: 5 }");
    }
}
