//! 涉密拦截: whatever page a classified file is dropped on, that it was stopped is entered once, and nothing else of it.

use andu_office::ListItem;

use crate::served::{Part, Served};

/// Stops on record.
fn stops(served: &Served) -> Vec<ListItem> {
    let listed = served.office.list("classified-stop", None, None, 100);
    listed.unwrap().items
}

#[test]
fn every_page_that_meets_a_mark_enters_the_stop_once() {
    let served = Served::new();
    let words = "不应留下的字";
    let marked = format!("姓名,所在单位\n{words},机密★3年\n");
    let before = served.stored();
    let pages: [(&str, &str, &[u8]); 6] = [
        ("/import", "甲.csv", marked.as_bytes()),
        ("/import", "机密★3年.csv", "姓名\n无\n".as_bytes()),
        ("/handling", "甲.csv", marked.as_bytes()),
        ("/audit", "甲.txt", marked.as_bytes()),
        ("/audit", "甲.html", marked.as_bytes()),
        (
            "/fill",
            "机密★3年.xlsx",
            &crate::served::fixture("forms/法治政府建设统计表.xlsx"),
        ),
    ];
    for (number, (page, name, bytes)) in (1..).zip(pages) {
        let parts = [
            Part::Field("period", "2025"),
            Part::File("file", name, bytes),
        ];
        let got = served.upload(page, &parts);
        assert!(!got.text().contains(words), "{page} {name}");
        assert_eq!(
            stops(&served).len(),
            number,
            "{page} {name}\n{}",
            got.text()
        );
    }
    assert_eq!(served.stored(), before, "nothing of them is kept");
}

#[test]
fn a_file_without_a_mark_enters_no_stop() {
    let served = Served::new();
    let parts = [Part::File(
        "file",
        "甲.csv",
        "姓名,所在单位\n甲,乙\n".as_bytes(),
    )];
    for page in ["/import", "/handling", "/audit"] {
        served.upload(page, &parts);
    }
    assert_eq!(stops(&served).len(), 0);
}
