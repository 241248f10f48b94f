//! What an office publishes about holidays, and what can be wrong with it.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday, date};

use crate::days;

/// A holiday notice (放假通知), national or of an autonomous county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The year it arranges; it may touch the December before and the January after.
    pub year: i16,
    /// Its title.
    pub title: String,
    /// Its document number, where known.
    pub number: Option<String>,
    /// The day it was issued, where known.
    pub issued: Option<Date>,
    /// `None` is the whole country; otherwise the first 2, 4 or all 6 digits of a GB/T 2260 code.
    pub division: Option<String>,
    /// The notice that it changes.
    pub amends: Option<String>,
    /// The days.
    pub holidays: Vec<Holiday>,
}

/// One festival's days in a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The festival, as the notice calls it.
    pub festival: String,
    /// Days off, first and last of each stretch.
    pub off: Vec<(Date, Date)>,
    /// Rest days worked in exchange.
    pub work: Vec<Date>,
}

/// What is wrong with a notice. `Display` is for the office that loads it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeFault {
    /// A day is both off and worked.
    #[error("{title}：{}既列为放假，又列为上班。请对照通知原文，只保留一项。", chinese(*.date))]
    BothOffAndWork {
        /// The notice.
        title: String,
        /// The day.
        date: Date,
    },
    /// A stretch ends before it begins.
    #[error("{title}：放假起止日颠倒，{}至{}。请对照通知原文改正。", chinese(*.from), chinese(*.to))]
    Reversed {
        /// The notice.
        title: String,
        /// First day as written.
        from: Date,
        /// Last day as written.
        to: Date,
    },
    /// A day is neither in the year nor in the month on either side of it.
    #[error("{title}：{}不属于{year}年，也不在其前后一个月内。请核对日期或通知年份。", chinese(*.date))]
    FarFromYear {
        /// The notice.
        title: String,
        /// The year of the notice.
        year: i16,
        /// The day.
        date: Date,
    },
    /// The year lies outside what the calendar can hold.
    #[error("{title}：{year}年超出日历可收的年份（{}年至{}年）。请核对通知年份。",
        days::FIRST_YEAR + 1, days::LAST_YEAR - 1)]
    OutsideRange {
        /// The notice.
        title: String,
        /// The year.
        year: i16,
    },
    /// The division is not 2, 4 or 6 digits.
    #[error("{title}：行政区划代码“{division}”不是2位、4位或6位数字。请填写国家标准代码。")]
    BadDivision {
        /// The notice.
        title: String,
        /// As written.
        division: String,
    },
    /// Two notices arrange the same year for the same place differently, and nothing says which of
    /// them holds: neither changes the other, and they are not dated apart.
    #[error(
        "{title}：{year}年已另有一份放假通知（{other}），两份所列日期不同。如系调整，请写明所调整的通知；否则请写明两份的印发日期，或者删去一份。"
    )]
    Twice {
        /// The notice.
        title: String,
        /// The year.
        year: i16,
        /// The notice before it.
        other: String,
    },
    /// A warning: a day worked in exchange is an ordinary working day anyway.
    #[error("{title}：{}是{}，本来就是工作日，却列为调休上班。请对照通知原文核对。",
        chinese(*.date), weekday(*.date))]
    WorkOnWeekday {
        /// The notice.
        title: String,
        /// The day.
        date: Date,
    },
    /// A warning: more than six days worked in a row because of an exchange.
    #[error("{title}：{}调休上班后连续工作{days}日，超过6日（全国年节及纪念日放假办法 第七条）。请对照通知原文核对。",
        chinese(*.date))]
    LongRun {
        /// The notice.
        title: String,
        /// The day worked in exchange.
        date: Date,
        /// Working days in a row around it.
        days: u32,
    },
}

impl NoticeFault {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            NoticeFault::BothOffAndWork { .. } => "notice-day-both-off-and-work",
            NoticeFault::Reversed { .. } => "notice-range-reversed",
            NoticeFault::FarFromYear { .. } => "notice-day-far-from-year",
            NoticeFault::OutsideRange { .. } => "notice-year-outside-range",
            NoticeFault::BadDivision { .. } => "notice-division",
            NoticeFault::Twice { .. } => "notice-twice",
            NoticeFault::WorkOnWeekday { .. } => "notice-work-on-weekday",
            NoticeFault::LongRun { .. } => "notice-long-run",
        }
    }

    /// A warning does not keep a calendar from being made: the notice may really say so, as that of
    /// 2020 did of Monday the 3rd of February.
    #[must_use]
    pub fn is_warning(&self) -> bool {
        matches!(
            self,
            NoticeFault::WorkOnWeekday { .. } | NoticeFault::LongRun { .. }
        )
    }
}

/// What a notice makes of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arranged {
    Off,
    Work,
}

