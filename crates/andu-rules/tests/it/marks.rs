//! Marks of classified papers, by the lexicon that ships.

use std::path::Path;

use andu_rules::{ClassifiedMarks, Layer, MarkLevel, Pack, SourceFile, Weight, load};

use crate::support::layers;

fn marks() -> ClassifiedMarks {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let (pack, _) = load(&layers(&folder));
    let marks = ClassifiedMarks::new(&pack.lexicons);
    assert!(!marks.is_empty());
    marks
}

const STOPPED: &[&str] = &[
    "秘密★1年\n关于做好有关工作的通知",
    "机密★",
    "绝密★长期",
    "000123\n机密★10年\n特急",
    "秘 密 ★ 1 年",
    "秘密☆",
    "机密*10年",
    "机密＊１０年",
    "秘　密　★　一　年",
    "機密★20年",
    "绝密级★30年",
    "机密 ★ 启用前",
    "秘密★6个月",
    "绝密",
    "机 密",
    "机密级",
    "【机密】关于某某事项的请示",
    "（秘密）",
    "[绝密]",
    "关于某项目建设情况的汇报（机密）",
    "机密 特急",
    "特急  机密",
    "特急·秘密",
    "机密  20年",
    "秘密 1年\n某县人民政府文件",
    "绝密 关于有关事项的报告",
    "机密文件 严禁外传",
    "绝密材料，注意保管",
    "密级：秘密",
    "密  级： 机密",
    "密级:绝密  保密期限:30年",
    "标题\t密级\t期限\n某报告\t机密\t十年",
    "文件名称：某报告  密级：秘密  份数：3",
    "密级：□绝密 ☑机密 □秘密",
    "密级：□秘密 √机密",
    "保密期限：10年",
    "解密日期：2030年1月1日",
    "定密责任人：张某某",
    "是否涉密：是",
    "是否涉密：☑是 □否",
    "此件为机密级，请妥善保管。",
    "本文件属于国家秘密，",
    "本件系秘密级文件",
    "份号：000012",
    "份号 000123",
    "份  号：  12",
    "共印30份，第5份",
    "密传电报",
    "某省委密传电报〔2025〕3号",
    "根据市委密码电报要求，现将有关事项通知如下",
    "机密电报",
    "某府密〔2025〕3号",
    "某委机密〔2025〕12号",
    "内部资料 注意保存",
    "内部资料，不得外传",
    "内部文件　严禁外传",
    "内部资料\n注意保管",
    "（内部资料）",
    "内部参考",
    "仅供内部参考，请勿外传",
    "内部★5年",
    "此件阅后请收回。",
    "（会后收回）",
    "注意保密，不得外传",
    "工作秘密★1年",
    "【工作秘密】",
    "密级：工作秘密",
    "密件",
    "此件发至县团级",
    "机密（10年）",
    "秘密★壹年",
    "絕密★長期",
    "机密级★2年6个月",
    "（机密 特急）关于某某事项的函",
];

const INNOCENT: &[&str] = &[
    "信息发布前依法依规进行保密审查。",
    "学习《中华人民共和国保守国家秘密法》2次。",
    "不得泄露国家秘密、商业秘密和个人隐私。",
    "采用无记名秘密投票方式进行表决。",
    "涉密不上网，上网不涉密。",
    "开展机密文件管理专题培训1次。",
    "加强机密级、秘密级文件的流转登记。",
    "国家秘密的密级分为绝密、机密、秘密三级。",
    "国家秘密分为三个等级（绝密、机密、秘密）。",
    "密级：公开",
    "密级：无",
    "密级：",
    "密级：□绝密 □机密 □秘密",
    "密级：绝密/机密/秘密",
    "是否涉密：否",
    "是否涉密：是□ 否□",
    "是否涉密\t是否公开\t备注",
    "是否涉密：□是 ☑否",
    "涉密公文应当标注密级、保密期限和份号。",
    "份号用6位3号阿拉伯数字顶格编排在版心左上角第一行。",
    "份号一般为6位数字。",
    "密级标注形式为“秘密★1年”。",
    "例如“机密★10年”“绝密★30年”的标注。",
    "严禁明密电混用，规范密传电报管理。",
    "密码电报、明传电报的收发按规定办理。",
    "电影《绝密飞行》放映3场。",
    "观看警示教育片《机密》。",
    "观看保密教育片《绝密航线》2次。",
    "内部资料性出版物准印证",
    "内部资料 免费交流",
    "严禁将内部资料外传。",
    "单位内部资料不得外传的规定",
    "制定工作秘密管理办法，防止泄露工作秘密。",
    "工作秘密事项清单已报县委保密办。",
    "商业秘密保护示范点3个。",
    "保守国家秘密，人人有责。",
    "此件公开发布",
    "（此件不公开）",
    "（此件依申请公开）",
    "本表不涉密。",
    "本文件不属于国家秘密。",
    "涉密文件阅后及时清退。",
    "机密性、完整性和可用性",
    "秘密花园亲子活动",
    "国密算法、商用密码应用",
    "国家密码管理局国密局字〔2018〕539号",
    "绝密级文件的保密期限不超过三十年。",
    "保密期限：机密级不超过二十年",
    "本合同一式四份，双方各执二份。",
    "内部审计、内部控制、内部管理",
    "内部信息公开平台",
    "秘密关乎国家安全",
    "1年内未发生泄密事件，无秘密外泄",
    "严格执行国家秘密 1 年一清查制度",
    "密切联系群众，秘书一科",
    "定密责任人：由单位主要负责人担任",
    "**机密**文件管理要求",
    "设置人身密码、密钥管理",
];

