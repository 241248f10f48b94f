//! Which tables and columns answer for the names that a procedure's rules use, over all its versions.

use std::sync::Arc;

use andu_rules::{
    Pack,
    model::{
        ActionId, ClockId, DocumentId, Field, FieldId, FieldKind, LinkId, OpinionId, Procedure,
    },
    register::{ColumnSource, Register, register},
};

use jiff::civil::Date;

use crate::error::Fault;

/// The register of one procedure.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) register: Register,
    /// Oldest first; never empty.
    versions: Vec<Arc<Procedure>>,
    /// Versions of the procedures on the other side of links.
    others: Vec<(LinkId, Vec<Arc<Procedure>>)>,
}

/// What a column holds, as far as comparing goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Date,
    /// Whole numbers in these parts of one: 1, or 10,000 for decimals.
    Number(i128),
    Boolean,
    /// A reference into the side table, which compares with nothing.
    Personal,
}

/// What makes an opinion pass in one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Passing<'a> {
    pub(crate) version: Date,
    pub(crate) field: &'a FieldId,
    pub(crate) values: &'a [String],
}

/// A column found by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    /// One value.
    Value(&'a str, Kind),
    /// Rows in a table of their own.
    List(&'a str),
}

impl Shape {
    /// The register of a procedure of the pack.
    pub(crate) fn of(pack: &Pack, procedure: &str) -> Result<Shape, Fault> {
        match pack.procedures.get(procedure) {
            Some(versions) if !versions.is_empty() => Ok(Shape {
                register: register(versions),
                versions: versions.clone(),
                others: others(pack, versions),
            }),
            _ => Err(Fault::Procedure(procedure.to_owned())),
        }
    }

    /// The newest version, whose words are used.
    pub(crate) fn newest(&self) -> &Procedure {
        self.versions
            .last()
            .expect("a shape is made of at least one version")
    }

    pub(crate) fn id(&self) -> &str {
        self.register.procedure.as_str()
    }

    pub(crate) fn table(&self) -> &str {
        &self.register.table
    }

    /// A matter may rest in an open stage, so that 'standing on a day' says more than 'opened by that day'.
    pub(crate) fn can_stand_open(&self) -> bool {
        self.versions
            .iter()
            .any(|version| version.stages.iter().any(|stage| !stage.closed))
    }

    /// The title of some version is about a person.
    pub(crate) fn has_personal_title(&self) -> bool {
        let personal = |version: &Procedure| {
            version
                .field(version.title.as_str())
                .is_some_and(|title| title.personal)
        };
        self.versions.iter().any(|version| personal(version))
    }

    /// Former states are kept in a table of their own.
    pub(crate) fn is_versioned(&self) -> bool {
        self.versions.iter().any(|version| version.versioned)
    }

    pub(crate) fn field(&self, name: &FieldId) -> Result<Found<'_>, Fault> {
        if let Some(list) = self.register.lists.iter().find(|list| list.field == *name) {
            return Ok(Found::List(&list.table));
        }
        // A field may be the standard column of its name itself: `number`, `title`.
        let column = self
            .register
            .columns
            .iter()
            .rfind(|column| match &column.from {
                ColumnSource::Field(field, _) => field == name,
                ColumnSource::Number | ColumnSource::Title => column.name == name.as_str(),
                _ => false,
            });
        let personal = self.fields(name).any(|field| field.personal);
        let kind = self
            .fields(name)
            .last()
            .map(|field| kind_of(field.kind, personal));
        match column.zip(kind) {
            Some((column, kind)) => Ok(Found::Value(&column.name, kind)),
            None => Err(Fault::Field {
                procedure: self.id().to_owned(),
                name: name.to_string(),
            }),
        }
    }

    pub(crate) fn column(&self, list: &FieldId, name: &FieldId) -> Result<Found<'_>, Fault> {
        let table = self
            .register
            .lists
            .iter()
            .find(|table| table.field == *list);
        let columns = table.map_or(&[][..], |table| &table.columns);
        let column = columns.iter().find_map(|column| match &column.from {
            ColumnSource::Field(field, kind) if field == name => Some((column, *kind)),
            _ => None,
        });
        let Some((column, kind)) = column else {
            return Err(Fault::Column {
                list: list.to_string(),
                name: name.to_string(),
            });
        };
        let mut columns = self.fields(list).flat_map(|list| &list.columns);
        let personal = columns.any(|column| column.id == *name && column.personal);
        Ok(Found::Value(&column.name, kind_of(kind, personal)))
    }

    pub(crate) fn list(&self, name: &FieldId) -> Result<&str, Fault> {
        match self.field(name)? {
            Found::List(table) => Ok(table),
            Found::Value(..) => Err(Fault::NotAList(name.to_string())),
        }
    }

    /// Column of the last time an action was taken.
    pub(crate) fn did(&self, action: &ActionId) -> Result<&str, Fault> {
        self.standard(&ColumnSource::Did(action.clone()))
            .ok_or_else(|| self.unknown("办理动作", action.as_str()))
    }

    /// Column of who took an action last, where registers keep it.
    pub(crate) fn actor(&self, action: &ActionId) -> Option<&str> {
        self.standard(&ColumnSource::Actor(action.clone()))
    }

    fn standard(&self, source: &ColumnSource) -> Option<&str> {
        let column = self
            .register
            .columns
            .iter()
            .find(|column| column.from == *source)?;
        Some(&column.name)
    }

    /// For each version that knows the opinion what makes it pass; only one entry where all versions agree.
    pub(crate) fn opinion(&self, id: &OpinionId) -> Result<Vec<Passing<'_>>, Fault> {
        let known = self.versions.iter().filter_map(|version| {
            let opinion = version.opinions.iter().find(|opinion| opinion.id == *id)?;
            let version = version.in_force.from;
            Some(Passing {
                version,
                field: &opinion.field,
                values: &opinion.passes,
            })
        });
        let mut known: Vec<Passing<'_>> = known.collect();
        let Some(newest) = known.last().copied() else {
            return Err(self.unknown("意见", id.as_str()));
        };
        let same =
            |other: &Passing<'_>| (other.field, other.values) == (newest.field, newest.values);
        if known.len() == self.versions.len() && known.iter().all(same) {
            known.truncate(1);
        }
        Ok(known)
    }

    pub(crate) fn check_clock(&self, id: &ClockId) -> Result<(), Fault> {
        let known = self
            .versions
            .iter()
            .any(|version| version.clock(id.as_str()).is_some());
        if known {
            Ok(())
        } else {
            Err(self.unknown("期限", id.as_str()))
        }
    }

    pub(crate) fn check_document(&self, id: &DocumentId) -> Result<(), Fault> {
        let known = self
            .versions
            .iter()
            .any(|version| version.documents.iter().any(|kind| kind.id == *id));
        if known {
            Ok(())
        } else {
            Err(self.unknown("材料", id.as_str()))
        }
    }

    /// Table of the matters on the other side of a link.
    pub(crate) fn linked_table(&self, id: &LinkId) -> Result<String, Fault> {
        let mut links = self
            .versions
            .iter()
            .rev()
            .flat_map(|version| &version.links);
        match links.find(|link| link.id == *id) {
            Some(link) => Ok(format!(
                "register_{}",
                link.procedure.as_str().replace('-', "_")
            )),
            None => Err(self.unknown("关联", id.as_str())),
        }
    }

    /// A field of the matters on the other side of a link.
    pub(crate) fn linked_field(&self, link: &LinkId, name: &FieldId) -> Result<Found<'_>, Fault> {
        let other = self.others.iter().find(|(known, _)| known == link);
        let versions = other.map_or(&[][..], |(_, versions)| versions.as_slice());
        let mut fields = versions
            .iter()
            .filter_map(|version| version.field(name.as_str()));
        let personal = fields.clone().any(|field| field.personal);
        match fields.next_back() {
            Some(field) if field.kind == FieldKind::List => Err(Fault::List(name.to_string())),
            Some(field) => Ok(Found::Value(
                field.id.as_str(),
                kind_of(field.kind, personal),
            )),
            None => Err(Fault::Field {
                procedure: versions
                    .first()
                    .map_or_else(String::new, |it| it.id.to_string()),
                name: name.to_string(),
            }),
        }
    }

    fn fields(&self, name: &FieldId) -> impl Iterator<Item = &Field> {
        self.versions
            .iter()
            .filter_map(|version| version.field(name.as_str()))
    }

    fn unknown(&self, kind: &'static str, name: &str) -> Fault {
        Fault::Name {
            procedure: self.id().to_owned(),
            kind,
            name: name.to_owned(),
        }
    }
}

fn others(pack: &Pack, versions: &[Arc<Procedure>]) -> Vec<(LinkId, Vec<Arc<Procedure>>)> {
    let links = versions.iter().rev().flat_map(|version| &version.links);
    let known = links.filter_map(|link| {
        let versions = pack.procedures.get(&link.procedure)?;
        Some((link.id.clone(), versions.clone()))
    });
    known.collect()
}

fn kind_of(kind: FieldKind, personal: bool) -> Kind {
    match kind {
        _ if personal => Kind::Personal,
        FieldKind::Integer => Kind::Number(1),
        FieldKind::Decimal => Kind::Number(10_000),
        FieldKind::Boolean => Kind::Boolean,
        FieldKind::Date | FieldKind::DateTime => Kind::Date,
        FieldKind::Text
        | FieldKind::LongText
        | FieldKind::Choice
        | FieldKind::Person
        | FieldKind::Unit
        | FieldKind::List => Kind::Text,
    }
}
