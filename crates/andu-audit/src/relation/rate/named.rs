//! Rates with a name: 办结率, 出庭应诉率, 综合纠错率.

use super::{Match, compared, counts, given, quotient_of, shown, times};
use crate::relation::line::{Item, Line};
use crate::relation::number::{self, attainable, attainable_whole, same_unit};
use crate::relation::verdict::Verdict;
use crate::relation::words::{CLOSED, RECEIVED, STAGES, UNFINISHED, holds_any};
use crate::{Decimal, Qualifier, RelationKind, Severity};

/// Rates whose part has other names than the rate.
const OTHER_NAMES: &[(&str, &[&str])] = &[
    ("纠错", &["撤销", "变更", "确认违法", "责令履行", "责令重"]),
    ("直接纠错", &["撤销", "变更", "确认违法", "责令履行"]),
];

/// Words that narrow a rate: 按期办结率 is not 办结率.
const NARROWING: &[&str] = &[
    "按期", "按时", "及时", "限时", "提前", "当场", "现场", "一次", "首次", "实质", "规范", "成功",
    "自动", "优良",
];

/// Rates above a hundred that can be.
const UNBOUNDED: &[&str] = &[
    "完成", "增长", "增", "执行", "负荷", "达产", "收益", "回报", "换手", "倍",
];

/// Differences of that many points and more are hardly slips of the pen unless the words leave no doubt.
const FAR: i128 = 5;

/// The verdict on a rate that has a name.
pub(super) fn judged(line: &Line, at: usize) -> Option<Verdict> {
    let rate = &line.items[at];
    let stems = stems(rate);
    let last = stems.last()?;
    if let Some(verdict) = impossible(line, rate, last) {
        return Some(verdict);
    }
    let pairs: Vec<Pair> = stems
        .iter()
        .flat_map(|stem| pairs(line, at, stem))
        .collect();
    let mut cut = None;
    for pair in &pairs {
        let Some(found) = quotient_of(rate, pair.part, pair.whole_count()) else {
            continue;
        };
        let matched = compared(rate, found);
        let told = || {
            let arithmetic = shown(rate, &pair.terms(), &pair.whole_shown(), found);
            given(line, &pair.items(rate), arithmetic, matched)
        };
        match matched {
            Match::Exact => return Some(told()),
            Match::Cut if cut.is_none() => cut = Some(told()),
            _ => {}
        }
    }
    if cut.is_some() {
        return cut;
    }
    if stems.len() > 1 {
        return None;
    }
    pairs
        .iter()
        .filter_map(|pair| off(line, rate, pair))
        .min_by_key(|verdict| {
            verdict
                .complaint
                .as_ref()
                .map(|complaint| complaint.severity)
        })
        .or_else(|| alone(line, at, last, pairs.is_empty()))
}

/// Names of the rates that a figure is for, without 率: several in 参与率、合格率均为100%.
fn stems(rate: &Item) -> Vec<String> {
    let phrase = rate
        .gap
        .rsplit(['，', '。', '；', '：', '（', ',', '！'])
        .next()
        .unwrap_or_default();
    let mut stems = Vec::new();
    for name in phrase.split(['、', '和', '与', '及']) {
        let name = name.trim();
        let parted = ["比例", "占比", "比重", "率"]
            .iter()
            .filter_map(|end| name.rsplit_once(end))
            .max_by_key(|(stem, _)| stem.len());
        let Some((stem, rest)) = parted else {
            continue;
        };
        let filler = |c: char| "均都为达至约近高保持在仍分别超过不低于少也以上已占".contains(c);
        if rest.trim_matches(filler).is_empty() && !stem.is_empty() {
            stems.push(stem.to_owned());
        }
    }
    stems
}

/// Figures of which a rate can be the quotient.
struct Pair<'i, 'l> {
    parts: Vec<&'i Item<'l>>,
    part: i128,
    whole: &'i Item<'l>,
    less: Option<&'i Item<'l>>,
    /// Whether the words leave no doubt that this pair is meant.
    sure: bool,
}

impl<'i, 'l> Pair<'i, 'l> {
    fn whole_count(&self) -> i128 {
        let count = |item: &Item| number::whole(item.figure).unwrap_or_default();
        count(self.whole) - self.less.map_or(0, count)
    }

    /// The whole as a person would write it: 67-11 where some are left out.
    fn whole_shown(&self) -> String {
        let whole = number::plain(self.whole.figure);
        match self.less {
            None => whole,
            Some(less) => format!("（{whole}-{}）", number::plain(less.figure)),
        }
    }

