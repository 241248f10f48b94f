//! `andu export`.

use std::path::PathBuf;

use super::{is_json, json, office};
use crate::args::Common;
use crate::outcome::{Ended, Outcome};

/// 导出台账为电子表格
#[derive(Debug, clap::Args)]
#[command(after_help = include_str!("../../help/export.txt"))]
pub struct ExportArgs {
    /// 程序标识
    #[arg(value_name = "程序")]
    procedure: String,
    /// 写到这个文件
    #[arg(short, long, value_name = "文件.xlsx")]
    output: PathBuf,
    /// 筛选条件
    #[arg(long = "where", value_name = "条件")]
    filter: Option<String>,
}

/// Runs the command.
pub fn run(common: &Common, args: &ExportArgs) -> Ended {
    let office = office(common)?;
    let (bytes, count) = office.export(&args.procedure, args.filter.as_deref())?;
    super::import::save(&args.output, &bytes)?;
    match is_json(common) {
        true => json(&serde_json::json!({ "file": args.output, "rows": count }))?,
        false => say!("{count}件已导出到{}。", args.output.display()),
    }
    Ok(Outcome::Fine)
}
