//! What each cell gets, read from the form against what the draft holds.

use andu_office::fill::{Belongs, FormCell, FormList, FormPlan};
use andu_office::{Pack, Procedure};
use andu_rules::model::FieldKind;

use crate::app::App;
use crate::sent::Sent;

/// Cells, and lists, that can be added at a time.
pub(super) const ADDED: usize = 2;
/// Stands for a fixed text among the indicators.
pub(super) const TEXT: &str = "=";
/// The number and the title of a matter, which every register has.
const EVERY: [(&str, &str); 2] = [("number", "编号"), ("title", "标题")];

/// The plan as the form says it.
pub(super) fn choose(
    app: &App,
    plan: &FormPlan,
    sent: &Sent,
    faults: &mut Vec<String>,
) -> FormPlan {
    let rules = app.office.rules();
    let mut chosen = plan.clone();
    for (at, cell) in chosen.cells.iter_mut().enumerate() {
        cell.what = belongs(&rules.pack, sent, &format!("c{at}"), &cell.place, faults);
    }
    for at in 0..ADDED {
        let name = format!("new{at}");
        let Some(place) = sent.get(&format!("{name}.place")) else {
            continue;
        };
        let Some(mut cell) = FormCell::at(place) else {
            faults.push(misplaced(place));
            continue;
        };
        cell.what = belongs(&rules.pack, sent, &name, place, faults);
        if cell.what == Belongs::Nothing {
            faults.push(format!("“{place}”没有选填什么。请选指标，或者填固定文字。"));
        }
        chosen.cells.push(cell);
    }
    chosen.lists.clear();
    for at in 0..plan.lists.len() + ADDED {
        let name = format!("l{at}");
        let Some(place) = sent.get(&format!("{name}.place")) else {
            continue;
        };
        let known = plan.lists.get(at).cloned().unwrap_or_default();
        let list = FormList {
            place: place.to_owned(),
            procedure: sent.typed(&format!("{name}.procedure")),
            ..known
        };
        let columns = sent.typed(&format!("{name}.columns"));
        chosen
            .lists
            .extend(listed(&rules.pack, list, &columns, faults));
    }
    chosen
}

fn belongs(pack: &Pack, sent: &Sent, name: &str, place: &str, faults: &mut Vec<String>) -> Belongs {
    let text = sent.typed(&format!("{name}.text"));
    match sent.get(&format!("{name}.what")) {
        None => Belongs::Nothing,
        Some(TEXT) if text.is_empty() => {
            faults.push(format!(
                "{place}选了固定文字而没有写。请写上文字，或者改选“不填”。"
            ));
            Belongs::Nothing
        }
        Some(TEXT) => Belongs::Text(text),
        Some(id) if pack.indicators.contains_key(id) => {
            let year = match sent.get(&format!("{name}.year")) {
                Some("last") => "last",
                Some("change") => "change",
                _ => "this",
            };
            Belongs::Indicator(id.to_owned(), year)
        }
        Some(_) => {
            faults.push(format!("{place}所选的指标不存在。请从下拉列表中选择。"));
            Belongs::Nothing
        }
    }
}

fn listed(
    pack: &Pack,
    mut list: FormList,
    columns: &str,
    faults: &mut Vec<String>,
) -> Option<FormList> {
    if !list.is_placed() {
        faults.push(misplaced(&list.place));
        return None;
    }
    let Some(procedure) = pack.latest(&list.procedure) else {
        faults.push(format!("“{}”的清单没有选台账。请选一种台账。", list.place));
        return None;
    };
    let names = columns.split(['、', '，', ',']).map(str::trim);
    let mut found = Vec::new();
    for name in names {
        match column(procedure, name) {
            Some(id) => found.push(id),
            None => {
                let known: Vec<String> = columns_of(procedure);
                faults.push(format!(
                    "“{}”没有项目“{name}”。可以写的有：{}；不填的一列写“空”。",
                    procedure.label,
                    known.join("、")
                ));
                return None;
            }
        }
    }
    if found.iter().all(String::is_empty) {
        faults.push(format!(
            "“{}”的清单没有写明各列。请按从左到右写项目名称，用顿号隔开。",
            list.place
        ));
        return None;
    }
    list.columns = found;
    Some(list)
}

fn misplaced(place: &str) -> String {
    format!(
        "位置“{place}”读不懂。电子表格写成“工作表!单元格”，如“统计表!C2”；文档写成“第几个表/第几行/第几格”，如“1/3/2”。"
    )
}

/// The id of a field by its term; a blank one for a column that is left alone.
fn column(procedure: &Procedure, name: &str) -> Option<String> {
    if name.is_empty() || name == "空" {
        return Some(String::new());
    }
    let of_field = procedure.fields.iter();
    let of_field = of_field.filter(|field| field.kind != FieldKind::List);
    let mut of_field = of_field.filter(|field| field.label == name || field.id.as_str() == name);
    let of_every = EVERY.iter().find(|(_, label)| *label == name);
    match (of_field.next(), of_every) {
        (Some(field), _) => Some(field.id.to_string()),
        (None, Some((id, _))) => Some((*id).to_owned()),
        (None, None) => None,
    }
}

/// Terms of the fields that a list can have.
fn columns_of(procedure: &Procedure) -> Vec<String> {
    let fields = procedure.fields.iter();
    let fields = fields.filter(|field| field.kind != FieldKind::List);
    let labels = fields.map(|field| field.label.clone());
    let every = EVERY.iter().map(|(_, label)| (*label).to_owned());
    every.chain(labels).collect()
}

/// The columns of a list as a person writes them.
pub(super) fn columns_written(pack: &Pack, list: &FormList) -> String {
    let procedure = pack.latest(&list.procedure);
    let label = |id: &String| {
        if id.is_empty() {
            return "空".to_owned();
        }
        let field = procedure.and_then(|procedure| procedure.field(id));
        let every = EVERY.iter().find(|(known, _)| known == id);
        match (field, every) {
            (Some(field), _) => field.label.clone(),
            (None, Some((_, label))) => (*label).to_owned(),
            (None, None) => id.clone(),
        }
    };
    let labels: Vec<String> = list.columns.iter().map(label).collect();
    labels.join("、")
}
