//! Frequencies that cannot be compared at a glance: “1 in 8” beside “1 in 50”. Owns the reading of a
//! denominator; what a frequency looks like, and what joins two, are lexicons.

use serde::Deserialize;

use super::super::hit::Hit;
use super::BuiltinQuestion;
use crate::knowledge::Knowledge;
use crate::language::mark::Mark;
use crate::language::number;
use crate::language::token::Flags;
use crate::language::{Contexts, Reading};

/// `[builtin.mixed-denominators]`: two frequencies in one sentence, compared, out of different numbers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MixedDenominators {
    /// Lexicon of frequencies; the last number of each is its denominator.
    frequency: String,
    /// Lexicon of words that set one against the other.
    joins: String,
}

impl BuiltinQuestion for MixedDenominators {
    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let (Some(frequency), Some(joins)) = (reading.lexicon(&self.frequency), reading.lexicon(&self.joins))
        else {
            return Vec::new();
        };
        let marks: Vec<&Mark> = reading
            .of_kind(frequency)
            .filter(|m| !reading.context_of(m).any(Contexts::NOT_ITS_OWN))
            .collect();
        let mut hits: Vec<Hit> = Vec::new();
        let mut end = 0;
        for pair in marks.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let sentence = reading.words().sentence_of(a.first as usize);
            if (a.first as usize) < end || !sentence.contains(&(b.first as usize)) || a.last() >= b.first {
                continue;
            }
            // "between 1 in 10,000 and 1 in 50,000" is one risk
            let one = (a.first as usize).checked_sub(1).filter(|before| sentence.contains(before));
            if one.is_some_and(|before| reading.word(before).eq_ignore_ascii_case("between")) {
                continue;
            }
            let between = a.last() as usize + 1..b.first as usize;
            let (Some(of_a), Some(of_b)) = (denominator(reading, a), denominator(reading, b)) else {
                continue;
            };
            if of_a != of_b && reading.of_kind_within(joins, between).next().is_some() {
                end = b.last() as usize + 1;
                hits.push(Hit::at(reading.words().bytes(a.first as usize..end)));
            }
        }
        hits
    }
}

/// The last number of a frequency; a percentage is out of a hundred.
fn denominator(reading: &Reading<'_>, mark: &Mark) -> Option<u64> {
    if reading.words().tokens()[mark.first as usize].flags.has(Flags::PERCENT) {
        return Some(100);
    }
    let word = reading.word(mark.last() as usize);
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok().or_else(|| number::value(word))
}
