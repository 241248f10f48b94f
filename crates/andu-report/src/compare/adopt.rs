//! Takes what people wrote in a draft back into the sections that are theirs.

use std::collections::BTreeMap;

use super::{Aligned, Pair, slots};
use crate::{
    Place, ReadBack,
    document::{Block, Document, Slot},
    line::{Line, Look},
};

/// The sections that people write as they stand in a draft that came back: id of the block → paragraphs on lines of their own.
///
/// Figures that were left alone are slots again; those typed over stay as typed, and are told by [`compare`](super::compare).
/// Paragraphs added behind a section count as its own.
pub fn prose_of(document: &Document, back: &ReadBack) -> BTreeMap<String, String> {
    let aligned = Aligned::of(document, back);
    let mut prose: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for block in &document.blocks {
        if let Block::Prose { id, .. } = block {
            prose.insert(id.clone(), Vec::new());
        }
    }
    let mut section: Option<&mut Vec<String>> = None;
    for (left, right) in &aligned.pairs {
        let line = left.map(|left| &aligned.lines[left]);
        if let Some(line) = line {
            section = match document.blocks.get(line.block) {
                Some(Block::Prose { id, .. }) => prose.get_mut(id),
                _ => None,
            };
        }
        let (Some(section), Some(right)) = (section.as_mut(), right) else {
            continue;
        };
        let new = &aligned.new[*right];
        match line {
            // The request to write is nobody's text.
            Some(line) if line.look == Look::Unwritten && line.text() == *new => {}
            Some(line) => {
                section.push(with_slots(line, &aligned.old[left.unwrap_or(0)], new, back))
            }
            None => section.push(escaped(new)),
        }
    }
    let joined = prose.into_iter().map(|(id, lines)| (id, lines.join("\n")));
    joined.collect()
}

/// A paragraph with the figures that were left alone as slots.
fn with_slots(line: &Line, old: &str, new: &str, back: &ReadBack) -> String {
    let own: Vec<&Slot> = slots(line).collect();
    let pair = Pair {
        line,
        old,
        new,
        place: &Place::whole(),
    };
    let present = pair.present(&own, back);
    let mut text = String::new();
    let mut rest = new;
    for (slot, now) in own.iter().zip(&present) {
        let Some(at) = now.as_ref().and_then(|now| super::align::whole(rest, now)) else {
            continue;
        };
        let end = at + now.as_ref().map_or(0, String::len);
        text.push_str(&escaped(&rest[..at]));
        if now.as_ref() == Some(&slot.printed) {
            text.push_str(&format!("{{{}}}", slot.indicator));
        } else {
            text.push_str(&escaped(&rest[at..end]));
        }
        rest = &rest[end..];
    }
    text.push_str(&escaped(rest));
    text
}

/// Braces would be slots.
fn escaped(text: &str) -> String {
    text.replace('{', "｛").replace('}', "｝")
}
