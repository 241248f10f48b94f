//! 年度报告: the report of a year as it stands, every figure opening to its records.

use andu_office::report::{Finding, to_html_article};
use andu_rules::Severity;
use andu_rules::model::ReportTemplate;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::Choice;
use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::site::{Nav, Site};

/// Years offered before this one.
const YEARS: i16 = 5;

#[derive(Template)]
#[template(path = "pages/report.html")]
struct ReportPage {
    site: Site,
    templates: Vec<Choice>,
    years: Vec<Choice>,
    year: i16,
    /// The report's own HTML, made and escaped by `andu-report`.
    article: String,
    findings: Vec<(&'static str, String)>,
}

pub(crate) async fn show(State(app): State<App>, asked: Asked) -> Response {
    app.page(asked, Nav::Report, |app, site, asked| {
        let rules = app.office.rules();
        let reports = &rules.pack.reports;
        let first = reports.keys().next().map(ToString::to_string);
        let template = asked.get("template").map(str::to_owned).or(first);
        let template = template
            .ok_or_else(|| Fault::usage("规则包里没有报告样式。请在规则目录 reports 中补写。"))?;
        let year = year(asked, &site)?;
        let records = |id: &str| {
            site.with(
                &format!("/figures/{id}"),
                &[("period", year.to_string().as_str())],
            )
        };
        let composed = app
            .office
            .compose_report(&template, year, site.today, Some(&records))?;
        let label = |report: &std::sync::Arc<ReportTemplate>| {
            Choice::new(report.id.as_str(), &report.label, Some(&template))
        };
        Ok(ReportPage {
            templates: reports.values().map(label).collect(),
            years: years(year, &site),
            year,
            article: to_html_article(&composed.document),
            findings: composed.findings.iter().map(told).collect(),
            site,
        })
    })
    .await
}

/// The year asked for, or the last whole one.
fn year(asked: &Asked, site: &Site) -> Result<i16, Fault> {
    let Some(text) = asked.get("year").filter(|text| !text.is_empty()) else {
        return Ok(site.today.year() - 1);
    };
    let year = text
        .parse()
        .ok()
        .filter(|year| (1949..=2100).contains(year));
    year.ok_or_else(|| Fault::usage(format!("年度“{text}”读不懂。请写四位公历年份，如2025。")))
}

/// The years of which there may be a report, the newest first; the one shown is among them.
fn years(shown: i16, site: &Site) -> Vec<Choice> {
    let this = site.today.year();
    let mut years: Vec<i16> = (this - YEARS..=this).rev().collect();
    if !years.contains(&shown) {
        years.push(shown);
        years.sort_unstable_by(|one, other| other.cmp(one));
    }
    let shown = shown.to_string();
    let choice = |year: i16| Choice::new(&year.to_string(), &format!("{year}年"), Some(&shown));
    years.into_iter().map(choice).collect()
}

fn told(finding: &Finding) -> (&'static str, String) {
    let word = match finding.severity() {
        Severity::Error => "错误",
        Severity::Warning => "提示",
    };
    (word, finding.to_string())
}
