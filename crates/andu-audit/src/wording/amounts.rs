//! Amounts that are qualified twice: 近十余次, 约30件左右.

use super::line::Line;
use crate::{Finding, Kind, Severity};

/// Words before an amount, and what they say of it.
const BEFORE: &[(&str, Bound)] = &[
    ("大约", Bound::About),
    ("将近", Bound::Below),
    ("接近", Bound::Below),
    ("超过", Bound::Above),
    ("不足", Bound::Below),
    ("不到", Bound::Below),
    ("不超过", Bound::Below),
    ("不少于", Bound::Above),
    ("不低于", Bound::Above),
    ("至少", Bound::Above),
    ("最少", Bound::Above),
    ("最多", Bound::Below),
    ("近", Bound::Below),
    ("约", Bound::About),
    ("超", Bound::Above),
    ("逾", Bound::Above),
];

/// Words after an amount or within it.
const AFTER: &[(&str, Bound)] = &[
    ("左右", Bound::About),
    ("上下", Bound::About),
    ("以上", Bound::Above),
    ("以内", Bound::Below),
    ("以下", Bound::Below),
    ("余", Bound::Above),
    ("多", Bound::Above),
];

/// Longest number that is looked at, in bytes.
const LONGEST_NUMBER: usize = 60;

/// What a qualifier says of an amount.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    Below,
    About,
    Above,
}

/// Amounts qualified before and after.
pub(super) fn find(line: Line<'_>, found: &mut Vec<Finding>) {
    const DIGITS: &str = "0123456789.,一二三四五六七八九十百千万亿两几数";
    let mut from = 0;
    while let Some(start) = line.text[from..].find(|c: char| DIGITS.contains(c)) {
        let start = from + start;
        let rest = &line.text[start..];
        let length = rest
            .find(|c: char| !DIGITS.contains(c))
            .unwrap_or(rest.len());
        let end = start + length;
        from = end;
        if length > LONGEST_NUMBER {
            continue;
        }
        let Some((before, first)) = qualified_before(line, start) else {
            continue;
        };
        let Some((stop, after, second)) = qualified_after(line, end) else {
            continue;
        };
        let at = start - before.len()..stop;
        let words = &line.text[at.clone()];
        let opposite = matches!(
            (first, second),
            (Bound::Below, Bound::Above) | (Bound::Above, Bound::Below)
        );
        let (severity, says) = if opposite {
            let says = "意思相反，数量说不清。请核实数量后改写";
            (Severity::Warning, says)
        } else {
            (Severity::Note, "意思重复。请删去一个")
        };
        let message = format!("“{words}”里“{before}”与“{after}”{says}。");
        found.push(line.finding(Kind::Wording, severity, at, message));
    }
}

fn qualified_before(line: Line<'_>, start: usize) -> Option<(&'static str, Bound)> {
    let (word, bound) = *BEFORE
        .iter()
        .filter(|(word, _)| line.text[..start].ends_with(word))
        .max_by_key(|(word, _)| word.len())?;
    // 最近三年, 附近两个社区, 节约30万元: the sign belongs to a longer word.
    let before = line.before(start - word.len());
    let longer = before.is_some_and(|c| match word {
        "近" => "最附邻临远靠接将亲就贴".contains(c),
        "约" => "节公条合预签特制履违契".contains(c),
        "超" => "高赶反".contains(c),
        _ => false,
    });
    (!longer).then_some((word, bound))
}

/// A qualifier directly behind the number (余, 多) or behind its measure word (左右, 以上).
fn qualified_after(line: Line<'_>, end: usize) -> Option<(usize, &'static str, Bound)> {
    let rest = &line.text[end..];
    let direct = AFTER.iter().find(|(word, _)| rest.starts_with(word));
    if let Some((word, bound)) = direct {
        return Some((end + word.len(), word, *bound));
    }
    let measure = rest.chars().take(2);
    let mut skipped = 0;
    for c in measure {
        if !super::line::is_han(c) && c != '%' {
            return None;
        }
        skipped += c.len_utf8();
        let behind = rest[skipped..].trim_start_matches(' ');
        let word = AFTER
            .iter()
            .take(5)
            .find(|(word, _)| behind.starts_with(word));
        if let Some((word, bound)) = word {
            let blank = rest[skipped..].len() - behind.len();
            return Some((end + skipped + blank + word.len(), word, *bound));
        }
    }
    None
}
