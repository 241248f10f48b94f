//! The package of a form: parts are read when they are wanted, and copied as they are where nothing in them changes.

use std::io::{Cursor, Read, Write};

use quick_xml::events::Event;
use zip::{ZipArchive, ZipWriter};

use super::error::FormError;
use super::xml::{Pieces, add_text, attribute, local, unescaped};

/// The largest form that is read, in bytes, and the most that a part unpacks to.
const MOST_BYTES: usize = 64 << 20;
const MOST_PART: u64 = 128 << 20;

const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// The package of a form.
#[derive(Debug, Clone)]
pub struct Package {
    /// Name of the file, for messages.
    pub name: String,
    bytes: Vec<u8>,
    parts: Vec<String>,
}

/// A relation of one part to another.
#[derive(Debug, Clone)]
pub struct Relation {
    pub id: String,
    pub kind: String,
    /// Path of the other part in the package.
    pub target: String,
}

impl Package {
    /// Opens a package.
    pub fn open(name: &str, bytes: &[u8]) -> Result<Package, FormError> {
        let name = name.to_owned();
        if bytes.len() > MOST_BYTES {
            let most = (MOST_BYTES >> 20) as u64;
            return Err(FormError::TooLarge { name, most });
        }
        if bytes.starts_with(COMPOUND) {
            return Err(match encrypted(bytes) {
                true => FormError::Password { name },
                false => FormError::Kind { name },
            });
        }
        if !bytes.starts_with(ZIP) {
            return Err(FormError::Kind { name });
        }
        let damaged = |name: &str| FormError::Damaged {
            name: name.to_owned(),
            detail: "压缩包结构不完整",
        };
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged(&name))?;
        let directory = archive.central_directory_start();
        let mut parts = Vec::with_capacity(archive.len());
        for index in 0..archive.len() {
            let part = archive.by_index_raw(index).map_err(|_| damaged(&name))?;
            if part.encrypted() {
                return Err(FormError::Password { name });
            }
            // A part that ends too early would be copied as it is, and the filled form be as damaged as this one.
            let end = part
                .data_start()
                .and_then(|start| start.checked_add(part.compressed_size()));
            if end.is_none_or(|end| end > directory) {
                return Err(damaged(&name));
            }
            parts.push(part.name().map_err(|_| damaged(&name))?.into_owned());
        }
        Ok(Package {
            name,
            bytes: bytes.to_vec(),
            parts,
        })
    }

    /// A part as text; `None` where there is none.
    pub fn text(&self, part: &str) -> Result<Option<String>, FormError> {
        let Some(index) = self.index(part) else {
            return Ok(None);
        };
        let damaged = |detail| FormError::Damaged {
            name: self.name.clone(),
            detail,
        };
        let broken = || damaged("部件解不开");
        let mut archive = ZipArchive::new(Cursor::new(&self.bytes)).map_err(|_| broken())?;
        let part = archive.by_index(index).map_err(|_| broken())?;
        let mut bytes = Vec::new();
        part.take(MOST_PART + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| broken())?;
        if bytes.len() as u64 > MOST_PART {
            return Err(FormError::TooLarge {
                name: self.name.clone(),
                most: MOST_PART >> 20,
            });
        }
        String::from_utf8(bytes)
            .map(Some)
            .map_err(|_| damaged("部件不是 UTF-8 编码"))
    }

    /// A part that has to be there.
    pub fn needed(&self, part: &str) -> Result<String, FormError> {
        self.text(part)?.ok_or_else(|| self.broken("缺少部件"))
    }

    /// Everything that people may read in it, part by part, whatever they are: a line for each paragraph, a tab after each cell.
    pub fn words(&self) -> String {
        let mut out = String::new();
        for part in self.parts.iter().filter(|part| part.ends_with(".xml")) {
            let apart = ["/theme/", "/worksheets/sheet", "styles"];
            if apart
                .iter()
                .any(|name| part.to_ascii_lowercase().contains(name))
            {
                continue;
            }
            // A part that cannot be read is told when it is needed.
            let Ok(Some(xml)) = self.text(part) else {
                continue;
            };
            let mut pieces = Pieces::of(&xml);
            while let Ok(Some(piece)) = pieces.next() {
                match &piece.event {
                    Event::End(end) => match local(end.name().as_ref()) {
                        "p" | "si" | "comment" | "row" => out.push('\n'),
                        "tc" => out.push('\t'),
                        _ => {}
                    },
                    event => add_text(event, &xml, &piece.at, &mut out),
                }
            }
            out.push('\n');
        }
        out
    }

    /// That something is not as it should be.
    pub fn broken(&self, detail: &'static str) -> FormError {
        FormError::Damaged {
            name: self.name.clone(),
            detail,
        }
    }

    /// The relations of a part; of the package itself where the part is empty.
    pub fn relations(&self, part: &str) -> Result<Vec<Relation>, FormError> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let Some(xml) = self.text(&format!("{folder}{slash}_rels/{file}.rels"))? else {
            return Ok(Vec::new());
        };
        let broken = |_| self.broken("部件关系读不懂");
        let mut found = Vec::new();
        let mut pieces = Pieces::of(&xml);
        while let Some(piece) = pieces.next().map_err(broken)? {
            let tag = &xml[piece.at];
            if element(tag) != "Relationship" {
                continue;
            }
            let value =
                |name| attribute(tag, name).map_or(String::new(), |(value, _)| unescaped(value));
            found.push(Relation {
                id: value("Id"),
                kind: value("Type"),
                target: resolved(folder, &value("Target")),
            });
        }
        Ok(found)
    }

    /// The package with parts changed; every other part is copied as it lies there.
    pub fn with(&self, changed: &[(String, String)]) -> Result<Vec<u8>, FormError> {
        self.rewritten(changed)
            .map_err(|_| self.broken("压缩包写不成"))
    }

    fn rewritten(&self, changed: &[(String, String)]) -> Result<Vec<u8>, zip::result::ZipError> {
        let mut from = ZipArchive::new(Cursor::new(&self.bytes))?;
        let mut to = ZipWriter::new(Cursor::new(Vec::with_capacity(self.bytes.len())));
        to.set_raw_comment(from.comment().to_vec().into_boxed_slice())?;
        for index in 0..from.len() {
            let part = from.by_index_raw(index)?;
            let name = self.parts.get(index).map_or("", String::as_str);
            match changed.iter().find(|(part, _)| part == name) {
                None => to.raw_copy_file(part)?,
                Some((_, text)) => {
                    let options = part.options();
                    to.start_file(name, options)?;
                    to.write_all(text.as_bytes())?;
                }
            }
        }
        Ok(to.finish()?.into_inner())
    }

    /// The name of a part as it is written in the package.
    pub fn exact(&self, part: &str) -> Option<&str> {
        self.index(part).map(|index| self.parts[index].as_str())
    }

    /// Names of parts are compared without regard to case.
    fn index(&self, part: &str) -> Option<usize> {
        let exact = self.parts.iter().position(|known| known == part);
        exact.or_else(|| {
            self.parts
                .iter()
                .position(|known| known.eq_ignore_ascii_case(part))
        })
    }
}

