//! Items of a list as claims: names of conditions under "Conditions we treat:", what a remedy is
//! for, and which stems make an item a benefit. Owns what an item says without a verb; must not know
//! how a verb is read.

use super::super::polarity::Speaks;
use super::super::{Claim, Object, Promotable, Says, Strength};
use super::{On, Sentence};
use crate::document::BlockKind;
use crate::language::closed;
use crate::language::context::Contexts;
use crate::language::mark::Mark;
use crate::language::token::Flags;

/// Most words of an item that is a name of a condition.
const NAME_LENGTH: usize = 9;

impl Sentence<'_, '_, '_> {
    /// "Conditions we treat:" + "Migraine": a list of diseases under such a line is a list of claims.
    pub(super) fn listed(&mut self, marks: &[Mark]) -> Option<Claim> {
        let head = self.block.stem.filter(|_| self.block.kind == BlockKind::TableCell);
        let examples = self.opens_examples();
        if self.block.kind != BlockKind::ListItem && head.is_none()
            || examples.is_none() && self.sentence.len() > NAME_LENGTH
        {
            return None;
        }
        // "Individuals managing anxiety": whoever has a complaint is named for it
        let sufferer = |first: usize| (self.sentence.start + 1..first).any(|t| self.says(t, Says::Suffers));
        let mark = marks
            .iter()
            .filter(|m| {
                (m.first as usize) < self.sentence.start + 4 || examples.is_some_and(|t| t < m.first as usize)
            })
            .filter(|m| {
                let object = self.page.kinds.object(m.kind);
                object >= Some(Object::Disease)
                    || object >= Some(Object::Symptom) && sufferer(m.first as usize)
            })
            .max_by_key(|m| self.page.kinds.object(m.kind))?;
        let stem = self.page.polarity.treats(self.page.number)?;
        // of a table, the head of the row or column itself has to say so, and the other not deny it
        if let Some(head) = head
            && (!self.page.marked.words().of_block(head).contains(&(stem.0 as usize))
                || self.page.polarity.of(self.page.number) == Speaks::OfOther)
        {
            return None;
        }
        let object = self.page.kinds.object(mark.kind)?;
        let subject = self.implied()?;
        let on = On { object, first: mark.first as usize, last: mark.last() as usize };
        // the item as a whole is the name: "Tennis and golfer's elbow"
        let claim =
            self.claim(self.sentence.start, Strength::Improve, subject, Some(on), self.sentence.end - 1);
        // "May ease gout": what hedges stands before the name
        let mut context = self.page.marked.context(on.first);
        // "Clients come to us with these, told that nothing can be done:": what is denied at the end of a
        // stem is not that they come
        let led = self.block.stem.map(|stem| self.page.marked.words().of_block(stem));
        let inherited = led.is_some_and(|led| {
            led.contains(&(stem.0 as usize)) && self.page.marked.context(led.end - 1).has(Contexts::NEGATED)
        });
        let denies = |t: usize| self.is(t, &closed::NEGATORS);
        if inherited && !(self.sentence.start..on.first).any(denies) {
            context = context.without(Contexts::NEGATED);
        }
        // a cell is pointed at itself: its head stands far away, and over others
        Some(Claim { stem: head.is_none().then_some(stem), context, ..claim })
    }

    /// "circulatory disorders (such as angina, anaemia and stroke)": where the examples of a kind begin.
    fn opens_examples(&self) -> Option<usize> {
        const KIND: usize = 6;
        const LONGEST: usize = 25;
        if self.sentence.len() > LONGEST {
            return None;
        }
        let end = (self.sentence.start + KIND).min(self.sentence.end);
        (self.sentence.start + 1..end).find(|&t| {
            self.is(t, &["including", "like"])
                || t + 1 < self.sentence.end && self.is(t, &["such"]) && self.is(t + 1, &["as"])
        })
    }

    /// "Nux vomica: for nausea", "– for anxiety": of a list of remedies what each is for.
    pub(super) fn purpose(&mut self, marks: &[Mark]) -> Option<Claim> {
        const NEAR: usize = 3;
        const LABEL: usize = 6;
        if self.block.kind != BlockKind::ListItem {
            return None;
        }
        let end = self.sentence.end.min(self.sentence.start + LABEL + 1);
        let head = (self.sentence.start..end).find(|&t| {
            // "20% (2000mg): our strongest, for stubborn pain"
            let parted = self.flag_before(t, Flags::COMMA) && self.label_before(self.clause_start(t));
            // "Magnesium for sleep", but not "physiotherapy for rehabilitation"
            let named =
                || t > self.sentence.start && self.names(Promotable::Supplement, self.sentence.start..t);
            self.is(t, &["for"]) && (self.label_before(t) || parted || named())
        })?;
        let from = marks.partition_point(|m| m.first as usize <= head);
        // "L-theanine: for deep sleep"
        let least = match self.names_treatment(self.sentence.start..head) && !self.page.advises {
            true => Object::Benefit,
            false => Object::Symptom,
        };
        let on = self.object_near(head, NEAR, &marks[from..]).filter(|on| on.object >= least)?;
        if self.page.polarity.of(self.page.number) == Speaks::OfOther {
            return None;
        }
        let subject = self.implied()?;
        Some(self.claim(head, Strength::Improve, subject, Some(on), on.last))
    }

    /// "Back pain relief", "Injury prevention" among benefits.
    pub(super) fn relief(&mut self, marks: &[Mark]) -> Option<Claim> {
        let start = self.sentence.start;
        if !self.in_list() || self.sentence.len() > NAME_LENGTH || self.page.advises {
            return None;
        }
        let ends = |t: usize| {
            t + 1 >= self.sentence.end || self.flag(t, Flags::COMMA) || self.flag(t, Flags::CLAUSE_END)
        };
        let mark = marks.iter().find(|m| {
            let behind = m.last() as usize + 1;
            (m.first as usize) < start + 3
                && self.page.kinds.object(m.kind).is_some()
                && behind < self.sentence.end
                && self.says(behind, Says::Relief)
                && ends(behind)
        })?;
        // managing a complaint is what a clinic does
        let managed = self.is(mark.last() as usize + 1, &["management", "control"]);
        if managed || !self.page.polarity.names_benefits(self.page.number) {
            return None;
        }
        let object = self.page.kinds.object(mark.kind)?;
        let subject = self.implied()?;
        let on = On { object, first: mark.first as usize, last: mark.last() as usize };
        Some(self.claim(start, Strength::Improve, subject, Some(on), on.last + 1))
    }

    /// A sentence, not a heading, leads into the list.
    pub(super) fn has_stem(&mut self) -> bool {
        let blocks = self.page.marked.document().blocks();
        let Some(stem) =
            self.block.stem.filter(|&s| !matches!(blocks[s].kind, BlockKind::Heading | BlockKind::Title))
        else {
            return false;
        };
        if let Some(&known) = self.page.leads.get(&stem) {
            return known;
        }
        let tokens = self.page.marked.words().of_block(stem);
        let ends = ["to", "can", "may", "help", "helps", "will", "by", "through", "for", "could", "might"];
        let leads = tokens.end.checked_sub(1).is_some_and(|last| self.is(last, &ends))
            || self.names_treatment(tokens);
        self.page.leads.insert(stem, leads);
        leads
    }
}
