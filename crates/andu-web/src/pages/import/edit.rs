//! Corrections of a mapping, read from the form against what the draft holds; nothing that the form does not show can be named.

use std::collections::{BTreeMap, BTreeSet};

use andu_office::import::{
    Answers, ImportReport, ItemShown, ListShown, Mapping, Scheme, SchemeList, heading_rows, items,
};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::super::drafts::{is_current, lock};
use super::mapping::written;
use super::show::{answer, grouped};
use super::{Asking, Draft, How, draft, told};
use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::sent::Sent;
use crate::site::{Nav, Site};

/// Says that a word in a cell means nothing.
const BLANK: &str = "=";

/// The mapping is corrected and tried again.
pub(crate) async fn correct(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Asked,
    body: Bytes,
) -> Response {
    app.answer(asked, Nav::Import, move |app, site, _| {
        let sent = Sent::of_fields(&app.entry, &body)?;
        let kept = draft(app, &id)?;
        let mut draft = lock(&kept);
        let back = Redirect::to(&site.to(&format!("/import/{id}")));
        if draft.is_done() {
            return Ok(back.into_response());
        }
        let faults = match is_current(draft.revision, &sent) {
            false => vec![OUTDATED.to_owned()],
            true => lay(app, &site, &mut draft, &sent)?,
        };
        match faults.is_empty() {
            true => Ok(back.into_response()),
            false => answer(app, site, &id, &draft, Some(&sent), faults),
        }
    })
    .await
}

/// What is said where another window was quicker.
pub(super) const OUTDATED: &str =
    "这个网页打开之后，另一个窗口已经改过对应关系，没有采用这次的修改。请刷新后重新核对。";

/// Lays the form over the draft and tries it; gives the faults of the form.
fn lay(app: &App, site: &Site, draft: &mut Draft, sent: &Sent) -> Result<Vec<String>, Fault> {
    let report = match &draft.trial {
        Ok(report) => report.clone(),
        Err(_) => return unknown(app, site, draft, sent),
    };
    let mut reading = Reading {
        sent,
        faults: Vec::new(),
    };
    let (year, month_day) = (
        reading.number("year", "默认年份", 1949..=2100),
        reading.number("month_day", "只有年月的记为几日", 1..=28),
    );
    let headings = draft.headings.clone();
    let mut scheme = corrected(app, site, draft, &report, &mut reading)?;
    for list in &mut scheme.list {
        list.mapping.default_year = year.and_then(|year| i16::try_from(year).ok());
        list.mapping.month_day = month_day.and_then(|day| u8::try_from(day).ok());
        list.mapping.cross_year = sent.get("cross_year").is_some();
    }
    if scheme.list.is_empty() {
        reading.faults.push(
            "没有一张表要导入。请至少为一张工作表选定台账；不导入的，请放弃这个文件。".to_owned(),
        );
    }
    if !reading.faults.is_empty() {
        draft.headings = headings;
        return Ok(reading.faults);
    }
    let answers = answers(&report, sent);
    let before = draft.scheme.replace(scheme);
    let (trial, revision) = (draft.trial.clone(), draft.revision);
    draft.look(app, site, answers)?;
    match &draft.trial {
        Ok(_) => Ok(Vec::new()),
        Err(why) => {
            let why = why.clone();
            // What could be tried before still can.
            (draft.scheme, draft.trial, draft.revision) = (before, trial, revision);
            draft.headings = headings;
            Ok(vec![why])
        }
    }
}

