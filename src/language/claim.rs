//! Claims: who or what is said to do how much to which condition, in which context. Owns the
//! reading of a sentence as a claim and what the article promotes; the words are data (the lexicons
//! `efficacy`, `condition`, `outcome`, `intervention`, `subject`, `heading`). Must not know rules.
//!
//! A claim starts from a word that says an effect. What stands before it in the clause says whose
//! effect it is; what follows says on what. An item, heading or fragment without a subject is about
//! what its stem, heading or article promotes, unless these speak of something else (causes,
//! symptoms, warnings).

use std::collections::HashMap;
use std::ops::Range;

use super::Reading;
use super::context::Contexts;
use super::lexicon::{Kind, Lexicons};
use super::mark::Mark;
use super::term::Known;
use super::token::Flags;
use crate::document::{Block, BlockKind};

/// How strongly an effect is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Something gets somewhat better: "supports", "eases".
    Improve,
    /// An effect is stated plainly: "reduces", "prevents".
    Cause,
    /// A condition goes away: "cures", "eliminates".
    Cure,
}

/// What an effect is said to be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object {
    /// Nothing that a lexicon knows.
    Unknown,
    /// What goes on in the body.
    Physiology,
    /// A feeling, an ability, looks.
    Benefit,
    /// A complaint.
    Symptom,
    /// A disease or disorder.
    Disease,
    /// A disease that needs a doctor.
    SeriousDisease,
}

/// Whose effect it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A treatment or product, named in the sentence.
    Treatment,
    /// The publisher: "we", "our therapists".
    Provider,
    /// Nobody is named: the stem, the heading or the article says who.
    Implied,
}

/// One claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// First token: the word that says the effect, or what it is on where that comes first.
    pub first: u32,
    /// Last token.
    pub last: u32,
    /// How strongly it is put, before hedges.
    pub strength: Strength,
    /// On what.
    pub object: Object,
    /// Whose effect.
    pub subject: Subject,
    /// What the sentence does with it.
    pub context: Contexts,
    /// "can", "helps": weaker than a plain statement, stronger than "may".
    pub half_hedged: bool,
}

/// Something that the article promotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promoted {
    /// Its name in the knowledge base, or else as the article writes it, in lower case.
    pub name: String,
    /// Its number in the knowledge base.
    pub known: Option<u32>,
    /// What kind of thing it is.
    pub kind: Promotable,
    /// How prominent it is; the most prominent comes first.
    pub weight: u32,
}

/// Kinds of things that an article can promote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promotable {
    /// Done by a practitioner, or with a device.
    Therapy,
    /// Taken as food or supplement.
    Supplement,
    /// A way of eating or living.
    Diet,
    /// A medicine.
    Medicine,
}

/// Least weight at which an article promotes something.
const PROMOTED: u32 = 6;
/// How far behind the word that says the effect its object may stand, in words.
const OBJECT_REACH: usize = 8;
/// How far before it its subject may stand, in words.
const SUBJECT_REACH: usize = 60;

/// The lexicons that claims are read from, looked up once.
#[derive(Debug)]
pub(super) struct ClaimKinds {
    verbs: [(Option<Kind>, Strength); 3],
    changed: Option<Kind>,
    effective: Option<Kind>,
    neutral: Option<Kind>,
    objects: [(Option<Kind>, Object); 5],
    treatments: [(Option<Kind>, Promotable); 4],
    generic: Option<Kind>,
    provider: Option<Kind>,
    benefit_heading: Option<Kind>,
    other_heading: Option<Kind>,
    treats_heading: Option<Kind>,
}

impl ClaimKinds {
    pub(super) fn new(lexicons: &Lexicons) -> Self {
        let kind = |name| lexicons.kind(name);
        Self {
            verbs: [
                (kind("efficacy.cure"), Strength::Cure),
                (kind("efficacy.cause"), Strength::Cause),
                (kind("efficacy.improve"), Strength::Improve),
            ],
            changed: kind("efficacy.changed"),
            effective: kind("efficacy.effective"),
            neutral: kind("efficacy.neutral"),
            objects: [
                (kind("condition.serious"), Object::SeriousDisease),
                (kind("condition.disease"), Object::Disease),
                (kind("condition.symptom"), Object::Symptom),
                (kind("outcome.benefit"), Object::Benefit),
                (kind("outcome.physiology"), Object::Physiology),
            ],
            treatments: [
                (kind("intervention.therapy"), Promotable::Therapy),
                (kind("intervention.supplement"), Promotable::Supplement),
                (kind("intervention.diet"), Promotable::Diet),
                (kind("intervention.medicine"), Promotable::Medicine),
            ],
            generic: kind("intervention.generic"),
            provider: kind("subject.provider"),
            benefit_heading: kind("heading.benefit"),
            other_heading: kind("heading.other"),
            treats_heading: kind("heading.treats"),
        }
    }

