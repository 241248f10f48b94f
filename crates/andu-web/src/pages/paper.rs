//! A paper of a matter: a page to be printed, and a file.

use andu_office::papers::{
    Faces, PaperListed, PaperState, PapersListed, STYLE, Wanted, to_docx, to_html_article,
};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::download::{DOCX, download};
use super::hints::on_page;
use crate::app::App;
use crate::asked::{Asked, segment};
use crate::fault::Fault;
use crate::site::{Nav, Site};

/// The papers of a matter on its page.
pub(crate) struct Papers {
    pub(crate) code: String,
    /// Issued, or to be printed now.
    pub(crate) at_hand: Vec<PaperRow>,
    pub(crate) others: Vec<PaperRow>,
}

pub(crate) struct PaperRow {
    pub(crate) label: String,
    pub(crate) state: &'static str,
    pub(crate) number: String,
    pub(crate) note: String,
    pub(crate) link: String,
    pub(crate) docx: String,
}

impl Papers {
    pub(crate) fn of(site: &Site, listed: &PapersListed) -> Papers {
        let is_at_hand = |paper: &&PaperListed| match paper.state {
            PaperState::Issued | PaperState::Anytime | PaperState::Draft => true,
            PaperState::Later | PaperState::Unfit => false,
        };
        let row = |paper: &PaperListed| row(site, &listed.id, paper);
        let papers = listed.papers.iter();
        Papers {
            code: listed.code.clone(),
            at_hand: papers.clone().filter(is_at_hand).map(row).collect(),
            others: papers.filter(|it| !is_at_hand(it)).map(row).collect(),
        }
    }
}

fn row(site: &Site, matter: &str, paper: &PaperListed) -> PaperRow {
    let path = address(matter, &paper.paper);
    let mut notes = vec![paper.why.clone()];
    if !paper.missing.is_empty() {
        notes.push(format!("待填：{}", paper.missing.join("、")));
    }
    notes.extend(paper.doubt.iter().map(|doubt| format!("待核：{doubt}")));
    notes.retain(|note| !note.is_empty());
    PaperRow {
        label: paper.label.clone(),
        state: paper.state.label(),
        number: paper.number.clone().unwrap_or_default(),
        note: on_page(&notes.join("；")),
        link: site.to(&path),
        docx: site.to(&format!("{path}/docx")),
    }
}

fn address(matter: &str, paper: &str) -> String {
    format!("/matters/{}/papers/{}", segment(matter), segment(paper))
}

#[derive(Template)]
#[template(path = "pages/paper.html")]
struct PaperPage {
    site: Site,
    label: String,
    state: String,
    missing: Vec<String>,
    notes: Vec<String>,
    back: String,
    docx: String,
    /// The other look: in full where this one is masked, and the other way round.
    other: String,
    masked: bool,
    /// With or without what was corrected since, where that makes a difference.
    corrected: Option<(String, &'static str)>,
    /// The paper's own HTML, made and escaped by `andu-report`.
    article: String,
}

/// What is asked for: names in full only where that is said, because whoever passes by sees the page.
fn wanted(asked: &Asked) -> Wanted {
    Wanted {
        faces: match asked.get("full") {
            Some("1") => Faces::Full,
            _ => Faces::Masked,
        },
        corrected: asked.get("corrected") == Some("1"),
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    asked: Asked,
) -> Response {
    app.page(asked, Nav::Registers, |app, site, asked| {
        let Ok(Path((name, paper))) = path else {
            return Err(no_page(asked));
        };
        let id = app.office.find(&name)?;
        let wanted = wanted(asked);
        let made = app.office.paper(&id, &paper, wanted, site.at)?;
        let path = address(&id, &made.paper);
        let masked = wanted.faces == Faces::Masked;
        Ok(PaperPage {
            state: match (&made.number, made.draft) {
                (_, true) => "草稿，尚未出具".to_owned(),
                (Some(number), false) => format!("已出具，{number}"),
                (None, false) => "已出具".to_owned(),
            },
            back: format!("{}#papers", site.matter(&id)),
            docx: site.to(&format!("{path}/docx")),
            corrected: made.changed.then(|| corrected(&site, &path, wanted)),
            other: site.with(&path, &[("full", if masked { "1" } else { "" })]),
            article: to_html_article(&made.document),
            label: made.label,
            missing: made.missing,
            notes: made.notes.iter().map(|note| on_page(note)).collect(),
            masked,
            site,
        })
    })
    .await
}

/// The same paper with the corrections entered since, or as it was issued.
fn corrected(site: &Site, path: &str, wanted: Wanted) -> (String, &'static str) {
    let full = if wanted.faces == Faces::Full { "1" } else { "" };
    match wanted.corrected {
        true => (site.with(path, &[("full", full)]), "按出具时的内容"),
        false => {
            let query = [("full", full), ("corrected", "1")];
            (site.with(path, &query), "按更正后的内容")
        }
    }
}

/// The paper as a file, in full: it goes to the person.
pub(crate) async fn docx(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    asked: Asked,
) -> Response {
    app.answer(asked, Nav::Registers, |app, site, asked| {
        let Ok(Path((name, paper))) = path else {
            return Err(no_page(asked));
        };
        let id = app.office.find(&name)?;
        let wanted = Wanted {
            faces: Faces::Full,
            ..wanted(asked)
        };
        let made = app.office.paper(&id, &paper, wanted, site.at)?;
        let number = made.number.as_deref().unwrap_or_default();
        let draft = if made.draft { "（草稿）" } else { "" };
        let name = format!("{}{number}{draft}.docx", made.label);
        Ok(download(&name, DOCX, to_docx(&made.document)))
    })
    .await
}

fn no_page(asked: &Asked) -> Fault {
    Fault::NoPage {
        path: asked.path.clone(),
    }
}

/// The style sheet of papers.
pub(crate) async fn style() -> Response {
    let kind = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (kind, format!("{STYLE}{PAGE_STYLE}")).into_response()
}

/// What stands around the paper on the screen and not on paper.
const PAGE_STYLE: &str = include_str!("../../templates/static/paper.css");
