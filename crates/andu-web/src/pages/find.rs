//! 查件: from an official number or an id to the matter.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use crate::app::App;
use crate::asked::Asked;
use crate::fault::Fault;
use crate::site::Nav;

pub(crate) async fn show(State(app): State<App>, asked: Asked) -> Response {
    app.answer(asked, Nav::Desk, |app, site, asked| {
        let number = asked
            .get("number")
            .ok_or_else(|| Fault::usage("没有填写件号或编号。请填写后再查。"))?;
        let id = app.office.find(number)?;
        Ok(Redirect::to(&site.matter(&id)).into_response())
    })
    .await
}
