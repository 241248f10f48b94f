//! `andu due`.

use andu_office::DueItem;

use super::{day, instant, is_json, json, office};
use crate::args::Common;
use crate::outcome::{Ended, Outcome};
use crate::table;

/// 今日应催：将到期和已逾期的件，按承办单位列出
#[derive(Debug, clap::Args)]
#[command(after_help = "例：andu due --within 3
    andu due --on 2025-03-01 --format json")]
pub struct DueArgs {
    /// 只看几个工作日内到期的（含已逾期）
    #[arg(long, value_name = "天数")]
    within: Option<i64>,
}

/// Runs the command.
pub fn run(common: &Common, args: &DueArgs) -> Ended {
    let office = office(common)?;
    office.settle(instant(common)?)?;
    let today = day(common)?;
    let items = office.due(today, args.within)?;
    if is_json(common) {
        json(&items)?;
    } else {
        say!("{}　{today}　在办期限{}项", office.name(), items.len());
        tell(&items);
    }
    Ok(ended(&items))
}

/// Prints a due list.
pub fn tell(items: &[DueItem]) {
    let row = |item: &DueItem| {
        let due = item
            .due
            .map_or_else(|| "—".to_owned(), |due| due.to_string());
        let left = match item.days_left {
            Some(left) if left < 0 => format!("超{}日", -left),
            Some(left) => format!("剩{left}日"),
            None => "—".to_owned(),
        };
        let provisional = if item.provisional { "暂定" } else { "" };
        vec![
            item.state.label().to_owned(),
            format!("{due}{provisional}"),
            left,
            item.unit.clone().unwrap_or_else(|| "（未定）".to_owned()),
            item.handler.clone().unwrap_or_default(),
            item.clock_label.clone(),
            item.number.clone().unwrap_or_else(|| item.matter.clone()),
            short(item.title.as_deref().unwrap_or_default()),
        ]
    };
    let rows: Vec<_> = items.iter().map(row).collect();
    table::print(
        &[
            "状态",
            "到期日",
            "工作日",
            "承办单位",
            "经办人",
            "期限",
            "编号",
            "标题",
        ],
        &rows,
    );
}

fn short(title: &str) -> String {
    let mut short: String = title.chars().take(24).collect();
    if title.chars().count() > 24 {
        short.push('…');
    }
    short
}

fn ended(items: &[DueItem]) -> Outcome {
    let overdue = |item: &DueItem| item.days_left.is_some_and(|left| left < 0);
    if items.iter().any(overdue) {
        Outcome::Wrong
    } else {
        Outcome::Fine
    }
}
