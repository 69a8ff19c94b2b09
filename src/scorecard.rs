//! The scorecard of an article: what a reader should find in it, what is there and what is missing,
//! and how many findings each area has. Owns the card; the items are data (`rules/scorecard.toml`).
//! Must not know how a card is shown, nor any rule by name.
//!
//! It adds nothing up: a sum would read as a clearance.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::finding::{Finding, Level, Reference};
use crate::language::Reading;
use crate::language::token::Flags;
use crate::rule::RuleSet;
use crate::rule::needs::Found;

/// One area of the card, such as safety.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// What was asked of the article.
    pub items: Vec<Item>,
    /// The findings of the area, by level from the gravest, then rule, with their lines.
    pub findings: Vec<Findings>,
}

/// One thing that an article should say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its stable name.
    pub id: String,
    /// What it is, in a few words: "a possible harm".
    pub what: String,
    /// What to add where it is missing.
    pub advice: String,
    /// Whether it is there, and where.
    pub answer: Answer,
    /// On whose authority it is asked.
    pub references: Vec<Reference>,
}

/// Whether something is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// In these words, on this line.
    Words {
        /// The words.
        text: String,
        /// The line, from 1.
        line: usize,
    },
    /// In the page's metadata.
    Metadata(String),
    /// There, but at no one place.
    There,
    /// Nowhere.
    Missing,
}

/// The findings of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// The rule's name.
    pub rule: String,
    /// Its level.
    pub level: Level,
    /// The lines, ascending.
    pub lines: Vec<usize>,
}

/// Draws the card of an article that was read and checked.
pub fn card(rules: &RuleSet, reading: &Reading<'_>, findings: &[Finding<'_>]) -> Vec<Area> {
    let lines = crate::document::LineIndex::new(reading.document().source());
    let promotes = !reading.promotes().is_empty();
    let areas = rules.scorecard().areas.iter().map(|area| {
        let asked = area.items.iter().filter(|item| item.always || promotes);
        let items = asked.map(|item| Item {
            id: item.id.clone(),
            what: item.what.clone(),
            advice: item.advice.clone(),
            answer: match item.needs.found(reading) {
                None => Answer::Missing,
                Some(Found::Somewhere) => Answer::There,
                Some(Found::Value(value)) => Answer::Metadata(value),
                Some(Found::At(prose)) => {
                    let phrase = phrase(reading, &prose);
                    Answer::Words {
                        text: reading.document().prose()[phrase.clone()].to_owned(),
                        line: lines.line(reading.document().locate(phrase).start),
                    }
                }
            },
            references: item
                .references
                .iter()
                .filter_map(|key| rules.source(key.get_ref()))
                .cloned()
                .collect(),
        });
        let mut of: BTreeMap<(std::cmp::Reverse<Level>, &str), Vec<usize>> = BTreeMap::new();
        for finding in findings.iter().filter(|f| area.counts.iter().any(|c| c.get_ref() == f.category)) {
            let slot = of.entry((std::cmp::Reverse(finding.level), finding.rule)).or_default();
            slot.push(finding.span.start.line);
        }
        let findings = of.into_iter().map(|((level, rule), lines)| Findings {
            rule: rule.to_owned(),
            level: level.0,
            lines,
        });
        Area { name: area.name.clone(), items: items.collect(), findings: findings.collect() }
    });
    areas.collect()
}

/// The words of a place with those around them in their clause: enough to see what is said.
fn phrase(reading: &Reading<'_>, prose: &Range<usize>) -> Range<usize> {
    /// Most words that are shown beside those of the place, on each side.
    const BESIDE: usize = 6;
    let words = reading.words();
    let tokens = words.tokens();
    let (first, end) = (words.token_at(prose.start), words.token_at(prose.end));
    if first >= end {
        return prose.clone();
    }
    let parts = |at: usize| tokens[at].flags.has(Flags::COMMA) || tokens[at].flags.has(Flags::CLAUSE_END);
    let before = (0..first).rev().take_while(|&at| !parts(at)).take(BESIDE).last().unwrap_or(first);
    let behind =
        (end..tokens.len()).take(BESIDE).take_while(|&at| !parts(at - 1)).last().map_or(end, |at| at + 1);
    // a short form goes with its word: "isn't"
    let before = (0..=before).rev().find(|&at| !tokens[at].flags.has(Flags::CLITIC)).unwrap_or(before);
    let shown = words.bytes(before..behind);
    shown.start.min(prose.start)..shown.end.max(prose.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Input, check, reading};
    use crate::config::Settings;
    use crate::format::{Format, read};

    fn answers(text: &str) -> BTreeMap<String, bool> {
        let rules = RuleSet::load(Vec::new()).expect("the built-in rules load");
        let settings = Settings::default();
        let document = read(text, Format::Markdown);
        let reading = reading(&document, &rules, &settings);
        let input = Input {
            path: String::new(),
            document: document.clone(),
            format: Format::Markdown,
            encoding: "utf-8",
        };
        let checked = check(input, &rules, &settings);
        let areas = card(&rules, &reading, &checked.findings);
        assert_eq!(areas.len(), 6);
        let items = areas.into_iter().flat_map(|a| a.items);
        items.map(|i| (i.id, i.answer != Answer::Missing)).collect()
    }

    /// A careful article has all of it, an advertisement next to nothing; one about opening hours is
    /// asked only who answers for it.
    #[test]
    fn tells_what_is_there_from_what_is_missing() {
        let good = "---\nauthor: Amara Cole\ndate: 2025-05-01\n---\n\n# Dry needling for back pain\n\n\
            Medically reviewed by Dr Lin Zhao. We offer dry needling at our clinic.\n\n\
            ## What is known\n\nDry needling eased pain in 6 of 10 people in one trial (Gattie, 2017). \
            The studies were small, and it does not help everyone.\n\n\
            ## Risks\n\nYou may have mild soreness and bruising. Do not have it if you take blood thinners. \
            See a doctor if the pain gets worse. Back pain often goes away on its own. \
            Exercise is another option. A visit costs £45.\n";
        let answers_of_good = answers(good);
        let missing: Vec<_> =
            answers_of_good.iter().filter(|(_, there)| !**there).map(|(id, _)| id).collect();
        assert!(missing.is_empty(), "{missing:?}");

        let bad = answers("# Dry needling for back pain\n\nDry needling cures back pain. Book now.\n");
        let there: Vec<_> = bad.iter().filter(|(_, there)| **there).map(|(id, _)| id).collect();
        assert!(there.is_empty(), "{there:?}");

        let hours = answers("# Opening hours\n\nWe are closed on Monday.\n");
        assert_eq!(
            hours.keys().map(String::as_str).collect::<Vec<_>>(),
            ["author", "date", "headings", "reviewer"]
        );
    }
}
