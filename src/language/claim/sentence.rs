//! One sentence as claims. Each starts from a head (a verb of change, "relief from", "effective
//! for"); what stands before it in the clause says whose effect it is, what follows says on what.

use std::ops::Range;

use super::grammar::{self, Form, is};
use super::polarity::{Polarity, Speaks};
use super::{Claim, ClaimKinds, Head, Names, Object, Promotable, Says, Strength, Subject};
use crate::document::{Block, BlockKind};
use crate::language::Reading;
use crate::language::context::Contexts;
use crate::language::mark::Mark;
use crate::language::token::Flags;

/// How far behind the word that says the effect its object may stand, in words.
const OBJECT_REACH: usize = 8;
/// How far behind a verb without a subject its object may stand, in words.
const NEAR_OBJECT: usize = 5;
/// How far behind an adjective of change its noun may stand, in words.
const NOUN_REACH: usize = 3;
/// How far before a verb its subject may stand, in words.
const SUBJECT_REACH: usize = 60;
/// How far before "used for" a verb still belongs to it, in words.
const NEUTRAL_REACH: usize = 8;
/// Most words of an item that is a name of a condition.
const NAME_LENGTH: usize = 9;
/// Most nouns joined by prepositions that are walked back to the first: "the warmth of the stones on".
const NOUNS: usize = 4;

/// Verbs that hand something over.
const GIVERS: [&str; 16] = [
    "provide",
    "provides",
    "providing",
    "offer",
    "offers",
    "offering",
    "deliver",
    "delivers",
    "delivering",
    "bring",
    "brings",
    "bringing",
    "give",
    "gives",
    "giving",
    "restores",
];

/// Whose effect a verb states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doer {
    /// What the article promotes, or its publisher.
    Claimed(Subject),
    /// Somebody or something else: a disease, the body, a habit.
    Other,
    /// A noun that no lexicon knows.
    Unknown,
}

/// What an effect is on, and the words that say so.
#[derive(Debug, Clone, Copy)]
struct On {
    object: Object,
    first: usize,
    last: usize,
}

/// Reads the sentences of an article in order, and remembers what the text speaks of.
pub(super) struct Page<'a, 'd> {
    reading: &'a Reading<'d>,
    kinds: &'a ClaimKinds,
    polarity: Polarity<'a, 'd>,
    number: usize,
    /// Whose doings the last sentence of the block told: what "it" points back to.
    topic: Option<Doer>,
    /// An earlier sentence of the block names the treatment.
    treats: bool,
    /// The publisher sells something, or the article promotes something.
    sells: bool,
    /// The article gives advice: an order in it is no promise.
    advises: bool,
    /// The article is about a licensed medicine: what it does in the body is its pharmacology, which
    /// textbooks tell, and no promise to the reader.
    pharmacology: bool,
}

impl<'a, 'd> Page<'a, 'd> {
    pub(super) fn new(reading: &'a Reading<'d>, kinds: &'a ClaimKinds) -> Self {
        let title = reading.document().title();
        let advises = title.is_some_and(|title| {
            let number = reading.document().blocks().iter().position(|b| std::ptr::eq(b, title)).unwrap_or(0);
            let tokens = reading.words().of_block(number);
            reading.marks().within(tokens).iter().any(|m| kinds.says(m.kind, Says::Advice))
        });
        Self {
            reading,
            kinds,
            polarity: Polarity::new(reading, kinds),
            number: 0,
            topic: None,
            treats: false,
            sells: reading.sells(),
            advises,
            pharmacology: reading.promotes().first().is_some_and(|p| p.kind == Promotable::Medicine),
        }
    }

    /// Goes to a block.
    pub(super) fn open(&mut self, number: usize) {
        self.number = number;
        self.topic = None;
        self.treats = false;
    }

    /// A thing of the knowledge base is named there.
    fn knows(&self, tokens: Range<usize>) -> bool {
        self.first_known(tokens.start).is_some_and(|t| t < tokens.end)
    }

    /// A thing of the knowledge base is named by words that hold this one.
    fn names_known(&self, token: usize) -> bool {
        let namings = self.reading.namings();
        let at = namings.partition_point(|n| (n.last as usize) < token);
        namings.get(at).is_some_and(|n| n.first as usize <= token)
    }

    /// The first word from there on that names a thing of the knowledge base.
    fn first_known(&self, from: usize) -> Option<usize> {
        let namings = self.reading.namings();
        let at = namings.partition_point(|n| (n.first as usize) < from);
        namings.get(at).map(|n| n.first as usize)
    }

    /// Reads one sentence of the block.
    pub(super) fn read(&mut self, sentence: Range<usize>, out: &mut Vec<Claim>) {
        let block = &self.reading.document().blocks()[self.number];
        let marks = self.reading.marks().within(sentence.clone());
        let treatment = marks.iter().find(|m| self.kinds.treats(m.kind)).map(|m| m.first as usize);
        let known = self.first_known(sentence.start).filter(|&t| t < sentence.end);
        let treatment = treatment.into_iter().chain(known).min();
        let owes = marks.iter().any(|m| self.kinds.says(m.kind, Says::Owing));
        let mut reader = Sentence { page: self, block, sentence, inherited: None, treatment, owes };
        reader.run(out);
        self.topic = reader.topic();
        self.treats |= treatment.is_some();
    }
}

struct Sentence<'p, 'a, 'd> {
    page: &'p mut Page<'a, 'd>,
    block: &'d Block,
    sentence: Range<usize>,
    /// Subject of the claim before in the sentence: "reduces pain and improves sleep".
    inherited: Option<Subject>,
    /// Where the sentence first names the treatment, so that no claim has to look for it again.
    treatment: Option<usize>,
    /// The sentence puts an effect down to a cause.
    owes: bool,
}

impl<'a> Sentence<'_, 'a, '_> {
    fn run(&mut self, out: &mut Vec<Claim>) {
        let reading = self.page.reading;
        let marks = reading.marks().within(self.sentence.clone());
        if marks.is_empty() {
            return;
        }
        if let Some(claim) = self.listed(marks).or_else(|| self.compound(marks)) {
            out.push(claim);
            return;
        }
        let begun = out.len();
        let mut end = 0;
        for (i, mark) in marks.iter().enumerate() {
            let Some(head) = self.page.kinds.roles(mark.kind).head else { continue };
            if (mark.first as usize) < end {
                continue;
            }
            let rest = &marks[i..];
            let claim = match head {
                Head::Verb(strength) => self.verb(mark, strength, rest),
                Head::Give => self.give(mark, rest),
                Head::Changed => self.changed(mark, rest),
                Head::Nominal => self.nominal(mark, rest),
                Head::Property => self.property(mark),
                Head::Effective => self.effective(mark, rest),
                Head::Evaluates => self.evaluates(mark, rest),
                Head::Feels => self.feels(mark),
                Head::Farewell => self.farewell(mark),
                Head::Recedes => self.recedes(mark),
                Head::Neutral => self.neutral(mark, rest),
            };
            if let Some(mut claim) = claim {
                if mark.negated_inside {
                    claim.context = claim.context.with(Contexts::NEGATED);
                }
                end = claim.last as usize + 1;
                if claim.strength > Strength::Neutral {
                    self.inherited = Some(claim.subject);
                }
                out.push(claim);
            }
        }
        if out.len() == begun {
            out.extend(self.purpose(marks).or_else(|| self.unknown_verb(marks)));
        }
        self.share_hedges(&mut out[begun..]);
    }

