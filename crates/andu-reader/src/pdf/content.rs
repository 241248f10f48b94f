//! Content streams: the operators that place text.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, content::Content, content::Operation};

use super::font::Font;
use crate::{
    ReadError,
    pages::{MOST_RUNS, Run, Sheet},
};

/// Forms within forms.
const MOST_NESTED: usize = 8;
/// States that are kept for later.
const MOST_SAVED: usize = 256;
/// Drawing a form costs at least this much of what may be unpacked.
const LEAST_COST: usize = 256;
/// A gap wider than this, in ems, begins another run.
const GAP: f32 = 0.08;
/// Text that rises by more than this is a watermark or runs along a margin.
const SLANT: f32 = 0.1;

/// Two by two and an offset.
#[derive(Debug, Clone, Copy)]
struct Matrix([f32; 6]);

impl Matrix {
    const ONE: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn shift(x: f32, y: f32) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// First this, then the other.
    fn then(self, other: Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [p, q, r, s, t, u]) = (self.0, other.0);
        Matrix([
            a * p + b * r,
            a * q + b * s,
            c * p + d * r,
            c * q + d * s,
            e * p + f * r + t,
            e * q + f * s + u,
        ])
    }

    fn of(operands: &[f32]) -> Option<Matrix> {
        <[f32; 6]>::try_from(operands.get(..6)?).ok().map(Matrix)
    }
}

/// What a content stream may save and restore.
#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<usize>,
    size: f32,
    spacing: f32,
    word_spacing: f32,
    scale: f32,
    leading: f32,
    rise: f32,
}

pub(super) struct Reader<'a> {
    document: &'a Document,
    /// How much may still be unpacked.
    left: usize,
    unknown: usize,
    runs: usize,
    fonts: BTreeMap<usize, Font<'a>>,
}

struct Drawing {
    sheet: Sheet,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
}

impl<'a> Reader<'a> {
    pub(super) fn new(document: &'a Document, most: usize) -> Reader<'a> {
        Reader {
            document,
            left: most,
            unknown: 0,
            runs: 0,
            fonts: BTreeMap::new(),
        }
    }

    /// How many characters had no known meaning.
    pub(super) fn unknown(&self) -> usize {
        self.unknown
    }

    /// Reads a page.
    pub(super) fn page(&mut self, page: ObjectId, size: [f32; 4]) -> Result<Sheet, ReadError> {
        let [left, bottom, right, top] = size;
        let (mut width, mut height) = ((right - left).abs(), (top - bottom).abs());
        let turn = self.rotation(page);
        let matrix = match turn {
            90 => Matrix([0.0, -1.0, 1.0, 0.0, -bottom, right]),
            180 => Matrix([-1.0, 0.0, 0.0, -1.0, right, top]),
            270 => Matrix([0.0, 1.0, -1.0, 0.0, top, -left]),
            _ => Matrix::shift(-left, -bottom),
        };
        if turn == 90 || turn == 270 {
            (width, height) = (height, width);
        }
        let sheet = Sheet {
            width,
            height,
            runs: Vec::new(),
        };
        let mut drawing = Drawing {
            sheet,
            state: State::new(matrix),
            saved: Vec::new(),
            text: Matrix::ONE,
            line: Matrix::ONE,
        };
        let bytes = self.document.get_page_content_with_limit(page, self.left);
        let bytes = bytes.map_err(|_| ReadError::Bomb)?;
        let resources = self.resources(page);
        self.run(&bytes, &resources, &mut drawing, 0)?;
        self.runs += drawing.sheet.runs.len();
        if self.runs > MOST_RUNS {
            return Err(ReadError::TooLong);
        }
        Ok(drawing.sheet)
    }

    fn rotation(&self, page: ObjectId) -> i64 {
        let mut at = page;
        for _ in 0..50 {
            let Ok(dictionary) = self.document.get_dictionary(at) else {
                break;
            };
            if let Ok(turn) = dictionary
                .get_deref(b"Rotate", self.document)
                .and_then(Object::as_i64)
            {
                return turn.rem_euclid(360);
            }
            match dictionary.get(b"Parent").and_then(Object::as_reference) {
                Ok(parent) => at = parent,
                Err(_) => break,
            }
        }
        0
    }

    /// The dictionaries of resources that hold for a page, nearest first.
    fn resources(&self, page: ObjectId) -> Vec<&'a Dictionary> {
        let Ok((own, others)) = self.document.get_page_resources(page) else {
            return Vec::new();
        };
        let others = others
            .into_iter()
            .filter_map(|id| self.document.get_dictionary(id).ok());
        own.into_iter().chain(others).collect()
    }

