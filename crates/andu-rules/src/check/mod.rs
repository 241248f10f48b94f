//! What must hold of a pack beyond its spelling.

use crate::{diagnostic::Faults, read::Reading};

/// Reports everything that is wrong with what was read.
pub(crate) fn check(_reading: &Reading, _faults: &Faults<'_>) {}
