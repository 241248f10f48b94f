//! DOCX: the document, then headers and footers, then notes.

mod body;
mod lists;
mod styles;

use std::collections::BTreeSet;

use body::Body;
use lists::Lists;
use styles::Styles;

use crate::{
    Format, Origin, Paper, ReadError,
    draft::Draft,
    numbering::Numbering,
    packed::Packed,
    xml::{self, Element, Walker},
};

/// The usual place of the document.
const MAIN: &str = "word/document.xml";

pub(crate) fn read(bytes: &[u8]) -> Result<Paper, ReadError> {
    let mut packed = Packed::open(bytes, Format::Docx)?;
    let main = main(&mut packed)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let near = |name: &str| match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    };
    let Some(document) = packed.part(&main, "正文")? else {
        return Err(ReadError::Damaged {
            format: Format::Docx,
            part: "正文",
        });
    };
    let mut styles = Styles::default();
    if let Some(part) = packed.part(&near("styles.xml"), "样式")? {
        xml::walk(&part, Format::Docx, "样式", &mut styles)?;
    }
    let mut lists = Lists::default();
    if let Some(part) = packed.part(&near("numbering.xml"), "自动编号")? {
        xml::walk(&part, Format::Docx, "自动编号", &mut lists)?;
    }

    let mut draft = Draft::new(Format::Docx);
    let mut body = Body::new(&mut draft, &styles, &mut lists.numbering, Origin::Body);
    xml::walk(&document, Format::Docx, "正文", &mut body)?;
    body.finish()?;
    others(
        &mut packed,
        &near("header"),
        &near("footer"),
        &mut draft,
        &styles,
    )?;
    for name in [near("footnotes.xml"), near("endnotes.xml")] {
        if let Some(part) = packed.part(&name, "脚注")? {
            let mut plain = Numbering::default();
            let mut body = Body::new(&mut draft, &styles, &mut plain, Origin::Footnote);
            xml::walk(&part, Format::Docx, "脚注", &mut body)?;
            body.finish()?;
        }
    }
    Ok(draft.finish())
}

/// Headers and footers, each text once: sections repeat them.
fn others(
    packed: &mut Packed<'_>,
    header: &str,
    footer: &str,
    draft: &mut Draft,
    styles: &Styles,
) -> Result<(), ReadError> {
    let mut names = packed.names().to_vec();
    names.retain(|it| (it.starts_with(header) || it.starts_with(footer)) && it.ends_with(".xml"));
    names.sort();
    let mut seen = BTreeSet::new();
    for name in names {
        let Some(part) = packed.part(&name, "页眉页脚")? else {
            continue;
        };
        let mut own = Draft::new(Format::Docx);
        let mut plain = Numbering::default();
        let mut body = Body::new(&mut own, styles, &mut plain, Origin::Header);
        xml::walk(&part, Format::Docx, "页眉页脚", &mut body)?;
        body.finish()?;
        for text in own.finish().texts() {
            if seen.insert(text.to_owned()) {
                draft.paragraph(text, None, Origin::Header)?;
            }
        }
    }
    Ok(())
}

/// Where the document is: the package says so.
fn main(packed: &mut Packed<'_>) -> Result<String, ReadError> {
    #[derive(Default)]
    struct Relations(Option<String>);
    impl Walker for Relations {
        fn open(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
            let kind = element.get("Type").unwrap_or_default();
            if kind.ends_with("/officeDocument") {
                self.0 = element.get("Target");
            }
            Ok(())
        }
        fn close(&mut self, _: &str) -> Result<(), ReadError> {
            Ok(())
        }
        fn text(&mut self, _: &str) -> Result<(), ReadError> {
            Ok(())
        }
    }
    let mut relations = Relations::default();
    if let Some(part) = packed.part("_rels/.rels", "目录")? {
        xml::walk(&part, Format::Docx, "目录", &mut relations)?;
    }
    let main = relations.0.unwrap_or_else(|| MAIN.to_owned());
    Ok(main.trim_start_matches('/').to_owned())
}
