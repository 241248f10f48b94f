//! A statement that was tested, and what is told of it.

use super::line::{Item, Line};
use crate::{Finding, Holds, Place, Relation, RelationKind, Severity};

/// A statement that was tested.
#[derive(Debug, Clone)]
pub(super) struct Verdict {
    pub kind: RelationKind,
    pub holds: Holds,
    pub arithmetic: String,
    pub figures: Vec<usize>,
    /// What is told where it does not hold.
    pub complaint: Option<Complaint>,
}

/// What is told of a statement that does not hold.
#[derive(Debug, Clone)]
pub(super) struct Complaint {
    pub severity: Severity,
    pub place: Place,
    pub text: String,
    /// What is wrong, without a full stop.
    pub what: String,
    /// What to do, without a full stop.
    pub remedy: &'static str,
}

impl Verdict {
    pub fn held(kind: RelationKind, arithmetic: String, items: &[&Item]) -> Self {
        Self {
            kind,
            holds: Holds::Held,
            arithmetic,
            figures: items.iter().map(|item| item.index).collect(),
            complaint: None,
        }
    }

    /// A statement that is not so, or may not be so, about the words from the first item to the last.
    pub fn against(
        kind: RelationKind,
        severity: Severity,
        arithmetic: String,
        line: &Line,
        items: &[&Item],
        told: (String, &'static str),
    ) -> Self {
        let first = items.iter().min_by_key(|item| item.start());
        let last = items.iter().max_by_key(|item| item.start());
        let (offset, text) = match (first, last) {
            (Some(first), Some(last)) => line.quote(first, last),
            _ => (0, String::new()),
        };
        let holds = match severity {
            Severity::Error => Holds::Broken,
            Severity::Warning | Severity::Note => Holds::Unsure,
        };
        Self {
            kind,
            holds,
            arithmetic,
            figures: items.iter().map(|item| item.index).collect(),
            complaint: Some(Complaint {
                severity,
                place: Place {
                    paragraph: line.paragraph,
                    offset,
                },
                text,
                what: told.0,
                remedy: told.1,
            }),
        }
    }

    /// Broken although one reading is left under which it would hold.
    pub fn broken(mut self) -> Self {
        self.holds = Holds::Broken;
        self
    }

    /// The same, told at other words: a claim is quoted, not the figure that it disagrees with.
    pub fn placed(mut self, line: &Line, start: usize, end: usize) -> Self {
        if let Some(complaint) = &mut self.complaint {
            complaint.place.offset = start;
            complaint.text = line.text(start, end);
        }
        self
    }

    /// The relation, and the finding where there is something to complain of.
    pub fn split(self) -> (Relation, Option<Finding>) {
        let finding = self.complaint.map(|complaint| {
            let message = format!(
                "{}：第{}段“{}”。{}。{}。",
                complaint.what,
                complaint.place.paragraph + 1,
                shortened(&complaint.text),
                self.arithmetic,
                complaint.remedy
            );
            let mut finding = Finding::new(
                self.kind.into(),
                complaint.severity,
                complaint.place,
                &complaint.text,
                message,
            );
            finding.figures.clone_from(&self.figures);
            finding
        });
        let relation = Relation {
            kind: self.kind,
            holds: self.holds,
            arithmetic: self.arithmetic,
            figures: self.figures,
        };
        (relation, finding)
    }
}

/// Enough words to find the place by.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 30;
    let mut chars = text.chars();
    let start: String = chars.by_ref().take(LONGEST).collect();
    if chars.next().is_some() {
        format!("{start}……")
    } else {
        start
    }
}
