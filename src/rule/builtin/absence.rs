//! What an article that recommends something never says. Owns when an article says enough good to owe
//! its readers the other half; the words that settle the debt are lexicons. Must not know what they mean.

use serde::Deserialize;

use super::super::file::PromotableName;
use super::super::hit::Hit;
use super::super::needs::Field;
use super::BuiltinQuestion;
use super::place::opening;
use super::publisher::owes_after;
use crate::document::{BlockKind, InlineKind};
use crate::finding::Scope;
use crate::knowledge::Knowledge;
use crate::language::claim::Object;
use crate::language::{Contexts, Reading};

/// `[builtin.absence]`: benefits or words enough, and nowhere a word of one of these lexicons.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Absence {
    /// Lexicons; the article owes a word of each.
    of: Vec<String>,
    /// Metadata; a value for any of them settles it as well.
    #[serde(default)]
    metadata: Vec<Field>,
    /// Words in the name of an author who is nobody in particular, in lower case.
    #[serde(default)]
    nobody: Vec<String>,
    /// Fewest stated benefits: a line of praise owes nothing.
    #[serde(default)]
    min_claims: usize,
    /// Fewest words: a notice owes nothing.
    #[serde(default)]
    min_words: usize,
    /// Lexicons of which the article must hold a word as well: what makes it owe something.
    #[serde(default)]
    given: Vec<String>,
    /// Words in the target of a link that make it owe something just as well.
    #[serde(default)]
    links: Vec<String>,
    /// Lexicon of which the title must hold a word.
    title: Option<String>,
    /// Words behind a name, such as degrees and professions, with which the author's will do as well.
    #[serde(default)]
    titles: Vec<String>,
    /// What the article must promote; anything, if left out.
    #[serde(default)]
    promoting: Vec<PromotableName>,
}

impl BuiltinQuestion for Absence {
    fn placeholders(&self) -> &'static [&'static str] {
        &["treatment"]
    }

    fn ask(&self, reading: &Reading<'_>, knowledge: &Knowledge) -> Vec<Hit> {
        let Some(min_claims) = owes_after(reading, self.min_claims) else { return Vec::new() };
        let main = reading.promotes().first();
        let kinds = || main.is_some_and(|main| self.promoting.iter().any(|kind| kind.value() == main.kind));
        let wanted = self.promoting.is_empty() || kinds();
        let benefits = reading
            .claims()
            .iter()
            .filter(|c| !c.context.any(Contexts::UNASSERTED) && c.object > Object::Unknown)
            .take(min_claims)
            .count();
        let said = |name: &String| {
            reading.lexicon(name).is_some_and(|kind| {
                reading
                    .of_kind(kind)
                    .any(|mark| !reading.context_of(mark).any(Contexts::RESIDUE.with(Contexts::REFERENCE)))
            })
        };
        let document = reading.document();
        let linked = || {
            document.inlines().iter().any(|inline| match &inline.kind {
                InlineKind::Link(target) => self.links.iter().any(|l| target.contains(l.as_str())),
                _ => false,
            })
        };
        let titled = |name: &String| {
            reading.lexicon(name).is_some_and(|kind| {
                reading.of_kind(kind).any(|m| reading.block_of(m.first as usize).1.kind == BlockKind::Title)
            })
        };
        if !wanted
            || benefits < min_claims
            || reading.words().tokens().len() < self.min_words
            || self.of.iter().all(said)
            || self.metadata.iter().any(|f| f.value(document.metadata(), &self.nobody).is_some())
            || document.metadata().author.as_deref().is_some_and(|author| self.is_titled(author))
            || !self.given.is_empty() && !self.given.iter().any(said) && !linked()
            || !self.title.as_ref().is_none_or(titled)
        {
            return Vec::new();
        }
        let Some(opening) = opening(reading) else { return Vec::new() };
        let treatment = main.map_or("what it offers", |main| {
            knowledge.get(&main.name).map_or(&main.name, |facts| &facts.name).as_str()
        });
        vec![Hit::at(opening).value("treatment", treatment).reaching(Scope::Document)]
    }
}

impl Absence {
    /// "Helen Osei, community pharmacist", "Laura Keane, RD". A degree is written in capitals.
    fn is_titled(&self, author: &str) -> bool {
        let mut words =
            author.split(|c: char| !(c.is_alphanumeric() || c == '.')).map(|w| w.trim_matches('.'));
        words.any(|word| {
            let same = |title: &String| match title.starts_with(char::is_uppercase) {
                true => title == word,
                false => title.eq_ignore_ascii_case(word),
            };
            self.titles.iter().any(same)
        })
    }
}
