//! Out: for each responsible unit a book with what it has open.

use std::collections::BTreeMap;

use andu_calendar::DateTime;
use andu_casework::{Matter, clocks};
use andu_ledger::Timestamp;
use andu_rules::model::{Field, Procedure};
use andu_sheets::{BlankColumn, BlankKind, BlankSheet, begun_book};
use serde::Serialize;

use crate::error::OfficeError;
use crate::import::ImportError;
use crate::load::{governing, read_matter};
use crate::office::Office;
use crate::rules::Rules;
use crate::time::shanghai;
use crate::{values, write};

use super::columns::{self, Governing};

/// Matters that are read at a time.
const PAGE: u32 = 1_000;

/// What every notes sheet says.
const NOTES: &[&str] = &[
    "每个环节一张表，一件一行。只填办了的件：先从下拉列表中选办理动作，再填办理日期、经办人和该动作所需的各列；没有办的件整行留空。",
    "件号、版本、承办单位等前面各列用于核对，不要改动；可以调整行的次序，可以删去不填的行。",
    "日期写成 2025-03-15。动作须附材料的（如退办须附退办函），在材料存放处写明纸质材料存放在哪里。",
    "不要填写涉密内容；不要改动列名。",
    "填好后以任何方式退回，由管理部门用“andu handling in 文件名”查看，核对无误后加 --accept 登记。",
];

/// The book of a unit.
#[derive(Debug, Clone, Serialize)]
pub struct HandlingBook {
    /// The unit.
    pub unit: String,
    /// Matters in it.
    pub rows: usize,
    /// Its bytes.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// The books of a procedure.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HandlingOut {
    /// Term of the procedure.
    pub procedure: String,
    /// A book a unit, in the order of units (单位序列).
    pub books: Vec<HandlingBook>,
    /// Open matters that no unit is responsible for; they are in no book.
    pub without_unit: usize,
    /// Units that were asked for and have nothing open.
    pub nothing_open: Vec<String>,
}

/// An open matter with the rules that govern it.
struct Open {
    matter: Matter,
    procedure: Governing,
}

impl Office {
    /// A book for each responsible unit with its open matters; with `units`, only for these.
    ///
    /// # Errors
    ///
    /// [`ImportError::Office`] for an unknown procedure and for one without responsible units; [`ImportError::Write`].
    pub fn handling_out(
        &self,
        procedure: &str,
        units: &[String],
        now: Timestamp,
    ) -> Result<HandlingOut, ImportError> {
        // What the law deems to have happened belongs to what the unit sees.
        self.settle(now)?;
        let rules = self.rules();
        let versions = rules.pack.versions(procedure).map_err(OfficeError::from)?;
        let newest = versions.last().filter(|newest| newest.unit.is_some());
        let newest = newest.ok_or_else(|| {
            OfficeError::Usage(format!(
                "程序“{procedure}”没有承办单位一项，不能分单位导出办理表。请用 andu export 导出台账。"
            ))
        })?;
        let mut out = HandlingOut {
            procedure: newest.label.clone(),
            ..HandlingOut::default()
        };
        let mut open = self.open_by_unit(&rules, procedure, &mut out)?;
        if !units.is_empty() {
            let missing = units.iter().filter(|unit| !open.contains_key(*unit));
            out.nothing_open = missing.cloned().collect();
            open.retain(|unit, _| units.contains(unit));
        }
        for unit in self.in_unit_order(open.keys().cloned().collect())? {
            let matters = open.remove(&unit).unwrap_or_default();
            let (sheets, rows) = sheets(&rules, &unit, &matters, shanghai(now));
            let notes: Vec<String> = NOTES.iter().map(|note| (*note).to_owned()).collect();
            out.books.push(HandlingBook {
                rows: matters.len(),
                bytes: begun_book(&sheets, &rows, &notes)?,
                unit,
            });
        }
        Ok(out)
    }

    fn open_by_unit(
        &self,
        rules: &Rules,
        procedure: &str,
        out: &mut HandlingOut,
    ) -> Result<BTreeMap<String, Vec<Open>>, OfficeError> {
        let organ = self.shared.organ.clone();
        let mut open: BTreeMap<String, Vec<Open>> = BTreeMap::new();
        let mut cursor = None;
        loop {
            let page = self.list(procedure, None, cursor.as_deref(), PAGE)?;
            for item in page.items.iter().filter(|item| item.closed_at.is_none()) {
                let read = self.in_snapshot(|snapshot| {
                    let matter = read_matter(snapshot, &organ, &item.id)?;
                    Ok((matter, governing(snapshot, rules, &organ, &item.id)?))
                })?;
                let (Some(matter), procedure) = read else {
                    continue;
                };
                if matter.closed || matter.voided {
                    continue;
                }
                match unit_of(&matter, &procedure) {
                    Some(unit) => open
                        .entry(unit)
                        .or_default()
                        .push(Open { matter, procedure }),
                    None => out.without_unit += 1,
                }
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(open);
            }
        }
    }
}

/// The responsible unit of a matter.
pub(super) fn unit_of(matter: &Matter, procedure: &Procedure) -> Option<String> {
    let unit = matter.fields.get(procedure.unit.as_ref()?)?.as_text()?;
    Some(unit.to_owned()).filter(|unit| !unit.is_empty())
}

