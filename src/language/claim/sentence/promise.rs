//! What the reader is to feel, and to be rid of: "leaves you refreshed", "say goodbye to bloating", "the
//! ache melts away". Owns these heads and whose promise they are.

use super::super::grammar::{self, Form};
use super::super::polarity::Speaks;
use super::super::{Claim, Object, Says, Strength, Subject};
use super::{Doer, On, Sentence};
use crate::language::mark::Mark;
use crate::language::token::Flags;

impl Sentence<'_, '_, '_> {
    /// "leaves you refreshed", "feel lighter".
    pub(super) fn feels(&mut self, mark: &Mark) -> Option<Claim> {
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
    pub(super) fn farewell(&mut self, mark: &Mark) -> Option<Claim> {
        let head = mark.first as usize;
        if self.is_neutral(head) {
            return None;
        }
        let subject = self.promise(head)?;
        let on = On { object: Object::Benefit, first: head, last: mark.last as usize };
        Some(self.claim(head, Strength::Improve, subject, Some(on), on.last))
    }

    /// "the ache melts away", "inflammation is reduced".
    pub(super) fn recedes(&mut self, mark: &Mark) -> Option<Claim> {
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

    /// Whose promise it is that the reader will feel or be rid of something.
    pub(super) fn promise(&mut self, head: usize) -> Option<Subject> {
        // "a plan to help you feel your best": what something is for
        let comes = |to: usize| to > self.sentence.start && self.says(to - 1, Says::Comes);
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
        match self.doer(head) {
            Some(Doer::Claimed(subject)) => Some(subject),
            // an order to the reader: in a text of advice it is advice
            None if self.page.advises || self.page.polarity.of(self.page.number) == Speaks::OfOther => None,
            _ => self.implied(),
        }
    }

    /// "you'll enjoy", "clients see": a reader who gets it.
    pub(super) fn receiver(&self, head: usize) -> Option<Subject> {
        let before = self.before(head)?;
        let receives = self.is(before, &["you"]) || self.says(before, Says::Receiver);
        receives.then(|| self.implied()).flatten()
    }
}
