//! Audit (报告校核): a finished paper is read, looked at for marks of secrecy, and audited. Nothing of it is kept.

mod against;
mod convert;
pub(crate) mod text;

use andu_audit::{Context, Lexicons, PaperKind, Review, Text, audit};
use andu_reader::{Format, Paper, read};
use andu_rules::{ClassifiedMarks, Layer, MarkLevel, Pack, load};
use serde::Serialize;

pub use against::{FigureMatch, Matches};
pub use andu_audit::{AuditFigure, Finding, Holds, Kind, Paragraph, Relation, Severity};
pub use andu_reader::{MOST_BYTES, ReadError};
pub use convert::read_by_office_program;

use crate::pack::built_in_layers;

/// What an audit of a paper needs, ready for any number of papers. Holds no paper.
pub struct Auditor {
    lexicons: Lexicons,
    marks: ClassifiedMarks,
}

/// A paper that was audited.
#[derive(Debug, Clone, Serialize)]
pub struct Audited {
    /// What the file is called.
    pub file: String,
    /// What kind of file it was, in Chinese.
    pub format: &'static str,
    /// The year that the paper was taken to report on.
    pub year: Option<i16>,
    /// What a person should know of the reading, in Chinese.
    pub notes: Vec<String>,
    /// What was found.
    #[serde(flatten)]
    pub review: Review,
    /// Figures and the indicators that they were matched to; empty without records.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub matches: Vec<FigureMatch>,
    /// The text that was audited.
    #[serde(skip)]
    pub text: Text,
}

/// The words of a finding, and what stands before and after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    /// Before.
    pub before: String,
    /// The words.
    pub words: String,
    /// After.
    pub after: String,
}

/// Characters before and after the words of a finding that are shown with them.
const AROUND: usize = 12;

/// Why a paper was not audited.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuditError {
    /// It cannot be read.
    #[error("{0}")]
    Read(#[from] ReadError),
    /// It bears a mark of secrecy; nothing of it was kept, not even the mark.
    #[error("{}", refused(label, *.level))]
    Classified {
        /// What kind of mark it is.
        label: String,
        /// What the mark means.
        level: MarkLevel,
    },
    /// There are no marks to look for, so that nothing may be read.
    #[error(
        "规则包里没有密级标志词表，不能判断文件是否涉密，没有读。请恢复规则包里的词表（classified-marks.toml）后再校核。"
    )]
    NoMarks,
}

impl AuditError {
    /// Stable English code.
    pub fn code(&self) -> &'static str {
        match self {
            AuditError::Read(error) => error.code(),
            AuditError::Classified { .. } => "classified",
            AuditError::NoMarks => "no-marks",
        }
    }
}

fn refused(label: &str, level: MarkLevel) -> String {
    let what = match level {
        MarkLevel::Secret => "国家秘密标志",
        MarkLevel::Internal => "内部资料标志",
        MarkLevel::Work => "工作秘密标志",
    };
    format!(
        "文件带有{what}（{label}），没有往下读，内容未保存。涉密和内部文件不得在本系统处理（保守国家秘密法），请联系保密员；确属误标的，删去标志后再校核。"
    )
}

impl Auditor {
    /// An auditor with the packs inside the binary.
    pub fn built_in(division: Option<&str>) -> Auditor {
        // Only words and titles of law are looked at, and they are quickly read.
        let wanted = |path: &str| path.starts_with("lexicons/") || path.starts_with("statutes/");
        let layers = built_in_layers(division).into_iter().map(|layer| Layer {
            files: layer
                .files
                .into_iter()
                .filter(|file| wanted(&file.path))
                .collect(),
            ..layer
        });
        let (pack, _) = load(&layers.collect::<Vec<_>>());
        Auditor::new(&pack)
    }

    /// An auditor with a pack.
    pub fn new(pack: &Pack) -> Auditor {
        Auditor {
            lexicons: Lexicons::new(pack),
            marks: ClassifiedMarks::new(&pack.lexicons),
        }
    }

    /// Reads and audits a file. Without a year the one that the paper names is taken.
    ///
    /// # Errors
    ///
    /// [`AuditError`] where the file cannot be read, or bears a mark of secrecy.
    pub fn audit(
        &self,
        file: &str,
        bytes: &[u8],
        year: Option<i16>,
    ) -> Result<Audited, AuditError> {
        self.review(file, read(file, bytes)?, year)
    }

