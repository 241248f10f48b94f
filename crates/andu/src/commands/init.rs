//! `andu init`.

use andu_office::{NewOrgan, Office};

use super::{is_json, json, now, system_user};
use crate::args::Common;
use crate::outcome::{Ended, Outcome};

/// 建立单位：区划代码决定适用哪些规则
#[derive(Debug, clap::Args)]
#[command(after_help = "例：andu init --organ 示例县人民政府办公室 --division 500229")]
pub struct InitArgs {
    /// 单位全称
    #[arg(long, value_name = "名称")]
    organ: String,
    /// 行政区划代码（GB/T 2260），六位数字
    #[arg(long, value_name = "代码")]
    division: String,
}

/// Runs the command.
pub fn run(common: &Common, args: &InitArgs) -> Ended {
    let new = NewOrgan {
        name: args.organ.clone(),
        division: args.division.clone(),
        demonstration: None,
        recorder: system_user(),
    };
    let office = Office::create(&common.dir, new, now())?;
    let rules = office.rules();
    if is_json(common) {
        json(&serde_json::json!({
            "organ": office.name(),
            "division": office.division(),
            "procedures": rules.pack.procedures.len(),
            "indicators": rules.pack.indicators.len(),
        }))?;
    } else {
        say!(
            "已在{}建立“{}”（{}），启用程序{}种、指标{}个。",
            common.dir.display(),
            office.name(),
            office.division(),
            rules.pack.procedures.len(),
            rules.pack.indicators.len()
        );
    }
    Ok(Outcome::Fine)
}
