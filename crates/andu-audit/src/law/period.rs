//! Periods in titles: （2021－2025年）.

use std::ops::Range;

/// Years from and to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Years {
    pub(super) from: i16,
    pub(super) to: i16,
}

/// Every （2021－2025年） of a text, with its place, brackets included.
pub(super) fn periods(text: &str) -> impl Iterator<Item = (Range<usize>, Years)> {
    text.char_indices()
        .filter(|(_, c)| matches!(c, '（' | '(' | '〔' | '['))
        .filter_map(|(at, open)| {
            let start = at + open.len_utf8();
            let (length, years) = years(&text[start..])?;
            let close = text[start + length..].chars().next()?;
            let closed = matches!(close, '）' | ')' | '〕' | ']');
            closed.then(|| (at..start + length + close.len_utf8(), years))
        })
}

/// `2021－2025年`, `2021年-2025年`, `2021-2025` at the beginning of a text, and how many bytes it takes.
pub(super) fn years(text: &str) -> Option<(usize, Years)> {
    let from = year(text)?;
    let mut rest = text[4..].trim_start_matches('年');
    let dash = rest.find(|c| !"-－—–―~～至到─﹣−".contains(c))?;
    if dash == 0 {
        return None;
    }
    rest = &rest[dash..];
    let to = year(rest)?;
    rest = rest[4..].trim_start_matches('年').trim_start_matches('度');
    let valid = from <= to && to - from <= 30;
    valid.then(|| (text.len() - rest.len(), Years { from, to }))
}

fn year(text: &str) -> Option<i16> {
    let digits = text.get(..4)?;
    let all = digits.bytes().all(|byte| byte.is_ascii_digit());
    let year: i16 = digits.parse().ok()?;
    (all && (1980..2100).contains(&year)).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_however_they_are_typed() {
        for text in [
            "纲要（2021－2025年）",
            "纲要(2021-2025年)",
            "纲要（2021—2025）",
            "纲要（2021年～2025年）",
            "纲要（2021至2025年）",
        ] {
            let all: Vec<Years> = periods(text).map(|(_, years)| years).collect();
            let expected = Years {
                from: 2021,
                to: 2025,
            };
            assert_eq!(all, [expected], "{text}");
        }
        assert_eq!(periods("指南（2025年版）、表（2025-3）").count(), 0);
    }
}