    /// The lexicons that say what an article promotes.
    pub(super) fn for_promotes(&self) -> impl Iterator<Item = Kind> {
        let treatments = self.treatments.iter().map(|(kind, _)| *kind);
        treatments.chain(self.objects.iter().map(|(kind, _)| *kind)).chain([self.provider]).flatten()
    }

    /// The lexicons that claims are read from beside those.
    pub(super) fn for_claims(&self) -> impl Iterator<Item = Kind> {
        let others = [
            self.changed,
            self.effective,
            self.neutral,
            self.generic,
            self.benefit_heading,
            self.other_heading,
            self.treats_heading,
        ];
        self.verbs.iter().map(|(kind, _)| *kind).chain(others).flatten()
    }

    fn object(&self, kind: Kind) -> Option<Object> {
        self.objects.iter().find(|(k, _)| *k == Some(kind)).map(|(_, o)| *o)
    }

    fn verb(&self, kind: Kind) -> Option<Strength> {
        self.verbs.iter().find(|(k, _)| *k == Some(kind)).map(|(_, s)| *s)
    }

    fn treatment(&self, kind: Kind) -> Option<Promotable> {
        self.treatments.iter().find(|(k, _)| *k == Some(kind)).map(|(_, p)| *p)
    }
}

/// What the article promotes: what its title, description and headings name, and its text again and
/// again.
pub(super) fn promotes(reading: &Reading<'_>, kinds: &ClaimKinds, known: &Known) -> Vec<Promoted> {
    let mut weights: HashMap<(Option<u32>, String), (Promotable, u32, bool)> = HashMap::new();
    let mut add = |thing: Option<u32>, name: String, what: Promotable, at: usize, context: Contexts| {
        let nowhere = Contexts::RESIDUE.with(Contexts::REFERENCE).with(Contexts::LITERAL);
        if context.any(nowhere) {
            return;
        }
        let (_, block) = reading.block_of(at);
        let weight = match block.kind {
            BlockKind::Title => 8,
            BlockKind::Heading if block.level <= 1 => 6,
            BlockKind::Description => 4,
            BlockKind::Heading | BlockKind::Question => 3,
            _ => 1,
        };
        let entry = weights.entry((thing, name)).or_insert((what, 0, false));
        entry.1 += weight;
        entry.2 |= weight > 1;
    };
    // what the knowledge base knows goes by its name there, whatever the article calls it
    let namings = reading.namings();
    for naming in namings {
        if let Some(thing) = known.thing(naming.thing) {
            let at = naming.first as usize;
            add(Some(naming.thing), thing.id.clone(), thing.kind, at, reading.context(at));
        }
    }
    let is_known = |mark: &Mark| {
        let from = namings.partition_point(|n| n.last < mark.first);
        namings.get(from).is_some_and(|n| n.first <= mark.last)
    };
    for (kind, what) in &kinds.treatments {
        let Some(kind) = kind else { continue };
        for mark in reading.of_kind(*kind).filter(|m| !is_known(m)) {
            let name = reading.document().prose()[reading.span_of(mark)].to_lowercase();
            add(None, name, *what, mark.first as usize, reading.context_of(mark));
        }
    }
    // an article about a disease mentions its treatments without promoting any of them
    let about_disease = reading.document().title().is_some_and(|title| {
        let number = reading.document().blocks().iter().position(|b| std::ptr::eq(b, title)).unwrap_or(0);
        let tokens = reading.words().of_block(number);
        reading.marks().within(tokens).iter().any(|m| kinds.object(m.kind) >= Some(Object::Symptom))
    });
    let least_mentions = if about_disease { u32::MAX } else { PROMOTED };
    let mut all: Vec<Promoted> = weights
        .into_iter()
        .filter(|(_, (_, weight, headed))| *weight >= if *headed { PROMOTED } else { least_mentions })
        .map(|((known, name), (kind, weight, _))| Promoted { name, known, kind, weight })
        .collect();
    all.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.name.cmp(&b.name)));
    // what is named a quarter as often as the first is mentioned rather than promoted
    let least = all.first().map_or(0, |p| p.weight / 4);
    all.retain(|p| p.weight >= least);
    all.truncate(8);
    all
}

