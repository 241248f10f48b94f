//! `andu deadline`.

use andu_office::{
    DayExplained, Deadline, DeadlineRequest, NoClock, OfficeError, deadline, places_with_clock,
};

use super::workday::provisional;
use super::{day, is_json, json, moment, pair, rules_of};
use crate::args::Common;
use crate::outcome::{Ended, Failure, Outcome};

/// 期限计算：到期日及逐日理由
#[derive(Debug, clap::Args)]
#[command(
    after_help = include_str!("../../help/deadline.txt")
)]
pub struct DeadlineArgs {
    /// 期限：程序.期限，或其简称
    #[arg(value_name = "期限")]
    clock: String,
    /// 起算日（当日不计）
    #[arg(long, value_name = "日期")]
    from: String,
    /// 重新起算日
    #[arg(long, value_name = "日期")]
    restart: Option<String>,
    /// 期限扣除：前一日之后至后一日（含）不计
    #[arg(long, value_name = "起..止")]
    pause: Vec<String>,
    /// 延长
    #[arg(long)]
    extend: bool,
    /// 其他动作及其日期，如 consult=2025-03-10
    #[arg(long, value_name = "动作=日期")]
    event: Vec<String>,
    /// 决定期限长短的项目，如 kind=consult
    #[arg(long, value_name = "项目=值")]
    set: Vec<String>,
    /// 行政区划代码：适用哪一地的规则
    #[arg(long, value_name = "代码")]
    division: Option<String>,
}

/// Runs the command.
pub fn run(common: &Common, args: &DeadlineArgs) -> Ended {
    let request = request(common, args)?;
    let rules = rules_of(common, args.division.as_deref())?;
    let answer = deadline(&rules.pack, &rules.calendar, &request).map_err(elsewhere)?;
    if is_json(common) {
        json(&answer)?;
    } else {
        tell(&answer);
    }
    Ok(Outcome::Fine)
}

/// A clock that only some places have is not an unknown one.
fn elsewhere(error: OfficeError) -> OfficeError {
    let OfficeError::NoClock(NoClock::Unknown { name, .. }) = &error else {
        return error;
    };
    let places = places_with_clock(name);
    match places.is_empty() {
        true => error,
        false => OfficeError::NoClock(NoClock::Elsewhere {
            name: name.clone(),
            places,
        }),
    }
}

fn request(common: &Common, args: &DeadlineArgs) -> Result<DeadlineRequest, Failure> {
    let pause = |text: &String| {
        let (from, to) = text.split_once("..").ok_or_else(|| {
            Failure::usage(format!("“{text}”不对：扣除应写成 2025-03-10..2025-03-24。"))
        })?;
        Ok((moment(from)?, moment(to)?))
    };
    let event = |text: &String| {
        let (name, at) = pair(text)?;
        Ok((name, moment(&at)?))
    };
    Ok(DeadlineRequest {
        clock: args.clock.clone(),
        from: moment(&args.from)?,
        restart: args.restart.as_deref().map(moment).transpose()?,
        pauses: args
            .pause
            .iter()
            .map(pause)
            .collect::<Result<_, Failure>>()?,
        extend: args.extend,
        events: args
            .event
            .iter()
            .map(event)
            .collect::<Result<_, Failure>>()?,
        set: args
            .set
            .iter()
            .map(|text| pair(text))
            .collect::<Result<_, Failure>>()?,
        today: day(common)?,
    })
}

fn tell(answer: &Deadline) {
    say!("{}（{}）", answer.label, answer.clock);
    say!("到期日：{}{}", due(answer), provisional(answer.provisional));
    let (basis, length) = (basis(answer), &answer.length);
    let counted = match (answer.backward, answer.restarted) {
        (true, _) => "往前推算",
        (false, true) => "重新起算",
        (false, false) => "起算",
    };
    say!("依据：{basis}，{length}，自{}{counted}。", answer.from);
    if let Some(version) = answer.version {
        let to = version
            .to
            .map_or_else(|| "今".to_owned(), |to| to.to_string());
        say!("版本：{}至{to}施行的规则。", version.from);
    }
    days(&answer.explain);
    for note in &answer.notes {
        say!("提示：{note}");
    }
    for doubt in &answer.doubts {
        say!("待核：{doubt}");
    }
    follow(&answer.next, 1);
}

/// Prints the clocks that begin when one has run out.
fn follow(next: &[Deadline], depth: usize) {
    for next in next {
        say!(
            "{}届满之后：{}（{}）自{}起算，{}，至{}{}；依据：{}。",
            "　".repeat(depth - 1),
            next.label,
            next.clock,
            next.from,
            next.length,
            due(next),
            provisional(next.provisional),
            basis(next)
        );
        follow(&next.next, depth + 1);
    }
}

fn due(answer: &Deadline) -> String {
    let exact = answer
        .due_at
        .map(|at| at.strftime("%Y-%m-%d %H:%M").to_string());
    exact.unwrap_or_else(|| answer.due.to_string())
}

fn basis(answer: &Deadline) -> String {
    let told = answer.articles();
    match told.is_empty() {
        true => "（未载明）".to_owned(),
        false => told,
    }
}

/// Prints days with their reasons.
pub fn days(explained: &[DayExplained]) {
    for day in explained {
        let mark = if day.counted { "计" } else { "不计" };
        let span = day
            .to
            .map_or_else(|| day.date.to_string(), |to| format!("{}至{to}", day.date));
        say!("  {span}  {mark}：{}", day.why);
    }
}
