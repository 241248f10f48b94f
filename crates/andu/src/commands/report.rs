//! `andu report`.

use std::path::{Path, PathBuf};

use andu_office::report::{
    ComposedReport, Document, Finding, Receipt, Verification, to_docx, to_html, to_text,
};
use andu_office::{Office, OfficeError, Severity};
use clap::Subcommand;

use super::{date, day, instant, is_json, json, now, office, system_user};
use crate::args::Common;
use crate::outcome::{Ended, Failure, Outcome, reason};
use crate::table;

/// 编制年度报告；定稿；核验定稿
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, after_help = include_str!("../../help/report.txt"))]
pub struct ReportArgs {
    #[command(subcommand)]
    command: Option<ReportCommand>,
    /// 报告样式；只有一种时可不写
    #[arg(value_name = "样式")]
    template: Option<String>,
    /// 年度
    #[arg(long, value_name = "年")]
    year: Option<i16>,
    /// 写到哪个文件：.docx、.html或.txt
    #[arg(short, long, value_name = "文件")]
    output: Option<PathBuf>,
    /// 定稿
    #[arg(long)]
    seal: bool,
    /// 由谁定稿；不写为本机用户
    #[arg(long = "as", value_name = "姓名")]
    actor: Option<String>,
    /// 成文日期；不写为今天
    #[arg(long, value_name = "日期")]
    date: Option<String>,
}

#[derive(Debug, Subcommand)]
enum ReportCommand {
    /// 核验定稿：由办理记录重算，列出定稿之后的变动
    #[command(after_help = "例：andu report verify 报告.回执.json")]
    Verify {
        /// 定稿回执
        #[arg(value_name = "回执")]
        receipt: PathBuf,
    },
    /// 读回改过的稿子：列出被改动的数字和文字
    #[command(after_help = include_str!("../../help/report-compare.txt"))]
    Compare {
        /// 改过的稿子
        #[arg(value_name = "文件")]
        file: PathBuf,
        /// 报告样式
        #[arg(long, value_name = "样式")]
        template: Option<String>,
        /// 年度
        #[arg(long, value_name = "年")]
        year: i16,
    },
}

/// Runs the command.
pub fn run(common: &Common, args: &ReportArgs) -> Ended {
    match &args.command {
        Some(ReportCommand::Verify { receipt }) => verify(common, receipt),
        Some(ReportCommand::Compare {
            file,
            template,
            year,
        }) => compare(common, file, template.as_deref(), *year),
        None => compose(common, args),
    }
}

fn compose(common: &Common, args: &ReportArgs) -> Ended {
    let year = args
        .year
        .ok_or_else(|| Failure::usage("缺少年度。请用 --year 写明，如 --year 2025。"))?;
    let output = args.output.as_deref();
    let print = output.map(printer).transpose()?;
    let office = office(common)?;
    office.settle(instant(common)?)?;
    let dated = match &args.date {
        Some(text) => date(text)?,
        None => day(common)?,
    };
    let template = template(&office, args.template.as_deref())?;
    let mut report = office.compose_report(&template, year, dated, None)?;
    let errors = report
        .findings
        .iter()
        .filter(|finding| finding.severity() == Severity::Error)
        .count();
    let mut receipt = None;
    if args.seal && errors == 0 {
        let recorder = system_user();
        let actor = args.actor.as_deref().unwrap_or(&recorder);
        let sealed = office.seal_report(report, actor, &recorder, now())?;
        report = sealed.report;
        receipt = Some(sealed.receipt);
    }
    if let (Some(path), Some(print)) = (output, print) {
        write(path, &print(&report.document))?;
        if let Some(receipt) = &receipt {
            let text = serde_json::to_vec_pretty(receipt)
                .map_err(|_| Failure::usage("定稿回执写不成文件。请重试。"))?;
            write(&receipt_path(path), &text)?;
        }
    }
    if is_json(common) {
        json(&serde_json::json!({
            "template": report.template.id.to_string(),
            "year": year,
            "figures": report.document.slots(),
            "findings": report.findings.iter().map(told).collect::<Vec<_>>(),
            "sealed": receipt.is_some(),
            "code": receipt.as_ref().map(Receipt::printed_code),
            "receipt": output.filter(|_| receipt.is_some()).map(receipt_path),
        }))?;
    } else {
        tell(&report, output, receipt.as_ref(), args.seal);
    }
    Ok(if !report.findings.is_empty() {
        Outcome::Wrong
    } else {
        Outcome::Fine
    })
}

/// The template asked for, or the only one.
fn template(office: &Office, asked: Option<&str>) -> Result<String, Failure> {
    if let Some(asked) = asked {
        return Ok(asked.to_owned());
    }
    let rules = office.rules();
    let known: Vec<_> = rules.pack.reports.keys().map(ToString::to_string).collect();
    match known.as_slice() {
        [only] => Ok(only.clone()),
        _ => Err(Failure::usage(format!(
            "请写明报告样式。可用：{}。",
            known.join("、")
        ))),
    }
}

