//! Sentences that run on: too many words, or too many clauses strung together. Owns the
//! counting; limits and words stand in the rule file.

use std::ops::Range;

use serde::Deserialize;

use super::super::question::Hit;
use crate::document::BlockKind;
use crate::finding::Scope;
use crate::language::token::Flags;
use crate::language::{Contexts, Reading};

/// `[builtin.run-on]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RunOn {
    /// A sentence of more words runs on, whatever its form.
    max_words: usize,
    /// A sentence of more clauses joined by a bare comma or a conjunction runs on …
    max_joins: usize,
    /// … if it has at least so many words.
    min_words: usize,
    /// Words that join clauses.
    conjunctions: Vec<String>,
    /// Words that open a clause as its subject after a comma or conjunction.
    subjects: Vec<String>,
}

/// Words at the start of the sentence that a finding points at.
const OPENING: usize = 8;

impl RunOn {
    pub(super) fn ask(&self, reading: &Reading<'_>) -> Vec<Hit> {
        let words = reading.words();
        let mut hits = Vec::new();
        for (number, block) in reading.document().blocks().iter().enumerate() {
            // a quotation is not for the writer to break up
            let prose =
                matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Description);
            let tokens = words.of_block(number);
            if !prose || tokens.len() < self.min_words {
                continue;
            }
            for sentence in words.sentences_in(tokens) {
                if sentence.len() < self.min_words
                    || reading
                        .context(sentence.start)
                        .any(Contexts::RESIDUE.with(Contexts::REFERENCE).with(Contexts::DISCLAIMER))
                {
                    continue;
                }
                if pasted(reading, sentence.clone()) {
                    continue;
                }
                let count = self.longest_stretch(reading, sentence.clone());
                if count > self.max_words
                    || count >= self.min_words && self.joins(reading, sentence.clone()) > self.max_joins
                {
                    let opening = words.bytes(sentence.start..(sentence.start + OPENING).min(sentence.end));
                    hits.push(Hit::at(opening).value("count", count).reaching(Scope::Sentence));
                }
            }
        }
        hits
    }

    /// Words of the longest stretch between semicolons where they part a list of three or more: such
    /// a list in a sentence is no run-on.
    fn longest_stretch(&self, reading: &Reading<'_>, sentence: Range<usize>) -> usize {
        let words = reading.words();
        let prose = reading.document().prose();
        let mut longest = 0;
        let mut from = sentence.start;
        for t in sentence.clone() {
            let token = &words.tokens()[t];
            let semicolon =
                token.flags.has(Flags::CLAUSE_END) && prose.as_bytes().get(token.end()) == Some(&b';');
            if semicolon || t + 1 == sentence.end {
                longest = longest.max(words.count(from..t + 1));
                from = t + 1;
            }
        }
        longest
    }

    /// Clauses joined to the one before by a bare comma or by a conjunction.
    fn joins(&self, reading: &Reading<'_>, sentence: Range<usize>) -> usize {
        let tokens = reading.words().tokens();
        let is = |list: &[String], t: usize| list.iter().any(|w| w.eq_ignore_ascii_case(reading.word(t)));
        (sentence.start + 1..sentence.end)
            .filter(|&t| {
                let before = t - 1;
                is(&self.subjects, t)
                    && (tokens[before].flags.has(Flags::COMMA)
                        || before > sentence.start && is(&self.conjunctions, before))
            })
            .count()
    }
}

/// Whether it is no sentence but a run of names and headings, as from the head of a paper: every third
/// word has a capital.
fn pasted(reading: &Reading<'_>, sentence: Range<usize>) -> bool {
    let tokens = &reading.words().tokens()[sentence];
    3 * tokens.iter().filter(|t| t.flags.has(Flags::CAPITAL)).count() >= tokens.len()
}
