//! Proposes what belongs where: the words around an open cell are compared with the terms of the indicators.

use std::collections::BTreeMap;

use super::document::Document;
use super::number::plain;
use super::workbook::Workbook;
use super::{Content, Form, Spot};
use crate::mapping::normalise;

/// An indicator as it may be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its id.
    pub id: String,
    /// Its term.
    pub label: String,
    /// Its unit.
    pub unit: String,
}

/// Which year of an indicator is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Turn {
    /// The period asked for.
    This,
    /// The one before.
    Last,
    /// The difference.
    Change,
}

/// A proposal for a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The place.
    pub spot: Spot,
    /// The words around it.
    pub words: String,
    /// The indicator; `None` where none is near.
    pub indicator: Option<String>,
    /// Which year of it.
    pub turn: Turn,
    /// Whether the words say this indicator and no other.
    pub certain: bool,
    /// Other indicators that are near, the nearest first.
    pub others: Vec<String>,
}

/// How near an indicator has to be to be named at all, in percent.
const NEAR: u32 = 60;
/// The most other indicators that are named.
const MOST_OTHERS: usize = 3;
/// The most rows of a sheet that are looked at.
const MOST_ROWS: u32 = 2_000;
/// The most columns.
const MOST_COLUMNS: u32 = 100;

/// Words that add nothing: how a number is counted, and that it is this year's.
const EMPTY_WORDS: &[&str] = &[
    "本年度",
    "本年",
    "全年",
    "年度",
    "累计",
    "数量",
    "件数",
    "次数",
    "条数",
    "个数",
    "场次数",
    "场次",
    "份数",
    "期数",
    "项数",
    "起数",
    "人次数",
    "人次",
    "件次",
    "数",
    "情况",
    "合计",
    "总计",
    "指标",
    "内容",
    "项目",
    "名称",
    "的",
    "（",
    "）",
    "(",
    ")",
    "、",
    "：",
    ":",
    "，",
    "。",
    "“",
    "”",
    "％",
    "%",
    "件",
    "次",
];

const LAST_YEAR: &[&str] = &["上年同期", "去年同期", "上年度", "上年", "去年"];
const CHANGE: &[&str] = &[
    "比上年增减",
    "较上年增减",
    "同比增减",
    "增减数",
    "增减",
    "同比",
    "比上年",
    "较上年",
];

/// A table as words and open cells.
#[derive(Default)]
struct Grid {
    texts: BTreeMap<(u32, u32), String>,
    open: Vec<((u32, u32), Spot)>,
}

/// The words around a place.
pub fn words(form: &Form, spot: &Spot) -> String {
    let grids = grids(form);
    let bare = bare(form, spot);
    let found = grids.iter().find_map(|grid| {
        let at = grid.open.iter().find(|(_, open)| *open == bare);
        at.map(|(at, _)| told(grid, *at))
    });
    found.unwrap_or_default()
}

/// A place without the number of its gap, and a name as its cell.
fn bare(form: &Form, spot: &Spot) -> Spot {
    match (spot, &form.content) {
        (
            Spot::Table {
                table, row, cell, ..
            },
            _,
        ) => Spot::Table {
            table: *table,
            row: *row,
            cell: *cell,
            blank: None,
        },
        (Spot::Name(name), Content::Workbook(workbook)) => match workbook.named(name) {
            Some((sheet, row, column)) => Spot::Cell {
                sheet: workbook.sheets[sheet].name.clone(),
                row,
                column,
            },
            None => spot.clone(),
        },
        _ => spot.clone(),
    }
}

/// Proposes for every open cell that has words to its left.
pub fn suggest(form: &Form, wanted: &[Wanted]) -> Vec<Suggestion> {
    let keys: Vec<(String, &Wanted)> = wanted.iter().map(|w| (key(&w.label), w)).collect();
    let mut found = Vec::new();
    for grid in grids(form) {
        for (at, spot) in &grid.open {
            let rows = beside(&grid, *at);
            if rows.is_empty() {
                continue;
            }
            let columns = above(&grid, *at);
            let words = told(&grid, *at);
            found.push(one(spot.clone(), words, &rows, &columns, &keys));
        }
    }
    found
}

