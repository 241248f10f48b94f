//! Figures over a million matters: against one SQL pass that somebody wrote by hand for the same aggregates, and the first page behind each.
//!
//! The ledger is made by the engine, with the registers of the rule pack. The million rows are written into the register and the clocks
//! directly: figures read nothing else, and a million matters put through their gates would be a measure of acts.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use andu_office::{Behind, NewOrgan, Office, Period, Printed, Timestamp};
use anyhow::{Context, Result, anyhow, ensure};
use rusqlite::{Connection, OpenFlags};

use crate::{
    Plan,
    measure::{Measure, Round},
};

const MATTERS: usize = 1_000_000;
const ORGAN: &str = "示例县人民政府办公室";
/// The register whose figures are measured, by the beginning of their ids.
const PREFIX: &str = "hotline-";
/// Figures that are alike for all requests and for each platform.
const ALIKE: [(&str, &str); 4] = [
    ("", "true"),
    ("-12345", "platform = '12345'"),
    ("-minhu", "platform = 'minhu'"),
    ("-youshu", "platform = 'youshu'"),
];
/// Records of a page.
const PAGE: u32 = 50;
/// The first page of any figure must be there in this time.
const PAGE_BAR: Duration = Duration::from_millis(50);

/// An aggregate by the name that the hand-written SQL gives it.
type Named = (String, Option<f64>);

/// Runs the measures.
pub fn run(plan: &Plan) -> Result<Vec<Measure>> {
    let matters = MATTERS / plan.fraction;
    let scratch = tempfile::tempdir_in(&plan.scratch).context("a folder for databases")?;
    let folder = scratch.path().join("office");
    let now: Timestamp = "2026-01-05T02:00:00Z".parse()?;
    let new = NewOrgan {
        name: ORGAN.to_owned(),
        division: "500229".to_owned(),
        demonstration: None,
        recorder: "测量".to_owned(),
    };
    let office = Office::create(&folder, new, now).map_err(|error| anyhow!("{error}"))?;
    fill(&folder.join("andu.db"), matters)?;
    eprintln!("figures: {matters} matters are written");
    let period = Period::year(2025).context("a year")?;
    let ids = ids(&office, period)?;
    let bare = Bare::open(&folder.join("andu.db"))?;

    let (mut values, mut pages) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        let (theirs, expected) = bare.pass()?;
        let begin = Instant::now();
        let figures = office
            .figures(&ids, period, false)
            .map_err(|error| anyhow!("{error}"))?;
        let ours = begin.elapsed();
        compare(&figures, &expected)?;
        values.push(round(theirs, ours));
        let slowest = first_pages(&office, &ids, period)?;
        pages.push(round(PAGE_BAR, slowest));
    }
    Ok(vec![
        Measure {
            name: format!("{} figures of a year over {matters} matters", ids.len()),
            peer: "one bare SQL pass for the same aggregates".to_owned(),
            unit: "evaluations/s",
            rounds: values,
            // At most 1.2 times as long.
            bar: Some(1.0 / 1.2),
        },
        Measure {
            name: format!("slowest first page behind {} figures", ids.len()),
            peer: "50 ms".to_owned(),
            unit: "pages/s",
            rounds: pages,
            bar: Some(1.0),
        },
    ])
}

fn round(peer: Duration, ours: Duration) -> Round {
    Round {
        peer: 1.0 / peer.as_secs_f64(),
        ours: 1.0 / ours.as_secs_f64(),
    }
}

fn ids(office: &Office, period: Period) -> Result<Vec<String>> {
    let rules = office.rules();
    let indicators = rules.pack.indicators.keys().map(|id| id.to_string());
    let ids: Vec<String> = indicators.filter(|id| id.starts_with(PREFIX)).collect();
    ensure!(!ids.is_empty(), "no figures of {PREFIX} in {period:?}");
    Ok(ids)
}

/// The slowest first page behind any of the figures.
fn first_pages(office: &Office, ids: &[String], period: Period) -> Result<Duration> {
    let mut slowest = Duration::ZERO;
    for id in ids {
        for behind in [Behind::Part, Behind::Whole, Behind::Before] {
            let begin = Instant::now();
            let page = office
                .records(id, period, behind, None, PAGE)
                .map_err(|error| anyhow!("{error}"))?;
            let taken = begin.elapsed();
            let none = page.records.is_empty() && behind == Behind::Whole;
            ensure!(!none, "no records behind {id}");
            slowest = slowest.max(taken);
        }
    }
    Ok(slowest)
}