    /// "can calm the gut, potentially easing cramps": a hedge on what follows from an effect is one on
    /// an effect that is not stated plainly either.
    fn share_hedges(&self, claims: &mut [Claim]) {
        let Some(last) = claims.iter().rposition(|c| c.context.has(Contexts::HEDGED)) else { return };
        for claim in claims[..last].iter_mut().filter(|c| c.half_hedged) {
            claim.context = claim.context.with(Contexts::HEDGED);
        }
    }

    /// What a pronoun in the next sentence points back to.
    fn topic(&self) -> Option<Doer> {
        if let Some(subject) = self.inherited {
            return Some(Doer::Claimed(subject));
        }
        let marks = self.page.reading.marks().within(self.sentence.clone());
        let mut doers = marks.iter().filter_map(|m| match self.page.kinds.roles(m.kind).doer {
            Some(Names::Other) => Some(Doer::Other),
            Some(Names::Provider) => None,
            Some(_) => Some(Doer::Claimed(Subject::Treatment)),
            None => None,
        });
        match doers.next() {
            Some(doer) => Some(doer),
            // "It is a dried root."
            None if self.points(self.sentence.start) => self.page.topic,
            None => Some(Doer::Unknown),
        }
    }

    // --- the words around ---

    fn word(&self, token: usize) -> &str {
        self.page.reading.word(token)
    }

    fn is(&self, token: usize, list: &[&str]) -> bool {
        is(self.word(token), list)
    }

    fn points(&self, token: usize) -> bool {
        self.is(token, &grammar::POINTERS)
    }

    fn flag(&self, token: usize, flag: Flags) -> bool {
        self.page.reading.words().tokens()[token].flags.has(flag)
    }

    /// Nothing but a number stands before it in the sentence: "3. Prevents injuries".
    fn opens(&self, at: usize) -> bool {
        at == self.sentence.start
            || at == self.sentence.start + 1 && self.flag(self.sentence.start, Flags::DIGIT)
    }

    fn clause_start(&self, at: usize) -> usize {
        let least = at.saturating_sub(SUBJECT_REACH).max(self.sentence.start);
        let mut t = at;
        while t > least && !self.flag(t - 1, Flags::CLAUSE_END) {
            t -= 1;
        }
        t
    }

    /// "Stress: reduces cortisol": what stands before the colon is a label, not a subject.
    fn label_before(&self, at: usize) -> bool {
        const LONGEST: usize = 6;
        self.clause_start(at) == at
            && at > self.sentence.start
            && at - self.sentence.start <= LONGEST
            && self.block.kind != BlockKind::Title
            && {
                let tokens = self.page.reading.words().tokens();
                let gap =
                    &self.page.reading.document().prose()[tokens[at - 1].end()..tokens[at].start as usize];
                gap.contains(':') || gap.contains('–') || gap.contains('—') || gap.contains(" - ")
            }
    }

    /// Nothing but a label or an adverb stands before it: "Stress: reduces", "Significantly reduces".
    fn starts(&self, at: usize) -> bool {
        let adverb = at > self.sentence.start
            && self.word(at - 1).ends_with("ly")
            && !self.flag(at - 1, Flags::CLAUSE_END);
        let at = at - usize::from(adverb);
        self.opens(at) || self.label_before(at)
    }

