use super::*;

#[track_caller]
fn check(text: &str, expected: &str) {
    let said = match parse(text, Some(2024), Some(5)) {
        Ok(moment) => {
            let time = moment
                .time
                .map(|(hour, minute)| format!(" {hour:02}:{minute:02}"))
                .unwrap_or_default();
            let precision = match moment.precision {
                Precision::Whole | Precision::NoTime => "",
                Precision::Serial => " 序列号",
                Precision::YearTaken => " 年份推定",
                Precision::MonthOnly => " 只到月",
            };
            format!(
                "{}-{:02}-{:02}{time}{precision}",
                moment.year, moment.month, moment.day
            )
        }
        Err(fault) => fault.code().to_owned(),
    };
    assert_eq!(said, expected, "{text}");
}

#[test]
fn days_as_offices_write_them() {
    for text in [
        "2025.3.15",
        "2025-03-15",
        "2025/3/15",
        "2025年3月15日",
        "20250315",
        "２０２５．３．１５",
        "2025. 3. 15",
        "25.3.15",
        "2025年3月15号",
        "二〇二五年三月十五日",
        "2025年3月15日（星期六）",
        "2025-3-15 周六",
        "3/15/2025",
        "2025、3、15",
        "2025年3月15日前",
        "2025 03 15",
    ] {
        check(text, "2025-03-15");
    }
    check("45731", "2025-03-15 序列号");
    check("3月15日", "2024-03-15 年份推定");
    check("3.15", "2024-03-15 年份推定");
    check("15日", "2024-05-15 年份推定");
    check("2025年3月", "2025-03-01 只到月");
    check("2025.03", "2025-03-01 只到月");
    check("202503", "2025-03-01 只到月");
    check("2025-03-15 09:30:00", "2025-03-15 09:30");
    check("2025-03-15T09:30", "2025-03-15 09:30");
    check("2025年3月15日下午3时20分", "2025-03-15 15:20");
    check("2025年3月15日 上午9点半", "2025-03-15 09:30");
}

#[test]
fn what_is_no_day_is_told_apart() {
    check("2025年2月31日", "no-such-day");
    check("2025.2.29", "no-such-day");
    check("2205-03-15", "year-unlikely");
    check("2025年", "year-alone");
    check("2025", "year-alone");
    check("3/5/2025", "date-unclear");
    check("2025.3.15-3.20", "two-dates");
    check("2025年3月15日至2025年3月20日", "two-dates");
    check("已办结", "not-a-date");
    check("2025年3月上旬", "not-a-date");
    check("2025-03-15 25:00", "no-such-time");
    check("13812345678", "not-a-date");
    assert_eq!(parse("3月15日", None, None), Err(DateFault::NoYear));
}

#[test]
fn numbers_that_lost_a_nought_are_asked_about() {
    let cell = |number: f64, text: &str| Cell {
        text: text.into(),
        value: Value::Number(number),
        merged_from: None,
    };
    let code = |number: f64, text: &str| {
        read(&cell(number, text), Some(2025), None)
            .map_err(|fault| fault.code())
            .map(|moment| (moment.month, moment.day))
    };
    assert_eq!(code(2025.1, "2025.1"), Err("date-unclear"));
    assert_eq!(code(2025.3, "2025.3"), Ok((3, 1)));
    assert_eq!(code(3.1, "3.1"), Err("date-unclear"));
    assert_eq!(code(3.15, "3.15"), Ok((3, 15)));
    assert_eq!(code(45731.0, "45731"), Ok((3, 15)));
}
