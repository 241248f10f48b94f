//! 报告校核: a paper is dropped, what is wrong in it is shown and printed; nothing of it is kept.

use std::sync::{Arc, Mutex, OnceLock};

use andu_office::AT_PAGES;
use andu_office::audit::{
    Around, AuditError, Audited, Auditor, Holds, MOST_BYTES, Severity, kind_label, severity_label,
};
use andu_office::import::{Stopped, StoppedWay};
use askama::Template;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::response::Response;

use super::marked::{Shown, marked};
use crate::app::App;
use crate::asked::Asked;
use crate::door::Door;
use crate::fault::Fault;
use crate::site::{Nav, Site};

/// What a form with papers may weigh: the papers, and the form around them.
pub(crate) const MOST_FORM: usize = MOST_BYTES + 1024 * 1024;
/// Papers in one form.
const MOST_PAPERS: usize = 20;
/// Statements that hold are told up to here; the count tells the rest.
const MOST_HELD: usize = 300;

#[derive(Template)]
#[template(path = "pages/audit.html")]
pub(crate) struct AuditPage {
    site: Site,
    year: String,
    fault: Option<String>,
    papers: Vec<PaperShown>,
}

/// A paper of a form and what became of it.
struct PaperShown {
    file: String,
    outcome: Result<ReviewShown, String>,
}

struct ReviewShown {
    format: &'static str,
    year: String,
    notes: Vec<String>,
    figures: usize,
    errors: usize,
    warnings: usize,
    hints: usize,
    rows: Vec<Row>,
    held: usize,
    unsure: usize,
    statements: Vec<(&'static str, String)>,
    text: Shown,
}

/// A finding, as a row of the sheet.
struct Row {
    number: usize,
    place: String,
    quote: Around,
    kind: &'static str,
    weight: &'static str,
    class: &'static str,
    message: String,
}

/// The papers of a form, and the year given with them.
pub(crate) struct Form {
    year: String,
    papers: Vec<(String, Vec<u8>)>,
}

/// The empty form.
pub(crate) async fn show(State(app): State<App>, asked: Asked) -> Response {
    app.page(asked, Nav::Audit, |_, site, _| Ok(AuditPage::empty(site)))
        .await
}

/// A form with papers.
pub(crate) async fn take(State(app): State<App>, asked: Asked, multipart: Multipart) -> Response {
    let form = form(multipart).await;
    app.page(asked, Nav::Audit, move |app, site, _| {
        let rules = app.office.rules();
        let auditor = of_rules(&rules.digest, || Auditor::new(&rules.pack));
        let now = site.at;
        let stopped = |label: &str| {
            let stopped = Stopped {
                way: StoppedWay::Audit,
                now,
                recorder: &app.entry.recorder,
                channel: AT_PAGES,
            };
            // Where even that cannot be entered, the stop itself is what has to be told.
            app.office.record_stop(label, stopped).ok();
        };
        AuditPage::of(site, form, &auditor, &stopped)
    })
    .await
}

/// The empty form, where there is no office.
pub(crate) async fn show_alone(State(door): State<Door>, asked: Asked) -> Response {
    door.page(asked, |site| Ok(AuditPage::empty(site))).await
}

/// A form with papers, where there is no office.
pub(crate) async fn take_alone(
    State(door): State<Door>,
    asked: Asked,
    multipart: Multipart,
) -> Response {
    static BUILT_IN: OnceLock<Auditor> = OnceLock::new();
    let form = form(multipart).await;
    door.page(asked, move |site| {
        let auditor = BUILT_IN.get_or_init(|| Auditor::built_in(None));
        // Without an office there is nowhere to enter it.
        AuditPage::of(site, form, auditor, &|_| {})
    })
    .await
}

/// Word lists take a while to make ready, so those of the rules in use are kept.
fn of_rules(digest: &str, make: impl FnOnce() -> Auditor) -> Arc<Auditor> {
    static LAST: Mutex<Option<(String, Arc<Auditor>)>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    match &*last {
        Some((own, auditor)) if own == digest => Arc::clone(auditor),
        _ => {
            let auditor = Arc::new(make());
            *last = Some((digest.to_owned(), Arc::clone(&auditor)));
            auditor
        }
    }
}

async fn form(mut multipart: Multipart) -> Result<Form, Fault> {
    let mut form = Form {
        year: String::new(),
        papers: Vec::new(),
    };
    while let Some(field) = multipart
        .next_field()
        .await
        .map_err(|error| broken(&error))?
    {
        match field.name() {
            Some("year") => {
                let year = field.text().await.map_err(|error| broken(&error))?;
                form.year = year.trim().to_owned();
            }
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let bytes = field.bytes().await.map_err(|error| broken(&error))?;
                if name.is_empty() && bytes.is_empty() {
                    continue;
                }
                if form.papers.len() == MOST_PAPERS {
                    return Err(Fault::usage(format!(
                        "一次最多校核{MOST_PAPERS}份文件，没有读。请分几次放入。"
                    )));
                }
                form.papers.push((name, bytes.into()));
            }
            _ => {}
        }
    }
    Ok(form)
}

