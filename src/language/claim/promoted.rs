//! What an article promotes: the things it names in title and headings, and again and again.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

use super::{ClaimKinds, Object, Promotable, Promoted, Says};
use crate::document::BlockKind;
use crate::language::Marked;
use crate::language::closed;
use crate::language::context::Contexts;
use crate::language::mark::Mark;
use crate::language::term::{Known, Naming};
use crate::language::token::Flags;

/// Least weight at which an article promotes something.
const PROMOTED: u32 = 6;
/// Most things that an article promotes.
const MOST: usize = 8;
/// What a publisher's own line, or a place among the ingredients of what is sold, adds.
const MASTHEAD: u32 = 4;
const INGREDIENT: u32 = 5;

/// What the article promotes: what its title, description and headings name, and its text again and
/// again.
pub(in crate::language) fn promotes(marked: &Marked<'_>, kinds: &ClaimKinds, known: &Known) -> Vec<Promoted> {
    let mut named = Named { marked, kinds, things: HashMap::new() };
    named.add_known(known);
    named.add_listed();
    // an article about a disease mentions its treatments without promoting any of them
    let least_mentions = if is_about_disease(marked, kinds) { u32::MAX } else { PROMOTED };
    let mut all: Vec<Promoted> = named
        .things
        .into_iter()
        .filter(|(_, thing)| thing.weight >= if thing.headed { PROMOTED } else { least_mentions })
        .map(|((known, name), Thing { kind, weight, .. })| Promoted { name, known, kind, weight })
        .collect();
    all.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.name.cmp(&b.name)));
    // what is named a quarter as often as the first is mentioned rather than promoted
    let least = all.first().map_or(0, |p| p.weight / 4);
    all.retain(|p| p.weight >= least);
    all.truncate(MOST);
    all
}

/// The title names a complaint.
fn is_about_disease(marked: &Marked<'_>, kinds: &ClaimKinds) -> bool {
    marked.document().title_number().is_some_and(|number| {
        let tokens = marked.words().of_block(number);
        marked.marks().within(tokens).iter().any(|m| kinds.object(m.kind) >= Some(Object::Symptom))
    })
}

/// What an article names.
struct Named<'m, 'd> {
    marked: &'m Marked<'d>,
    kinds: &'m ClaimKinds,
    /// By number in the knowledge base and name.
    things: HashMap<(Option<u32>, String), Thing>,
}

/// How prominently an article names a thing.
struct Thing {
    kind: Promotable,
    weight: u32,
    /// Somewhere it is more than mentioned in the text.
    headed: bool,
}

impl Named<'_, '_> {
    /// Adds a naming at a token; `more` is what its place adds to a mention in the text.
    fn add(
        &mut self, thing: (Option<u32>, String), kind: Promotable, at: usize, context: Contexts, more: u32,
    ) {
        if context.any(Contexts::NOT_ITS_OWN) {
            return;
        }
        let (_, block) = self.marked.block_of(at);
        let weight = match block.kind {
            BlockKind::Title => 8,
            BlockKind::Heading if block.level <= 1 => 6,
            BlockKind::Description => 4,
            BlockKind::Heading | BlockKind::Question => 3,
            _ => 1 + more,
        };
        let thing = self.things.entry(thing).or_insert(Thing { kind, weight: 0, headed: false });
        thing.weight += weight;
        thing.headed |= weight > 1;
    }