/// A sheet for each stage, in the order of stages, and the rows of each.
fn sheets(
    rules: &Rules,
    unit: &str,
    matters: &[Open],
    at: DateTime,
) -> (Vec<BlankSheet>, Vec<Vec<Vec<String>>>) {
    let mut stages: Vec<(usize, String)> = Vec::new();
    for open in matters {
        let stage = stage_label(open);
        let mut order = open.procedure.stages.iter();
        let place = order.position(|known| known.id == open.matter.stage);
        if !stages.iter().any(|(_, known)| *known == stage) {
            stages.push((place.unwrap_or(usize::MAX), stage));
        }
    }
    stages.sort();
    let (mut sheets, mut rows) = (Vec::new(), Vec::new());
    for (_, stage) in stages {
        let here: Vec<&Open> = matters
            .iter()
            .filter(|open| stage_label(open) == stage)
            .collect();
        let asked = asked(&here);
        let mut told: Vec<&Field> = Vec::new();
        for field in here.iter().flat_map(|open| columns::seen(&open.procedure)) {
            if asked.iter().all(|column| column.heading != field.label)
                && told.iter().all(|known| known.label != field.label)
            {
                told.push(field);
            }
        }
        let row = |open: &&Open| row(rules, unit, open, &told, at);
        rows.push(here.iter().map(row).collect());
        sheets.push(BlankSheet {
            name: andu_sheets::sheet_name(&stage),
            columns: heading(&told).chain(asked).collect(),
        });
    }
    (sheets, rows)
}

fn stage_label(open: &Open) -> String {
    let stage = open.procedure.stage(open.matter.stage.as_str());
    stage.map_or_else(
        || open.matter.stage.to_string(),
        |stage| stage.label.clone(),
    )
}

/// The columns that are filled already.
fn heading(told: &[&Field]) -> impl Iterator<Item = BlankColumn> {
    let fixed = ["件号", "编号", "标题", "环节", "期限"].map(str::to_owned);
    let told: Vec<String> = told.iter().map(|field| field.label.clone()).collect();
    let last = [columns::UNIT, columns::VERSION].map(str::to_owned);
    let headings = fixed.into_iter().chain(told).chain(last);
    headings.map(|heading| BlankColumn {
        heading,
        required: false,
        kind: BlankKind::Text,
        note: "用于核对，不要改动".to_owned(),
    })
}

/// The columns that the unit fills in.
fn asked(here: &[&Open]) -> Vec<BlankColumn> {
    let mut labels: Vec<String> = Vec::new();
    let mut needs: Vec<(BlankColumn, Vec<String>)> = Vec::new();
    let mut papers: Vec<String> = Vec::new();
    for open in here {
        for action in columns::actions(&open.procedure, &open.matter.stage) {
            if labels.contains(&action.label) {
                continue;
            }
            labels.push(action.label.clone());
            if !action.documents.is_empty() {
                papers.push(action.label.clone());
            }
            for (field, required) in columns::items(&open.procedure, action) {
                let Some(column) = crate::import::template::column(field, false) else {
                    continue;
                };
                let word = if required { "必填" } else { "可填" };
                let need = format!("“{}”{word}", action.label);
                match needs
                    .iter_mut()
                    .find(|(known, _)| known.heading == column.heading)
                {
                    Some((_, needs)) => needs.push(need),
                    None => needs.push((column, vec![need])),
                }
            }
        }
    }
    let plain = |heading: &str, kind: BlankKind, note: &str| BlankColumn {
        heading: heading.to_owned(),
        required: false,
        kind,
        note: note.to_owned(),
    };
    let mut asked = vec![
        plain(
            columns::ACTION,
            BlankKind::Choice(labels),
            "从下拉列表中选择；没有办的留空",
        ),
        plain(columns::DAY, BlankKind::Date, "该动作是哪一天办的"),
        plain(columns::ACTOR, BlankKind::Text, "实际办理人的姓名"),
    ];
    for (column, needs) in needs {
        if !columns::FIXED.contains(&column.heading.as_str()) {
            let note = format!("{}；{}", needs.join("，"), column.note);
            let note = note.trim_end_matches('；').to_owned();
            asked.push(BlankColumn { note, ..column });
        }
    }
    if !papers.is_empty() {
        let note = format!("“{}”须附材料", papers.join("”“"));
        asked.push(plain(columns::PAPER, BlankKind::Text, &note));
    }
    asked.push(plain(columns::NOTE, BlankKind::LongText, "需要说明的"));
    asked
}

fn row(rules: &Rules, unit: &str, open: &Open, told: &[&Field], at: DateTime) -> Vec<String> {
    let (matter, procedure) = (&open.matter, &open.procedure);
    let shown = values::shown(matter, procedure);
    let text = |id: &str| shown.get(id).cloned().unwrap_or_default();
    let views = clocks(matter, procedure, &rules.calendar, at);
    let running = views.iter().filter(|view| view.state.code() == "running");
    let due = running.filter_map(|view| view.due_on()).min();
    let mut row = vec![
        matter.id.clone(),
        write::number(matter, procedure).unwrap_or_default(),
        text(procedure.title.as_str()),
        stage_label(open),
        due.map(|due| due.to_string()).unwrap_or_default(),
    ];
    row.extend(told.iter().map(|field| text(field.id.as_str())));
    row.extend([unit.to_owned(), matter.events_so_far().to_string()]);
    row
}
