//! Projections compared with the events, in one reading of the ledger.

use andu_calendar::DateTime;
use andu_casework::{Matter, clocks};
use andu_ledger::{Cell, ClockRow, HistoryRow, MatterHead, Snapshot, TableSpec, Timestamp};
use andu_rules::model::Procedure;
use serde::Serialize;

use crate::error::OfficeError;
use crate::load::{by_digest, fold};
use crate::office::Office;
use crate::project;
use crate::rules::{Rules, Shape};
use crate::time::shanghai;

/// Rows read at once.
const PAGE: usize = 10_000;

/// A row that does not say what the events say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The matter.
    pub matter: String,
    /// The table.
    pub table: String,
    /// The column; `None` where the whole row is missing or too many.
    pub column: Option<String>,
    /// What the events say.
    pub expected: String,
    /// What the row says.
    pub found: String,
}

impl Office {
    /// Compares every row of every register, its lists, former states, clocks and links with what the events say.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Ledger`], [`OfficeError::Unreadable`], [`OfficeError::NoRule`].
    pub fn compare(&self, now: Timestamp) -> Result<Vec<Difference>, OfficeError> {
        let rules = self.rules();
        let organ = &self.shared.organ;
        self.in_snapshot(|snapshot| {
            let mut comparison = Comparison {
                snapshot,
                organ,
                rules: &rules,
                now: shanghai(now),
                differences: Vec::new(),
            };
            for (id, head) in matters(snapshot, organ)? {
                comparison.matter(&id, &head)?;
            }
            comparison
                .differences
                .extend(strays(snapshot, organ, &rules)?);
            Ok(comparison.differences)
        })
    }
}

/// All matters with their heads, those of one procedure together; the organ's own events left out.
pub(crate) fn matters(
    snapshot: &Snapshot<'_>,
    organ: &str,
) -> Result<Vec<(String, MatterHead)>, OfficeError> {
    let mut found: Vec<(String, MatterHead)> = Vec::new();
    loop {
        let after = found.last().map_or("", |(id, _)| id);
        let page = snapshot.matters(organ, None, after, PAGE)?;
        if page.is_empty() {
            break;
        }
        found.extend(page);
    }
    found.retain(|(id, _)| id != organ);
    found.sort_by(|(_, a), (_, b)| a.procedure.cmp(&b.procedure));
    Ok(found)
}

/// Rows of registers, lists and clocks whose matters have no events.
pub(crate) fn strays(
    snapshot: &Snapshot<'_>,
    organ: &str,
    rules: &Rules,
) -> Result<Vec<Difference>, OfficeError> {
    let mut strays = Vec::new();
    let clock = clock_table();
    for table in rules
        .shapes()
        .flat_map(|shape| shape.tables())
        .chain([&clock])
    {
        let ids = snapshot.strays(table, organ)?;
        strays.extend(ids.into_iter().map(|matter| Difference {
            matter,
            table: table.name.clone(),
            column: None,
            expected: "无此行".to_owned(),
            found: "有此行".to_owned(),
        }));
    }
    Ok(strays)
}

/// The ledger's own table of clocks, as far as strays are looked for in it.
pub(crate) fn clock_table() -> TableSpec {
    TableSpec {
        name: "clock".to_owned(),
        list: false,
        columns: Vec::new(),
    }
}

struct Comparison<'a> {
    snapshot: &'a Snapshot<'a>,
    organ: &'a str,
    rules: &'a Rules,
    now: DateTime,
    differences: Vec<Difference>,
}

