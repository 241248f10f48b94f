//! A demonstration office is made: every deed of the scenario goes through the gates like anybody's.

use std::collections::HashMap;
use std::path::Path;

use andu_casework::{Act, Document, LinkTo, parse_value};
use andu_figures::{Figure, Period};
use serde::Serialize;

use super::example::{Example, ExpectedFigure};
use super::generate::{Planned, fill, plan};
use crate::act::{Given, Request, Target};
use crate::due::{DueItem, end_of};
use crate::error::OfficeError;
use crate::figures::Printed;
use crate::ids::new_id;
use crate::office::Office;
use crate::organ::NewOrgan;
use crate::rules::Rules;
use crate::time::instant;

/// Who opens a demonstration office.
const DEMONSTRATOR: &str = "演示";

/// Deeds handed in at once.
const BATCH: usize = 4_096;

/// How far the making of a demonstration office has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Deeds done.
    pub done: usize,
    /// Deeds in all.
    pub total: usize,
}

/// A demonstration office that has been made.
#[derive(Debug, Clone, Serialize)]
pub struct DemoReport {
    /// The fictitious office.
    pub office: String,
    /// Matters that entered.
    pub matters: usize,
    /// Events written.
    pub events: usize,
    /// Year of the report.
    pub year: i16,
    /// The day on which the due list was looked at.
    pub looked_at: andu_calendar::Date,
    /// What is due on that day.
    pub due: Vec<DueItem>,
    /// The figures, each beside the one published.
    pub figures: Vec<DemoFigure>,
    /// Head of the chain: position and hash.
    pub head: (u64, String),
}

/// A figure beside the one published.
#[derive(Debug, Clone, Serialize)]
pub struct DemoFigure {
    /// Row of the catalogue.
    pub catalogue: String,
    /// As the real office published it.
    pub published: f64,
    /// Whether the records give it.
    pub agrees: bool,
    /// The figure.
    pub figure: Figure,
    /// As a report prints it.
    pub printed: String,
    /// The first records behind it.
    pub records: Vec<andu_figures::Record>,
}

impl Office {
    /// Makes a demonstration office in an empty data folder, or in the folder given by `layers` of rules.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Example`] where the scenario cannot be read; the refusal, with matter, step and article, where the engine
    /// refuses a deed.
    pub fn demonstrate(
        dir: &Path,
        example: &Example,
        mut progress: impl FnMut(Progress),
    ) -> Result<(Office, DemoReport), OfficeError> {
        let scenario = &example.scenario;
        let opened = instant(
            scenario
                .office
                .opened_on
                .to_datetime(jiff::civil::time(8, 0, 0, 0)),
        );
        let new = NewOrgan {
            name: scenario.office.name.clone(),
            division: scenario.office.division.clone(),
            demonstration: Some(example.id.clone()),
            recorder: DEMONSTRATOR.to_owned(),
        };
        let office = Office::create(dir, new, opened)?;
        let matters = office.play(example, &mut progress)?;
        let report = office.demo_report(example, matters)?;
        Ok((office, report))
    }

