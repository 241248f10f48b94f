//! Packs without a fault, and what they are read into.

use std::sync::Arc;

use andu_rules::model::{BlockKind, LengthRule, Procedure};
use andu_rules::register::{ColumnSource, register};
use andu_rules::{Layer, Pack, SourceFile, digest, graph, load, summary};
use jiff::civil::date;

use crate::support::{layers, packs};

#[track_caller]
fn check(layers: &[Layer]) -> Pack {
    let (pack, diagnostics) = load(layers);
    let shown: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(shown, [""; 0]);
    pack
}

fn small() -> Pack {
    check(&layers(&packs("good/small")))
}

/// The small pack with a city's overlay on it.
fn overlaid() -> Vec<Layer> {
    layers(&packs("good/small"))
        .into_iter()
        .chain(layers(&packs("good/overlaid")))
        .collect()
}

#[test]
fn a_good_pack_has_no_diagnostics() {
    let pack = small();
    let ids: Vec<&str> = pack.procedures.keys().map(|id| id.as_str()).collect();
    assert_eq!(ids, ["application", "person"]);
    assert_eq!(
        (pack.indicators.len(), pack.statutes.len(), pack.cases.len()),
        (8, 3, 3)
    );
    assert_eq!((pack.notices.len(), pack.files.len()), (1, 9));
}

#[test]
fn an_empty_pack_and_one_without_cases_load() {
    assert_eq!(check(&[]), Pack::default());
    let mut layers = layers(&packs("good/small"));
    layers[0]
        .files
        .retain(|file| !file.path.ends_with(".cases.toml"));
    assert!(check(&layers).cases.is_empty());
}

#[test]
fn versions_answer_for_their_days_only() {
    let pack = small();
    let found = pack.version("application", date(2019, 5, 15)).unwrap();
    assert_eq!(found.label, "申请办理");
    assert_eq!(pack.by_digest(&found.digest), Some(found));
    let early = pack.version("application", date(2019, 5, 14)).unwrap_err();
    assert_eq!(early.code(), "procedure-not-in-force");
    insta::assert_snapshot!(early, @"2019-05-14 没有施行的程序“申请办理”（application）：已有的版本施行于 2019-05-15 起。请核对日期，或者补上当时施行的版本。");
    let unknown = pack.version("aplication", date(2025, 1, 1)).unwrap_err();
    assert_eq!(unknown.code(), "unknown-procedure");
    insta::assert_snapshot!(unknown, @"规则包里没有程序“aplication”。是否应为“application”。");
}

#[test]
fn clocks_are_found_by_name_and_by_alias() {
    let pack = small();
    let on = date(2025, 1, 1);
    let (procedure, clock) = pack.clock("a.reply", on).unwrap();
    assert_eq!(
        (procedure.id.as_str(), clock.id.as_str()),
        ("application", "reply")
    );
    assert_eq!(pack.clock("application.reply", on).unwrap().1, clock);
    assert_eq!(
        pack.clock("a.replay", on).unwrap_err().code(),
        "unknown-clock"
    );
    assert_eq!(
        pack.clock("a.reply", date(2001, 1, 1)).unwrap_err().code(),
        "procedure-not-in-force"
    );
    insta::assert_snapshot!(pack.clock("application.replay", on).unwrap_err(), @"规则包里没有期限“application.replay”。是否应为“application.reply”。");
}

#[test]
fn a_citation_leads_to_the_version_in_force() {
    let pack = small();
    let (_, clock) = pack.clock("a.reply", date(2025, 1, 1)).unwrap();
    let of = |on| {
        pack.statute_of(&clock.basis[0], on)
            .and_then(|it| it.number.as_deref())
    };
    assert_eq!(of(date(2018, 1, 1)), Some("示例令第1号"));
    assert_eq!(of(date(2025, 1, 1)), Some("示例令第2号"));
    assert_eq!(of(date(2007, 1, 1)), None);
}

