//! A notice as it is typed, turned into the text in which it is kept.

use jiff::civil::Date;

use super::FESTIVALS;
use crate::sent::Sent;
use crate::words;

/// The text of a typed notice, or everything that is wrong with it.
pub(super) fn text(sent: &Sent) -> Result<String, Vec<String>> {
    let mut faults = Vec::new();
    let year = sent.typed("year");
    let year: i16 = match year.parse() {
        Ok(year) if (2000..=2100).contains(&year) => year,
        _ => {
            faults.push(format!("年度“{year}”读不懂。请写四位公历年份。"));
            0
        }
    };
    let title = sent.typed("title");
    if title.is_empty() {
        faults.push("没有写通知的标题。请照通知原文填写。".to_owned());
    }
    let mut text = format!("year = {year}\ntitle = {}\n", quoted(&title));
    if let Some(number) = sent.get("number") {
        text.push_str(&format!("number = {}\n", quoted(number)));
    }
    if let Some(amends) = sent.get("amends") {
        text.push_str(&format!("amends = {}\n", quoted(amends)));
    }
    if let Some(issued) = sent.get("issued") {
        match words::day(issued) {
            Some(day) => text.push_str(&format!("issued = {day}\n")),
            None => faults.push(format!(
                "印发日期“{issued}”不是日期。请写成2026-11-04的样子。"
            )),
        }
    }
    let mut festivals = 0;
    for at in 0..FESTIVALS.len() {
        if let Some(one) = festival(sent, at, year, &mut faults) {
            text.push_str(&one);
            festivals += 1;
        }
    }
    if festivals == 0 {
        faults.push("一个节日都没有填放假日期。请照通知原文逐个节日填写。".to_owned());
    }
    match faults.is_empty() {
        true => Ok(text),
        false => Err(faults),
    }
}

fn festival(sent: &Sent, at: usize, year: i16, faults: &mut Vec<String>) -> Option<String> {
    let [name, from, to, work] =
        ["festival", "from", "to", "work"].map(|name| sent.typed(&format!("{name}{at}")));
    if from.is_empty() && to.is_empty() && work.is_empty() {
        return None;
    }
    if name.is_empty() {
        faults.push(format!("第{}行没有写节日名称。请照通知原文填写。", at + 1));
    }
    let mut day = |text: &str, what: &str| {
        let read = read_day(text, year);
        if read.is_none() {
            faults.push(format!(
                "{name}的{what}“{text}”不是日期。请写成2027-02-06或者2月6日。"
            ));
        }
        read
    };
    let first = day(&from, "放假首日");
    // One day off is written once.
    let last = match to.is_empty() {
        true => first,
        false => day(&to, "放假末日"),
    };
    let work = work.split(['、', '，', ',', ' ', '；']);
    let work: Vec<Option<Date>> = work
        .filter(|text| !text.is_empty())
        .map(|text| day(text, "上班日期"))
        .collect();
    let (first, last) = (first?, last?);
    let days: Vec<String> = work
        .into_iter()
        .flatten()
        .map(|day| format!("\"{day}\""))
        .collect();
    let work = match days.is_empty() {
        true => String::new(),
        false => format!("work = [{}]\n", days.join(", ")),
    };
    Some(format!(
        "\n[[holiday]]\nfestival = {}\noff = [\"{first}..{last}\"]\n{work}",
        quoted(&name)
    ))
}

/// 2027-02-06, 2027年2月6日 or 2月6日.
fn read_day(text: &str, year: i16) -> Option<Date> {
    if let Some(day) = words::day(text) {
        return Some(day);
    }
    let (year, rest) = match text.split_once('年') {
        Some((year, rest)) => (year.trim().parse().ok()?, rest),
        None => (year, text),
    };
    let (month, day) = rest.split_once('月')?;
    let day = day.trim_end_matches(['日', '号']);
    Date::new(year, month.trim().parse().ok()?, day.trim().parse().ok()?).ok()
}

fn quoted(text: &str) -> String {
    // What JSON escapes, TOML escapes alike.
    serde_json::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(fields: &[(&str, &str)]) -> Sent {
        let fields = fields.iter();
        Sent {
            fields: fields
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            files: Vec::new(),
        }
    }

    #[test]
    fn a_notice_is_typed_as_it_stands_on_paper() {
        let typed = sent(&[
            ("year", "2027"),
            ("title", "甲\"乙"),
            ("festival1", "春节"),
            ("from1", "2027-02-05"),
            ("to1", "2027年2月11日"),
            ("work1", "1月31日、2月20日"),
            ("festival0", "元旦"),
            ("from0", "2027-01-01"),
        ]);
        insta::assert_snapshot!(text(&typed).unwrap(), @r#"
        year = 2027
        title = "甲\"乙"

        [[holiday]]
        festival = "元旦"
        off = ["2027-01-01..2027-01-01"]

        [[holiday]]
        festival = "春节"
        off = ["2027-02-05..2027-02-11"]
        work = ["2027-01-31", "2027-02-20"]
        "#);
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let typed = sent(&[
            ("year", "明年"),
            ("festival1", "春节"),
            ("from1", "2月30日"),
        ]);
        let faults = text(&typed).unwrap_err();
        assert_eq!(faults.len(), 4, "{faults:?}");
    }
}
