//! Reads papers (办理文书) and the names of the office that they print.

mod block;
mod lookup;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    diagnostic::Faults,
    model::{FieldId, OfficeName, Paper, PaperLook, PaperSlot, PaperText, SlotFault, SlotKind},
    nearest::perhaps,
    read::{
        Branch, Document,
        notes::{Notes, WrittenText},
        table::{Table, civil_date, place},
    },
    source::{Place, Placed, digest},
};

/// What the checks need to know of a paper.
pub(crate) struct PaperMarks {
    pub(crate) paper: Paper,
    pub(crate) notes: Notes,
    pub(crate) slots: Vec<SlotUse>,
    /// Ids named outside slots and conditions.
    pub(crate) names: Vec<NameUse>,
    pub(crate) versions: Vec<Placed<Date>>,
    /// How messages name it.
    pub(crate) owner: String,
    pub(crate) place: Place,
}

/// A slot and where it stands.
pub(crate) struct SlotUse {
    pub(crate) slot: PaperSlot,
    /// The list whose rows are printed.
    pub(crate) list: Option<FieldId>,
    pub(crate) place: Place,
    pub(crate) owner: String,
}

/// A name and what it names.
pub(crate) struct NameUse {
    pub(crate) named: Named,
    pub(crate) id: Placed<String>,
}

/// What a name of a paper names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    Action,
    Document,
    /// The field of the number.
    Number,
    List,
    /// The day of receipt that the person concerned is told.
    Received,
    /// A field that the person concerned may see.
    Shown,
    /// An action that the person concerned is told.
    Step,
    Clock,
    Paper,
}

/// Names of the office and where they stand.
#[derive(Default)]
pub(crate) struct OfficeNames {
    pub(crate) names: BTreeMap<String, OfficeName>,
    pub(crate) slots: Vec<SlotUse>,
}

const LOOKS: &[(&str, PaperLook)] = &[
    ("notice", PaperLook::Notice),
    ("letter", PaperLook::Letter),
    ("form", PaperLook::Form),
];

/// What is noted while one paper is read.
#[derive(Default)]
struct Marks {
    notes: Notes,
    slots: Vec<SlotUse>,
    names: Vec<NameUse>,
}

/// A paper from its files, lowest layer first; one that does not say what it extends takes the place of what lies below it.
pub(crate) fn paper<'a>(
    folder: &str,
    stem: &str,
    files: &[usize],
    documents: &'a [Document<'a>],
    faults: &'a Faults<'a>,
) -> Option<PaperMarks> {
    let mut layers: Vec<(usize, &'a Branch<'a>)> = Vec::new();
    for number in files {
        let document = documents.get(*number).and_then(Option::as_ref)?;
        let table = own(*number, document, stem, faults);
        match table.text("extends") {
            None => layers.clear(),
            Some(extends) if extends.value == stem && !layers.is_empty() => {}
            Some(extends) => {
                let message = format!("{}要改动的“{}”在下层没有", table.owner, extends.value);
                let remedy = "extends 写下层已有的文书，本文件与它同名，放在同名的文件夹";
                faults.error(extends.place, "unknown-base", message, remedy);
                continue;
            }
        }
        layers.push((*number, document));
    }
    let (base, _) = *layers.first()?;
    let digests: Vec<&str> = layers
        .iter()
        .filter_map(|(number, _)| faults.sources.files.get(*number))
        .map(|file| file.digest())
        .collect();
    let digest = match digests.as_slice() {
        [own] => (*own).to_owned(),
        all => digest(all.join("\n").as_bytes()),
    };
    let upside_down = layers.iter().rev().copied();
    let owner = format!("文书“{stem}”");
    let table = Table::new(upside_down.collect(), Place::new(base, 0..0), owner, faults);
    Some(read(table, folder, stem, digest))
}

fn own<'a>(file: usize, document: &'a Branch<'a>, stem: &str, faults: &'a Faults<'a>) -> Table<'a> {
    let owner = format!("文书“{stem}”");
    Table::new(
        vec![(file, document)],
        Place::new(file, 0..0),
        owner,
        faults,
    )
}

fn read(mut table: Table<'_>, folder: &str, stem: &str, digest: String) -> PaperMarks {
    let mut marks = Marks::default();
    table.entry("extends");
    let label = table.need_text("label");
    if !label.value.is_empty() {
        table.owner = format!("文书“{}”", label.value);
    }
    check_id(&table, stem);
    let versions = versions(&table);
    let anytime = table.flag("anytime").unwrap_or_default();
    let on = names(&table, "on", Named::Action, &mut marks);
    check_issued(&table, anytime, &on);
    let when = marks.notes.condition(&table, "when");
    let series = series(&table, &on);
    let number = names(&table, "number", Named::Number, &mut marks).pop();
    let fulfils = names(&table, "fulfils", Named::Document, &mut marks).pop();
    let look = table.word("look", LOOKS).unwrap_or(PaperLook::Notice);
    let lookup = lookup::lookup(&table, &mut marks);
    let basis = marks.notes.citations(&table, "basis");
    let doubt = table.text("doubt").map(|doubt| doubt.value);
    let blocks = block::blocks(&table, &mut marks);
    let (owner, place) = (table.owner.clone(), table.place_of("label"));
    let file = table.faults.sources.shown(table.place.file).to_owned();
    table.finish();
    PaperMarks {
        paper: Paper {
            id: stem.into(),
            label: label.value,
            procedure: folder.into(),
            versions: versions.iter().map(|version| version.value).collect(),
            on: on.into_iter().map(Into::into).collect(),
            when,
            series,
            number: number.map(Into::into),
            fulfils: fulfils.map(Into::into),
            look,
            lookup,
            basis,
            blocks,
            doubt,
            file,
            digest,
        },
        notes: marks.notes,
        slots: marks.slots,
        names: marks.names,
        versions,
        owner,
        place,
    }
}

