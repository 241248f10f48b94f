//! Opening ledgers, and events to put in them.

use std::ops::Deref;
use std::path::Path;

use andu_ledger::{
    Access, ActError, Appended, ClockRow, DateTime, Ledger, LedgerError, NewEvent, OrganReport,
    Timestamp, Tx,
};
use tempfile::TempDir;

pub const ORGAN: &str = "office";

/// A ledger whose chain is verified when the test ends.
pub struct Opened {
    ledger: Option<Ledger>,
    dir: Option<TempDir>,
    whole: bool,
}

impl Opened {
    /// The folder; only a ledger on a file has one.
    pub fn dir(&self) -> &Path {
        self.dir
            .as_ref()
            .expect("this ledger lies in a folder")
            .path()
    }

    /// Closes the ledger, lets the test do something to the folder, and opens it again.
    pub fn reopened(&mut self, between: impl FnOnce(&Path)) {
        self.ledger.take().unwrap().close().unwrap();
        between(self.dir());
        self.ledger = Some(Ledger::open(self.dir(), Access::Shared).unwrap());
    }

    /// Says that the test breaks the chain on purpose.
    pub fn is_broken_on_purpose(&mut self) {
        self.whole = false;
    }

    #[track_caller]
    pub fn report(&self) -> OrganReport {
        let mut reports = self.verify().unwrap();
        assert_eq!(reports.len(), 1, "{reports:?}");
        reports.remove(0)
    }
}

impl Deref for Opened {
    type Target = Ledger;

    fn deref(&self) -> &Ledger {
        self.ledger.as_ref().expect("a ledger that is open")
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        let Some(ledger) = self.ledger.take() else {
            return;
        };
        if !std::thread::panicking() && self.whole {
            for report in ledger.verify().unwrap() {
                assert!(report.ok, "{report:?}");
            }
        }
        ledger.close().unwrap();
        if let (true, Some(dir)) = (self.whole && !std::thread::panicking(), &self.dir) {
            assert!(
                !dir.path().join("andu.db-wal").exists(),
                "the log is emptied when the last handle closes"
            );
        }
    }
}

pub fn on_a_file() -> Opened {
    let dir = tempfile::tempdir().unwrap();
    let ledger = Ledger::create(dir.path()).unwrap();
    Opened {
        ledger: Some(ledger),
        dir: Some(dir),
        whole: true,
    }
}

pub fn in_memory() -> Opened {
    Opened {
        ledger: Some(Ledger::in_memory().unwrap()),
        dir: None,
        whole: true,
    }
}

pub fn moment(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(1_741_654_800_000 + milliseconds).unwrap()
}

pub fn event(matter: &str, version: u32) -> NewEvent {
    NewEvent {
        matter: matter.into(),
        procedure: "suggestion".into(),
        matter_version: version,
        recorded_at: moment(i64::from(version)),
        happened_at: DateTime::constant(2025, 3, 11, 9, 0, 0, 0),
        actor: "张三".into(),
        recorder: "李四".into(),
        channel: "web".into(),
        command: format!("{matter}-{version}"),
        rule_digest: "d1".into(),
        body: format!(r#"{{"action":"act-{version}"}}"#),
    }
}

/// Appends one event in an act of its own.
pub fn append(ledger: &Ledger, event: NewEvent) -> Result<Appended, ActError<LedgerError>> {
    ledger.act(ORGAN, move |tx| tx.append(event))
}

/// Carries out an act that must succeed.
#[track_caller]
pub fn act<T: Send + 'static>(
    ledger: &Ledger,
    f: impl FnOnce(&mut Tx<'_>) -> Result<T, LedgerError> + Send + 'static,
) -> T {
    ledger.act(ORGAN, f).unwrap()
}

/// The code of whatever kept an act from being done.
#[track_caller]
pub fn code<T: std::fmt::Debug>(outcome: Result<T, ActError<LedgerError>>) -> &'static str {
    match outcome.unwrap_err() {
        ActError::Refused(error) | ActError::Ledger(error) => error.code(),
    }
}

pub fn clock(name: &str, due: &str, state: &str) -> ClockRow {
    ClockRow {
        procedure: "suggestion".into(),
        clock: name.into(),
        start: "2025-03-11".into(),
        state: state.into(),
        due: Some(due.into()),
        stopped: (state == "stopped").then(|| "2025-03-12".into()),
        kept: (state == "stopped").then_some(true),
        consumed: Some(1),
        provisional: false,
        calendar: "c1".into(),
        unit: None,
        handler: Some("王五".into()),
    }
}
