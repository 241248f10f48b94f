//! How well a column and a target go together: by their names, then by the look of the values.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::{Cell, Sheet, Value};
use crate::convert::{Context, Converted, convert, looks_like_date, looks_like_number};
use crate::list::{Column, ListFound};

use super::similar::{alike, is_limit, modified, normalise, stem};
use super::{Kind, Target};

/// Cells of a column that are looked at.
const SAMPLE: usize = 24;

/// Cells without any success after which a choice is given up.
const ENOUGH: usize = 5;

/// Longer texts are no choices.
const LONGEST_CHOICE: usize = 24;

/// Names less alike than this are not worth looking at the values.
const LEAST_NAME: u32 = 35;

/// From here on a column that is called just as a target is taken for it before all others.
const SURE: u32 = 90;

/// A column and a target that may go together.
pub struct Pair {
    pub column: usize,
    pub target: usize,
    pub score: u32,
    pub why: String,
    /// The column is called just as the target is.
    pub same: bool,
}

/// All pairs worth looking at, the likeliest first.
pub fn pairs(
    sheet: &Sheet,
    list: &ListFound,
    targets: &[Target],
    context: &Context<'_>,
) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (index, column) in list.columns.iter().enumerate() {
        let cells = sample(sheet, list, column);
        // Below a heading that spans several columns the last one tells.
        let plain = named(column.levels.last().unwrap_or(&column.heading));
        let own = targets.iter().find(|target| named(&target.label) == plain);
        let told = own.is_some_and(|target| {
            let own = score(sheet, list, column, &cells, target, context, false);
            own.is_some_and(|(score, _)| score >= SURE)
        });
        for (target_index, target) in targets.iter().enumerate() {
            let scored = score(sheet, list, column, &cells, target, context, told);
            pairs.extend(scored.map(|(score, why)| Pair {
                column: index,
                target: target_index,
                score,
                why,
                same: score >= SURE && target.list.is_none() && plain == named(&target.label),
            }));
        }
    }
    only_whole_lists(targets, &mut pairs);
    // 移送时间 beside 移送日期: each may be called either, but not where both stand.
    pairs.sort_by_key(|pair| {
        let good = (!pair.same, std::cmp::Reverse(pair.score));
        (good, pair.target, pair.column)
    });
    pairs
}

/// A name with nothing left out but blanks and the star of what is required.
fn named(name: &str) -> String {
    let kept = name.chars().filter(|c| !c.is_whitespace());
    kept.collect::<String>().trim_matches('*').to_owned()
}

/// How many columns of a list are called just as some target is, of how many.
pub fn names_same(list: &ListFound, targets: &[Target]) -> (usize, usize) {
    let labels: BTreeSet<String> = targets.iter().map(|target| named(&target.label)).collect();
    let columns = list
        .columns
        .iter()
        .filter(|column| Some(column.column) != list.serial);
    let same = columns
        .clone()
        .filter(|column| labels.contains(&named(&column.heading)));
    (same.count(), columns.count())
}

/// How well the names of a list's columns fit some targets, values unseen: the sum over the columns of what fits best.
pub fn names_fit(list: &ListFound, targets: &[Target]) -> u32 {
    let plain = || targets.iter().filter(|target| target.list.is_none());
    let columns = list
        .columns
        .iter()
        .filter(|column| Some(column.column) != list.serial);
    let best = columns.map(|column| {
        plain()
            .map(|target| name_score(column, target).0)
            .max()
            .unwrap_or(0)
    });
    best.filter(|score| *score >= 66).sum()
}

/// Columns of a list field are meant only where several of them stand in the sheet; of two lists, the one that more columns fill.
fn only_whole_lists(targets: &[Target], pairs: &mut Vec<Pair>) {
    let plain = |pair: &&Pair| targets[pair.target].list.is_none();
    let mut best: BTreeMap<usize, u32> = BTreeMap::new();
    for pair in pairs.iter().filter(plain) {
        let score = best.entry(pair.column).or_default();
        *score = pair.score.max(*score);
    }
    let mut filled: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for pair in pairs.iter() {
        let Some(list) = &targets[pair.target].list else {
            continue;
        };
        if pair.score >= 70
            && best
                .get(&pair.column)
                .is_none_or(|score| *score <= pair.score)
        {
            filled.entry(list).or_default().insert(pair.column);
        }
    }
    let most = filled
        .iter()
        .max_by_key(|(_, columns)| columns.len())
        .filter(|(_, columns)| columns.len() >= 2);
    let most = most.map(|(list, columns)| ((*list).to_owned(), columns.len()));
    let of_most = |target: &Target| {
        target.list.is_some() && target.list.as_ref() == most.as_ref().map(|(list, _)| list)
    };
    pairs.retain(|pair| targets[pair.target].list.is_none() || of_most(&targets[pair.target]));
    let together = most.as_ref().is_some_and(|(_, columns)| *columns >= 3);
    for pair in pairs
        .iter_mut()
        .filter(|pair| targets[pair.target].list.is_some())
    {
        pair.score = if together {
            pair.score + 4
        } else {
            pair.score.saturating_sub(1)
        };
    }
}

/// Some cells of a column, each text once.
fn sample<'a>(sheet: &'a Sheet, list: &ListFound, column: &Column) -> Vec<&'a Cell> {
    let step = (list.records.len() / (SAMPLE * 4)).max(1);
    let mut seen = BTreeSet::new();
    let records = list.records.iter().step_by(step);
    let cells = records.filter_map(|record| sheet.at(record.row, column.column));
    cells
        .filter(|cell| seen.insert(&*cell.text))
        .take(SAMPLE)
        .collect()
}

