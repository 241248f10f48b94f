//! Finds heading rows: candidates with their reasons, how many rows a heading has, which columns it names.

use std::collections::BTreeMap;

use crate::book::{Row, Sheet, Value};
use crate::convert::{looks_like_date, looks_like_number};

use super::Column;
use super::line::{bare, from_above, heading_like, looks, own, tight};

/// A heading has at most so many rows.
const MOST_LEVELS: u32 = 3;

/// Rows below a heading that are looked at to judge it.
const LOOK_AHEAD: usize = 24;

/// A block of rows that may be the heading of a list.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Index of its first row among the rows of the sheet.
    pub first: usize,
    /// How many rows it has, a row of column numbers below it included.
    pub height: usize,
    /// Its levels; the row of column numbers is none.
    pub levels: usize,
    /// How likely it is, 0–100 and a little more.
    pub score: usize,
    /// Share of its texts made of known words, in percent.
    pub known: usize,
    /// Why, in Chinese.
    pub why: Vec<String>,
}

/// All blocks that may be headings, in order of rows.
pub fn candidates(sheet: &Sheet) -> Vec<Candidate> {
    (0..sheet.rows.len())
        .filter_map(|first| candidate(sheet, first))
        .collect()
}

/// The heading that a person says to stand in these rows.
pub fn given(sheet: &Sheet, first: u32, last: u32) -> Option<Candidate> {
    let within = |row: &&Row| (first..=last).contains(&row.number);
    let at = sheet.rows.iter().position(|row| row.number >= first)?;
    let levels = sheet.rows.iter().filter(within).count();
    let rows = sheet.rows.get(at..at + levels)?;
    if !rows.iter().any(|row| looks(row).texts >= 2) {
        return None;
    }
    let numbered = sheet.rows.get(at + levels).is_some_and(column_numbers);
    Some(Candidate {
        first: at,
        height: levels + usize::from(numbered),
        levels,
        score: 100,
        known: 100,
        why: vec!["人工指定".to_owned()],
    })
}

fn candidate(sheet: &Sheet, first: usize) -> Option<Candidate> {
    let row = &sheet.rows[first];
    let seen = looks(row);
    if seen.texts < 2 || seen.heading_like < 75 || seen.hangs {
        return None;
    }
    let levels = levels(sheet, first);
    let mut height = levels;
    if sheet.rows.get(first + height).is_some_and(column_numbers) {
        height += 1;
    }
    let below: Vec<&Row> = sheet.rows[first + height..]
        .iter()
        .take(LOOK_AHEAD)
        .collect();
    let headings = headings(sheet, first, levels);
    let below_columns = used_columns(&below);
    let covered = below_columns
        .iter()
        .filter(|column| headings.contains_key(column))
        .count();
    let coverage = match below_columns.len() {
        // A blank form has a heading and nothing below it.
        0 => 60,
        used => covered * 100 / used,
    };
    if coverage < 50 {
        return None;
    }
    let contrast = contrast(&headings, &below);
    let serial = headings.iter().next().is_some_and(|(column, levels)| {
        is_serial(&levels.concat())
            && below
                .iter()
                .take(3)
                .any(|row| starts_serial(row.text(*column)))
    });
    let known = known_share(&headings);
    let mut score =
        known * 40 / 100 + seen.heading_like * 20 / 100 + coverage * 20 / 100 + contrast * 20 / 100;
    let mut why = vec![format!("{}个列名", headings.len())];
    if known >= 50 {
        why.push("列名多为台账常用词".to_owned());
    }
    if contrast >= 30 {
        why.push("其下多为日期、数字或者较长文字".to_owned());
    }
    if serial {
        score += 10;
        why.push("其下序号从1起".to_owned());
    }
    if seen.distinct {
        score += 5;
    }
    Some(Candidate {
        first,
        height,
        levels,
        score,
        known,
        why,
    })
}

fn known_share(headings: &BTreeMap<u32, Vec<String>>) -> usize {
    let known = headings
        .values()
        .filter(|levels| levels.iter().any(|level| super::line::known_word(level)));
    known.count() * 100 / headings.len().max(1)
}

