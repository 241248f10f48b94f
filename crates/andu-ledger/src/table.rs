//! Projection tables: plain column specifications in, SQL out.

use foldhash::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::LedgerError;
use crate::chain::digest;
use crate::lane::Lane;

/// Kind of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// Whole number.
    Integer,
}

impl ColumnKind {
    pub(crate) fn sql(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
        }
    }
}

/// A column of a projection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Its name, snake_case.
    pub name: String,
    /// Its kind, which never changes.
    pub kind: ColumnKind,
    /// Whether lists are sorted or filtered by it.
    pub indexed: bool,
}

/// A projection: one row a matter, or one row an item of a list in a matter. Columns `organ` and `matter` (and
/// `item`, from 0, for a list) are added in front and are its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSpec {
    /// Its name, snake_case; none of the ledger's own tables.
    pub name: String,
    /// Whether it holds the rows of a list.
    pub list: bool,
    /// The columns after the key.
    pub columns: Vec<ColumnSpec>,
}

/// What [`crate::Tx::ensure_table`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableState {
    /// It stands as specified.
    Ready,
    /// It was made, and is empty.
    Created,
    /// It was made from another specification: columns were added, and its rows must be rebuilt.
    Extended,
}

/// The form of a table, which decides its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    Record,
    List,
    History,
}

impl TableSpec {
    /// SM3 of the specification, in hex.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut text = format!(
            "{}\n{}\n",
            self.name,
            if self.list { "list" } else { "record" }
        );
        for column in &self.columns {
            let index = if column.indexed { " index" } else { "" };
            let _ = writeln!(text, "{} {}{index}", column.name, column.kind.sql());
        }
        digest(text.as_bytes())
    }

    /// Name of the table that keeps its former states.
    #[must_use]
    pub fn history_name(&self) -> String {
        format!("{}_history", self.name)
    }

    /// The statements that make the table and its indexes.
    ///
    /// # Errors
    /// [`LedgerError::NameRefused`] where a name may not stand in SQL.
    pub fn ddl(&self) -> Result<Vec<String>, LedgerError> {
        self.check_names()?;
        let form = if self.list { Form::List } else { Form::Record };
        Ok(self.ddl_of(form))
    }

    pub(crate) fn ddl_of(&self, form: Form) -> Vec<String> {
        let name = self.name_of(form);
        let mut table =
            format!("create table \"{name}\" (\n  organ text not null,\n  matter text not null");
        match form {
            Form::Record => {}
            Form::List => table.push_str(",\n  item integer not null"),
            Form::History => table.push_str(",\n  valid_from text not null,\n  valid_to text"),
        }
        for column in &self.columns {
            let _ = write!(table, ",\n  \"{}\" {}", column.name, column.kind.sql());
        }
        let _ = write!(
            table,
            ",\n  primary key ({})\n) strict, without rowid",
            key(form)
        );
        let mut statements = vec![table];
        if form != Form::History {
            let indexed = self.columns.iter().filter(|column| column.indexed);
            statements.extend(indexed.map(|column| self.index_ddl(&column.name)));
        }
        statements
    }

    pub(crate) fn index_ddl(&self, column: &str) -> String {
        let name = &self.name;
        format!(
            "create index if not exists \"{name}__{column}\" on \"{name}\" (organ, \"{column}\", matter)"
        )
    }

    pub(crate) fn name_of(&self, form: Form) -> String {
        if form == Form::History {
            self.history_name()
        } else {
            self.name.clone()
        }
    }

    pub(crate) fn check_names(&self) -> Result<(), LedgerError> {
        let refuse = |name: &str| {
            Err(LedgerError::NameRefused {
                name: name.to_string(),
            })
        };
        if !is_plain(&self.name) || self.name.starts_with("sqlite_") {
            return refuse(&self.name);
        }
        // A list has no former states, and only a list has items.
        let keys: &[&str] = match self.list {
            true => &["organ", "matter", "item"],
            false => &["organ", "matter", "valid_from", "valid_to"],
        };
        for column in &self.columns {
            if !is_plain(&column.name) || keys.contains(&column.name.as_str()) {
                return refuse(&column.name);
            }
        }
        Ok(())
    }
}

