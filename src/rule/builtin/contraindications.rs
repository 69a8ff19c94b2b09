//! Who should not have what an article promotes, or should ask first, and is not told.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Deserialize;

use super::super::hit::{Correction, Hit};
use super::BuiltinQuestion;
use super::place::first_naming;
use super::publisher::{about_animals, advertises, promoted};
use super::readers::{self, Readers};
use super::warned::{Lexicons, Named, Warnings, near_misses};
use crate::document::BlockKind;
use crate::finding::{Item, Reference, Scope};
use crate::knowledge::{Caution, CautionLevel, Group, Intervention, Knowledge, Weight};
use crate::language::claim::Promoted;
use crate::language::term::Terms;
use crate::language::{Contexts, Reading};

/// `[builtin.missing-contraindications]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MissingContraindications {
    /// Which cautions it asks for.
    ask: Ask,
    /// Fewest words of an article that must warn.
    min_words: usize,
    /// Fewest benefits that the article states.
    min_claims: usize,
    /// Lexicon of animals: what is known holds for people.
    animals: String,
    warned: Lexicons,
    readers: readers::Lexicons,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Ask {
    /// Seen on a page, for the whole group: nobody should read on without them.
    Firm,
    /// Still to be looked up, for some of the group only, or a matter of care.
    Careful,
}

/// Most groups that a message names.
const NAMED: usize = 5;
/// Most pages that a finding cites.
const CITED: usize = 5;
/// Groups of a treatment that an article warns, from which on it is a careful one, and the share of them
/// with which it is.
const WARNED: usize = 5;
const SHARE: (usize, usize) = (1, 2);
/// The same of an article that has weighed them all.
const MOST_WARNED: usize = 10;
const MOST: (usize, usize) = (3, 4);
/// Weight of a group from which on even such an article must name it.
const GRAVE: u8 = 3;
/// Words of a paragraph that a sentence can be added to.
const SENTENCE: usize = 8;

impl BuiltinQuestion for MissingContraindications {
    fn placeholders(&self) -> &'static [&'static str] {
        &["name", "groups"]
    }

    fn ask(&self, reading: &Reading<'_>, knowledge: &Knowledge) -> Vec<Hit> {
        if !advertises(reading, self.min_words, self.min_claims) || about_animals(reading, &self.animals) {
            return Vec::new();
        }
        let promoted = promoted(reading, knowledge);
        if promoted.is_empty() {
            return Vec::new();
        }
        let named = named_groups(reading, knowledge);
        let warnings = Warnings::new(reading, &self.warned);
        let readers = Readers::of(reading, &self.readers);
        // "see a doctor if your child …": what a parent should do, and no child who should not have it
        let meant = |group: &str, p: &Named| {
            let first = p.place.first as usize;
            !readers.children
                || group != CHILDREN
                || !(1..3).any(|n| first >= n && reading.word(first - n).eq_ignore_ascii_case("your"))
        };
        let given = warnings.told(&named, meant);
        let passage = warnings.passage();
        let mut asked: BTreeSet<&str> = BTreeSet::new();
        promoted
            .into_iter()
            .filter_map(|(promoted, facts)| {
                let warned = |caution: &Caution| {
                    given.contains(caution.group.as_str())
                        || given.iter().any(|broad| knowledge.covers(broad, caution))
                };
                let warned: Vec<bool> = facts.cautions.iter().map(warned).collect();
                let told = warned.iter().filter(|warned| **warned).count();
                let share = |(part, whole): (usize, usize)| told * whole >= facts.cautions.len() * part;
                let weighed = given.len() >= MOST_WARNED && share(MOST);
                let thorough = weighed || told >= WARNED && share(SHARE);
                let open = facts.cautions.iter().zip(&warned).filter(|(_, warned)| !**warned);
                let cautions = open.filter_map(|(c, _)| Some((c, knowledge.group(&c.group)?)));
                let mut missing: Vec<(&Caution, &Group)> = cautions
                    .filter(|(c, g)| {
                        !asked.contains(c.group.as_str())
                            && concerns(readers, facts, &named, c, g)
                            && is_firm(reading, &named, c, g) == (self.ask == Ask::Firm)
                            // whoever warns so many has weighed the rest
                            && match self.ask {
                                Ask::Firm => {
                                    !thorough || c.level == CautionLevel::Contraindicated || !weighed && g.weight >= GRAVE
                                }
                                Ask::Careful => !thorough,
                            }
                    })
                    .collect();
                missing.sort_by_key(|(c, _)| {
                    let own = readers.children && c.group == CHILDREN;
                    std::cmp::Reverse((own, knowledge.importance(facts, c)))
                });
                asked.extend(missing.iter().map(|(c, _)| c.group.as_str()));
                self.hit(reading, promoted, facts, &missing, passage.clone(), &named)
            })
            .collect()
    }
}

