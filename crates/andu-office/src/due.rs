//! What is due or overdue: by unit and handler, with the lamp's word.

use andu_calendar::{Date, Direction};
use std::sync::Arc;

use andu_casework::{Lamp, clocks, lamp, lamp_until};
use andu_ledger::{Cell, ClockRow, Snapshot, Timestamp};
use andu_rules::model::{ClockRule, Procedure};
use serde::Serialize;

use crate::act::{self, Given, Request, Target};
use crate::error::OfficeError;
use crate::load::{governing, read_matter};
use crate::office::Office;
use crate::rules::Rules;
use crate::time::{instant, shanghai};
use crate::units::UnitOrder;

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

/// Matters settled in one transaction.
const BATCH: usize = 256;

impl Office {
    /// Writes every outcome that the law deems to have happened by `now`; returns how many.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Ledger`], [`OfficeError::Unreadable`].
    pub fn settle(&self, now: Timestamp) -> Result<usize, OfficeError> {
        let expired = self.expired(now)?;
        let mut written = 0;
        for batch in expired.chunks(BATCH) {
            let (batch, shared, rules) = (batch.to_vec(), self.shared.clone(), self.rules());
            let request = settling(now)?;
            written += self.act(move |tx| {
                let mut settle =
                    |id: &String| act::settle_matter(tx, &shared, &rules, id, &request);
                batch.iter().map(&mut settle).sum::<Result<usize, _>>()
            })?;
        }
        Ok(written)
    }

    /// Matters with a clock that has run out and has consequences by law.
    fn expired(&self, now: Timestamp) -> Result<Vec<String>, OfficeError> {
        let (organ, rules) = (&self.shared.organ, self.rules());
        let upto = shanghai(now).to_string();
        let rows = self
            .shared
            .ledger
            .read(|snapshot| snapshot.clock_rows(organ, Some(&upto), true))?;
        let mut ids: Vec<_> = rows
            .into_iter()
            .filter(|(_, row)| is_open(row) && may_have_consequences(&rules, row))
            .map(|(id, _)| id)
            .collect();
        ids.sort();
        ids.dedup();
        Ok(ids)
    }

    /// Open clocks as of a day, by unit in the order of units (单位序列) and within a unit the most urgent first; with `within`, only those due within so many working days (overdue ones included).
    ///
    /// # Errors
    ///
    /// [`OfficeError::Ledger`], [`OfficeError::Unreadable`], [`OfficeError::NoRule`].
    pub fn due(&self, today: Date, within: Option<i64>) -> Result<Vec<DueItem>, OfficeError> {
        let (organ, rules) = (&self.shared.organ, self.rules());
        let (mut items, order) = self.in_snapshot(|snapshot| {
            let reader = Reader {
                snapshot,
                organ,
                rules: &rules,
                today,
            };
            let mut items = Vec::new();
            for (matter, row) in snapshot.clock_rows(organ, None, true)? {
                items.extend(reader.item(matter, row, within)?);
            }
            Ok((items, UnitOrder::read(snapshot, &rules, organ)?))
        })?;
        // Units that the directory does not know have one place together, and are kept apart by name.
        items.sort_by(|a, b| {
            let key = |item: &DueItem| (order.place(item.unit.as_deref()), item.due.is_none());
            (key(a).0, &a.unit, key(a).1, a.due, &a.number, &a.matter).cmp(&(
                key(b).0,
                &b.unit,
                key(b).1,
                b.due,
                &b.number,
                &b.matter,
            ))
        });
        Ok(items)
    }
}

/// A clock whose matter ended, or whose length is unknown, is nobody's to keep.
fn is_open(row: &ClockRow) -> bool {
    matches!(row.state.as_str(), "running" | "paused")
}

/// Whether a version of the procedure attaches a consequence to the clock; a version no longer in the pack may.
fn may_have_consequences(rules: &Rules, row: &ClockRow) -> bool {
    let Some(versions) = rules.pack.procedures.get(row.procedure.as_str()) else {
        return true;
    };
    let mut clocks = versions.iter().map(|version| version.clock(&row.clock));
    clocks.any(|clock| clock.is_none_or(|clock| clock.expiry.is_some()))
}

fn settling(now: Timestamp) -> Result<Request, OfficeError> {
    Ok(Request {
        target: Target::Matter(String::new()),
        given: Given::Act(andu_casework::Act::default()),
        files: Vec::new(),
        happened_at: shanghai(now),
        now,
        actor: String::new(),
        recorder: String::new(),
        channel: "clock".to_owned(),
        command: crate::ids::new_id(now)?,
        seen: None,
        late_reason: None,
    })
}

/// Makes the items of a due list from one state of the ledger.
struct Reader<'a> {
    snapshot: &'a Snapshot<'a>,
    organ: &'a str,
    rules: &'a Rules,
    today: Date,
}

