//! Questions that data cannot ask: one typed struct each, in a file of its own.
//! Owns the list of them. Their words and limits stand in the rule file; they must not know levels,
//! messages or formats.

mod abbreviation;
mod absence;
mod alt_text;
mod bare_answer;
mod citations;
mod contraindications;
mod contrast;
mod denominators;
mod evidence;
mod heading_levels;
mod panacea;
mod place;
mod prescription;
mod punctuation_slip;
mod readers;
mod reading_grade;
mod red_flags;
mod repeated_word;
mod risks;
mod run_on;
mod sales_prompts;
mod spelling;
mod stance;
mod teaser;
mod testimonial;
mod warned;
mod word_slip;
mod wrong_article;

use serde::Deserialize;

use super::question::Hit;
use crate::document::Document;
use crate::knowledge::Knowledge;
use crate::language::{Reading, Words};

/// The built-in questions, by the name that a rule file gives: `[builtin.run-on]`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Builtin {
    Abbreviation(abbreviation::Abbreviation),
    Absence(absence::Absence),
    AltText(alt_text::AltText),
    BareAnswer(bare_answer::BareAnswer),
    ConclusionContradiction(stance::ConclusionContradiction),
    Contradiction(contrast::Contradiction),
    DanglingCitation(citations::DanglingCitation),
    EvidenceContradictedClaim(evidence::EvidenceContradictedClaim),
    Misspelling(spelling::Misspelling),
    DuplicatePassage(contrast::DuplicatePassage),
    FigureConflict(contrast::FigureConflict),
    HeadingLevels(heading_levels::HeadingLevels),
    HeadlineOverreach(contrast::HeadlineOverreach),
    MissingContraindications(contraindications::MissingContraindications),
    MissingRedFlags(red_flags::MissingRedFlags),
    MissingReferences(stance::MissingReferences),
    MixedSpelling(spelling::MixedSpelling),
    PunctuationSlip(punctuation_slip::PunctuationSlip),
    MissingRisks(risks::MissingRisks),
    MixedDenominators(denominators::MixedDenominators),
    Panacea(panacea::Panacea),
    PrescriptionMedicinePromotion(prescription::PrescriptionMedicinePromotion),
    ReadingGrade(reading_grade::ReadingGrade),
    RepeatedWord(repeated_word::RepeatedWord),
    RunOn(run_on::RunOn),
    SalesPrompts(sales_prompts::SalesPrompts),
    Teaser(teaser::Teaser),
    TertiarySource(citations::TertiarySource),
    Testimonial(testimonial::Testimonial),
    UnhedgedEfficacy(stance::UnhedgedEfficacy),
    WordSlip(word_slip::WordSlip),
    WrongArticle(wrong_article::WrongArticle),
}

impl Builtin {
    /// Whether it asks about contexts, not only about blocks and words.
    pub(super) const fn needs_reading(&self) -> bool {
        !matches!(self, Self::AltText(_) | Self::HeadingLevels(_) | Self::Teaser(_))
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
            Self::EvidenceContradictedClaim(_) => &["name", "summary", "source"],
            Self::PrescriptionMedicinePromotion(_) => &["name"],
            Self::Absence(_) => &["treatment"],
            Self::HeadingLevels(_) => &["level", "above"],
            Self::MissingContraindications(_) => &["name", "groups"],
            Self::MissingRisks(_) => &["name", "harms"],
            Self::Misspelling(_) | Self::WordSlip(_) | Self::WrongArticle(_) => &["replacement"],
            Self::PunctuationSlip(_) => &["slip"],
            Self::MixedSpelling(_) => &["other", "most"],
            Self::ReadingGrade(_) => &["grade", "length"],
            Self::MissingReferences(_) | Self::Panacea(_) | Self::RunOn(_) | Self::Teaser(_) => &["count"],
            _ => &[],
        }
    }

    pub(super) fn ask_structure(&self, document: &Document, words: &Words) -> Vec<Hit> {
        match self {
            Self::AltText(question) => question.ask(document, words),
            Self::HeadingLevels(question) => question.ask(document),
            Self::Teaser(question) => question.ask(document, words),
            _ => Vec::new(),
        }
    }

    pub(super) fn ask(&self, reading: &Reading<'_>, knowledge: &Knowledge) -> Vec<Hit> {
        match self {
            Self::Abbreviation(question) => question.ask(reading),
            Self::BareAnswer(question) => question.ask(reading),
            Self::Contradiction(question) => question.ask(reading),
            Self::MissingContraindications(question) => question.ask(reading, knowledge),
            Self::MissingRisks(question) => question.ask(reading, knowledge),
            Self::EvidenceContradictedClaim(question) => question.ask(reading, knowledge),
            Self::PrescriptionMedicinePromotion(question) => question.ask(reading, knowledge),
            Self::MissingRedFlags(question) => question.ask(reading),
            Self::Absence(question) => question.ask(reading, knowledge),
            Self::MixedDenominators(question) => question.ask(reading),
            Self::Panacea(question) => question.ask(reading),
            Self::SalesPrompts(question) => question.ask(reading),
            Self::Testimonial(question) => question.ask(reading),
            Self::DanglingCitation(question) => question.ask(reading),
            Self::DuplicatePassage(question) => question.ask(reading),
            Self::FigureConflict(question) => question.ask(reading),
            Self::HeadlineOverreach(question) => question.ask(reading),
            Self::ReadingGrade(question) => question.ask(reading),
            Self::RepeatedWord(question) => question.ask(reading),
            Self::Misspelling(question) => question.ask(reading),
            Self::PunctuationSlip(question) => question.ask(reading),
            Self::WordSlip(question) => question.ask(reading),
            Self::WrongArticle(question) => question.ask(reading),
            Self::MixedSpelling(question) => question.ask(reading),
            Self::RunOn(question) => question.ask(reading),
            Self::TertiarySource(question) => question.ask(reading),
            Self::ConclusionContradiction(question) => question.ask(reading),
            Self::MissingReferences(question) => question.ask(reading),
            Self::UnhedgedEfficacy(question) => question.ask(reading),
            Self::AltText(_) | Self::HeadingLevels(_) | Self::Teaser(_) => {
                self.ask_structure(reading.document(), reading.words())
            }
        }
    }

    /// Adds what only a finding that is listed needs; `written` are the words at fault.
    pub(super) fn complete(&self, written: &str, hit: Hit) -> Hit {
        match self {
            Self::RepeatedWord(_) => repeated_word::RepeatedWord::complete(written, hit),
            _ => hit,
        }
    }
}
