//! Papers of a matter: issued by acts, numbered without a gap, and the same whenever they are printed again.

use andu_office::papers::{Faces, PaperMade, Wanted, to_docx, to_html, to_text};
use andu_office::{Layer, NewOrgan, built_in_layers};
use andu_rules::SourceFile;

use crate::desk::{self, Desk, act, correct, layers, now, open, organ, void, with};

/// The small pack with papers.
fn papered() -> Vec<Layer> {
    let mut layers = layers();
    let files = [
        ("receipt", include_str!("pack/papers/receipt.toml")),
        ("notice", include_str!("pack/papers/notice.toml")),
        ("urge", include_str!("pack/papers/urge.toml")),
    ];
    layers[0].files.extend(files.map(|(name, text)| SourceFile {
        path: format!("papers/request/{name}.toml"),
        text: text.to_owned(),
    }));
    layers
}

fn desk() -> Desk {
    with(papered(), organ())
}

#[track_caller]
fn opened(desk: &Desk, way: &str) -> String {
    desk.does(
        open("request")
            .set("subject", "某路段照明")
            .set("received_on", "2025-03-03")
            .set("sender", "张某某")
            .set("way", way),
    )
    .matter
}

#[track_caller]
fn paper(desk: &Desk, matter: &str, paper: &str, wanted: Wanted) -> PaperMade {
    desk.paper(matter, paper, wanted, now("2025-03-10T09:00"))
        .unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn text(desk: &Desk, matter: &str, id: &str) -> String {
    to_text(&paper(desk, matter, id, Wanted::default()).document)
}

#[track_caller]
fn states(desk: &Desk, matter: &str) -> String {
    let listed = desk.papers(matter, now("2025-03-10T09:00")).unwrap();
    let told = listed.papers.iter().map(|paper| {
        let number = paper.number.as_deref().unwrap_or("—");
        format!(
            "{} {} {number} {}",
            paper.label,
            paper.state.label(),
            paper.why
        )
    });
    told.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_paper_is_issued_by_the_act_and_is_the_document_that_it_needs() {
    let desk = desk();
    let matter = opened(&desk, "call");
    insta::assert_snapshot!(states(&desk, &matter), @r"
    来件回执 已出具 — 2025年3月3日由张三出具
    催办单 随时可打印 — 
    补正通知书 可打印草稿 — 办理“告知补正”时出具
    ");
    desk.does(act(&matter, "ask"));
    insta::assert_snapshot!(states(&desk, &matter), @r"
    来件回执 已出具 — 2025年3月3日由张三出具
    补正通知书 已出具 示补〔2025〕1号 2025年3月3日由张三出具
    催办单 不适用 — 环节为“办理中”时才用
    ");
    insta::assert_snapshot!(text(&desk, &matter, "notice"), @r"
    　　　　　　　　　示例县人民政府办公室
    　　　　　　　　　　　 补正通知书
    　　　　　　　　　　示补〔2025〕1号

    张某某：
    　　你于2025年3月3日提出的《某路段照明》需要补正，依照《示例办理规则》第二条的规定，请于2025年3月13日前补正。
    　　也可以电话补正。

    　　　　　　　　　　　　　　　　示例县人民政府办公室
    　　　　　　　　　　　　　　　　　　2025年3月3日
    ");
}

#[test]
fn numbers_have_no_gap_and_papers_brought_along_draw_none() {
    let desk = desk();
    let [first, second, third] = ["call", "call", "paper"].map(|way| opened(&desk, way));
    desk.does(act(&first, "ask"));
    // Went out on paper with a number of its own.
    desk.does(act(&second, "ask").paper("notice"));
    desk.refuses(act(&third, "answer"));
    desk.does(act(&third, "ask"));
    let number = |matter: &str| paper(&desk, matter, "notice", Wanted::default()).number;
    assert_eq!(number(&first).as_deref(), Some("示补〔2025〕1号"));
    assert_eq!(number(&second), None);
    assert_eq!(number(&third).as_deref(), Some("示补〔2025〕2号"));
    // What came in from elsewhere issued its papers there, so the act has to bring them.
    let fourth = opened(&desk, "call");
    desk.refuses(act(&fourth, "ask").through("import"));
}

#[test]
fn a_paper_says_what_it_said_when_it_was_issued() {
    let desk = desk();
    let matter = opened(&desk, "call");
    let seq = desk.does(act(&matter, "ask")).seq;
    let opening = seq - 1;
    let before = text(&desk, &matter, "notice");
    desk.does(act(&matter, "supply").at("2025-03-04T09:00"));
    desk.does(correct(&desk, &matter, opening, "subject", "另一路段照明").at("2025-03-05T09:00"));
    let made = paper(&desk, &matter, "notice", Wanted::default());
    assert_eq!(to_text(&made.document), before);
    assert!(made.notes[0].contains("更正"), "{:?}", made.notes);
    let corrected = Wanted {
        corrected: true,
        ..Wanted::default()
    };
    let made = paper(&desk, &matter, "notice", corrected);
    assert!(to_text(&made.document).contains("《另一路段照明》"));
    assert_eq!(made.number.as_deref(), Some("示补〔2025〕1号"));
    // An act that does not count has issued nothing; its number is not drawn again.
    desk.does(void(&matter, Some(seq)).at("2025-03-06T09:00"));
    assert!(paper(&desk, &matter, "notice", Wanted::default()).draft);
    let other = opened(&desk, "call");
    desk.does(act(&other, "ask"));
    let number = paper(&desk, &other, "notice", Wanted::default()).number;
    assert_eq!(number.as_deref(), Some("示补〔2025〕2号"));
}

#[test]
fn linked_matters_and_facts_about_the_office_stay_as_they_were_when_a_paper_was_issued() {
    let names = |phone: &str| {
        format!("[[name]]\nid = \"phone\"\nlabel = \"联系电话\"\ntext = \"{phone}\"\n")
    };
    let mut desk = desk::real_with(|dir| {
        desk::own_pack(dir);
        let paper = include_str!("pack/papers/transfer.toml");
        desk::put(dir, "papers/request/transfer.toml", paper);
        desk::put(dir, "papers/names.toml", &names("023-0000"));
    });
    let unknown = "[[name]]\nid = \"phone\"\nlabel = \"联系电话\"\n";
    desk.between(now("2025-01-02T09:00"), |dir| {
        desk::put(dir, "papers/names.toml", unknown);
    });
    let early = desk.opened("2025-03-03");
    let made = paper(&desk, &early, "transfer", Wanted::default());
    insta::assert_snapshot!(made.notes.join("\n"), @"联系电话各种文书都要用，请在本单位规则的 papers/names.toml 中写一次，此后出具的文书都会印上");
    desk.does(
        act(&early, "allot")
            .set("unit", "城管局")
            .at("2025-03-04T09:30"),
    );
    let listed = desk.papers(&early, now("2025-03-04T10:00")).unwrap();
    let issued = listed.papers.iter().find(|it| it.seq.is_some()).unwrap();
    assert_eq!(issued.missing, ["并案标题", "联系电话"]);
    assert_eq!(
        issued.doubt, None,
        "what the office has to write down is no doubt of the pack"
    );
    desk.between(now("2025-01-02T10:00"), |dir| {
        desk::put(dir, "papers/names.toml", &names("023-0000"));
    });
    let other = desk.opened("2025-03-03");
    let opening = desk.show(&other, now("2025-03-03T10:00")).unwrap();
    let opening = opening.events[0].seq;
    let allot = |desk: &Desk| {
        let matter = desk.opened("2025-03-03");
        let allot = act(&matter, "allot").set("unit", "城管局");
        desk.does(allot.link("together", &other).at("2025-03-04T09:30"));
        matter
    };
    let first = allot(&desk);
    let text = |desk: &Desk, matter: &str, corrected: bool| {
        let wanted = Wanted {
            corrected,
            ..Wanted::default()
        };
        let made = paper(desk, matter, "transfer", wanted);
        let text = to_text(&made.document);
        let line = text.lines().find(|line| line.contains("现将")).unwrap();
        line.trim().to_owned()
    };
    let issued = text(&desk, &first, false);
    insta::assert_snapshot!(issued, @"现将《某路段照明》交你单位与《某路段照明》一并办理，登记时间2025年3月3日9时，交办时间2025年3月4日9时30分。联系电话：023-0000");
    let change = correct(&desk, &other, opening, "subject", "另一路段照明");
    desk.does(change.at("2025-03-05T09:00"));
    desk.between(now("2025-03-06T09:00"), |dir| {
        desk::put(dir, "papers/names.toml", &names("023-1111"));
    });
    assert_eq!(text(&desk, &first, false), issued);
    // A correction of the linked matter is printed where that is asked for; another telephone number corrects nothing.
    assert_eq!(
        text(&desk, &first, true),
        issued.replace("与《某路段照明》", "与《另一路段照明》")
    );
    let second = allot(&desk);
    assert_eq!(
        text(&desk, &second, false),
        issued
            .replace("与《某路段照明》", "与《另一路段照明》")
            .replace("0000", "1111")
    );
}

#[test]
fn a_province_lays_its_own_articles_and_periods_over_a_national_paper() {
    let asked = |division: &str| {
        let organ = NewOrgan {
            division: division.to_owned(),
            ..organ()
        };
        let desk = with(built_in_layers(Some(division)), organ);
        let matter = desk
            .does(
                open("npc-suggestion")
                    .set("number", "56")
                    .set("congress_session", "县十八届人大四次会议")
                    .set("origin", "session")
                    .set("received_on", "2025-03-03")
                    .set("title", "关于某路段照明的建议")
                    .set("lead_deputy", "赵某某"),
            )
            .matter;
        desk.does(act(&matter, "propose-handlers").set("lead_unit", "城管局"));
        desk.does(act(&matter, "assign"));
        let text = text(&desk, &matter, "assignment-notice");
        let first = text.lines().find(|line| line.contains("一是")).unwrap();
        let (_, asked) = first.split_once("及时签收。").unwrap();
        asked.to_owned()
    };
    // Ten working days from the assignment on Monday, 3 March, are over on Monday, 17 March.
    insta::assert_snapshot!(asked("500229"), @"认为不属于职责范围的，依照《重庆市人民代表大会代表建议批评和意见工作条例》第十六条的规定，自交办之日起十个工作日内（2025年3月17日前）书面说明理由和建议改由承办的单位退回，不得自行转送。");
    insta::assert_snapshot!(asked("411624"), @"认为不属于职责范围的，参照《河南省人民代表大会代表建议、批评和意见办理办法》第十四条的规定，自交办之日起十个工作日内（2025年3月17日前）书面说明理由和建议改由承办的单位退回，不得自行转送。");
    insta::assert_snapshot!(asked("510100"), @"认为不属于职责范围的，请在规定时间内写明理由和建议改由承办的单位退回，不得自行转送。");
}

#[test]
fn others_see_names_covered_and_blanks_are_told() {
    let desk = desk();
    let matter = desk
        .does(
            open("request")
                .set("subject", "某路段照明")
                .set("received_on", "2025-03-03")
                .set("helpers", r#"[{"unit":"甲局","phone":"13800000000"}]"#),
        )
        .matter;
    let made = paper(&desk, &matter, "receipt", Wanted::default());
    assert_eq!(made.missing, ["来件方式", "来件人"]);
    insta::assert_snapshot!(to_text(&made.document), @r"
    　　　　　　　　　　　　来件回执

    编号：来〔2025〕1号	来件方式：〔待填：来件方式〕
    来件人：〔待填：来件人〕	答复期限：2025年3月10日
    协办：甲局：138＊＊＊＊0000

    　　　　　　　　　　　　　　　　示例县人民政府办公室
    　　　　　　　　　　　　　　　　　　2025年3月3日
    ");
    let named = opened(&desk, "call");
    let masked = Wanted {
        faces: Faces::Masked,
        ..Wanted::default()
    };
    let shown = |wanted| to_text(&paper(&desk, &named, "receipt", wanted).document);
    assert!(shown(Wanted::default()).contains("张某某"));
    assert!(!shown(masked).contains("张某某") && shown(masked).contains("张＊＊"));
}

#[test]
fn many_papers_go_into_one_file_each_on_its_own_page() {
    let desk = desk();
    let matters = ["call", "paper"].map(|way| opened(&desk, way));
    desk.does(act(&matters[0], "ask"));
    let at = now("2025-03-10T09:00");
    let bound = |paper: &str, condition: Option<&str>| {
        desk.papers_bound("request", paper, condition, Wanted::default(), at)
    };
    let notices = bound("notice", Some("stage = 'waiting'")).unwrap();
    assert_eq!(notices.papers.len(), 1);
    let receipts = bound("receipt", None).unwrap();
    assert_eq!(receipts.papers.len(), 2);
    assert_eq!(to_text(&receipts.document).matches('\u{c}').count(), 1);
    // Only the one that is still open is urged.
    assert_eq!(bound("urge", None).unwrap().papers.len(), 1);
    let nobody = bound("notice", Some("stage = 'dropped'")).unwrap_err();
    assert!(nobody.to_string().contains("没有符合条件的件"), "{nobody}");
}

#[test]
fn every_paper_of_the_pack_can_be_written_for_a_new_matter() {
    let desk = desk();
    let matter = opened(&desk, "call");
    for id in ["receipt", "notice", "urge"] {
        let document = paper(&desk, &matter, id, Wanted::default()).document;
        assert!(to_docx(&document).starts_with(b"PK"));
        assert!(to_html(&document).contains("</article>"));
    }
    let at = now("2025-03-10T09:00");
    let unknown = desk
        .paper(&matter, "nix", Wanted::default(), at)
        .unwrap_err();
    assert!(unknown.to_string().contains("没有文书“nix”"), "{unknown}");
}
