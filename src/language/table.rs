//! Tables of numbers and texts in plain bytes, so that what the build script worked out is read where
//! it lies in the program and nothing is made of it at the start. Owns that form; must not know what
//! the numbers and texts stand for.
//!
//! A number has four bytes, the lowest first. A table in a file is its length in bytes and its bytes.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

/// Bytes of a number.
const SIZE: usize = 4;

/// Rows of `N` numbers each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rows<const N: usize>(Cow<'static, [u8]>);

/// A list of numbers.
pub(super) type Numbers = Rows<1>;

impl<const N: usize> Rows<N> {
    /// Number of rows.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.0.len() / (N * SIZE)
    }

    /// The row at a place, which must be there.
    #[inline(always)]
    pub(super) fn row(&self, at: usize) -> [u32; N] {
        row(&self.0[at * N * SIZE..][..N * SIZE])
    }

    /// The rows of a range of places, which must be there.
    #[inline]
    pub(super) fn rows(
        &self, from: usize, to: usize,
    ) -> impl ExactSizeIterator<Item = [u32; N]> + Clone + '_ {
        self.0[from * N * SIZE..to * N * SIZE].chunks_exact(N * SIZE).map(row)
    }

    /// All rows.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = [u32; N]> + Clone + '_ {
        self.0.chunks_exact(N * SIZE).map(row)
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        write(out, &self.0);
    }

    pub(super) fn read(rest: &mut &'static [u8]) -> Option<Self> {
        let bytes = read(rest)?;
        bytes.len().is_multiple_of(N * SIZE).then_some(Self(Cow::Borrowed(bytes)))
    }
}

#[inline(always)]
fn row<const N: usize>(bytes: &[u8]) -> [u32; N] {
    let numbers = &bytes.as_chunks::<SIZE>().0[..N];
    let mut out = [0; N];
    let mut at = 0;
    // no iterator: this is the innermost loop of a run, and a build without optimisation across crates
    // leaves calls in one
    while at < N {
        out[at] = u32::from_le_bytes(numbers[at]);
        at += 1;
    }
    out
}

impl<const N: usize> FromIterator<[u32; N]> for Rows<N> {
    fn from_iter<I: IntoIterator<Item = [u32; N]>>(rows: I) -> Self {
        let rows = rows.into_iter();
        let mut bytes = Vec::with_capacity(rows.size_hint().0 * N * SIZE);
        for row in rows {
            for number in row {
                bytes.extend_from_slice(&number.to_le_bytes());
            }
        }
        Self(Cow::Owned(bytes))
    }
}

impl Numbers {
    /// The number at a place, which must be there.
    #[inline]
    pub(super) fn get(&self, at: usize) -> u32 {
        self.row(at)[0]
    }

    /// Whether the numbers of a range of places, which must be there and be sorted, hold one.
    #[inline]
    pub(super) fn hold(&self, Range { start: mut from, end: mut to }: Range<usize>, number: u32) -> bool {
        if to - from <= 8 {
            return self.rows(from, to).any(|[n]| n == number);
        }
        while from < to {
            let middle = usize::midpoint(from, to);
            match self.get(middle).cmp(&number) {
                Ordering::Less => from = middle + 1,
                Ordering::Equal => return true,
                Ordering::Greater => to = middle,
            }
        }
        false
    }
}

impl FromIterator<u32> for Numbers {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        numbers.into_iter().map(|n| [n]).collect()
    }
}

/// Lists of numbers, one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lists {
    ends: Numbers,
    numbers: Numbers,
}

impl Lists {
    /// The list at a place, which must be there.
    #[inline]
    pub(super) fn get(&self, at: usize) -> impl ExactSizeIterator<Item = u32> + Clone + '_ {
        let start = at.checked_sub(1).map_or(0, |before| self.ends.get(before));
        self.numbers.rows(start as usize, self.ends.get(at) as usize).map(|[n]| n)
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        self.ends.write(out);
        self.numbers.write(out);
    }

    pub(super) fn read(rest: &mut &'static [u8]) -> Option<Self> {
        Some(Self { ends: Rows::read(rest)?, numbers: Rows::read(rest)? })
    }
}

