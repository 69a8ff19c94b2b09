//! Which sentences really ask, and which answer the one before them. Must not know how far other words reach.

use std::ops::Range;

use super::{Sweep, add};
use crate::document::{Block, BlockKind};
use crate::language::context::Contexts;
use crate::language::context::clause::{LEADS_IN, NEGATES};
use crate::language::context::kind::Does;
use crate::language::mark::Mark;
use crate::language::token::Flags;

/// Where a repeated verb is followed by more, how soon a word of the question must come again.
const ECHO_REACH: u32 = 4;

/// A question that the next sentence may answer.
pub(super) struct Asked {
    tokens: Range<u32>,
    block: usize,
    /// The word that asks.
    opener: u32,
}

impl Sweep<'_> {
    /// The first mark of these kinds that opens the sentence or a part of it after punctuation.
    pub(super) fn opener(
        &self, block: &Block, first: u32, end: u32, kinds: &[Does],
    ) -> Option<(&Mark, Does)> {
        let heading = matches!(block.kind, BlockKind::Heading | BlockKind::Title | BlockKind::Question);
        let cell = block.kind == BlockKind::TableCell;
        self.marks(first, end).iter().find_map(|m| {
            let does = self.input.kinds.of(m).filter(|d| kinds.contains(d))?;
            let comma = || m.first > first && self.input.has(m.first - 1, Flags::COMMA);
            let opens = self.opens(m.first, first)
                || comma()
                || m.first > first + 1
                    && self.clauses.note(m.first - 1, LEADS_IN)
                    && self.input.has(m.first - 2, Flags::COMMA);
            // "Is sugar-free" states something in a cell; "How well it works" is a label there too
            let label = m.first == first && (heading || cell && m.last() > m.first);
            (opens && (does != Does::AsksInHeading || label)).then_some((m, does))
        })
    }

    /// Marks a real question; whether one reaches the end of the sentence.
    pub(super) fn question(&mut self, number: usize, block: &Block, first: u32, end: u32) -> bool {
        let kinds: &[Does] = match self.input.ends_with(end, '?') {
            true => &[Does::Sells, Does::Asks],
            false if matches!(block.kind, BlockKind::Question) => &[Does::Sells, Does::Asks],
            false if matches!(block.kind, BlockKind::Heading | BlockKind::Title | BlockKind::TableCell) => {
                &[Does::AsksInHeading]
            }
            false => return false,
        };
        let heads = matches!(block.kind, BlockKind::Heading | BlockKind::Title | BlockKind::Question);
        // "Ready for a guaranteed result?" sells, "How does it cure?" presupposes
        let Some((opener, does)) = self.opener(block, first, end, kinds).map(|(m, d)| (*m, d)) else {
            // "Treats the cause?" heads a row of a table, whose cells answer it; "A cure for gout?" heads the text
            // that does; "Why endure surgery?" asks nothing
            let suggests =
                self.is(first, &["why"]) && first + 1 < end && !self.input.has(first + 1, Flags::CLITIC);
            let asks =
                self.input.ends_with(end, '?') && (block.kind == BlockKind::TableCell || heads && !suggests);
            if asks {
                add(&mut self.out, first, end, Contexts::QUESTION);
                self.asked = Some(Asked { tokens: first..end, block: number, opener: first });
            }
            return asks;
        };
        // of two phrases that begin with the same word the longer one counts
        let sells = self
            .input
            .marks
            .starting(opener.first as usize)
            .iter()
            .any(|m| self.input.kinds.of(m) == Some(Does::Sells) && m.last() >= opener.last());
        if does == Does::Sells || sells {
            return false;
        }
        let from = if self.opens(opener.first, first) && self.clauses.start[opener.first as usize] <= first {
            first
        } else {
            opener.first
        };
        // "My knee went at work. What now?": what a reader tells before the question belongs to it
        let line = self.input.block_first[number];
        if heads && end == self.input.block_first[number + 1] && (line..from).any(|t| self.is_i(t)) {
            add(&mut self.out, line, from, Contexts::QUESTION);
        }
        add(&mut self.out, from, end, Contexts::QUESTION);
        self.asked = Some(Asked { tokens: from..end, block: number, opener: opener.first });
        true
    }

    /// Lifts the question before a sentence that says yes: its words are asserted.
    pub(super) fn answer(&mut self, number: usize, block: &Block, first: u32, end: u32) {
        let Some(asked) = self.asked.take() else { return };
        let follows = asked.tokens.end == first
            && (asked.block == number
                || block.question == Some(asked.block)
                || matches!(
                    self.input.document.blocks()[asked.block].kind,
                    BlockKind::Question | BlockKind::Heading
                ) && !matches!(block.kind, BlockKind::Question | BlockKind::Heading | BlockKind::Title));
        if !follows {
            return;
        }
        let Some((mark, does)) = self.opener(block, first, end, &[Does::Yes, Does::Echo]) else { return };
        if !self.opens(mark.first, first) || self.clauses.start[mark.first as usize] > first {
            return;
        }
        if does == Does::Echo && !self.echoes(&asked, mark.last(), end) {
            return;
        }
        // "Yes, it may": what is hedged in the answer is hedged in the question
        let hedged = self.out[mark.last() as usize + 1..end as usize].iter().any(|c| c.has(Contexts::HEDGED));
        for c in &mut self.out[asked.tokens.start as usize..asked.tokens.end as usize] {
            *c = c.without(Contexts::QUESTION).with(Contexts::ANSWERED);
            if hedged {
                c.insert(Contexts::HEDGED);
            }
        }
    }

    /// "Does it work? It does." and "Is it safe? It is very safe.", but not "Is it safe? It is new."
    fn echoes(&self, asked: &Asked, verb: u32, end: u32) -> bool {
        let input = self.input;
        // "Does it have no side effects? It does." says that it has some; "Isn't it safe? It is." agrees
        let denies = (asked.opener + 2..asked.tokens.end).any(|t| self.clauses.note(t, NEGATES));
        if denies || !input.word(verb).eq_ignore_ascii_case(input.word(asked.opener)) {
            return false;
        }
        if input.has(verb, Flags::CLAUSE_END) || input.has(verb, Flags::COMMA) {
            return true;
        }
        let question = asked.opener + 1..asked.tokens.end.min(asked.opener + 40);
        (verb + 1..(verb + 1 + ECHO_REACH).min(end)).any(|t| {
            let word = input.word(t);
            word.len() > 3 && question.clone().any(|q| input.word(q).eq_ignore_ascii_case(word))
        })
    }
}
