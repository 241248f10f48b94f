//! Choices by key, label or alias; yes and no.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::book::{Cell, Value};
use crate::list::{bare, half_width, tight};
use crate::mapping::Named;

use super::{Converted, FaultKind};

/// Options that a message lists.
const MOST_LABELS: usize = 12;

/// Words that mean the same: variant, then the word that stands for it.
static WORDS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("words.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let pairs = lines.flat_map(|line| {
        let mut words = line.split_whitespace();
        let word = words.next().unwrap_or("");
        words
            .map(move |variant| (variant, word))
            .collect::<Vec<_>>()
    });
    pairs.collect()
});

/// Words that turn a value into its contrary: 未办结 is not 办结.
const NEGATIONS: &[char] = &['未', '不', '非', '无', '没', '免', '否', '待', '拟'];

/// The choice that a text names.
pub fn choose(
    text: &str,
    options: &[Named],
    explained: Option<&BTreeMap<String, String>>,
) -> Result<Converted, FaultKind> {
    let wanted = plain(text);
    if let Some(key) = explained
        .and_then(|names| names.iter().find(|(name, _)| plain(name) == wanted))
        .map(|(_, key)| key)
    {
        if key.is_empty() {
            return Ok(Converted::Many(Vec::new()));
        }
        let option = options
            .iter()
            .find(|option| option.key == *key || plain(&option.label) == plain(key));
        if let Some(option) = option {
            return Ok(Converted::Choice(option.key.clone()));
        }
    }
    let ways = ways(text);
    for way in &ways {
        if let Some(option) = options
            .iter()
            .find(|option| names(option).any(|name| name == *way))
        {
            return Ok(Converted::Choice(option.key.clone()));
        }
    }
    let mut unclear: Vec<&Named> = Vec::new();
    let tests: [fn(&str, &str) -> bool; 3] = [part, part_in_other_words, mostly];
    for test in tests {
        for way in &ways {
            let near: Vec<&Named> = options
                .iter()
                .filter(|option| names(option).any(|name| test(&name, way)))
                .collect();
            match near.as_slice() {
                [one] => return Ok(Converted::Choice(one.key.clone())),
                [] => {}
                several if unclear.is_empty() => unclear = several.to_vec(),
                _ => {}
            }
        }
    }
    let labels = |options: &[&Named]| {
        options
            .iter()
            .take(MOST_LABELS)
            .map(|option| option.label.clone())
            .collect()
    };
    match unclear.is_empty() {
        true => Err(FaultKind::Choice {
            labels: labels(&options.iter().collect::<Vec<_>>()),
        }),
        false => Err(FaultKind::ChoiceUnclear {
            labels: labels(&unclear),
        }),
    }
}

/// The ways to read a text: whole, without brackets, its first clause, what stands in the brackets.
fn ways(text: &str) -> Vec<String> {
    let whole = plain(text);
    let inside = text
        .split(['（', '('])
        .nth(1)
        .and_then(|rest| rest.split(['）', ')']).next());
    let clause = text.split(['，', ',', '；', ';', '\n']).next();
    // 12.4宪法宣传周, 4·15国家安全教育日: a day before a name.
    let undated = whole.trim_start_matches(|c: char| c.is_ascii_digit() || ".·月日、".contains(c));
    let mut ways = vec![whole.clone(), plain(&bare(text))];
    ways.extend(clause.map(plain));
    ways.push(undated.to_owned());
    ways.extend(inside.map(plain));
    let mut seen = Vec::new();
    ways.retain(|way| {
        let first = !way.is_empty() && !seen.contains(way);
        seen.push(way.clone());
        first
    });
    ways
}

/// [`part`], with the words that mean the same put for one another.
fn part_in_other_words(name: &str, way: &str) -> bool {
    WORDS
        .iter()
        .any(|(variant, word)| way.contains(variant) && part(name, &way.replace(variant, word)))
}

/// Most neighbouring pairs of characters of the text stand in the name.
fn mostly(name: &str, way: &str) -> bool {
    let pairs =
        |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let (ours, theirs) = (pairs(way), pairs(name));
    let shared = ours.iter().filter(|pair| theirs.contains(pair)).count();
    let negated = |text: &str| text.chars().filter(|c| NEGATIONS.contains(c)).count();
    ours.len() >= 3 && shared * 10 >= ours.len() * 6 && negated(name) == negated(way)
}

