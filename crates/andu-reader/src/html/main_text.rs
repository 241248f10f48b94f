//! Which part of a page is the paper: what sites of governments call their main text, else where most text stands.

use std::ops::Range;

use scraper::node::Element;

use super::page::{Page, Piece};
use crate::draft::tidy;

/// Ids and classes that publishing systems of government sites give the main text.
const CALLED: [&str; 30] = [
    "trs_editor",
    "trs_ueditor",
    "trs_editor_view",
    "view trs_ueditor",
    "ucap-content",
    "zoom",
    "zoomcon",
    "vsb_content",
    "v_news_content",
    "article-content",
    "article_content",
    "articlecontent",
    "article-con",
    "articlecon",
    "article-body",
    "pages_content",
    "xxgk_content",
    "xxgk-content",
    "news_content",
    "news-content",
    "newscontent",
    "content_article",
    "contenttext",
    "con_text",
    "wzcon",
    "detail-content",
    "detail_content",
    "bt-content",
    "j-fontcontent",
    "gknbxq_detail",
];

/// Ids and classes of what surrounds a main text.
const AROUND: [&str; 18] = [
    "nav",
    "menu",
    "header",
    "head",
    "footer",
    "foot",
    "crumb",
    "crumbs",
    "breadcrumb",
    "sidebar",
    "copyright",
    "share",
    "bdsharebuttonbox",
    "toolbar",
    "position",
    "pagination",
    "related",
    "ewm",
];

/// Names of metas that hold the title of an article, by the standard for government sites first.
const TITLES: [&str; 4] = ["articletitle", "article:title", "og:title", "dc.title"];
/// Names of metas that hold a date of publication.
const DATES: [&str; 6] = [
    "pubdate",
    "publishdate",
    "publish_date",
    "dc.date",
    "article:published_time",
    "firstpublishedtime",
];
/// Words before a date of publication.
const DATED: [&str; 6] = [
    "发布时间",
    "发布日期",
    "公开时间",
    "发文日期",
    "生成日期",
    "日期",
];

/// Less text than this is no main text.
const LEAST: usize = 80;
/// One child with this share of the text is where the text is.
const DOMINANT: (usize, usize) = (4, 5);

/// Where the main text stands in the list of pieces.
pub(super) fn find(page: &Page<'_>) -> Range<usize> {
    let weights = weights(page);
    let whole = 0..page.pieces.len();
    let weight = |start: usize, end: usize| weights[end] - weights[start];
    let all = weight(0, page.pieces.len());

    let mut best: Option<(usize, Range<usize>)> = None;
    for (start, piece) in page.pieces.iter().enumerate() {
        let Piece::Open(element, end) = piece else {
            continue;
        };
        if is_called(element) || element.name() == "article" {
            let own = weight(start, *end);
            if own >= LEAST && best.as_ref().is_none_or(|(most, _)| own > *most) {
                best = Some((own, start..*end));
            }
        }
    }
    // An excerpt that is called so among a page of other text is not the paper.
    if let Some((own, range)) = best
        && own * 3 >= all
    {
        return range;
    }
    descend(page, whole, weight)
}

/// Down from the whole page as long as one child holds nearly all of the text.
fn descend(
    page: &Page<'_>,
    whole: Range<usize>,
    weight: impl Fn(usize, usize) -> usize,
) -> Range<usize> {
    let mut at = whole.clone();
    let mut container = whole;
    loop {
        let total = weight(at.start, at.end);
        let mut heaviest: Option<(usize, Range<usize>, &str)> = None;
        let mut place =
            at.start + usize::from(matches!(page.pieces.get(at.start), Some(Piece::Open(..))));
        while place < at.end {
            if let Some(Piece::Open(element, end)) = page.pieces.get(place) {
                let own = weight(place, *end);
                if heaviest.as_ref().is_none_or(|(most, ..)| own > *most) {
                    heaviest = Some((own, place..*end, element.name()));
                }
                place = *end;
            }
            place += 1;
        }
        let Some((own, range, name)) = heaviest else {
            return container;
        };
        if own < LEAST || own * DOMINANT.1 < total * DOMINANT.0 {
            return container;
        }
        // Parts of tables and runs of text are no place to stop.
        if matches!(
            name,
            "html" | "body" | "div" | "section" | "main" | "article" | "td" | "center" | "form"
        ) {
            container = range.clone();
        }
        at = range;
    }
}

