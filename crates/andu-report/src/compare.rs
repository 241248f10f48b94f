//! What hands have changed in a draft.
//!
//! Paragraphs of the document and of the draft are aligned, equal ones first and then similar ones in between. A slot whose bookmark is
//! still there is read from it; where typing has destroyed the bookmark, the text between what stood before and behind the slot counts.

mod adopt;
mod align;

pub use adopt::prose_of;

use std::{collections::BTreeMap, fmt};

use serde::Serialize;

use crate::{
    Place, ReadBack,
    document::{Document, Inline, Slot},
    line::{Line, Look, lines},
    numeral::{SLOT, numerals},
};

/// A change of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// A figure was typed over.
    SlotTyped {
        /// Where.
        place: Place,
        /// Id of the slot.
        slot: String,
        /// The indicator.
        indicator: String,
        /// Its term.
        label: String,
        /// As composed.
        old: String,
        /// As it came back.
        new: String,
    },
    /// A figure is gone.
    SlotDeleted {
        /// Where.
        place: Place,
        /// Id of the slot.
        slot: String,
        /// The indicator.
        indicator: String,
        /// Its term.
        label: String,
        /// As composed.
        old: String,
    },
    /// A numeral that was not there was typed.
    NumeralAdded {
        /// Where.
        place: Place,
        /// As typed.
        numeral: String,
        /// The paragraph as it came back.
        paragraph: String,
    },
    /// Wording was changed.
    Changed {
        /// Where.
        place: Place,
        /// As composed.
        old: String,
        /// As it came back.
        new: String,
    },
    /// A paragraph was added.
    Added {
        /// After which place.
        after: Place,
        /// As it came back.
        new: String,
    },
    /// A paragraph is gone.
    Removed {
        /// Where.
        place: Place,
        /// As composed.
        old: String,
    },
}

impl Change {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Change::SlotTyped { .. } => "slot-typed",
            Change::SlotDeleted { .. } => "slot-deleted",
            Change::NumeralAdded { .. } => "numeral-added",
            Change::Changed { .. } => "paragraph-changed",
            Change::Added { .. } => "paragraph-added",
            Change::Removed { .. } => "paragraph-removed",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::SlotTyped {
                place,
                label,
                old,
                new,
                ..
            } => write!(
                f,
                "{place}：“{label}”由 {old} 改成了 {new}。请更正背后的记录后重新生成，或者改回原数。"
            ),
            Change::SlotDeleted {
                place, label, old, ..
            } => write!(
                f,
                "{place}：删去了“{label}”（{old}）。请确认是否不再写这个数。"
            ),
            Change::NumeralAdded { place, numeral, .. } => write!(
                f,
                "{place}：手写了“{numeral}”。请换成数字位，或者注明来源，或者登记为线下数。"
            ),
            Change::Changed { place, old, new } => {
                write!(f, "{place}：文字由“{old}”改成了“{new}”。请确认后采用。")
            }
            Change::Added { after, new } => write!(f, "{after}之后：加了“{new}”。请确认后采用。"),
            Change::Removed { place, old } => write!(f, "{place}：删去了“{old}”。请确认后采用。"),
        }
    }
}

/// What differs between a composed report and a draft that came back, in the order of the report.
pub fn compare(document: &Document, back: &ReadBack) -> Vec<Change> {
    let Aligned {
        lines,
        old,
        new,
        pairs,
    } = Aligned::of(document, back);
    let mut changes = Vec::new();
    let mut last = Place::whole();
    for (left, right) in pairs {
        let place = left.map(|left| Place::of(&document.blocks, lines[left].block));
        last = place.unwrap_or(last);
        match (left, right) {
            (Some(left), Some(right)) => Pair {
                line: &lines[left],
                old: &old[left],
                new: &new[right],
                place: &last,
            }
            .changes(back, &mut changes),
            (Some(left), None) => removed(&lines[left], &old[left], &last, &mut changes),
            (None, Some(right)) => added(&new[right], &last, &mut changes),
            (None, None) => {}
        }
    }
    changes
}

/// Paragraphs of a document and of a draft, side by side.
struct Aligned {
    lines: Vec<Line>,
    /// Text of each line.
    old: Vec<String>,
    /// Text of each paragraph of the draft.
    new: Vec<String>,
    pairs: Vec<(Option<usize>, Option<usize>)>,
}

impl Aligned {
    fn of(document: &Document, back: &ReadBack) -> Aligned {
        let lines: Vec<Line> = lines(document)
            .into_iter()
            .filter(|line| !line.text().trim().is_empty())
            .collect();
        let old: Vec<String> = lines.iter().map(|line| squeezed(&line.text())).collect();
        let paragraphs = back.paragraphs.iter();
        let new: Vec<String> = paragraphs.map(|it| squeezed(&it.text)).collect();
        let marked = |left: usize, right: usize| {
            slots(&lines[left]).any(|slot| {
                let read = back.slots.get(&slot.id);
                read.is_some_and(|read| read.paragraph == right && !read.text.trim().is_empty())
            })
        };
        let pairs = align::paragraphs(&old, &new, &marked);
        Aligned {
            lines,
            old,
            new,
            pairs,
        }
    }
}

/// Without the white space that programs add at will.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn slots(line: &Line) -> impl Iterator<Item = &Slot> {
    line.inlines.iter().filter_map(|inline| match inline {
        Inline::Slot(slot) => Some(slot),
        Inline::Text { .. } | Inline::Break | Inline::Typed(_) | Inline::Blank { .. } => None,
    })
}

