//! What is told of times long past. Must not know what else a sentence does with its words.

use std::ops::Range;

use super::Sweep;
use crate::language::closed;
use crate::language::context::kind::Does;
use crate::language::context::{Contexts, Input};
use crate::language::mark::Mark;
use crate::language::token::Flags;

/// What the words of a part of a sentence say of its time.
#[derive(Default)]
struct Tense {
    /// A time long past.
    long_past: bool,
    past: bool,
    present: bool,
    /// By itself enough: "in ancient Rome".
    historic: bool,
}

impl Sweep<'_> {
    /// A past tense and a time long past make history of their part of the sentence.
    pub(super) fn history(&mut self, marks: &[Mark], first: u32, end: u32, open: &mut Contexts) {
        let mut from = first;
        let mut tense = Tense::default();
        for mark in marks {
            match self.input.kinds.of(mark) {
                Some(Does::HistoricTime) => tense.long_past = true,
                Some(Does::Past) => tense.past = true,
                Some(Does::Present) => tense.present = true,
                Some(Does::Historic) => tense.historic = true,
                Some(Does::Ends) => {
                    self.tell(from..mark.first, &std::mem::take(&mut tense));
                    from = mark.first;
                }
                _ => {}
            }
        }
        if self.tell(from..end, &tense) {
            open.insert(Contexts::HISTORIC);
        }
    }

    /// Marks a part of a sentence if it tells of times long past; whether it does.
    fn tell(&mut self, part: Range<u32>, tense: &Tense) -> bool {
        let old_year = || {
            let at = self.old_years.partition_point(|&t| t < part.start);
            self.old_years.get(at).is_some_and(|&t| t < part.end)
        };
        let is = tense.historic || tense.past && !tense.present && (tense.long_past || old_year());
        if is {
            self.paint(part, Contexts::HISTORIC);
        }
        is
    }
}

/// Numbers that are years before 1960, decades of them included: "1847", "1920s". A dose, a count or a price is
/// none: a year stands behind a word of time, a comma, a bracket or another year, and nothing is counted by it.
pub(super) fn old_years(input: &Input<'_>) -> Vec<u32> {
    const BEFORE: [&str; 20] = [
        "in", "since", "before", "after", "until", "till", "by", "from", "to", "of", "and", "or", "during",
        "around", "about", "circa", "between", "early", "late", "year",
    ];
    /// Behind a number they count by it: the unit of a dose, and a plural that is written otherwise.
    const COUNTED: [&str; 14] = [
        "mg", "mcg", "ml", "g", "kg", "iu", "kcal", "calorie", "people", "women", "men", "children", "to",
        "or",
    ];
    let is_past = |number: &str| number.len() == 4 && number.parse().is_ok_and(|y| (1000..1960).contains(&y));
    let is_old = |t: u32| {
        let word = input.word(t);
        if let Some(decade) = word.strip_suffix('s') {
            return is_past(decade);
        }
        if !is_past(word) {
            return false;
        }
        let placed = t == 0
            || input.has(t - 1, Flags::CLAUSE_END)
            || input.has(t - 1, Flags::COMMA)
            || input.has(t - 1, Flags::JOINT)
            || input.is(t - 1, &BEFORE)
            || input.is(t - 1, &closed::MONTHS);
        let ends = t as usize + 1 >= input.tokens.len()
            || input.has(t, Flags::CLAUSE_END)
            || input.has(t, Flags::COMMA)
            || input.has(t, Flags::JOINT);
        let counts = || {
            let next = input.word(t + 1);
            input.is(t + 1, &COUNTED)
                || next.ends_with('s')
                    && !input.has(t + 1, Flags::CAPITAL)
                    && !input.is(t + 1, &closed::AUXILIARIES_IN_S)
                    && !input.is(t + 1, &closed::OTHERS_IN_S)
        };
        placed && (ends || !counts())
    };
    (0..input.tokens.len() as u32).filter(|&t| input.has(t, Flags::DIGIT) && is_old(t)).collect()
}
