//! What an article may say somewhere: the words, sources or metadata that will do. Owns the keys of
//! a data file for it and the search; must not know who asks, or what follows.

use std::collections::HashSet;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use crate::document::{BlockKind, Metadata};
use crate::language::closed;
use crate::language::lexicon::Kind;
use crate::language::mark::Mark;
use crate::language::{Contexts, Reading};

/// What will do; any of it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Needs {
    /// Lexicons; a hit of any of them will do, of the first that has one.
    #[serde(default)]
    any: Vec<Spanned<String>>,
    /// Lexicons; a hit in a sentence with a hit of any of these will not do.
    #[serde(default)]
    unless: Vec<Spanned<String>>,
    /// Lexicons of headings; text under a heading, or in a column, with a hit of any of them will do.
    #[serde(default)]
    under: Vec<Spanned<String>>,
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
        // what stands under a heading of its own is meant to be found
        if let Some(heading) = self.under.iter().find_map(|name| under(reading, name.get_ref())) {
            return Some(Found::At(heading));
        }
        let unless: Vec<Kind> =
            self.unless.iter().filter_map(|name| reading.lexicon(name.get_ref())).collect();
        let will_do = |mark: &&Mark| {
            let sentence = || reading.words().sentence_of(mark.first as usize);
            !reading.context_of(mark).any(Contexts::NOT_ITS_OWN)
                && !unless.iter().any(|&kind| reading.of_kind_within(kind, sentence()).next().is_some())
        };
        let mut kinds = self.any.iter().filter_map(|name| reading.lexicon(name.get_ref()));
        if let Some(mark) = kinds.find_map(|kind| reading.of_kind(kind).find(will_do)) {
            return Some(Found::At(reading.span_of(mark)));
        }
        let headings = || document.blocks().iter().filter(|b| b.kind == BlockKind::Heading).count();
        let enough = self.others.is_some_and(|least| others(reading) >= least)
            || self.headings.is_some_and(|least| headings() >= least);
        enough.then_some(Found::Somewhere)
    }

    /// The lexicons that it names.
    pub(crate) fn lexicons(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.any.iter().chain(&self.unless).chain(&self.under)
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

/// The first heading, or head of a column, with a hit of a lexicon and something under it other than "None".
fn under(reading: &Reading<'_>, lexicon: &str) -> Option<Range<usize>> {
    let blocks = reading.document().blocks();
    let columns: HashSet<usize> = blocks.iter().filter_map(|b| b.column).collect();
    let heads = |number: usize| match blocks[number].kind {
        BlockKind::Heading | BlockKind::Question => true,
        BlockKind::TableCell => columns.contains(&number),
        _ => false,
    };
    let says = |number: usize| {
        let below = reading.words().of_block(number + 1);
        !below.is_empty() && !closed::is(reading.word(below.start), &closed::NOTHING)
    };
    let nowhere = Contexts::RESIDUE.with(Contexts::NEGATED).with(Contexts::REFERENCE);
    let mut marks = reading.of_kind(reading.lexicon(lexicon)?);
    let found = marks.find(|m| {
        let (number, _) = reading.block_of(m.first as usize);
        !reading.context_of(m).any(nowhere) && number + 1 < blocks.len() && heads(number) && says(number)
    })?;
    let (_, heading) = reading.block_of(found.first as usize);
    Some(heading.prose.clone())
}

/// How many treatments the article names beside those that it promotes.
fn others(reading: &Reading<'_>) -> usize {
    let promoted: Vec<&str> = reading.promotes().iter().map(|p| p.name.as_str()).collect();
    reading
        .treatments()
        .flat_map(|kind| reading.of_kind(kind))
        .map(|m| reading.document().prose()[reading.span_of(m)].to_lowercase())
        .filter(|name| !promoted.iter().any(|p| p.contains(name.as_str()) || name.contains(p)))
        .collect::<HashSet<String>>()
        .len()
}
