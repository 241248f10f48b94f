//! What a page needs to let somebody say which cell of a form gets what: the cells with what is proposed or kept, and a map made of the
//! choices.

use andu_rules::ClassifiedMarks;
use andu_sheets::{Form, Spot, cell_at};

use super::error::FillError;
use super::map::{Marked, MarkedCell, MarkedList, Year};
use super::propose;
use crate::office::Office;

/// A form as a page shows it before it is filled.
#[derive(Debug, Clone, Default)]
pub struct FormPlan {
    /// Its cells, in the order of the form.
    pub cells: Vec<FormCell>,
    /// Its lists.
    pub lists: Vec<FormList>,
    /// Placeholders that are filled by themselves: place, and what stands there.
    pub placeholders: Vec<(String, String)>,
    /// Where the map was kept that these choices are of.
    pub kept: Option<String>,
    /// What a person should know.
    pub notes: Vec<String>,
}

/// A cell of a form, and what is to go into it.
#[derive(Debug, Clone, Default)]
pub struct FormCell {
    /// Where, as people say it.
    pub place: String,
    /// The words of the form around it.
    pub words: String,
    /// What belongs there.
    pub what: Belongs,
    /// Whether the words of the form say so beyond doubt, or a person did.
    pub certain: bool,
    /// Indicators that are near, the nearest first.
    pub near: Vec<String>,
    /// The lines by which a map names the place.
    lines: Vec<String>,
}

/// What belongs into a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Belongs {
    /// Nothing.
    #[default]
    Nothing,
    /// An indicator, and which year of it: `this`, `last`, `change`.
    Indicator(String, &'static str),
    /// A fixed text, perhaps with variables.
    Text(String),
}

/// A list of a form.
#[derive(Debug, Clone, Default)]
pub struct FormList {
    /// Its first cell, as it was written: `表!C2`, or table, row and cell of a document as `1/3/2`.
    pub place: String,
    /// The register.
    pub procedure: String,
    /// Fields by id, from left to right; an empty one leaves its column alone.
    pub columns: Vec<String>,
    /// The action that has to fall into the period.
    pub on: Option<String>,
    /// A condition.
    pub condition: Option<String>,
    /// Rows at most.
    pub rows: Option<u32>,
}

impl FormCell {
    /// A cell that a person names: `表!C2`, or table, row and cell of a document as `1/3/2`.
    pub fn at(place: &str) -> Option<FormCell> {
        Some(FormCell {
            place: place.to_owned(),
            certain: true,
            lines: lines_of(place)?,
            ..FormCell::default()
        })
    }
}

impl FormList {
    /// Whether its place can be read.
    pub fn is_placed(&self) -> bool {
        lines_of(&self.place).is_some()
    }
}

impl Office {
    /// The cells of a form with what a kept map, or else its own words, say of them. The form is looked at for marks of classified
    /// papers first.
    ///
    /// # Errors
    /// [`FillError`] where it cannot be used at all.
    pub fn form_plan(&self, name: &str, bytes: &[u8]) -> Result<FormPlan, FillError> {
        let form = Form::open(name, bytes)?;
        let rules = self.rules();
        let marks = ClassifiedMarks::new(&rules.pack.lexicons);
        if let Some(hit) = marks.scan(name).or_else(|| marks.scan(&form.texts())) {
            return Err(FillError::Classified { label: hit.label });
        }
        let mut plan = FormPlan::default();
        let map = match self.kept_map(name, &form) {
            Ok(map) => map,
            Err(FillError::Changed { .. }) => {
                plan.notes.push(
                    "同名表样有改动（表中文字、公式或者合并格不同），没有采用以前的填表方案，请逐格核对。"
                        .to_owned(),
                );
                None
            }
            Err(error) => return Err(error),
        };
        plan.kept = map.as_ref().map(|map| map.path.clone());
        let placeholders = propose::placeholders(&form);
        plan.placeholders = placeholders
            .iter()
            .map(|cell| (cell.spot.to_string(), form.words(&cell.spot)))
            .collect();
        let of_map = map.as_ref().map_or(&[][..], |map| &map.cells[..]);
        plan.cells = of_map.iter().map(|cell| marked(&form, cell)).collect();
        let taken = |spot: &Spot| {
            let known = of_map.iter().chain(&placeholders);
            known
                .map(|cell| &cell.spot)
                .any(|own| propose::same_cell(own, spot))
        };
        for suggestion in propose::suggestions(self, &form) {
            if taken(&suggestion.spot) {
                continue;
            }
            let year = propose::year(suggestion.turn);
            let certain = suggestion.certain && map.is_none();
            let near = std::iter::once(suggestion.indicator.clone()).chain(suggestion.others);
            plan.cells.push(FormCell {
                place: suggestion.spot.to_string(),
                words: suggestion.words,
                what: match certain {
                    true => Belongs::Indicator(suggestion.indicator, word(year)),
                    false => Belongs::Nothing,
                },
                certain,
                near: near.collect(),
                lines: propose::place(&suggestion.spot),
            });
        }
        let lists = map.as_ref().map_or(&[][..], |map| &map.lists[..]);
        plan.lists = lists.iter().map(listed).collect();
        Ok(plan)
    }
}

