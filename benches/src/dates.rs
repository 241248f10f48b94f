//! The n-th working day after a date, against the Python package `holidays`.

use std::{hint::black_box, time::Instant};

use andu_calendar::{Calendar, Date, Holiday, Notice, WorkingDays};
use anyhow::{Context, Result, bail, ensure};
use serde_json::json;

use crate::{
    Plan,
    measure::{Measure, Round},
    peer::{self, Peer},
};

/// Lengths that occur in the law and in local rules.
const LENGTHS: [u32; 7] = [3, 5, 7, 10, 20, 30, 60];

/// Runs the measure.
pub fn run(plan: &Plan) -> Result<Vec<Measure>> {
    let calendar = calendar()?;
    let mut peer = Peer::start(plan, "nth_working_day.py")?;
    let mut draw = Draw(1);
    let pairs: Vec<(Date, u32)> = (0..5_000 / plan.fraction)
        .map(|_| Ok((draw.day()?, LENGTHS[draw.below(LENGTHS.len())])))
        .collect::<Result<_>>()?;
    let request = json!({
        "starts": pairs.iter().map(|(day, _)| day.to_string()).collect::<Vec<_>>(),
        "counts": pairs.iter().map(|(_, count)| count).collect::<Vec<_>>(),
    });
    let mut rounds = Vec::new();
    for _ in 0..plan.rounds {
        let answer = peer.ask(&request)?;
        agree(&calendar, &pairs, &peer::found(&answer)?)?;
        let ours = rate(pairs.len(), || {
            for (day, count) in &pairs {
                let count = WorkingDays(*count);
                black_box(calendar.nth_working_day(black_box(*day), black_box(count)));
            }
        });
        rounds.push(Round {
            peer: per_second(pairs.len(), peer::seconds(&answer)?),
            ours,
        });
    }
    Ok(vec![Measure {
        name: "n-th working day".to_owned(),
        peer: peer.name.clone(),
        unit: "dates/s",
        rounds,
        bar: Some(1_000.0),
    }])
}

fn agree(calendar: &Calendar, pairs: &[(Date, u32)], found: &[&str]) -> Result<()> {
    ensure!(
        found.len() == pairs.len(),
        "the peer answered {} of {}",
        found.len(),
        pairs.len()
    );
    for ((day, count), theirs) in pairs.iter().zip(found) {
        let ours = calendar.nth_working_day(*day, WorkingDays(*count));
        let ours = ours.with_context(|| format!("{day} + {count} lies outside the calendar"))?;
        if ours.to_string() != *theirs {
            bail!("{day} + {count} working days: ours {ours}, theirs {theirs}");
        }
    }
    Ok(())
}

/// Repeats a piece of work until a quarter of a second has passed, and gives its items a second.
pub fn rate(items: usize, mut work: impl FnMut()) -> f64 {
    let begin = Instant::now();
    let mut repeats = 0;
    while begin.elapsed().as_millis() < 250 {
        work();
        repeats += 1;
    }
    per_second(items * repeats, begin.elapsed().as_secs_f64())
}

/// Items a second.
pub fn per_second(items: usize, seconds: f64) -> f64 {
    items as f64 / seconds
}

/// The national calendar, from the files of the rule pack.
pub fn calendar() -> Result<Calendar> {
    let folder = crate::root().join("rules/cn/calendars");
    let mut notices = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let text = std::fs::read_to_string(&path)?;
        notices.push(notice(&text).with_context(|| path.display().to_string())?);
    }
    Calendar::new(&notices, None)
        .map_err(|faults| anyhow::anyhow!("the calendars of the rule pack have faults: {faults:?}"))
}

/// Reads a calendar file as far as this measure needs it; `andu-rules` is the real reader.
fn notice(text: &str) -> Result<Notice> {
    let table: toml::Table = text.parse()?;
    let word = |key: &str| {
        table
            .get(key)
            .and_then(toml::Value::as_str)
            .map(str::to_owned)
    };
    let year = table
        .get("year")
        .and_then(toml::Value::as_integer)
        .context("year")?;
    let mut holidays = Vec::new();
    for holiday in table
        .get("holiday")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
    {
        let days = |key: &str| -> Result<Vec<(Date, Date)>> {
            let items = holiday
                .get(key)
                .and_then(toml::Value::as_array)
                .into_iter()
                .flatten();
            items
                .map(|item| range(item.as_str().context("a day is text")?))
                .collect()
        };
        let festival = holiday
            .get("festival")
            .and_then(toml::Value::as_str)
            .unwrap_or_default();
        holidays.push(Holiday {
            festival: festival.to_owned(),
            off: days("off")?,
            work: days("work")?.into_iter().map(|(day, _)| day).collect(),
        });
    }
    Ok(Notice {
        year: i16::try_from(year)?,
        title: word("title").context("title")?,
        number: word("number"),
        issued: match table.get("issued").and_then(toml::Value::as_datetime) {
            Some(day) => Some(day.to_string().parse()?),
            None => None,
        },
        division: word("division"),
        amends: word("amends"),
        holidays,
    })
}

fn range(text: &str) -> Result<(Date, Date)> {
    match text.split_once("..") {
        Some((from, to)) => Ok((from.parse()?, to.parse()?)),
        None => Ok((text.parse()?, text.parse()?)),
    }
}

/// A small generator with a fixed seed: every run measures the same days.
pub struct Draw(pub u64);

impl Draw {
    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }

    /// A day of the ten years 2015–2024.
    pub fn day(&mut self) -> Result<Date> {
        let first = Date::new(2015, 1, 1)?;
        later(first, self.below(3_652))
    }
}

/// A day so many days later.
pub fn later(day: Date, days: usize) -> Result<Date> {
    let seconds = 86_400 * i64::try_from(days)?;
    Ok(day.checked_add(std::time::Duration::from_secs(u64::try_from(seconds)?))?)
}
