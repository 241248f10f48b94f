//! What an import prints for people.

use andu_office::import::{ImportReport, ListShown};

use crate::table;

/// Faults of one kind that are printed.
const MOST_ALIKE: usize = 3;

/// Faults that are printed; the others are counted.
const MOST_LINES: usize = 50;

/// Prints a report.
pub fn print(report: &ImportReport, looked: bool) {
    say!("{}", report.file);
    for list in &report.lists {
        print_list(list, looked);
    }
    report
        .notices
        .iter()
        .for_each(|notice| say!("  说明：{notice}"));
    print_errors(report);
    some(&report.changes, |change| {
        let was = if change.was.is_empty() {
            "（空）"
        } else {
            &change.was
        };
        say!(
            "  变更：工作表“{}”第{}行 {}“{}”原为{was}，现为{}",
            change.sheet,
            change.row,
            change.number,
            change.what,
            change.now
        );
    });
    print_questions(report);
    if !report.missing.is_empty() {
        let pieces: Vec<String> = report
            .missing
            .iter()
            .map(|(label, count)| format!("{label}{count}件"))
            .collect();
        say!("  要件未见：{}", pieces.join("，"));
    }
    if let Some(scheme) = &report.scheme {
        say!("  导入方案：{scheme}");
    }
    let done = match (report.stored, looked) {
        (true, _) => "已入库",
        (false, true) => "预览，没有入库",
        (false, false) if report.rejected > 0 => "没有入库",
        (false, false) => "没有需要入库的",
    };
    say!(
        "{done}：新增{} 相同{} 变更{} 不能入库{}",
        report.added,
        report.same,
        report.changed,
        report.rejected
    );
    if report.changed > 0 && !looked {
        eprintln!(
            "有{}件与已登记的不同；核对后加 --accept-changes 才作为更正入库。",
            report.changed
        );
    }
}

/// Prints what has to be answered, and how.
fn print_questions(report: &ImportReport) {
    for question in &report.questions {
        let near = question.candidates.join("、");
        let near = if near.is_empty() {
            near
        } else {
            format!("，相近的有：{near}")
        };
        let how = match question.kind.as_str() {
            "unit" => format!("--unit {}=单位名称", question.text),
            _ => format!("--choice {}:{}=选项", question.label, question.text),
        };
        say!(
            "  请确认：“{}”中的“{}”（{}行）{near}。可加 {how}",
            question.label,
            question.text,
            question.rows
        );
    }
}

/// Prints faults; of those that differ in their row alone only the first few.
fn print_errors(report: &ImportReport) {
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for error in &report.errors {
        let kind: String = error
            .message
            .chars()
            .filter(|c| !c.is_ascii_digit())
            .collect();
        let at = kinds
            .iter()
            .position(|(known, _)| *known == kind)
            .unwrap_or_else(|| {
                kinds.push((kind, 0));
                kinds.len() - 1
            });
        kinds[at].1 += 1;
        if kinds[at].1 <= MOST_ALIKE && kinds.len() <= MOST_LINES {
            say!("  不能入库：{}", error.message);
        }
    }
    let more: usize = kinds
        .iter()
        .map(|(_, count)| count.saturating_sub(MOST_ALIKE))
        .sum();
    if more > 0 || kinds.len() > MOST_LINES {
        say!(
            "  不能入库的共{}处，相同的只列前{MOST_ALIKE}处；逐行查看请加 --format json。",
            report.errors.len()
        );
    }
}

fn print_list(list: &ListShown, looked: bool) {
    let rows: Vec<String> = list.heading_rows.iter().map(u32::to_string).collect();
    let what = if list.procedure.is_empty() {
        "没有导入".to_owned()
    } else {
        format!("{}（{}）", list.label, list.procedure)
    };
    let hidden = if list.hidden {
        "（隐藏的工作表）"
    } else {
        ""
    };
    say!(
        "  工作表“{}”{hidden}：{what}，表头第{}行，{}行记录",
        list.sheet,
        rows.join("、"),
        list.records
    );
    for skipped in &list.skipped {
        if looked || skipped.kind == "合计" {
            say!(
                "    第{}行是{}，不登记：{}",
                skipped.row,
                skipped.kind,
                skipped.text
            );
        }
    }
    list.notices.iter().for_each(|notice| say!("    {notice}"));
    for other in &list.other_headings {
        let other: Vec<String> = other.iter().map(u32::to_string).collect();
        say!(
            "    第{}行也像表头；取第{}行，因为{}",
            other.join("、"),
            rows.join("、"),
            list.why.join("，")
        );
    }
    if !list.missing.is_empty() && !list.procedure.is_empty() {
        say!("    没有对应列的必填项目：{}", list.missing.join("、"));
    }
    if looked && !list.procedure.is_empty() {
        let cells: Vec<Vec<String>> = list
            .columns
            .iter()
            .map(|column| {
                vec![
                    column.column.clone(),
                    column.heading.clone(),
                    column.label.clone(),
                    format!("{}", column.confidence),
                    column.why.clone(),
                ]
            })
            .collect();
        table::print(&["列", "列名", "对应项目", "把握", "理由"], &cells);
    }
}

fn some<T>(items: &[T], print: impl Fn(&T)) {
    items.iter().take(MOST_LINES).for_each(print);
    if items.len() > MOST_LINES {
        say!("  ……共{}处，其余请加 --format json 查看。", items.len());
    }
}
