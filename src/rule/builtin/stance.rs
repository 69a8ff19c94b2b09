//! What an article says of the same thing in different places: sources named or not, certainty here
//! and doubt there.

use std::collections::HashMap;
use std::ops::Range;

use serde::Deserialize;

use super::super::hit::Hit;
use super::BuiltinQuestion;
use super::publisher::owes_after;
use crate::finding::{Role, Scope};
use crate::knowledge::Knowledge;
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

impl BuiltinQuestion for MissingReferences {
    fn placeholders(&self) -> &'static [&'static str] {
        &["count"]
    }

    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let Some(min_claims) = owes_after(reading, self.min_claims) else { return Vec::new() };
        if reading.has_references() || !reading.citations().is_empty() {
            return Vec::new();
        }
        let stated = reading
            .claims()
            .iter()
            .filter(|c| {
                !c.context.any(Contexts::UNASSERTED.with(Contexts::HEDGED))
                    && c.object != Object::Unknown
                    && c.strength > Strength::Neutral
            })
            .count();
        let appeals = reading.lexicon(&self.appeals).map_or(0, |kind| reading.of_kind(kind).count());
        let Some(title) = reading.document().title().filter(|_| stated + appeals >= min_claims) else {
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
    /// Lexicons of what both may be about: where each names something, it must be the same.
    conditions: Vec<String>,
    treatments: Vec<String>,
    /// Lexicons of people and of stages of an illness: doubt about some of them is none about others.
    populations: Vec<String>,
}

/// A sentence that doubts or is certain.
struct Place {
    sentence: Range<usize>,
    words: Range<usize>,
    /// Never empty.
    treatments: Vec<String>,
    /// Empty where it names none.
    conditions: Vec<String>,
    /// Whom, or which stage of an illness, it speaks of; empty where it speaks of all.
    populations: Vec<String>,
}

impl Place {
    /// A doubt speaks of the same treatment, condition and people as a statement of certainty, and
    /// the treatment is the one that the article is about.
    fn denies(&self, certain: &Self, first: &str) -> bool {
        let shared = |a: &[String], b: &[String]| a.iter().any(|name| b.contains(name));
        self.treatments.iter().any(|t| t == first)
            && shared(&self.treatments, &certain.treatments)
            && (self.conditions.is_empty()
                || certain.conditions.is_empty()
                || shared(&self.conditions, &certain.conditions))
            && (self.populations.is_empty() || shared(&self.populations, &certain.populations))
    }
}

/// Most statements of doubt, and of certainty, that are held against each other.
const MOST_STATEMENTS: usize = 1_000;

/// What some tokens name, worked out once: many statements stand in one sentence or block, which may
/// be as long as the file.
struct Names<F> {
    names: F,
    known: HashMap<Range<usize>, Vec<String>>,
}

impl<F: Fn(&Range<usize>) -> Vec<String>> Names<F> {
    fn new(names: F) -> Self {
        Self { names, known: HashMap::new() }
    }

    /// The names in a range of tokens, each once.
    fn within(&mut self, tokens: Range<usize>) -> &[String] {
        let names = &self.names;
        self.known.entry(tokens).or_insert_with_key(|tokens| {
            let mut found = names(tokens);
            found.sort_unstable();
            found.dedup();
            found
        })
    }

    /// What the sentence of a token names, or else the nearest line above it that names something: its
    /// stem, the rest of its block, the headings that it stands under.
    fn about(&mut self, reading: &Reading<'_>, token: usize) -> Vec<String> {
        const GENERATIONS: usize = 8;
        let words = reading.words();
        let blocks = reading.document().blocks();
        let mut found = self.within(words.sentence_of(token)).to_vec();
        let mut next = Some(words.block_of(token));
        for _ in 0..GENERATIONS {
            let Some(at) = next.filter(|_| found.is_empty()) else { break };
            found = self.within(words.of_block(at)).to_vec();
            next = blocks[at].stem.filter(|&s| s < at).or(blocks[at].section.filter(|&s| s < at));
        }
        found
    }
}

