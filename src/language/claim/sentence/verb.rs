//! Verbs of change: whether a word is a verb where it stands, in which form, and whether it states an
//! effect there. Owns the verb; asks `subject` who acts and `object` what it is on, and must not look for
//! either by itself.

use super::super::grammar::{self, Form};
use super::super::polarity::Speaks;
use super::super::{Claim, Head, Names, Object, Says, Strength, Subject};
use super::subject::SUBJECT_REACH;
use super::{Doer, On, Sentence};
use crate::document::BlockKind;
use crate::language::closed;
use crate::language::mark::{Mark, is_number};
use crate::language::token::Flags;

/// How far behind a verb that no lexicon knows its object may stand, in words.
const NEAR_OBJECT: usize = 5;
/// How far before such a verb the treatment may stand, in words.
const NEAR_DOER: usize = 5;
/// How far behind "treats" those stand whom somebody sees, in words.
const WHOM: usize = 3;
/// How far before "used for" a verb still belongs to it, in words.
const NEUTRAL_REACH: usize = 8;

/// What a verb that no lexicon knows must be on, to state an effect.
fn acts_on(object: Object) -> bool {
    object >= Object::Symptom || object == Object::Physiology
}

impl Sentence<'_, '_, '_> {
    /// "reduces pain", "helps you sleep".
    pub(super) fn verb(&mut self, mark: &Mark, strength: Strength, rest: &[Mark]) -> Option<Claim> {
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
            Some(on) if on.last < head => (Some(on), mark.last() as usize + 1),
            Some(on) => (Some(on), on.last),
            // "Speeds things up": in a list of benefits the object may be anything, and so it may in any
            // list of what the article promotes
            None if fragment
                && self.in_list()
                && form == Form::Third
                && !self.speaks_of_dealings()
                && match self.page.polarity.of(self.page.number) {
                    Speaks::OfBenefits => true,
                    Speaks::Openly => {
                        self.block.kind == BlockKind::ListItem && self.page.promotes && !self.page.advises
                    }
                    Speaks::OfOther => false,
                } =>
            {
                (None, self.phrase_end(mark.last() as usize))
            }
            None => return None,
        };
        let subject = self.subject(head, form, on, strength)?;
        Some(self.claim(head, strength, subject, on, last))
    }

    /// "Our physiotherapists treat back pain", "Dr Lund has treated migraine since 1998": whom somebody
    /// sees, which is no effect. "We have treated" may boast of one.
    pub(super) fn is_practice(&self, head: usize) -> bool {
        let now = self.is(head, &["treat", "treats"]);
        if !now && !self.is(head, &["treated", "treating"]) {
            return false;
        }
        let mut noun = head;
        while noun > self.sentence.start
            && self.is_before(noun, &["has", "have", "been", "can", "also", "often", "mostly"])
        {
            noun -= 1;
        }
        let before = self.clause_start(head)..noun;
        // "treats babies with colic": whom somebody sees, unless the treatment does it
        let whom = (head + 1..(head + WHOM).min(self.sentence.end))
            .take_while(|&t| !self.is(t, &["with", "for", "in", "of"]))
            .any(|t| self.says(t, Says::Person));
        if whom && !before.is_empty() && !self.names_treatment(before.clone()) && !self.points(noun - 1) {
            return true;
        }
        let titled = |t: usize| self.is(t, &closed::TITLES);
        let boasts = self.is(head - usize::from(head > before.start), &["successfully"]);
        if before.clone().any(titled) && !boasts {
            return true;
        }
        let works = |t: usize| self.is_trade(t);
        // "a team that treats eating disorders"
        let relative = noun > before.start + 1 && self.is_before(noun, &closed::SUBJECT_RELATIVES);
        if now && relative && (self.says(noun - 2, Says::House) || works(noun - 2)) {
            return true;
        }
        let provides = |m: &Mark| {
            m.last() as usize + 1 == noun && self.page.kinds.roles(m.kind).doer == Some(Names::Provider)
        };
        now && !before.is_empty() && (works(noun - 1) || self.marks(before).iter().any(provides))
    }

    /// "Physiotherapists help patients recover and manage their pain": what a trade does for those it sees, and
    /// no promise of this page. "Our physiotherapists help" is one.
    pub(super) fn tells_a_trade(&self) -> bool {
        /// Most words of the name of a trade.
        const NAME: usize = 4;
        let start = self.sentence.start;
        let trade = (start..(start + NAME).min(self.sentence.end))
            .find(|&t| self.is_trade(t))
            .filter(|&t| !(start..t).any(|t| self.is(t, &grammar::OWNERS)));
        let verb = trade.and_then(|t| {
            (t + 1..self.sentence.end).find(|&t| !self.is(t, &["can", "may", "also", "often", "mostly"]))
        });
        verb.is_some_and(|t| {
            self.is(t, &["help", "assist", "teach", "treat"])
                && (t + 1..(t + 3).min(self.sentence.end)).any(|t| self.says(t, Says::Person))
        })
    }

    /// "acupuncturists", "massage therapists": who works, whatever it is called.
    fn is_trade(&self, token: usize) -> bool {
        self.says(token, Says::Tradesperson)
    }

    /// "Reduces your bill": money, time or goods are named.
    pub(super) fn speaks_of_dealings(&self) -> bool {
        self.marks(self.sentence.clone()).iter().any(|m| self.page.kinds.says(m.kind, Says::Dealings))
    }

    /// "stops the bone from shrinking", "draws the ache out of the joint": a whole predicate that is an
    /// effect, whatever it is on. What does so must be the treatment.
    pub(super) fn does(&mut self, mark: &Mark) -> Option<Claim> {
        let head = mark.first as usize;
        let last = mark.last() as usize;
        let form = self.verb_form(mark)?;
        if form == Form::Past || self.runs_on(mark) || self.defines(head) {
            return None;
        }
        let on = self.weightiest(head + 1..last + 1);
        if self.page.pharmacology && on.is_some_and(|on| on.object == Object::Physiology) {
            return None;
        }
        if !self.starts(head)
            && form != Form::Ing
            && !matches!(self.doer(head), Some(Doer::Claimed(_) | Doer::Unknown))
        {
            return None;
        }
        let subject = self.subject(head, form, on, Strength::Cause)?;
        Some(self.claim(head, Strength::Cause, subject, on, last))
    }

    /// "reduced inflammation" in an item is an effect; "pain is reduced" and "has reduced" need more.
    fn past(&mut self, mark: &Mark, strength: Strength, rest: &[Mark]) -> Option<Claim> {
        let head = mark.first as usize;
        let starts = self.starts(head);
        let from = head.saturating_sub(2).max(self.sentence.start);
        let perfect = head > self.sentence.start
            && (self.is_before(head, &["has", "have", "'ve", "’ve", "also", "significantly", "clinically"])
                || self.word(head - 1).ends_with("ly") && self.is(from, &["has", "have", "'ve", "’ve"]));
        let item = starts && self.in_list();
        let on = self.object_after(mark.last() as usize, rest);
        if !perfect && !item && !on.is_some_and(|on| self.told_of_patients(on.last)) {
            return self.passive(mark, strength);
        }
        let on = on?;
        if self.harms(mark, on) {
            return None;
        }
        let subject = self.subject(head, Form::Past, Some(on), strength)?;
        let strength = if item { Strength::Improve } else { strength };
        Some(self.claim(head, strength, subject, Some(on), on.last))
    }

    /// "eased pain in all my patients": what happened is told of everybody whom the publisher sees.
    fn told_of_patients(&self, object: usize) -> bool {
        /// Most words from the object to the patients.
        const NEAR: usize = 7;
        let end = (object + 1 + NEAR).min(self.sentence.end);
        let Some(at) = (object + 1..end).find(|&t| self.is(t, &["in", "for"])) else { return false };
        (at + 1..end).any(|t| self.is(t, &["our", "my"]))
            && (at + 1..end).any(|t| self.says(t, Says::Receiver))
    }

    /// "Anxiety can be cleared in one session", "blood flow is restored": what the effect is on stands
    /// before the verb. Treating, managing and removing are also what anybody does with a complaint, but
    /// "asthma is treated with our salt" says by what.
    fn passive(&mut self, mark: &Mark, strength: Strength) -> Option<Claim> {
        let head = mark.first as usize;
        let from = self.clause_start(head);
        let linked = (from..head).rev().find(|&t| !self.word(t).ends_with("ly"))?;
        let handled = self.says(head, Says::Handles) && !self.by_promoted(mark.last() as usize + 1);
        if handled || !self.is(linked, &["is", "are", "be", "get", "gets", "'re", "’re"]) {
            return None;
        }
        let before = self.before(linked)?;
        if self.points(before) || self.is(before, &["that"]) {
            return self.told_passive(mark, strength, before);
        }
        let (object, noun) = self.object_before(before, linked)?;
        // "endorphins are released", where the treatment is spoken of and nothing else is said to do it
        let by_ours = || {
            let behind = mark.last() as usize + 1;
            let agent = behind < self.sentence.end
                && self.is(behind, &["by"])
                && !self.names_treatment(behind..self.sentence.end);
            !agent && !self.page.pharmacology
        };
        let physiology = object == Object::Physiology;
        let fits = match strength {
            Strength::Cure => object >= Object::Symptom,
            _ => !physiology || by_ours() && self.follows_treatment(),
        };
        if !fits || self.is_after_effect(noun, head) || self.is_neutral(linked) {
            return None;
        }
        let owed = self.treatment.is_some()
            || self.tells_freely(head, mark.last() as usize)
            || self.follows_treatment() && !self.bound_before(head);
        let subject = if owed { self.implied()? } else { return None };
        let on = On { object, first: noun.first as usize, last: noun.last() as usize };
        Some(Claim {
            first: noun.first,
            ..self.claim(head, strength, subject, Some(on), mark.last() as usize)
        })
    }

    /// "Germs cause gum disease. With ozone, it is cured.": the complaint was named before.
    fn told_passive(&mut self, mark: &Mark, strength: Strength, pronoun: usize) -> Option<Claim> {
        let head = mark.first as usize;
        let on = self.complaint_before(pronoun).or(self.page.told)?;
        let owed = self.treatment.is_some() || self.follows_treatment() && !self.bound_before(head);
        if !owed || strength == Strength::Improve && self.treatment.is_none() || self.is_neutral(pronoun) {
            return None;
        }
        let subject = self.implied()?;
        Some(self.claim(head, strength, subject, Some(on), mark.last() as usize))
    }

    /// "Struggling with gout? Red light is the answer.", "If you suffer from gout, this will help.": the
    /// complaint is named before, and the treatment said to answer it.
    pub(super) fn answers(&mut self, mark: &Mark) -> Option<Claim> {
        let head = mark.first as usize;
        let last = mark.last() as usize;
        let ends = last + 1 >= self.sentence.end || self.flag(last, Flags::CLAUSE_END);
        // "If you suffer from gout, this will help": what "if" asks about ends with the comma
        let parted = self.is(self.sentence.start, &["if", "whether"])
            && (self.clause_start(head)..head).any(|t| self.flag(t, Flags::COMMA));
        if !ends || self.in_heading() || self.is_neutral(head) && !parted {
            return None;
        }
        let Some(Doer::Claimed(subject)) = self.doer(head) else { return None };
        let told = self.page.told.filter(|_| subject == Subject::Treatment && self.treatment.is_some());
        let on = self.complaint_before(head).or(told)?;
        Some(self.claim(head, Strength::Improve, subject, Some(on), last))
    }

    /// "used for migraine": what it is on is known, an effect is not stated.
    pub(super) fn neutral(&mut self, mark: &Mark, rest: &[Mark]) -> Option<Claim> {
        let head = mark.first as usize;
        let grave = self.offered_for(mark);
        let on = grave.or_else(|| self.object_after(mark.last() as usize, rest))?;
        // "trained to work with people who have cancer": the work is with them, not on it
        if grave.is_none() && (mark.last() as usize..on.first).any(|t| self.is(t, &["who"])) {
            return None;
        }
        let subject = match self.doer(head)? {
            Doer::Claimed(subject) => subject,
            Doer::Unknown => self.implied()?,
            Doer::Other => return None,
        };
        // where a verb of change follows, it is the verb that is put neutrally
        let strength = if grave.is_some() { Strength::Improve } else { Strength::Neutral };
        Some(self.claim(head, strength, subject, Some(on), on.last))
    }

    /// "is used to treat pain, migraine and depression", on a page that promotes it: what is said to be in
    /// use for a disease that needs a doctor is offered for it, wherever that stands in the list.
    fn offered_for(&self, mark: &Mark) -> Option<On> {
        const LIST: usize = 25;
        const OFFERS: [&str; 5] = ["used", "recommended", "prescribed", "indicated", "given"];
        let (head, last) = (mark.first as usize, mark.last() as usize);
        let offers = self.page.promotes
            && !self.page.advises
            && (self.treatment.is_some_and(|t| t < head) || self.points(self.sentence.start))
            && (head..=last).any(|t| self.is(t, &OFFERS))
            // what was done once is told
            && !self.is(head, &["was", "were"])
            && !self.flag(last, Flags::CLAUSE_END);
        if !offers {
            return None;
        }
        let end = (last + 1 + LIST).min(self.sentence.end);
        let end = (last + 1..end).find(|&t| self.flag(t, Flags::CLAUSE_END)).map_or(end, |t| t + 1);
        self.weightiest(last + 1..end).filter(|on| on.object == Object::SeriousDisease)
    }

    /// "Buffers the lactic acid", "it quenches the fire in your joints": whatever a treatment is said
    /// to do to a complaint or a part of the body is an effect, in words that no lexicon knows.
    pub(super) fn unknown_verb(&mut self, marks: &[Mark]) -> Option<Claim> {
        const MOST: usize = 8;
        let known = || marks.iter().any(|m| self.page.kinds.object(m.kind).is_some());
        if self.in_heading() || !known() && !self.speaks_to_reader() {
            return None;
        }
        let open = self.sentence.start..self.sentence.end.saturating_sub(1);
        let verbs: Vec<usize> = open.filter(|&t| self.may_be_verb(t)).take(MOST).collect();
        verbs.into_iter().find_map(|verb| self.by_unknown_verb(verb, marks))
    }

    /// Built and placed like a verb of change that no lexicon knows: "quenches the fire", "it scrubs
    /// pigment", "they unjam the joint".
    fn may_be_verb(&self, at: usize) -> bool {
        // most words are told by their forms alone
        let third = grammar::third_person(self.word(at));
        let follows_plural = || grammar::is_plural(self.word(at - 1)) || self.is_before(at, &["they"]);
        if !(third || at > self.sentence.start && follows_plural()) {
            return false;
        }
        if self.flag(at, Flags::COMMA)
            || self.flag(at, Flags::CLAUSE_END)
            || self.flag(at, Flags::JOINT)
            || self.says(at, Says::NoEffect)
            || self.says(at, Says::Brings)
            || self.is(at, &closed::PREPOSITIONS)
            || self.is(at, &grammar::DECADES)
        {
            return false;
        }
        // a noun that a lexicon knows is none
        let named = self.page.named_at(at).is_some()
            || self.page.marked.marks().starting(at).iter().any(|m| {
                let roles = self.page.kinds.roles(m.kind);
                roles.doer.is_some() || roles.object.is_some()
            });
        if named {
            return false;
        }
        let opens = self.is(at + 1, &grammar::OPENS_NOUN);
        // "in your hands your feet"
        if self.is_before(at, &grammar::OWNERS) {
            return false;
        }
        if third {
            // a noun in -s may stand before an article, but not between the treatment and what it is on;
            // "pressure waves through the skin" go anywhere
            return opens && !self.is(at + 1, &["through"])
                || self.follows_doer(at) && !self.is(at + 1, &closed::PREPOSITIONS) && !self.before_link(at);
        }
        opens
            && (self.follows_doer(at) || self.follows_opening(at))
            && Form::of(self.word(at)) == Form::Base
            && !grammar::ends_noun_phrase(self.word(at))
    }

    /// "Rested adrenals rewire your mood": a short noun phrase opens the sentence, and what follows the
    /// verb is the reader's own.
    fn follows_opening(&self, at: usize) -> bool {
        const LONGEST: usize = 4;
        let phrase = self.sentence.start..at;
        phrase.len() <= LONGEST
            && self.is(at + 1, &["your"])
            && !phrase.clone().any(|t| {
                self.flag(t, Flags::COMMA)
                    || self.flag(t, Flags::CLAUSE_END)
                    || self.is(t, &grammar::OPENS_CLAUSE)
                    || self.is(t, &closed::PREPOSITIONS)
                    || self.says(t, Says::Person)
            })
    }

    /// The word before names the treatment or points back to it: "it scrubs", "our drops hush".
    fn follows_doer(&self, at: usize) -> bool {
        if at == self.sentence.start || self.flag_before(at, Flags::COMMA) {
            return false;
        }
        let last = at - 1;
        let from = last.saturating_sub(NEAR_DOER).max(self.sentence.start);
        let ends = |m: &Mark| m.last() as usize == last && self.page.kinds.treats(m.kind);
        self.is(last, &["it", "they", "which", "that"])
            || self.page.names_known_until(last)
            || self.marks(from..at).iter().any(ends)
    }

    /// "nodules can": a noun before its verb.
    fn before_link(&self, at: usize) -> bool {
        self.is(at + 1, &grammar::AUXILIARIES)
    }

    fn by_unknown_verb(&mut self, verb: usize, marks: &[Mark]) -> Option<Claim> {
        if self.is_neutral(verb) || self.is_practice(verb) {
            return None;
        }
        let from = marks.partition_point(|m| m.first as usize <= verb);
        let opens = self.is(verb + 1, &grammar::OPENS_NOUN);
        let item = self.in_list() && self.starts(verb);
        let fits = |object| {
            acts_on(object) && (opens || object >= Object::Symptom) || item && object == Object::Benefit
        };
        let near = self.object_near(verb, NEAR_OBJECT, &marks[from..]);
        let own = || near.filter(|_| self.follows_opening(verb));
        let on = near.filter(|on| fits(on.object)).or_else(own).or_else(|| self.readers_own(verb, near))?;
        let subject = if self.starts(verb) {
            if !opens || self.in_list() && self.page.polarity.of(self.page.number) == Speaks::OfOther {
                return None;
            }
            self.implied()?
        } else {
            match self.doer(verb)? {
                Doer::Claimed(subject) => subject,
                Doer::Unknown
                    if self.page.promotes
                        && !self.page.advises
                        && opens
                        && self.clause_start(verb) == self.sentence.start
                        && self.page.polarity.of(self.page.number) != Speaks::OfOther =>
                {
                    self.implied()?
                }
                _ => return None,
            }
        };
        if on.object == Object::Physiology && self.page.pharmacology {
            return None;
        }
        Some(self.claim(verb, Strength::Cause, subject, Some(on), on.last))
    }

    /// "it resets your metabolism", "the tea hugs your middle": what is the reader's own, whatever it is,
    /// where the treatment itself acts on it.
    fn readers_own(&self, verb: usize, near: Option<On>) -> Option<On> {
        let noun = verb + 2;
        let own = noun < self.sentence.end && self.is(verb + 1, &["your"]);
        let acts = || matches!(self.doer(verb), Some(Doer::Claimed(Subject::Treatment | Subject::Implied)));
        if !own || !self.follows_doer(verb) || !acts() {
            return None;
        }
        Some(near.unwrap_or(On { object: Object::Unknown, first: noun, last: noun }))
    }

    /// The form of the verb that a mark begins with; `None` where the word is no verb there.
    pub(super) fn verb_form(&self, mark: &Mark) -> Option<Form> {
        let head = mark.first as usize;
        // "kick-starts": a hyphened verb shows its form at its end
        let mut ending = head;
        while ending < mark.last() as usize && self.flag(ending, Flags::JOINT) {
            ending += 1;
        }
        let form = Form::of(self.word(ending));
        let single = mark.first == mark.last();
        if single && self.shows_noun(head, form) {
            return None;
        }
        if self.starts(head) {
            return Some(form);
        }
        // "Hearing aids may help", "a scale and polish can leave": what can, may, is and has is a noun
        if single
            && (form == Form::Third
                || form == Form::Base && !self.is_before(head, &["i", "you", "we", "they", "to"]))
            && head + 1 < self.sentence.end
            && !self.flag(head, Flags::COMMA)
            && (self.is(head + 1, &grammar::BEHIND_SUBJECT) || self.is(head + 1, &["have", "do"]))
        {
            return None;
        }
        // "free-living": part of an adjective
        if single && self.flag(head, Flags::JOINT) {
            return None;
        }
        let before = self.before(head);
        let Some(before) = before else { return Some(form) };
        // "the cut", "a deeply relaxing", "your balance": a noun or an adjective
        if single
            && (self.is(before, &grammar::DETERMINERS) && !self.points(before)
                || self.flag_before(head, Flags::JOINT))
        {
            return None;
        }
        // "discs are small cushions": what stands behind "are" is a noun
        if single && form == Form::Third && before == head - 1 && self.follows_copula(before) {
            return None;
        }
        // "for comfort", "in control", "with ease", "in open channels"
        if (single && form != Form::Ing || form == Form::Base) && self.is_before(head, &grammar::BEFORE_NOUN)
        {
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
                || closed::is(
                    word,
                    &[
                        "and", "or", "to", "we", "they", "you", "that", "which", "these", "people",
                        "children", "women", "men", "who",
                    ],
                )
                || self.flag(before, Flags::COMMA) && self.inherited.is_some()
                || self.is(self.sentence.start, &["let"])
                || self.is_inverted()
                || self.names_several(before)
                || self.plural_antecedent(head).is_some()
                || self.follows_plural_phrase(head);
            if !fits {
                return None;
            }
        }
        Some(form)
    }

    /// "Movements that focus on the core bring better circulation": the relative clause of the plural noun
    /// that the verb belongs to. What follows the verb opens a noun phrase.
    pub(super) fn plural_antecedent(&self, head: usize) -> Option<usize> {
        let from = self.clause_start(head);
        (from + 1..head.saturating_sub(1))
            .find(|&t| self.is(t, &closed::SUBJECT_RELATIVES))
            .filter(|_| self.opens_noun(head + 1))
            .filter(|&t| grammar::is_plural(self.word(t - 1)) && !self.flag_before(t, Flags::COMMA))
    }

    /// "Regular sessions of massage ease the back", "endorphins released by massage ease pain": a verb that has
    /// an object belongs to the plural noun that a phrase describes.
    fn follows_plural_phrase(&self, head: usize) -> bool {
        let from = self.clause_start(head);
        let Some(phrase) = (from + 1..head).find(|&t| self.is(t, &closed::PREPOSITIONS)) else {
            return false;
        };
        let described = phrase - 1 > from && Form::of(self.word(phrase - 1)) == Form::Past;
        let noun = phrase - 1 - usize::from(described);
        let plain = !(from..head).any(|t| {
            self.is(t, &grammar::AUXILIARIES)
                || self.is(t, &grammar::OPENS_CLAUSE)
                || self.flag(t, Flags::COMMA)
        });
        let names = |m: &Mark| self.page.kinds.object(m.kind).is_some();
        plain
            && grammar::is_plural(self.word(noun))
            && (self.opens_noun(head + 1) || self.begins_behind(head + 1, names))
    }

    /// A word opens the noun phrase that a verb before it is on.
    fn opens_noun(&self, next: usize) -> bool {
        let changed = |m: &Mark| self.page.kinds.roles(m.kind).head == Some(Head::Changed);
        self.begins_behind(next, changed)
            || next < self.sentence.end
                && !self.flag_before(next, Flags::COMMA)
                && self.is(next, &grammar::OPENS_NOUN)
    }

    /// Such a mark begins right behind a verb, with no comma between.
    fn begins_behind(&self, next: usize, such: impl Fn(&Mark) -> bool) -> bool {
        next < self.sentence.end
            && !self.flag_before(next, Flags::COMMA)
            && self.page.marked.marks().starting(next).iter().any(such)
    }

    /// The subject stands behind the verb's auxiliary: "Can massage ease pain?", "Not only does it ease pain".
    fn is_inverted(&self) -> bool {
        let first = self.sentence.start;
        let denied =
            first + 2 < self.sentence.end && self.is(first, &["not"]) && self.is(first + 1, &["only"]);
        self.is(first + if denied { 2 } else { 0 }, &grammar::INVERTS)
    }

    /// A word that could be a verb, where the words beside it show a noun.
    fn shows_noun(&self, head: usize, form: Form) -> bool {
        /// Third persons that are seldom nouns: what follows them describes their object.
        const HAVE: [&str; 9] =
            ["has", "uses", "gives", "makes", "takes", "gets", "offers", "requires", "includes"];
        /// Verbs that cannot follow a verb without "to".
        const DO: [&str; 5] = ["make", "have", "give", "do", "get"];
        let next = head + 1;
        let goes_on = next < self.sentence.end && !self.flag(head, Flags::COMMA);
        // "long spells of", "the flushes of"
        if form == Form::Third && goes_on && self.is(next, &["of"]) {
            return true;
        }
        // "Flushes and night sweats get": of two verbs both show it
        let joined = goes_on && self.is(next, &["and", "or"]) && next + 1 < self.sentence.end;
        if form == Form::Third
            && joined
            && self.starts(head)
            && self.block.kind == BlockKind::Paragraph
            && !grammar::third_person(self.word(next + 1))
        {
            return true;
        }
        if head == self.sentence.start || self.flag_before(head, Flags::COMMA) {
            return false;
        }
        // "two clear scans"
        if form == Form::Base && self.counts(head - 1) {
            return true;
        }
        // "uses firm strokes", "fish oil make"
        form == Form::Base && (self.is_before(head, &HAVE) || goes_on && self.is(next, &DO))
    }

    /// A number, behind which stands no verb: "two clear scans", but not "the two relieve".
    pub(super) fn counts(&self, token: usize) -> bool {
        let before = || self.is_before(token, &["the", "these", "those", "all"]);
        let number = is_number(&self.page.marked.words().tokens()[token]);
        (number || self.is(token, &["several", "few"])) && !before()
    }

    /// "It means stop progression", "Success = keep your hair": says what a word stands for, and promises nothing.
    fn defines(&self, head: usize) -> bool {
        let equals = |t: usize| {
            let tokens = self.page.marked.words().tokens();
            let gap = tokens[t].end()..tokens[t + 1].start as usize;
            self.page.marked.document().prose()[gap].contains('=')
        };
        head > self.sentence.start
            && (self.is_before(head, &["means", "mean", "meaning"])
                || (self.clause_start(head)..head).any(equals))
    }

    /// A phrase with a gap that reaches over the joint of two statements: "takes longer, and … off".
    fn runs_on(&self, mark: &Mark) -> bool {
        (mark.first as usize..mark.last() as usize)
            .any(|t| self.flag(t, Flags::COMMA) && self.is(t + 1, &["and", "but", "so"]))
    }

    /// "pressure increases rapidly", "increases in dehydration": a verb without an object; "benefits
    /// told in passing": no verb at all.
    fn stands_alone(&self, mark: &Mark) -> bool {
        if mark.first != mark.last() {
            return false;
        }
        let described = |at: usize| {
            at + 2 < self.sentence.end
                && !self.flag(at, Flags::COMMA)
                && Form::of(self.word(at + 1)) == Form::Past
                && self.is(at + 2, &closed::PREPOSITIONS)
        };
        if self.starts(mark.first as usize) && described(mark.last() as usize) {
            return true;
        }
        let mut at = mark.last() as usize;
        if self.pronoun_after(at).is_some() {
            return false;
        }
        loop {
            if self.flag(at, Flags::COMMA) || self.flag(at, Flags::CLAUSE_END) || at + 1 >= self.sentence.end
            {
                return true;
            }
            at += 1;
            if !self.word(at).ends_with("ly") {
                // "protects from" goes on to what it is on
                let goes_on = self.is(at, &["from", "against"]);
                return !goes_on && self.is(at, &closed::PREPOSITIONS) || self.is(at, &grammar::OPENS_CLAUSE);
            }
        }
    }

    /// One word or two that are no pronoun stand between "are" and what follows them.
    fn follows_copula(&self, last: usize) -> bool {
        let links = |t: usize| self.is(t, &closed::BE_FINITE) || self.is(t, &["be"]);
        let opens =
            |t: usize| self.points(t) || self.is(t, &grammar::OPENS_CLAUSE) || self.is(t, &["what", "why"]);
        let parted = |t: usize| self.flag(t, Flags::COMMA) || self.flag(t, Flags::CLAUSE_END);
        let from = last.saturating_sub(2).max(self.sentence.start);
        (from..=last).rev().take_while(|&t| !opens(t) && !parted(t)).any(links)
    }

    /// "massage and yoga": two names make several.
    pub(super) fn names_several(&self, last: usize) -> bool {
        let from = last.saturating_sub(4).max(self.sentence.start);
        (from..last).any(|t| self.is(t, &["and"]))
    }

    /// The verb belongs to "used to", "designed to".
    pub(super) fn is_neutral(&self, head: usize) -> bool {
        let before = self.marks(head.saturating_sub(NEUTRAL_REACH).max(self.sentence.start)..head);
        before.iter().any(|m| {
            self.page.kinds.roles(m.kind).head == Some(Head::Neutral)
                && m.last() as usize + 2 >= head
                // "If nothing works, massage eases pain"
                && !(m.last() as usize..head).any(|t| self.flag(t, Flags::COMMA))
        })
    }

    /// "It can also be used to relieve pain": what it can be used to do is what it can do.
    fn can_be_used(&self, to: usize) -> bool {
        const REACH: usize = 4;
        self.is_before(to, &["used"])
            && (to.saturating_sub(REACH).max(self.sentence.start)..to - 1)
                .any(|t| self.is(t, &["can", "could"]))
    }

    /// "Massage makes it easier to relax", "it is easy to ease pain with massage".
    fn made_easy(&self, to: usize, near: usize) -> bool {
        let easy = self.is_before(to, &["easy", "easier", "possible", "simple"]);
        easy && (self.names_treatment(near..to) || self.by_promoted(to + 1))
    }

    /// "helps to reduce", "shown to reduce": the infinitive states an effect; "used to treat" and
    /// "to reduce pain, rest" do not.
    pub(super) fn infinitive_claims(&self, to: usize) -> bool {
        /// Most words of a name that an item begins with.
        const NAME: usize = 6;
        let start = self.sentence.start;
        // a sentence may be as long as the file
        let near = to.saturating_sub(SUBJECT_REACH).max(start);
        to > start
            && (self.is_before(to, &["you", "and"])
                || self.says_before(to, Says::Able)
                || self.is_aspect(to - 1)
                || self.can_be_used(to)
                || self.made_easy(to, near)
                // "- Zinc carnosine, to heal the gut lining"
                || self.in_list() && self.page.promotes && self.flag_before(to, Flags::COMMA) && to - start <= NAME
                // "Drink our tea to calm the gut"
                || self.says(start, Says::Takes) && near == start && self.speaks_of_ours(start..to)
                // "It can take a few weeks to clear acne"
                || self.says_before(to, Says::Span)
                    && (near..to).any(|t| self.is(t, &["take", "takes", "only", "just"])))
    }
}