/// Values by hand: parts, wholes, and how many hundredths a part is worth.
fn compare(figures: &[Printed], expected: &[(String, Option<f64>)]) -> Result<()> {
    ensure!(
        figures.len() == expected.len(),
        "{} figures, by hand {}",
        figures.len(),
        expected.len()
    );
    for (id, value) in expected {
        let figure = figures
            .iter()
            .map(|printed| &printed.figure)
            .find(|figure| figure.id.as_str() == id)
            .with_context(|| format!("no figure {id}"))?;
        let ours = figure.value.map(|value| value.to_string().parse::<f64>());
        let ours = ours.transpose()?;
        let alike = match (ours, *value) {
            (Some(ours), Some(value)) => (ours - value).abs() <= 0.005_001,
            (None, None) => true,
            _ => false,
        };
        ensure!(alike, "{id} is {ours:?}, by hand {value:?}");
    }
    Ok(())
}

/// The same numbers, read by whoever knows SQL and these tables and nothing else.
struct Bare {
    connection: Connection,
    sql: String,
    ids: Vec<(String, Shape)>,
}

/// How many columns a figure takes, and what is done with them.
#[derive(Clone, Copy)]
enum Shape {
    Count,
    /// Part and whole.
    Percent,
    /// Sum and count.
    Mean,
    /// Sum and count of the year before, then of the year.
    Fall,
}