fn score(
    sheet: &Sheet,
    list: &ListFound,
    column: &Column,
    cells: &[&Cell],
    target: &Target,
    context: &Context<'_>,
    told: bool,
) -> Option<(u32, String)> {
    let (name, why) = name_score(column, target);
    if Some(column.column) == list.serial && name < 100 {
        return None;
    }
    if name < LEAST_NAME {
        // A column that is called as another target needs no guessing from its values.
        if told {
            return None;
        }
        return by_options(sheet, column, cells, target, context);
    }
    let (change, seen) = value_score(sheet, cells, target, context);
    let score = (i64::from(name) + change).clamp(0, 100);
    let mut why = format!("{why}（{}）", target.label);
    if !seen.is_empty() {
        why.push('，');
        why.push_str(seen);
    }
    let score = u32::try_from(score).unwrap_or(0);
    match by_options(sheet, column, cells, target, context) {
        Some((floor, told)) if floor > score => Some((floor + name / 20, told)),
        _ => Some((score, why)),
    }
}

/// Words that are all among the options of a choice tell the column, whatever it is called.
fn by_options(
    sheet: &Sheet,
    column: &Column,
    cells: &[&Cell],
    target: &Target,
    context: &Context<'_>,
) -> Option<(u32, String)> {
    let Kind::Choice { options } = &target.kind else {
        return None;
    };
    // Sentences are no choices.
    let long = cells
        .iter()
        .filter(|cell| cell.text.chars().count() > LONGEST_CHOICE)
        .count();
    if options.len() < 3 || column.filled < 5 || long * 2 > cells.len() {
        return None;
    }
    let place = sheet.place(0, None);
    let mut seen = BTreeSet::new();
    let mut good = 0;
    for (index, cell) in cells.iter().enumerate() {
        if index == ENOUGH && good == 0 {
            return None;
        }
        if let Ok(Some(Converted::Choice(key))) = convert(cell, &place, target, context) {
            seen.insert(key);
            good += 1;
        }
    }
    let share = good * 100 / cells.len();
    let floor = match seen.len() {
        0 => return None,
        1 if share >= 95 => 58,
        2 if share >= 80 => 63,
        4.. if share >= 45 => 64,
        3 if share >= 60 => 64,
        _ => return None,
    };
    Some((floor, format!("内容在可选范围内（{}）", target.label)))
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
        if whole.0 == 100 && index == 0 {
            best = whole;
            break;
        }
        for (score, why) in [whole, part, by_stem(last, name, target)] {
            if score.saturating_sub(less) > best.0 {
                best = (score.saturating_sub(less), why);
            }
        }
    }
    let days = matches!(target.kind, Kind::Date | Kind::DateTime);
    if days
        && is_limit(last) != is_limit(&target.label)
        && normalise(last) != normalise(&target.label)
    {
        best.0 = best.0.saturating_sub(30);
    }
    if best.0 < 90 && modified(&column.heading, &target.label) {
        best.0 = best.0.saturating_sub(25);
    }
    best
}

/// Days are told by what happened on them: 面商 under 时间节点 is 面商日期.
fn by_stem(heading: &str, name: &str, target: &Target) -> (u32, &'static str) {
    if !matches!(target.kind, Kind::Date | Kind::DateTime) {
        return (0, "");
    }
    let (heading, name) = (stem(heading), stem(name));
    if heading.chars().count() < 2 || name.chars().count() < 2 {
        return (0, "");
    }
    match alike(&heading, &name) {
        (100, why) => (96, why),
        (score, why) => (score.min(88), why),
    }
}

/// Whether most cells of a column are days.
pub fn is_dated(sheet: &Sheet, list: &ListFound, column: &Column) -> bool {
    let cells = sample(sheet, list, column);
    !cells.is_empty() && cells.iter().filter(|cell| dated(cell)).count() * 10 >= cells.len() * 8
}

fn dated(cell: &Cell) -> bool {
    match cell.value {
        Value::Date { .. } | Value::DateTime { .. } => true,
        _ => looks_like_date(&cell.text),
    }
}

/// What the look of the values adds or takes away.
fn value_score(
    sheet: &Sheet,
    cells: &[&Cell],
    target: &Target,
    context: &Context<'_>,
) -> (i64, &'static str) {
    if cells.is_empty() {
        return (0, "");
    }
    let share = |test: &dyn Fn(&Cell) -> bool| {
        cells.iter().filter(|cell| test(cell)).count() * 100 / cells.len()
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
            let right = |cell: &Cell| {
                convert(cell, &place, target, context).is_ok() || half_dated(kind, cell)
            };
            // Signs for nothing say nothing of the column either.
            let said = cells
                .iter()
                .filter(|cell| !matches!(convert(cell, &place, target, context), Ok(None)));
            let said: Vec<&&Cell> = said.collect();
            if said.is_empty() {
                return (0, "");
            }
            let good = said.iter().filter(|cell| right(cell)).count() * 100 / said.len();
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
                0 if matches!(kind, Kind::Choice { .. }) && cells.len() >= 3 => (-28, ""),
                _ if explained => (-8, ""),
                _ => (-40, ""),
            }
        }
    }
}

/// A day of which the year or the day is missing is still a day.
fn half_dated(kind: &Kind, cell: &Cell) -> bool {
    matches!(kind, Kind::Date | Kind::DateTime)
        && (dated(cell) || cell.text.contains(['月', '日']) && looks_short(&cell.text))
}

fn looks_short(text: &str) -> bool {
    text.chars().count() <= 12 && text.chars().any(|c| c.is_ascii_digit())
}

fn person_like(text: &str) -> bool {
    let length = text.chars().filter(|c| !c.is_whitespace()).count();
    (2..=12).contains(&length) && !looks_like_number(text)
}
