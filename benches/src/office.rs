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
    /// step of a case in when the one before is acknowledged, which is after its commit. What is handed in lies ready, like the rows of
    /// the peer.
    pub fn work(&self, work: Work, count: usize, in_flight: usize) -> Result<Duration> {
        let ready: Vec<_> = (0..count).map(|nth| self.piece(work, nth)).collect();
        let mut ready = ready.into_iter();
        let begin = Instant::now();
        let mut under_way = VecDeque::with_capacity(in_flight);
        for (opening, steps) in ready.by_ref().take(in_flight) {
            under_way.push_back((self.submit(opening)?, steps.into_iter()));
        }
        while let Some((act, mut steps)) = under_way.pop_front() {
            let done = act.wait().map_err(|error| anyhow!("{error}"))?;
            if let Some(mut step) = steps.next() {
                step.target = Target::Matter(done.matter);
                under_way.push_back((self.submit(step)?, steps));
            } else if let Some((opening, steps)) = ready.next() {
                under_way.push_back((self.submit(opening)?, steps.into_iter()));
            }
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

    /// The opening act of a piece of work, and the steps that follow it.
    fn piece(&self, work: Work, nth: usize) -> (Request, Vec<Request>) {
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
        let steps = STEPS.iter().take(work.acts() - 1);
        let steps = steps.map(|(action, field)| {
            self.request(Act {
                action: Some((*action).into()),
                set: [((*field).into(), text(OPINION))].into(),
                ..Act::default()
            })
        });
        (self.request(open), steps.collect())
    }

    /// A request, to which matter, time and command are still to be given.
    fn request(&self, act: Act) -> Request {
        let now = self.made.0;
        Request {
            target: Target::New {
                procedure: PROCEDURE.to_owned(),
                id: None,
            },
            given: Given::Act(act),
            files: Vec::new(),
            happened_at: shanghai(now),
            now,
            actor: "经办人".to_owned(),
            recorder: "经办人".to_owned(),
            channel: "cli".to_owned(),
            command: String::new(),
            seen: None,
            late_reason: None,
        }
    }

    fn submit(&self, mut request: Request) -> Result<Underway> {
        // Ids are in order of time, so the time goes on here as it does in an office.
        request.now = self.made.0 + self.made.1.elapsed();
        request.happened_at = shanghai(request.now);
        request.command = new_command(request.now).map_err(|error| anyhow!("{error}"))?;
        Ok(self.office.submit(request))
    }
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}
