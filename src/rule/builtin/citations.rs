//! Citations that lead nowhere, and sources that only tell of other sources.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::super::hit::{Hit, shown};
use super::{BuiltinQuestion, Stratum};
use crate::finding::{Role, Scope};
use crate::knowledge::Knowledge;
use crate::language::Reading;
use crate::language::citation::{Citation, CitationKind, Strength, Target};

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

impl BuiltinQuestion for DanglingCitation {
    fn stratum(&self) -> Stratum {
        Stratum::Contexts
    }

    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let prose = reading.document().prose();
        // a link in the same block may lead to the work
        let linked: HashSet<usize> = reading
            .citations()
            .iter()
            .filter(|c| {
                matches!(
                    c.kind,
                    CitationKind::Link | CitationKind::Doi | CitationKind::Pmid | CitationKind::Register
                )
            })
            .map(|c| c.block)
            .collect();
        let leads_nowhere = |c: &&Citation| match c.target {
            // the mark of an empty footnote leaves nothing in the prose to point at
            Target::Missing => !prose[c.prose.clone()].trim().is_empty(),
            Target::Unlisted => !linked.contains(&c.block),
            _ => false,
        };
        let mut missing: Vec<_> = reading.citations().iter().filter(leads_nowhere).collect();
        if missing.is_empty() {
            return Vec::new();
        }
        let notes = notes(reading);
        missing.retain(|c| number(&prose[c.prose.clone()]).and_then(|n| notes.get(&n)) <= Some(&c.block));
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

impl BuiltinQuestion for TertiarySource {
    fn stratum(&self) -> Stratum {
        Stratum::Contexts
    }

    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
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

/// The last line that begins with each number: "1 Based on a survey", as notes do that stand under no
/// heading.
fn notes(reading: &Reading<'_>) -> HashMap<u32, usize> {
    let document = reading.document();
    let lines = document.blocks().iter().enumerate().filter_map(|(at, block)| {
        let text = document.text(block);
        let (first, rest) = text.split_once([' ', '\u{a0}'])?;
        let digits = first.trim_matches(['[', ']', '(', ')', '.', '*']);
        (!rest.is_empty() && digits.len() <= 9).then(|| Some((number(digits)?, at)))?
    });
    lines.collect()
}

/// The number of a mark: "[3]", "3" and "³" are three.
fn number(mark: &str) -> Option<u32> {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let plain: String = mark
        .trim()
        .trim_matches(['[', ']', '(', ')'])
        .chars()
        .map(|c| {
            RAISED.iter().position(|r| *r == c).and_then(|n| char::from_digit(n as u32, 10)).unwrap_or(c)
        })
        .collect();
    plain.parse().ok()
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
