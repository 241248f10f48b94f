//! Paragraphs and tables of the main text.

use std::ops::Range;

use scraper::node::Element;

use super::{
    main_text::is_around,
    page::{Page, Piece},
};
use crate::{Origin, ReadError, draft::Draft};

/// A cell cannot cover more columns or rows than this.
const MOST_SPAN: usize = 200;
/// Cells of one table, those that are covered included.
const MOST_CELLS: usize = 300_000;

/// Elements before and after which a line ends.
const BLOCKS: [&str; 37] = [
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "section",
    "article",
    "main",
    "blockquote",
    "pre",
    "center",
    "form",
    "fieldset",
    "figure",
    "figcaption",
    "header",
    "address",
    "hr",
    "br",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "body",
];

pub(super) fn read(
    page: &Page<'_>,
    main: Range<usize>,
    title: Option<&str>,
    draft: &mut Draft,
) -> Result<(), ReadError> {
    let dense = |text: &str| text.split_whitespace().collect::<String>();
    let title = title.map(dense);
    let mut line = String::new();
    let mut heading = None;
    let mut place = main.start;
    // Up to here line breaks of the source are line breaks of the page.
    let mut kept_until = 0;
    let flush = |line: &mut String, heading: Option<u8>, draft: &mut Draft| {
        let text = std::mem::take(line);
        let is_title = !text.is_empty() && title.as_deref() == Some(dense(&text).as_str());
        let heading = if is_title { Some(0) } else { heading };
        draft.paragraph(&text, heading, Origin::Body)
    };
    while place < main.end.min(page.pieces.len()) {
        match &page.pieces[place] {
            Piece::Text(text) if place < kept_until => {
                for (at, own) in text.split('\n').enumerate() {
                    if at > 0 {
                        flush(&mut line, heading, draft)?;
                    }
                    line.push_str(own);
                }
            }
            Piece::Text(text) => append(&mut line, text),
            Piece::Open(element, end) => {
                if keeps_lines(element) {
                    kept_until = kept_until.max(*end);
                }
                let around = place != main.start && is_around(element);
                if is_block(element) || around {
                    flush(&mut line, heading, draft)?;
                }
                if around {
                    place = *end;
                } else if element.name() == "table" && is_data(page, place, *end) {
                    draft.table(table(page, place, *end)?)?;
                    place = *end;
                } else {
                    heading = level(element).or(heading);
                }
            }
            Piece::Close(start) => {
                if let Some(Piece::Open(element, _)) = page.pieces.get(*start)
                    && is_block(element)
                {
                    flush(&mut line, heading, draft)?;
                    heading = if level(element).is_some() {
                        None
                    } else {
                        heading
                    };
                }
            }
        }
        place += 1;
    }
    flush(&mut line, heading, draft)
}

fn keeps_lines(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default();
    element.name() == "pre" || style.contains("pre-wrap") || style.contains("pre-line")
}

fn is_block(element: &Element) -> bool {
    BLOCKS.contains(&element.name())
}

/// 0 for h1, 1 for h2 …
fn level(element: &Element) -> Option<u8> {
    let mut name = element.name().bytes();
    match (name.next(), name.next(), name.next()) {
        (Some(b'h'), Some(level @ b'1'..=b'6'), None) => Some(level - b'1'),
        _ => None,
    }
}

