//! Questions that data cannot ask: one typed struct each, in a file of its own.
//! Owns the list of them. Their words and limits stand in the rule file; they must not know levels,
//! messages or formats.

mod alt_text;
mod citations;
mod repeated_word;
mod run_on;
mod stance;
mod teaser;

use serde::Deserialize;
use toml::Spanned;

use super::question::{Hit, shown};
use crate::document::Document;
use crate::language::lexicon::Kind;
use crate::language::{Reading, Words};

/// A lexicon that a question looks for: named in the rule file, found when the rules are loaded.
#[derive(Debug, Deserialize)]
#[serde(from = "Spanned<String>")]
pub(crate) struct Lexicon {
    pub(super) name: Spanned<String>,
    pub(super) kind: Option<Kind>,
}

impl From<Spanned<String>> for Lexicon {
    fn from(name: Spanned<String>) -> Self {
        Self { name, kind: None }
    }
}

/// The built-in questions, by the name that a rule file gives: `[builtin.run-on]`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Builtin {
    AltText(alt_text::AltText),
    ConclusionContradiction(stance::ConclusionContradiction),
    DanglingCitation(citations::DanglingCitation),
    MissingReferences(stance::MissingReferences),
    RepeatedWord(repeated_word::RepeatedWord),
    RunOn(run_on::RunOn),
    Teaser(teaser::Teaser),
    TertiarySource(citations::TertiarySource),
    UnhedgedEfficacy(stance::UnhedgedEfficacy),
}

impl Builtin {
    /// Whether it asks about contexts, not only about blocks and words.
    pub(super) const fn needs_reading(&self) -> bool {
        !matches!(self, Self::AltText(_) | Self::Teaser(_))
    }

    /// The lexicons that it names.
    pub(super) fn lexicons(&mut self) -> Vec<&mut Lexicon> {
        match self {
            Self::ConclusionContradiction(question) => question.lexicons(),
            Self::MissingReferences(question) => question.lexicons(),
            _ => Vec::new(),
        }
    }

    /// Names that its message may use beside `text`.
    pub(super) const fn placeholders(&self) -> &'static [&'static str] {
        match self {
            Self::AltText(_)
            | Self::RepeatedWord(_)
            | Self::DanglingCitation(_)
            | Self::ConclusionContradiction(_)
            | Self::UnhedgedEfficacy(_)
            | Self::TertiarySource(_) => &[],
            Self::MissingReferences(_) => &["count"],
            Self::RunOn(_) => &["count"],
            Self::Teaser(_) => &["count"],
        }
    }

    pub(super) fn ask_structure(&self, document: &Document, words: &Words) -> Vec<Hit> {
        match self {
            Self::AltText(question) => question.ask(document, words),
            Self::Teaser(question) => question.ask(document, words),
            _ => Vec::new(),
        }
    }

    pub(super) fn ask(&self, reading: &Reading<'_>) -> Vec<Hit> {
        match self {
            Self::DanglingCitation(question) => question.ask(reading),
            Self::RepeatedWord(question) => question.ask(reading),
            Self::RunOn(question) => question.ask(reading),
            Self::TertiarySource(question) => question.ask(reading),
            Self::ConclusionContradiction(question) => question.ask(reading),
            Self::MissingReferences(question) => question.ask(reading),
            Self::UnhedgedEfficacy(question) => question.ask(reading),
            Self::AltText(_) | Self::Teaser(_) => self.ask_structure(reading.document(), reading.words()),
        }
    }
    /// Adds what only a finding that is listed needs; `written` are the words at fault.
    pub(super) fn complete(&self, written: &str, hit: Hit) -> Hit {
        match self {
            Self::RepeatedWord(_) => repeated_word::RepeatedWord::complete(written, hit),
            Self::ConclusionContradiction(_) | Self::UnhedgedEfficacy(_) => hit.value("text", shown(written)),
            _ => hit,
        }
    }
}
