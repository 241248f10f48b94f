//! From records to rows: the version that governs, the steps that the day columns name, the values.

use std::collections::BTreeMap;
use std::sync::Arc;

use andu_calendar::{Date, DateTime};
use andu_rules::model::{ActionId, FieldId, Procedure, Value};
use andu_sheets::{
    Applied, CellFault, Context, Converted, Given, Precision, Record, Units, apply, column_name,
};
use jiff::civil::Time;

use crate::rules::Rules;

use super::choose::{Chosen, ChosenList};
use super::{ImportError, ImportProgress, ImportReport, RowError, fields};

/// Rows after which progress is told.
const STEP: usize = 500;

/// A row, read.
pub struct ReadRow {
    /// Name of the sheet.
    pub sheet: String,
    /// Row, from 1.
    pub row: u32,
    /// The version that governs it.
    pub procedure: Arc<Procedure>,
    /// What happened, in order; the opening first.
    pub steps: Vec<(ActionId, DateTime)>,
    /// Values.
    pub set: BTreeMap<FieldId, Value>,
    /// By what it is told from others: fields, and their values.
    pub key: Vec<(FieldId, String)>,
    /// Cells that cannot be used.
    pub faults: Vec<CellFault>,
    /// Why it cannot be taken, the faults included.
    pub errors: Vec<RowError>,
    /// Letter of the column in which an item stands.
    pub columns: BTreeMap<String, String>,
}

impl ReadRow {
    /// The key as one text; empty where there is none.
    pub fn key_text(&self) -> String {
        let values: Vec<&str> = self.key.iter().map(|(_, value)| value.as_str()).collect();
        values.join("｜")
    }

    /// An error of the row, at an item where one is named.
    pub fn error(&self, item: Option<&str>, message: String) -> RowError {
        RowError {
            sheet: self.sheet.clone(),
            row: self.row,
            column: item
                .and_then(|item| self.columns.get(item))
                .cloned()
                .unwrap_or_default(),
            message,
        }
    }
}

/// Reads all records of the chosen lists.
pub fn read(
    rules: &Rules,
    chosen: &Chosen<'_>,
    units: &Units,
    report: &mut ImportReport,
    progress: &mut dyn FnMut(ImportProgress),
) -> Result<Vec<ReadRow>, ImportError> {
    let all: usize = chosen
        .lists
        .iter()
        .map(|list| list.list.records.len())
        .sum();
    let mut rows = Vec::with_capacity(all);
    let mut told = Told::default();
    for list in &chosen.lists {
        if let Some(whole) = one_matter(list) {
            report.errors.push(whole);
            continue;
        }
        let known =
            Some(units).filter(|units| list.procedure.directory.is_none() && !units.is_empty());
        let context = Context {
            year: chosen.year,
            units: known,
            ..Context::default()
        };
        let key = key_fields(list, report);
        for record in &list.list.records {
            if rows.len() % STEP == 0 {
                progress(ImportProgress::Checked(rows.len(), all));
            }
            let applied = apply(
                list.sheet,
                &list.list,
                record,
                &list.mapping,
                &list.targets,
                &context,
            );
            told.note(&applied);
            let year = list.list.year.as_ref().map(|hint| hint.year);
            let year = year.or(list.mapping.default_year).or(chosen.year);
            rows.push(row(rules, list, record, applied, &key, year, &mut told));
        }
    }
    progress(ImportProgress::Checked(rows.len(), all));
    told.tell(report);
    Ok(rows)
}

/// A sheet whose rows are the rows of a list of one matter.
fn one_matter(list: &ChosenList<'_>) -> Option<RowError> {
    let of_list = list.mapping.columns.values().filter(|to| {
        let target = list.targets.iter().find(|target| target.key == **to);
        target.is_some_and(|target| target.list.is_some())
    });
    let count = of_list.count();
    let heading = list.list.heading_rows.first().copied().unwrap_or(0) + 1;
    (count >= 2 && count * 2 >= list.mapping.columns.len()).then(|| RowError {
        sheet: list.sheet.name.clone(),
        row: heading,
        column: String::new(),
        message: format!(
            "工作表“{}”的各行是一件“{}”中的明细，不是一行一件，现在还不能逐行导入。请先立件，再在件内登记明细。",
            list.sheet.name, list.procedure.label
        ),
    })
}