fn check_id(table: &Table<'_>, stem: &str) {
    let id = table.need_text("id");
    if id.value.is_empty() || id.value == stem {
        return;
    }
    let message = format!("{}的 id 写作“{}”，文件名是“{stem}”", table.owner, id.value);
    let remedy = format!("请把 id 改为“{stem}”，或者给文件改名");
    table.faults.error(id.place, "id-not-file", message, remedy);
}

/// A paper that no action issues and that may not be printed at any time would never be seen.
fn check_issued(table: &Table<'_>, anytime: bool, on: &[String]) {
    let remedy = "请写 on = [\"出具这份文书的动作\"]，随时可以打印的写 anytime = true";
    if on.is_empty() && !anytime {
        let message = format!("{}没有写哪个动作出具", table.owner);
        let place = table.place_of("label");
        table
            .faults
            .error(place, "paper-never-issued", message, remedy);
    }
    if !on.is_empty() && anytime {
        let message = format!("{}既写了 on，又写了 anytime", table.owner);
        let place = table.place_of("anytime");
        let remedy = "随动作出具的文书本来就可以随时打印草稿，请删去 anytime";
        table
            .faults
            .error(place, "paper-issued-twice", message, remedy);
    }
}

fn versions(table: &Table<'_>) -> Vec<Placed<Date>> {
    let mut versions = Vec::new();
    for entry in table.entries("versions") {
        match entry.1.as_moment().and_then(civil_date) {
            Some(value) => versions.push(Placed {
                value,
                place: place(entry),
            }),
            None => {
                table.wrong_kind::<()>("versions", entry, "日期（不加引号）的列表");
            }
        }
    }
    versions
}

fn series(table: &Table<'_>, on: &[String]) -> Option<String> {
    let series = table.text("series")?;
    let faults = table.faults;
    if !series.value.contains("{n}") || !series.value.contains("{year}") {
        let message = format!("{}的文号“{}”写得不全", table.owner, series.value);
        let remedy = "请写上 {year} 和 {n}，如：告〔{year}〕{n}号";
        faults.error(series.place, "bad-series", message, remedy);
    }
    if on.is_empty() {
        let message = format!("{}有文号，却没有出具它的动作", table.owner);
        let remedy = "文号在出具时编取，请写 on；随时可以打印的文书不编号，请删去 series";
        faults.error(series.place, "series-never-drawn", message, remedy);
    }
    Some(series.value)
}

fn names(table: &Table<'_>, key: &'static str, named: Named, marks: &mut Marks) -> Vec<String> {
    let written = table.texts(key);
    let uses = written.iter().map(|id| NameUse {
        named,
        id: id.clone(),
    });
    marks.names.extend(uses);
    written.into_iter().map(|id| id.value).collect()
}

/// A text with slots; one that cannot be read is reported and read as empty.
fn text(
    table: &Table<'_>,
    key: &str,
    text: &Placed<String>,
    list: Option<&FieldId>,
    slots: &mut Vec<SlotUse>,
) -> PaperText {
    let written = WrittenText::new(text, table);
    let faults = table.faults;
    let read = match PaperText::parse(&text.value) {
        Ok(read) => read,
        Err(SlotFault::Brace { at }) => {
            let message = format!("{}的 {key} 里有不成对的花括号", table.owner);
            let remedy = "要由系统填写的内容写在一对花括号里，如：{clock.reply}";
            faults.error(written.part(at, 1), "bad-wording", message, remedy);
            return PaperText::default();
        }
        Err(SlotFault::Look { at, len }) => {
            let looks = crate::model::SlotLook::ALL.map(|(name, _)| name);
            let name = text.value.get(at..at + len).unwrap_or_default();
            let message = format!("{}的 {key} 里没有“{name}”这种写法", table.owner);
            let remedy = format!("可写：{}", looks.join("、"));
            let remedy = perhaps(name, looks, &remedy);
            faults.error(written.part(at, len), "unknown-look", message, remedy);
            return PaperText::default();
        }
    };
    slots.extend(read.slots().map(|slot| {
        let place = written.text.find(&format!("{{{}}}", slot.written));
        SlotUse {
            place: place.map_or(written.place, |at| written.part(at + 1, slot.written.len())),
            slot: slot.clone(),
            list: list.cloned(),
            owner: table.owner.clone(),
        }
    }));
    read
}

/// Names of the office; one of a higher layer takes the place of the one of the same id below.
pub(crate) fn office_names(table: &Table<'_>, read: &mut OfficeNames) {
    for mut table in table.tables("name", "本单位名称") {
        let id = table.need_text("id");
        table.owner = format!("本单位名称“{}”", id.value);
        let below = read.names.get(&id.value).map(|name| name.label.clone());
        let label = match below {
            Some(below) if !table.has("label") => below,
            _ => table.need_text("label").value,
        };
        let written = table.text("text");
        let text = written.map(|it| text(&table, "text", &it, None, &mut read.slots));
        table.finish();
        let name = OfficeName {
            id: id.value.clone(),
            label,
            text,
        };
        read.names.insert(id.value, name);
    }
}

/// Whether a slot may stand in a name of the office.
pub(crate) fn fits_office(slot: &PaperSlot) -> bool {
    matches!(slot.kind, SlotKind::Organ | SlotKind::Government)
}
