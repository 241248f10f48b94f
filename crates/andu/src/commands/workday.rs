//! `andu workday`.

use andu_office::workday;

use super::{date, is_json, json, rules_of};
use crate::args::Common;
use crate::outcome::{Ended, Outcome};

/// 某日是否工作日；其后第几个工作日是哪天
#[derive(Debug, clap::Args)]
#[command(after_help = "例：andu workday 2025-09-28 --plus 20")]
pub struct WorkdayArgs {
    /// 日期
    #[arg(value_name = "日期")]
    date: String,
    /// 其后第几个工作日
    #[arg(long, value_name = "天数")]
    plus: Option<u32>,
    /// 行政区划代码：自治县等有自己的假日
    #[arg(long, value_name = "代码")]
    division: Option<String>,
}

/// Runs the command.
pub fn run(common: &Common, args: &WorkdayArgs) -> Ended {
    let rules = rules_of(common, args.division.as_deref())?;
    let answer = workday(&rules.calendar, date(&args.date)?, args.plus)?;
    if is_json(common) {
        json(&answer)?;
        return Ok(Outcome::Fine);
    }
    let word = if answer.workday {
        "工作日"
    } else {
        "休息日"
    };
    say!("{}是{word}（{}）。", answer.date, answer.why);
    if let (Some(plus), Some(result)) = (answer.plus, answer.result) {
        say!(
            "其后第{plus}个工作日：{result}{}。",
            provisional(answer.provisional)
        );
    }
    Ok(Outcome::Fine)
}

/// What is added to a date that rests on a year without notice.
pub fn provisional(is: bool) -> &'static str {
    if is {
        "（暂定，放假通知未发布）"
    } else {
        ""
    }
}
