//! What each row below a heading is: a record, a total, a heading printed again, a band, a note, or nothing.

use std::sync::Arc;

use crate::book::{Row, Sheet};
use crate::convert::looks_like_number;

use super::heading::Candidate;
use super::line::{bare, from_above, own, tight};
use super::{Column, Record, RowKind};

const TOTAL_WORDS: &[&str] = &["合计", "小计", "总计", "共计", "累计"];

/// How notes at the foot begin.
const NOTE_BEGINNINGS: &[&str] = &[
    "注：",
    "注:",
    "备注：",
    "备注:",
    "说明：",
    "说明:",
    "填表说明",
    "填报说明",
    "填写说明",
    "附注",
    "附：",
    "注1",
    "注一",
    "※",
    "*",
    "＊",
    "★",
    "数据来源",
    "数据截至",
    "统计口径",
    "统计时间",
    "联系电话",
    "以上",
    "本表",
];

/// Who signs a sheet.
const SIGNERS: &[&str] = &[
    "填表",
    "填报",
    "制表",
    "审核",
    "审批",
    "负责人",
    "经办",
    "统计",
    "联系",
    "单位盖章",
    "签字",
    "日期",
    "时间",
    "分管领导",
];

/// Sorts the rows below a heading until the list ends; gives the index after its last row.
pub fn sort(
    sheet: &Sheet,
    candidate: &Candidate,
    columns: &[Column],
    serial: Option<u32>,
    ends_before: usize,
) -> (Vec<Record>, Vec<(u32, RowKind)>) {
    let mut records: Vec<Record> = Vec::new();
    let mut others: Vec<(u32, RowKind)> = Vec::new();
    let mut section: Option<Arc<str>> = None;
    let last_record = last_full_row(sheet, candidate, columns, serial, ends_before);
    for index in candidate.first + candidate.height..ends_before {
        let row = &sheet.rows[index];
        let kind = kind(sheet, candidate, columns, serial, row);
        match kind {
            RowKind::Record if continues(row, serial, records.last()) => {
                if let Some(last) = records.last_mut() {
                    last.last_row = row.number;
                }
            }
            RowKind::Record => records.push(Record {
                row: row.number,
                last_row: row.number,
                section: section.clone(),
            }),
            RowKind::Section if index < last_record => {
                let text = own(row).map(|(_, cell)| cell.text.clone()).next();
                section = text.map(|text| tight(&text).into());
                others.push((row.number, RowKind::Section));
            }
            RowKind::Section => others.push((row.number, RowKind::Note)),
            other => others.push((row.number, other)),
        }
    }
    (records, others)
}

/// Index of the last row that is certainly a record.
fn last_full_row(
    sheet: &Sheet,
    candidate: &Candidate,
    columns: &[Column],
    serial: Option<u32>,
    ends_before: usize,
) -> usize {
    let rows = candidate.first + candidate.height..ends_before;
    let record = |index: &usize| {
        kind(sheet, candidate, columns, serial, &sheet.rows[*index]) == RowKind::Record
    };
    rows.rev().find(record).unwrap_or(0)
}

/// A record over several rows has one merged serial number.
fn continues(row: &Row, serial: Option<u32>, last: Option<&Record>) -> bool {
    let Some((serial, last)) = serial.zip(last) else {
        return false;
    };
    let number = row.at(serial).filter(|cell| from_above(row, cell));
    number.is_some_and(|cell| {
        cell.merged_from
            .is_some_and(|(from, _)| from >= last.row && from <= last.last_row)
    })
}

fn kind(
    sheet: &Sheet,
    candidate: &Candidate,
    columns: &[Column],
    serial: Option<u32>,
    row: &Row,
) -> RowKind {
    let within = |column: u32| columns.iter().any(|known| known.column == column);
    let cells: Vec<_> = own(row)
        .filter(|(column, cell)| within(*column) && !from_above(row, cell))
        .collect();
    let numbered = serial.is_some_and(|serial| looks_like_number(row.text(serial)));
    let beyond_serial = cells
        .iter()
        .filter(|(column, _)| Some(*column) != serial)
        .count();
    if beyond_serial == 0 {
        // Numbers written ahead for rows to come, or rows that only a merged cell reaches into.
        let alone = cells.first().map(|(_, cell)| tight(&cell.text));
        return match alone {
            Some(text) if !looks_like_number(&text) => lone(sheet, row, &text),
            _ => RowKind::Blank,
        };
    }
    if repeats(
        sheet,
        candidate,
        row,
        &cells.iter().map(|(column, _)| *column).collect::<Vec<_>>(),
    ) {
        return RowKind::Heading;
    }
    if !numbered && is_total(row) {
        return RowKind::Total;
    }
    let first = tight(&cells[0].1.text);
    if example(&first) {
        return RowKind::Example;
    }
    if cells.iter().all(|(_, cell)| guidance(&cell.text)) {
        return RowKind::Guidance;
    }
    if cells.len() == 1 && !numbered {
        return lone(sheet, row, &first);
    }
    let signed = cells.iter().all(|(_, cell)| signs(&cell.text));
    if !numbered && (signed || note(&first)) {
        return RowKind::Note;
    }
    RowKind::Record
}

