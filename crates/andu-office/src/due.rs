//! What is due or overdue: by unit and handler, with the lamp's word.

use andu_calendar::Date;
use andu_casework::{Lamp, clocks, lamp};
use andu_ledger::{Cell, Timestamp};
use serde::Serialize;

use crate::act::{self, Given, Request, Target};
use crate::error::OfficeError;
use crate::office::Office;
use crate::time::{instant, shanghai};

/// An open clock of a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DueItem {
    /// Matter id.
    pub matter: String,
    /// Official number.
    pub number: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Procedure id.
    pub procedure: String,
    /// `procedure.clock`.
    pub clock: String,
    /// Chinese term of the clock.
    pub clock_label: String,
    /// Due day; `None` while a pause without a limit is open.
    pub due: Option<Date>,
    /// Working days left; negative when overdue.
    pub days_left: Option<i64>,
    /// Responsible unit.
    pub unit: Option<String>,
    /// Handler.
    pub handler: Option<String>,
    /// Colour.
    pub state: Lamp,
    /// Rests on a year whose notice is not loaded (暂定).
    pub provisional: bool,
}

impl DueItem {
    /// Name of the lamp's colour class on a page; the word stands beside it.
    pub fn colour(&self) -> &'static str {
        match self.state {
            Lamp::Normal => "normal",
            Lamp::Soon => "soon",
            Lamp::Overdue => "overdue",
            Lamp::Paused => "paused",
        }
    }
}

impl Office {
    /// Writes every outcome that the law deems to have happened by `now`; returns how many.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Ledger`], [`OfficeError::Unreadable`].
    pub fn settle(&self, now: Timestamp) -> Result<usize, OfficeError> {
        let (organ, rules) = (self.shared.organ.clone(), self.rules());
        let upto = shanghai(now).to_string();
        let rows = self
            .shared
            .ledger
            .read(|snapshot| snapshot.clock_rows(&organ, Some(&upto), true))?;
        let expiring = |procedure: &str, clock: &str| {
            let versions = rules.pack.procedures.get(procedure);
            versions.is_some_and(|versions| {
                let rule = |version: &std::sync::Arc<andu_rules::model::Procedure>| {
                    version
                        .clock(clock)
                        .is_some_and(|clock| clock.expiry.is_some())
                };
                versions.iter().any(rule)
            })
        };
        let mut written = 0;
        for (id, row) in rows {
            if !expiring(&row.procedure, &row.clock) {
                continue;
            }
            let (shared, rules) = (self.shared.clone(), self.rules());
            let request = Request {
                target: Target::Matter(id.clone()),
                given: Given::Void {
                    event: None,
                    reason: String::new(),
                },
                files: Vec::new(),
                happened_at: shanghai(now),
                now,
                actor: String::new(),
                recorder: String::new(),
                channel: "clock".to_owned(),
                command: crate::office::new_id()?,
                seen: None,
                late_reason: None,
            };
            written +=
                self.act(move |tx| act::settle_matter(tx, &shared, &rules, &id, &request))?;
        }
        Ok(written)
    }