/// The lists as the form says them: which register each is, which column which item.
fn corrected(
    app: &App,
    site: &Site,
    draft: &mut Draft,
    report: &ImportReport,
    reading: &mut Reading<'_>,
) -> Result<Scheme, Fault> {
    let sent = reading.sent;
    let mut scheme = Scheme {
        name: report.used.name.clone(),
        list: Vec::new(),
    };
    for (number, lists) in grouped(report) {
        let (Some(known), Some(first)) = (report.used.list.get(number), lists.first()) else {
            continue;
        };
        let register = sent.typed(&format!("g{number}.procedure"));
        if register.is_empty() {
            continue;
        }
        let mut anew = BTreeSet::new();
        for (at, list) in lists.iter().enumerate() {
            if reading.heading(&format!("g{number}.h{at}"), list, &mut draft.headings) {
                anew.insert(list.sheet.as_str());
            }
        }
        if register != known.procedure {
            let sheets: BTreeSet<&str> = lists.iter().map(|list| list.sheet.as_str()).collect();
            scheme
                .list
                .extend(proposed(app, site, draft, &register, &sheets)?);
            continue;
        }
        // Under another heading the columns are others.
        if !anew.is_empty() {
            scheme
                .list
                .extend(proposed(app, site, draft, &register, &anew)?);
            if lists.iter().all(|list| anew.contains(list.sheet.as_str())) {
                continue;
            }
        }
        let rules = app.office.rules();
        let items = rules.pack.latest(&register);
        let items = items.map(|latest| items_of(latest)).unwrap_or_default();
        let mut list = known.clone();
        reading.columns(number, first, &items, &mut list.mapping);
        reading.more(number, &items, &mut list.mapping);
        reading.key(number, &mut list.mapping);
        scheme.list.push(list);
    }
    for (at, list) in report.lists.iter().enumerate() {
        let register = sent.typed(&format!("left{at}"));
        if list.procedure.is_empty() && !register.is_empty() {
            reading.heading(&format!("left{at}.h"), list, &mut draft.headings);
            let sheets = BTreeSet::from([list.sheet.as_str()]);
            scheme
                .list
                .extend(proposed(app, site, draft, &register, &sheets)?);
        }
    }
    Ok(scheme)
}

fn items_of(procedure: &andu_office::Procedure) -> Vec<ItemShown> {
    items(procedure)
}

/// No list was recognised: a person says which register it is.
fn unknown(app: &App, site: &Site, draft: &mut Draft, sent: &Sent) -> Result<Vec<String>, Fault> {
    let Some(register) = sent.get("procedure") else {
        return Ok(vec!["没有选定台账。请选定这是哪种台账后再试。".to_owned()]);
    };
    let mut reading = Reading {
        sent,
        faults: Vec::new(),
    };
    let headings = draft.headings.clone();
    for at in 0..draft.peek.len() {
        let sheet = draft.peek[at].sheet.clone();
        reading.rows(&format!("u{at}"), &sheet, &mut draft.headings);
    }
    if !reading.faults.is_empty() {
        draft.headings = headings;
        return Ok(reading.faults);
    }
    draft.procedure = Some(register.to_owned());
    draft.scheme = None;
    draft.look(app, site, Answers::default())?;
    match &draft.trial {
        Ok(report) => {
            draft.first.clone_from(&report.lists);
            Ok(Vec::new())
        }
        Err(why) => Ok(vec![why.clone()]),
    }
}

/// What is proposed for some sheets as another register.
fn proposed(
    app: &App,
    site: &Site,
    draft: &mut Draft,
    register: &str,
    sheets: &BTreeSet<&str>,
) -> Result<Vec<SchemeList>, Fault> {
    let asking = Asking {
        procedure: Some(register),
        scheme: None,
        answers: Answers::default(),
        how: How::Look,
    };
    let report = match draft.ask(app, site, asking) {
        Ok(report) => report,
        Err(error) => return Err(Fault::Usage(told(error)?)),
    };
    let mut found = Vec::new();
    for (number, lists) in grouped(&report) {
        if lists
            .iter()
            .any(|list| sheets.contains(list.sheet.as_str()))
        {
            found.extend(report.used.list.get(number).cloned());
        }
    }
    // The reasons shown are those of the register that was asked for.
    draft
        .first
        .retain(|list| !sheets.contains(list.sheet.as_str()));
    let lists = report.lists.iter();
    let lists = lists.filter(|list| sheets.contains(list.sheet.as_str()));
    draft.first.extend(lists.cloned());
    Ok(found)
}

/// What was answered to the questions of a report.
fn answers(report: &ImportReport, sent: &Sent) -> Answers {
    let mut answers = Answers::default();
    for (at, question) in report.questions.iter().enumerate() {
        let Some(answer) = sent.get(&format!("q{at}")) else {
            continue;
        };
        let (text, answer) = (question.text.clone(), answer.to_owned());
        match question.kind.as_str() {
            "unit" => {
                answers.units.insert(text, answer);
            }
            _ => {
                let meant = if answer == BLANK {
                    String::new()
                } else {
                    answer
                };
                answers.choices.push((question.label.clone(), text, meant));
            }
        }
    }
    answers
}

struct Reading<'a> {
    sent: &'a Sent,
    faults: Vec<String>,
}

