//! Tables of a web page. Many systems write one and call it `.xls`.
//!
//! A small reader of tags, because such files are rarely well-formed: it knows tables, rows, cells and line breaks, and passes over
//! the rest. Each outermost table becomes a sheet; a table within a cell is part of that cell's text.

use crate::book::{BookError, Merge, Sheet, Value};

use super::gather::{Filled, Gather};

/// The most columns that a cell may span; beyond it a number is a mistake.
const WIDEST_SPAN: u32 = 256;

/// Reads all tables that hold something.
pub fn tables(name: &str, html: &str) -> Result<Vec<Sheet>, BookError> {
    let mut page = Page::new(name);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        page.text(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("<!--") {
            // Conditional comments hold settings of the office program, sheet names among them.
            let (comment, after) = after.split_once("-->").unwrap_or((after, ""));
            page.sheet_names(comment);
            rest = after;
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        let tag = Tag::read(&rest[1..end]);
        rest = &rest[end + 1..];
        if !tag.closing && matches!(tag.name.as_str(), "script" | "style" | "xml" | "title") {
            let close = format!("</{}", tag.name);
            let at = find_ignoring_case(rest, &close).unwrap_or(rest.len());
            page.sheet_names(&rest[..at]);
            rest = &rest[at..];
            continue;
        }
        page.tag(&tag)?;
    }
    page.close_table()?;
    Ok(page.sheets)
}

struct Tag {
    name: String,
    closing: bool,
    attributes: String,
}

impl Tag {
    fn read(inside: &str) -> Tag {
        let (closing, inside) = match inside.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, inside),
        };
        let end = inside
            .find(|c: char| c.is_whitespace() || c == '/')
            .unwrap_or(inside.len());
        Tag {
            name: inside[..end].to_ascii_lowercase(),
            closing,
            attributes: inside[end..].to_owned(),
        }
    }

    fn number(&self, attribute: &str) -> Option<u32> {
        let lower = self.attributes.to_ascii_lowercase();
        let at = lower.find(attribute)? + attribute.len();
        let value = lower[at..].trim_start().strip_prefix('=')?.trim_start();
        let digits: String = value
            .trim_start_matches(['"', '\''])
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse().ok()
    }
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.as_bytes()
        .windows(wanted.len())
        .position(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}

struct Page<'a> {
    name: &'a str,
    sheets: Vec<Sheet>,
    names: Vec<String>,
    filled: Filled,
    table: Option<Table<'a>>,
    /// Tables open within a cell of the outermost one.
    within: usize,
}

struct Table<'a> {
    gather: Gather<'a>,
    merges: Vec<Merge>,
    row: Option<u32>,
    column: u32,
    /// Columns still taken by cells of rows above: (column, last row).
    taken: Vec<(u32, u32)>,
    cell: Option<String>,
    span: (u32, u32),
}

