//! Laws of the language: reading is total and undoes printing, and a refusal always says something.

use proptest::prelude::*;

use super::{Ids, example};
use crate::{
    condition::{
        Comparison, Condition, MOST_TERMS, Operand, Rows, Term, evaluate, explain, is_field_name,
        parse,
    },
    model::{Decimal, Value},
};

fn name() -> impl Strategy<Value = String> {
    "[a-z_][a-z0-9_]{0,6}".prop_filter("a word of the language", |name| is_field_name(name))
}

fn literal() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::Boolean),
        any::<i64>().prop_map(Value::Integer),
        (-1_000_000_000_000_i64..1_000_000_000_000)
            .prop_map(|units| Value::Decimal(Decimal { units })),
        ".{0,8}".prop_map(Value::Text),
        "'{0,3}".prop_map(Value::Text),
        "20[0-9]{2}-[01][0-9]-[0-3][0-9](T09:30)?".prop_map(Value::Text),
    ]
}

fn comparison() -> impl Strategy<Value = Comparison> {
    use Comparison::*;
    prop::sample::select(vec![Equal, NotEqual, Less, AtMost, Greater, AtLeast])
}

fn any_rows() -> impl Strategy<Value = Rows> {
    prop_oneof![
        name().prop_map(|list| Rows::List(list.into())),
        "[a-z0-9][a-z0-9-]{0,6}".prop_map(|link| Rows::Linked(link.into())),
    ]
}

/// Sums as the reader makes them: a first term alone counts more than once, or less.
fn total(of: BoxedStrategy<Operand>) -> impl Strategy<Value = Operand> {
    let times = prop::sample::select(vec![1, -1, 2, -3, 1_000]);
    let term = (times, of).prop_map(|(times, of)| Term { times, of });
    prop::collection::vec(term, 1..=MOST_TERMS).prop_filter_map("a term is no sum", |terms| {
        let alone = terms.len() == 1 && terms[0].times == 1;
        (!alone).then_some(Operand::Total(terms))
    })
}

fn operand(rows: Option<BoxedStrategy<Condition>>) -> BoxedStrategy<Operand> {
    let plain = prop_oneof![
        name().prop_map(|name| Operand::Field(name.into())),
        literal().prop_map(Operand::Literal),
        prop::option::of("[a-z0-9][a-z0-9-]{0,6}")
            .prop_map(|id| Operand::Actor(id.map(Into::into))),
        Just(Operand::Stage),
        "[a-z0-9][a-z0-9-]{0,6}".prop_map(|id| Operand::LinkedStage(id.into())),
    ];
    match rows {
        None => {
            let outer = name().prop_map(|field| Operand::Matter(field.into()));
            let plain = prop_oneof![4 => plain, 1 => outer].boxed();
            prop_oneof![4 => plain.clone(), 1 => total(plain)].boxed()
        }
        Some(rows) => {
            let count = (
                any_rows(),
                prop::option::of(rows.clone().prop_map(Box::new)),
            )
                .prop_map(|(rows, inner)| Operand::Count(rows, inner));
            let inner = prop::option::of(rows.prop_map(Box::new));
            let sum = (name(), name(), inner)
                .prop_map(|(list, it, inner)| Operand::Sum(list.into(), it.into(), inner));
            let single = prop_oneof![4 => plain, 1 => count, 1 => sum].boxed();
            prop_oneof![4 => single.clone(), 1 => total(single)].boxed()
        }
    }
}

/// Conditions as the reader makes them; `rows` are the conditions for rows, absent where they are such themselves.
fn condition(rows: Option<BoxedStrategy<Condition>>) -> BoxedStrategy<Condition> {
    let id = "[a-z0-9][a-z0-9-]{0,6}";
    let atom = prop_oneof![
        (operand(rows.clone()), comparison(), operand(rows.clone()))
            .prop_map(|(left, sign, right)| Condition::Compare(left, sign, right)),
        (
            operand(rows.clone()),
            prop::collection::vec(literal(), 1..4)
        )
            .prop_map(|(operand, values)| Condition::In(operand, values)),
        (
            operand(rows.clone()),
            prop::collection::vec(literal(), 1..4)
        )
            .prop_map(|(operand, values)| Condition::NotIn(operand, values)),
        id.prop_map(|id| Condition::Done(id.into())),
        id.prop_map(|id| Condition::Has(id.into())),
        id.prop_map(|id| Condition::Opinion(id.into())),
        id.prop_map(|id| Condition::Within(id.into())),
        id.prop_map(|id| Condition::Kept(id.into())),
        id.prop_map(|id| Condition::Linked(id.into())),
        name().prop_map(|name| Condition::Recorded(name.into())),
    ];
    let atom = match rows {
        None => atom.boxed(),
        Some(rows) => prop_oneof![
            4 => atom,
            1 => (any_rows(), rows.clone()).prop_map(|(rows, inner)| Condition::All(rows, Box::new(inner))),
            1 => (any_rows(), rows.clone()).prop_map(|(rows, inner)| Condition::Last(rows, Box::new(inner))),
            1 => (any_rows(), rows).prop_map(|(rows, inner)| Condition::Any(rows, Box::new(inner))),
        ]
        .boxed(),
    };
    atom.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::all_of),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::any_of),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
    .boxed()
}

proptest! {
    #[test]
    fn reading_undoes_printing(condition in condition(Some(condition(None)))) {
        let printed = condition.to_string();
        prop_assert_eq!(parse(&printed), Ok(condition), "{}", printed);
    }

    #[test]
    fn any_text_reads_or_faults_within_itself(text in ".{0,40}") {
        if let Err(fault) = parse(&text) {
            prop_assert!(text.get(fault.at..fault.at + fault.len).is_some(), "{:?}", fault);
        }
    }

    #[test]
    fn near_conditions_read_or_fault_within_themselves(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "and", "or", "not", "in", "a", "done(", "linked(", "count(", "all(", "x", ")", "[", "]", ",", ".", "stage", "'", "''",
                "'t'", "1", "-", "+", "*", "sum(", "last(", "matter.", "2025-03-01", "=", "!=", "<", "actor", "（", "true", " ",
            ]),
            0..16,
        ),
    ) {
        let text = words.join(" ");
        match parse(&text) {
            Ok(condition) => prop_assert_eq!(parse(&condition.to_string()), Ok(condition)),
            Err(fault) => prop_assert!(text.get(fault.at..fault.at + fault.len).is_some(), "{:?}", fault),
        }
    }

    #[test]
    fn a_condition_holds_exactly_when_nothing_is_missing(condition in condition(Some(condition(None)))) {
        let missing = explain(&condition, &example(), &Ids);
        prop_assert_eq!(evaluate(&condition, &example()), missing.is_empty(), "{:?}", missing);
    }
}
