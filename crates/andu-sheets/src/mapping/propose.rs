//! Proposes which column is which target, with reasons, from names and from the look of the values.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::Sheet;
use crate::convert::{Context, UnitMatch, convert, looks_like_date, looks_like_number, match_unit};
use crate::list::{Column, ListFound};

use super::similar::alike;
use super::{Kind, Mapping, SECTION_HEADING, SHEET_HEADING, Target};

/// A column is proposed for a target from this confidence on.
const LEAST_CONFIDENCE: u32 = 58;

/// Cells of a column that are looked at.
const SAMPLE: usize = 60;

/// A proposed mapping, with what a person needs to correct it.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The mapping.
    pub mapping: Mapping,
    /// Every column of the list, from the left.
    pub columns: Vec<Proposed>,
    /// Required targets that no column fills.
    pub missing: Vec<String>,
}

/// What is proposed for one column.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    /// Its heading.
    pub heading: String,
    /// The target; `None` leaves the column out.
    pub target: Option<String>,
    /// 0–100.
    pub confidence: u32,
    /// Why, in Chinese.
    pub why: String,
    /// Other targets that it might be, the likeliest first, with their confidence.
    pub others: Vec<(String, u32)>,
}

struct Pair {
    column: usize,
    target: usize,
    score: u32,
    why: String,
}

/// Proposes a mapping for a list.
pub fn propose(
    sheet: &Sheet,
    list: &ListFound,
    targets: &[Target],
    context: &Context<'_>,
) -> Proposal {
    let context = Context {
        year: context.year.or(list.year.as_ref().map(|hint| hint.year)),
        month: context.month.or(list.month),
        ..context.clone()
    };
    let mut pairs = Vec::new();
    for (index, column) in list.columns.iter().enumerate() {
        for (target_index, target) in targets.iter().enumerate() {
            if let Some((score, why)) = score(sheet, list, column, target, &context) {
                pairs.push(Pair {
                    column: index,
                    target: target_index,
                    score,
                    why,
                });
            }
        }
    }
    pairs.sort_by_key(|pair| (std::cmp::Reverse(pair.score), pair.target, pair.column));
    let mut chosen: BTreeMap<usize, &Pair> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for pair in pairs.iter().filter(|pair| pair.score >= LEAST_CONFIDENCE) {
        if !chosen.contains_key(&pair.column) && taken.insert(pair.target) {
            chosen.insert(pair.column, pair);
        }
    }
    let mut mapping = Mapping::default();
    let mut columns = Vec::new();
    for (index, column) in list.columns.iter().enumerate() {
        let pair = chosen.get(&index);
        if let Some(pair) = pair {
            mapping
                .columns
                .insert(column.heading.clone(), targets[pair.target].key.clone());
        }
        let others = pairs.iter().filter(|other| {
            other.column == index && pair.is_none_or(|pair| pair.target != other.target)
        });
        columns.push(Proposed {
            heading: column.heading.clone(),
            target: pair.map(|pair| targets[pair.target].key.clone()),
            confidence: pair.map_or(0, |pair| pair.score),
            why: match pair {
                Some(pair) => pair.why.clone(),
                None if Some(column.column) == list.serial => "序号，不导入".to_owned(),
                None => "没有相近的项目".to_owned(),
            },
            others: others
                .take(3)
                .map(|other| (targets[other.target].key.clone(), other.score))
                .collect(),
        });
    }
    from_names(list, targets, &context, &mut taken, &mut mapping);
    mapping.fill_down = fill_down(sheet, list, targets, &mapping);
    let filled: BTreeSet<&String> = mapping.columns.values().collect();
    let identifying = targets
        .iter()
        .filter(|target| target.identifies && filled.contains(&target.key));
    mapping.key = identifying.map(|target| target.key.clone()).collect();
    let missing = targets
        .iter()
        .filter(|target| target.required && !filled.contains(&target.key));
    let missing = missing.map(|target| target.key.clone()).collect();
    Proposal {
        mapping,
        columns,
        missing,
    }
}

/// A sheet or a band for each unit tells the unit.
fn from_names(
    list: &ListFound,
    targets: &[Target],
    context: &Context<'_>,
    taken: &mut BTreeSet<usize>,
    mapping: &mut Mapping,
) {
    let Some(units) = context.units else { return };
    let is_unit = |name: &str| {
        matches!(
            match_unit(name, units),
            UnitMatch::Exact(_) | UnitMatch::Short(_)
        )
    };
    let free = targets
        .iter()
        .enumerate()
        .find(|(index, target)| target.kind == Kind::Unit && !taken.contains(index));
    let Some((index, target)) = free else { return };
    let sections: BTreeSet<&str> = list
        .records
        .iter()
        .filter_map(|record| record.section.as_deref())
        .collect();
    let heading = match (sections.is_empty(), is_unit(&list.sheet)) {
        (false, _) if sections.iter().all(|section| is_unit(section)) => SECTION_HEADING,
        (_, true) => SHEET_HEADING,
        _ => return,
    };
    taken.insert(index);
    mapping
        .columns
        .insert(heading.to_owned(), target.key.clone());
}