impl Bare {
    fn open(ledger: &Path) -> Result<Bare> {
        let connection = Connection::open_with_flags(ledger, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        // As much memory as the engine takes.
        connection.pragma_update(None, "cache_size", -65_536)?;
        let (mut columns, mut ids) = (Vec::new(), Vec::new());
        for (suffix, platform) in ALIKE {
            for (name, shape, sql) in alike() {
                columns.push(sql.replace("{platform}", platform));
                ids.push((format!("{PREFIX}{name}{suffix}"), shape));
            }
        }
        for (name, shape, sql) in single() {
            columns.push(sql.to_owned());
            ids.push((format!("{PREFIX}{name}"), shape));
        }
        let sql = format!(
            "select {}\nfrom register_hotline_request r where organ = '{ORGAN}' and ({IN_QUESTION})",
            columns.join(",\n  ")
        );
        Ok(Bare {
            connection,
            sql,
            ids,
        })
    }

    fn pass(&self) -> Result<(Duration, Vec<Named>)> {
        let begin = Instant::now();
        let mut statement = self.connection.prepare(&self.sql)?;
        let cells: Vec<Option<i64>> = statement.query_row([], |row| {
            (0..row.as_ref().column_count())
                .map(|place| row.get(place))
                .collect()
        })?;
        let taken = begin.elapsed();
        let mut cells = cells.into_iter().map(|cell| cell.unwrap_or(0) as f64);
        let mut next = || cells.next().context("a column too few");
        let mut values = Vec::new();
        for (id, shape) in &self.ids {
            let value = match shape {
                Shape::Count => Some(next()?),
                Shape::Percent => {
                    let (part, whole) = (next()?, next()?);
                    (whole > 0.0).then(|| 100.0 * part / whole)
                }
                Shape::Mean => {
                    let (sum, count) = (next()?, next()?);
                    (count > 0.0).then(|| sum / count)
                }
                Shape::Fall => {
                    let (old, olds, new, news) = (next()?, next()?, next()?, next()?);
                    (olds > 0.0 && news > 0.0).then(|| old / olds - new / news)
                }
            };
            values.push((id.clone(), value));
        }
        Ok((taken, values))
    }
}

macro_rules! in_year {
    ($column:literal, $year:literal, $next:literal) => {
        concat!(
            $column,
            " >= '",
            $year,
            "-01-01' and ",
            $column,
            " < '",
            $next,
            "-01-01'"
        )
    };
}

macro_rules! days {
    () => {
        "julianday(substr(did_close, 1, 10)) - julianday(substr(did_accept, 1, 10))"
    };
}

macro_rules! kept {
    () => {
        "exists (select 1 from clock k where k.organ = r.organ and k.matter = r.matter \
         and k.clock in ('consult', 'help', 'complaint') and k.kept = 1)"
    };
}

/// Rows that no figure is about are left out at once.
const IN_QUESTION: &str = concat!(
    in_year!("did_accept", "2025", "2026"),
    " or ",
    in_year!("did_close", "2024", "2026"),
    " or ",
    in_year!("did_callback", "2025", "2026"),
    " or ",
    in_year!("did_reject", "2025", "2026"),
    " or ",
    in_year!("did_escalate", "2025", "2026"),
    " or ",
    in_year!("did_reopen", "2025", "2026"),
    " or ",
    in_year!("did_park", "2025", "2026")
);

fn alike() -> Vec<(&'static str, Shape, String)> {
    use Shape::{Count, Fall, Mean, Percent};
    const ACCEPTED: &str = in_year!("did_accept", "2025", "2026");
    const CLOSED: &str = in_year!("did_close", "2025", "2026");
    const BEFORE: &str = in_year!("did_close", "2024", "2025");
    const REACHED: &str = concat!(
        in_year!("did_callback", "2025", "2026"),
        " and callback_reached"
    );
    let count = |filter: &str| format!("count(*) filter (where {{platform}} and {filter})");
    let days = |filter: &str| {
        format!(
            "cast(sum({}) filter (where {{platform}} and {filter}) as integer), {}",
            days!(),
            count(filter)
        )
    };
    let share =
        |part: &str, of: &str| format!("{}, {}", count(&format!("{of} and {part}")), count(of));
    vec![
        ("accepted", Count, count(ACCEPTED)),
        ("closed", Count, count(CLOSED)),
        (
            "on-spot",
            Count,
            count(&format!("{ACCEPTED} and did_answer_at_once is not null")),
        ),
        (
            "dispatched",
            Count,
            count(&format!("{ACCEPTED} and did_dispatch is not null")),
        ),
        (
            "dispatched-closed",
            Count,
            count(&format!(
                "{ACCEPTED} and did_dispatch is not null and did_close is not null"
            )),
        ),
        ("on-time-rate", Percent, share(kept!(), CLOSED)),
        (
            "closing-rate",
            Percent,
            share("did_close is not null", ACCEPTED),
        ),
        ("mean-days", Mean, days(CLOSED)),
        (
            "mean-days-shortened",
            Fall,
            format!("{}, {}", days(BEFORE), days(CLOSED)),
        ),
        ("response-rate", Percent, share("contacted", REACHED)),
        ("solving-rate", Percent, share("solved", REACHED)),
        ("satisfaction", Percent, share("satisfied", REACHED)),
    ]
}

fn single() -> Vec<(&'static str, Shape, &'static str)> {
    use Shape::{Count, Percent};
    vec![
        (
            "escalated",
            Count,
            concat!(
                "count(*) filter (where ",
                in_year!("did_escalate", "2025", "2026"),
                ")"
            ),
        ),
        (
            "escalated-topics",
            Count,
            concat!(
                "count(distinct escalated_topic) filter (where ",
                in_year!("did_escalate", "2025", "2026"),
                ")"
            ),
        ),
        (
            "satisfaction-with-basic",
            Percent,
            concat!(
                "count(*) filter (where ",
                in_year!("did_callback", "2025", "2026"),
                " and callback_reached and satisfaction in ('satisfied', 'basically')), count(*) filter (where ",
                in_year!("did_callback", "2025", "2026"),
                " and callback_reached and satisfaction is not null)"
            ),
        ),
        (
            "rejected",
            Count,
            concat!(
                "count(*) filter (where ",
                in_year!("did_reject", "2025", "2026"),
                ")"
            ),
        ),
        (
            "reopened",
            Count,
            concat!(
                "count(*) filter (where ",
                in_year!("did_reopen", "2025", "2026"),
                ")"
            ),
        ),
        (
            "parked",
            Count,
            concat!(
                "count(*) filter (where ",
                in_year!("did_park", "2025", "2026"),
                ")"
            ),
        ),
    ]
}

/// Writes the rows of `matters` requests that came in evenly over the years 2023 to 2025, as the engine would leave them.
fn fill(ledger: &Path, matters: usize) -> Result<()> {
    let connection = Connection::open(ledger)?;
    connection
        .execute_batch("pragma synchronous = off; pragma cache_size = -65536; begin immediate;")?;
    let step = 3.0 * 365.25 * 86_400.0 / matters as f64;
    connection.execute(
        include_str!("figures_requests.sql"),
        (ORGAN, i64::try_from(matters)?, step),
    )?;
    connection.execute_batch(include_str!("figures_clocks.sql"))?;
    connection.execute_batch("commit; pragma wal_checkpoint(truncate); analyze;")?;
    Ok(())
}
