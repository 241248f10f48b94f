//! Lexicons (词表): what is known of words, as data.
//!
//! Marks of classified papers, wrong words, titles and periods of law and of plans, and the contents that a kind of report must
//! have. [`Lexicons`] is what the files say; [`ClassifiedMarks`] makes the marks ready to be looked for. Other readers of words
//! (the audit, the patrol) make the rest ready themselves.

mod check;
mod classified;
mod fold;
mod pattern;
mod read;

pub use classified::{ClassifiedMarks, Hit};
pub(crate) use read::LexiconMarks;

use jiff::civil::Date;

/// Everything that the lexicons of a pack say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lexicons {
    /// Named sets of words for the patterns of marks.
    pub classes: Vec<Class>,
    /// Marks of classified papers.
    pub marks: Vec<Mark>,
    /// Words that are wrong in official papers.
    pub wordings: Vec<WrongWording>,
    /// Titles of law that are right, and of which nothing more is said.
    pub titles: Vec<String>,
    /// Laws, regulations, plans and outlines that papers name.
    pub instruments: Vec<Instrument>,
    /// Words that lapsed with a reform.
    pub lapsed: Vec<Lapsed>,
    /// Kinds of papers with the contents that they must have.
    pub papers: Vec<PaperForm>,
    /// What headings promise.
    pub promises: Vec<Promise>,
}

/// A named set of words; `{id}` in a pattern stands for any of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Its name.
    pub id: String,
    /// Words as they are.
    pub words: Vec<String>,
    /// A regular expression beside them, which may use classes above this one.
    pub pattern: Option<String>,
}

/// A mark that keeps a paper out (涉密不上网).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its name.
    pub id: String,
    /// What kind of mark it is, such as 密级和保密期限.
    pub label: String,
    /// What it means for the paper.
    pub level: MarkLevel,
    /// Words of which every such mark has one; they are what is looked for first.
    pub has: Vec<String>,
    /// How it looks, in text without blanks, half-width, each cell of a table in a line of its own.
    pub pattern: String,
    /// No mark after such words on the same line.
    pub not_after: Option<String>,
    /// No mark before such words on the same line.
    pub not_before: Option<String>,
    /// No mark with such words near it on the same line.
    pub unless: Option<String>,
}

/// What a mark means for the paper, gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkLevel {
    /// 国家秘密: nothing of it may be stored.
    Secret,
    /// 内部: not meant for a network, nothing of it is stored either.
    Internal,
    /// 工作秘密: a flag on what is stored, or a refusal where there is no such flag.
    Work,
}

/// How sure a lexicon is, and how grave the slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Wrong under every reading.
    Error,
    /// Likely wrong.
    Warning,
    /// Worth a look.
    Note,
}

/// Words that are wrong in official papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongWording {
    /// The wrong words.
    pub wrong: String,
    /// What is meant.
    pub right: String,
    /// How sure.
    pub weight: Weight,
    /// Why, in a clause.
    pub why: Option<String>,
    /// Longer words that hold the wrong ones and are right.
    pub except: Vec<String>,
    /// Wrong only where one of these stands in the same sentence; empty: everywhere.
    pub near: Vec<String>,
}

/// A law, regulation, plan or outline that papers name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// Full title without 《》.
    pub title: String,
    /// How it may be called as well; without 《》.
    pub names: Vec<String>,
    /// Titles under which it is often given, wrongly.
    pub wrong_names: Vec<String>,
    /// Shortened titles, right only where the text has introduced them (以下简称).
    pub short_names: Vec<String>,
    /// What kind of instrument it is.
    pub kind: InstrumentKind,
    /// First day in force, or of a plan's term.
    pub from: Option<Date>,
    /// Last day, where it is known or past.
    pub to: Option<Date>,
    /// Title of what took its place.
    pub next: Option<String>,
    /// What else a reader should know, in a clause.
    pub note: Option<String>,
    /// Whether somebody still has to look the dates up (待核): then it is a note at most.
    pub unsure: bool,
}

/// What kind of instrument it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InstrumentKind {
    /// Law, regulation, rule: in force until it is repealed.
    Law,
    /// Plan, outline, programme: runs for its years.
    Plan,
}

/// Words that were right until a reform: organs that were merged, conditions that a law dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lapsed {
    /// The words.
    pub words: String,
    /// First day on which they are out of date.
    pub since: Date,
    /// What is right now, in a clause.
    pub why: String,
    /// How sure.
    pub weight: Weight,
    /// Longer words that hold them and are right.
    pub except: Vec<String>,
}

/// A kind of paper with the contents that it must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperForm {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Words of its title, all of which must stand there.
    pub title: Vec<String>,
    /// Words that its title must not have.
    pub not_title: Vec<String>,
    /// Demanded of papers on periods that end on this day or later.
    pub since: Option<Date>,
    /// The rule that demands the contents.
    pub basis: Option<String>,
    /// The contents.
    pub parts: Vec<PaperPart>,
}

/// A content that a kind of paper must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperPart {
    /// What must be there.
    pub label: String,
    /// How grave it is when it is not.
    pub weight: Weight,
    /// Words, one of which stands in the heading of such a section.
    pub headings: Vec<String>,
    /// Words, one of which anywhere in the text shows that the content is there, if without a heading.
    pub words: Vec<String>,
}

/// What a heading promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Words of a heading.
    pub heading: String,
    /// Words, one of which must then stand below it.
    pub words: Vec<String>,
}