impl Notice {
    /// Every day it arranges, in the order written; ranges that make no
    /// sense yield nothing, and endless ones no more than a year.
    pub(crate) fn days(&self) -> impl Iterator<Item = (Date, Arranged, &str)> {
        self.holidays.iter().flat_map(|holiday| {
            let off = holiday.off.iter().flat_map(|&(from, to)| {
                from.series(jiff::ToSpan::days(1))
                    .take(366)
                    .take_while(move |&day| day <= to)
            });
            let work = holiday.work.iter().map(|&day| (day, Arranged::Work));
            off.map(|day| (day, Arranged::Off))
                .chain(work)
                .map(|(day, arranged)| (day, arranged, holiday.festival.as_str()))
        })
    }

    fn arrangement(&self) -> BTreeMap<Date, Arranged> {
        self.days()
            .map(|(date, arranged, _)| (date, arranged))
            .collect()
    }

    /// Where it stands among others: a later one overrides. Narrower divisions override wider
    /// ones, changes override what they change, and otherwise the later issue does.
    pub(crate) fn rank(&self) -> (usize, bool, Date) {
        let issued = self
            .issued
            .unwrap_or_else(|| Date::new(self.year.saturating_sub(1), 12, 31).unwrap_or(Date::MIN));
        (
            self.division.as_deref().map_or(0, str::len),
            self.amends.is_some(),
            issued,
        )
    }

    /// Whether it holds for an office of this division.
    pub(crate) fn applies_to(&self, office: Option<&str>) -> bool {
        match (&self.division, office) {
            (None, _) => true,
            (Some(division), Some(office)) => office.starts_with(division.as_str()),
            (Some(_), None) => false,
        }
    }

    fn faults(&self) -> Vec<NoticeFault> {
        let title = || self.title.clone();
        let year = self.year;
        if !(days::FIRST_YEAR + 1..days::LAST_YEAR).contains(&year) {
            return vec![NoticeFault::OutsideRange {
                title: title(),
                year,
            }];
        }
        let mut faults = Vec::new();
        if let Some(division) = &self.division
            && !(matches!(division.len(), 2 | 4 | 6)
                && division.bytes().all(|b| b.is_ascii_digit()))
        {
            faults.push(NoticeFault::BadDivision {
                title: title(),
                division: division.clone(),
            });
        }
        let near = date(year - 1, 12, 1)..=date(year + 1, 1, 31);
        for &(from, to) in self.holidays.iter().flat_map(|holiday| &holiday.off) {
            if from > to {
                faults.push(NoticeFault::Reversed {
                    title: title(),
                    from,
                    to,
                });
            }
            // The ends stand for the whole stretch, so that a slip in the year is said once.
            for date in [from, to] {
                if !near.contains(&date) {
                    faults.push(NoticeFault::FarFromYear {
                        title: title(),
                        year,
                        date,
                    });
                }
            }
        }
        for &date in self.holidays.iter().flat_map(|holiday| &holiday.work) {
            if !near.contains(&date) {
                faults.push(NoticeFault::FarFromYear {
                    title: title(),
                    year,
                    date,
                });
            } else if self.amends.is_none() && !is_weekend(date) {
                faults.push(NoticeFault::WorkOnWeekday {
                    title: title(),
                    date,
                });
            }
        }
        if faults.iter().all(NoticeFault::is_warning) {
            let mut seen = BTreeMap::new();
            for (date, arranged, _) in self.days() {
                if *seen.entry(date).or_insert(arranged) != arranged {
                    faults.push(NoticeFault::BothOffAndWork {
                        title: title(),
                        date,
                    });
                }
            }
        }
        faults.dedup();
        faults
    }
}

/// All faults of the notices by themselves and among each other, warnings included.
pub(crate) fn faults(notices: &[Notice]) -> Vec<NoticeFault> {
    let mut faults: Vec<NoticeFault> = notices.iter().flat_map(Notice::faults).collect();
    let mut first: BTreeMap<(i16, Option<&str>), &Notice> = BTreeMap::new();
    for notice in notices.iter().filter(|notice| notice.amends.is_none()) {
        let other = *first
            .entry((notice.year, notice.division.as_deref()))
            .or_insert(notice);
        let dated_apart =
            matches!((other.issued, notice.issued), (Some(one), Some(two)) if one != two);
        // The same notice may come twice, with the rule pack and by the office's own hand.
        let same = std::ptr::eq(other, notice);
        if !same && !dated_apart && other.arrangement() != notice.arrangement() {
            faults.push(NoticeFault::Twice {
                title: notice.title.clone(),
                year: notice.year,
                other: other.title.clone(),
            });
        }
    }
    faults
}

pub(crate) fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// A date as an office writes it, without the year's era: 2025年10月1日.
pub(crate) fn chinese(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

fn weekday(date: Date) -> &'static str {
    ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
        [usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())]
}
