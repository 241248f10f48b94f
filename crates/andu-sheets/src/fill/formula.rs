//! What a formula looks at: enough to know which stored results follow from a changed cell.

use crate::book::{Merge, column_name};

use super::sheet::area;

/// What a formula looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looks {
    /// At an area; of its own sheet where none is named.
    At(Option<String>, Merge),
    /// At whatever a name stands for.
    Name(String),
    /// At places that only its working out tells.
    Anywhere,
}

/// The largest sheet.
const LAST_ROW: u32 = 1_048_575;
const LAST_COLUMN: u32 = 16_383;

/// Functions whose arguments do not show where they look.
const WANDERING: [&str; 4] = ["INDIRECT", "OFFSET", "CELL", "GETPIVOTDATA"];

/// A token of a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token<'a> {
    /// A stretch that may be a reference, a name, a function or a number, with the sheet before it.
    Word(Option<String>, &'a str),
    Other(&'a str),
}

/// Where a formula looks.
pub fn looks(formula: &str) -> Vec<Looks> {
    let tokens = tokens(formula);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Token::Word(sheet, word) = &tokens[at] else {
            if let Token::Other(other) = &tokens[at]
                && other.contains('[')
            {
                found.push(Looks::Anywhere);
            }
            at += 1;
            continue;
        };
        let next = |ahead: usize| tokens.get(at + ahead);
        if let (Some(Token::Other(":")), Some(Token::Word(_, last))) = (next(1), next(2))
            && let Some(area) = stretch(word, last)
        {
            found.push(Looks::At(sheet.clone(), area));
            at += 3;
            continue;
        }
        let calls = matches!(next(1), Some(Token::Other("(")));
        match area(word) {
            _ if calls => {
                if WANDERING.iter().any(|name| word.eq_ignore_ascii_case(name)) {
                    found.push(Looks::Anywhere);
                }
            }
            Some(cell) => found.push(Looks::At(sheet.clone(), cell)),
            None if word.starts_with(|c: char| c.is_ascii_digit() || c == '.') => {}
            None => found.push(Looks::Name((*word).to_owned())),
        }
        at += 1;
    }
    found
}

/// An area by its two ends: cells, whole rows or whole columns.
fn stretch(first: &str, last: &str) -> Option<Merge> {
    if let (Some(first), Some(last)) = (area(first), area(last)) {
        return Some(Merge {
            first_row: first.first_row.min(last.first_row),
            last_row: first.last_row.max(last.last_row),
            first_column: first.first_column.min(last.first_column),
            last_column: first.last_column.max(last.last_column),
        });
    }
    let bare = |word: &str| word.replace('$', "");
    let (first, last) = (bare(first), bare(last));
    if let (Ok(first), Ok(last)) = (first.parse::<u32>(), last.parse::<u32>()) {
        return Some(Merge {
            first_row: first.min(last).saturating_sub(1),
            last_row: first.max(last).saturating_sub(1),
            first_column: 0,
            last_column: LAST_COLUMN,
        });
    }
    let column = |word: &str| super::cell_at(&format!("{word}1")).map(|(_, column)| column);
    let (first, last) = (column(&first)?, column(&last)?);
    Some(Merge {
        first_row: 0,
        last_row: LAST_ROW,
        first_column: first.min(last),
        last_column: first.max(last),
    })
}

/// A shared formula as it reads so many rows and columns further on.
pub fn moved(formula: &str, rows: i64, columns: i64) -> String {
    let mut out = String::new();
    let tokens = tokens(formula);
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Other(other) => out.push_str(other),
            Token::Word(sheet, word) => {
                if let Some(sheet) = sheet {
                    out.push_str(&format!("'{}'!", sheet.replace('\'', "''")));
                }
                let calls = matches!(tokens.get(at + 1), Some(Token::Other("(")));
                match moved_cell(word, rows, columns).filter(|_| !calls) {
                    Some(cell) => out.push_str(&cell),
                    None => out.push_str(word),
                }
            }
        }
    }
    out
}