    /// Audits a paper that was read.
    ///
    /// # Errors
    ///
    /// [`AuditError`] where it bears a mark of secrecy.
    pub fn review(
        &self,
        file: &str,
        paper: Paper,
        year: Option<i16>,
    ) -> Result<Audited, AuditError> {
        if self.marks.is_empty() {
            return Err(AuditError::NoMarks);
        }
        if let Some(hit) = self.marks.scan(&text::whole(&paper)) {
            return Err(AuditError::Classified {
                label: hit.label,
                level: hit.level,
            });
        }
        let text = text::text(&paper);
        let title = text::title(&text);
        let year = year.or_else(|| text.guessed_year());
        let kind = match PaperKind::guess(&title) {
            PaperKind::Report if paper.format == Format::Html && !title.contains("报告") => {
                PaperKind::Page
            }
            kind => kind,
        };
        let context = Context {
            year,
            kind,
            whole: kind != PaperKind::Page,
            lexicons: Some(&self.lexicons),
        };
        Ok(Audited {
            file: file.to_owned(),
            format: paper.format.label(),
            year,
            notes: paper.notes.iter().map(ToString::to_string).collect(),
            review: audit(&text, &context),
            matches: Vec::new(),
            text,
        })
    }
}

impl Audited {
    /// Where a paragraph stands, as a person finds it: 第3段, 表1第2行.
    pub fn place(&self, paragraph: usize) -> String {
        let found = self.text.paragraphs.get(paragraph);
        match found.and_then(|paragraph| paragraph.table) {
            Some(place) => format!("表{}第{}行", place.table + 1, place.row + 1),
            None => format!("第{}段", paragraph + 1),
        }
    }

    /// The words of a finding with a few of those before and after them, by which a person finds them in the paper.
    pub fn around(&self, finding: &Finding) -> Around {
        let paragraph = self.text.paragraphs.get(finding.place.paragraph);
        let characters: Vec<char> = paragraph.map_or(Vec::new(), |it| it.text.chars().collect());
        let start = finding.place.offset.min(characters.len());
        let end = (start + finding.text.chars().count()).min(characters.len());
        let is_end = |c: &char| matches!(c, '。' | '；' | '\t');
        let plain = |c: &char| if *c == '\t' { '　' } else { *c };
        let sentence = characters[..start]
            .iter()
            .rposition(is_end)
            .map_or(0, |at| at + 1);
        let from = sentence.max(start.saturating_sub(AROUND));
        let rest = &characters[end..];
        let until = rest.iter().position(is_end).map_or(rest.len(), |at| at + 1);
        let to = end + until.min(AROUND);
        let cut = |cut: bool| if cut { "…" } else { "" };
        let string =
            |from: usize, to: usize| -> String { characters[from..to].iter().map(plain).collect() };
        Around {
            before: format!("{}{}", cut(from > sentence), string(from, start)),
            words: string(start, end),
            after: format!("{}{}", string(end, to), cut(until > AROUND)),
        }
    }

    /// How many findings have a severity.
    pub fn count(&self, severity: Severity) -> usize {
        let findings = self.review.findings.iter();
        findings
            .filter(|finding| finding.severity == severity)
            .count()
    }

    /// Whether something is wrong, or likely so.
    pub fn is_wrong(&self) -> bool {
        let mut findings = self.review.findings.iter();
        findings.any(|finding| finding.severity != Severity::Note)
    }
}

/// What a kind of finding is called.
pub fn kind_label(kind: Kind) -> &'static str {
    match kind {
        Kind::Sum => "合计",
        Kind::Ratio => "比率",
        Kind::Repeat => "前后不一",
        Kind::Change => "增减",
        Kind::Wording => "用词",
        Kind::LawTitle => "法规名称",
        Kind::Outdated => "文件时效",
        Kind::DocumentNumber => "文号",
        Kind::Numbering => "序号",
        Kind::Heading => "标题",
        Kind::MissingSection => "缺少内容",
        Kind::Date => "日期",
        Kind::Punctuation => "标点",
        Kind::Privacy => "个人信息",
        Kind::Unsourced => "无出处",
        Kind::Ledger => "与记录不符",
    }
}

/// What a severity is called.
pub fn severity_label(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "错误",
        Severity::Warning => "疑似",
        Severity::Note => "提示",
    }
}
