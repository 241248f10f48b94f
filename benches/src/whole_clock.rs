//! A legal period with a pause and an extension, against a day-by-day count with the Python package `chinesecalendar`.

use std::hint::black_box;

use andu_calendar::{
    Calendar, Course, Date, DateTime, Direction, Extension, Length, Pause, Term, reckon,
};
use anyhow::{Result, anyhow, bail, ensure};
use serde_json::{Value, json};

use crate::{
    Plan,
    dates::{Draw, calendar, later, per_second, rate},
    measure::{Measure, Round},
    peer::{self, Peer},
};

const LENGTH: u32 = 20;
const EXTENSION: u32 = 20;

/// A clock as an office has it: started, once paused, once extended.
struct Clock {
    start: DateTime,
    pauses: [Pause; 1],
    extensions: [Extension; 1],
}

impl Clock {
    fn drawn(draw: &mut Draw) -> Result<Clock> {
        let start = draw.day()?;
        let from = later(start, 1 + draw.below(15))?;
        let to = later(from, 1 + draw.below(20))?;
        let pause = Pause {
            from: midday(from),
            to: Some(midday(to)),
            limit: None,
            label: "征求第三方意见".to_owned(),
        };
        Ok(Clock {
            start: midday(start),
            pauses: [pause],
            extensions: [Extension::Add(Length::WorkingDays(EXTENSION))],
        })
    }

    fn due(&self, calendar: &Calendar) -> Result<Date> {
        let term = Term {
            length: Length::WorkingDays(LENGTH),
            direction: Direction::Forward,
            roll: true,
        };
        let course = Course {
            start: self.start,
            pauses: &self.pauses,
            extensions: &self.extensions,
            as_of: self.start,
        };
        let reckoning = reckon(calendar, term, &course).map_err(|error| anyhow!("{error}"))?;
        Ok(reckoning.due_on())
    }

    fn request(&self) -> Value {
        let [pause] = &self.pauses;
        let to = pause.to.unwrap_or(pause.from);
        let day = |time: DateTime| time.date().to_string();
        json!([day(self.start), LENGTH, day(pause.from), day(to), EXTENSION])
    }
}

fn midday(day: Date) -> DateTime {
    day.at(12, 0, 0, 0)
}

/// Runs the measure.
pub fn run(plan: &Plan) -> Result<Vec<Measure>> {
    let calendar = calendar()?;
    let mut peer = Peer::start(plan, "whole_clock.py")?;
    let mut draw = Draw(2);
    let clocks: Vec<Clock> = (0..1_500 / plan.fraction)
        .map(|_| Clock::drawn(&mut draw))
        .collect::<Result<_>>()?;
    let request = json!({ "clocks": clocks.iter().map(Clock::request).collect::<Vec<_>>() });
    let mut rounds = Vec::new();
    for _ in 0..plan.rounds {
        let answer = peer.ask(&request)?;
        agree(&calendar, &clocks, &peer::found(&answer)?)?;
        let ours = rate(clocks.len(), || {
            for clock in &clocks {
                black_box(black_box(clock).due(&calendar).is_ok());
            }
        });
        rounds.push(Round {
            peer: per_second(clocks.len(), peer::seconds(&answer)?),
            ours,
        });
    }
    Ok(vec![Measure {
        name: "clock with pause and extension".to_owned(),
        peer: peer.name.clone(),
        unit: "clocks/s",
        rounds,
        bar: Some(1_000.0),
    }])
}

fn agree(calendar: &Calendar, clocks: &[Clock], found: &[&str]) -> Result<()> {
    ensure!(
        found.len() == clocks.len(),
        "the peer answered {} of {}",
        found.len(),
        clocks.len()
    );
    for (clock, theirs) in clocks.iter().zip(found) {
        let ours = clock.due(calendar)?;
        if ours.to_string() != *theirs {
            bail!("{}: ours {ours}, theirs {theirs}", clock.request());
        }
    }
    Ok(())
}
