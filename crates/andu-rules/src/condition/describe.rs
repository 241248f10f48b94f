//! A condition told in Chinese.

use super::{Comparison, Condition, Names, Operand, Rows, Term};
use crate::model::{FieldId, Value};

/// Tells a condition in Chinese, for pages, formulas and refusals: 已办理“答复”，且申请渠道为“传真”.
pub fn describe(condition: &Condition, names: &dyn Names) -> String {
    Teller { names, list: None }.condition(condition)
}

/// Tells conditions of a matter, or of the rows of one of its lists.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    pub(super) names: &'a dyn Names,
    pub(super) list: Option<&'a Rows>,
}

impl Teller<'_> {
    pub(super) fn condition(&self, condition: &Condition) -> String {
        match condition {
            Condition::And(parts) => self.joined(parts, "，且"),
            Condition::Or(parts) => self.joined(parts, "，或"),
            Condition::Not(inner) => self.negated(inner),
            Condition::Compare(left, comparison, right) => {
                let (left, right, comparison) = match (left, right) {
                    (Operand::Literal(_), Operand::Literal(_)) => (left, right, *comparison),
                    (Operand::Literal(_), _) => (right, left, comparison.mirrored()),
                    _ => (left, right, *comparison),
                };
                format!(
                    "{}{}{}",
                    self.operand(left, None),
                    self.relation(left, comparison),
                    self.operand(right, Some(left)),
                )
            }
            Condition::In(operand, values) => {
                format!(
                    "{}为{}",
                    self.operand(operand, None),
                    self.choices(operand, values)
                )
            }
            Condition::NotIn(operand, values) => {
                format!(
                    "{}不为{}",
                    self.operand(operand, None),
                    self.choices(operand, values)
                )
            }
            Condition::Done(action) => format!("已办理“{}”", self.names.action(action)),
            Condition::Has(document) => format!("已有“{}”", self.names.document(document)),
            Condition::Opinion(opinion) => format!("“{}”已通过", self.names.opinion(opinion)),
            Condition::Within(clock) => format!("“{}”期限尚未届满", self.names.clock(clock)),
            Condition::Kept(clock) => format!("“{}”按期办结", self.names.clock(clock)),
            Condition::Recorded(field) => format!("已登记“{}”", self.field(field)),
            Condition::All(rows, inner) => {
                let each = unit(rows);
                format!("{}每一{each}均{}", self.rows(rows), self.row(rows, inner))
            }
            Condition::Any(rows, inner) => {
                let one = unit(rows);
                format!("{}至少一{one}{}", self.rows(rows), self.row(rows, inner))
            }
            Condition::Last(rows, inner) => {
                let last = unit(rows);
                format!("{}最后一{last}{}", self.rows(rows), self.row(rows, inner))
            }
            Condition::Linked(link) => format!("已关联“{}”", self.names.link(link)),
        }
    }

    fn negated(&self, inner: &Condition) -> String {
        match inner {
            Condition::Done(action) => format!("未办理“{}”", self.names.action(action)),
            Condition::Has(document) => format!("没有“{}”", self.names.document(document)),
            Condition::Opinion(opinion) => format!("“{}”未通过", self.names.opinion(opinion)),
            Condition::Recorded(field) => format!("未登记“{}”", self.field(field)),
            Condition::Linked(link) => format!("未关联“{}”", self.names.link(link)),
            other => format!("并非（{}）", self.condition(other)),
        }
    }

    fn joined(&self, parts: &[Condition], word: &str) -> String {
        let told = parts.iter().map(|part| match part {
            Condition::And(_) | Condition::Or(_) => format!("（{}）", self.condition(part)),
            other => self.condition(other),
        });
        told.collect::<Vec<_>>().join(word)
    }

    /// A field of the matter, a column of the list, or a field of the linked matters.
    pub(super) fn field(&self, field: &FieldId) -> String {
        match self.list {
            Some(Rows::Linked(link)) => self.names.linked_field(link, field),
            Some(Rows::List(list)) => self.names.field(Some(list), field),
            None => self.names.field(None, field),
        }
    }

    fn rows(&self, rows: &Rows) -> String {
        match rows {
            Rows::List(list) => format!("“{}”", self.names.field(None, list)),
            Rows::Linked(link) => format!("所关联“{}”", self.names.link(link)),
        }
    }

    fn row(&self, rows: &Rows, inner: &Condition) -> String {
        let told = Teller {
            names: self.names,
            list: Some(rows),
        }
        .condition(inner);
        format!("满足（{told}）")
    }

    /// An operand; `beside` is what it is compared with, whose values have labels.
    pub(super) fn operand(&self, operand: &Operand, beside: Option<&Operand>) -> String {
        match operand {
            Operand::Field(field) => self.field(field),
            Operand::Matter(field) => format!("本件{}", self.names.field(None, field)),
            Operand::Literal(value) => self.value(value, beside),
            Operand::Actor(Some(action)) => format!("“{}”的办理人", self.names.action(action)),
            Operand::Actor(None) => "本次办理人".to_owned(),
            Operand::Stage => "环节".to_owned(),
            Operand::Count(rows, None) => format!("{}的{}数", self.rows(rows), unit(rows)),
            Operand::Count(rows, Some(inner)) => {
                let inner = self.row(rows, inner);
                format!("{}中{inner}的{}数", self.rows(rows), unit(rows))
            }
            Operand::Sum(list, column, None) => {
                let column = self.names.field(Some(list), column);
                format!("“{}”的{column}合计", self.names.field(None, list))
            }
            Operand::Sum(list, column, Some(inner)) => {
                let column = self.names.field(Some(list), column);
                let inner = self.row(&Rows::List(list.clone()), inner);
                format!("“{}”中{inner}的{column}合计", self.names.field(None, list))
            }
            Operand::Total(terms) => self.total(terms),
            Operand::LinkedStage(link) => format!("所关联“{}”的环节", self.names.link(link)),
        }
    }

    fn total(&self, terms: &[Term]) -> String {
        let mut told = String::new();
        for (place, term) in terms.iter().enumerate() {
            told += match (place, term.times < 0) {
                (0, false) => "",
                (0, true) => "负",
                (_, false) => "加",
                (_, true) => "减",
            };
            told += &self.operand(&term.of, None);
            if term.times.abs() != 1 {
                told += &format!("的{}倍", term.times.abs());
            }
        }
        told
    }

    /// A value as an office would write it, quoted where it is words.
    pub(super) fn value(&self, value: &Value, of: Option<&Operand>) -> String {
        let text = match (of, value) {
            (Some(Operand::Field(field)), value) => match self.list {
                Some(Rows::Linked(link)) => self.names.linked_value(link, field, value),
                list => self.names.value(list.and_then(Rows::list), field, value),
            },
            (Some(Operand::Matter(field)), value) => self.names.value(None, field, value),
            (Some(Operand::LinkedStage(link)), Value::Text(stage)) => {
                self.names.linked_stage(link, stage)
            }
            (Some(Operand::Stage), Value::Text(stage)) => match self.list {
                Some(Rows::Linked(link)) => self.names.linked_stage(link, stage),
                _ => self.names.stage(stage),
            },
            _ => value.to_string(),
        };
        match value {
            Value::Text(raw) if !super::cursor::is_date(raw) => format!("“{text}”"),
            _ => text,
        }
    }

    pub(super) fn choices(&self, operand: &Operand, values: &[Value]) -> String {
        let told = values.iter().map(|value| self.value(value, Some(operand)));
        told.collect::<Vec<_>>().join("或")
    }

    pub(super) fn relation(&self, left: &Operand, comparison: Comparison) -> &'static str {
        let time = match (left, self.list) {
            (Operand::Field(field), Some(Rows::Linked(link))) => {
                self.names.linked_is_time(link, field)
            }
            (Operand::Field(field), list) => self.names.is_time(list.and_then(Rows::list), field),
            (Operand::Matter(field), _) => self.names.is_time(None, field),
            _ => false,
        };
        let sum = matches!(left, Operand::Total(_) | Operand::Sum(..));
        match (comparison, time) {
            (Comparison::Equal, _) if sum => "等于",
            (Comparison::NotEqual, _) if sum => "不等于",
            (Comparison::Equal, _) => "为",
            (Comparison::NotEqual, _) => "不为",
            (Comparison::Less, true) => "早于",
            (Comparison::AtMost, true) => "不晚于",
            (Comparison::Greater, true) => "晚于",
            (Comparison::AtLeast, true) => "不早于",
            (Comparison::Less, false) => "小于",
            (Comparison::AtMost, false) => "不大于",
            (Comparison::Greater, false) => "大于",
            (Comparison::AtLeast, false) => "不小于",
        }
    }
}

/// What rows are counted in.
fn unit(rows: &Rows) -> &'static str {
    match rows {
        Rows::List(_) => "项",
        Rows::Linked(_) => "件",
    }
}

impl Comparison {
    /// The comparison that says the same with its sides exchanged.
    pub fn mirrored(self) -> Comparison {
        match self {
            Comparison::Less => Comparison::Greater,
            Comparison::AtMost => Comparison::AtLeast,
            Comparison::Greater => Comparison::Less,
            Comparison::AtLeast => Comparison::AtMost,
            same => same,
        }
    }
}
