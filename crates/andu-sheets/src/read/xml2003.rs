//! The XML spreadsheet of 2003, which systems write because it is text, and call `.xls`.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::book::{Book, BookError, Format, Merge, Sheet, Value};

use super::{
    book,
    gather::{Filled, Gather},
    shown,
};

/// Reads all sheets.
pub fn read(name: &str, xml: &str) -> Result<Book, BookError> {
    let mut reading = Reading {
        name,
        sheets: Vec::new(),
        filled: Filled::default(),
        sheet: None,
    };
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    loop {
        let event = reader.read_event().map_err(|error| BookError::Damaged {
            name: name.to_owned(),
            detail: "文件内容不完整",
            cause: Some(error.into()),
        })?;
        match event {
            Event::Eof => break,
            Event::Start(tag) => reading.start(&tag, false)?,
            Event::Empty(tag) => reading.start(&tag, true)?,
            Event::End(tag) => reading.end(tag.local_name().as_ref())?,
            Event::Text(text) => reading.text(&text),
            Event::CData(text) => reading.text(&text),
            Event::GeneralRef(reference) => reading.reference(&reference),
            _ => {}
        }
    }
    reading.close_sheet()?;
    Ok(book(name, Format::Xml2003, reading.sheets))
}

struct Reading<'a> {
    name: &'a str,
    sheets: Vec<Sheet>,
    filled: Filled,
    sheet: Option<Open<'a>>,
}

/// The sheet that is being read.
struct Open<'a> {
    gather: Gather<'a>,
    merges: Vec<Merge>,
    /// Where the next row and the next cell stand.
    next: (u32, u32),
    row: u32,
    /// Columns taken by merged cells of rows above, with their last row.
    taken: Vec<(u32, u32)>,
    /// Column of the cell that is being read.
    at: u32,
    /// Type and text of the data that is being read.
    data: Option<(String, String)>,
}

impl<'a> Reading<'a> {
    fn start(&mut self, tag: &BytesStart<'_>, empty: bool) -> Result<(), BookError> {
        match tag.local_name().as_ref() {
            "Worksheet" => {
                self.close_sheet()?;
                let name = attribute(tag, "Name").unwrap_or_default();
                self.sheet = Some(Open {
                    gather: Gather::new(self.name, &name, self.filled),
                    merges: Vec::new(),
                    next: (0, 0),
                    row: 0,
                    taken: Vec::new(),
                    at: 0,
                    data: None,
                });
            }
            other => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.start(other, tag, empty);
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, tag: &str) -> Result<(), BookError> {
        match (tag, &mut self.sheet) {
            ("Data", Some(sheet)) => sheet.close_data(),
            ("Worksheet", _) => self.close_sheet(),
            _ => Ok(()),
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, data)) = self.sheet.as_mut().and_then(|sheet| sheet.data.as_mut()) {
            data.push_str(text);
        }
    }

    fn reference(&mut self, reference: &quick_xml::events::BytesRef<'_>) {
        let character = match reference.resolve_char_ref() {
            Ok(Some(character)) => Some(character),
            _ => match &**reference {
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                _ => None,
            },
        };
        if let Some(character) = character {
            self.text(character.encode_utf8(&mut [0; 4]));
        }
    }

    fn close_sheet(&mut self) -> Result<(), BookError> {
        if let Some(sheet) = self.sheet.take() {
            let (sheet, filled) = sheet.gather.finish(&sheet.merges)?;
            self.filled = filled;
            self.sheets.push(sheet);
        }
        Ok(())
    }
}

impl Open<'_> {
    fn start(&mut self, name: &str, tag: &BytesStart<'_>, empty: bool) {
        let number = |key: &str| attribute(tag, key).and_then(|value| value.parse::<u32>().ok());
        match name {
            "Row" => {
                self.row = number("Index").map_or(self.next.0, |index| index.saturating_sub(1));
                self.next = (self.row.saturating_add(1), 0);
                let row = self.row;
                self.taken.retain(|(_, last)| *last >= row);
            }
            "Cell" => {
                let mut column =
                    number("Index").map_or(self.next.1, |index| index.saturating_sub(1));
                while self.taken.iter().any(|(taken, _)| *taken == column) {
                    column += 1;
                }
                let across = number("MergeAcross").unwrap_or(0).min(16_384);
                let down = number("MergeDown").unwrap_or(0).min(super::MOST_ROWS);
                if (across, down) != (0, 0) {
                    let (last_row, last_column) =
                        (self.row.saturating_add(down), column.saturating_add(across));
                    self.merges.push(Merge {
                        first_row: self.row,
                        last_row,
                        first_column: column,
                        last_column,
                    });
                    if down > 0 {
                        self.taken
                            .extend((column..=last_column).map(|column| (column, last_row)));
                    }
                }
                self.next.1 = column.saturating_add(across + 1);
                self.data = None;
                self.at = column;
            }
            "Data" if !empty => {
                let kind = attribute(tag, "Type").unwrap_or_default();
                self.data = Some((kind, String::new()));
            }
            _ => {}
        }
    }

    fn close_data(&mut self) -> Result<(), BookError> {
        let Some((kind, text)) = self.data.take() else {
            return Ok(());
        };
        let text = text.trim();
        match kind.as_str() {
            "Number" => match text.parse::<f64>() {
                Ok(number) => self.gather.add(
                    self.row,
                    self.at,
                    &shown::plain(number),
                    Value::Number(number),
                ),
                Err(_) => self.gather.add(self.row, self.at, text, Value::Text),
            },
            "DateTime" => {
                let (day, time) = text.split_once('T').unwrap_or((text, ""));
                let time = time.get(..5).filter(|time| *time != "00:00").unwrap_or("");
                self.gather
                    .add(self.row, self.at, &format!("{day} {time}"), Value::Text)
            }
            "Boolean" => {
                let yes = text == "1";
                self.gather.add(
                    self.row,
                    self.at,
                    if yes { "是" } else { "否" },
                    Value::Bool(yes),
                )
            }
            "Error" => self.gather.add(self.row, self.at, text, Value::Error),
            _ => self.gather.add(self.row, self.at, text, Value::Text),
        }
    }
}

/// The value of an attribute, whatever its prefix.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = quick_xml::escape::unescape(&found.value).ok()?;
    Some(value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_indexes_and_merged_cells_are_read() {
        let xml = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
            <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
            <Worksheet ss:Name="3月"><Table><Row><Cell ss:MergeAcross="2"><Data ss:Type="String">台账</Data></Cell></Row>
            <Row ss:Index="3"><Cell><Data ss:Type="Number">1</Data></Cell><Cell ss:Index="3"><Data ss:Type="DateTime">2025-03-15T00:00:00.000</Data></Cell></Row>
            </Table></Worksheet></Workbook>"#;
        let book = read("台账.xls", xml).unwrap();
        let sheet = &book.sheets[0];
        assert_eq!(sheet.name, "3月");
        assert_eq!(sheet.text(0, 2), "台账");
        assert_eq!((sheet.text(2, 0), sheet.text(2, 2)), ("1", "2025-03-15"));
    }
}
