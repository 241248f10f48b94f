//! 查询办理进度: the person concerned looks a matter up by number and code, without signing in.
//!
//! The form is sent and not asked by address, so that the code stays in no history and no log of addresses.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use andu_office::papers::{ClockSeen, LookedUp, Words};
use askama::Template;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::DayRow;
use crate::app::{App, page_of};
use crate::asked::Asked;
use crate::fault::Fault;
use crate::site::{Nav, Site};

/// What the form may weigh.
pub(crate) const MOST_FORM: usize = 16 << 10;
/// The longest number or code that is looked for, in characters.
const LONGEST: usize = 100;

/// From where a request came; none where there is no socket.
pub(crate) type Peer = Option<Extension<ConnectInfo<SocketAddr>>>;

#[derive(Template)]
#[template(path = "pages/lookup.html")]
struct LookupPage {
    site: Site,
    kinds: Vec<String>,
    number: String,
    fault: Option<&'static str>,
    seen: Option<Seen>,
}

/// A matter as it is shown.
struct Seen {
    matter: LookedUp,
    clocks: Vec<ClockRow>,
}

struct ClockRow {
    label: String,
    told: String,
    late: bool,
    start: String,
    basis: Vec<String>,
    changes: Vec<String>,
    days: Vec<DayRow>,
}

const UNFILLED: &str = "没有填写编号或者查询码。请对照回执填写。";
const NOT_FOUND: &str = "没有查到：编号、查询码有一项不对，或者这类件不提供查询。请对照回执逐字核对；仍查不到的，请向本单位询问。";
const TOO_OFTEN: &str = "查错的次数太多，请过十五分钟再查，或者向本单位询问。";

/// The empty form.
pub(crate) async fn front(State(app): State<App>, asked: Asked) -> Response {
    app.page(asked, Nav::Lookup, |app, site, _| {
        Ok(page(app, site, String::new(), Answer::None))
    })
    .await
}

/// The form was sent.
pub(crate) async fn ask(State(app): State<App>, asked: Asked, peer: Peer, body: Bytes) -> Response {
    let local = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let address = peer.map_or(local, |Extension(ConnectInfo(peer))| peer.ip());
    app.answer(asked, Nav::Lookup, move |app, site, _| {
        let sent = Asked::new("/lookup", &String::from_utf8_lossy(&body));
        let number = sent.typed("number");
        let answer = answer(app, &site, address, &sent)?;
        let status = answer.status();
        let page = page(app, site, number, answer);
        page_of(status, &page).map_err(Fault::Render)
    })
    .await
}

/// What is answered.
enum Answer {
    None,
    Unfilled,
    NotFound,
    TooOften,
    Seen(Box<LookedUp>),
}

impl Answer {
    fn status(&self) -> StatusCode {
        match self {
            Answer::None | Answer::Seen(_) => StatusCode::OK,
            Answer::Unfilled | Answer::NotFound => StatusCode::UNPROCESSABLE_ENTITY,
            Answer::TooOften => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

fn answer(app: &App, site: &Site, address: IpAddr, sent: &Asked) -> Result<Answer, Fault> {
    let (Some(number), Some(code)) = (sent.get("number"), sent.get("code")) else {
        return Ok(Answer::Unfilled);
    };
    if !app.entry.attempts.begin(address, (app.now)()) {
        return Ok(Answer::TooOften);
    }
    let too_long = [number, code].iter().any(|it| it.chars().count() > LONGEST);
    if too_long || app.office.lookup(number, code, site.at)?.is_none() {
        return Ok(Answer::NotFound);
    }
    app.entry.attempts.was_right(address);
    // Only whoever has the code makes the office write what the law deems to have happened.
    app.settle()?;
    let seen = app.office.lookup(number, code, site.at)?;
    Ok(seen.map_or(Answer::NotFound, |seen| Answer::Seen(Box::new(seen))))
}

fn page(app: &App, site: Site, number: String, answer: Answer) -> LookupPage {
    LookupPage {
        site,
        kinds: app.office.lookup_kinds(),
        number,
        fault: match &answer {
            Answer::None | Answer::Seen(_) => None,
            Answer::Unfilled => Some(UNFILLED),
            Answer::NotFound => Some(NOT_FOUND),
            Answer::TooOften => Some(TOO_OFTEN),
        },
        seen: match answer {
            Answer::Seen(matter) => Some(Seen {
                clocks: matter.clocks.iter().map(clock).collect(),
                matter: *matter,
            }),
            _ => None,
        },
    }
}

fn clock(clock: &ClockSeen) -> ClockRow {
    ClockRow {
        label: clock.label.clone(),
        told: clock.told(),
        late: clock.late,
        start: clock.start.clone(),
        basis: clock.basis.clone(),
        changes: clock.changes.clone(),
        days: DayRow::all(&clock.explain),
    }
}
