//! Our side of the durable measures: a new office in a folder of its own, and acts with so many in flight.

use std::{
    collections::VecDeque,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use andu_casework::Act;
use andu_office::{
    Given, NewOrgan, Office, Request, Target, Timestamp, Underway, new_command, shanghai,
};
use andu_rules::model::Value;
use anyhow::{Context, Result, anyhow, bail};

/// Id of the procedure in `benches/rules/`.
const PROCEDURE: &str = "five-steps";
/// Steps after the opening one, each with the field that it sets.
const STEPS: [(&str, &str); 4] = [
    ("review", "reviewed"),
    ("sign", "signed"),
    ("handle", "handled"),
    ("reply", "replied"),
];
/// What is written at every step; the peer writes the same.
const OPINION: &str =
    "同意，请按程序办理。同意，请按程序办理。同意，请按程序办理。同意，请按程序办理。";

/// Acts of a case.
pub const ACTS_OF_A_CASE: usize = 1 + STEPS.len();

/// An office under measure.
pub struct Measured {
    office: Office,
    folder: PathBuf,
    /// When the office was made, in its own time, and on the clock that measures.
    made: (Timestamp, Instant),
}

/// What is done, again and again.
#[derive(Debug, Clone, Copy)]
pub enum Work {
    /// A matter is opened: one act.
    Openings,
    /// A matter goes through all five steps.
    Cases,
}

impl Work {
    /// Acts of one piece of work.
    pub fn acts(self) -> usize {
        match self {
            Work::Openings => 1,
            Work::Cases => ACTS_OF_A_CASE,
        }
    }
}

impl Measured {
    /// Makes a new office, with the benches' procedure as its own pack.
    pub fn create(folder: &Path) -> Result<Measured> {
        let rules = folder.join("rules/procedures").join(PROCEDURE);
        fs::create_dir_all(&rules)?;
        let file = crate::root().join("benches/rules/five-steps.toml");
        fs::copy(&file, rules.join("2020-01-01.toml")).context("the benches' own procedure")?;
        let now: Timestamp = "2025-03-03T02:00:00Z".parse()?;
        let new = NewOrgan {
            name: "示例县人民政府办公室".to_owned(),
            division: "500229".to_owned(),
            demonstration: None,
            recorder: "测量".to_owned(),
        };
        let office = Office::create(folder, new, now).map_err(|error| anyhow!("{error}"))?;
        Ok(Measured {
            office,
            folder: folder.to_owned(),
            made: (now, Instant::now()),
        })
    }

    /// Does a piece of work `count` times with `in_flight` of them at once: one caller keeps so many acts under way, and hands the next
    /// step of a case in when the one before is acknowledged, which is after its commit.
    pub fn work(&self, work: Work, count: usize, in_flight: usize) -> Result<Duration> {
        let begin = Instant::now();
        let mut openings = 0..count;
        let mut under_way = VecDeque::with_capacity(in_flight);
        for nth in openings.by_ref().take(in_flight) {
            under_way.push_back((self.open(nth)?, STEPS.as_slice()));
        }
        while let Some((act, steps)) = under_way.pop_front() {
            let done = act.wait().map_err(|error| anyhow!("{error}"))?;
            let next = match (work, steps) {
                (Work::Cases, [step, rest @ ..]) => Some((self.take(done.matter, *step)?, rest)),
                (Work::Openings, _) | (Work::Cases, []) => match openings.next() {
                    Some(nth) => Some((self.open(nth)?, STEPS.as_slice())),
                    None => None,
                },
            };
            under_way.extend(next);
        }
        Ok(begin.elapsed())
    }

    /// Closes the office, checks its chain and that it holds so many acts, and returns the path of its ledger.
    pub fn close(self, acts: usize) -> Result<PathBuf> {
        let reports = self.office.verify().map_err(|error| anyhow!("{error}"))?;
        let events: u64 = reports.iter().map(|report| report.events).sum();
        if !reports.iter().all(|report| report.ok) || events < u64::try_from(acts)? {
            bail!("the ledger does not hold the {acts} acts that were acknowledged: {reports:?}");
        }
        Ok(self.folder.join("andu.db"))
    }

    fn open(&self, nth: usize) -> Result<Underway> {
        let open = Act {
            set: [
                ("subject", text(format!("关于第{nth}件的申请"))),
                ("received_on", text("2025-03-03")),
                ("lead_unit", text("示例县财政局")),
                ("handler", text("经办人")),
            ]
            .map(|(field, value)| (field.into(), value))
            .into(),
            ..Act::default()
        };
        let target = Target::New {
            procedure: PROCEDURE.to_owned(),
            id: None,
        };
        self.submit(target, open)
    }

    fn take(&self, matter: String, (action, field): (&str, &str)) -> Result<Underway> {
        let act = Act {
            action: Some(action.into()),
            set: [(field.into(), text(OPINION))].into(),
            ..Act::default()
        };
        self.submit(Target::Matter(matter), act)
    }

    fn submit(&self, target: Target, act: Act) -> Result<Underway> {
        // Ids are in order of time, so the time goes on here as it does in an office.
        let now = self.made.0 + self.made.1.elapsed();
        Ok(self.office.submit(Request {
            target,
            given: Given::Act(act),
            files: Vec::new(),
            happened_at: shanghai(now),
            now,
            actor: "经办人".to_owned(),
            recorder: "经办人".to_owned(),
            channel: "cli".to_owned(),
            command: new_command(now).map_err(|error| anyhow!("{error}"))?,
            seen: None,
            late_reason: None,
        }))
    }
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}
