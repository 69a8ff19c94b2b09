//! Sentences that go on from a source told before: "this study", "in those trials". The words are data.

use std::collections::HashSet;

use super::super::{Citation, Knowledge};
use crate::document::Document;
use crate::language::Words;
use crate::language::token::Flags;

/// The first tokens of the sentences that speak of the one before, and of those that speak of studies told before.
pub(super) fn read(
    knowledge: &Knowledge, document: &Document, words: &Words, all: &[Citation],
) -> (HashSet<u32>, HashSet<u32>) {
    let (mut follow_ups, mut pointing_back) = (HashSet::new(), HashSet::new());
    if all.is_empty() {
        return (follow_ups, pointing_back);
    }
    let written = |t: usize| {
        let token = &words.tokens[t];
        &document.prose()[token.start as usize..token.end()]
    };
    let word = |t: usize| written(t).to_lowercase();
    // the sentences behind those that cite a study and speak of it
    let mut told: HashSet<u32> = HashSet::new();
    let mut sentence = 0..0;
    for citation in all {
        if !sentence.contains(&citation.token) {
            sentence = words.sentence_of(citation.token);
            if sentence.clone().any(|t| knowledge.follow_nouns.contains(&word(t))) {
                told.insert(sentence.end as u32);
            }
        }
    }
    for pair in words.sentences.windows(2) {
        let (first, end) = (pair[0] as usize, pair[1] as usize);
        // "in that trial", but not "found that trials"
        let is_of = |t: usize, list: &[String]| list.iter().any(|word| word.eq_ignore_ascii_case(written(t)));
        let points = |t: usize| is_of(t, &knowledge.points) && is_of(t - 1, &knowledge.before_points);
        let back = |t: usize| points(t) && knowledge.pointed_at.contains(&word(t + 1));
        if (first + 1..end.saturating_sub(1)).any(back) {
            pointing_back.insert(first as u32);
        }
        let token = &words.tokens[first];
        if token.len > 5 || !token.flags.has(Flags::CAPITAL) {
            continue;
        }
        let opening = word(first);
        let noun = || (first + 1..(first + 4).min(end)).any(|t| knowledge.follow_nouns.contains(&word(t)));
        let phrased = |phrase: &String| {
            let mut tokens = first..end;
            phrase.split(' ').all(|w| tokens.next().is_some_and(|t| word(t) == w))
        };
        if knowledge.follow_words.contains(&opening)
            || opening == "the" && noun()
            || knowledge.follow_phrases.iter().any(phrased)
            || told.contains(&(first as u32)) && knowledge.goes_on.contains(&opening)
        {
            follow_ups.insert(first as u32);
            // and so may the next
            if told.contains(&(first as u32)) {
                told.insert(end as u32);
            }
        }
    }
    (follow_ups, pointing_back)
}
