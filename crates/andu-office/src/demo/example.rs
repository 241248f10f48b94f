//! Examples inside the binary: a scenario, further files of courses, and the figures that a real office published.

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use super::scenario::{Courses, Scenario};
use crate::error::OfficeError;

static EXAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../examples");

/// An example: what enters, and what was published.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its id; says only whose published figures it reproduces.
    pub id: String,
    pub(crate) scenario: Scenario,
    /// Published figures, by catalogue row.
    pub expected: Vec<ExpectedFigure>,
}

/// A figure as published, and the indicator that answers it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedFigure {
    /// Row of the catalogue.
    pub catalogue: String,
    /// Indicator.
    pub indicator: String,
    /// As published, rounded as published.
    pub value: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    figure: Vec<ExpectedFigure>,
}

/// Ids of the examples inside the binary.
pub fn examples() -> Vec<String> {
    let names = EXAMPLES
        .dirs()
        .filter_map(|folder| folder.path().file_name());
    names
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

impl Example {
    /// An example inside the binary.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Example`] where there is none of that id.
    pub fn built_in(id: &str) -> Result<Example, OfficeError> {
        let text = |file: &str| {
            let file = EXAMPLES.get_file(format!("{id}/{file}"));
            file.and_then(|file| file.contents_utf8())
                .ok_or_else(|| OfficeError::Example {
                    example: id.to_owned(),
                    why: format!("没有这个演示，可用的有：{}", examples().join("、")),
                })
        };
        let mut example = Example::read(id, text("scenario.toml")?, text("expected.toml")?)?;
        let folder = EXAMPLES.get_dir(format!("{id}/courses"));
        let mut files: Vec<_> = folder
            .into_iter()
            .flat_map(|folder| folder.files())
            .filter(|file| file.path().extension().is_some_and(|end| end == "toml"))
            .collect();
        files.sort_by_key(|file| file.path());
        for file in files {
            let name = file.path().file_name().unwrap_or_default();
            let name = format!("courses/{}", name.to_string_lossy());
            example = example.with_courses(&name, text(&name)?)?;
        }
        Ok(example)
    }

    /// An example from the text of its two files.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Example`] with the place of the fault.
    pub fn read(id: &str, scenario: &str, expected: &str) -> Result<Example, OfficeError> {
        let fault = |file: &str, error: &toml::de::Error| OfficeError::Example {
            example: id.to_owned(),
            why: format!("{file}读不懂：{error}"),
        };
        let scenario = toml::from_str(scenario).map_err(|error| fault("scenario.toml", &error))?;
        let expected: Expected =
            toml::from_str(expected).map_err(|error| fault("expected.toml", &error))?;
        Ok(Example {
            id: id.to_owned(),
            scenario,
            expected: expected.figure,
        })
    }

    /// The example with the words, courses and entries of one more file, after those it has.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Example`] with the place of the fault; for a word list or course that the example has already.
    pub fn with_courses(mut self, file: &str, text: &str) -> Result<Example, OfficeError> {
        let fault = |why: String| OfficeError::Example {
            example: self.id.clone(),
            why,
        };
        let more: Courses =
            toml::from_str(text).map_err(|error| fault(format!("{file}读不懂：{error}")))?;
        let scenario = &self.scenario;
        let twice = more
            .words
            .keys()
            .find(|name| scenario.words.contains_key(*name));
        if let Some(name) = twice {
            return Err(fault(format!("{file}又写了一组名为“{name}”的词")));
        }
        for (place, course) in more.course.iter().enumerate() {
            let mut before = scenario.course.iter().chain(more.course.iter().take(place));
            if before.any(|other| other.id == course.id) {
                return Err(fault(format!(
                    "{file}又写了一个名为“{}”的办理过程",
                    course.id
                )));
            }
        }
        self.scenario.words.extend(more.words);
        self.scenario.course.extend(more.course);
        self.scenario.enter.extend(more.enter);
        Ok(self)
    }
}