    fn resource(
        &self,
        resources: &[&'a Dictionary],
        kind: &[u8],
        name: &[u8],
    ) -> Option<&'a Object> {
        resources.iter().find_map(|resources| {
            let all = resources
                .get_deref(kind, self.document)
                .and_then(Object::as_dict)
                .ok()?;
            all.get_deref(name, self.document).ok()
        })
    }

    fn run(
        &mut self,
        bytes: &[u8],
        resources: &[&'a Dictionary],
        drawing: &mut Drawing,
        depth: usize,
    ) -> Result<(), ReadError> {
        let cost = bytes.len().max(LEAST_COST);
        self.left = self.left.checked_sub(cost).ok_or(ReadError::Bomb)?;
        for operation in Content::decode_iter(bytes) {
            // What follows a damaged place is lost; what stood before it is read.
            let Ok(operation) = operation else { break };
            if drawing.sheet.runs.len() > MOST_RUNS {
                return Err(ReadError::TooLong);
            }
            match operation.operator.as_str() {
                "Do" => self.form(&operation, resources, drawing, depth)?,
                "Tf" => {
                    let name = operation.operands.first().and_then(|it| it.as_name().ok());
                    drawing.state.font = name.and_then(|name| self.font(resources, name));
                    drawing.state.size = numbers(&operation).last().copied().unwrap_or(0.0);
                }
                "Tj" | "TJ" | "'" | "\"" => self.show(&operation, drawing),
                _ => drawing.place(&operation),
            }
        }
        Ok(())
    }

    /// A font is known by its place in memory, which does not change while the document is read.
    fn font(&mut self, resources: &[&'a Dictionary], name: &[u8]) -> Option<usize> {
        let font = self.resource(resources, b"Font", name)?.as_dict().ok()?;
        let key = std::ptr::from_ref(font).addr();
        if !self.fonts.contains_key(&key) {
            self.fonts.insert(key, Font::new(self.document, font));
        }
        Some(key)
    }

    fn form(
        &mut self,
        operation: &Operation,
        resources: &[&'a Dictionary],
        drawing: &mut Drawing,
        depth: usize,
    ) -> Result<(), ReadError> {
        let name = operation.operands.first().and_then(|it| it.as_name().ok());
        let form = name.and_then(|name| self.resource(resources, b"XObject", name));
        let Some(Object::Stream(form)) = form else {
            return Ok(());
        };
        let is_form = form.dict.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Form");
        if !is_form || depth >= MOST_NESTED {
            return Ok(());
        }
        let bytes = match form.decompressed_content_with_limit(self.left) {
            Ok(bytes) => bytes,
            Err(lopdf::Error::Decompress(_)) => return Err(ReadError::Bomb),
            Err(_) => return Ok(()),
        };
        let own = form
            .dict
            .get_deref(b"Resources", self.document)
            .and_then(Object::as_dict);
        let mut all: Vec<&'a Dictionary> = own.into_iter().collect();
        all.extend(resources);
        let matrix = form
            .dict
            .get_deref(b"Matrix", self.document)
            .and_then(Object::as_array);
        let matrix = matrix.ok().and_then(|it| {
            let sides: Vec<f32> = it.iter().filter_map(|it| it.as_float().ok()).collect();
            Matrix::of(&sides)
        });
        let (kept, text, line) = (drawing.state.clone(), drawing.text, drawing.line);
        if let Some(matrix) = matrix {
            drawing.state.matrix = matrix.then(drawing.state.matrix);
        }
        let saved = std::mem::take(&mut drawing.saved);
        self.run(&bytes, &all, drawing, depth + 1)?;
        drawing.saved = saved;
        (drawing.state, drawing.text, drawing.line) = (kept, text, line);
        Ok(())
    }

    fn show(&mut self, operation: &Operation, drawing: &mut Drawing) {
        if operation.operator == "\"" {
            let numbers = numbers(operation);
            drawing.state.word_spacing = numbers.first().copied().unwrap_or(0.0);
            drawing.state.spacing = numbers.get(1).copied().unwrap_or(0.0);
        }
        if operation.operator != "Tj" && operation.operator != "TJ" {
            drawing.next_line(0.0, -drawing.state.leading);
        }
        let Some(font) = drawing.state.font.and_then(|key| self.fonts.get(&key)) else {
            return;
        };
        let mut unknown = 0;
        for item in operation.operands.iter().flat_map(|it| match it {
            Object::Array(items) => items.as_slice(),
            other => std::slice::from_ref(other),
        }) {
            match item {
                Object::String(bytes, _) => font.glyphs(bytes, |glyph| {
                    unknown += usize::from(glyph.text.is_none());
                    drawing.glyph(
                        glyph.text.as_deref().unwrap_or_default(),
                        glyph.width,
                        glyph.space,
                    );
                }),
                Object::Integer(_) | Object::Real(_) if operation.operator == "TJ" => {
                    let back = item.as_float().unwrap_or(0.0) / 1000.0;
                    drawing.advance(-back * drawing.state.size * drawing.state.scale);
                }
                _ => {}
            }
        }
        self.unknown += unknown;
    }
}

impl State {
    fn new(matrix: Matrix) -> State {
        State {
            matrix,
            font: None,
            size: 0.0,
            spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

impl Drawing {
    /// Operators that show nothing and say where and how the next text stands.
    fn place(&mut self, operation: &Operation) {
        let numbers = numbers(operation);
        let first = numbers.first().copied().unwrap_or(0.0);
        let second = numbers.get(1).copied().unwrap_or(0.0);
        match operation.operator.as_str() {
            "q" if self.saved.len() < MOST_SAVED => self.saved.push(self.state.clone()),
            "Q" => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            "cm" => {
                if let Some(matrix) = Matrix::of(&numbers) {
                    self.state.matrix = matrix.then(self.state.matrix);
                }
            }
            "BT" => (self.text, self.line) = (Matrix::ONE, Matrix::ONE),
            "Tm" => {
                if let Some(matrix) = Matrix::of(&numbers) {
                    (self.text, self.line) = (matrix, matrix);
                }
            }
            "Td" => self.next_line(first, second),
            "TD" => {
                self.state.leading = -second;
                self.next_line(first, second);
            }
            "T*" => self.next_line(0.0, -self.state.leading),
            "Tc" => self.state.spacing = first,
            "Tw" => self.state.word_spacing = first,
            "Tz" => self.state.scale = first / 100.0,
            "TL" => self.state.leading = first,
            "Ts" => self.state.rise = first,
            _ => {}
        }
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.line = Matrix::shift(x, y).then(self.line);
        self.text = self.line;
    }

    fn advance(&mut self, by: f32) {
        self.text = Matrix::shift(by, 0.0).then(self.text);
    }

    fn glyph(&mut self, text: &str, width: f32, space: bool) {
        let state = &self.state;
        let word = if space { state.word_spacing } else { 0.0 };
        let by = (width * state.size + state.spacing + word) * state.scale;
        let at = self.text.then(state.matrix);
        let Matrix([a, b, c, d, ..]) = at;
        let size = (state.size * c.hypot(d)).abs();
        let Matrix([.., x, y]) = Matrix::shift(0.0, state.rise).then(at);
        let upright = a > 0.0 && b.abs() <= SLANT * a;
        let y = self.sheet.height - y;
        let wide = by * a;
        self.advance(by);
        if text.is_empty() || !upright {
            return;
        }
        if let Some(run) = self.sheet.runs.last_mut() {
            let near = (run.x + run.width - x).abs() < GAP * size;
            let level = (run.y - y).abs() < GAP * size && (run.size - size).abs() < GAP * size;
            if near && level {
                run.text.push_str(text);
                run.width += wide;
                return;
            }
        }
        self.sheet.runs.push(Run {
            text: text.to_owned(),
            x,
            y,
            width: wide,
            size,
        });
    }
}

fn numbers(operation: &Operation) -> Vec<f32> {
    let numbers = operation.operands.iter().take(8);
    numbers.filter_map(|it| it.as_float().ok()).collect()
}