/// All claims, by first token.
pub(super) fn claims(reading: &Reading<'_>, kinds: &ClaimKinds) -> Vec<Claim> {
    let mut out = Vec::new();
    let words = reading.words();
    let mut polarity = Polarity::new(reading, kinds);
    for (number, block) in reading.document().blocks().iter().enumerate() {
        let tokens = words.of_block(number);
        let nowhere = Contexts::RESIDUE.with(Contexts::REFERENCE);
        if tokens.is_empty() || reading.context(tokens.start).any(nowhere) || block.kind == BlockKind::Byline
        {
            continue;
        }
        for sentence in words.sentences_in(tokens.clone()) {
            let mut reader =
                Reader { reading, kinds, block, number, sentence, polarity: &mut polarity, inherited: None };
            reader.run(&mut out);
        }
    }
    out
}

struct Reader<'a, 'd, 'p> {
    reading: &'a Reading<'d>,
    kinds: &'a ClaimKinds,
    block: &'d Block,
    number: usize,
    sentence: Range<usize>,
    polarity: &'p mut Polarity<'a, 'd>,
    /// Subject of the claim before in the sentence: "reduces pain and improves sleep".
    inherited: Option<Subject>,
}

impl Reader<'_, '_, '_> {
    fn run(&mut self, out: &mut Vec<Claim>) {
        let marks = self.reading.marks().within(self.sentence.clone());
        if marks.is_empty() {
            return;
        }
        if let Some(claim) = self.listed(marks) {
            self.inherited = Some(claim.subject);
            out.push(claim);
            return;
        }
        let mut end = 0;
        for (i, mark) in marks.iter().enumerate() {
            if (mark.first as usize) < end {
                continue;
            }
            // marks of other lexicons are the most: only five start a claim
            let claim = if let Some(strength) = self.kinds.verb(mark.kind) {
                self.verb(mark, strength, &marks[i..])
            } else if Some(mark.kind) == self.kinds.changed {
                self.adjective(mark, &marks[i..])
            } else if Some(mark.kind) == self.kinds.effective {
                self.effective(mark, &marks[i..])
            } else {
                None
            };
            if let Some(claim) = claim {
                end = claim.last as usize + 1;
                self.inherited = Some(claim.subject);
                out.push(claim);
            }
        }
    }

    /// "Conditions we treat:" + "Migraine": a list of diseases under such a line is a list of claims.
    fn listed(&mut self, marks: &[Mark]) -> Option<Claim> {
        const MOST_WORDS: usize = 9;
        if self.block.kind != BlockKind::ListItem || self.sentence.len() > MOST_WORDS {
            return None;
        }
        let mark = marks
            .iter()
            .filter(|m| (m.first as usize) < self.sentence.start + 4)
            .filter(|m| self.kinds.object(m.kind) >= Some(Object::Disease))
            .max_by_key(|m| self.kinds.object(m.kind))?;
        if !self.polarity.treats(self.number) {
            return None;
        }
        let object = self.kinds.object(mark.kind)?;
        let subject = self.implied()?;
        let (first, last) = (mark.first as usize, mark.last as usize);
        self.claim(first, last, Strength::Improve, object, subject, first)
    }

    /// Nothing but a number stands before it in the sentence: "3. Prevents injuries".
    fn opens(&self, at: usize) -> bool {
        let number = |t: usize| self.reading.words().tokens()[t].flags.has(Flags::DIGIT);
        at == self.sentence.start || at == self.sentence.start + 1 && number(self.sentence.start)
    }

    fn word(&self, token: usize) -> String {
        self.reading.word(token).to_ascii_lowercase()
    }

    fn is(&self, token: usize, list: &[&str]) -> bool {
        let word = self.reading.word(token);
        list.iter().any(|w| w.eq_ignore_ascii_case(word))
    }

    /// "reduces pain", "helps you sleep".
    fn verb(&mut self, mark: &Mark, strength: Strength, rest: &[Mark]) -> Option<Claim> {
        let first = mark.first as usize;
        let starts = self.opens(first) || self.label_before(first);
        let before = (!starts).then(|| first - 1);
        // "the cut", "your balance", "for support": a noun, not a verb
        const DETERMINERS: [&str; 17] = [
            "a", "an", "the", "your", "our", "their", "its", "his", "her", "my", "this", "these", "those",
            "of", "no", "any", "some",
        ];
        let single = mark.first == mark.last;
        let word = self.word(first);
        let gerund = word.ends_with("ing");
        if let Some(before) = before
            && single
            && (self.is(before, &DETERMINERS)
                || self.reading.words().tokens()[before].flags.has(Flags::JOINT))
        {
            return None;
        }
        // "for comfort", "in control", "with ease"
        if let Some(before) = before
            && single
            && !gerund
            && self.is(before, &["for", "in", "with", "on", "under", "at", "from", "as"])
        {
            return None;
        }
        let past = word.ends_with("ed") && single;
        if past {
            return self.past(mark, strength, before, rest);
        }
        if let Some(before) = before
            && self.is(before, &["to"])
            && !self.infinitive_claims(before)
        {
            return None;
        }
        let object = self.object_after(mark.last as usize, rest);
        let fragment =
            matches!(self.block.kind, BlockKind::ListItem | BlockKind::Heading | BlockKind::Title) && starts;
        let weak_verb = self.is(
            first,
            &[
                "provide",
                "provides",
                "offer",
                "offers",
                "deliver",
                "delivers",
                "bring",
                "brings",
                "keep",
                "keeps",
                "create",
                "creates",
                "produce",
                "produces",
                "build",
                "builds",
                "manage",
                "manages",
                "cut",
                "cuts",
                "stop",
                "stops",
                "fix",
                "fixes",
                "contribute",
                "address",
                "addresses",
                "target",
                "targets",
                "clear",
                "clears",
                "balance",
                "generate",
                "remove",
                "removes",
                "maintain",
                "maintains",
                "providing",
                "offering",
                "bringing",
                "keeping",
                "creating",
                "producing",
                "building",
                "managing",
                "maintaining",
                "removing",
                "targeting",
                "addressing",
                "tackle",
            ],
        );
        let (object, last) = match object {
            Some((Object::Physiology, last)) if weak_verb && !fragment => (Object::Physiology, last),
            Some(found) => found,
            None if fragment && !weak_verb => (Object::Unknown, self.phrase_end(mark.last as usize)),
            None => return None,
        };
        let subject = self.subject(first, starts, &word)?;
        self.claim(mark.first as usize, last, strength, object, subject, mark.first as usize)
    }

    /// "reduced inflammation" in an item is an effect; "pain is reduced" and "has reduced" need more.
    fn past(
        &mut self, mark: &Mark, strength: Strength, before: Option<usize>, rest: &[Mark],
    ) -> Option<Claim> {
        let first = mark.first as usize;
        let perfect =
            before.is_some_and(|b| self.is(b, &["has", "have", "also", "significantly", "clinically"]));
        let item = before.is_none() && self.block.kind == BlockKind::ListItem;
        if !perfect && !item {
            return None;
        }
        let (object, last) = self.object_after(mark.last as usize, rest)?;
        let subject = self.subject(first, before.is_none(), "")?;
        self.claim(first, last, if item { Strength::Improve } else { strength }, object, subject, first)
    }

    /// "improved mobility", "better sleep".
    fn adjective(&mut self, mark: &Mark, rest: &[Mark]) -> Option<Claim> {
        let first = mark.first as usize;
        let (object, last) = self.object_near(mark.last as usize, 3, rest)?;
        let starts = self.opens(first) || self.label_before(first);
        let item = matches!(self.block.kind, BlockKind::ListItem | BlockKind::TableCell) && starts;
        let after_giving = first > self.sentence.start
            && self.is(
                first - 1,
                &[
                    "for",
                    "provides",
                    "offers",
                    "and",
                    "with",
                    "means",
                    "in",
                    "to",
                    "including",
                    "through",
                    "promotes",
                    "toward",
                    "towards",
                    "leading",
                ],
            );
        let given = after_giving && self.inherited.is_some();
        if !item && !given {
            return None;
        }
        let subject = match item {
            true if self.polarity.of(self.number) != Speaks::OfBenefits => return None,
            true => self.implied()?,
            false => self.inherited?,
        };
        self.claim(first, last, Strength::Improve, object, subject, first)
    }

    /// "effective for migraine".
    fn effective(&mut self, mark: &Mark, rest: &[Mark]) -> Option<Claim> {
        let (object, last) = self.object_after(mark.last as usize, rest)?;
        let first = mark.first as usize;
        let starts = first == self.sentence.start;
        let subject = self.subject(first, starts, "effective")?;
        self.claim(first, last, Strength::Cause, object, subject, first)
    }

    fn claim(
        &self, first: usize, last: usize, strength: Strength, object: Object, subject: Subject, head: usize,
    ) -> Option<Claim> {
        let context = self.reading.context(head);
        let from = self.clause_start(head);
        let half_hedged = (from..head).any(|t| {
            self.is(
                t,
                &[
                    "can",
                    "help",
                    "helps",
                    "helping",
                    "often",
                    "usually",
                    "typically",
                    "generally",
                    "sometimes",
                    "aims",
                ],
            )
        }) || self.is(head, &["help", "helps", "helping", "helped"]);
        Some(Claim {
            first: first as u32,
            last: last as u32,
            strength,
            object,
            subject,
            context,
            half_hedged,
        })
    }

    /// The object of an effect: the first thing that can be one, in the clause and near.
    fn object_after(&self, last: usize, rest: &[Mark]) -> Option<(Object, usize)> {
        self.object_near(last, OBJECT_REACH, rest)
    }

    fn object_near(&self, last: usize, reach: usize, rest: &[Mark]) -> Option<(Object, usize)> {
        let tokens = self.reading.words().tokens();
        let mut limit = last;
        while limit < last + reach
            && limit + 1 < self.sentence.end
            && !tokens[limit].flags.has(Flags::CLAUSE_END)
        {
            limit += 1;
        }
        let mut best: Option<(Object, usize)> = None;
        let mut at = usize::MAX;
        for mark in rest {
            let first = mark.first as usize;
            if first <= last {
                continue;
            }
            if first > limit {
                break;
            }
            if let Some(object) = self.kinds.object(mark.kind) {
                // the first object, and the weightiest of what it is in or for: "sugar in diabetes"
                let near = at == usize::MAX || first <= at + 4;
                if near && best.is_none_or(|(b, _)| object > b) {
                    best = Some((object, mark.last as usize));
                }
                at = at.min(first);
            }
        }
        best
    }

    fn phrase_end(&self, from: usize) -> usize {
        let tokens = self.reading.words().tokens();
        let mut end = from;
        while end + 1 < self.sentence.end && end < from + 4 && !tokens[end].flags.has(Flags::CLAUSE_END) {
            end += 1;
        }
        end
    }

    fn clause_start(&self, at: usize) -> usize {
        let tokens = self.reading.words().tokens();
        let least = at.saturating_sub(SUBJECT_REACH).max(self.sentence.start);
        let mut t = at;
        while t > least && !tokens[t - 1].flags.has(Flags::CLAUSE_END) {
            t -= 1;
        }
        t
    }

    /// "Stress: reduces cortisol": what stands before the colon is a label, not a subject.
    fn label_before(&self, at: usize) -> bool {
        let from = self.clause_start(at);
        from == at
            && at > self.sentence.start
            && at - self.sentence.start <= 6
            && self.block.kind != BlockKind::Title
            && {
                let tokens = self.reading.words().tokens();
                let gap = &self.reading.document().prose()[tokens[at - 1].end()..tokens[at].start as usize];
                gap.contains(':') || gap.contains('–') || gap.contains('—') || gap.contains(" - ")
            }
    }

    /// "helps to reduce", "shown to reduce": the infinitive states an effect; "used to treat" and
    /// "to reduce pain, rest" do not.
    fn infinitive_claims(&self, to: usize) -> bool {
        to > self.sentence.start
            && self.is(
                to - 1,
                &[
                    "help",
                    "helps",
                    "helped",
                    "helping",
                    "shown",
                    "proven",
                    "found",
                    "known",
                    "works",
                    "work",
                    "demonstrated",
                    "body",
                    "you",
                    "ability",
                    "power",
                    "potential",
                    "and",
                ],
            )
    }

    /// Whose effect the word at `head` states; `None` where it is somebody else's.
    fn subject(&mut self, head: usize, starts: bool, word: &str) -> Option<Subject> {
        let neutral = self.reading.marks().within(head.saturating_sub(8).max(self.sentence.start)..head);
        if let Some(kind) = self.kinds.neutral
            && neutral.iter().any(|m| m.kind == kind && m.last as usize + 2 >= head)
        {
            return None;
        }
        if starts {
            let third_person = word.ends_with('s') && !word.ends_with("ss");
            return match self.block.kind {
                BlockKind::ListItem | BlockKind::TableCell => {
                    let speaks = self.polarity.of(self.number);
                    match third_person {
                        true if speaks != Speaks::OfOther => self.implied(),
                        // "Reduce pain" may be advice, "Reducing pain" a means: the stem must say so
                        false if speaks == Speaks::OfBenefits && self.has_stem() => self.implied(),
                        _ => None,
                    }
                }
                BlockKind::Heading | BlockKind::Title if third_person || word == "effective" => {
                    self.implied()
                }
                _ => None,
            };
        }
        let third_person = word.ends_with('s') && !word.ends_with("ss");
        let gerund = word.ends_with("ing") || word == "effective";
        if self.inherited.is_none() && !third_person && !gerund && self.clause_start(head) == head {
            // "Try this treatment: stretch, reduce salt"
            return None;
        }
        let before =
            self.reading.marks().within(head.saturating_sub(SUBJECT_REACH).max(self.sentence.start)..head);
        let named = |m: &Mark| self.kinds.treatment(m.kind).is_some() || Some(m.kind) == self.kinds.generic;
        let from = head.saturating_sub(SUBJECT_REACH).max(self.sentence.start);
        if before.iter().any(named) || self.reading.names_known(from..head) {
            return Some(Subject::Treatment);
        }
        if self.inherited.is_some() {
            return self.inherited;
        }
        if before.iter().any(|m| Some(m.kind) == self.kinds.provider) {
            return Some(Subject::Provider);
        }
        // the word before the verb, auxiliaries and adverbs aside, points back to the treatment
        const AUXILIARIES: [&str; 26] = [
            "can",
            "may",
            "might",
            "could",
            "will",
            "would",
            "should",
            "also",
            "further",
            "has",
            "have",
            "been",
            "is",
            "are",
            "help",
            "helps",
            "to",
            "not",
            "even",
            "then",
            "thus",
            "both",
            "often",
            "actually",
            "directly",
            "naturally",
        ];
        let from = self.clause_start(head);
        let pointer =
            (from..head).rev().find(|&t| !self.is(t, &AUXILIARIES) && !self.word(t).ends_with("ly"));
        match pointer {
            Some(t)
                if self.is(t, &["it", "they", "this", "these", "which", "that"])
                    && !self.reading.promotes().is_empty() =>
            {
                Some(Subject::Implied)
            }
            // a list item that runs on from its stem: "Acupuncture:" + "may well reduce pain"
            Some(t)
                if self.block.stem.is_some()
                    && t == self.sentence.start
                    && self.is(t, &["may", "can", "helps", "help", "also", "will"]) =>
            {
                self.implied()
            }
            _ => None,
        }
    }

    /// A sentence, not a heading, leads into the list.
    fn has_stem(&self) -> bool {
        let blocks = self.reading.document().blocks();
        let Some(stem) =
            self.block.stem.filter(|&s| !matches!(blocks[s].kind, BlockKind::Heading | BlockKind::Title))
        else {
            return false;
        };
        let tokens = self.reading.words().of_block(stem);
        let named = |m: &Mark| self.kinds.treatment(m.kind).is_some() || Some(m.kind) == self.kinds.generic;
        let ends = ["to", "can", "may", "help", "helps", "will", "by", "through", "for", "could", "might"];
        tokens.end.checked_sub(1).is_some_and(|last| self.is(last, &ends))
            || self.reading.marks().within(tokens).iter().any(named)
    }

    /// The article's own subject, if it has one.
    fn implied(&self) -> Option<Subject> {
        (!self.reading.promotes().is_empty()).then_some(Subject::Implied)
    }
}

