//! Claims that what is known of a treatment bears out, or does not.

use serde::Deserialize;

use super::super::hit::Hit;
use super::BuiltinQuestion;
use super::publisher::promoted;
use crate::finding::Reference;
use crate::knowledge::{Certainty, Evidence, Knowledge, Weight};
use crate::language::claim::{Claim, Strength, Subject};
use crate::language::term::{TermHit, Terms};
use crate::language::{Contexts, Reading, closed};

/// `[builtin.evidence-contradicted-claim]`: an effect put plainly on which a source that one can cite
/// finds no good evidence, or a cure on which it finds little.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct EvidenceContradictedClaim {
    /// Most findings for one use.
    most: usize,
}

impl BuiltinQuestion for EvidenceContradictedClaim {
    fn placeholders(&self) -> &'static [&'static str] {
        &["name", "summary", "source"]
    }

    fn ask(&self, reading: &Reading<'_>, knowledge: &Knowledge) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (promoted, facts) in promoted(reading, knowledge) {
            let mut terms = Terms::default();
            for (number, line) in facts.evidence.iter().enumerate() {
                line.terms.iter().for_each(|t| terms.add(t, number as u32, false));
            }
            let places = reading.find_terms(&terms);
            if places.is_empty() {
                continue;
            }
            let mut said = vec![0; facts.evidence.len()];
            for claim in reading.claims().iter().filter(|c| self.is_plain(reading, c, promoted.known)) {
                // of all that is known of this use, the best counts
                let from = places.partition_point(|p| p.first < claim.first);
                let on = places[from..].iter().take_while(|p| p.first <= claim.last);
                let on = on.filter(|p| p.last <= claim.last);
                let known = on.map(|p| &facts.evidence[p.id as usize]);
                let Some(best) = known.max_by_key(|e| e.certainty) else { continue };
                if !contradicts(best, claim) {
                    continue;
                }
                let number = facts.evidence.iter().position(|e| std::ptr::eq(e, best)).unwrap_or(0);
                said[number] += 1;
                if said[number] > self.most {
                    continue;
                }
                let source = &best.basis.source;
                let mut hit = Hit::at(reading.span_of_claim(claim))
                    .value("name", &facts.name)
                    .value("summary", &best.summary)
                    .value("source", &source.organisation);
                let title = format!("{}, {}", source.organisation, source.title);
                hit.on_authority_of(vec![Reference { title, url: source.url.clone() }]);
                hits.push(hit);
            }
        }
        hits
    }
}

impl EvidenceContradictedClaim {
    /// The article itself says so of the thing, without a hedge.
    fn is_plain(&self, reading: &Reading<'_>, claim: &Claim, thing: Option<u32>) -> bool {
        /// How far back its sentence is read, in words: it may be as long as the file.
        const BACK: usize = 200;
        let weak = Contexts::UNASSERTED.with(Contexts::HEDGED).with(Contexts::PARTIAL);
        let sentence = reading.words().around(claim.first as usize, BACK);
        // a sentence about something else that is known is not about this
        let before = sentence.start..claim.first as usize;
        let others = reading.namings_in(before).any(|n| Some(n.thing) != thing);
        !claim.context.any(weak) && claim.subject != Subject::Provider && !others
    }
}

/// The number of uses that prevent something, and of all others.
const PREVENTION: u32 = 1;
const OTHER_USE: u32 = 0;
/// Say that something is prevented: what smooths wrinkles need not prevent them.
const PREVENTS: [&str; 6] = ["stop", "stops", "stopping", "prevent", "prevents", "preventing"];

/// Where the uses are named of what the article promotes for which strong evidence is known, from a source that
/// one can cite.
pub(in crate::rule) fn established(reading: &Reading<'_>, knowledge: &Knowledge) -> Vec<TermHit> {
    let mut terms = Terms::default();
    for (_, facts) in promoted(reading, knowledge) {
        let strong = |e: &&Evidence| e.certainty == Certainty::Strong && e.basis.weight() == Weight::Cited;
        for line in facts.evidence.iter().filter(strong) {
            let prevents = line.claim.to_lowercase().contains("prevent");
            let id = if prevents { PREVENTION } else { OTHER_USE };
            line.terms.iter().for_each(|t| terms.add(t, id, false));
        }
    }
    reading.find_terms(&terms)
}

/// Whether a claim is on one of these uses; a cure is more than any evidence bears out.
pub(in crate::rule) fn is_borne_out(reading: &Reading<'_>, claim: &Claim, established: &[TermHit]) -> bool {
    let prevents = closed::is(reading.word(claim.first as usize), &PREVENTS);
    let from = established.partition_point(|place| place.first < claim.first);
    claim.strength < Strength::Cure
        && established[from..]
            .iter()
            .take_while(|place| place.first <= claim.last)
            .any(|place| place.last <= claim.last && (place.id == PREVENTION || !prevents))
}

/// Whether a claim and this line of evidence cannot both be right. "Reduces headaches" beside "may help
/// some headaches" is too much, and other rules say so; it is no contradiction.
fn contradicts(line: &Evidence, claim: &Claim) -> bool {
    let bears = match line.certainty {
        Certainty::None => claim.half_hedged && claim.strength < Strength::Cure,
        Certainty::Low => claim.strength < Strength::Cure,
        Certainty::Moderate | Certainty::Strong => true,
    };
    line.basis.weight() == Weight::Cited && !bears
}
