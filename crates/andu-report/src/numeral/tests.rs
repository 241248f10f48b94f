use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = numerals(text, &["千村工程".to_owned()])
        .into_iter()
        .map(|numeral| numeral.text)
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn arabic_numerals_claim_figures() {
    check("召开会议14次，印发文件3份", &["14次", "3份"]);
    check("满意率98.92%，共1,234件", &["98.92%", "1,234件"]);
    check("公开信息1.6万余条", &["1.6万余条"]);
    check("10日内答复，20个工作日内办结", &["10", "20个工作日"]);
    check("5年来，用时0.78天", &["5", "0.78天"]);
    check("７件", &["７件"]);
    check("7×24小时值守", &["7", "24小时"]);
}

#[test]
fn dates_numbers_of_documents_and_names_claim_none() {
    check("2025年度，2021—2025年，2021-2025年", &[]);
    check("1月15日至3月1日，1—6月，10—15日，9时30分，14:00", &[]);
    check("4·15全民国家安全教育日、12·4宪法宣传日", &[]);
    check("国办发〔2024〕12号，国务院令第711号，第33条，第3季度", &[]);
    check("《2025年重点任务50项》", &[]);
    check("12345热线、“12345”政务服务便民热线、12348公共法律服务", &[]);
    check("电话023-00000000，13800000000", &[]);
    check("5G网络、A4纸、G242线", &[]);
    check("1.召开会议\n（2）印发文件", &[]);
}

#[test]
fn a_bare_number_of_a_service_is_a_figure() {
    check("受理12345件", &["12345件"]);
    check("办结120件", &["120件"]);
}

#[test]
fn chinese_numerals_claim_figures_before_counting_words() {
    check("召开会议十四次，走访三百余户", &["十四次", "三百余户"]);
    check(
        "百分之九十八点五的事项，三分之一以上",
        &["百分之九十八点五", "三分之一"],
    );
    check("约两万件", &["两万件"]);
    check("专题研究一次。", &["一次"]);
}

#[test]
fn idioms_claim_none() {
    check("落实“三重一大”制度，三重一大事项集体研究", &[]);
    check("做到“两个维护”，增强四个意识，坚持五位一体", &[]);
    check("进一步统一思想，一是抓学习，二是抓落实，万无一失", &[]);
    check("一个体系、一次性告知、同一项工作，每一件。", &[]);
    check("党的二十届三中全会，“十四五”规划，第二次会议，第三项", &[]);
    check("两部门联合印发，千家万户，“四张清单”", &[]);
    check("推进千村工程3个", &["3个"]);
    check("（一）工作情况，一、主要举措", &[]);
}

#[test]
fn what_follows_a_slot_is_its_unit() {
    check("{}万余件".replace("{}", &SLOT.to_string()).as_str(), &[]);
}

#[test]
fn the_number_stands_without_its_unit() {
    let found = numerals("共1.6万余条、三百余户", &[]);
    let numbers: Vec<&str> = found.iter().map(|it| it.number.as_str()).collect();
    assert_eq!(numbers, ["1.6万余", "三百余"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn any_text_is_looked_through(text in "[0-9０-９一二两十百万年月日件次第号《》“”〔〕.,，—·:时分之点余个\u{fffc}a-c \n]{0,40}") {
        let mut last = 0;
        for numeral in numerals(&text, &[]) {
            prop_assert!(numeral.start >= last && numeral.end > numeral.start);
            prop_assert_eq!(&text[numeral.start..numeral.end], numeral.text.as_str());
            prop_assert!(numeral.text.starts_with(numeral.number.as_str()));
            last = numeral.end;
        }
    }
}
