//! 导入台账 as somebody does it: sent, looked at, corrected, entered; again; one cell changed; classified; from elsewhere.

use axum::http::StatusCode;

use crate::browser::between;
use crate::html;
use crate::served::{Got, Part, Served, controls, fixture};

const BOOK: &str = "建议提案台账.xls";

/// Sends a book; gives the address of its draft.
#[track_caller]
fn sent(served: &Served, name: &str) -> String {
    let bytes = fixture(&format!("books/{name}"));
    served
        .upload("/import", &[Part::File("file", name, &bytes)])
        .to()
}

/// New, same, changed, refused, as the page of a draft tells them.
#[track_caller]
fn counts(page: &str) -> [usize; 4] {
    ["新增", "相同", "变更", "不能登记"].map(|word| {
        let after = format!("<span class=\"word\">{word}</span> <strong>");
        between(page, &after, "</strong>").parse().unwrap()
    })
}

/// The fields of the form that goes to an address, with some of them changed.
#[track_caller]
fn filled(page: &str, action: &str, changed: &[(&str, &str)]) -> Vec<(String, String)> {
    let form = between(page, &format!("action=\"{action}\""), "</form>");
    let mut fields = controls(form);
    for (name, value) in changed {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some(field) => field.1 = (*value).to_owned(),
            None => fields.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    fields
}

/// Sends the form of a draft on.
#[track_caller]
fn on(served: &Served, draft: &str, step: &str, changed: &[(&str, &str)]) -> Got {
    let action = format!("{draft}/{step}");
    let fields = filled(&served.page(draft), &action, changed);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    served.send(&action, &fields)
}

/// The name of the control of a column, by its heading.
#[track_caller]
fn control(page: &str, sheet: &str, heading: &str) -> String {
    let (_, group) = page.split_once(&format!("工作表：{sheet}<")).unwrap();
    let (before, _) = group.split_once(&format!("\">{heading}</label>")).unwrap();
    before.rsplit("for=\"").next().unwrap().to_owned()
}

/// The register comes in: the second sheet has no day of receipt, and the day of assignment stands for it.
#[track_caller]
fn entered(served: &Served) {
    let draft = sent(served, BOOK);
    let from = "g1.from.received_on";
    on(served, &draft, "correct", &[(from, "交办时间")]).to();
    on(served, &draft, "confirm", &[("how", "all")]).to();
}

fn matters(served: &Served) -> usize {
    let all = ["npc-suggestion", "cppcc-proposal"];
    let count = |id| served.office.list(id, None, None, 500).unwrap().items.len();
    all.map(count).iter().sum()
}

#[test]
fn a_register_is_looked_at_corrected_and_entered() {
    let served = Served::new();
    let draft = sent(&served, BOOK);
    let page = served.page(&draft);
    html::check(&draft, &page.replace(".xls", ""));
    assert_eq!(counts(&page), [32, 0, 0, 0]);
    assert!(page.contains("20行，表头在第2、3行"), "{page}");
    assert!(page.contains("合计"), "skipped rows are named");
    assert!(page.contains("录入人：录入员"), "{page}");
    assert!(!page.contains("--"), "options of the command line");
    assert!(
        page.contains("县财政局"),
        "rows are shown beside the mapping"
    );

    assert!(page.contains("12行没有“收到日期”"), "{page}");
    assert_eq!(matters(&served), 0);
    assert_eq!(served.stored(), [], "nothing is stored before the confirm");

    let from = "g1.from.received_on";
    on(&served, &draft, "correct", &[(from, "交办时间")]).to();
    let page = served.page(&draft);
    assert_eq!(counts(&page), [32, 0, 0, 0]);
    assert!(!page.contains("12行没有“收到日期”"), "{page}");
    assert_eq!(matters(&served), 0);
    let to = on(&served, &draft, "confirm", &[("how", "all")]).to();
    let done = served.page(&to);
    html::check(&to, &done.replace(".xls", ""));
    assert!(done.contains("新增32件，相同0件，变更0件"), "{done}");
    assert!(done.contains("要件未见"), "{done}");
    assert!(
        done.contains("href=\"/registers/npc-suggestion\""),
        "{done}"
    );
    assert!(done.contains("已存为导入方案“建议提案台账”"), "{done}");
    assert_eq!(matters(&served), 32);

    // Who entered it, and by what way, stands in the record.
    let items = served
        .office
        .list("npc-suggestion", None, None, 1)
        .unwrap()
        .items;
    let shown = served.page(&format!("/matters/{}", items[0].id));
    assert!(
        shown.contains("录入员") && shown.contains("据台账登记"),
        "{shown}"
    );
    // The same form sent twice is entered once.
    let fields = [("revision", "2"), ("how", "all")];
    served.send(&format!("{draft}/confirm"), &fields).to();
    assert_eq!(matters(&served), 32);
}

#[test]
fn rows_that_cannot_be_entered_are_told_and_the_others_may_go_in_alone() {
    let served = Served::new();
    let book = "建议编号,建议题目,主办单位,收到日期,交办日期\n2024001,甲,县司法局,2024.1.20,2024.3.15\n2024002,乙,县司法局,2024.2.30,2024.3.15\n2024003,丙,县司法局,2024.2.30,2024.3.15\n";
    let parts = [Part::File("file", "建议.csv", book.as_bytes())];
    let draft = served.upload("/import", &parts).to();
    let page = served.page(&draft);
    assert_eq!(counts(&page), [1, 0, 0, 2]);
    assert!(page.contains("3至4"), "one reason is told once: {page}");
    // Not everything can be entered, and so nothing is.
    let refused = on(&served, &draft, "confirm", &[("how", "all")]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text().contains("有2行不能登记"),
        "{}",
        refused.text()
    );
    assert_eq!(matters(&served), 0);
    let to = on(&served, &draft, "confirm", &[("how", "good")]).to();
    assert!(served.page(&to).contains("不能登记2行"));
    assert_eq!(matters(&served), 1);
}

#[test]
fn the_same_file_changes_nothing_and_a_changed_cell_is_shown_first() {
    let served = Served::new();
    entered(&served);
    let again = served.page(&sent(&served, BOOK));
    assert_eq!(counts(&again), [0, 32, 0, 0]);

    let draft = sent(&served, "建议提案台账（改一格）.xls");
    let page = served.page(&draft);
    assert_eq!(counts(&page), [0, 31, 1, 0]);
    let change = between(&page, "class=\"cards changes\"", "</table>");
    assert!(
        change.contains("<del>C类（因条件限制等原因暂不能解决）</del>")
            && change.contains("<ins>B类（正在解决或者列入计划逐步解决）</ins>"),
        "{change}"
    );
    // Without the tick the change stays out.
    let other = sent(&served, "建议提案台账（改一格）.xls");
    on(&served, &other, "confirm", &[("how", "all")]).to();
    assert_eq!(counts(&served.page(&sent(&served, BOOK))), [0, 32, 0, 0]);
    // What was not shown is not accepted.
    let unseen = on(
        &served,
        &draft,
        "confirm",
        &[("changes", "1"), ("seen", "0")],
    );
    assert!(
        unseen.text().contains("重新列出的变更"),
        "{}",
        unseen.text()
    );
    let to = on(
        &served,
        &draft,
        "confirm",
        &[("how", "all"), ("changes", "1")],
    )
    .to();
    assert!(served.page(&to).contains("变更1件（已登记为更正）"));
    let draft = sent(&served, "建议提案台账（改一格）.xls");
    assert_eq!(counts(&served.page(&draft)), [0, 32, 0, 0]);
}

#[test]
fn a_mapping_is_corrected_and_what_is_wrong_with_it_is_told() {
    let served = Served::new();
    let draft = sent(&served, BOOK);
    let page = served.page(&draft);
    let (title, day) = (
        control(&page, "人大代表建议", "建议题目"),
        control(&page, "人大代表建议", "收到日期"),
    );
    // Two columns of one item.
    let twice = on(&served, &draft, "correct", &[(&day, "title")]);
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        twice.text().contains("都选了“建议题目”"),
        "{}",
        twice.text()
    );
    let form = between(twice.text(), &format!("name=\"{day}\""), "</select>");
    assert!(
        form.contains("<option value=\"title\" selected>"),
        "what was chosen stays: {form}"
    );
    // A column left out, and the second sheet, too.
    on(
        &served,
        &draft,
        "correct",
        &[(&title, ""), ("g1.procedure", "")],
    )
    .to();
    let page = served.page(&draft);
    assert_eq!(counts(&page), [20, 0, 0, 0]);
    assert!(page.contains("没有导入"), "{page}");
    // An old window undoes nothing.
    let stale = served.send(&format!("{draft}/correct"), &[("revision", "1")]);
    assert!(stale.text().contains("另一个窗口"), "{}", stale.text());
    // An item that no register has.
    let foreign = on(&served, &draft, "correct", &[(&title, "../title")]);
    assert!(foreign.text().contains("不在台账中"), "{}", foreign.text());
    on(
        &served,
        &draft,
        "correct",
        &[(&title, "title"), ("left1", "cppcc-proposal")],
    )
    .to();
    assert_eq!(counts(&served.page(&draft)), [32, 0, 0, 0]);
    let to = on(
        &served,
        &draft,
        "confirm",
        &[("how", "good"), ("name", "../../甲")],
    )
    .to();
    assert!(served.page(&to).contains("新增32件"));
    assert_eq!(matters(&served), 32);
    let kept: Vec<_> = served.stored().into_iter().map(|(path, _)| path).collect();
    assert_eq!(kept, [served.folder().join("schemes/.._.._甲.toml")]);
}

