//! What the reader is to feel, and to be rid of: "leaves you refreshed", "say goodbye to bloating", "the
//! ache melts away". Owns these heads and whose promise they are; must not know how a verb of change is read.

use super::super::grammar::{self, Form};
use super::super::polarity::Speaks;
use super::super::{Claim, Object, Says, Strength, Subject};
use super::{Doer, On, Sentence};
use crate::language::closed::{self, join};
use crate::language::mark::Mark;
use crate::language::token::Flags;

/// Most words of a noun phrase that are looked back over.
const LONGEST_NOUN: usize = 6;

impl<'a> Sentence<'_, 'a, '_> {
    /// "leaves you refreshed", "feel lighter".
    pub(super) fn feels(&mut self, mark: &Mark) -> Option<Claim> {
        let head = mark.first as usize;
        let parted = (head..mark.last() as usize).any(|t| self.flag(t, Flags::COMMA));
        if parted || Form::of(self.word(head)) == Form::Past || self.is_neutral(head) {
            return None;
        }
        let subject = self.promise(head)?;
        let on = On { object: Object::Benefit, first: head, last: mark.last() as usize };
        Some(self.claim(head, Strength::Improve, subject, Some(on), on.last))
    }

    /// "say goodbye to bloating".
    pub(super) fn farewell(&mut self, mark: &Mark) -> Option<Claim> {
        let head = mark.first as usize;
        if self.is_neutral(head) {
            return None;
        }
        let subject = self.promise(head)?;
        let last = mark.last() as usize;
        // the complaint that the reader is to be rid of
        let complaint = self.last_complaint(head..last + 1).filter(|on| on.last <= last);
        let on = complaint.unwrap_or(On { object: Object::Benefit, first: head, last });
        Some(self.claim(head, Strength::Improve, subject, Some(on), last))
    }

    /// "the ache melts away", "inflammation is reduced", "energy returns".
    pub(super) fn recedes(&mut self, mark: &Mark, returns: bool) -> Option<Claim> {
        let head = mark.first as usize;
        let before = self.before(head)?;
        let form = Form::of(self.word(head));
        let passive = self.is(head, &["is", "are", "be", "becomes", "become", "get", "gets"]);
        let noun_only = form == Form::Base
            && before + 1 == head
            && !grammar::is_plural(self.word(before))
            && !self.names_several(before);
        // "cupping and myofascial release are": what is and has is a noun
        let next = mark.last() as usize + 1;
        let followed = next < self.sentence.end
            && !self.flag(mark.last() as usize, Flags::COMMA)
            && self.is(next, &grammar::BEHIND_SUBJECT);
        if form == Form::Past || !passive && (noun_only || followed) {
            return None;
        }
        let (object, noun) = self.object_before(before, head)?;
        // "visits until their symptoms improve": how long
        let bound = (self.clause_start(head)..head).any(|t| self.is(t, &["until", "till", "unless"]));
        // "asked about weight loss, stopping smoking", "CBT for insomnia works better", "like gas drops"
        let listed = form == Form::Ing && self.flag_before(head, Flags::COMMA);
        let first = noun.first as usize;
        let named_for = self.is_before(first, &["for", "to", "with", "than", "like"])
            && self.before(head) == Some(noun.last() as usize);
        if bound || listed || named_for || self.in_contact_clause(noun) {
            return None;
        }
        let good = || !self.better_low(noun) && matches!(object, Object::Benefit | Object::Physiology);
        // "colic drops or massage": what is given for it; "daily bloating and two clear scans"
        let falls = next < self.sentence.end
            && self.is(next, &["by", "within", "after", "in", "off", "when", "from"]);
        let opens = noun.first as usize == self.sentence.start;
        let drops = self.is(head, &["drops"]) && before + 1 == head && opens && !falls;
        if drops && object >= Object::Symptom || self.counts(before) {
            return None;
        }
        // "your vision drops", "energy fades" tell of a loss
        let lost = object == Object::Benefit && !self.better_low(noun) && self.dwindles(mark);
        if lost || self.is_after_effect(noun, head) || returns && (form == Form::Ing || !good()) {
            return None;
        }
        // "go away without treatment"
        let untreated = self.treatment.is_some_and(|t| self.is_before(t, &["without", "no", "any"]));
        let owed = self.owes
            || self.treatment.is_some() && !untreated
            || matches!(self.page.topic, Some(Doer::Claimed(_)))
            || self.in_list() && self.page.polarity.of(self.page.number) != Speaks::OfOther
            || (returns || object >= Object::Symptom || self.better_low(noun))
                && self.tells_freely(head, mark.last() as usize);
        if !owed {
            return None;
        }
        let subject = self.implied()?;
        let on = On { object, first: noun.first as usize, last: noun.last() as usize };
        Some(Claim {
            first: noun.first,
            ..self.claim(head, Strength::Improve, subject, Some(on), mark.last() as usize)
        })
    }

