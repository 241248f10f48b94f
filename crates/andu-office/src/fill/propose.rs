//! A map where there is none: placeholders in the form, and what its words say.

use andu_sheets::{Form, Spot, Suggestion, Turn, Wanted, column_name};

use super::Asked;
use super::map::{Marked, MarkedCell, Year};
use crate::office::Office;

/// Words in brackets that stand for something else than a figure.
const VARIABLES: [&str; 5] = ["organ", "year", "last_year", "date", "period"];

/// What was proposed.
pub struct Proposal {
    /// What the words say beyond doubt.
    pub certain: Vec<MarkedCell>,
    /// All of it as a map to be corrected.
    pub text: String,
    /// What a person should know of it.
    pub note: String,
}

/// Cells with placeholders in them.
pub fn placeholders(form: &Form) -> Vec<MarkedCell> {
    let found = form.placeholders().into_iter();
    found
        .map(|found| {
            let text = found.text.trim();
            let what = match brackets(text).as_slice() {
                [(whole, (id, year))] if whole == text => Marked::Indicator(id.clone(), *year),
                _ => Marked::Text(text.to_owned()),
            };
            MarkedCell {
                spot: found.spot,
                what,
                line: 0,
            }
        })
        .collect()
}

/// Figures that a text names in brackets.
pub fn in_brackets(text: &str) -> Vec<Asked> {
    brackets(text).into_iter().map(|(_, asked)| asked).collect()
}

/// Figures that a text names in brackets, each with the brackets: `{{a|last}}`.
pub fn brackets(text: &str) -> Vec<(String, Asked)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else {
            break;
        };
        rest = after;
        let (id, year) = name.split_once('|').unwrap_or((name, ""));
        let year = match year.trim() {
            "last" => Year::Last,
            "change" => Year::Change,
            _ => Year::This,
        };
        if !VARIABLES.contains(&id.trim()) {
            found.push((format!("{{{{{name}}}}}"), (id.trim().to_owned(), year)));
        }
    }
    found
}

/// Proposes a map.
pub fn propose(office: &Office, form: &Form, marked: &[MarkedCell]) -> Proposal {
    let wanted = wanted(office);
    let taken = |spot: &Spot| marked.iter().any(|cell| same_cell(&cell.spot, spot));
    let mut suggestions = form.suggest(&wanted, office.name());
    suggestions.retain(|suggestion| !taken(&suggestion.spot));
    let certain: Vec<MarkedCell> = suggestions
        .iter()
        .filter(|suggestion| suggestion.certain)
        .map(|suggestion| MarkedCell {
            spot: suggestion.spot.clone(),
            what: Marked::Indicator(suggestion.indicator.clone(), year(suggestion.turn)),
            line: 0,
        })
        .collect();
    let text = text(&suggestions, marked, &wanted);
    let note = format!(
        "没有填表方案，按表中文字匹配：有把握的{}处已填，没有把握的{}处列在方案草稿里，没有填。请核对改正后用 --map 指明方案再填。",
        certain.len(),
        suggestions.len() - certain.len()
    );
    Proposal {
        certain,
        text,
        note,
    }
}

fn wanted(office: &Office) -> Vec<Wanted> {
    let rules = office.rules();
    let indicators = rules.pack.indicators.values();
    let wanted = indicators.map(|indicator| Wanted {
        id: indicator.id.to_string(),
        label: indicator.label.clone(),
        unit: indicator.unit.clone(),
    });
    wanted.collect()
}

/// What the words of a form say of its cells.
pub fn suggestions(office: &Office, form: &Form) -> Vec<Suggestion> {
    form.suggest(&wanted(office), office.name())
}

/// Whether two places are of one cell, whatever the gap.
pub fn same_cell(a: &Spot, b: &Spot) -> bool {
    let cell = |spot: &Spot| match spot {
        Spot::Table {
            table, row, cell, ..
        } => Some((*table, *row, *cell)),
        _ => None,
    };
    a == b || cell(a).is_some() && cell(a) == cell(b)
}

/// Which year a form asks for.
pub fn year(turn: Turn) -> Year {
    match turn {
        Turn::This => Year::This,
        Turn::Last => Year::Last,
        Turn::Change => Year::Change,
    }
}

fn text(suggestions: &[Suggestion], marked: &[MarkedCell], wanted: &[Wanted]) -> String {
    let label = |id: &str| {
        let found = wanted.iter().find(|wanted| wanted.id == id);
        found.map_or(String::new(), |wanted| {
            format!("{}（{}）", wanted.label, wanted.unit)
        })
    };
    let mut out = String::from(
        "# 填表方案草稿。每个 [[cell]] 填一格：indicator 写指标代码，period 写 this（本年，可不写）、last（上年）或 change（比上年增减）；\n# 固定文字写 text = \"…\"，可用 {organ}、{year}、{last_year}、{date}。行首的 # 表示不填，核对后删去 # 即填。\n",
    );
    for cell in marked {
        out.push_str(&format!(
            "\n# {}：表样中已有占位符，不必再写。\n",
            cell.spot
        ));
    }
    for suggestion in suggestions {
        let hash = if suggestion.certain { "" } else { "#" };
        out.push_str(&format!("\n# {}　{}\n", suggestion.spot, suggestion.words));
        if !suggestion.certain {
            let near: Vec<String> = std::iter::once(&suggestion.indicator)
                .chain(&suggestion.others)
                .map(|id| format!("{id} {}", label(id)))
                .collect();
            out.push_str(&format!("# 待核，相近的指标：{}\n", near.join("；")));
        }
        let mut lines = vec!["[[cell]]".to_owned()];
        lines.extend(place(&suggestion.spot));
        let comment = match suggestion.certain {
            true => format!(" # {}", label(&suggestion.indicator)),
            false => String::new(),
        };
        lines.push(format!("indicator = \"{}\"{comment}", suggestion.indicator));
        match suggestion.turn {
            Turn::This => {}
            Turn::Last => lines.push("period = \"last\"".to_owned()),
            Turn::Change => lines.push("period = \"change\"".to_owned()),
        }
        for line in lines {
            out.push_str(&format!("{hash}{line}\n"));
        }
    }
    out
}

/// A place as a map writes it.
pub fn place(spot: &Spot) -> Vec<String> {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    match spot {
        Spot::Cell { sheet, row, column } => vec![
            format!("sheet = {}", quoted(sheet)),
            format!("cell = \"{}{}\"", column_name(*column), row + 1),
        ],
        Spot::Name(name) => vec![format!("name = {}", quoted(name))],
        Spot::Control(name) => vec![format!("control = {}", quoted(name))],
        Spot::Table {
            table,
            row,
            cell,
            blank,
        } => {
            let mut lines = vec![
                format!("table = {table}"),
                format!("row = {row}"),
                format!("cell = {cell}"),
            ];
            lines.extend(blank.map(|blank| format!("blank = {blank}")));
            lines
        }
    }
}