/// The fields that tell one record from another: what the scheme says, or else the procedure's key, or else title and day.
fn key_fields(list: &ChosenList<'_>, report: &mut ImportReport) -> Vec<FieldId> {
    let procedure = &list.procedure;
    if !list.mapping.key.is_empty() {
        return list
            .mapping
            .key
            .iter()
            .map(|key| FieldId::from(key.as_str()))
            .collect();
    }
    let label = |id: &FieldId| {
        procedure
            .field(id.as_str())
            .map_or_else(String::new, |field| field.label.clone())
    };
    let (title, day) = (procedure.title.clone(), procedure.governed_by.clone());
    report.notices.push(format!(
        "工作表“{}”没有编号列，再次导入时以“{}”和“{}”相认；要用别的项目相认，请加 --key 或者在导入方案的 key 中写明。",
        list.sheet.name,
        label(&title),
        label(&day)
    ));
    vec![title, day]
}

fn row(
    rules: &Rules,
    list: &ChosenList<'_>,
    record: &Record,
    applied: Applied,
    key: &[FieldId],
    year: Option<i16>,
    told: &mut Told,
) -> ReadRow {
    let columns = applied
        .values
        .iter()
        .filter_map(|(target, given)| Some((target.clone(), column_name(given.place.column?))));
    let mut read = ReadRow {
        sheet: list.sheet.name.clone(),
        row: record.row + 1,
        procedure: Arc::clone(&list.procedure),
        steps: Vec::new(),
        set: BTreeMap::new(),
        key: Vec::new(),
        faults: Vec::new(),
        errors: Vec::new(),
        columns: columns.collect(),
    };
    for fault in &applied.faults {
        read.errors.push(RowError {
            sheet: read.sheet.clone(),
            row: fault.place.row + 1,
            column: fault.place.column.map(column_name).unwrap_or_default(),
            message: fault.to_string(),
        });
    }
    read.faults = applied.faults;
    let beside = list.list.beside(list.sheet, record);
    if list.strict && !beside.is_empty() {
        let message = format!(
            "工作表“{}”第{}行比表头多出{}格，不知属于哪一列。请核对是否有多余的分隔符，改正后再导入。",
            read.sheet,
            read.row,
            beside.len()
        );
        read.errors.push(read.error(None, message));
    }
    govern(rules, &applied.values, year, told, &mut read);
    fill(&applied.values, &mut read);
    steps(&applied.values, &mut read);
    read.key = key_of(&read, key);
    read
}

/// The version in force on the day that governs. Where a row does not tell it, its earliest day stands in for it, or else the first day of
/// the year that sheet or file tell: a piece that an old book lacks is listed as such, and nothing but its absence is entered.
fn govern(
    rules: &Rules,
    values: &BTreeMap<String, Given>,
    year: Option<i16>,
    told: &mut Told,
    read: &mut ReadRow,
) {
    let field = read.procedure.governed_by.clone();
    let label = read
        .procedure
        .field(field.as_str())
        .map_or_else(String::new, |field| field.label.clone());
    let stands_in = read.procedure.governed_default.as_ref();
    let own = [Some(&field), stands_in].into_iter().flatten();
    let own = own.filter_map(|field| values.get(field.as_str())).next();
    if own.is_none() && read.faults.iter().any(|fault| fault.label == label) {
        return;
    }
    let earliest = || values.values().filter_map(given_day).min();
    let first = || Date::new(year?, 1, 1).ok();
    let found = match own.and_then(given_day) {
        Some(day) => Some(day),
        None => earliest().inspect(|_| told.undated(&label, STAND_IN)),
    };
    let found = found.or_else(|| first().inspect(|_| told.undated(&label, FIRST_DAY)));
    let Some(day) = found else {
        let message = format!(
            "工作表“{}”第{}行没有“{label}”，也没有别的日期，不知是哪一年的，无从确定适用哪一版规定。请补填；整个文件是同一年的，加 --default-year 年份。",
            read.sheet, read.row
        );
        read.errors.push(read.error(Some(field.as_str()), message));
        return;
    };
    match rules.pack.version(read.procedure.id.as_str(), day) {
        Ok(version) => read.procedure = Arc::clone(version),
        Err(none) => {
            let message = format!("工作表“{}”第{}行：{none}", read.sheet, read.row);
            read.errors.push(read.error(Some(field.as_str()), message));
        }
    }
    if let Some(opening) = read.procedure.opening() {
        let at = own
            .and_then(given_time)
            .unwrap_or(day.to_datetime(Time::midnight()));
        read.steps.push((opening.id.clone(), at));
    }
}

fn fill(values: &BTreeMap<String, Given>, read: &mut ReadRow) {
    for (key, given) in values
        .iter()
        .filter(|(key, _)| !key.starts_with(fields::ACTION))
    {
        // An earlier version of the procedure may not know the item.
        let Some(field) = read.procedure.field(key) else {
            continue;
        };
        let Some(value) = fields::value(field, &given.value) else {
            let message = format!(
                "{}“{}”：“{}”数字过大或者超过四位小数。请改正后再导入。",
                given.place, field.label, given.text
            );
            read.errors.push(read.error(Some(key), message));
            continue;
        };
        read.set.insert(field.id.clone(), value);
    }
}

