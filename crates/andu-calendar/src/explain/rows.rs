//! Gathers single days into stretches of one kind and puts them into words.

use super::ExplainedDays;
use crate::day::{Day, DayReason};
use crate::days;

/// The stretches of an explanation, in the order in which they were walked.
pub(super) struct Rows {
    rows: Vec<Row>,
    /// Walked from the event back in time.
    backward: bool,
}

struct Row {
    first: usize,
    last: usize,
    kind: Kind,
    provisional: bool,
}

#[derive(Clone)]
enum Kind {
    Said {
        counted: bool,
        why: String,
    },
    /// Counted days, numbered within their part of the period as they were walked.
    Counted {
        part: &'static str,
        reason: String,
        from: u32,
        to: u32,
    },
    /// A weekend, or days off for one festival.
    Rest {
        reasons: Vec<String>,
        weekend: bool,
    },
    Paused {
        label: String,
    },
}

impl Rows {
    pub(super) fn new(backward: bool) -> Rows {
        Rows {
            rows: Vec::new(),
            backward,
        }
    }

    /// A row in words of its own.
    pub(super) fn say(&mut self, first: usize, last: usize, counted: bool, why: String) {
        let kind = Kind::Said { counted, why };
        self.rows.push(Row {
            first,
            last,
            kind,
            provisional: false,
        });
    }

    /// A counted day. The reason is given only where it matters what a day is.
    pub(super) fn count(
        &mut self,
        day: usize,
        part: &'static str,
        number: u32,
        about: Option<&Day>,
    ) {
        let reason = about.map_or(String::new(), |about| about.why.to_string());
        let kind = Kind::Counted {
            part,
            reason,
            from: number,
            to: number,
        };
        self.push(day, kind, about.is_some_and(|about| about.provisional));
    }

    /// A day that does not count because it is not worked.
    pub(super) fn rest(&mut self, day: usize, about: &Day) {
        let weekend = matches!(about.why, DayReason::Weekend(_));
        let kind = Kind::Rest {
            reasons: vec![about.why.to_string()],
            weekend,
        };
        self.push(day, kind, about.provisional);
    }

    /// A day that does not count because the period stands still.
    pub(super) fn paused(&mut self, day: usize, label: &str) {
        self.push(
            day,
            Kind::Paused {
                label: label.to_owned(),
            },
            false,
        );
    }

    /// Says something more of the day walked last, in a row of its own.
    pub(super) fn note(&mut self, day: usize, note: &str) {
        let Some(mut row) = self.rows.pop() else {
            return;
        };
        if let Some(kind) = row.kind.split_last() {
            let alone = Row {
                first: day,
                last: day,
                kind,
                provisional: row.provisional,
            };
            // A walk back in time grows and shrinks at the other end.
            if row.first == day {
                row.first += 1;
            } else {
                row.last -= 1;
            }
            self.rows.push(row);
            row = alone;
        }
        let (counted, why) = row.kind.words(self.backward);
        row.kind = Kind::Said {
            counted,
            why: format!("{why}，{note}"),
        };
        self.rows.push(row);
    }

    /// The explanation in order of date; the row walked last says that the whole is provisional.
    pub(super) fn finish(self, provisional: bool) -> Vec<ExplainedDays> {
        let (count, backward) = (self.rows.len(), self.backward);
        let rows = self
            .rows
            .into_iter()
            .enumerate()
            .filter_map(|(index, row)| {
                let (counted, mut why) = row.kind.words(backward);
                let is_last = index + 1 == count;
                if (row.provisional && !why.contains("推定")) || (provisional && is_last) {
                    why.push_str("（暂定）");
                }
                let to = (row.first < row.last)
                    .then(|| days::date(row.last))
                    .flatten();
                Some(ExplainedDays {
                    date: days::date(row.first)?,
                    to,
                    counted,
                    why,
                })
            });
        let mut rows: Vec<_> = rows.collect();
        if backward {
            rows.reverse();
        }
        rows
    }

    /// Adds a day, to the row before it where that is of the same kind.
    fn push(&mut self, day: usize, kind: Kind, provisional: bool) {
        if let Some(row) = self.rows.last_mut()
            && row.provisional == provisional
            && row.kind.takes(&kind)
        {
            row.first = row.first.min(day);
            row.last = row.last.max(day);
        } else {
            self.rows.push(Row {
                first: day,
                last: day,
                kind,
                provisional,
            });
        }
    }
}

impl Kind {
    /// Takes up the next day's kind, if it is the same.
    fn takes(&mut self, next: &Kind) -> bool {
        match (self, next) {
            (
                Kind::Counted {
                    part, reason, to, ..
                },
                Kind::Counted {
                    part: next_part,
                    reason: next_reason,
                    to: next_to,
                    ..
                },
            ) if part == next_part && reason == next_reason && *to + 1 == *next_to => {
                *to = *next_to;
                true
            }
            (
                Kind::Rest {
                    reasons,
                    weekend: true,
                },
                Kind::Rest {
                    reasons: next,
                    weekend: true,
                },
            ) => {
                reasons.extend_from_slice(next);
                true
            }
            (Kind::Rest { reasons, .. }, Kind::Rest { reasons: next, .. }) => reasons == next,
            (Kind::Paused { label }, Kind::Paused { label: next }) => label == next,
            _ => false,
        }
    }

    /// Takes the day walked last off a stretch of several counted days.
    fn split_last(&mut self) -> Option<Kind> {
        let Kind::Counted {
            part,
            reason,
            from,
            to,
        } = self
        else {
            return None;
        };
        if from == to {
            return None;
        }
        let last = Kind::Counted {
            part,
            reason: reason.clone(),
            from: *to,
            to: *to,
        };
        *to -= 1;
        Some(last)
    }

    fn words(&self, backward: bool) -> (bool, String) {
        match self {
            Kind::Said { counted, why } => (*counted, why.clone()),
            Kind::Counted {
                part,
                reason,
                from,
                to,
            } => {
                let comma = if reason.is_empty() { "" } else { "，" };
                let days = match (backward, from == to) {
                    (false, true) => format!("计第{to}日"),
                    (false, false) => format!("计第{from}至{to}日"),
                    (true, true) => format!("倒数第{to}日"),
                    // The row goes by date, from the day that was met last.
                    (true, false) => format!("倒数第{to}至{from}日"),
                };
                (true, format!("{part}{reason}{comma}{days}"))
            }
            Kind::Rest { reasons, .. } if backward => {
                let reasons: Vec<_> = reasons.iter().rev().map(String::as_str).collect();
                (false, reasons.join("、"))
            }
            Kind::Rest { reasons, .. } => (false, reasons.join("、")),
            Kind::Paused { label } => (false, format!("扣除：{label}")),
        }
    }
}
