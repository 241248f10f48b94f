//! A matter's rows: register, lists, former states, clocks, links. Derived, and made again whenever the matter changes.

use andu_calendar::DateTime;
use andu_casework::{Matter, clocks};
use andu_ledger::Tx;
use andu_rules::model::Procedure;

use crate::error::OfficeError;
use crate::project;
use crate::rules::{Rules, Shape};

/// Rewrites a matter's row, items, former states and clocks.
pub(crate) fn store(
    tx: &mut Tx<'_>,
    rules: &Rules,
    matter: &Matter,
    procedure: &Procedure,
    now: DateTime,
) -> Result<(), OfficeError> {
    if let Some(shape) = rules.shape_of(procedure) {
        store_row(tx, matter, procedure, &shape)?;
    }
    store_clocks(tx, rules, matter, procedure, now)
}

fn store_row(
    tx: &mut Tx<'_>,
    matter: &Matter,
    procedure: &Procedure,
    shape: &Shape,
) -> Result<(), OfficeError> {
    match matter.voided {
        true => tx.delete_record(&shape.table, &matter.id)?,
        false => {
            let row = project::row(matter, procedure, shape);
            tx.put_record(&shape.table, &matter.id, &row)?;
        }
    }
    for (index, list) in shape.lists.iter().enumerate() {
        let items = project::items(matter, shape, index);
        // A register whose lists are empty writes nothing for them until they are filled once.
        if !items.is_empty() || matter.events.len() > 1 {
            tx.put_items(list, &matter.id, &items)?;
        }
    }
    if shape.versioned {
        let states = project::history(matter, procedure, shape);
        tx.put_history(&shape.table, &matter.id, &states)?;
    }
    Ok(())
}

/// Rewrites a matter's clocks.
pub(crate) fn store_clocks(
    tx: &mut Tx<'_>,
    rules: &Rules,
    matter: &Matter,
    procedure: &Procedure,
    now: DateTime,
) -> Result<(), OfficeError> {
    let views = match matter.voided {
        true => Vec::new(),
        false => clocks(matter, procedure, &rules.calendar, now),
    };
    let rows = project::clock_rows(matter, procedure, &views, &rules.calendar_digest);
    tx.put_clocks(&matter.id, &rows)?;
    Ok(())
}

/// Makes the links from a matter those that its events make: a voided event takes its links along.
pub(crate) fn store_links(tx: &mut Tx<'_>, matter: &Matter) -> Result<(), OfficeError> {
    let organ = tx.organ().to_owned();
    let wanted = project::links(matter);
    let standing = tx.snapshot().links_of(&organ, &matter.id)?;
    for link in standing.iter().filter(|link| link.from == matter.id) {
        if !wanted.contains(link) {
            tx.remove_link(&link.from, &link.kind, &link.to)?;
        }
    }
    for link in wanted.iter().filter(|link| !standing.contains(link)) {
        tx.put_link(&link.from, &link.kind, &link.to)?;
    }
    Ok(())
}
