//! `andu casework`: whether what is kept by order elsewhere is worked here.

use andu_office::{CaseworkShown, CaseworkSwitch, CaseworkTurned, source_label};
use clap::Subcommand;

use super::{is_json, json, now, office, system_user};
use crate::args::Common;
use crate::outcome::{Ended, Outcome};
use crate::table;

/// 办理开关：来源方式为导入、汇总的程序，是否在本系统办理
#[derive(Debug, clap::Args)]
#[command(after_help = include_str!("../../help/casework.txt"))]
pub struct CaseworkArgs {
    #[command(subcommand)]
    command: CaseworkCommand,
}

#[derive(Debug, Subcommand)]
enum CaseworkCommand {
    /// 哪些程序可以开启，现在开启了哪些
    #[command(after_help = "例：andu casework list")]
    List,
    /// 开启：在本系统立件、办理、出具文书
    #[command(after_help = include_str!("../../help/casework-on.txt"))]
    On(TurnArgs),
    /// 关闭：不再立件；正在办理的件可以办完
    #[command(after_help = include_str!("../../help/casework-off.txt"))]
    Off(TurnArgs),
}

/// Which switch, who and why.
#[derive(Debug, clap::Args)]
struct TurnArgs {
    /// 程序标识
    #[arg(value_name = "程序")]
    procedure: String,
    /// 由谁决定
    #[arg(long, value_name = "姓名")]
    by: String,
    /// 理由，或者决定的文号
    #[arg(long, value_name = "理由")]
    reason: String,
}

/// Runs the command.
pub fn run(common: &Common, args: &CaseworkArgs) -> Ended {
    match &args.command {
        CaseworkCommand::List => list(common),
        CaseworkCommand::On(turn) => switch(common, turn, true),
        CaseworkCommand::Off(turn) => switch(common, turn, false),
    }
}

fn list(common: &Common) -> Ended {
    let shown = office(common)?.casework()?;
    if is_json(common) {
        json(&shown)?;
        return Ok(Outcome::Fine);
    }
    let row = |one: &CaseworkShown| {
        let last = one.turns.last();
        let told = |tell: fn(&andu_office::CaseworkTurn) -> String| last.map(tell);
        vec![
            one.id.clone(),
            one.label.clone(),
            source_label(one.source).to_owned(),
            state(one).to_owned(),
            told(|turn| turn.at.replace('T', " ")).unwrap_or_default(),
            told(|turn| turn.by.clone()).unwrap_or_default(),
            told(|turn| turn.reason.clone()).unwrap_or_default(),
        ]
    };
    let rows: Vec<_> = shown.iter().map(row).collect();
    let heading = [
        "标识",
        "程序",
        "来源方式",
        "办理开关",
        "变动时间",
        "决定人",
        "理由",
    ];
    table::print(&heading, &rows);
    Ok(Outcome::Fine)
}

fn state(shown: &CaseworkShown) -> &'static str {
    match shown.on {
        true => "已开启",
        false => "未开启",
    }
}

fn switch(common: &Common, turn: &TurnArgs, on: bool) -> Ended {
    let switch = CaseworkSwitch {
        procedure: turn.procedure.clone(),
        on,
        by: turn.by.clone(),
        recorder: system_user(),
        channel: "cli".to_owned(),
        reason: turn.reason.clone(),
    };
    let turned = office(common)?.switch_casework(switch, now())?;
    if is_json(common) {
        json(&turned)?;
    } else {
        tell(&turned);
    }
    Ok(Outcome::Fine)
}

fn tell(turned: &CaseworkTurned) {
    let shown = &turned.now;
    let label = &shown.label;
    if !turned.changed {
        say!("“{label}”的办理本来就{}，没有改动。", state(shown));
        return;
    }
    if let Some(turn) = shown.turns.last() {
        say!(
            "办理记录第{}号　由{}决定，理由：{}",
            turn.seq,
            turn.by,
            turn.reason
        );
    }
    match shown.on {
        true => say!("“{label}”已开启办理：可以立件、办理、出具文书，导入照常。"),
        false => say!("“{label}”已关闭办理：不再立件，正在办理的件可以办完，导入照常。"),
    }
}
