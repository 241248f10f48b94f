//! Journeys of lists going out.

use std::io::Read;

use crate::harness::Andu;

#[test]
fn a_list_goes_out_without_formulas_and_comes_back_the_same() {
    let andu = Andu::new();
    andu.office();
    andu.write(
        "学法.csv",
        "建议编号,建议题目,主办单位,收到日期\n007,=HYPERLINK(\"http://example.invalid\"),县司法局,2025-03-01\n008,-2+3,县公安局,2025-03-02\n",
    );
    andu.json(&["import", "学法.csv", "--procedure", "npc-suggestion"]);
    andu.run(&["export", "npc-suggestion", "-o", "建议.xlsx"])
        .done()
        .says("2件");
    let file = std::fs::File::open(andu.folder().join("建议.xlsx")).expect("the book is there");
    let mut archive = zip::ZipArchive::new(file).expect("the book is a package");
    let mut all = String::new();
    for index in 0..archive.len() {
        archive
            .by_index(index)
            .expect("the part is there")
            .read_to_string(&mut all)
            .expect("the part is text");
    }
    assert!(
        !all.contains("<f>") && all.contains("'=HYPERLINK") && all.contains("'-2+3"),
        "{all}"
    );
    let again = andu.json(&["import", "建议.xlsx", "--procedure", "npc-suggestion"]);
    assert_eq!(
        (again[0]["same"].as_i64(), again[0]["changed"].as_i64()),
        (Some(2), Some(0)),
        "{again:#}"
    );
    andu.run(&[
        "export",
        "npc-suggestion",
        "-o",
        "空.xlsx",
        "--where",
        "number = '无此号'",
    ])
    .done()
    .says("0件");
}
