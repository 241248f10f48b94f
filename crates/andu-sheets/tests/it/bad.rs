//! Files that must not pass, or not in whole.
