//! What an audit finds, in the shape in which it is printed as JSON.

use serde::Serialize;

use crate::Decimal;

/// Longest piece of text that a finding quotes, in characters.
const LONGEST_QUOTE: usize = 40;

/// Everything that an audit has read and found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Review {
    /// Every quantity, in the order of the text.
    pub figures: Vec<AuditFigure>,
    /// What the text states of its figures, held or not.
    pub relations: Vec<Relation>,
    /// What is worth a look, in the order of the text.
    pub findings: Vec<Finding>,
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Place {
    /// Number of the paragraph that is not empty, from nought.
    pub paragraph: usize,
    /// Character in the paragraph, from nought.
    pub offset: usize,
}

/// A quantity as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditFigure {
    /// Number with qualifier and unit: 近30次.
    pub text: String,
    /// 万 and 亿 multiplied out where things are counted; falls are negative.
    pub value: Decimal,
    /// 件, %, 个百分点, 亿元; empty where none is printed.
    pub unit: String,
    /// How exact the number claims to be.
    pub qualifier: Qualifier,
    /// Where `text` begins.
    #[serde(flatten)]
    pub place: Place,
    /// One past the last character of `text` in the paragraph.
    #[serde(skip)]
    pub end: usize,
    /// Zeros at the end of `value` that are not known: 1.6万 is known to the thousand, so three.
    #[serde(skip)]
    pub known_to: u8,
}

/// How exact a number claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Qualifier {
    /// Nothing is said.
    Exact,
    /// 约, 近, 左右.
    Approx,
    /// 余, 多, 以上, 超过.
    AtLeast,
    /// 不足, 以内, 不超过.
    AtMost,
}

/// What a text states of some of its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relation {
    /// What is stated.
    pub kind: RelationKind,
    /// Whether it is so.
    pub holds: Holds,
    /// The test as a person would write it: 12+9=21≠20.
    pub arithmetic: String,
    /// Numbers of the figures in [`Review::figures`].
    pub figures: Vec<usize>,
}

/// Kinds of statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelationKind {
    /// Parts and whole.
    Sum,
    /// Rates, averages and words against figures.
    Ratio,
    /// The same fact given twice.
    Repeat,
    /// More or less than before, from A to B.
    Change,
}

/// Whether a statement is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// It is so.
    Held,
    /// It is not so.
    Broken,
    /// It may be so, if something holds that the text does not say.
    Unsure,
}

/// Something worth a look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of thing it is.
    pub kind: Kind,
    /// How sure and how grave.
    pub severity: Severity,
    /// Where `text` begins.
    #[serde(flatten)]
    pub place: Place,
    /// The words in question, at most 40 characters.
    pub text: String,
    /// Chinese, in four parts: what, where, by which rule or arithmetic, what to do.
    pub message: String,
    /// Numbers of the figures in [`Review::figures`] that it is about.
    pub figures: Vec<usize>,
}

impl Finding {
    /// A finding; of `text` no more is kept than is printed.
    pub fn new(kind: Kind, severity: Severity, place: Place, text: &str, message: String) -> Self {
        Self {
            kind,
            severity,
            place,
            text: text.chars().take(LONGEST_QUOTE).collect(),
            message,
            figures: Vec::new(),
        }
    }
}

/// Kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Parts and whole disagree.
    Sum,
    /// A rate, an average or a word disagrees with figures.
    Ratio,
    /// The same fact is given twice, differently.
    Repeat,
    /// A change disagrees with the figures before and after.
    Change,
    /// Wrong words.
    Wording,
    /// A wrong or shortened title of law.
    LawTitle,
    /// An instrument that was not in force.
    Outdated,
    /// A number of a document in the wrong shape.
    DocumentNumber,
    /// Numbering that skips or repeats.
    Numbering,
    /// A heading that promises what its section does not hold.
    Heading,
    /// A section that the law demands.
    MissingSection,
    /// A date that cannot be.
    Date,
    /// Punctuation.
    Punctuation,
    /// Personal data.
    Privacy,
    /// A figure without a record behind it.
    Unsourced,
    /// A figure that the records contradict.
    Ledger,
}

/// How sure and how grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Broken under every reading.
    Error,
    /// Likely broken, or unsure.
    Warning,
    /// Worth a look.
    Note,
}

impl From<RelationKind> for Kind {
    fn from(kind: RelationKind) -> Self {
        match kind {
            RelationKind::Sum => Self::Sum,
            RelationKind::Ratio => Self::Ratio,
            RelationKind::Repeat => Self::Repeat,
            RelationKind::Change => Self::Change,
        }
    }
}
