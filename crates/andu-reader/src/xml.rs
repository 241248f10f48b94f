//! XML as a walk over elements by their local names.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use crate::{Format, ReadError};

/// Elements within elements beyond this are no paper.
const MOST_DEPTH: usize = 4_000;

/// What is told of the elements of a part.
pub(crate) trait Walker {
    /// An element begins. Elements without content begin and end.
    fn open(&mut self, element: &Element<'_>) -> Result<(), ReadError>;
    /// An element ends.
    fn close(&mut self, name: &str) -> Result<(), ReadError>;
    /// Text in the element that was opened last.
    fn text(&mut self, text: &str) -> Result<(), ReadError>;
}

/// The beginning of an element.
pub(crate) struct Element<'a> {
    start: &'a BytesStart<'a>,
}

impl Element<'_> {
    /// Its local name.
    pub(crate) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// The value of an attribute by its local name.
    pub(crate) fn get(&self, wanted: &str) -> Option<String> {
        let mut all = self.start.attributes();
        let mut all = all.with_checks(false).flatten();
        let found = all.find(|it| it.key.local_name().as_ref() == wanted)?;
        match quick_xml::escape::unescape(&found.value) {
            Ok(value) => Some(value.into_owned()),
            Err(_) => Some(found.value.into_owned()),
        }
    }

    /// The value of an attribute that is a number.
    pub(crate) fn number<T: std::str::FromStr>(&self, wanted: &str) -> Option<T> {
        self.get(wanted)?.trim().parse().ok()
    }

    /// Whether a switch is on: there, and not said to be off.
    pub(crate) fn is_on(&self) -> bool {
        !matches!(self.get("val").as_deref(), Some("0" | "false" | "off"))
    }
}

/// Walks over a part of a file; `part` is its Chinese name.
pub(crate) fn walk(
    xml: &[u8],
    format: Format,
    part: &'static str,
    walker: &mut impl Walker,
) -> Result<(), ReadError> {
    let damaged = || ReadError::Damaged { format, part };
    let decoded;
    let xml = match std::str::from_utf8(xml) {
        Ok(xml) => xml.trim_start_matches('\u{feff}'),
        Err(_) => {
            decoded = crate::encoding::decode(xml, None).0;
            &decoded
        }
    };
    let mut reader = Reader::from_str(xml);
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| damaged())? {
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(damaged()),
            Event::Start(start) => {
                depth += 1;
                if depth > MOST_DEPTH {
                    return Err(ReadError::TooDeep);
                }
                walker.open(&Element { start: &start })?;
            }
            Event::Empty(start) => {
                walker.open(&Element { start: &start })?;
                walker.close(start.local_name().into_inner())?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                walker.close(end.local_name().into_inner())?;
            }
            Event::Text(text) => walker.text(&text.into_inner())?,
            Event::CData(text) => walker.text(&text.into_inner())?,
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(character)) => Some(character),
                    _ => match reference.as_ref() {
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "amp" => Some('&'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => None,
                    },
                };
                if let Some(character) = character {
                    walker.text(character.encode_utf8(&mut [0; 4]))?;
                }
            }
            _ => {}
        }
    }
}