#[test]
fn an_overlay_replaces_and_adds() {
    let layers = overlaid();
    let pack = check(&layers);
    let on = date(2025, 1, 1);
    let (procedure, clock) = pack.clock("a.reply", on).unwrap();
    assert!(
        matches!(&clock.length[0].length, LengthRule::Fixed(length) if length.to_string() == "15个工作日")
    );
    let (base, _) = load(&layers[..1]);
    let base = base.version("application", on).unwrap();
    assert_eq!(procedure.clocks.len(), base.clocks.len());
    assert_eq!(procedure.roles.len(), base.roles.len() + 1);
    assert_eq!(procedure.doubts.len(), base.doubts.len() + 1);
    let files: Vec<&str> = pack
        .files
        .iter()
        .filter(|file| file.path == "procedures/application/2019-05-15.toml")
        .map(|file| file.digest.as_str())
        .collect();
    assert_eq!(files[0], base.digest);
    assert_eq!(procedure.digest, digest(files.join("\n").as_bytes()));
}

/// The national examples of the shortened clock hold for the national rule, and are no examples of the city's.
#[test]
fn worked_examples_hold_in_their_own_layer() {
    let pack = check(&overlaid());
    let names: Vec<&str> = pack.cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names, ["补正七日", "本市十五个工作日"]);
}

#[test]
fn a_register_has_standard_columns_then_fields_then_actions() {
    let pack = small();
    let register = register(pack.versions("application").unwrap());
    let columns: Vec<String> = register
        .columns
        .iter()
        .map(|it| {
            let index = if it.indexed { " *" } else { "" };
            format!("{} {:?}{index}", it.name, it.kind)
        })
        .collect();
    insta::assert_snapshot!(columns.join("\n"), @r"
    number Text *
    title Text
    version Text
    stage Text *
    closed Integer
    entry Text
    missing Integer
    late Integer
    opened_at Text *
    closed_at Text
    subject Text
    received_on Text *
    channel Text
    lead_unit Text
    handler Text
    urgent Integer
    days Integer
    fee Integer
    met_at Text
    opinion Text
    did_register Text
    did_review Text
    did_correct Text
    did_resume Text
    did_extend Text
    did_reply Text
    did_abandon Text
    ");
    assert_eq!(register.columns[0].from, ColumnSource::Number);
    assert_eq!(register.table, "register_application");
    let list = &register.lists[0];
    let names: Vec<&str> = list.columns.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        (list.table.as_str(), names),
        ("register_application_units", vec!["name", "answered_on"])
    );
}

#[test]
fn a_register_is_the_union_of_all_versions() {
    let pack = small();
    let old = pack.versions("application").unwrap();
    let mut newer = Procedure::clone(&old[0]);
    newer.fields.retain(|field| field.id.as_str() != "fee");
    newer
        .fields
        .iter_mut()
        .for_each(|field| field.label.push('新'));
    let union = register(&[Arc::clone(&old[0]), Arc::new(newer)]);
    let named = |name: &str| union.columns.iter().find(|it| it.name == name).unwrap();
    assert_eq!(named("fee").label, "费用");
    assert_eq!(named("channel").label, "渠道新");
    assert_eq!(union.columns.len(), register(old).columns.len());
}

