//! A year is put into a template, and what is wrong with the outcome is told.

use andu_report::{Block, Inline, SlotValue, Source, SourceKind, compose};

use crate::support::{
    blocks, composed, figure, prose, shown, small, small_figures, variables, written,
};

#[test]
fn a_written_report_has_no_findings() {
    let (document, findings) = written();
    assert_eq!(shown(&findings), "");
    assert_eq!(
        document.title,
        "示例县人民政府办公室关于2025年度办理情况的报告"
    );
    let slots: Vec<String> = document
        .slots()
        .iter()
        .map(|slot| format!("{} {} {}", slot.id, slot.indicator, slot.printed))
        .collect();
    insta::assert_snapshot!(slots.join("\n"), @r"
    f1 received 130
    f2 closed 128
    f3 on-time 98.92
    f4 received 130
    f5 closed 128
    f6 refused 2
    f7 refused 2
    ");
}

#[test]
fn headings_without_contents_are_left_out_and_numbers_close_up() {
    let (document, _) = written();
    let headings: Vec<String> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading {
                number, inlines, ..
            } => match inlines.last() {
                Some(Inline::Text { text }) => Some(format!("{number}{text}")),
                _ => None,
            },
            _ => None,
        })
        .collect();
    assert_eq!(
        headings,
        [
            "一、2025年度办理情况",
            "（一）受理和办结",
            "（二）主要数据",
            "二、存在的问题",
            "三、其他情况"
        ]
    );
}

