//! What a page is for, as far as its words tell. Owns the tests by which the questions on what is missing
//! spare a page that informs; must not know what they ask.
//!
//! The weakest of them is [`Reading::may_sell`], which holds of every page that is not known to sell nothing.
//! [`owes_after`] asks such a page for benefits, and [`advertises`] for readers that it speaks to as well.

use crate::document::BlockKind;
use crate::knowledge::{Intervention, Knowledge};
use crate::language::claim::Promoted;
use crate::language::closed::{self, join};
use crate::language::{Contexts, Reading};

/// After how many stated benefits a page owes its readers the other half: `min_claims`, or more where
/// nobody knows the name of what it may sell; `None` if it sells nothing.
pub(super) fn owes_after(reading: &Reading<'_>, min_claims: usize) -> Option<usize> {
    const UNNAMED: usize = 5;
    let least = if reading.promotes().is_empty() { min_claims.max(UNNAMED) } else { min_claims };
    reading.may_sell().then_some(least)
}

/// Whether an article is long enough, and promotes something to readers: it speaks to them or of its
/// publisher, and states benefits; fewer will do where it is about a thing that its publisher sells. An
/// abstract of a study does neither, nor does a page that only answers a patient's questions.
pub(super) fn advertises(reading: &Reading<'_>, min_words: usize, min_claims: usize) -> bool {
    /// Words by which a text speaks of those who offer. They are in no lexicon, nor are those by which it
    /// speaks to its readers: a mark at every "we" and "you" would be company for every weak word of another.
    const SELLER: [&str; 9] = join(&[
        &closed::FIRST_PERSON_PLURAL,
        &["book", "order", "shop", "buy", "appointment", "consultation"],
    ]);
    const ADDRESSES: usize = 2;
    const OFFERS: usize = 3;
    /// Weight from which the title names a thing, the article is about it, or about nothing else.
    const TITLED: u32 = 8;
    const ABOUT: u32 = 14;
    const WHOLLY_ABOUT: u32 = 40;
    let tokens = reading.words().tokens();
    if tokens.len() < min_words {
        return false;
    }
    let stated = reading.claims().iter().filter(|c| !c.context.any(Contexts::UNASSERTED));
    let stated = stated.take(2 * min_claims).count();
    if stated >= 2 * min_claims {
        return true;
    }
    let often = |words: &[&str], least: usize| {
        (0..tokens.len()).filter(|&t| closed::is(reading.word(t), words)).take(least).count() == least
    };
    let weight = reading.promotes().first().map_or(0, |p| p.weight);
    let addresses = || often(&closed::SECOND_PERSON, ADDRESSES);
    let sells = || often(&SELLER, OFFERS);
    stated >= min_claims && (addresses() || sells())
        || stated > 0 && weight >= TITLED && sells()
        || weight >= ABOUT && sells() && addresses()
        || weight >= WHOLLY_ABOUT && addresses()
}

/// The title or a heading names animals.
pub(super) fn about_animals(reading: &Reading<'_>, animals: &str) -> bool {
    reading.lexicon(animals).is_some_and(|kind| {
        reading.of_kind(kind).any(|m| {
            matches!(reading.block_of(m.first as usize).1.kind, BlockKind::Title | BlockKind::Heading)
        })
    })
}

/// What the article promotes and the knowledge base knows. What is named less than half as prominently
/// as the first of these, or never in a sentence that states a benefit, is beside the point, unless the
/// title names it; of one that builds on another, the other need not be asked about.
pub(super) fn promoted<'a>(
    reading: &'a Reading<'_>, knowledge: &'a Knowledge,
) -> Vec<(&'a Promoted, &'a Intervention)> {
    let known = reading.promotes().iter().filter(|p| p.known.is_some());
    let most = known.map(|p| p.weight).max().unwrap_or(0);
    let titled = |p: &Promoted| {
        reading.namings().iter().any(|n| {
            p.known == Some(n.thing) && reading.block_of(n.first as usize).1.kind == BlockKind::Title
        })
    };
    let praised = |p: &Promoted| {
        let stated = reading.claims().iter().filter(|c| !c.context.any(Contexts::UNASSERTED));
        let mut sentences = stated.map(|c| reading.words().sentence_of(c.first as usize));
        sentences.any(|s| reading.namings_in(s).any(|n| Some(n.thing) == p.known))
    };
    let prominent = |p: &Promoted| p.weight == most || p.weight * 2 >= most && praised(p) || titled(p);
    let all: Vec<_> = reading
        .promotes()
        .iter()
        .filter(|p| p.known.is_some() && prominent(p))
        .filter_map(|p| Some((p, knowledge.intervention(p.known? as usize)?)))
        .collect();
    let bases: Vec<&String> = all.iter().flat_map(|(_, i)| &i.builds_on).collect();
    all.iter().filter(|(_, i)| !bases.contains(&&i.id)).copied().collect()
}