    /// Open clocks as of a day, overdue first; with `within`, only those due within so many working days (overdue ones included).
    ///
    /// # Errors
    ///
    /// [`OfficeError::Ledger`], [`OfficeError::Unreadable`], [`OfficeError::NoRule`].
    pub fn due(&self, today: Date, within: Option<i64>) -> Result<Vec<DueItem>, OfficeError> {
        let (organ, rules) = (self.shared.organ.clone(), self.rules());
        let rows = self
            .shared
            .ledger
            .read(|snapshot| snapshot.clock_rows(&organ, None, true))?;
        let mut items = Vec::new();
        for (matter, row) in rows {
            let Some(procedure) = rules.pack.latest(&row.procedure) else {
                continue;
            };
            let Some(rule) = procedure.clock(&row.clock) else {
                continue;
            };
            // A pause with a limit ends by itself, so a paused clock is looked at afresh.
            let (due, state) = if row.state == "paused" {
                self.look_again(&matter, &row.clock, today)?
            } else {
                let due: Option<Date> = row
                    .due
                    .as_deref()
                    .and_then(|due| due.get(..10)?.parse().ok());
                let Some(due) = due else { continue };
                let left = rules.calendar.working_days_between(today, due);
                let state = match due < today {
                    true => Lamp::Overdue,
                    false if left <= i64::from(rule.soon_working_days) => Lamp::Soon,
                    false => Lamp::Normal,
                };
                (Some(due), state)
            };
            let days_left = due.map(|due| rules.calendar.working_days_between(today, due));
            if within.is_some_and(|within| days_left.is_none_or(|left| left > within)) {
                continue;
            }
            let (number, title) = self.naming(&row.procedure, &matter)?;
            items.push(DueItem {
                number,
                title,
                matter,
                procedure: row.procedure.clone(),
                clock: format!("{}.{}", row.procedure, row.clock),
                clock_label: rule.label.clone(),
                due,
                days_left,
                unit: row.unit,
                handler: row.handler,
                state,
                provisional: row.provisional,
            });
        }
        items.sort_by(|a, b| {
            (a.due.is_none(), a.due, &a.unit, &a.number, &a.matter).cmp(&(
                b.due.is_none(),
                b.due,
                &b.unit,
                &b.number,
                &b.matter,
            ))
        });
        Ok(items)
    }

    fn look_again(
        &self,
        id: &str,
        clock: &str,
        today: Date,
    ) -> Result<(Option<Date>, Lamp), OfficeError> {
        let (shared, rules, id) = (self.shared.clone(), self.rules(), id.to_owned());
        let clock = clock.to_owned();
        self.act(move |tx| {
            let Some(matter) = act::load_matter(tx, &shared, &id)? else {
                return Ok((None, Lamp::Paused));
            };
            let procedure = act::governing(tx, &rules, &id, &matter)?;
            let as_of = today.to_datetime(jiff::civil::Time::midnight());
            let views = clocks(&matter, &procedure, &rules.calendar, as_of);
            let view = views.iter().find(|view| view.id.as_str() == clock);
            let rule = procedure.clock(&clock);
            let seen = view.zip(rule).and_then(|(view, rule)| {
                Some((view.due_on(), lamp(view, rule, &rules.calendar, today)?))
            });
            shared.remember(matter);
            Ok(seen.unwrap_or((None, Lamp::Paused)))
        })
    }

    /// Number and title of a matter, from its register; personal titles stay masked.
    fn naming(
        &self,
        procedure: &str,
        matter: &str,
    ) -> Result<(Option<String>, Option<String>), OfficeError> {
        let rules = self.rules();
        let Some(shape) = rules.shape(procedure) else {
            return Ok((None, None));
        };
        let organ = &self.shared.organ;
        let row = self
            .shared
            .ledger
            .read(|snapshot| snapshot.record(&shape.table, organ, matter))?
            .unwrap_or_default();
        let column = |name: &str| {
            let at = shape
                .table
                .columns
                .iter()
                .position(|column| column.name == name)?;
            match row.get(at)? {
                Cell::Text(text) => Some(text.to_string()),
                Cell::Null | Cell::Integer(_) => None,
            }
        };
        let latest = rules.pack.latest(procedure);
        let masked = latest
            .and_then(|p| p.field(p.title.as_str()))
            .is_some_and(|field| field.personal);
        let title = column("title").map(|title| {
            if masked {
                "＊＊＊".to_owned()
            } else {
                title
            }
        });
        Ok((column("number"), title))
    }
}

/// The last instant of a day in Asia/Shanghai: `--on DATE` looks at a day as its end shows it.
pub(crate) fn end_of(day: Date) -> Timestamp {
    instant(day.to_datetime(jiff::civil::time(23, 59, 59, 0)))
}
