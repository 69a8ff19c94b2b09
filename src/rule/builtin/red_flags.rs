//! Complaints that may mean something dangerous, and whether an article says when to get help.

use serde::Deserialize;

use super::super::hit::Hit;
use super::BuiltinQuestion;
use crate::document::BlockKind;
use crate::finding::Scope;
use crate::knowledge::Knowledge;
use crate::language::{Contexts, Reading};

/// `[builtin.missing-red-flags]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MissingRedFlags {
    /// Lexicon of the complaint: an article is about it where the title names it.
    complaint: String,
    /// Lexicon of signs that need care soon; one of them is enough.
    signs: String,
    /// Fewest words of an article that must name them.
    min_words: usize,
}

impl BuiltinQuestion for MissingRedFlags {
    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let (Some(complaint), Some(signs)) = (reading.lexicon(&self.complaint), reading.lexicon(&self.signs))
        else {
            return Vec::new();
        };
        if reading.words().tokens().len() < self.min_words || reading.promotes().is_empty() {
            return Vec::new();
        }
        if reading.of_kind(signs).any(|m| !reading.context_of(m).any(Contexts::NOT_ITS_OWN)) {
            return Vec::new();
        }
        let titled = reading.of_kind(complaint).find(|m| {
            let kind = reading.block_of(m.first as usize).1.kind;
            kind == BlockKind::Title
                && !reading.context_of(m).any(Contexts::NOT_ITS_OWN.with(Contexts::NEGATED))
        });
        titled.map(|m| Hit::at(reading.span_of(m)).reaching(Scope::Document)).into_iter().collect()
    }
}
