//! How papers write days, amounts, articles and what others must not read.

use std::collections::BTreeMap;

use andu_calendar::Date;
use andu_rules::model::{Citation, Decimal};

/// 2025年10月31日.
pub(super) fn day(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// 2025年10月31日 of `2025-10-31`, with 9时30分 where there is a time.
pub(super) fn moment(text: &str) -> Option<String> {
    let date: Date = text.get(..10)?.parse().ok()?;
    let time = text.get(11..16).and_then(|time| time.split_once(':'));
    let Some((hour, minute)) = time else {
        return Some(day(date));
    };
    let hour = hour.trim_start_matches('0');
    let hour = if hour.is_empty() { "0" } else { hour };
    Some(match minute {
        "00" => format!("{}{hour}时", day(date)),
        _ => format!("{}{hour}时{minute}分", day(date)),
    })
}

/// A label as it reads within a sentence: without the number before it and the remark in brackets behind it.
pub(super) fn bare(label: &str) -> String {
    let text = label.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '、'));
    let text = text.split(['（', '(']).next().unwrap_or(text);
    match text.is_empty() {
        true => label.to_owned(),
        false => text.to_owned(),
    }
}

/// 张＊＊, 138＊＊＊＊0000: enough to know one's own by, not enough for others.
pub(super) fn masked(text: &str) -> String {
    let count = text.chars().count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let chars = text.chars().enumerate();
    if digits >= 7 && digits * 2 > count {
        let hide = |at: usize| at >= 3 && at + 4 < count;
        return chars
            .map(|(at, c)| if hide(at) { '＊' } else { c })
            .collect();
    }
    let mut shown: String = text.chars().take(1).collect();
    shown.push_str("＊＊");
    shown
}

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];

/// 壹仟贰佰元伍角: an amount of yuan in capitals; `None` below nought and from a trillion on.
pub(super) fn capital(amount: Decimal) -> Option<String> {
    let fen = (amount.units + 50) / 100;
    let (yuan, jiao, fen) = (fen / 100, fen / 10 % 10, fen % 10);
    if amount.units < 0 || yuan >= 1_000_000_000_000 {
        return None;
    }
    let digit = |number: i64| DIGITS[usize::try_from(number).unwrap_or_default() % 10];
    let mut text = whole(yuan.unsigned_abs());
    if yuan > 0 || (jiao == 0 && fen == 0) {
        text.push('元');
    } else {
        text.clear();
    }
    if jiao == 0 && fen == 0 {
        text.push('整');
        return Some(text);
    }
    if jiao > 0 {
        text.push_str(digit(jiao));
        text.push('角');
    } else if yuan > 0 {
        text.push('零');
    }
    if fen > 0 {
        text.push_str(digit(fen));
        text.push('分');
    }
    Some(text)
}

fn whole(number: u64) -> String {
    if number == 0 {
        return "零".to_owned();
    }
    let mut text = String::new();
    let mut gap = false;
    for (at, unit) in [(2, "亿"), (1, "万"), (0, "")] {
        let part = number / 10_u64.pow(4 * at) % 10_000;
        if part == 0 {
            gap = !text.is_empty();
            continue;
        }
        if !text.is_empty() && (gap || part < 1_000) {
            text.push('零');
        }
        text.push_str(&thousands(part));
        text.push_str(unit);
        gap = false;
    }
    text
}

fn thousands(number: u64) -> String {
    let mut text = String::new();
    let mut gap = false;
    for (size, unit) in [(1_000, "仟"), (100, "佰"), (10, "拾"), (1, "")] {
        let digit = number / size % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push('零');
        }
        gap = false;
        text.push_str(DIGITS[usize::try_from(digit).unwrap_or_default()]);
        text.push_str(unit);
    }
    text
}