fn one(
    spot: Spot,
    words: String,
    rows: &[String],
    columns: &[String],
    keys: &[(String, &Wanted)],
) -> Suggestion {
    let (turn, columns) = turned(columns);
    let (turn, rows) = match turn {
        Turn::This => turned(rows),
        turn => (turn, rows.to_vec()),
    };
    let unit = rows.iter().find(|word| is_unit(word)).cloned();
    let named: Vec<String> = rows.into_iter().filter(|word| !is_unit(word)).collect();
    // The nearest words first: alone, then with those further away, then with what stands above.
    let mut asked: Vec<String> = Vec::new();
    let all_above = columns.concat();
    for taken in (1..=named.len()).rev() {
        let beside = named[named.len() - taken..].concat();
        asked.push(key(&format!("{beside}{all_above}")));
        asked.push(key(&beside));
    }
    let mut scored: Vec<(u32, &Wanted)> = keys
        .iter()
        .map(|(known, wanted)| {
            let best = asked.iter().map(|asked| alike(asked, known)).max();
            (best.unwrap_or(0), *wanted)
        })
        .filter(|(score, _)| *score >= NEAR)
        .collect();
    scored.sort_by_key(|(score, wanted)| (std::cmp::Reverse(*score), wanted.label.chars().count()));
    let same: Vec<_> = scored.iter().filter(|(score, _)| *score == 100).collect();
    let fits = |wanted: &Wanted| {
        let unit_fits = unit.as_ref().is_none_or(|unit| *unit == wanted.unit);
        let rate = |text: &str| text.contains('率') || text.contains("占比") || text.contains('%');
        unit_fits && rate(&words) == rate(&format!("{}{}", wanted.label, wanted.unit))
    };
    let certain = same.len() == 1 && fits(same[0].1);
    let mut ids = scored.iter().map(|(_, wanted)| wanted.id.clone());
    Suggestion {
        spot,
        words,
        indicator: ids.next(),
        turn,
        certain,
        others: ids.take(MOST_OTHERS).collect(),
    }
}

/// Which year the words mean, and the words without what says so.
fn turned(words: &[String]) -> (Turn, Vec<String>) {
    let mut turn = Turn::This;
    let rest = words
        .iter()
        .map(|word| {
            let mut word = word.clone();
            for (known, means) in [(CHANGE, Turn::Change), (LAST_YEAR, Turn::Last)] {
                for say in known {
                    if word.contains(say) {
                        word = word.replace(say, "");
                        turn = if turn == Turn::This { means } else { turn };
                    }
                }
            }
            word
        })
        .filter(|word| !word.is_empty())
        .collect();
    (turn, rest)
}

fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "件" | "次"
            | "条"
            | "个"
            | "份"
            | "期"
            | "项"
            | "起"
            | "人"
            | "人次"
            | "场次"
            | "件次"
            | "%"
            | "％"
            | "天"
            | "元"
            | "万元"
            | "名"
            | "小时"
            | "—"
            | "家"
    )
}

/// A term as it is compared: without words that add nothing.
fn key(text: &str) -> String {
    let mut text = normalise(text).replace(['（', '）', '(', ')'], "");
    // What stands in brackets distinguishes here: （含基本满意）.
    if let (Some(from), Some(to)) = (text.find('（'), text.find('）'))
        && from < to
    {
        text.replace_range(from..to, "");
    }
    for year in 2000..2100 {
        text = text
            .replace(&format!("{year}年"), "")
            .replace(&year.to_string(), "");
    }
    for word in EMPTY_WORDS {
        text = text.replace(word, "");
    }
    text
}

/// How many characters two terms have in common, in whatever order: 100 where all.
fn alike(a: &str, b: &str) -> u32 {
    let (mut a, mut b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    a.sort_unstable();
    b.sort_unstable();
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
        }
    }
    u32::try_from(200 * shared / (a.len() + b.len())).unwrap_or(0)
}

/// Words in the row to the left of a cell, the furthest first.
fn beside(grid: &Grid, (row, column): (u32, u32)) -> Vec<String> {
    let cells = grid.texts.range((row, 0)..(row, column));
    distinct(cells.map(|(_, text)| text.as_str()))
}

/// Words above a cell, the highest first: the headings of its table, which end where the first cells to be filled begin.
fn above(grid: &Grid, (row, column): (u32, u32)) -> Vec<String> {
    let mut found = Vec::new();
    let mut up = row;
    while up > 0 {
        up -= 1;
        match grid.texts.get(&(up, column)) {
            Some(text) => found.push(text.as_str()),
            None if !found.is_empty() => break,
            None => {}
        }
    }
    found.reverse();
    // A title spans the table; it names the year and the form.
    let spans = |text: &&str| {
        let same = grid
            .texts
            .iter()
            .filter(|((_, c), t)| *c == 0 && t.as_str() == *text);
        same.count() == 0 || column == 0
    };
    distinct(found.into_iter().filter(spans))
}

fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        let text: String = text.split_whitespace().collect();
        if !text.is_empty() && found.last() != Some(&text) && !plain(&text) {
            found.push(text);
        }
    }
    found
}

