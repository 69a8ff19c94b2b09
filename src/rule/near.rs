//! What stands near the words that a question asks for: `[[with]]` and `[[without]]`. Must not know what was
//! asked for.

use std::ops::Range;

use super::file::Clause;
use crate::language::citation::{Distance, Strength};
use crate::language::lexicon::Kind;
use crate::language::mark::Mark;
use crate::language::{Contexts, Reading, Unit};

/// A clause of a rule, with its phrases compiled.
#[derive(Debug)]
pub(super) struct Near {
    /// The kinds of its phrases.
    pub(super) kinds: Vec<Kind>,
    /// How far from the words it may stand.
    unit: Unit,
    /// How often it must.
    at_least: usize,
    /// Only where it is asserted.
    asserted: bool,
    /// A citation at least as good stands for its phrases.
    cites: Option<Strength>,
}

/// The unit that was looked at last, and what was found there: many marks share one.
pub(super) type Looked = Option<([Range<usize>; 2], bool)>;

impl Near {
    /// The clauses of a list, each with the kinds of its phrases.
    pub(super) fn all(list: Vec<(Clause, Vec<Kind>)>) -> Vec<Self> {
        list.into_iter()
            .map(|(clause, kinds)| Self {
                kinds,
                unit: clause.within.0,
                at_least: clause.at_least,
                asserted: clause.asserted,
                cites: clause.cites,
            })
            .collect()
    }

    /// Whether enough of it stands in the unit around the mark.
    pub(super) fn holds(&self, reading: &Reading<'_>, mark: &Mark, looked: &mut Looked) -> bool {
        self.holds_around(reading, (mark.first, mark.last()), looked)
    }

    /// Whether enough of it stands in the unit around these tokens.
    pub(super) fn holds_around(
        &self, reading: &Reading<'_>, (first, last): (u32, u32), looked: &mut Looked,
    ) -> bool {
        let (first, last) = (first as usize, last as usize);
        if self.cites.is_some_and(|least| self.cited(reading, first, last) >= Some(least)) {
            return true;
        }
        if let Some(([clause, _], answer)) = looked
            && self.unit == Unit::Clause
            && clause.start <= first
            && last < clause.end
        {
            return *answer;
        }
        let unit = reading.unit(self.unit, first, last);
        match looked {
            Some((same, answer)) if *same == unit => *answer,
            _ => {
                let answer = self.enough(reading, unit.clone());
                // a mark that runs from a stem into an item is in two clauses
                let whole = reading.words().block_of(first) == reading.words().block_of(last);
                *looked = whole.then_some((unit, answer));
                answer
            }
        }
    }

    fn enough(&self, reading: &Reading<'_>, unit: [Range<usize>; 2]) -> bool {
        let mut found = 0;
        for range in unit {
            for &kind in &self.kinds {
                for near in reading.of_kind_within(kind, range.clone()) {
                    let context = reading.context_of(near);
                    if context.any(Contexts::NOT_ITS_OWN)
                        || self.asserted && context.any(Contexts::UNASSERTED)
                    {
                        continue;
                    }
                    found += 1;
                    if found >= self.at_least {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// The strongest citation that covers these tokens.
    fn cited(&self, reading: &Reading<'_>, first: usize, last: usize) -> Option<Strength> {
        match self.unit {
            Unit::Clause | Unit::Sentence | Unit::Words(_) => {
                reading.support_within(first, Distance::Next).strength
            }
            Unit::Block | Unit::List => reading.support(first).strength,
            Unit::Section | Unit::Document => reading
                .unit(self.unit, first, last)
                .into_iter()
                .filter_map(|range| reading.cited(range))
                .max(),
        }
    }
}
