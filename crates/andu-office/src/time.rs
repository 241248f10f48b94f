//! The one place where an instant becomes the office's civil time.

use std::sync::LazyLock;

use andu_calendar::DateTime;
use andu_ledger::Timestamp;
use jiff::tz::TimeZone;

/// Civil time in Asia/Shanghai, to the second.
pub fn shanghai(at: Timestamp) -> DateTime {
    let zoned = at.to_zoned(zone());
    let civil = zoned.datetime();
    civil.with().subsec_nanosecond(0).build().unwrap_or(civil)
}

/// The instant of a civil time in Asia/Shanghai.
pub(crate) fn instant(civil: DateTime) -> Timestamp {
    civil
        .to_zoned(zone())
        .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

fn zone() -> TimeZone {
    // The zone database is compiled in, and looked up once: every act asks. UTC+8 is what Asia/Shanghai has been since 1991.
    static ZONE: LazyLock<TimeZone> = LazyLock::new(|| {
        TimeZone::get("Asia/Shanghai").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(8)))
    });
    ZONE.clone()
}