/// How many levels the heading has that begins in this row.
fn levels(sheet: &Sheet, first: usize) -> usize {
    let row = &sheet.rows[first];
    let follows = |height: usize| {
        let next = sheet.rows.get(first + height);
        next.is_some_and(|next| u64::from(next.number) == u64::from(row.number) + height as u64)
    };
    let merged = |row: &Row| {
        let merges = sheet
            .merges
            .iter()
            .filter(move |merge| merge.first_row == row.number);
        merges.copied().collect::<Vec<_>>()
    };
    let mut height = 1u32;
    for merge in merged(row) {
        let rows = merge.last_row - merge.first_row + 1;
        if rows <= MOST_LEVELS {
            height = height.max(rows);
        }
    }
    let mut height = height as usize;
    while height < MOST_LEVELS as usize && follows(height) {
        let last = &sheet.rows[first + height - 1];
        let next = &sheet.rows[first + height];
        let divides = grouped(&merged(last)) && all_heading_like(next);
        if !divides && !completes(last, next) {
            break;
        }
        height += 1;
    }
    let available = (1..=height)
        .take_while(|height| *height == 1 || follows(height - 1))
        .count();
    available.max(1)
}

/// Whether some cell of a row spans columns and so asks for a row that divides it.
fn grouped(merges: &[crate::book::Merge]) -> bool {
    merges
        .iter()
        .any(|merge| merge.first_column < merge.last_column && merge.first_row == merge.last_row)
}

fn all_heading_like(row: &Row) -> bool {
    let mut own_cells = own(row)
        .filter(|(_, cell)| !from_above(row, cell))
        .peekable();
    own_cells.peek().is_some()
        && own_cells.all(|(_, cell)| heading_like(cell) || is_year(&cell.text))
}

/// Without merged cells: the next row fills the gaps of this one, and is made of headings itself.
fn completes(last: &Row, next: &Row) -> bool {
    let first_column = last.cells.first().map(|(column, _)| *column);
    let starts_blank = first_column.is_some_and(|column| next.at(column).is_none());
    let fills = next
        .cells
        .iter()
        .any(|(column, _)| last.at(*column).is_none());
    let left_of_gap = |column: u32| last.at(column).is_none() || last.at(column + 1).is_none();
    let in_gaps = next.cells.iter().all(|(column, _)| left_of_gap(*column));
    starts_blank && fills && in_gaps && all_heading_like(next)
}