#[test]
fn unknown_units_and_words_are_asked_about() {
    let served = Served::new();
    let people = "姓名,所在单位,职务,到岗日期\n张某,示例县司法局,局长,2020-01-02\n李某,示例县公安局,局长,2020-01-02\n";
    let draft = served
        .upload(
            "/import",
            &[Part::File("file", "通讯录.csv", people.as_bytes())],
        )
        .to();
    on(&served, &draft, "confirm", &[("how", "all")]).to();
    let book = "建议编号,建议题目,主办单位,收到日期,交办日期\n2024001,关于甲的建议,司法局,2024.1.20,2024.3.15\n2024002,关于乙的建议,供销社,2024.1.21,2024.3.15\n";
    let parts = [
        Part::Field("procedure", "npc-suggestion"),
        Part::File("file", "建议.csv", book.as_bytes()),
    ];
    let draft = served.upload("/import", &parts).to();
    let page = served.page(&draft);
    assert!(page.contains("主办单位写作“供销社”（1行）"), "{page}");
    on(&served, &draft, "correct", &[("q0", "示例县公安局")]).to();
    assert_eq!(counts(&served.page(&draft)), [2, 0, 0, 0]);
    on(&served, &draft, "confirm", &[("how", "all")]).to();
    assert_eq!(matters(&served), 2);
}

