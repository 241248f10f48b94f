//! OFD (GB/T 33190): a ZIP of pages in XML, on which text objects stand at their places in millimetres.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Format, Note, Paper, ReadError,
    draft::Draft,
    packed::Packed,
    pages::{self, MOST_RUNS, Run, Sheet},
    xml::{self, Element, Walker},
};

/// No more pages are read.
const MOST_PAGES: usize = 5_000;
/// Characters of a text object that stand farther apart than this, in ems, are two runs.
const GAP: f32 = 1.4;
/// Text that rises by more than this is a watermark.
const SLANT: f32 = 0.1;
/// A page is a thing of so many characters at most; each has a place of its own.
const MOST_PLACES: usize = 100_000;
/// A4 in millimetres.
const A4: [f32; 4] = [0.0, 0.0, 210.0, 297.0];

pub(crate) fn read(bytes: &[u8]) -> Result<Paper, ReadError> {
    let mut packed = Packed::open(bytes, Format::Ofd)?;
    let mut entry = Entry::default();
    let part = part(&mut packed, "OFD.xml", "目录")?;
    xml::walk(&part, Format::Ofd, "目录", &mut entry)?;
    let mut sheets = Vec::new();
    for root in &entry.roots {
        document(&mut packed, root, &mut sheets)?;
    }
    let blank: Vec<usize> = (1..)
        .zip(&sheets)
        .filter(|(_, sheet)| sheet.runs.iter().all(|run| run.text.trim().is_empty()))
        .map(|(page, _)| page)
        .collect();
    if blank.len() == sheets.len() {
        return Err(ReadError::NoTextLayer {
            format: Format::Ofd,
            pages: sheets.len(),
        });
    }
    let mut draft = Draft::new(Format::Ofd);
    if !blank.is_empty() {
        draft.note(Note::PagesWithoutText(blank));
    }
    pages::flow(sheets, &mut draft)?;
    Ok(draft.finish())
}

/// Reads the pages of a document.
fn document(packed: &mut Packed<'_>, root: &str, sheets: &mut Vec<Sheet>) -> Result<(), ReadError> {
    let part_of_root = part(packed, root, "文档目录")?;
    let mut document = Document::default();
    xml::walk(&part_of_root, Format::Ofd, "文档目录", &mut document)?;
    let area = document.area.unwrap_or(A4);
    let mut templates: BTreeMap<&str, Vec<Run>> = BTreeMap::new();
    for (id, place) in &document.templates {
        let runs = match packed.part(&near(root, place), "页模板")? {
            Some(content) => page(&content, area)?.0.runs,
            None => Vec::new(),
        };
        templates.insert(id, runs);
    }
    let mut count: usize = sheets.iter().map(|sheet| sheet.runs.len()).sum();
    for place in &document.pages {
        if sheets.len() >= MOST_PAGES || count > MOST_RUNS {
            return Err(ReadError::TooLong);
        }
        let content = part(packed, &near(root, place), "页面")?;
        let (mut sheet, used) = page(&content, area)?;
        for id in used {
            let runs = templates.get(id.as_str()).into_iter().flatten();
            sheet.runs.extend(runs.cloned());
        }
        count += sheet.runs.len();
        sheets.push(sheet);
    }
    Ok(())
}

fn page(content: &[u8], area: [f32; 4]) -> Result<(Sheet, BTreeSet<String>), ReadError> {
    let mut page = Page {
        area,
        ..Page::default()
    };
    xml::walk(content, Format::Ofd, "页面", &mut page)?;
    let [_, _, width, height] = page.area;
    let sheet = Sheet {
        width,
        height,
        runs: page.runs,
    };
    Ok((sheet, page.templates))
}

fn part(packed: &mut Packed<'_>, name: &str, told: &'static str) -> Result<Vec<u8>, ReadError> {
    packed.part(name, told)?.ok_or(ReadError::Damaged {
        format: Format::Ofd,
        part: told,
    })
}

/// A place that is given from the folder of another part, or from the top.
fn near(from: &str, place: &str) -> String {
    if let Some(place) = place.strip_prefix('/') {
        return place.to_owned();
    }
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    for step in place.split('/') {
        match step {
            "." | "" => {}
            ".." => drop(folders.pop()),
            step => folders.push(step),
        }
    }
    folders.join("/")
}

/// The entry of the file: where its documents are.
#[derive(Default)]
struct Entry {
    roots: Vec<String>,
    inside: bool,
}

impl Walker for Entry {
    fn open(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        if element.name() == "DocRoot" {
            self.inside = true;
            self.roots.push(String::new());
        }
        Ok(())
    }

    fn close(&mut self, _: &str) -> Result<(), ReadError> {
        self.inside = false;
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        if let Some(root) = self.roots.last_mut().filter(|_| self.inside) {
            root.push_str(text.trim().trim_start_matches('/'));
        }
        Ok(())
    }
}

/// A document: the size of its pages, and where they and their templates are.
#[derive(Default)]
struct Document {
    area: Option<[f32; 4]>,
    pages: Vec<String>,
    templates: Vec<(String, String)>,
    in_area: bool,
}

