//! The drop-a-file page without an office: what `andu audit` opens on a double-click.

use std::net::SocketAddr;

use andu_office::Timestamp;
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{Redirect, Response};
use axum::routing::get;

use crate::app::page_of;
use crate::asked::Asked;
use crate::fault::{self, Fault};
use crate::guard;
use crate::pages;
use crate::site::Site;
use crate::{WebError, interrupted, listen_on};

/// The state behind the page: only the wall clock.
#[derive(Clone, Copy)]
pub(crate) struct Door {
    now: fn() -> Timestamp,
}

impl Door {
    /// Makes the page on a blocking thread and renders it.
    pub(crate) async fn page<T: Template>(
        self,
        asked: Asked,
        make: impl FnOnce(Site) -> Result<T, Fault> + Send + 'static,
    ) -> Response {
        let site = Site::alone(&asked, (self.now)());
        let frame = site.clone();
        let made = tokio::task::spawn_blocking(move || {
            let page = make(site)?;
            page_of(StatusCode::OK, &page).map_err(Fault::Render)
        });
        match made.await {
            Ok(Ok(response)) => response,
            Ok(Err(fault)) => fault::answer(&fault, frame),
            Err(stopped) => fault::answer(&Fault::Stopped(stopped), frame),
        }
    }
}

/// Serves the page until Ctrl-C; `ready` is told the address once it listens (port 0 takes a free one).
///
/// # Errors
///
/// As [`serve`](crate::serve).
pub async fn serve_audit(
    listen: SocketAddr,
    now: fn() -> Timestamp,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), WebError> {
    let listener = listen_on(listen, ready).await?;
    let served = axum::serve(listener, audit_router(now))
        .with_graceful_shutdown(interrupted())
        .await;
    served.map_err(|source| WebError::Serve { source })
}

/// The page without a socket.
pub fn audit_router(now: fn() -> Timestamp) -> Router {
    let door = Door { now };
    let audit = get(pages::audit::show_alone).post(pages::audit::take_alone);
    Router::new()
        .route("/", get(|| async { Redirect::to("/audit") }))
        .route("/audit", audit)
        .route("/static/andu.css", get(pages::style))
        .fallback(no_page)
        .layer(DefaultBodyLimit::max(pages::audit::MOST_FORM))
        .layer(axum::middleware::from_fn_with_state(door, check))
        .with_state(door)
}

async fn no_page(State(door): State<Door>, asked: Asked) -> Response {
    let path = asked.path.clone();
    let site = Site::alone(&asked, (door.now)());
    fault::answer(&Fault::NoPage { path }, site)
}

async fn check(State(door): State<Door>, request: Request, next: Next) -> Response {
    let site = || Site::alone(&Asked::default(), (door.now)());
    guard::guarded(request, next, site).await
}
