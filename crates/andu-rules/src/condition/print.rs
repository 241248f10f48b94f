//! Condition to text, with no more brackets than the tree needs.

use std::fmt;

use super::{Condition, Operand, Rows, Term, cursor::is_date};
use crate::model::Value;

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::And(parts) => joined(f, parts, " and "),
            Condition::Or(parts) => joined(f, parts, " or "),
            Condition::Not(inner) => {
                f.write_str("not ")?;
                bracketed(
                    f,
                    inner,
                    matches!(**inner, Condition::And(_) | Condition::Or(_)),
                )
            }
            Condition::Compare(left, comparison, right) => {
                write!(f, "{left} {} {right}", comparison.sign())
            }
            Condition::In(operand, values) => {
                write!(f, "{operand} in ")?;
                literals(f, values)
            }
            Condition::NotIn(operand, values) => {
                write!(f, "{operand} not in ")?;
                literals(f, values)
            }
            Condition::Done(id) => write!(f, "done({id})"),
            Condition::Has(id) => write!(f, "has({id})"),
            Condition::Opinion(id) => write!(f, "opinion({id})"),
            Condition::Within(id) => write!(f, "within({id})"),
            Condition::Kept(id) => write!(f, "kept({id})"),
            Condition::Recorded(field) => write!(f, "{field}"),
            Condition::All(rows, inner) => write!(f, "all({rows}, {inner})"),
            Condition::Any(rows, inner) => write!(f, "any({rows}, {inner})"),
            Condition::Last(rows, inner) => write!(f, "last({rows}, {inner})"),
            Condition::Linked(link) => write!(f, "linked({link})"),
        }
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Operand::Field(field) => write!(f, "{field}"),
            Operand::Matter(field) => write!(f, "matter.{field}"),
            Operand::Literal(value) => literal(f, value),
            Operand::Actor(None) => f.write_str("actor"),
            Operand::Actor(Some(action)) => write!(f, "actor({action})"),
            Operand::Stage => f.write_str("stage"),
            Operand::Count(rows, None) => write!(f, "count({rows})"),
            Operand::Count(rows, Some(inner)) => write!(f, "count({rows}, {inner})"),
            Operand::Sum(list, column, None) => write!(f, "sum({list}.{column})"),
            Operand::Sum(list, column, Some(inner)) => write!(f, "sum({list}.{column}, {inner})"),
            Operand::Total(terms) => total(f, terms),
            Operand::LinkedStage(link) => write!(f, "linked({link}).stage"),
        }
    }
}

impl fmt::Display for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rows::List(list) => write!(f, "{list}"),
            Rows::Linked(link) => write!(f, "linked({link})"),
        }
    }
}

/// `a + b * 2 - c`; a sign before the first term is a factor of its own.
fn total(f: &mut fmt::Formatter<'_>, terms: &[Term]) -> fmt::Result {
    for (place, term) in terms.iter().enumerate() {
        let times = match (place, term.times < 0) {
            (0, _) => term.times,
            (_, true) => {
                f.write_str(" - ")?;
                -term.times
            }
            (_, false) => {
                f.write_str(" + ")?;
                term.times
            }
        };
        write!(f, "{}", term.of)?;
        if times != 1 {
            write!(f, " * {times}")?;
        }
    }
    Ok(())
}

/// `and` binds more tightly than `or`, so only an `or` inside an `and` needs brackets.
fn joined(f: &mut fmt::Formatter<'_>, parts: &[Condition], word: &str) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            f.write_str(word)?;
        }
        bracketed(f, part, word == " and " && matches!(part, Condition::Or(_)))?;
    }
    Ok(())
}

fn bracketed(f: &mut fmt::Formatter<'_>, inner: &Condition, brackets: bool) -> fmt::Result {
    if brackets {
        write!(f, "({inner})")
    } else {
        write!(f, "{inner}")
    }
}

fn literals(f: &mut fmt::Formatter<'_>, values: &[Value]) -> fmt::Result {
    f.write_str("[")?;
    for (place, value) in values.iter().enumerate() {
        if place > 0 {
            f.write_str(", ")?;
        }
        literal(f, value)?;
    }
    f.write_str("]")
}

fn literal(f: &mut fmt::Formatter<'_>, value: &Value) -> fmt::Result {
    match value {
        Value::Boolean(truth) => write!(f, "{truth}"),
        Value::Integer(number) => write!(f, "{number}"),
        // A whole decimal keeps its point, or it would be read back as an integer.
        Value::Decimal(number) if number.units % 10_000 == 0 => write!(f, "{number}.0"),
        Value::Decimal(number) => write!(f, "{number}"),
        Value::Text(text) if is_date(text) => f.write_str(text),
        Value::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
        // Neither can be written in a condition; the text stays readable and compares with nothing.
        Value::Personal { .. } | Value::List(_) => write!(f, "'{value}'"),
    }
}
