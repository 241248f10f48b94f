//! `andu template`.

use std::path::PathBuf;

use super::{is_json, json, office};
use crate::args::Common;
use crate::outcome::{Ended, Outcome};

/// 空白台账
#[derive(Debug, clap::Args)]
#[command(after_help = include_str!("../../help/template.txt"))]
pub struct TemplateArgs {
    /// 程序标识，可以几个
    #[arg(value_name = "程序", required = true)]
    procedure: Vec<String>,
    /// 写到这个文件
    #[arg(short, long, value_name = "文件.xlsx")]
    output: PathBuf,
}

/// Runs the command.
pub fn run(common: &Common, args: &TemplateArgs) -> Ended {
    let office = office(common)?;
    let bytes = office.blank_book(&args.procedure)?;
    super::import::save(&args.output, &bytes)?;
    match is_json(common) {
        true => json(&serde_json::json!({ "file": args.output, "sheets": args.procedure.len() }))?,
        false => say!(
            "空白台账已写到{}，共{}张表。",
            args.output.display(),
            args.procedure.len()
        ),
    }
    Ok(Outcome::Fine)
}
