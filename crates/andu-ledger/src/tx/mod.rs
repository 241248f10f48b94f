//! Writing: what an act may do inside its transaction.

mod deferred;
mod memory;
mod projections;
mod side;

use foldhash::HashMap;
use std::cell::OnceCell;
use std::ops::Deref;

pub(crate) use deferred::Written;
pub(crate) use memory::{ChainEnd, Memory};
use memory::{Kept, Standing};
pub use projections::HistoryRow;

use jiff::Timestamp;
use rusqlite::params;

use self::deferred::Writes;
use crate::chain::{FORMAT, GENESIS, Preimage, event_hash};
use crate::event::{Appended, Event, Head, NewEvent};
use crate::lane::Lane;
use crate::rows::MatterHead;
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
    /// What is known of matters.
    matters: HashMap<String, Kept>,
    /// Last numbers of series.
    numbers: HashMap<String, u64>,
    /// Keys claimed, by procedure and key.
    keys: HashMap<(String, String), String>,
    /// Settings.
    settings: HashMap<String, Option<String>>,
}

impl Seen {
    fn of(&mut self, matter: &str) -> &mut Kept {
        if !self.matters.contains_key(matter) {
            self.matters.insert(matter.to_string(), Kept::default());
        }
        self.matters
            .get_mut(matter)
            .expect("a matter that was not there has just been put in")
    }

    /// Takes an event over that was appended at a place.
    fn append(&mut self, event: NewEvent, seq: u64, ordinal: u32) {
        self.commands.insert(event.command, ordinal + 1);
        let kept = self.matters.entry(event.matter).or_default();
        if event.matter_version == 1 {
            kept.opened = true;
            kept.clocks = Some(Vec::new());
        }
        kept.head = Standing::There(MatterHead {
            procedure: event.procedure,
            rule_digest: event.rule_digest,
            version: event.matter_version,
            last_seq: seq,
        });
    }
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

    /// Appends an event, and moves the head of the chain.
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
        self.advance_matter(&event)?;
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
        self.seen.append(event, seq, ordinal);
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
        if !self.seen.commands.contains_key(command) && !self.was_carried_out(command)? {
            self.seen.commands.insert(command.to_string(), 0);
            return Ok(Vec::new());
        }
        self.snapshot().command_events(self.organ, command)
    }

    /// How a matter of this organ stands.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn matter(&mut self, matter: &str) -> Result<Option<&MatterHead>, LedgerError> {
        if matches!(self.standing(matter), Standing::Unknown) {
            let head = self.untouched().matter_head(self.organ, matter)?;
            self.seen.of(matter).head = head.map_or(Standing::Absent, Standing::There);
        }
        Ok(match self.standing(matter) {
            Standing::There(head) => Some(head),
            Standing::Unknown | Standing::Absent => None,
        })
    }

    fn standing(&self, matter: &str) -> &Standing {
        let mut known = self.kept(matter).map(|kept| &kept.head);
        let told = known.find(|head| !matches!(head, Standing::Unknown));
        told.unwrap_or(&Standing::Unknown)
    }

    /// What is known of a matter: from this act, and then from those before it.
    fn kept(&self, matter: &str) -> impl Iterator<Item = &Kept> {
        let before = self.memory.of(self.organ);
        let before = before.and_then(|known| known.matters.get(matter));
        self.seen.matters.get(matter).into_iter().chain(before)
    }

    /// The events of a matter of this organ, in order.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn events(&mut self, matter: &str) -> Result<Vec<Event>, LedgerError> {
        let last = self.matter(matter)?.map_or(0, |head| head.last_seq);
        let begun_at = self.memory.of(self.organ).map_or(0, |known| known.begun_at);
        match last <= begun_at {
            true => self.untouched().events(self.organ, matter),
            false => self.snapshot().events(self.organ, matter),
        }
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

    /// Checks that an event is the next one of its matter, and opens the matter with its first.
    fn advance_matter(&mut self, event: &NewEvent) -> Result<(), LedgerError> {
        let (organ, matter, version) = (self.organ, &*event.matter, event.matter_version);
        let known = self.matter(matter)?;
        let opens = known.is_none();
        let follows = match known {
            None => version == 1,
            Some(head) => head.version + 1 == version && head.procedure == event.procedure,
        };
        if !follows {
            let params = params![organ, matter, version];
            let since = self
                .snapshot()
                .all(sql::EVENT_BY_MATTER, params, event_row)?;
            return Err(LedgerError::Stale {
                matter: matter.to_string(),
                since,
            });
        }
        if !opens {
            return Ok(());
        }
        self.writes.later(Sql::Named(sql::MATTER_INSERT), |call| {
            call.text(organ).text(matter).text(&*event.procedure);
        })
    }

    /// Place of the next event among those of its command.
    fn next_ordinal(&mut self, command: &str) -> Result<u32, LedgerError> {
        if let Some(count) = self.seen.commands.get(command) {
            return Ok(*count);
        }
        match self.was_carried_out(command)? {
            true => Err(LedgerError::RepeatedCommand {
                command: command.to_string(),
            }),
            false => Ok(0),
        }
    }

    /// Whether an act before this one carried the command out.
    fn was_carried_out(&mut self, command: &str) -> Result<bool, LedgerError> {
        let stood = self.untouched();
        let known = self.memory.of_mut(self.organ);
        if known.commands.contains(command) {
            return Ok(true);
        }
        // Commands are mostly made in the order of time: what is greater than all of them is new.
        let last = match &mut known.last_command {
            Some(last) => last,
            none => none.insert(stood.last_command(self.organ)?),
        };
        if command > last.as_str() {
            return Ok(false);
        }
        let place = [self.organ, command];
        let found = stood.one(sql::EVENT_OF_COMMAND, place, |_| Ok(()))?;
        Ok(found.is_some())
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
        let mut digits = [itoa::Buffer::new(); 5];
        let [format, seq, version, recorded_at, ordinal] = &mut digits;
        let numbers = [
            format.format(FORMAT),
            seq.format(self.seq),
            version.format(event.matter_version),
            recorded_at.format(self.recorded_at),
            ordinal.format(self.ordinal),
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
