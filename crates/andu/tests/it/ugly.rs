//! Journeys of registers as counties keep them: they come in without being edited, and again without a change.

use std::fs;
use std::path::Path;

use crate::harness::Andu;

#[test]
fn registers_of_six_kinds_of_work_come_in_as_they_are_and_again() {
    let andu = Andu::new();
    andu.office();
    for (file, procedure, rows, answers) in [
        ("用印登记簿.csv", "seal-register", 5, &[][..]),
        ("行政应诉台账.xls", "litigation", 4, &[]),
        ("请假外出报备表.xlsx", "leave-report", 5, &[]),
        ("收文登记簿.et", "official-document", 4, &[]),
        // Accounts were opened in a month; which day stands for it is for a person to say.
        (
            "新媒体清理台账.csv",
            "new-media-account",
            4,
            &["--month-day", "1"],
        ),
        ("督查问题清单.xlsx", "supervision-problem", 4, &[]),
    ] {
        let books = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/books");
        fs::copy(books.join(file), andu.folder().join(file)).expect("the fixture is there");
        let mut call = vec!["import", file, "--on", "2026-06-30"];
        call.extend(answers);
        let report = andu.json(&call);
        assert_eq!(report[0]["added"], rows, "{file}: {report:#}");
        assert_eq!(report[0]["lists"][0]["procedure"], procedure, "{file}");
        let again = andu.json(&["import", file, "--on", "2026-06-30"]);
        assert_eq!(again[0]["same"], rows, "{file}: {again:#}");
    }
}