impl BuiltinQuestion for ConclusionContradiction {
    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        // what the article is about is what a statement is about that names nothing
        let Some(first) = reading.promotes().first() else { return Vec::new() };
        let first = first.known.map_or_else(|| first.name.clone(), number);
        let mut treatments = Names::new(|tokens: &Range<usize>| self.treatments_in(reading, tokens));
        let mut conditions = Names::new(|tokens: &Range<usize>| named(reading, &self.conditions, tokens));
        let mut populations = Names::new(|tokens: &Range<usize>| named(reading, &self.populations, tokens));
        let mut places = |lexicon: &str, not: Contexts| -> Vec<Place> {
            let Some(kind) = reading.lexicon(lexicon) else { return Vec::new() };
            let said = reading.of_kind(kind).filter(|m| !reading.context_of(m).any(not));
            said.take(MOST_STATEMENTS)
                .map(|m| {
                    let token = m.first as usize;
                    let sentence = reading.words().sentence_of(token);
                    let mut about = treatments.about(reading, token);
                    if about.is_empty() {
                        about.push(first.clone());
                    }
                    Place {
                        words: reading.span_of(m),
                        treatments: about,
                        conditions: conditions.about(reading, token),
                        populations: populations.within(sentence.clone()).to_vec(),
                        sentence,
                    }
                })
                .collect()
        };
        let unsaid = Contexts::UNASSERTED.with(Contexts::HEDGED);
        let doubts = places(&self.doubt, unsaid.without(Contexts::NEGATED));
        // what "can" help is not settled
        for place in places(&self.certainty, unsaid.with(Contexts::HALF_HEDGED)) {
            let mut against =
                doubts.iter().filter(|d| d.sentence != place.sentence && d.denies(&place, &first)).peekable();
            // a "but" in the sentence is the contrast itself
            if against.peek().is_none() || doubts.iter().any(|d| d.sentence == place.sentence) {
                continue;
            }
            let mut hit = Hit::at(place.words.clone());
            for doubt in against.take(3) {
                hit.also(Role::Contrast, doubt.words.clone());
            }
            return vec![hit];
        }
        Vec::new()
    }
}

impl ConclusionContradiction {
    /// The treatments that some words name: those of the knowledge base by their number.
    fn treatments_in(&self, reading: &Reading<'_>, sentence: &Range<usize>) -> Vec<String> {
        let namings = reading.namings();
        let from = namings.partition_point(|n| (n.first as usize) < sentence.start);
        let known: Vec<String> = namings[from..]
            .iter()
            .take_while(|n| (n.first as usize) < sentence.end)
            .map(|n| number(n.thing))
            .collect();
        if known.is_empty() { named(reading, &self.treatments, sentence) } else { known }
    }
}

/// Stands for a thing of the knowledge base among names.
fn number(thing: u32) -> String {
    format!("#{thing}")
}

/// What the marks of these lexicons name in a sentence, in lower case.
fn named(reading: &Reading<'_>, lexicons: &[String], sentence: &Range<usize>) -> Vec<String> {
    lexicons
        .iter()
        .filter_map(|name| reading.lexicon(name))
        .flat_map(|kind| reading.of_kind_within(kind, sentence.clone()))
        .map(|m| reading.document().prose()[reading.span_of(m)].to_lowercase())
        .collect()
}

/// `[builtin.unhedged-efficacy]`: an effect put as settled although its source reports one trial.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct UnhedgedEfficacy {
    /// Most findings in one article; the last holds the places of the rest.
    most: usize,
}

impl BuiltinQuestion for UnhedgedEfficacy {
    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let mut last = usize::MAX;
        let places: Vec<_> = reading
            .claims()
            .iter()
            .filter(|c| c.strength >= Strength::Cause && c.object >= Object::Symptom && !c.half_hedged)
            .filter(|c| !c.context.any(Contexts::UNASSERTED.with(Contexts::HEDGED)))
            .filter(|c| reading.support(c.first as usize).strength.is_some())
            .filter(|c| {
                let sentence = reading.words().sentence_of(c.first as usize).start;
                std::mem::replace(&mut last, sentence) != sentence
            })
            .map(|c| reading.span_of_claim(c))
            .collect();
        let (first, rest) = places.split_at(self.most.min(places.len()));
        let mut hits: Vec<Hit> = first.iter().cloned().map(Hit::at).collect();
        // the last one stands for all that follow
        if let Some(hit) = hits.last_mut() {
            for place in rest {
                hit.also(Role::SameFault, place.clone());
            }
        }
        hits
    }
}
