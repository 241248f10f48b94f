//! Report templates (报告模板): blocks of wording with slots for figures, as data.

use serde::{Deserialize, Serialize};

use super::{Citation, Decimal, IndicatorId, ProcedureId, ReportId, Span};

/// What a report says and demands, before a year is put into it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportTemplate {
    /// Id, such as `law-based-government`; also the name of the file.
    pub id: ReportId,
    /// Chinese term, such as 法治政府建设年度报告.
    pub label: String,
    /// Rows of the product table.
    pub rows: Vec<String>,
    /// The register in which drafts, seals and prose of this report are kept.
    pub procedure: Option<ProcedureId>,
    /// What demands the report.
    pub basis: Vec<Citation>,
    /// Contents that it must have.
    pub required: Vec<RequiredContent>,
    /// From top to bottom.
    pub blocks: Vec<TemplateBlock>,
    /// Relations between figures that must hold.
    pub identities: Vec<Identity>,
    /// Expressions with numerals that are names and no figures, such as 一号工程.
    pub names: Vec<String>,
    /// Name of the file, relative to the pack.
    pub file: String,
    /// SM3 of the file.
    pub digest: String,
}

/// A content that the law demands of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredContent {
    /// Id, such as `performance`.
    pub id: String,
    /// What must be said.
    pub label: String,
    /// What demands it.
    pub basis: Vec<Citation>,
}

/// One block of a template.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateBlock {
    /// Id; prose always has one.
    pub id: Option<String>,
    /// Printed only where this holds.
    pub when: Option<FigureCondition>,
    /// Ids of required contents: for a heading, what follows fulfils them.
    pub serves: Vec<String>,
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands.
    pub span: Span,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq)]
pub enum BlockKind {
    /// Title; a line break where the wording has one.
    Title(Wording),
    /// To whom it is addressed.
    Addressee(Wording),
    /// A heading; its number is made, never written.
    Heading {
        /// 1 一、 2 （一） 3 1. 4 （1）.
        level: u8,
        /// Wording.
        text: Wording,
    },
    /// A paragraph.
    Paragraph {
        /// Wording.
        text: Wording,
        /// Whether it goes on in the paragraph above, where there is one.
        joins: Joins,
    },
    /// A section that people write.
    Prose {
        /// What it is about.
        label: String,
        /// What to write.
        hint: String,
    },
    /// A table.
    Table {
        /// Above the table.
        caption: Option<Wording>,
        /// Heads of the columns.
        columns: Vec<String>,
        /// Cells.
        rows: Vec<Vec<Wording>>,
    },
    /// Name of the organ and date.
    Signature,
}

/// Whether a paragraph begins anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joins {
    /// It begins anew.
    No,
    /// It goes on in the paragraph directly above.
    Above,
}

/// Text with slots.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wording {
    /// From left to right.
    pub pieces: Vec<Piece>,
}

/// A piece of wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// As it stands.
    Text(String),
    /// The figure of an indicator, as a report prints it.
    Figure(IndicatorId),
    /// What is known of the report itself.
    Variable(Variable),
}

/// What is known of a report itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variable {
    /// Name of the organ.
    Organ,
    /// Year reported on.
    Year,
    /// The year before.
    LastYear,
    /// The year after.
    NextYear,
    /// Stretch of days reported on.
    Period,
    /// To whom it is addressed.
    Recipient,
    /// Date of the document.
    Date,
}

impl Variable {
    /// Every variable by the name under which it is written.
    pub const ALL: [(&'static str, Variable); 7] = [
        ("organ", Variable::Organ),
        ("year", Variable::Year),
        ("last_year", Variable::LastYear),
        ("next_year", Variable::NextYear),
        ("period", Variable::Period),
        ("recipient", Variable::Recipient),
        ("date", Variable::Date),
    ];
}

/// A brace that opens or closes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LooseBrace {
    /// Byte of the brace.
    pub at: usize,
}

impl Wording {
    /// Reads `全年召开{party-group-meetings-held}次`.
    ///
    /// # Errors
    /// Where a brace is not closed, not opened, or holds nothing.
    pub fn parse(text: &str) -> Result<Wording, LooseBrace> {
        let mut pieces = Vec::new();
        let mut from = 0;
        while let Some(open) = text[from..].find(['{', '}']).map(|at| from + at) {
            let inner = text[open..]
                .strip_prefix('{')
                .and_then(|rest| Some(&rest[..rest.find(['{', '}', '\n'])?]));
            let closed = inner
                .filter(|inner| text[open + 1 + inner.len()..].starts_with('}'))
                .filter(|inner| !inner.trim().is_empty());
            let Some(name) = closed else {
                return Err(LooseBrace { at: open });
            };
            if open > from {
                pieces.push(Piece::Text(text[from..open].to_owned()));
            }
            pieces.push(slot(name.trim()));
            from = open + name.len() + 2;
        }
        if from < text.len() {
            pieces.push(Piece::Text(text[from..].to_owned()));
        }
        Ok(Wording { pieces })
    }

    /// The indicators whose figures it prints.
    pub fn figures(&self) -> impl Iterator<Item = &IndicatorId> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Figure(id) => Some(id),
            Piece::Text(_) | Piece::Variable(_) => None,
        })
    }
}

