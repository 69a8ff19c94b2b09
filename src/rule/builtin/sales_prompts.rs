//! Sales prompts that crowd an article, or stand where readers look for facts. Owns the counting; the
//! words of a prompt, and the headings where none belongs, are lexicons.

use serde::Deserialize;

use super::super::hit::Hit;
use super::BuiltinQuestion;
use crate::document::BlockKind;
use crate::finding::Role;
use crate::knowledge::Knowledge;
use crate::language::{Contexts, Reading};

/// `[builtin.sales-prompts]`: more than so many within a stretch of text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SalesPrompts {
    /// Lexicon of prompts.
    prompts: String,
    /// Most prompts …
    most: usize,
    /// … within so many words.
    within_words: usize,
    /// Lexicon of headings whose sections should hold none.
    not_under: String,
}

impl BuiltinQuestion for SalesPrompts {
    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let Some(kind) = reading.lexicon(&self.prompts) else { return Vec::new() };
        let silent =
            Contexts::RESIDUE.with(Contexts::REFERENCE).with(Contexts::NEGATED).with(Contexts::QUOTED);
        let mut sentence = usize::MAX;
        let prompts: Vec<_> = reading
            .of_kind(kind)
            .filter(|m| !reading.context_of(m).any(silent))
            .filter(|m| {
                let of = reading.words().sentence_of(m.first as usize).start;
                std::mem::replace(&mut sentence, of) != of
            })
            .collect();
        let crowded = prompts
            .windows(self.most + 1)
            .find(|run| ((run[self.most].first - run[0].first) as usize) < self.within_words);
        if let Some(run) = crowded {
            let mut hit = Hit::at(reading.span_of(run[self.most])).value("count", run.len());
            for other in &run[..self.most] {
                hit.also(Role::SameFault, reading.span_of(other));
            }
            return vec![hit];
        }
        let blocks = reading.document().blocks();
        let facts = reading.lexicon(&self.not_under);
        let under_facts = prompts.iter().find(|m| {
            let heading = reading.block_of(m.first as usize).1.section;
            heading.filter(|&h| blocks[h].kind == BlockKind::Heading).zip(facts).is_some_and(|(h, facts)| {
                reading.of_kind_within(facts, reading.words().of_block(h)).next().is_some()
            })
        });
        under_facts.map(|m| Hit::at(reading.span_of(m)).value("count", 1)).into_iter().collect()
    }
}
