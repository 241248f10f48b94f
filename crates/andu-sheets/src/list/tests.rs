use super::*;
use crate::read::read_book;

/// A list as text: headings, kinds of rows, totals.
#[track_caller]
fn check(csv: &str, expected: &str) {
    let book = read_book("台账.csv", csv.as_bytes()).unwrap();
    let sheet = &book.sheets[0];
    let told: Vec<String> = recognise(sheet)
        .iter()
        .map(|list| tell(sheet, list))
        .collect();
    assert_eq!(told.join("\n----\n"), expected);
}

fn tell(sheet: &Sheet, list: &ListFound) -> String {
    let headings: Vec<&str> = list
        .columns
        .iter()
        .map(|column| column.heading.as_str())
        .collect();
    let mut lines = vec![format!(
        "{}{}",
        if list.alternative { "? " } else { "" },
        headings.join("|")
    )];
    let rows: Vec<u32> = list.records.iter().map(|record| record.row + 1).collect();
    lines.push(format!("records {rows:?}"));
    for (row, kind) in &list.others {
        lines.push(format!("{} {kind:?}", row + 1));
    }
    lines.extend(list.disagreements(sheet));
    lines.join("\n")
}

#[test]
fn titles_totals_and_notes_stand_aside() {
    check(
        "2025年热线办理台账,,,\n填报单位：县政府办,,,\n序号,承办单位,收到日期,件数\n1,县司法局,3月1日,2\n2,县公安局,3月2日,3\n合计,,,6\n注：含电话件,,,\n",
        "序号|承办单位|收到日期|件数\nrecords [4, 5]\n6 Total\n7 Note\n\
         工作表“台账”第6行D列“合计”的“件数”写为6，逐行相加为5，两者不一致。请核对是表中的数写错，还是有行遗漏；导入以各行为准。",
    );
}

#[test]
fn two_heading_rows_are_joined() {
    check(
        "编号,标题,办理情况,,备注\n,,日期,结果,\n1,甲,3月1日,办结,\n2,乙,3月2日,办结,\n",
        "编号|标题|办理情况/日期|办理情况/结果|备注\nrecords [3, 4]",
    );
}

#[test]
fn bands_subtotals_and_repeated_headings() {
    check(
        "序号,单位,件数\n一、县直部门,,\n1,县司法局,2\n2,县公安局,3\n小计,,5\n序号,单位,件数\n二、乡镇,,\n3,城关镇,4\n小计,,4\n合计,,9\n填表人：张某,,审核人：李某\n",
        "序号|单位|件数\nrecords [3, 4, 8]\n2 Section\n5 Total\n6 Heading\n7 Section\n9 Total\n10 Total\n11 Note",
    );
}

#[test]
fn prepared_rows_without_content_are_blank() {
    check(
        "序号,单位,日期\n1,县司法局,3月1日\n2,,\n3,,\n",
        "序号|单位|日期\nrecords [2]\n3 Blank\n4 Blank",
    );
}

#[test]
fn column_numbers_belong_to_the_heading() {
    check(
        "单位,受理件数,办结件数,办结率\n甲,1,2,3\n县司法局,10,9,90%\n县公安局,20,20,100%\n合计,30,29,96.7%\n",
        "单位|受理件数|办结件数|办结率\nrecords [3, 4]\n5 Total",
    );
}

#[test]
fn two_lists_below_each_other() {
    check(
        "建议台账,,\n序号,标题,日期\n1,甲,3月1日\n2,乙,3月2日\n\n提案台账,,\n序号,案由,交办日期\n1,丙,3月3日\n",
        "序号|标题|日期\nrecords [3, 4]\n----\n序号|案由|交办日期\nrecords [8]",
    );
}

#[test]
fn a_list_of_words_only() {
    check(
        "姓名,单位,职务\n张某,县司法局,局长\n李某,县公安局,副局长\n",
        "姓名|单位|职务\nrecords [2, 3]",
    );
}