fn moved_cell(word: &str, rows: i64, columns: i64) -> Option<String> {
    let (row, column) = super::cell_at(word)?;
    let digits = word.rfind(|c: char| !c.is_ascii_digit())? + 1;
    let fixed_row = word[..digits].ends_with('$');
    let fixed_column = word.starts_with('$');
    let shift = |at: u32, by: i64, fixed: bool| {
        let by = if fixed { 0 } else { by };
        u32::try_from(i64::from(at) + by).ok()
    };
    let row = shift(row, rows, fixed_row)?;
    let column = shift(column, columns, fixed_column)?;
    let mark = |fixed: bool| if fixed { "$" } else { "" };
    Some(format!(
        "{}{}{}{}",
        mark(fixed_column),
        column_name(column),
        mark(fixed_row),
        row + 1
    ))
}

/// Whether a character may stand in a word.
fn wordly(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '_' | '.' | '$' | '\\' | '?')
        || !c.is_ascii() && !c.is_whitespace()
}

fn tokens(formula: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut sheet: Option<String> = None;
    let mut at = 0;
    while let Some(c) = formula[at..].chars().next() {
        let rest = &formula[at..];
        let end = at
            + match c {
                '"' => quoted(rest, '"'),
                '\'' => quoted(rest, '\''),
                '[' => rest.find(']').map_or(rest.len(), |end| end + 1),
                _ if wordly(c) => rest.find(|c| !wordly(c)).unwrap_or(rest.len()),
                _ => c.len_utf8(),
            };
        let token = &formula[at..end];
        let names_sheet = formula[end..].starts_with('!');
        match c {
            _ if names_sheet && (c == '\'' || wordly(c)) => {
                sheet = Some(token.trim_matches('\'').replace("''", "'"));
                at = end + 1;
                continue;
            }
            _ if wordly(c) => tokens.push(Token::Word(sheet.take(), token)),
            _ => tokens.push(Token::Other(token)),
        }
        at = end;
    }
    tokens
}

/// Length of a stretch in quotation marks; doubled marks stand for themselves.
fn quoted(text: &str, mark: char) -> usize {
    let mut at = 1;
    while let Some(end) = text.get(at..).and_then(|rest| rest.find(mark)) {
        at += end + 1;
        if !text[at..].starts_with(mark) {
            return at;
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(formula: &str, expected: &[&str]) {
        let told = |looks: Looks| match looks {
            Looks::At(sheet, area) => {
                let sheet = sheet.map_or(String::new(), |sheet| format!("{sheet}!"));
                let cell = |row: u32, column| format!("{}{}", column_name(column), row + 1);
                format!(
                    "{sheet}{}:{}",
                    cell(area.first_row, area.first_column),
                    cell(area.last_row, area.last_column)
                )
            }
            Looks::Name(name) => name,
            Looks::Anywhere => "*".to_owned(),
        };
        let found: Vec<_> = looks(formula).into_iter().map(told).collect();
        assert_eq!(found, expected, "{formula}");
    }

    #[test]
    fn formulas_show_where_they_look() {
        check("SUM(E5:F5)", &["E5:F5"]);
        check("IF(B3=0,0,C3/B3)", &["B3:B3", "C3:C3", "B3:B3"]);
        check("表三!I5", &["表三!I5:I5"]);
        check("'上 年''数'!$I$5+1.5E3", &["上 年'数!I5:I5"]);
        check(
            "IF(I5+I6=I13,\"相符 A1\",\"不\"\"符\")",
            &["I5:I5", "I6:I6", "I13:I13"],
        );
        check("SUM(B:C)+SUM($3:4)", &["B1:C1048576", "A3:XFD4"]);
        check("新收*2", &["新收"]);
        check("SUM(OFFSET(A1,0,0,3))", &["*", "A1:A1"]);
        check("LOG10(A1)", &["A1:A1"]);
        check("SUM(表1[本年])", &["表1", "*"]);
    }

    #[test]
    fn shared_formulas_move() {
        assert_eq!(moved("O3-N3", 3, 0), "O6-N6");
        assert_eq!(moved("$O3-N$3+LOG10(A1)", 1, 1), "$O4-O$3+LOG10(B2)");
        assert_eq!(moved("表三!I5&\"A1\"", 1, 0), "'表三'!I6&\"A1\"");
    }
}
