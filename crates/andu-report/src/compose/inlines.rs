//! Wording becomes inlines: slots are filled, variables put in, numerals typed by hand found.

use andu_rules::model::{Piece, Variable, Wording};

use super::{SlotValue, Source, SourceKind, Variables};
use crate::{
    document::{Inline, Slot, Typed},
    finding::FindingKind,
    numeral::{Numeral, SLOT, numerals},
};

/// How much of a text a message quotes.
const QUOTED: usize = 20;

pub(super) struct Inliner<'a> {
    pub(super) variables: &'a Variables,
    figures: &'a dyn Fn(&str) -> Option<SlotValue>,
    names: &'a [String],
    sources: &'a [Source],
    used: Vec<bool>,
    slots: usize,
    block: Option<String>,
    findings: Vec<FindingKind>,
}

impl<'a> Inliner<'a> {
    pub(super) fn new(
        variables: &'a Variables,
        figures: &'a dyn Fn(&str) -> Option<SlotValue>,
        names: &'a [String],
        sources: &'a [Source],
    ) -> Inliner<'a> {
        Inliner {
            variables,
            figures,
            names,
            sources,
            used: vec![false; sources.len()],
            slots: 0,
            block: None,
            findings: Vec::new(),
        }
    }

    /// Begins a block, whose id sources may name.
    pub(super) fn enter(&mut self, block: Option<&str>) {
        self.block = block.map(str::to_owned);
    }

    pub(super) fn take_findings(&mut self) -> Vec<FindingKind> {
        std::mem::take(&mut self.findings)
    }

    /// Sources of which no numeral was found.
    pub(super) fn idle_sources(&self) -> Vec<FindingKind> {
        let idle = self
            .sources
            .iter()
            .zip(&self.used)
            .filter(|(_, used)| !**used);
        idle.map(|(source, _)| FindingKind::IdleSource {
            numeral: source.numeral.clone(),
        })
        .collect()
    }

    /// A line that people wrote; what they meant as a slot and is none stays as it stands, and is told.
    pub(super) fn prose(&mut self, line: &str) -> Vec<Inline> {
        let wording = Wording::parse(line).unwrap_or_else(|loose| {
            self.findings.push(FindingKind::LooseBrace {
                near: line[loose.at..].chars().take(QUOTED).collect(),
            });
            Wording {
                pieces: vec![Piece::Text(line.to_owned())],
            }
        });
        self.wording(&wording)
    }

    /// The inlines of a wording.
    pub(super) fn wording(&mut self, wording: &Wording) -> Vec<Inline> {
        // Numerals are looked for in the line as a whole, because what stands beside a slot is often its unit.
        let mut line = String::new();
        for piece in &wording.pieces {
            match piece {
                Piece::Text(text) => line.push_str(text),
                Piece::Figure(_) | Piece::Variable(_) => line.push(SLOT),
            }
        }
        let typed = numerals(&line, self.names);
        let mut inlines = Vec::new();
        let mut at = 0;
        for piece in &wording.pieces {
            match piece {
                Piece::Text(text) => {
                    self.text(text, at, &typed, &mut inlines);
                    at += text.len();
                }
                Piece::Figure(id) => {
                    inlines.push(self.slot(id.as_str()));
                    at += SLOT.len_utf8();
                }
                Piece::Variable(variable) => {
                    push_text(&mut inlines, &self.value(*variable));
                    at += SLOT.len_utf8();
                }
            }
        }
        inlines
    }

    fn value(&self, variable: Variable) -> String {
        let Variables {
            organ,
            year,
            period,
            recipient,
            date,
        } = self.variables;
        match variable {
            Variable::Organ => organ.clone(),
            Variable::Year => year.to_string(),
            Variable::LastYear => year.saturating_sub(1).to_string(),
            Variable::NextYear => year.saturating_add(1).to_string(),
            Variable::Period => period.clone(),
            Variable::Recipient => recipient.clone(),
            Variable::Date => date.clone(),
        }
    }

    fn slot(&mut self, id: &str) -> Inline {
        let Some(figure) = (self.figures)(id) else {
            let name = id.to_owned();
            self.findings.push(FindingKind::UnknownSlot { name });
            return Inline::Text {
                text: format!("{{{id}}}"),
            };
        };
        if figure.value.is_none() {
            self.findings.push(FindingKind::Undefined {
                indicator: id.into(),
                label: figure.label.clone(),
            });
        }
        self.slots += 1;
        Inline::Slot(Slot {
            id: format!("f{}", self.slots),
            indicator: id.to_owned(),
            label: figure.label,
            printed: figure.printed,
            value: figure.value.map(|value| value.to_string()),
            unit: figure.unit,
            href: figure.href,
            before: figure.before,
            change: figure.change,
            notes: figure.notes,
        })
    }

    /// A piece of text that begins at a byte of the line, cut at the numerals in it.
    fn text(&mut self, text: &str, begins: usize, typed: &[Numeral], inlines: &mut Vec<Inline>) {
        let ends = begins + text.len();
        let mut from = begins;
        // A numeral never spans a slot: the slot's stand-in is no part of any.
        let own = typed
            .iter()
            .filter(|it| it.start >= begins && it.end <= ends);
        for numeral in own {
            push_text(inlines, &text[from - begins..numeral.start - begins]);
            inlines.push(Inline::Typed(Typed {
                text: numeral.text.clone(),
                source: self.source(numeral),
            }));
            from = numeral.end;
        }
        push_text(inlines, &text[from - begins..]);
    }

    /// Where a typed numeral comes from; one without a source is told.
    fn source(&mut self, numeral: &Numeral) -> Option<String> {
        let fits = |source: &Source| {
            let here = source.block.is_none() || source.block == self.block;
            here && [&numeral.text, &numeral.number].contains(&&source.numeral)
        };
        let Some(at) = self.sources.iter().position(fits) else {
            self.findings.push(FindingKind::Unsourced {
                numeral: numeral.text.clone(),
            });
            return None;
        };
        self.used[at] = true;
        let source = &self.sources[at];
        let kind = match source.kind {
            SourceKind::Offline => "线下数",
            SourceKind::Stated => "来源",
        };
        Some(format!("{kind}：{}", source.note))
    }
}

fn push_text(inlines: &mut Vec<Inline>, text: &str) {
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            inlines.push(Inline::Break);
        }
        if line.is_empty() {
            continue;
        }
        match inlines.last_mut() {
            Some(Inline::Text { text }) => text.push_str(line),
            _ => inlines.push(Inline::Text {
                text: line.to_owned(),
            }),
        }
    }
}
