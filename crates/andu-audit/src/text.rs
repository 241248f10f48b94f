//! A text as the audit reads it: paragraphs and tables.

use andu_reader::Block;

/// A paper's text in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    /// Paragraphs that are not empty, those within tables included.
    pub paragraphs: Vec<Paragraph>,
    /// The tables whole.
    pub tables: Vec<Table>,
}

/// A paragraph that is not empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paragraph {
    /// What it says.
    pub text: String,
    /// Level, where it is a heading: 1 (一、), 2 (（一）), 3 (1.), 4 (（1）).
    pub heading: Option<u8>,
    /// Where it stands, if in a table.
    pub table: Option<TablePlace>,
}

/// A cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TablePlace {
    /// Number of the table in [`Text::tables`].
    pub table: usize,
    /// Row, from nought.
    pub row: usize,
    /// Column, from nought.
    pub column: usize,
}

/// A table; cells that were merged are repeated or empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Rows of cells.
    pub rows: Vec<Vec<String>>,
}

impl Text {
    /// A text of one paragraph a line; empty lines are left out, and headings are known by their numbers.
    ///
    /// Lines with tabs are rows of a table. A row stays one paragraph, so that paragraphs are numbered as lines are.
    pub fn from_plain(text: &str) -> Self {
        let mut paper = Self::default();
        let mut in_table = false;
        for line in text.lines().map(str::trim_end) {
            in_table = !line.trim_start().is_empty() && paper.push(line, None, in_table);
        }
        paper
    }

    /// Adds a line that is not empty, and tells whether it is a row of a table.
    fn push(&mut self, line: &str, styled: Option<u8>, in_table: bool) -> bool {
        let row = line.contains('\t');
        if row && !in_table {
            self.tables.push(Table::default());
        }
        if row && let Some(table) = self.tables.last_mut() {
            let cells = line.split('\t').map(|cell| cell.trim().to_owned());
            table.rows.push(cells.collect());
        }
        self.paragraphs.push(Paragraph {
            text: line.to_owned(),
            // Offices style headings at will, but number them by the rule.
            heading: if row {
                None
            } else {
                guessed_heading(line).or(styled)
            },
            table: row.then(|| TablePlace {
                table: self.tables.len() - 1,
                row: self.tables.last().map_or(0, |table| table.rows.len() - 1),
                column: 0,
            }),
        });
        row
    }

    /// The year that the paper's first lines name: 2025年法治政府建设情况的报告.
    pub fn guessed_year(&self) -> Option<i16> {
        self.paragraphs
            .iter()
            .take(8)
            .find_map(|paragraph| year_in(&paragraph.text))
    }
}

impl From<&andu_reader::Paper> for Text {
    /// The paper's paragraphs in reading order, those in cells included.
    fn from(paper: &andu_reader::Paper) -> Self {
        let mut text = Self::default();
        let mut in_table = false;
        for block in &paper.blocks {
            match block {
                Block::Paragraph {
                    text: line,
                    heading,
                    ..
                } => {
                    in_table = text.push(line, heading.filter(|level| *level > 0), in_table);
                }
                Block::Table { rows } => {
                    in_table = false;
                    text.push_table(rows);
                }
            }
        }
        text
    }
}

impl Text {
    fn push_table(&mut self, rows: &[Vec<String>]) {
        let table = self.tables.len();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let lines = cell.lines().filter(|line| !line.trim().is_empty());
                self.paragraphs.extend(lines.map(|line| Paragraph {
                    text: line.to_owned(),
                    heading: None,
                    table: Some(TablePlace { table, row, column }),
                }));
            }
        }
        self.tables.push(Table {
            rows: rows.to_vec(),
        });
    }
}

/// Longest heading that stands in a line of its own, in characters.
const LONGEST_HEADING: usize = 60;

/// The level of the heading that a line is, or begins with: 一、 is 1, （一） 2, 1. 3, （1） 4.
///
/// A line that goes on after the heading's full stop (（一）统筹推进。一是…) is no heading of its own.
pub(crate) fn guessed_heading(line: &str) -> Option<u8> {
    let line = line.trim_start_matches(|c: char| c.is_whitespace());
    let level = numbered(line)?;
    let body = line.trim_end();
    let stops = body.chars().any(|c| matches!(c, '。' | '；' | '！' | '？'));
    let short = body.chars().count() <= LONGEST_HEADING;
    (short && (!stops || body.ends_with('。') && body.matches('。').count() == 1)).then_some(level)
}

/// The level that the number at the beginning of a line stands for.
pub(crate) fn numbered(line: &str) -> Option<u8> {
    let mut chars = line.chars();
    let first = chars.next()?;
    let opens = matches!(first, '（' | '(');
    let body: &str = if opens { chars.as_str() } else { line };
    let han = run(body, |c| "一二三四五六七八九十百".contains(c));
    let arabic = run(body, |c| c.is_ascii_digit());
    let (length, is_han) = if han > 0 {
        (han, true)
    } else {
        (arabic, false)
    };
    if length == 0 || length > 12 {
        return None;
    }
    let rest = &body[length..];
    let after = rest.chars().next()?;
    match (opens, is_han) {
        (true, true) => matches!(after, '）' | ')').then_some(2),
        (true, false) => matches!(after, '）' | ')').then_some(4),
        (false, true) => (after == '、').then_some(1),
        (false, false) => {
            let second = rest.chars().nth(1);
            let point = matches!(after, '.' | '．' | '、');
            (point && !second.is_some_and(|c| c.is_ascii_digit())).then_some(3)
        }
    }
}

fn run(text: &str, is: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is(c)).unwrap_or(text.len())
}

fn year_in(line: &str) -> Option<i16> {
    line.match_indices('年').find_map(|(at, _)| {
        let before = line.get(at.checked_sub(4)?..at)?;
        let year: i16 = before.parse().ok()?;
        (1990..2100).contains(&year).then_some(year)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_their_numbers() {
        for (line, level) in [
            ("一、总体情况", Some(1)),
            ("（二）严格依法决策", Some(2)),
            ("1.加强培训", Some(3)),
            ("（1）加强培训", Some(4)),
            ("（一）统筹推进。一是学习。二是落实。", None),
            ("1.5万件建议已经办结", None),
            ("一是加强学习", None),
            ("全年办理建议12件。", None),
        ] {
            assert_eq!(guessed_heading(line), level, "{line}");
        }
    }

    #[test]
    fn papers_give_their_paragraphs_and_their_cells() {
        let read = |text: &str| Text::from(&andu_reader::read("a.md", text.as_bytes()).unwrap());
        let text =
            read("# 年度报告\n\n一、总体情况\n\n| 事项 | 件数 |\n|---|---|\n| 受理 | 12 |\n");
        let cell = text
            .paragraphs
            .iter()
            .find(|paragraph| paragraph.text == "12")
            .unwrap();
        assert_eq!(
            cell.table,
            Some(TablePlace {
                table: 0,
                row: 1,
                column: 1
            })
        );
        assert_eq!(text.tables[0].rows[1], ["受理", "12"]);
        assert_eq!(text.paragraphs[1].heading, Some(1));
    }

    #[test]
    fn empty_lines_are_no_paragraphs() {
        let text = Text::from_plain("关于2025年工作的报告\n\n  \n一、总体情况\r\n正文。");
        let lines: Vec<&str> = text.paragraphs.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(lines, ["关于2025年工作的报告", "一、总体情况", "正文。"]);
        assert_eq!(text.guessed_year(), Some(2025));
    }
}
