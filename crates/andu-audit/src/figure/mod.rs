//! Reads every quantity of a text, in one pass over its characters.
//!
//! [`scan`] lays out a paragraph and covers titles, short quotations and set phrases. From each numeral that is left, [`arabic`] or [`han`]
//! reads one token, which is a quantity or nothing; [`amount`] reads on behind the number, [`before`] looks at the words before it.

mod amount;
mod arabic;
mod before;
mod han;
mod scan;
mod units;

use crate::{AuditFigure, Decimal, Paragraph, Place, Qualifier, Text};
use amount::Amount;
use scan::{Cover, Scan};

/// A run of characters that was understood.
struct Token {
    /// One past its last character.
    end: usize,
    found: Vec<Found>,
}

/// A quantity in a token.
struct Found {
    /// Where the number begins.
    start: usize,
    value: Decimal,
    /// Zeros at its end that are not known: 1.6万 is known to the thousand.
    known_to: u8,
    amount: Amount,
}

impl Token {
    fn nothing(end: usize) -> Self {
        Self {
            end,
            found: Vec::new(),
        }
    }

    fn found(end: usize, found: impl IntoIterator<Item = Option<Found>>) -> Self {
        Self {
            end,
            found: found.into_iter().flatten().collect(),
        }
    }
}

/// Every quantity, in the order of the text.
pub(crate) fn read(text: &Text) -> Vec<AuditFigure> {
    let paragraphs = text.paragraphs.iter().enumerate();
    paragraphs
        .flat_map(|(number, paragraph)| of_paragraph(number, paragraph))
        .collect()
}

fn of_paragraph(number: usize, paragraph: &Paragraph) -> Vec<AuditFigure> {
    let scan = Scan::new(&paragraph.text);
    let cell = paragraph.table.is_some();
    let mut figures: Vec<AuditFigure> = Vec::new();
    let mut at = 0;
    while at < scan.chars.len() {
        let c = scan.at(at);
        let cover = scan.cover(at);
        let token = if cover == Cover::Hidden {
            Token::nothing(at + 1)
        } else if arabic::is_digit(c) {
            arabic::token(&scan, at, cell)
        } else if han::is_numeral(c) {
            let mut token = han::token(&scan, at);
            if cover == Cover::Quoted {
                token.found.clear();
            }
            token
        } else {
            Token::nothing(at + 1)
        };
        at = token.end.max(at + 1);
        for found in token.found {
            let figure = figure(&scan, number, &found, figures.last());
            figures.extend(figure);
        }
    }
    figures
}

/// A figure of what was found, with the words before it; `None` where they make it a time or a name.
fn figure(
    scan: &Scan,
    paragraph: usize,
    found: &Found,
    before: Option<&AuditFigure>,
) -> Option<AuditFigure> {
    let (mut qualifier, mut start) = before::qualifier(scan, found.start);
    let falls = before::falls(scan, start) || goes_on_falling(scan, start, before);
    let of_clock = found.amount.unit == "分" && matches!(scan.before(found.start), '时' | '点');
    if of_clock || is_time(scan, found, start, falls) || is_round_the_clock(scan, found) {
        return None;
    }
    let minus = matches!(scan.before(found.start), '-' | '－' | '−') && {
        let before = scan.before(found.start - 1);
        before == '\0' || "为是至到达（(：:，".contains(before)
    };
    if minus {
        start = found.start - 1;
    }
    if qualifier.is_none() {
        qualifier = found.amount.qualifier;
    }
    let end = found.amount.end;
    let value = if falls || minus {
        found.value.negated()
    } else {
        found.value
    };
    Some(AuditFigure {
        text: scan.text(start, end),
        value,
        unit: found.amount.unit.clone(),
        qualifier: qualifier.unwrap_or(Qualifier::Exact),
        place: Place {
            paragraph,
            offset: start,
        },
        end,
        known_to: found.known_to,
    })
}

/// 分别下降3.2%和2.1%: the second falls too.
fn goes_on_falling(scan: &Scan, start: usize, before: Option<&AuditFigure>) -> bool {
    before.is_some_and(|before| {
        before.value.units() < 0
            && start == before.end + 1
            && "、和及与".contains(scan.at(before.end))
    })
}

/// 近三个月 is a time, as 去年 is; 缩短近三天 is a quantity.
fn is_time(scan: &Scan, found: &Found, start: usize, falls: bool) -> bool {
    let lasting = ["历时", "为期", "耗时", "长达", "用时", "时长"]
        .iter()
        .any(|word| scan.ends_with(start, word));
    let long = ["个月", "年", "周", "天", "日"].contains(&found.amount.unit.as_str());
    scan.before(found.start) == '近' && long && !falls && !lasting
}

/// 24小时值班 names a service; 24小时内 is a limit.
fn is_round_the_clock(scan: &Scan, found: &Found) -> bool {
    let hours = found.amount.unit == "小时" || found.amount.unit == "个小时";
    let outside = scan.at(found.amount.end) == '外' || scan.starts_with(found.amount.end, "以外");
    let whole_day = found.value == Decimal::from(24)
        && found.amount.qualifier.is_none()
        && !scan.ends_with(found.start, "平均")
        && !"到至短由从为超少".contains(scan.before(found.start));
    hours && (outside || whole_day)
}

#[cfg(test)]
mod tests;
