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
mod publisher;
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
mod table_figures;
mod teaser;
mod testimonial;
mod verb_agreement;
mod warned;
mod word_clash;
mod word_slip;
mod wrong_article;

use std::fmt::Debug;

use serde::Deserialize;

pub(super) use self::evidence::{established, is_borne_out};
use super::hit::Hit;
use crate::document::Document;
use crate::knowledge::Knowledge;
use crate::language::{Reading, Words};

/// The last stratum of the language that a question reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stratum {
    /// Words, in the blocks of the document: all that a rule of residue may read.
    Words,
    /// Contexts, and the citations beside them.
    Contexts,
    /// Marks of whatever lexicon it looks up, and claims.
    Claims,
}

/// What is particular to a built-in question. Each answers either from the structure or from a reading.
pub(super) trait BuiltinQuestion: Debug {
    /// The last stratum that it reads: those beyond need not be made for it.
    fn stratum(&self) -> Stratum {
        Stratum::Claims
    }

    /// Names that its message may use beside `text`.
    fn placeholders(&self) -> &'static [&'static str] {
        &[]
    }

    /// Answers from blocks and words alone, where it reads no more.
    fn ask_structure(&self, _: &Document, _: &Words) -> Vec<Hit> {
        Vec::new()
    }

    /// Answers from a reading.
    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        self.ask_structure(reading.document(), reading.words())
    }

    /// Adds what only a finding that is listed needs; `written` are the words at fault.
    fn complete(&self, _written: &str, hit: Hit) -> Hit {
        hit
    }
}

/// Makes the choice between all built-in questions from the one list of them.
macro_rules! builtin_questions {
    ($($module:ident::$question:ident,)+) => {
        /// The built-in questions, by the name that a rule file gives: `[builtin.run-on]`.
        #[derive(Debug, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub(crate) enum Builtin {
            $($question($module::$question),)+
        }

        impl Builtin {
            /// The one that was chosen.
            pub(super) fn question(&self) -> &dyn BuiltinQuestion {
                match self {
                    $(Self::$question(question) => question,)+
                }
            }
        }
    };
}

builtin_questions! {
    abbreviation::Abbreviation,
    absence::Absence,
    alt_text::AltText,
    bare_answer::BareAnswer,
    citations::DanglingCitation,
    citations::TertiarySource,
    contraindications::MissingContraindications,
    contrast::Contradiction,
    contrast::DuplicatePassage,
    contrast::FigureConflict,
    contrast::HeadlineOverreach,
    denominators::MixedDenominators,
    evidence::EvidenceContradictedClaim,
    heading_levels::HeadingLevels,
    panacea::Panacea,
    prescription::PrescriptionMedicinePromotion,
    punctuation_slip::PunctuationSlip,
    reading_grade::ReadingGrade,
    red_flags::MissingRedFlags,
    repeated_word::RepeatedWord,
    risks::MissingRisks,
    run_on::RunOn,
    sales_prompts::SalesPrompts,
    spelling::Misspelling,
    spelling::MixedSpelling,
    stance::ConclusionContradiction,
    stance::MissingReferences,
    stance::UnhedgedEfficacy,
    table_figures::TableFigures,
    teaser::Teaser,
    testimonial::Testimonial,
    verb_agreement::VerbAgreement,
    word_clash::WordClash,
    word_slip::WordSlip,
    wrong_article::WrongArticle,
}
