//! What reading a file leaves to be checked: names used, conditions, citations, and where items stand.

use std::collections::HashMap;

use crate::{
    condition::{self, Comparison, Condition, Operand},
    model::{Citation, FieldKind, Value},
    read::table::{Entry, Table, place},
    source::{Place, Placed},
};

/// Everything that checks need beside the model.
#[derive(Default)]
pub(crate) struct Notes {
    pub(crate) uses: Vec<Use>,
    pub(crate) conditions: Vec<ConditionUse>,
    pub(crate) citations: Vec<CitationUse>,
    /// Where items and keys stand: `action/reply`, `governed_by` …
    pub(crate) spots: HashMap<String, Place>,
    /// Nothing is noted, because nothing is checked.
    silent: bool,
}

/// A name used in a file outside conditions.
pub(crate) struct Use {
    pub(crate) named: Named,
    pub(crate) id: Placed<String>,
    pub(crate) owner: String,
}

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    Stage,
    Action,
    Deemed,
    Field(&'static [FieldKind]),
    Role,
    Document,
    Link,
    Procedure,
    /// Anything that a doubt may be about.
    Anything,
}

/// A condition of a file.
pub(crate) struct ConditionUse {
    pub(crate) condition: Condition,
    pub(crate) text: WrittenText,
    pub(crate) owner: String,
}

/// A text and where it stands, so that a part of it can be pointed at.
#[derive(Debug, Clone)]
pub(crate) struct WrittenText {
    pub(crate) text: String,
    pub(crate) place: Place,
    /// The bytes between the quotation marks are the text itself.
    verbatim: bool,
}

impl WrittenText {
    pub(crate) fn new(written: &Placed<String>, table: &Table<'_>) -> WrittenText {
        let (file, span) = (written.place.file, written.place.span);
        let source = table.faults.sources.text(file);
        let inner = [1, 3].into_iter().find(|quotes| {
            source.get(span.start + quotes..span.end.saturating_sub(*quotes))
                == Some(written.value.as_str())
        });
        let quotes = inner.unwrap_or_default();
        WrittenText {
            text: written.value.clone(),
            place: Place::new(file, span.start + quotes..span.end - quotes),
            verbatim: inner.is_some(),
        }
    }

    /// The place of some bytes of the text.
    pub(crate) fn part(&self, at: usize, len: usize) -> Place {
        if !self.verbatim {
            return self.place;
        }
        let start = (self.place.span.start + at).min(self.place.span.end);
        Place::new(
            self.place.file,
            start..(start + len).min(self.place.span.end),
        )
    }

    /// The place of the first occurrence of a name as a whole word, or else of the whole text.
    pub(crate) fn word(&self, word: &str) -> Place {
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let found = self.text.match_indices(word).find(|(at, _)| {
            !self.text[..*at].chars().next_back().is_some_and(is_part)
                && !self.text[at + word.len()..]
                    .chars()
                    .next()
                    .is_some_and(is_part)
        });
        match found {
            Some((at, _)) if !word.is_empty() => self.part(at, word.len()),
            _ => self.place,
        }
    }
}

/// A citation of a file.
pub(crate) struct CitationUse {
    pub(crate) citation: Citation,
    pub(crate) statute: Place,
    pub(crate) article: Place,
    pub(crate) says: Place,
    pub(crate) owner: String,
}

impl Notes {
    /// Notes for checks, or none where nothing is checked.
    pub(crate) fn new(checked: bool) -> Notes {
        Notes {
            silent: !checked,
            ..Notes::default()
        }
    }

    pub(crate) fn uses(&mut self, named: Named, id: &Placed<String>, table: &Table<'_>) {
        if self.silent {
            return;
        }
        self.uses.push(Use {
            named,
            id: id.clone(),
            owner: table.owner.clone(),
        });
    }

    pub(crate) fn spot(&mut self, name: String, place: Place) {
        if !self.silent {
            self.spots.entry(name).or_insert(place);
        }
    }

    /// Where an item or key stands.
    pub(crate) fn spot_of(&self, name: &str) -> Option<Place> {
        self.spots.get(name).copied()
    }