    fn marks(&self, tokens: Range<usize>) -> &'a [Mark] {
        self.page.reading.marks().within(tokens)
    }

    /// The treatment is named there.
    fn names_treatment(&self, tokens: Range<usize>) -> bool {
        self.page.knows(tokens.clone()) || self.marks(tokens).iter().any(|m| self.page.kinds.treats(m.kind))
    }

    fn in_list(&self) -> bool {
        matches!(self.block.kind, BlockKind::ListItem | BlockKind::TableCell)
    }

    fn in_heading(&self) -> bool {
        matches!(self.block.kind, BlockKind::Heading | BlockKind::Title)
    }

    // --- heads ---

    /// "Conditions we treat:" + "Migraine": a list of diseases under such a line is a list of claims.
    fn listed(&mut self, marks: &[Mark]) -> Option<Claim> {
        if self.block.kind != BlockKind::ListItem || self.sentence.len() > NAME_LENGTH {
            return None;
        }
        let mark = marks
            .iter()
            .filter(|m| (m.first as usize) < self.sentence.start + 4)
            .filter(|m| self.page.kinds.object(m.kind) >= Some(Object::Disease))
            .max_by_key(|m| self.page.kinds.object(m.kind))?;
        let stem = self.page.polarity.treats(self.page.number)?;
        let object = self.page.kinds.object(mark.kind)?;
        let subject = self.implied()?;
        let on = On { object, first: mark.first as usize, last: mark.last as usize };
        // the item as a whole is the name: "Tennis and golfer's elbow"
        let claim =
            self.claim(self.sentence.start, Strength::Improve, subject, Some(on), self.sentence.end - 1);
        Some(Claim { stem: Some(stem), ..claim })
    }

    /// "Nux vomica: for nausea", "– for anxiety": of a list of remedies what each is for.
    fn purpose(&mut self, marks: &[Mark]) -> Option<Claim> {
        const NEAR: usize = 3;
        const LABEL: usize = 6;
        if self.block.kind != BlockKind::ListItem {
            return None;
        }
        let end = self.sentence.end.min(self.sentence.start + LABEL + 1);
        let head = (self.sentence.start..end).find(|&t| self.is(t, &["for"]) && self.label_before(t))?;
        let from = marks.partition_point(|m| m.first as usize <= head);
        let on = self.object_near(head, NEAR, &marks[from..]).filter(|on| on.object >= Object::Symptom)?;
        if self.page.polarity.of(self.page.number) == Speaks::OfOther {
            return None;
        }
        let subject = self.implied()?;
        Some(self.claim(head, Strength::Improve, subject, Some(on), on.last))
    }

    /// "Injury prevention", "Stress relief" as an item under benefits.
    fn compound(&mut self, marks: &[Mark]) -> Option<Claim> {
        const LONGEST: usize = 6;
        if self.block.kind != BlockKind::ListItem || self.sentence.len() > LONGEST {
            return None;
        }
        let on = marks.iter().find_map(|m| {
            let object = self.page.kinds.object(m.kind).filter(|o| *o >= Object::Symptom)?;
            let on = On { object, first: m.first as usize, last: m.last as usize };
            // "Pain management" names a service, not what it does
            let alone = on.last + 2 == self.sentence.end && !self.is(on.last + 1, &["management"]);
            (on.first <= self.sentence.start + 1 && alone && self.relieves(on)).then_some(on)
        })?;
        if self.page.polarity.of(self.page.number) != Speaks::OfBenefits {
            return None;
        }
        let subject = self.implied()?;
        Some(self.claim(on.first, Strength::Improve, subject, Some(on), on.last + 1))
    }

    /// "reduces pain", "helps you sleep".
    fn verb(&mut self, mark: &Mark, strength: Strength, rest: &[Mark]) -> Option<Claim> {
        let head = mark.first as usize;
        let form = self.verb_form(mark)?;
        let starts = self.starts(head);
        if form == Form::Past {
            return self.past(mark, strength, rest);
        }
        if self.stands_alone(mark) || self.runs_on(mark) {
            return None;
        }
        if self.defines(head) {
            return None;
        }
        let on = self.object_of(mark, rest);
        if self.page.pharmacology && on.is_some_and(|on| on.object == Object::Physiology) {
            return None;
        }
        if on.is_some_and(|on| {
            self.harms(mark, on) || self.offers_part(mark, on) || self.merely_placed(mark, on)
        }) {
            return None;
        }
        let fragment = (self.in_list() || self.in_heading()) && starts;
        let (on, last) = match on {
            // "it cures it": the name stands before the verb
            Some(on) if on.last < head => (Some(on), mark.last as usize + 1),
            Some(on) => (Some(on), on.last),
            // "Speeds things up": in a list of benefits the object may be anything
            None if fragment
                && self.in_list()
                && form == Form::Third
                && self.page.polarity.of(self.page.number) == Speaks::OfBenefits =>
            {
                (None, self.phrase_end(mark.last as usize))
            }
            None => return None,
        };
        let subject = self.subject(head, form, on, strength)?;
        Some(self.claim(head, strength, subject, on, last))
    }

    /// "It means stop progression", "Success = keep your hair": says what a word stands for, and promises nothing.
    fn defines(&self, head: usize) -> bool {
        let equals = |t: usize| {
            let tokens = self.page.reading.words().tokens();
            let gap = tokens[t].end()..tokens[t + 1].start as usize;
            self.page.reading.document().prose()[gap].contains('=')
        };
        head > self.sentence.start
            && (self.is(head - 1, &["means", "mean", "meaning"])
                || (self.clause_start(head)..head).any(equals))
    }

    /// "inhibits an enzyme in the liver": the effect is on the enzyme, and no lexicon knows it.
    fn merely_placed(&self, mark: &Mark, on: On) -> bool {
        let place = ["in", "at", "on", "within", "inside", "throughout", "near", "around", "for", "during"];
        on.object == Object::Physiology && (mark.last as usize + 1..on.first).any(|t| self.is(t, &place))
    }

    /// "offers stem cell injections", "offers clinics for people with migraine": what is on offer is a
    /// service, not an effect.
    fn offers_part(&self, mark: &Mark, on: On) -> bool {
        // "brings high blood pressure back to normal"
        let moved = on.last + 1 < self.sentence.end
            && self.is(on.last + 1, &["back", "down", "under", "into", "within"]);
        let complaint = on.object >= Object::Symptom && !self.relieves(on) && !moved;
        let service = on.object == Object::Physiology || complaint;
        service && mark.first == mark.last && self.is(mark.first as usize, &GIVERS)
    }

    /// A phrase with a gap that reaches over the joint of two statements: "takes longer, and … off".
    fn runs_on(&self, mark: &Mark) -> bool {
        (mark.first as usize..mark.last as usize)
            .any(|t| self.flag(t, Flags::COMMA) && self.is(t + 1, &["and", "but", "so"]))
    }

    /// "pressure increases rapidly", "increases in dehydration": a verb without an object; "benefits
    /// told in passing": no verb at all.
    fn stands_alone(&self, mark: &Mark) -> bool {
        if mark.first != mark.last {
            return false;
        }
        let described = |at: usize| {
            at + 2 < self.sentence.end
                && !self.flag(at, Flags::COMMA)
                && Form::of(self.word(at + 1)) == Form::Past
                && self.is(at + 2, &grammar::PREPOSITIONS)
        };
        if self.starts(mark.first as usize) && described(mark.last as usize) {
            return true;
        }
        let mut at = mark.last as usize;
        loop {
            if self.flag(at, Flags::COMMA) || self.flag(at, Flags::CLAUSE_END) || at + 1 >= self.sentence.end
            {
                return true;
            }
            at += 1;
            if !self.word(at).ends_with("ly") {
                // "protects from" goes on to what it is on
                let goes_on = self.is(at, &["from", "against"]);
                return !goes_on && self.is(at, &grammar::PREPOSITIONS)
                    || self.is(at, &grammar::OPENS_CLAUSE);
            }
        }
    }

    /// "triggers headaches", "raises cholesterol": more of a complaint is no benefit, nor is it one to
    /// destroy what is good.
    fn harms(&self, mark: &Mark, on: On) -> bool {
        let here = |first: usize| self.page.reading.marks().starting(first);
        let more = here(mark.first as usize).iter().any(|m| self.page.kinds.says(m.kind, Says::More));
        let low = || {
            let marks = self.marks(on.first..on.last + 1);
            marks.iter().any(|m| self.page.kinds.says(m.kind, Says::BetterLow) && m.last as usize >= on.last)
        };
        if more {
            return !self.relieves(on) && (on.object >= Object::Symptom || low());
        }
        // "dissolves your enamel"
        let destroys = here(mark.first as usize).iter().any(|m| self.page.kinds.says(m.kind, Says::Destroys));
        destroys && on.object == Object::Benefit && !low()
    }

    /// The form of the verb that a mark begins with; `None` where the word is no verb there.
    fn verb_form(&self, mark: &Mark) -> Option<Form> {
        let head = mark.first as usize;
        // "kick-starts": a hyphened verb shows its form at its end
        let mut ending = head;
        while ending < mark.last as usize && self.flag(ending, Flags::JOINT) {
            ending += 1;
        }
        let form = Form::of(self.word(ending));
        if self.starts(head) {
            return Some(form);
        }
        let single = mark.first == mark.last;
        let before = self.before(head);
        let Some(before) = before else { return Some(form) };
        // "the cut", "a deeply relaxing", "your balance": a noun or an adjective
        if single
            && (self.is(before, &grammar::DETERMINERS) && !self.points(before)
                || self.flag(head - 1, Flags::JOINT))
        {
            return None;
        }
        // "discs are small cushions": what stands behind "are" is a noun
        if single && form == Form::Third && before == head - 1 && self.follows_copula(before) {
            return None;
        }
        // "for comfort", "in control", "with ease"
        if single && form != Form::Ing && self.is(head - 1, &grammar::BEFORE_NOUN) {
            return None;
        }
        // "Keep moving, keep your weight in check": one order after another
        if form == Form::Base
            && before == head - 1
            && self.flag(before, Flags::COMMA)
            && self.inherited.is_none()
            && self.block.kind == BlockKind::Paragraph
        {
            return None;
        }
        // "joint support", "pain control": a verb without an ending follows several things or a helping verb
        if single && form == Form::Base && before == head - 1 {
            let word = self.word(before);
            let fits = grammar::is_plural(word)
                || is(
                    word,
                    &[
                        "and", "or", "to", "we", "they", "you", "that", "which", "these", "people",
                        "children", "women", "men", "who",
                    ],
                )
                || self.flag(before, Flags::COMMA) && self.inherited.is_some()
                || self.is(self.sentence.start, &["let"])
                || self.names_several(before);
            if !fits {
                return None;
            }
        }
        Some(form)
    }

    /// One word or two that are no pronoun stand between "are" and what follows them.
    fn follows_copula(&self, last: usize) -> bool {
        let links = |t: usize| self.is(t, &["is", "are", "was", "were", "be"]);
        let opens = |t: usize| self.points(t) || self.is(t, &grammar::OPENS_CLAUSE) || self.is(t, &["what"]);
        let parted = |t: usize| self.flag(t, Flags::COMMA) || self.flag(t, Flags::CLAUSE_END);
        let from = last.saturating_sub(2).max(self.sentence.start);
        (from..=last).rev().take_while(|&t| !opens(t) && !parted(t)).any(links)
    }

    /// "massage and yoga": two names make several.
    fn names_several(&self, last: usize) -> bool {
        let from = last.saturating_sub(4).max(self.sentence.start);
        (from..last).any(|t| self.is(t, &["and"]))
    }

    /// The word before a head, auxiliaries and adverbs aside.
    fn before(&self, head: usize) -> Option<usize> {
        let from = self.clause_start(head);
        (from..head).rev().find(|&t| !self.is(t, &grammar::AUXILIARIES) && !self.word(t).ends_with("ly"))
    }

    /// "reduced inflammation" in an item is an effect; "pain is reduced" and "has reduced" need more.
    fn past(&mut self, mark: &Mark, strength: Strength, rest: &[Mark]) -> Option<Claim> {
        let head = mark.first as usize;
        let starts = self.starts(head);
        let from = head.saturating_sub(2).max(self.sentence.start);
        let perfect = head > self.sentence.start
            && (self.is(head - 1, &["has", "have", "'ve", "’ve", "also", "significantly", "clinically"])
                || self.word(head - 1).ends_with("ly") && self.is(from, &["has", "have", "'ve", "’ve"]));
        let item = starts && self.in_list();
        if !perfect && !item {
            return None;
        }
        let on = self.object_after(mark.last as usize, rest)?;
        let subject = self.subject(head, Form::Past, Some(on), strength)?;
        let strength = if item { Strength::Improve } else { strength };
        Some(self.claim(head, strength, subject, Some(on), on.last))
    }

    /// "provides relief from", "gives smoother skin", "enjoy deeper sleep".
    fn give(&mut self, mark: &Mark, rest: &[Mark]) -> Option<Claim> {
        let head = mark.first as usize;
        let form = self.verb_form(mark)?;
        if form == Form::Past {
            return None;
        }
        let verb = self.word(head);
        if is(verb, &GIVERS)
            && let Some(on) = self.object_near(mark.last as usize, NOUN_REACH, rest)
            && (on.object == Object::Benefit || on.object == Object::Symptom && self.relieves(on))
        {
            let subject = self.subject(head, form, Some(on), Strength::Improve)?;
            return Some(self.claim(head, Strength::Improve, subject, Some(on), on.last));
        }
        let given =
            rest.iter().take_while(|m| m.first as usize <= mark.last as usize + NOUN_REACH).find(|m| {
                m.first > mark.last
                    && matches!(
                        self.page.kinds.roles(m.kind).head,
                        Some(Head::Changed | Head::Nominal | Head::Property)
                    )
            })?;
        if (mark.last as usize..given.first as usize).any(|t| self.flag(t, Flags::CLAUSE_END)) {
            return None;
        }
        let on = match self.page.kinds.roles(given.kind).head {
            Some(Head::Property) => None,
            Some(Head::Changed) => {
                let at = rest.iter().position(|m| m == given)?;
                Some(self.object_near(given.last as usize, NOUN_REACH, &rest[at..])?)
            }
            _ => {
                let at = rest.iter().position(|m| m == given)?;
                self.object_after(given.last as usize, &rest[at..])
            }
        };
        let last = on.map_or(given.last as usize, |on| on.last);
        let subject = self.receiver(head).or_else(|| self.subject(head, form, on, Strength::Improve))?;
        Some(self.claim(head, Strength::Improve, subject, on, last))
    }

    /// "pain relief", "stress reduction": the noun after a complaint turns it into a benefit.
    fn relieves(&self, on: On) -> bool {
        on.last + 1 < self.sentence.end
            && !self.flag(on.last, Flags::CLAUSE_END)
            && self.is(
                on.last + 1,
                &[
                    "relief",
                    "reduction",
                    "protection",
                    "prevention",
                    "control",
                    "recovery",
                    "management",
                    "reversal",
                ],
            )
    }

    /// "you'll enjoy", "clients see": a reader who gets it.
    fn receiver(&self, head: usize) -> Option<Subject> {
        let before = self.before(head)?;
        let receives = self.is(
            before,
            &["you", "patients", "clients", "users", "members", "customers", "women", "men", "people"],
        );
        receives.then(|| self.implied()).flatten()
    }

    /// "improved mobility", "better sleep".
    fn changed(&mut self, mark: &Mark, rest: &[Mark]) -> Option<Claim> {
        let head = mark.first as usize;
        let on = self.object_near(mark.last as usize, NOUN_REACH, rest)?;
        let starts = self.starts(head);
        let subject = if self.in_list() && starts {
            if self.page.polarity.of(self.page.number) != Speaks::OfBenefits {
                return None;
            }
            self.implied()?
        } else if self.block.kind == BlockKind::Title && starts {
            if self.page.advises {
                return None;
            }
            self.implied()?
        } else {
            let giving = [
                "for",
                "and",
                "with",
                "means",
                "in",
                "to",
                "including",
                "through",
                "toward",
                "towards",
                "or",
                "plus",
                "mean",
                "equals",
                "of",
            ];
            // "for optimal results": says what to aim at
            if head > self.sentence.start
                && self.is(head - 1, &["for"])
                && self.is(head, &["optimal", "optimum", "maximum", "maximal"])
            {
                return None;
            }
            let after_giving = head > self.sentence.start
                && (self.is(head - 1, &giving) || self.flag(head - 1, Flags::COMMA));
            match after_giving {
                true if self.inherited.is_some() => self.inherited?,
                true if self.is(head - 1, &["for", "means", "mean", "equals"])
                    && self.speaks_of_treatment() =>
                {
                    self.implied()?
                }
                // "one of the benefits of massage is better sleep"
                false if self.treatment.is_some_and(|t| t < head) && self.called_benefit(head) => {
                    Subject::Treatment
                }
                _ => return None,
            }
        };
        Some(self.claim(head, Strength::Improve, subject, Some(on), on.last))
    }

    /// The words before call what follows a benefit.
    fn called_benefit(&self, head: usize) -> bool {
        let from = self.clause_start(head);
        head > from
            && self.is(head - 1, &["is", "are", "include", "includes"])
            && (from..head).any(|t| self.is(t, &["benefit", "benefits", "advantage", "advantages"]))
    }

    /// The sentence names the treatment or points back to it.
    fn speaks_of_treatment(&self) -> bool {
        self.treatment.is_some()
            || matches!(self.page.topic, Some(Doer::Claimed(_))) && self.points(self.sentence.start)
    }

    /// "Relief from hay fever" as an item or a heading.
    fn nominal(&mut self, mark: &Mark, rest: &[Mark]) -> Option<Claim> {
        let head = mark.first as usize;
        // "drop-in" is no drop in anything
        if !self.starts(head) || !(self.in_list() || self.in_heading()) || self.flag(head, Flags::JOINT) {
            return None;
        }
        if self.in_list() && self.page.polarity.of(self.page.number) != Speaks::OfBenefits {
            return None;
        }
        let on = self.object_after(mark.last as usize, rest);
        let last = on.map_or(mark.last as usize, |on| on.last);
        let subject = self.implied()?;
        Some(self.claim(head, Strength::Improve, subject, on, last))
    }

    /// "its anti-inflammatory properties", "a mood-boosting blend".
    fn property(&mut self, mark: &Mark) -> Option<Claim> {
        let head = mark.first as usize;
        let from = self.clause_start(head);
        let has = |list: &[&str]| (from..head).any(|t| self.is(t, list));
        let subject = if self.names_treatment(from..head) {
            Subject::Treatment
        } else if has(&["it", "its", "they", "their", "these", "this", "our", "with", "packed", "rich"])
            || self.in_list() && self.page.polarity.of(self.page.number) == Speaks::OfBenefits
            || self.block.kind == BlockKind::Title
        {
            self.implied()?
        } else {
            return None;
        };
        Some(self.claim(head, Strength::Improve, subject, None, mark.last as usize))
    }

    /// "effective for migraine".
    fn effective(&mut self, mark: &Mark, rest: &[Mark]) -> Option<Claim> {
        let on = self.object_after(mark.last as usize, rest)?;
        let head = mark.first as usize;
        let subject = match self.doer(head) {
            Some(Doer::Claimed(subject)) => subject,
            Some(Doer::Unknown) => self.implied()?,
            Some(Doer::Other) => return None,
            None if self.in_list() && self.page.polarity.of(self.page.number) != Speaks::OfOther => {
                self.implied()?
            }
            None if self.in_heading() => self.implied()?,
            None => return None,
        };
        Some(self.claim(head, Strength::Cause, subject, Some(on), on.last))
    }

    /// "is a powerful tool for recovery".
    fn evaluates(&mut self, mark: &Mark, rest: &[Mark]) -> Option<Claim> {
        let on = self.object_after(mark.last as usize, rest).filter(|on| on.object >= Object::Benefit)?;
        let head = mark.first as usize;
        let Some(Doer::Claimed(subject)) = self.doer(head) else { return None };
        let claim = self.claim(head, Strength::Improve, subject, Some(on), on.last);
        // "can be a great way to" says little
        (!claim.half_hedged).then_some(claim)
    }

    /// "leaves you refreshed", "feel lighter".
    fn feels(&mut self, mark: &Mark) -> Option<Claim> {
        let head = mark.first as usize;
        let parted = (head..mark.last as usize).any(|t| self.flag(t, Flags::COMMA));
        if parted || Form::of(self.word(head)) == Form::Past || self.is_neutral(head) {
            return None;
        }
        let subject = self.promise(head)?;
        let on = On { object: Object::Benefit, first: head, last: mark.last as usize };
        Some(self.claim(head, Strength::Improve, subject, Some(on), on.last))
    }

    /// "say goodbye to bloating".
    fn farewell(&mut self, mark: &Mark) -> Option<Claim> {
        let head = mark.first as usize;
        if self.is_neutral(head) {
            return None;
        }
        let subject = self.promise(head)?;
        let on = On { object: Object::Benefit, first: head, last: mark.last as usize };
        Some(self.claim(head, Strength::Improve, subject, Some(on), on.last))
    }

    /// Whose promise it is that the reader will feel or be rid of something.
    fn promise(&mut self, head: usize) -> Option<Subject> {
        // "a plan to help you feel your best": what something is for
        let comes = |to: usize| {
            to > self.sentence.start && self.is(to - 1, &["ready", "time", "able", "start", "begin"])
        };
        if head > self.sentence.start
            && self.is(head - 1, &["to"])
            && !self.infinitive_claims(head - 1)
            && !comes(head - 1)
        {
            return None;
        }
        // "After the massage, you sleep better": a comma ends what hangs on the first word
        let from = self.clause_start(head);
        let from = (from..head).rev().find(|&t| self.flag(t, Flags::COMMA)).map_or(from, |t| t + 1);
        let subordinate =
            ["while", "as", "until", "once", "when", "if", "whether", "how", "unless", "after", "before"];
        if (from..head).any(|t| self.is(t, &subordinate)) {
            return None;
        }
        // "Some look amazing.": some of whom is not said
        if self.before(head).is_some_and(|t| t == from && self.is(t, &["some", "others", "many", "most"])) {
            return None;
        }
        match self.doer(head) {
            Some(Doer::Claimed(subject)) => Some(subject),
            // an order to the reader: in a text of advice it is advice
            None if self.page.advises || self.page.polarity.of(self.page.number) == Speaks::OfOther => None,
            _ => self.implied(),
        }
    }

    /// "the ache melts away", "inflammation is reduced".
    fn recedes(&mut self, mark: &Mark) -> Option<Claim> {
        let head = mark.first as usize;
        let before = self.before(head)?;
        let form = Form::of(self.word(head));
        let passive = self.is(head, &["is", "are", "be", "becomes", "become", "get", "gets"]);
        let noun_only = form == Form::Base && before + 1 == head && !grammar::is_plural(self.word(before));
        if form == Form::Past || !passive && noun_only {
            return None;
        }
        const LONGEST_NOUN: usize = 6;
        let near = self.marks(before.saturating_sub(LONGEST_NOUN).max(self.sentence.start)..head);
        let (object, noun) = near
            .iter()
            .filter(|m| (m.first as usize) <= before && before <= m.last as usize)
            .filter_map(|m| Some((self.page.kinds.object(m.kind)?, m)))
            .max_by_key(|(o, _)| *o)?;
        let after_effect =
            near.iter().any(|m| self.page.kinds.says(m.kind, Says::AfterEffect) && m.last >= noun.first);
        let owed = self.owes
            || self.treatment.is_some()
            || matches!(self.page.topic, Some(Doer::Claimed(_)))
            || self.in_list() && self.page.polarity.of(self.page.number) != Speaks::OfOther;
        if after_effect || !owed {
            return None;
        }
        let subject = self.implied()?;
        let on = On { object, first: noun.first as usize, last: noun.last as usize };
        Some(Claim {
            first: noun.first,
            ..self.claim(head, Strength::Improve, subject, Some(on), mark.last as usize)
        })
    }

    /// "used for migraine": what it is on is known, an effect is not stated.
    fn neutral(&mut self, mark: &Mark, rest: &[Mark]) -> Option<Claim> {
        let on = self.object_after(mark.last as usize, rest)?;
        let head = mark.first as usize;
        let subject = match self.doer(head)? {
            Doer::Claimed(subject) => subject,
            Doer::Unknown => self.implied()?,
            Doer::Other => return None,
        };
        // where a verb of change follows, it is the verb that is put neutrally
        Some(self.claim(head, Strength::Neutral, subject, Some(on), on.last))
    }

    fn claim(&self, head: usize, strength: Strength, subject: Subject, on: Option<On>, last: usize) -> Claim {
        let from = self.clause_start(head);
        let half_hedged = (from..=head).any(|t| self.is(t, &grammar::HALF_HEDGES));
        // "It may help by:" + "Reduces stress": a verb that does not continue the stem states by itself
        let mut context = self.page.reading.context(head);
        if self.block.kind == BlockKind::ListItem
            && self.block.stem.is_some()
            && head == self.sentence.start
            && Form::of(self.word(head)) == Form::Third
        {
            context = context.without(Contexts::HEDGED);
        }
        Claim {
            first: head as u32,
            last: self.noun_phrase_end(last.max(head)) as u32,
            strength,
            object: on.map_or(Object::Unknown, |on| on.object),
            condition: on.map(|on| (on.first as u32, on.last as u32)),
            subject,
            context,
            half_hedged,
            stem: None,
        }
    }

    /// "Buffers the lactic acid", "it quenches the fire in your joints": whatever a treatment is said
    /// to do to a complaint or a part of the body is an effect, in words that no lexicon knows.
    fn unknown_verb(&mut self, marks: &[Mark]) -> Option<Claim> {
        let acts_on = |o: Object| o >= Object::Symptom || o == Object::Physiology;
        if self.in_heading() || !marks.iter().any(|m| self.page.kinds.object(m.kind).is_some_and(acts_on)) {
            return None;
        }
        let verb = (self.sentence.start..self.sentence.end.saturating_sub(2)).find(|&t| {
            grammar::third_person(self.word(t))
                && !self.flag(t, Flags::COMMA)
                && !self.flag(t, Flags::CLAUSE_END)
                && self.is(t + 1, &grammar::OPENS_NOUN)
                && !self.is_neutral(t)
        })?;
        let from = marks.partition_point(|m| m.first as usize <= verb);
        let on = self.object_near(verb, NEAR_OBJECT, &marks[from..]).filter(|on| acts_on(on.object))?;
        let subject = if self.starts(verb) {
            if self.in_list() && self.page.polarity.of(self.page.number) == Speaks::OfOther {
                return None;
            }
            self.implied()?
        } else {
            match self.doer(verb)? {
                Doer::Claimed(subject) => subject,
                _ => return None,
            }
        };
        if on.object == Object::Physiology && self.page.pharmacology {
            return None;
        }
        Some(self.claim(verb, Strength::Cause, subject, Some(on), on.last))
    }

    // --- the object ---

    /// The last word of the noun phrase that reaches beyond its known part: "headache" + "frequency".
    /// A known name is followed by at most a noun or two, and these by the end of the clause or by a
    /// word that cannot be part of the phrase; what does not end so is left alone.
    fn noun_phrase_end(&self, last: usize) -> usize {
        const MOST: usize = 2;
        if Form::of(self.word(last)) == Form::Ing || self.word(last).ends_with("ly") {
            return last;
        }
        let mut end = last;
        let mut nouns = 0;
        loop {
            let closed = end + 1 >= self.sentence.end
                || self.flag(end, Flags::CLAUSE_END)
                || self.flag(end, Flags::COMMA)
                || self.bracketed_after(end)
                || grammar::ends_noun_phrase(self.word(end + 1));
            // "health-promoting": what a hyphen joins is no word to end with
            match closed && !self.flag(end, Flags::JOINT) {
                true => return end,
                false if nouns == MOST => return last,
                false => {
                    // words with a hyphen between them count as one
                    nouns += usize::from(end == last || !self.flag(end, Flags::JOINT));
                    end += 1;
                }
            }
        }
    }

    /// A bracket or a dash stands behind a word.
    fn bracketed_after(&self, token: usize) -> bool {
        let tokens = self.page.reading.words().tokens();
        let gap =
            &self.page.reading.document().prose()[tokens[token].end()..tokens[token + 1].start as usize];
        gap.chars().any(|c| !c.is_whitespace() && c != '-' && c != '’' && c != '\'')
    }

    /// The object of a verb; of one with a particle it may stand inside: "takes the pain away".
    fn object_of(&self, mark: &Mark, rest: &[Mark]) -> Option<On> {
        let inside = rest
            .iter()
            .take_while(|m| m.first < mark.last)
            .filter(|m| m.first > mark.first && m.last < mark.last)
            .filter_map(|m| {
                let object = self.page.kinds.object(m.kind)?;
                Some(On { object, first: m.first as usize, last: mark.last as usize })
            })
            .max_by_key(|on| on.object);
        inside
            .or_else(|| self.object_after(mark.last as usize, rest))
            .or_else(|| self.pronoun_after(mark.last as usize))
    }

    /// "it cures it": the complaint that the sentence named before.
    fn pronoun_after(&self, verb: usize) -> Option<On> {
        let pronoun = verb + 1;
        let alone = pronoun < self.sentence.end
            && self.is(pronoun, &["it", "them"])
            && !self.flag(verb, Flags::CLAUSE_END)
            && (pronoun + 1 == self.sentence.end || self.flag(pronoun, Flags::CLAUSE_END));
        if !alone {
            return None;
        }
        let before = self.marks(self.sentence.start..verb);
        before
            .iter()
            .rev()
            .filter_map(|m| Some((self.page.kinds.object(m.kind)?, m)))
            .find(|(object, _)| *object >= Object::Symptom)
            .map(|(object, m)| On { object, first: m.first as usize, last: m.last as usize })
    }

    /// The object of an effect: the first thing that can be one, in the clause and near.
    fn object_after(&self, last: usize, rest: &[Mark]) -> Option<On> {
        self.object_near(last, OBJECT_REACH, rest)
    }

    fn object_near(&self, last: usize, reach: usize, rest: &[Mark]) -> Option<On> {
        let mut limit = last;
        while limit < last + reach
            && limit + 1 < self.sentence.end
            && !self.flag(limit, Flags::CLAUSE_END)
            && !self.is(limit + 1, &grammar::OPENS_CLAUSE)
            && !(limit > last
                && self.flag(limit, Flags::COMMA)
                && (grammar::is_plural(self.word(limit)) || self.is(limit + 1, &["and", "but", "or"])))
        {
            limit += 1;
        }
        // the first object; of its neighbours ("sugar levels") and of diseases near by ("sugar in
        // diabetes") the weightiest
        const NEAR: usize = 4;
        let mut best: Option<On> = None;
        for mark in rest.iter().skip_while(|m| m.first as usize <= last) {
            let first = mark.first as usize;
            if first > limit {
                break;
            }
            let Some(object) = self.page.kinds.object(mark.kind) else { continue };
            let weightier = best.is_none_or(|best| {
                let end = mark.last as usize;
                let covers =
                    first <= best.first && (end > best.last || end == best.last && object > best.object);
                let reach = if object >= Object::Disease { best.first + NEAR } else { best.last + 1 };
                covers || first > best.last && first <= reach && object > best.object
            });
            if weightier {
                best = Some(On { object, first, last: mark.last as usize });
            }
        }
        best.or_else(|| {
            let named = (last + 1..=limit).find(|&t| grammar::names_disease(self.word(t)))?;
            Some(On { object: Object::Disease, first: named, last: named })
        })
    }

    fn phrase_end(&self, from: usize) -> usize {
        let mut end = from;
        while end + 1 < self.sentence.end && end < from + 4 && !self.flag(end, Flags::CLAUSE_END) {
            end += 1;
        }
        end
    }

    // --- the subject ---

    /// Whose effect a verb states; `None` where it is somebody else's, or no statement at all.
    fn subject(&mut self, head: usize, form: Form, on: Option<On>, strength: Strength) -> Option<Subject> {
        let explains = ["how", "why", "what", "when", "which"];
        if self.is_neutral(head) || self.in_heading() && self.is(self.sentence.start, &explains) {
            return None;
        }
        if self.starts(head) {
            return self.without_subject(head, form, on, strength);
        }
        if self.is(head - 1, &["to"]) && !self.infinitive_claims(head - 1) {
            return None;
        }
        if form == Form::Ing {
            return self.participle(head);
        }
        match self.doer(head) {
            Some(Doer::Claimed(subject)) => Some(subject),
            // "The muscle cannot contract. This relieves pain.": it points to what was told, not to
            // the muscle, and relief is nobody's doing but the treatment's
            Some(Doer::Other)
                if self.page.treats
                    && on.is_some_and(|on| on.object >= Object::Symptom)
                    && self.is(self.sentence.start, &["this"])
                    && self
                        .before(head)
                        .is_some_and(|t| t == self.sentence.start || self.is(t, &["and"])) =>
            {
                self.implied()
            }
            Some(Doer::Other) => None,
            Some(Doer::Unknown) => on.and_then(|_| self.implied()),
            // a list item that runs on from its stem: "Acupuncture:" + "may well reduce pain"
            None if self.block.stem.is_some() && self.clause_start(head) == self.sentence.start => {
                self.implied()
            }
            None => self.inherited,
        }
    }

    /// Of a fragment or an order: "Reduces pain", "Boost your energy".
    fn without_subject(
        &mut self, head: usize, form: Form, on: Option<On>, strength: Strength,
    ) -> Option<Subject> {
        let number = self.page.number;
        if self.in_list() {
            let speaks = self.page.polarity.of(number);
            return match form {
                // under any heading, what soothes and repairs is put forward as good
                Form::Third if speaks != Speaks::OfOther || strength != Strength::Cause => self.implied(),
                // "Reduce pain" may be advice, "Reducing pain" a means: the stem must say so
                Form::Base | Form::Ing | Form::Past if speaks == Speaks::OfBenefits && self.has_stem() => {
                    self.implied()
                }
                _ => None,
            };
        }
        let sure = on.is_some_and(|on| on.object >= Object::Benefit);
        match (self.block.kind, form) {
            (BlockKind::Heading | BlockKind::Title, Form::Third) => self.implied(),
            (BlockKind::Heading | BlockKind::Title | BlockKind::Description, Form::Base)
                if sure && !self.page.advises =>
            {
                let other = self.page.polarity.of(number) == Speaks::OfOther;
                (!other).then(|| self.implied()).flatten()
            }
            // "Calms an overactive bladder.": who does it is left out, and is what the text is about
            (BlockKind::Paragraph | BlockKind::Description | BlockKind::Caption, Form::Third)
                if on.is_some_and(|on| on.first <= head + NEAR_OBJECT) =>
            {
                self.implied()
            }
            // "Restore your glow with our serum"
            (BlockKind::Paragraph | BlockKind::Description, Form::Base)
                if sure && !self.page.advises && self.speaks_of_treatment() =>
            {
                self.implied()
            }
            _ => None,
        }
    }

    /// ", reducing pain", "by calming the nerves": what the sentence says of its subject.
    fn participle(&mut self, head: usize) -> Option<Subject> {
        // "experienced in treating", "specialises in": a skill, no effect
        let skill = head >= self.sentence.start + 2
            && self.is(head - 1, &["in", "at", "for"])
            && self.is(head - 2, &grammar::SKILLS);
        if skill {
            return None;
        }
        let linked = self.flag(head - 1, Flags::COMMA)
            || self.is(head - 1, &grammar::BEFORE_PARTICIPLE)
            || self.is(head - 1, &["and", "or"])
            || self.word(head - 1).ends_with("ly");
        if self.inherited.is_some() && linked {
            return self.inherited;
        }
        if !linked {
            // "blue light blocking glasses": a description of the thing
            if head + 1 < self.sentence.end && self.names_treatment(head + 1..head + 2) {
                return None;
            }
            return match self.doer(head) {
                Some(Doer::Claimed(subject)) => Some(subject),
                _ => None,
            };
        }
        if self.treatment.is_some_and(|t| t < head) {
            return Some(Subject::Treatment);
        }
        match self.points(self.sentence.start) {
            true if self.page.topic != Some(Doer::Other) => self.implied(),
            _ => None,
        }
    }

    /// The verb belongs to "used to", "designed to".
    fn is_neutral(&self, head: usize) -> bool {
        let before = self.marks(head.saturating_sub(NEUTRAL_REACH).max(self.sentence.start)..head);
        before
            .iter()
            .any(|m| self.page.kinds.roles(m.kind).head == Some(Head::Neutral) && m.last as usize + 2 >= head)
    }

    /// "helps to reduce", "shown to reduce": the infinitive states an effect; "used to treat" and
    /// "to reduce pain, rest" do not.
    fn infinitive_claims(&self, to: usize) -> bool {
        let start = self.sentence.start;
        // a sentence may be as long as the file
        let near = to.saturating_sub(SUBJECT_REACH).max(start);
        to > start
            && (self.is(to - 1, &grammar::BEFORE_INFINITIVE)
                // "Drink our tea to calm the gut"
                || self.is(start, &grammar::TAKES) && near == start && self.speaks_of_ours(start..to)
                // "It can take a few weeks to clear acne"
                || self.is(to - 1, &grammar::SPANS)
                    && (near..to).any(|t| self.is(t, &["take", "takes", "only", "just"])))
    }

    /// The treatment is named there, or called the publisher's own.
    fn speaks_of_ours(&self, tokens: Range<usize>) -> bool {
        tokens.clone().any(|t| self.is(t, &["our"])) || self.names_treatment(tokens)
    }

    /// Whose effect the clause before a head speaks of; `None` where nothing stands there.
    fn doer(&self, head: usize) -> Option<Doer> {
        let from = self.clause_start(head);
        let before = self.before(head)?;
        if self.is(before, &["and", "or", "but", "then", "plus"]) {
            return match self.inherited {
                Some(subject) => Some(Doer::Claimed(subject)),
                None if before == from => self.page.topic,
                None => Some(self.anywhere(from..before)),
            };
        }
        Some(self.noun(from, before, NOUNS))
    }

    /// What a noun phrase that ends at `last` names.
    fn noun(&self, from: usize, last: usize, depth: usize) -> Doer {
        // "draws blood to the area, which promotes healing": all that was said before promotes it
        if self.is(last, &["which"]) && last > from && self.flag(last - 1, Flags::COMMA) {
            if let Some(subject) = self.inherited {
                return Doer::Claimed(subject);
            }
            if self.treatment.is_some_and(|t| t < last) {
                return Doer::Claimed(Subject::Treatment);
            }
            if self.points(from) {
                return self.page.topic.unwrap_or(Doer::Unknown);
            }
        }
        if self.is(last, &grammar::RELATIVES) && last > from {
            let antecedent = (from..last).rev().find(|&t| !self.is(t, &["and"]));
            return match antecedent {
                _ if self.is(last, &["who"]) => Doer::Other,
                // "brown fat, a type of fat that burns calories": says what something is
                Some(t) if self.classes(from..t) && !self.names_treatment(from..t) => Doer::Other,
                // "rich in enzymes that calm the gut": what it holds acts for it
                Some(t) if self.holds(from..t) => Doer::Claimed(Subject::Treatment),
                Some(t) => self.noun(from, t, depth.saturating_sub(1)),
                None => Doer::Unknown,
            };
        }
        if self.points(last) || self.is(last, &grammar::RELATIVES) {
            if self.treatment.is_some_and(|t| t < last) {
                return Doer::Claimed(Subject::Treatment);
            }
            return match self.page.topic {
                Some(Doer::Other) => Doer::Other,
                _ => self.implied().map_or(Doer::Other, Doer::Claimed),
            };
        }
        if self.is(last, &grammar::PERSONS) {
            // "With our tea, you can lower your cholesterol"
            let means = ["with", "through", "using", "by", "thanks"];
            let comma = last > self.sentence.start && self.flag(last - 1, Flags::COMMA);
            return match self.is(last, &["you"])
                && comma
                && self.is(self.sentence.start, &means)
                && last - self.sentence.start < SUBJECT_REACH
                && self.speaks_of_ours(self.sentence.start..last)
            {
                true => Doer::Claimed(Subject::Treatment),
                false => Doer::Other,
            };
        }
        let near = self.marks(from..last + 1);
        let covering = |names: fn(Names) -> bool| {
            near.iter()
                .filter(|m| m.last as usize >= last)
                .find(|m| self.page.kinds.roles(m.kind).doer.is_some_and(names))
        };
        // standard care is known too, and what it does is common knowledge
        let common = || covering(|n| n == Names::Other).is_some();
        if covering(|n| matches!(n, Names::Treatment(_) | Names::Generic)).is_some()
            || self.page.names_known(last) && !common()
        {
            return Doer::Claimed(Subject::Treatment);
        }
        if covering(|n| n == Names::Provider).is_some() {
            // "As we age we make less collagen": we, like everybody
            return match self.is(last, &["we"]) && self.everybody(last) {
                true => Doer::Other,
                false => Doer::Claimed(Subject::Provider),
            };
        }
        let other = covering(|n| n == Names::Other).or_else(|| {
            near.iter().filter(|m| m.last as usize >= last).find(|m| self.page.kinds.object(m.kind).is_some())
        });
        // "Correcting your posture", "raising your temperature": it is the doing that acts
        if let Some(noun) = other
            && from < noun.first as usize
            && Form::of(self.word(from)) == Form::Ing
            && self.page.kinds.object(noun.kind).is_some_and(|o| o < Object::Symptom)
            && !(from..last).any(|t| self.flag(t, Flags::COMMA))
        {
            return Doer::Unknown;
        }
        // "a calmer nervous system", "controlled blood sugar": what the treatment brought about acts
        if let Some(noun) = other
            && self.changes(from, noun)
        {
            return self.implied().map_or(Doer::Other, Doer::Claimed);
        }
        // "the warmth of the stones", "acupuncture for back pain": the first noun is what acts
        let start = other.map_or(last, |m| m.first as usize);
        let preposition = (start.saturating_sub(4).max(from)..start)
            .rev()
            .take_while(|&t| !self.flag(t, Flags::COMMA))
            .find(|&t| self.is(t, &grammar::PREPOSITIONS));
        if let Some(at) = preposition
            && at > from
            && depth > 0
        {
            let first = self.noun(from, at - 1, depth - 1);
            return match first {
                Doer::Unknown if self.names_treatment(at..last + 1) => Doer::Claimed(Subject::Treatment),
                Doer::Unknown if other.is_some() => Doer::Other,
                first => first,
            };
        }
        if other.is_some() {
            return Doer::Other;
        }
        if self.names_treatment(from..last + 1) {
            return Doer::Claimed(Subject::Treatment);
        }
        let possessed = (last.saturating_sub(4).max(from)..last)
            .any(|t| self.is(t, &["our", "its", "their", "this", "these", "each", "both"]));
        match possessed {
            true => self.implied().map_or(Doer::Unknown, Doer::Claimed),
            false => Doer::Unknown,
        }
    }

    /// An adjective or a participle of change stands before a noun that names something good.
    fn changes(&self, from: usize, noun: &Mark) -> bool {
        let first = noun.first as usize;
        let good = self
            .marks(first..noun.last as usize + 1)
            .iter()
            .any(|m| matches!(self.page.kinds.object(m.kind), Some(Object::Benefit | Object::Physiology)));
        good && first > from
            && !self.is(first - 1, &["more", "total", "complete"])
            && self.marks(first - 1..first).iter().any(|m| match self.page.kinds.roles(m.kind).head {
                Some(Head::Changed) => true,
                Some(Head::Verb(_)) => Form::of(self.word(first - 1)) == Form::Past,
                _ => false,
            })
    }

    /// "As we age", "when we sleep", "we all": "we" are people.
    fn everybody(&self, we: usize) -> bool {
        let lives = ["age", "get", "grow", "all", "sleep", "eat", "exercise", "breathe", "sweat", "reach"];
        let from = we.saturating_sub(SUBJECT_REACH).max(self.sentence.start);
        let to = (we + SUBJECT_REACH).min(self.sentence.end - 1);
        (from..to).any(|t| self.is(t, &["we"]) && self.is(t + 1, &lives))
    }

    /// A noun is put in its class there: "a type of fat".
    fn classes(&self, tokens: Range<usize>) -> bool {
        let class = ["type", "kind", "form", "sort", "class", "group", "part", "family", "branch", "region"];
        let of = |t: usize| t + 1 < tokens.end && self.is(t + 1, &["of"]);
        tokens.clone().any(|t| self.is(t, &class) && of(t))
    }

    /// The treatment is said to hold something there: "rich in", "packed with", "contains".
    fn holds(&self, tokens: Range<usize>) -> bool {
        let holds = [
            "rich",
            "packed",
            "loaded",
            "full",
            "contains",
            "contain",
            "containing",
            "bursting",
            "infused",
            "enriched",
            "formulated",
            "combines",
            "includes",
        ];
        tokens.clone().any(|t| self.is(t, &holds))
            && (self.names_treatment(tokens.clone()) || self.points(tokens.start) && self.page.sells)
    }

    /// The first that a clause names.
    fn anywhere(&self, tokens: Range<usize>) -> Doer {
        if self.names_treatment(tokens.clone()) {
            return Doer::Claimed(Subject::Treatment);
        }
        let first = self.marks(tokens.clone()).iter().find_map(|m| self.page.kinds.roles(m.kind).doer);
        match first {
            Some(Names::Provider) => Doer::Claimed(Subject::Provider),
            Some(Names::Other) => Doer::Other,
            _ if self.points(tokens.start) && self.page.topic != Some(Doer::Other) => {
                self.implied().map_or(Doer::Unknown, Doer::Claimed)
            }
            _ if tokens.clone().any(|t| self.is(t, &grammar::PERSONS)) => Doer::Other,
            _ => Doer::Unknown,
        }
    }

    /// A sentence, not a heading, leads into the list.
    fn has_stem(&self) -> bool {
        let blocks = self.page.reading.document().blocks();
        let Some(stem) =
            self.block.stem.filter(|&s| !matches!(blocks[s].kind, BlockKind::Heading | BlockKind::Title))
        else {
            return false;
        };
        let tokens = self.page.reading.words().of_block(stem);
        let ends = ["to", "can", "may", "help", "helps", "will", "by", "through", "for", "could", "might"];
        tokens.end.checked_sub(1).is_some_and(|last| self.is(last, &ends)) || self.names_treatment(tokens)
    }

    /// The article's own subject, if it has one.
    fn implied(&self) -> Option<Subject> {
        self.page.sells.then_some(Subject::Implied)
    }
}