    /// "a hormone your gut releases", "one that the gut releases": a noun right before "your" is what the
    /// verb is on.
    fn in_contact_clause(&self, noun: &Mark) -> bool {
        let first = noun.first as usize;
        if first < self.sentence.start + 2 || !self.is_before(first, &["your", "the", "our", "their"]) {
            return false;
        }
        let mut last = first - 2;
        if last > self.sentence.start && self.is(last, &["that", "which"]) {
            last -= 1;
        }
        !self.flag(last, Flags::COMMA)
            && !self.flag(last, Flags::CLAUSE_END)
            && self.marks(last.saturating_sub(2).max(self.sentence.start)..first).iter().any(|m| {
                let roles = self.page.kinds.roles(m.kind);
                m.last() as usize == last && (roles.object.is_some() || roles.doer.is_some())
            })
    }

    /// What the noun phrase that ends with a word before a verb names, where it can be an object.
    pub(super) fn object_before(&self, last: usize, head: usize) -> Option<(Object, &'a Mark)> {
        let from = last.saturating_sub(LONGEST_NOUN).max(self.sentence.start);
        let heaviest = |at: usize| {
            self.marks(from..head)
                .iter()
                .filter(|m| (m.first as usize) <= at && at <= m.last() as usize)
                .filter_map(|m| Some((self.page.kinds.object(m.kind)?, m)))
                .max_by_key(|(o, _)| *o)
        };
        // "the headaches and the spare tyre are gone"
        let joined = || {
            let and = (from + 1..last)
                .rev()
                .take_while(|&t| !self.flag(t, Flags::COMMA))
                .find(|&t| self.is(t, &["and", "or"]))?;
            heaviest(and - 1).filter(|(object, noun)| *object >= Object::Symptom || self.better_low(noun))
        };
        // "the tightness in your jaw lets go"
        let placed = || {
            const PLACE: usize = 4;
            let at = (last.saturating_sub(PLACE).max(from + 1)..last)
                .rev()
                .find(|&t| self.is(t, &["in", "around", "across", "behind", "under", "on", "along"]))?;
            heaviest(at - 1).filter(|(object, _)| *object >= Object::Symptom)
        };
        // "the thickness of the hair is increased", "blood flow to the scalp is increased"
        let measured = || {
            const PLACE: usize = 4;
            let at = (last.saturating_sub(PLACE).max(from + 1)..last)
                .rev()
                .find(|&t| self.is(t, &["of", "to"]) && self.is(t + 1, &grammar::OWNERS))
                .filter(|&t| !self.says_before(t, Says::Aims))?;
            heaviest(at - 1)
        };
        // "the headaches you have had for years will stop"
        let related = || {
            let start = self.clause_start(head);
            let noun = self.marks(start..last).iter().find(|m| {
                m.first as usize <= start + 2 && self.page.kinds.object(m.kind) >= Some(Object::Symptom)
            })?;
            let next = noun.last() as usize + 1;
            let opens = next < last && self.is(next, &["you", "that", "which", "your"]);
            opens.then(|| Some((self.page.kinds.object(noun.kind)?, noun))).flatten()
        };
        // "the lines around your eyes fade": the eyes do not
        match heaviest(last) {
            Some(own) if own.0 >= Object::Symptom => Some(own),
            own => placed().or(own).or_else(joined).or_else(measured).or_else(related),
        }
    }

    /// What treatments leave behind for a while: that it goes away is aftercare.
    pub(super) fn is_after_effect(&self, noun: &Mark, head: usize) -> bool {
        let from = (noun.first as usize).saturating_sub(LONGEST_NOUN).max(self.sentence.start);
        let near = self.marks(from..head);
        near.iter().any(|m| self.page.kinds.says(m.kind, Says::AfterEffect) && m.last() >= noun.first)
    }

    /// Less of it is better: "blood pressure".
    fn better_low(&self, noun: &Mark) -> bool {
        let marks = self.marks(noun.first as usize..noun.last() as usize + 1);
        marks.iter().any(|m| self.page.kinds.says(m.kind, Says::BetterLow) && m.last() >= noun.last())
    }

