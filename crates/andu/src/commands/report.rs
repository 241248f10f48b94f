//! `andu report`.

use std::path::{Path, PathBuf};

use andu_office::report::{
    ComposedReport, Document, Finding, FindingKind, Hand, ReadBack, Receipt, SealedReport,
    Verification, to_docx, to_html, to_text,
};
use andu_office::{Office, OfficeError};
use clap::Subcommand;
use jiff::civil::Date;

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
    /// 写到哪个文件：.docx、.html或.txt；不写则把文字打印出来
    #[arg(short, long, value_name = "文件")]
    output: Option<PathBuf>,
    /// 定稿；须同时用-o写明文件，回执写在它旁边
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
    #[command(after_help = "例：andu report verify 报告.回执.json
    andu report verify 报告.回执.json 报告.docx")]
    Verify {
        /// 定稿回执
        #[arg(value_name = "回执")]
        receipt: PathBuf,
        /// 连同这份.docx的文字一并核对
        #[arg(value_name = "文件")]
        file: Option<PathBuf>,
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
        Some(ReportCommand::Verify { receipt, file }) => verify(common, receipt, file.as_deref()),
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
    if args.seal && output.is_none() {
        return Err(Failure::usage(
            "不能定稿：没有写明文件，回执无处存放。请用 -o 写明，如 -o 报告.docx。",
        ));
    }
    let office = office(common)?;
    office.settle(instant(common)?)?;
    let dated = match &args.date {
        Some(text) => date(text)?,
        None => day(common)?,
    };
    let template = template(&office, args.template.as_deref())?;
    let mut report = office.compose_report(&template, year, dated, None)?;
    if !report.has_records() {
        let label = report.template.label.clone();
        return Err(OfficeError::NoRecords { year, label }.into());
    }
    let mut receipt = None;
    if let (Some(path), Some(print)) = (output, print) {
        if args.seal && report.errors().next().is_none() {
            let sealed = seal(&office, report, path, args)?;
            report = sealed.report;
            receipt = Some(sealed.receipt);
        }
        write(path, &print(&report.document))?;
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

/// Seals a report and writes the receipt; nothing is sealed where the files could not be written.
fn seal(
    office: &Office,
    report: ComposedReport,
    path: &Path,
    args: &ReportArgs,
) -> Result<SealedReport, Failure> {
    let receipt = receipt_path(path);
    let mut made = Vec::new();
    let claimed = [path, &receipt]
        .into_iter()
        .try_for_each(|file| claim(file, &mut made));
    let recorder = system_user();
    let hand = Hand {
        actor: args.actor.as_deref().unwrap_or(&recorder),
        recorder: &recorder,
        channel: "cli",
    };
    let sealed = claimed.and_then(|()| Ok(office.seal_report(report, hand, now())?));
    if sealed.is_err() {
        // Empty files are of no use to anybody; that one cannot be removed changes nothing.
        made.iter()
            .for_each(|file| drop(std::fs::remove_file(file)));
    }
    let sealed = sealed?;
    let text = serde_json::to_vec_pretty(&sealed.receipt)
        .map_err(|_| Failure::usage("定稿回执写不成文件。请重试。"))?;
    write(&receipt, &text)?;
    Ok(sealed)
}

/// Makes sure that a file can be written, and leaves what is in it alone.
fn claim(file: &Path, made: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let new = !file.exists();
    std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(file)
        .map_err(|source| OfficeError::Write {
            path: file.to_owned(),
            source,
        })?;
    if new {
        made.push(file.to_owned());
    }
    Ok(())
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
    let typed = report
        .findings
        .iter()
        .filter(|finding| matches!(finding.kind, FindingKind::Unsourced { .. }));
    let sourced = match typed.count() {
        0 => "均有出处".to_owned(),
        typed => format!("另有{typed}处手填数字无出处"),
    };
    eprintln!(
        "{}年度{}：由办理记录得出的数字{}处，{sourced}。",
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

fn verify(common: &Common, receipt: &Path, document: Option<&Path>) -> Ended {
    let bytes = read(receipt, "回执")?;
    let receipt: Receipt = serde_json::from_slice(&bytes).map_err(|error| {
        Failure::usage(format!(
            "{}不是定稿回执（第{}行第{}列读不懂）。请核对文件。",
            receipt.display(),
            error.line(),
            error.column()
        ))
    })?;
    let office = office(common)?;
    let document = document.map(|file| read(file, "")).transpose()?;
    let verification = office.verify_receipt(&receipt)?;
    let worded = document.map(|docx| office.reads_as_sealed(&receipt, &docx));
    let worded = worded.transpose()?;
    if is_json(common) {
        let mut told = serde_json::to_value(&verification)
            .map_err(|_| Failure::usage("核验结果写不成文字。请重试。"))?;
        if let Some(worded) = worded {
            told["wording_same"] = worded.into();
        }
        json(&told)?;
    } else {
        tell_verified(&receipt, &verification);
        match worded {
            None => {}
            Some(Some(true)) => say!("文件的文字与定稿一致。"),
            Some(Some(false)) => say!("文件的文字与定稿不一致。请以定稿时的文件为准。"),
            Some(None) => say!("回执是旧格式，没有记下文字，不能核对文件。"),
        }
    }
    let held = verification.holds && worded != Some(Some(false));
    Ok(if held { Outcome::Fine } else { Outcome::Wrong })
}

fn read(file: &Path, what: &str) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| {
        Failure::usage(format!(
            "读不了{what}{}（{}）。请核对文件名。",
            file.display(),
            reason(&error)
        ))
    })
}

fn tell_verified(receipt: &Receipt, verification: &Verification) {
    say!("{}年度报告　核验码{}", receipt.year, receipt.printed_code());
    if !verification.receipt_intact {
        say!("回执已被改动：内容与核验码不符。");
    }
    if !verification.head_found {
        say!(
            "办理记录链已不是定稿时的链：到第{}号记录为止的校验值不符。请用“andu verify”核验是哪一号。",
            receipt.head.seq
        );
    }
    match verification.seal {
        Some(seal) => say!("定稿记录：第{seal}号。"),
        None if verification.receipt_intact => say!(
            "办理记录链中没有这次定稿：第{}号之后没有内容相同的定稿记录。请向定稿人索取当时出具的回执。",
            receipt.head.seq
        ),
        None => {}
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
                match (value.restated, causes.is_empty()) {
                    (true, true) if verification.head_found => "规则有变动".to_owned(),
                    _ => causes.join("、"),
                },
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

/// The date below a draft: it stays what it was when the draft was composed.
fn dated(back: &ReadBack) -> Option<Date> {
    back.paragraphs.iter().rev().find_map(|paragraph| {
        let (year, rest) = paragraph.text.trim().split_once('年')?;
        let (month, rest) = rest.split_once('月')?;
        let day = rest.strip_suffix('日')?;
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    })
}

fn compare(common: &Common, file: &Path, asked: Option<&str>, year: i16) -> Ended {
    let bytes = read(file, "")?;
    let back = andu_office::report::read_back(&bytes)
        .map_err(|error| Failure::usage(error.to_string()))?;
    let office = office(common)?;
    let template = template(&office, asked)?;
    let dated = match dated(&back) {
        Some(written) => written,
        None => day(common)?,
    };
    let report = office.compose_report(&template, year, dated, None)?;
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