fn told(grid: &Grid, at: (u32, u32)) -> String {
    let (rows, columns) = (beside(grid, at).join(" "), above(grid, at).join(" "));
    match (rows.is_empty(), columns.is_empty()) {
        (_, true) => rows,
        (true, false) => columns,
        (false, false) => format!("{rows} / {columns}"),
    }
}

fn grids(form: &Form) -> Vec<Grid> {
    match &form.content {
        Content::Workbook(workbook) => of_workbook(workbook),
        Content::Document(document) => of_document(document),
    }
}

fn of_workbook(workbook: &Workbook) -> Vec<Grid> {
    let mut found = Vec::new();
    for sheet in workbook.sheets.iter().filter(|sheet| !sheet.hidden) {
        let Some(content) = &sheet.content else {
            continue;
        };
        let mut grid = Grid::default();
        let mut closed = std::collections::BTreeSet::new();
        let (mut last_row, mut last_column) = (0, 0);
        for row in content.rows.iter().filter(|row| row.number < MOST_ROWS) {
            for cell in row.cells.iter().filter(|cell| cell.column < MOST_COLUMNS) {
                let at = (row.number, cell.column);
                let text = workbook.text(cell).trim();
                let asks = text.is_empty() || text == "0" || asks(text);
                if cell.formula.is_some() || !asks {
                    closed.insert(at);
                }
                if cell.formula.is_none() && !asks && !plain(text) {
                    grid.texts.insert(at, text.to_owned());
                    (last_row, last_column) = (last_row.max(at.0), last_column.max(at.1));
                }
            }
        }
        for merge in &content.merges {
            let first = (merge.first_row, merge.first_column);
            let text = grid.texts.get(&first).cloned();
            for row in merge.first_row..=merge.last_row.min(MOST_ROWS) {
                for column in merge.first_column..=merge.last_column.min(MOST_COLUMNS) {
                    if let Some(text) = &text {
                        grid.texts.insert((row, column), text.clone());
                    }
                    if (row, column) != first {
                        closed.insert((row, column));
                    }
                }
            }
        }
        for row in 0..=last_row {
            for column in 0..=last_column + 1 {
                let at = (row, column);
                let headed = column <= last_column || content.cell(row, column).is_some();
                if headed && !closed.contains(&at) && !grid.texts.contains_key(&at) {
                    let spot = Spot::Cell {
                        sheet: sheet.name.clone(),
                        row,
                        column,
                    };
                    grid.open.push((at, spot));
                }
            }
        }
        found.push(grid);
    }
    found
}

/// Words that ask for a value.
fn asks(text: &str) -> bool {
    ["填写处", "请填写", "单击此处", "点击此处", "待填"]
        .iter()
        .any(|word| text.contains(word))
        || text.contains("{{")
}

fn of_document(document: &Document) -> Vec<Grid> {
    let mut found = Vec::new();
    for (rows, table) in document.grids().into_iter().zip(1..) {
        let mut grid = Grid::default();
        let mut over: BTreeMap<u32, String> = BTreeMap::new();
        for ((cells, number), row) in rows.into_iter().zip(0..).zip(1..) {
            for (cell_number, cell) in cells {
                let at = (number, cell.grid);
                let text = match cell.continued {
                    true => over.get(&cell.grid).cloned().unwrap_or_default(),
                    false => document.text(cell),
                };
                over.insert(cell.grid, text.clone());
                if document.is_open(cell) {
                    let spot = Spot::Table {
                        table,
                        row,
                        cell: cell_number,
                        blank: None,
                    };
                    grid.open.push((at, spot));
                } else if !text.trim().is_empty() {
                    for column in cell.grid..cell.grid + cell.span {
                        grid.texts.insert((number, column), text.trim().to_owned());
                    }
                }
            }
        }
        found.push(grid);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_compared_without_order() {
        assert_eq!(
            alike(&key("人大代表建议交办数"), &key("交办人大代表建议件数")),
            100
        );
        assert_eq!(
            alike(&key("办复人大代表建议"), &key("办复人大代表建议件数")),
            100
        );
        assert!(alike(&key("旁听庭审"), &key("常务会议会前学法次数")) < NEAR);
    }

    #[test]
    fn years_are_understood() {
        let turn = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            turned(&words)
        };
        assert_eq!(turn(&["本年"]), (Turn::This, vec!["本年".to_owned()]));
        assert_eq!(turn(&["上年同期"]), (Turn::Last, vec![]));
        assert_eq!(turn(&["较上年增减"]), (Turn::Change, vec![]));
        assert_eq!(turn(&["办复件数", "比上年增减（件）"]).0, Turn::Change);
    }
}