impl Walker for Document {
    fn open(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        match element.name() {
            "Page" => self.pages.extend(element.get("BaseLoc")),
            "TemplatePage" => {
                let place = element.get("BaseLoc").unwrap_or_default();
                self.templates
                    .push((element.get("ID").unwrap_or_default(), place));
            }
            "PhysicalBox" => self.in_area = true,
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, _: &str) -> Result<(), ReadError> {
        self.in_area = false;
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        if self.in_area {
            self.area = sides(text).or(self.area);
        }
        Ok(())
    }
}

/// The content of a page.
#[derive(Default)]
struct Page {
    area: [f32; 4],
    runs: Vec<Run>,
    templates: BTreeSet<String>,
    object: Option<Object>,
    code: Option<Code>,
    in_area: bool,
    places: usize,
}

/// A text object: its corner, and how its text is scaled and moved.
struct Object {
    x: f32,
    y: f32,
    size: f32,
    matrix: [f32; 6],
}

/// A stretch of text of an object: where its characters stand.
struct Code {
    x: f32,
    y: f32,
    steps: Vec<f32>,
    down: Vec<f32>,
    text: String,
}

impl Walker for Page {
    fn open(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        match element.name() {
            "PhysicalBox" => self.in_area = true,
            "Template" => self.templates.extend(element.get("TemplateID")),
            "TextObject" => {
                let corner = element.get("Boundary").and_then(|it| sides(&it));
                let [x, y, ..] = corner.unwrap_or_default();
                let matrix = element.get("CTM").map(|it| numbers(&it));
                let matrix = matrix.and_then(|it| <[f32; 6]>::try_from(it).ok());
                let shown = element.get("Visible").as_deref() != Some("false");
                self.object = shown.then(|| Object {
                    x,
                    y,
                    size: element.number("Size").unwrap_or(0.0),
                    matrix: matrix.unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]),
                });
            }
            "TextCode" => {
                let steps = |name: &str| element.get(name).map_or(Vec::new(), |it| steps(&it));
                self.code = Some(Code {
                    x: element.number("X").unwrap_or(0.0),
                    y: element.number("Y").unwrap_or(0.0),
                    steps: steps("DeltaX"),
                    down: steps("DeltaY"),
                    text: String::new(),
                });
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), ReadError> {
        self.in_area = false;
        match name {
            "TextCode" => {
                if let (Some(object), Some(code)) = (&self.object, self.code.take()) {
                    self.places += code.text.len();
                    if self.places > MOST_PLACES * 3 {
                        return Err(ReadError::TooLong);
                    }
                    object.place(&code, &mut self.runs);
                }
            }
            "TextObject" => self.object = None,
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        if self.in_area {
            self.area = sides(text).unwrap_or(self.area);
        }
        if let Some(code) = &mut self.code {
            code.text.push_str(text);
        }
        Ok(())
    }
}

impl Object {
    fn place(&self, code: &Code, runs: &mut Vec<Run>) {
        let [a, b, c, d, e, f] = self.matrix;
        let size = self.size * c.hypot(d);
        if a <= 0.0 || b.abs() > SLANT * a {
            return;
        }
        let (mut x, mut y) = (code.x, code.y);
        let mut open: Option<Run> = None;
        for (at, character) in code
            .text
            .trim_matches(['\n', '\r', '\t'])
            .chars()
            .enumerate()
        {
            let narrow = character.is_ascii();
            let usual = if narrow { 0.5 } else { 1.0 } * self.size;
            let step = code.steps.get(at).copied().unwrap_or(usual);
            let down = code.down.get(at).copied().unwrap_or(0.0);
            let run = open.get_or_insert_with(|| Run {
                text: String::new(),
                x: self.x + a * x + c * y + e,
                y: self.y + b * x + d * y + f,
                width: 0.0,
                size,
            });
            run.text.push(character);
            let breaks = step > usual + GAP * self.size || step < 0.0 || down != 0.0;
            run.width += a * if breaks { usual } else { step };
            x += step;
            y += down;
            if breaks {
                runs.extend(open.take());
            }
        }
        runs.extend(open);
    }
}

fn numbers(text: &str) -> Vec<f32> {
    text.split_whitespace()
        .filter_map(|it| it.parse().ok())
        .collect()
}

fn sides(text: &str) -> Option<[f32; 4]> {
    <[f32; 4]>::try_from(numbers(text)).ok()
}

/// Steps from character to character; `g 5 3.2` says one five times.
fn steps(text: &str) -> Vec<f32> {
    let mut steps = Vec::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        if word != "g" {
            steps.extend(word.parse::<f32>().ok());
        } else if let (Some(count), Some(step)) = (words.next(), words.next()) {
            let count = count.parse().unwrap_or(0).min(MOST_PLACES);
            let step: f32 = step.parse().unwrap_or(0.0);
            let room = MOST_PLACES.saturating_sub(steps.len());
            steps.extend(std::iter::repeat_n(step, count.min(room)));
        }
    }
    steps
}
