//! Writing: what an act may do inside its transaction.

mod deferred;
mod memory;
mod projections;
mod side;

use foldhash::HashMap;
use std::cell::OnceCell;
use std::ops::Deref;

pub(crate) use deferred::Written;
use memory::Record;
pub(crate) use memory::{ChainEnd, Memory};
pub use projections::HistoryRow;

use jiff::Timestamp;
use rusqlite::params;

use self::deferred::Writes;
use crate::chain::{FORMAT, GENESIS, Preimage, event_hash};
use crate::event::{Appended, Event, Head, NewEvent};
use crate::lane::Lane;
use crate::rows::{ClockRow, MatterHead};
use crate::snapshot::{Snapshot, event_row, signed, unsigned};
use crate::statements::{Call, Sql};
use crate::table::TableCache;
use crate::{LedgerError, sql};

/// One act on one organ's chain. Reads through [`Snapshot`] see what the act has written so far.
pub struct Tx<'a> {
    lane: &'a Lane,
    /// What the transaction has come to, from the first reading of it on.
    snapshot: OnceCell<Snapshot<'a>>,
    organ: &'a str,
    memory: &'a mut Memory,
    tables: &'a mut TableCache,
    writes: Writes<'a>,
    seen: Seen,
}

/// What the act has read and written so far, so that it need not read it back.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// How many events each command has; only commands that no other act carried out.
    commands: HashMap<String, u32>,
    /// Head rows of matters.
    matters: HashMap<String, Option<MatterHead>>,
    /// Last numbers of series.
    numbers: HashMap<String, u64>,
    /// Keys claimed, by procedure and key.
    keys: HashMap<(String, String), String>,
    /// Settings.
    settings: HashMap<String, Option<String>>,
    /// Matters that the act opened: nothing of theirs was written before.
    opened: Vec<String>,
    /// Rows of matters in their registers, as the act has left them.
    records: HashMap<String, Record>,
    /// Clocks of matters, as the act has left them.
    clocks: HashMap<String, Vec<ClockRow>>,
}

impl<'a> Deref for Tx<'a> {
    type Target = Snapshot<'a>;

    fn deref(&self) -> &Snapshot<'a> {
        self.snapshot()
    }
}

impl std::fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx")
            .field("organ", &self.organ)
            .finish_non_exhaustive()
    }
}

impl<'a> Tx<'a> {
    /// An act in a transaction that stands; `alone` where the act began it.
    pub(crate) fn new(
        lane: &'a Lane,
        organ: &'a str,
        alone: bool,
        memory: &'a mut Memory,
        tables: &'a mut TableCache,
    ) -> Self {
        Self {
            lane,
            snapshot: OnceCell::new(),
            organ,
            memory,
            tables,
            writes: Writes::new(lane, alone),
            seen: Seen::default(),
        }
    }

    pub(crate) fn finish(self, keep: bool) -> Written {
        let written = self.writes.finish(keep);
        if keep && written.fault.is_none() {
            let known = self.memory.of_mut(self.organ);
            known.learn(self.seen);
        }
        written
    }

