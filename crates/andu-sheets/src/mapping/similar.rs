//! How alike two names of a column are.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::LazyLock;

use crate::list::{bare, half_width, tight};

/// Words that mean the same in headings: variants, then the word that stands for them.
static SYNONYMS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("synonyms.txt")
        .lines()
        .filter(|line| !line.starts_with(['#', '=']));
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

/// Names that mean the same as a whole.
static WHOLE: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
    let lines = include_str!("synonyms.txt")
        .lines()
        .filter_map(|line| line.strip_prefix('='));
    lines
        .map(|line| line.split_whitespace().collect())
        .collect()
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
    let text = numbered(&normalise(text).replace('/', ""));
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

/// 提案号 for 提案编号; other words that end in 号 are none of it.
fn numbered(text: &str) -> String {
    let others = [
        "编号",
        "文号",
        "称号",
        "账号",
        "型号",
        "手机号",
        "证号",
        "字号",
        "序号",
        "信号",
        "帐号",
        "公众号",
        "番号",
    ];
    match text.strip_suffix('号') {
        Some(before) if !before.is_empty() && others.iter().all(|other| !text.ends_with(other)) => {
            format!("{before}编号")
        }
        _ => text.to_owned(),
    }
}

/// Words that say that a day is a limit and not what happened.
const LIMITS: &[&str] = &[
    "应", "限", "要求", "截止", "截至", "到期", "计划", "预计", "统一", "拟", "目标",
];

/// Whether a name speaks of a limit.
pub fn is_limit(text: &str) -> bool {
    LIMITS.iter().any(|word| text.contains(word))
}

/// Words before a name that make it another thing.
const MODIFIERS: &[&str] = &[
    "延迟", "延期", "再", "重新", "不予", "补正", "终止", "变更", "撤", "调整", "上年", "同期",
    "改由", "二次",
];

/// Whether one name carries such a word and the other does not.
pub fn modified(a: &str, b: &str) -> bool {
    MODIFIERS
        .iter()
        .any(|word| a.contains(word) != b.contains(word))
}

/// What happened on a day: 答复 for 答复日期. Nothing is left of 日期.
pub fn stem(text: &str) -> String {
    forms(text).stem.clone()
}

fn stem_of(text: &str) -> String {
    let endings = [
        "日期",
        "时间",
        "年月日",
        "时刻",
        "时限",
        "期限",
        "限期",
        "日",
    ];
    endings
        .iter()
        .find_map(|ending| text.strip_suffix(ending))
        .unwrap_or(text)
        .to_owned()
}

/// A name in the forms in which it is compared.
struct Forms {
    plain: String,
    /// Without the strokes between its levels.
    closed: String,
    canonical: String,
    /// What is left of the name of a day.
    stem: String,
    /// Which names that mean the same as a whole it is among.
    groups: Vec<usize>,
    /// Which characters it has, of all forms, folded into 64 bits.
    characters: u64,
}

/// Names whose forms are kept: the same few are compared with everything.
const MOST_KEPT: usize = 16_384;

thread_local! {
    static KEPT: RefCell<HashMap<String, Rc<Forms>>> = RefCell::default();
}

fn forms(text: &str) -> Rc<Forms> {
    KEPT.with(|kept| {
        let mut kept = kept.borrow_mut();
        if let Some(known) = kept.get(text) {
            return Rc::clone(known);
        }
        let plain = normalise(text);
        let canonical = canonical(&plain);
        let all = plain.chars().chain(canonical.chars());
        let groups = (0..WHOLE.len()).filter(|at| WHOLE[*at].contains(&plain.as_str()));
        let made = Rc::new(Forms {
            stem: stem_of(&plain),
            groups: groups.collect(),
            closed: plain.replace('/', ""),
            characters: all.fold(0, |bits, c| bits | 1 << (u32::from(c) % 64)),
            plain,
            canonical,
        });
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(text.to_owned(), Rc::clone(&made));
        made
    })
}

/// How alike two names are, 0–100, and why.
pub fn alike(heading: &str, name: &str) -> (u32, &'static str) {
    let (heading, name) = (forms(heading), forms(name));
    let (a, b) = (&heading.plain, &name.plain);
    let mut groups = heading.groups.iter();
    let whole = groups.any(|group| name.groups.contains(group));
    // Most names have no character in common with most headings.
    if !whole && (a.is_empty() || b.is_empty() || heading.characters & name.characters == 0) {
        return (0, "");
    }
    if heading.closed == *b {
        return (100, "列名相同");
    }
    // 诉求人 is the 诉求人姓名.
    let named = |long: &str, short: &str| {
        let ends = ["姓名", "名称"];
        ends.iter().any(|end| long.strip_suffix(end) == Some(short))
    };
    if whole || named(a, b) || named(b, a) {
        return (92, "列名同义");
    }
    let (a, b) = (&heading.canonical, &name.canonical);
    if a == b {
        return (90, "列名同义");
    }
    let (length_a, length_b) = (a.chars().count() as u32, b.chars().count() as u32);
    let (short, long) = (length_a.min(length_b), length_a.max(length_b));
    if short >= 2 && (a.contains(b.as_str()) || b.contains(a.as_str())) {
        // 答复 is sooner 答复代表 than 公开答复: what comes first is what it is about.
        let leads = if a.starts_with(b.as_str()) || b.starts_with(a.as_str()) {
            5
        } else {
            0
        };
        return (55 + leads + 30 * short / long, "列名相近");
    }
    if short >= 3 && (within(a, b) || within(b, a)) {
        return (50 + 30 * short / long, "列名相近");
    }
    (dice(a, b) * 80 / 100, "列名相近")
}

/// Whether one name is the other with characters left out, first and last kept.
fn within(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().next() == long.chars().next()
        && short.chars().last() == long.chars().last()
        && short.chars().all(|c| rest.any(|other| other == c))
}

/// Share of neighbouring pairs of characters that two texts have in common, in percent.
fn dice(a: &str, b: &str) -> u32 {
    let pairs =
        |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let (a, mut b) = (pairs(a), pairs(b));
    let all = a.len() + b.len();
    let mut shared = 0_usize;
    for pair in a {
        if let Some(at) = b.iter().position(|other| *other == pair) {
            b.swap_remove(at);
            shared += 2;
        }
    }
    u32::try_from((shared * 100).checked_div(all).unwrap_or(0)).unwrap_or(0)
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
