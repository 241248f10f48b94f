//! `andu fill`.

use std::path::{Path, PathBuf};

use andu_office::fill::{FillError, FillReport, FillRequest};
use andu_office::{OfficeError, Period};

use super::{date, day, instant, is_json, json, now, office, system_user};
use crate::args::Common;
use crate::outcome::{Ended, Failure, Outcome, reason};
use crate::table;

/// 填上级表：只填所标的格，其余原样不动
#[derive(Debug, clap::Args)]
#[command(after_help = include_str!("../../help/fill.txt"))]
pub struct FillArgs {
    /// 要填的表：.xlsx、.xlsm或.docx
    #[arg(value_name = "表样")]
    form: PathBuf,
    /// 年度
    #[arg(long, value_name = "年", required_unless_present = "period")]
    year: Option<String>,
    /// 期间：2025、2025-Q1、2025-03 或 2025-01-01..2025-06-30
    #[arg(long, value_name = "期间", conflicts_with = "year")]
    period: Option<String>,
    /// 填表方案；文件不存在则写入所匹配的方案草稿，供修改
    #[arg(long, value_name = "方案")]
    map: Option<PathBuf>,
    /// 填好的表写到哪里；填表说明写在它旁边
    #[arg(short, long, value_name = "文件")]
    output: PathBuf,
    /// 要数单位；写明则登记报数台账
    #[arg(long = "for", value_name = "单位")]
    asked_by: Option<String>,
    /// 报数人；不写为本机用户
    #[arg(long = "as", value_name = "姓名")]
    actor: Option<String>,
    /// 填表日期；不写为今天
    #[arg(long, value_name = "日期")]
    date: Option<String>,
}

/// Runs the command.
pub fn run(common: &Common, args: &FillArgs) -> Ended {
    check_output(args)?;
    let bytes = read(&args.form)?;
    let map = match &args.map {
        Some(path) if path.exists() => Some((path.display().to_string(), text(path)?)),
        _ => None,
    };
    let office = office(common)?;
    office.settle(instant(common)?)?;
    let name = file_name(&args.form);
    let recorder = system_user();
    let request = FillRequest {
        name: &name,
        bytes: &bytes,
        map: map
            .as_ref()
            .map(|(path, text)| (path.as_str(), text.as_str())),
        draft: args.map.is_some(),
        period: period(args)?,
        date: match &args.date {
            Some(text) => date(text)?,
            None => day(common)?,
        },
        asked_by: args.asked_by.as_deref(),
        actor: args.actor.clone().unwrap_or_else(|| recorder.clone()),
        recorder,
        now: match &common.on {
            Some(_) => instant(common)?,
            None => now(),
        },
        channel: "cli".to_owned(),
        only_look: false,
    };
    let report = office.fill_form(&request)?;
    let draft = args.map.as_deref().filter(|_| map.is_none());
    if let (Some(path), Some(proposal)) = (draft, &report.proposal) {
        write(path, proposal.as_bytes())?;
    }
    let note = note_path(&args.output);
    if let (Some(filled), Some(told)) = (&report.bytes, &report.note) {
        write(&args.output, filled)?;
        write(&note, told)?;
    }
    if is_json(common) {
        let mut told = serde_json::to_value(&report)
            .map_err(|_| Failure::usage("结果写不成JSON。请改用 --format text。"))?;
        let written = report.bytes.is_some();
        told["output"] = serde_json::json!(written.then_some(&args.output));
        told["note"] = serde_json::json!(written.then_some(&note));
        json(&told)?;
    } else {
        tell(&report, args, &note, draft);
    }
    let differs = report.earlier.iter().any(|earlier| !earlier.same);
    let wrong = !report.left.is_empty() || report.proposal.is_some() || differs;
    Ok(match wrong {
        true => Outcome::Wrong,
        false => Outcome::Fine,
    })
}

fn period(args: &FillArgs) -> Result<Period, Failure> {
    let asked = args.period.as_ref().or(args.year.as_ref());
    let asked = asked.ok_or_else(|| Failure::usage("缺少期间。请用 --year 或 --period 写明。"))?;
    Ok(asked.parse().map_err(OfficeError::from)?)
}

/// The blank form is kept, and the filled one is of its kind.
fn check_output(args: &FillArgs) -> Result<(), Failure> {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    if args.form == args.output || real(&args.output).is_some_and(|to| real(&args.form) == Some(to))
    {
        return Err(Failure::usage(
            "填好的表不能写回原表样：空表要留着下次用。请用 -o 写明另一个文件。",
        ));
    }
    let ending = |path: &Path| path.extension().map(|ending| ending.to_ascii_lowercase());
    match ending(&args.form) == ending(&args.output) {
        true => Ok(()),
        false => Err(Failure::usage(format!(
            "填好的表与表样种类不同：{}、{}。请让 -o 的扩展名与表样一致。",
            args.form.display(),
            args.output.display()
        ))),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| unreadable(path, &error))
}

fn text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format!(
        "读不了文件{}（{}）。请核对文件名和读取权限。",
        path.display(),
        reason(error)
    ))
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

fn file_name(path: &Path) -> String {
    let name = path.file_name();
    name.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// 统计表.xlsx → 统计表.填表说明.xlsx.
fn note_path(path: &Path) -> PathBuf {
    path.with_extension("填表说明.xlsx")
}

fn tell(report: &FillReport, args: &FillArgs, note: &Path, draft: Option<&Path>) {
    let rows: Vec<_> = report
        .filled
        .iter()
        .map(|cell| {
            let notes = cell.notes.join("；");
            vec![
                cell.place.clone(),
                cell.words.clone(),
                cell.now.clone(),
                cell.unit.clone(),
                cell.label.clone(),
                notes,
            ]
        })
        .collect();
    if !rows.is_empty() {
        table::print(&["位置", "表中文字", "填入", "单位", "依据", "说明"], &rows);
    }
    for left in &report.left {
        eprintln!("{}没有填：{}", left.place, left.why);
    }
    report.notes.iter().for_each(|note| eprintln!("{note}"));
    for earlier in &report.earlier {
        eprintln!("{}", earlier.told());
    }
    match (&report.proposal, draft) {
        (Some(_), Some(path)) => eprintln!("填表方案草稿：{}", path.display()),
        (Some(proposal), None) => say!("\n{proposal}"),
        (None, _) => {}
    }
    if let Some(map) = &report.map {
        eprintln!("填表方案已存，下次同样的表自动使用：{map}");
    }
    if let Some(record) = &report.record {
        eprintln!("已登记报数台账：{record}");
    }
    match &report.bytes {
        Some(_) => {
            let filled = report.filled.len();
            eprintln!("已填{filled}格：{}", args.output.display());
            eprintln!("填表说明：{}", note.display());
        }
        None => eprintln!(
            "没有可填的格，没有写出文件。请按方案草稿写明各格填什么，用 --map 指明后再填。"
        ),
    }
}

impl From<FillError> for Failure {
    fn from(error: FillError) -> Self {
        match error {
            FillError::Office(error) => Failure::from(*error),
            error => Failure::told(error.code(), error.to_string(), error.is_refusal()),
        }
    }
}
