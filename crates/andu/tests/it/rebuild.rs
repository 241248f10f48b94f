//! Registers and due dates are derived: they can be compared with the events, and made again from them.

use crate::register::{USE, office_with_seal};

#[test]
fn a_row_of_a_register_that_the_events_do_not_bear_out() {
    let mut andu = office_with_seal();
    let mut open = USE.to_vec();
    open.extend(["--set", "subject=丙"]);
    andu.run(&open).done();
    andu.run(&["verify", "--rebuild"]).done();
    let ledger = andu.ledger();
    let table: String = ledger
        .query_row(
            "select name from projection where name like '%seal%use%'",
            [],
            |row| row.get(0),
        )
        .expect("the register has a table");
    andu.tamper(&format!(
        "update \"{table}\" set subject = '改' where subject = '丙'"
    ));
    andu.run(&["verify", "--rebuild"]).wrong();
    andu.run(&["verify", "--rebuild", "--repair"]);
    andu.run(&["verify", "--rebuild"]).done();
}
