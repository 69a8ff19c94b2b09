//! Effects put as nouns and adjectives: "gives smoother skin", "relief from hay fever", "effective for
//! migraine". Owns these heads; must not know what makes a verb of change one, only which form it has.

use std::ops::Range;

use super::super::grammar::{self, Form};
use super::super::polarity::Speaks;
use super::super::{Claim, Head, Object, Says, Strength, Subject};
use super::{Doer, On, Sentence};
use crate::document::BlockKind;
use crate::language::closed;
use crate::language::context::Contexts;
use crate::language::mark::Mark;
use crate::language::token::Flags;

/// How far behind an adjective of change its noun may stand, in words.
const NOUN_REACH: usize = 3;

impl Sentence<'_, '_, '_> {
    /// "provides relief from", "gives smoother skin", "enjoy deeper sleep".
    pub(super) fn give(&mut self, mark: &Mark, rest: &[Mark]) -> Option<Claim> {
        let head = mark.first as usize;
        let form = self.verb_form(mark)?;
        if form == Form::Past {
            return None;
        }
        if self.says(head, Says::Gives)
            && let Some(on) = self.object_near(mark.last() as usize, NOUN_REACH, rest)
            && (on.object == Object::Benefit
                || on.object >= Object::Symptom && self.relieves(on)
                // "antioxidant protection"
                || on.object == Object::Physiology && self.says(on.last, Says::Relief))
        {
            let subject = self.subject(head, form, Some(on), Strength::Improve)?;
            return Some(
                self.given(self.claim(head, Strength::Improve, subject, Some(on), on.last), on.first),
            );
        }
        // "expect wrinkle reduction"
        if self.says(head, Says::Awaits)
            && let Some(on) = self.object_near(mark.last() as usize, NOUN_REACH, rest)
            && on.object >= Object::Symptom
            && self.relieves(on)
        {
            let order = self.starts(head) && self.page.promotes && !self.page.advises;
            let subject = self
                .receiver(head)
                .or_else(|| order.then(|| self.implied()).flatten())
                .or_else(|| self.subject(head, form, Some(on), Strength::Improve));
            return Some(self.claim(head, Strength::Improve, subject?, Some(on), on.last + 1));
        }
        let given =
            rest.iter().take_while(|m| m.first as usize <= mark.last() as usize + NOUN_REACH).find(|m| {
                m.first > mark.last()
                    && matches!(
                        self.page.kinds.roles(m.kind).head,
                        Some(Head::Changed | Head::Nominal | Head::Property)
                    )
            })?;
        if (mark.last() as usize..given.first as usize).any(|t| self.flag(t, Flags::CLAUSE_END)) {
            return None;
        }
        let on = match self.page.kinds.roles(given.kind).head {
            Some(Head::Property) => None,
            Some(Head::Changed) => {
                let at = rest.iter().position(|m| m == given)?;
                Some(self.object_near(given.last() as usize, NOUN_REACH, &rest[at..])?)
            }
            _ => {
                let at = rest.iter().position(|m| m == given)?;
                self.object_after(given.last() as usize, &rest[at..])
            }
        };
        if on.is_some_and(|on| self.is_more(given.first as usize, on)) {
            return None;
        }
        // "is linked with a rise in cancer": only what is better is a benefit
        let linked = self.is(head, &closed::BE_PRESENT);
        let better = self.page.kinds.roles(given.kind).head == Some(Head::Changed);
        if linked && !(better && matches!(self.doer(head), Some(Doer::Claimed(_)))) {
            return None;
        }
        let last = on.map_or(given.last() as usize, |on| on.last);
        if self.says(head, Says::HasBenefit) {
            let subject = self.patient(head)?;
            return Some(
                self.given(self.claim(head, Strength::Improve, subject, on, last), given.first as usize),
            );
        }
        // "Experience deeper sleep", on a page that promotes something
        let order = self.starts(head)
            && form == Form::Base
            && self.says(head, Says::Awaits)
            && self.block.kind == BlockKind::Paragraph
            && self.page.promotes
            && !self.page.advises;
        let subject = self
            .receiver(head)
            .or_else(|| self.subject(head, form, on, Strength::Improve))
            .or_else(|| order.then(|| self.implied()).flatten())
            .or_else(|| self.follows_from_body(head))
            .or_else(|| self.offers_property(head, on))?;
        Some(self.given(self.claim(head, Strength::Improve, subject, on, last), given.first as usize))
    }

    /// "more pain", "led to greater fatigue": no benefit.
    fn is_more(&self, adjective: usize, on: On) -> bool {
        self.is(adjective, &["more", "greater", "increased", "higher"])
            && on.object >= Object::Symptom
            && !self.relieves(on)
    }

    /// "gives no protection": what is given is denied, and not that it gives.
    fn given(&self, claim: Claim, what: usize) -> Claim {
        let denied = self.page.marked.context(what).any(Contexts::NEGATED);
        let context = if denied { claim.context.with(Contexts::NEGATED) } else { claim.context };
        Claim { context, ..claim }
    }

    /// "Cudweed offers an anti-inflammatory effect": on a page that promotes something, a noun that no lexicon
    /// knows and that is given such a property is what it sells.
    fn offers_property(&mut self, head: usize, on: Option<On>) -> Option<Subject> {
        let ours = on.is_none()
            && !self.is_neutral(head)
            && !self.is_before(head, &["to"])
            // "made from the leaves, may have": no verb
            && !self.flag(head, Flags::COMMA)
            && self.puts_forward()
            && self.doer(head) == Some(Doer::Unknown);
        ours.then(|| self.implied()).flatten()
    }

    /// "Straight teeth mean fewer headaches": a good thing is put down to what the article promotes to
    /// bring about.
    fn follows_from_body(&self, head: usize) -> Option<Subject> {
        let before = self.before(head)?;
        let (object, _) = self.object_before(before, head)?;
        let good = matches!(object, Object::Benefit | Object::Physiology);
        (self.is(head, &["mean", "means", "equals", "equal"]) && good && self.page.promotes)
            .then(|| self.implied())
            .flatten()
    }

    /// "improved mobility", "better sleep".
    pub(super) fn changed(&mut self, mark: &Mark, rest: &[Mark]) -> Option<Claim> {
        let head = mark.first as usize;
        let near = self.object_near(mark.last() as usize, NOUN_REACH, rest);
        let on = near.or_else(|| self.bodily_item(mark))?;
        if self.is_more(head, on) {
            return None;
        }
        // "A steadier gait": an article before it is none of the words that count
        let starts = self.starts(head) || self.in_list() && self.opened_by_article(head);
        let subject = if self.in_list() && starts {
            match self.page.polarity.of(self.page.number) {
                Speaks::OfBenefits => {}
                Speaks::Openly if self.is_fragment(mark, on) || self.is_bodily_item(head) => {}
                _ => return None,
            }
            self.implied()?
        } else if starts && self.is_fragment(mark, on) {
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
            let after_giving = self.is_before(head, &giving) || self.flag_before(head, Flags::COMMA);
            match after_giving {
                true if self.inherited.is_some() => self.inherited?,
                true if self.is_before(head, &["for", "means", "mean", "equals"])
                    && self.speaks_of_treatment() =>
                {
                    self.implied()?
                }
                // "there will be less pain"
                _ if self.exists(head) => self.implied()?,
                // "one of the benefits of massage is better sleep"
                false if self.treatment.is_some_and(|t| t < head) && self.called_benefit(head) => {
                    Subject::Treatment
                }
                _ => return None,
            }
        };
        Some(self.claim(head, Strength::Improve, subject, Some(on), on.last))
    }

    /// An article alone stands before it in the sentence: "A calmer mind".
    fn opened_by_article(&self, at: usize) -> bool {
        at == self.sentence.start + 1 && self.is(self.sentence.start, &["a", "an", "the", "your"])
    }

    /// "Steadier hands by the evening": as an item, an adjective that says so of the body or its moods
    /// needs no noun that a lexicon knows.
    fn bodily_item(&self, mark: &Mark) -> Option<On> {
        let noun = mark.last() as usize + 1;
        let item = self.is_bodily_item(mark.first as usize);
        let named = noun < self.sentence.end
            && !self.flag(mark.last() as usize, Flags::CLAUSE_END)
            && !self.is(noun, &grammar::BEFORE_VERB)
            && !self.is(noun, &grammar::OPENS_CLAUSE);
        (item && named).then_some(On { object: Object::Unknown, first: noun, last: noun })
    }

    /// An item of an article that promotes something opens with an adjective that says so of the body.
    fn is_bodily_item(&self, head: usize) -> bool {
        self.block.kind == BlockKind::ListItem
            && self.page.promotes
            && !self.page.advises
            && (self.opens(head) || self.opened_by_article(head))
            && self.says(head, Says::Bodily)
            && !self.speaks_of_dealings()
    }

    /// "Clearer skin, calmer mind.", "Less pain, and sooner.": a good thing named without a verb, in a
    /// text that promotes something.
    fn is_fragment(&mut self, mark: &Mark, on: On) -> bool {
        const LONGEST: usize = 12;
        let written =
            matches!(self.block.kind, BlockKind::Paragraph | BlockKind::Description | BlockKind::ListItem);
        if !written || self.page.advises || !self.page.promotes {
            return false;
        }
        let from = mark.first as usize;
        let most = (from + LONGEST).min(self.sentence.end);
        let end =
            (from..most).find(|&t| self.flag(t, Flags::CLAUSE_END)).map_or(self.sentence.end, |t| t + 1);
        let after = on.last + 1;
        let ends = after >= end
            || self.flag(on.last, Flags::COMMA)
            || self.is(after, &["and", "or", "plus"])
            || self.is(after, &closed::PREPOSITIONS);
        let acts = |m: &Mark| {
            matches!(self.page.kinds.roles(m.kind).head, Some(Head::Verb(_) | Head::Give))
                && Form::of(self.word(m.first as usize)) != Form::Past
        };
        let verbless = !self.marks(mark.last() as usize + 1..on.first).iter().any(acts);
        let verb = |t: usize| {
            self.is(t, &grammar::PERSONS)
                || self.is(t, &grammar::POINTERS)
                || self.is(t, &grammar::OPENS_CLAUSE)
                || self.is(t, &grammar::AUXILIARIES)
        };
        // "Less pain: it may …": a label, of which the text behind tells
        end == self.sentence.end
            && (self.block.kind != BlockKind::Paragraph || self.followed_by(end - 1, &['.', '!']))
            && end - from <= LONGEST
            && ends
            && verbless
            && !(from..end).any(verb)
            && self.page.polarity.of(self.page.number) != Speaks::OfOther
    }

    /// "There is less pain after a massage": on a page that promotes it, what is said to be there is its
    /// effect.
    fn exists(&mut self, head: usize) -> bool {
        /// Most words between "there" and the adjective: "will also be".
        const VERB: usize = 4;
        let from = head.saturating_sub(VERB).max(self.clause_start(head));
        let there = (from..head).find(|&t| self.is(t, &["there"]));
        there.is_some_and(|there| {
            (there + 1..head).all(|t| self.is(t, &grammar::BEFORE_VERB) || self.word(t).ends_with("ly"))
        }) && !self.bound_before(head)
            && (self.treatment.is_some() && self.page.promotes && !self.page.advises
                || self.follows_treatment())
    }

    /// The words before call what follows a benefit.
    fn called_benefit(&self, head: usize) -> bool {
        let from = self.clause_start(head);
        head > from
            && self.is_before(head, &["is", "are", "include", "includes"])
            && (from..head).any(|t| self.says(t, Says::Gain))
    }

    /// "Its benefits include stress reduction", "the benefits of magnesium are deeper sleep and fewer cramps",
    /// "one benefit is better sleep".
    pub(super) fn lists(&mut self, mark: &Mark, rest: &[Mark]) -> Option<Claim> {
        let head = mark.first as usize;
        let last = mark.last() as usize;
        if self.is(head, &closed::BE_PRESENT) {
            return self.calls_benefit(mark);
        }
        let other = (head..last).find(|&t| self.is(t, &["of"])).is_some_and(|of| self.of_another(of..last));
        let doubted = self.doubted(self.clause_start(head)..head);
        if other || doubted || self.page.polarity.of(self.page.number) == Speaks::OfOther {
            return None;
        }
        let on = self.object_after(last, rest)?;
        let subject = self.implied()?;
        Some(self.claim(head, Strength::Improve, subject, Some(on), on.last))
    }

    /// The benefits of something else: what "of" opens names no treatment and points back to none.
    fn of_another(&self, tokens: Range<usize>) -> bool {
        let points = tokens.start + 1 < self.sentence.end && self.points(tokens.start + 1);
        !points && !self.names_treatment(tokens)
    }

    /// "Better sleep is another benefit": what is called one stands before it.
    fn calls_benefit(&mut self, mark: &Mark) -> Option<Claim> {
        let head = mark.first as usize;
        let last = mark.last() as usize;
        let next = last + 1;
        let other =
            next < self.sentence.end && self.is(next, &["of"]) && self.of_another(next..self.sentence.end);
        if other || !self.page.promotes || self.page.polarity.of(self.page.number) == Speaks::OfOther {
            return None;
        }
        let (object, noun) =
            self.object_before(head.checked_sub(1).filter(|&t| t >= self.sentence.start)?, head)?;
        let on = On { object, first: noun.first as usize, last: noun.last() as usize };
        if object >= Object::Symptom && !self.relieves(on) {
            return None;
        }
        let subject = self.implied()?;
        let claim = self.claim(head, Strength::Improve, subject, Some(on), last);
        Some(Claim { first: noun.first, ..claim })
    }

    /// "Relief from hay fever" as an item. As a heading it only says what the text below is about.
    pub(super) fn nominal(&mut self, mark: &Mark, rest: &[Mark]) -> Option<Claim> {
        let head = mark.first as usize;
        let doubted = head > self.sentence.start && self.opens(head - 1) && self.doubted(head - 1..head);
        if !(self.starts(head) || doubted) || !self.in_list() {
            return None;
        }
        if self.page.polarity.of(self.page.number) != Speaks::OfBenefits {
            return None;
        }
        let on = self.object_after(mark.last() as usize, rest);
        let last = on.map_or(mark.last() as usize, |on| on.last);
        let subject = self.implied()?;
        Some(hedged_if(doubted, self.claim(head, Strength::Improve, subject, on, last)))
    }

    /// "Potential protection against gout": a word there doubts what follows it.
    fn doubted(&self, mut tokens: Range<usize>) -> bool {
        tokens.any(|t| self.says(t, Says::Doubts))
    }

    /// "its anti-inflammatory properties", "a mood-boosting blend".
    pub(super) fn property(&mut self, mark: &Mark) -> Option<Claim> {
        let head = mark.first as usize;
        let from = self.clause_start(head);
        let has = |list: &[&str]| (from..head).any(|t| self.is(t, list));
        let ours = has(&["it", "its", "they", "their", "these", "this", "our", "with", "packed", "rich"]);
        let doubted = self.doubted(from..head);
        // "cancer-fighting properties": on a disease, also where a heading names it
        let on = self.weightiest(head..mark.last() as usize + 1).filter(|on| on.object >= Object::Disease);
        let subject = if self.names_treatment(from..head) {
            Subject::Treatment
        } else if ours
            || self.in_list() && self.page.polarity.of(self.page.number) == Speaks::OfBenefits
            || self.block.kind == BlockKind::Title
            || self.in_heading() && on.is_some()
        {
            self.implied()?
        } else {
            return None;
        };
        Some(hedged_if(doubted, self.claim(head, Strength::Improve, subject, on, mark.last() as usize)))
    }

    /// "effective for migraine".
    pub(super) fn effective(&mut self, mark: &Mark, rest: &[Mark]) -> Option<Claim> {
        let on = self.object_after(mark.last() as usize, rest)?;
        let head = mark.first as usize;
        let subject = match self.doer(head) {
            Some(Doer::Claimed(subject)) => subject,
            Some(Doer::Unknown) => self.implied()?,
            Some(Doer::Other) => return None,
            None if self.in_list() && self.page.polarity.of(self.page.number) != Speaks::OfOther => {
                self.implied()?
            }
            None if self.in_heading() => self.implied()?,
            // "Perfect for stress and poor sleep."
            None if on.object >= Object::Benefit
                && self.starts(head)
                && !self.page.advises
                && self.page.polarity.of(self.page.number) != Speaks::OfOther =>
            {
                self.implied()?
            }
            None => return None,
        };
        Some(self.claim(head, Strength::Cause, subject, Some(on), on.last))
    }

    /// "is a powerful tool for recovery".
    pub(super) fn evaluates(&mut self, mark: &Mark, rest: &[Mark]) -> Option<Claim> {
        let on = self.object_after(mark.last() as usize, rest).filter(|on| on.object >= Object::Benefit)?;
        let head = mark.first as usize;
        let Some(Doer::Claimed(subject)) = self.doer(head) else { return None };
        let claim = self.claim(head, Strength::Improve, subject, Some(on), on.last);
        // "can be a great way to" says little
        (!claim.half_hedged).then_some(claim)
    }
}

/// The claim, as one that is put with care where it is doubted.
fn hedged_if(doubted: bool, claim: Claim) -> Claim {
    let context = if doubted { claim.context.with(Contexts::HEDGED) } else { claim.context };
    Claim { context, ..claim }
}
