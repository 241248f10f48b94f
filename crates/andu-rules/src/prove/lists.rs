//! Lists: one short list for every way in which the questions asked of it can be answered.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::{
    condition::{Condition, FieldsAlone, Operand, Rows, evaluate},
    model::{FieldId, Row, Value},
    prove::terms::RowQuestion,
};

/// Rows of so many kinds, and counts of so many sizes, are told apart.
const MOST: usize = 4_096;

/// Rows beyond which a number is compared with nothing known.
const OPEN_COUNT: usize = 3;

/// Lists that answer the questions in every possible way, the empty one left out; `None` where there are too many ways.
pub(super) fn lists(
    list: &FieldId,
    questions: &[RowQuestion],
    columns: &[(FieldId, Vec<Value>)],
) -> Option<Vec<Value>> {
    let kinds = kinds(list, questions, columns)?;
    let caps: Vec<usize> = questions.iter().map(cap).collect();
    let mut answers: BTreeMap<Vec<usize>, Vec<Row>> = BTreeMap::new();
    let mut seen: BTreeSet<Vec<usize>> = BTreeSet::new();
    let start = vec![0; questions.len()];
    let mut open = VecDeque::from([(start.clone(), Vec::<Row>::new())]);
    seen.insert(start);
    while let Some((counts, rows)) = open.pop_front() {
        for (counted, row) in &kinds {
            let next: Vec<usize> = counts
                .iter()
                .zip(counted)
                .zip(&caps)
                .map(|((count, one), cap)| (count + usize::from(*one)).min(*cap))
                .collect();
            let rows: Vec<Row> = rows.iter().chain([row]).cloned().collect();
            let told = next.iter().zip(questions);
            let told: Vec<usize> = told.flat_map(|(count, of)| answer(*count, of)).collect();
            answers.entry(told).or_insert_with(|| rows.clone());
            if seen.insert(next.clone()) {
                open.push_back((next, rows));
            }
        }
        if seen.len() > MOST {
            return None;
        }
    }
    Some(answers.into_values().map(Value::List).collect())
}

/// Whether a question depends on anything but the row.
pub(super) fn looks_outside(condition: &Condition) -> bool {
    let outside = |operand: &Operand| !matches!(operand, Operand::Field(_) | Operand::Literal(_));
    match condition {
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(looks_outside),
        Condition::Not(inner) => looks_outside(inner),
        Condition::Compare(left, _, right) => outside(left) || outside(right),
        Condition::In(operand, _) | Condition::NotIn(operand, _) => outside(operand),
        Condition::Recorded(_) => false,
        _ => true,
    }
}

/// Kinds of rows that the questions tell apart, and which of them each answers.
fn kinds(
    list: &FieldId,
    questions: &[RowQuestion],
    columns: &[(FieldId, Vec<Value>)],
) -> Option<BTreeMap<Vec<bool>, Row>> {
    let mut rows = vec![Row::new()];
    for (column, values) in columns {
        let mut longer = rows.clone();
        for row in &rows {
            for value in values {
                let mut row = row.clone();
                row.insert(column.clone(), value.clone());
                longer.push(row);
            }
        }
        rows = longer;
        if rows.len() > MOST {
            return None;
        }
    }
    let mut kinds = BTreeMap::new();
    for row in rows {
        let asked = questions.iter().map(|question| match &question.of {
            None => true,
            Some(of) => holds_of(list, &row, of),
        });
        let asked: Vec<bool> = asked.collect();
        kinds.entry(asked).or_insert(row);
    }
    Some(kinds)
}

fn holds_of(list: &FieldId, row: &Row, of: &Condition) -> bool {
    let alone = BTreeMap::from([(list.clone(), Value::List(vec![row.clone()]))]);
    let any = Condition::Any(Rows::List(list.clone()), Box::new(of.clone()));
    evaluate(&any, &FieldsAlone(&alone))
}

/// From which number on another row changes no answer.
fn cap(question: &RowQuestion) -> usize {
    let above = question.literals.iter().map(|literal| match literal {
        Value::Integer(number) => usize::try_from(*number).unwrap_or(0).min(MOST) + 1,
        Value::Decimal(number) => {
            let whole = number.units.div_euclid(10_000);
            usize::try_from(whole).unwrap_or(0).min(MOST) + 1
        }
        _ => 1,
    });
    let open = if question.open { OPEN_COUNT } else { 1 };
    above.max().unwrap_or(1).max(open)
}

/// How a number of rows compares with everything that it is compared with.
fn answer(count: usize, question: &RowQuestion) -> Vec<usize> {
    let number = Value::Integer(i64::try_from(count).unwrap_or(i64::MAX));
    let against = question.literals.iter().map(|literal| {
        number.compare(literal).map_or(3, |order| {
            usize::from(order.is_gt()) + usize::from(order.is_ge())
        })
    });
    let floor = if question.open { OPEN_COUNT } else { 1 };
    std::iter::once(count.min(floor)).chain(against).collect()
}
