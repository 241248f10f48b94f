//! Lengths of time in the words of a summary: 二十个工作日, 三个月, 24小时.

use andu_calendar::Length;

/// A length of time as written. `Day` may be either kind of day: several laws count their short periods in working days without
/// saying so at each place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quantity {
    pub(super) number: u32,
    pub(super) unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    WorkingDay,
    Month,
    Hour,
    Minute,
}

impl Quantity {
    /// Whether both may be the same length.
    pub(super) fn agrees(self, other: Quantity) -> bool {
        let days = |unit| matches!(unit, Unit::Day | Unit::WorkingDay);
        let units = self.unit == other.unit || (days(self.unit) && days(other.unit));
        units && self.number == other.number
    }

    /// Whether it may be this length of a rule: calendar days are never called 工作日.
    pub(super) fn is(self, length: Length) -> bool {
        let (number, unit) = match length {
            Length::WorkingDays(number) => (number, Unit::WorkingDay),
            Length::CalendarDays(number) if self.unit == Unit::WorkingDay => {
                return number == 0 && self.number == 0;
            }
            Length::CalendarDays(number) => (number, Unit::Day),
            Length::Months(number) => (number, Unit::Month),
            Length::Years(number) => (number.saturating_mul(12), Unit::Month),
            // A day of twenty-four hours is written either way.
            Length::Hours(number) if self.unit == Unit::Day => (number / 24, Unit::Day),
            Length::Hours(number) => (number, Unit::Hour),
            Length::Minutes(number) if self.unit == Unit::Hour => (number / 60, Unit::Hour),
            Length::Minutes(number) => (number, Unit::Minute),
            Length::Yearly { .. } => return false,
        };
        self.agrees(Quantity { number, unit })
    }
}

/// The lengths of time that a summary states. Dates (5月1日), ordinals (第三日) and article numbers are none.
pub(super) fn quantities(text: &str) -> Vec<Quantity> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut pending: Vec<u32> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let end = at + chars[at..].iter().take_while(|c| is_numeral(**c)).count();
        if end == at {
            let half = chars[at] == '半' && matches!(chars.get(at + 1), Some('年'));
            found.extend(half.then_some(Quantity {
                number: 6,
                unit: Unit::Month,
            }));
            at += 1;
            continue;
        }
        let before = at.checked_sub(1).and_then(|before| chars.get(before));
        let number = number(&chars[at..end]);
        let rest = &chars[end..];
        at = end;
        // 每月十日, 第三日 and 1月31日 name days; they measure nothing.
        if matches!(before, Some('第' | '月' | '．' | '.')) {
            continue;
        }
        let Some(number) = number else { continue };
        if matches!(
            rest.first(),
            Some('至' | '到' | '、' | '或' | '-' | '—' | '～' | '~')
        ) {
            pending.push(number);
            continue;
        }
        if let Some((unit, times)) = unit(rest, number) {
            let numbers = pending.drain(..).chain([number]);
            found.extend(numbers.map(|number| Quantity {
                number: number * times,
                unit,
            }));
        }
        pending.clear();
    }
    found
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "零〇一二两三四五六七八九十百".contains(c)
}

fn number(digits: &[char]) -> Option<u32> {
    if digits.iter().all(char::is_ascii_digit) {
        return digits
            .iter()
            .collect::<String>()
            .parse()
            .ok()
            .filter(|number| *number < 100_000);
    }
    let (mut total, mut digit) = (0_u32, None);
    for c in digits {
        match c {
            '十' => total += digit.take().unwrap_or(1) * 10,
            '百' => total += digit.take().unwrap_or(1) * 100,
            '两' => digit = Some(2),
            '零' | '〇' => digit = None,
            c => {
                digit = "一二三四五六七八九"
                    .chars()
                    .position(|it| it == *c)?
                    .try_into()
                    .ok()
            }
        }
        if "一二三四五六七八九".contains(*c) {
            digit = digit.map(|position: u32| position + 1);
        }
    }
    Some(total + digit.unwrap_or(0))
}

/// The unit after a number, and by what the number is multiplied.
fn unit(rest: &[char], number: u32) -> Option<(Unit, u32)> {
    let text: String = rest.iter().take(6).collect();
    let bare = text.strip_prefix('个').unwrap_or(&text);
    let is = |words: &[&str]| words.iter().any(|word| bare.starts_with(word));
    if is(&["工作日", "法定工作日"]) {
        Some((Unit::WorkingDay, 1))
    } else if is(&["小时", "钟头"]) {
        Some((Unit::Hour, 1))
    } else if is(&["分钟"]) {
        Some((Unit::Minute, 1))
    } else if text.starts_with("个月") {
        Some((Unit::Month, 1))
    } else if is(&["自然日", "日", "天"]) {
        Some((Unit::Day, 1))
    } else if is(&["周岁"]) {
        None
    } else if is(&["周", "星期"]) {
        Some((Unit::Day, 7))
    } else if is(&["年"]) && number <= 100 && !is(&["年度"]) {
        Some((Unit::Month, 12))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(u32, Unit)]) {
        let found: Vec<(u32, Unit)> = quantities(text)
            .into_iter()
            .map(|it| (it.number, it.unit))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn lengths_are_found() {
        check("自收到之日起二十个工作日内答复", &[(20, Unit::WorkingDay)]);
        check(
            "三个月内答复，复杂的六个月内",
            &[(3, Unit::Month), (6, Unit::Month)],
        );
        check("不少于30日", &[(30, Unit::Day)]);
        check(
            "三至五个工作日",
            &[(3, Unit::WorkingDay), (5, Unit::WorkingDay)],
        );
        check("一百二十日", &[(120, Unit::Day)]);
        check(
            "24小时内，两年后，半年一次",
            &[(24, Unit::Hour), (24, Unit::Month), (6, Unit::Month)],
        );
        check(
            "15分钟内口头，一小时内书面",
            &[(15, Unit::Minute), (1, Unit::Hour)],
        );
        check("十五日", &[(15, Unit::Day)]);
        check("一周内", &[(7, Unit::Day)]);
    }

    #[test]
    fn dates_and_ordinals_are_none() {
        check(
            "每年1月31日前，2019年5月15日起，第三日，三十三条，一次",
            &[],
        );
        check("年满十八周岁", &[]);
    }

    #[test]
    fn days_may_be_of_either_kind_where_the_summary_leaves_it_open() {
        let day = Quantity {
            number: 7,
            unit: Unit::Day,
        };
        let working = Quantity {
            number: 7,
            unit: Unit::WorkingDay,
        };
        assert!(day.is(Length::WorkingDays(7)) && day.is(Length::CalendarDays(7)));
        assert!(working.is(Length::WorkingDays(7)) && !working.is(Length::CalendarDays(7)));
        assert!(!day.is(Length::WorkingDays(8)));
    }
}