fn names(option: &Named) -> impl Iterator<Item = String> {
    let all = [&option.key, &option.label]
        .into_iter()
        .chain(&option.aliases);
    let all: Vec<String> = all.map(|name| plain(name)).collect();
    // A类（已经解决或者基本解决）is also A类 and A.
    let short: Vec<String> = all
        .iter()
        .map(|name| bare(name))
        .filter(|name| !name.is_empty())
        .collect();
    let letters: Vec<String> = short.iter().filter_map(|name| letter(name)).collect();
    all.into_iter().chain(short).chain(letters)
}

/// A for A类, 1 for 1级.
fn letter(name: &str) -> Option<String> {
    let stem = name.strip_suffix(['类', '级', '等', '档'])?;
    (stem.chars().count() == 1).then(|| stem.to_owned())
}

/// Whether one text is part of the other, without a negation in what is left.
fn part(a: &str, b: &str) -> bool {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let left = match short.chars().count() {
        0 | 1 => return false,
        _ if long == short => String::new(),
        _ if !long.contains(short) => return false,
        _ => long.replacen(short, "", 1),
    };
    !left.contains(NEGATIONS)
}

fn plain(text: &str) -> String {
    let text: String = tight(text).chars().map(half_width).collect();
    let text = text.trim_end_matches([';', ',', '.', '。', '；', '、']);
    // 1.网络 and A、网络: the number of the item in its list.
    let mut characters = text.chars();
    let numbered = characters.next().is_some_and(|c| c.is_ascii_alphanumeric())
        && characters.next().is_some_and(|c| ".、)".contains(c));
    let rest = characters.as_str();
    if numbered && !rest.is_empty() {
        rest
    } else {
        text
    }
    .to_lowercase()
}

/// Yes or no.
pub fn flag(cell: &Cell) -> Option<Converted> {
    if let Value::Bool(yes) = cell.value {
        return Some(Converted::Flag(yes));
    }
    let text = plain(&cell.text);
    let yes = [
        "是", "有", "√", "✓", "✔", "对", "y", "yes", "true", "1", "已", "公开", "☑", "●", "○是",
    ];
    let no = [
        "否", "无", "×", "✗", "✘", "x", "n", "no", "false", "0", "未", "没有", "不是", "☐", "不",
    ];
    if yes.contains(&text.as_str()) {
        return Some(Converted::Flag(true));
    }
    if no.contains(&text.as_str()) {
        return Some(Converted::Flag(false));
    }
    // 已公开, 未反馈: the first word decides.
    match text.chars().next()? {
        '已' | '是' => Some(Converted::Flag(true)),
        '未' | '否' => Some(Converted::Flag(false)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Vec<Named> {
        [
            ("closed", "已办结", "办结"),
            ("open", "正在办理", "在办"),
            ("refused", "不予公开", ""),
        ]
        .map(|(key, label, alias)| Named {
            key: key.to_owned(),
            label: label.to_owned(),
            aliases: Some(alias.to_owned())
                .filter(|alias| !alias.is_empty())
                .into_iter()
                .collect(),
        })
        .to_vec()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let said = match choose(text, &options(), None) {
            Ok(Converted::Choice(key)) => key,
            Ok(_) => unreachable!(),
            Err(fault) => fault.to_string(),
        };
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn choices_go_by_label_alias_and_part() {
        check("已办结", "closed");
        check("办 结", "closed");
        check("办结（3月）", "closed");
        check("2.在办", "open");
        check("办理", "open");
    }

    #[test]
    fn a_negation_is_not_overlooked() {
        check(
            "未办结",
            "不在可选范围内。请改为下列之一：已办结、正在办理、不予公开；或者在导入方案中写明它对应哪一项。",
        );
        check(
            "公开",
            "不在可选范围内。请改为下列之一：已办结、正在办理、不予公开；或者在导入方案中写明它对应哪一项。",
        );
    }

    #[test]
    fn yes_and_no() {
        let said = |text: &str| flag(&Cell::text(text));
        assert_eq!(said("√"), Some(Converted::Flag(true)));
        assert_eq!(said("未反馈"), Some(Converted::Flag(false)));
        assert_eq!(said("也许"), None);
    }
}