    /// The verb is one of growing less.
    fn dwindles(&self, verb: &Mark) -> bool {
        let marks = self.marks(verb.first as usize..verb.last() as usize + 1);
        marks.iter().any(|m| self.page.kinds.says(m.kind, Says::Dwindles) && m.first == verb.first)
    }

    /// "Pain fades and movement returns." in an article that promotes a therapy or a product puts it
    /// down to that, though the sentence does not say so. A complaint that goes by itself, with rest or
    /// under a condition is told with more words.
    pub(super) fn tells_freely(&mut self, head: usize, last: usize) -> bool {
        const CLOSING: usize = 4;
        if self.page.advises
            || !self.page.promotes
            || self.page.polarity.of(self.page.number) == Speaks::OfOther
        {
            return false;
        }
        let bound = self.bound_before(head);
        let ends = |t: usize| {
            t + 1 >= self.sentence.end
                || self.flag(t, Flags::CLAUSE_END)
                || self.flag(t, Flags::COMMA)
                || self.is(t + 1, &["and", "because", "so", "but", "from"])
        };
        let mut at = last;
        while !ends(at) && self.says(at + 1, Says::Closing) && at < last + CLOSING {
            at += 1;
        }
        // "within days", "in a few weeks", "after six weeks"
        let span = !ends(at)
            && self.is(at + 1, &["within", "in", "over", "after", "by"])
            && (at + 2..(at + 2 + CLOSING).min(self.sentence.end)).any(|t| self.says(t, Says::Span));
        !bound && (ends(at) || span)
    }

    /// What stands before a word in its clause asks, or sets a condition.
    pub(super) fn bound_before(&self, head: usize) -> bool {
        /// What they open is asked or holds on a condition.
        const BOUND: [&str; 13] =
            join(&[&closed::INTERROGATIVES, &["if", "whether", "while", "unless", "until"]]);
        let from = self.clause_start(head);
        (from..head).any(|t| self.is(t, &BOUND) || self.is(t, &closed::FREQUENCIES))
    }

    /// Whose promise it is that the reader will feel or be rid of something.
    pub(super) fn promise(&mut self, head: usize) -> Option<Subject> {
        // "a plan to help you feel your best": what something is for
        if self.is_before(head, &["to"])
            && !self.infinitive_claims(head - 1)
            && !self.says_before(head - 1, Says::Comes)
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
        let before = self.before(head);
        // "Most people feel calm": what is said of people at large
        let people = |t: usize| {
            t > from
                && (self.says(t, Says::Receiver) || self.is(t, &grammar::PERSONS))
                && self.is_before(t, &["some", "many", "most", "other"])
        };
        // "Most people have a sense of calm and feel light"
        let joined = || {
            before.is_some_and(|t| self.is(t, &["and"]))
                && people(from + 1)
                && !self.names_treatment(from..head)
        };
        if before.is_some_and(people) || joined() {
            return None;
        }
        match self.doer(head) {
            Some(Doer::Claimed(subject)) => Some(subject),
            // "Bile comes from the liver. It helps you digest fat."
            Some(Doer::Other) if before.is_some_and(|t| self.points(t)) => None,
            // "Earplugs help you sleep"
            Some(Doer::Other) if before.is_some_and(|t| self.is_common(from, t)) => None,
            // "the picture gets brighter"
            Some(Doer::Unknown) if self.says(head, Says::Becomes) => None,
            // an order to the reader: in a text of advice it is advice
            None if self.page.advises || self.page.polarity.of(self.page.number) == Speaks::OfOther => None,
            _ => self.implied(),
        }
    }

    /// "you'll enjoy", "clients see": a reader who gets it.
    pub(super) fn receiver(&self, head: usize) -> Option<Subject> {
        let before = self.before(head)?;
        // "patients experiencing weight loss": who they are
        if before + 1 == head && Form::of(self.word(head)) == Form::Ing {
            return None;
        }
        let receives = self.is(before, &["you"]) || self.says(before, Says::Receiver);
        receives.then(|| self.implied()).flatten()
    }

    /// "you will have", "most of our patients have", "nine in ten clients report": somebody who is treated here.
    pub(super) fn patient(&self, head: usize) -> Option<Subject> {
        let before = self.before(head)?;
        let will = || (before + 1..head).any(|t| self.is(t, &["will", "'ll", "’ll"]));
        let people = ["people", "women", "men", "members"];
        let patients = self.says(before, Says::Receiver)
            && (!self.is(before, &people) || self.is_before(before, &["our", "my"]));
        (self.page.promotes && (patients || self.is(before, &["you"]) && will()))
            .then(|| self.implied())
            .flatten()
    }
}