    /// A condition; one that cannot be read is reported and read as one that never holds.
    pub(crate) fn condition(&mut self, table: &Table<'_>, key: &'static str) -> Option<Condition> {
        let written = table.text(key)?;
        let text = WrittenText::new(&written, table);
        match condition::parse(&text.text) {
            Ok(condition) if self.silent => Some(condition),
            Ok(condition) => {
                let owner = table.owner.clone();
                self.conditions.push(ConditionUse {
                    condition: condition.clone(),
                    text,
                    owner,
                });
                Some(condition)
            }
            Err(fault) => {
                let message = format!("{}的条件 {key} 读不懂：{}", table.owner, fault.message);
                let at = text.part(fault.at, fault.len);
                table
                    .faults
                    .error(at, "bad-condition", message, &fault.remedy);
                Some(never())
            }
        }
    }

    /// A condition that must be there.
    pub(crate) fn need_condition(&mut self, table: &Table<'_>, key: &'static str) -> Condition {
        if !table.has(key) {
            table.missing(key);
        }
        self.condition(table, key).unwrap_or_else(never)
    }

    /// The citations of a list, or a single one.
    pub(crate) fn citations(&mut self, table: &Table<'_>, key: &'static str) -> Vec<Citation> {
        let owner = [table.owner.as_str(), "的依据"].concat();
        table
            .tables(key, &owner)
            .into_iter()
            .map(|basis| self.citation(basis))
            .collect()
    }

    fn citation(&mut self, table: Table<'_>) -> Citation {
        let statute = table.need_text("statute");
        let article = table.text("article");
        let item = table.text("item");
        check_item(&table, item.as_ref());
        let says = table.text("says");
        let citation = Citation {
            statute: statute.value.trim_matches(['《', '》']).to_owned(),
            article: article
                .as_ref()
                .map(|article| bare_article(&article.value).to_owned()),
            item: item.map(|item| item.value),
            says: says.as_ref().map(|says| says.value.clone()),
        };
        if !statute.value.is_empty() && !self.silent {
            self.citations.push(CitationUse {
                citation: citation.clone(),
                statute: statute.place,
                article: article.map_or(statute.place, |article| article.place),
                says: says.map_or(statute.place, |says| says.place),
                owner: table.owner.clone(),
            });
        }
        table.finish();
        citation
    }

    /// A single citation under `basis`.
    pub(crate) fn one_citation(&mut self, table: &Table<'_>) -> Option<Citation> {
        self.citations(table, "basis").into_iter().next()
    }
}

/// An item is printed as it stands, so it has to be written as papers print it.
fn check_item(table: &Table<'_>, item: Option<&Placed<String>>) {
    let Some(item) = item else {
        return;
    };
    let text = item.value.as_str();
    let bracketed = text.starts_with('（') && text.ends_with('）');
    let worded = text.starts_with('第') && text.ends_with(['项', '款', '目', '段']);
    if !bracketed && !worded {
        let message = format!("{}的 item 写作“{text}”，不能照样印出", table.owner);
        let remedy = "没有条号的文件写 item = \"（七）\"，某条的某项写 item = \"第七项\"";
        table.faults.error(item.place, "bad-item", message, remedy);
    }
}

/// 三十三 of 第三十三条.
pub(crate) fn bare_article(written: &str) -> &str {
    match written
        .strip_prefix('第')
        .and_then(|rest| rest.strip_suffix('条'))
    {
        Some(bare) => bare,
        None => written,
    }
}

/// A condition that never holds: what cannot be read keeps a gate closed.
fn never() -> Condition {
    let literal = |value| Operand::Literal(Value::Boolean(value));
    Condition::Compare(literal(true), Comparison::Equal, literal(false))
}

/// The text of an entry that is a plain text.
pub(crate) fn plain_text(entry: Entry<'_>) -> Option<Placed<String>> {
    entry.1.as_text().map(|text| Placed {
        value: text.to_owned(),
        place: place(entry),
    })
}