/// For each place, how much text stands before it that is no link and not around the main text.
fn weights(page: &Page<'_>) -> Vec<usize> {
    let mut weights = Vec::with_capacity(page.pieces.len() + 1);
    let (mut sum, mut light_until) = (0, 0);
    for (place, piece) in page.pieces.iter().enumerate() {
        weights.push(sum);
        match piece {
            Piece::Open(element, end) if element.name() == "a" || is_around(element) => {
                light_until = light_until.max(*end);
            }
            Piece::Text(text) if place >= light_until => {
                sum += text.chars().filter(|c| !c.is_whitespace()).count();
            }
            _ => {}
        }
    }
    weights.push(sum);
    weights
}

fn names(element: &Element) -> impl Iterator<Item = &str> {
    element.id().into_iter().chain(element.classes())
}

fn is_called(element: &Element) -> bool {
    names(element).any(|name| CALLED.iter().any(|it| name.eq_ignore_ascii_case(it)))
}

/// Whether an element surrounds the main text of pages.
pub(super) fn is_around(element: &Element) -> bool {
    matches!(element.name(), "footer" | "aside")
        || names(element).any(|name| AROUND.iter().any(|it| name.eq_ignore_ascii_case(it)))
}

/// The title of the article.
pub(super) fn title(page: &Page<'_>) -> Option<String> {
    if let Some(title) = meta(page, &TITLES) {
        return Some(title);
    }
    let mut places = page.pieces.iter().enumerate();
    let heading = places.find_map(|(start, piece)| match piece {
        Piece::Open(element, end) if element.name() == "h1" => Some((start, *end)),
        _ => None,
    });
    if let Some((start, end)) = heading {
        let title = page.dense(start, end, 600);
        if !title.is_empty() {
            return Some(title);
        }
    }
    let window = page.window.split(['_', '|', '-', '—']).next().map(tidy)?;
    // A window that only names the site is no title.
    (window.chars().count() >= 6 && !window.ends_with("人民政府")).then_some(window)
}

/// The date of publication as the page gives it.
pub(super) fn published(page: &Page<'_>) -> Option<String> {
    if let Some(date) = meta(page, &DATES) {
        return Some(date);
    }
    let text = page.dense(0, page.pieces.len(), 60_000);
    DATED.iter().find_map(|word| {
        let after = text.split(word).nth(1)?;
        let after = after.trim_start_matches(['：', ':', '】', ']']);
        let date =
            |c: &char| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '年' | '月' | '日');
        let date: String = after.chars().take_while(date).take(11).collect();
        (date.len() >= 8).then_some(date)
    })
}

/// Whether the title stands among the first words of the main text.
pub(super) fn begins_with(page: &Page<'_>, main: &Range<usize>, title: &str) -> bool {
    let dense: String = title.chars().filter(|c| !c.is_whitespace()).collect();
    let begin = page.dense(main.start, main.end, dense.len() * 2 + 600);
    begin.contains(&dense)
}

fn meta(page: &Page<'_>, wanted: &[&str]) -> Option<String> {
    wanted.iter().find_map(|wanted| {
        page.metas.iter().find_map(|meta| {
            let name = meta.attr("name").or(meta.attr("property"))?;
            let value = name
                .eq_ignore_ascii_case(wanted)
                .then(|| meta.attr("content"))??;
            let value = tidy(value);
            (!value.is_empty()).then_some(value)
        })
    })
}
