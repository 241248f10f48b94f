//! The numbered headings of a text, those included that stand at the head of a paragraph: （一）统筹推进。一是….

use crate::{
    Text,
    text::numbered,
    wording::line::{Line, is_cell, lines},
};

/// Longest title that is read off the head of a paragraph, in characters.
const LONGEST_TITLE: usize = 60;

/// The headings of a text in order.
#[derive(Debug)]
pub(crate) struct Outline<'t> {
    pub(super) items: Vec<Item<'t>>,
    /// Numbers of the items of the first level.
    tops: Vec<usize>,
}

/// A heading or a numbered paragraph.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'t> {
    pub(super) line: Line<'t>,
    /// 1 (一、), 2 (（一）), 3 (1.), 4 (（1）).
    pub(super) level: u8,
    /// The number before the title, where there is one.
    pub(super) number: Option<u32>,
    /// The title without its number, up to the first full stop.
    pub(super) title: &'t str,
    /// Whether the paragraph is the heading and nothing else.
    pub(super) alone: bool,
}

impl<'t> Outline<'t> {
    pub(crate) fn of(text: &'t Text) -> Self {
        let items: Vec<Item<'_>> = lines(text)
            .filter(|(_, paragraph)| !is_cell(paragraph))
            .filter_map(|(line, paragraph)| {
                let body = line.text.trim_start_matches(|c: char| c.is_whitespace());
                let level = numbered(body);
                let number = level.and_then(|_| leading_number(body));
                let level = match (paragraph.heading, level) {
                    // A number tells more than a style.
                    (_, Some(level)) => level,
                    (Some(level), None) => level,
                    (None, None) => return None,
                };
                let rest = level_rest(body, number.is_some());
                let title = title(rest);
                let alone = paragraph.heading.is_some()
                    || rest.trim_end().trim_end_matches('。').len() <= title.len();
                Some(Item {
                    line,
                    level,
                    number,
                    title,
                    alone,
                })
            })
            .collect();
        let tops = (0..items.len())
            .filter(|at| items[*at].level == 1)
            .collect();
        Self { items, tops }
    }

    /// Whether a paragraph stands in a section about the time after the report's year.
    pub(crate) fn is_ahead(&self, paragraph: usize, year: i16) -> bool {
        const AHEAD: &[&str] = &[
            "下一步",
            "下步",
            "下一年",
            "下阶段",
            "下一阶段",
            "打算",
            "安排",
            "工作思路",
            "工作计划",
            "今后",
            "明年",
            "努力方向",
            "工作重点",
            "新的一年",
        ];
        let before = self
            .tops
            .partition_point(|top| self.items[*top].line.number <= paragraph);
        let section = before.checked_sub(1).map(|at| &self.items[self.tops[at]]);
        section.is_some_and(|section| {
            let this_year = section.title.contains(&year.to_string());
            let next = section.title.contains(&(year + 1).to_string());
            next || !this_year && AHEAD.iter().any(|word| section.title.contains(word))
        })
    }
}

fn title(rest: &str) -> &str {
    let end = rest
        .char_indices()
        .enumerate()
        .find(|(count, (_, c))| *count == LONGEST_TITLE || matches!(c, '。' | '：' | '；'))
        .map_or(rest.len(), |(_, (at, _))| at);
    rest[..end].trim()
}

/// What follows the number at the head of a line.
fn level_rest(body: &str, numbered: bool) -> &str {
    if !numbered {
        return body;
    }
    let end = body.find(['、', '）', ')', '.', '．']).unwrap_or(0);
    let skip = body[end..].chars().next().map_or(0, char::len_utf8);
    &body[end + skip..]
}

/// The number at the head of a line.
fn leading_number(body: &str) -> Option<u32> {
    let inner = body.trim_start_matches(['（', '(']);
    let end = inner.find(['、', '）', ')', '.', '．'])?;
    value(&inner[..end])
}

/// 十二 or 12.
pub(crate) fn value(number: &str) -> Option<u32> {
    if number.bytes().all(|byte| byte.is_ascii_digit()) {
        return number.parse().ok();
    }
    let mut total = 0;
    let mut digit = None;
    for c in number.chars() {
        if let Some(at) = "一二三四五六七八九".chars().position(|known| known == c) {
            digit = Some(u32::try_from(at).ok()? + 1);
            continue;
        }
        let unit = match c {
            '十' => 10,
            '百' => 100,
            _ => return None,
        };
        total += digit.take().unwrap_or(1) * unit;
    }
    Some(total + digit.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_read_alone_and_at_the_head_of_a_paragraph() {
        let text = Text::from_plain(
            "一、工作情况\n（一）统筹推进。一是学习。\n（十二）落实责任\n1.加强培训\n全年办理12件。",
        );
        let outline = Outline::of(&text);
        let items: Vec<_> = outline
            .items
            .iter()
            .map(|it| (it.level, it.number, it.title, it.alone))
            .collect();
        assert_eq!(
            items,
            [
                (1, Some(1), "工作情况", true),
                (2, Some(1), "统筹推进", false),
                (2, Some(12), "落实责任", true),
                (3, Some(1), "加强培训", true),
            ]
        );
    }

    #[test]
    fn numbers() {
        for (text, number) in [
            ("三", 3),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("二十一", 21),
            ("7", 7),
        ] {
            assert_eq!(value(text), Some(number), "{text}");
        }
        assert_eq!(value("甲"), None);
    }
}
