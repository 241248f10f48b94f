//! Pages of an office: server-rendered Chinese HTML that needs no script.
//!
//! Owns addresses, forms and pages. Knows no SQL and no gates: it shows the plain views that `andu-office` makes and asks
//! `andu-rules` only for words (labels of fields, stages and clocks). [`serve`] listens on loopback only, because sign-in does not
//! exist yet; [`router`] is the same pages without a socket.
//!
//! A request passes `guard` (is it for this machine?), becomes an `Asked` (path and query), then a page is made on a blocking
//! thread and rendered. Whatever goes wrong is a page too: `fault` says what, where and what to do.
#![deny(missing_docs)]

mod app;
mod asked;
mod attempts;
mod door;
mod fault;
mod guard;
mod kept;
mod pages;
mod sent;
mod site;
mod words;

use std::net::SocketAddr;
use std::time::Duration;

use andu_office::{Office, Timestamp};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, get, post};

use app::App;
pub use door::{audit_router, serve_audit};
use site::Nav;

/// How often outcomes that the law deems to have happened are written while nobody looks.
const SETTLE_EVERY: Duration = Duration::from_secs(3_600);

/// Why the pages cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// The address can be reached from other machines.
    #[error(
        "不能在{address}上开网页：登录功能尚未提供，其他电脑打开即可看到全部记录。请改用本机地址，如127.0.0.1:8080。"
    )]
    NotLoopback {
        /// The address asked for.
        address: SocketAddr,
    },
    /// The address is taken, or may not be used.
    #[error(
        "不能在{address}上开网页：该端口已被占用或者无权使用。请换一个端口，或先关闭占用它的程序。"
    )]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// Serving broke off.
    #[error("网页服务中断。记录没有丢失，请重新启动；反复出现的，请联系管理员检查网络设置。")]
    Serve {
        /// Why.
        source: std::io::Error,
    },
}

impl WebError {
    /// Stable English code.
    pub fn code(&self) -> &'static str {
        match self {
            WebError::NotLoopback { .. } => "not-loopback",
            WebError::Listen { .. } => "listen",
            WebError::Serve { .. } => "serve",
        }
    }
}

/// Serves the office's pages until Ctrl-C; `ready` is told the address once it listens (port 0 takes a free one). What is entered there,
/// `recorder` enters: the system user who serves the pages, as long as nobody signs in.
///
/// # Errors
///
/// [`WebError::NotLoopback`] for an address that other machines can reach; [`WebError::Listen`]; [`WebError::Serve`].
pub async fn serve(
    office: Office,
    listen: SocketAddr,
    now: fn() -> Timestamp,
    recorder: &str,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), WebError> {
    let listener = listen_on(listen, ready).await?;
    let app = App::new(office, now, recorder);
    let settling = tokio::spawn(settle(app.clone()));
    // The address of whoever asks: guesses are counted by it.
    let pages = routes(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, pages)
        .with_graceful_shutdown(interrupted())
        .await;
    settling.abort();
    served.map_err(|source| WebError::Serve { source })
}

/// Listens on an address of this machine.
async fn listen_on(
    listen: SocketAddr,
    ready: impl FnOnce(SocketAddr),
) -> Result<tokio::net::TcpListener, WebError> {
    if !listen.ip().is_loopback() {
        return Err(WebError::NotLoopback { address: listen });
    }
    let fault = |source| WebError::Listen {
        address: listen,
        source,
    };
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(fault)?;
    ready(listener.local_addr().map_err(fault)?);
    Ok(listener)
}

/// The pages of an office, with the wall clock as an argument, and who enters what is entered there.
pub fn router(office: Office, now: fn() -> Timestamp, recorder: &str) -> Router {
    routes(App::new(office, now, recorder))
}

