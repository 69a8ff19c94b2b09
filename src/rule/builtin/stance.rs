//! What an article says of the same thing in different places: sources named or not, certainty here
//! and doubt there.

use serde::Deserialize;

use super::super::question::Hit;
use crate::document::BlockKind;
use crate::finding::{Role, Scope};
use crate::language::claim::{Object, Strength};
use crate::language::{Contexts, Reading};

/// `[builtin.missing-references]`: claims enough, and no source of any kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MissingReferences {
    /// Fewest stated effects and appeals to research.
    min_claims: usize,
    /// Lexicon of appeals to research.
    appeals: String,
}

impl MissingReferences {
    pub(super) fn ask(&self, reading: &Reading<'_>) -> Vec<Hit> {
        if reading.promotes().is_empty() || reading.has_references() || !reading.citations().is_empty() {
            return Vec::new();
        }
        let stated = reading
            .claims()
            .iter()
            .filter(|c| {
                !c.context.any(Contexts::UNASSERTED.with(Contexts::HEDGED)) && c.object != Object::Unknown
            })
            .count();
        let appeals = reading.lexicon(&self.appeals).map_or(0, |kind| reading.of_kind(kind).count());
        let Some(title) = reading.document().title().filter(|_| stated + appeals >= self.min_claims) else {
            return Vec::new();
        };
        let mut hit = Hit::at(title.prose.clone()).value("count", stated + appeals);
        hit.scope = Some(Scope::Document);
        vec![hit]
    }
}

/// `[builtin.conclusion-contradiction]`: the article calls the evidence uncertain in one place and
/// the effect certain in another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ConclusionContradiction {
    /// Lexicon of doubt about the evidence as a whole.
    doubt: String,
    /// Lexicon of certainty about the treatment as a whole.
    certainty: String,
}

impl ConclusionContradiction {
    pub(super) fn ask(&self, reading: &Reading<'_>) -> Vec<Hit> {
        let places = |name: &str| -> Vec<(usize, std::ops::Range<usize>)> {
            let Some(kind) = reading.lexicon(name) else { return Vec::new() };
            let said =
                |c: Contexts| !c.any(Contexts::UNASSERTED.without(Contexts::NEGATED).with(Contexts::HEDGED));
            reading
                .of_kind(kind)
                .filter(|m| said(reading.context_of(m)))
                .filter(|m| reading.block_of(m.first as usize).1.kind != BlockKind::Reference)
                .map(|m| (reading.words().sentence_of(m.first as usize).start, reading.span_of(m)))
                .collect()
        };
        let (doubts, certain) = (places(&self.doubt), places(&self.certainty));
        // of two topics only one that the article is about can contradict itself
        if doubts.is_empty() || reading.promotes().is_empty() {
            return Vec::new();
        }
        // a "but" in the sentence is the contrast itself
        let Some((_, words)) = certain.into_iter().find(|(s, w)| {
            doubts.iter().all(|(d, _)| d != s)
                && !reading.context(reading.words().token_at(w.start)).has(Contexts::NEGATED)
        }) else {
            return Vec::new();
        };
        let mut hit = Hit::at(words);
        for (_, doubt) in doubts.into_iter().take(3) {
            hit.also(Role::Contrast, doubt);
        }
        vec![hit]
    }
}

/// `[builtin.unhedged-efficacy]`: an effect put as settled although its source reports one trial.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct UnhedgedEfficacy {
    /// Most findings in one article.
    most: usize,
}

impl UnhedgedEfficacy {
    pub(super) fn ask(&self, reading: &Reading<'_>) -> Vec<Hit> {
        let mut last = usize::MAX;
        reading
            .claims()
            .iter()
            .filter(|c| c.strength >= Strength::Cause && c.object >= Object::Symptom && !c.half_hedged)
            .filter(|c| !c.context.any(Contexts::UNASSERTED.with(Contexts::HEDGED)))
            .filter(|c| reading.support(c.first as usize).strength.is_some())
            .filter(|c| {
                let sentence = reading.words().sentence_of(c.first as usize).start;
                std::mem::replace(&mut last, sentence) != sentence
            })
            .take(self.most)
            .map(|c| Hit::at(reading.span_of_claim(c)))
            .collect()
    }
}
