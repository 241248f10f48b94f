//! `andu verify`.

use andu_office::{Difference, OrganReport};

use super::{is_json, json, now, office};
use crate::args::Common;
use crate::outcome::{Ended, Outcome};

/// 核验：重算办理记录链、个人信息承诺值、材料校验码；与台账逐行比对
#[derive(Debug, clap::Args)]
#[command(after_help = "例：andu verify
    andu verify --rebuild
    andu verify --rebuild --repair")]
pub struct VerifyArgs {
    /// 由办理记录重算台账和期限，并与现有的逐行比对
    #[arg(long)]
    rebuild: bool,
    /// 比对不符的，按办理记录重建
    #[arg(long, requires = "rebuild")]
    repair: bool,
}

/// Runs the command.
pub fn run(common: &Common, args: &VerifyArgs) -> Ended {
    let office = match args.repair {
        true => andu_office::Office::open_alone(&common.dir, now())?,
        false => office(common)?,
    };
    let mut reports = office.verify()?;
    let differences = match args.rebuild {
        true => office.compare(now())?,
        false => Vec::new(),
    };
    for difference in differences.iter().take(100) {
        if let Some(report) = reports
            .iter_mut()
            .find(|report| report.organ == office.name())
        {
            report.other.push(told(difference));
            report.ok = false;
        }
    }
    let sound = reports.iter().all(|report| report.ok);
    if is_json(common) {
        json(&reports)?;
    } else {
        reports.iter().for_each(tell);
    }
    let broken_chain = reports.iter().any(|report| report.first_bad.is_some());
    if args.repair && !differences.is_empty() && !broken_chain {
        let written = office.rebuild(now())?;
        eprintln!("已按办理记录重建{written}件的台账和期限。");
    }
    Ok(if sound { Outcome::Fine } else { Outcome::Wrong })
}

fn told(difference: &Difference) -> String {
    let place = difference
        .column
        .as_deref()
        .map(|c| format!("的{c}"))
        .unwrap_or_default();
    format!(
        "台账与办理记录不符：{}中件{}{place}应为{}，现为{}",
        difference.table, difference.matter, difference.expected, difference.found
    )
}

fn tell(report: &OrganReport) {
    let verdict = if report.ok {
        "核验无误"
    } else {
        "核验发现问题"
    };
    say!(
        "{}　{verdict}　办理记录{}条　链首{}",
        report.organ,
        report.events,
        report.head
    );
    if let Some(bad) = &report.first_bad {
        say!("  第{}号办理记录：{}", bad.seq, bad.why);
    }
    for other in &report.other {
        say!("  {other}");
    }
}
