//! Sheets, columns and questions of a draft as rows of its page.

use std::collections::BTreeMap;

use andu_office::Pack;
use andu_office::import::{ImportReport, ItemShown, ListShown, items};

use super::super::Choice;
use super::super::hints::on_page;
use super::Draft;
use super::front::procedures;
use super::show::{MOST_TOLD, grouped};
use crate::sent::Sent;

/// Records that are shown beside the mapping.
const SAMPLES: usize = 3;

/// Lists that are mapped alike.
pub(super) struct Group {
    pub(super) number: usize,
    pub(super) sheets: String,
    pub(super) records: usize,
    pub(super) heading: String,
    pub(super) headings: Vec<HeadingRow>,
    pub(super) why: Vec<String>,
    pub(super) skipped: Vec<(String, u32, &'static str, String)>,
    pub(super) notices: Vec<String>,
    pub(super) registers: Vec<Choice>,
    pub(super) columns: Vec<ColumnRow>,
    pub(super) more: Vec<MoreRow>,
    pub(super) keys: [Vec<Choice>; 2],
}

pub(super) struct ColumnRow {
    pub(super) name: String,
    pub(super) letter: String,
    pub(super) heading: String,
    pub(super) samples: String,
    pub(super) plain: Vec<Choice>,
    pub(super) dated: Vec<Choice>,
    pub(super) sure: &'static str,
    pub(super) word: &'static str,
    pub(super) why: String,
}

/// An item that has no column of its own.
pub(super) struct MoreRow {
    pub(super) label: String,
    pub(super) required: bool,
    pub(super) from_name: String,
    pub(super) from: Vec<Choice>,
    pub(super) value_name: String,
    pub(super) value: String,
}

/// In which rows of a sheet the heading stands.
pub(super) struct HeadingRow {
    pub(super) name: String,
    pub(super) sheet: String,
    pub(super) rows: String,
    pub(super) hint: String,
}

impl HeadingRow {
    /// The field for a sheet; `typed` is what was typed under its name.
    fn new(name: String, list: &ListShown, typed: impl Fn(&str, &str) -> String) -> HeadingRow {
        let others = list.other_headings.iter().map(|rows| written(rows));
        let others: Vec<String> = others.collect();
        HeadingRow {
            rows: typed(&name, &written(&list.heading_rows)),
            name,
            sheet: list.sheet.clone(),
            hint: match others.is_empty() {
                true => "认错了的，写对的行号，如3；两行的写3-4".to_owned(),
                false => format!("也可能在第{}行；两行的写3-4", others.join("行、第")),
            },
        }
    }
}

/// `3`, `3-4`.
pub(super) fn written(rows: &[u32]) -> String {
    match (rows.first(), rows.last()) {
        (Some(first), Some(last)) if first != last => format!("{first}-{last}"),
        (Some(first), _) => first.to_string(),
        _ => String::new(),
    }
}

/// A list of which nothing is imported.
pub(super) struct LeftOut {
    pub(super) name: String,
    pub(super) heading: HeadingRow,
    pub(super) sheet: String,
    pub(super) notices: Vec<String>,
    pub(super) registers: Vec<Choice>,
}

pub(super) struct QuestionRow {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) text: String,
    pub(super) rows: usize,
    pub(super) blank: bool,
    pub(super) near: Vec<Choice>,
    pub(super) all: Vec<Choice>,
}

/// Shows a draft with what was typed.
pub(super) struct Showing<'a> {
    pub(super) pack: &'a Pack,
    pub(super) draft: &'a Draft,
    pub(super) typed: Option<&'a Sent>,
    pub(super) units: Vec<String>,
}

