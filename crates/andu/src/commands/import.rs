//! `andu import`.

mod shown;

use std::path::{Path, PathBuf};

use andu_office::Office;
use andu_office::import::{
    Answers, ImportError, ImportProgress, ImportReport, ImportRequest, Scheme, heading_rows,
};
use indicatif::{ProgressBar, ProgressStyle};

use super::{instant, is_json, json, now, office, pair, system_user};
use crate::args::Common;
use crate::outcome::{Ended, Failure, Outcome, reason};

/// 导入台账：原样导入，可以反复导入
#[derive(Debug, clap::Args)]
#[command(after_help = include_str!("../../help/import.txt"))]
pub struct ImportArgs {
    /// 文件，可以几个
    #[arg(value_name = "文件", required = true)]
    file: Vec<PathBuf>,
    /// 各表对应的程序；不写则由列名推断
    #[arg(long, value_name = "程序")]
    procedure: Option<String>,
    /// 导入方案的名称，或者 .toml 文件；文件不存在则写入所推断的方案，供修改
    #[arg(long, value_name = "方案")]
    scheme: Option<String>,
    /// 只看，不入库
    #[arg(long)]
    dry_run: bool,
    /// 不能入库的行除外，其余照常入库
    #[arg(long)]
    keep_good: bool,
    /// 与已登记不同的，作为更正入库
    #[arg(long)]
    accept_changes: bool,
    /// 表中的单位名称是哪个单位
    #[arg(long, value_name = "别名=单位")]
    unit: Vec<String>,
    /// 某个项目取自哪一列
    #[arg(long, value_name = "项目=列名")]
    map: Vec<String>,
    /// 某个项目各行都是这个值
    #[arg(long, value_name = "项目=值")]
    value: Vec<String>,
    /// 某个项目中的说法是哪个选项；选项留空为不填
    #[arg(long, value_name = "项目:说法=选项")]
    choice: Vec<String>,
    /// 不导入这一列
    #[arg(long, value_name = "列名")]
    ignore: Vec<String>,
    /// 表头在第几行，认错时指明，如 收文=3 或者 收文=3-4
    #[arg(long, value_name = "工作表=行")]
    heading: Vec<String>,
    /// 以哪些项目认出同一件
    #[arg(long, value_name = "项目")]
    key: Vec<String>,
    /// 没有写年份的日期是哪一年
    #[arg(long, value_name = "年")]
    default_year: Option<i16>,
    /// 只有年月的日期记为当月几日
    #[arg(long, value_name = "日")]
    month_day: Option<u8>,
    /// 没有写年份而早于起始日期的，记为次年
    #[arg(long)]
    cross_year: bool,
}

