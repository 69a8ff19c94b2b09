//! Medicines that may not be advertised to the public.

use serde::Deserialize;

use super::super::hit::Hit;
use super::BuiltinQuestion;
use super::place::first_naming;
use super::publisher::{advertises, promoted};
use crate::finding::{Reference, Scope};
use crate::knowledge::Knowledge;
use crate::language::Reading;

/// `[builtin.prescription-medicine-promotion]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PrescriptionMedicinePromotion {
    /// The market whose rules forbid it.
    market: String,
    /// What the knowledge base calls the standing of such a medicine.
    status: String,
    /// Fewest words of an article.
    min_words: usize,
    /// Fewest benefits that the article states.
    min_claims: usize,
    /// Lexicon of words that offer it: "order", "book".
    offers: String,
}

impl BuiltinQuestion for PrescriptionMedicinePromotion {
    fn placeholders(&self) -> &'static [&'static str] {
        &["name"]
    }

    fn ask(&self, reading: &Reading<'_>, knowledge: &Knowledge) -> Vec<Hit> {
        let offered =
            reading.lexicon(&self.offers).is_some_and(|kind| reading.of_kind(kind).next().is_some());
        if !offered || !advertises(reading, self.min_words, self.min_claims) {
            return Vec::new();
        }
        let mut hits = Vec::new();
        for (promoted, facts) in promoted(reading, knowledge) {
            let ruled = facts
                .regulatory
                .iter()
                .find(|r| r.markets.contains(&self.market) && r.status.as_deref() == Some(&self.status));
            let words = promoted.known.and_then(|known| first_naming(reading, known));
            let (Some(ruled), Some(words)) = (ruled, words) else { continue };
            let mut hit = Hit::at(words).reaching(Scope::Document).value("name", &facts.name);
            let source = &ruled.basis.source;
            let title = format!("{}, {}", source.organisation, source.title);
            hit.on_authority_of(vec![Reference { title, url: source.url.clone() }]);
            hits.push(hit);
        }
        hits
    }
}
