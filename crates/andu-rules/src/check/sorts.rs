//! What operands are, as far as comparing and adding up go.

use crate::{
    condition::{Operand, Rows},
    model::{Field, Value},
};

/// What an operand is, as far as comparing goes.
pub(super) enum Sort<'a> {
    Text,
    Number,
    Boolean,
    Date,
    DateTime,
    Choice(&'a Field),
    /// Ids of stages that may occur.
    Stage(Vec<&'a str>),
    Literal(&'a Value),
    /// Already reported.
    Unknown,
}

/// What to point at where two operands do not fit: the left one.
pub(super) fn word(operand: &Operand) -> &str {
    match operand {
        Operand::Field(id) | Operand::Matter(id) | Operand::Sum(id, ..) => id.as_str(),
        Operand::Count(Rows::List(id), _) => id.as_str(),
        Operand::Count(Rows::Linked(id), _) => id.as_str(),
        Operand::Total(terms) => terms.first().map_or("", |term| word(&term.of)),
        Operand::LinkedStage(id) => id.as_str(),
        Operand::Stage => "stage",
        Operand::Actor(_) => "actor",
        Operand::Literal(_) => "",
    }
}

pub(super) fn sort_label(sort: &Sort<'_>) -> &'static str {
    match sort {
        Sort::Text => "文本",
        Sort::Number => "数",
        Sort::Boolean => "是否",
        Sort::Date => "日期",
        Sort::DateTime => "日期时间",
        Sort::Choice(_) => "选项",
        Sort::Stage(_) => "环节",
        Sort::Literal(_) | Sort::Unknown => "值",
    }
}

pub(super) fn literal_remedy(sort: &Sort<'_>) -> &'static str {
    match sort {
        Sort::Number => "请写数字，不加引号",
        Sort::Boolean => "请写 true 或者 false，不加引号",
        Sort::Date => "请写日期，如：2025-03-01",
        Sort::DateTime => "请写日期时间，如：'2025-03-01T09:30'",
        _ => "请写带单引号的文本，如：'fax'",
    }
}

pub(super) fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

pub(super) fn is_minute(text: &str) -> bool {
    text.len() == 16 && text.parse::<jiff::civil::DateTime>().is_ok()
}
