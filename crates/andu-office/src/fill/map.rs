//! Maps (填表方案): which cell of a form gets what, kept in the office's folder once they were used.

use std::fs;
use std::path::PathBuf;

use andu_rules::digest;
use andu_sheets::{Form, Spot, cell_at};
use serde::Deserialize;
use toml::Spanned;

use super::error::{FillError, MapFault};
use crate::error::OfficeError;
use crate::office::Office;

/// Rows that a list takes where the form draws none and the map says nothing.
const MOST_ROWS: u32 = 500;

/// A map as it stands in its file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct MapFile {
    form: Option<String>,
    shape: Option<String>,
    #[serde(default)]
    cell: Vec<Spanned<CellFile>>,
    #[serde(default)]
    list: Vec<Spanned<ListFile>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct CellFile {
    sheet: Option<String>,
    cell: Option<CellName>,
    table: Option<u32>,
    row: Option<u32>,
    blank: Option<u32>,
    control: Option<String>,
    name: Option<String>,
    indicator: Option<String>,
    period: Option<Year>,
    text: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListFile {
    sheet: Option<String>,
    cell: Option<CellName>,
    table: Option<u32>,
    row: Option<u32>,
    procedure: String,
    columns: Vec<String>,
    on: Option<String>,
    #[serde(rename = "where")]
    condition: Option<String>,
    rows: Option<u32>,
}

/// `O3` in a workbook, a number in a document.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum CellName {
    Number(u32),
    Name(String),
}

/// Which year of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Year {
    /// The period asked for.
    #[default]
    This,
    /// The same stretch a year before.
    Last,
    /// The difference of the two.
    Change,
}

/// A map.
#[derive(Debug, Clone)]
pub struct FillMap {
    /// Its file, for messages.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Digest of the shape for which it was made, where it is kept.
    pub shape: Option<String>,
    /// Marked cells.
    pub cells: Vec<MarkedCell>,
    /// Marked lists.
    pub lists: Vec<MarkedList>,
}

/// A marked cell.
#[derive(Debug, Clone)]
pub struct MarkedCell {
    /// The place.
    pub spot: Spot,
    /// What belongs there.
    pub what: Marked,
    /// Line of the map.
    pub line: usize,
}

/// What belongs into a marked cell.
#[derive(Debug, Clone)]
pub enum Marked {
    /// An indicator.
    Indicator(String, Year),
    /// A fixed text, perhaps with variables.
    Text(String),
}

/// A marked list.
#[derive(Debug, Clone)]
pub struct MarkedList {
    /// Its first cell.
    pub spot: Spot,
    /// The register.
    pub procedure: String,
    /// Its columns, from left to right; empty ones are left alone.
    pub columns: Vec<String>,
    /// The action that has to fall into the period.
    pub on: Option<String>,
    /// A condition.
    pub condition: Option<String>,
    /// Rows at most.
    pub rows: u32,
    /// Line of the map.
    pub line: usize,
}

impl FillMap {
    /// Reads a map; every fault is told.
    ///
    /// # Errors
    /// [`FillError::Map`].
    pub fn read(path: &str, text: &str) -> Result<FillMap, FillError> {
        let line = |at: usize| {
            text.get(..at)
                .map_or(1, |before| before.matches('\n').count() + 1)
        };
        let fault = |line: usize, what: &str, remedy: &str| MapFault {
            map: path.to_owned(),
            line,
            what: what.to_owned(),
            remedy: remedy.to_owned(),
        };
        let file: MapFile = toml::from_str(text).map_err(|error| {
            let at = line(error.span().map_or(0, |span| span.start));
            let what = "写法不对，或者有不认识的项目";
            FillError::Map(vec![fault(at, what, "请照 andu fill --help 的例子改正")])
        })?;
        let mut faults = Vec::new();
        let mut cells = Vec::new();
        for cell in file.cell {
            let at = line(cell.span().start);
            match cell.into_inner().read() {
                Ok((spot, what)) => cells.push(MarkedCell {
                    spot,
                    what,
                    line: at,
                }),
                Err((what, remedy)) => faults.push(fault(at, what, remedy)),
            }
        }
        let mut lists = Vec::new();
        for list in file.list {
            let at = line(list.span().start);
            match list.into_inner().read(at) {
                Ok(list) => lists.push(list),
                Err((what, remedy)) => faults.push(fault(at, what, remedy)),
            }
        }
        if !faults.is_empty() {
            return Err(FillError::Map(faults));
        }
        Ok(FillMap {
            path: path.to_owned(),
            text: text.to_owned(),
            shape: file.shape.filter(|_| file.form.is_some()),
            cells,
            lists,
        })
    }

    /// A fault of this map.
    pub fn fault(&self, line: usize, what: String, remedy: &str) -> MapFault {
        MapFault {
            map: self.path.clone(),
            line,
            what,
            remedy: remedy.to_owned(),
        }
    }

