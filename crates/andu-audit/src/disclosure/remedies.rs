//! The third table: reconsideration and litigation (行政复议、行政诉讼情况).

use super::applications::{added, equation};
use super::cells::{Row, rows};
use super::{Fact, Stated, Test};
use crate::{Decimal, Table};

/// 结果维持, 结果纠正, 其他结果, 尚未审结, 总计.
const BLOCK: usize = 5;
const BLOCKS: [&str; 3] = ["行政复议", "未经复议直接起诉", "复议后起诉"];

/// The total of each of the three blocks.
pub(super) fn tests(table: &Table, stated: &mut Stated) -> Vec<Test> {
    let known = table
        .rows
        .iter()
        .flatten()
        .any(|cell| cell.contains("结果纠正"))
        && table
            .rows
            .iter()
            .flatten()
            .any(|cell| cell.contains("尚未审结"));
    if !known {
        return Vec::new();
    }
    let rows = rows(table);
    let Some(row) = rows
        .iter()
        .find(|row| row.numbers.len() == BLOCK * BLOCKS.len())
    else {
        return Vec::new();
    };
    let blocks: Vec<&[i64]> = row.numbers.chunks(BLOCK).collect();
    let pending = added(blocks.iter().map(|block| block[BLOCK - 2]));
    stated.pending = Some(pending);
    let total = |block: &[i64]| block[BLOCK - 1];
    let fact = |words, without, value| Fact {
        words,
        without,
        value: Decimal::from(value),
    };
    stated.facts.push(fact(
        &["行政复议"],
        &["诉讼", "复议后", "未经", "尚未", "纠正", "维持"],
        total(blocks[0]),
    ));
    let suits = total(blocks[1]).saturating_add(total(blocks[2]));
    stated.facts.push(fact(
        &["行政诉讼"],
        &["复议", "未经", "尚未", "纠正", "维持"],
        suits,
    ));
    blocks
        .iter()
        .zip(BLOCKS)
        .map(|(block, name)| of_block(row, block, name))
        .collect()
}

fn of_block(row: &Row, block: &[i64], name: &str) -> Test {
    let (parts, total) = block.split_at(BLOCK - 1);
    let sum = added(parts.iter().copied());
    let words: Vec<String> = block.iter().map(i64::to_string).collect();
    Test {
        holds: total == [sum],
        arithmetic: format!("{name}：{}", equation(parts, sum, total[0])),
        what: format!("“{name}”各项之和与总计不一致"),
        row: row.number,
        words: words.join("\t"),
    }
}
