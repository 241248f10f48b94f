//! The state behind every page, and the one way in which a page is made.

use std::sync::Arc;

use andu_office::{Office, OfficeError, Timestamp, new_command};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::asked::Asked;
use crate::attempts::Attempts;
use crate::fault::{self, Fault};
use crate::kept::Kept;
use crate::site::{Nav, Site};

/// The office, the wall clock, and what forms need.
#[derive(Clone)]
pub(crate) struct App {
    pub office: Office,
    pub now: fn() -> Timestamp,
    pub entry: Arc<Entry>,
}

/// What forms need that write something.
pub(crate) struct Entry {
    /// Who enters: the machine's system user, as long as nobody signs in.
    pub recorder: String,
    /// Every form of this run of the program bears it, and no page elsewhere can know it.
    pub token: String,
    /// What was sent and not yet confirmed.
    pub kept: Kept,
    /// Wrong attempts to look a matter up.
    pub attempts: Attempts,
}

impl App {
    pub(crate) fn new(office: Office, now: fn() -> Timestamp, recorder: &str) -> App {
        // Two ids hold ninety random bits. Without random numbers no form is taken at all.
        let random = || new_command(now()).unwrap_or_default();
        let entry = Entry {
            recorder: recorder.to_owned(),
            token: format!("{}{}", random(), random()),
            kept: Kept::default(),
            attempts: Attempts::default(),
        };
        App {
            office,
            now,
            entry: Arc::new(entry),
        }
    }

    /// Writes what the law deems to have happened by now.
    ///
    /// A demonstration office is left alone: it was settled for the day on which it is looked at, and what would be deemed later
    /// would take matters off that day's due list.
    pub(crate) fn settle(&self) -> Result<(), OfficeError> {
        if self.office.demonstration().is_none() {
            self.office.settle((self.now)())?;
        }
        Ok(())
    }

    /// Makes a page on a blocking thread and renders it.
    pub(crate) async fn page<T: Template>(
        self,
        asked: Asked,
        nav: Nav,
        make: impl FnOnce(&App, Site, &Asked) -> Result<T, Fault> + Send + 'static,
    ) -> Response {
        self.answer(asked, nav, move |app, site, asked| {
            let page = make(app, site, asked)?;
            page_of(StatusCode::OK, &page).map_err(Fault::Render)
        })
        .await
    }

    /// Makes an answer on a blocking thread; what goes wrong is a page.
    pub(crate) async fn answer(
        self,
        asked: Asked,
        nav: Nav,
        make: impl FnOnce(&App, Site, &Asked) -> Result<Response, Fault> + Send + 'static,
    ) -> Response {
        let now = (self.now)();
        let plain = Site::of_today(&self.office, &asked, nav, now);
        let made = tokio::task::spawn_blocking(move || {
            let site = Site::new(&self.office, &asked, nav, now)?;
            let frame = site.clone();
            make(&self, site, &asked).or_else(|fault| Ok::<_, Fault>(fault::answer(&fault, frame)))
        })
        .await;
        match made {
            Ok(Ok(response)) => response,
            Ok(Err(fault)) => fault::answer(&fault, plain),
            Err(stopped) => fault::answer(&Fault::Stopped(stopped), plain),
        }
    }
}

/// The page of a form: where it has to be filled in again, its status says so.
pub(crate) fn form_page(page: &impl Template, accepted: bool) -> Result<Response, Fault> {
    let status = match accepted {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    page_of(status, page).map_err(Fault::Render)
}

/// A rendered page.
pub(crate) fn page_of(status: StatusCode, page: &impl Template) -> askama::Result<Response> {
    let mut response = (status, Html(page.render()?)).into_response();
    // Pages hold what not everybody may see, so no copy stays behind in the browser.
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    Ok(response)
}
