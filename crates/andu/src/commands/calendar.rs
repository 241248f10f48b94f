//! `andu calendar`.

use std::path::PathBuf;

use clap::Subcommand;
use jiff::civil::Date;

use super::{is_json, json, now, office, rules_of, system_user};
use crate::args::Common;
use crate::outcome::{Ended, Failure, Outcome};
use crate::table;

/// 查看工作日，装入放假通知
#[derive(Debug, clap::Args)]
#[command(after_help = "例：andu calendar show 2025
    andu calendar load 2027.toml")]
pub struct CalendarArgs {
    #[command(subcommand)]
    command: CalendarCommand,
}

#[derive(Debug, Subcommand)]
enum CalendarCommand {
    /// 某年的放假和调休
    #[command(after_help = "例：andu calendar show 2025")]
    Show {
        /// 年
        #[arg(value_name = "年")]
        year: i16,
        /// 行政区划代码
        #[arg(long, value_name = "代码")]
        division: Option<String>,
    },
    /// 装入放假通知，列出因此变动的到期日
    #[command(after_help = "例：andu calendar load 2027.toml")]
    Load {
        /// 通知文件
        #[arg(value_name = "文件")]
        file: PathBuf,
    },
}

/// Runs the command.
pub fn run(common: &Common, args: &CalendarArgs) -> Ended {
    match &args.command {
        CalendarCommand::Show { year, division } => show(common, *year, division.as_deref()),
        CalendarCommand::Load { file } => load(common, file),
    }
}

fn show(common: &Common, year: i16, division: Option<&str>) -> Ended {
    let rules = rules_of(common, division)?;
    let first = Date::new(year, 1, 1)
        .map_err(|_| Failure::usage(format!("“{year}”不是年份。请写四位数字。")))?;
    let days: Vec<_> = first
        .series(jiff::Span::new().days(1))
        .take_while(|date| date.year() == year)
        .map(|date| rules.calendar.day(date))
        .collect();
    let working = days.iter().filter(|day| day.working).count();
    let provisional = !rules.calendar.is_announced(year);
    let arranged: Vec<_> = days
        .iter()
        .filter(|day| !matches!(day.why.to_string().as_str(), "工作日" | "周六" | "周日"))
        .collect();
    if is_json(common) {
        let days: Vec<_> = arranged
            .iter()
            .filter(|_| !provisional)
            .map(|day| {
                serde_json::json!({
                    "date": day.date, "workday": day.working, "why": day.why.to_string()
                })
            })
            .collect();
        json(&serde_json::json!({
            "year": year, "workdays": working, "provisional": provisional, "days": days
        }))?;
        return Ok(Outcome::Fine);
    }
    if provisional {
        say!("{year}年的放假通知未发布，按周末和固定日期的节日推定，工作日{working}天（暂定）。");
        return Ok(Outcome::Fine);
    }
    say!("{year}年工作日{working}天。放假和调休：");
    let rows: Vec<_> = arranged
        .iter()
        .map(|day| vec![day.date.to_string(), day.why.to_string()])
        .collect();
    table::print(&["日期", "安排"], &rows);
    Ok(Outcome::Fine)
}

fn load(common: &Common, file: &std::path::Path) -> Ended {
    let office = office(common)?;
    let loaded = office.load_notice(file, &system_user(), now())?;
    if is_json(common) {
        json(&loaded)?;
        return Ok(Outcome::Fine);
    }
    say!(
        "已装入《{}》，变动到期日{}项。",
        loaded.title,
        loaded.moved.len()
    );
    let day = |due: &Option<String>| due.clone().unwrap_or_else(|| "—".to_owned());
    let row = |moved: &andu_office::MovedDue| {
        let firm = if moved.provisional {
            "暂定"
        } else {
            "确定"
        };
        vec![
            moved.matter.clone(),
            format!("{}.{}", moved.procedure, moved.clock),
            day(&moved.before),
            day(&moved.now),
            firm.to_owned(),
        ]
    };
    let rows: Vec<_> = loaded.moved.iter().map(row).collect();
    if !rows.is_empty() {
        table::print(&["件", "期限", "原到期日", "现到期日", "状态"], &rows);
    }
    Ok(Outcome::Fine)
}