/// Local name of the element that a tag opens; empty for anything else.
pub fn element(tag: &str) -> &str {
    let Some(inner) = tag.strip_prefix('<') else {
        return "";
    };
    let end = inner
        .find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')
        .unwrap_or(inner.len());
    local(&inner[..end])
}

/// The path to which a relation leads.
fn resolved(folder: &str, target: &str) -> String {
    let path = match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Whether a compound file holds an encrypted package: its directory names it in UTF-16.
fn encrypted(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    bytes.windows(name.len()).any(|window| window == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved() {
        assert_eq!(
            resolved("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(
            resolved("xl", "/xl/worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(resolved("xl/worksheets", "../styles.xml"), "xl/styles.xml");
        assert_eq!(resolved("", "xl/workbook.xml"), "xl/workbook.xml");
    }

    #[test]
    fn what_is_no_package_is_told_apart() {
        let code = |bytes: &[u8]| Package::open("表.xlsx", bytes).unwrap_err().code();
        assert_eq!(code(b""), "form-kind");
        assert_eq!(code(b"PK\x03\x04 cut off"), "form-damaged");
        assert_eq!(code(COMPOUND), "form-kind");
        let mut locked = COMPOUND.to_vec();
        locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(code(&locked), "form-password");
    }
}