/// Columns in which a blank cell means the same as above: the first record has a value, few others do, and they stand to the left of
/// everything that differs from record to record.
fn fill_down(
    sheet: &Sheet,
    list: &ListFound,
    targets: &[Target],
    mapping: &Mapping,
) -> BTreeSet<String> {
    let merged = !sheet.merges.is_empty();
    let grouped = list.columns.iter().take(3).filter(|column| {
        let target = mapping.columns.get(&column.heading);
        let target = target.and_then(|key| targets.iter().find(|target| target.key == *key));
        let groups =
            target.is_some_and(|target| matches!(target.kind, Kind::Unit | Kind::Choice { .. }));
        let first = list
            .records
            .first()
            .is_some_and(|record| sheet.at(record.row, column.column).is_some());
        let filled = list
            .records
            .iter()
            .filter(|record| sheet.at(record.row, column.column).is_some())
            .count();
        groups && first && list.records.len() >= 4 && filled * 10 <= list.records.len() * 6
    });
    match merged {
        true => BTreeSet::new(),
        false => grouped.map(|column| column.heading.clone()).collect(),
    }
}

fn score(
    sheet: &Sheet,
    list: &ListFound,
    column: &Column,
    target: &Target,
    context: &Context<'_>,
) -> Option<(u32, String)> {
    let (name, why) = name_score(column, target);
    if name < 40 || (Some(column.column) == list.serial && name < 100) {
        return None;
    }
    let (change, seen) = value_score(sheet, list, column, target, context);
    let score = (i64::from(name) + change).clamp(0, 100);
    let mut why = format!("{why}（{}）", target.label);
    if !seen.is_empty() {
        why.push('，');
        why.push_str(seen);
    }
    Some((u32::try_from(score).unwrap_or(0), why))
}

/// How alike the heading and the names of a target are.
fn name_score(column: &Column, target: &Target) -> (u32, &'static str) {
    let plain = column.heading.split('#').next().unwrap_or(&column.heading);
    let last = column.levels.last().map_or(plain, String::as_str);
    let mut best = (0, "");
    for (index, name) in std::iter::once(&target.label)
        .chain(&target.aliases)
        .enumerate()
    {
        let less = if index == 0 { 0 } else { 2 };
        let whole = alike(plain, name);
        // A part of a heading says less than all of it, and the group alone says little.
        let part = alike(last, name);
        let part = if column.levels.len() > 1 {
            (part.0.saturating_sub(6), part.1)
        } else {
            part
        };
        for (score, why) in [whole, part] {
            if score.saturating_sub(less) > best.0 {
                best = (score.saturating_sub(less), why);
            }
        }
    }
    best
}

/// What the look of the values adds or takes away.
fn value_score(
    sheet: &Sheet,
    list: &ListFound,
    column: &Column,
    target: &Target,
    context: &Context<'_>,
) -> (i64, &'static str) {
    let step = (list.records.len() / SAMPLE).max(1);
    let cells: Vec<_> = list
        .records
        .iter()
        .step_by(step)
        .filter_map(|record| sheet.at(record.row, column.column))
        .collect();
    if cells.is_empty() {
        return (0, "");
    }
    let share = |test: &dyn Fn(&crate::book::Cell) -> bool| {
        cells.iter().filter(|cell| test(cell)).count() * 100 / cells.len()
    };
    let dated = |cell: &crate::book::Cell| match cell.value {
        crate::book::Value::Date { .. } | crate::book::Value::DateTime { .. } => true,
        _ => looks_like_date(&cell.text),
    };
    match &target.kind {
        Kind::Text | Kind::LongText | Kind::List => match share(&dated) {
            80.. => (-20, ""),
            _ => (0, ""),
        },
        Kind::Person => match share(&|cell| person_like(&cell.text)) {
            70.. => (4, "内容像姓名"),
            30.. => (0, ""),
            _ => (-20, ""),
        },
        kind => {
            let place = sheet.place(0, None);
            let good = share(&|cell| convert(cell, &place, target, context).is_ok());
            let seen = match kind {
                Kind::Date | Kind::DateTime => "内容是日期",
                Kind::Number | Kind::Whole => "内容是数字",
                Kind::Unit | Kind::Units => "内容是单位",
                _ => "内容在可选范围内",
            };
            // Names of units and words of choices may still be explained by a person; days and numbers may not.
            let explained = matches!(kind, Kind::Unit | Kind::Units | Kind::Choice { .. });
            match good {
                80.. => (8, seen),
                40.. => (0, ""),
                _ if explained => (-8, ""),
                _ => (-40, ""),
            }
        }
    }
}

fn person_like(text: &str) -> bool {
    let length = text.chars().filter(|c| !c.is_whitespace()).count();
    (2..=12).contains(&length) && !looks_like_number(text)
}
