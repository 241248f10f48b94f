//! What one row looks like, seen without its neighbours.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::book::{Cell, Row, Value};
use crate::convert::{looks_like_date, looks_like_number};

/// Headings are short; what stands in brackets may be longer.
const LONGEST_HEADING: usize = 20;

static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let lines = include_str!("words.txt").lines();
    let lines = lines.filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// Cells of a row that are its own: not the continuation of a merged cell to the left.
pub fn own(row: &Row) -> impl Iterator<Item = (u32, &Cell)> {
    let cells = row.cells.iter().map(|(column, cell)| (*column, cell));
    // Where the area began further up, its first column stands for it here.
    cells.filter(|(column, cell)| cell.merged_from.is_none_or(|(_, from)| from == *column))
}

/// Whether the cell comes from a merged area that began in a row above.
pub fn from_above(row: &Row, cell: &Cell) -> bool {
    cell.merged_from.is_some_and(|(from, _)| from < row.number)
}

/// A text without white space, full-width brackets turned to one form: how headings and labels are compared and shown.
pub fn tight(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{3000}')
        .collect()
}

/// A text without what stands in brackets.
pub fn bare(text: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '（' | '(' | '【' | '[' | '〔' => depth += 1,
            '）' | ')' | '】' | ']' | '〕' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Whether a text could be a heading.
pub fn heading_like(cell: &Cell) -> bool {
    if cell.value != Value::Text {
        return false;
    }
    let text = tight(&cell.text);
    let length = bare(&text).chars().count();
    let short = (1..=LONGEST_HEADING).contains(&length)
        || (length == 0 && text.chars().count() <= LONGEST_HEADING);
    let sentence =
        text.contains(['。', '；', ';', '！', '？', '!']) || has_value_after_colon(&text);
    short && !sentence && !looks_like_number(&text) && !looks_like_date(&text)
}

/// 填报单位：县政府办 states a value; 备注： does not.
fn has_value_after_colon(text: &str) -> bool {
    let after = text.split_once(['：', ':']).map(|(_, after)| after);
    after.is_some_and(|after| {
        !after.is_empty() && !bare(text).is_empty() && bare(text).contains(['：', ':'])
    })
}

/// Whether a heading is made of the words of registers.
pub fn known_word(text: &str) -> bool {
    let text = bare(&tight(text));
    text.chars().count() <= 12 && WORDS.iter().any(|word| text.contains(word))
}

/// The parts of a row that decide whether it is a heading.
pub struct Looks {
    /// Texts of its own cells, each once.
    pub texts: usize,
    /// Share of own cells that could be headings, in percent.
    pub heading_like: usize,
    /// No text occurs in two own cells.
    pub distinct: bool,
    /// A cell continues a merged area that began above.
    pub hangs: bool,
}

/// Looks at a row.
pub fn looks(row: &Row) -> Looks {
    let cells: Vec<_> = own(row).map(|(_, cell)| cell).collect();
    let texts: BTreeSet<&str> = cells.iter().map(|cell| &*cell.text).collect();
    let percent = |count: usize| count * 100 / cells.len().max(1);
    Looks {
        texts: texts.len(),
        heading_like: percent(cells.iter().filter(|cell| heading_like(cell)).count()),
        distinct: texts.len() == cells.len(),
        hangs: cells.iter().any(|cell| from_above(row, cell)),
    }
}
