//! Finds the list in a sheet: where headings, records, totals and notes are, and why.

mod heading;
mod hints;
mod line;
mod rows;
mod totals;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::book::{Cell, Sheet, Value};

pub use hints::{YearHint, half_width, month_in, year_in};
pub use line::{bare, tight};
pub use totals::TotalCheck;

use heading::Candidate;

/// Below this a block of rows is no heading.
const LEAST_SCORE: usize = 45;

/// A list found in a sheet. The cells stay in the sheet; this says where to look.
#[derive(Debug, Clone, PartialEq)]
pub struct ListFound {
    /// Name of the sheet.
    pub sheet: String,
    /// Texts above the heading.
    pub titles: Vec<String>,
    /// Rows of the heading, from 0, a row of column numbers included.
    pub heading_rows: Vec<u32>,
    /// Columns, from the left.
    pub columns: Vec<Column>,
    /// Records, in order.
    pub records: Vec<Record>,
    /// What the rows between and below the records are.
    pub others: Vec<(u32, RowKind)>,
    /// Totals that the sheet states, beside what the rows give.
    pub totals: Vec<TotalCheck>,
    /// Notes at the foot.
    pub notes: Vec<String>,
    /// The column of serial numbers.
    pub serial: Option<u32>,
    /// The year that titles or the name of the sheet tell.
    pub year: Option<YearHint>,
    /// The month that the name of the sheet or titles tell.
    pub month: Option<u8>,
    /// Why this was taken for the heading, in Chinese.
    pub why: Vec<String>,
    /// How likely the heading is; more is likelier.
    pub score: usize,
    /// Another heading of the same list is likelier; a person may choose.
    pub alternative: bool,
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// From 0.
    pub column: u32,
    /// Its levels joined by `/`; a second one of the same name ends in `#2`; one without a name is 〔C列〕.
    pub heading: String,
    /// Its texts, top down.
    pub levels: Vec<String>,
    /// Hidden, where the format tells.
    pub hidden: bool,
    /// Rows that have something in it.
    pub filled: usize,
    /// Things are ticked in it and nothing is denied, so that a blank cell says no.
    pub ticked: bool,
}

/// A record of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its first row, from 0.
    pub row: u32,
    /// Its last row: the same, unless its serial number is merged over several.
    pub last_row: u32,
    /// The band above it, such as 一、县直部门.
    pub section: Option<Arc<str>>,
}

/// What a row below the heading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowKind {
    /// A record.
    Record,
    /// 合计, 小计, 总计.
    Total,
    /// The heading once more.
    Heading,
    /// A band over the rows that follow.
    Section,
    /// A note or a signature.
    Note,
    /// An example of how to fill the sheet in.
    Example,
    /// Says how to fill the columns in.
    Guidance,
    /// Nothing but perhaps a serial number.
    Blank,
}

impl ListFound {
    /// The column with this heading.
    pub fn column(&self, heading: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.heading == heading)
    }

    /// What a record holds in a column; several rows of one record are joined by 、.
    pub fn cell(&self, sheet: &Sheet, record: &Record, column: u32) -> Option<Cell> {
        let first = sheet.at(record.row, column).cloned();
        if record.row == record.last_row {
            return first;
        }
        let mut texts: Vec<Arc<str>> = Vec::new();
        for row in record.row..=record.last_row {
            let cell = sheet
                .at(row, column)
                .filter(|cell| !texts.contains(&cell.text));
            texts.extend(cell.map(|cell| cell.text.clone()));
        }
        match texts.len() {
            0 => None,
            1 => (record.row..=record.last_row).find_map(|row| sheet.at(row, column).cloned()),
            _ => Some(Cell {
                text: texts.join("、").into(),
                value: Value::Text,
                merged_from: None,
            }),
        }
    }

    /// Columns in which a record has something beside the list: nobody knows what it is.
    pub fn beside(&self, sheet: &Sheet, record: &Record) -> Vec<u32> {
        let Some(row) = sheet.row(record.row) else {
            return Vec::new();
        };
        let known = |column: u32| self.columns.iter().any(|known| known.column == column);
        line::own(row)
            .map(|(column, _)| column)
            .filter(|column| !known(*column))
            .collect()
    }

    /// Rows of a kind, from 0.
    pub fn rows_of(&self, kind: RowKind) -> Vec<u32> {
        self.others
            .iter()
            .filter(|(_, other)| *other == kind)
            .map(|(row, _)| *row)
            .collect()
    }

    /// Totals that disagree with the rows, as a person reads them.
    pub fn disagreements(&self, sheet: &Sheet) -> Vec<String> {
        let wrong = self.totals.iter().filter(|total| !total.agrees());
        wrong.map(|total| total.message(sheet)).collect()
    }
}

/// Finds the lists of a sheet, the likeliest first. Where two blocks of rows may be the heading of one list, both are offered, the less
/// likely one marked as an alternative.
pub fn recognise(sheet: &Sheet) -> Vec<ListFound> {
    let mut candidates = heading::candidates(sheet);
    candidates.retain(|candidate| candidate.score >= LEAST_SCORE);
    let mut lists = Vec::new();
    let mut from = 0;
    while let Some((best, alternatives)) = choose(&candidates, from) {
        let end = next_list(sheet, &candidates, &best);
        lists.push(build(sheet, &best, from, end, false));
        let within =
            |other: &Candidate| other.first + other.height < end && !repeats(sheet, other, &best);
        for other in alternatives.into_iter().filter(within) {
            lists.push(build(sheet, &other, from, end, true));
        }
        from = end;
    }
    lists.sort_by_key(|list| list.alternative);
    lists
}

