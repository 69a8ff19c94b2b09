//! Line and column of a byte. Owns the counting of lines (LF, CRLF or CR), code points and UTF-16
//! units; knows nothing of prose.

use serde::Serialize;

/// A place in the source, in the units that editors use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Position {
    /// Bytes from the start of the file, byte-order mark included, counted from 0.
    pub byte: usize,
    /// Line, counted from 1; lines end at LF, CRLF or CR.
    pub line: usize,
    /// Code points from the start of the line, counted from 1; the byte-order mark has none.
    pub column: usize,
    /// UTF-16 units from the start of the line, counted from 1: the column that most editors count.
    pub utf16: usize,
}

/// Finds lines and columns; made once a document, asked once an offset.
#[derive(Debug)]
pub struct LineIndex<'s> {
    source: &'s str,
    starts: Vec<u32>,
    /// Checkpoints every [`STEP`] bytes, and one at the end: code points and UTF-16 units before it, so that
    /// a column on a line of ten megabytes costs no walk through the line.
    checkpoints: Vec<(u32, u32)>,
}

/// What is counted between two checkpoints fits a byte: many bytes are counted in one step.
const STEP: usize = 128;

impl<'s> LineIndex<'s> {
    /// Finds the lines of a source.
    pub fn new(source: &'s str) -> Self {
        let bytes = source.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at as u32 + 1);
            }
        }
        let mut checkpoints = Vec::with_capacity(bytes.len() / STEP + 2);
        let mut before = (0, 0);
        checkpoints.push(before);
        for chunk in bytes.chunks(STEP) {
            let (points, units) = count(chunk);
            before = (before.0 + points, before.1 + units);
            checkpoints.push(before);
        }
        Self { source, starts, checkpoints }
    }

    /// Number of the line that holds the byte, from 1.
    pub fn line(&self, byte: usize) -> usize {
        self.starts.partition_point(|&s| s as usize <= byte)
    }

    /// Byte range of a line, counted from 1, without its line ending.
    pub fn range(&self, line: usize) -> std::ops::Range<usize> {
        let start = self.starts.get(line - 1).map_or(self.source.len(), |&s| s as usize);
        let end = self.starts.get(line).map_or(self.source.len(), |&s| s as usize);
        start..start + self.source[start..end].trim_end_matches(['\n', '\r']).len()
    }

    /// The position of a byte. Offsets past the end are taken as the end.
    pub fn position(&self, byte: usize) -> Position {
        let byte = byte.min(self.source.len());
        let line = self.line(byte);
        let start = self.starts[line - 1] as usize;
        let (p0, u0) = self.counts(start);
        let (p1, u1) = self.counts(byte);
        let mark = usize::from(line == 1 && byte > 0 && self.source.starts_with('\u{feff}'));
        Position { byte, line, column: p1 - p0 + 1 - mark, utf16: u1 - u0 + 1 - mark }
    }

    fn counts(&self, byte: usize) -> (usize, usize) {
        let (points, units) = self.checkpoints[byte / STEP];
        let (more_points, more_units) = count(&self.source.as_bytes()[byte / STEP * STEP..byte]);
        ((points + more_points) as usize, (units + more_units) as usize)
    }
}

/// Code points and UTF-16 units that begin in these bytes, which are at most [`STEP`].
fn count(bytes: &[u8]) -> (u32, u32) {
    // a character counts at its first byte; those of four bytes are two UTF-16 units
    let points: u8 = bytes.iter().map(|b| u8::from(b & 0xC0 != 0x80)).sum();
    let wide: u8 = bytes.iter().map(|b| u8::from(*b >= 0xF0)).sum();
    (points.into(), u32::from(points) + u32::from(wide))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_code_points_and_utf16_units() {
        let source = "\u{feff}ab\r\né😀x\ry\n";
        let index = LineIndex::new(source);
        let at = |needle: &str| {
            let p = index.position(source.find(needle).expect("present"));
            (p.line, p.column, p.utf16)
        };
        assert_eq!(at("a"), (1, 1, 1));
        assert_eq!(at("é"), (2, 1, 1));
        assert_eq!(at("😀"), (2, 2, 2));
        assert_eq!(at("x"), (2, 3, 4));
        assert_eq!(at("y"), (3, 1, 1));
        assert_eq!(index.position(source.len()).line, 4);
        assert_eq!(&source[index.range(2)], "é😀x");
    }
}
