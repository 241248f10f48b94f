use crate::{Context, Holds, Text, audit};

/// The second table of a report, all of its identities holding.
const TABLE: &str = "\
一、本年新收政府信息公开申请数量\t34\t2\t0\t0\t1\t0\t37
二、上年结转政府信息公开申请数量\t1\t0\t0\t0\t0\t0\t1
三、本年度办理结果\t（一）予以公开\t21\t1\t0\t0\t1\t0\t23
\t（二）部分公开\t2\t1\t0\t0\t0\t0\t3
\t（四）无法提供\t1.本机关不掌握相关政府信息\t9\t\t\t\t\t\t9
\t（七）总计\t32\t2\t0\t0\t1\t0\t35
四、结转下年度继续办理\t3\t0\t0\t0\t0\t0\t3
";

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let review = audit(&Text::from_plain(text), &Context::default());
    let broken: Vec<&str> = review
        .relations
        .iter()
        .filter(|relation| relation.holds == Holds::Broken)
        .map(|relation| relation.arithmetic.as_str())
        .collect();
    assert_eq!(broken, expected);
}

#[test]
fn every_identity_of_the_second_table_is_tested() {
    let held = audit(&Text::from_plain(TABLE), &Context::default()).relations;
    // Seven rows, the total of the outcomes, what came in against what went out.
    assert_eq!(held.len(), 9);
    check(TABLE, &[]);
    check(
        &TABLE.replace("\t37", "\t36"),
        &["34+2+1=37≠36", "总计列：36+1≠35+3"],
    );
    check(
        &TABLE.replace("32\t2\t0\t0\t1\t0\t35", "31\t2\t0\t0\t1\t0\t34"),
        &["自然人列：21+2+9=32≠31", "自然人列：34+1≠31+3"],
    );
}

#[test]
fn sentences_are_held_against_the_tables() {
    let text = |sentence: &str| format!("{sentence}\n{TABLE}");
    check(&text("全年新收政府信息公开申请37件，上年结转1件。"), &[]);
    check(&text("全年新收政府信息公开申请73件。"), &["正文73≠表中37"]);
}

#[test]
fn each_block_of_the_third_table_adds_up() {
    let head = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计";
    let text = |row: &str| format!("{head}\n{row}");
    check(&text("6\t1\t3\t1\t11\t3\t0\t1\t1\t5\t1\t0\t0\t0\t1"), &[]);
    check(
        &text("6\t1\t3\t0\t11\t3\t0\t1\t1\t5\t1\t0\t0\t0\t1"),
        &["行政复议：6+1+3=10≠11"],
    );
}