#[test]
fn an_unknown_book_may_be_named_and_a_bad_one_is_refused() {
    let served = Served::new();
    let book = "甲,乙\n1,2\n3,4\n";
    let draft = served
        .upload("/import", &[Part::File("file", "表.csv", book.as_bytes())])
        .to();
    let page = served.page(&draft);
    html::check(&draft, &page.replace(".csv", ""));
    assert!(
        page.contains("认不出台账的表头") && page.contains("这是哪种台账"),
        "{page}"
    );
    let named = on(
        &served,
        &draft,
        "correct",
        &[("procedure", "npc-suggestion")],
    );
    assert!(
        named.text().contains("认不出台账的表头"),
        "{}",
        named.text()
    );
    for name in [
        "加密.xlsx",
        "截断.xlsx",
        "压缩炸弹.xlsx",
        "带宏改名.xlsx",
        "空文件.csv",
    ] {
        let bytes = fixture(&format!("bad/{name}"));
        let got = served.upload("/import", &[Part::File("file", name, &bytes)]);
        if got.status == StatusCode::SEE_OTHER {
            continue;
        }
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(got.text().contains("没有接收"), "{name}: {}", got.text());
    }
    assert_eq!(served.stored(), []);
}

#[test]
fn classified_books_leave_nothing_behind() {
    let served = Served::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures/classified/books");
    let mut stopped = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let told = path.with_file_name(format!("{name}.expected.toml"));
        let Ok(told) = std::fs::read_to_string(told) else {
            continue;
        };
        if told.contains("stops = false") || name.ends_with(".docx") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let got = served.upload("/import", &[Part::File("file", &name, &bytes)]);
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(got.text().contains("联系保密员"), "{name}: {}", got.text());
        stopped += 1;
    }
    assert!(stopped >= 10, "{stopped}");
    // Whoever says that it is classified is not even read.
    let token = served.token();
    let bytes = fixture(&format!("books/{BOOK}"));
    let own = "sec-fetch-site: same-origin\r\n";
    for (answer, status) in [
        (Some("yes"), StatusCode::FORBIDDEN),
        (None, StatusCode::BAD_REQUEST),
    ] {
        let mut parts = vec![Part::Field("token", &token)];
        parts.extend(answer.map(|answer| Part::Field("classified", answer)));
        parts.push(Part::File("file", BOOK, &bytes));
        let got = served.parts("/import", own, &parts);
        assert_eq!(got.status, status, "{}", got.text());
    }
    assert_eq!(served.stored(), []);
    assert!(
        !served.page("/import").contains("等待核对"),
        "nothing waits"
    );
}

