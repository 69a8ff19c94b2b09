//! A question of harm that a word or two settle: "Side effects? None." Owns where a question and its
//! answer stand: in a sentence, a heading and the row of a table; the words are lexicons. Must not know
//! what was asked about.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

use super::super::question::Hit;
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

impl BuiltinQuestion for BareAnswer {
    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let words = reading.words();
        let kind = |name: &String| reading.lexicon(name);
        let limits = kind(&self.limits);
        let pairs: Vec<(Kind, Kind)> =
            self.pairs.iter().filter_map(|pair| kind(&pair.asks).zip(kind(&pair.answers))).collect();
        let has = |kind, range| reading.of_kind_within(kind, range).next().is_some();
        // by place: a question may be about harm and pain, and two lists hold the answer
        let mut found: BTreeMap<usize, Range<usize>> = BTreeMap::new();
        for &(asked, answers) in &pairs {
            for mark in reading.of_kind(answers) {
                let (first, behind) = (mark.first as usize, mark.last() as usize + 1);
                let answer = words.sentence_of(first);
                let silent = Contexts::RESIDUE
                    .with(Contexts::REFERENCE)
                    .with(Contexts::TESTIMONY)
                    .with(Contexts::MYTH)
                    .with(Contexts::LITERAL);
                // "Nobody under eighteen" settles nothing, "none at the strength we use" all
                let goes_on = behind < answer.end
                    && !self.may_follow.iter().any(|word| word.eq_ignore_ascii_case(reading.word(behind)));
                if answer.start != first
                    || goes_on
                    || words.count(answer.clone()) > self.max_words
                    || reading.context(first).any(silent)
                    || limits.is_some_and(|limits| has(limits, answer.clone()))
                {
                    continue;
                }
                let Some(question) = question_of(reading, &answer) else { continue };
                // "Are there risks? None at all. But do not …": the other side is told right behind
                let own = words.of_block(reading.block_of(first).0);
                let next = (answer.end < own.end).then(|| words.sentence_of(answer.end));
                let limited = next.zip(limits).is_some_and(|(next, limits)| has(limits, next));
                if !limited && has(asked, question) {
                    let span = reading.span_of(mark);
                    let longest = found.entry(span.start).or_insert_with(|| span.clone());
                    longest.end = longest.end.max(span.end);
                }
            }
        }
        found.into_values().map(Hit::at).collect()
    }
}

/// What an answer answers: the question before it, the heading above it or the head of its row or column.
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
    let stands = ends_in_question(reading, &last) && last.len() <= QUESTION
        || headed(&blocks[above]) && whole.len() <= LABEL && own.end == answer.end;
    stands.then_some(last)
}

/// A question mark ends the sentence, maybe inside a quotation, brackets or emphasis.
fn ends_in_question(reading: &Reading<'_>, sentence: &Range<usize>) -> bool {
    let Some(last) = sentence.end.checked_sub(1) else { return false };
    let behind = &reading.document().prose()[reading.words().tokens()[last].end()..];
    behind.trim_start_matches([')', ']', '”', '"', '’', '*', '_']).starts_with('?')
}