impl Comparison<'_> {
    fn matter(&mut self, id: &str, head: &MatterHead) -> Result<(), OfficeError> {
        let events = self.snapshot.events(self.organ, id)?;
        let matter = fold(id, &events)?;
        let procedure = by_digest(self.snapshot, self.rules, id, &head.rule_digest)?;
        if let Some(shape) = self.rules.shape_of(&procedure) {
            self.row(&matter, &procedure, &shape)?;
            self.lists(&matter, &shape)?;
            if shape.versioned {
                self.history(&matter, &procedure, &shape)?;
            }
        }
        let entered = events.last().map(|event| shanghai(event.recorded_at));
        self.clocks(&matter, &procedure, entered.unwrap_or(self.now))?;
        self.links(&matter)
    }

    fn row(
        &mut self,
        matter: &Matter,
        procedure: &Procedure,
        shape: &Shape,
    ) -> Result<(), OfficeError> {
        let table = &shape.table;
        let expected = (!matter.voided).then(|| project::row(matter, procedure, shape));
        let found = self.snapshot.record(table, self.organ, &matter.id)?;
        match (expected, found) {
            (Some(expected), Some(found)) => {
                let cells = expected.iter().zip(&found);
                for (column, (expected, found)) in table.columns.iter().zip(cells) {
                    if expected != found {
                        let (expected, found) = (shown(expected), shown(found));
                        self.differs(matter, &table.name, Some(&column.name), expected, found);
                    }
                }
            }
            (Some(_), None) => self.differs(matter, &table.name, None, "有此行", "无此行"),
            (None, Some(_)) => self.differs(matter, &table.name, None, "无此行", "有此行"),
            (None, None) => {}
        }
        Ok(())
    }

    fn lists(&mut self, matter: &Matter, shape: &Shape) -> Result<(), OfficeError> {
        for (index, list) in shape.lists.iter().enumerate() {
            let expected = project::items(matter, shape, index);
            let found = self.snapshot.items(list, self.organ, &matter.id)?;
            if expected != found {
                let (expected, found) = (rows_shown(&expected), rows_shown(&found));
                self.differs(matter, &list.name, None, expected, found);
            }
        }
        Ok(())
    }

    fn history(
        &mut self,
        matter: &Matter,
        procedure: &Procedure,
        shape: &Shape,
    ) -> Result<(), OfficeError> {
        let expected = project::history(matter, procedure, shape);
        let found = self
            .snapshot
            .history(&shape.table, self.organ, &matter.id)?;
        if expected != found {
            let told = |states: &[HistoryRow]| {
                let from: Vec<_> = states
                    .iter()
                    .map(|state| state.valid_from.as_str())
                    .collect();
                format!("{}段：{}", from.len(), from.join("、"))
            };
            let table = shape.table.history_name();
            self.differs(matter, &table, None, told(&expected), told(&found));
        }
        Ok(())
    }

    /// A pause with a limit ends by itself, so a row may stand as it was when the matter was last touched or as it is now.
    fn clocks(
        &mut self,
        matter: &Matter,
        procedure: &Procedure,
        entered: DateTime,
    ) -> Result<(), OfficeError> {
        let rows = |at: DateTime| {
            let views = match matter.voided {
                true => Vec::new(),
                false => clocks(matter, procedure, &self.rules.calendar, at),
            };
            project::clock_rows(matter, procedure, &views, &self.rules.calendar_digest)
        };
        let (then, now) = (rows(entered), rows(self.now));
        let found = self.snapshot.clocks_of(self.organ, &matter.id)?;
        for (then, now) in then.iter().zip(&now) {
            let stored = found.iter().find(|row| row.clock == now.clock);
            if !stored.is_some_and(|row| told(row) == told(then) || told(row) == told(now)) {
                let found = stored.map_or_else(|| "无此行".to_owned(), told);
                self.differs(matter, "clock", Some(&now.clock), told(now), found);
            }
        }
        for row in &found {
            if now.iter().all(|known| known.clock != row.clock) {
                self.differs(matter, "clock", Some(&row.clock), "无此行", told(row));
            }
        }
        Ok(())
    }

    fn links(&mut self, matter: &Matter) -> Result<(), OfficeError> {
        let expected = project::links(matter);
        let mut found = self.snapshot.links_of(self.organ, &matter.id)?;
        found.retain(|link| link.from == matter.id);
        found.sort();
        if expected != found {
            let told = |links: &[andu_ledger::LinkRow]| {
                let told = links
                    .iter()
                    .map(|link| format!("{}→{}", link.kind, link.to));
                format!("{}项：{}", links.len(), told.collect::<Vec<_>>().join("、"))
            };
            self.differs(matter, "link", None, told(&expected), told(&found));
        }
        Ok(())
    }

    fn differs(
        &mut self,
        matter: &Matter,
        table: &str,
        column: Option<&str>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) {
        self.differences.push(Difference {
            matter: matter.id.clone(),
            table: table.to_owned(),
            column: column.map(str::to_owned),
            expected: expected.into(),
            found: found.into(),
        });
    }
}

/// What a clock row says, but for what moves on daily: how much was consumed. A stopped clock keeps the calendar that it was
/// stopped under, so that is told of open ones only.
fn told(row: &ClockRow) -> String {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "—".to_owned());
    let kept = match row.kept {
        Some(true) => "按期",
        Some(false) => "逾期",
        None => "未定",
    };
    let open = matches!(row.state.as_str(), "running" | "paused");
    format!(
        "{} {} {} 至{} 止于{} {kept}{} {} {} {}",
        row.procedure,
        row.state,
        row.start,
        or_dash(&row.due),
        or_dash(&row.stopped),
        if row.provisional && open {
            " 暂定"
        } else {
            ""
        },
        or_dash(&row.unit),
        or_dash(&row.handler),
        if open { &row.calendar } else { "" },
    )
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Null => "（空）".to_owned(),
        Cell::Integer(number) => number.to_string(),
        Cell::Text(text) => text.to_string(),
    }
}

fn rows_shown(rows: &[Vec<Cell>]) -> String {
    let row = |row: &Vec<Cell>| row.iter().map(shown).collect::<Vec<_>>().join(" ");
    let told: Vec<_> = rows.iter().map(row).collect();
    format!("{}行：{}", rows.len(), told.join("；"))
}
