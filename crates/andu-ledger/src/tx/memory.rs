//! What the writer knows from earlier transactions, as long as nobody else has written since.

use foldhash::fast::RandomState;
use foldhash::{HashMap, HashSet};
use hashlink::LruCache;

use rusqlite::Connection;

use super::Seen;
use crate::LedgerError;
use crate::rows::{Cell, ClockRow, MatterHead};

/// So many matters are remembered; a stream of acts comes back to few.
const MATTERS: usize = 1_024;

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
    /// The last place that the chain had when the transaction began; nought where it was not known.
    pub(super) begun_at: u64,
    pub(super) matters: Recent,
    pub(super) settings: HashMap<String, Option<String>>,
    /// Last numbers of series.
    pub(super) numbers: HashMap<String, u64>,
    /// Keys that the running transaction has claimed, by procedure and key.
    pub(super) keys: HashMap<(String, String), String>,
    /// Commands that the running transaction has carried out.
    pub(super) commands: HashSet<String>,
    /// The greatest command ever carried out.
    pub(super) last_command: Option<String>,
}

/// What is known of the matters used last, by their ids.
#[derive(Debug)]
pub(super) struct Recent(LruCache<String, Kept, RandomState>);

/// What is known of one matter.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) head: Standing,
    /// Whether it was opened since: then whatever is not known of its rows is not there.
    pub(super) opened: bool,
    /// A register, and the values of its row there; the inner `None` says that it has none.
    pub(super) record: Option<(String, Option<Vec<Cell>>)>,
    pub(super) clocks: Option<Vec<ClockRow>>,
}

/// What is known of a matter's head row.
#[derive(Debug, Default)]
pub(super) enum Standing {
    #[default]
    Unknown,
    Absent,
    There(MatterHead),
}

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

    /// Makes room. Not to be called inside a transaction: whatever is not known here is then read from the state before it.
    pub(crate) fn make_room(&mut self) {
        let known = self.organs.values_mut();
        known.for_each(|known| known.matters.keep(MATTERS));
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
    /// Forgets what is asked for in one transaction only.
    fn begin(&mut self) {
        self.begun_at = self.end.as_ref().map_or(0, |end| end.seq);
        self.keys.clear();
        self.commands.clear();
    }

    /// Takes over what an act that is kept has read and written.
    pub(super) fn learn(&mut self, seen: Seen) {
        self.matters.extend(seen.matters);
        self.settings.extend(seen.settings);
        self.numbers.extend(seen.numbers);
        self.keys.extend(seen.keys);
        let commands = seen.commands.into_iter();
        for (command, _) in commands.filter(|(_, events)| *events > 0) {
            if let Some(last) = &mut self.last_command
                && *last < command
            {
                last.clone_from(&command);
            }
            self.commands.insert(command);
        }
    }
}

impl Default for Recent {
    fn default() -> Self {
        Self(LruCache::with_hasher(usize::MAX, RandomState::default()))
    }
}

impl Recent {
    pub(super) fn get(&self, matter: &str) -> Option<&Kept> {
        self.0.peek(matter)
    }

    /// Forgets the rows of registers, which a table that is extended changes.
    pub(super) fn forget_records(&mut self) {
        self.0.iter_mut().for_each(|(_, kept)| kept.forget_record());
    }

    /// Keeps what was used last.
    fn keep(&mut self, most: usize) {
        while self.0.len() > most {
            self.0.remove_lru();
        }
    }

    fn extend(&mut self, seen: impl IntoIterator<Item = (String, Kept)>) {
        for (matter, newer) in seen {
            match self.0.get_mut(&matter) {
                Some(kept) => kept.take_over(newer),
                None => drop(self.0.insert(matter, newer)),
            }
        }
    }
}

impl Kept {
    pub(super) fn forget_record(&mut self) {
        self.opened = false;
        self.record = None;
    }

    fn take_over(&mut self, newer: Kept) {
        let Kept {
            head,
            opened,
            record,
            clocks,
        } = newer;
        if !matches!(head, Standing::Unknown) {
            self.head = head;
        }
        self.opened |= opened;
        self.record = record.or(self.record.take());
        self.clocks = clocks.or(self.clocks.take());
    }
}