impl<L: IntoIterator<Item = u32>> FromIterator<L> for Lists {
    fn from_iter<I: IntoIterator<Item = L>>(lists: I) -> Self {
        let (mut ends, mut numbers) = (Vec::new(), Vec::new());
        for list in lists {
            numbers.extend(list);
            ends.push(numbers.len() as u32);
        }
        Self { ends: ends.into_iter().collect(), numbers: numbers.into_iter().collect() }
    }
}

/// Texts, one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Texts {
    text: Cow<'static, [u8]>,
    ends: Numbers,
}

impl Texts {
    /// Texts that are one after the other already, and where each ends.
    pub(super) fn of(all: &str, ends: &[u32]) -> Self {
        Self { text: Cow::Owned(all.as_bytes().to_vec()), ends: ends.iter().copied().collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of the text at a place, which must be there.
    #[inline]
    pub(super) fn bytes(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends.get(before));
        &self.text[start as usize..self.ends.get(at) as usize]
    }

    /// The text at a place, which must be there.
    pub(super) fn get(&self, at: usize) -> &str {
        std::str::from_utf8(self.bytes(at)).unwrap_or_default()
    }

    /// All texts.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.get(at))
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        write(out, &self.text);
        self.ends.write(out);
    }

    pub(super) fn read(rest: &mut &'static [u8]) -> Option<Self> {
        Some(Self { text: Cow::Borrowed(read(rest)?), ends: Rows::read(rest)? })
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let (mut all, mut ends) = (Vec::new(), Vec::new());
        for text in texts {
            all.extend_from_slice(text.as_ref().as_bytes());
            ends.push(all.len() as u32);
        }
        Self { text: Cow::Owned(all), ends: ends.into_iter().collect() }
    }
}

fn write(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend((bytes.len() as u32).to_le_bytes());
    out.extend_from_slice(bytes);
}

fn read(rest: &mut &'static [u8]) -> Option<&'static [u8]> {
    let (len, after) = rest.split_first_chunk::<SIZE>()?;
    let (bytes, after) = after.split_at_checked(u32::from_le_bytes(*len) as usize)?;
    *rest = after;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_was_written() {
        let rows: Rows<2> = [[1, u32::MAX], [256, 0]].into_iter().collect();
        let lists: Lists = [vec![7, 8], vec![], vec![9]].into_iter().collect();
        let texts: Texts = ["né", "", "b"].into_iter().collect();
        let mut bytes = Vec::new();
        rows.write(&mut bytes);
        lists.write(&mut bytes);
        texts.write(&mut bytes);
        let bytes: &'static [u8] = bytes.leak();
        let mut rest = bytes;
        assert_eq!(Rows::read(&mut rest), Some(rows.clone()));
        assert_eq!(Lists::read(&mut rest), Some(lists.clone()));
        assert_eq!(Texts::read(&mut rest), Some(texts.clone()));
        assert!(rest.is_empty());
        assert_eq!(Rows::<2>::read(&mut &bytes[..9]), None, "cut off");
        assert_eq!(rows.row(1), [256, 0]);
        assert_eq!(
            (0..3).map(|i| lists.get(i).collect()).collect::<Vec<Vec<u32>>>(),
            [vec![7, 8], vec![], vec![9]]
        );
        let long: Numbers = (0..40).map(|n| 2 * n).collect();
        assert!((0..90).all(|n| long.hold(0..40, n) == (n < 80 && n % 2 == 0)));
        assert!(long.hold(3..9, 8) && !long.hold(5..9, 8) && !long.hold(4..4, 8));
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["né", "", "b"]);
    }
}
