//! A list as a person looks at it before it is imported.

use andu_sheets::{ListFound, Mapping, Proposal, RowKind, Sheet, Target, column_name};
use serde::Serialize;

/// A list as a person looks at it before it is imported.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ListShown {
    /// Name of the sheet.
    pub sheet: String,
    /// The sheet is hidden.
    pub hidden: bool,
    /// Procedure; empty where the list is left out.
    pub procedure: String,
    /// Its term.
    pub label: String,
    /// Rows of the heading, from 1.
    pub heading_rows: Vec<u32>,
    /// How many records it has.
    pub records: usize,
    /// Why these rows are the heading.
    pub why: Vec<String>,
    /// Rows that are no records.
    pub skipped: Vec<RowShown>,
    /// Columns.
    pub columns: Vec<ColumnShown>,
    /// Terms of required items that no column fills.
    pub missing: Vec<String>,
    /// Other rows that might be the heading.
    pub other_headings: Vec<Vec<u32>>,
    /// What a person should know: totals that disagree, why it is left out.
    pub notices: Vec<String>,
}

/// A row that is no record.
#[derive(Debug, Clone, Serialize)]
pub struct RowShown {
    /// From 1.
    pub row: u32,
    /// What it is, in Chinese.
    pub kind: &'static str,
    /// Its first words.
    pub text: String,
}

/// A column with what it is taken for.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnShown {
    /// Letter.
    pub column: String,
    /// Heading.
    pub heading: String,
    /// Key of the item; empty where it is left out.
    pub target: String,
    /// Its term.
    pub label: String,
    /// 0–100; 100 where a person or a scheme says so.
    pub confidence: u32,
    /// Why.
    pub why: String,
}

/// Rows of a heading, from 1.
pub fn heading_rows(list: &ListFound) -> Vec<u32> {
    list.heading_rows.iter().map(|row| row + 1).collect()
}

/// A list without its columns.
pub fn tell(sheet: &Sheet, list: &ListFound) -> ListShown {
    let kinds = |kind: RowKind| match kind {
        RowKind::Total => Some("合计"),
        RowKind::Heading => Some("重复的表头"),
        RowKind::Section => Some("分段"),
        RowKind::Note => Some("说明"),
        RowKind::Example => Some("示例"),
        RowKind::Guidance => Some("填写要求"),
        RowKind::Blank | RowKind::Record => None,
    };
    let text = |row: u32| {
        let texts = sheet.row(row).map(|row| {
            row.cells
                .iter()
                .map(|(_, cell)| &*cell.text)
                .take(4)
                .collect::<Vec<_>>()
                .join(" ")
        });
        texts.unwrap_or_default().chars().take(40).collect()
    };
    let skipped = list.others.iter().filter_map(|(row, kind)| {
        Some(RowShown {
            row: row + 1,
            kind: kinds(*kind)?,
            text: text(*row),
        })
    });
    let unseen = list
        .records
        .iter()
        .filter(|record| sheet.hidden_rows.contains(&record.row))
        .count();
    let mut notices = list.disagreements(sheet);
    if unseen > 0 {
        notices.push(format!(
            "有{unseen}行记录被隐藏（可能是筛选后没有取消），照样登记。"
        ));
    }
    let columns: Vec<String> = list
        .columns
        .iter()
        .filter(|column| column.hidden)
        .map(|column| format!("“{}”", column.heading))
        .collect();
    if !columns.is_empty() {
        notices.push(format!(
            "{}列是隐藏的，照样读取；不导入的请加 --ignore 列名。",
            columns.join("、")
        ));
    }
    ListShown {
        sheet: sheet.name.clone(),
        hidden: sheet.hidden,
        heading_rows: heading_rows(list),
        records: list.records.len(),
        why: list.why.clone(),
        skipped: skipped.collect(),
        notices,
        ..ListShown::default()
    }
}

/// The columns of a list with what they are taken for.
pub fn columns(
    list: &ListFound,
    mapping: &Mapping,
    targets: &[Target],
    proposal: &Proposal,
    certain: bool,
) -> Vec<ColumnShown> {
    let label = |to: &str| {
        let (key, choice) = to.split_once('=').unwrap_or((to, ""));
        let target = targets.iter().find(|target| target.key == key);
        let label = target.map_or(key, |target| &target.label);
        if choice.is_empty() {
            label.to_owned()
        } else {
            format!("{label}：{choice}")
        }
    };
    let shown = |column: &andu_sheets::Column| {
        let to = mapping
            .columns
            .get(&column.heading)
            .cloned()
            .unwrap_or_default();
        let proposed = proposal
            .columns
            .iter()
            .find(|proposed| proposed.heading == column.heading);
        let same = proposed.filter(|proposed| proposed.target.as_deref().unwrap_or("") == to);
        ColumnShown {
            column: column_name(column.column),
            heading: column.heading.clone(),
            label: label(&to),
            confidence: same.map_or(if to.is_empty() { 0 } else { 100 }, |proposed| {
                proposed.confidence
            }),
            why: match same {
                Some(proposed) => proposed.why.clone(),
                None if to.is_empty() => "不导入".to_owned(),
                None if certain => "导入方案".to_owned(),
                None => "人工指定".to_owned(),
            },
            target: to,
        }
    };
    list.columns.iter().map(shown).collect()
}
