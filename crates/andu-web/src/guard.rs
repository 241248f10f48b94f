//! Requests that a page elsewhere could slip to this machine are refused.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;
use crate::asked::Asked;
use crate::fault::{self, Fault};
use crate::site::{Nav, Site};

/// No script, nothing from elsewhere, no frame around our pages.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Lets a request through that names this machine, and adds the headers that every answer bears.
pub(crate) async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    let site = || Site::of_today(&app.office, &Asked::default(), Nav::Nowhere, (app.now)());
    guarded(request, next, site).await
}

/// As [`check`], with whatever frame a refusal is shown in.
pub(crate) async fn guarded(request: Request, next: Next, site: impl FnOnce() -> Site) -> Response {
    let mut response = match host(request.headers()) {
        // A name that only points here belongs to a page that wants to read ours through the browser (DNS rebinding).
        Some(host) if !is_this_machine(host) => fault::answer(&Fault::Elsewhere, site()),
        _ => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn host(headers: &HeaderMap) -> Option<&str> {
    // Bytes that are no text are no name of this machine either.
    headers
        .get(header::HOST)
        .map(|host| host.to_str().unwrap_or("?"))
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_this_machine;

    #[test]
    fn only_names_of_this_machine_pass() {
        for host in [
            "localhost",
            "LOCALHOST:8080",
            "127.0.0.1",
            "127.0.0.1:80",
            "[::1]:8080",
            "[::1]",
        ] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in [
            "",
            "example.com",
            "localhost.example.com:80",
            "10.0.0.1",
            "0.0.0.0:80",
            "127.0.0.1.example.com",
        ] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