/// A row with one text.
fn lone(sheet: &Sheet, row: &Row, text: &str) -> RowKind {
    if is_total(row) {
        return RowKind::Total;
    }
    if total_in_words(text) {
        return RowKind::Total;
    }
    let sentence = text.contains(['。', '，', '；']) || text.contains("条记录");
    if note(text) || signs(text) || sentence {
        return RowKind::Note;
    }
    let (column, wide) = match own(row).next() {
        Some((column, _)) => (column, sheet.merge_at(row.number, column)),
        None => return RowKind::Blank,
    };
    let wide = wide.is_some_and(|merge| merge.last_column >= merge.first_column + 2);
    let band = wide || column <= 1;
    match band && text.chars().count() <= 30 {
        true => RowKind::Section,
        false => RowKind::Record,
    }
}

fn note(text: &str) -> bool {
    NOTE_BEGINNINGS
        .iter()
        .any(|beginning| text.starts_with(beginning))
}

/// 填表人：张某, 审核人：
fn signs(text: &str) -> bool {
    let text = tight(text);
    let Some((before, _)) = text.split_once(['：', ':']) else {
        return false;
    };
    before.chars().count() <= 8 && SIGNERS.iter().any(|signer| before.contains(signer))
}

/// 示例, （示例）, 例：…; not 示例县.
fn example(text: &str) -> bool {
    let words = [
        "示例",
        "样例",
        "填写示例",
        "（示例）",
        "(示例)",
        "（例）",
        "例",
    ];
    words.contains(&text.trim_end_matches(['：', ':', '行']))
        || ["例：", "例:", "示例：", "示例:"]
            .iter()
            .any(|word| text.starts_with(word))
}

/// 本月共受理6件，办结6件: a total in words.
fn total_in_words(text: &str) -> bool {
    let begins = [
        "本月",
        "本季",
        "本年",
        "全年",
        "全月",
        "本周",
        "本页",
        "以上共",
        "共计",
    ];
    begins.iter().any(|word| text.starts_with(word))
        && text.contains(['共', '计'])
        && text.contains(|c: char| c.is_ascii_digit())
        && !text.contains([':', '：'])
}

/// （必填）, 格式：2025-01-01, 下拉选择.
fn guidance(text: &str) -> bool {
    let text = tight(text);
    let bracketed = bare(&text).is_empty();
    bracketed && !text.contains(|c: char| c.is_ascii_digit())
        || [
            "必填",
            "选填",
            "格式：",
            "格式:",
            "如：",
            "如:",
            "下拉",
            "填写",
        ]
        .iter()
        .any(|word| text.starts_with(word))
}

/// The heading printed again at the head of a page.
fn repeats(sheet: &Sheet, candidate: &Candidate, row: &Row, columns: &[u32]) -> bool {
    let heads = &sheet.rows[candidate.first..candidate.first + candidate.levels];
    let same = columns.iter().filter(|column| {
        let text = tight(row.text(**column));
        heads.iter().any(|head| tight(head.text(**column)) == text)
    });
    let same = same.count();
    same >= 2 && same * 10 >= columns.len() * 6
}

/// Whether a row is a 合计, 小计, 总计 row: one of its first texts says so.
fn is_total(row: &Row) -> bool {
    total_label(row).is_some()
}

/// The label of a total row: 合计, 县司法局小计.
pub fn total_label(row: &Row) -> Option<String> {
    let mut seen = Vec::new();
    for (_, cell) in own(row) {
        let text = tight(&cell.text);
        if !seen.contains(&text) {
            seen.push(text);
        }
        if seen.len() > 3 {
            break;
        }
    }
    seen.into_iter().find(|text| {
        let text = bare(text);
        let text = text.trim_end_matches(['：', ':']);
        let short = text.chars().count() <= 14;
        let begins = TOTAL_WORDS.iter().find_map(|word| text.strip_prefix(word));
        let rest_is_number = |rest: &str| {
            rest.trim_matches(['：', ':', '为'])
                .chars()
                .all(|c| c.is_ascii_digit() || "件条次人项个".contains(c))
        };
        short
            && (begins.is_some_and(rest_is_number)
                || TOTAL_WORDS.iter().any(|word| text.ends_with(word)))
    })
}