    /// Digest of the shape of a form, its marked cells left out.
    pub fn shape_of(&self, form: &Form) -> String {
        let mut spots: Vec<Spot> = self.cells.iter().map(|cell| bare(&cell.spot)).collect();
        for list in &self.lists {
            let wide = u32::try_from(list.columns.len()).unwrap_or(u32::MAX);
            for down in 0..list.rows {
                let across = 0..wide;
                spots.extend(across.map(|across| moved(&list.spot, down, across)));
            }
        }
        digest(form.shape(&spots).as_bytes())
    }

    /// The text of the map with the form for which it was made.
    fn kept_text(&self, form: &str, shape: &str) -> String {
        let mut in_tables = false;
        let rest: Vec<&str> = self
            .text
            .lines()
            .filter(|line| {
                in_tables |= line.trim_start().starts_with('[');
                let key = line.split('=').next().unwrap_or("").trim();
                in_tables || !matches!(key, "form" | "shape")
            })
            .collect();
        let rest = rest.join("\n");
        let form = toml::Value::String(form.to_owned());
        format!("form = {form}\nshape = \"{shape}\"\n{}\n", rest.trim_end())
    }
}

fn bare(spot: &Spot) -> Spot {
    match spot.clone() {
        Spot::Table {
            table, row, cell, ..
        } => Spot::Table {
            table,
            row,
            cell,
            blank: None,
        },
        spot => spot,
    }
}

/// A place so many rows and columns further on.
pub fn moved(spot: &Spot, down: u32, across: u32) -> Spot {
    match spot.clone() {
        Spot::Cell { sheet, row, column } => Spot::Cell {
            sheet,
            row: row.saturating_add(down),
            column: column.saturating_add(across),
        },
        Spot::Table {
            table, row, cell, ..
        } => Spot::Table {
            table,
            row: row.saturating_add(down),
            cell: cell.saturating_add(across),
            blank: None,
        },
        spot => spot,
    }
}

type Wrong = (&'static str, &'static str);

const PLACE: Wrong = (
    "没有写明填在哪里，或者写了不止一处",
    "请写 sheet 和 cell（电子表格），table、row 和 cell（文档），control（内容控件）或者 name（名称）之一",
);

fn cell_of(sheet: Option<String>, cell: &str) -> Result<Spot, Wrong> {
    let sheet = sheet.ok_or(PLACE)?;
    let (row, column) = cell_at(cell).ok_or((
        "单元格的写法不对",
        "请写成列的字母加行的数字，如 cell = \"O3\"",
    ))?;
    Ok(Spot::Cell { sheet, row, column })
}

impl CellFile {
    fn read(self) -> Result<(Spot, Marked), Wrong> {
        let what = match (self.indicator, self.text) {
            (Some(id), None) => Marked::Indicator(id, self.period.unwrap_or_default()),
            (None, Some(text)) if self.period.is_none() => Marked::Text(text),
            _ => {
                return Err((
                    "没有写明填什么，或者写了不止一样",
                    "请写 indicator（指标，可加 period）或者 text（固定文字）之一",
                ));
            }
        };
        let spot = match (self.control, self.name, self.cell, self.table, self.row) {
            (Some(control), None, None, None, None) => Spot::Control(control),
            (None, Some(name), None, None, None) => Spot::Name(name),
            (None, None, Some(CellName::Name(cell)), None, None) => cell_of(self.sheet, &cell)?,
            (None, None, Some(CellName::Number(cell)), Some(table), Some(row)) => {
                return Ok((
                    Spot::Table {
                        table,
                        row,
                        cell,
                        blank: self.blank,
                    },
                    what,
                ));
            }
            _ => return Err(PLACE),
        };
        match self.blank {
            None => Ok((spot, what)),
            Some(_) => Err(PLACE),
        }
    }
}

impl ListFile {
    fn read(self, line: usize) -> Result<MarkedList, Wrong> {
        let spot = match (self.cell, self.table, self.row) {
            (Some(CellName::Name(cell)), None, None) => cell_of(self.sheet, &cell)?,
            (Some(CellName::Number(cell)), Some(table), Some(row)) => Spot::Table {
                table,
                row,
                cell,
                blank: None,
            },
            _ => return Err(PLACE),
        };
        if self.columns.iter().all(String::is_empty) {
            return Err((
                "清单没有写明各列填什么",
                "请写 columns，如 columns = [\"number\", \"title\"]",
            ));
        }
        Ok(MarkedList {
            spot,
            procedure: self.procedure,
            columns: self.columns,
            on: self.on,
            condition: self.condition,
            rows: self.rows.unwrap_or(MOST_ROWS),
            line,
        })
    }
}

