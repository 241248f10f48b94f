//! Why a condition does not hold: what is missing, in Chinese, for refusals.

use super::{
    Comparison, Condition, Facts, Names, Operand,
    describe::Teller,
    evaluate::{Scope, holds, values},
};

/// Says what is missing for a condition to hold, one clause a piece; empty where it holds.
///
/// 尚未办理“合法性审核”；缺少“申请表”；件数现为0，要求不小于1.
pub fn explain(condition: &Condition, facts: &dyn Facts, names: &dyn Names) -> Vec<String> {
    let scope = Scope::of(facts);
    let mut missing = Vec::new();
    collect(
        condition,
        &scope,
        &Teller { names, list: None },
        &mut missing,
    );
    missing
}

fn collect(
    condition: &Condition,
    scope: &Scope<'_>,
    teller: &Teller<'_>,
    missing: &mut Vec<String>,
) {
    if holds(condition, scope) {
        return;
    }
    let names = teller.names;
    let clause = match condition {
        Condition::And(parts) => {
            for part in parts {
                collect(part, scope, teller, missing);
            }
            return;
        }
        Condition::Or(_) => format!("以下至少满足一项：{}", teller.condition(condition)),
        Condition::Not(_) => format!("要求{}", teller.condition(condition)),
        Condition::Done(action) => format!("尚未办理“{}”", names.action(action)),
        Condition::Has(document) => format!("缺少“{}”", names.document(document)),
        Condition::Opinion(opinion) => format!("“{}”尚未登记或者未通过", names.opinion(opinion)),
        Condition::Within(clock) => format!("“{}”期限尚未起算或者已经届满", names.clock(clock)),
        Condition::Kept(clock) => format!("“{}”未按期办结", names.clock(clock)),
        Condition::Recorded(field) => format!("未登记“{}”", teller.field(field)),
        Condition::Linked(link) => format!("未关联“{}”", names.link(link)),
        Condition::All(list, inner) => row_clause(list, inner, scope, teller),
        Condition::Any(..) | Condition::Last(..) => format!("要求{}", teller.condition(condition)),
        Condition::Compare(left, _, right) => {
            let read = if matches!(left, Operand::Literal(_)) {
                right
            } else {
                left
            };
            compared(read, &[left, right], condition, scope, teller)
        }
        Condition::In(operand, _) | Condition::NotIn(operand, _) => {
            compared(operand, &[operand], condition, scope, teller)
        }
    };
    missing.push(clause);
}

/// How many rows of a list fail, so that the clerk looks for them.
fn row_clause(
    list: &super::Rows,
    inner: &Condition,
    scope: &Scope<'_>,
    teller: &Teller<'_>,
) -> String {
    let failing = Operand::Count(
        list.clone(),
        Some(Box::new(Condition::Not(Box::new(inner.clone())))),
    );
    let number = values(&failing, scope)
        .first()
        .map(ToString::to_string)
        .unwrap_or_default();
    let told = teller.condition(&Condition::All(list.clone(), Box::new(inner.clone())));
    let unit = match list {
        super::Rows::List(_) => "项",
        super::Rows::Linked(_) => "件",
    };
    format!("要求{told}，现有{number}{unit}不满足")
}

/// What has no value: the operand, or the first such term of a sum.
fn absent<'c>(operand: &'c Operand, scope: &Scope<'_>) -> Option<&'c Operand> {
    if !values(operand, scope).is_empty() {
        return None;
    }
    match operand {
        Operand::Total(terms) => {
            let missing = terms.iter().find_map(|term| absent(&term.of, scope));
            Some(missing.unwrap_or(operand))
        }
        other => Some(other),
    }
}

/// A comparison that failed: what is not recorded, or what `read` is now.
fn compared(
    read: &Operand,
    operands: &[&Operand],
    condition: &Condition,
    scope: &Scope<'_>,
    teller: &Teller<'_>,
) -> String {
    let absent = operands.iter().find_map(|it| absent(it, scope));
    if let Some(absent) = absent {
        return match absent {
            Operand::Field(field) => format!("未登记“{}”", teller.field(field)),
            Operand::Matter(field) => {
                format!("未登记“{}”", teller.names.field(None, field))
            }
            Operand::LinkedStage(link) => format!("未关联“{}”", teller.names.link(link)),
            other => format!("没有{}", teller.operand(other, None)),
        };
    }
    // What is reckoned on both sides is told on both: the clerk compares two numbers, of which either may be wrong.
    let reckoned = |it: &&&Operand| {
        let is_reckoned = matches!(
            it,
            Operand::Total(_) | Operand::Sum(..) | Operand::Count(..)
        );
        is_reckoned && ***it != *read
    };
    let told = std::iter::once(&read).chain(operands.iter().filter(reckoned));
    let now: Vec<String> = told
        .map(|operand| {
            let now = values(operand, scope);
            let now = now.iter().map(|value| teller.value(value, Some(operand)));
            let now = now.collect::<Vec<_>>().join("、");
            format!("{}现为{now}", teller.operand(operand, None))
        })
        .collect();
    let wanted = match condition {
        Condition::Compare(_, Comparison::Equal, _) if now.len() > 1 => "两者相等".to_owned(),
        _ => teller.condition(condition),
    };
    format!("{}，要求{wanted}", now.join("，"))
}