    /// Adds what the knowledge base knows, under its name there, whatever the article calls it.
    fn add_known(&mut self, known: &Known) {
        let (marked, kinds) = (self.marked, self.kinds);
        let namings = marked.namings();
        // "Vitamin D levels too low? Try our vitamin D tablets": what is sold is promoted wherever it is named
        let says_beside = |n: &Naming, what| beside(marked, n.first, n.last, |m| kinds.says(m.kind, what));
        let sold: LazyCell<HashSet<u32>, _> = LazyCell::new(|| {
            namings.iter().filter(|n| says_beside(n, Says::AsProduct)).map(|n| n.thing).collect()
        });
        // "Linden Dermatology … you can ring Linden": once a name, always a name
        let names: HashSet<u32> = namings
            .iter()
            .filter(|n| known.thing(n.thing).is_some_and(|t| is_name(marked, kinds, n.first, n.last, t.kind)))
            .map(|n| n.thing)
            .collect();
        let title = marked.document().blocks().iter().position(|b| b.kind == BlockKind::Title);
        let author = marked.document().metadata().author.as_deref().unwrap_or_default().to_lowercase();
        let mut signed = false;
        for naming in namings {
            if says_beside(naming, Says::OfBody) && !sold.contains(&naming.thing)
                || is_compared(marked, kinds, naming.first, naming.last)
            {
                continue;
            }
            let Some(thing) = known.thing(naming.thing) else { continue };
            let at = naming.first as usize;
            if names.contains(&naming.thing) && is_capital(marked, at) {
                continue;
            }
            let more = match thing.kind {
                Promotable::Therapy if in_masthead(marked, kinds, title.unwrap_or(0), at) => MASTHEAD,
                // a chiropractor writes of chiropractors
                Promotable::Therapy if !signed && signs(marked, naming, &author) => {
                    signed = true;
                    MASTHEAD
                }
                Promotable::Supplement if is_ingredient(marked, naming) => INGREDIENT,
                _ => 0,
            };
            self.add((Some(naming.thing), thing.id.clone()), thing.kind, at, marked.context(at), more);
        }
    }

    /// Adds what only the lexicons of treatments list, as the article writes it.
    fn add_listed(&mut self) {
        let (marked, kinds) = (self.marked, self.kinds);
        let namings = marked.namings();
        let is_known = |mark: &Mark| {
            let from = namings.partition_point(|n| n.last < mark.first);
            namings.get(from).is_some_and(|n| n.first <= mark.last())
        };
        for (kind, what) in &kinds.treatments {
            let Some(kind) = kind else { continue };
            for mark in marked.of_kind(*kind).filter(|m| !is_known(m)) {
                if is_compared(marked, kinds, mark.first, mark.last())
                    || is_name(marked, kinds, mark.first, mark.last(), *what)
                {
                    continue;
                }
                let name = marked.document().prose()[marked.span_of(mark)].to_lowercase();
                self.add((None, name), *what, mark.first as usize, marked.context_of(mark), 0);
            }
        }
    }
}

/// See [`crate::language::Reading::may_sell`].
pub(in crate::language) fn may_sell(marked: &Marked<'_>, kinds: &ClaimKinds, promoted: &[Promoted]) -> bool {
    const VOICES: usize = 2;
    const SHORT: usize = 150;
    let voices = || kinds.voices.iter().flatten().flat_map(|&kind| marked.of_kind(kind));
    marked.words().tokens().len() < SHORT
        || promoted.iter().any(|p| p.kind != Promotable::Medicine)
        || voices().take(VOICES).count() == VOICES
        || is_brash(marked, kinds)
}

/// The article boasts, scares or runs other care down again and again, so that it does not merely
/// inform, whatever it sells: pages of health services do it not once in a thousand words.
fn is_brash(marked: &Marked<'_>, kinds: &ClaimKinds) -> bool {
    /// Fewest sentences that do so, and in how many words one more is asked for.
    const SENTENCES: usize = 2;
    const WORDS: usize = 700;
    let least = SENTENCES.max(1 + marked.words().tokens().len() / WORDS);
    let citations = marked.citations();
    let mut last = usize::MAX;
    let mut sentences = 0;
    for mark in marked.marks().all() {
        if !kinds.says(mark.kind, Says::Brash) || marked.context_of(mark).any(Contexts::UNASSERTED) {
            continue;
        }
        let sentence = marked.words().sentence_of(mark.first as usize);
        if sentence.start == last {
            continue;
        }
        last = sentence.start;
        // what a source stands beside is reported
        let cited = citations.partition_point(|c| c.token < sentence.start);
        sentences += usize::from(citations.get(cited).is_none_or(|c| c.token >= sentence.end));
        if sentences >= least {
            return true;
        }
    }
    false
}

