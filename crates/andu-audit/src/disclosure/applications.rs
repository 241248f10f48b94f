//! The second table: applications received and settled (收到和处理政府信息公开申请情况).

use super::cells::{Row, rows};
use super::{Fact, Stated, Test};
use crate::{Decimal, Table};

/// 自然人, five kinds of organisations, 总计.
const COLUMNS: [&str; 7] = [
    "自然人",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
    "总计",
];

/// Every identity of the table: each row's total, the total of the outcomes, and what came in against what went out.
pub(super) fn tests(table: &Table, stated: &mut Stated) -> Vec<Test> {
    let rows: Vec<Row> = rows(table).into_iter().filter_map(aligned).collect();
    let find = |words: &[&str]| {
        rows.iter()
            .position(|row| words.iter().any(|word| row.says(word)))
    };
    let received = find(&["本年新收", "新收政府信息公开申请"]);
    let next = find(&["结转下年度", "结转下一年"]);
    let (Some(received), Some(next)) = (received, next) else {
        return Vec::new();
    };
    let carried = find(&["上年结转"]);
    let total = rows
        .iter()
        .position(|row| row.name().trim_start_matches("（七）").trim() == "总计");
    let mut tests: Vec<Test> = rows.iter().map(across).collect();
    let leaves_from = carried.unwrap_or(received) + 1;
    let leaves = total
        .and_then(|total| rows.get(leaves_from..total))
        .unwrap_or_default();
    if let Some(total) = total.filter(|_| !leaves.is_empty()) {
        tests.push(outcomes(leaves, &rows[total]));
        let carried = carried.map(|carried| &rows[carried]);
        tests.push(balance(
            [&rows[received], &rows[total], &rows[next]],
            carried,
        ));
        let facts: [(usize, &'static [&'static str]); 1] = [(total, &["办结"])];
        for (row, words) in facts {
            state(stated, &rows[row], words, &["复议", "诉讼", "率"]);
        }
    }
    state(stated, &rows[received], &["新收"], &["复议", "诉讼"]);
    state(stated, &rows[next], &["结转下"], &["复议", "诉讼"]);
    if let Some(carried) = carried {
        state(stated, &rows[carried], &["上年结转"], &["复议", "诉讼"]);
    }
    tests
}

fn state(
    stated: &mut Stated,
    row: &Row,
    words: &'static [&'static str],
    without: &'static [&'static str],
) {
    stated.facts.extend(row.numbers.last().map(|value| Fact {
        words,
        without,
        value: Decimal::from(*value),
    }));
}

/// The row with seven numbers, its total last; empty cells in front are nought.
fn aligned(mut row: Row) -> Option<Row> {
    if row.numbers.len() > COLUMNS.len() || row.numbers.len() < 2 {
        return None;
    }
    let missing = COLUMNS.len() - row.numbers.len();
    row.numbers.splice(0..0, std::iter::repeat_n(0, missing));
    Some(row)
}

/// 总计 is the sum of the columns before it.
fn across(row: &Row) -> Test {
    let (parts, total) = row.numbers.split_at(COLUMNS.len() - 1);
    let sum = added(parts.iter().copied());
    let holds = total == [sum];
    Test {
        holds,
        arithmetic: equation(parts, sum, total[0]),
        what: "各列之和与总计不一致".to_owned(),
        row: row.number,
        words: row.name().to_owned(),
    }
}

/// 总计 of the outcomes is the sum of the outcomes, column by column.
fn outcomes(leaves: &[Row], total: &Row) -> Test {
    let wrong = (0..COLUMNS.len()).find(|column| {
        let sum = added(leaves.iter().map(|row| row.numbers[*column]));
        sum != total.numbers[*column]
    });
    let column = wrong.unwrap_or(COLUMNS.len() - 1);
    let parts: Vec<i64> = leaves
        .iter()
        .map(|row| row.numbers[column])
        .filter(|part| *part != 0)
        .collect();
    let sum = added(parts.iter().copied());
    Test {
        holds: wrong.is_none(),
        arithmetic: format!(
            "{}列：{}",
            COLUMNS[column],
            equation(&parts, sum, total.numbers[column])
        ),
        what: "各项办理结果之和与总计不一致".to_owned(),
        row: total.number,
        words: total.name().to_owned(),
    }
}

/// 第一项加第二项之和，等于第三项加第四项之和, column by column.
fn balance([received, total, next]: [&Row; 3], carried: Option<&Row>) -> Test {
    let old = |column: usize| carried.map_or(0, |carried| carried.numbers[column]);
    let sides = |column: usize| {
        let came = added([received.numbers[column], old(column)].into_iter());
        let went = added([total.numbers[column], next.numbers[column]].into_iter());
        (came, went)
    };
    let wrong = (0..COLUMNS.len()).find(|column| {
        let (came, went) = sides(*column);
        came != went
    });
    let column = wrong.unwrap_or(COLUMNS.len() - 1);
    let sign = if wrong.is_some() { "≠" } else { "=" };
    Test {
        holds: wrong.is_none(),
        arithmetic: format!(
            "{}列：{}+{}{sign}{}+{}",
            COLUMNS[column],
            received.numbers[column],
            old(column),
            total.numbers[column],
            next.numbers[column]
        ),
        what: "新收加上年结转不等于办理结果总计加结转下年度".to_owned(),
        row: if wrong.is_some() {
            received.number
        } else {
            total.number
        },
        words: received.name().to_owned(),
    }
}

/// The sum; too large a one is larger than any total.
pub(super) fn added(parts: impl Iterator<Item = i64>) -> i64 {
    parts.fold(0, i64::saturating_add)
}

/// 34+1+0=35≠36, noughts left out.
pub(super) fn equation(parts: &[i64], sum: i64, total: i64) -> String {
    let terms: Vec<String> = parts
        .iter()
        .filter(|part| **part != 0)
        .map(i64::to_string)
        .collect();
    let left = match terms.len() {
        0 => "0".to_owned(),
        1 => terms.concat(),
        _ => format!("{}={sum}", terms.join("+")),
    };
    if sum == total {
        left
    } else {
        format!("{left}≠{total}")
    }
}
