//! Where clauses begin and end, found once for a text; and which sentence takes back the one before it. Must not
//! know what contexts are painted over them.

use std::ops::Range;

use super::Input;
use super::kind::Does;
use crate::language::mark::Mark;
use crate::language::token::Flags;

/// What the marks say of single tokens.
pub(super) const ENDS: u8 = 1;
pub(super) const ENDS_AFTER_COMMA: u8 = 1 << 1;
pub(super) const JOINS: u8 = 1 << 2;
pub(super) const NEGATES: u8 = 1 << 3;
/// Inside a phrase that weakens only.
pub(super) const WEAKENS: u8 = 1 << 4;
pub(super) const LEADS_IN: u8 = 1 << 5;
pub(super) const FIRST_PERSON: u8 = 1 << 6;
pub(super) const SUBORDINATES: u8 = 1 << 7;

/// The clauses of a text, found once.
pub(super) struct Clauses {
    notes: Vec<u8>,
    /// Of each token, the first token of its clause.
    pub(super) start: Vec<u32>,
    /// Of each token, the first token after its clause.
    pub(super) end: Vec<u32>,
}

impl Clauses {
    pub(super) fn new(input: &Input<'_>) -> Self {
        let n = input.tokens.len();
        let mut notes = vec![0u8; n];
        for mark in input.marks.all() {
            let first = mark.first as usize;
            match input.kinds.of(mark) {
                Some(Does::Ends) => notes[first] |= ENDS,
                Some(Does::EndsAfterComma) => notes[first] |= ENDS_AFTER_COMMA,
                Some(Does::Joins) => notes[first] |= JOINS,
                Some(Does::Subordinate) => notes[first] |= SUBORDINATES,
                Some(Does::Before) => notes[first] |= NEGATES,
                Some(Does::LeadIn) => notes[first] |= LEADS_IN,
                Some(Does::FirstPerson) => notes[first] |= FIRST_PERSON,
                Some(Does::Partial) => {
                    notes[first..=mark.last() as usize].iter_mut().for_each(|n| *n |= WEAKENS)
                }
                _ => {}
            }
        }
        let mut start = vec![0u32; n];
        let mut subordinate = n > 0 && notes[0] & SUBORDINATES != 0;
        let mut commas = 0; // to let pass: "suggests that, in adults, it"
        for t in 1..n {
            let before = input.tokens[t - 1].flags;
            let comma = before.has(Flags::COMMA);
            if comma && input.word(t as u32 - 1).eq_ignore_ascii_case("that") {
                commas = 2;
            }
            if before.has(Flags::CLAUSE_END) {
                commas = 0;
                subordinate = notes[t] & SUBORDINATES != 0;
            }
            let starts = before.has(Flags::CLAUSE_END)
                || notes[t] & ENDS != 0
                || comma && (subordinate || notes[t] & ENDS_AFTER_COMMA != 0) && commas == 0;
            subordinate &= !starts || before.has(Flags::CLAUSE_END);
            if comma && commas > 0 {
                commas -= 1;
            }
            start[t] = if starts { t as u32 } else { start[t - 1] };
        }
        let mut end = vec![n as u32; n];
        for t in (0..n.saturating_sub(1)).rev() {
            end[t] = if start[t + 1] == t as u32 + 1 { t as u32 + 1 } else { end[t + 1] };
        }
        Self { notes, start, end }
    }

    pub(super) fn note(&self, t: u32, note: u8) -> bool {
        self.notes[t as usize] & note != 0
    }

    /// What of the sentence before is denied by one that is, or begins with, nothing but a denial: all of it,
    /// or a clause up to the words that the denial repeats from the verb on. "It doesn't, and in quantity it
    /// can harm.", "… it was toxins leaving. It wasn't toxins."
    pub(super) fn retorts(
        &self, input: &Input<'_>, before: Range<u32>, sentence: Range<u32>,
    ) -> Option<Range<u32>> {
        let same = |one: u32, other: u32| input.word(one).eq_ignore_ascii_case(input.word(other));
        // the verb is the word before the negator
        let repeated = |verb: u32, rest: Range<u32>| {
            let last = |at: u32| at + rest.len() as u32;
            let said = |at: &u32| {
                last(*at) < before.end
                    && same(*at, verb)
                    && rest.clone().zip(at + 1..).all(|(one, other)| same(one, other))
                    && !input.has(last(*at), Flags::JOINT)
            };
            let at = before.clone().find(|at| rest.len() <= MOST_REPEATED && said(at))?;
            Some(self.start[at as usize].max(before.start)..last(at) + 1)
        };
        let denied = |m: &Mark| {
            let rest = m.last() + 1..self.end[m.last() as usize].min(sentence.end);
            if rest.is_empty() || input.has(m.last(), Flags::COMMA) {
                return Some(before.clone());
            }
            let verb = m.last().checked_sub(1).filter(|verb| *verb >= sentence.start)?;
            repeated(verb, rest)
        };
        let does = |m: &Mark, what| input.kinds.of(m) == Some(what);
        // "Not for anyone pregnant. Nobody has tested it.": a reason, and no denial
        let ordered = || input.marks.starting(before.start as usize).iter().any(|m| does(m, Does::Order));
        let marks = input.marks.starting(sentence.start as usize).iter();
        marks
            .filter(|m| does(m, Does::Retort) || does(m, Does::Reason) && !before.is_empty() && !ordered())
            .find_map(denied)
    }
}

/// How many words of a sentence its denial repeats.
const MOST_REPEATED: usize = 6;
