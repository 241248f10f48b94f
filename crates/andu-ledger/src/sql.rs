//! Every statement, by the name of its file. Nothing else in the crate spells SQL out, but [`crate::TableSpec`].

macro_rules! statements {
    ($($name:ident = $file:literal;)*) => {
        $(pub(crate) const $name: &str = include_str!(concat!("../sql/sqlite/", $file, ".sql"));)*

        /// All of them, for the test that prepares every one.
        #[cfg(test)]
        pub(crate) const ALL: &[(&str, &str)] = &[$(($file, $name)),*];
    };
}

statements! {
    CLOCK_ALL = "clock_all";
    CLOCK_BY_MATTER = "clock_by_matter";
    CLOCK_DELETE = "clock_delete";
    CLOCK_OPEN = "clock_open";
    CLOCK_PUT = "clock_put";
    ERASURE_ALL = "erasure_all";
    ERASURE_INSERT = "erasure_insert";
    EVENT_AFTER = "event_after";
    EVENT_BY_COMMAND = "event_by_command";
    EVENT_BY_MATTER = "event_by_matter";
    EVENT_INSERT = "event_insert";
    EVENT_LAST = "event_last";
    EVENT_LAST_COMMAND = "event_last_command";
    EVENT_OF_COMMAND = "event_of_command";
    EVENT_ONE = "event_one";
    FILE_ALL = "file_all";
    FILE_BY_ID = "file_by_id";
    FILE_BY_MATTER = "file_by_matter";
    FILE_DELETE = "file_delete";
    FILE_INSERT = "file_insert";
    HEAD_ONE = "head_one";
    HEAD_PUT = "head_put";
    KEY_HOLDER = "key_holder";
    KEY_INSERT = "key_insert";
    KEY_RELEASE = "key_release";
    LINK_BY_MATTER = "link_by_matter";
    LINK_DELETE = "link_delete";
    LINK_INSERT = "link_insert";
    MATTER_INSERT = "matter_insert";
    MATTER_ONE = "matter_one";
    MATTER_PAGE = "matter_page";
    ORGAN_LIST = "organ_list";
    ORGAN_ONE = "organ_one";
    ORGAN_PUT = "organ_put";
    ORGAN_SEEN = "organ_seen";
    PERSONAL_ALL = "personal_all";
    PERSONAL_DELETE = "personal_delete";
    PERSONAL_INSERT = "personal_insert";
    PERSONAL_ONE = "personal_one";
    PROJECTION_ONE = "projection_one";
    PROJECTION_PUT = "projection_put";
    RULE_FILE_INSERT = "rule_file_insert";
    RULE_FILE_ONE = "rule_file_one";
    SCHEMA_MIGRATION_INSERT = "schema_migration_insert";
    SCHEMA_MIGRATION_LIST = "schema_migration_list";
    SERIES_ONE = "series_one";
    SERIES_PUT = "series_put";
    SETTING_ONE = "setting_one";
    SETTING_PUT = "setting_put";
    TABLE_COLUMNS = "table_columns";
    TRIGGER_COUNT = "trigger_count";
    VERIFY_ERASURE = "verify_erasure";
    VERIFY_EVENTS = "verify_events";
    VERIFY_MATTERS = "verify_matters";
    VERIFY_MATTER_COUNTS = "verify_matter_counts";
    VERIFY_MENTIONS = "verify_mentions";
}

/// The append-only triggers: put back at every opening, since a table that is rebuilt loses them.
pub(crate) const TRIGGERS: &str = include_str!("../sql/sqlite/triggers.sql");

/// The migrator's own table, which has to stand before the first migration.
pub(crate) const SCHEMA_MIGRATION_CREATE: &str =
    include_str!("../sql/sqlite/schema_migration_create.sql");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use rusqlite::Connection;

    use super::*;

    #[test]
    fn every_statement_fits_the_schema() {
        let conn = Connection::open_in_memory().unwrap();
        crate::migrate::found(&conn).unwrap();
        for (name, text) in ALL {
            let statement = conn
                .prepare(text)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            let marks = (1..=20)
                .filter(|mark| text.contains(&format!("?{mark}")))
                .max();
            assert_eq!(
                statement.parameter_count(),
                marks.unwrap_or(0),
                "{name}: a mark is left out"
            );
            assert!(!text.contains("select *"), "{name}");
        }
    }

    #[test]
    fn every_file_is_a_statement_of_the_crate() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql/sqlite");
        let files: BTreeSet<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                entry
                    .unwrap()
                    .path()
                    .file_stem()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_string()
            })
            .collect();
        let known = ALL.iter().map(|(name, _)| (*name).to_string());
        let others = ["triggers", "schema_migration_create"].map(str::to_string);
        assert_eq!(files, known.chain(others).collect());
    }
}