/// What the stem or headings above a block speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speaks {
    OfBenefits,
    OfOther,
    Openly,
}

struct Polarity<'a, 'd> {
    reading: &'a Reading<'d>,
    kinds: &'a ClaimKinds,
    known: HashMap<usize, Speaks>,
}

impl<'a, 'd> Polarity<'a, 'd> {
    fn new(reading: &'a Reading<'d>, kinds: &'a ClaimKinds) -> Self {
        Self { reading, kinds, known: HashMap::new() }
    }

    /// What the nearest stem or heading that says anything speaks of.
    fn of(&mut self, number: usize) -> Speaks {
        let blocks = self.reading.document().blocks();
        let block = &blocks[number];
        let mut next = block.stem.or(block.section);
        let mut level = u8::MAX;
        let mut steps = 0;
        while let Some(at) = next
            && steps < 8
        {
            steps += 1;
            let heading = &blocks[at];
            // of the headings above, only those of a higher level hold the block
            let counts = heading.kind != BlockKind::Heading
                || heading.level < level
                || heading.level == 0 && level == u8::MAX;
            if counts {
                match self.says(at) {
                    Speaks::Openly => {}
                    said => return said,
                }
                if heading.kind == BlockKind::Heading {
                    level = heading.level;
                }
            }
            next = heading.stem.filter(|&s| s < at).or(heading.section.filter(|&s| s < at));
        }
        Speaks::Openly
    }

