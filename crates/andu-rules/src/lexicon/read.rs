//! Reads lexicons; an entry of a higher layer takes the place of one of the same name below.

use jiff::civil::Date;

use crate::{
    check::Depth,
    diagnostic::Faults,
    read::table::Table,
    source::{Place, Placed},
};

use super::{
    Class, Instrument, InstrumentKind, Lapsed, Lexicons, Mark, MarkLevel, PaperForm, PaperPart,
    Promise, Weight, WrongWording, check,
};

/// What was read, and where each entry stands.
#[derive(Default)]
pub(crate) struct LexiconMarks {
    pub(crate) lexicons: Lexicons,
    pub(super) entries: Vec<Entry>,
}

/// Where an entry stands.
pub(super) struct Entry {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) owner: String,
    pub(super) layer: usize,
    pub(super) place: Place,
    /// Places of the patterns of a class or mark.
    pub(super) patterns: Vec<Placed<String>>,
}

/// What an entry is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Class,
    Mark,
    Wording,
    Instrument,
    Lapsed,
    Paper,
    Promise,
}

const WEIGHTS: &[(&str, Weight)] = &[
    ("error", Weight::Error),
    ("warning", Weight::Warning),
    ("note", Weight::Note),
];

const LEVELS: &[(&str, MarkLevel)] = &[
    ("secret", MarkLevel::Secret),
    ("internal", MarkLevel::Internal),
    ("work", MarkLevel::Work),
];

const INSTRUMENTS: &[(&str, InstrumentKind)] =
    &[("law", InstrumentKind::Law), ("plan", InstrumentKind::Plan)];

impl LexiconMarks {
    /// Reads one file over what lower layers and earlier files said.
    pub(crate) fn read(&mut self, table: Table<'_>, layer: usize) {
        let mut all = std::mem::take(&mut self.lexicons);
        for item in table.tables("class", "词类") {
            self.stand(&mut all.classes, item, layer, Kind::Class, class);
        }
        for item in table.tables("mark", "密级标志") {
            self.stand(&mut all.marks, item, layer, Kind::Mark, mark);
        }
        for item in table.tables("wording", "错词") {
            self.stand(&mut all.wordings, item, layer, Kind::Wording, wording);
        }
        for item in table.tables("instrument", "文件") {
            self.stand(
                &mut all.instruments,
                item,
                layer,
                Kind::Instrument,
                instrument,
            );
        }
        for item in table.tables("lapsed", "过时用语") {
            self.stand(&mut all.lapsed, item, layer, Kind::Lapsed, lapsed);
        }
        for item in table.tables("paper", "文种") {
            self.stand(&mut all.papers, item, layer, Kind::Paper, paper);
        }
        for item in table.tables("promise", "标题许诺") {
            self.stand(&mut all.promises, item, layer, Kind::Promise, promise);
        }
        all.titles.extend(plain(table.texts("titles")));
        table.finish();
        self.lexicons = all;
    }

    /// Checks what needs every file.
    pub(crate) fn check(&self, faults: &Faults<'_>, depth: Depth) {
        check::check(&self.lexicons, &self.entries, faults, depth);
    }

    /// Puts an entry on its list: in the place of one of the same name below, or at the end; `off = true` takes one away.
    fn stand<T>(
        &mut self,
        list: &mut Vec<T>,
        mut item: Table<'_>,
        layer: usize,
        kind: Kind,
        read: fn(&Table<'_>) -> (T, Vec<Placed<String>>),
    ) {
        let key = kind.key();
        let name = item.need_text(key);
        item.owner = format!("{}“{}”", item.owner, name.value);
        let position = self
            .entries
            .iter()
            .filter(|entry| entry.kind == kind)
            .position(|entry| entry.name == name.value);
        let whole = |entry: &Entry| entry.kind == kind && entry.name == name.value;
        let below = self.entries.iter().position(whole);
        if let Some(below) = below.filter(|_| !name.value.is_empty())
            && self.entries[below].layer == layer
        {
            let message = format!("{}写了两次", item.owner);
            let remedy = "同一层里一个词只写一处，请合并";
            item.faults
                .error(name.place, "duplicate-id", message, remedy);
        }
        if item.flag("off") == Some(true) {
            self.take_away(list, position.zip(below), &item, &name);
            item.finish();
            return;
        }
        let (value, patterns) = read(&item);
        let entry = Entry {
            kind,
            name: name.value,
            owner: item.owner.clone(),
            layer,
            place: name.place,
            patterns,
        };
        item.finish();
        match position.zip(below) {
            Some((at, below)) => {
                list[at] = value;
                self.entries[below] = entry;
            }
            None => {
                list.push(value);
                self.entries.push(entry);
            }
        }
    }

    fn take_away<T>(
        &mut self,
        list: &mut Vec<T>,
        below: Option<(usize, usize)>,
        item: &Table<'_>,
        name: &Placed<String>,
    ) {
        match below {
            Some((at, entry)) => {
                list.remove(at);
                self.entries.remove(entry);
            }
            None => item.faults.error(
                name.place,
                "unknown-base",
                format!("{}要去掉，下层没有", item.owner),
                "请核对名称，或者删去这一条",
            ),
        }
    }
}

impl Kind {
    /// The key that names an entry.
    fn key(self) -> &'static str {
        match self {
            Kind::Class | Kind::Mark | Kind::Paper => "id",
            Kind::Wording => "wrong",
            Kind::Instrument => "title",
            Kind::Lapsed => "words",
            Kind::Promise => "heading",
        }
    }
}

