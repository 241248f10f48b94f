//! Papers: every name answers in every version for whose matters the paper is, and whatever issues it can be taken.

use std::collections::BTreeMap;

use crate::{
    check::{Context, citations, conditions, lookups, names::kind_label},
    model::{
        Field, FieldKind, InForce, OfficeName, PaperSlot, Procedure, SLOTS, SlotKind, SlotLook,
    },
    nearest::{nearest, perhaps},
    read::{
        notes::CitationUse,
        paper::{NameUse, Named, PaperMarks, SlotUse, fits_office},
    },
    source::Place,
};

pub(super) fn check(context: &Context<'_>) {
    for marks in &context.reading.papers {
        check_paper(context, marks);
    }
    let offices = &context.reading.office_names;
    for used in offices.slots.iter().filter(|it| !fits_office(&it.slot)) {
        let message = format!("{}不能用“{}”", used.owner, used.slot.written);
        let remedy = "本单位名称里只可写 {organ} 和 {government}";
        let faults = context.faults;
        faults.error(used.place, "unknown-slot", message, remedy);
    }
}

fn check_paper(context: &Context<'_>, marks: &PaperMarks) {
    let folder = marks.paper.procedure.as_str();
    let all = context.versions(folder);
    if all.is_empty() {
        let folders = &context.reading.folders;
        if !folders.contains(folder) {
            let what = (marks.owner.as_str(), "程序", folder);
            let known = folders.iter().map(String::as_str);
            context.unknown(marks.place, "unknown-procedure", what, known);
        }
        return;
    }
    for version in &marks.versions {
        if all.iter().any(|it| it.in_force.from == version.value) {
            continue;
        }
        let message = format!("{}写的版本 {} 在程序里没有", marks.owner, version.value);
        let known: Vec<String> = all.iter().map(|it| it.in_force.from.to_string()).collect();
        let remedy = format!("可写：{}", known.join("、"));
        let faults = context.faults;
        faults.error(version.place, "unknown-version", message, remedy);
    }
    let fits = |version: &&Procedure| marks.paper.is_for(version.in_force.from);
    let versions: Vec<&Procedure> = all.into_iter().filter(fits).collect();
    for version in &versions {
        let paper = Checked {
            context,
            marks,
            version,
        };
        marks.names.iter().for_each(|used| paper.name(used));
        marks.slots.iter().for_each(|used| paper.slot(used));
        lookups::check(context, marks, version);
        for used in &marks.notes.conditions {
            conditions::check_condition(context, &[version], None, used);
        }
    }
    let from = versions.iter().map(|version| version.in_force.from).min();
    if let Some(from) = from {
        let period = InForce { from, to: None };
        let citations = &marks.notes.citations;
        citations
            .iter()
            .for_each(|used| citations::check_citation(context, period, used));
    }
}

/// A paper against one version.
struct Checked<'a> {
    context: &'a Context<'a>,
    marks: &'a PaperMarks,
    version: &'a Procedure,
}