fn steps(values: &BTreeMap<String, Given>, read: &mut ReadRow) {
    let Some((_, begins)) = read.steps.first().cloned() else {
        return;
    };
    let procedure = Arc::clone(&read.procedure);
    let mut later: Vec<(DateTime, usize, ActionId)> = Vec::new();
    for (key, given) in values {
        let Some(id) = key.strip_prefix(fields::ACTION) else {
            continue;
        };
        let place = procedure
            .actions
            .iter()
            .position(|action| action.id.as_str() == id);
        let (Some(place), Some(day)) = (place, given_day(given)) else {
            continue;
        };
        let action = &procedure.actions[place];
        if day < begins.date() {
            let begin = procedure
                .field(procedure.governed_by.as_str())
                .map_or("", |field| &field.label);
            let message = format!(
                "{}“{}日期”{day}早于“{begin}”{}。请核对两个日期，改正后再导入。",
                given.place,
                action.label,
                begins.date()
            );
            read.errors.push(read.error(Some(key), message));
            continue;
        }
        let at = given_time(given).unwrap_or(day.to_datetime(Time::midnight()));
        later.push((at.max(begins), place, action.id.clone()));
    }
    later.sort();
    read.steps
        .extend(later.into_iter().map(|(at, _, action)| (action, at)));
}

fn given_day(given: &Given) -> Option<Date> {
    match &given.value {
        Converted::Date { day, .. } => day.parse().ok(),
        Converted::DateTime { time, .. } => time.get(..10)?.parse().ok(),
        _ => None,
    }
}

fn given_time(given: &Given) -> Option<DateTime> {
    match &given.value {
        Converted::DateTime { time, .. } => time.parse().ok(),
        _ => None,
    }
}

/// The values of the key; where one is blank, title and day stand for it, or the title where the day is blank as well.
fn key_of(read: &ReadRow, key: &[FieldId]) -> Vec<(FieldId, String)> {
    let value = |id: &FieldId| Some((id.clone(), read.set.get(id)?.to_string()));
    let whole: Option<Vec<_>> = key.iter().map(value).collect();
    let stand_in = || {
        [&read.procedure.title, &read.procedure.governed_by]
            .into_iter()
            .map(value)
            .collect::<Option<Vec<_>>>()
    };
    let title = || Some(vec![value(&read.procedure.title)?]);
    whole.or_else(stand_in).or_else(title).unwrap_or_default()
}

/// What was understood that is not written: told once a kind, with how often.
#[derive(Default)]
struct Told {
    years: usize,
    serials: usize,
    months: usize,
    pending: BTreeMap<(String, String), usize>,
    undated: BTreeMap<(String, &'static str), usize>,
}

/// What stands in for the day that governs.
const STAND_IN: &str = "该行最早的日期";
/// What stands in for it where a row has no day at all.
const FIRST_DAY: &str = "标题、文件名或者 --default-year 所说年份的第一天";

impl Told {
    fn undated(&mut self, label: &str, how: &'static str) {
        *self.undated.entry((label.to_owned(), how)).or_default() += 1;
    }

    fn note(&mut self, applied: &Applied) {
        for given in applied.values.values() {
            match given.precision() {
                Precision::YearTaken => self.years += 1,
                Precision::Serial => self.serials += 1,
                Precision::MonthOnly => self.months += 1,
                Precision::Whole | Precision::NoTime => {}
            }
        }
        for fault in &applied.pending {
            *self
                .pending
                .entry((fault.label.clone(), fault.text.clone()))
                .or_default() += 1;
        }
    }

    fn tell(self, report: &mut ImportReport) {
        let mut say = |count: usize, text: &str| {
            if count > 0 {
                report.notices.push(format!("{count}处{text}"));
            }
        };
        say(
            self.years,
            "日期没有写年份，按标题、工作表名称或者默认年份登记，请核对。",
        );
        say(
            self.serials,
            "日期在表中是序列号（单元格格式为常规），已换算成日期，请核对。",
        );
        say(self.months, "日期只有年月，按导入方案记为当月指定的一天。");
        for ((label, how), count) in self.undated {
            report.notices.push(format!(
                "{count}行没有“{label}”：列入要件未见，适用哪一版规定按{how}确定。有别的列写明的，加 --map {label}=列名 重新导入。"
            ));
        }
        for ((label, text), count) in self.pending {
            report.notices.push(format!(
                "{count}处“{label}”写为“{text}”，说明尚未办到，该项留空。"
            ));
        }
    }
}
