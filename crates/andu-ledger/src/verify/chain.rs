//! Walking a chain from its first event to its head.

use std::collections::HashMap;

use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::{FirstBad, TOLD};
use crate::chain::{FORMAT, GENESIS, Preimage, event_hash};
use crate::snapshot::{Snapshot, unsigned};
use crate::verify::references::{self, Reference};
use crate::{LedgerError, sql};

/// What was met on the way.
#[derive(Debug)]
pub(super) struct Walk {
    pub(super) events: u64,
    pub(super) head: String,
    pub(super) first_bad: Option<FirstBad>,
    /// Personal values that events commit to, by id.
    pub(super) personal: HashMap<String, Reference>,
    /// Files that events commit to, by id.
    pub(super) files: HashMap<String, Reference>,
}

/// Recomputes every hash. A fault ends no walk: the count and the references of the rest are still wanted.
pub(super) fn walk(at: &Snapshot<'_>, organ: &str) -> Walk {
    let mut walk = Walk {
        events: 0,
        head: GENESIS.to_string(),
        first_bad: None,
        personal: HashMap::new(),
        files: HashMap::new(),
    };
    let mut end = End {
        seq: 0,
        recorded_at: i64::MIN,
    };
    if let Err(error) = steps(at, organ, &mut walk, &mut end) {
        walk.bad(end.seq + 1, &format!("此处读不出来：{error}"));
    }
    match at.one(sql::HEAD_ONE, [organ], |row| {
        Ok((unsigned(row.get(0)?), row.get::<_, String>(1)?))
    }) {
        Ok(head) => compare_head(&mut walk, &end, head),
        Err(error) => walk.bad(end.seq.max(1), &format!("链头登记读不出来：{error}")),
    }
    walk
}

/// The last event met.
struct End {
    seq: u64,
    recorded_at: i64,
}

fn steps(
    at: &Snapshot<'_>,
    organ: &str,
    walk: &mut Walk,
    end: &mut End,
) -> Result<(), LedgerError> {
    let mut statement = at.conn.prepare_cached(sql::VERIFY_EVENTS)?;
    let mut rows = statement.query([organ])?;
    while let Some(row) = rows.next()? {
        step(row, walk, end)?;
    }
    Ok(())
}

fn step(row: &Row<'_>, walk: &mut Walk, end: &mut End) -> Result<(), LedgerError> {
    let seq = unsigned(integer(row, 0)?);
    let expected = end.seq + 1;
    if seq != expected {
        walk.bad(
            expected.min(seq),
            &format!("第{expected}号记录缺失：被删除或改了号"),
        );
    }
    let integers = [
        integer(row, 14)?,
        integer(row, 0)?,
        integer(row, 4)?,
        integer(row, 5)?,
        integer(row, 11)?,
    ];
    let texts = integers.map(|number| number.to_string());
    let text = |index| row.get_ref(index).map(bytes);
    let fields: Preimage<'_> = [
        texts[0].as_bytes(),
        text(1)?,
        texts[1].as_bytes(),
        text(15)?,
        text(2)?,
        text(3)?,
        texts[2].as_bytes(),
        texts[3].as_bytes(),
        text(6)?,
        text(7)?,
        text(8)?,
        text(9)?,
        text(10)?,
        texts[4].as_bytes(),
        text(12)?,
        text(13)?,
    ];
    let hash = String::from_utf8_lossy(text(16)?).into_owned();
    if text(15)? != walk.head.as_bytes() {
        walk.bad(
            seq,
            "与前一条记录不衔接：前面的记录被删除、插入、调换或改动，或本条的前链值被改动",
        );
    }
    if integers[0] != i64::from(FORMAT) {
        walk.bad(seq, "格式号不是本程序所认得的：被改动，或由更新的版本写成");
    }
    if event_hash(&fields) != hash {
        walk.bad(seq, "内容与本条的杂凑值不符：本条被改动过");
    }
    if integers[3] < end.recorded_at {
        walk.bad(seq, "登记时间早于前一条记录");
    }
    references::collect(text(13)?, seq, text(2)?, walk);
    walk.events += 1;
    walk.head = hash;
    *end = End {
        seq,
        recorded_at: integers[3],
    };
    Ok(())
}

impl Walk {
    /// The first fault counts; whatever follows it may be its consequence.
    fn bad(&mut self, seq: u64, why: &str) {
        if self.first_bad.is_none() {
            self.first_bad = Some(FirstBad {
                seq,
                why: why.to_string(),
            });
        }
    }
}

fn compare_head(walk: &mut Walk, end: &End, head: Option<(u64, String)>) {
    match head {
        None if end.seq == 0 => {}
        None => walk.bad(end.seq, "链头登记缺失"),
        Some((seq, _)) if seq > end.seq => {
            let why = format!("链尾缺失：链头登记到第{seq}号，记录只到第{}号", end.seq);
            walk.bad(end.seq + 1, &why);
        }
        Some((seq, _)) if seq < end.seq => {
            let why =
                format!("链头登记只到第{seq}号，其后的记录不是经登记写入的，或链头登记被改动");
            walk.bad(seq + 1, &why);
        }
        Some((_, hash)) if hash != walk.head => {
            walk.bad(end.seq, "链头登记的杂凑值与最后一条记录不符")
        }
        Some(_) => {}
    }
}

/// The list of matters against the events that opened them.
pub(super) fn matters(at: &Snapshot<'_>, organ: &str) -> Result<Vec<String>, LedgerError> {
    let mut found = at.all(sql::VERIFY_MATTERS, [organ], |row| {
        let matter: String = row.get(0)?;
        Ok(format!("件{matter}的立件登记与其第一条办理记录不符"))
    })?;
    let counts = at.one(sql::VERIFY_MATTER_COUNTS, [organ], |row| {
        Ok([row.get::<_, i64>(0)?, row.get(1)?])
    })?;
    if let Some([opened, matters]) = counts
        && opened != matters
    {
        found.push(format!("立件登记有{matters}件，办理记录链中有{opened}件"));
    }
    found.truncate(TOLD);
    Ok(found)
}

fn integer(row: &Row<'_>, index: usize) -> Result<i64, LedgerError> {
    Ok(row.get(index)?)
}

/// The bytes that were hashed; a value of another type agrees with no hash.
fn bytes<'r>(value: ValueRef<'r>) -> &'r [u8] {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes,
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => &[],
    }
}
