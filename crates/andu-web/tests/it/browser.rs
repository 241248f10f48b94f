//! A browser without a screen: asks the router and takes the answer apart.

use std::future::Future;
use std::sync::OnceLock;

use andu_office::Office;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt;

use crate::office::{Samples, now, samples};

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

/// What pages answer to a request.
pub fn answer(router: &Router, request: Request<Body>) -> Answer {
    let router = router.clone();
    wait(async move {
        let response = router.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            // What is downloaded is no text.
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    })
}

/// Pages of an office.
pub struct Browser {
    router: Router,
}

impl Browser {
    pub fn new(office: Office) -> Browser {
        Browser {
            router: andu_web::router(office, now, "本机用户"),
        }
    }

    /// Asks for a path as it stands in an address.
    pub fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).header(header::HOST, "127.0.0.1:8080"))
    }

    pub fn ask(&self, request: axum::http::request::Builder) -> Answer {
        answer(&self.router, request.body(Body::empty()).unwrap())
    }

    /// A page that must be there.
    #[track_caller]
    pub fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, StatusCode::OK, "{path}\n{}", answer.body);
        answer.body
    }
}

/// Waits for what is asynchronous.
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(future)
}

/// The demonstration office that all tests read and none changes.
pub fn demonstration() -> (&'static Samples, Browser) {
    static SAMPLES: OnceLock<Samples> = OnceLock::new();
    let samples = SAMPLES.get_or_init(|| samples(Some("preview")));
    (samples, Browser::new(samples.office.clone()))
}

/// Addresses of all links of a page, as written in it.
pub fn links(page: &str) -> Vec<String> {
    let parts = page.split("href=\"").skip(1);
    let link = |part: &str| {
        part.split('"')
            .next()
            .unwrap_or_default()
            .replace("&#38;", "&")
            .replace("&amp;", "&")
    };
    parts.map(link).collect()
}

/// The text of what stands after a mark, up to another.
#[track_caller]
pub fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = page
        .split_once(from)
        .unwrap_or_else(|| panic!("no {from} in\n{page}"));
    rest.split_once(to)
        .unwrap_or_else(|| panic!("no {to} after {from}"))
        .0
}
