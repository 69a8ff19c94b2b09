//! Claims that are told again: a summary, a heading or an answer repeats what stands beside its source
//! elsewhere in the article. Owns what makes two claims the same; the words that set them apart are data
//! (`rules/lexicons/restated.toml`). Must not know rules.
//!
//! Two claims are the same where they name the same complaint or benefit in the same words, of the same
//! thing, and the second is put no more strongly than the first. Of a number the second must give none:
//! that of another outcome would pass for its own.

use std::collections::HashMap;
use std::ops::Range;

use super::Marked;
use super::citation::{Distance, Strength as Worth};
use super::claim::{Claim, ClaimKinds, Object, Promoted, Strength, Subject};
use super::context::Contexts;
use super::token::Flags;
use crate::fnv;

/// How far around a claim the words of its sentence belong to it, in words.
pub(super) const NEAR: usize = 60;

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

impl Told {
    /// Whatever the other supports, this supports as well.
    fn covers(&self, other: &Self) -> bool {
        self.thing == other.thing
            && self.strength >= other.strength
            && self.worth >= other.worth
            && (!self.hedged || other.hedged)
    }
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
            // what doubts a flat statement beside it bears out no other, either
            let hedged = sentence.clone().any(|t| marked.context(t).has(Contexts::HEDGED));
            let support = marked.support_of(sentence.start, Distance::List, !hedged).strength;
            let Some(worth) = support.filter(|&w| w >= Worth::Named) else { continue };
            let marks = marked.marks().within(sentence.clone());
            let effects = marks.iter().filter_map(|m| kinds.effect(m.kind));
            let Some(strength) = effects.max() else { continue };
            // "did not ease", "eased little better than sham needles", "eased in mice"
            let denied = |t: usize| marked.context(t).has(Contexts::NEGATED);
            if sentence.clone().any(denied) || marks.iter().any(|m| kinds.is_unlike(m.kind)) {
                continue;
            }
            // "increased nausea"
            let more = marks.iter().any(|m| kinds.brings(m.kind));
            let thing = named(marked, sentence.clone()).or_else(|| main(promoted));
            let good = |object| !(more && object >= Object::Symptom);
            for mark in marks.iter().filter(|m| kinds.object(m.kind).is_some_and(good)) {
                let context = marked.context(mark.first as usize);
                if !context.any(Contexts::UNASSERTED) {
                    let hedged = context.has(Contexts::HEDGED);
                    let on = told.entry(key(marked, mark.first, mark.last())).or_default();
                    let told = Told { thing, strength, hedged, worth };
                    // what is known as well already would only be looked through again
                    if !on.iter().any(|known| known.covers(&told)) {
                        on.push(told);
                    }
                }
            }
        }
        Self(told)
    }

    /// Of each claim, how good the source is that stands elsewhere beside the same, if one does.
    pub(super) fn worths(
        &self, marked: &Marked<'_>, kinds: &ClaimKinds, claims: &[Claim], promoted: &[Promoted],
    ) -> Vec<Option<Worth>> {
        match self.0.is_empty() {
            true => vec![None; claims.len()],
            false => claims.iter().map(|claim| self.worth(marked, kinds, claim, promoted)).collect(),
        }
    }

    /// That of one claim.
    fn worth(
        &self, marked: &Marked<'_>, kinds: &ClaimKinds, claim: &Claim, promoted: &[Promoted],
    ) -> Option<Worth> {
        let (first, last) = claim.condition?;
        let told = self.0.get(&key(marked, first, last))?;
        let near = marked.words().around(claim.first as usize, NEAR);
        let percent = |t: usize| marked.words().tokens()[t].flags.has(Flags::PERCENT);
        let own = marked.marks().within(near.clone()).iter().any(|m| kinds.is_own(m.kind));
        if own || near.clone().any(percent) {
            return None;
        }
        let others = claim.subject == Subject::Treatment && claim.stem.is_none();
        let thing = named(marked, near).or_else(|| main(promoted).filter(|_| !others));
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
