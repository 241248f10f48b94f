//! What the slots of a paper print, out of a matter.

use std::collections::BTreeMap;

use andu_calendar::{Date, DateTime, Length};
use andu_casework::{ClockView, Matter, MatterFacts};
use andu_report::{Filled, Filling};
use andu_rules::condition::{Condition, evaluate};
use andu_rules::model::{
    ClockId, Decimal, Field, FieldId, FieldKind, LinkId, OfficeName, Paper, PaperPiece, PaperSlot,
    Procedure, Row, SlotKind, SlotLook, Value,
};

use super::around::{Around, LinkNamed};
use super::make::Faces;
use super::words;
use crate::rules::Rules;

/// Everything that a paper prints from.
pub(super) struct Values<'a> {
    pub rules: &'a Rules,
    pub procedure: &'a Procedure,
    pub paper: &'a Paper,
    pub organ: &'a str,
    /// The matter as the paper sees it.
    pub matter: &'a Matter,
    pub clocks: &'a [ClockView],
    /// Due days that the act told, which stand whatever the calendar says later.
    pub told: &'a BTreeMap<ClockId, Date>,
    pub around: &'a Around,
    /// Facts about the office.
    pub names: &'a BTreeMap<String, OfficeName>,
    /// Personal values by reference.
    pub personal: &'a BTreeMap<String, String>,
    pub at: DateTime,
    /// Day and doer of the act, once it is taken.
    pub issued: Option<(Date, &'a str)>,
    pub number: Option<&'a str>,
    /// What stands in the place of a number that is not drawn yet.
    pub no_number: Option<&'a str>,
    /// What the person concerned asks by.
    pub code: &'a str,
    pub faces: Faces,
}

/// Where a day is not known before the act.
const OPEN_DATE: &str = "　　年　　月　　日";
/// Room for handwriting.
const BLANK: &str = "＿＿＿＿＿＿＿＿";
/// A personal value that was erased.
const ERASED: &str = "〔已依法删除〕";

/// A day, or a day with its hour where that is asked for.
fn when(at: DateTime, look: SlotLook) -> String {
    let moment = (look == SlotLook::Time).then(|| words::moment(&at.to_string()));
    moment.flatten().unwrap_or_else(|| words::day(at.date()))
}

impl Filling for Values<'_> {
    fn holds(&self, condition: &Condition) -> bool {
        let nothing = BTreeMap::new();
        evaluate(
            condition,
            &MatterFacts {
                procedure: self.procedure,
                matter: Some(self.matter),
                set: &nothing,
                documents: &[],
                me: None,
                at: self.at,
                clocks: self.clocks,
                linked: &self.around.linked,
            },
        )
    }

    fn filled(&self, slot: &PaperSlot, row: Option<(&FieldId, &Row)>) -> Filled {
        let (text, label) = self.value(slot, row);
        match text.filter(|text| !text.trim().is_empty()) {
            Some(text) if slot.look == SlotLook::Masked => Filled::Text(words::masked(&text)),
            Some(text) => Filled::Text(text),
            None => Filled::Missing(label),
        }
    }

    fn rows(&self, list: &FieldId) -> Vec<Row> {
        match self.matter.fields.get(list) {
            Some(Value::List(rows)) => rows.clone(),
            _ => Vec::new(),
        }
    }
}

