//! 放假安排: a notice is typed as it stands on paper, looked at, loaded, and what it moves is listed.

use axum::http::StatusCode;

use crate::html;
use crate::office::{Deed, open};
use crate::served::{Part, Served};

/// A notice of the year that everybody looks at, with three days more off.
const TYPED: [(&str, &str); 7] = [
    ("year", "2026"),
    ("title", "国务院办公厅关于调整2026年部分节假日安排的通知"),
    ("amends", "国务院办公厅关于2026年部分节假日安排的通知"),
    ("festival0", "元旦"),
    ("from0", "2026年1月14日"),
    ("to0", "1月16日"),
    ("work0", "1月17日、1月18日"),
];

fn application(served: &Served) -> String {
    let set = [
        ("subject", "某路段征地补偿文件"),
        ("channel", "in_person"),
        ("received_on", "2026-01-08"),
        ("applicant_type", "c1"),
        ("applicant", "孙某某"),
        ("request", "请求公开补偿安置方案全文"),
    ];
    let deed = Deed {
        at: "2026-01-08T10:00",
        by: "王某某",
        set: &set,
        ..Deed::default()
    };
    open(&served.office, "foi-application", &deed)
}

#[test]
fn a_notice_is_typed_looked_at_and_moves_due_dates() {
    let served = Served::new();
    let id = application(&served);
    let due = |served: &Served| {
        let shown = served.office.show(&id, crate::office::now()).unwrap();
        let clock = shown
            .clocks
            .iter()
            .find(|clock| clock.clock.ends_with("reply"));
        clock.unwrap().due.clone().unwrap()
    };
    let before = due(&served);
    let mut wrong = TYPED.to_vec();
    wrong[4].1 = "2月30日";
    let got = served.send("/calendar", &wrong);
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    html::check("/calendar", got.text());
    assert!(
        got.text().contains("放假首日“2月30日”不是日期")
            && got.text().contains("value=\"2月30日\""),
        "{}",
        got.text()
    );

    // Another notice for the same year has to say that it changes the first.
    wrong = TYPED.to_vec();
    wrong[2].1 = "";
    let got = served.send("/calendar", &wrong);
    assert!(
        got.text().contains("2026年已有") && got.text().contains("value=\"1月16日\""),
        "{}",
        got.text()
    );

    let to = served.send("/calendar", &TYPED).to();
    let page = served.page(&to);
    html::check(&to, &page);
    assert!(
        page.contains("2026年1月14日（星期三）至2026年1月16日（星期五），共3天"),
        "{page}"
    );
    assert_eq!(due(&served), before, "looking moves nothing");
    assert_eq!(served.stored(), []);
    served.send(&format!("{to}/load"), &[]).to();
    let page = served.page(&to);
    html::check(&to, &page);
    assert!(page.contains("已装入，变动到期日"), "{page}");
    assert!(due(&served) != before, "{page}");
    assert!(
        page.contains(&before.to_string()) && page.contains(&due(&served).to_string()),
        "{page}"
    );
    assert!(page.contains("某路段征地补偿文件"), "{page}");
    assert!(served.page("/calendar").contains("已装入的通知"));
}

#[test]
fn a_notice_with_faults_is_not_loaded() {
    let served = Served::new();
    for (text, told) in [
        ("year = 2027\n", "title"),
        ("不是通知", "。"),
        (
            "year = 2027\ntitle = \"甲\"\n[[holiday]]\nfestival = \"元旦\"\noff = [\"2027-01-03..2027-01-01\"]\n",
            "止日早于起日",
        ),
    ] {
        let got = served.upload(
            "/calendar/file",
            &[Part::File("file", "甲.toml", text.as_bytes())],
        );
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        assert!(got.text().contains(told), "{text}: {}", got.text());
    }
    assert_eq!(served.stored(), []);
}
