//! Units by their names as people write them: full, short, with blanks, several in one cell.

use crate::list::{bare, half_width, tight};

use super::{Context, Converted, FaultKind};

/// How many near names a message offers.
const MOST_NEAR: usize = 4;

/// A unit that the office knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnitName {
    /// Its name.
    pub name: String,
    /// Its short names.
    pub aliases: Vec<String>,
}

/// The units that the office knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Units {
    names: Vec<UnitName>,
}

/// What a name as written stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitMatch {
    /// Exactly this unit's name or short name.
    Exact(String),
    /// Can only mean this unit.
    Short(String),
    /// May mean any of these.
    Unclear(Vec<String>),
    /// None; these are near.
    Unknown(Vec<String>),
}

impl Units {
    /// The units with these names.
    pub fn new(names: Vec<UnitName>) -> Units {
        Units { names }
    }

    /// Whether there are none; then every name is taken as it stands.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Names in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|unit| unit.name.as_str())
    }
}

/// Which unit a name as written stands for.
pub fn match_unit(text: &str, units: &Units) -> UnitMatch {
    let wanted = plain(text);
    let known = |unit: &UnitName| -> Vec<String> {
        let all = std::iter::once(&unit.name).chain(&unit.aliases);
        all.map(|name| plain(name)).collect()
    };
    let exact = units
        .names
        .iter()
        .find(|unit| known(unit).contains(&wanted));
    if let Some(unit) = exact {
        return UnitMatch::Exact(unit.name.clone());
    }
    if wanted.chars().count() >= 2 {
        let ways: [fn(&str, &str) -> bool; 3] = [same_without_place, begins_or_ends, abbreviates];
        for way in ways {
            let found: Vec<String> = units
                .names
                .iter()
                .filter(|unit| known(unit).iter().any(|name| way(&wanted, name)))
                .map(|unit| unit.name.clone())
                .collect();
            match found.as_slice() {
                [] => {}
                [one] => return UnitMatch::Short(one.clone()),
                _ => return UnitMatch::Unclear(found.into_iter().take(8).collect()),
            }
        }
    }
    UnitMatch::Unknown(near(&wanted, units))
}

/// 县司法局 and 司法局.
fn same_without_place(wanted: &str, name: &str) -> bool {
    without_place(wanted) == without_place(name)
}

/// A name without 示例县, 县, 市, 区 before it.
fn without_place(name: &str) -> &str {
    for place in ["自治县", "县", "区", "市"] {
        if let Some((before, rest)) = name.split_once(place)
            && before.chars().count() <= 4
            && rest.chars().count() >= 2
        {
            return rest;
        }
    }
    name
}

/// 城关镇 for 城关镇人民政府.
fn begins_or_ends(wanted: &str, name: &str) -> bool {
    let bare_name = without_place(name);
    let bare_wanted = without_place(wanted);
    bare_name.starts_with(bare_wanted) || bare_name.ends_with(bare_wanted)
}

/// 发改委 for 发展和改革委员会: its characters in their order, the first of them first.
fn abbreviates(wanted: &str, name: &str) -> bool {
    let (wanted, name) = (without_place(wanted), without_place(name));
    let mut rest = name.chars();
    wanted.chars().next() == name.chars().next()
        && wanted.chars().all(|c| rest.any(|other| other == c))
}

/// Units that share two neighbouring characters, the most alike first.
fn near(wanted: &str, units: &Units) -> Vec<String> {
    let pairs =
        |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let ours = pairs(without_place(wanted));
    let mut scored: Vec<(usize, usize, &str)> = units
        .names
        .iter()
        .enumerate()
        .map(|(index, unit)| {
            let theirs = pairs(without_place(&plain(&unit.name)));
            (
                theirs.iter().filter(|pair| ours.contains(pair)).count(),
                index,
                unit.name.as_str(),
            )
        })
        .filter(|(shared, ..)| *shared > 0)
        .collect();
    scored.sort_by_key(|(shared, index, _)| (usize::MAX - shared, *index));
    scored
        .into_iter()
        .take(MOST_NEAR)
        .map(|(.., name)| name.to_owned())
        .collect()
}

fn plain(text: &str) -> String {
    let text: String = tight(text).chars().map(half_width).collect();
    let without = bare(&text);
    let without = without.trim_matches(['.', ',', ';', ':', '、', '。']);
    if without.is_empty() {
        text
    } else {
        without.to_owned()
    }
}

/// One unit.
pub fn one(text: &str, context: &Context<'_>) -> Result<Converted, FaultKind> {
    let parts = split(text);
    match (named(text, context), parts.len() > 1) {
        (Ok(name), _) => Ok(Converted::Unit(name)),
        (Err(_), true) => Err(FaultKind::UnitsSeveral { names: parts }),
        (Err(fault), false) => Err(fault),
    }
}

/// One or several units.
pub fn several(text: &str, context: &Context<'_>) -> Result<Converted, FaultKind> {
    let parts = split(text);
    let names = match parts.len() {
        0 | 1 => vec![named(text, context)?],
        _ => parts
            .iter()
            .map(|part| named(part, context))
            .collect::<Result<_, _>>()?,
    };
    Ok(Converted::Many(names))
}

