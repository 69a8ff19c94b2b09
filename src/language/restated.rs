//! Claims that are told again: a summary, a heading or an answer repeats what stands beside its source
//! elsewhere in the article. Owns what makes two claims the same; must not know rules.
//!
//! Two claims are the same where they name the same complaint or benefit in the same words, of the same
//! thing, and the second is put no more strongly than the first. Of a number the second must give none:
//! that of another outcome would pass for its own.

use std::collections::HashMap;
use std::ops::Range;

use super::Marked;
use super::citation::{Distance, Strength as Worth};
use super::claim::{self, Claim, ClaimKinds, Promoted, Strength, Subject};
use super::context::Contexts;
use super::token::Flags;
use crate::fnv;

/// Amounts in words, and persons of whom a story is told: neither is told again.
const OF_ITS_OWN: [&str; 16] = [
    "half",
    "halves",
    "halved",
    "third",
    "quarter",
    "twice",
    "double",
    "doubles",
    "everyone",
    "everybody",
    "i",
    "my",
    "he",
    "his",
    "she",
    "her",
];

/// What an article tells beside its sources, by what it is on.
#[derive(Debug, Default)]
pub(super) struct Sourced(HashMap<u64, Vec<Told>>);

/// Something told beside its source: a claim, or what a study found.
#[derive(Debug)]
struct Told {
    thing: Option<u32>,
    strength: Strength,
    hedged: bool,
    worth: Worth,
}

impl Sourced {
    /// That of an article; `promoted` is what it promotes.
    pub(super) fn of(marked: &Marked<'_>, kinds: &ClaimKinds, promoted: &[Promoted]) -> Self {
        let mut told: HashMap<u64, Vec<Told>> = HashMap::new();
        if marked.citations().is_empty() {
            return Self(told);
        }
        let words = marked.words();
        for sentence in words.sentences_in(0..words.tokens().len()) {
            let support = marked.support_within(sentence.start, Distance::List).strength;
            let Some(worth) = support.filter(|&w| w >= Worth::Named) else { continue };
            let denies = |t| claim::denies(marked.word(t));
            let marks = marked.marks().within(sentence.clone());
            let effects = marks.iter().filter_map(|m| kinds.effect(m.kind));
            let Some(strength) = effects.max().filter(|_| !sentence.clone().any(denies)) else { continue };
            let thing = named(marked, sentence.clone()).or_else(|| main(promoted));
            for mark in marks.iter().filter(|m| kinds.object(m.kind).is_some()) {
                let context = marked.context(mark.first as usize);
                if !context.any(Contexts::UNASSERTED) {
                    let hedged = context.has(Contexts::HEDGED);
                    let on = key(marked, mark.first, mark.last());
                    told.entry(on).or_default().push(Told { thing, strength, hedged, worth });
                }
            }
        }
        Self(told)
    }

    /// How good the source of a claim is that is told elsewhere, if it is.
    pub(super) fn worth(&self, marked: &Marked<'_>, claim: &Claim, promoted: &[Promoted]) -> Option<Worth> {
        let (first, last) = claim.condition?;
        let told = self.0.get(&key(marked, first, last))?;
        let sentence = marked.words().sentence_of(claim.first as usize);
        let of_its_own = |t: usize| {
            marked.words().tokens()[t].flags.has(Flags::PERCENT)
                || OF_ITS_OWN.iter().any(|a| marked.word(t).eq_ignore_ascii_case(a))
        };
        if sentence.clone().any(of_its_own) {
            return None;
        }
        let others = claim.subject == Subject::Treatment && claim.stem.is_none();
        let thing = named(marked, sentence).or_else(|| main(promoted).filter(|_| !others));
        let same = |t: &&Told| {
            t.thing == thing
                && claim.strength <= t.strength
                && (!t.hedged || claim.context.has(Contexts::HEDGED))
        };
        told.iter().filter(same).map(|t| t.worth).max()
    }
}

/// Words as they are written, but for capitals.
fn key(marked: &Marked<'_>, first: u32, last: u32) -> u64 {
    let words = (first..=last).flat_map(|t| marked.word(t as usize).bytes().chain([b' ']));
    fnv::of(words.map(|byte| byte.to_ascii_lowercase()))
}

/// The first thing of the knowledge base that a sentence names.
fn named(marked: &Marked<'_>, sentence: Range<usize>) -> Option<u32> {
    marked.namings_in(sentence).next().map(|n| n.thing)
}

/// What the article promotes first.
fn main(promoted: &[Promoted]) -> Option<u32> {
    promoted.first().and_then(|p| p.known)
}
