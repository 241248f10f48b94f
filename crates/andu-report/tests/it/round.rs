//! A draft that LibreOffice has opened, changed and saved is still understood.

use std::{fs, path::Path, process::Command};

use andu_report::{compare, read_back, to_docx};

use crate::support::written;

const MISSING: &str = "soffice is missing: install the Debian package libreoffice-writer-nogui, or run the tests with `cargo xtask test`";

/// Converts a file beside itself with LibreOffice; each test has a profile of its own, because two at once would share one.
#[track_caller]
fn convert(folder: &Path, file: &str, to: &str) {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let output = Command::new("soffice")
        .args([
            &profile,
            "--headless",
            "--norestore",
            "--convert-to",
            to,
            "--outdir",
        ])
        .arg(folder)
        .arg(folder.join(file))
        .output();
    let output = output.unwrap_or_else(|error| panic!("{MISSING} ({error})"));
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The report after LibreOffice opened it, `edit` changed what LibreOffice wrote, and LibreOffice saved that as DOCX.
#[track_caller]
fn through_libreoffice(docx: &[u8], edit: impl Fn(String) -> String) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("the folder can be used");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("report.docx"), docx).expect("the folder can be used");
    convert(folder.path(), "report.docx", "fodt");
    let opened = fs::read_to_string(at("report.fodt")).expect("the folder can be used");
    fs::write(at("back.fodt"), edit(opened)).expect("the folder can be used");
    convert(folder.path(), "back.fodt", "docx");
    fs::read(at("back.docx")).expect("the folder can be used")
}

#[test]
fn bookmarks_survive_and_an_edit_is_found() {
    let (mut document, _) = written();
    document.marks = Some("演示数据　非公文".to_owned());
    document.foot = vec!["核验码：3f2a 9c01".to_owned()];
    let docx = to_docx(&document);

    let untouched =
        read_back(&through_libreoffice(&docx, |text| text)).expect("the folder can be used");
    assert_eq!(untouched.slots.len(), document.slots().len());
    assert_eq!(compare(&document, &untouched), []);

    let back = through_libreoffice(&docx, |text| {
        assert!(
            text.contains(">130<") && text.contains("一是力量不足"),
            "LibreOffice writes otherwise now"
        );
        text.replacen(">130<", ">135<", 1)
            .replacen("一是力量不足", "一是办理力量不足，缺3人", 1)
    });
    let changes = compare(
        &document,
        &read_back(&back).expect("the folder can be used"),
    );
    let told: Vec<String> = changes.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    “（一）受理和办结”第 1 段：“收到申请件数”由 130 改成了 135。请更正背后的记录后重新生成，或者改回原数。
    “存在的问题”：手写了“3人”。请换成数字位，或者注明来源，或者登记为线下数。
    “存在的问题”：文字由“一是力量不足。”改成了“一是办理力量不足，缺3人。”。请确认后采用。
    ");
}
