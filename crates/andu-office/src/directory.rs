//! Who holds which role: read from the register that the pack declares as the office's directory (通讯录).

use std::collections::{BTreeMap, BTreeSet};

use andu_casework::Grants;
use andu_rules::model::{Procedure, RoleId};

/// People and the roles they hold.
#[derive(Debug, Clone, Default)]
pub(crate) struct Directory {
    /// By name: pairs of procedure (`*` for every one) and role (`*` for every one).
    people: BTreeMap<String, Vec<(String, RoleId)>>,
    /// Posts of those who have left since.
    left: Vec<(String, RoleId)>,
    /// Somebody was registered, be it that he has left since.
    anybody: bool,
}

impl Directory {
    /// Adds a post that somebody holds.
    pub(crate) fn add(&mut self, name: &str, procedure: &str, role: &str) {
        let held = self.people.entry(name.to_owned()).or_default();
        held.push((procedure.to_owned(), role.into()));
    }

    /// Adds somebody, perhaps without a post.
    pub(crate) fn know(&mut self, name: &str) {
        self.anybody = true;
        self.people.entry(name.to_owned()).or_default();
    }

    /// Remembers that somebody was here who has left: roles go on binding when the last one has.
    pub(crate) fn somebody_left(&mut self) {
        self.anybody = true;
    }

    /// Remembers a post of somebody who has left.
    pub(crate) fn left(&mut self, procedure: &str, role: &str) {
        self.left.push((procedure.to_owned(), role.into()));
    }

    /// Whether somebody is registered and has not left.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.people.contains_key(name)
    }

    /// Whether anybody was ever registered: from then on roles bind.
    pub(crate) fn binds(&self) -> bool {
        self.anybody
    }

    /// Roles in a procedure. An office that has registered nobody yet lets everybody act; from the first person on, roles bind.
    ///
    /// The directory itself is open until somebody has held a role in it: otherwise registering one clerk would lock everybody out.
    pub(crate) fn grants(&self, name: &str, procedure: &Procedure) -> Grants {
        let unmanned = procedure.directory.is_some() && !self.is_manned(procedure);
        if !self.anybody || unmanned {
            return Grants::Every;
        }
        let held = self.people.get(name).map(Vec::as_slice).unwrap_or_default();
        let here = held.iter().filter(|(of, _)| covers(of, procedure));
        let roles: BTreeSet<RoleId> = here.map(|(_, role)| role.clone()).collect();
        match roles.contains("*") {
            true => Grants::Every,
            false => Grants::Only(roles),
        }
    }

    fn is_manned(&self, procedure: &Procedure) -> bool {
        let mut posts = self.people.values().flatten().chain(&self.left);
        posts.any(|(of, role)| {
            let known = procedure.roles.iter().any(|known| known.id == *role);
            covers(of, procedure) && (known || role.as_str() == "*")
        })
    }
}

fn covers(of: &str, procedure: &Procedure) -> bool {
    of == "*" || of == procedure.id.as_str()
}