#[test]
fn forms_from_elsewhere_and_without_the_token_are_refused() {
    let served = Served::new();
    let (token, bytes) = (served.token(), fixture(&format!("books/{BOOK}")));
    let parts = |token| {
        [
            Part::Field("token", token),
            Part::Field("classified", "no"),
            Part::File("file", BOOK, &bytes),
        ]
    };
    for headers in [
        "sec-fetch-site: cross-site\r\n",
        "sec-fetch-site: same-site\r\n",
        "origin: http://example.com\r\n",
        "origin: null\r\n",
    ] {
        let got = served.parts("/import", headers, &parts(&token));
        assert_eq!(got.status, StatusCode::FORBIDDEN, "{headers}");
        assert!(got.text().contains("不是从本系统的网页发出的"), "{headers}");
    }
    let got = served.parts("/import", "", &parts("0"));
    assert_eq!(got.status, StatusCode::FORBIDDEN);
    assert!(got.text().contains("服务重新启动过"), "{}", got.text());
    assert!(!served.page("/import").contains("等待核对"));
    let gone = served.send("/import/none/confirm", &[("how", "all")]);
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert!(gone.text().contains("请重新上传"), "{}", gone.text());
}

#[test]
fn a_person_says_in_which_row_the_heading_stands() {
    let served = Served::new();
    let book = "姓名,职务,到岗日期\n姓名,所在单位,到岗日期\n王某某,县水利局,2020-01-02\n李某某,县教委,2020-01-03\n";
    let parts = [
        Part::Field("procedure", "person"),
        Part::File("file", "人员.csv", book.as_bytes()),
    ];
    let draft = served.upload("/import", &parts).to();
    let page = served.page(&draft);
    html::check(&draft, &page.replace(".csv", ""));
    assert!(!page.contains(">所在单位</label>"), "{page}");
    let wrong = on(&served, &draft, "correct", &[("g0.h0", "第二行")]);
    assert!(
        wrong.text().contains("的表头行“第二行”读不懂"),
        "{}",
        wrong.text()
    );
    on(&served, &draft, "correct", &[("g0.h0", "2")]).to();
    let page = served.page(&draft);
    assert!(
        page.contains(">所在单位</label>") && page.contains("表头在第2行"),
        "{page}"
    );
    assert_eq!(counts(&page), [2, 0, 0, 0], "{page}");
    let done = on(&served, &draft, "confirm", &[("how", "all")]).to();
    assert!(served.page(&done).contains("新增2件"));
}
