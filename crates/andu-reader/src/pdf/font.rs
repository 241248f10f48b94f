//! Fonts: what the codes in a string mean, and how wide their glyphs are.

use std::collections::BTreeMap;

use encoding_rs::GB18030;
use lopdf::{Dictionary, Document, Encoding, Object};

use super::cmap::CMap;

/// No part of a font is unpacked beyond this.
const MOST_PART: usize = 4 * 1024 * 1024;
/// A width of glyphs that say nothing of theirs: a whole em for Chinese, half of one for letters.
const WIDE: f32 = 1.0;
const NARROW: f32 = 0.5;

pub(super) struct Font<'a> {
    codes: Codes,
    meaning: Meaning<'a>,
    widths: BTreeMap<u32, f32>,
    missing: Option<f32>,
}

/// How a string is cut into codes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Codes {
    One,
    Two,
    /// One byte, or two from 0x81 on.
    Gbk,
}

/// What a code stands for, where the font has no map of its own.
enum Meaning<'a> {
    Map(CMap, Option<Encoding<'a>>),
    Encoding(Encoding<'a>),
    /// The code is the character.
    Unicode,
    Gbk,
    /// Only the font program knows.
    Unknown,
}

/// A code in a string.
pub(super) struct Glyph {
    /// What it prints; `None` where that is unknown.
    pub(super) text: Option<String>,
    /// Its width in ems.
    pub(super) width: f32,
    /// Whether the spacing of words applies to it.
    pub(super) space: bool,
}

impl<'a> Font<'a> {
    pub(super) fn new(document: &'a Document, font: &'a Dictionary) -> Font<'a> {
        let composite = name(document, font, b"Subtype") == b"Type0";
        let encoding = name(document, font, b"Encoding");
        let has = |part: &str| String::from_utf8_lossy(encoding).starts_with(part);
        let codes = match composite {
            false => Codes::One,
            true if has("GB") => Codes::Gbk,
            true => Codes::Two,
        };
        let own = || font.get_font_encoding_with_limit(document, MOST_PART).ok();
        let map = font.get_deref(b"ToUnicode", document).ok();
        let map = map.and_then(|it| it.as_stream().ok());
        let map = map.and_then(|it| it.decompressed_content_with_limit(MOST_PART).ok());
        let meaning = match map
            .map(|bytes| CMap::read(&bytes))
            .filter(|it| !it.is_empty())
        {
            Some(map) => Meaning::Map(map, own().filter(|_| !composite)),
            None if !composite => own().map_or(Meaning::Unknown, Meaning::Encoding),
            None if has("Uni") => Meaning::Unicode,
            None if codes == Codes::Gbk => Meaning::Gbk,
            None => Meaning::Unknown,
        };
        let mut made = Font {
            codes,
            meaning,
            widths: BTreeMap::new(),
            missing: None,
        };
        match composite {
            true => made.composite_widths(document, font, has("Identity")),
            false => made.simple_widths(document, font),
        }
        made
    }

    /// The glyphs of a string.
    pub(super) fn glyphs(&self, bytes: &[u8], mut each: impl FnMut(Glyph)) {
        let mut rest = bytes;
        while let Some(first) = rest.first() {
            let length = match self.codes {
                Codes::One => 1,
                Codes::Two => 2,
                Codes::Gbk => 1 + usize::from(*first > 0x80),
            };
            let (code, after) = rest.split_at(length.min(rest.len()));
            rest = after;
            let number = code
                .iter()
                .fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
            let text = self.text(code, number);
            let wide = text
                .as_ref()
                .and_then(|it| it.chars().next())
                .is_none_or(|c| c as u32 >= 0x2000);
            let usual = if wide { WIDE } else { NARROW };
            let width = self.widths.get(&number).copied().or(self.missing);
            each(Glyph {
                text,
                width: width.unwrap_or(usual),
                space: code == b" ",
            });
        }
    }

    fn text(&self, code: &[u8], number: u32) -> Option<String> {
        let by_encoding = |encoding: &Encoding<'_>| {
            let text = encoding.bytes_to_string(code).ok()?;
            (!text.is_empty() && !text.contains('\u{fffd}')).then_some(text)
        };
        match &self.meaning {
            Meaning::Map(map, own) => {
                let mapped = map.get(code.len(), number);
                mapped.or_else(|| by_encoding(own.as_ref()?))
            }
            Meaning::Encoding(encoding) => by_encoding(encoding),
            Meaning::Unicode => char::from_u32(number).map(String::from),
            Meaning::Gbk => {
                let (text, damaged) = GB18030.decode_without_bom_handling(code);
                (!damaged).then(|| text.into_owned())
            }
            Meaning::Unknown => None,
        }
    }

    fn simple_widths(&mut self, document: &Document, font: &Dictionary) {
        let first = font
            .get_deref(b"FirstChar", document)
            .and_then(Object::as_i64);
        let widths = font
            .get_deref(b"Widths", document)
            .and_then(Object::as_array);
        let (Ok(first), Ok(widths)) = (first, widths) else {
            return;
        };
        let first = u32::try_from(first).unwrap_or(0);
        for (code, width) in (first..).zip(widths.iter().take(256)) {
            if let Some(width) = number(document, width) {
                self.widths.insert(code, width / 1000.0);
            }
        }
    }

    /// Widths go by the number of a glyph in its collection; only with an identity is that the code.
    fn composite_widths(&mut self, document: &Document, font: &Dictionary, identity: bool) {
        let below = font
            .get_deref(b"DescendantFonts", document)
            .and_then(Object::as_array);
        let below = below.ok().and_then(|it| it.first());
        let below = below.and_then(|it| document.dereference(it).ok());
        let Some((_, Object::Dictionary(below))) = below else {
            return;
        };
        if !identity {
            return;
        }
        let usual = below
            .get_deref(b"DW", document)
            .ok()
            .and_then(|it| number(document, it));
        self.missing = Some(usual.unwrap_or(1000.0) / 1000.0);
        let Ok(list) = below.get_deref(b"W", document).and_then(Object::as_array) else {
            return;
        };
        let mut items = list.iter();
        while let (Some(first), Some(second)) = (items.next(), items.next()) {
            let Some(first) = number(document, first).map(|it| it as u32) else {
                continue;
            };
            match document.dereference(second) {
                Ok((_, Object::Array(widths))) => {
                    for (code, width) in (first..=0xffff).zip(widths) {
                        if let Some(width) = number(document, width) {
                            self.widths.insert(code, width / 1000.0);
                        }
                    }
                }
                _ => {
                    let last = number(document, second).map(|it| it as u32);
                    let width = items.next().and_then(|it| number(document, it));
                    if let (Some(last), Some(width)) = (last, width) {
                        for code in first..=last.min(0xffff) {
                            self.widths.insert(code, width / 1000.0);
                        }
                    }
                }
            }
        }
    }
}

fn name<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> &'a [u8] {
    let found = dictionary
        .get_deref(key, document)
        .and_then(Object::as_name);
    found.unwrap_or_default()
}

fn number(document: &Document, object: &Object) -> Option<f32> {
    let (_, object) = document.dereference(object).ok()?;
    object.as_float().ok().filter(|it| it.is_finite())
}
