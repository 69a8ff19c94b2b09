//! Citations that lead nowhere, and sources that only tell of other sources.

use std::collections::HashSet;

use serde::Deserialize;

use super::super::question::{Hit, shown};
use crate::finding::{Role, Scope};
use crate::language::Reading;
use crate::language::citation::{CitationKind, Strength, Target};

/// `[builtin.dangling-citation]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DanglingCitation {
    /// Fewest marks that lead nowhere in a text without a list of references: one alone may be an
    /// editor's bracket.
    min_marks: usize,
}

/// `[builtin.tertiary-source]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TertiarySource {}

impl DanglingCitation {
    pub(super) fn ask(&self, reading: &Reading<'_>) -> Vec<Hit> {
        let prose = reading.document().prose();
        // the mark of an empty footnote leaves nothing in the prose to point at
        let missing: Vec<_> = reading
            .citations()
            .iter()
            .filter(|c| c.target == Target::Missing && !prose[c.prose.clone()].trim().is_empty())
            .collect();
        if !reading.has_references() {
            if missing.len() < self.min_marks {
                return Vec::new();
            }
            // one list is missing, not many entries
            return one(missing.iter().map(|c| c.prose.clone()), prose).into_iter().collect();
        }
        let mut seen = HashSet::new();
        missing
            .into_iter()
            .filter(|c| seen.insert(&prose[c.prose.clone()]))
            .map(|c| Hit::at(c.prose.clone()).value("text", shown(&prose[c.prose.clone()])))
            .collect()
    }
}

impl TertiarySource {
    pub(super) fn ask(&self, reading: &Reading<'_>) -> Vec<Hit> {
        let document = reading.document();
        let prose = document.prose();
        let mut hits = Vec::new();
        let entries = reading.references();
        if entries.iter().all(|e| e.strength == Strength::Weak) {
            let second = entries.iter().filter(|e| e.second_hand);
            let places = second.map(|e| document.blocks()[e.block].prose.clone());
            hits.extend(one(places, prose).map(|mut hit| {
                hit.scope = Some(Scope::Paragraph);
                hit
            }));
        }
        let links = reading.citations().iter().filter(|c| {
            c.kind == CitationKind::Link
                && c.second_hand
                && reading.support(c.token).strength == Some(Strength::Weak)
        });
        hits.extend(one(links.map(|c| c.prose.clone()), prose));
        hits
    }
}

/// One hit at the first place, with the others beside it.
fn one(mut places: impl Iterator<Item = std::ops::Range<usize>>, prose: &str) -> Option<Hit> {
    const MOST: usize = 50;
    let first = places.next()?;
    let mut hit = Hit::at(first.clone()).value("text", shown(&prose[first]));
    for place in places.take(MOST) {
        hit.also(Role::SameFault, place);
    }
    Some(hit)
}