/// 《政府信息公开条例》第三十三条、第三十六条和《行政复议法》第二十三条; rules not confirmed are left out.
pub(super) fn basis(citations: &[Citation]) -> Option<String> {
    let mut order: Vec<&str> = Vec::new();
    let mut articles: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for citation in citations {
        let title = citation.statute.as_str();
        if title.contains("待核") {
            continue;
        }
        if !order.contains(&title) {
            order.push(title);
        }
        let own = articles.entry(title).or_default();
        own.extend(citation.passage());
    }
    let told: Vec<String> = order
        .iter()
        .map(|title| {
            let own = articles.get(title).map(|own| own.join("、"));
            format!("《{title}》{}", own.unwrap_or_default())
        })
        .collect();
    match told.as_slice() {
        [] => None,
        [first @ .., last] if !first.is_empty() => Some(format!("{}和{last}", first.join("、"))),
        all => Some(all.concat()),
    }
}

/// The people's government of which an office is part: 示例县人民政府 of 示例县人民政府办公室 and of 示例县教育局.
pub(super) fn government(organ: &str) -> Option<String> {
    const WORD: &str = "人民政府";
    if let Some(at) = organ.find(WORD) {
        return organ.get(..at + WORD.len()).map(str::to_owned);
    }
    let end = |mark: char| organ.find(mark).filter(|at| *at > 0);
    let at = ['县', '旗', '区', '市'].into_iter().find_map(end)?;
    let place = organ.get(..at + '县'.len_utf8())?;
    Some(format!("{place}{WORD}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_capital(amount: &str, expected: &str) {
        let amount = Decimal::parse(amount).unwrap();
        assert_eq!(capital(amount).unwrap_or_default(), expected);
    }

    #[test]
    fn amounts_are_written_as_banks_take_them() {
        check_capital("0", "零元整");
        check_capital("10", "壹拾元整");
        check_capital("1200", "壹仟贰佰元整");
        check_capital("1005.5", "壹仟零伍元伍角");
        check_capital("107000.53", "壹拾万柒仟元伍角叁分");
        check_capital("1000001", "壹佰万零壹元整");
        check_capital("16409.02", "壹万陆仟肆佰零玖元零贰分");
        check_capital("0.3", "叁角");
        check_capital("0.05", "伍分");
        check_capital("100000000", "壹亿元整");
        check_capital("-1", "");
    }

    #[test]
    fn what_others_must_not_read_is_covered() {
        assert_eq!(masked("张某某"), "张＊＊");
        assert_eq!(masked("13800000000"), "138＊＊＊＊0000");
        assert_eq!(masked("示例县某路1号"), "示＊＊");
        assert_eq!(masked(""), "＊＊");
    }

    #[test]
    fn days_labels_articles_and_governments_read_as_on_paper() {
        assert_eq!(moment("2025-10-31").unwrap(), "2025年10月31日");
        assert_eq!(moment("2025-01-05T09:30").unwrap(), "2025年1月5日9时30分");
        assert_eq!(moment("2025-01-05T00:00").unwrap(), "2025年1月5日0时");
        assert_eq!(moment("昨天"), None);
        assert_eq!(bare("1.属于国家秘密"), "属于国家秘密");
        assert_eq!(bare("部分公开（区分处理）"), "部分公开");
        assert_eq!(bare("（一）"), "（一）");
        let cite = |statute: &str, article: &str| Citation {
            statute: statute.to_owned(),
            article: Some(article.to_owned()),
            item: None,
            says: None,
        };
        let all = [
            cite("条例", "三"),
            cite("规则（待核）", "一"),
            cite("条例", "五"),
            cite("办法", "二"),
        ];
        assert_eq!(
            basis(&all).unwrap(),
            "《条例》第三条、第五条和《办法》第二条"
        );
        assert_eq!(basis(&all[1..2]), None);
        let item = |article: Option<&str>, item: &str| Citation {
            item: Some(item.to_owned()),
            article: article.map(str::to_owned),
            ..cite("通知", "")
        };
        assert_eq!(
            basis(&[item(None, "（六）"), item(None, "（七）")]).unwrap(),
            "《通知》（六）、（七）"
        );
        assert_eq!(
            basis(&[item(Some("三"), "第二项")]).unwrap(),
            "《通知》第三条第二项"
        );
        assert_eq!(
            government("示例县人民政府办公室").unwrap(),
            "示例县人民政府"
        );
        assert_eq!(government("示例县教育局").unwrap(), "示例县人民政府");
        assert_eq!(government("教育局"), None);
    }
}
