//! What uploads that wait to be entered have in common, whatever they are.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use crate::app::App;
use crate::asked::Asked;
use crate::sent::Sent;
use crate::site::Nav;

/// Holds an upload while a page works on it.
pub(crate) fn lock<T>(draft: &Mutex<T>) -> MutexGuard<'_, T> {
    draft.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a form is of the upload as it stands, and not as another window has left it behind.
pub(crate) fn is_current(revision: u32, sent: &Sent) -> bool {
    sent.get("revision") == Some(revision.to_string().as_str())
}

/// Forgets an upload; `front` is the page on which the next one may be sent.
pub(crate) async fn drop(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Asked,
    body: Bytes,
    (nav, front): (Nav, &'static str),
) -> Response {
    app.answer(asked, nav, move |app, site, _| {
        Sent::of_fields(&app.entry, &body)?;
        app.entry.kept.drop(&id, (app.now)());
        Ok(Redirect::to(&site.to(front)).into_response())
    })
    .await
}
