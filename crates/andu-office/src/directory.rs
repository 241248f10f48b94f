//! Who holds which role: read from the register that the pack declares as the office's directory (通讯录).

use std::collections::{BTreeMap, BTreeSet};

use andu_casework::Grants;
use andu_rules::model::{Procedure, RoleId};

/// People and the roles they hold.
#[derive(Debug, Clone, Default)]
pub(crate) struct Directory {
    /// By name: pairs of procedure (`*` for every one) and role (`*` for every one).
    people: BTreeMap<String, Vec<(String, RoleId)>>,
}

impl Directory {
    /// Adds a post that somebody holds.
    pub(crate) fn add(&mut self, name: &str, procedure: &str, role: &str) {
        let held = self.people.entry(name.to_owned()).or_default();
        held.push((procedure.to_owned(), role.into()));
    }

    /// Adds somebody without a post.
    pub(crate) fn know(&mut self, name: &str) {
        self.people.entry(name.to_owned()).or_default();
    }

    /// Roles in a procedure. An office that has registered nobody yet lets everybody act; from the first person on, roles bind.
    pub(crate) fn grants(&self, name: &str, procedure: &Procedure) -> Grants {
        if self.people.is_empty() {
            return Grants::Every;
        }
        let held = self.people.get(name).map(Vec::as_slice).unwrap_or_default();
        let here = held
            .iter()
            .filter(|(of, _)| of == "*" || of == procedure.id.as_str());
        let roles: BTreeSet<RoleId> = here.map(|(_, role)| role.clone()).collect();
        match roles.contains("*") {
            true => Grants::Every,
            false => Grants::Only(roles),
        }
    }
}
