//! The units that the office knows: those of the register that serves as directory.

use andu_rules::model::FieldKind;
use andu_sheets::{UnitName, Units};

use crate::error::OfficeError;
use crate::load::read_matter;
use crate::office::Office;
use crate::rules::Rules;

impl Office {
    /// The units in the order in which their people were entered. None where nobody is registered: then every name is taken as it stands.
    pub(crate) fn known_units(&self, rules: &Rules) -> Result<Units, OfficeError> {
        let organ = &self.shared.organ;
        let mut names: Vec<String> = Vec::new();
        let directories = rules
            .pack
            .procedures
            .values()
            .filter_map(|versions| versions.last());
        for procedure in directories.filter(|procedure| procedure.directory.is_some()) {
            let units = procedure
                .fields
                .iter()
                .filter(|field| field.kind == FieldKind::Unit);
            let units: Vec<_> = units.map(|field| field.id.clone()).collect();
            let found = self.shared.ledger.read(
                |snapshot| -> Result<Vec<String>, andu_ledger::LedgerError> {
                    let mut found = Vec::new();
                    for (id, _) in
                        snapshot.matters(organ, Some(procedure.id.as_str()), "", usize::MAX)?
                    {
                        let Ok(Some(matter)) = read_matter(snapshot, organ, &id) else {
                            continue;
                        };
                        let named = units
                            .iter()
                            .filter_map(|unit| matter.fields.get(unit)?.as_text());
                        found.extend(named.map(str::to_owned));
                    }
                    Ok(found)
                },
            )?;
            names.extend(found);
        }
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| !name.is_empty() && seen.insert(name.clone()));
        let unit = |name: String| UnitName {
            name,
            aliases: Vec::new(),
        };
        Ok(Units::new(names.into_iter().map(unit).collect()))
    }
}
