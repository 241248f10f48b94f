//! Proposes what belongs where: the words around an open cell are compared with the terms of the indicators.

use super::grid::{Grid, grids};
use super::number::plain;
use super::{Content, Form, Spot};

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
    /// The nearest indicator.
    pub indicator: String,
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
/// Words that add nothing: how a number is counted, and that it is this year's.
const EMPTY_WORDS: &[&str] = &[
    "本年度",
    "本年",
    "全年",
    "年度",
    "累计",
    "其中",
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
    "(",
    ")",
    "、",
    ":",
    ",",
    "。",
    "“",
    "”",
    "\"",
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

/// The words around a place.
pub fn words(form: &Form, spot: &Spot) -> String {
    let grids = grids(form);
    let bare = bare(form, spot);
    let found = grids.iter().find_map(|grid| {
        let at = match &bare {
            Spot::Cell { sheet, row, column } => (*sheet == grid.sheet).then_some((*row, *column)),
            _ => {
                let open = grid.open.iter().find(|(_, open)| *open == bare);
                open.map(|(at, _)| *at)
            }
        };
        at.map(|at| told(grid, at))
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

/// Proposes for every open cell that has words to its left. `own` is the name of the office: a column that bears it adds nothing.
pub fn suggest(form: &Form, wanted: &[Wanted], own: &str) -> Vec<Suggestion> {
    let keys: Vec<(String, &Wanted)> = wanted.iter().map(|w| (key(&w.label), w)).collect();
    let mut found = Vec::new();
    for grid in grids(form) {
        for (at, spot) in &grid.open {
            let (rows, columns) = (beside(&grid, *at), above(&grid, *at));
            let apart = columns.iter().any(|word| stands_apart(word));
            if rows.is_empty() || apart {
                continue;
            }
            let words = told(&grid, *at);
            let columns: Vec<String> = columns.into_iter().filter(|c| !is_own(c, own)).collect();
            found.extend(one(spot.clone(), words, &rows, &columns, &keys));
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
) -> Option<Suggestion> {
    let (turn, columns) = turned(columns);
    let (turn, rows) = match turn {
        Turn::This => turned(rows),
        turn => (turn, rows.to_vec()),
    };
    let unit = rows.iter().find(|word| is_unit(word)).cloned();
    let named: Vec<String> = rows.into_iter().filter(|word| !is_unit(word)).collect();
    let all_above = key(&columns.concat());
    // The words beside a cell, from the nearest alone to all of them, each with what stands above.
    let asked: Vec<String> = (0..named.len())
        .map(|from| format!("{}{all_above}", key(&named[from..].concat())))
        .filter(|asked| asked.chars().count() > all_above.chars().count())
        .collect();
    let mut scored: Vec<(u32, &Wanted)> = keys
        .iter()
        .map(|(known, wanted)| {
            let best = asked.iter().map(|asked| alike(asked, known)).max();
            (best.unwrap_or(0), *wanted)
        })
        .filter(|(score, _)| *score >= NEAR)
        .collect();
    scored.sort_by_key(|(score, wanted)| (std::cmp::Reverse(*score), wanted.label.chars().count()));
    let (_, first) = scored.first()?;
    let same = scored.iter().filter(|(score, _)| *score == 100).count();
    let rate = |text: &str| text.contains('率') || text.contains("占比") || text.contains('%');
    let fits = unit.is_none_or(|unit| unit == first.unit)
        && rate(&words) == rate(&format!("{}{}", first.label, first.unit))
        && !named.iter().any(|word| is_of_others(word));
    let ids = scored.iter().skip(1).map(|(_, wanted)| wanted.id.clone());
    Some(Suggestion {
        spot,
        certain: same == 1 && fits,
        words,
        indicator: first.id.clone(),
        turn,
        others: ids.take(MOST_OTHERS).collect(),
    })
}

/// Columns in which no indicator of a year stands: months, remarks, names.
fn stands_apart(word: &str) -> bool {
    let remark = [
        "备注",
        "说明",
        "填报人",
        "填表人",
        "责任人",
        "联系人",
        "联系电话",
        "日期",
        "签字",
        "序号",
    ];
    let month = word.trim_end_matches('份').strip_suffix('月');
    month.is_some_and(|month| {
        month
            .chars()
            .all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
    }) || word.contains("季度")
        || remark.contains(&word)
}

/// Whether a heading names the office itself: 县政府办公室 of 示例县人民政府办公室.
fn is_own(word: &str, own: &str) -> bool {
    let mut letters = own.chars();
    word.chars().count() >= 4 && word.chars().all(|c| letters.any(|letter| letter == c))
}

/// Whether a group of rows is about somebody else.
fn is_of_others(word: &str) -> bool {
    ["其他", "其它", "单位", "部门", "乡镇", "街道"]
        .iter()
        .any(|other| word.contains(other))
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

/// A term as it is compared: without words that add nothing. What stands in brackets stays: （含基本满意）.
fn key(text: &str) -> String {
    let half = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    };
    let letters = text.chars().filter(|c| !c.is_whitespace()).map(half);
    let mut text: String = letters.collect::<String>().to_uppercase();
    for year in 2000..2100 {
        text = text.replace(&format!("{year}年"), "");
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

/// Words above a cell, the highest first: the nearest stretch of texts upward. Signs such as × and what ends in a colon are no headings.
fn above(grid: &Grid, (row, column): (u32, u32)) -> Vec<String> {
    let mut found = Vec::new();
    for up in (0..row).rev() {
        match grid.texts.get(&(up, column)) {
            Some(text) if text.ends_with(['：', ':']) => {}
            Some(text) if text.chars().count() < 2 => {}
            Some(text) => found.push(text.as_str()),
            None if !found.is_empty() => break,
            None => {}
        }
    }
    found.reverse();
    distinct(found.into_iter())
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

    #[test]
    fn columns_of_others_are_told_apart() {
        assert!(is_own("县政府办公室", "示例县人民政府办公室"));
        assert!(!is_own("其他单位", "示例县人民政府办公室"));
        assert!(stands_apart("12月") && stands_apart("三月份") && !stands_apart("全年累计"));
    }
}
