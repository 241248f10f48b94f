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
    let headers = request.headers();
    let mut response = match host(headers) {
        // A name that only points here belongs to a page that wants to read ours through the browser (DNS rebinding).
        Some(host) if !is_this_machine(host) => fault::answer(&Fault::Elsewhere, site()),
        host if !request.method().is_safe() && !is_from_here(headers, host) => {
            fault::answer(&Fault::Foreign, site())
        }
        _ => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
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

/// Whether what changes something comes from a page of ours. Browsers say where a form comes from; what is no browser says nothing, and
/// has to know the token that stands in our forms.
fn is_from_here(headers: &HeaderMap, host: Option<&str>) -> bool {
    let text = |name: &str| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or("?").to_owned())
    };
    // Another program on this machine is `same-site`, and yet elsewhere.
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site.as_str(), "same-origin" | "none");
    }
    match (text("origin"), host) {
        (None, _) => true,
        (Some(origin), Some(host)) => {
            origin.strip_prefix("http://") == Some(host)
                || origin.strip_prefix("https://") == Some(host)
        }
        (Some(_), None) => false,
    }
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
    use axum::http::HeaderMap;

    use super::{is_from_here, is_this_machine};

    #[test]
    fn only_forms_of_our_own_pages_change_anything() {
        let from = |pairs: &[(&'static str, &str)]| {
            let pairs = pairs.iter().map(|(name, value)| {
                let name = axum::http::HeaderName::from_static(name);
                (name, value.parse().unwrap())
            });
            is_from_here(&pairs.collect::<HeaderMap>(), Some("127.0.0.1:8686"))
        };
        assert!(from(&[]));
        assert!(from(&[("origin", "http://127.0.0.1:8686")]));
        assert!(from(&[
            ("origin", "http://127.0.0.1:8686"),
            ("sec-fetch-site", "same-origin")
        ]));
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "http://127.0.0.1:9999"),
            ("origin", "https://example.com"),
            ("origin", "null"),
        ] {
            assert!(!from(&[(name, value)]), "{name}: {value}");
        }
    }

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
