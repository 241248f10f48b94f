//! How alike two names of a column are.

use std::sync::LazyLock;

use crate::list::{bare, half_width, tight};

/// Words that mean the same in headings: variants, then the word that stands for them.
static SYNONYMS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("synonyms.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let mut pairs = Vec::new();
    for line in lines {
        let mut words = line.split_whitespace();
        let Some(word) = words.next() else { continue };
        // A word stands for itself, so that no shorter variant is found within it.
        pairs.push((word, word));
        pairs.extend(words.map(|variant| (variant, word)));
    }
    // The longer word first: 联系电话 before 电话.
    pairs.sort_by_key(|(variant, _)| std::cmp::Reverse(variant.len()));
    pairs
});

/// A heading or label as it is compared: half-width, without white space, brackets and marks.
pub fn normalise(text: &str) -> String {
    let text: String = tight(text).chars().map(half_width).collect();
    let without = bare(&text);
    let without = if without.is_empty() { text } else { without };
    let marks = [
        '*', ':', '：', '★', '☆', '、', '.', '"', '“', '”', '《', '》', '-', '_',
    ];
    without.trim_matches(marks).to_lowercase()
}

/// A name with every word replaced by the one that stands for it.
pub fn canonical(text: &str) -> String {
    let text = normalise(text).replace('/', "");
    let mut out = String::new();
    let mut rest = text.as_str();
    'next: while !rest.is_empty() {
        for (variant, word) in SYNONYMS.iter() {
            if let Some(after) = rest.strip_prefix(variant) {
                out.push_str(word);
                rest = after;
                continue 'next;
            }
        }
        let first = rest.chars().next().map_or(1, char::len_utf8);
        out.push_str(&rest[..first]);
        rest = &rest[first..];
    }
    out
}

/// How alike two names are, 0–100, and why.
pub fn alike(heading: &str, name: &str) -> (u32, &'static str) {
    let (a, b) = (normalise(heading), normalise(name));
    if a.is_empty() || b.is_empty() {
        return (0, "");
    }
    if a.replace('/', "") == b {
        return (100, "列名相同");
    }
    let (a, b) = (canonical(&a), canonical(&b));
    if a == b {
        return (90, "列名同义");
    }
    let (length_a, length_b) = (a.chars().count() as u32, b.chars().count() as u32);
    let (short, long) = (length_a.min(length_b), length_a.max(length_b));
    if short >= 2 && (a.contains(&b) || b.contains(&a)) {
        return (55 + 30 * short / long, "列名相近");
    }
    (dice(&a, &b) * 80 / 100, "列名相近")
}

/// Share of neighbouring pairs of characters that two texts have in common, in percent.
fn dice(a: &str, b: &str) -> u32 {
    let pairs =
        |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let (a, mut b) = (pairs(a), pairs(b));
    let all = a.len() + b.len();
    let mut shared = 0;
    for pair in a {
        if let Some(at) = b.iter().position(|other| *other == pair) {
            b.swap_remove(at);
            shared += 2;
        }
    }
    if all == 0 {
        0
    } else {
        u32::try_from(shared * 100 / all).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mean_the_same_are_alike() {
        assert_eq!(alike("承 办\n单位", "承办单位").0, 100);
        assert_eq!(alike("承办单位（主办）*", "承办单位").0, 100);
        assert_eq!(alike("收到时间", "收到日期").0, 90);
        assert_eq!(alike("面商/日期", "面商日期").0, 100);
        assert!(alike("备注", "承办单位").0 < 30);
        assert!(alike("答复日期", "答复方式").0 < 55);
    }
}
