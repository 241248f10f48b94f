//! What every page shows around its content: whose office, which day, the places to go.

use andu_office::{Office, Timestamp, shanghai};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::asked::{Asked, address};
use crate::fault::Fault;

/// The places in the head of every page.
pub(crate) const PLACES: [(Nav, &str, &str); 10] = [
    (Nav::Desk, "/", "工作台"),
    (Nav::Registers, "/registers", "台账"),
    (Nav::Figures, "/figures", "指标"),
    (Nav::Report, "/report", "年度报告"),
    (Nav::Import, "/import", "导入台账"),
    (Nav::Handling, "/handling", "办理表"),
    (Nav::Fill, "/fill", "填上级表"),
    (Nav::Audit, "/audit", "报告校核"),
    (Nav::Deadline, "/deadline", "期限计算"),
    (Nav::Verify, "/verify", "核验"),
];

/// What whoever is not of the office sees in the head of a page.
const PUBLIC: [(Nav, &str, &str); 1] = [(Nav::Lookup, "/lookup", "查询办理进度")];

/// Where a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nav {
    Desk,
    Registers,
    Figures,
    Report,
    Import,
    Handling,
    Fill,
    Audit,
    Deadline,
    Verify,
    Lookup,
    Nowhere,
}

/// The frame of a page.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub office: String,
    pub demonstration: bool,
    /// The day looked at.
    pub today: Date,
    /// The end of that day where it was asked for, else this moment.
    pub at: Timestamp,
    pub large: bool,
    nav: Nav,
    on: Option<Date>,
    asked: Asked,
    /// Without an office there is one place only.
    alone: bool,
}

impl Site {
    pub(crate) fn new(
        office: &Office,
        asked: &Asked,
        nav: Nav,
        now: Timestamp,
    ) -> Result<Site, Fault> {
        let mut site = Site::of_today(office, asked, nav, now);
        let Some(text) = asked.get("on") else {
            return Ok(site);
        };
        if !site.demonstration {
            return Err(Fault::usage(
                "只有演示单位可以另指查看的日期。请去掉地址中的日期，按今天查看。",
            ));
        }
        let day = crate::words::day(text).ok_or_else(|| {
            Fault::usage(format!(
                "地址中的日期“{text}”读不懂。请写成2026-01-12的样子。"
            ))
        })?;
        site.on = Some(day);
        site.today = day;
        site.at = end_of(day).unwrap_or(now);
        Ok(site)
    }

    /// The frame of a page that looks at today, whatever the address says.
    pub(crate) fn of_today(office: &Office, asked: &Asked, nav: Nav, now: Timestamp) -> Site {
        Site {
            office: office.name().to_owned(),
            demonstration: office.demonstration().is_some(),
            today: shanghai(now).date(),
            at: now,
            large: asked.get("large") == Some("1"),
            nav,
            on: None,
            asked: asked.clone(),
            alone: false,
        }
    }

    /// The frame of the one page that needs no office.
    pub(crate) fn alone(asked: &Asked, now: Timestamp) -> Site {
        Site {
            office: "案牍".to_owned(),
            demonstration: false,
            today: shanghai(now).date(),
            at: now,
            large: asked.get("large") == Some("1"),
            nav: Nav::Audit,
            on: None,
            asked: asked.clone(),
            alone: true,
        }
    }

    /// The same site in another place.
    pub(crate) fn at_place(mut self, nav: Nav) -> Site {
        self.nav = nav;
        self
    }

    /// What is kept from page to page.
    pub(crate) fn kept(&self) -> Vec<(&'static str, String)> {
        let on = self.on.map(|on| ("on", on.to_string()));
        let large = self.large.then(|| ("large", "1".to_owned()));
        on.into_iter().chain(large).collect()
    }

    /// A link within the site.
    pub(crate) fn to(&self, path: &str) -> String {
        self.with(path, &[])
    }

    /// A link within the site, with a query.
    pub(crate) fn with(&self, path: &str, pairs: &[(&str, &str)]) -> String {
        let kept = self.kept();
        let given = pairs.iter().copied().filter(|(_, value)| !value.is_empty());
        let kept = kept.iter().map(|(name, value)| (*name, value.as_str()));
        address(path, given.chain(kept))
    }

    /// A link to a matter.
    pub(crate) fn matter(&self, id: &str) -> String {
        self.to(&format!("/matters/{}", crate::asked::segment(id)))
    }

    /// This page with one value of its query changed; an empty one is taken out, and a list begins anew.
    pub(crate) fn here(&self, name: &str, value: &str) -> String {
        let pairs = self.asked.pairs.iter();
        let others = pairs.filter(|(key, value)| {
            key != name && !value.is_empty() && !matches!(key.as_str(), "after" | "page")
        });
        let others = others.map(|(key, value)| (key.as_str(), value.as_str()));
        let changed = (!value.is_empty()).then_some((name, value));
        address(&self.asked.path, others.chain(changed))
    }

    /// This page in the other size of print.
    pub(crate) fn other_size(&self) -> String {
        let pairs = self.asked.pairs.iter();
        let others = pairs.filter(|(key, value)| key != "large" && !value.is_empty());
        let others = others.map(|(key, value)| (key.as_str(), value.as_str()));
        address(
            &self.asked.path,
            others.chain((!self.large).then_some(("large", "1"))),
        )
    }

    /// The places to go, and whether this page is there.
    pub(crate) fn places(&self) -> Vec<(String, &'static str, bool)> {
        let place =
            |(nav, path, label): (Nav, &str, &'static str)| (self.to(path), label, nav == self.nav);
        if self.nav == Nav::Lookup {
            return PUBLIC.into_iter().map(place).collect();
        }
        let here = PLACES.into_iter();
        let here = here.filter(|(nav, ..)| !self.alone || *nav == Nav::Audit);
        here.map(place).collect()
    }

    /// The day looked at, in words.
    pub(crate) fn day_in_words(&self) -> String {
        crate::words::long(self.today)
    }
}

/// The last second of a day in the office's time zone.
fn end_of(day: Date) -> Option<Timestamp> {
    let zone = TimeZone::get("Asia/Shanghai").ok()?;
    let zoned = day.at(23, 59, 59, 0).to_zoned(zone).ok()?;
    Some(zoned.timestamp())
}
