//! 查询办理进度: whoever has number and code sees the own matter, and nobody learns anything else.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};

use crate::browser::{Answer, answer, between, demonstration, links};
use crate::html;
use crate::office::now;

/// The form as a browser sends it, from an address.
fn ask(router: &axum::Router, from: &str, number: &str, code: &str) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("number", number)
        .append_pair("code", code)
        .finish();
    let mut request = Request::post("/lookup")
        .header(header::HOST, "127.0.0.1:8080")
        .header(header::ORIGIN, "http://127.0.0.1:8080")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    let peer: std::net::SocketAddr = format!("{from}:40000").parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    answer(router, request)
}

fn pages() -> axum::Router {
    let (samples, _) = demonstration();
    andu_web::router(samples.office.clone(), now, "本机用户")
}

/// Number and code of a sample.
fn receipt(id: &str) -> (String, String) {
    let (samples, _) = demonstration();
    let papers = samples.office.papers(id, now()).unwrap();
    (papers.number.unwrap(), papers.code)
}

#[test]
fn the_own_matter_is_told_and_nothing_private_of_it() {
    let (samples, _) = demonstration();
    let (number, code) = receipt(&samples.application);
    let answer = ask(&pages(), "192.0.2.1", &number, &code.to_lowercase());
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    html::check("/lookup", &answer.body);
    let page = between(&answer.body, "<main", "</main>");
    for told in [
        "政府信息公开申请　依申请〔2025〕1号",
        "2025年12月18日",
        "收到申请，已经登记",
        "依法征求第三方意见",
        "政府信息公开条例 第三十三条：",
        "2026年1月6日之后暂不计入期限",
        "逐日理由",
        "投诉、举报",
    ] {
        assert!(page.contains(told), "{told}\n{page}");
    }
    for private in [
        "孙某某",
        "00000000001",
        "请求公开补偿",
        "某路段征地",
        "吴某某",
        "王某某",
        samples.application.as_str(),
        code.as_str(),
        "〔待填",
    ] {
        assert!(!page.contains(private), "{private}\n{page}");
    }
    assert_eq!(answer.headers["cache-control"], "no-store");
}

#[test]
fn the_page_leads_nobody_into_the_office() {
    let (_, browser) = demonstration();
    let page = browser.page("/lookup");
    for link in links(&page) {
        let public = ["/lookup", "/static/", "#"];
        assert!(public.iter().any(|it| link.starts_with(it)), "{link}");
    }
    assert!(
        page.contains("method=\"post\"") && page.contains("可以查询："),
        "{page}"
    );
}

#[test]
fn whatever_is_wrong_gets_the_same_answer() {
    let (samples, _) = demonstration();
    let (number, code) = receipt(&samples.application);
    // A suggestion has a code as well, but the pack does not open it.
    let (closed, closed_code) = receipt(&samples.suggestion);
    let router = pages();
    let typed = |answer: &Answer, number: &str| {
        let typed = format!("value=\"{number}\"");
        answer.body.replace(&typed, "value")
    };
    let wrong = ask(&router, "192.0.2.2", &number, "00000000");
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("没有查到"), "{}", wrong.body);
    for (other, code) in [
        ("依申请〔2025〕99号", code.as_str()),
        (&closed, &closed_code),
        (&samples.application, &code),
        (&number, &code[..7]),
        (&number, "甲"),
        (&"申".repeat(500), &code),
    ] {
        let answer = ask(&router, "192.0.2.3", other, code);
        assert_eq!(answer.status, wrong.status, "{other}");
        assert_eq!(typed(&answer, other), typed(&wrong, &number), "{other}");
    }
    let empty = ask(&router, "192.0.2.3", &number, " ");
    assert!(empty.body.contains("没有填写"), "{}", empty.body);
}

#[test]
fn who_guesses_waits_even_with_the_right_code_and_others_do_not() {
    let (samples, _) = demonstration();
    let (number, code) = receipt(&samples.application);
    let router = pages();
    for guess in 0..10 {
        let answer = ask(&router, "192.0.2.4", &number, &format!("0000000{guess}"));
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let waits = ask(&router, "192.0.2.4", &number, &code);
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(waits.body.contains("请过十五分钟再查"), "{}", waits.body);
    let other = ask(&router, "192.0.2.5", &number, &code);
    assert_eq!(other.status, StatusCode::OK);
}

#[test]
fn a_telephone_without_the_official_brackets_finds_it() {
    let (samples, _) = demonstration();
    let (_, code) = receipt(&samples.application);
    let router = pages();
    for number in ["依申请(2025)1号", "依申请［２０２５］ 1号"] {
        let answer = ask(&router, "192.0.2.6", number, &format!(" {code} "));
        assert_eq!(answer.status, StatusCode::OK, "{number}");
    }
}