/// Such a mark stands right before or behind a name in its sentence, with no comma between: of "when pills
/// fail, acupuncture" it stands behind the pills alone.
fn beside(marked: &Marked<'_>, first: u32, last: u32, such: impl Fn(&Mark) -> bool) -> bool {
    /// Most words of such a phrase before a name.
    const REACH: u32 = 8;
    let sentence = marked.words().sentence_of(first as usize);
    let from = (first.saturating_sub(REACH) as usize).max(sentence.start);
    let parted = |t: u32| marked.words().tokens()[t as usize].flags.has(Flags::COMMA);
    marked
        .marks()
        .within(from..first as usize)
        .iter()
        .any(|m| such(m) && m.last() + 1 == first && !parted(m.last()))
        || (last as usize + 1 < sentence.end)
            && !parted(last)
            && marked.marks().starting(last as usize + 1).iter().any(such)
}

/// "Your facelift without the scalpel", "stronger than Botox": a heading or description that sets the
/// article's own above another treatment promotes only the first.
fn is_compared(marked: &Marked<'_>, kinds: &ClaimKinds, first: u32, last: u32) -> bool {
    matches!(
        marked.block_of(first as usize).1.kind,
        BlockKind::Title | BlockKind::Description | BlockKind::Heading | BlockKind::Question
    ) && beside(marked, first, last, |m| kinds.says(m.kind, Says::Compared))
}

/// A short line about the top that says whose page it is: “Lime Street Acupuncture, Leeds”. A department
/// of a hospital has its name and promotes nothing.
fn in_masthead(marked: &Marked<'_>, kinds: &ClaimKinds, title: usize, at: usize) -> bool {
    /// Most words of such a line.
    const LINE: usize = 16;
    let (number, block) = marked.block_of(at);
    number <= title + 1
        && matches!(block.kind, BlockKind::Paragraph | BlockKind::Byline)
        && marked.words().of_block(number).len() <= LINE
        && !marked
            .marks()
            .within(marked.words().of_block(number))
            .iter()
            .any(|mark| kinds.says(mark.kind, Says::Public))
}

/// "Linden Dermatology", "Ginger Lane", "Dr Heather Bridge": a house, a street or a person is called so.
fn is_name(marked: &Marked<'_>, kinds: &ClaimKinds, first: u32, last: u32, what: Promotable) -> bool {
    let says = |t: usize, what| {
        is_capital(marked, t) && marked.marks().starting(t).iter().any(|m| kinds.says(m.kind, what))
    };
    let first = first as usize;
    let sentence = marked.words().sentence_of(first);
    let behind = last as usize + 1;
    // "Acupuncture Clinic" promotes acupuncture; "Arnica Clinic" is only called so
    let house = what == Promotable::Supplement && says(behind, Says::House);
    let place = behind < sentence.end && (house || says(behind, Says::Place));
    let titled = (sentence.start.max(first.saturating_sub(2))..first)
        .any(|t| closed::is(marked.word(t), &closed::TITLES));
    is_capital(marked, first) && (place || titled)
}

fn is_capital(marked: &Marked<'_>, token: usize) -> bool {
    marked.words().tokens().get(token).is_some_and(|t| t.flags.has(Flags::CAPITAL))
}

/// The author is called by that name, as a chiropractor is.
fn signs(marked: &Marked<'_>, naming: &Naming, author: &str) -> bool {
    let words = marked.words().bytes(naming.first as usize..naming.last as usize + 1);
    let name = marked.document().prose()[words].to_lowercase();
    author.contains(name.trim_end_matches('s'))
}

/// Named with a dose at the head of an item or a paragraph: “Ashwagandha, 600 mg”. A dose in
/// running text may be that of a study.
fn is_ingredient(marked: &Marked<'_>, naming: &Naming) -> bool {
    /// Most words before the name, and from there to the dose.
    const HEAD: usize = 2;
    const REACH: usize = 6;
    const UNITS: [&str; 8] = ["mg", "mcg", "µg", "g", "iu", "micrograms", "milligrams", "billion"];
    let at = naming.first as usize;
    let (number, block) = marked.block_of(at);
    let own = marked.words().of_block(number);
    let leads = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem) && at <= own.start + HEAD;
    let unit = |t: usize| UNITS.iter().any(|u| u.eq_ignore_ascii_case(marked.word(t)));
    let from = naming.last as usize + 1;
    leads && (from..own.end.min(from + REACH)).any(unit)
}
