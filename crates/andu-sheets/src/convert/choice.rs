//! Choices by key, label or alias; yes and no.

use std::collections::BTreeMap;

use crate::book::{Cell, Value};
use crate::list::{bare, half_width, tight};
use crate::mapping::Named;

use super::{Converted, FaultKind};

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
        let option = options
            .iter()
            .find(|option| option.key == *key || plain(&option.label) == plain(key));
        if let Some(option) = option {
            return Ok(Converted::Choice(option.key.clone()));
        }
    }
    let exact = options
        .iter()
        .find(|option| names(option).any(|name| name == wanted));
    if let Some(option) = exact {
        return Ok(Converted::Choice(option.key.clone()));
    }
    let without = plain(&bare(text));
    let near: Vec<&Named> = options
        .iter()
        .filter(|option| names(option).any(|name| part(&name, &without)))
        .collect();
    let labels = |options: &[&Named]| options.iter().map(|option| option.label.clone()).collect();
    match near.as_slice() {
        [one] => Ok(Converted::Choice(one.key.clone())),
        [] => Err(FaultKind::Choice {
            labels: labels(&options.iter().collect::<Vec<_>>()),
        }),
        several => Err(FaultKind::ChoiceUnclear {
            labels: labels(several),
        }),
    }
}

fn names(option: &Named) -> impl Iterator<Item = String> {
    let all = [&option.key, &option.label]
        .into_iter()
        .chain(&option.aliases);
    all.map(|name| plain(name))
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
    // 已公开, 未反馈, 不同意: the first word decides.
    match text.chars().next()? {
        '已' | '是' => Some(Converted::Flag(true)),
        '未' | '否' | '不' | '无' => Some(Converted::Flag(false)),
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
