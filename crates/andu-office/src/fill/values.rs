//! What goes into marked cells: figures of this year and last, their differences, and fixed texts.

use andu_figures::{Figure, Number, Period};
use andu_sheets::{Entry, FillValue, Form, Spot};

use super::error::{FillError, MapFault};
use super::map::{FillMap, Marked, MarkedCell, Year};
use super::{Asked, FillReport, FillRequest, FilledCell, LeftCell, Ready, asked, propose};
use crate::error::OfficeError;
use crate::office::Office;

/// A figure as a form gets it.
pub struct Worked {
    asked: Asked,
    label: String,
    unit: String,
    period: Period,
    value: Option<Number>,
    notes: Vec<String>,
}

impl Office {
    /// Works out the marked cells.
    pub(super) fn cells(
        &self,
        request: &FillRequest<'_>,
        form: &Form,
        map: Option<&FillMap>,
        marked: &[MarkedCell],
        report: &mut FillReport,
    ) -> Result<Vec<Ready>, FillError> {
        self.known(map, marked)?;
        let worked = self.worked(request.period, &asked(marked))?;
        let mut ready = Vec::new();
        for cell in marked {
            let place = &cell.spot;
            let made = match &cell.what {
                Marked::Indicator(id, year) => {
                    let found = worked.iter().find(|w| w.asked == (id.clone(), *year));
                    found.map_or_else(|| Err(gone(id)), |worked| number(worked, place))
                }
                Marked::Text(text) => self.text(request, text, place, &worked),
            };
            match made {
                Ok(mut made) => {
                    made.told.words = form.words(place);
                    ready.push(made);
                }
                Err(why) => report.left.push(LeftCell {
                    place: place.to_string(),
                    why,
                }),
            }
        }
        Ok(ready)
    }

    /// Every indicator named has to be one.
    fn known(&self, map: Option<&FillMap>, marked: &[MarkedCell]) -> Result<(), FillError> {
        let rules = self.rules();
        let mut faults = Vec::new();
        for cell in marked {
            let cells = std::slice::from_ref(cell);
            for (id, _) in asked(cells) {
                if rules.pack.indicators.contains_key(id.as_str()) {
                    continue;
                }
                let what = format!("{}要填的指标“{id}”不存在", cell.spot);
                let remedy = "请核对指标代码，可用 andu figures 查看全部指标";
                faults.push(match map.filter(|_| cell.line > 0) {
                    Some(map) => map.fault(cell.line, what, remedy),
                    None => MapFault {
                        map: "（表样中的占位符）".to_owned(),
                        line: 1,
                        what,
                        remedy: remedy.to_owned(),
                    },
                });
            }
        }
        match faults.is_empty() {
            true => Ok(()),
            false => Err(FillError::Map(faults)),
        }
    }

    /// Figures of both years, in one state of the ledger.
    fn worked(&self, period: Period, asked: &[Asked]) -> Result<Vec<Worked>, OfficeError> {
        let ids = |last: bool| -> Vec<String> {
            let of = asked.iter().filter(|(_, year)| match year {
                Year::This => !last,
                Year::Last => last,
                Year::Change => true,
            });
            of.map(|(id, _)| id.clone()).collect()
        };
        let (this, last) = self.in_snapshot(|snapshot| {
            // No ids would mean all.
            let figures = |ids: Vec<String>, period| match ids.is_empty() {
                true => Ok(Vec::new()),
                false => self.figures_in(snapshot, &ids, period, false),
            };
            let this = figures(ids(false), period)?;
            Ok((this, figures(ids(true), period.previous())?))
        })?;
        let find = |of: &[crate::figures::Printed], id: &str| -> Option<Figure> {
            let found = of.iter().find(|printed| printed.figure.id.as_str() == id);
            found.map(|printed| printed.figure.clone())
        };
        let worked =
            asked.iter().filter_map(|(id, year)| {
                let (figure, value, notes) =
                    match year {
                        Year::This => find(&this, id)
                            .map(|figure| (figure.clone(), figure.value, figure.notes())),
                        Year::Last => find(&last, id)
                            .map(|figure| (figure.clone(), figure.value, figure.notes())),
                        Year::Change => {
                            let (now, before) = (find(&this, id)?, find(&last, id)?);
                            let value = now.value.zip(before.value).and_then(|(now, before)| {
                                Number::round(now.exact() - before.exact(), 12)
                            });
                            let told = |figure: &Figure| andu_figures::print(figure);
                            let notes = vec![format!("本年{}，上年{}", told(&now), told(&before))];
                            Some((now, value, notes))
                        }
                    }?;
                let more = match year {
                    Year::Change => "（比上年增减）",
                    _ => "",
                };
                Some(Worked {
                    asked: (id.clone(), *year),
                    label: format!("{}{more}", figure.label),
                    unit: figure.unit.clone(),
                    period: figure.period,
                    value,
                    notes,
                })
            });
        Ok(worked.collect())
    }

    /// A fixed text with its variables, and with figures where it names them.
    fn text(
        &self,
        request: &FillRequest<'_>,
        text: &str,
        place: &Spot,
        worked: &[Worked],
    ) -> Result<Ready, String> {
        let year = request.year();
        let variables = [
            ("organ", self.name().to_owned()),
            ("year", year.to_string()),
            ("last_year", (year - 1).to_string()),
            ("date", request.date.to_string()),
            ("period", request.period.to_string()),
        ];
        let mut filled = text.to_owned();
        for (name, value) in variables {
            filled = filled
                .replace(&format!("{{{{{name}}}}}"), &value)
                .replace(&format!("{{{name}}}"), &value);
        }
        let (mut label, mut notes) = ("固定文字".to_owned(), Vec::new());
        for (written, asked) in propose::brackets(&filled) {
            let found = worked.iter().find(|worked| worked.asked == asked);
            let found = found.ok_or_else(|| gone(&asked.0))?;
            let value = found.value.ok_or_else(|| undefined(found))?;
            filled = filled.replace(&written, &value.to_string());
            label = found.label.clone();
            notes.push(format!("{}：{value}{}", found.label, found.unit));
        }
        Ok(Ready {
            entry: Entry {
                spot: place.clone(),
                value: FillValue::Text(filled.clone()),
            },
            told: FilledCell {
                place: place.to_string(),
                words: String::new(),
                kind: "text",
                indicator: None,
                label,
                period: None,
                unit: String::new(),
                before: String::new(),
                now: String::new(),
                notes,
                value: filled,
            },
        })
    }
}

fn number(worked: &Worked, place: &Spot) -> Result<Ready, String> {
    let value = worked.value.ok_or_else(|| undefined(worked))?;
    Ok(Ready {
        entry: Entry {
            spot: place.clone(),
            value: FillValue::Number {
                digits: value.to_string(),
                percent: worked.unit == "%",
            },
        },
        told: FilledCell {
            place: place.to_string(),
            words: String::new(),
            kind: "indicator",
            indicator: Some(worked.asked.0.clone()),
            label: worked.label.clone(),
            period: Some(worked.period),
            unit: worked.unit.clone(),
            before: String::new(),
            now: String::new(),
            notes: worked.notes.clone(),
            value: value.to_string(),
        },
    })
}

fn undefined(worked: &Worked) -> String {
    format!(
        "“{}”在{}没有数（—）：没有可以计算的记录。请核对台账和期间，或者与要数单位商定后手工填写。",
        worked.label, worked.period
    )
}

fn gone(id: &str) -> String {
    format!("指标“{id}”没有算出。请用 andu figures 核对。")
}
