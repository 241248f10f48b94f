//! A cursor over one table of a file: asks for keys, says in Chinese what is wrong with them, and knows which were never asked for.

use std::{cell::RefCell, ops::Range};

use jiff::civil::{Date, DateTime};
use toml::value::Datetime;

use crate::{
    diagnostic::Faults,
    nearest::perhaps,
    read::{
        samples::sample,
        tree::{Branch, Node, Written},
    },
    source::{Place, Placed},
};

/// A value of a file.
pub(crate) type Entry<'a> = (usize, &'a Node<'a>);

/// Most tables are asked for no more keys; memory for them is taken once.
const KEYS: usize = 16;

/// The longest list that is read, such as the words of a lexicon.
const MOST_ENTRIES: usize = 10_000;
/// The most items of a kind that a procedure may have: every way through them is looked at.
const MOST_ITEMS: usize = 500;

/// One table, perhaps laid over others; keys of the uppermost layer win.
pub(crate) struct Table<'a> {
    /// File and table, uppermost first.
    layers: Vec<(usize, &'a Branch<'a>)>,
    /// Where it begins.
    pub(crate) place: Place,
    /// How messages name it, such as 期限“答复”.
    pub(crate) owner: String,
    pub(crate) faults: &'a Faults<'a>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Table<'a> {
    pub(crate) fn new(
        layers: Vec<(usize, &'a Branch<'a>)>,
        place: Place,
        owner: impl Into<String>,
        faults: &'a Faults<'a>,
    ) -> Table<'a> {
        Table {
            layers,
            place,
            owner: owner.into(),
            faults,
            asked: RefCell::new(Vec::with_capacity(KEYS)),
        }
    }

    /// The value of a key in the uppermost layer that has it.
    pub(crate) fn entry(&self, key: &'static str) -> Option<Entry<'a>> {
        self.asked.borrow_mut().push(key);
        self.peek(key)
    }

    fn peek(&self, key: &str) -> Option<Entry<'a>> {
        self.layers
            .iter()
            .find_map(|(file, table)| Some((*file, table.get(key)?)))
    }

    /// Whether a key is there at all.
    pub(crate) fn has(&self, key: &'static str) -> bool {
        self.entry(key).is_some()
    }

    /// A text without asking for it, for the name of the table.
    pub(crate) fn peek_text(&self, key: &str) -> Option<&'a str> {
        self.peek(key)?.1.as_text()
    }

    /// Where a key's value stands, or else the table.
    pub(crate) fn place_of(&self, key: &str) -> Place {
        self.peek(key).map_or(self.place, place)
    }

    pub(crate) fn text(&self, key: &'static str) -> Option<Placed<String>> {
        let entry = self.entry(key)?;
        self.as_text(key, entry)
    }

    fn as_text(&self, key: &str, entry: Entry<'a>) -> Option<Placed<String>> {
        match entry.1.as_text() {
            Some(text) if text.trim().is_empty() => {
                let message = format!("{}的 {key} 是空的", self.owner);
                let remedy = format!("请写上内容，如：{}", sample(key));
                self.faults
                    .error(place(entry), "empty-text", message, remedy);
                None
            }
            Some(text) => Some(Placed {
                value: text.to_owned(),
                place: place(entry),
            }),
            None => self.wrong_kind(key, entry, "文本"),
        }
    }

    /// A text that must be there; a missing one is reported and read as empty.
    pub(crate) fn need_text(&self, key: &'static str) -> Placed<String> {
        let entry = self.entry(key);
        if entry.is_none() {
            self.missing(key);
        }
        let text = entry.and_then(|entry| self.as_text(key, entry));
        text.unwrap_or_else(|| Placed {
            value: String::new(),
            place: entry.map_or(self.place, place),
        })
    }

    pub(crate) fn missing(&self, key: &str) {
        self.missing_as(key, &sample(key));
    }

    pub(crate) fn missing_as(&self, key: &str, example: &str) {
        let message = format!("{}没有写 {key}", self.owner);
        let remedy = format!("请补写 {key}，如：{example}");
        self.faults
            .error(self.place, "missing-key", message, remedy);
    }

    /// Reports a value of the wrong kind.
    pub(crate) fn wrong_kind<T>(&self, key: &str, entry: Entry<'a>, wanted: &str) -> Option<T> {
        self.wrong_kind_as(key, entry, wanted, &sample(key))
    }

    fn wrong_kind_as<T>(
        &self,
        key: &str,
        entry: Entry<'a>,
        wanted: &str,
        example: &str,
    ) -> Option<T> {
        let owner = &self.owner;
        let message = format!("{owner}的 {key} 应当是{wanted}，写成了{}", kind_of(entry.1));
        let remedy = format!("请改写，如：{example}");
        self.faults
            .error(place(entry), "wrong-type", message, remedy);
        None
    }

    pub(crate) fn flag(&self, key: &'static str) -> Option<bool> {
        let entry = self.entry(key)?;
        match entry.1.as_flag() {
            Some(flag) => Some(flag),
            None => self.wrong_kind(key, entry, " true 或者 false"),
        }
    }

    /// A whole number from 0.
    pub(crate) fn number(&self, key: &'static str) -> Option<Placed<u32>> {
        let entry = self.entry(key)?;
        let number = entry
            .1
            .as_integer()
            .and_then(|number| u32::try_from(number).ok());
        match number {
            Some(value) => Some(Placed {
                value,
                place: place(entry),
            }),
            None => self.wrong_kind(key, entry, "不小于零的整数"),
        }
    }

    pub(crate) fn date(&self, key: &'static str) -> Option<Placed<Date>> {
        let entry = self.entry(key)?;
        match entry.1.as_moment().and_then(civil_date) {
            Some(value) => Some(Placed {
                value,
                place: place(entry),
            }),
            None => self.wrong_kind_as(key, entry, "日期（不加引号）", &day_sample(key)),
        }
    }

    pub(crate) fn need_date(&self, key: &'static str) -> Option<Placed<Date>> {
        if !self.has(key) {
            self.missing_as(key, &day_sample(key));
        }
        self.date(key)
    }

    /// A day, or a day and a time, that must be there.
    pub(crate) fn need_moment(&self, key: &'static str) -> Option<Placed<DateTime>> {
        if !self.has(key) {
            self.missing_as(key, &day_sample(key));
        }
        self.moment(key)
    }

    /// A day, or a day and a time.
    pub(crate) fn moment(&self, key: &'static str) -> Option<Placed<DateTime>> {
        let entry = self.entry(key)?;
        match entry.1.as_moment().and_then(civil_date_time) {
            Some(value) => Some(Placed {
                value,
                place: place(entry),
            }),
            None => {
                self.wrong_kind_as(key, entry, "日期或者日期时间（不加引号）", &day_sample(key))
            }
        }
    }

    /// One of a closed list of words, which must be there.
    pub(crate) fn need_word<T: Copy>(
        &self,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        if !self.has(key) {
            let message = format!("{}没有写 {key}", self.owner);
            let remedy = format!("请补写 {key}，可写：{}", listed(words));
            self.faults
                .error(self.place, "missing-key", message, remedy);
        }
        self.word(key, words)
    }

    /// One of a closed list of words.
    pub(crate) fn word<T: Copy>(
        &self,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let entry = self.entry(key)?;
        let written = entry.1.as_text().unwrap_or_default();
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == written) {
            return Some(*value);
        }
        let text = self.as_text(key, entry)?;
        let message = format!("{}的 {key} 不能写“{}”", self.owner, text.value);
        let all = listed(words);
        let remedy = perhaps(
            &text.value,
            words.iter().map(|(word, _)| *word),
            &format!("可写：{all}"),
        );
        self.faults
            .error(text.place, "unknown-word", message, remedy);
        None
    }

    /// A text, or a list of texts.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<Placed<String>> {
        self.entries(key)
            .into_iter()
            .filter_map(|entry| self.as_text(key, entry))
            .collect()
    }

    /// The parts of a list; anything else counts as its only part.
    pub(crate) fn entries(&self, key: &'static str) -> Vec<Entry<'a>> {
        match self.entry(key) {
            None => Vec::new(),
            Some((file, value)) => match value.as_list() {
                Some(list) if self.fits(key, (file, value), list.len(), MOST_ENTRIES) => {
                    list.iter().map(|item| (file, item)).collect()
                }
                Some(_) => Vec::new(),
                None => vec![(file, value)],
            },
        }
    }

    /// Whether a list is not longer than it may be.
    fn fits(&self, key: &str, entry: Entry<'a>, number: usize, most: usize) -> bool {
        if number > most {
            let message = format!(
                "{}的 {key} 有{number}项，超过上限{most}项，没有读",
                self.owner
            );
            let remedy = "请拆成几个程序或者几个文件；逐件登记的内容不是规则，请用台账";
            let faults = self.faults;
            faults.error(place(entry), "too-many-items", message, remedy);
        }
        number <= most
    }

    pub(crate) fn table(&self, key: &'static str, owner: &str) -> Option<Table<'a>> {
        let entry = self.entry(key)?;
        self.as_table(key, entry, owner)
    }

    pub(crate) fn as_table(&self, key: &str, entry: Entry<'a>, owner: &str) -> Option<Table<'a>> {
        match entry.1.as_table() {
            Some(table) => Some(Table::new(
                vec![(entry.0, table)],
                place(entry),
                owner,
                self.faults,
            )),
            None => self.wrong_kind(key, entry, "表"),
        }
    }

    /// The tables of a list; a single table counts as its only one.
    pub(crate) fn tables(&self, key: &'static str, owner: &str) -> Vec<Table<'a>> {
        let entries = self.entries(key);
        entries
            .into_iter()
            .filter_map(|entry| self.as_table(key, entry, owner))
            .collect()
    }

    /// The tables of a list laid over those of lower layers: one with an id known below replaces it, any other is added.
    pub(crate) fn merged(&self, key: &'static str, kind: &str) -> Vec<Table<'a>> {
        self.asked.borrow_mut().push(key);
        let mut merged: Vec<Table<'a>> = Vec::new();
        for (file, layer) in self.layers.iter().rev() {
            let Some(value) = layer.get(key) else {
                continue;
            };
            let below = merged.len();
            let single = Table::new(vec![(*file, layer)], self.place, &self.owner, self.faults);
            let Some(list) = value.as_list() else {
                single.wrong_kind::<()>(key, (*file, value), "表的列表");
                continue;
            };
            if !self.fits(key, (*file, value), list.len(), MOST_ITEMS) {
                continue;
            }
            for item in list.iter() {
                let Some(table) = single.as_table(key, (*file, item), kind) else {
                    continue;
                };
                let id = table.peek_text("id");
                let known = merged[..below]
                    .iter()
                    .position(|old| id.is_some() && old.peek_text("id") == id);
                match known {
                    Some(position) => merged[position] = table,
                    None => merged.push(table),
                }
            }
        }
        merged
    }

    /// Reports every key that nobody asked for.
    pub(crate) fn finish(self) {
        let asked = self.asked.borrow();
        for (file, table) in &self.layers {
            for (key, _) in table.iter() {
                let name: &str = &key.name;
                if asked.contains(&name) {
                    continue;
                }
                let mut known: Vec<&str> = asked.clone();
                known.sort_unstable();
                known.dedup();
                let all = format!("此处可写：{}", known.join("、"));
                let message = format!("{}不能写 {name}", self.owner);
                let remedy = perhaps(name, known.iter().copied(), &all);
                self.faults.error(
                    Place::new(*file, key.span()),
                    "unknown-key",
                    message,
                    remedy,
                );
            }
        }
    }
}

fn listed<T>(words: &[(&'static str, T)]) -> String {
    words
        .iter()
        .map(|(word, _)| *word)
        .collect::<Vec<_>>()
        .join("、")
}

fn day_sample(key: &str) -> String {
    format!("{key} = 2025-03-01")
}

/// Where a value stands.
pub(crate) fn place(entry: Entry<'_>) -> Place {
    let span: Range<usize> = entry.1.span();
    Place::new(entry.0, span)
}

/// A day without time and offset.
pub(crate) fn civil_date(written: &Datetime) -> Option<Date> {
    match written {
        Datetime {
            date: Some(date),
            time: None,
            offset: None,
        } => day(date),
        _ => None,
    }
}

/// A day with or without a time; never with an offset, because all times are Asia/Shanghai.
pub(crate) fn civil_date_time(written: &Datetime) -> Option<DateTime> {
    let Datetime {
        date: Some(date),
        time,
        offset: None,
    } = written
    else {
        return None;
    };
    let (hour, minute) = time.map_or((0, 0), |time| (time.hour, time.minute));
    let time = jiff::civil::Time::new(hour.cast_signed(), minute.cast_signed(), 0, 0).ok()?;
    Some(day(date)?.to_datetime(time))
}

fn day(date: &toml::value::Date) -> Option<Date> {
    let year = i16::try_from(date.year).ok()?;
    Date::new(year, date.month.cast_signed(), date.day.cast_signed()).ok()
}

fn kind_of(value: &Node<'_>) -> String {
    let kind = match &value.value {
        Written::Text(_) => "文本",
        Written::Integer(number) => return format!("整数 {number}"),
        Written::Huge(number) => return format!("整数 {number}"),
        Written::Fraction(_) => "小数",
        Written::Flag(_) => "是或否",
        Written::Moment(_) => "日期或时间",
        Written::List(_) => "列表",
        Written::Table(_) => "表",
    };
    kind.to_owned()
}
