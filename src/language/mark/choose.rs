//! Which of the marks that were found stay: of a kind the leftmost and of those the longest that nothing
//! hides. Owns that choice; must not know how marks are found.

use std::cmp::Ordering;
use std::ops::Range;

use super::{Mark, by_kind};
use crate::language::lexicon::{Kind, Lexicons};

/// The marks of a passage that stay, by kind, and in a kind by first token.
#[derive(Debug)]
pub(super) struct Chosen {
    pub(super) marks: Vec<Mark>,
    /// Where those of each kind are.
    of_kind: Vec<Range<u32>>,
}

/// How many marks that hide are looked at before one mark.
const MOST_HIDING: usize = 32;

impl Chosen {
    /// None yet.
    pub(super) fn new(lexicons: &Lexicons) -> Self {
        Self { marks: Vec::new(), of_kind: vec![0..0; lexicons.len()] }
    }

    /// The marks of a kind.
    #[inline]
    pub(super) fn of(&self, kind: Kind) -> &[Mark] {
        let Range { start, end } = self.of_kind[kind.0 as usize];
        &self.marks[start as usize..end as usize]
    }

    /// The mark of a kind that begins at a token.
    #[inline]
    pub(super) fn starting(&self, kind: Kind, token: u32) -> Option<&Mark> {
        let marks = self.of(kind);
        marks.get(marks.partition_point(|mark| mark.first < token)).filter(|mark| mark.first == token)
    }

    /// Takes all marks in that were found of some kinds, once for each kind. What hides a kind must come
    /// with it, and does not stay itself.
    pub(super) fn take(&mut self, found: Vec<Mark>, lexicons: &Lexicons) {
        if found.is_empty() {
            return;
        }
        let (numbers, starts) = by_kind(&found, lexicons.len(), |_| true);
        let mut sorted: Vec<Mark> = numbers.iter().map(|number| found[*number as usize]).collect();
        // a long list is one passage: no mark is kept in more places than it must
        drop((found, numbers));
        let alike = |one: &Mark, next: &Mark| one.kind == next.kind;
        for marks in sorted.chunk_by_mut(alike) {
            // what patterns of one word found is in order, and so is what each mark that is referred to brought
            marks.sort_by(order);
        }
        let of = |kind: Kind| &sorted[starts[kind.0 as usize] as usize..starts[kind.0 as usize + 1] as usize];
        for marks in sorted.chunk_by(alike) {
            let kind = marks[0].kind;
            if lexicons.is_hidden(kind) {
                continue;
            }
            let hiding = lexicons.hiding(kind).map_or(&[][..], of);
            let hidden = |here: &Mark| {
                let to = hiding.partition_point(|h| h.first <= here.last());
                hiding[..to].iter().rev().take(MOST_HIDING).any(|h| h.last() >= here.first)
            };
            debug_assert!(self.of(kind).is_empty(), "{}", lexicons.name(kind));
            let start = self.marks.len() as u32;
            let mut end = 0;
            for mark in marks {
                if mark.first >= end && !hidden(mark) {
                    self.marks.push(*mark);
                    end = mark.last() + 1;
                }
            }
            self.of_kind[kind.0 as usize] = start..self.marks.len() as u32;
        }
    }
}

/// Marks go by first token, the longest first, then by kind and entry, and what is not denied inside
/// before what is.
#[inline]
pub(super) fn order(one: &Mark, other: &Mark) -> Ordering {
    // one number, which nearly always decides, is compared faster than five
    let head =
        |mark: &Mark| u64::from(mark.first) << 32 | u64::from(!mark.reach) << 16 | u64::from(mark.kind.0);
    let rest = |mark: &Mark| (mark.entry(), mark.negated_inside());
    head(one).cmp(&head(other)).then_with(|| rest(one).cmp(&rest(other)))
}