impl Showing<'_> {
    /// What was typed under a name, or else what stands in the draft.
    fn value(&self, name: &str, kept: &str) -> String {
        match self.typed {
            Some(typed) => typed.typed(name),
            None => kept.to_owned(),
        }
    }

    pub(super) fn groups(&self, report: &ImportReport) -> Vec<Group> {
        let groups = grouped(report).into_iter();
        groups
            .filter_map(|(number, lists)| self.group(report, number, &lists))
            .collect()
    }

    fn group(&self, report: &ImportReport, number: usize, lists: &[&ListShown]) -> Option<Group> {
        let (first, scheme) = (lists.first()?, report.used.list.get(number)?);
        let procedure = self.pack.latest(&scheme.procedure)?;
        let items = items(procedure);
        let register = self.value(&format!("g{number}.procedure"), &scheme.procedure);
        let rows: Vec<String> = first.heading_rows.iter().map(u32::to_string).collect();
        let skipped = lists.iter().flat_map(|list| {
            let sheet = list.sheet.clone();
            let rows = list.skipped.iter();
            rows.map(move |row| (sheet.clone(), row.row, row.kind, row.text.clone()))
        });
        Some(Group {
            number,
            sheets: names(lists),
            records: lists.iter().map(|list| list.records).sum(),
            heading: format!("第{}行", rows.join("、")),
            headings: lists
                .iter()
                .enumerate()
                .map(|(at, list)| {
                    let name = format!("g{number}.h{at}");
                    HeadingRow::new(name, list, |name, kept| self.value(name, kept))
                })
                .collect(),
            why: first.why.clone(),
            skipped: skipped.take(MOST_TOLD).collect(),
            notices: notices(lists),
            registers: procedures(self.pack, Some(&register)),
            columns: self.columns(number, first, &items),
            more: self.more(number, first, &scheme.mapping, &items),
            keys: self.keys(number, &scheme.mapping, &items),
        })
    }

    fn columns(&self, group: usize, list: &ListShown, items: &[ItemShown]) -> Vec<ColumnRow> {
        let columns = list.columns.iter().enumerate();
        let row = |(at, column): (usize, &andu_office::import::ColumnShown)| {
            let name = format!("g{group}.c{at}");
            let chosen = self.value(&name, &column.target);
            let mut plain = choices(items, false, &chosen);
            // A tick in the column means a choice; that is not among what a column as a whole may be.
            if column.target.contains('=') {
                plain.push(Choice::new(&column.target, &column.label, Some(&chosen)));
            }
            let first = self.first(&list.sheet, &column.heading);
            let first = first.filter(|first| first.target == column.target);
            let (sure, word, why) = match first {
                _ if column.target.is_empty() => ("paused", "不导入", String::new()),
                Some(first) if first.confidence >= 80 => ("normal", "有把握", first.why.clone()),
                Some(first) => ("soon", "请核对", first.why.clone()),
                None => ("done", "已改", "人工指定".to_owned()),
            };
            ColumnRow {
                letter: column.column.clone(),
                heading: column.heading.clone(),
                samples: self.samples(list, &column.column),
                dated: choices(items, true, &chosen),
                plain,
                sure,
                word,
                why,
                name,
            }
        };
        columns.map(row).collect()
    }

    /// A column as it was first proposed.
    fn first(&self, sheet: &str, heading: &str) -> Option<&andu_office::import::ColumnShown> {
        let lists = self.draft.first.iter().filter(|list| list.sheet == sheet);
        let mut columns = lists.flat_map(|list| &list.columns);
        columns.find(|column| column.heading == heading)
    }

    /// The first texts of a column.
    fn samples(&self, list: &ListShown, letter: &str) -> String {
        let last = list.heading_rows.iter().max().copied().unwrap_or(0);
        let mut sheets = self.draft.peek.iter();
        let Some(peek) = sheets.find(|peek| peek.sheet == list.sheet) else {
            return String::new();
        };
        let rows = peek.rows.iter().filter(|(row, _)| {
            *row > last && !list.skipped.iter().any(|skipped| skipped.row == *row)
        });
        let texts = rows.filter_map(|(_, cells)| cells.get(letter));
        let texts = texts.filter(|text| !text.is_empty()).take(SAMPLES);
        texts.cloned().collect::<Vec<_>>().join("｜")
    }

    /// Items without a column of their own: those that are needed, and those that a value or another column stands for.
    fn more(
        &self,
        group: usize,
        list: &ListShown,
        mapping: &andu_office::import::Mapping,
        items: &[ItemShown],
    ) -> Vec<MoreRow> {
        let stands = |item: &&ItemShown| {
            mapping.constants.contains_key(&item.key)
                || mapping.copies.contains_key(&item.key)
                || (item.required && mapping.heading_of(&item.key).is_none())
        };
        let more = items.iter().filter(stands).map(|item| {
            let from_name = format!("g{group}.from.{}", item.key);
            let value_name = format!("g{group}.value.{}", item.key);
            let kept = |map: &BTreeMap<String, String>| map.get(&item.key).cloned();
            let from = self.value(&from_name, &kept(&mapping.copies).unwrap_or_default());
            let headings = list.columns.iter().map(|column| {
                let label = format!("{}列 {}", column.column, column.heading);
                Choice::new(&column.heading, &label, Some(&from))
            });
            MoreRow {
                label: item.label.clone(),
                required: item.required,
                value: self.value(&value_name, &kept(&mapping.constants).unwrap_or_default()),
                from: headings.collect(),
                from_name,
                value_name,
            }
        });
        more.collect()
    }

    fn keys(
        &self,
        group: usize,
        mapping: &andu_office::import::Mapping,
        items: &[ItemShown],
    ) -> [Vec<Choice>; 2] {
        [0, 1].map(|at| {
            let kept = mapping.key.get(at).map_or("", String::as_str);
            let chosen = self.value(&format!("g{group}.key{}", at + 1), kept);
            let mapped = items
                .iter()
                .filter(|item| !item.dated && mapping.heading_of(&item.key).is_some());
            mapped
                .map(|item| Choice::new(&item.key, &item.label, Some(&chosen)))
                .collect()
        })
    }

    pub(super) fn left_out(&self, report: &ImportReport) -> Vec<LeftOut> {
        let lists = report.lists.iter().enumerate();
        let left = lists.filter(|(_, list)| list.procedure.is_empty());
        left.map(|(at, list)| {
            let name = format!("left{at}");
            let chosen = self.value(&name, "");
            LeftOut {
                heading: HeadingRow::new(format!("{name}.h"), list, |name, kept| {
                    self.value(name, kept)
                }),
                sheet: list.sheet.clone(),
                notices: notices(&[list]),
                registers: procedures(self.pack, Some(&chosen)),
                name,
            }
        })
        .collect()
    }

    pub(super) fn questions(&self, report: &ImportReport) -> Vec<QuestionRow> {
        let questions = report.questions.iter().enumerate();
        questions
            .map(|(at, question)| {
                let name = format!("q{at}");
                let chosen = self.value(&name, "");
                let is_unit = question.kind == "unit";
                let choice = |text: &String| Choice::new(text, text, Some(&chosen));
                let others = self.units.iter();
                let others = others.filter(|unit| !question.candidates.contains(unit));
                QuestionRow {
                    label: question.label.clone(),
                    text: question.text.clone(),
                    rows: question.rows,
                    blank: !is_unit,
                    near: question.candidates.iter().map(choice).collect(),
                    all: match is_unit {
                        true => others.map(choice).collect(),
                        false => Vec::new(),
                    },
                    name,
                }
            })
            .collect()
    }
}