#[test]
fn required_contents_that_nobody_wrote_are_told() {
    let (document, findings) = compose(&small(), &variables(), &small_figures, &prose(&[]), &[]);
    insta::assert_snapshot!(shown(&findings), @r"
    提示 [required-missing] 全文：缺少必备内容“存在的问题”（报告办法 第五条）。请补写；没有的也请写明“无”。
    提示 [required-missing] 全文：缺少必备内容“其他情况”。请补写；没有的也请写明“无”。
    ");
    assert!(
        document
            .blocks
            .iter()
            .any(|block| matches!(block, Block::Prose { paragraphs, .. } if paragraphs.is_empty()))
    );
}

#[test]
fn a_heading_that_the_law_demands_stays_though_nothing_stands_below() {
    let none = |_: &str| Some(figure("无", "0"));
    let template = blocks(
        "[[required]]\nid = \"all\"\nlabel = \"全部\"\n[[block]]\nkind = \"heading\"\nlevel = 1\ntext = \"全部情况\"\nserves = [\"all\"]\n[[block]]\nkind = \"paragraph\"\nwhen = \"none > 0\"\ntext = \"有{none}件。\"\n",
    );
    let (document, findings) = compose(&template, &variables(), &none, &prose(&[]), &[]);
    assert_eq!(document.blocks.len(), 1);
    assert_eq!(
        shown(&findings),
        "提示 [required-missing] 全文：缺少必备内容“全部”。请补写；没有的也请写明“无”。"
    );
}

#[test]
fn broken_identities_show_their_arithmetic() {
    let figures = |id: &str| match id {
        "received" => Some(figure("收到申请件数", "131")),
        other => small_figures(other),
    };
    let sections = prose(&[("problems", "无。"), ("other", "无。")]);
    let (_, findings) = compose(&small(), &variables(), &figures, &sections, &[]);
    insta::assert_snapshot!(shown(&findings), @"错误 [identity-broken] 全文：数字对不上，办结和不予办理合计等于收到：128＋2＝130，合计写作 131。请核对这些数字背后的记录。");
    let undefined = |id: &str| match id {
        "received" => Some(figure("收到申请件数", "")),
        other => small_figures(other),
    };
    let (_, findings) = compose(&small(), &variables(), &undefined, &sections, &[]);
    insta::assert_snapshot!(shown(&findings), @r"
    提示 [undefined-figure] “（一）受理和办结”第 1 段：“收到申请件数”（received）算不出，印作“—”。请核对本期有没有记录，或者删去这句话。
    提示 [undefined-figure] “（二）主要数据”第 1 段：“收到申请件数”（received）算不出，印作“—”。请核对本期有没有记录，或者删去这句话。
    ");
}

#[test]
fn numerals_typed_by_hand_are_told_at_their_place() {
    let (_, findings) = composed(
        "召开会议14次，落实“三重一大”制度。\n按《2025年50项任务》办理十四件，受理{received}件。",
        &[],
    );
    insta::assert_snapshot!(shown(&findings), @r"
    提示 [unsourced-numeral] “正文”：“14次”无出处。请换成数字位，或者注明来源，或者登记为线下数。
    提示 [unsourced-numeral] “正文”：“十四件”无出处。请换成数字位，或者注明来源，或者登记为线下数。
    ");
}

#[test]
fn a_numeral_with_a_source_is_quiet_and_shows_it() {
    let source = |numeral: &str, block: Option<&str>, kind| Source {
        numeral: numeral.to_owned(),
        block: block.map(str::to_owned),
        kind,
        note: "县委办〔2025〕3号".to_owned(),
    };
    let sources = [
        source("14次", Some("text"), SourceKind::Offline),
        source("3", None, SourceKind::Stated),
        source("9件", Some("elsewhere"), SourceKind::Offline),
    ];
    let (document, findings) = composed("召开会议14次，印发文件3份，处理9件。", &sources);
    insta::assert_snapshot!(shown(&findings), @r"
    提示 [unsourced-numeral] “正文”：“9件”无出处。请换成数字位，或者注明来源，或者登记为线下数。
    提示 [source-unused] 全文：为“9件”登记了来源，报告里没有这个数。请核对数字写法，或者删去这条来源。
    ");
    let told = document.blocks.iter().flat_map(|block| match block {
        Block::Prose { paragraphs, .. } => paragraphs.concat(),
        _ => Vec::new(),
    });
    let told: Vec<String> = told
        .filter_map(|inline| match inline {
            Inline::Typed(typed) => Some(format!(
                "{} {}",
                typed.text,
                typed.source.unwrap_or_default()
            )),
            _ => None,
        })
        .collect();
    assert_eq!(
        told,
        [
            "14次 线下数：县委办〔2025〕3号",
            "3份 来源：县委办〔2025〕3号",
            "9件 "
        ]
    );
}

#[test]
fn slots_that_people_misspell_are_told_and_kept() {
    let (document, findings) = composed("受理{recieved}件，{办结。", &[]);
    insta::assert_snapshot!(shown(&findings), @"错误 [loose-brace] “正文”：“{办结。”里有不成对的花括号。请把指标写在一对花括号里，不是数字位的请删去花括号。");
    insta::assert_snapshot!(andu_report::to_text(&document), @"　　受理{recieved}件，{办结。");
    let (document, findings) = composed("受理{recieved}件，满意率{undefined}%。", &[]);
    insta::assert_snapshot!(shown(&findings), @r"
    错误 [unknown-slot] “正文”：数字位“recieved”没有对应的指标。请改正名称，可用 andu rules list 查看已有的指标。
    提示 [undefined-figure] “正文”：“满意率”（undefined）算不出，印作“—”。请核对本期有没有记录，或者删去这句话。
    ");
    insta::assert_snapshot!(andu_report::to_text(&document), @"　　受理{recieved}件，满意率—%。");
}

#[test]
fn prose_without_a_section_is_told_not_lost_in_silence() {
    let template = blocks("[[block]]\nkind = \"signature\"\n");
    let sections = prose(&[("gone", "写好的文字，原来的段落没有了。"), ("blank", " ")]);
    let (_, findings) = compose(&template, &variables(), &small_figures, &sections, &[]);
    insta::assert_snapshot!(shown(&findings), @"错误 [prose-without-place] 全文：已写的“gone”（写好的文字，原来的段落没）在模板里没有位置。请把文字移到别的段落，或者恢复模板中的这一段。");
}

#[test]
fn a_template_naming_an_indicator_without_figure_is_told_at_the_place() {
    let nothing = |_: &str| -> Option<SlotValue> { None };
    let template = blocks(
        "[[block]]\nkind = \"heading\"\nlevel = 1\ntext = \"情况\"\n[[block]]\nkind = \"paragraph\"\ntext = \"有{none}件。\"\n[[block]]\nkind = \"paragraph\"\nwhen = \"none = 0\"\ntext = \"没有。\"\n",
    );
    let (_, findings) = compose(&template, &variables(), &nothing, &prose(&[]), &[]);
    insta::assert_snapshot!(shown(&findings), @"错误 [unknown-slot] “一、情况”第 1 段：数字位“none”没有对应的指标。请改正名称，可用 andu rules list 查看已有的指标。");
}

#[test]
fn composing_twice_gives_the_same() {
    assert_eq!(written(), written());
}