    fn items(&self, rate: &'i Item<'l>) -> Vec<&'i Item<'l>> {
        let mut items = self.parts.clone();
        items.push(self.whole);
        items.extend(self.less);
        items.push(rate);
        items
    }

    fn terms(&self) -> String {
        let terms: Vec<String> = self
            .parts
            .iter()
            .map(|part| number::plain(part.figure))
            .collect();
        match terms.as_slice() {
            [one] => one.clone(),
            many => format!("（{}）", many.join("+")),
        }
    }
}

fn pairs<'i, 'l>(line: &'i Line<'l>, at: usize, stem: &str) -> Vec<Pair<'i, 'l>> {
    let rate = &line.items[at];
    let mut numerators = numerators(line, at, stem);
    numerators.sort_by_key(|(_, sure)| !*sure);
    let mut pairs = Vec::new();
    for (parts, sure) in numerators {
        let count = |part: &&Item| number::whole(part.figure);
        let Some(part) = parts.iter().map(count).sum::<Option<i128>>() else {
            continue;
        };
        let first = parts[0];
        let is_part = |item: &Item| parts.iter().any(|part| part.index == item.index);
        let wholes: Vec<&Item> = counts(line, at)
            .rev()
            .filter(|item| !is_part(item) && same_unit(&item.figure.unit, &first.figure.unit))
            .filter(|item| number::whole(item.figure).is_some_and(|whole| whole >= part))
            .collect();
        let refused = counts(line, at).find(|item| item.says("不予受理") && !is_part(item));
        for (rank, whole) in wholes.iter().enumerate() {
            let earlier = |other: &&&Item| other.index < first.index && can_be_whole(other, first);
            let nearest = !wholes[..rank].iter().any(|other| earlier(&other));
            let meant = can_be_whole(whole, first) && nearest || is_only(&wholes, whole, first);
            let meant = meant && of_its_kind(stem, whole);
            pairs.push(Pair {
                parts: parts.clone(),
                part,
                whole,
                less: None,
                sure: sure && meant && whole.index < first.index && together(rate, whole, first),
            });
            // A rate of what was decided leaves out what was not admitted.
            if let Some(refused) = refused.filter(|refused| refused.index != whole.index) {
                pairs.push(Pair {
                    parts: parts.clone(),
                    part,
                    whole,
                    less: Some(refused),
                    sure: false,
                });
            }
        }
    }
    pairs
}

/// Whether the words of a figure make it what others are a part of.
fn can_be_whole(whole: &Item, part: &Item) -> bool {
    let label = whole.label();
    let settled = holds_any(&label, CLOSED) && !holds_any(&part.label(), CLOSED);
    holds_any(&label, RECEIVED) || label.contains('共') || whole.after.ends_with('中') || settled
}

/// Whether a whole is what the rate is of: heads appear at hearings, so 新收案件 is no whole of
/// 出庭应诉率; who was asked can be satisfied.
fn of_its_kind(stem: &str, whole: &Item) -> bool {
    const ASKED: &[&str] = &[
        "回访", "评", "测", "意见", "问卷", "调查", "参与", "反馈", "随访", "代表", "委员",
    ];
    let label = whole.label();
    let heard = !stem.contains("出庭") || holds_any(&label, &["出庭", "应诉", "开庭", "庭审"]);
    let asked = !stem.contains("满意") || holds_any(&label, ASKED);
    heard && asked
}

/// Whether a figure is the only one that can be the whole, and right in front of the part.
fn is_only(wholes: &[&Item], whole: &Item, part: &Item) -> bool {
    let same = wholes
        .iter()
        .filter(|other| other.sentence == part.sentence)
        .count();
    same == 1 && whole.index + 1 == part.index
}

/// Whether part and whole stand in the sentence of the rate, or both in the one after it.
fn together(rate: &Item, whole: &Item, part: &Item) -> bool {
    let behind = whole.sentence == rate.sentence + 1 && whole.index > rate.index;
    whole.sentence == part.sentence && (whole.sentence == rate.sentence || behind)
}

