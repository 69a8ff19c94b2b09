//! A question of harm that a word or two settle: "Side effects? None." Owns where a question and its
//! answer stand: in a sentence, a heading and the row of a table; the words are lexicons. Must not know
//! what was asked about.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Deserialize;

use super::super::question::Hit;
use crate::document::{Block, BlockKind};
use crate::language::lexicon::Kind;
use crate::language::{Contexts, Reading};

/// `[builtin.bare-answer]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct BareAnswer {
    /// Pairs of lexicons: what is asked about, and the answers that promise too much to that.
    pairs: Vec<Pair>,
    /// Lexicon of words that go on to tell the other side: "but", "although".
    limits: String,
    /// Most words of an answer.
    max_words: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Pair {
    asks: String,
    answers: String,
}

/// Most words of a question, or of the heading or label that stands for one.
const QUESTION: usize = 24;
const LABEL: usize = 6;

impl BareAnswer {
    pub(super) fn ask(&self, reading: &Reading<'_>) -> Vec<Hit> {
        let words = reading.words();
        let kind = |name: &String| reading.lexicon(name);
        let limits = kind(&self.limits);
        let pairs: Vec<(Kind, Kind)> =
            self.pairs.iter().filter_map(|pair| kind(&pair.asks).zip(kind(&pair.answers))).collect();
        let has = |kind, range| reading.of_kind_within(kind, range).next().is_some();
        let mut found = BTreeSet::new();
        for &(asks, answers) in &pairs {
            for mark in reading.of_kind(answers) {
                let first = mark.first as usize;
                let answer = words.sentence_of(first);
                let silent = Contexts::RESIDUE
                    .with(Contexts::REFERENCE)
                    .with(Contexts::TESTIMONY)
                    .with(Contexts::MYTH)
                    .with(Contexts::LITERAL);
                if answer.start != first
                    || answer.len() > self.max_words
                    || reading.context(first).any(silent)
                    || limits.is_some_and(|limits| has(limits, answer.clone()))
                {
                    continue;
                }
                let Some(question) = question(reading, &answer) else { continue };
                // "Are there risks? None at all. But do not …": the other side is told right behind
                let own = words.of_block(reading.block_of(first).0);
                let next = (answer.end < own.end).then(|| words.sentence_of(answer.end));
                let limited = next.zip(limits).is_some_and(|(next, limits)| has(limits, next));
                if !limited && has(asks, question) {
                    found.insert(first);
                }
            }
        }
        // a question may be about harm and pain, and two lists hold the answer
        let longest = |first: &usize| {
            let at = pairs.iter().filter_map(|&(_, answers)| {
                reading.of_kind_within(answers, *first..first + 1).map(|m| reading.span_of(m)).next()
            });
            at.max_by_key(|span| span.end)
        };
        found.iter().filter_map(longest).map(Hit::at).collect()
    }
}

/// What an answer answers: the question before it, the heading above it or the label of its row.
fn question(reading: &Reading<'_>, answer: &Range<usize>) -> Option<Range<usize>> {
    let words = reading.words();
    let blocks = reading.document().blocks();
    let (number, block) = reading.block_of(answer.start);
    let own = words.of_block(number);
    if answer.start > own.start {
        let before = words.sentence_of(answer.start - 1);
        return (before.len() <= QUESTION && asks(reading, &before)).then_some(before);
    }
    if let Some(row) = block.row {
        let label = words.of_block(row);
        return (label.len() <= LABEL).then_some(label);
    }
    let above = number.checked_sub(1)?;
    let whole = words.of_block(above);
    let last = words.sentence_of(whole.end.checked_sub(1).filter(|_| !whole.is_empty())?);
    let headed = |b: &Block| matches!(b.kind, BlockKind::Heading | BlockKind::Question);
    let stands = asks(reading, &last) && last.len() <= QUESTION
        || headed(&blocks[above]) && whole.len() <= LABEL && own.end == answer.end;
    stands.then_some(last)
}

/// A question mark ends the sentence.
fn asks(reading: &Reading<'_>, sentence: &Range<usize>) -> bool {
    let Some(last) = sentence.end.checked_sub(1) else { return false };
    let prose = reading.document().prose();
    prose[reading.words().tokens()[last].end()..].starts_with(['?', '*'])
}