impl Values<'_> {
    /// What a slot prints, and what is missing where there is nothing.
    fn value(&self, slot: &PaperSlot, row: Option<(&FieldId, &Row)>) -> (Option<String>, String) {
        let known = |text: Option<String>, label: &str| (text, label.to_owned());
        let procedure = self.procedure;
        match &slot.kind {
            SlotKind::Field(id) => self.field(id, slot.look, row),
            SlotKind::Organ => known(Some(self.organ.to_owned()), "本单位名称"),
            SlotKind::Government => known(words::government(self.organ), "本级人民政府名称"),
            SlotKind::Office(id) => self.office(id),
            SlotKind::PaperNumber => {
                let number = self.number.or(self.no_number);
                known(number.map(str::to_owned), "文号")
            }
            SlotKind::PaperLabel => known(Some(self.paper.label.clone()), "文书名称"),
            SlotKind::ActDate => {
                let day = self.issued.map(|(day, _)| match slot.look {
                    SlotLook::Time => when(self.at, slot.look),
                    _ => words::day(day),
                });
                known(Some(day.unwrap_or_else(|| OPEN_DATE.to_owned())), "日期")
            }
            SlotKind::ActActor => {
                let actor = self.issued.map(|(_, actor)| actor.to_owned());
                known(Some(actor.unwrap_or_else(|| BLANK.to_owned())), "办理人")
            }
            SlotKind::MatterNumber => {
                let number = crate::write::number(self.matter, procedure);
                known(number, &format!("{}编号", procedure.label))
            }
            SlotKind::MatterTitle => self.field(&procedure.title, slot.look, None),
            SlotKind::MatterCode => known(Some(self.code.to_owned()), "查询码"),
            SlotKind::MatterLabel => known(Some(procedure.label.clone()), "程序"),
            SlotKind::MatterStage => {
                let stage = procedure.stage(self.matter.stage.as_str());
                known(stage.map(|stage| stage.label.clone()), "环节")
            }
            SlotKind::Clock(id) => {
                let label = procedure.clock(id.as_str()).map(|clock| &clock.label);
                let label = label.map_or_else(|| id.to_string(), Clone::clone);
                (self.due(id, slot.look), format!("“{label}”到期日"))
            }
            SlotKind::Done(id) => {
                let done = self.matter.last(id);
                let day = done.map(|done| when(done.at, slot.look));
                (day, format!("{}日期", self.action(id.as_str())))
            }
            SlotKind::Actor(id) => {
                let actor = self.matter.last(id).map(|done| done.actor.clone());
                (actor, format!("{}人", self.action(id.as_str())))
            }
            SlotKind::LinkNumber(id) => self.link(id, "编号", |link| link.number.clone()),
            SlotKind::LinkTitle(id) => self.link(id, "标题", |link| link.title.clone()),
            SlotKind::Basis => known(words::basis(&self.paper.basis), "依据"),
            SlotKind::Article { statute, number } => {
                let text = self.article(statute, number);
                (text, format!("《{statute}》第{number}条"))
            }
            SlotKind::Blank(label) if label.is_empty() => known(Some(BLANK.to_owned()), ""),
            SlotKind::Blank(label) => known(None, label),
            SlotKind::Unknown => known(None, &slot.written),
        }
    }

    /// When a clock runs out; the hour only of one that counts hours or minutes.
    fn due(&self, id: &ClockId, look: SlotLook) -> Option<String> {
        let view = self.clocks.iter().find(|view| view.id == *id);
        let due = view.and_then(|view| Some((view.due?, view.term.as_ref()?)));
        let told = self.told.get(id).copied();
        match due {
            Some((due, term))
                if matches!(term.length, Length::Hours(_) | Length::Minutes(_))
                    && told.is_none_or(|day| day == due.date()) =>
            {
                Some(when(due, look))
            }
            _ => told.or_else(|| view?.due_on()).map(words::day),
        }
    }

    /// Labels of the clocks that the paper tells and that may still move.
    pub(super) fn provisional(&self) -> Vec<String> {
        let told = self.paper.clocks();
        let views = self.clocks.iter();
        let open = views.filter(|view| view.provisional && told.contains(&&view.id));
        let label = |view: &ClockView| {
            let clock = self.procedure.clock(view.id.as_str());
            clock.map_or_else(|| view.id.to_string(), |clock| clock.label.clone())
        };
        open.map(label).collect()
    }

    fn action(&self, id: &str) -> String {
        let action = self.procedure.action(id);
        action.map_or_else(|| id.to_owned(), |action| action.label.clone())
    }

    fn link(
        &self,
        id: &LinkId,
        what: &str,
        of: impl Fn(&LinkNamed) -> Option<String>,
    ) -> (Option<String>, String) {
        let own = self.around.links.iter().filter(|link| link.kind == *id);
        let named: Vec<String> = own.filter_map(of).collect();
        let kind = self.procedure.links.iter().find(|kind| kind.id == *id);
        let label = kind.map_or_else(|| id.to_string(), |kind| kind.label.clone());
        let text = (!named.is_empty()).then(|| named.join("、"));
        (text, format!("{label}{what}"))
    }

    fn article(&self, statute: &str, number: &str) -> Option<String> {
        let day = self.at.date();
        let all = self.rules.pack.statutes.iter();
        let mut own = all.filter(|it| it.title == statute && it.in_force.contains(day));
        own.find_map(|it| Some(it.article(number)?.says.clone()))
    }

    /// A fact about the office; one that names the office itself where another organ is meant is none.
    fn office(&self, id: &str) -> (Option<String>, String) {
        let Some(name) = self.names.get(id) else {
            return (None, id.to_owned());
        };
        let mut text = String::new();
        for piece in name.text.iter().flat_map(|text| &text.pieces) {
            let slot = match piece {
                PaperPiece::Text(own) => {
                    text.push_str(own);
                    continue;
                }
                PaperPiece::Slot(slot) => slot,
            };
            match slot.kind {
                SlotKind::Organ => text.push_str(self.organ),
                SlotKind::Government => {
                    let government = words::government(self.organ);
                    match government.filter(|government| government != self.organ) {
                        Some(government) => text.push_str(&government),
                        None => return (None, name.label.clone()),
                    }
                }
                _ => {}
            }
        }
        (name.text.is_some().then_some(text), name.label.clone())
    }

    fn field(
        &self,
        id: &FieldId,
        look: SlotLook,
        row: Option<(&FieldId, &Row)>,
    ) -> (Option<String>, String) {
        let procedure = self.procedure;
        if let Some((list, row)) = row
            && let Some(list) = procedure.field(list.as_str())
            && let Some(column) = list.columns.iter().find(|column| column.id == *id)
        {
            let personal = list.personal || column.personal;
            let text = row.get(id);
            let text = text.and_then(|value| self.printed(column, value, look, personal));
            return (text, column.label.clone());
        }
        let Some(field) = procedure.field(id.as_str()) else {
            return (None, id.to_string());
        };
        let value = self.matter.fields.get(id);
        let text = value.and_then(|value| self.printed(field, value, look, field.personal));
        (text, field.label.clone())
    }

    fn printed(
        &self,
        field: &Field,
        value: &Value,
        look: SlotLook,
        personal: bool,
    ) -> Option<String> {
        let text = match value {
            Value::Personal { personal, .. } => match self.personal.get(personal) {
                Some(text) => self.plain(field, &Value::Text(text.clone()), look)?,
                None => return Some(ERASED.to_owned()),
            },
            Value::List(rows) => return self.list(field, rows, look),
            value => self.plain(field, value, look)?,
        };
        Some(match personal && self.faces == Faces::Masked {
            true => words::masked(&text),
            false => text,
        })
    }

    fn plain(&self, field: &Field, value: &Value, look: SlotLook) -> Option<String> {
        let unit = field.unit.as_deref().filter(|_| look != SlotLook::Bare);
        let unit = unit.unwrap_or_default();
        Some(match value {
            Value::Text(text) => match field.kind {
                FieldKind::Date | FieldKind::DateTime => {
                    words::moment(text).unwrap_or_else(|| text.clone())
                }
                FieldKind::Choice => {
                    let choice = field.values.iter().find(|choice| choice.id == *text);
                    let label = choice.map_or(text.as_str(), |choice| choice.label.as_str());
                    match look {
                        SlotLook::Bare => words::bare(label),
                        _ => label.to_owned(),
                    }
                }
                _ => text.clone(),
            },
            Value::Integer(number) if look == SlotLook::Capital => words::capital(Decimal {
                units: number.checked_mul(10_000)?,
            })?,
            Value::Decimal(number) if look == SlotLook::Capital => words::capital(*number)?,
            Value::Integer(number) => format!("{number}{unit}"),
            Value::Decimal(number) => format!("{number}{unit}"),
            other => other.to_string(),
        })
    }

    /// Rows of a list within a sentence: 主办：甲，电话：乙；…; bare: what the first column holds.
    fn list(&self, list: &Field, rows: &[Row], look: SlotLook) -> Option<String> {
        let cell = |column: &Field, row: &Row| {
            let value = row.get(&column.id)?;
            let personal = list.personal || column.personal;
            self.printed(column, value, look, personal)
        };
        if look == SlotLook::Bare {
            let first = list.columns.first()?;
            let told: Vec<String> = rows.iter().filter_map(|row| cell(first, row)).collect();
            return Some(told.join("、"));
        }
        let told = rows.iter().map(|row| {
            let cells = list.columns.iter().filter_map(|column| {
                let text = cell(column, row)?;
                Some(format!("{}：{text}", column.label))
            });
            cells.collect::<Vec<_>>().join("，")
        });
        Some(told.collect::<Vec<_>>().join("；"))
    }
}
