//! Separated text: comma, semicolon or tab, whichever cuts the lines alike.

use std::io::Read;

use crate::book::{BookError, Sheet, Value};

use super::gather::{Filled, Gather};

const SEPARATORS: &[u8] = b",\t;";

/// Reads separated text as one sheet, named after the file.
pub fn sheet(name: &str, text: &str) -> Result<Sheet, BookError> {
    let text = text.trim_start_matches('\u{feff}');
    let (separator, text) = told(text);
    let separator = separator.unwrap_or_else(|| guess(text));
    if let Some(row) = open_quote(text, separator) {
        return Err(BookError::OpenQuote {
            name: name.to_owned(),
            row,
        });
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes().chain(b"\n".as_slice()));
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let mut gather = Gather::new(name, stem, Filled::default());
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    loop {
        let before = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                return Err(BookError::Damaged {
                    name: name.to_owned(),
                    detail: "分隔符文本中有不能识别的内容",
                    cause: Some(error.into()),
                });
            }
        }
        // Office programs show a blank line as a row and a quoted line break as none; the reader does neither.
        let within: usize = record.iter().map(|field| field.matches('\n').count()).sum();
        let lines = reader.position().line() - before;
        let blank = lines.saturating_sub(within as u64 + 1);
        row += u32::try_from(blank).unwrap_or(u32::MAX / 2);
        for (column, field) in (0..).zip(record.iter()) {
            gather.add(row, column, literal(field), Value::Text)?;
        }
        row += 1;
    }
    Ok(gather.finish(&[])?.0)
}

/// `="001"` is how systems keep leading noughts alive; a leading tab or apostrophe likewise.
fn literal(field: &str) -> &str {
    let field = field.trim();
    let bare = field
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    bare.unwrap_or_else(|| field.strip_prefix('\'').unwrap_or(field))
}

/// The line in which a quotation mark opens that is never closed.
fn open_quote(text: &str, separator: u8) -> Option<usize> {
    let (mut open, mut line, mut start) = (None, 1, true);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, open) {
            (b'"', None) if start => open = Some(line),
            // Two of them within quotation marks stand for one.
            (b'"', Some(_)) if bytes.peek() == Some(&b'"') => {
                bytes.next();
            }
            (b'"', Some(_)) => open = None,
            _ => {}
        }
        start = open.is_none() && (byte == separator || byte == b'\n');
        line += usize::from(byte == b'\n');
    }
    open
}

/// Some programs write `sep=;` as the first line.
fn told(text: &str) -> (Option<u8>, &str) {
    let Some(rest) = text.strip_prefix("sep=") else {
        return (None, text);
    };
    let mut bytes = rest.bytes();
    match (bytes.next(), rest.split_once('\n')) {
        (Some(separator), Some((_, rest))) => (Some(separator), rest),
        _ => (None, text),
    }
}

/// The separator that cuts most lines into the same number of fields, more than one.
fn guess(text: &str) -> u8 {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(50)
        .collect();
    let score = |separator: u8| {
        let cuts: Vec<usize> = lines.iter().map(|line| cuts(line, separator)).collect();
        let usual = cuts.iter().copied().max_by_key(|count| {
            let alike = cuts.iter().filter(|other| *other == count).count();
            (usize::from(*count > 0), alike, *count)
        });
        let usual = usual.unwrap_or(0);
        let alike = cuts.iter().filter(|count| **count == usual).count();
        (usize::from(usual > 0), alike, usual)
    };
    let best = SEPARATORS
        .iter()
        .rev()
        .copied()
        .max_by_key(|separator| score(*separator));
    best.unwrap_or(b',')
}

/// Separators of a line outside quotation marks.
fn cuts(line: &str, separator: u8) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for byte in line.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            _ if byte == separator && !quoted => count += 1,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(u32, &[&str])]) {
        let sheet = sheet("台账.csv", text).unwrap();
        let rows: Vec<(u32, Vec<&str>)> = sheet
            .rows
            .iter()
            .map(|row| {
                (
                    row.number,
                    row.cells.iter().map(|(_, cell)| &*cell.text).collect(),
                )
            })
            .collect();
        let expected: Vec<(u32, Vec<&str>)> = expected
            .iter()
            .map(|(row, cells)| (*row, cells.to_vec()))
            .collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn separators_are_found() {
        check(
            "编号,标题\n1,甲；乙\n",
            &[(0, &["编号", "标题"]), (1, &["1", "甲；乙"])],
        );
        check(
            "编号;标题\n1;甲, 乙\n",
            &[(0, &["编号", "标题"]), (1, &["1", "甲, 乙"])],
        );
        check(
            "编号\t标题\n1\t甲,乙\n",
            &[(0, &["编号", "标题"]), (1, &["1", "甲,乙"])],
        );
        check("sep=;\n编号;标题\n", &[(0, &["编号", "标题"])]);
    }

    #[test]
    fn quoted_lines_and_kept_noughts() {
        check(
            "编号,内容\n=\"001\",\"第一行\n第二行\"\n",
            &[(0, &["编号", "内容"]), (1, &["001", "第一行\n第二行"])],
        );
    }

    #[test]
    fn a_quotation_mark_left_open_is_told() {
        let error = sheet("台账.csv", "编号,内容\n1,\"甲\n2,乙\n").unwrap_err();
        assert!(error.to_string().contains("第2行有引号没有配对"), "{error}");
    }

    #[test]
    fn blank_lines_are_counted() {
        check(
            "标题\n\n编号,单位\n1,甲\n",
            &[(0, &["标题"]), (2, &["编号", "单位"]), (3, &["1", "甲"])],
        );
    }
}
