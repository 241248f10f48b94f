//! Sentences that quote the tables.

use super::cells::amount;
use super::{Fact, Stated};
use crate::{
    AuditFigure, Decimal, Finding, Holds, Kind, Place, Qualifier, Relation, RelationKind, Severity,
    Table, Text,
};

/// Rows of the first table, and the words by which sentences quote them.
const PUBLISHED: &[(&str, &[&str], &[&str])] = &[
    ("行政许可", &["行政许可"], &["事项", "率", "审查", "网办"]),
    (
        "行政处罚",
        &["行政处罚"],
        &["案卷", "率", "评查", "文书", "立案"],
    ),
    ("行政强制", &["行政强制"], &["案卷", "率"]),
];
/// Longest phrase before a figure that is looked at.
const LONGEST: usize = 24;

/// Reads the first table: what was published of licences, penalties and the like.
pub(super) fn published(table: &Table, stated: &mut Stated) {
    let head = |row: &Vec<String>| row.iter().any(|cell| cell.contains("本年处理决定数量"));
    if !table.rows.iter().any(head) {
        return;
    }
    for row in &table.rows {
        let (Some(name), Some(value)) = (
            row.first(),
            row.iter().skip(1).find_map(|cell| amount(cell)),
        ) else {
            continue;
        };
        let known = PUBLISHED.iter().find(|(word, _, _)| name.trim() == *word);
        stated.facts.extend(known.map(|(_, words, without)| Fact {
            words,
            without,
            value,
        }));
    }
}

/// Every figure of a sentence that a table states too.
pub(super) fn tests(
    text: &Text,
    figures: &[AuditFigure],
    stated: &Stated,
) -> Vec<(Relation, Option<Finding>)> {
    let mut told = Vec::new();
    if stated.facts.is_empty() {
        return told;
    }
    for (index, figure) in figures.iter().enumerate() {
        let Some(paragraph) = text.paragraphs.get(figure.place.paragraph) else {
            continue;
        };
        if paragraph.table.is_some()
            || figure.unit != "件" && figure.unit != "宗"
            || figure.value.units() < 0
        {
            continue;
        }
        let (phrase, start) = phrase(&paragraph.text, figure.place.offset);
        let says = |words: &[&str], all: bool| {
            let mut said = words.iter().map(|word| phrase.contains(word));
            if all {
                said.all(|said| said)
            } else {
                said.any(|said| said)
            }
        };
        let mut facts = stated
            .facts
            .iter()
            .filter(|fact| says(fact.words, true) && !says(fact.without, false));
        let (Some(fact), None) = (facts.next(), facts.next()) else {
            continue;
        };
        if !fits(figure, fact.value) || figure.qualifier == Qualifier::Exact {
            told.push(quoted(index, figure, fact.value, start, &phrase));
        }
    }
    told.extend(settled(text, stated));
    told
}

/// The words in front of a figure, back to the last mark, and where they begin.
fn phrase(text: &str, offset: usize) -> (String, usize) {
    let before: Vec<char> = text.chars().take(offset).collect();
    let from = before.len().saturating_sub(LONGEST);
    let start = before[from..]
        .iter()
        .rposition(|c| "，。；：、（）,;".contains(*c) || c.is_ascii_digit())
        .map_or(from, |at| from + at + 1);
    (before[start..].iter().collect(), start)
}

fn fits(figure: &AuditFigure, stated: Decimal) -> bool {
    let (a, b) = figure.value.ratio();
    let (c, d) = stated.ratio();
    let (printed, stated) = (a * d, c * b);
    match figure.qualifier {
        Qualifier::Exact => printed == stated,
        Qualifier::AtLeast => printed <= stated,
        Qualifier::AtMost => printed >= stated,
        Qualifier::Approx => (printed - stated).abs() * 10 <= stated,
    }
}

fn quoted(
    index: usize,
    figure: &AuditFigure,
    stated: Decimal,
    start: usize,
    phrase: &str,
) -> (Relation, Option<Finding>) {
    let holds = fits(figure, stated);
    let sign = if holds { "=" } else { "≠" };
    let arithmetic = format!("正文{}{sign}表中{stated}", figure.value);
    let finding = (!holds).then(|| {
        let place = Place {
            paragraph: figure.place.paragraph,
            offset: start,
        };
        let words = format!("{phrase}{}", figure.text);
        let message = format!(
            "正文与统计表的数字不一致：第{}段“{words}”。{arithmetic}。请核对后统一。",
            place.paragraph + 1
        );
        let mut finding = Finding::new(Kind::Repeat, Severity::Error, place, &words, message);
        finding.figures.push(index);
        finding
    });
    let relation = Relation {
        kind: RelationKind::Repeat,
        holds: if holds { Holds::Held } else { Holds::Broken },
        arithmetic,
        figures: vec![index],
    };
    (relation, finding)
}

/// 均已审结, where the table has cases that are not.
fn settled(text: &Text, stated: &Stated) -> Option<(Relation, Option<Finding>)> {
    let pending = stated.pending.filter(|pending| *pending > 0)?;
    let words = ["均已审结", "全部审结", "均审结"];
    let (paragraph, offset, words) =
        text.paragraphs
            .iter()
            .enumerate()
            .find_map(|(number, paragraph)| {
                let told = paragraph.table.is_none()
                    && (paragraph.text.contains("行政诉讼") || paragraph.text.contains("行政复议"));
                words.iter().filter(|_| told).find_map(|words| {
                    let byte = paragraph.text.find(words)?;
                    Some((number, paragraph.text[..byte].chars().count(), *words))
                })
            })?;
    let arithmetic = format!("表中尚未审结{pending}件＞0");
    let message = format!(
        "正文称均已审结，统计表却列有尚未审结：第{}段“{words}”。{arithmetic}。请核对表述和表中数字。",
        paragraph + 1
    );
    let finding = Finding::new(
        Kind::Ratio,
        Severity::Error,
        Place { paragraph, offset },
        words,
        message,
    );
    let relation = Relation {
        kind: RelationKind::Ratio,
        holds: Holds::Broken,
        arithmetic,
        figures: Vec::new(),
    };
    Some((relation, Some(finding)))
}
