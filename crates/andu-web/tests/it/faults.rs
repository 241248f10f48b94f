//! What goes wrong is a page: what, where, what to do.

use axum::http::{Request, StatusCode, header};

use crate::browser::{Browser, demonstration, wait};
use crate::office::{empty, now};

#[test]
fn what_is_not_there_is_a_page() {
    let (_, browser) = demonstration();
    for (path, sentence) in [
        ("/nowhere", "没有“/nowhere”这一页。"),
        ("/matters/none", "没有件号或编号为“none”的件。"),
        ("/registers/none", "规则包中没有标识为“none”的程序。"),
        (
            "/figures/none?period=2025",
            "规则包中没有标识为“none”的指标。",
        ),
        ("/matters/%FF", "没有“/matters/%FF”这一页。"),
    ] {
        let answer = browser.get(path);
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains(sentence), "{path}: {}", answer.body);
        assert!(
            answer.body.contains("<a href=\"/\">回到工作台</a>"),
            "{path}"
        );
    }
}

#[test]
fn what_is_typed_is_shown_as_text() {
    let (_, browser) = demonstration();
    let page = browser
        .get("/matters/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
        .body;
    assert!(
        !page.contains("<script>") && page.contains("&#60;script&#62;"),
        "{page}"
    );
}

#[test]
fn pages_change_nothing() {
    let (_, browser) = demonstration();
    let answer = browser.ask(Request::post("/").header(header::HOST, "localhost"));
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.body.contains("本页只供查看"));
}

#[test]
fn a_name_that_only_points_here_is_refused() {
    let (_, browser) = demonstration();
    let answer = browser.ask(Request::get("/").header(header::HOST, "example.com"));
    assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST);
    assert!(answer.body.contains("不是本机地址") && !answer.body.contains("今日应催"));
}

#[test]
fn only_a_demonstration_looks_at_another_day() {
    let browser = Browser::new(empty(None));
    let answer = browser.get("/?on=2025-01-06");
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.body.contains("只有演示单位可以另指查看的日期"));
}

#[test]
fn addresses_that_others_can_reach_are_refused() {
    for address in ["0.0.0.0:0", "[::]:0", "10.0.0.1:0"] {
        let served = wait(andu_web::serve(
            empty(None),
            address.parse().unwrap(),
            now,
            "本机用户",
            |_| {
                panic!("{address} is served");
            },
        ));
        let error = served.unwrap_err();
        assert_eq!(error.code(), "not-loopback");
        assert!(error.to_string().contains("登录功能尚未提供"), "{error}");
    }
}

#[test]
fn it_serves_on_a_free_port_of_this_machine() {
    wait(async {
        let (told, address) = tokio::sync::oneshot::channel();
        let ready = |address| {
            let _ = told.send(address);
        };
        let listen = "127.0.0.1:0".parse().unwrap();
        let serving = tokio::spawn(andu_web::serve(empty(None), listen, now, "本机用户", ready));
        let address: std::net::SocketAddr = address.await.unwrap();
        let taken = andu_web::serve(empty(None), address, now, "本机用户", |_| {}).await;
        assert_eq!(taken.unwrap_err().code(), "listen");
        serving.abort();
    });
}