fn is_year(text: &str) -> bool {
    let digits = text.trim_end_matches('年');
    digits.len() == 4
        && digits.starts_with("20")
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A row that numbers the columns: 1 2 3 …, perhaps 甲 乙 before.
fn column_numbers(row: &Row) -> bool {
    let texts: Vec<String> = own(row).map(|(_, cell)| bare_number(&cell.text)).collect();
    let numbers: Vec<u32> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    let ascending = numbers.windows(2).all(|pair| pair[1] == pair[0] + 1);
    let others = texts.iter().filter(|text| text.parse::<u32>().is_err());
    let stems = others
        .clone()
        .all(|text| ["甲", "乙", "丙", "丁", "栏次", "列次", "行次"].contains(&text.as_str()));
    numbers.len() >= 3 && numbers.first().is_some_and(|first| *first <= 2) && ascending && stems
}

fn bare_number(text: &str) -> String {
    let text = text.trim_matches(['（', '）', '(', ')', ' ', '栏']);
    text.to_owned()
}

/// Columns that rows below use: by at least a quarter of them, so that a stray remark does not count.
fn used_columns(below: &[&Row]) -> Vec<u32> {
    let mut uses: BTreeMap<u32, usize> = BTreeMap::new();
    for row in below {
        for (column, _) in own(row) {
            *uses.entry(column).or_default() += 1;
        }
    }
    let least = (below.len() / 4).max(1);
    uses.into_iter()
        .filter(|(_, count)| *count >= least)
        .map(|(column, _)| column)
        .collect()
}

/// Share of columns below which something else than headings stands, in percent.
fn contrast(headings: &BTreeMap<u32, Vec<String>>, below: &[&Row]) -> usize {
    let differs = |column: u32| {
        let cells: Vec<_> = below
            .iter()
            .take(8)
            .filter_map(|row| row.at(column))
            .collect();
        let other = cells.iter().filter(|cell| {
            cell.value != Value::Text
                || looks_like_number(&cell.text)
                || looks_like_date(&cell.text)
                || cell.text.chars().count() > 20
        });
        let count = other.count();
        count > 0 && count * 2 >= cells.len()
    };
    headings.keys().filter(|column| differs(**column)).count() * 100 / headings.len().max(1)
}

/// The texts above each column, top down, each once.
fn headings(sheet: &Sheet, first: usize, levels: usize) -> BTreeMap<u32, Vec<String>> {
    let mut headings: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (level, row) in sheet.rows[first..].iter().take(levels).enumerate() {
        let mut group: Option<String> = None;
        let last = level + 1 == levels;
        let widest = sheet.rows[first..]
            .iter()
            .take(levels)
            .filter_map(|row| row.cells.last());
        let widest = widest.map(|(column, _)| *column).max().unwrap_or(0);
        for column in 0..=widest {
            let text = tight(row.text(column));
            let unmerged_gap = text.is_empty() && !last;
            if !text.is_empty() {
                group = Some(text.clone());
            }
            // In text without merged cells a group name stands over its first column only.
            let below = sheet.rows.get(first + level + 1).map(|row| row.at(column));
            let carried = match (unmerged_gap, below) {
                (true, Some(Some(_))) => group.clone(),
                _ => None,
            };
            let text = if text.is_empty() { carried } else { Some(text) };
            if let Some(text) = text {
                let levels = headings.entry(column).or_default();
                if levels.last() != Some(&text) {
                    levels.push(text);
                }
            }
        }
    }
    headings
}

/// Whether a heading is that of a serial number.
pub fn is_serial(heading: &str) -> bool {
    let heading = bare(&tight(heading)).to_lowercase();
    ["序号", "序", "顺序号", "no", "no.", "顺号", "序列", "行号"].contains(&heading.as_str())
}

fn starts_serial(text: &str) -> bool {
    let text = text.trim_matches(['（', '）', '(', ')', '.', '、', ' ']);
    matches!(text, "1" | "01" | "001" | "0001" | "一" | "１")
}

/// How a column answers yes and no.
#[derive(Default)]
struct Answers {
    /// Something in it is ticked, or said to be so.
    yes: bool,
    /// Something in it is denied, so that a blank cell is no answer.
    no: bool,
}

impl Answers {
    fn note(&mut self, text: &str) {
        let mut chars = text.chars().filter(|c| !c.is_whitespace());
        let Some(first) = chars.next() else { return };
        self.yes |= "√✓✔☑●○◎■▲★∨是有".contains(first) && chars.next().is_none();
        self.no |= "否无未不没×✗✘☒".contains(first);
    }
}

/// The columns that a candidate names, and those below it that have data and no name.
pub fn columns(sheet: &Sheet, candidate: &Candidate, last: usize) -> Vec<Column> {
    let headings = headings(sheet, candidate.first, candidate.levels);
    let below = &sheet.rows[candidate.first + candidate.height..last];
    let mut filled: BTreeMap<u32, usize> = BTreeMap::new();
    let mut answers: BTreeMap<u32, Answers> = BTreeMap::new();
    for row in below {
        for (column, cell) in own(row) {
            *filled.entry(column).or_default() += 1;
            answers.entry(column).or_default().note(&cell.text);
        }
    }
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut columns = Vec::new();
    let all: std::collections::BTreeSet<u32> =
        headings.keys().chain(filled.keys()).copied().collect();
    for column in all {
        let count = filled.get(&column).copied().unwrap_or(0);
        let named = headings.get(&column);
        let name = named.map(|levels| levels.join("/"));
        let continues = column > 0
            && name.is_some()
            && columns.last().is_some_and(|last: &Column| {
                last.column + 1 == column && last.levels == *named.unwrap_or(&Vec::new())
            });
        // Below a heading that spans columns, data often stand in the first of them only.
        if continues && count == 0 {
            continue;
        }
        // A few stray words beside the list are no column of it.
        let beyond = headings
            .keys()
            .next_back()
            .is_some_and(|last| column > *last);
        let few = count < 2 || count * if beyond { 2 } else { 5 } < below.len();
        if name.is_none() && few {
            continue;
        }
        let name = name.unwrap_or_else(|| format!("〔{}列〕", crate::book::column_name(column)));
        let times = names.entry(name.clone()).or_default();
        *times += 1;
        columns.push(Column {
            column,
            heading: match *times {
                1 => name,
                times => format!("{name}#{times}"),
            },
            levels: named.cloned().unwrap_or_default(),
            hidden: sheet.hidden_columns.contains(&column),
            filled: count,
            ticked: answers
                .get(&column)
                .is_some_and(|answers| answers.yes && !answers.no),
        });
    }
    columns
}