/// Runs the command.
pub fn run(common: &Common, args: &ImportArgs) -> Ended {
    let office = office(common)?;
    let answers = answers(args)?;
    let mut reports = Vec::new();
    let mut failure = None;
    for path in &args.file {
        match one(common, &office, args, &answers, path) {
            Ok(report) => reports.push(report),
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
    }
    if is_json(common) {
        if failure.is_none() || !reports.is_empty() {
            json(&reports)?;
        }
    } else {
        reports
            .iter()
            .for_each(|report| shown::print(report, args.dry_run));
    }
    match failure {
        Some(failure) => Err(failure),
        None if reports.iter().any(|report| report.rejected > 0) => Ok(Outcome::Wrong),
        None => Ok(Outcome::Fine),
    }
}

fn one(
    common: &Common,
    office: &Office,
    args: &ImportArgs,
    answers: &Answers,
    path: &Path,
) -> Result<ImportReport, Failure> {
    let bytes = read(path)?;
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let (scheme, to_write) = scheme(office, args.scheme.as_deref())?;
    let bar = bar(&name);
    let request = ImportRequest {
        name: &name,
        bytes: &bytes,
        procedure: args.procedure.as_deref(),
        scheme,
        answers: answers.clone(),
        keep_good: args.keep_good,
        accept_changes: args.accept_changes,
        dry_run: args.dry_run,
        now: if common.on.is_some() {
            instant(common)?
        } else {
            now()
        },
        recorder: system_user(),
        channel: "cli".to_owned(),
    };
    let mut report = office.import(&request, &mut |progress| follow(&bar, progress))?;
    bar.finish_and_clear();
    if let Some(path) = to_write {
        save(&path, report.used.text().as_bytes())?;
        report.scheme = Some(path.display().to_string());
    }
    Ok(report)
}

/// The scheme that is named; where its file is not there yet, where it is to be written.
fn scheme(
    office: &Office,
    named: Option<&str>,
) -> Result<(Option<Scheme>, Option<PathBuf>), Failure> {
    let Some(named) = named else {
        return Ok((None, None));
    };
    let path = Path::new(named);
    let is_file = path.extension().is_some_and(|ending| ending == "toml");
    if is_file && !path.exists() {
        return Ok((None, Some(path.to_owned())));
    }
    Ok((Some(office.scheme(named)?), None))
}

fn answers(args: &ImportArgs) -> Result<Answers, Failure> {
    let pairs = |texts: &[String]| {
        texts
            .iter()
            .map(|text| pair(text))
            .collect::<Result<Vec<_>, Failure>>()
    };
    let choice = |text: &String| {
        let (place, choice) = pair(text)?;
        let (item, word) = place
            .split_once(':')
            .or_else(|| place.split_once('：'))
            .ok_or_else(|| {
                Failure::usage(format!(
                    "“{text}”不对：应写成 项目:说法=选项，如 答复类别:甲类=A类。"
                ))
            })?;
        Ok((item.to_owned(), word.to_owned(), choice))
    };
    Ok(Answers {
        units: pairs(&args.unit)?.into_iter().collect(),
        columns: pairs(&args.map)?,
        values: pairs(&args.value)?,
        choices: args
            .choice
            .iter()
            .map(choice)
            .collect::<Result<_, Failure>>()?,
        ignored: args.ignore.clone(),
        key: args.key.clone(),
        headings: args
            .heading
            .iter()
            .map(|text| heading(text))
            .collect::<Result<_, Failure>>()?,
        year: args.default_year,
        month_day: args.month_day,
        cross_year: args.cross_year,
    })
}

/// `收文=3`, `收文=3-4`: the sheet, and the rows of its heading.
fn heading(text: &str) -> Result<(String, (u32, u32)), Failure> {
    let (sheet, rows) = pair(text)?;
    match heading_rows(&rows) {
        Some(rows) => Ok((sheet, rows)),
        None => Err(Failure::usage(format!(
            "“{text}”不对：应写成 工作表=行，如 收文=3，两行的表头写 收文=3-4。"
        ))),
    }
}

fn bar(name: &str) -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}行");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(name.to_owned());
    bar
}

fn follow(bar: &ProgressBar, progress: ImportProgress) {
    match progress {
        ImportProgress::Checked(done, all) => {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        }
        ImportProgress::Writing(rows) => bar.set_message(format!("正在入库{rows}行")),
    }
}

/// Files larger than any book that is read are not even opened whole.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::usage(format!(
            "读不了文件{}（{}）。请核对路径。",
            path.display(),
            reason(&error)
        ))
    };
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > andu_office::import::MOST_BYTES {
        let name = path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        return Err(Failure::usage(format!(
            "“{name}”有{}兆字节，超过一次能够读取的{}兆。请按年份或者单位拆成几个文件，或者删去表中的图片后再导入。",
            size >> 20,
            andu_office::import::MOST_BYTES >> 20
        )));
    }
    std::fs::read(path).map_err(unreadable)
}

/// Writes a file that a person asked for.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|error| {
        Failure::usage(format!(
            "写不了文件{}（{}）。请核对路径和写入权限。",
            path.display(),
            reason(&error)
        ))
    })
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Failure {
        match error {
            ImportError::Office(error) => Failure::from(*error),
            other => Failure::told(other.code(), other.to_string(), other.is_refusal()),
        }
    }
}
