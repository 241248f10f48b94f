//! `andu audit`.

mod told;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use andu_office::audit::{
    AuditError, Audited, Auditor, MOST_BYTES, Matches, ReadError, read_by_office_program,
};
use andu_office::import::{Stopped, StoppedWay};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json as value};

use super::{is_json, json, now, office, pair, system_user};
use crate::args::Common;
use crate::outcome::{Ended, Failure, Outcome, reason};

/// Where the page is served; another free port is taken where this one is not.
const ADDRESS: &str = "127.0.0.1:8687";

/// 报告校核：查数字矛盾、错别字、过期文件、缺项和个人信息
#[derive(Debug, clap::Args)]
#[command(
    after_help = include_str!("../../help/audit.txt")
)]
pub struct AuditArgs {
    /// 报告：DOCX、DOC、WPS、OFD、PDF、HTML、TXT、MD
    #[arg(value_name = "文件")]
    files: Vec<PathBuf>,
    /// 报告年度；不写则取报告里写的
    #[arg(long, value_name = "年份")]
    year: Option<i16>,
    /// 与 --dir 同用：第几个数字对应哪个指标，记入数据目录；没有对应的写 -
    #[arg(long = "match", value_name = "序号=指标")]
    matches: Vec<String>,
    /// 不写文件时网页的本机地址和端口
    #[arg(long, value_name = "地址")]
    listen: Option<String>,
}

/// Why a file was not audited.
enum Unread {
    /// The system would not give it.
    System(&'static str),
    /// What it is.
    Audit(AuditError),
}

/// Runs the command.
pub fn run(common: &Common, args: &AuditArgs) -> Ended {
    if args.files.is_empty() {
        return open_page(args);
    }
    if let Some(year) = args.year.filter(|year| !(1949..=2100).contains(year)) {
        return Err(Failure::usage(format!(
            "年份“{year}”不能用。请写四位公历年份，如2025。"
        )));
    }
    let said: Vec<(usize, String)> = args
        .matches
        .iter()
        .map(|text| {
            let (number, indicator) = pair(text)?;
            let number = number.parse().ok().filter(|_| args.files.len() == 1);
            let number = number.ok_or_else(|| {
                Failure::usage(format!(
                    "--match {text} 不能用。请写成 序号=指标，如 3=npc-suggestion-received，并且只校核一个文件。"
                ))
            })?;
            Ok((number, indicator))
        })
        .collect::<Result<_, Failure>>()?;
    let mut answers = audit_all(&args.files, args.year);
    if records_are_asked_for() {
        against(common, &mut answers, &said)?;
    }
    if is_json(common) {
        let all: Vec<Value> = args
            .files
            .iter()
            .zip(&answers)
            .map(|(file, answer)| shape(file, answer))
            .collect();
        match all.as_slice() {
            [one] => json(one)?,
            _ => json(&all)?,
        }
    } else {
        for (file, answer) in args.files.iter().zip(&answers) {
            match answer {
                Ok(audited) => told::tell(audited),
                Err(error) => eprintln!("{}：{}", file.display(), sentence(error)),
            }
        }
        told::sum(&answers);
    }
    let unread = answers.iter().any(Result::is_err);
    let wrong = answers.iter().flatten().any(Audited::is_wrong);
    Ok(match (unread, wrong) {
        (true, _) => Outcome::Unusable,
        (_, true) => Outcome::Wrong,
        _ => Outcome::Fine,
    })
}

/// Audits files side by side; the answers stand in the order of the files.
fn audit_all(files: &[PathBuf], year: Option<i16>) -> Vec<Result<Audited, Unread>> {
    let auditor = Auditor::built_in(None);
    let bar = match files.len() {
        1 => ProgressBar::hidden(),
        count => ProgressBar::new(count as u64),
    };
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message("校核");
    let next = AtomicUsize::new(0);
    let answers = Mutex::new(Vec::with_capacity(files.len()));
    let hands = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..hands.min(files.len()) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = files.get(at) else { break };
                    let answer = audit_one(&auditor, file, year);
                    let mut answers = answers
                        .lock()
                        .unwrap_or_else(|poisoned| poisoned.into_inner());
                    answers.push((at, answer));
                    bar.inc(1);
                }
            });
        }
    });
    bar.finish_and_clear();
    let mut answers = answers
        .into_inner()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    answers.sort_by_key(|(at, _)| *at);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

