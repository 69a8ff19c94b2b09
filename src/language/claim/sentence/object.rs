//! What an effect is on: the object of a verb, the end of its noun phrase, and objects with which an
//! effect is harm or a service and no benefit. Owns the object; must not know who acts.

use std::ops::Range;

use super::super::grammar::{self, Form};
use super::super::{Object, Promotable, Says};
use super::subject::SUBJECT_REACH;
use super::{On, Sentence};
use crate::language::closed;
use crate::language::mark::Mark;
use crate::language::token::Flags;

/// How far behind the word that says the effect its object may stand, in words.
const OBJECT_REACH: usize = 8;

impl Sentence<'_, '_, '_> {
    /// The object of a verb; of one with a particle it may stand inside: "takes the pain away".
    pub(super) fn object_of(&self, mark: &Mark, rest: &[Mark]) -> Option<On> {
        let inside = rest
            .iter()
            .take_while(|m| m.first < mark.last())
            .filter(|m| m.first > mark.first && m.last() < mark.last())
            .filter_map(|m| {
                let object = self.page.kinds.object(m.kind)?;
                Some(On { object, first: m.first as usize, last: mark.last() as usize })
            })
            .max_by_key(|on| on.object);
        inside
            .or_else(|| self.object_after(mark.last() as usize, rest))
            .or_else(|| self.pronoun_after(mark.last() as usize))
    }

    /// The weightiest thing that can be an object there.
    pub(super) fn weightiest(&self, tokens: Range<usize>) -> Option<On> {
        let objects = self.marks(tokens).iter().filter_map(|m| {
            let object = self.page.kinds.object(m.kind)?;
            Some(On { object, first: m.first as usize, last: m.last() as usize })
        });
        objects.max_by_key(|on| on.object)
    }

    /// "it cures it": the complaint that the sentence named before.
    pub(super) fn pronoun_after(&self, verb: usize) -> Option<On> {
        // "helps with all of these"
        let pronoun =
            (verb + 1..self.sentence.end).take(3).find(|&t| !self.is(t, &["all", "of"])).unwrap_or(verb + 1);
        // "removes all of it": of a mass, and a complaint is none
        let mass = pronoun > verb + 1 && pronoun < self.sentence.end && self.is(pronoun, &["it"]);
        let alone = pronoun < self.sentence.end
            && !mass
            && (self.is(pronoun, &["it", "them", "both"]) || self.is(pronoun, &closed::DEMONSTRATIVES))
            && !self.flag(verb, Flags::CLAUSE_END)
            && (pronoun + 1 == self.sentence.end
                || self.flag(pronoun, Flags::CLAUSE_END)
                // "turns it off at the source"
                || self.is(pronoun + 1, &["off", "away", "down", "out", "back", "and"]));
        if !alone {
            return None;
        }
        self.complaint_before(verb).or(self.page.told)
    }

    /// The complaint that the sentence named before, or else the question before it.
    pub(super) fn complaint_before(&self, verb: usize) -> Option<On> {
        // a sentence may be as long as the file
        let near = verb.saturating_sub(SUBJECT_REACH).max(self.sentence.start);
        let told = self.last_complaint(near..verb);
        // "If you have gout and take allopurinol, iron blocks it": the medicine, and not the gout
        let medicine = told.is_some_and(|on| {
            // up to the comma: what stands behind it does something to it
            let comma = (on.last + 1..verb).find(|&t| self.flag(t, Flags::COMMA));
            let between = on.last + 1..comma.map_or(on.last + 1, |comma| comma + 1);
            // whatever is taken, if it is not ours
            let taken = between.clone().any(|t| self.says(t, Says::Takes));
            self.names(Promotable::Medicine, between.clone()) || taken && !self.speaks_of_ours(between)
        });
        told.filter(|_| !medicine).or(self.page.asked.filter(|_| !medicine))
    }

    /// The last complaint that is named there.
    pub(super) fn last_complaint(&self, tokens: Range<usize>) -> Option<On> {
        self.marks(tokens).iter().rev().find_map(|m| {
            let object = self.page.kinds.object(m.kind).filter(|&o| o >= Object::Symptom)?;
            Some(On { object, first: m.first as usize, last: m.last() as usize })
        })
    }

    /// The object of an effect: the first thing that can be one, in the clause and near.
    pub(super) fn object_after(&self, last: usize, rest: &[Mark]) -> Option<On> {
        self.object_near(last, OBJECT_REACH, rest)
    }

    pub(super) fn object_near(&self, last: usize, reach: usize, rest: &[Mark]) -> Option<On> {
        // "The music has faded, your shoulders have dropped": what a comma parts from the verb is no object
        let next = last + 1;
        if self.flag(last, Flags::COMMA) && next < self.sentence.end && self.is(next, &grammar::OWNERS) {
            return None;
        }
        let mut limit = last;
        while limit < last + reach
            && limit + 1 < self.sentence.end
            && !self.flag(limit, Flags::CLAUSE_END)
            && (!self.is(limit + 1, &grammar::OPENS_CLAUSE) || self.goes_on(limit))
            && !(limit > last
                && self.flag(limit, Flags::COMMA)
                && (grammar::is_plural(self.word(limit))
                    || self.is(limit + 1, &["and", "but", "or"])
                    || self.begins_doing(limit + 1)))
            && !(limit > last && self.is(limit + 1, &["and", "or", "but"]) && self.next_verb(limit + 2))
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
            // "holds a skin clinic"
            let next = mark.last() as usize + 1;
            if next <= limit && self.says(next, Says::House) && !self.flag_before(next, Flags::COMMA) {
                continue;
            }
            let weightier = best.is_none_or(|best| {
                let end = mark.last() as usize;
                let covers =
                    first <= best.first && (end > best.last || end == best.last && object > best.object);
                let reach = if object >= Object::Disease { best.first + NEAR } else { best.last + 1 };
                covers || first > best.last && first <= reach && object > best.object
            });
            if weightier {
                best = Some(On { object, first, last: mark.last() as usize });
            }
        }
        best.or_else(|| {
            let named = (last + 1..=limit)
                .find(|&t| grammar::names_disease(self.word(t)) && !self.says(t, Says::NoDisease))?;
            Some(On { object: Object::Disease, first: named, last: named })
        })
    }

    /// "conditions such as asthma", "people who have arthritis": what follows opens no clause of its own, or one
    /// that says of a person nothing but the complaint.
    fn goes_on(&self, at: usize) -> bool {
        let opens = at + 1;
        self.is(at, &["such"]) && self.is(opens, &["as"])
            || self.is(opens, &["who", "that"])
                && (self.says(at, Says::Person)
                    || self.is(at, &grammar::PERSONS)
                    || self.is(at, &["those", "anyone"]))
                && opens + 1 < self.sentence.end
                && self.says(opens + 1, Says::HasComplaint)
    }

    /// "more protein, adding regular walks": a participle there begins another doing. In "clear, glowing
    /// skin" it describes.
    fn begins_doing(&self, at: usize) -> bool {
        let describes = || {
            self.page.marked.marks().starting(at + 1).iter().any(|m| self.page.kinds.object(m.kind).is_some())
        };
        Form::of(self.word(at)) == Form::Ing && at + 1 < self.sentence.end && !describes()
    }

    /// "pain relief", "recovery from long COVID": the noun beside a complaint turns it into a benefit.
    pub(super) fn relieves(&self, on: On) -> bool {
        /// Most words of what stands between "from" and the complaint.
        const DESCRIBED: usize = 2;
        let behind = on.last + 1 < self.sentence.end
            && !self.flag(on.last, Flags::CLAUSE_END)
            && self.says(on.last + 1, Says::Relief);
        let from = on.first.saturating_sub(DESCRIBED + 1).max(self.sentence.start + 1);
        behind
            || (from..on.first)
                .any(|t| self.is(t, &["from", "of", "after", "against"]) && self.says_before(t, Says::Relief))
    }

    /// "triggers headaches", "raises cholesterol", "led to more fractures": more of a complaint is no
    /// benefit, nor is it one to destroy what is good.
    pub(super) fn harms(&self, mark: &Mark, on: On) -> bool {
        let here = |first: usize| self.page.marked.marks().starting(first);
        let more = here(mark.first as usize).iter().any(|m| self.page.kinds.says(m.kind, Says::More));
        let low = || {
            let marks = self.marks(on.first..on.last + 1);
            marks
                .iter()
                .any(|m| self.page.kinds.says(m.kind, Says::BetterLow) && m.last() as usize >= on.last)
        };
        if more {
            // "raises the risk of cancer"
            if (mark.first as usize..on.last).any(|t| self.is(t, &["risk", "risks", "danger", "dangers"])) {
                return true;
            }
            return !self.relieves(on) && (on.object >= Object::Symptom || low());
        }
        let brings = here(mark.first as usize).iter().any(|m| self.page.kinds.says(m.kind, Says::Brings));
        if brings && on.object >= Object::Symptom && !self.relieves(on) && !self.moved(on) {
            // "led to fewer fractures"
            return !(mark.last() as usize + 1..on.first).any(|t| self.says(t, Says::Lessened));
        }
        // "dissolves your enamel"
        let destroys = here(mark.first as usize).iter().any(|m| self.page.kinds.says(m.kind, Says::Destroys));
        destroys && on.object == Object::Benefit && !low()
    }

    /// "brings high blood pressure back to normal"
    fn moved(&self, on: On) -> bool {
        on.last + 1 < self.sentence.end
            && self.is(on.last + 1, &["back", "down", "under", "into", "within", "to"])
    }

    /// "inhibits an enzyme in the liver": the effect is on the enzyme, and no lexicon knows it.
    pub(super) fn merely_placed(&self, mark: &Mark, on: On) -> bool {
        let place = ["in", "at", "on", "within", "inside", "throughout", "near", "around", "for", "during"];
        on.object == Object::Physiology && (mark.last() as usize + 1..on.first).any(|t| self.is(t, &place))
    }

    /// "offers stem cell injections", "offers clinics for people with migraine": what is on offer is a
    /// service, not an effect.
    pub(super) fn offers_part(&self, mark: &Mark, on: On) -> bool {
        let complaint = on.object >= Object::Symptom && !self.relieves(on) && !self.moved(on);
        let service = on.object == Object::Physiology || complaint;
        service && mark.first == mark.last() && self.says(mark.first as usize, Says::Gives)
    }

    /// The last word of the noun phrase that reaches beyond its known part: "headache" + "frequency".
    /// A known name is followed by at most a noun or two, and these by the end of the clause or by a
    /// word that cannot be part of the phrase; what does not end so is left alone.
    pub(super) fn noun_phrase_end(&self, last: usize) -> usize {
        const MOST: usize = 2;
        if Form::of(self.word(last)) == Form::Ing || self.word(last).ends_with("ly") {
            return last;
        }
        let mut end = last;
        let mut nouns = 0;
        loop {
            if end + 1 >= self.sentence.end {
                return end;
            }
            let closed = self.flag(end, Flags::CLAUSE_END)
                || self.flag(end, Flags::COMMA)
                || self.bracketed_after(end)
                || grammar::ends_noun_phrase(self.word(end + 1))
                || self.says(end + 1, Says::AfterObject);
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
        let tokens = self.page.marked.words().tokens();
        let gap = &self.page.marked.document().prose()[tokens[token].end()..tokens[token + 1].start as usize];
        gap.chars().any(|c| !c.is_whitespace() && c != '-' && c != '’' && c != '\'')
    }

    /// "raises bilirubin and causes": behind "and" another verb begins, with an object of its own.
    fn next_verb(&self, at: usize) -> bool {
        let noun = |m: &Mark| self.page.kinds.object(m.kind).is_some();
        at < self.sentence.end
            && self.says(at, Says::NoEffect)
            && !self.page.marked.marks().starting(at).iter().any(noun)
    }

    pub(super) fn phrase_end(&self, from: usize) -> usize {
        let mut end = from;
        while end + 1 < self.sentence.end && end < from + 4 && !self.flag(end, Flags::CLAUSE_END) {
            end += 1;
        }
        end
    }
}
