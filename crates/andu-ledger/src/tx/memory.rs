//! What the writer knows from earlier transactions, as long as nobody else has written since.

use foldhash::fast::RandomState;
use foldhash::{HashMap, HashSet};
use hashlink::LruCache;

use rusqlite::Connection;

use super::Seen;
use crate::LedgerError;
use crate::rows::{Cell, ClockRow, MatterHead};

/// Head rows of so many matters are kept; a stream of acts comes back to few.
const MATTERS: usize = 1_024;

/// Rows of so many matters are kept; they are longer than head rows.
const ROWS: usize = 256;

/// The end of one chain.
#[derive(Debug, Clone)]
pub(crate) struct ChainEnd {
    pub(crate) seq: u64,
    pub(crate) hash: String,
    pub(super) recorded_at: i64,
    /// Whether the head row has to be written before the commit.
    pub(crate) moved: bool,
}

/// What the writer knows of one organ.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) end: Option<ChainEnd>,
    pub(super) matters: Recent<MatterHead>,
    /// Rows of matters in their registers.
    pub(super) records: Recent<Record>,
    /// Clocks of matters.
    pub(super) clocks: Recent<Vec<ClockRow>>,
    pub(super) settings: HashMap<String, Option<String>>,
    /// Last numbers of series.
    pub(super) numbers: HashMap<String, u64>,
    /// Keys that the running transaction has claimed, by procedure and key.
    pub(super) keys: HashMap<(String, String), String>,
    /// Commands that the running transaction has carried out.
    pub(super) commands: HashSet<String>,
}

/// What is known of the matters used last, by their ids.
#[derive(Debug)]
pub(super) struct Recent<V>(LruCache<String, V, RandomState>);

/// A register, and the values of a matter's row in it; `None` where it has none.
pub(super) type Record = (String, Option<Vec<Cell>>);

/// What the writer knows of every organ. Another process may write between two transactions: [`Memory::renew`] then forgets.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// SQLite's `data_version`, which changes when another connection commits, and not when this one does.
    version: Option<i64>,
    organs: HashMap<String, Known>,
}

impl Memory {
    /// Forgets everything where somebody else has written. To be called when a transaction has begun to write: from then on
    /// nobody else can.
    pub(crate) fn renew(&mut self, conn: &Connection) -> Result<(), LedgerError> {
        let version = conn
            .prepare_cached("pragma data_version")?
            .query_row([], |row| row.get(0))?;
        if self.version != Some(version) {
            self.organs.clear();
            self.version = Some(version);
        }
        self.organs.values_mut().for_each(Known::begin);
        Ok(())
    }

    /// Forgets everything: what was remembered may have been rolled back.
    pub(crate) fn forget(&mut self) {
        self.organs.clear();
    }

    pub(crate) fn of(&self, organ: &str) -> Option<&Known> {
        self.organs.get(organ)
    }

    pub(crate) fn of_mut(&mut self, organ: &str) -> &mut Known {
        if !self.organs.contains_key(organ) {
            self.organs.insert(organ.to_string(), Known::default());
        }
        self.organs
            .get_mut(organ)
            .expect("an organ that was not there has just been put in")
    }

    /// The chains that the running transaction has moved.
    pub(crate) fn moved(&mut self) -> impl Iterator<Item = (&str, &mut ChainEnd)> {
        let known = self.organs.iter_mut();
        known.filter_map(|(organ, known)| {
            let end = known.end.as_mut().filter(|end| end.moved)?;
            Some((organ.as_str(), end))
        })
    }
}

impl Known {
    /// Makes room, and forgets what is asked for in one transaction only. Inside a transaction nothing that it has changed is forgotten:
    /// whatever is not known here is read from the state before it.
    fn begin(&mut self) {
        self.matters.keep(MATTERS);
        self.records.keep(ROWS);
        self.clocks.keep(ROWS);
        self.keys.clear();
        self.commands.clear();
    }

    /// Takes over what an act that is kept has read and written.
    pub(super) fn learn(&mut self, seen: Seen) {
        let heads = seen.matters.into_iter();
        self.matters
            .extend(heads.filter_map(|(matter, head)| Some((matter, head?))));
        self.records.extend(seen.records);
        self.clocks.extend(seen.clocks);
        self.settings.extend(seen.settings);
        self.numbers.extend(seen.numbers);
        self.keys.extend(seen.keys);
        let commands = seen.commands.into_iter();
        let carried_out = commands.filter(|(_, events)| *events > 0);
        self.commands
            .extend(carried_out.map(|(command, _)| command));
    }
}

impl<V> Default for Recent<V> {
    fn default() -> Self {
        Self(LruCache::with_hasher(usize::MAX, RandomState::default()))
    }
}

impl<V> Recent<V> {
    pub(super) fn get(&self, matter: &str) -> Option<&V> {
        self.0.peek(matter)
    }

    pub(super) fn contains_key(&self, matter: &str) -> bool {
        self.0.peek(matter).is_some()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Keeps what was put in last.
    fn keep(&mut self, most: usize) {
        while self.0.len() > most {
            self.0.remove_lru();
        }
    }

    fn extend(&mut self, values: impl IntoIterator<Item = (String, V)>) {
        for (matter, value) in values {
            self.0.insert(matter, value);
        }
    }
}
