//! The report of a year: composed, sealed, worked out again.

mod composing;
mod sealing;
mod verifying;

use andu_office::report::{
    ComposedReport, Hand, Receipt, SealedReport, Verification, to_docx, to_text,
};
use andu_office::{Layer, OfficeError, built_in_layers};
use andu_rules::SourceFile;

use crate::desk::{self, Desk, act, now, open};

const TEMPLATE: &str = "letters-and-visits";
/// 李四 seals, 张三 enters it.
const HAND: Hand<'_> = Hand {
    actor: "李四",
    recorder: "张三",
    channel: "test",
};
/// Files of the small pack of this module.
const FILES: [(&str, &str); 6] = [
    (
        "procedures/letter/2000-01-01.toml",
        include_str!("pack/report/letter.toml"),
    ),
    (
        "procedures/visit/2000-01-01.toml",
        include_str!("pack/report/visit.toml"),
    ),
    (
        "procedures/yearly/2000-01-01.toml",
        include_str!("pack/report/yearly.toml"),
    ),
    (
        "indicators/letters.toml",
        include_str!("pack/report/figures.toml"),
    ),
    (
        "reports/letters-and-visits.toml",
        include_str!("pack/report/template.toml"),
    ),
    (
        "statutes/request-rules/2000-01-01.toml",
        include_str!("pack/statute.toml"),
    ),
];

fn layers() -> Vec<Layer> {
    let mut layers = built_in_layers(None);
    layers[0]
        .files
        .retain(|file| file.path.starts_with("calendars/"));
    let file = |(path, text): (&str, &str)| SourceFile {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    layers[0].files.extend(FILES.map(file));
    layers
}

fn small() -> Desk {
    desk::with(layers(), desk::organ())
}

/// An office in a folder, with the small pack as its own rules.
fn in_folder() -> Desk {
    desk::real_with(|dir| {
        FILES
            .iter()
            .for_each(|(path, text)| desk::put(dir, path, text))
    })
}

fn letter(desk: &Desk, day: &str) -> String {
    let opening = open("letter")
        .set("subject", "路灯")
        .set("received_on", day);
    desk.does(opening.at(&format!("{day}T09:00"))).matter
}

fn closed(desk: &Desk, day: &str, outcome: &str) -> String {
    let id = letter(desk, day);
    desk.does(
        act(&id, "close")
            .set("outcome", outcome)
            .at(&format!("{day}T16:00")),
    );
    id
}

fn visit(desk: &Desk, day: &str, households: &str) -> (String, u64) {
    let opening = open("visit").set("place", "某村").set("visited_on", day);
    let done = desk.does(
        opening
            .set("households", households)
            .at(&format!("{day}T17:00")),
    );
    (done.matter, done.seq)
}

/// A year before with two letters, a year with three of which two are closed, and a visit to twelve households.
fn year(desk: &Desk) -> (String, u64) {
    closed(desk, "2024-05-06", "settled");
    letter(desk, "2024-06-06");
    closed(desk, "2025-03-03", "settled");
    closed(desk, "2025-03-04", "declined");
    letter(desk, "2025-03-05");
    visit(desk, "2025-03-06", "12")
}

fn composed(desk: &Desk) -> ComposedReport {
    desk.compose_report(TEMPLATE, 2025, "2026-01-15".parse().unwrap(), None)
        .unwrap_or_else(|error| panic!("{error}"))
}

/// The report's text, one line after the other, white space apart.
fn text(report: &ComposedReport) -> String {
    let text = to_text(&report.document);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

fn told(report: &ComposedReport) -> Vec<(&'static str, String)> {
    let findings = report.findings.iter();
    findings
        .map(|finding| (finding.code(), finding.to_string()))
        .collect()
}

fn codes(report: &ComposedReport) -> Vec<&'static str> {
    told(report).into_iter().map(|(code, _)| code).collect()
}

/// Begins the report's own matter and writes into it; `sources` is the list as JSON.
fn written(desk: &Desk, problems: &str, sources: &str) -> String {
    let start = open("yearly")
        .set("name", "信访年报")
        .set("template", TEMPLATE)
        .set("report_year", "2025")
        .set("started_on", "2026-01-05");
    let id = desk.does(start.at("2026-01-05T09:00")).matter;
    write(desk, &id, problems, sources);
    id
}

fn write(desk: &Desk, id: &str, problems: &str, sources: &str) {
    let sections = serde_json::json!([{ "block": "problems", "text": problems }]).to_string();
    let deed = act(id, "write")
        .set("sections", &sections)
        .set("sources", sources);
    desk.does(deed.at("2026-01-06T09:00"));
}

fn sealed(desk: &Desk) -> SealedReport {
    desk.seal_report(composed(desk), HAND, now("2026-01-15T10:00"))
        .unwrap_or_else(|error| panic!("{error}"))
}

fn verified(desk: &Desk, receipt: &Receipt) -> Verification {
    desk.verify_receipt(receipt)
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Each restated figure: as sealed, as it is now, and the places of what changed it.
fn restated(verification: &Verification) -> Vec<(&str, &str, &str, Vec<u64>)> {
    let values = verification.values.iter().filter(|value| value.restated);
    let told = values.map(|value| {
        let causes = value.causes.iter().map(|cause| cause.seq).collect();
        (
            value.indicator.as_str(),
            value.sealed.as_str(),
            value.now.as_str(),
            causes,
        )
    });
    told.collect()
}
