//! The lists of a document as its part of numbering tells them.

use crate::{
    ReadError,
    numbering::{LEVELS, Level, Numbering},
    xml::{Element, Walker},
};

/// Lists while they are read.
#[derive(Default)]
pub(super) struct Lists {
    pub(super) numbering: Numbering,
    definition: Option<String>,
    list: Option<String>,
    level: Option<usize>,
}

impl Lists {
    fn opened(&mut self) -> Option<&mut Level> {
        let level = self.level?;
        let levels = match (&self.list, &self.definition) {
            (Some(list), _) => &mut self.numbering.lists.get_mut(list)?.changed,
            (None, Some(definition)) => self.numbering.definitions.get_mut(definition)?,
            (None, None) => return None,
        };
        Some(levels.entry(level).or_default())
    }
}

impl Walker for Lists {
    fn open(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        let value = || element.get("val").unwrap_or_default();
        match element.name() {
            "abstractNum" => {
                let id = element.get("abstractNumId").unwrap_or_default();
                self.numbering.definitions.entry(id.clone()).or_default();
                self.definition = Some(id);
            }
            "num" => {
                let id = element.get("numId").unwrap_or_default();
                self.numbering.lists.entry(id.clone()).or_default();
                self.list = Some(id);
            }
            "abstractNumId" => {
                let list = self
                    .list
                    .as_ref()
                    .and_then(|id| self.numbering.lists.get_mut(id));
                if let Some(list) = list {
                    list.definition = value();
                }
            }
            "lvl" | "lvlOverride" => {
                let level = element.number("ilvl").filter(|it| *it < LEVELS);
                self.level = level.or(self.level);
            }
            "startOverride" => {
                let list = self
                    .list
                    .as_ref()
                    .and_then(|id| self.numbering.lists.get_mut(id));
                let start = element.number("val");
                if let (Some(list), Some(level), Some(start)) = (list, self.level, start) {
                    list.starts.insert(level, start);
                }
            }
            name @ ("start" | "numFmt" | "lvlText" | "isLgl") => {
                if let Some(level) = self.opened() {
                    match name {
                        "start" => level.start = element.number("val").unwrap_or(1),
                        "numFmt" => level.format = value(),
                        "lvlText" => level.text = value(),
                        _ => level.legal = element.is_on(),
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "abstractNum" => self.definition = None,
            "num" => self.list = None,
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, _: &str) -> Result<(), ReadError> {
        Ok(())
    }
}