    /// The reading side, for what belongs to another organ.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot<'a> {
        // A fault is remembered, and the act then is not kept whatever it read.
        let _ = self.writes.settle();
        self.snapshot
            .get_or_init(|| Snapshot::new(self.lane.conn()))
    }

    /// For what would be known here, had this transaction touched it: then the state before it says the same.
    fn untouched(&self) -> Snapshot<'a> {
        Snapshot::new(self.lane.before().unwrap_or_else(|| self.lane.conn()))
    }

    /// The organ whose chain this act writes.
    #[must_use]
    pub fn organ(&self) -> &str {
        self.organ
    }

    /// The end of the chain, as it stands inside this transaction.
    ///
    /// # Errors
    /// [`LedgerError::ChainBroken`] where head row and last event disagree.
    pub fn head(&mut self) -> Result<Head, LedgerError> {
        let end = self.chain_end()?;
        Ok(Head {
            seq: end.seq,
            hash: end.hash.clone(),
        })
    }

    /// Appends an event, and moves the heads of its matter and of the chain.
    ///
    /// # Errors
    /// [`LedgerError::Stale`] where the matter's version is not the next one (nothing was written then);
    /// [`LedgerError::RepeatedCommand`] where another act carried the command out (nothing was written either).
    pub fn append(&mut self, event: NewEvent) -> Result<Appended, LedgerError> {
        check_fields(&event)?;
        let end = self.chain_end()?;
        let (seq, prev) = (end.seq + 1, end.hash.clone());
        let recorded_at = event.recorded_at.as_millisecond().max(end.recorded_at);
        let ordinal = self.next_ordinal(&event.command)?;
        self.advance_matter(&event, seq)?;
        self.seen
            .commands
            .insert(event.command.clone(), ordinal + 1);
        let place = Place {
            seq,
            prev,
            recorded_at,
            happened_at: event.happened_at.to_string(),
            ordinal,
        };
        let hash = place.hash(self.organ, &event);
        self.writes.later(Sql::Named(sql::EVENT_INSERT), |call| {
            place.give(call, self.organ, &event, &hash);
        })?;
        let moved = ChainEnd {
            seq,
            hash: hash.clone(),
            recorded_at,
            moved: true,
        };
        self.memory.of_mut(self.organ).end = Some(moved);
        let recorded_at =
            Timestamp::from_millisecond(recorded_at).map_err(|_| LedgerError::FieldMissing {
                field: "登记时间",
            })?;
        Ok(Appended {
            seq,
            hash,
            recorded_at,
        })
    }

    /// The events of a command: not empty where it was carried out before.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn command(&mut self, command: &str) -> Result<Vec<Event>, LedgerError> {
        let known = self.memory.of(self.organ);
        let moved = self.seen.commands.contains_key(command)
            || known.is_some_and(|known| known.commands.contains(command));
        let found = match moved {
            true => self.snapshot().command_events(self.organ, command)?,
            false => self.untouched().command_events(self.organ, command)?,
        };
        if found.is_empty() {
            self.seen.commands.insert(command.to_string(), 0);
        }
        Ok(found)
    }

    /// The head row of a matter of this organ.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn matter(&mut self, matter: &str) -> Result<Option<MatterHead>, LedgerError> {
        if let Some(head) = self.seen.matters.get(matter) {
            return Ok(head.clone());
        }
        let known = self.memory.of(self.organ);
        let head = match known.and_then(|known| known.matters.get(matter)) {
            Some(head) => Some(head.clone()),
            None => self.untouched().matter_head(self.organ, matter)?,
        };
        self.seen.matters.insert(matter.to_string(), head.clone());
        Ok(head)
    }

    /// The events of a matter of this organ, in order.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn events(&mut self, matter: &str) -> Result<Vec<Event>, LedgerError> {
        self.snapshot().events(self.organ, matter)
    }

    /// The end of the chain: read, and checked before anything is written after it, once others may have written.
    fn chain_end(&mut self) -> Result<&ChainEnd, LedgerError> {
        let end = &mut self.memory.of_mut(self.organ).end;
        match end {
            Some(end) => Ok(end),
            None => {
                let standing = Snapshot::new(self.lane.conn());
                Ok(end.insert(load_chain_end(&standing, self.organ)?))
            }
        }
    }

    fn advance_matter(&mut self, event: &NewEvent, seq: u64) -> Result<(), LedgerError> {
        let (matter, version) = (&event.matter, event.matter_version);
        let known = self.matter(matter)?;
        let follows = match &known {
            None => version == 1,
            Some(head) => head.version + 1 == version && head.procedure == event.procedure,
        };
        if !follows {
            let params = params![self.organ, matter, version];
            let since = self
                .snapshot()
                .all(sql::EVENT_BY_MATTER, params, event_row)?;
            return Err(LedgerError::Stale {
                matter: matter.clone(),
                since,
            });
        }
        let state = |call: Call<'_>| {
            call.text(&*event.rule_digest)
                .integer(i64::from(version))
                .integer(signed(seq));
        };
        let organ = self.organ;
        if known.is_none() {
            self.writes.later(Sql::Named(sql::MATTER_INSERT), |call| {
                state(call.text(organ).text(&**matter).text(&*event.procedure));
            })?;
            self.seen.clocks.insert(matter.clone(), Vec::new());
            self.seen.opened.push(matter.clone());
        } else {
            self.writes.later(Sql::Named(sql::MATTER_UPDATE), |call| {
                state(call.text(organ).text(&**matter));
            })?;
        }
        let (procedure, rule_digest) = (event.procedure.clone(), event.rule_digest.clone());
        let head = MatterHead {
            procedure,
            rule_digest,
            version,
            last_seq: seq,
        };
        self.seen.matters.insert(matter.clone(), Some(head));
        Ok(())
    }

    /// Place of the next event among those of its command.
    fn next_ordinal(&mut self, command: &str) -> Result<u32, LedgerError> {
        if let Some(count) = self.seen.commands.get(command) {
            return Ok(*count);
        }
        let known = self.memory.of(self.organ);
        let before = match known.is_some_and(|known| known.commands.contains(command)) {
            true => Some(()),
            false => {
                let place = [self.organ, command];
                self.untouched()
                    .one(sql::EVENT_OF_COMMAND, place, |_| Ok(()))?
            }
        };
        match before {
            Some(()) => Err(LedgerError::RepeatedCommand {
                command: command.to_string(),
            }),
            None => Ok(0),
        }
    }
}