    /// Puts every deed of a scenario through the engine, in global time order; returns how many matters entered.
    ///
    /// # Errors
    ///
    /// As [`Office::demonstrate`].
    pub fn play(
        &self,
        example: &Example,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<usize, OfficeError> {
        let rules = self.rules();
        let deeds = plan(&example.id, &example.scenario, &rules.calendar)?;
        let total = deeds.len();
        let matters = deeds
            .iter()
            .map(|deed| deed.matter)
            .max()
            .map_or(0, |last| last + 1);
        let mut ids = vec![String::new(); matters];
        let mut latest: HashMap<&str, String> = HashMap::new();
        let mut entered = 0;
        for (number, batch) in deeds.chunks(BATCH).enumerate() {
            let mut requests = Vec::with_capacity(batch.len());
            for deed in batch {
                if deed.order == 0 {
                    ids[deed.matter] = new_id(instant(deed.at))?;
                }
                let id = &ids[deed.matter];
                requests.push(request(example, &rules, deed, id, &latest)?);
                if deed.order == 0 {
                    latest.insert(&deed.course.id, id.clone());
                    entered += 1;
                }
            }
            self.perform_in_turn(requests)
                .map_err(|(at, error)| told(&example.id, batch.get(at), error))?;
            progress(Progress {
                done: number * BATCH + batch.len(),
                total,
            });
        }
        let end = end_of(example.scenario.looked_at);
        self.settle(end)?;
        Ok(entered)
    }

    fn demo_report(&self, example: &Example, matters: usize) -> Result<DemoReport, OfficeError> {
        let scenario = &example.scenario;
        let organ = self.shared.organ.clone();
        let head = self.shared.ledger.read(|snapshot| snapshot.head(&organ))?;
        let mut figures = Vec::new();
        let ids: Vec<String> = example
            .expected
            .iter()
            .map(|e| e.indicator.clone())
            .collect();
        let period = crate::figures::year(scenario.year)?;
        let worked = self.figures(&ids, period, false)?;
        for expected in &example.expected {
            let printed = worked
                .iter()
                .find(|printed| printed.figure.id.as_str() == expected.indicator);
            if let Some(printed) = printed {
                figures.push(beside(self, expected, printed, period)?);
            }
        }
        Ok(DemoReport {
            office: self.name().to_owned(),
            matters,
            events: usize::try_from(head.seq).unwrap_or(usize::MAX),
            year: scenario.year,
            looked_at: scenario.looked_at,
            due: self.due(scenario.looked_at, None)?,
            figures,
            head: (head.seq, head.hash),
        })
    }
}

fn beside(
    office: &Office,
    expected: &ExpectedFigure,
    printed: &Printed,
    period: Period,
) -> Result<DemoFigure, OfficeError> {
    Ok(DemoFigure {
        catalogue: expected.catalogue.clone(),
        published: expected.value,
        agrees: crate::figures::agrees(&printed.figure, expected.value),
        figure: printed.figure.clone(),
        printed: printed.text.clone(),
        records: office
            .records(
                &expected.indicator,
                period,
                andu_figures::Behind::Whole,
                None,
                20,
            )?
            .records,
    })
}

fn request(
    example: &Example,
    rules: &Rules,
    deed: &Planned<'_>,
    id: &str,
    latest: &HashMap<&str, String>,
) -> Result<Request, OfficeError> {
    let scenario = &example.scenario;
    let fault = |why: String| OfficeError::Example {
        example: example.id.clone(),
        why,
    };
    let place = || format!("办理过程“{}”的“{}”", deed.course.id, deed.step.action);
    let procedure = rules.pack.version(&deed.course.procedure, deed.at.date())?;
    let mut act = Act {
        action: Some(deed.step.action.as_str().into()),
        ..Act::default()
    };
    for (name, text) in &deed.step.set {
        let field = procedure
            .field(name)
            .ok_or_else(|| fault(format!("{}填写了没有的项“{name}”", place())))?;
        let text = fill(text, deed, scenario, &rules.calendar)
            .map_err(|why| fault(format!("{}：{why}", place())))?;
        let value =
            parse_value(field, &text).map_err(|why| fault(format!("{}：{why}", place())))?;
        act.set.insert(field.id.clone(), value);
    }
    act.documents = deed
        .step
        .documents
        .iter()
        .map(|kind| Document {
            kind: kind.as_str().into(),
            file: None,
            digest: None,
            paper: Some("演示数据，无原件".to_owned()),
        })
        .collect();
    for link in &deed.step.links {
        let matter = latest.get(link.course.as_str());
        let matter = matter.ok_or_else(|| fault(format!("{}要关联的件尚未立件", place())))?;
        act.links.push(LinkTo {
            kind: link.kind.as_str().into(),
            matter: matter.clone(),
        });
    }
    let target = match deed.order {
        0 => Target::New {
            procedure: deed.course.procedure.clone(),
            id: Some(id.to_owned()),
        },
        _ => Target::Matter(id.to_owned()),
    };
    let actor = fill(&deed.step.by, deed, scenario, &rules.calendar)
        .map_err(|why| fault(format!("{}：{why}", place())))?;
    Ok(Request {
        target,
        given: Given::Act(act),
        files: Vec::new(),
        happened_at: deed.at,
        now: instant(deed.at),
        recorder: actor.clone(),
        actor,
        channel: "demo".to_owned(),
        command: format!("demo-{}-{}", deed.matter, deed.order),
        seen: None,
        late_reason: None,
    })
}

/// A refusal, with the deed that met it.
fn told(example: &str, deed: Option<&Planned<'_>>, error: OfficeError) -> OfficeError {
    let (Some(deed), OfficeError::Refused(refusal)) = (deed, &error) else {
        return error;
    };
    OfficeError::Stopped {
        example: example.to_owned(),
        matter: format!("{}第{}件", deed.course.id, deed.index + 1),
        at: deed.at.to_string(),
        refusal: refusal.clone(),
    }
}