type Print = fn(&Document) -> Vec<u8>;

/// How a document is printed into a file of this name.
fn printer(path: &Path) -> Result<Print, Failure> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("docx") => Ok(to_docx),
        Some("html") => Ok(|document| to_html(document).into_bytes()),
        Some("txt") => Ok(|document| to_text(document).into_bytes()),
        _ => Err(Failure::usage(format!(
            "不知道把报告写成哪种文件：{}。请用 .docx、.html 或 .txt 作扩展名。",
            path.display()
        ))),
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|source| {
        OfficeError::Write {
            path: path.to_owned(),
            source,
        }
        .into()
    })
}

/// 报告.docx → 报告.回执.json.
fn receipt_path(path: &Path) -> PathBuf {
    path.with_extension("回执.json")
}

fn told(finding: &Finding) -> serde_json::Value {
    serde_json::json!({
        "kind": finding.code(),
        "severity": finding.severity(),
        "message": finding.to_string(),
    })
}

fn tell(report: &ComposedReport, output: Option<&Path>, receipt: Option<&Receipt>, seal: bool) {
    if output.is_none() {
        say_on!("{}", to_text(&report.document));
    }
    let slots = report.document.slots();
    eprintln!(
        "{}年度{}：数字{}处，均有出处。",
        report.year,
        report.template.label,
        slots.len()
    );
    for finding in &report.findings {
        eprintln!("{finding}");
    }
    match receipt {
        Some(receipt) => {
            eprintln!("已定稿。核验码：{}", receipt.printed_code());
            eprintln!("链首第{}号：{}", receipt.head.seq, receipt.head.hash);
        }
        None if seal => eprintln!("未定稿：请先改正以上错误。"),
        None => {}
    }
    if let Some(output) = output {
        eprintln!("已写入{}。", output.display());
    }
}

fn verify(common: &Common, file: &Path) -> Ended {
    let bytes = std::fs::read(file).map_err(|error| {
        Failure::usage(format!(
            "读不了回执{}（{}）。请核对文件名。",
            file.display(),
            reason(&error)
        ))
    })?;
    let receipt: Receipt = serde_json::from_slice(&bytes).map_err(|error| {
        Failure::usage(format!(
            "{}不是定稿回执（第{}行第{}列读不懂）。请核对文件。",
            file.display(),
            error.line(),
            error.column()
        ))
    })?;
    let office = office(common)?;
    let verification = office.verify_receipt(&receipt)?;
    if is_json(common) {
        json(&verification)?;
    } else {
        tell_verified(&receipt, &verification);
    }
    Ok(if verification.holds {
        Outcome::Fine
    } else {
        Outcome::Wrong
    })
}

fn tell_verified(receipt: &Receipt, verification: &Verification) {
    say!("{}年度报告　核验码{}", receipt.year, receipt.printed_code());
    if !verification.receipt_intact {
        say!("回执已被改动：内容与核验码不符。");
    }
    if !verification.head_found {
        say!(
            "办理记录链已不是定稿时的链：第{}号记录的校验值不符。",
            receipt.head.seq
        );
    }
    let verdict = if verification.holds {
        "由办理记录重算，与定稿一致"
    } else {
        "与定稿不一致"
    };
    say!("{verdict}。");
    let differing = verification
        .values
        .iter()
        .filter(|value| !value.same || value.restated);
    let rows: Vec<_> = differing
        .map(|value| {
            let causes: Vec<_> = value
                .causes
                .iter()
                .map(|cause| format!("第{}号", cause.seq))
                .collect();
            vec![
                value.label.clone(),
                value.sealed.clone(),
                value.at_head.clone(),
                value.now.clone(),
                if value.restated {
                    "已重述".to_owned()
                } else {
                    String::new()
                },
                causes.join("、"),
            ]
        })
        .collect();
    if !rows.is_empty() {
        table::print(
            &["指标", "定稿", "重算", "现在", "状态", "定稿后的办理记录"],
            &rows,
        );
    }
}

fn compare(common: &Common, file: &Path, asked: Option<&str>, year: i16) -> Ended {
    let bytes = std::fs::read(file).map_err(|error| {
        Failure::usage(format!(
            "读不了{}（{}）。请核对文件名。",
            file.display(),
            reason(&error)
        ))
    })?;
    let back = andu_office::report::read_back(&bytes)
        .map_err(|error| Failure::usage(error.to_string()))?;
    let office = office(common)?;
    let template = template(&office, asked)?;
    let report = office.compose_report(&template, year, day(common)?, None)?;
    let changes = andu_office::report::compare(&report.document, &back);
    if is_json(common) {
        json(&changes)?;
    } else if changes.is_empty() {
        say!("稿子里的数字和文字与编制时一致。");
    } else {
        for change in &changes {
            say!("{change}");
        }
    }
    Ok(if changes.is_empty() {
        Outcome::Fine
    } else {
        Outcome::Wrong
    })
}
