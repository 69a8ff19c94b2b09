//! What an article that promotes something should say and nowhere says. Owns when such an article
//! is long and bold enough to be asked; what would do stands in the rule file.

use serde::Deserialize;

use super::super::needs::Needs;
use super::super::question::Hit;
use crate::document::{BlockKind, InlineKind};
use crate::finding::{Role, Scope};
use crate::language::claim::{Claim, Object};
use crate::language::{Contexts, Reading};

/// `[builtin.absent]`: one finding for the document where nothing of what is needed is there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Absent {
    /// What will do.
    needs: Needs,
    /// Asked only of articles of so many words …
    min_words: usize,
    /// … that state so many effects without a hedge …
    #[serde(default)]
    min_claims: usize,
    /// … that hold a hit of this lexicon, or a link with one of these words in its target …
    when: Option<String>,
    #[serde(default)]
    links: Vec<String>,
    /// … and have a hit of this lexicon in the title.
    title: Option<String>,
}

impl Absent {
    pub(super) fn ask(&self, reading: &Reading<'_>) -> Vec<Hit> {
        let words = reading.words();
        if reading.promotes().is_empty() || !reading.sells() || words.tokens().len() < self.min_words {
            return Vec::new();
        }
        let document = reading.document();
        let Some(title) = document.title().or(document.blocks().first()) else { return Vec::new() };
        let claims = claims(reading);
        if claims < self.min_claims || !self.asked(reading) || self.needs.found(reading).is_some() {
            return Vec::new();
        }
        vec![Hit::at(title.prose.clone()).value("count", claims).reaching(Scope::Document)]
    }

    /// Whether the article is one of those that the rule is about.
    fn asked(&self, reading: &Reading<'_>) -> bool {
        let has = |name: &String, wanted: &dyn Fn(BlockKind) -> bool| {
            reading.lexicon(name).is_some_and(|kind| {
                reading.of_kind(kind).any(|m| {
                    let nowhere = Contexts::RESIDUE.with(Contexts::REFERENCE).with(Contexts::LITERAL);
                    wanted(reading.block_of(m.first as usize).1.kind) && !reading.context_of(m).any(nowhere)
                })
            })
        };
        let linked = || {
            reading.document().inlines().iter().any(|i| match &i.kind {
                InlineKind::Link(target) => self.links.iter().any(|l| target.contains(l.as_str())),
                _ => false,
            })
        };
        let titled = |name: &String| has(name, &|kind| kind == BlockKind::Title);
        self.title.as_ref().is_none_or(titled)
            && self.when.as_ref().is_none_or(|name| has(name, &|_| true) || linked())
    }
}

/// Effects that the article states without a hedge.
fn claims(reading: &Reading<'_>) -> usize {
    let weak = Contexts::UNASSERTED.with(Contexts::HEDGED);
    let stated = |c: &&Claim| !c.context.any(weak) && c.object != Object::Unknown;
    reading.claims().iter().filter(stated).count()
}

/// `[builtin.density]`: more of something than an article of its length bears.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Density {
    /// Lexicon of what is counted; once in a sentence.
    of: String,
    /// So many are borne in any article …
    max: usize,
    /// … and one more for each so many words.
    per_words: usize,
}

impl Density {
    pub(super) fn ask(&self, reading: &Reading<'_>) -> Vec<Hit> {
        let Some(kind) = reading.lexicon(&self.of) else { return Vec::new() };
        let mut last = None;
        let marks: Vec<_> = reading
            .of_kind(kind)
            .filter(|m| {
                let prose = !matches!(
                    reading.block_of(m.first as usize).1.kind,
                    BlockKind::AltText | BlockKind::Reference | BlockKind::Description
                );
                let unsaid = Contexts::UNASSERTED.without(Contexts::CONDITIONAL).without(Contexts::QUESTION);
                prose && !reading.context_of(m).any(unsaid)
            })
            .filter(|m| {
                let sentence = reading.words().sentence_of(m.first as usize).start;
                last.replace(sentence) != Some(sentence)
            })
            .collect();
        let borne = self.max + reading.words().tokens().len() / self.per_words.max(1);
        if marks.len() <= borne {
            return Vec::new();
        }
        let mut spans = marks.iter().map(|m| reading.span_of(m));
        let Some(first) = spans.next() else { return Vec::new() };
        let mut hit = Hit::at(first).value("count", marks.len());
        for span in spans {
            hit.also(Role::SameFault, span);
        }
        vec![hit]
    }
}
