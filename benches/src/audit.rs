//! Audit of finished reports: pages a second on one core, against the bar of a thousand.
//!
//! The papers are the right passages of the corpus that the audit is tested with, put one after another: denser in figures than
//! any real report. Only this row has no peer that runs: nobody else reads such papers, so the bar stands in its place.

use std::{fs, time::Instant};

use andu_office::audit::Auditor;
use anyhow::{Context, Result, anyhow, ensure};

use crate::{
    Plan,
    dates::per_second,
    measure::{Measure, Round},
};

/// Characters of a printed page.
const PAGE: usize = 1_500;
/// Pages of a paper.
const PAPER: usize = 20;
const PAGES: usize = 4_000;
const BAR: f64 = 1_000.0;

/// Runs the measure.
pub fn run(plan: &Plan) -> Result<Vec<Measure>> {
    let papers = papers()?;
    let auditor = Auditor::built_in(Some("500229"));
    let pages = PAGES / plan.fraction;
    let mut rounds = Vec::new();
    for _ in 0..plan.rounds {
        let begin = Instant::now();
        let mut read_off = 0;
        for paper in papers.iter().cycle().take(pages / PAPER) {
            let read = auditor
                .audit("报告.txt", paper.as_bytes(), Some(2025))
                .map_err(|error| anyhow!("{error}"))?;
            read_off += read.review.figures.len();
        }
        ensure!(read_off > 0, "no figure was read in papers full of them");
        rounds.push(Round {
            peer: BAR,
            ours: per_second(pages / PAPER * PAPER, begin.elapsed().as_secs_f64()),
        });
    }
    Ok(vec![Measure {
        name: "audit of reports, one core".to_owned(),
        peer: "the bar of a thousand pages".to_owned(),
        unit: "pages/s",
        rounds,
        bar: Some(1.0),
    }])
}

/// Papers of so many pages, made of the passages of the corpus.
fn papers() -> Result<Vec<String>> {
    let mut passages = Vec::new();
    for folder in ["correct"] {
        let folder = crate::root()
            .join("crates/andu-audit/tests/corpus")
            .join(folder);
        let mut files = fs::read_dir(&folder)?
            .map(|file| Ok(file?.path()))
            .collect::<Result<Vec<_>>>()?;
        files.sort();
        for file in files {
            let table: toml::Table = fs::read_to_string(&file)?.parse()?;
            let found = table["passage"].as_array().context("passages")?;
            passages.extend(
                found
                    .iter()
                    .filter_map(|one| one["text"].as_str().map(str::to_owned)),
            );
        }
    }
    let mut papers = vec![String::new()];
    let mut length = 0;
    for passage in passages.iter().cycle() {
        if length >= PAGE * PAPER {
            if papers.len() == 8 {
                break;
            }
            papers.push(String::new());
            length = 0;
        }
        length += passage.chars().count();
        let paper = papers.last_mut().context("a paper")?;
        paper.push_str(passage);
        paper.push('\n');
    }
    Ok(papers)
}
