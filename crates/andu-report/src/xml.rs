//! Writes XML into memory.

use quick_xml::{
    Writer,
    events::{BytesEnd, BytesStart, BytesText, Event},
};

const IN_MEMORY: &str = "writing to memory does not fail";

/// Builds a piece of XML.
pub(crate) struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    pub(crate) fn new() -> Xml {
        Xml {
            writer: Writer::new(Vec::new()),
        }
    }

    pub(crate) fn finish(self) -> String {
        String::from_utf8(self.writer.into_inner()).expect("only text was written")
    }

    pub(crate) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> &mut Xml {
        let event = Event::Start(element(name, attributes));
        self.writer.write_event(event).expect(IN_MEMORY);
        self
    }

    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> &mut Xml {
        let event = Event::Empty(element(name, attributes));
        self.writer.write_event(event).expect(IN_MEMORY);
        self
    }

    pub(crate) fn close(&mut self, name: &str) -> &mut Xml {
        let event = Event::End(BytesEnd::new(name));
        self.writer.write_event(event).expect(IN_MEMORY);
        self
    }

    /// Text; characters that XML cannot hold are left out.
    pub(crate) fn text(&mut self, text: &str) -> &mut Xml {
        let text = clean(text);
        let event = Event::Text(BytesText::new(&text));
        self.writer.write_event(event).expect(IN_MEMORY);
        self
    }

    /// An element that holds nothing but text.
    pub(crate) fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> &mut Xml {
        self.open(name, attributes).text(text).close(name)
    }
}

fn element<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    for (key, value) in attributes {
        element.push_attribute((*key, clean(value).as_str()));
    }
    element
}

fn clean(text: &str) -> String {
    let fits = |c: &char| !c.is_control() || matches!(c, '\t' | '\n');
    text.chars()
        .filter(|c| fits(c) && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Xml;

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        let mut xml = Xml::new();
        xml.leaf("a", &[("b", "\"<\u{1}")], "x\u{0}<&\u{ffff}y");
        assert_eq!(xml.finish(), r#"<a b="&quot;&lt;">x&lt;&amp;y</a>"#);
    }
}