fn is_plain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.len() <= 100
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn key(form: Form) -> &'static str {
    match form {
        Form::Record => "organ, matter",
        Form::List => "organ, matter, item",
        Form::History => "organ, matter, valid_from",
    }
}

/// The statements that write a table.
#[derive(Debug)]
pub(crate) struct TableSql {
    pub(crate) put: String,
    /// Reads a record's columns; of no use for the other forms.
    pub(crate) one: String,
    pub(crate) delete: String,
    columns: Vec<ColumnSpec>,
}

impl TableSql {
    fn new(spec: &TableSpec, form: Form) -> Self {
        let name = spec.name_of(form);
        let mut names = key(form).to_string();
        if form == Form::History {
            names.push_str(", valid_to");
        }
        for column in &spec.columns {
            let _ = write!(names, ", \"{}\"", column.name);
        }
        let count = names.matches(',').count() + 1;
        let marks: Vec<String> = (1..=count).map(|mark| format!("?{mark}")).collect();
        let mut put = format!(
            "insert into \"{name}\" ({names})\nvalues ({})",
            marks.join(", ")
        );
        if form == Form::Record {
            let sets: Vec<String> = spec
                .columns
                .iter()
                .map(|c| format!("\"{0}\" = excluded.\"{0}\"", c.name))
                .collect();
            let action = if sets.is_empty() {
                "nothing".into()
            } else {
                format!("update set {}", sets.join(", "))
            };
            let _ = write!(put, "\non conflict (organ, matter) do {action}");
        }
        let columns: Vec<String> = spec
            .columns
            .iter()
            .map(|column| format!("\"{}\"", column.name))
            .collect();
        // A table may have no column of its own; the select must have one all the same.
        let one = format!(
            "select {} from \"{name}\" where organ = ?1 and matter = ?2",
            match columns.is_empty() {
                true => "1".to_string(),
                false => columns.join(", "),
            }
        );
        let delete = format!("delete from \"{name}\" where organ = ?1 and matter = ?2");
        Self {
            put,
            one,
            delete,
            columns: spec.columns.clone(),
        }
    }
}

/// Statements of the tables written so far, so that an act does not compose them again.
#[derive(Debug, Default)]
pub(crate) struct TableCache {
    by_name: HashMap<String, [Option<Arc<TableSql>>; 3]>,
    /// Statements that write some columns of a record, by table and the places of those columns.
    updates: HashMap<String, HashMap<Vec<usize>, Arc<str>>>,
    /// Whether the running transaction makes or extends a table, which a rollback takes back.
    pub(crate) altered: bool,
}

impl TableCache {
    /// Forgets the statements of tables that a rollback may have taken back.
    pub(crate) fn rolled_back(&mut self) {
        if std::mem::take(&mut self.altered) {
            self.by_name.clear();
            self.updates.clear();
        }
    }

    /// The statement that writes some columns of a record, named by their places in the specification.
    pub(crate) fn update(&mut self, spec: &TableSpec, changed: &[usize]) -> Arc<str> {
        let made = self.updates.get(&spec.name);
        if let Some(cached) = made.and_then(|made| made.get(changed)) {
            return Arc::clone(cached);
        }
        let set = |(mark, column): (usize, &usize)| {
            format!("\"{}\" = ?{}", spec.columns[*column].name, mark + 3)
        };
        let sets: Vec<String> = changed.iter().enumerate().map(set).collect();
        let text = format!(
            "update \"{}\" set {} where organ = ?1 and matter = ?2",
            spec.name,
            sets.join(", ")
        );
        let made: Arc<str> = text.into();
        let updates = self.updates.entry(spec.name.clone()).or_default();
        updates.insert(changed.to_vec(), Arc::clone(&made));
        made
    }

