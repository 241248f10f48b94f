//! HTML: the main text of a page, without menus, scripts and what else surrounds it.

mod blocks;
mod main_text;
mod page;

use encoding_rs::Encoding;
use page::Page;
use scraper::Html;

use crate::{
    Format, Note, Origin, Paper, ReadError,
    draft::{Draft, tidy},
    encoding,
};

/// Pages larger than this are no papers, and a parser that builds a tree of them needs ten times as much memory.
const MOST_PAGE: usize = 16 * 1024 * 1024;
/// Elements within elements beyond this are no page; a parser takes time that grows with the square.
const MOST_DEPTH: usize = 300;
/// Marks of stress that a parser repeats may be this many in all.
const MOST_REPEATED: usize = 300_000;

/// Elements that need no end tag.
const LOOSE: [&str; 31] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option",
    "html", "head", "body", "script", "style", "optgroup",
];
/// Elements that nest, whatever slash they end with.
const NESTING: [&str; 9] = [
    "div",
    "span",
    "section",
    "ul",
    "ol",
    "dl",
    "table",
    "blockquote",
    "form",
];
/// Elements that a parser opens again when something else closed them.
const STRESS: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];
/// The code is said within this many bytes.
const HEAD: usize = 4_096;

pub(crate) fn read(bytes: &[u8]) -> Result<Paper, ReadError> {
    if bytes.len() > MOST_PAGE {
        return Err(ReadError::TooLong);
    }
    let mut draft = Draft::new(Format::Html);
    let (text, guessed) = encoding::decode(bytes, said(bytes));
    if let Some(name) = guessed {
        draft.note(Note::GuessedEncoding(name));
    }
    if grows_wild(&text) {
        return Err(ReadError::TooDeep);
    }
    let html = Html::parse_document(&text);
    let page = Page::new(&html);
    let main = main_text::find(&page);
    let title = main_text::title(&page);
    if let Some(title) = &title
        && !main_text::begins_with(&page, &main, title)
    {
        draft.paragraph(title, Some(0), Origin::Body)?;
    }
    blocks::read(&page, main, title.as_deref(), &mut draft)?;
    let mut paper = draft.finish();
    paper.published = main_text::published(&page).map(|date| tidy(&date));
    Ok(paper)
}

/// Whether some bytes without a sign of another kind are a page: by what stands in their beginning.
pub(crate) fn is_page(name: &str, bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    // UTF-16 has a nought in every other byte.
    let head: Vec<u8> = head
        .iter()
        .filter(|it| **it != 0)
        .map(u8::to_ascii_lowercase)
        .collect();
    let has = |sign: &str| head.windows(sign.len()).any(|it| it == sign.as_bytes());
    if has("<!doctype html") || has("<html") || has("<head>") || has("<body") {
        return true;
    }
    let named = [".htm", ".html", ".shtml", ".jsp", ".aspx"];
    let begins = head.iter().find(|it| !it.is_ascii_whitespace()) == Some(&b'<');
    named.iter().any(|end| name.ends_with(end))
        || begins && (has("<p") || has("<div") || has("<table"))
}

/// The code that a page says it is written in.
fn said(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let head: String = head
        .iter()
        .map(|it| char::from(it.to_ascii_lowercase()))
        .collect();
    let after = head.split("charset").nth(1)?;
    let after =
        after.trim_start_matches(|c: char| c == '=' || c == '"' || c == '\'' || c.is_whitespace());
    let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    let label = &after[..end.unwrap_or(after.len())];
    // GB 18030 holds GB 2312 and GBK, which pages name when they use more.
    match Encoding::for_label(label.as_bytes())? {
        found if found == encoding_rs::GBK => Some(encoding_rs::GB18030),
        found => Some(found),
    }
}

/// Whether a parser would build a tree out of all proportion: elements that lie deep, or marks of stress that are never
/// closed and so stand again in each paragraph that follows.
fn grows_wild(text: &str) -> bool {
    let (mut open, mut stressed, mut repeated) = (0_usize, 0_usize, 0_usize);
    for part in text.split('<').skip(1) {
        let (closes, part) = match part.strip_prefix('/') {
            Some(part) => (true, part),
            None => (false, part),
        };
        let end = part.find(|c: char| !c.is_ascii_alphanumeric());
        let name = &part[..end.unwrap_or(part.len())];
        let is_one_of = |names: &[&str]| names.iter().any(|it| name.eq_ignore_ascii_case(it));
        if open > MOST_DEPTH || repeated > MOST_REPEATED {
            return true;
        }
        let stress = is_one_of(&STRESS);
        if !closes && !stress {
            repeated = repeated.saturating_add(stressed);
        }
        // A parser heeds the slash at the end of drawings only; those of pages do not nest by hundreds.
        let tag = &part[..part.find('>').unwrap_or(part.len())];
        let drawn = tag.ends_with('/') && !is_one_of(&NESTING);
        if name.is_empty() || drawn || is_one_of(&LOOSE) {
            continue;
        }
        match closes {
            true => {
                open = open.saturating_sub(1);
                stressed = stressed.saturating_sub(usize::from(stress));
            }
            false => {
                open += 1;
                stressed += usize::from(stress);
            }
        }
    }
    false
}