#[test]
fn marks_are_stopped() {
    let marks = marks();
    let missed: Vec<&&str> = STOPPED
        .iter()
        .filter(|text| marks.scan(text).is_none())
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn talk_of_secrets_is_not() {
    let marks = marks();
    let stopped: Vec<_> = INNOCENT
        .iter()
        .filter_map(|text| Some((text, marks.scan(text)?)))
        .collect();
    assert!(stopped.is_empty(), "{stopped:#?}");
}

#[test]
fn a_mark_is_found_wherever_it_stands() {
    let marks = marks();
    for (talk, mark) in [("按规定开展保密审查。", "秘密★1年"), ("正文，", "\n机密\n")]
    {
        // Longer than several pieces, with and without line breaks, the mark on the seam of pieces or elsewhere.
        for before in [0, 100, 21_840, 43_600, 43_690, 43_700, 90_000] {
            let text = format!("{}{mark}{talk}", talk.repeat(before / talk.chars().count()));
            let hit = marks.scan(&text).unwrap_or_else(|| panic!("{before}"));
            assert_eq!(&text[hit.offset..hit.offset + hit.mark.len()], hit.mark);
            assert_eq!(hit.level, MarkLevel::Secret);
        }
    }
    let clean = "按规定开展保密审查，不得泄露国家秘密。".repeat(20_000);
    assert_eq!(marks.scan(&clean), None);
}

/// Lists written without sight of the lexicon, one text a line.
fn listed(name: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/classified");
    let text = std::fs::read_to_string(folder.join(name)).expect("the list is there");
    let unescaped = |line: &str| line.replace("\\n", "\n").replace("\\t", "\t");
    let lines: Vec<String> = text.lines().map(unescaped).collect();
    assert!(lines.len() >= 100, "{name}");
    lines
}

#[test]
fn a_hundred_planted_marks_are_stopped() {
    let marks = marks();
    let mut missed = listed("marks.txt");
    missed.retain(|line| marks.scan(line).is_none());
    assert_eq!(missed, [""; 0]);
}

#[test]
fn none_of_two_hundred_innocent_texts_is() {
    let marks = marks();
    let stopped: Vec<_> = listed("innocent.txt")
        .into_iter()
        .filter_map(|line| Some((marks.scan(&line)?, line)))
        .collect();
    assert!(stopped.is_empty(), "{stopped:#?}");
}

/// An office may correct an entry of the national lexicon, take one away, and add its own.
#[test]
fn lexicons_are_laid_over_each_other() {
    let layer = |name: &str, text: &str| Layer {
        name: name.to_owned(),
        files: vec![SourceFile {
            path: "lexicons/words.toml".to_owned(),
            text: text.to_owned(),
        }],
    };
    let below = r#"
        titles = ["宪法"]
        wording = [{ wrong = "台帐", right = "台账" }, { wrong = "布署", right = "部署" }]
        [[class]]
        id = "grade"
        words = ["机密"]
        [[mark]]
        id = "star"
        label = "密级标志"
        level = "secret"
        has = ["密"]
        pattern = "{grade}★"
    "#;
    let above = r#"
        titles = ["民法典"]
        wording = [
          { wrong = "台帐", off = true },
          { wrong = "布署", right = "部署", weight = "note", except = ["宣布署名"] },
          { wrong = "部暑", right = "部署" },
        ]
        [[class]]
        id = "grade"
        words = ["机密", "内密"]
    "#;
    let (pack, diagnostics) = load(&[layer("cn", below), layer("office", above)]);
    assert_eq!(diagnostics, []);
    assert_eq!(pack.lexicons.titles, ["宪法", "民法典"]);
    let wrong: Vec<(&str, Weight)> = pack
        .lexicons
        .wordings
        .iter()
        .map(|it| (it.wrong.as_str(), it.weight))
        .collect();
    assert_eq!(wrong, [("布署", Weight::Note), ("部暑", Weight::Error)]);
    let marks = ClassifiedMarks::new(&pack.lexicons);
    assert!(marks.scan("内密★").is_some());
    let bare = ClassifiedMarks::new(&Pack::default().lexicons);
    assert!(bare.is_empty() && bare.scan("机密★").is_none());
}
