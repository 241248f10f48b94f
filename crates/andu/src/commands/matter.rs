//! `andu matter`.

use clap::Subcommand;

use super::{is_json, json, office};
use crate::args::Common;
use crate::outcome::{Ended, Outcome};
use crate::table;

mod deed;
mod files;
mod lookup;
mod paper;
mod shown;

use deed::{CorrectArgs, Deed, FoundArgs, VoidArgs};
use paper::{PaperArgs, PapersArgs};

/// 立件、办理、更正、作废、查看
#[derive(Debug, clap::Args)]
#[command(
    after_help = include_str!("../../help/matter.txt")
)]
pub struct MatterArgs {
    #[command(subcommand)]
    command: MatterCommand,
}

#[derive(Debug, Subcommand)]
enum MatterCommand {
    /// 立件
    #[command(
        after_help = include_str!("../../help/matter-new.txt")
    )]
    New {
        /// 程序标识
        #[arg(value_name = "程序")]
        procedure: String,
        #[command(flatten)]
        deed: Deed,
    },
    /// 办理一个动作
    #[command(after_help = "例：andu matter act 件号 draft --set outcome=予以公开 --as 张某某")]
    Act {
        /// 件号或编号
        #[arg(value_name = "件")]
        id: String,
        /// 动作标识
        #[arg(value_name = "动作")]
        action: String,
        #[command(flatten)]
        deed: Deed,
    },
    /// 据台账登记：按纸质或电子台账原样登记，缺少的要件列明
    #[command(
        after_help = include_str!("../../help/matter-found.txt")
    )]
    Found(FoundArgs),
    /// 更正一条办理记录
    #[command(
        after_help = "例：andu matter correct 件号 --event 12 --set reply_class=B --why 录入有误"
    )]
    Correct(CorrectArgs),
    /// 作废一条办理记录或整件
    #[command(after_help = "例：andu matter void 件号 --why 重复立件")]
    Void(VoidArgs),
    /// 查看一件：环节、期限、可办事项、办理过程
    #[command(after_help = "例：andu matter show 件号 --format json")]
    Show {
        /// 件号或编号
        #[arg(value_name = "件")]
        id: String,
    },
    /// 凭编号和查询码查询：可以告诉当事人本人的进度
    #[command(after_help = include_str!("../../help/matter-lookup.txt"))]
    Lookup {
        /// 编号，如依申请〔2025〕1号
        #[arg(value_name = "编号")]
        number: String,
        /// 查询码，印在回执上
        #[arg(value_name = "查询码")]
        code: String,
    },
    /// 办理文书：列出一件的文书，或者写出其中一份
    #[command(after_help = include_str!("../../help/matter-paper.txt"))]
    Paper(PaperArgs),
    /// 批量打印：一种文书，多件一个文件，按单位序列
    #[command(after_help = include_str!("../../help/matter-papers.txt"))]
    Papers(PapersArgs),
    /// 台账
    #[command(after_help = include_str!("../../help/matter-list.txt"))]
    List {
        /// 程序标识
        #[arg(value_name = "程序")]
        procedure: String,
        /// 筛选条件
        #[arg(long = "where", value_name = "条件")]
        filter: Option<String>,
        /// 从上一页末尾接着列
        #[arg(long, value_name = "位置")]
        after: Option<String>,
        /// 最多列几件
        #[arg(long, value_name = "件数", default_value_t = 100)]
        limit: u32,
    },
}

/// Runs the command.
pub fn run(common: &Common, args: MatterArgs) -> Ended {
    match args.command {
        MatterCommand::New { procedure, deed } => deed::open(common, &procedure, &deed),
        MatterCommand::Act { id, action, deed } => deed::act(common, &id, &action, &deed),
        MatterCommand::Found(found) => deed::found(common, &found),
        MatterCommand::Correct(correct) => deed::correct(common, &correct),
        MatterCommand::Void(void) => deed::void(common, &void),
        MatterCommand::Show { id } => shown::run(common, &id),
        MatterCommand::Lookup { number, code } => lookup::run(common, &number, &code),
        MatterCommand::Paper(args) => paper::one(common, &args),
        MatterCommand::Papers(args) => paper::many(common, &args),
        MatterCommand::List {
            procedure,
            filter,
            after,
            limit,
        } => list(
            common,
            &procedure,
            filter.as_deref(),
            after.as_deref(),
            limit,
        ),
    }
}

fn list(
    common: &Common,
    procedure: &str,
    filter: Option<&str>,
    after: Option<&str>,
    limit: u32,
) -> Ended {
    let office = office(common)?;
    let page = office.list(procedure, filter, after, limit)?;
    if is_json(common) {
        json(&page)?;
        return Ok(Outcome::Fine);
    }
    let row = |item: &andu_office::ListItem| {
        let day = |at: &Option<String>| {
            at.as_deref()
                .and_then(|at| at.get(..10))
                .unwrap_or_default()
                .to_owned()
        };
        vec![
            item.number.clone().unwrap_or_default(),
            item.title.clone().unwrap_or_default(),
            item.stage.clone(),
            day(&item.opened_at),
            day(&item.closed_at),
            item.id.clone(),
        ]
    };
    let rows: Vec<_> = page.items.iter().map(row).collect();
    table::print(&["编号", "标题", "环节", "立件", "办结", "件号"], &rows);
    if let Some(next) = page.next {
        eprintln!("未列完，接着列请加：--after {next}");
    }
    Ok(Outcome::Fine)
}
