//! Why a cell cannot be used.

use crate::book::Place;

use super::date::DateFault;

/// Words that say that there is nothing yet.
const PENDING: &[&str] = &[
    "办理中",
    "在办",
    "正在办理",
    "未办结",
    "未办",
    "待办",
    "待办理",
    "未答复",
    "待答复",
    "未反馈",
    "待反馈",
    "未完成",
    "推进中",
    "进行中",
    "未回复",
    "未到期",
];

/// Why a cell cannot be used: what, where and what to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{place}“{label}”：“{text}”{kind}")]
pub struct CellFault {
    /// Where.
    pub place: Place,
    /// Label of the target.
    pub label: String,
    /// What stands in the cell, shortened.
    pub text: String,
    /// Why.
    pub kind: FaultKind,
}

/// Why.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FaultKind {
    /// No day.
    #[error("{0}")]
    Date(DateFault),
    /// No number.
    #[error("不是数字。请只填数字，单位写在列名中。")]
    Number,
    /// About so much.
    #[error("是约数，不能作为登记的数字。请填确切的数字。")]
    About,
    /// Not whole.
    #[error("不是整数。请填整数。")]
    NotWhole,
    /// A long number that the sheet has rounded.
    #[error("是超过十五位的数字，表格已丢失末尾几位。请把该列设为“文本”格式，重新填写完整号码。")]
    DigitsLost,
    /// A formula that failed.
    #[error("是出错的公式。请在原表中改正公式，或者直接填写结果。")]
    Formula,
    /// None of the values.
    #[error("不在可选范围内。请改为下列之一：{}；或者在导入方案中写明它对应哪一项。", .labels.join("、"))]
    Choice {
        /// What it may be.
        labels: Vec<String>,
    },
    /// Several of the values.
    #[error("可能是{}，不能确定。请写全，或者在导入方案中写明它对应哪一项。", .labels.join("、"))]
    ChoiceUnclear {
        /// What it may be.
        labels: Vec<String>,
    },
    /// Neither yes nor no.
    #[error("看不出是或者否。请填“是”或者“否”。")]
    Flag,
    /// A unit that the office does not know.
    #[error("不在单位名册中{}。请改为名册中的名称，或者在导入方案中写明它是哪个单位。", meant(.near))]
    UnitUnknown {
        /// As written.
        name: String,
        /// Units whose names are near.
        near: Vec<String>,
    },
    /// Several units may be meant.
    #[error("可能是{}，不能确定。请写全称，或者在导入方案中写明它是哪个单位。", .near.join("、"))]
    UnitUnclear {
        /// As written.
        name: String,
        /// Which may be meant.
        near: Vec<String>,
    },
    /// Several units where one is asked for.
    #[error("写了{}个单位，这一栏只登记一个。请只留主办单位，其余单位另列一栏。", .names.len())]
    UnitsSeveral {
        /// The units.
        names: Vec<String>,
    },
}

fn meant(near: &[String]) -> String {
    match near.is_empty() {
        true => String::new(),
        false => format!("（相近的有{}）", near.join("、")),
    }
}

impl CellFault {
    /// Whether the cell says that there is nothing yet where a day or a choice is asked for: 办理中, 未答复.
    pub fn is_pending(&self) -> bool {
        let asked = matches!(
            self.kind,
            FaultKind::Date(DateFault::NotADate)
                | FaultKind::Choice { .. }
                | FaultKind::ChoiceUnclear { .. }
        );
        let text: String = self.text.chars().filter(|c| !c.is_whitespace()).collect();
        asked && PENDING.contains(&text.as_str())
    }

    /// Stable code for scripts.
    pub fn code(&self) -> &'static str {
        match &self.kind {
            FaultKind::Date(fault) => fault.code(),
            FaultKind::Number => "not-a-number",
            FaultKind::About => "about",
            FaultKind::NotWhole => "not-whole",
            FaultKind::DigitsLost => "digits-lost",
            FaultKind::Formula => "formula-error",
            FaultKind::Choice { .. } => "not-a-choice",
            FaultKind::ChoiceUnclear { .. } => "choice-unclear",
            FaultKind::Flag => "not-a-flag",
            FaultKind::UnitUnknown { .. } => "unit-unknown",
            FaultKind::UnitUnclear { .. } => "unit-unclear",
            FaultKind::UnitsSeveral { .. } => "units-several",
        }
    }
}