fn broken(error: &MultipartError) -> Fault {
    match error.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => Fault::usage(format!(
            "文件超过{}MB，没有读。请去掉图片等大件，或者分几次放入。",
            MOST_BYTES / 1024 / 1024
        )),
        _ => Fault::usage("文件没有传完整，没有读。请返回重新放入文件。"),
    }
}

impl AuditPage {
    fn empty(site: Site) -> AuditPage {
        AuditPage {
            site,
            year: String::new(),
            fault: None,
            papers: Vec::new(),
        }
    }

    /// Audits the papers of a form; `stopped` is told the kind of mark of each that bears one.
    fn of(
        site: Site,
        form: Result<Form, Fault>,
        auditor: &Auditor,
        stopped: &dyn Fn(&str),
    ) -> Result<AuditPage, Fault> {
        let form = form?;
        let mut page = AuditPage::empty(site);
        page.year.clone_from(&form.year);
        let year = match form.year.as_str() {
            "" => None,
            text => match text
                .parse()
                .ok()
                .filter(|year| (1949..=2100).contains(year))
            {
                Some(year) => Some(year),
                None => {
                    page.fault = Some(format!(
                        "年度“{text}”读不懂。请写四位公历年份，如2025；不填则由报告自己说明。"
                    ));
                    return Ok(page);
                }
            },
        };
        if form.papers.is_empty() {
            page.fault = Some("没有放入文件。请选择或者拖入报告后再校核。".to_owned());
            return Ok(page);
        }
        for (file, bytes) in form.papers {
            let outcome = auditor.audit(&file, &bytes, year);
            // The bytes go before anything else is read.
            drop(bytes);
            if let Err(AuditError::Classified { label, .. }) = &outcome {
                stopped(label);
            }
            page.papers.push(PaperShown::new(file, outcome));
        }
        Ok(page)
    }
}

impl PaperShown {
    fn new(file: String, outcome: Result<Audited, AuditError>) -> PaperShown {
        match outcome {
            Ok(audited) => PaperShown {
                outcome: Ok(ReviewShown::new(&audited)),
                file,
            },
            Err(error) => {
                // The name of a classified paper may say what is in it.
                let secret = matches!(error, AuditError::Classified { .. });
                PaperShown {
                    file: if secret {
                        "（未保存）".to_owned()
                    } else {
                        file
                    },
                    outcome: Err(error.to_string()),
                }
            }
        }
    }
}

impl ReviewShown {
    fn new(audited: &Audited) -> ReviewShown {
        let rows = (1..)
            .zip(&audited.review.findings)
            .map(|(number, finding)| Row {
                number,
                place: audited.place(finding.place.paragraph),
                quote: audited.around(finding),
                kind: kind_label(finding.kind),
                weight: severity_label(finding.severity),
                class: class(finding.severity),
                message: finding.message.clone(),
            });
        let count = |holds| {
            let relations = audited.review.relations.iter();
            relations.filter(|relation| relation.holds == holds).count()
        };
        let held = audited.review.relations.iter();
        let held = held.filter(|relation| relation.holds == Holds::Held);
        let statements = held.take(MOST_HELD).map(|relation| {
            (
                kind_label(relation.kind.into()),
                relation.arithmetic.clone(),
            )
        });
        ReviewShown {
            format: audited.format,
            year: audited.year.map_or(String::new(), |year| year.to_string()),
            notes: audited.notes.clone(),
            figures: audited.review.figures.len(),
            errors: audited.count(Severity::Error),
            warnings: audited.count(Severity::Warning),
            hints: audited.count(Severity::Note),
            rows: rows.collect(),
            held: count(Holds::Held),
            unsure: count(Holds::Unsure),
            statements: statements.collect(),
            text: marked(audited),
        }
    }
}

/// Colours always stand beside their words.
pub(super) fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "overdue",
        Severity::Warning => "soon",
        Severity::Note => "paused",
    }
}
