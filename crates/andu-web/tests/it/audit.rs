//! 报告校核: forms with papers, in an office and without one.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt;

use crate::browser::{between, demonstration, wait};
use crate::html;
use crate::office::now;

/// Two parts of a whole, more than the whole; a wrong word; a plan that ran out.
const PAPER: &str = "示例县2025年办件情况报告\n一、总体情况\n共收到建议20件，其中：交通类12件，教育类9件。推进法制政府建设。\n二、下一步\n继续努力。\n";

/// A form with files, as a browser sends it.
fn body(year: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    let year =
        format!("--x\r\ncontent-disposition: form-data; name=\"year\"\r\n\r\n{year}\r\n--x--\r\n");
    body.extend(year.bytes());
    body
}

fn post(router: Router, from: &str, body: Vec<u8>) -> (StatusCode, String) {
    let request = Request::post("/audit")
        .header(header::HOST, "127.0.0.1:8687")
        .header("sec-fetch-site", from)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    wait(async move {
        let request = request.body(Body::from(body)).unwrap();
        let response = router.oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    })
}

fn alone(year: &str, files: &[(&str, &[u8])]) -> String {
    let (status, page) = post(
        andu_web::audit_router(now),
        "same-origin",
        body(year, files),
    );
    assert_eq!(status, StatusCode::OK, "{page}");
    page
}

#[test]
fn what_is_wrong_stands_in_the_sheet_and_is_marked_in_the_text() {
    let page = alone("", &[("报告.txt", PAPER.as_bytes())]);
    html::check("/audit", &page.replace("报告.txt", "报告"));
    let sheet = between(&page, "校核意见单</h2>", "</table>");
    assert!(sheet.contains("<strong>法制政府</strong>建设"), "{sheet}");
    assert!(sheet.contains("12+9=21"), "{sheet}");
    assert!(sheet.contains("2025年"), "{sheet}");
    let marked = between(&page, "class=\"marked\"", "</div>");
    assert!(
        marked.contains("<mark class=\"overdue\">法制政府<sup>"),
        "{marked}"
    );
    assert!(page.contains("不留存"), "{page}");
}

#[test]
fn every_paper_of_a_form_is_answered() {
    let files: [(&str, &[u8]); 2] = [
        ("好.txt", "全年办理建议12件。".as_bytes()),
        ("坏.docx", b"PK\x03\x04"),
    ];
    let page = alone("2025", &files);
    assert!(page.contains("没有发现问题。"), "{page}");
    assert!(
        page.contains("没有校核：坏.docx") && page.contains("已损坏"),
        "{page}"
    );
}

#[test]
fn a_classified_paper_is_refused_and_nothing_of_it_is_shown() {
    let paper = "秘密★1年\n关于某工程选址的报告\n选址在甲地。";
    let page = alone("", &[("某工程选址.txt", paper.as_bytes())]);
    assert!(
        page.contains("未保存") && page.contains("联系保密员"),
        "{page}"
    );
    for secret in ["某工程", "甲地", "1年"] {
        assert!(!page.contains(secret), "{secret}: {page}");
    }
}

#[test]
fn what_cannot_be_used_is_told_and_the_year_is_not_cleared() {
    let page = alone("二五", &[("报告.txt", PAPER.as_bytes())]);
    assert!(
        page.contains("年度“二五”读不懂") && page.contains("value=\"二五\""),
        "{page}"
    );
    assert!(alone("", &[]).contains("没有放入文件"));
    let (status, page) = post(andu_web::audit_router(now), "cross-site", body("", &[]));
    assert_eq!(status, StatusCode::FORBIDDEN, "{page}");
}

#[test]
fn an_office_has_the_page_too() {
    let (samples, browser) = demonstration();
    let page = browser.page("/audit");
    assert!(page.contains("enctype=\"multipart/form-data\""), "{page}");
    let router = andu_web::router(samples.office.clone(), now, "本机用户");
    let (status, page) = post(
        router,
        "same-origin",
        body("", &[("报告.txt", PAPER.as_bytes())]),
    );
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("<strong>法制政府</strong>"), "{page}");
}

#[test]
fn without_an_office_there_is_one_place() {
    let router = andu_web::audit_router(now);
    let request = Request::get("/registers").header(header::HOST, "localhost");
    let request = request.body(Body::empty()).unwrap();
    let (status, page) = wait(async move {
        let response = router.oneshot(request).await.unwrap();
        let status = response.status();
        (
            status,
            to_bytes(response.into_body(), usize::MAX).await.unwrap(),
        )
    });
    assert_eq!(status, StatusCode::NOT_FOUND);
    let page = String::from_utf8(page.to_vec()).unwrap();
    html::check("/registers", &page.replace("registers", ""));
    assert!(!page.contains("台账"), "{page}");
}