impl<'a> Page<'a> {
    fn new(name: &'a str) -> Page<'a> {
        Page {
            name,
            sheets: Vec::new(),
            names: Vec::new(),
            filled: Filled::default(),
            table: None,
            within: 0,
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = self.table.as_mut().and_then(|table| table.cell.as_mut()) {
            push_collapsed(cell, text);
        }
    }

    /// Office programs note the names of the sheets beside the tables.
    fn sheet_names(&mut self, settings: &str) {
        let mut rest = settings;
        while let Some((_, after)) = rest.split_once("<x:Name>") {
            let (name, after) = after.split_once('<').unwrap_or((after, ""));
            self.names.push(decoded(name));
            rest = after;
        }
    }

    fn tag(&mut self, tag: &Tag) -> Result<(), BookError> {
        match (tag.name.as_str(), tag.closing) {
            ("table", false) => match self
                .table
                .as_ref()
                .is_some_and(|table| table.cell.is_some())
            {
                true => self.within += 1,
                false => {
                    self.close_table()?;
                    self.open_table();
                }
            },
            ("table", true) if self.within > 0 => self.within -= 1,
            ("table", true) => self.close_table()?,
            ("br" | "p" | "div" | "li", _) => {
                if let Some(cell) = self.table.as_mut().and_then(|table| table.cell.as_mut()) {
                    cell.push('\n');
                }
            }
            ("tr" | "td" | "th", _) if self.within == 0 => {
                if let Some(table) = &mut self.table {
                    table.tag(tag)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn open_table(&mut self) {
        let index = self.sheets.len();
        let name = match self.names.get(index) {
            Some(name) => name.clone(),
            None => format!("表{}", index + 1),
        };
        self.table = Some(Table {
            gather: Gather::new(self.name, &name, self.filled),
            merges: Vec::new(),
            row: None,
            column: 0,
            taken: Vec::new(),
            cell: None,
            span: (1, 1),
        });
    }

    fn close_table(&mut self) -> Result<(), BookError> {
        self.within = 0;
        if let Some(mut table) = self.table.take() {
            table.close_cell()?;
            let (sheet, filled) = table.gather.finish(&table.merges)?;
            self.filled = filled;
            if !sheet.rows.is_empty() {
                self.sheets.push(sheet);
            }
        }
        Ok(())
    }
}

impl Table<'_> {
    fn tag(&mut self, tag: &Tag) -> Result<(), BookError> {
        self.close_cell()?;
        if tag.closing {
            return Ok(());
        }
        if tag.name == "tr" {
            let row = self.row.map_or(0, |row| row + 1);
            self.taken.retain(|(_, last)| *last >= row);
            (self.row, self.column) = (Some(row), 0);
            return Ok(());
        }
        self.row.get_or_insert(0);
        let rows = tag
            .number("rowspan")
            .unwrap_or(1)
            .clamp(1, super::MOST_ROWS);
        let columns = tag.number("colspan").unwrap_or(1).clamp(1, WIDEST_SPAN);
        self.span = (rows, columns);
        self.cell = Some(String::new());
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), BookError> {
        let Some(text) = self.cell.take() else {
            return Ok(());
        };
        let row = self.row.unwrap_or(0);
        while self.taken.iter().any(|(column, _)| *column == self.column) {
            self.column += 1;
        }
        let (rows, columns) = self.span;
        let lines: Vec<String> = decoded(&text)
            .lines()
            .map(|line| line.trim().to_owned())
            .collect();
        self.gather
            .add(row, self.column, lines.join("\n").trim(), Value::Text)?;
        if (rows, columns) != (1, 1) {
            let (last_row, last_column) = (row + rows - 1, self.column + columns - 1);
            self.merges.push(Merge {
                first_row: row,
                last_row,
                first_column: self.column,
                last_column,
            });
            if rows > 1 {
                self.taken
                    .extend((self.column..=last_column).map(|column| (column, last_row)));
            }
        }
        self.column += columns;
        Ok(())
    }
}

/// Adds text as a page shows it: white space becomes one space.
fn push_collapsed(cell: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\u{a0}' => cell.push(' '),
            _ if c.is_whitespace() => {
                if !cell.ends_with([' ', '\n']) {
                    cell.push(' ');
                }
            }
            _ => cell.push(c),
        }
    }
}

/// Replaces character references.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(10).position(|byte| byte == b';');
        match end.and_then(|end| reference(&rest[1..end]).map(|c| (c, end))) {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn reference(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "ensp" | "emsp" => ' ',
        "ldquo" => '“',
        "rdquo" => '”',
        "middot" => '·',
        "mdash" => '—',
        "hellip" => '…',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).map(|c| if c == '\u{a0}' { ' ' } else { c })?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &[&[&str]]) {
        let sheets = tables("台账.xls", html).unwrap();
        let rows: Vec<Vec<&str>> = sheets[0]
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|(_, cell)| &*cell.text).collect())
            .collect();
        assert_eq!(
            rows,
            expected.iter().map(|row| row.to_vec()).collect::<Vec<_>>()
        );
    }

    #[test]
    fn spans_are_filled() {
        check(
            "<html><body><TABLE border=1><tr><th rowspan='2'>编号<th colspan=2>办理情况</tr>\
             <tr><td>日期</td><td>结果</td></tr><tr><td>1<td>3月1日<td>办结</table>",
            &[
                &["编号", "办理情况", "办理情况"],
                &["编号", "日期", "结果"],
                &["1", "3月1日", "办结"],
            ],
        );
    }

    #[test]
    fn marks_and_line_breaks_are_read() {
        check(
            "<table><tr><td>甲&amp;乙&nbsp;&#20844;司<br>二行</td><td><b>粗</b> 体</td></tr></table>",
            &[&["甲&乙 公司\n二行", "粗 体"]],
        );
    }

    #[test]
    fn sheets_keep_the_names_that_the_office_program_gave_them() {
        let html = "<xml><x:ExcelWorksheet><x:Name>3月</x:Name></x:ExcelWorksheet></xml><table><tr><td>1</table>";
        assert_eq!(tables("a.xls", html).unwrap()[0].name, "3月");
    }
}
