//! The identities (勾稽关系) of the yearly report on openness: what adds up passes, and one wrong cell does not.

use std::collections::BTreeMap;

use andu_rules::{
    condition::{FieldsAlone, evaluate, explain},
    load,
    model::{FieldId, Procedure, Row, Value},
};

use crate::shipped;

/// A report as far as its fields are filled in.
type Filled = BTreeMap<FieldId, Value>;

const COLUMNS: [&str; 7] = ["c1", "c2", "c3", "c4", "c5", "c6", "c7"];
const GATES: [&str; 5] = [
    "identities",
    "results-add-up",
    "totals-agree",
    "columns-add-up",
    "balance",
];

/// Rows of a small office: received, carried in, three kinds of results, their total, carried out.
fn table(other: &'static str) -> Vec<(&'static str, [i64; 7])> {
    vec![
        ("received", [9, 2, 0, 1, 3, 0, 15]),
        ("carried_in", [1, 0, 0, 0, 1, 0, 2]),
        ("1", [4, 1, 0, 1, 2, 0, 8]),
        ("4.1", [3, 1, 0, 0, 1, 0, 5]),
        (other, [1, 0, 0, 0, 0, 0, 1]),
        ("handled", [8, 2, 0, 1, 3, 0, 14]),
        ("carried_out", [2, 0, 0, 0, 1, 0, 3]),
    ]
}

fn filled(table: &[(&'static str, [i64; 7])]) -> Filled {
    let row = |(id, cells): &(&str, [i64; 7])| {
        let cells = COLUMNS.iter().zip(cells);
        let cells = cells.map(|(column, cell)| ((*column).into(), Value::Integer(*cell)));
        let mut row: Row = cells.collect();
        row.insert("row".into(), Value::Text((*id).to_owned()));
        row
    };
    let total = |field: &str, number| (field.into(), Value::Integer(number));
    BTreeMap::from([
        (
            "applications".into(),
            Value::List(table.iter().map(row).collect()),
        ),
        total("received_total", 15),
        total("carried_in", 2),
        total("handled_total", 14),
        total("carried_out", 3),
    ])
}

/// The gates that stay closed.
fn closed<'p>(version: &'p Procedure, facts: &Filled) -> Vec<&'p str> {
    let asked = version.gates.iter();
    let asked = asked.filter(|gate| GATES.contains(&gate.id.as_str()));
    let closed = asked.filter(|gate| !evaluate(&gate.holds, &FieldsAlone(facts)));
    closed.map(|gate| gate.id.as_str()).collect()
}

#[test]
fn one_wrong_cell_closes_a_gate() {
    let pack = load(&shipped::layers()[..1]).0;
    for version in pack.versions("disclosure-report").unwrap() {
        let other = match version.in_force.to {
            Some(_) => "6",
            None => "6.3",
        };
        let right = table(other);
        let none: [&str; 0] = [];
        assert_eq!(closed(version, &filled(&right)), none);
        for row in 0..right.len() {
            for (column, name) in COLUMNS.iter().enumerate() {
                let mut wrong = right.clone();
                wrong[row].1[column] += 1;
                let found = closed(version, &filled(&wrong));
                assert!(!found.is_empty(), "{:?} {name}", wrong[row]);
            }
            let mut wrong = right.clone();
            wrong.remove(row);
            assert!(
                !closed(version, &filled(&wrong)).is_empty(),
                "{:?}",
                right[row]
            );
        }
        // One moved from one column to another, so that every row still adds up.
        let mut wrong = right.clone();
        wrong[2].1[0] += 1;
        wrong[2].1[1] -= 1;
        assert_eq!(closed(version, &filled(&wrong)), ["results-add-up"]);
    }
}

#[test]
fn a_refusal_tells_both_numbers() {
    let pack = load(&shipped::layers()[..1]).0;
    let version = pack.latest("disclosure-report").unwrap();
    let mut wrong = table("6.3");
    wrong[6].1[4] += 1;
    let gates = version.gates.iter();
    let told = gates.filter(|gate| gate.id.as_str() == "identities");
    let told: Vec<_> = told
        .flat_map(|gate| explain(&gate.holds, &FieldsAlone(&filled(&wrong)), version.as_ref()))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @"“申请办理情况”中满足（项目为“一、本年新收政府信息公开申请数量”或“二、上年结转政府信息公开申请数量”）的法律服务机构合计现为4，“申请办理情况”中满足（项目为“（七）总计”或“四、结转下年度继续办理”）的法律服务机构合计现为5，要求两者相等");
}
