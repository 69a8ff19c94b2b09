//! A question that a word or two settle: "Side effects? None.", "Results: permanent". Owns where a question and
//! its answer stand: in sentences, behind a colon, under a heading and in the row of a table; the words are
//! lexicons. Must not know what was asked about.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

use super::super::hit::Hit;
use super::BuiltinQuestion;
use crate::document::{Block, BlockKind};
use crate::knowledge::Knowledge;
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
    /// Words that may go on behind such an answer; others make another sentence of it.
    may_follow: Vec<String>,
    /// Most words of an answer.
    max_words: usize,
    /// Lexicon of what tells the other side wherever it stands in the next sentence: "ask your doctor".
    other_side: String,
    /// Asks only of a page that may sell something.
    #[serde(default)]
    promotes: bool,
    /// Asks only where no source stands near the answer.
    #[serde(default)]
    unsourced: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Pair {
    asks: String,
    answers: String,
}

/// Words of the next sentence that show whether it tells the other side.
const HEAD: usize = 5;
/// Most words of a question, or of the heading or label that stands for one.
const QUESTION: usize = 24;
const LABEL: usize = 6;

impl BuiltinQuestion for BareAnswer {
    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        if self.promotes && !reading.may_sell() {
            return Vec::new();
        }
        let words = reading.words();
        let kind = |name: &String| reading.lexicon(name);
        let (limits, other_side) = (kind(&self.limits), kind(&self.other_side));
        let pairs: Vec<(Kind, Kind)> =
            self.pairs.iter().filter_map(|pair| kind(&pair.asks).zip(kind(&pair.answers))).collect();
        let has = |kind, range| reading.of_kind_within(kind, range).next().is_some();
        // by place: a question may be about harm and pain, and two lists hold the answer
        let mut found: BTreeMap<usize, Range<usize>> = BTreeMap::new();
        for &(asked, answers) in &pairs {
            for mark in reading.of_kind(answers) {
                let (first, behind) = (mark.first as usize, mark.last() as usize + 1);
                let Some((question, answer)) = question_and_answer(reading, first) else { continue };
                let silent = Contexts::RESIDUE
                    .with(Contexts::REFERENCE)
                    .with(Contexts::TESTIMONY)
                    .with(Contexts::MYTH)
                    .with(Contexts::LITERAL);
                // "Nobody under eighteen" settles nothing, "none at the strength we use" all
                let goes_on = behind < answer.end
                    && !self.may_follow.iter().any(|word| word.eq_ignore_ascii_case(reading.word(behind)));
                if goes_on
                    || words.count(answer.clone()) > self.max_words
                    || reading.context(first).any(silent)
                    || [limits, other_side].into_iter().flatten().any(|kind| has(kind, answer.clone()))
                {
                    continue;
                }
                // "Are there risks? None at all. But do not …": the other side is told right behind
                let own = words.of_block(reading.block_of(first).0);
                let next = (answer.end < own.end).then(|| words.sentence_of(answer.end));
                let limited = next.is_some_and(|next| {
                    let head = next.start..next.end.min(next.start + HEAD);
                    limits.is_some_and(|limits| has(limits, head))
                        || other_side.is_some_and(|other| has(other, next))
                });
                let sourced = self.unsourced && reading.support(first).strength.is_some();
                if !limited && !sourced && has(asked, question) {
                    let span = reading.span_of(mark);
                    let longest = found.entry(span.start).or_insert_with(|| span.clone());
                    longest.end = longest.end.max(span.end);
                }
            }
        }
        found.into_values().map(Hit::at).collect()
    }
}

/// The answer that a token opens, and what it answers: the label before its colon, or what [`question_of`] finds.
fn question_and_answer(reading: &Reading<'_>, first: usize) -> Option<(Range<usize>, Range<usize>)> {
    let words = reading.words();
    let sentence = words.sentence_of(first);
    if sentence.start == first {
        return question_of(reading, &sentence).map(|question| (question, sentence));
    }
    let label = sentence.start..first;
    let colon = words.tokens()[first - 1].end()..words.tokens()[first].start as usize;
    if label.len() > LABEL || !reading.document().prose()[colon].contains(':') {
        return None;
    }
    let answer = first..sentence.end;
    // "A: Not at all." answers what "Q:" asked
    match reading.word(label.start) {
        "a" | "A" | "answer" | "Answer" if label.len() == 1 => {
            question_of(reading, &sentence).map(|q| (q, answer))
        }
        _ => Some((label, answer)),
    }
}

/// What a sentence answers: the question before it, the heading above it or the head of its row or column.
fn question_of(reading: &Reading<'_>, answer: &Range<usize>) -> Option<Range<usize>> {
    let words = reading.words();
    let blocks = reading.document().blocks();
    let (number, block) = reading.block_of(answer.start);
    let own = words.of_block(number);
    if answer.start > own.start {
        let before = words.sentence_of(answer.start - 1);
        return (before.len() <= QUESTION && ends_in_question(reading, &before)).then_some(before);
    }
    if let Some(row) = block.row {
        let label = words.of_block(block.stem.unwrap_or(row));
        return (label.len() <= LABEL).then_some(label);
    }
    let above = number.checked_sub(1)?;
    let whole = words.of_block(above);
    let last = words.sentence_of(whole.end.checked_sub(1).filter(|_| !whole.is_empty())?);
    let headed = |b: &Block| matches!(b.kind, BlockKind::Heading | BlockKind::Question);
    let alone = whole.len() <= LABEL && own.end == answer.end;
    let stands =
        ends_in_question(reading, &last) && last.len() <= QUESTION || headed(&blocks[above]) && alone;
    stands.then_some(last)
}

/// A question mark ends the sentence, maybe inside a quotation, brackets or emphasis.
fn ends_in_question(reading: &Reading<'_>, sentence: &Range<usize>) -> bool {
    let Some(last) = sentence.end.checked_sub(1) else { return false };
    let behind = &reading.document().prose()[reading.words().tokens()[last].end()..];
    behind.trim_start_matches([')', ']', '”', '"', '’', '*', '_']).starts_with('?')
}