/// What can stand above the line, and whether its words are those of the rate.
fn numerators<'i, 'l>(line: &'i Line<'l>, at: usize, stem: &str) -> Vec<(Vec<&'i Item<'l>>, bool)> {
    const HALF: &[&str] = &["基本满意", "较满意", "比较满意", "不满意", "不合格", "未"];
    let mut found: Vec<(Vec<&Item>, bool)> = Vec::new();
    let names: Vec<&str> = suffixes(stem).collect();
    for item in counts(line, at).rev() {
        let label = item.label();
        if holds_any(&label, UNFINISHED) || holds_any(&label, HALF) {
            continue;
        }
        let name = names.iter().find(|name| label.contains(**name));
        let rest = match name {
            Some(name) => &stem[..stem.len() - name.len()],
            None if spelled_out(line, item, &label, stem) => "",
            None => continue,
        };
        // 办结回复率 is of both, so neither alone is surely meant.
        let of_both = CLOSED.iter().filter(|word| stem.contains(**word)).count() > 1;
        let joint = of_both && CLOSED.iter().filter(|word| label.contains(**word)).count() < 2;
        let narrowed = joint || holds_any(rest, NARROWING) && !holds_any(&label, NARROWING);
        let beside = |other: &&Item| siblings(item, other, name.map_or("", |name| name));
        let mut together: Vec<&Item> = counts(line, at).filter(beside).collect();
        let one_of_many = !together.is_empty();
        if one_of_many {
            // 书面述法35个、现场述法4个: the rate is of both.
            together.push(item);
            found.push((together, false));
        }
        // 参评满意 ends with another stage than 参评率.
        let ends = name.is_none_or(|name| item.before.ends_with(name) || item.after.contains(name));
        found.push((vec![item], ends && !narrowed && !one_of_many));
    }
    let others = OTHER_NAMES.iter().find(|(name, _)| stem.ends_with(name));
    if let Some((_, names)) = others {
        let parts: Vec<&Item> = counts(line, at)
            .filter(|item| holds_any(&item.before, names))
            .collect();
        if !parts.is_empty() {
            found.push((parts, false));
        }
    }
    if let Some(parts) = both(line, at, stem) {
        found.push((parts, false));
    }
    found
}

/// Whether two figures of a list both say the name of the rate, neither being a part of the other.
fn siblings(one: &Item, other: &Item, name: &str) -> bool {
    let (a, b) = (one.before.as_str(), other.before.as_str());
    let listed = one.part == other.part
        && one.index != other.index
        && same_unit(&one.figure.unit, &other.figure.unit);
    !name.is_empty()
        && listed
        && a.ends_with(name)
        && b.ends_with(name)
        && !a.ends_with(b)
        && !b.ends_with(a)
}

/// Whether a label says at length what the rate says in two characters: 持有有效证件 of 持证率, 实际出庭 of 出庭应诉率.
fn spelled_out(line: &Line, item: &Item, label: &str, stem: &str) -> bool {
    let chars: Vec<char> = stem.chars().collect();
    let part_of = {
        let first = line.items.first().map_or(0, |item| item.index);
        let before = (item.index - first)
            .checked_sub(1)
            .map(|at| &line.items[at]);
        before.is_some_and(|before| before.after.ends_with('中'))
    };
    let in_order = |pair: &[char]| {
        let mut rest = label.chars();
        pair.iter().all(|c| rest.any(|other| other == *c))
    };
    let words = chars.windows(2).map(|pair| pair.iter().collect::<String>());
    let stage = words
        .rev()
        .take(4)
        .any(|word| STAGES.contains(&word.as_str()) && label.ends_with(&word));
    let tail = chars.len() >= 2 && in_order(&chars[chars.len() - 2..]);
    stage || part_of && tail
}

/// 办结回复率: what was settled and what was answered together.
fn both<'i, 'l>(line: &'i Line<'l>, at: usize, stem: &str) -> Option<Vec<&'i Item<'l>>> {
    let chars: Vec<char> = stem.chars().collect();
    let end = chars.len();
    let first: String = chars.get(end.checked_sub(4)?..end - 2)?.iter().collect();
    let second: String = chars[end - 2..].iter().collect();
    if !CLOSED.contains(&first.as_str()) || !CLOSED.contains(&second.as_str()) {
        return None;
    }
    let one = counts(line, at)
        .rev()
        .find(|item| item.before.ends_with(&first))?;
    let other = counts(line, at)
        .rev()
        .find(|item| item.before.ends_with(&second) && item.index != one.index)?;
    Some(vec![other, one])
}

