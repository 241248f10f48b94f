//! `andu figures`.

use andu_office::{Period, Printed, Progressed};

use super::{day, instant, is_json, json, office};
use crate::args::Common;
use crate::outcome::{Ended, Failure, Outcome};
use crate::table;

/// 指标数字及其背后的记录
#[derive(Debug, clap::Args)]
#[command(after_help = include_str!("../../help/figures.txt"))]
pub struct FiguresArgs {
    /// 指标；不写为全部
    #[arg(value_name = "指标")]
    ids: Vec<String>,
    /// 年度
    #[arg(long, value_name = "年", required_unless_present = "period")]
    year: Option<String>,
    /// 期间：2025、2025-Q1、2025-03 或 2025-01-01..2025-06-30
    #[arg(long, value_name = "期间", conflicts_with = "year")]
    period: Option<String>,
    /// 列出背后的记录
    #[arg(long)]
    trace: bool,
}

/// Runs the command.
pub fn run(common: &Common, args: &FiguresArgs) -> Ended {
    let office = office(common)?;
    let settled = office.settle(instant(common)?)?;
    if settled > 0 {
        eprintln!("期限届满，依法登记结果{settled}项。");
    }
    let asked = args.period.as_ref().or(args.year.as_ref());
    let period: Period = asked
        .ok_or_else(|| Failure::usage("缺少期间。请用 --year 或 --period 写明。"))?
        .parse()
        .map_err(andu_office::OfficeError::from)?;
    let figures = office.figures(&args.ids, period, args.trace)?;
    if is_json(common) {
        json(
            &figures
                .iter()
                .map(|printed| &printed.figure)
                .collect::<Vec<_>>(),
        )?;
    } else {
        say!("{}　{period}", office.name());
        tell(&figures);
    }
    let today = day(common)?;
    let progressed = Progressed::of(period, today);
    if let Some(told) = progressed.told(period, today) {
        eprintln!("{told}");
    }
    Ok(match progressed {
        Progressed::Ahead => Outcome::Wrong,
        Progressed::UnderWay | Progressed::Over => Outcome::Fine,
    })
}

fn tell(figures: &[Printed]) {
    let row = |printed: &Printed| {
        let figure = &printed.figure;
        let mut notes = figure.notes();
        notes.extend(
            figure
                .trace
                .as_ref()
                .map(|trace| serde_json::to_string(trace).unwrap_or_default()),
        );
        vec![
            figure.label.clone(),
            printed.text.clone(),
            figure.unit.clone(),
            figure.id.to_string(),
            notes.join("；"),
        ]
    };
    let rows: Vec<_> = figures.iter().map(row).collect();
    table::print(&["指标", "数值", "单位", "标识", "说明"], &rows);
}
