//! 年度报告: the report of a year as it stands, every figure opening to its records.

use andu_office::report::{Finding, to_html_article};
use andu_rules::Severity;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::site::{Nav, Site};

#[derive(Template)]
#[template(path = "pages/report.html")]
struct ReportPage {
    site: Site,
    /// Templates: id and label.
    templates: Vec<(String, String)>,
    template: String,
    year: i16,
    /// The report's own HTML, made and escaped by `andu-report`.
    article: String,
    findings: Vec<(&'static str, String)>,
}

pub(crate) async fn show(State(app): State<App>, asked: Asked) -> Response {
    app.page(asked, Nav::Report, |app, site, asked| {
        let rules = app.office.rules();
        let reports = rules.pack.reports.values();
        let templates: Vec<_> = reports
            .map(|report| (report.id.to_string(), report.label.clone()))
            .collect();
        let template = match (asked.get("template"), templates.first()) {
            (Some(asked), _) => asked.to_owned(),
            (None, Some((first, _))) => first.clone(),
            (None, None) => {
                return Err(Fault::usage(
                    "规则包里没有报告样式。请在规则目录 reports 中补写。",
                ));
            }
        };
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
        Ok(ReportPage {
            templates,
            template,
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

fn told(finding: &Finding) -> (&'static str, String) {
    let word = match finding.severity() {
        Severity::Error => "错误",
        Severity::Warning => "提示",
    };
    (word, finding.to_string())
}
