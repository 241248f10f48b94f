//! What is wrong with a composed report: where, what, and what to do about it.

use std::fmt;

use andu_rules::{
    Severity,
    model::{Citation, IndicatorId},
};

use crate::Place;

/// Something to be looked at before a report is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: FindingKind,
}

/// What is to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingKind {
    /// A slot names an indicator for which there is no figure.
    UnknownSlot {
        /// The name in the slot.
        name: String,
    },
    /// A brace in prose opens or closes nothing.
    LooseBrace {
        /// The text around it.
        near: String,
    },
    /// A numeral that is neither a slot nor has a source (无出处).
    Unsourced {
        /// As typed.
        numeral: String,
    },
    /// A required content that nobody has written.
    RequiredMissing {
        /// The content.
        label: String,
        /// What demands it.
        basis: Vec<Citation>,
    },
    /// Figures that do not fit each other.
    Identity {
        /// What should hold.
        label: String,
        /// The figures put in: 45＋37＋9＝91，应为 92.
        arithmetic: String,
    },
    /// A figure that cannot be worked out (—).
    Undefined {
        /// The indicator.
        indicator: IndicatorId,
        /// Its term.
        label: String,
    },
    /// Prose that was written for a section which the template does not have.
    Homeless {
        /// Id of the section.
        id: String,
        /// How the text begins.
        begins: String,
    },
    /// A source given for a numeral that the report does not have.
    IdleSource {
        /// The numeral.
        numeral: String,
    },
}

impl Finding {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self.kind {
            FindingKind::UnknownSlot { .. } => "unknown-slot",
            FindingKind::LooseBrace { .. } => "loose-brace",
            FindingKind::Unsourced { .. } => "unsourced-numeral",
            FindingKind::RequiredMissing { .. } => "required-missing",
            FindingKind::Identity { .. } => "identity-broken",
            FindingKind::Undefined { .. } => "undefined-figure",
            FindingKind::Homeless { .. } => "prose-without-place",
            FindingKind::IdleSource { .. } => "source-unused",
        }
    }

    /// Errors make the report wrong or lose what was written; warnings are for people to judge.
    pub fn severity(&self) -> Severity {
        match self.kind {
            FindingKind::UnknownSlot { .. }
            | FindingKind::LooseBrace { .. }
            | FindingKind::Identity { .. }
            | FindingKind::Homeless { .. } => Severity::Error,
            FindingKind::Unsourced { .. }
            | FindingKind::RequiredMissing { .. }
            | FindingKind::Undefined { .. }
            | FindingKind::IdleSource { .. } => Severity::Warning,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { place, kind } = self;
        match kind {
            FindingKind::UnknownSlot { name } => write!(
                f,
                "{place}：数字位“{name}”没有对应的指标。请改正名称，可用 andu rules list 查看已有的指标。"
            ),
            FindingKind::LooseBrace { near } => write!(
                f,
                "{place}：“{near}”里有不成对的花括号。请把指标写在一对花括号里，不是数字位的请删去花括号。"
            ),
            FindingKind::Unsourced { numeral } => write!(
                f,
                "{place}：“{numeral}”无出处。请换成数字位，或者注明来源，或者登记为线下数。"
            ),
            FindingKind::RequiredMissing { label, basis } => {
                let basis: Vec<String> = basis.iter().map(ToString::to_string).collect();
                let basis = match basis.as_slice() {
                    [] => String::new(),
                    basis => format!("（{}）", basis.join("、")),
                };
                write!(
                    f,
                    "{place}：缺少必备内容“{label}”{basis}。请补写；没有的也请写明“无”。"
                )
            }
            FindingKind::Identity { label, arithmetic } => write!(
                f,
                "{place}：数字对不上，{label}：{arithmetic}。请核对这些数字背后的记录。"
            ),
            FindingKind::Undefined { indicator, label } => write!(
                f,
                "{place}：“{label}”（{indicator}）算不出，印作“—”。请核对本期有没有记录，或者删去这句话。"
            ),
            FindingKind::Homeless { id, begins } => write!(
                f,
                "{place}：已写的“{id}”（{begins}）在模板里没有位置。请把文字移到别的段落，或者恢复模板中的这一段。"
            ),
            FindingKind::IdleSource { numeral } => write!(
                f,
                "{place}：为“{numeral}”登记了来源，报告里没有这个数。请核对数字写法，或者删去这条来源。"
            ),
        }
    }
}