impl Reader<'_> {
    fn item(
        &self,
        matter: String,
        row: ClockRow,
        within: Option<i64>,
    ) -> Result<Option<DueItem>, OfficeError> {
        if !is_open(&row) {
            return Ok(None);
        }
        let procedure = self.procedure(&matter, &row)?;
        let Some(rule) = procedure.clock(&row.clock) else {
            return Ok(None);
        };
        // A pause with a limit ends by itself, and one dated by a field may begin by itself: such clocks are looked at afresh.
        let seen = match row.state.as_str() == "paused" || self.may_pause_by_itself(&row, rule) {
            true => self.afresh(&matter, &row.clock)?,
            false => self.stored(&row, rule),
        };
        let Some((due, state)) = seen else {
            return Ok(None);
        };
        let waited = rule.direction == Direction::Minimum;
        if waited && due.is_some_and(|due| due < self.today) {
            // Once it is over, it asks nothing of anybody.
            return Ok(None);
        }
        let calendar = &self.rules.calendar;
        let days_left = due.map(|due| calendar.working_days_between(self.today, due));
        if within.is_some_and(|within| days_left.is_none_or(|left| left > within)) {
            return Ok(None);
        }
        let (number, title) = self.naming(&procedure, &matter)?;
        Ok(Some(DueItem {
            number,
            title,
            matter,
            clock: format!("{}.{}", row.procedure, row.clock),
            clock_label: rule.label.clone(),
            procedure: row.procedure,
            due,
            days_left,
            unit: row.unit,
            handler: row.handler,
            state,
            provisional: row.provisional,
        }))
    }

    /// The newest version that knows the clock; the one that governs the matter where the pack has none.
    fn procedure(&self, matter: &str, row: &ClockRow) -> Result<Arc<Procedure>, OfficeError> {
        let versions = self.rules.pack.procedures.get(row.procedure.as_str());
        let mut newest = versions.into_iter().flatten().rev();
        match newest.find(|version| version.clock(&row.clock).is_some()) {
            Some(version) => Ok(Arc::clone(version)),
            None => governing(self.snapshot, self.rules, self.organ, matter),
        }
    }

    /// Whether a version of the clock has a pause that begins on a day named in a field, which may lie ahead.
    fn may_pause_by_itself(&self, row: &ClockRow, rule: &ClockRule) -> bool {
        let versions = self.rules.pack.procedures.get(row.procedure.as_str());
        let known = versions.into_iter().flatten();
        let mut clocks = known
            .filter_map(|version| version.clock(&row.clock))
            .chain([rule]);
        clocks.any(|clock| clock.pauses.iter().any(|pause| pause.from.at.is_some()))
    }

    fn stored(&self, row: &ClockRow, rule: &ClockRule) -> Option<(Option<Date>, Lamp)> {
        let due: Date = row.due.as_deref()?.get(..10)?.parse().ok()?;
        let state = lamp_until(due, rule, &self.rules.calendar, self.today);
        Some((Some(due), state))
    }

    fn afresh(&self, id: &str, clock: &str) -> Result<Option<(Option<Date>, Lamp)>, OfficeError> {
        let Some(matter) = read_matter(self.snapshot, self.organ, id)? else {
            return Ok(None);
        };
        let procedure = governing(self.snapshot, self.rules, self.organ, id)?;
        let as_of = self.today.to_datetime(jiff::civil::Time::midnight());
        let calendar = &self.rules.calendar;
        let views = clocks(&matter, &procedure, calendar, as_of);
        let view = views.iter().find(|view| view.id.as_str() == clock);
        let seen = view.zip(procedure.clock(clock)).and_then(|(view, rule)| {
            Some((view.due_on(), lamp(view, rule, calendar, self.today)?))
        });
        Ok(seen)
    }

    /// Number and title of a matter, from its register; personal titles stay masked.
    fn naming(
        &self,
        procedure: &Procedure,
        matter: &str,
    ) -> Result<(Option<String>, Option<String>), OfficeError> {
        let Some(shape) = self.rules.shape_of(procedure) else {
            return Ok((None, None));
        };
        let found = self.snapshot.record(&shape.naming, self.organ, matter)?;
        let cells = found.unwrap_or_default();
        let text = |at: usize| match cells.get(at)? {
            Cell::Text(text) => Some(text.to_string()),
            Cell::Null | Cell::Integer(_) => None,
        };
        let title = procedure.field(procedure.title.as_str());
        let masked = title.is_some_and(|field| field.personal);
        let title = text(1).map(|title| {
            if masked {
                "＊＊＊".to_owned()
            } else {
                title
            }
        });
        Ok((text(0), title))
    }
}

/// The last instant of a day in Asia/Shanghai: `--on DATE` looks at a day as its end shows it.
pub(crate) fn end_of(day: Date) -> Timestamp {
    instant(day.to_datetime(jiff::civil::time(23, 59, 59, 0)))
}