impl Checked<'_> {
    fn name(&self, used: &NameUse) {
        let (id, place) = (used.id.value.as_str(), used.id.place);
        let version = self.version;
        let owner = self.marks.owner.as_str();
        match used.named {
            Named::Action => match version.action(id) {
                None => self.unknown(place, "unknown-action", (owner, "办理动作", id)),
                Some(action) if action.deemed => {
                    let message = format!("{owner}由“{}”出具，它是依法视为发生的", action.label);
                    let remedy = "期限届满视为发生时没有人出具文书，请改由之后办理的动作出具";
                    let faults = self.context.faults;
                    faults.error(place, "paper-at-deemed", message, remedy);
                }
                Some(_) => {}
            },
            Named::Document => {
                let known = version.documents.iter().any(|it| it.id.as_str() == id);
                if !known {
                    self.unknown(place, "unknown-document", (owner, "材料", id));
                }
            }
            Named::Number => self.kind(id, place, owner, &[FieldKind::Text]),
            Named::List => self.kind(id, place, owner, &[FieldKind::List]),
            Named::Received => self.kind(id, place, owner, &[FieldKind::Date, FieldKind::DateTime]),
            Named::Shown => match version.field(id) {
                None => self.unknown(place, "unknown-field", (owner, "字段", id)),
                Some(field) => lookups::field(self.context, version, field, (owner, place)),
            },
            Named::Step if version.action(id).is_none() => {
                self.unknown(place, "unknown-action", (owner, "办理动作", id));
            }
            Named::Clock if version.clock(id).is_none() => {
                self.unknown(place, "unknown-clock", (owner, "期限", id));
            }
            Named::Paper => lookups::paper(self.context, version, (owner, place), id),
            Named::Step | Named::Clock => {}
        }
    }

    /// The field must be there and of one of these kinds.
    fn kind(&self, id: &str, place: Place, owner: &str, kinds: &[FieldKind]) {
        match self.version.field(id) {
            None => self.unknown(place, "unknown-field", (owner, "字段", id)),
            Some(field) if !kinds.contains(&field.kind) => {
                let wanted: Vec<&str> = kinds.iter().map(|kind| kind_label(*kind)).collect();
                let message = format!(
                    "{owner}用到的字段“{}”是{}，这里要{}",
                    field.label,
                    kind_label(field.kind),
                    wanted.join("、")
                );
                let remedy = "请换一个字段";
                let faults = self.context.faults;
                faults.error(place, "field-kind", message, remedy);
            }
            Some(_) => {}
        }
    }

    fn slot(&self, used: &SlotUse) {
        let owner = used.owner.clone();
        let unknown = |code, kind, id: &str| {
            self.unknown(used.place, code, (owner.as_str(), kind, id));
        };
        let version = self.version;
        match &used.slot.kind {
            SlotKind::Field(id) => self.field(used, &owner, id.as_str()),
            SlotKind::Clock(id) if version.clock(id.as_str()).is_none() => {
                unknown("unknown-clock", "期限", id.as_str());
            }
            SlotKind::Done(id) | SlotKind::Actor(id) if version.action(id.as_str()).is_none() => {
                unknown("unknown-action", "办理动作", id.as_str());
            }
            SlotKind::LinkNumber(id) | SlotKind::LinkTitle(id)
                if version.links.iter().all(|link| link.id != *id) =>
            {
                unknown("unknown-link", "关联", id.as_str());
            }
            SlotKind::Office(id) => self.office(used, &owner, id),
            SlotKind::Article { statute, number } => self.article(used, owner, statute, number),
            SlotKind::PaperNumber if !self.marks.paper.is_numbered() => {
                let message = format!("{owner}用到 paper.number，这份文书没有文号");
                let remedy = "请写 series 或者 number，或者删去这一处";
                let faults = self.context.faults;
                faults.error(used.place, "paper-without-number", message, remedy);
            }
            SlotKind::Unknown => self.stranger(used, &owner),
            _ => {}
        }
    }

    /// A field of the matter, or a column where rows of a list are printed.
    fn field(&self, used: &SlotUse, owner: &str, id: &str) {
        let version = self.version;
        let list = used.list.as_ref().and_then(|it| version.field(it.as_str()));
        let column = list.and_then(|list| list.columns.iter().find(|it| it.id.as_str() == id));
        let Some(field) = column.or_else(|| version.field(id)) else {
            let columns = list.iter().flat_map(|list| &list.columns);
            let columns = columns.map(|column| column.id.as_str());
            let fields = version.fields.iter().map(|field| field.id.as_str());
            let known: Vec<&str> = columns.chain(fields).chain(SLOTS).collect();
            let message = format!("{owner}用到的“{{{id}}}”没有定义{}", self.which());
            let remedy = "请写程序的字段，或者 organ、act.date、paper.number、clock.期限 等";
            let remedy = perhaps(id, known.iter().copied(), remedy);
            let faults = self.context.faults;
            faults.error(used.place, "unknown-slot", message, remedy);
            return;
        };
        if let Some(message) = misfit(field, &used.slot) {
            let message = format!("{owner}：{message}");
            let remedy = "请去掉竖线后面的写法，或者换一个字段";
            let faults = self.context.faults;
            faults.error(used.place, "look-kind", message, remedy);
        }
    }

    fn office(&self, used: &SlotUse, owner: &str, id: &str) {
        let names: &BTreeMap<String, OfficeName> = &self.context.reading.office_names.names;
        if !names.contains_key(id) {
            let what = (owner, "本单位名称", id);
            let known = names.keys().map(String::as_str);
            self.context
                .unknown(used.place, "unknown-office-name", what, known);
        }
    }

    /// Checked as a citation is.
    fn article(&self, used: &SlotUse, owner: String, statute: &str, number: &str) {
        let citation = CitationUse {
            citation: crate::model::Citation {
                statute: statute.to_owned(),
                article: Some(number.to_owned()),
                item: None,
                says: None,
            },
            statute: used.place,
            article: used.place,
            says: used.place,
            owner,
        };
        citations::check_citation(self.context, self.version.in_force, &citation);
    }

    fn stranger(&self, used: &SlotUse, owner: &str) {
        let name = used.slot.written.as_str();
        let message = format!("{owner}用到的“{{{name}}}”没有定义");
        let remedy = match nearest(name, SLOTS).first() {
            Some(_) => perhaps(name, SLOTS, ""),
            None => format!("除程序的字段外可写：{}", SLOTS.join("、")),
        };
        let faults = self.context.faults;
        faults.error(used.place, "unknown-slot", message, remedy);
    }

    fn unknown(&self, place: Place, code: &'static str, (owner, kind, id): (&str, &str, &str)) {
        let version = self.version;
        let known: Vec<&str> = match kind {
            "办理动作" => version.actions.iter().map(|it| it.id.as_str()).collect(),
            "材料" => version.documents.iter().map(|it| it.id.as_str()).collect(),
            "期限" => version.clocks.iter().map(|it| it.id.as_str()).collect(),
            "关联" => version.links.iter().map(|it| it.id.as_str()).collect(),
            _ => version.fields.iter().map(|it| it.id.as_str()).collect(),
        };
        let message = format!("{owner}用到的{kind}“{id}”没有定义{}", self.which());
        let remedy =
            format!("请改正名称，或者用 versions 写明只用于哪些版本（{kind}在该版本要有）");
        let remedy = perhaps(id, known, &remedy);
        self.context.faults.error(place, code, message, remedy);
    }

    /// Which version lacks something, where there are several.
    fn which(&self) -> String {
        match self.context.versions(self.version.id.as_str()).len() {
            0 | 1 => String::new(),
            _ => format!("（{} 施行的版本）", self.version.in_force.from),
        }
    }
}

/// Why a field cannot be printed in the look that is asked for.
fn misfit(field: &Field, slot: &PaperSlot) -> Option<String> {
    let number = matches!(field.kind, FieldKind::Integer | FieldKind::Decimal);
    let fits = match slot.look {
        SlotLook::Plain | SlotLook::Masked | SlotLook::Bare => true,
        SlotLook::Capital => number,
        SlotLook::Time => field.kind == FieldKind::DateTime,
    };
    (!fits).then(|| {
        format!(
            "字段“{}”是{}，不能写“{}”",
            field.label,
            kind_label(field.kind),
            slot.written
        )
    })
}
