//! Streams of a compound file, the package of `.xls`: as far as they are needed to see what a book says outside its cells.

/// End of a chain of sectors, and what is no sector.
const LAST: u32 = 0xFFFF_FFFA;
/// Kind of the entry that owns the small streams.
const ROOT: u8 = 5;
/// Kind of an entry that is a stream.
const STREAM: u8 = 2;

/// A stream: its name, and its bytes.
pub struct Stream {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The streams of a file; those that are damaged are left out.
pub fn streams(file: &[u8]) -> Vec<Stream> {
    Compound::open(file).map_or_else(Vec::new, |compound| compound.streams())
}

/// A number of two bytes.
pub fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes([two[0], two[1]]))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

struct Compound<'a> {
    file: &'a [u8],
    sector: usize,
    small_sector: usize,
    /// Streams shorter than this lie among the small ones.
    least: usize,
    next: Vec<u32>,
    small_next: Vec<u32>,
    directory: Vec<u8>,
}

impl<'a> Compound<'a> {
    fn open(file: &'a [u8]) -> Option<Compound<'a>> {
        let size = |at: usize| Some(1_usize << short(file, at)?.clamp(6, 16));
        let mut compound = Compound {
            file,
            sector: size(30)?,
            small_sector: size(32)?,
            least: usize::try_from(long(file, 56)?).ok()?,
            next: Vec::new(),
            small_next: Vec::new(),
            directory: Vec::new(),
        };
        let mut tables: Vec<u32> = (0..109).filter_map(|at| long(file, 76 + 4 * at)).collect();
        // Large files name further tables in a chain of its own.
        let mut more = long(file, 68)?;
        for _ in 0..long(file, 72)?.min(1_024) {
            let Some(sector) = compound.at(more) else {
                break;
            };
            let mut all = numbers(sector);
            more = all.pop()?;
            tables.append(&mut all);
        }
        for table in tables.into_iter().filter(|table| *table < LAST) {
            let numbers = compound.at(table).map(numbers).unwrap_or_default();
            compound.next.extend(numbers);
        }
        compound.directory = compound.chain(long(file, 48)?);
        compound.small_next = numbers(&compound.chain(long(file, 60)?));
        Some(compound)
    }

    fn at(&self, sector: u32) -> Option<&'a [u8]> {
        let from = usize::try_from(sector).ok()?.checked_add(1)?;
        let from = from.checked_mul(self.sector)?;
        let to = from.checked_add(self.sector)?.min(self.file.len());
        self.file.get(from..to)
    }

    fn chain(&self, first: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut at = first;
        // A chain that bites its tail is no longer than the file.
        while at < LAST && bytes.len() <= self.file.len() {
            let Some(sector) = self.at(at) else { break };
            bytes.extend_from_slice(sector);
            let next = usize::try_from(at).ok().and_then(|at| self.next.get(at));
            at = next.copied().unwrap_or(LAST);
        }
        bytes
    }

    fn small_chain(&self, small: &[u8], first: u32, size: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut at = first;
        while at < LAST && bytes.len() < size {
            let Ok(index) = usize::try_from(at) else {
                break;
            };
            let from = index.saturating_mul(self.small_sector);
            let to = from.saturating_add(self.small_sector).min(small.len());
            let Some(sector) = small.get(from..to) else {
                break;
            };
            bytes.extend_from_slice(sector);
            at = self.small_next.get(index).copied().unwrap_or(LAST);
        }
        bytes
    }

    fn streams(&self) -> Vec<Stream> {
        let entries = || self.directory.chunks_exact(128);
        let first = |entry: &[u8]| long(entry, 116).unwrap_or(LAST);
        let root = entries().find(|entry| entry[66] == ROOT);
        let small = root.map(|root| self.chain(first(root))).unwrap_or_default();
        let stream = |entry: &[u8]| {
            let size = usize::try_from(long(entry, 120)?).ok()?;
            let mut bytes = match size < self.least {
                true => self.small_chain(&small, first(entry), size),
                false => self.chain(first(entry)),
            };
            bytes.truncate(size);
            let length = usize::from(short(entry, 64)?).min(64).saturating_sub(2);
            Some(Stream {
                name: wide(&entry[..length]),
                bytes,
            })
        };
        let streams = entries().filter(|entry| entry[66] == STREAM);
        streams.filter_map(stream).collect()
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    let fours = bytes.chunks_exact(4);
    fours
        .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        .collect()
}

/// Text of two bytes a character.
pub fn wide(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|two| u16::from_le_bytes([two[0], two[1]]))
        .collect();
    String::from_utf16_lossy(&units)
}