#[test]
fn a_procedure_is_drawn() {
    let pack = small();
    insta::assert_snapshot!(graph(pack.latest("person").unwrap()), @r##"
    digraph "person" {
      label="人员"; labelloc=t; rankdir=LR;
      node [shape=box, style=rounded];
      "" [shape=point];
      "listed" [label="在册"];
      "" -> "listed" [label="登记"];
    }
    "##);
    let dot = graph(pack.latest("application").unwrap());
    assert!(
        dot.contains("期限：答复\\n20个工作日\\n申请办理条例 第三十三条"),
        "{dot}"
    );
    assert!(dot.contains("前置条件（法定）：审核"), "{dot}");
}

#[test]
fn a_report_template_is_read() {
    let pack = small();
    let template = &pack.reports["yearly"];
    let figures: Vec<&str> = template.figures().iter().map(|id| id.as_str()).collect();
    assert_eq!(
        figures,
        ["applications", "handlers", "replied-in-time", "fees"]
    );
    let kinds: Vec<String> = template
        .blocks
        .iter()
        .map(|block| match &block.kind {
            BlockKind::Heading { level, .. } => format!("heading {level}"),
            BlockKind::Prose { label, .. } => format!("prose {label}"),
            BlockKind::Table { rows, .. } => format!("table of {}", rows.len()),
            other => format!("{} wordings", other.wordings().len()),
        })
        .collect();
    insta::assert_snapshot!(kinds.join("\n"), @r"
    1 wordings
    1 wordings
    heading 1
    1 wordings
    1 wordings
    prose 存在的问题
    table of 2
    0 wordings
    ");
    assert_eq!(template.file, "reports/yearly.toml");
    assert_eq!(
        template.required[0].basis[0].to_string(),
        "申请办理条例 第三十三条"
    );
    let file = pack.files.iter().find(|file| file.path == template.file);
    assert_eq!(file.map(|file| &file.digest), Some(&template.digest));
}

#[test]
fn a_template_of_a_higher_layer_takes_the_place_of_the_one_below() {
    let mut layers = layers(&packs("good/small"));
    let text = "id = \"yearly\"\nlabel = \"本市年度报告\"\n[[block]]\nkind = \"signature\"\n";
    layers.push(Layer {
        name: "50".to_owned(),
        files: vec![SourceFile {
            path: "reports/yearly.toml".to_owned(),
            text: text.to_owned(),
        }],
    });
    let pack = check(&layers);
    assert_eq!(pack.reports.len(), 1);
    assert_eq!(pack.reports["yearly"].label, "本市年度报告");
    assert_eq!(pack.reports["yearly"].file, "50/reports/yearly.toml");
}

#[test]
fn an_overlay_of_a_template_puts_blocks_in_their_places() {
    let mut layers = layers(&packs("good/small"));
    let text = r#"extends = "yearly"
names = ["二号工程"]

[[block]]
id = "problems"
kind = "paragraph"
text = "没有问题。"
serves = ["problems"]

[[block]]
after = "problems"
kind = "heading"
level = 2
text = "甲"

[[block]]
after = "problems"
kind = "heading"
level = 3
text = "乙"
"#;
    layers.push(Layer {
        name: "50".to_owned(),
        files: vec![SourceFile {
            path: "reports/yearly.toml".to_owned(),
            text: text.to_owned(),
        }],
    });
    let pack = check(&layers);
    let template = &pack.reports["yearly"];
    let levels = template.blocks.iter().map(|block| match &block.kind {
        BlockKind::Heading { level, .. } => char::from(b'0' + level),
        BlockKind::Paragraph { .. } => 'p',
        BlockKind::Prose { .. } => 'w',
        _ => '.',
    });
    assert_eq!(levels.collect::<String>(), "..1ppp23..");
    assert_eq!(template.names, ["一号工程", "二号工程"]);
    let path = |file: &&andu_rules::PackFile| file.path == "reports/yearly.toml";
    let digests: Vec<&str> = pack
        .files
        .iter()
        .filter(path)
        .map(|it| it.digest.as_str())
        .collect();
    assert_eq!(template.digest, digest(digests.join("\n").as_bytes()));
}

#[test]
fn a_pack_is_summed_up() {
    let summary = summary(&small());
    insta::assert_json_snapshot!(summary[0], @r##"
    {
      "id": "application",
      "label": "申请办理",
      "rows": [
        "R01"
      ],
      "register": "register_application",
      "in_force": {
        "from": "2019-05-15",
        "to": null
      },
      "stages": [
        "received",
        "corrected",
        "replied",
        "abandoned"
      ],
      "gates": [
        "reviewed",
        "extend-in-time",
        "urgent-met"
      ],
      "clocks": [
        {
          "id": "reply",
          "aliases": [
            "a.reply"
          ]
        },
        {
          "id": "correct",
          "aliases": []
        }
      ],
      "actions": [
        "register",
        "review",
        "correct",
        "resume",
        "extend",
        "reply",
        "abandon"
      ],
      "fields": [
        "number",
        "subject",
        "received_on",
        "channel",
        "lead_unit",
        "handler",
        "urgent",
        "days",
        "fee",
        "met_at",
        "opinion",
        "units"
      ],
      "doubts": [
        {
          "about": "correct",
          "kind": "wording",
          "note": "补正的天数由办公室自定"
        }
      ]
    }
    "##);
}