fn class(item: &Table<'_>) -> (Class, Vec<Placed<String>>) {
    let pattern = item.text("pattern");
    let words = plain(item.texts("words"));
    if pattern.is_none() && words.is_empty() {
        item.missing("words");
    }
    let class = Class {
        id: item.peek_text("id").unwrap_or_default().to_owned(),
        words,
        pattern: pattern.as_ref().map(|pattern| pattern.value.clone()),
    };
    (class, pattern.into_iter().collect())
}

fn mark(item: &Table<'_>) -> (Mark, Vec<Placed<String>>) {
    let pattern = item.need_text("pattern");
    let [not_after, not_before, unless] =
        ["not_after", "not_before", "unless"].map(|key| item.text(key));
    let value = |text: &Option<Placed<String>>| text.as_ref().map(|text| text.value.clone());
    if !item.has("has") {
        item.missing("has");
    }
    let mark = Mark {
        id: item.peek_text("id").unwrap_or_default().to_owned(),
        label: item.need_text("label").value,
        level: item.need_word("level", LEVELS).unwrap_or(MarkLevel::Secret),
        has: plain(item.texts("has")),
        pattern: pattern.value.clone(),
        not_after: value(&not_after),
        not_before: value(&not_before),
        unless: value(&unless),
    };
    let written = [Some(pattern), not_after, not_before, unless];
    (mark, written.into_iter().flatten().collect())
}

fn wording(item: &Table<'_>) -> (WrongWording, Vec<Placed<String>>) {
    let wrong = item.peek_text("wrong").unwrap_or_default().to_owned();
    let right = item.need_text("right");
    if right.value == wrong && !wrong.is_empty() {
        let message = format!("{}的 right 与 wrong 相同", item.owner);
        item.faults
            .error(right.place, "same-words", message, "请写上正确的写法");
    }
    let wording = WrongWording {
        right: right.value,
        weight: item.word("weight", WEIGHTS).unwrap_or(Weight::Error),
        why: item.text("why").map(|why| why.value),
        except: exceptions(item, &wrong),
        near: plain(item.texts("near")),
        wrong,
    };
    (wording, Vec::new())
}

/// Longer words that are right; each must hold the words themselves.
fn exceptions(item: &Table<'_>, words: &str) -> Vec<String> {
    let except = item.texts("except");
    for longer in except.iter().filter(|it| !it.value.contains(words)) {
        let message = format!("{}的例外“{}”里没有这个词", item.owner, longer.value);
        let remedy = "例外要写含有这个词、但并不错的更长的词";
        item.faults
            .error(longer.place, "except-without-words", message, remedy);
    }
    plain(except)
}

fn instrument(item: &Table<'_>) -> (Instrument, Vec<Placed<String>>) {
    let from = item.date("from");
    let to = item.date("to");
    if let (Some(from), Some(to)) = (&from, &to)
        && to.value < from.value
    {
        let message = format!("{}止于 {}，早于起始的 {}", item.owner, to.value, from.value);
        item.faults
            .error(to.place, "period-backwards", message, "请改正起止日期");
    }
    let title = item.peek_text("title").unwrap_or_default().to_owned();
    if title.contains(['《', '》']) {
        let message = format!("{}的 title 带了书名号", item.owner);
        let place = item.place_of("title");
        item.faults
            .error(place, "title-with-marks", message, "请去掉书名号");
    }
    let instrument = Instrument {
        title,
        names: plain(item.texts("names")),
        wrong_names: plain(item.texts("wrong_names")),
        short_names: plain(item.texts("short_names")),
        kind: item
            .need_word("kind", INSTRUMENTS)
            .unwrap_or(InstrumentKind::Law),
        from: from.map(|from| from.value),
        to: to.map(|to| to.value),
        next: item.text("next").map(|next| next.value),
        note: item.text("note").map(|note| note.value),
        unsure: item.flag("unsure") == Some(true),
    };
    (instrument, Vec::new())
}

fn paper(item: &Table<'_>) -> (PaperForm, Vec<Placed<String>>) {
    let parts = item.tables("part", &format!("{}的内容", item.owner));
    let parts: Vec<PaperPart> = parts
        .into_iter()
        .map(|part| {
            let read = PaperPart {
                label: part.need_text("label").value,
                weight: part.word("weight", WEIGHTS).unwrap_or(Weight::Warning),
                headings: plain(part.texts("headings")),
                words: plain(part.texts("words")),
            };
            if read.headings.is_empty() && read.words.is_empty() {
                part.missing("headings");
            }
            part.finish();
            read
        })
        .collect();
    let paper = PaperForm {
        id: item.peek_text("id").unwrap_or_default().to_owned(),
        label: item.need_text("label").value,
        title: plain(item.texts("title")),
        not_title: plain(item.texts("not_title")),
        since: item.date("since").map(|since| since.value),
        basis: item.text("basis").map(|basis| basis.value),
        parts,
    };
    (paper, Vec::new())
}

fn lapsed(item: &Table<'_>) -> (Lapsed, Vec<Placed<String>>) {
    let words = item.peek_text("words").unwrap_or_default().to_owned();
    let lapsed = Lapsed {
        since: item
            .need_date("since")
            .map_or(Date::ZERO, |since| since.value),
        why: item.need_text("why").value,
        weight: item.word("weight", WEIGHTS).unwrap_or(Weight::Warning),
        except: exceptions(item, &words),
        words,
    };
    (lapsed, Vec::new())
}

fn promise(item: &Table<'_>) -> (Promise, Vec<Placed<String>>) {
    let words = plain(item.texts("words"));
    if words.is_empty() {
        item.missing("words");
    }
    let heading = item.peek_text("heading").unwrap_or_default().to_owned();
    (Promise { heading, words }, Vec::new())
}

fn plain(texts: Vec<Placed<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}
