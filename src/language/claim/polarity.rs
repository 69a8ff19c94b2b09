//! What the headings and stems above a block speak of: benefits, or something else.

use std::collections::HashMap;

use super::grammar::INVERTS;
use super::{ClaimKinds, Says};
use crate::document::{Block, BlockKind};
use crate::language::Marked;
use crate::language::closed;
use crate::language::context::Contexts;
use crate::language::mark::Mark;
use crate::language::token::Flags;

/// What the stem or headings above a block speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaks {
    OfBenefits,
    OfOther,
    Openly,
}

/// A line that says what the treatment is for.
#[derive(Debug, Clone, Copy)]
struct Treats {
    /// It denies it.
    denied: bool,
    /// First and last token of its clause, or of all of a short line.
    line: (u32, u32),
}

pub(super) struct Polarity<'a, 'd> {
    marked: &'a Marked<'d>,
    kinds: &'a ClaimKinds,
    known: HashMap<usize, Speaks>,
    /// By block, what [`Polarity::calls_benefits`] and [`Polarity::treats`] found in it: a list may be as
    /// long as its stem.
    benefits: HashMap<usize, bool>,
    treated: HashMap<usize, Option<Treats>>,
}

impl<'a, 'd> Polarity<'a, 'd> {
    pub(super) fn new(marked: &'a Marked<'d>, kinds: &'a ClaimKinds) -> Self {
        Self { marked, kinds, known: HashMap::new(), benefits: HashMap::new(), treated: HashMap::new() }
    }

    /// What the nearest stem or heading that says anything speaks of.
    pub(super) fn of(&mut self, number: usize) -> Speaks {
        let blocks = self.marked.document().blocks();
        let block = &blocks[number];
        // "What you feel" heads the column of a table of stages: the section is the wider frame
        if block.kind == BlockKind::TableCell
            && (block.section.is_some_and(|section| self.says(section) == Speaks::OfOther)
                || block.row.is_some_and(|row| self.denies(row)))
        {
            return Speaks::OfOther;
        }
        for line in lines_above(blocks, number, 8) {
            match self.says(line) {
                Speaks::Openly => {}
                said => return said,
            }
        }
        Speaks::Openly
    }

    /// The label of a row speaks of something else, or denies: "Not for".
    fn denies(&mut self, row: usize) -> bool {
        const LABEL: usize = 8;
        let tokens = self.marked.words().of_block(row);
        self.says(row) == Speaks::OfOther
            || tokens.len() <= LABEL
                && tokens.into_iter().any(|t| self.marked.context(t).has(Contexts::NEGATED))
    }

    /// The nearest line above that says anything calls what follows the benefits of the treatment, in so
    /// many words: "Pregnancy care:" below "Benefits of yoga" says nothing.
    pub(super) fn names_benefits(&mut self, number: usize) -> bool {
        for line in lines_above(self.marked.document().blocks(), number, 3) {
            if self.calls_benefits(line) {
                return true;
            }
            if self.says(line) != Speaks::Openly {
                return false;
            }
        }
        false
    }

    /// A line calls what follows benefits, in so many words.
    fn calls_benefits(&mut self, number: usize) -> bool {
        *self.benefits.entry(number).or_insert_with(|| {
            let tokens = self.marked.words().of_block(number);
            let marks = self.marked.marks().within(tokens);
            marks.iter().any(|m| {
                self.kinds.says(m.kind, Says::NamesBenefits)
                    && !self.marked.context_of(m).any(Contexts::UNASSERTED)
            }) && !marks.iter().any(|m| self.kinds.says(m.kind, Says::Other))
        })
    }

    /// The words of a stem or heading above that say that what follows is what the treatment is for,
    /// as first and last token: their clause, or all of a short line.
    pub(super) fn treats(&mut self, number: usize) -> Option<(u32, u32)> {
        for line in lines_above(self.marked.document().blocks(), number, 4) {
            // "Tell whoever is treating you if you have:"
            if self.says(line) == Speaks::OfOther {
                return None;
            }
            if let Some(said) = self.says_treats(line) {
                return (!said.denied).then_some(said.line);
            }
        }
        None
    }

