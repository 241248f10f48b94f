//! A file per command.

pub mod audit;
pub mod calendar;
pub mod casework;
pub mod deadline;
pub mod demo;
pub mod due;
pub mod export;
pub mod figures;
pub mod fill;
pub mod handling;
pub mod import;
pub mod init;
pub mod matter;
pub mod report;
pub mod rules;
pub mod serve;
pub mod template;
pub mod verify;
pub mod workday;

use std::sync::Arc;

use andu_office::{Office, OfficeError, Rules, Timestamp, built_in_layers, shanghai};
use jiff::civil::{Date, DateTime};

use crate::args::{Common, Format};
use crate::outcome::Failure;

/// The wall clock: the only place that reads it.
#[expect(
    clippy::disallowed_methods,
    reason = "the binary is where the time comes from"
)]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The system's user: the recorder of what is entered here.
#[expect(
    clippy::disallowed_methods,
    reason = "the binary is where the environment is read"
)]
pub fn system_user() -> String {
    let named = ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok());
    named
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "本机用户".to_owned())
}

/// The day to look at: `--on`, or today in Asia/Shanghai.
pub fn day(common: &Common) -> Result<Date, Failure> {
    match &common.on {
        Some(text) => date(text),
        None => Ok(shanghai(now()).date()),
    }
}

/// The instant to look from: the end of the day given by `--on`, or now.
pub fn instant(common: &Common) -> Result<Timestamp, Failure> {
    match &common.on {
        None => Ok(now()),
        Some(text) => at_shanghai(date(text)?.to_datetime(jiff::civil::time(23, 59, 59, 0))),
    }
}

/// The instant of a civil time in Asia/Shanghai.
pub fn at_shanghai(civil: DateTime) -> Result<Timestamp, Failure> {
    let zoned = civil.in_tz("Asia/Shanghai");
    zoned
        .map(|zoned| zoned.timestamp())
        .map_err(|_| Failure::usage(format!("时间{civil}超出范围。请核对年份。")))
}

/// Reads a day: 2025-03-01, 2025-3-1, 2025/3/1, 2025.3.1, 2025年3月1日.
pub fn date(text: &str) -> Result<Date, Failure> {
    let bare = text.strip_suffix('日').unwrap_or(text);
    let parts: Vec<_> = bare.split(['年', '月', '.', '/', '-']).collect();
    let number = |part: &str, most: usize| {
        let digits = part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<i16>().ok()).flatten()
    };
    let read = |parts: &[&str]| {
        let [year, month, day] = *parts else {
            return None;
        };
        let year = number(year, 4).filter(|_| year.len() == 4)?;
        let short = |part| i8::try_from(number(part, 2)?).ok();
        Date::new(year, short(month)?, short(day)?).ok()
    };
    read(&parts).ok_or_else(|| {
        Failure::usage(format!(
            "“{text}”不是日期。请写成2025-03-01，并核对该月有无此日。"
        ))
    })
}

/// Reads a day or a time; a day alone means its first minute.
pub fn moment(text: &str) -> Result<DateTime, Failure> {
    let Some((day, time)) = text.split_once(['T', ' ']) else {
        return Ok(date(text)?.to_datetime(jiff::civil::Time::midnight()));
    };
    let time = time.trim().parse().map_err(|_| {
        Failure::usage(format!(
            "“{text}”不是时间。请写成2025-03-01或2025-03-01T09:30。"
        ))
    });
    Ok(date(day)?.to_datetime(time?))
}

/// Splits `NAME=VALUE`.
pub fn pair(text: &str) -> Result<(String, String), Failure> {
    text.split_once('=')
        .map(|(name, value)| (name.trim().to_owned(), value.to_owned()))
        .ok_or_else(|| {
            Failure::usage(format!(
                "“{text}”不对：应写成 名称=值。请加 --help 查看例子。"
            ))
        })
}

/// Opens the office in the data folder.
pub fn office(common: &Common) -> Result<Office, Failure> {
    Ok(Office::open(&common.dir, now())?)
}

/// The rules by which days are counted: those of the office in the data folder, with the notices that it has loaded, unless a place is
/// asked for by its code; where there is no office, those that are built in.
pub fn rules_of(common: &Common, division: Option<&str>) -> Result<Arc<Rules>, Failure> {
    let built_in = || Ok(Arc::new(Rules::load(built_in_layers(division), division)?));
    if division.is_some() {
        return built_in();
    }
    match Office::open(&common.dir, now()) {
        Ok(office) => Ok(office.rules()),
        Err(OfficeError::NoOffice { .. }) => built_in(),
        Err(error) => Err(error.into()),
    }
}

/// Prints a value as JSON.
pub fn json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|_| Failure::usage("结果写不成JSON。请改用 --format text。"))?;
    say!("{text}");
    Ok(())
}

/// Whether the output is for programs.
pub fn is_json(common: &Common) -> bool {
    common.format == Format::Json
}