    /// A stem or heading above says that what follows is what the treatment is for.
    fn treats(&mut self, number: usize) -> bool {
        const GENERATIONS: usize = 4;
        let blocks = self.reading.document().blocks();
        let mut next = blocks[number].stem.or(blocks[number].section);
        let mut level = u8::MAX;
        for _ in 0..GENERATIONS {
            let Some(at) = next else { return false };
            let block = &blocks[at];
            if block.kind != BlockKind::Heading || block.level < level || block.level == 0 && level == u8::MAX
            {
                let tokens = self.reading.words().of_block(at);
                let kind = self.kinds.treats_heading;
                let said = self.reading.marks().within(tokens).iter().find(|m| Some(m.kind) == kind);
                if let Some(mark) = said {
                    return !self.reading.context_of(mark).has(Contexts::NEGATED);
                }
                if self.says(at) == Speaks::OfOther {
                    return false;
                }
                level = if block.kind == BlockKind::Heading { block.level } else { level };
            }
            next = block.stem.filter(|&s| s < at).or(block.section.filter(|&s| s < at));
        }
        false
    }

    fn says(&mut self, number: usize) -> Speaks {
        if let Some(&known) = self.known.get(&number) {
            return known;
        }
        let tokens = self.reading.words().of_block(number);
        // of a long stem only the last sentence leads into the list
        let last = self.reading.words().sentences_in(tokens.clone()).last().unwrap_or(tokens);
        let marks = self.reading.marks().within(last.clone());
        let negated = marks.iter().any(|m| {
            Some(m.kind) == self.kinds.benefit_heading && self.reading.context_of(m).has(Contexts::NEGATED)
        });
        let other = marks.iter().any(|m| Some(m.kind) == self.kinds.other_heading);
        let benefit = marks.iter().any(|m| Some(m.kind) == self.kinds.benefit_heading);
        let treatment = marks
            .iter()
            .any(|m| self.kinds.treatment(m.kind).is_some() || Some(m.kind) == self.kinds.generic);
        let speaks = match (benefit && !negated, other) {
            (true, false) => Speaks::OfBenefits,
            (_, true) => Speaks::OfOther,
            (false, false)
                if treatment && self.reading.document().blocks()[number].kind == BlockKind::Paragraph =>
            {
                Speaks::OfBenefits
            }
            _ => Speaks::Openly,
        };
        self.known.insert(number, speaks);
        speaks
    }
}