/// Adds text as a browser prints it: a stretch of white space is one space, and none where it is only a line break of
/// the source between two Chinese characters.
fn append(line: &mut String, text: &str) {
    let mut rest = text;
    while !rest.is_empty() {
        let gap_end = rest.find(|c: char| !is_space(c)).unwrap_or(rest.len());
        let (gap, after) = rest.split_at(gap_end);
        let word_end = after.find(is_space).unwrap_or(after.len());
        let (word, further) = after.split_at(word_end);
        let wide = |c: Option<char>| c.is_none_or(|c| c as u32 >= 0x2e80);
        let in_han = wide(line.chars().next_back()) && wide(word.chars().next());
        let dropped = gap.contains('\n') && in_han;
        if !gap.is_empty() && !dropped && !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
        line.push_str(word);
        rest = further;
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// Whether a table holds data: no table within it, and some row of two cells with text.
fn is_data(page: &Page<'_>, start: usize, end: usize) -> bool {
    let mut filled = 0;
    let mut several = false;
    for place in start + 1..end {
        if let Piece::Open(element, close) = &page.pieces[place] {
            match element.name() {
                "table" => return false,
                "tr" => filled = 0,
                "td" | "th" if !page.dense(place, *close, 1).is_empty() => {
                    filled += 1;
                    several |= filled > 1;
                }
                _ => {}
            }
        }
    }
    several
}

/// A table as a grid: a cell that covers several places stands in the first of them.
fn table(page: &Page<'_>, start: usize, end: usize) -> Result<Vec<Vec<String>>, ReadError> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    // For each column, how many more rows the cell above covers.
    let mut covered: Vec<usize> = Vec::new();
    let mut cells = 0;
    let mut place = start + 1;
    while place < end {
        if let Piece::Open(element, close) = &page.pieces[place] {
            match element.name() {
                "tr" => {
                    cells += finish_row(rows.last_mut(), &mut covered);
                    rows.push(Vec::new());
                }
                "td" | "th" => {
                    if rows.is_empty() {
                        rows.push(Vec::new());
                    }
                    if let Some(row) = rows.last_mut() {
                        let text = cell(page, place, *close);
                        cells += add(row, &mut covered, text, element);
                    }
                    place = *close;
                }
                _ => {}
            }
            if cells > MOST_CELLS {
                return Err(ReadError::TooLong);
            }
        }
        place += 1;
    }
    finish_row(rows.last_mut(), &mut covered);
    Ok(rows)
}

/// Adds a cell to a row and says how many places were filled.
fn add(row: &mut Vec<String>, covered: &mut Vec<usize>, text: String, element: &Element) -> usize {
    let span = |name: &str| {
        let span: Option<usize> = element.attr(name).and_then(|it| it.trim().parse().ok());
        span.unwrap_or(1).clamp(1, MOST_SPAN)
    };
    let before = row.len();
    cover(row, covered);
    let (wide, high) = (span("colspan"), span("rowspan"));
    for column in row.len()..row.len() + wide {
        if covered.len() <= column {
            covered.resize(column + 1, 0);
        }
        covered[column] = high;
    }
    row.push(text);
    row.extend(std::iter::repeat_n(String::new(), wide - 1));
    row.len() - before
}

/// Leaves the places empty that a cell above covers.
fn cover(row: &mut Vec<String>, covered: &[usize]) {
    while covered.get(row.len()).is_some_and(|left| *left > 0) {
        row.push(String::new());
    }
}

fn finish_row(row: Option<&mut Vec<String>>, covered: &mut [usize]) -> usize {
    let mut filled = 0;
    if let Some(row) = row {
        let before = row.len();
        cover(row, covered);
        filled = row.len() - before;
    }
    for left in covered {
        *left = left.saturating_sub(1);
    }
    filled
}

fn cell(page: &Page<'_>, start: usize, end: usize) -> String {
    let mut lines = vec![String::new()];
    for place in start + 1..end {
        let element = match &page.pieces[place] {
            Piece::Text(text) => {
                if let Some(line) = lines.last_mut() {
                    append(line, text);
                }
                continue;
            }
            Piece::Open(element, _) => *element,
            Piece::Close(start) => match &page.pieces[*start] {
                Piece::Open(element, _) => *element,
                _ => continue,
            },
        };
        if is_block(element) && lines.last().is_some_and(|line| !line.trim().is_empty()) {
            lines.push(String::new());
        }
    }
    lines.join("\n")
}