    /// The statements of a table that stands.
    pub(crate) fn statements(
        &mut self,
        lane: &Lane,
        spec: &TableSpec,
        form: Form,
    ) -> Result<Arc<TableSql>, LedgerError> {
        let slot = match form {
            Form::Record => 0,
            Form::List => 1,
            Form::History => 2,
        };
        if let Some(forms) = self.by_name.get(&spec.name)
            && let Some(cached) = &forms[slot]
            && cached.columns == spec.columns
        {
            return Ok(Arc::clone(cached));
        }
        spec.check_names()?;
        self.updates.remove(&spec.name);
        let made = Arc::new(TableSql::new(spec, form));
        // A table that is not there is the fault of this act, and must not be met later by a whole transaction.
        lane.conn().prepare_cached(&made.put)?;
        self.by_name.entry(spec.name.clone()).or_default()[slot] = Some(Arc::clone(&made));
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(list: bool) -> TableSpec {
        let column = |name: &str, kind, indexed| ColumnSpec {
            name: name.into(),
            kind,
            indexed,
        };
        TableSpec {
            name: "npc_suggestion".into(),
            list,
            columns: vec![
                column("title", ColumnKind::Text, false),
                column("received_on", ColumnKind::Text, true),
                column("pages", ColumnKind::Integer, false),
            ],
        }
    }

    #[test]
    fn a_record_table_in_sql() {
        insta::assert_snapshot!(spec(false).ddl().unwrap().join(";\n"), @r#"
        create table "npc_suggestion" (
          organ text not null,
          matter text not null,
          "title" text,
          "received_on" text,
          "pages" integer,
          primary key (organ, matter)
        ) strict, without rowid;
        create index if not exists "npc_suggestion__received_on" on "npc_suggestion" (organ, "received_on", matter)
        "#);
        let sql = TableSql::new(&spec(false), Form::Record);
        insta::assert_snapshot!(sql.put, @r#"
        insert into "npc_suggestion" (organ, matter, "title", "received_on", "pages")
        values (?1, ?2, ?3, ?4, ?5)
        on conflict (organ, matter) do update set "title" = excluded."title", "received_on" = excluded."received_on", "pages" = excluded."pages"
        "#);
        insta::assert_snapshot!(sql.delete, @r#"
        delete from "npc_suggestion" where organ = ?1 and matter = ?2
        "#);
    }

    #[test]
    fn a_list_table_in_sql() {
        insta::assert_snapshot!(spec(true).ddl().unwrap().join(";\n"), @r#"
        create table "npc_suggestion" (
          organ text not null,
          matter text not null,
          item integer not null,
          "title" text,
          "received_on" text,
          "pages" integer,
          primary key (organ, matter, item)
        ) strict, without rowid;
        create index if not exists "npc_suggestion__received_on" on "npc_suggestion" (organ, "received_on", matter)
        "#);
        insta::assert_snapshot!(TableSql::new(&spec(true), Form::List).put, @r#"
        insert into "npc_suggestion" (organ, matter, item, "title", "received_on", "pages")
        values (?1, ?2, ?3, ?4, ?5, ?6)
        "#);
    }

    #[test]
    fn a_history_table_in_sql() {
        insta::assert_snapshot!(spec(false).ddl_of(Form::History).join(";\n"), @r#"
        create table "npc_suggestion_history" (
          organ text not null,
          matter text not null,
          valid_from text not null,
          valid_to text,
          "title" text,
          "received_on" text,
          "pages" integer,
          primary key (organ, matter, valid_from)
        ) strict, without rowid
        "#);
        insta::assert_snapshot!(TableSql::new(&spec(false), Form::History).put, @r#"
        insert into "npc_suggestion_history" (organ, matter, valid_from, valid_to, "title", "received_on", "pages")
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        "#);
    }

    #[test]
    fn names_that_would_break_sql_are_refused() {
        for bad in ["", "Table", "a b", "a\"b", "1a", "sqlite_x", "表"] {
            let table = TableSpec {
                name: bad.into(),
                list: false,
                columns: Vec::new(),
            };
            assert_eq!(table.ddl().unwrap_err().code(), "name-refused", "{bad}");
        }
        for (list, bad) in [
            (false, "organ"),
            (false, "matter"),
            (false, "valid_from"),
            (false, "a;b"),
            (true, "item"),
        ] {
            let mut table = spec(list);
            table.columns[0].name = bad.into();
            assert_eq!(table.ddl().unwrap_err().code(), "name-refused", "{bad}");
        }
        let mut table = spec(false);
        table.columns[0].name = "item".into();
        assert!(table.ddl().is_ok(), "only a list has items of its own");
    }
}
