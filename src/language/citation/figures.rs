//! Percentages that are told again: what stands beside a source in one place needs none where a summary
//! repeats it. Owns when two figures are the same one: written alike, and of the same thing, as a word near
//! both shows. A round figure, or one near nothing or all, is said of too many things.

use std::collections::HashMap;
use std::ops::Range;

use super::Strength;
use crate::document::Document;
use crate::fnv;
use crate::language::Words;
use crate::language::mark::percent_end;
use crate::language::token::Flags;

/// How far from a figure the words stand that say what it is of, in words.
const NEAR: usize = 10;
/// Least letters of such a word, and how many of them tell it from others whatever its ending.
const TELLING: usize = 5;

/// A percentage of a sentence.
#[derive(Debug)]
pub(super) struct Figure {
    /// The token of its last number.
    pub(super) token: usize,
    /// A hash of how it is written.
    written: u64,
    /// Hashes of the words near it.
    of: Vec<u64>,
}

/// The percentages that stand beside a source.
#[derive(Debug, Default)]
pub(super) struct Sourced(HashMap<u64, Vec<(Vec<u64>, Strength)>>);

impl Sourced {
    /// Notes one.
    pub(super) fn note(&mut self, figure: Figure, strength: Strength) {
        self.0.entry(figure.written).or_default().push((figure.of, strength));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How good the source is that stands elsewhere beside the same figure.
    pub(super) fn strength(&self, figure: &Figure) -> Option<Strength> {
        /// Most places of a figure that are looked at.
        const MOST: usize = 16;
        let places = self.0.get(&figure.written)?.iter().take(MOST);
        places.filter(|(of, _)| figure.of.iter().any(|word| of.contains(word))).map(|(_, s)| *s).max()
    }
}

/// The percentages among these tokens of a sentence.
pub(super) fn figures<'a>(
    document: &'a Document, words: &'a Words, tokens: Range<usize>,
) -> impl Iterator<Item = Figure> + 'a {
    let all = &words.tokens;
    let word = move |t: usize| all.get(t).map_or("", |t| &document.prose()[t.start as usize..t.end()]);
    let percent = move |t: usize| {
        all[t].flags.has(Flags::DIGIT) && percent_end(document.prose(), all, t as u32).is_some()
    };
    let within = tokens.clone();
    tokens.clone().filter(move |&t| percent(t)).filter_map(move |t| {
        // "80–85%"
        let first = t.checked_sub(1).filter(|&low| {
            let gap = || &document.prose()[all[low].end()..all[t].start as usize];
            within.contains(&low) && all[low].flags.has(Flags::DIGIT) && matches!(gap(), "-" | "–" | "—")
        });
        if !is_telling(word(t)) && first.is_none_or(|low| !is_telling(word(low))) {
            return None;
        }
        let start = fnv::of(first.into_iter().flat_map(|low| word(low).bytes().chain([b'-'])));
        let near = t.saturating_sub(NEAR).max(within.start)..(t + NEAR).min(within.end);
        let of = near.map(word).filter(|w| w.len() >= TELLING && w.is_ascii());
        Some(Figure {
            token: t,
            written: fnv::more(start, word(t).bytes()),
            of: of.map(|w| fnv::of(w.bytes().take(TELLING).map(|b| b.to_ascii_lowercase()))).collect(),
        })
    })
}

/// A number that is not said of many things: neither round nor next to none or all.
fn is_telling(number: &str) -> bool {
    let whole = number.split(['.', ',']).next().unwrap_or("");
    let middle = whole.parse::<u32>().is_ok_and(|n| (10..90).contains(&n));
    middle && !number.ends_with('0') || number.contains('.')
}
