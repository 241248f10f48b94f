//! `andu serve`.

use std::net::SocketAddr;

use andu_office::Office;

use super::{now, office, system_user};
use crate::args::Common;
use crate::outcome::{Ended, Failure, Outcome, reason};

/// Where pages are served unless told otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:8686";

/// 打开网页：工作台、件、台账、导入导出、办理表、填上级表、数字、期限、校核、核验
#[derive(Debug, clap::Args)]
#[command(after_help = "例：andu serve
    andu serve --listen 127.0.0.1:9000
登录功能提供之前，只能在本机打开。")]
pub struct ServeArgs {
    /// 本机地址和端口（默认127.0.0.1:8686）
    #[arg(long, value_name = "地址", default_value = DEFAULT_ADDRESS)]
    listen: String,
}

/// Runs the command.
pub fn run(common: &Common, args: &ServeArgs) -> Ended {
    serve(office(common)?, &args.listen, "")
}

/// Serves an office until it is told to stop; `query` is added to the address that is printed.
pub fn serve(office: Office, listen: &str, query: &str) -> Ended {
    let address: SocketAddr = listen
        .parse()
        .map_err(|_| Failure::usage(format!("“{listen}”不是地址。请写成127.0.0.1:8686。")))?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| {
        Failure::usage(format!(
            "开不了网页服务（{}）。请检查系统资源。",
            reason(&error)
        ))
    })?;
    let ready = |address: SocketAddr| {
        eprintln!("请用浏览器打开 http://{address}/{query}　按Ctrl-C停止。");
    };
    runtime
        .block_on(andu_web::serve(office, address, now, &system_user(), ready))
        .map_err(|error| Failure::usage(error.to_string()))?;
    Ok(Outcome::Fine)
}
