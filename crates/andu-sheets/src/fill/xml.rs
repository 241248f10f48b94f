//! The XML of a part as pieces with their places, so that a change touches nothing but what it changes.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

/// XML that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken;

/// A piece of a part and where it stands.
pub struct Piece<'a> {
    pub at: Range<usize>,
    pub event: Event<'a>,
}

/// The pieces of a part in order.
pub struct Pieces<'a> {
    reader: Reader<&'a [u8]>,
    xml: &'a str,
    at: usize,
}

impl<'a> Pieces<'a> {
    /// Begins at the start of a part.
    pub fn of(xml: &'a str) -> Pieces<'a> {
        Pieces {
            reader: Reader::from_str(xml),
            xml,
            at: 0,
        }
    }

    /// The next piece; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Piece<'a>>, Broken> {
        let event = self.reader.read_event().map_err(|_| Broken)?;
        if matches!(event, Event::Eof) {
            return Ok(None);
        }
        let end = usize::try_from(self.reader.buffer_position()).map_err(|_| Broken)?;
        let at = self.at..end;
        if end > self.xml.len() || !self.xml.is_char_boundary(end) {
            return Err(Broken);
        }
        self.at = end;
        Ok(Some(Piece { at, event }))
    }
}

/// The value of an attribute of a tag, as it stands there, and where it stands within the tag.
pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<(&'a str, Range<usize>)> {
    attributes(tag)
        .find(|(known, _)| *known == name)
        .and_then(|(_, at)| Some((tag.get(at.clone())?, at)))
}

/// The attributes of a tag: name, and where the value stands within the tag.
pub fn attributes(tag: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    // The name of the element comes first.
    let mut at = tag
        .find(|c: char| c.is_ascii_whitespace())
        .unwrap_or(tag.len());
    std::iter::from_fn(move || {
        let rest = tag.get(at..)?;
        let equals = at + rest.find('=')?;
        let name = tag.get(at..equals)?.trim();
        let quote_at = equals + 1 + tag.get(equals + 1..)?.find(['"', '\''])?;
        let quote = tag.as_bytes().get(quote_at).copied().map(char::from)?;
        let value = quote_at + 1..quote_at + 1 + tag.get(quote_at + 1..)?.find(quote)?;
        at = value.end + 1;
        Some((name, value))
    })
}

/// Text with the five entities and numbers resolved.
pub fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), |text| text.into_owned())
}

/// Text as it may stand between tags and in values of attributes. What XML cannot hold is left out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            '\u{FFFE}' | '\u{FFFF}' => {}
            _ if c.is_control() => {}
            _ => out.push(c),
        }
    }
    out
}

/// What a piece adds to a text.
pub fn add_text(event: &Event<'_>, xml: &str, at: &Range<usize>, out: &mut String) {
    match event {
        Event::Text(_) => out.push_str(&unescaped(&xml[at.clone()])),
        Event::CData(data) => out.push_str(data),
        Event::GeneralRef(_) => out.push_str(&unescaped(&xml[at.clone()])),
        _ => {}
    }
}

/// Name without its prefix.
pub fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// A change of a part: what stands there gives way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub at: Range<usize>,
    pub with: String,
}

impl Edit {
    /// Puts something in.
    pub fn insert(at: usize, with: String) -> Edit {
        Edit { at: at..at, with }
    }
}

/// A part with changes made. Changes at one place keep their order; where two overlap, the part cannot be made.
pub fn edited(xml: &str, mut edits: Vec<Edit>) -> Option<String> {
    edits.sort_by_key(|edit| (edit.at.start, edit.at.end));
    let mut out = String::with_capacity(xml.len() + 256);
    let mut at = 0;
    for edit in &edits {
        out.push_str(xml.get(at..edit.at.start)?);
        out.push_str(&edit.with);
        at = edit.at.end;
    }
    out.push_str(xml.get(at..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_cover_the_whole_part() {
        let xml = "<?xml version='1.0'?>\n<a b=\"1\">甲&amp;乙<c/><![CDATA[<丙>]]></a>\n";
        let mut pieces = Pieces::of(xml);
        let (mut end, mut text) = (0, String::new());
        while let Some(piece) = pieces.next().unwrap() {
            assert_eq!(piece.at.start, end);
            end = piece.at.end;
            add_text(&piece.event, xml, &piece.at, &mut text);
        }
        assert_eq!(end, xml.len());
        assert_eq!(text.trim(), "甲&乙<丙>");
    }

    #[test]
    fn attributes_are_found_as_they_stand() {
        let tag = r#"<x:c r="B3" s = '6' x14ac:r="9" t="s"/>"#;
        let value = |name| attribute(tag, name).map(|(value, _)| value);
        assert_eq!(value("r"), Some("B3"));
        assert_eq!(value("s"), Some("6"));
        assert_eq!(value("t"), Some("s"));
        assert_eq!(value("x14ac:r"), Some("9"));
        assert_eq!(value("v"), None);
        assert_eq!(attribute("<row>", "r"), None);
    }

    #[test]
    fn edits_touch_nothing_else() {
        let edits = vec![
            Edit {
                at: 2..3,
                with: "丙".into(),
            },
            Edit::insert(1, "甲".into()),
            Edit::insert(1, "乙".into()),
        ];
        assert_eq!(edited("abcd", edits).as_deref(), Some("a甲乙b丙d"));
        let twice = vec![
            Edit {
                at: 0..2,
                with: String::new(),
            },
            Edit {
                at: 1..3,
                with: String::new(),
            },
        ];
        assert_eq!(edited("abcd", twice), None);
    }
}