/// What the ledger adds to an event.
struct Place {
    seq: u64,
    prev: String,
    recorded_at: i64,
    happened_at: String,
    ordinal: u32,
}

impl Place {
    fn hash(&self, organ: &str, event: &NewEvent) -> String {
        let numbers = [
            FORMAT.to_string(),
            self.seq.to_string(),
            event.matter_version.to_string(),
            self.recorded_at.to_string(),
            self.ordinal.to_string(),
        ];
        let fields: Preimage<'_> = [
            numbers[0].as_bytes(),
            organ.as_bytes(),
            numbers[1].as_bytes(),
            self.prev.as_bytes(),
            event.matter.as_bytes(),
            event.procedure.as_bytes(),
            numbers[2].as_bytes(),
            numbers[3].as_bytes(),
            self.happened_at.as_bytes(),
            event.actor.as_bytes(),
            event.recorder.as_bytes(),
            event.channel.as_bytes(),
            event.command.as_bytes(),
            numbers[4].as_bytes(),
            event.rule_digest.as_bytes(),
            event.body.as_bytes(),
        ];
        event_hash(&fields)
    }

    fn give(&self, call: Call<'_>, organ: &str, event: &NewEvent, hash: &str) {
        call.integer(signed(self.seq))
            .text(organ)
            .text(&*event.matter)
            .text(&*event.procedure)
            .integer(i64::from(event.matter_version))
            .integer(self.recorded_at)
            .text(&*self.happened_at)
            .text(&*event.actor)
            .text(&*event.recorder)
            .text(&*event.channel)
            .text(&*event.command)
            .integer(i64::from(self.ordinal))
            .text(&*event.rule_digest)
            .text(&*event.body)
            .integer(i64::from(FORMAT))
            .text(&*self.prev)
            .text(hash);
    }
}

fn load_chain_end(snapshot: &Snapshot<'_>, organ: &str) -> Result<ChainEnd, LedgerError> {
    let last = snapshot.one(sql::EVENT_LAST, [organ], |row| {
        let (seq, hash) = (unsigned(row.get(0)?), row.get(1)?);
        Ok(ChainEnd {
            seq,
            hash,
            recorded_at: row.get(2)?,
            moved: false,
        })
    })?;
    let head: Option<(u64, String)> = snapshot.one(sql::HEAD_ONE, [organ], |row| {
        Ok((unsigned(row.get(0)?), row.get(1)?))
    })?;
    match (last, head) {
        (None, None) => {
            let hash = GENESIS.to_string();
            Ok(ChainEnd {
                seq: 0,
                hash,
                recorded_at: i64::MIN,
                moved: false,
            })
        }
        (Some(end), Some((seq, hash))) if end.seq == seq && end.hash == hash => Ok(end),
        (last, head) => {
            let (last, head) = (
                last.map_or(0, |end| end.seq),
                head.map_or(0, |(seq, _)| seq),
            );
            Err(LedgerError::ChainBroken {
                organ: organ.to_string(),
                seq: last.min(head) + 1,
            })
        }
    }
}

fn check_fields(event: &NewEvent) -> Result<(), LedgerError> {
    let fields = [
        (&event.matter, "件号"),
        (&event.procedure, "程序"),
        (&event.actor, "办理人"),
        (&event.recorder, "登记人"),
        (&event.command, "命令号"),
        (&event.body, "内容"),
    ];
    match fields.iter().find(|(text, _)| text.is_empty()) {
        Some((_, field)) => Err(LedgerError::FieldMissing { field }),
        None if event.matter_version == 0 => Err(LedgerError::FieldMissing {
            field: "件内序号"
        }),
        None => Ok(()),
    }
}