fn removed(line: &Line, old: &str, place: &Place, changes: &mut Vec<Change>) {
    changes.extend(slots(line).map(|slot| deleted(slot, place)));
    // That the request to write is gone is no loss.
    if line.look != Look::Unwritten {
        changes.push(Change::Removed {
            place: place.clone(),
            old: old.to_owned(),
        });
    }
}

fn added(new: &str, after: &Place, changes: &mut Vec<Change>) {
    changes.push(Change::Added {
        after: after.clone(),
        new: new.to_owned(),
    });
    changes.extend(
        numerals(new, &[])
            .into_iter()
            .map(|it| Change::NumeralAdded {
                place: after.clone(),
                numeral: it.text,
                paragraph: new.to_owned(),
            }),
    );
}

fn deleted(slot: &Slot, place: &Place) -> Change {
    Change::SlotDeleted {
        place: place.clone(),
        slot: slot.id.clone(),
        indicator: slot.indicator.clone(),
        label: slot.label.clone(),
        old: slot.printed.clone(),
    }
}

/// A paragraph and what became of it.
struct Pair<'a> {
    line: &'a Line,
    old: &'a str,
    new: &'a str,
    place: &'a Place,
}

impl Pair<'_> {
    fn changes(&self, back: &ReadBack, changes: &mut Vec<Change>) {
        if self.old == self.new {
            return;
        }
        let own: Vec<&Slot> = slots(self.line).collect();
        let present = self.present(&own, back);
        for (slot, now) in own.iter().zip(&present) {
            match now {
                Some(now) if *now == slot.printed => {}
                Some(now) => changes.push(Change::SlotTyped {
                    place: self.place.clone(),
                    slot: slot.id.clone(),
                    indicator: slot.indicator.clone(),
                    label: slot.label.clone(),
                    old: slot.printed.clone(),
                    new: now.clone(),
                }),
                None => changes.push(deleted(slot, self.place)),
            }
        }
        let (old, new) = self.masked(&own, &present);
        if old != new && self.line.look != Look::Foot {
            self.numerals(&old, &new, changes);
            changes.push(Change::Changed {
                place: self.place.clone(),
                old: self.old.to_owned(),
                new: self.new.to_owned(),
            });
        }
    }

    /// What stands in the place of each slot now; absent where nothing does.
    fn present(&self, own: &[&Slot], back: &ReadBack) -> Vec<Option<String>> {
        let by_text = align::slots(&self.line.inlines, self.new);
        let from_bookmark = |slot: &Slot| {
            let read = back.slots.get(&slot.id)?;
            let text = squeezed(&read.text);
            // An emptied bookmark says nothing: what was typed may stand right beside it.
            (!text.is_empty() && self.new.contains(&text)).then_some(text)
        };
        own.iter()
            .zip(by_text)
            .map(|(slot, text)| {
                let marked = from_bookmark(slot);
                // A bookmark that kept the old text only in part is a remnant of the typing over.
                match (marked, text) {
                    (Some(marked), _) if marked == slot.printed => Some(marked),
                    (Some(marked), Some(text)) if text.contains(&marked) => Some(text),
                    (Some(marked), _) => Some(marked),
                    (None, text) => text,
                }
            })
            .collect()
    }

    /// Both paragraphs with their figures taken out, so that only the wording is left to compare.
    fn masked(&self, own: &[&Slot], present: &[Option<String>]) -> (String, String) {
        let old = self.line.inlines.iter().map(|inline| match inline {
            Inline::Slot(_) => SLOT.to_string(),
            Inline::Text { text } => text.clone(),
            Inline::Typed(typed) => typed.text.clone(),
            Inline::Blank { label } => crate::document::blank(label),
            Inline::Break => " ".to_owned(),
        });
        let old = squeezed(&old.collect::<String>());
        let mut new = String::new();
        let mut rest = self.new;
        for (_, now) in own.iter().zip(present) {
            let Some(now) = now else { continue };
            if let Some(at) = align::whole(rest, now) {
                new.push_str(&rest[..at]);
                new.push(SLOT);
                rest = &rest[at + now.len()..];
            }
        }
        new.push_str(rest);
        let mut old = old;
        for (slot, now) in own.iter().zip(present).rev() {
            // A figure that is gone leaves no trace in the wording either.
            if now.is_none()
                && let Some(at) = nth_slot(&old, own.iter().position(|it| it.id == slot.id))
            {
                old.replace_range(at..at + SLOT.len_utf8(), "");
            }
        }
        (old, new)
    }

    /// Numerals of the new wording that the old one did not have.
    fn numerals(&self, old: &str, new: &str, changes: &mut Vec<Change>) {
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for numeral in numerals(old, &[]) {
            *known.entry(numeral.text).or_default() += 1;
        }
        for numeral in numerals(new, &[]) {
            match known.get_mut(&numeral.text) {
                Some(left) if *left > 0 => *left -= 1,
                _ => changes.push(Change::NumeralAdded {
                    place: self.place.clone(),
                    numeral: numeral.text,
                    paragraph: self.new.to_owned(),
                }),
            }
        }
    }
}

/// Where the n-th stand-in of a slot is.
fn nth_slot(text: &str, number: Option<usize>) -> Option<usize> {
    text.match_indices(SLOT).nth(number?).map(|(at, _)| at)
}