impl Reading<'_> {
    fn number(
        &mut self,
        name: &str,
        label: &str,
        range: std::ops::RangeInclusive<i32>,
    ) -> Option<i32> {
        let text = self.sent.get(name)?;
        let number = text.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            self.faults.push(format!(
                "{label}“{text}”读不懂。请写{}到{}之间的数字，或者留空。",
                range.start(),
                range.end()
            ));
        }
        number
    }

    /// Where a person says that the heading of a list stands; whether that is elsewhere than it was.
    fn heading(
        &mut self,
        name: &str,
        list: &ListShown,
        headings: &mut BTreeMap<String, (u32, u32)>,
    ) -> bool {
        let same = self.sent.typed(name) == written(&list.heading_rows);
        !same && self.rows(name, &list.sheet, headings)
    }

    fn rows(
        &mut self,
        name: &str,
        sheet: &str,
        headings: &mut BTreeMap<String, (u32, u32)>,
    ) -> bool {
        let Some(text) = self.sent.get(name) else {
            return false;
        };
        let Some(rows) = heading_rows(text) else {
            self.faults.push(format!(
                "工作表“{sheet}”的表头行“{text}”读不懂。请写行号，如3；两行的写3-4。"
            ));
            return false;
        };
        headings.insert(sheet.to_owned(), rows) != Some(rows)
    }

    fn columns(
        &mut self,
        group: usize,
        list: &ListShown,
        items: &[ItemShown],
        mapping: &mut Mapping,
    ) {
        let before = mapping.columns.clone();
        for (at, column) in list.columns.iter().enumerate() {
            let to = self.sent.typed(&format!("g{group}.c{at}"));
            if to == column.target {
                continue;
            }
            let known = items.iter().any(|item| item.key == to);
            if to.is_empty() {
                mapping.columns.remove(&column.heading);
                mapping.rest.remove(&column.heading);
                mapping.ignored.insert(column.heading.clone());
            } else if known {
                mapping.ignored.remove(&column.heading);
                mapping.columns.insert(column.heading.clone(), to);
            } else {
                self.faults.push(format!(
                    "{}列“{}”所选的项目不在台账中。请从下拉列表中选择。",
                    column.column, column.heading
                ));
            }
        }
        // Of two columns of one item only one can fill it; what was proposed so stays.
        for (heading, to) in mapping.columns.iter().filter(|(_, to)| !to.contains('=')) {
            let fresh = before.get(heading) != Some(to);
            let other = mapping
                .columns
                .iter()
                .find(|(other, key)| *key == to && *other != heading);
            if let (true, Some((other, _))) = (fresh, other) {
                let label = items.iter().find(|item| item.key == *to);
                self.faults.push(format!(
                    "“{heading}”列和“{other}”列都选了“{}”。请只留一列，另一列改选别的项目或者“不导入”。",
                    label.map_or(to.as_str(), |item| &item.label)
                ));
            }
        }
    }

    fn more(&mut self, group: usize, items: &[ItemShown], mapping: &mut Mapping) {
        for item in items {
            let from = self.sent.typed(&format!("g{group}.from.{}", item.key));
            let value = self.sent.typed(&format!("g{group}.value.{}", item.key));
            let shown = |name: &str| {
                let name = format!("g{group}.{name}.{}", item.key);
                self.sent.fields.iter().any(|(key, _)| *key == name)
            };
            if !shown("from") && !shown("value") {
                continue;
            }
            mapping.copies.remove(&item.key);
            mapping.constants.remove(&item.key);
            if !value.is_empty() {
                mapping.constants.insert(item.key.clone(), value);
            } else if mapping.columns.contains_key(&from) {
                mapping.copies.insert(item.key.clone(), from);
            } else if !from.is_empty() {
                mapping.ignored.remove(&from);
                mapping.columns.insert(from, item.key.clone());
            }
        }
    }

    fn key(&mut self, group: usize, mapping: &mut Mapping) {
        let keys = ["key1", "key2"].map(|name| self.sent.typed(&format!("g{group}.{name}")));
        let mut keys: Vec<String> = keys.into();
        keys.retain(|key| mapping.heading_of(key).is_some());
        keys.dedup();
        // A key of three items, as a scheme may have it, is not shortened by a form that shows two.
        if mapping.key.len() <= 2 {
            mapping.key = keys;
        }
    }
}
