//! Schemes (导入方案): mappings kept in the office's folder, one file a kind of book.

use std::path::{Path, PathBuf};

use andu_sheets::{ListFound, Mapping, fits};
use serde::{Deserialize, Serialize};

use crate::error::OfficeError;
use crate::office::Office;

use super::ImportError;

/// A kept scheme fits a list in which so many of its headings stand, in percent.
const LEAST_FIT: usize = 90;

/// A scheme: which lists of a book are which registers, and which columns are which items.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scheme {
    /// Its name; the name of its file.
    pub name: String,
    /// Its lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub list: Vec<SchemeList>,
}

/// One kind of list of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeList {
    /// The procedure.
    pub procedure: String,
    /// Which column is which item.
    #[serde(default)]
    pub mapping: Mapping,
}

impl Scheme {
    /// The list of the scheme that fits a list of a book best.
    pub fn fitting(&self, list: &ListFound, least: usize) -> Option<&SchemeList> {
        let fitting = self
            .list
            .iter()
            .map(|known| (fits(&known.mapping, list), known));
        let best = fitting.max_by_key(|(fit, known)| (*fit, known.mapping.columns.len()));
        best.filter(|(fit, _)| *fit >= least)
            .map(|(_, known)| known)
    }

    /// Reads a scheme from a file.
    ///
    /// # Errors
    ///
    /// [`ImportError::SchemeUnreadable`] with what is wrong.
    pub fn read(path: &Path) -> Result<Scheme, ImportError> {
        let unreadable = |what: String| ImportError::SchemeUnreadable {
            path: path.to_owned(),
            what,
        };
        let text = std::fs::read_to_string(path)
            .map_err(|_| unreadable("没有这个文件，或者不是 UTF-8 编码的文字".to_owned()))?;
        let scheme: Scheme = toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(1, |span| {
                text[..span.start.min(text.len())].matches('\n').count() + 1
            });
            unreadable(format!("第{line}行写法不对，或者有不认识的项目"))
        })?;
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        Ok(Scheme {
            name: if scheme.name.is_empty() {
                stem.unwrap_or_default()
            } else {
                scheme.name
            },
            ..scheme
        })
    }

    /// The scheme as it is written to its file.
    pub fn text(&self) -> String {
        let body = toml::to_string(self).unwrap_or_default();
        format!(
            "# 导入方案：左边是台账的列名，右边是程序的项目；“!”开头的是动作的日期。可以改，改后下次导入按它对应。\n{body}"
        )
    }
}

impl Office {
    fn schemes(&self) -> Option<PathBuf> {
        Some(self.shared.dir.as_ref()?.join("schemes"))
    }

    /// The schemes kept in the office's folder, by name.
    ///
    /// # Errors
    ///
    /// [`ImportError::SchemeUnreadable`] for the first one that cannot be read.
    pub fn kept_schemes(&self) -> Result<Vec<Scheme>, ImportError> {
        let Some(folder) = self.schemes() else {
            return Ok(Vec::new());
        };
        let Ok(entries) = std::fs::read_dir(folder) else {
            return Ok(Vec::new());
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
        paths.sort();
        paths.iter().map(|path| Scheme::read(path)).collect()
    }

    /// The kept scheme with this name.
    ///
    /// # Errors
    ///
    /// [`ImportError::SchemeUnreadable`] where there is none, or it cannot be read.
    pub fn scheme(&self, name: &str) -> Result<Scheme, ImportError> {
        let path = Path::new(name);
        if path.extension().is_some_and(|ending| ending == "toml") {
            return Scheme::read(path);
        }
        let folder = self.schemes().unwrap_or_default();
        Scheme::read(&folder.join(format!("{}.toml", file_name(name))))
    }

    /// Keeps a scheme under its name; gives the name. An office in memory keeps none.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Write`].
    pub fn keep_scheme(&self, scheme: &Scheme) -> Result<Option<String>, OfficeError> {
        let Some(folder) = self.schemes() else {
            return Ok(None);
        };
        let path = folder.join(format!("{}.toml", file_name(&scheme.name)));
        let failed = |source| OfficeError::Write {
            path: path.clone(),
            source,
        };
        std::fs::create_dir_all(&folder).map_err(failed)?;
        std::fs::write(&path, scheme.text()).map_err(failed)?;
        Ok(Some(scheme.name.clone()))
    }

    /// A kept scheme that fits some list.
    pub(super) fn fitting_scheme(
        &self,
        lists: &[&ListFound],
    ) -> Result<Option<Scheme>, ImportError> {
        let kept = self.kept_schemes()?;
        let fit = |scheme: &Scheme| {
            lists
                .iter()
                .filter(|list| scheme.fitting(list, LEAST_FIT).is_some())
                .count()
        };
        let best = kept
            .into_iter()
            .map(|scheme| (fit(&scheme), scheme))
            .max_by_key(|(fit, _)| *fit);
        Ok(best.filter(|(fit, _)| *fit > 0).map(|(_, scheme)| scheme))
    }
}

/// A name that every file system takes.
fn file_name(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_control() || "/\\:*?\"<>|".contains(c) {
                '_'
            } else {
                c
            }
        })
        .collect()
}
