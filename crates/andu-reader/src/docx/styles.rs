//! Styles: which of them make a heading, and which number their paragraphs.

use std::collections::BTreeMap;

use crate::{
    ReadError,
    xml::{Element, Walker},
};

/// Styles that are based on styles: more steps than this are a circle.
const MOST_STEPS: usize = 20;

/// What a style says.
#[derive(Debug, Default, Clone)]
struct Style {
    heading: Option<u8>,
    base: Option<String>,
    list: Option<String>,
    level: Option<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Styles {
    all: BTreeMap<String, Style>,
    open: Option<(String, Style)>,
    normal: Option<String>,
}

impl Styles {
    /// The level of heading of a style, if it is one.
    pub(super) fn heading(&self, id: Option<&str>) -> Option<u8> {
        self.seek(id, |style| style.heading)
    }

    /// The list that a style numbers by, and the level in it.
    pub(super) fn list(&self, id: Option<&str>) -> Option<(String, usize)> {
        let list = self.seek(id, |style| style.list.clone())?;
        let level = self.seek(id, |style| style.level).unwrap_or(0);
        Some((list, level))
    }

    fn seek<T>(&self, id: Option<&str>, wanted: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut id = id.or(self.normal.as_deref());
        for _ in 0..MOST_STEPS {
            let style = self.all.get(id?)?;
            if let Some(found) = wanted(style) {
                return Some(found);
            }
            id = style.base.as_deref();
        }
        None
    }
}

impl Walker for Styles {
    fn open(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        if element.name() == "style" {
            let id = element.get("styleId").unwrap_or_default();
            let paragraph = element.get("type").as_deref() == Some("paragraph");
            if paragraph
                && element
                    .get("default")
                    .is_some_and(|it| it == "1" || it == "true")
            {
                self.normal = Some(id.clone());
            }
            self.open = Some((id, Style::default()));
        }
        let Some((_, style)) = &mut self.open else {
            return Ok(());
        };
        let value = || element.get("val");
        match element.name() {
            "name" => {
                if let Some(level) = value().as_deref().and_then(heading_of_name) {
                    style.heading = Some(level);
                }
            }
            "basedOn" => style.base = value(),
            "outlineLvl" => style.heading = outline(element).or(style.heading),
            "numId" => style.list = value(),
            "ilvl" => style.level = element.number("val"),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), ReadError> {
        if name == "style"
            && let Some((id, style)) = self.open.take()
        {
            self.all.insert(id, style);
        }
        Ok(())
    }

    fn text(&mut self, _: &str) -> Result<(), ReadError> {
        Ok(())
    }
}

/// The level of heading that an outline level means; nine is running text.
pub(super) fn outline(element: &Element<'_>) -> Option<u8> {
    let level: u8 = element.number("val")?;
    (level < 9).then_some(level + 1)
}

fn heading_of_name(name: &str) -> Option<u8> {
    let name = name.trim().to_lowercase();
    if name == "title" || name == "标题" {
        return Some(0);
    }
    let digits = name.strip_prefix("heading").or(name.strip_prefix("标题"))?;
    let level: u8 = digits.trim().parse().ok()?;
    (1..=9).contains(&level).then_some(level)
}
