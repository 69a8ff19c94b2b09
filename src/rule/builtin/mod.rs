//! Questions that data cannot ask: one typed struct each, in a file of its own.
//! Owns the list of them. Their words and limits stand in the rule file; they must not know levels,
//! messages or formats.

mod absence;
mod alt_text;
mod citations;
mod denominators;
mod panacea;
mod repeated_word;
mod run_on;
mod sales_prompts;
mod stance;
mod teaser;
mod testimonial;

use serde::Deserialize;

use super::question::{Hit, shown};
use crate::document::Document;
use crate::language::{Reading, Words};

/// The built-in questions, by the name that a rule file gives: `[builtin.run-on]`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Builtin {
    Absence(absence::Absence),
    AltText(alt_text::AltText),
    ConclusionContradiction(stance::ConclusionContradiction),
    DanglingCitation(citations::DanglingCitation),
    MissingReferences(stance::MissingReferences),
    MixedDenominators(denominators::MixedDenominators),
    Panacea(panacea::Panacea),
    RepeatedWord(repeated_word::RepeatedWord),
    RunOn(run_on::RunOn),
    SalesPrompts(sales_prompts::SalesPrompts),
    Teaser(teaser::Teaser),
    TertiarySource(citations::TertiarySource),
    Testimonial(testimonial::Testimonial),
    UnhedgedEfficacy(stance::UnhedgedEfficacy),
}

impl Builtin {
    /// Whether it asks about contexts, not only about blocks and words.
    pub(super) const fn needs_reading(&self) -> bool {
        !matches!(self, Self::AltText(_) | Self::Teaser(_))
    }

    /// Whether it may ask for marks or claims: then all are read for it.
    pub(super) const fn reads_marks(&self) -> bool {
        !matches!(
            self,
            Self::AltText(_)
                | Self::DanglingCitation(_)
                | Self::RepeatedWord(_)
                | Self::RunOn(_)
                | Self::Teaser(_)
                | Self::TertiarySource(_)
        )
    }

    /// Names that its message may use beside `text`.
    pub(super) const fn placeholders(&self) -> &'static [&'static str] {
        match self {
            Self::AltText(_)
            | Self::RepeatedWord(_)
            | Self::DanglingCitation(_)
            | Self::ConclusionContradiction(_)
            | Self::UnhedgedEfficacy(_)
            | Self::MixedDenominators(_)
            | Self::SalesPrompts(_)
            | Self::Testimonial(_)
            | Self::TertiarySource(_) => &[],
            Self::Absence(_) => &["treatment"],
            Self::Panacea(_) => &["count"],
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
            Self::Absence(question) => question.ask(reading),
            Self::MixedDenominators(question) => question.ask(reading),
            Self::Panacea(question) => question.ask(reading),
            Self::SalesPrompts(question) => question.ask(reading),
            Self::Testimonial(question) => question.ask(reading),
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
            Self::ConclusionContradiction(_)
            | Self::MixedDenominators(_)
            | Self::SalesPrompts(_)
            | Self::Testimonial(_)
            | Self::UnhedgedEfficacy(_) => hit.value("text", shown(written)),
            _ => hit,
        }
    }
}
