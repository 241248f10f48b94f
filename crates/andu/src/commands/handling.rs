//! `andu handling`: sheets for units without an account.

use std::path::{Path, PathBuf};

use andu_office::handling::{
    HandledRow, HandlingFile, HandlingReport, HandlingRequest, OFFLINE_AT_MACHINE, RowState,
};
use clap::Subcommand;

use super::{instant, is_json, json, now, office, system_user};
use crate::args::Common;
use crate::outcome::{Ended, Failure, Outcome, reason};

/// 承办单位办理表：按单位导出，填好后取回登记
#[derive(Debug, clap::Args)]
#[command(after_help = include_str!("../../help/handling.txt"))]
pub struct HandlingArgs {
    #[command(subcommand)]
    command: HandlingCommand,
}

#[derive(Debug, Subcommand)]
enum HandlingCommand {
    /// 每个承办单位一本办理表，列出没有办结的件
    #[command(after_help = include_str!("../../help/handling-out.txt"))]
    Out(OutArgs),
    /// 取回办理表：先看各行要办什么，加 --accept 才登记
    #[command(after_help = "例：andu handling in 改过的办理表.xlsx --accept")]
    In(InArgs),
}

#[derive(Debug, clap::Args)]
struct OutArgs {
    /// 程序标识
    #[arg(value_name = "程序")]
    procedure: String,
    /// 写到这个目录
    #[arg(short, long, value_name = "目录")]
    output: PathBuf,
    /// 只导出这个单位的，可以几个
    #[arg(long, value_name = "单位")]
    unit: Vec<String>,
}

#[derive(Debug, clap::Args)]
struct InArgs {
    /// 退回的办理表，可以几个
    #[arg(value_name = "文件", required = true)]
    file: Vec<PathBuf>,
    /// 只看，不登记；不加 --accept 时也是如此
    #[arg(long, conflicts_with = "accept")]
    dry_run: bool,
    /// 逐行登记
    #[arg(long)]
    accept: bool,
}

/// Runs the command.
pub fn run(common: &Common, args: &HandlingArgs) -> Ended {
    match &args.command {
        HandlingCommand::Out(args) => out(common, args),
        HandlingCommand::In(args) => take(common, args),
    }
}

fn moment(common: &Common) -> Result<andu_office::Timestamp, Failure> {
    match common.on {
        Some(_) => instant(common),
        None => Ok(now()),
    }
}

fn out(common: &Common, args: &OutArgs) -> Ended {
    let office = office(common)?;
    let made = office.handling_out(&args.procedure, &args.unit, moment(common)?)?;
    std::fs::create_dir_all(&args.output).map_err(|error| {
        Failure::usage(format!(
            "建不了目录{}（{}）。请核对路径和写入权限。",
            args.output.display(),
            reason(&error)
        ))
    })?;
    let mut written = Vec::new();
    for book in &made.books {
        let name = format!("{}办理表（{}）.xlsx", made.procedure, book.unit);
        let path = args.output.join(file_name(&name));
        super::import::save(&path, &book.bytes)?;
        written.push(serde_json::json!({ "unit": book.unit, "rows": book.rows, "file": path }));
        if !is_json(common) {
            say!("{}：{}件，{}", book.unit, book.rows, path.display());
        }
    }
    if is_json(common) {
        json(&serde_json::json!({
            "books": written,
            "without_unit": made.without_unit,
            "nothing_open": made.nothing_open,
        }))?;
    } else {
        say!("共{}个单位。", made.books.len());
        if made.without_unit > 0 {
            say!("另有{}件没有承办单位，不在表中。", made.without_unit);
        }
        for unit in &made.nothing_open {
            say!("{unit}没有未办结的件，没有导出。请核对单位名称。");
        }
    }
    match made.nothing_open.is_empty() {
        true => Ok(Outcome::Fine),
        false => Ok(Outcome::Wrong),
    }
}

/// A name that every file system takes.
fn file_name(name: &str) -> String {
    let kept = |c: char| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '、',
        c if c.is_control() => '、',
        c => c,
    };
    name.chars().map(kept).collect()
}

fn take(common: &Common, args: &InArgs) -> Ended {
    let mut files = Vec::new();
    for path in &args.file {
        files.push(HandlingFile {
            name: name_of(path),
            bytes: super::import::read(path)?,
        });
    }
    let office = office(common)?;
    let report = office.handling_in(&HandlingRequest {
        files: &files,
        accept: args.accept,
        now: moment(common)?,
        recorder: system_user(),
        channel: OFFLINE_AT_MACHINE.to_owned(),
    })?;
    match is_json(common) {
        true => json(&report)?,
        false => print(&report),
    }
    match report.refused {
        0 => Ok(Outcome::Fine),
        _ => Ok(Outcome::Wrong),
    }
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn print(report: &HandlingReport) {
    let told = report
        .rows
        .iter()
        .filter(|row| row.state != RowState::Blank);
    told.for_each(print_row);
    let done = match report.accepted {
        true => RowState::Done,
        false => RowState::Possible,
    };
    say!(
        "{}{}件，相同{}件，未填{}件，没有办理{}件。",
        done.label(),
        report.done,
        report.same,
        report.blank,
        report.refused
    );
    if !report.accepted && report.done > 0 {
        say!("没有登记。核对无误后加 --accept 登记。");
    }
}

fn print_row(row: &HandledRow) {
    let place = format!("“{}”工作表“{}”第{}行", row.file, row.sheet, row.row);
    let what = match row.action.is_empty() {
        true => String::new(),
        false => format!("，{}于{}“{}”", row.actor, row.at, row.action),
    };
    say!("{place} {}{what}：{}", row.number, row.state.label());
    for change in &row.changes {
        let was = match change.was.is_empty() {
            true => "（空）",
            false => &change.was,
        };
        say!("  {}：{was} → {}", change.what, change.now);
    }
    if let Some(message) = &row.message {
        say!("  {message}");
    }
    row.notices.iter().for_each(|notice| say!("  {notice}"));
}