fn routes(app: App) -> Router {
    let audit = get(pages::audit::show).post(pages::audit::take);
    let audit = audit.layer(DefaultBodyLimit::max(pages::audit::MOST_FORM));
    let lookup = get(pages::lookup::front).post(pages::lookup::ask);
    let lookup = lookup.layer(DefaultBodyLimit::max(pages::lookup::MOST_FORM));
    Router::new()
        .route("/", get(pages::desk::show))
        .route("/find", get(pages::find::show))
        .route("/matters/{id}", get(pages::matter::show))
        .route("/matters/{id}/papers/{paper}", get(pages::paper::show))
        .route("/matters/{id}/papers/{paper}/docx", get(pages::paper::docx))
        .route("/registers", get(pages::registers::all))
        .route("/registers/{procedure}", get(pages::register::show))
        .route(
            "/registers/{procedure}/export",
            get(pages::register::export),
        )
        .route("/template", get(pages::template::show))
        .route("/figures", get(pages::figures::show))
        .route("/figures/{id}", get(pages::figure::show))
        .route("/report", get(pages::report::show))
        .route("/deadline", get(pages::deadline::show))
        .route("/remedies", get(pages::remedies::show))
        .route("/lookup", lookup)
        .route("/audit", audit)
        .merge(entering())
        .route("/verify", get(pages::verify::show))
        .route("/static/andu.css", get(pages::style))
        .route("/static/paper.css", get(pages::paper::style))
        .fallback(fault::no_page)
        .method_not_allowed_fallback(fault::not_allowed)
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            guard::check,
        ))
        .with_state(app)
}

/// Pages on which something is entered or sent.
fn entering() -> Router<App> {
    let import = get(pages::import::front).post(pages::import::take);
    let import = import.layer(DefaultBodyLimit::max(sent::MOST_FORM));
    let handling = get(pages::handling::front).post(pages::handling::take);
    let handling = handling.layer(DefaultBodyLimit::max(sent::MOST_FORM));
    let fill = get(pages::fill::front).post(pages::fill::take);
    let fill = fill.layer(DefaultBodyLimit::max(sent::MOST_FORM));
    Router::new()
        .route(
            "/calendar",
            get(pages::calendar::front).post(pages::calendar::type_in),
        )
        .route("/calendar/file", post(pages::calendar::send))
        .route("/calendar/{id}", get(pages::calendar::show))
        .route("/calendar/{id}/load", post(pages::calendar::enter))
        .route("/fill", fill)
        .route("/fill/{id}", get(pages::fill::show))
        .route("/fill/{id}/correct", post(pages::fill::correct))
        .route("/fill/{id}/enter", post(pages::fill::enter))
        .route("/fill/{id}/form", get(pages::fill::form))
        .route("/fill/{id}/note", get(pages::fill::note))
        .route("/fill/{id}/drop", dropping(Nav::Fill, "/fill"))
        .route("/handling", handling)
        .route("/handling/book", get(pages::handling::book))
        .route("/handling/books", get(pages::handling::books))
        .route("/handling/{id}", get(pages::handling::show))
        .route("/handling/{id}/accept", post(pages::handling::accept))
        .route("/handling/{id}/drop", dropping(Nav::Handling, "/handling"))
        .route("/import", import)
        .route("/import/{id}", get(pages::import::show))
        .route("/import/{id}/correct", post(pages::import::correct))
        .route("/import/{id}/confirm", post(pages::import::confirm))
        .route("/import/{id}/drop", dropping(Nav::Import, "/import"))
}

fn dropping(nav: Nav, front: &'static str) -> MethodRouter<App> {
    post(move |app, id, asked, body| pages::drafts::drop(app, id, asked, body, (nav, front)))
}

async fn settle(app: App) {
    let mut interval = tokio::time::interval(SETTLE_EVERY);
    loop {
        interval.tick().await;
        let app = app.clone();
        let settled = tokio::task::spawn_blocking(move || app.settle()).await;
        if let Ok(Err(error)) = settled {
            fault::log("settle", &error);
        }
    }
}

async fn interrupted() {
    // Without a handler for the signal the process ends at once, which loses nothing: acknowledged acts are on disk.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