impl MissingContraindications {
    fn hit(
        &self, reading: &Reading<'_>, promoted: &Promoted, facts: &Intervention,
        missing: &[(&Caution, &Group)], passage: Option<Range<usize>>, named: &BTreeMap<&str, Vec<Named>>,
    ) -> Option<Hit> {
        if missing.is_empty() {
            return None;
        }
        let first = first_naming(reading, promoted.known?)?;
        let place = sentence_place(reading, passage.as_ref().unwrap_or(&first).start);
        let mut hit = Hit::at(passage.unwrap_or(first))
            .reaching(Scope::Document)
            .value("name", &facts.name)
            .value("groups", groups(missing));
        for (caution, group) in missing {
            let label = caution.label.as_deref().unwrap_or(&group.label);
            let label = match &caution.scope {
                Some(scope) => format!("{label} ({scope})"),
                None => label.to_owned(),
            };
            hit.lacking(Item { id: caution.group.clone(), label });
        }
        let mut cited: Vec<Reference> = Vec::new();
        for (caution, _) in missing.iter().filter(|(c, _)| c.basis.weight() == Weight::Cited) {
            let source = &caution.basis.source;
            let title = format!("{}, {}", source.organisation, source.title);
            if cited.len() < CITED && cited.iter().all(|r| r.title != title) {
                cited.push(Reference { title, url: source.url.clone() });
            }
        }
        hit.on_authority_of(cited);
        let near = missing.iter().filter_map(|(c, _)| named.get(c.group.as_str())).flatten().copied();
        near_misses(&mut hit, reading, near);
        Some(match place {
            Some(last) => {
                // the last letter stands for itself, so that the sentence follows it whatever the markup
                let text = format!(
                    "{} {}",
                    &reading.document().prose()[last.clone()],
                    sentence(&own_name(reading, promoted, facts), missing)
                );
                hit.mended_as(
                    "add a sentence; have a clinician check this",
                    Correction { prose: last, texts: vec![text], safe: false },
                )
            }
            None => hit,
        })
    }
}

/// Namings of a group of adults with which an article on children is about them too: a word on the
/// pregnancy it began with is not.
const SPOKEN_OF: usize = 3;
/// The group of children.
const CHILDREN: &str = "children";

/// Whether a caution can concern those for whom the article is written. What the article names, and what
/// a file puts in words of its own, such as partners of those treated, does.
fn concerns(
    readers: Readers, facts: &Intervention, named: &BTreeMap<&str, Vec<Named>>, caution: &Caution,
    group: &Group,
) -> bool {
    let audience = readers.only.or(facts.audience);
    let other_sex = group.only.is_some() && audience.is_some() && group.only != audience;
    let too_old = readers.children && group.adults;
    let places = named.get(caution.group.as_str()).map_or(&[][..], Vec::as_slice);
    let spoken_of = places.len() >= SPOKEN_OF || !places.is_empty() && !readers.children;
    !(other_sex && caution.label.is_none() || too_old) || spoken_of
}

/// Whether a caution is asked for firmly.
fn is_firm(
    reading: &Reading<'_>, named: &BTreeMap<&str, Vec<Named>>, caution: &Caution, group: &Group,
) -> bool {
    let aimed_at = || named.get(caution.group.as_str()).is_some_and(|p| p.iter().any(|p| headed(reading, p)));
    let in_scope = || match caution.scope {
        Some(_) => !caution.when.is_empty() && mentions(reading, &caution.when),
        None => true,
    };
    !group.everyone
        && caution.basis.weight() > Weight::Unchecked
        && (caution.level > CautionLevel::Precaution && in_scope() || aimed_at())
}

/// Where each group is named.
pub(super) fn named_groups<'k>(
    reading: &Reading<'_>, knowledge: &'k Knowledge,
) -> BTreeMap<&'k str, Vec<Named>> {
    let mut named: BTreeMap<&str, Vec<Named>> = BTreeMap::new();
    for &hit in reading.find_group_terms(knowledge.group_terms()) {
        if let Some((group, loose)) = knowledge.group_of_term(hit.id) {
            named.entry(group).or_default().push(Named { place: hit, loose });
        }
    }
    named
}

/// A heading or the title is about it.
fn headed(reading: &Reading<'_>, named: &Named) -> bool {
    matches!(reading.block_of(named.place.first as usize).1.kind, BlockKind::Title)
}

fn mentions(reading: &Reading<'_>, words: &[String]) -> bool {
    let mut terms = Terms::default();
    words.iter().for_each(|w| terms.add(w, 0, false));
    !reading.find_terms(&terms).is_empty()
}