fn audit_one(auditor: &Auditor, file: &Path, year: Option<i16>) -> Result<Audited, Unread> {
    let system = |error: std::io::Error| Unread::System(reason(&error));
    let size = std::fs::metadata(file).map_err(system)?.len();
    if size > MOST_BYTES as u64 {
        let megabytes = usize::try_from(size.div_ceil(1024 * 1024)).unwrap_or(usize::MAX);
        return Err(Unread::Audit(ReadError::TooLarge { megabytes }.into()));
    }
    let bytes = std::fs::read(file).map_err(system)?;
    let name = file.to_string_lossy();
    let answer = match auditor.audit(&name, &bytes, year) {
        Err(AuditError::Read(known)) => {
            drop(bytes);
            let paper = read_by_office_program(file, known).map_err(AuditError::Read);
            paper.and_then(|paper| auditor.review(&name, paper, year))
        }
        answer => answer,
    };
    answer.map_err(Unread::Audit)
}

/// Whether `--dir` was written; its default alone does not ask for a comparison.
fn records_are_asked_for() -> bool {
    std::env::args_os().any(|word| word == "--dir" || word.to_string_lossy().starts_with("--dir="))
}

/// Compares with the records, after keeping what was said of matches.
fn against(
    common: &Common,
    answers: &mut [Result<Audited, Unread>],
    said: &[(usize, String)],
) -> Result<(), Failure> {
    let office = office(common)?;
    for answer in answers.iter() {
        if let Err(Unread::Audit(AuditError::Classified { label, .. })) = answer {
            let stopped = Stopped {
                way: StoppedWay::Audit,
                now: now(),
                recorder: &system_user(),
                channel: "cli",
            };
            // Where even that cannot be entered, the stop itself is what has to be told.
            office.record_stop(label, stopped).ok();
        }
    }
    let mut matches = Matches::load(&common.dir)?;
    if let (false, Some(Ok(audited))) = (said.is_empty(), answers.first()) {
        for (number, indicator) in said {
            matches.say(&office, audited, *number, indicator)?;
        }
        matches.save(&common.dir)?;
    }
    for audited in answers.iter_mut().flatten() {
        office.audit_against(audited, &matches)?;
    }
    Ok(())
}

fn sentence(error: &Unread) -> String {
    match error {
        Unread::System(why) => format!("读不了（{why}）。请核对文件名和权限。"),
        Unread::Audit(error) => error.to_string(),
    }
}

fn shape(file: &Path, answer: &Result<Audited, Unread>) -> Value {
    match answer {
        Ok(audited) => serde_json::to_value(audited).unwrap_or_default(),
        Err(error) => {
            let code = match error {
                Unread::System(_) => "unreadable",
                Unread::Audit(error) => error.code(),
            };
            value!({
                "file": file.to_string_lossy(),
                "error": { "code": code, "message": sentence(error), "article": [] },
            })
        }
    }
}

/// Opens the drop-a-file page, and a browser on it where somebody sits before a screen.
fn open_page(args: &AuditArgs) -> Ended {
    let asked = args.listen.as_deref();
    let text = asked.unwrap_or(ADDRESS);
    let mut address: SocketAddr = text
        .parse()
        .map_err(|_| Failure::usage(format!("“{text}”不是地址。请写成{ADDRESS}。")))?;
    let free = std::net::TcpListener::bind(address).is_ok();
    if asked.is_none() && !free {
        address.set_port(0);
    }
    let runtime = tokio::runtime::Runtime::new().map_err(|error| {
        Failure::usage(format!(
            "开不了网页服务（{}）。请检查系统资源。",
            reason(&error)
        ))
    })?;
    let ready = |address: SocketAddr| {
        let page = format!("http://{address}/audit");
        eprintln!("请用浏览器打开 {page}　把报告拖进去即可；按Ctrl-C停止。");
        if std::io::IsTerminal::is_terminal(&std::io::stderr()) {
            open_browser(&page);
        }
    };
    runtime
        .block_on(andu_web::serve_audit(address, now, ready))
        .map_err(|error| Failure::usage(error.to_string()))?;
    Ok(Outcome::Fine)
}

/// Opens the page; where no browser can be found, the address was told.
fn open_browser(page: &str) {
    let (program, first): (&str, &[&str]) = if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let quiet = std::process::Stdio::null;
    let started = std::process::Command::new(program)
        .args(first)
        .arg(page)
        .stdin(quiet())
        .stdout(quiet())
        .stderr(quiet())
        .spawn();
    drop(started);
}
