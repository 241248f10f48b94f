//! 放假安排: the notices in use; a new one is typed or sent, looked at, loaded, and the due dates that it moves are listed.

mod load;
mod typed;

use andu_office::{Layer, LoadedNotice, Pack, Severity, check_layers};
use andu_rules::SourceFile;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;

use super::Choice;
use crate::app::{App, form_page};
use crate::asked::Asked;
use crate::fault::Fault;
use crate::sent::Sent;
use crate::site::{Nav, Site};
use crate::words;

pub(crate) use load::{enter, send, show, type_in};

/// Festivals that a notice arranges, in the order of the year.
const FESTIVALS: [&str; 7] = [
    "元旦",
    "春节",
    "清明节",
    "劳动节",
    "端午节",
    "中秋节",
    "国庆节",
];

/// A notice that waits to be loaded, or was.
pub(crate) struct Draft {
    text: String,
    loaded: Option<LoadedNotice>,
}

#[derive(Template)]
#[template(path = "pages/calendar/front.html")]
struct FrontPage {
    site: Site,
    token: String,
    recorder: String,
    faults: Vec<String>,
    notices: Vec<NoticeShown>,
    year: String,
    title: String,
    number: String,
    issued: String,
    amends: Vec<Choice>,
    rows: Vec<TypedRow>,
}

/// A festival as it is typed.
struct TypedRow {
    at: usize,
    festival: String,
    from: String,
    to: String,
    work: String,
}

/// A notice as people read it.
struct NoticeShown {
    year: i16,
    title: String,
    number: String,
    amends: bool,
    rows: Vec<(String, String, String)>,
}

pub(crate) async fn front(State(app): State<App>, asked: Asked) -> Response {
    app.page(asked, Nav::Deadline, |app, site, _| {
        Ok(page(app, site, None, Vec::new()))
    })
    .await
}

/// The page after a fault, with what was typed.
fn refused(app: &App, site: Site, sent: &Sent, faults: Vec<String>) -> Result<Response, Fault> {
    let page = page(app, site, Some(sent), faults);
    form_page(&page, false)
}

fn page(app: &App, site: Site, sent: Option<&Sent>, faults: Vec<String>) -> FrontPage {
    let rules = app.office.rules();
    let mut notices: Vec<NoticeShown> = (0..rules.pack.notices.len())
        .filter_map(|at| shown(&rules.pack, at))
        .collect();
    notices.sort_by_key(|notice| std::cmp::Reverse(notice.year));
    let next = notices.first().map_or(site.today.year(), |last| last.year) + 1;
    let typed = |name: &str| sent.map(|sent| sent.typed(name)).unwrap_or_default();
    let rows = FESTIVALS.iter().enumerate().map(|(at, festival)| TypedRow {
        at,
        festival: match sent {
            Some(_) => typed(&format!("festival{at}")),
            None => (*festival).to_owned(),
        },
        from: typed(&format!("from{at}")),
        to: typed(&format!("to{at}")),
        work: typed(&format!("work{at}")),
    });
    let or = |name: &str, kept: String| sent.map_or(kept, |sent| sent.typed(name));
    let amended = typed("amends");
    let amends = notices.iter().filter(|notice| !notice.amends).take(3);
    let amends = amends.map(|notice| Choice::new(&notice.title, &notice.title, Some(&amended)));
    FrontPage {
        amends: amends.collect(),
        token: app.entry.token.clone(),
        recorder: app.entry.recorder.clone(),
        faults,
        notices,
        year: or("year", next.to_string()),
        title: or(
            "title",
            format!("国务院办公厅关于{next}年部分节假日安排的通知"),
        ),
        number: typed("number"),
        issued: typed("issued"),
        rows: rows.collect(),
        site,
    }
}

/// What a text says, or what is wrong with it.
fn read(text: &str) -> Result<NoticeShown, String> {
    let layer = Layer {
        name: "office".to_owned(),
        files: vec![SourceFile {
            path: "calendars/notice.toml".to_owned(),
            text: text.to_owned(),
        }],
    };
    let (pack, diagnostics) = check_layers(&[layer]);
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error);
    let errors: Vec<String> = errors
        .map(|error| format!("{}。{}。", error.message, error.remedy))
        .collect();
    match (errors.is_empty(), shown(&pack, 0)) {
        (true, Some(notice)) => Ok(notice),
        (true, None) => {
            Err("文件里没有放假通知。请按规则包说明的格式编写，或者在页面上逐项填写。".to_owned())
        }
        (false, _) => Err(errors.join("")),
    }
}

/// A notice of a pack, by its place there.
fn shown(pack: &Pack, at: usize) -> Option<NoticeShown> {
    let notice = pack.notices.get(at)?;
    let stretch = |(from, to): &(Date, Date)| match from == to {
        true => words::long(*from),
        false => {
            let days = from.until(*to).map_or(0, |span| span.get_days()) + 1;
            format!("{}至{}，共{days}天", words::long(*from), words::long(*to))
        }
    };
    let rows = notice.holidays.iter().map(|holiday| {
        let off: Vec<String> = holiday.off.iter().map(stretch).collect();
        let work: Vec<String> = holiday.work.iter().map(|day| words::long(*day)).collect();
        (holiday.festival.clone(), off.join("；"), work.join("、"))
    });
    Some(NoticeShown {
        year: notice.year,
        title: notice.title.clone(),
        number: notice.number.clone().unwrap_or_default(),
        amends: notice.amends.is_some(),
        rows: rows.collect(),
    })
}
