//! Packs, figures and documents for the tests.

use std::{collections::BTreeMap, fs, path::Path};

use andu_report::{Document, Finding, SlotValue, Source, Variables, compose};
use andu_rules::model::{Decimal, ReportTemplate};
use andu_rules::{Layer, SourceFile, load};

/// What a made-up office in a made-up county would print.
pub fn variables() -> Variables {
    Variables {
        organ: "示例县人民政府办公室".to_owned(),
        year: 2025,
        period: "2025年1月1日至12月31日".to_owned(),
        recipient: "县委、县人民政府".to_owned(),
        date: "2026年1月15日".to_owned(),
    }
}

/// A figure as the figures' crate would hand it over; an empty value is undefined.
pub fn figure(label: &str, value: &str) -> SlotValue {
    let value = Decimal::parse(value);
    SlotValue {
        label: label.to_owned(),
        printed: value.map_or("—".to_owned(), |value| value.to_string()),
        value,
        unit: "件".to_owned(),
        href: None,
        before: None,
        change: None,
        notes: Vec::new(),
    }
}

/// Figures of the small template.
pub fn small_figures(id: &str) -> Option<SlotValue> {
    let mut figure = match id {
        "received" => figure("收到申请件数", "130"),
        "closed" => figure("办结申请件数", "128"),
        "refused" => figure("不予办理件数", "2"),
        "on-time" => figure("按时办结率", "98.92"),
        "none" => figure("没有发生的件数", "0"),
        "undefined" => figure("满意率", ""),
        _ => return None,
    };
    if id == "received" {
        figure.href = Some("/figures/received?year=2025".to_owned());
        figure.before = Some("120".to_owned());
        figure.change = Some("＋10".to_owned());
        figure.notes = vec!["其中据台账登记3件".to_owned()];
    }
    Some(figure)
}

const SMALL: &str = include_str!("small.toml");

const INDICATORS: &str = include_str!("indicators.toml");

/// A layer that holds the small template, its indicators and the register below them.
fn small_layer(template: &str) -> Layer {
    let file = |path: &str, text: &str| SourceFile {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    Layer {
        name: "cn".to_owned(),
        files: vec![
            file("reports/small.toml", template),
            file("indicators/all.toml", INDICATORS),
            file(
                "procedures/matter/2000-01-01.toml",
                include_str!("matter.toml"),
            ),
            file(
                "statutes/report-rules/2000-01-01.toml",
                include_str!("statute.toml"),
            ),
        ],
    }
}

/// The small template.
pub fn small() -> ReportTemplate {
    template(SMALL)
}

/// A template read from its text.
#[track_caller]
pub fn template(text: &str) -> ReportTemplate {
    let (pack, diagnostics) = load(&[small_layer(text)]);
    let shown: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
    ReportTemplate::clone(&pack.reports["small"])
}

/// A template with nothing but these blocks.
#[track_caller]
pub fn blocks(blocks: &str) -> ReportTemplate {
    template(&format!("id = \"small\"\nlabel = \"小报告\"\n{blocks}"))
}

/// What people wrote.
pub fn prose(sections: &[(&str, &str)]) -> BTreeMap<String, String> {
    let section = |(id, text): &(&str, &str)| ((*id).to_owned(), (*text).to_owned());
    sections.iter().map(section).collect()
}

/// The small report, all of it written.
pub fn written() -> (Document, Vec<Finding>) {
    let prose = prose(&[
        (
            "problems",
            "　　一是力量不足。\n二是台账不全，{refused}件没有说明。",
        ),
        ("other", "无其他需要报告的情况。"),
    ]);
    compose(&small(), &variables(), &small_figures, &prose, &[])
}

/// A document of one block and prose, and what was found in it.
#[track_caller]
pub fn composed(text: &str, sources: &[Source]) -> (Document, Vec<Finding>) {
    let template =
        blocks("[[block]]\nkind = \"prose\"\nid = \"text\"\nlabel = \"正文\"\nhint = \"写正文\"\n");
    compose(
        &template,
        &variables(),
        &small_figures,
        &prose(&[("text", text)]),
        sources,
    )
}

/// Findings as people read them.
pub fn shown(findings: &[Finding]) -> String {
    let lines: Vec<String> = findings
        .iter()
        .map(|it| format!("{} [{}] {it}", it.severity(), it.code()))
        .collect();
    lines.join("\n")
}

/// The pack that ships, its layers from below.
pub fn shipped(names: &[&str]) -> Vec<Layer> {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let layer = |name: &&str| {
        let mut files = Vec::new();
        collect(&rules.join(name), "", &mut files);
        Layer {
            name: (*name).to_owned(),
            files,
        }
    };
    names.iter().map(layer).collect()
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) {
    for entry in fs::read_dir(folder).expect("the test pack can be read") {
        let path = entry.expect("the test pack can be read").path();
        let name = path
            .file_name()
            .expect("the test pack can be read")
            .to_str()
            .expect("the test pack can be read")
            .to_owned();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files);
        } else if name.ends_with(".toml") {
            let text = fs::read_to_string(&path).expect("the test pack can be read");
            files.push(SourceFile {
                path: format!("{prefix}{name}"),
                text,
            });
        }
    }
}
