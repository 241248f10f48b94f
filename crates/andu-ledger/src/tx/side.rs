//! Keys, numbers, personal values, files, links, rule files, settings: what lies beside the chain.

use rusqlite::params;

use super::Tx;
use crate::chain::{hex, random, salted};
use crate::files::salt_bytes;
use crate::rows::{KeyClaim, OrganRow, PersonalRef, RuleFile, StoredFile};
use crate::snapshot::{signed, unsigned};
use crate::statements::Sql;
use crate::{LedgerError, sql};

impl Tx<'_> {
    /// Claims a key (官方编号 and the like) for a matter, unique within organ and procedure.
    ///
    /// # Errors
    /// Where the database cannot be written, as everywhere below.
    pub fn claim_key(
        &mut self,
        procedure: &str,
        key: &str,
        matter: &str,
    ) -> Result<KeyClaim, LedgerError> {
        let place = (procedure.to_string(), key.to_string());
        let known = self.memory.of(self.organ);
        let claimed = self.seen.keys.get(&place);
        let holder = match claimed.or_else(|| known?.keys.get(&place)) {
            Some(holder) => Some(holder.clone()),
            None => self.untouched().one(
                sql::KEY_HOLDER,
                params![self.organ, procedure, key],
                |row| Ok(row.get::<_, String>(0)?),
            )?,
        };
        match holder {
            Some(holder) if holder != matter => Ok(KeyClaim::TakenBy(holder)),
            Some(_) => Ok(KeyClaim::Claimed),
            None => {
                self.writes.later(Sql::Named(sql::KEY_INSERT), |call| {
                    call.text(self.organ).text(procedure).text(key).text(matter);
                })?;
                self.seen.keys.insert(place, matter.to_string());
                Ok(KeyClaim::Claimed)
            }
        }
    }

    /// Lets go of the keys of a matter, as when it is voided.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn release_keys(&mut self, matter: &str) -> Result<(), LedgerError> {
        let of_others = |_: &(String, String), holder: &mut String| holder != matter;
        self.seen.keys.retain(of_others);
        self.memory.of_mut(self.organ).keys.retain(of_others);
        self.writes
            .now(sql::KEY_RELEASE, params![self.organ, matter])
            .map(drop)
    }

    /// The next number of a series, from 1. It has no gaps: an act that is refused gives its number back.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn next_number(&mut self, series: &str) -> Result<u64, LedgerError> {
        let known = self.memory.of(self.organ);
        let drawn = self.seen.numbers.get(series);
        let last = match drawn.or_else(|| known?.numbers.get(series)) {
            Some(last) => Some(*last),
            None => self
                .untouched()
                .one(sql::SERIES_ONE, params![self.organ, series], |row| {
                    Ok(unsigned(row.get(0)?))
                })?,
        };
        let number = last.map_or(1, |last| last.saturating_add(1));
        self.writes.later(Sql::Named(sql::SERIES_PUT), |call| {
            call.text(self.organ).text(series).integer(signed(number));
        })?;
        self.seen.numbers.insert(series.to_string(), number);
        Ok(number)
    }

    /// Keeps a personal value beside the chain. The event's body must hold what is returned.
    ///
    /// # Errors
    /// [`LedgerError::NoRandomness`], or where the database cannot be written.
    pub fn put_personal(
        &mut self,
        matter: &str,
        field: &str,
        value: &str,
    ) -> Result<PersonalRef, LedgerError> {
        let id = hex(&random::<16>()?);
        let salt = random::<16>()?;
        let commitment = salted(&salt, value.as_bytes());
        self.writes
            .later(Sql::Named(sql::PERSONAL_INSERT), |call| {
                call.text(self.organ)
                    .text(&*id)
                    .text(matter)
                    .text(field)
                    .blob(&salt)
                    .text(value)
                    .text(&*commitment);
            })?;
        Ok(PersonalRef { id, commitment })
    }

    /// Erases a personal value. The event that orders it was appended last, and its body names the id.
    ///
    /// # Errors
    /// [`LedgerError::ErasureUnrecorded`] where the last event does not name it.
    pub fn erase_personal(&mut self, id: &str) -> Result<(), LedgerError> {
        self.record_erasure(id)?;
        self.writes
            .now(sql::PERSONAL_DELETE, params![self.organ, id])
            .map(drop)
    }

    /// Takes a file off its matters; the bytes go at the next sweep. The event that orders it was appended last, and its
    /// body names the id.
    ///
    /// # Errors
    /// [`LedgerError::ErasureUnrecorded`] where the last event does not name it.
    pub fn erase_file(&mut self, id: &str) -> Result<(), LedgerError> {
        self.record_erasure(id)?;
        self.writes
            .now(sql::FILE_DELETE, params![self.organ, id])
            .map(drop)
    }

    fn record_erasure(&mut self, id: &str) -> Result<(), LedgerError> {
        let seq = self.head()?.seq;
        let named: i64 = self
            .snapshot()
            .one(
                sql::VERIFY_ERASURE,
                params![self.organ, signed(seq), id],
                |row| Ok(row.get(0)?),
            )?
            .unwrap_or(0);
        if named == 0 || id.is_empty() {
            return Err(LedgerError::ErasureUnrecorded { id: id.to_string() });
        }
        self.writes
            .now(sql::ERASURE_INSERT, params![self.organ, id, signed(seq)])
            .map(drop)
    }

    /// Attaches a stored file to a matter. The event's body must hold `file` and `digest` of it.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn put_file(
        &mut self,
        matter: &str,
        kind: &str,
        name: &str,
        file: &StoredFile,
    ) -> Result<(), LedgerError> {
        let salt = salt_bytes(&file.salt)?;
        let size = signed(file.size);
        self.writes.later(Sql::Named(sql::FILE_INSERT), |call| {
            call.text(self.organ)
                .text(matter)
                .text(&*file.id)
                .text(kind)
                .text(name)
                .integer(size)
                .blob(&salt)
                .text(&*file.digest);
        })
    }

    /// Links a matter to another; a link that stands is left as it is.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn put_link(&mut self, from: &str, kind: &str, to: &str) -> Result<(), LedgerError> {
        self.writes.later(Sql::Named(sql::LINK_INSERT), |call| {
            call.text(self.organ).text(from).text(kind).text(to);
        })
    }

    /// Takes a link away.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn remove_link(&mut self, from: &str, kind: &str, to: &str) -> Result<(), LedgerError> {
        self.writes.later(Sql::Named(sql::LINK_DELETE), |call| {
            call.text(self.organ).text(from).text(kind).text(to);
        })
    }

    /// Keeps a rule file by its digest, for ever.
    ///
    /// # Errors
    /// [`LedgerError::RuleFileDiffers`] where other bytes stand under the digest.
    pub fn put_rule_file(
        &mut self,
        digest: &str,
        path: &str,
        layer: &str,
        bytes: &[u8],
    ) -> Result<(), LedgerError> {
        if self
            .writes
            .now(sql::RULE_FILE_INSERT, params![digest, path, layer, bytes])?
            == 1
        {
            return Ok(());
        }
        match self.rule_file(digest)? {
            Some(kept) if kept.bytes != bytes => Err(LedgerError::RuleFileDiffers {
                path: path.to_string(),
            }),
            _ => Ok(()),
        }
    }

    /// A rule file by its digest.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn rule_file(&mut self, digest: &str) -> Result<Option<RuleFile>, LedgerError> {
        self.snapshot().rule_file(digest)
    }

    /// Writes an organ's row. What it was once marked with as a demonstration stays.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn put_organ(&mut self, organ: &OrganRow) -> Result<(), LedgerError> {
        let opened_at = organ.opened_at.as_millisecond();
        let params = params![
            organ.id,
            organ.name,
            organ.division,
            organ.demonstration,
            opened_at
        ];
        self.writes.now(sql::ORGAN_PUT, params).map(drop)
    }

    /// Keeps a setting of the organ: derived or operational, never part of the record.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn put_setting(&mut self, name: &str, value: &str) -> Result<(), LedgerError> {
        self.writes.later(Sql::Named(sql::SETTING_PUT), |call| {
            call.text(self.organ).text(name).text(value);
        })?;
        let kept = Some(value.to_string());
        self.seen.settings.insert(name.to_string(), kept);
        Ok(())
    }

    /// A setting of the organ.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn setting(&mut self, name: &str) -> Result<Option<String>, LedgerError> {
        if let Some(value) = self.seen.settings.get(name) {
            return Ok(value.clone());
        }
        let known = self.memory.of(self.organ);
        if let Some(value) = known.and_then(|known| known.settings.get(name)) {
            return Ok(value.clone());
        }
        let value = self.untouched().setting(self.organ, name)?;
        self.seen.settings.insert(name.to_string(), value.clone());
        Ok(value)
    }
}
