//! The statutory tables of the yearly report on open government (政府信息公开工作年度报告, 国办公开办函〔2021〕30号).
//!
//! Tables are known by the words of their rows and heads, wherever they stand. [`applications`] tests the second table, [`remedies`] the
//! third, [`quoted`] the sentences that quote any of the three.

mod applications;
mod cells;
mod quoted;
mod remedies;

use crate::{
    AuditFigure, Context, Finding, Holds, Kind, Place, Relation, RelationKind, Severity, Text,
};

/// What the tables say, as far as sentences quote it.
#[derive(Debug, Default)]
struct Stated {
    /// What is counted and how much the table says; the first word is the one that must stand last.
    facts: Vec<Fact>,
    /// Cases that the third table says are not over.
    pending: Option<i64>,
}

/// A total of a table.
#[derive(Debug)]
struct Fact {
    /// Every one of these words must stand in the sentence's phrase.
    words: &'static [&'static str],
    /// None of these may.
    without: &'static [&'static str],
    /// In units of one, or for money in 万元.
    value: crate::Decimal,
}

/// An identity of a table that was tested.
struct Test {
    holds: bool,
    arithmetic: String,
    /// What is wrong, where it does not hold.
    what: String,
    /// Row of the table, and the words by which it is found.
    row: usize,
    words: String,
}

/// Tests every row and column identity of the tables that are recognised, and every sentence that quotes them.
pub(crate) fn find(
    text: &Text,
    _context: &Context,
    figures: &[AuditFigure],
) -> (Vec<Relation>, Vec<Finding>) {
    let (mut relations, mut findings) = (Vec::new(), Vec::new());
    let mut stated = Stated::default();
    for (number, table) in text.tables.iter().enumerate() {
        let mut tests = applications::tests(table, &mut stated);
        tests.extend(remedies::tests(table, &mut stated));
        quoted::published(table, &mut stated);
        for test in tests {
            let (relation, finding) = told(text, figures, number, test);
            relations.push(relation);
            findings.extend(finding);
        }
    }
    for (relation, finding) in quoted::tests(text, figures, &stated) {
        relations.push(relation);
        findings.extend(finding);
    }
    (relations, findings)
}

fn told(
    text: &Text,
    figures: &[AuditFigure],
    table: usize,
    test: Test,
) -> (Relation, Option<Finding>) {
    let place = place(text, table, test.row, &test.words);
    let of_row: Vec<usize> = figures
        .iter()
        .enumerate()
        .filter(|(_, figure)| {
            let paragraph = text.paragraphs.get(figure.place.paragraph);
            let cell = paragraph.and_then(|paragraph| paragraph.table);
            cell.is_some_and(|cell| cell.table == table && cell.row == test.row)
        })
        .map(|(index, _)| index)
        .collect();
    let finding = (!test.holds).then(|| {
        let message = format!(
            "{}：第{}个表“{}”行。{}。请核对这一行各列数字。",
            test.what,
            table + 1,
            test.words,
            test.arithmetic
        );
        let mut finding = Finding::new(Kind::Sum, Severity::Error, place, &test.words, message);
        finding.figures.clone_from(&of_row);
        finding
    });
    let relation = Relation {
        kind: RelationKind::Sum,
        holds: if test.holds {
            Holds::Held
        } else {
            Holds::Broken
        },
        arithmetic: test.arithmetic,
        figures: of_row,
    };
    (relation, finding)
}

/// Where the words of a row stand: in a paragraph of their own, or in the row's one paragraph.
fn place(text: &Text, table: usize, row: usize, words: &str) -> Place {
    let of_row = text.paragraphs.iter().enumerate().filter(|(_, paragraph)| {
        paragraph
            .table
            .is_some_and(|cell| cell.table == table && cell.row == row)
    });
    let mut first = None;
    for (number, paragraph) in of_row {
        if let Some(byte) = paragraph.text.find(words) {
            let offset = paragraph.text[..byte].chars().count();
            return Place {
                paragraph: number,
                offset,
            };
        }
        first = first.or(Some(number));
    }
    Place {
        paragraph: first.unwrap_or_default(),
        offset: 0,
    }
}

#[cfg(test)]
mod tests;