    /// Whether a block says that what follows is what the treatment is for.
    fn says_treats(&mut self, number: usize) -> Option<Treats> {
        if let Some(&known) = self.treated.get(&number) {
            return known;
        }
        let tokens = self.marked.words().of_block(number);
        // "Can cupping help gout?": a heading that asks leads into no list of what cupping helps
        let asks = self.marked.document().blocks()[number].kind != BlockKind::Paragraph
            && !tokens.is_empty()
            && closed::is(self.marked.word(tokens.start), &INVERTS);
        if asks {
            self.treated.insert(number, None);
            return None;
        }
        let says = |m: &&Mark| self.kinds.says(m.kind, Says::Treats);
        let said = self.marked.marks().within(tokens).iter().find(says).map(|mark| Treats {
            denied: self.marked.context_of(mark).has(Contexts::NEGATED),
            line: self.line_of(mark),
        });
        self.treated.insert(number, said);
        said
    }

    /// The words around a mark that make sense when they are quoted alone.
    fn line_of(&self, mark: &Mark) -> (u32, u32) {
        const LONGEST: usize = 12;
        let words = self.marked.words();
        let sentence = words.sentence_of(mark.first as usize);
        if sentence.len() <= LONGEST {
            return (sentence.start as u32, sentence.end as u32 - 1);
        }
        let parted = |t: usize| words.tokens()[t].flags.has(Flags::COMMA);
        let (mut first, last) = (mark.first as usize, mark.last() as usize);
        while first > sentence.start && last - first < LONGEST && !parted(first - 1) {
            first -= 1;
        }
        (first as u32, mark.last())
    }

    fn says(&mut self, number: usize) -> Speaks {
        if let Some(&known) = self.known.get(&number) {
            return known;
        }
        let tokens = self.marked.words().of_block(number);
        // of a long stem only the last sentence leads into the list
        let last = self.marked.words().sentences_in(tokens.clone()).last().unwrap_or(tokens);
        let marks = self.marked.marks().within(last.clone());
        let negated = marks.iter().any(|m| {
            self.kinds.says(m.kind, Says::Benefit) && self.marked.context_of(m).has(Contexts::NEGATED)
        });
        let mut marks_other = marks.iter().filter(|m| self.kinds.says(m.kind, Says::Other));
        let treats = marks.iter().find(|m| self.kinds.says(m.kind, Says::Treats));
        // "an effective treatment for the following diseases, symptoms or conditions:": what it is for
        let treated = |m: &Mark| {
            marks.iter().any(|c| c.first == m.first && self.kinds.says(c.kind, Says::Complaint))
                && m.first == m.last()
                && treats.is_some_and(|t| t.last() < m.first)
                && marks.iter().any(|t| self.kinds.treats(t.kind))
        };
        let other = marks_other.any(|m| !treated(m));
        let benefit = marks.iter().any(|m| self.kinds.says(m.kind, Says::Benefit));
        let treatment = marks.iter().any(|m| self.kinds.treats(m.kind));
        let speaks = match (benefit && !negated, other) {
            (true, false) => Speaks::OfBenefits,
            (_, true) => Speaks::OfOther,
            (false, false)
                if treatment && self.marked.document().blocks()[number].kind == BlockKind::Paragraph =>
            {
                Speaks::OfBenefits
            }
            _ => Speaks::Openly,
        };
        self.known.insert(number, speaks);
        speaks
    }
}

/// The lines above a block, the nearest first, so many at most: what leads into it, and the headings that hold it.
/// Of the headings only those of a higher level do.
fn lines_above(blocks: &[Block], number: usize, most: usize) -> impl Iterator<Item = usize> {
    let mut next = blocks[number].stem.or(blocks[number].section);
    let mut level = u8::MAX;
    let lines = std::iter::from_fn(move || {
        let at = next?;
        let line = &blocks[at];
        next = line.stem.filter(|&s| s < at).or(line.section.filter(|&s| s < at));
        let heading = line.kind == BlockKind::Heading;
        let holds = !heading || line.level < level || line.level == 0 && level == u8::MAX;
        if heading && holds {
            level = line.level;
        }
        Some((at, holds))
    });
    lines.take(most).filter(|(_, holds)| *holds).map(|(at, _)| at)
}
