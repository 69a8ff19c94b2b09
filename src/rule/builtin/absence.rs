//! What an article that recommends something never says. Owns when an article says enough good to owe
//! its readers the other half; the words that settle the debt are lexicons. Must not know what they mean.

use serde::Deserialize;

use super::super::file::PromotableName;
use super::super::question::Hit;
use crate::finding::Scope;
use crate::language::claim::Object;
use crate::language::{Contexts, Reading};

/// `[builtin.absence]`: benefits enough, and nowhere a word of one of these lexicons.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Absence {
    /// Lexicons; the article owes a word of each.
    of: Vec<String>,
    /// Fewest stated benefits: a line of praise owes nothing.
    min_claims: usize,
    /// Lexicons of which the article must hold a word as well: what makes it owe something.
    #[serde(default)]
    given: Vec<String>,
    /// What the article must promote; anything, if left out.
    #[serde(default)]
    promoting: Vec<PromotableName>,
}

impl Absence {
    pub(super) fn ask(&self, reading: &Reading<'_>) -> Vec<Hit> {
        let Some(main) = reading.promotes().first() else { return Vec::new() };
        let wanted = self.promoting.is_empty() || self.promoting.iter().any(|kind| kind.value() == main.kind);
        let benefits = reading
            .claims()
            .iter()
            .filter(|c| !c.context.any(Contexts::UNASSERTED) && c.object > Object::Unknown)
            .take(self.min_claims)
            .count();
        let said = |name: &String| {
            reading.lexicon(name).is_some_and(|kind| {
                reading
                    .of_kind(kind)
                    .any(|mark| !reading.context_of(mark).any(Contexts::RESIDUE.with(Contexts::REFERENCE)))
            })
        };
        if !wanted
            || benefits < self.min_claims
            || self.of.iter().all(said)
            || !self.given.is_empty() && !self.given.iter().any(said)
        {
            return Vec::new();
        }
        let document = reading.document();
        let Some(title) = document.title().or(document.blocks().first()) else { return Vec::new() };
        let opening = title.prose.clone();
        vec![Hit::at(opening).value("treatment", &main.name).reaching(Scope::Document)]
    }
}