fn choices(items: &[ItemShown], dated: bool, chosen: &str) -> Vec<Choice> {
    let of = items.iter().filter(|item| item.dated == dated);
    of.map(|item| Choice::new(&item.key, &item.label, Some(chosen)))
        .collect()
}

/// Names of sheets, each once.
fn names(lists: &[&ListShown]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for list in lists {
        if !names.contains(&list.sheet.as_str()) {
            names.push(&list.sheet);
        }
    }
    let count = names.len();
    match count {
        0..=12 => names.join("、"),
        _ => format!("{}等{count}张", names[..12].join("、")),
    }
}

fn notices(lists: &[&ListShown]) -> Vec<String> {
    let mut told = Vec::new();
    for list in lists {
        let several = lists.len() > 1;
        let before = match several {
            true => format!("工作表“{}”：", list.sheet),
            false => String::new(),
        };
        for notice in &list.notices {
            told.push(format!("{before}{}", on_page(notice)));
        }
        if list.hidden {
            told.push(format!("{before}这张工作表在文件中是隐藏的。"));
        }
        for rows in &list.other_headings {
            let rows: Vec<String> = rows.iter().map(u32::to_string).collect();
            told.push(format!(
                "{before}第{}行也像表头，没有采用。",
                rows.join("、")
            ));
        }
    }
    told
}
