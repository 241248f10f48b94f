//! Arguments. The doc comments are the help texts that people read.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::commands;

/// 案牍：县级政府办公室的办件、期限和数字
///
/// 每一件都走完法定程序，每一个期限都算准，每一个数字都有出处。
#[derive(Debug, Parser)]
#[command(name = "andu", version, disable_help_subcommand = true)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command understands.
#[derive(Debug, clap::Args)]
pub struct Common {
    /// 数据目录（默认andu-data）
    #[arg(long, global = true, value_name = "目录", default_value = "andu-data")]
    pub dir: PathBuf,
    /// 输出格式
    #[arg(long, global = true, value_name = "格式", default_value = "text")]
    pub format: Format,
    /// 按这一天来看，如2025-03-01；不写为今天
    #[arg(long, global = true, value_name = "日期")]
    pub on: Option<String>,
}

/// Output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// 供人阅读
    Text,
    /// 供程序读取
    Json,
}

/// Commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 建立演示单位，办件、算期限、出报告
    Demo(commands::demo::DemoArgs),
    /// 建立单位
    Init(commands::init::InitArgs),
    /// 打开网页
    Serve(commands::serve::ServeArgs),
    /// 查看和检查规则包
    Rules(commands::rules::RulesArgs),
    /// 查看工作日，装入放假通知
    Calendar(commands::calendar::CalendarArgs),
    /// 办理开关：来源方式为导入、汇总的程序，是否在本系统办理
    Casework(commands::casework::CaseworkArgs),
    /// 空白台账
    Template(commands::template::TemplateArgs),
    /// 导入台账：原样导入，可以反复导入
    Import(commands::import::ImportArgs),
    /// 导出台账为电子表格
    Export(commands::export::ExportArgs),
    /// 承办单位办理表：按单位导出，填好后取回登记
    Handling(commands::handling::HandlingArgs),
    /// 立件、办理、更正、作废、查看
    Matter(commands::matter::MatterArgs),
    /// 今日应催：将到期和已逾期的件
    Due(commands::due::DueArgs),
    /// 期限计算：到期日及逐日理由
    Deadline(commands::deadline::DeadlineArgs),
    /// 某日是否工作日，其后第几个工作日是哪天
    Workday(commands::workday::WorkdayArgs),
    /// 指标数字及其背后的记录
    Figures(commands::figures::FiguresArgs),
    /// 填上级表：只填所标的格，其余原样不动
    Fill(commands::fill::FillArgs),
    /// 编制年度报告，定稿，核验定稿
    Report(commands::report::ReportArgs),
    /// 报告校核：写好的报告里有没有矛盾和差错
    Audit(commands::audit::AuditArgs),
    /// 核验办理记录链、材料和台账
    Verify(commands::verify::VerifyArgs),
}
