//! What an article may say somewhere: the words, sources or metadata that will do. Owns the keys of
//! a data file for it and the search; must not know who asks, or what follows.

use std::collections::HashSet;
use std::ops::Range;

use serde::Deserialize;

use crate::document::{BlockKind, Metadata};
use crate::language::{Contexts, Reading};

/// What will do; any of it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Needs {
    /// Lexicons; a hit of any of them will do.
    #[serde(default)]
    any: Vec<String>,
    /// A citation, or an entry in a list of references, will do.
    #[serde(default)]
    cites: bool,
    /// Metadata; a value for any of them will do.
    #[serde(default)]
    metadata: Vec<Field>,
    /// Words in the name of an author who is nobody in particular, in lower case.
    #[serde(default)]
    nobody: Vec<String>,
    /// So many treatments that the article names and does not promote will do.
    others: Option<usize>,
    /// So many headings will do.
    headings: Option<usize>,
}

/// A value of the page's metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Field {
    /// Who wrote it.
    Author,
    /// Who reviewed it.
    Reviewer,
    /// When it was published, changed or reviewed.
    Date,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// Words at this place in the prose.
    At(Range<usize>),
    /// A value of the metadata.
    Value(String),
    /// Something that has no one place.
    Somewhere,
}

impl Needs {
    /// The first of what will do, if there is any.
    pub(crate) fn found(&self, reading: &Reading<'_>) -> Option<Found> {
        let document = reading.document();
        let value = self.metadata.iter().find_map(|field| field.value(document.metadata(), &self.nobody));
        if let Some(value) = value {
            return Some(Found::Value(value.to_owned()));
        }
        if self.cites {
            if let Some(citation) = reading.citations().first() {
                return Some(Found::At(citation.prose.clone()));
            }
            if let Some(entry) = reading.references().first() {
                return Some(Found::At(document.blocks()[entry.block].prose.clone()));
            }
        }
        let nowhere = Contexts::RESIDUE.with(Contexts::REFERENCE).with(Contexts::LITERAL);
        let words = self
            .any
            .iter()
            .filter_map(|name| reading.lexicon(name))
            .filter_map(|kind| reading.of_kind(kind).find(|m| !reading.context_of(m).any(nowhere)))
            .min_by_key(|mark| mark.first);
        if let Some(mark) = words {
            return Some(Found::At(reading.span_of(mark)));
        }
        let headings = || document.blocks().iter().filter(|b| b.kind == BlockKind::Heading).count();
        let enough = self.others.is_some_and(|least| others(reading) >= least)
            || self.headings.is_some_and(|least| headings() >= least);
        enough.then_some(Found::Somewhere)
    }

    /// The lexicons that it names.
    pub(crate) fn lexicons(&self) -> &[String] {
        &self.any
    }
}

impl Field {
    /// Its value, if the page gives one; `nobody` are words in names that stand for nobody.
    pub(crate) fn value<'m>(self, metadata: &'m Metadata, nobody: &[String]) -> Option<&'m str> {
        match self {
            Self::Author => metadata.author.as_deref().filter(|name| {
                let name = name.to_lowercase();
                !name.split_whitespace().any(|word| nobody.iter().any(|n| n == word))
            }),
            Self::Reviewer => metadata.reviewer.as_deref(),
            Self::Date => {
                let dates = [&metadata.reviewed, &metadata.modified, &metadata.published];
                dates.into_iter().find_map(|date| date.as_deref())
            }
        }
    }
}

/// How many treatments the article names beside those that it promotes.
fn others(reading: &Reading<'_>) -> usize {
    const TREATMENTS: [&str; 4] =
        ["intervention.therapy", "intervention.supplement", "intervention.diet", "intervention.medicine"];
    let promoted: Vec<&str> = reading.promotes().iter().map(|p| p.name.as_str()).collect();
    TREATMENTS
        .iter()
        .filter_map(|name| reading.lexicon(name))
        .flat_map(|kind| reading.of_kind(kind))
        .map(|m| reading.document().prose()[reading.span_of(m)].to_lowercase())
        .filter(|name| !promoted.iter().any(|p| p.contains(name.as_str()) || name.contains(p)))
        .collect::<HashSet<String>>()
        .len()
}