/// The groups as a message names them, each with the reason; who says so only where that can be cited.
fn groups(missing: &[(&Caution, &Group)]) -> String {
    let mut parts: Vec<String> = missing
        .iter()
        .take(NAMED)
        .map(|(caution, group)| {
            let label = caution.label.as_deref().unwrap_or(&group.label);
            // the rest of a long reason is in `caveat explain`
            let reason = caution.reason.trim_end_matches('.');
            let reason = lower_first(reason.split(';').next().unwrap_or(reason));
            let label = match &caution.scope {
                Some(scope) => format!("{label} ({scope})"),
                None => label.to_owned(),
            };
            match (caution.basis.weight(), caution.level) {
                (Weight::Cited, _) => {
                    format!("{label}: {reason}, says {}", caution.basis.source.organisation)
                }
                (Weight::Told, CautionLevel::AskFirst | CautionLevel::Contraindicated) => {
                    let told = format!("{label}, who are usually told to ask first");
                    // a reason that says no more than that is none
                    let repeats = ["ask first", "check first"].iter().any(|r| reason.contains(r));
                    if repeats { told } else { format!("{told}: {reason}") }
                }
                _ => format!("{label}: {reason}"),
            }
        })
        .collect();
    if let more @ 1.. = missing.len().saturating_sub(NAMED) {
        parts.push(format!("{more} more"));
    }
    parts.join("; ")
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        // an abbreviation stays as it is
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().collect::<String>() + chars.as_str()
        }
        _ => text.to_owned(),
    }
}

/// Where a sentence can be added: the last letter of the first paragraph from there on that ends a
/// sentence and leads into no list.
fn sentence_place(reading: &Reading<'_>, from: usize) -> Option<Range<usize>> {
    let words = reading.words();
    let mut blocks = reading.document().blocks().iter().enumerate();
    let (_, block) = blocks.find(|(number, b)| {
        let tokens = words.of_block(*number);
        b.kind == BlockKind::Paragraph
            && b.prose.end > from
            && tokens.len() > SENTENCE
            && reading.document().prose()[b.prose.clone()].ends_with(['.', '!', '?', '…', '”', '"', ')'])
            && !reading.context(tokens.start).any(Contexts::RESIDUE.with(Contexts::REFERENCE))
    })?;
    let last = reading.document().prose()[block.prose.clone()].chars().next_back()?;
    Some(block.prose.end - last.len_utf8()..block.prose.end)
}

/// What the article calls the thing inside a sentence, where a capital letter belongs to the name.
fn own_name(reading: &Reading<'_>, promoted: &Promoted, facts: &Intervention) -> String {
    let words = reading.words();
    let inside = |first: usize| {
        let starts = words.sentence_of(first).start == first;
        let kind = reading.block_of(first).1.kind;
        !starts && matches!(kind, BlockKind::Paragraph | BlockKind::ListItem)
    };
    let naming =
        reading.namings().iter().find(|n| Some(n.thing) == promoted.known && inside(n.first as usize));
    match naming {
        Some(n) => reading.document().prose()[words.bytes(n.first as usize..n.last as usize + 1)].to_owned(),
        None => facts.name.split(" (").next().unwrap_or(&facts.name).to_owned(),
    }
}

/// What is offered: whom it concerns, as a reader would be spoken to, in a sentence or two.
fn sentence(name: &str, missing: &[(&Caution, &Group)]) -> String {
    // what they have, take or are, in the order of the first of each
    let mut told: Vec<(&str, Vec<String>)> = Vec::new();
    let mut others = Vec::new();
    for (caution, group) in missing {
        let label = caution.label.as_deref().unwrap_or(&group.label);
        // what explains the label is for the writer
        let label = label.split(" (").next().unwrap_or(label);
        let Some((verb, what)) = spoken_to(label) else {
            others.push(label.to_owned());
            continue;
        };
        match told.iter_mut().find(|(known, _)| *known == verb) {
            Some((_, all)) => all.push(what),
            None => told.push((verb, vec![what])),
        }
    }
    let mut told = told.into_iter().map(|(verb, all)| format!("{verb}{}", listed(&all)));
    let Some(first) = told.next() else {
        return format!("Ask a doctor or pharmacist about {name} first for {}.", listed(&others));
    };
    let mut out = format!("Ask a doctor or pharmacist before {name} if you {first}.");
    let rest: Vec<String> = told.collect();
    if !rest.is_empty() {
        out += &format!(" Ask first as well if you {}.", rest.join(", or "));
    }
    if !others.is_empty() {
        out += &format!(" Ask first as well for {}.", listed(&others));
    }
    out
}

/// "a, b or c"
fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// "people with asthma" as "have " and "asthma"; none for who is not spoken of as people.
fn spoken_to(label: &str) -> Option<(&'static str, String)> {
    const VERBS: [&str; 3] = ["have had ", "take ", "are "];
    const STATES: [&str; 7] = ["about ", "allergic ", "prone ", "at ", "on ", "new ", "having "];
    let rest = label.strip_prefix("people ")?;
    if let Some(rest) = rest.strip_prefix("who ") {
        let verb = VERBS.into_iter().find(|verb| rest.starts_with(verb)).unwrap_or("");
        return Some((verb, rest[verb.len()..].to_owned()));
    }
    if let Some(what) = rest.strip_prefix("with ") {
        return Some(match what.strip_suffix(", now or before") {
            Some(what) => ("have or have had ", what.to_owned()),
            None => ("have ", what.to_owned()),
        });
    }
    STATES.iter().any(|state| rest.starts_with(state)).then(|| ("are ", rest.to_owned()))
}
