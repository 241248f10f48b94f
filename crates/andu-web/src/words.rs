//! Days, times and values in words.

use jiff::civil::{Date, Weekday};

/// 2026年1月12日（星期一）.
pub(crate) fn long(day: Date) -> String {
    format!(
        "{}年{}月{}日（{}）",
        day.year(),
        day.month(),
        day.day(),
        weekday(day)
    )
}

/// 星期一.
pub(crate) fn weekday(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "星期一",
        Weekday::Tuesday => "星期二",
        Weekday::Wednesday => "星期三",
        Weekday::Thursday => "星期四",
        Weekday::Friday => "星期五",
        Weekday::Saturday => "星期六",
        Weekday::Sunday => "星期日",
    }
}

/// A day as typed, `2026-01-12`.
pub(crate) fn day(text: &str) -> Option<Date> {
    let day: Date = text.parse().ok()?;
    (day.to_string() == text).then_some(day)
}

/// A civil time to the minute, `2026-01-12 09:30`; anything else stays as it is. Midnight is a day.
pub(crate) fn moment(text: &str) -> String {
    match text.split_once('T') {
        Some((day, "00:00:00")) => day.to_owned(),
        Some((day, time)) => {
            let minutes = time.get(..5).unwrap_or(time);
            format!("{day} {minutes}")
        }
        None => text.to_owned(),
    }
}

/// Working days until the due day.
pub(crate) fn left(days: Option<i64>, overdue: bool) -> String {
    match days {
        None => "—".to_owned(),
        Some(days) if days < 0 => format!("已超{}个工作日", -days),
        Some(0) if overdue => "已过期".to_owned(),
        Some(0) => "今天到期".to_owned(),
        Some(days) => format!("还剩{days}个工作日"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_in_words() {
        assert_eq!(long(Date::constant(2026, 1, 12)), "2026年1月12日（星期一）");
        assert_eq!(moment("2026-01-12T09:30:15"), "2026-01-12 09:30");
        assert_eq!(moment("2026-01-12T00:00:00"), "2026-01-12");
        assert_eq!(moment("2026-01-12"), "2026-01-12");
        assert_eq!(day("2026-1-12"), None);
    }

    #[test]
    fn what_is_left_in_words() {
        let told: Vec<_> = [
            (None, false),
            (Some(-3), true),
            (Some(0), true),
            (Some(0), false),
            (Some(4), false),
        ]
        .map(|(days, overdue)| left(days, overdue))
        .into();
        assert_eq!(
            told,
            ["—", "已超3个工作日", "已过期", "今天到期", "还剩4个工作日"]
        );
    }
}