fn named(text: &str, context: &Context<'_>) -> Result<String, FaultKind> {
    let explained = context
        .unit_names
        .and_then(|names| names.iter().find(|(name, _)| plain(name) == plain(text)));
    if let Some((_, name)) = explained {
        return Ok(name.clone());
    }
    let Some(units) = context.units.filter(|units| !units.is_empty()) else {
        return match split(text).len() {
            0 | 1 => Ok(tight(text)),
            _ => Err(FaultKind::UnitsSeveral { names: split(text) }),
        };
    };
    match match_unit(text, units) {
        UnitMatch::Exact(name) | UnitMatch::Short(name) => Ok(name),
        UnitMatch::Unclear(near) => Err(FaultKind::UnitUnclear {
            name: tight(text),
            near,
        }),
        UnitMatch::Unknown(near) => Err(FaultKind::UnitUnknown {
            name: tight(text),
            near,
        }),
    }
}

/// The unit that leads and those that help: 主办：县教委 会办：卫健委; without such words the first one leads.
pub fn lead_and_rest(text: &str) -> (String, Vec<String>) {
    let mut lead: Option<String> = None;
    let mut rest = Vec::new();
    for part in split(text) {
        let (role, name) = part.split_once(['：', ':']).unwrap_or(("", &part));
        let leads = ["主办", "承办", "牵头", "责任", "主责"]
            .iter()
            .any(|word| role.contains(word));
        let helps = ["会办", "协办", "配合", "协助", "分办", "参与"]
            .iter()
            .any(|word| role.contains(word));
        let name = if leads || helps {
            name.to_owned()
        } else {
            part.clone()
        };
        match (&lead, helps) {
            (None, false) => lead = Some(name),
            _ => rest.push(name),
        }
    }
    match lead {
        Some(lead) => (lead, rest),
        None if rest.is_empty() => (tight(text), rest),
        None => (String::new(), rest),
    }
}

/// Cuts a text at its separators; blanks only cut where nothing else does and every piece is a word of its own.
pub fn split(text: &str) -> Vec<String> {
    let strong = ['、', '，', ',', '；', ';', '\n', '/', '｜', '|', '和'];
    let cut = |text: &str, separators: &[char]| -> Vec<String> {
        let parts = text
            .split(separators)
            .map(tight)
            .filter(|part| !part.is_empty());
        parts.collect()
    };
    // 和 joins units, and stands within names of units: 发展和改革委员会.
    let parts = cut(text, &strong[..strong.len() - 1]);
    if parts.len() > 1 {
        return parts;
    }
    let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    let whole_words = words.len() > 1 && words.iter().all(|word| word.chars().count() >= 3);
    if whole_words { words } else { parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units() -> Units {
        let names = [
            ("示例县司法局", ""),
            ("示例县发展和改革委员会", "县发改委"),
            ("示例县人力资源和社会保障局", ""),
            ("城关镇人民政府", ""),
            ("城南镇人民政府", ""),
            ("示例县公安局", ""),
            ("示例县公安局交通管理大队", ""),
            ("示例县人民政府办公室", "县政府办"),
        ];
        let unit = |(name, alias): (&str, &str)| UnitName {
            name: name.to_owned(),
            aliases: Some(alias.to_owned())
                .filter(|alias| !alias.is_empty())
                .into_iter()
                .collect(),
        };
        Units::new(names.map(unit).to_vec())
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let said = match match_unit(text, &units()) {
            UnitMatch::Exact(name) => format!("= {name}"),
            UnitMatch::Short(name) => format!("~ {name}"),
            UnitMatch::Unclear(names) => format!("? {}", names.join(" ")),
            UnitMatch::Unknown(names) => format!("! {}", names.join(" ")),
        };
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn units_go_by_full_and_short_names() {
        check("示例县司法局", "= 示例县司法局");
        check("县 发改委", "= 示例县发展和改革委员会");
        check("司法局", "~ 示例县司法局");
        check("县人社局", "~ 示例县人力资源和社会保障局");
        check("城关镇", "~ 城关镇人民政府");
        check("公安局", "~ 示例县公安局");
        check("县府办", "~ 示例县人民政府办公室");
    }

    #[test]
    fn what_is_unclear_is_asked() {
        check("城南镇政府", "~ 城南镇人民政府");
        check("城镇", "? 城关镇人民政府 城南镇人民政府");
        check(
            "民政局",
            "! 城关镇人民政府 城南镇人民政府 示例县人民政府办公室",
        );
        check("县公安交管大队", "~ 示例县公安局交通管理大队");
    }

    #[test]
    fn several_in_one_cell() {
        let units = units();
        let context = Context {
            units: Some(&units),
            ..Context::default()
        };
        let several = several("县司法局、县公安局", &context).unwrap();
        assert_eq!(
            several,
            Converted::Many(vec!["示例县司法局".to_owned(), "示例县公安局".to_owned()])
        );
        let fault = one("县司法局 县公安局", &context).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "写了2个单位，这一栏只登记一个。请只留主办单位，其余单位另列一栏。"
        );
    }
}