fn marked(form: &Form, cell: &MarkedCell) -> FormCell {
    let (what, near) = match &cell.what {
        Marked::Indicator(id, year) => (
            Belongs::Indicator(id.clone(), word(*year)),
            vec![id.clone()],
        ),
        Marked::Text(text) => (Belongs::Text(text.clone()), Vec::new()),
    };
    FormCell {
        place: cell.spot.to_string(),
        words: form.words(&cell.spot),
        what,
        certain: true,
        near,
        lines: propose::place(&cell.spot),
    }
}

fn listed(list: &MarkedList) -> FormList {
    FormList {
        place: written(&list.spot),
        procedure: list.procedure.clone(),
        columns: list.columns.clone(),
        on: list.on.clone(),
        condition: list.condition.clone(),
        rows: Some(list.rows),
    }
}

fn word(year: Year) -> &'static str {
    match year {
        Year::This => "this",
        Year::Last => "last",
        Year::Change => "change",
    }
}

/// A place as a person writes it.
fn written(spot: &Spot) -> String {
    match spot {
        Spot::Cell { sheet, row, column } => {
            format!("{sheet}!{}{}", andu_sheets::column_name(*column), row + 1)
        }
        Spot::Table {
            table, row, cell, ..
        } => format!("{table}/{row}/{cell}"),
        Spot::Name(name) | Spot::Control(name) => name.clone(),
    }
}

/// The lines of a map for a place as a person writes it.
fn lines_of(place: &str) -> Option<Vec<String>> {
    let place = place.trim().replace('！', "!");
    if let Some((sheet, cell)) = place.rsplit_once('!') {
        let cell = cell.trim().to_uppercase();
        cell_at(&cell)?;
        return (!sheet.trim().is_empty()).then(|| {
            vec![
                format!("sheet = {}", quoted(sheet.trim())),
                format!("cell = {}", quoted(&cell)),
            ]
        });
    }
    let numbers: Option<Vec<u32>> = place
        .split('/')
        .map(|number| number.trim().parse().ok().filter(|number| *number > 0))
        .collect();
    let [table, row, cell] = numbers?.try_into().ok()?;
    Some(vec![
        format!("table = {table}"),
        format!("row = {row}"),
        format!("cell = {cell}"),
    ])
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The map that these choices come to.
pub fn map_text(cells: &[FormCell], lists: &[FormList]) -> String {
    let mut text = String::from("# 填表方案，在网页上选定。\n");
    for cell in cells {
        let what = match &cell.what {
            Belongs::Nothing => continue,
            Belongs::Indicator(id, year) => {
                format!("indicator = {}\nperiod = \"{year}\"", quoted(id))
            }
            Belongs::Text(text) => format!("text = {}", quoted(text)),
        };
        let words = cell.words.replace(['\n', '\r'], " ");
        let lines = cell.lines.join("\n");
        text.push_str(&format!("\n# {words}\n[[cell]]\n{lines}\n{what}\n"));
    }
    for list in lists {
        let Some(lines) = lines_of(&list.place) else {
            continue;
        };
        let columns: Vec<String> = list.columns.iter().map(|column| quoted(column)).collect();
        text.push_str(&format!(
            "\n[[list]]\n{}\nprocedure = {}\ncolumns = [{}]\n",
            lines.join("\n"),
            quoted(&list.procedure),
            columns.join(", ")
        ));
        let more = [("on", &list.on), ("where", &list.condition)];
        for (key, value) in more {
            if let Some(value) = value {
                text.push_str(&format!("{key} = {}\n", quoted(value)));
            }
        }
        if let Some(rows) = list.rows {
            text.push_str(&format!("rows = {rows}\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::map::FillMap;
    use super::*;

    #[test]
    fn choices_come_to_a_map_that_can_be_read() {
        let mut cells = vec![
            FormCell::at("统计表!c3").unwrap(),
            FormCell::at("1/3/2").unwrap(),
            FormCell::at("甲\"]!B2").unwrap(),
        ];
        cells[0].what = Belongs::Indicator("a".to_owned(), "last");
        cells[1].what = Belongs::Text("第\"1\"\n号".to_owned());
        cells[0].words = "一\n[[cell]]".to_owned();
        let lists = [FormList {
            place: "清单！A5".to_owned(),
            procedure: "b".to_owned(),
            columns: vec!["number".to_owned(), String::new()],
            ..FormList::default()
        }];
        let map = FillMap::read("", &map_text(&cells, &lists)).unwrap();
        assert_eq!(map.cells.len(), 2);
        assert!(matches!(&map.cells[0].what, Marked::Indicator(id, Year::Last) if id == "a"));
        assert!(matches!(&map.cells[1].what, Marked::Text(text) if text == "第\"1\"\n号"));
        assert_eq!(map.lists[0].columns, ["number", ""]);
        for bad in ["", "C3", "表!3", "1/2", "0/1/1", "!A1"] {
            assert!(FormCell::at(bad).is_none(), "{bad}");
        }
    }
}