/// The list whose heading a person says to stand in these rows, from 0; `None` where they hold no two texts.
pub fn list_at(sheet: &Sheet, first: u32, last: u32) -> Option<ListFound> {
    let candidate = heading::given(sheet, first, last)?;
    let end = sheet.rows.len();
    Some(build(sheet, &candidate, 0, end, false))
}

/// The likeliest heading from a row on, and others that may be the heading of the same list.
fn choose(candidates: &[Candidate], from: usize) -> Option<(Candidate, Vec<Candidate>)> {
    let mut rest = candidates
        .iter()
        .filter(|candidate| candidate.first >= from);
    // Records of words only look like headings too; what stands first and is made of known words wins over them.
    let first = rest.next()?;
    let mut best = first;
    let mut between = Vec::new();
    for other in rest {
        let near = other.first <= best.first + best.height + 6;
        if near && other.score > best.score + 8 {
            between.push(best);
            best = other;
        } else if near
            && other.score + 12 >= best.score
            && other.known * 10 >= best.known * 7
            && other.known > 0
        {
            between.push(other);
        }
    }
    let within = |other: &&&Candidate| {
        let inside = best.first..best.first + best.height;
        !inside.contains(&other.first) && other.score + 20 >= best.score && other.known >= 30
    };
    let others = between
        .iter()
        .filter(within)
        .map(|other| (*other).clone())
        .collect();
    Some((best.clone(), others))
}

/// Index of the row at which another list of the same sheet begins, or that after the last row.
fn next_list(sheet: &Sheet, candidates: &[Candidate], best: &Candidate) -> usize {
    let later = candidates.iter().filter(|other| {
        let gap = other.first > best.first + best.height;
        let repeated = repeats(sheet, other, best);
        let before = other
            .first
            .checked_sub(1)
            .and_then(|index| sheet.rows.get(index));
        let apart = before.is_some_and(|before| {
            let blank_between = sheet.rows[other.first].number > before.number + 1;
            blank_between || line::looks(before).texts == 1
        });
        gap && !repeated && apart && other.known >= 60 && names(sheet, other).len() >= 3
    });
    let start = later.map(|other| other.first).min();
    let Some(mut start) = start else {
        return sheet.rows.len();
    };
    // Its title belongs to it.
    while start > best.first + best.height && line::looks(&sheet.rows[start - 1]).texts == 1 {
        start -= 1;
    }
    start
}

/// Texts of a heading.
fn names(sheet: &Sheet, candidate: &Candidate) -> Vec<String> {
    let rows = &sheet.rows[candidate.first..candidate.first + candidate.levels];
    let cells = rows.iter().flat_map(line::own);
    cells.map(|(_, cell)| tight(&cell.text)).collect()
}

/// Whether a heading is another one printed again.
fn repeats(sheet: &Sheet, other: &Candidate, of: &Candidate) -> bool {
    let (names, known) = (names(sheet, other), names(sheet, of));
    let same = names.iter().filter(|name| known.contains(name)).count();
    same * 10 >= names.len() * 6
}

fn build(
    sheet: &Sheet,
    candidate: &Candidate,
    from: usize,
    end: usize,
    alternative: bool,
) -> ListFound {
    let columns = heading::columns(sheet, candidate, end);
    let serial = serial(sheet, candidate, &columns, end);
    let (records, others) = rows::sort(sheet, candidate, &columns, serial, end);
    let totals = totals::check(sheet, &columns, serial, &records, &others);
    let titles: Vec<String> = sheet.rows[from..candidate.first]
        .iter()
        .flat_map(|row| {
            line::own(row)
                .map(|(_, cell)| cell.text.to_string())
                .collect::<Vec<_>>()
        })
        .collect();
    let notes = others
        .iter()
        .filter(|(_, kind)| *kind == RowKind::Note)
        .filter_map(|(row, _)| sheet.row(*row));
    let notes = notes
        .map(|row| {
            line::own(row)
                .map(|(_, cell)| &*cell.text)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    let year = year_in(&sheet.name).or_else(|| titles.iter().find_map(|title| year_in(title)));
    let month = month_in(&sheet.name).or_else(|| titles.iter().find_map(|title| month_in(title)));
    let heads = &sheet.rows[candidate.first..candidate.first + candidate.height];
    ListFound {
        sheet: sheet.name.clone(),
        titles,
        heading_rows: heads.iter().map(|row| row.number).collect(),
        columns,
        records,
        others,
        totals,
        notes,
        serial,
        year,
        month,
        why: candidate.why.clone(),
        score: candidate.score,
        alternative,
    }
}

/// The column of serial numbers: called so, or the first one, without another name, that counts 1, 2, 3.
fn serial(sheet: &Sheet, candidate: &Candidate, columns: &[Column], end: usize) -> Option<u32> {
    let named = columns
        .iter()
        .find(|column| column.levels.iter().any(|level| heading::is_serial(level)));
    if let Some(named) = named {
        return Some(named.column);
    }
    let first = columns.first().filter(|column| column.levels.is_empty())?;
    let numbers: Vec<i64> = sheet.rows[candidate.first + candidate.height..end]
        .iter()
        .filter_map(|row| row.text(first.column).parse().ok())
        .collect();
    let counts = numbers.len() >= 2 && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1);
    counts.then_some(first.column)
}