fn slot(name: &str) -> Piece {
    let variable = Variable::ALL.iter().find(|(known, _)| *known == name);
    match variable {
        Some((_, variable)) => Piece::Variable(*variable),
        None => Piece::Figure(name.into()),
    }
}

/// A condition over figures.
#[derive(Debug, Clone, PartialEq)]
pub enum FigureCondition {
    /// All of them hold.
    All(Vec<FigureCondition>),
    /// One of them holds.
    Any(Vec<FigureCondition>),
    /// A figure against a number; an undefined figure makes it false.
    Compare {
        /// The figure.
        indicator: IndicatorId,
        /// How.
        comparison: FigureComparison,
        /// The number.
        number: Decimal,
    },
}

/// How a figure is compared with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureComparison {
    /// `=`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
    /// `>`.
    Greater,
    /// `>=`.
    AtLeast,
}

impl FigureCondition {
    /// The indicators that it names.
    pub fn figures(&self) -> Vec<&IndicatorId> {
        match self {
            FigureCondition::All(parts) | FigureCondition::Any(parts) => {
                parts.iter().flat_map(FigureCondition::figures).collect()
            }
            FigureCondition::Compare { indicator, .. } => vec![indicator],
        }
    }

    /// Whether it holds, given the figures; `None` is an undefined one.
    pub fn holds(&self, figure: &dyn Fn(&str) -> Option<Decimal>) -> bool {
        match self {
            FigureCondition::All(parts) => parts.iter().all(|part| part.holds(figure)),
            FigureCondition::Any(parts) => parts.iter().any(|part| part.holds(figure)),
            FigureCondition::Compare {
                indicator,
                comparison,
                number,
            } => figure(indicator.as_str()).is_some_and(|value| {
                let order = value.cmp(number);
                match comparison {
                    FigureComparison::Equal => order.is_eq(),
                    FigureComparison::NotEqual => order.is_ne(),
                    FigureComparison::Less => order.is_lt(),
                    FigureComparison::AtMost => order.is_le(),
                    FigureComparison::Greater => order.is_gt(),
                    FigureComparison::AtLeast => order.is_ge(),
                }
            }),
        }
    }
}

/// A relation between figures that must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// What it says.
    pub label: String,
    /// The relation.
    pub kind: IdentityKind,
    /// Where it stands.
    pub span: Span,
}

/// A relation between figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentityKind {
    /// The parts add up to the whole.
    Sum {
        /// The parts.
        parts: Vec<IndicatorId>,
        /// The whole.
        equals: IndicatorId,
    },
    /// A part is not more than its whole.
    Part {
        /// The part.
        part: IndicatorId,
        /// The whole.
        of: IndicatorId,
    },
}

impl ReportTemplate {
    /// The indicators that the report needs, each once, in the order in which they are first named.
    pub fn figures(&self) -> Vec<&IndicatorId> {
        let mut all: Vec<&IndicatorId> = Vec::new();
        for block in &self.blocks {
            all.extend(block.when.iter().flat_map(FigureCondition::figures));
            all.extend(block.kind.wordings().into_iter().flat_map(Wording::figures));
        }
        for identity in &self.identities {
            match &identity.kind {
                IdentityKind::Sum { parts, equals } => all.extend(parts.iter().chain([equals])),
                IdentityKind::Part { part, of } => all.extend([part, of]),
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|id| seen.insert(*id));
        all
    }
}

impl BlockKind {
    /// Every wording of the block.
    pub fn wordings(&self) -> Vec<&Wording> {
        match self {
            BlockKind::Title(text)
            | BlockKind::Addressee(text)
            | BlockKind::Heading { text, .. }
            | BlockKind::Paragraph { text, .. } => vec![text],
            BlockKind::Table { caption, rows, .. } => {
                caption.iter().chain(rows.iter().flatten()).collect()
            }
            BlockKind::Prose { .. } | BlockKind::Signature => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown = match Wording::parse(text) {
            Err(loose) => format!("loose {}", loose.at),
            Ok(wording) => wording
                .pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) => format!("[{text}]"),
                    Piece::Figure(id) => format!("<{id}>"),
                    Piece::Variable(variable) => format!("<{variable:?}>"),
                })
                .collect(),
        };
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn wording_has_slots_and_variables() {
        check("", "");
        check("{year}年召开{ meetings }次", "<Year>[年召开]<meetings>[次]");
        check("{a}{b}", "<a><b>");
    }

    #[test]
    fn loose_braces_are_found_where_they_stand() {
        check("甲{a", "loose 3");
        check("甲}a", "loose 3");
        check("{a{b}}", "loose 0");
        check("{}", "loose 0");
        check("{a\nb}", "loose 0");
    }

    #[test]
    fn an_undefined_figure_holds_nothing() {
        let compare = |comparison| FigureCondition::Compare {
            indicator: "a".into(),
            comparison,
            number: Decimal { units: 0 },
        };
        let undefined = |_: &str| None;
        let zero = |_: &str| Some(Decimal { units: 0 });
        for comparison in [FigureComparison::Equal, FigureComparison::NotEqual] {
            assert!(!compare(comparison).holds(&undefined));
        }
        assert!(compare(FigureComparison::AtMost).holds(&zero));
        assert!(!compare(FigureComparison::Greater).holds(&zero));
        assert!(FigureCondition::All(Vec::new()).holds(&zero));
        assert!(!FigureCondition::Any(Vec::new()).holds(&zero));
    }
}