/// The stem and what is left of it from the front, down to two characters.
fn suffixes(stem: &str) -> impl Iterator<Item = &str> {
    let from: Vec<usize> = stem.char_indices().map(|(at, _)| at).collect();
    let last = from.len().saturating_sub(1);
    from.into_iter().take(last).map(|at| &stem[at..])
}

/// A pair that does not give the rate.
fn off(line: &Line, rate: &Item, pair: &Pair) -> Option<Verdict> {
    let found = quotient_of(rate, pair.part, pair.whole_count())?;
    let difference = difference(found.rounded, rate.figure.value);
    // 比例 and 占比 are of many things; only a near miss shows that this pair is meant.
    let loose = !rate.before.contains('率');
    let sure = pair.sure && !(loose && difference > FAR);
    let near = difference <= 1 && rate.figure.qualifier == Qualifier::Exact;
    if pair.less.is_some() || !sure && !near {
        return None;
    }
    let severity = if sure {
        Severity::Error
    } else {
        Severity::Warning
    };
    let told = ("比率与前后数字不一致".to_owned(), "请核对分子、分母和比率");
    let arithmetic = shown(rate, &pair.terms(), &pair.whole_shown(), found);
    let items = pair.items(rate);
    Some(
        Verdict::against(
            RelationKind::Ratio,
            severity,
            arithmetic,
            line,
            &items,
            told,
        )
        .broken(),
    )
}

/// The difference of two rates in whole points, begun ones counted.
fn difference(a: Decimal, b: Decimal) -> i128 {
    let ((a, b), (c, d)) = (a.ratio(), b.ratio());
    let (over, under) = ((a * d - c * b).abs(), b * d);
    (over + under - 1) / under
}

/// More than a hundred of a hundred.
fn impossible(line: &Line, rate: &Item, stem: &str) -> Option<Verdict> {
    let above = rate.figure.value > Decimal::from(100) && rate.figure.unit == "%";
    if !above || UNBOUNDED.iter().any(|word| stem.contains(word)) {
        return None;
    }
    let told = ("比率大于百分之百".to_owned(), "请核对");
    let arithmetic = format!("{}%＞100%", number::plain(rate.figure));
    Some(Verdict::against(
        RelationKind::Ratio,
        Severity::Error,
        arithmetic,
        line,
        &[rate],
        told,
    ))
}

/// A rate beside only one count: some whole number must give it.
fn alone(line: &Line, at: usize, stem: &str, unpaired: bool) -> Option<Verdict> {
    let rate = &line.items[at];
    let beside = line.items[..at]
        .last()
        .filter(|item| item.sentence == rate.sentence)?;
    let count = number::whole(beside.figure).filter(|count| *count > 0)?;
    let exact = rate.figure.qualifier == Qualifier::Exact && rate.figure.value.units() > 0;
    if !unpaired || !exact || !counts(line, at).any(|item| item.index == beside.index) {
        return None;
    }
    let names = suffixes(stem).any(|name| beside.label().contains(name));
    let printed = number::plain(rate.figure);
    let unit = rate.figure.unit.as_str();
    let (arithmetic, what, severity) = if names {
        let larger = counts(line, at).any(|item| {
            same_unit(&item.figure.unit, &beside.figure.unit)
                && number::whole(item.figure)
                    .is_some_and(|other| other >= count && item.index != beside.index)
        });
        if larger || attainable_whole(rate.figure.value, count, times(rate)) {
            return None;
        }
        (
            format!("以{count}为分子，没有整数分母能得出{printed}{unit}"),
            "没有整数分母能得出这一比率",
            Severity::Warning,
        )
    } else {
        let asked = holds_any(
            &beside.label(),
            &[
                "回访", "评价", "测评", "调查", "问卷", "参评", "评议", "抽查",
            ],
        );
        let settled =
            holds_any(stem, CLOSED) && holds_any(&beside.label(), RECEIVED) && !narrowed(stem);
        if !(asked || settled) || attainable(rate.figure.value, count, times(rate)) {
            return None;
        }
        (
            format!("以{count}为分母，没有整数分子能得出{printed}{unit}"),
            "没有整数分子能得出这一比率",
            Severity::Error,
        )
    };
    let told = (what.to_owned(), "请核对比率和件数，或写明分母");
    Some(
        Verdict::against(
            RelationKind::Ratio,
            severity,
            arithmetic,
            line,
            &[beside, rate],
            told,
        )
        .broken(),
    )
}

fn narrowed(stem: &str) -> bool {
    holds_any(stem, NARROWING)
}