/// The name under which maps of a form are kept: that of its file without the year.
pub fn form_name(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mut name = stem.to_owned();
    for year in 2000..2100 {
        for word in ["年度", "年", ""] {
            name = name.replace(&format!("{year}{word}"), "");
        }
    }
    let name: String = name
        .trim()
        .chars()
        .map(|c| {
            if c.is_control() || "/\\:*?\"<>|".contains(c) {
                '_'
            } else {
                c
            }
        })
        .collect();
    match name.is_empty() {
        true => stem.to_owned(),
        false => name,
    }
}

impl Office {
    fn maps(&self) -> Option<PathBuf> {
        self.shared.dir.as_ref().map(|dir| dir.join("forms"))
    }

    /// The map that is kept for a form.
    pub(super) fn kept_map(&self, file: &str, form: &Form) -> Result<Option<FillMap>, FillError> {
        let Some(folder) = self.maps() else {
            return Ok(None);
        };
        let name = form_name(file);
        let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
            .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
            .unwrap_or_default();
        paths.retain(|path| {
            let stem = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .unwrap_or("");
            path.extension()
                .is_some_and(|extension| extension == "toml")
                && (stem == name
                    || stem
                        .strip_prefix(&name)
                        .is_some_and(|rest| rest.starts_with('-')))
        });
        paths.sort();
        let mut other = None;
        for path in paths {
            let text = fs::read_to_string(&path).map_err(|source| OfficeError::RuleFile {
                path: path.clone(),
                source,
            })?;
            let map = FillMap::read(&path.display().to_string(), &text)?;
            match &map.shape {
                Some(shape) if *shape != map.shape_of(form) => other = Some(map.path),
                _ => return Ok(Some(map)),
            }
        }
        match other {
            Some(map) => Err(FillError::Changed {
                form: file.to_owned(),
                map,
            }),
            None => Ok(None),
        }
    }

    /// Keeps a map for the next time; returns the name of its file.
    pub(super) fn keep_map(
        &self,
        file: &str,
        form: &Form,
        map: &FillMap,
    ) -> Result<Option<String>, OfficeError> {
        let Some(folder) = self.maps() else {
            return Ok(None);
        };
        let (name, shape) = (form_name(file), map.shape_of(form));
        let text = map.kept_text(&name, &shape);
        let plain = folder.join(format!("{name}.toml"));
        let taken = fs::read_to_string(&plain).ok().and_then(|text| {
            let kept = FillMap::read("", &text).ok()?;
            kept.shape.filter(|kept| *kept != shape)
        });
        let path = match taken {
            None => plain,
            Some(_) => folder.join(format!("{name}-{}.toml", &shape[..8])),
        };
        let failed = |source| OfficeError::Write {
            path: path.clone(),
            source,
        };
        fs::create_dir_all(&folder).map_err(failed)?;
        fs::write(&path, text).map_err(failed)?;
        Ok(Some(path.display().to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_two_years_share_a_map() {
        assert_eq!(
            form_name("2025年法治政府建设统计表.xlsx"),
            "法治政府建设统计表"
        );
        assert_eq!(
            form_name("法治政府建设统计表（2026年度）.xlsx"),
            "法治政府建设统计表（）"
        );
        assert_eq!(form_name("2025.xlsx"), "2025");
    }

    #[test]
    fn faults_of_a_map_are_told_with_their_lines() {
        let text = "[[cell]]\nsheet = \"表\"\ncell = \"A0\"\nindicator = \"a\"\n\n[[cell]]\ncell = 3\ntext = \"甲\"\n\n[[cell]]\nsheet = \"表\"\ncell = \"B2\"\n";
        let Err(FillError::Map(faults)) = FillMap::read("甲.toml", text) else {
            panic!("a faulty map was read");
        };
        let told: Vec<_> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "填表方案甲.toml第1行：单元格的写法不对。请写成列的字母加行的数字，如 cell = \"O3\"。",
                "填表方案甲.toml第6行：没有写明填在哪里，或者写了不止一处。请写 sheet 和 cell（电子表格），table、row 和 cell（文档），control（内容控件）或者 name（名称）之一。",
                "填表方案甲.toml第10行：没有写明填什么，或者写了不止一样。请写 indicator（指标，可加 period）或者 text（固定文字）之一。",
            ]
        );
    }

    #[test]
    fn a_kept_map_names_its_form_and_keeps_its_comments() {
        let text = "# 市司法局的表\nform = \"旧\"\nshape = \"1\"\n\n# 学法\n[[cell]]\nsheet = \"表\"\ncell = \"B2\"\ntext = \"form = 1\"\n";
        let map = FillMap::read("甲.toml", text).unwrap();
        let kept = map.kept_text("统计表", "abc");
        assert_eq!(
            kept,
            "form = \"统计表\"\nshape = \"abc\"\n# 市司法局的表\n\n# 学法\n[[cell]]\nsheet = \"表\"\ncell = \"B2\"\ntext = \"form = 1\"\n"
        );
        assert_eq!(
            FillMap::read("乙.toml", &kept).unwrap().shape.as_deref(),
            Some("abc")
        );
    }
}
