//! Whose effect it is: what the words before a verb name, whom a pronoun points back to, and who acts
//! where nobody is named. Owns the subject; must not decide whether there is a claim.

use std::ops::Range;

use super::super::grammar::{self, Form};
use super::super::polarity::Speaks;
use super::super::{Head, Names, Object, Promotable, Says, Strength, Subject};
use super::{Doer, On, Sentence};
use crate::document::BlockKind;
use crate::language::closed;
use crate::language::mark::Mark;
use crate::language::token::Flags;

/// How far before a verb its subject may stand, in words.
pub(super) const SUBJECT_REACH: usize = 60;
/// How far behind a verb without a subject its object may stand, in words.
const NEAR_OBJECT: usize = 5;
/// Most nouns joined by prepositions that are walked back to the first: "the warmth of the stones on".
const NOUNS: usize = 4;

impl<'a> Sentence<'_, 'a, '_> {
    /// Whose effect a verb states; `None` where it is somebody else's, or no statement at all.
    pub(super) fn subject(
        &mut self, head: usize, form: Form, on: Option<On>, strength: Strength,
    ) -> Option<Subject> {
        if self.is_neutral(head) || self.in_heading() && self.is(self.sentence.start, &closed::INTERROGATIVES)
        {
            return None;
        }
        if self.starts(head) {
            return self.without_subject(head, form, on, strength);
        }
        if self.is_before(head, &["to"]) && !self.infinitive_claims(head - 1) {
            let enables =
                self.enables(head - 1).filter(|_| on.is_some_and(|on| on.object >= Object::Benefit));
            return match self.doer(enables?)? {
                Doer::Claimed(subject) => Some(subject),
                Doer::Unknown | Doer::Other => None,
            };
        }
        if form == Form::Ing {
            return self.participle(head);
        }
        if form == Form::Base && self.follows_aim(head) {
            return None;
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
            None if self.block.list.and(self.block.stem).is_some()
                && self.clause_start(head) == self.sentence.start =>
            {
                self.implied()
            }
            // "4. Can boost your metabolism", "- Sleep: can calm the mind": nothing stands before it but a label
            None if self.opens_item(head) => self.implied(),
            None => self.inherited,
        }
    }

    /// The clause of a head begins an item, a number or a label aside, in a list of what a page promotes.
    fn opens_item(&mut self, head: usize) -> bool {
        let from = self.clause_start(head);
        self.in_list() && (self.opens(from) || self.label_before(from)) && self.puts_forward()
    }

    /// The block stands on a page that promotes something, where that may be what it is about.
    pub(super) fn puts_forward(&mut self) -> bool {
        self.page.promotes && !self.page.advises && self.page.polarity.of(self.page.number) != Speaks::OfOther
    }

    /// "Magnesium allows tired muscles to regain strength": the verb that lets the infinitive come about, and
    /// whose subject brings it about.
    fn enables(&self, to: usize) -> Option<usize> {
        /// Most words between the two.
        const FAR: usize = 10;
        let from = to.saturating_sub(FAR).max(self.clause_start(to));
        let enables = (from + 1..to).rev().find(|&t| {
            self.is(
                t,
                &["allows", "permits", "enables", "allow", "permit", "enable", "encourages", "prompts"],
            )
        })?;
        let persons = (enables + 1..to).any(|t| self.is(t, &grammar::PERSONS) || self.is(t, &["us", "them"]));
        (!persons && !(enables..to).any(|t| self.flag(t, Flags::COMMA))).then_some(enables)
    }

    /// "The aim is to ease pain, restore movement and build strength": what follows an infinitive that
    /// states no effect states none either.
    fn follows_aim(&self, head: usize) -> bool {
        let joined = |t: usize| self.is(t, &["and", "or"]) || self.flag(t, Flags::COMMA);
        let from = head.saturating_sub(SUBJECT_REACH).max(self.sentence.start);
        joined(head - 1)
            && (from..head).rev().find(|&t| self.is(t, &["to"])).is_some_and(|to| {
                let aims = to > from && self.says_before(to, Says::Aims)
                    || to > from + 1 && self.is_before(to, &["is", "are", "was"]) && {
                        (from..to - 1).any(|t| self.says(t, Says::Aims))
                    };
                aims && self
                    .marks(to + 1..to + 2)
                    .iter()
                    .any(|m| self.page.kinds.roles(m.kind).head.is_some())
            })
    }

    /// Of a fragment or an order: "Reduces pain", "Boost your energy".
    fn without_subject(
        &mut self, head: usize, form: Form, on: Option<On>, strength: Strength,
    ) -> Option<Subject> {
        let number = self.page.number;
        if self.in_list() && self.page.above.anatomy {
            return None;
        }
        if self.in_list() {
            let speaks = self.page.polarity.of(number);
            return match form {
                // under any heading, what soothes and repairs is put forward as good
                Form::Third if speaks != Speaks::OfOther || strength != Strength::Cause => self.implied(),
                // "Reduce pain" may be advice, "Reducing pain" a means: the stem must say so
                Form::Base | Form::Ing | Form::Past if speaks == Speaks::OfBenefits && self.has_stem() => {
                    self.implied()
                }
                // below "Benefits of yoga" an order is none
                Form::Base | Form::Ing
                    if speaks == Speaks::OfBenefits
                        && !self.page.advises
                        && !self.says(head, Says::Describes)
                        && self.page.polarity.names_benefits(number) =>
                {
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
        if self.is_skill(head) {
            return None;
        }
        // "made by breaking down collagen": how it is made
        const MADE: [&str; 9] = [
            "made",
            "produced",
            "obtained",
            "extracted",
            "derived",
            "prepared",
            "created",
            "formed",
            "manufactured",
        ];
        if head >= self.sentence.start + 2 && self.is_before(head, &["by"]) && self.is(head - 2, &MADE) {
            return None;
        }
        // "patients experiencing weight loss": who they are
        if self.says_before(head, Says::Person) || self.says_before(head, Says::Receiver) {
            return None;
        }
        // "keeps easing", "starts calming": the effect goes on or begins
        const GOES_ON: [&str; 9] =
            ["keep", "keeps", "start", "starts", "begin", "begins", "continue", "continues", "started"];
        if self.is_before(head, &GOES_ON) {
            return match self.doer(head - 1)? {
                Doer::Claimed(subject) => Some(subject),
                Doer::Unknown => self.implied(),
                Doer::Other => None,
            };
        }
        // "requires balancing": what is to be done
        let verb = (self.sentence.start..head).rev().find(|&t| !self.word(t).ends_with("ly"));
        if verb.is_some_and(|t| {
            self.says(t, Says::NoEffect)
                && !self.flag(t, Flags::COMMA)
                && !self.is(t, &["help", "helps", "works", "acts"])
        }) {
            return None;
        }
        let linked = self.flag_before(head, Flags::COMMA)
            || self.is_before(head, &grammar::BEFORE_PARTICIPLE)
            || self.is_before(head, &["and", "or"])
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
        /// Most words up to the end of a subject's name.
        const NAME: usize = 4;
        let main = self.main_clause_behind(head).unwrap_or(self.sentence.start);
        if main > head && self.names_treatment(main..(main + NAME).min(self.sentence.end)) {
            return Some(Subject::Treatment);
        }
        match self.points(main) {
            true if self.page.topic != Some(Doer::Other) => self.implied(),
            false if self.follows_from_ours(head) => self.implied(),
            _ => None,
        }
    }

    /// "experienced in treating", "specialises in", "experts at finding, diagnosing and treating": a skill, no
    /// effect.
    fn is_skill(&self, head: usize) -> bool {
        let mut first = head;
        while first >= self.sentence.start + 2 {
            let before = match self.is_before(first, &["and", "or"]) {
                true => first - 2,
                false => first - 1,
            };
            let joined = before + 1 < first || self.flag(before, Flags::COMMA);
            if !joined || before == self.sentence.start || Form::of(self.word(before)) != Form::Ing {
                break;
            }
            first = before;
        }
        first >= self.sentence.start + 2
            && self.is_before(first, &["in", "at", "for"])
            && self.says(first - 2, Says::Skill)
    }

    /// "The needles rest at set points, easing pain.": what is told of a page's treatment has the effect,
    /// where neither a person nor the body is said to act.
    fn follows_from_ours(&mut self, head: usize) -> bool {
        let start = self.clause_start(head);
        self.flag_before(head, Flags::COMMA)
            && self.follows_treatment()
            && !self.bound_before(head)
            && !(start..head).any(|t| self.is(t, &grammar::PERSONS))
            // "slow, relaxing strokes"
            && (start + 1..head)
                .any(|t| self.is(t, &grammar::BEHIND_SUBJECT) || grammar::third_person(self.word(t)))
            && !self.marks(start..head).iter().any(|m| {
                let roles = self.page.kinds.roles(m.kind);
                roles.doer == Some(Names::Other) || roles.object >= Some(Object::Symptom)
            })
    }

    /// The text before spoke of the treatment, on a page that promotes it.
    pub(super) fn follows_treatment(&mut self) -> bool {
        (self.page.treats || matches!(self.page.topic, Some(Doer::Claimed(_)))) && self.puts_forward()
    }

    /// "By raising your temperature, the sauna …": where the clause begins to whose subject a participle belongs
    /// that opens the sentence.
    fn main_clause_behind(&self, head: usize) -> Option<usize> {
        const FAR: usize = 12;
        if head != self.sentence.start + 1 || !self.is(self.sentence.start, &["by", "through"]) {
            return None;
        }
        let end = self.sentence.end;
        let comma = (head..(head + FAR).min(end)).find(|&t| self.flag(t, Flags::COMMA))?;
        Some(comma + 1).filter(|&t| t < end)
    }

    /// Whose effect the clause before a head speaks of; `None` where nothing stands there.
    pub(super) fn doer(&self, head: usize) -> Option<Doer> {
        let from = self.clause_start(head);
        let before = self.before(head)?;
        // "Too much of it makes calcium build up": the amount does harm, and the treatment is not praised
        if from + 1 < head && self.is(from, &["too"]) && self.is(from + 1, &["much", "little", "many", "few"])
        {
            return Some(Doer::Other);
        }
        if self.is(before, &["and", "or", "but", "then", "plus"]) {
            return match self.inherited {
                Some(subject) => Some(Doer::Claimed(subject)),
                None if before == from => self.page.topic,
                // "Knowing the signs – all of them – can save a tooth and restore health": behind an aside the
                // subject stands before it
                None if self.is(from, &closed::MODALS) => Some(self.anywhere(self.sentence.start..before)),
                None => Some(self.anywhere(from..before)),
            };
        }
        if let Some(relative) = self.plural_antecedent(head).filter(|&t| t > from) {
            return Some(self.noun(from, relative - 1, NOUNS));
        }
        // "why you hurt and what fixes it" says nothing of it; "our drops are what fixes it" does
        if self.is(before, &["what"]) && before > self.sentence.start {
            let linked = self.is_before(before, &["is", "are", "was", "'s", "’s"]);
            return Some(match linked {
                true if before > from + 1 => self.noun(from, before - 2, NOUNS),
                true => Doer::Unknown,
                false => Doer::Other,
            });
        }
        // "advises which exercises will help": which they are is left open
        if before > from && self.is_before(before, &["which", "what", "whichever"]) {
            return Some(Doer::Other);
        }
        Some(self.noun(from, before, NOUNS))
    }

    /// The word before a head, auxiliaries and adverbs aside.
    pub(super) fn before(&self, head: usize) -> Option<usize> {
        let from = self.clause_start(head);
        let mut t = head;
        while t > from {
            if self.flag_before(t, Flags::CLAUSE_END)
                && let Some(open) = self.bracket_until(t - 1)
            {
                t = open;
                continue;
            }
            t -= 1;
            if let Some(has) = self.has_power(t) {
                t = has;
                continue;
            }
            // "a cup is enough to calm"
            let enough = || self.is(t, &["enough"]) && t > from && self.is_before(t, &grammar::BEFORE_VERB);
            if !self.is(t, &grammar::BEFORE_VERB)
                && !self.word(t).ends_with("ly")
                && !enough()
                && !self.is_aspect(t)
            {
                return Some(t);
            }
        }
        None
    }

    /// "has the power to calm", "has a remarkable ability to calm": the word that has it.
    fn has_power(&self, token: usize) -> Option<usize> {
        /// Most words between the two: "has such a remarkable".
        const DESCRIBED: usize = 3;
        let named =
            self.says(token, Says::Power) && token + 1 < self.sentence.end && self.is(token + 1, &["to"]);
        let from = token.saturating_sub(1 + DESCRIBED).max(self.sentence.start);
        named.then(|| (from..token).rev().find(|&t| self.is(t, &["has", "have"]))).flatten()
    }

    /// "starts to", "is going to", "knows how to": the effect is stated all the same.
    pub(super) fn is_aspect(&self, token: usize) -> bool {
        let leads = |t: usize| t + 1 < self.sentence.end && self.is(t + 1, &["to"]);
        let how = |t: usize| self.is(t, &["how"]) && self.is_before(t, &["knows", "know"]) && leads(t);
        self.is(token, &grammar::ASPECTS) && leads(token)
            || how(token)
            || token + 1 < self.sentence.end && how(token + 1)
    }

    /// What a noun phrase that ends at `last` names. Each reader knows one way to tell; the surest
    /// comes first. `depth` is how many nouns joined by prepositions may still be walked back.
    fn noun(&self, from: usize, last: usize, depth: usize) -> Doer {
        self.all_before(from, last)
            .or_else(|| self.antecedent(from, last, depth))
            .or_else(|| self.pointed_at(last))
            .or_else(|| self.person(last))
            .or_else(|| self.named(from, last))
            .or_else(|| self.doing(from, last))
            .or_else(|| self.first_noun(from, last, depth))
            .unwrap_or_else(|| self.possessed(from, last))
    }

    /// "draws blood to the area, which promotes healing": all that was said before promotes it.
    fn all_before(&self, from: usize, last: usize) -> Option<Doer> {
        if !(self.is(last, &["which"]) && last > from && self.flag_before(last, Flags::COMMA)) {
            return None;
        }
        match self.inherited {
            Some(subject) => Some(Doer::Claimed(subject)),
            None if self.treatment.is_some_and(|t| t < last) => Some(Doer::Claimed(Subject::Treatment)),
            None if self.points(from) => Some(self.page.topic.unwrap_or(Doer::Unknown)),
            // "Raising your temperature brings on sweat, which …": the doing
            None if Form::of(self.word(from)) == Form::Ing && !self.is(from, &["during"]) => {
                Some(Doer::Unknown)
            }
            None => None,
        }
    }

    /// "herbs that calm the gut": the noun before "that".
    fn antecedent(&self, from: usize, last: usize, depth: usize) -> Option<Doer> {
        if !(self.is(last, &closed::SUBJECT_RELATIVES) && last > from) {
            return None;
        }
        let noun = (from..last).rev().find(|&t| !self.is(t, &["and"]));
        Some(match noun {
            _ if self.is(last, &["who"]) => Doer::Other,
            // "brown fat, a type of fat that burns calories": says what something is
            Some(t) if self.classes(from..t) => Doer::Other,
            // "Antioxidants are substances that fight damage": says what something else is
            Some(t) if self.defines_other(from, t) => Doer::Other,
            // "rich in enzymes that calm the gut": what it holds acts for it
            Some(t) if self.holds(from..t) => Doer::Claimed(Subject::Treatment),
            Some(t) => self.noun(from, t, depth.saturating_sub(1)),
            None => Doer::Unknown,
        })
    }

    /// A short sentence says what kind of thing something is, and it is no treatment: "Antioxidants are
    /// substances that", but not "Ginger is a root that" or "These are herbs that".
    fn defines_other(&self, from: usize, noun: usize) -> bool {
        /// Most words of what is defined, and of its class.
        const NAME: usize = 3;
        let link = (from + 1..noun).find(|&t| self.is(t, &["is", "are"]));
        link.is_some_and(|link| {
            from == self.sentence.start
                && link - from <= NAME
                && noun - link <= NAME
                && !self.points(from)
                && !self.is(from, &["our", "there", "what", "here"])
                && !self.names_treatment(from..noun + 1)
        })
    }

    /// "It eases": what the text speaks of.
    fn pointed_at(&self, last: usize) -> Option<Doer> {
        if !(self.points(last) || self.is(last, &closed::SUBJECT_RELATIVES)) {
            return None;
        }
        Some(match self.page.topic {
            _ if self.treatment.is_some_and(|t| t < last) => Doer::Claimed(Subject::Treatment),
            // "When the kidney senses low oxygen, it makes more red cells"
            _ if self.organ_before(last) => Doer::Other,
            _ if self.page.person && self.is(last, &["they", "both"]) => Doer::Other,
            Some(Doer::Other) => Doer::Other,
            _ => self.implied().map_or(Doer::Other, Doer::Claimed),
        })
    }

    /// The clause before a pronoun, and no other, has a part of the body for its subject.
    fn organ_before(&self, pronoun: usize) -> bool {
        if !self.flag_before(pronoun, Flags::COMMA) {
            return false;
        }
        // a sentence may be as long as the file
        let near = pronoun.saturating_sub(SUBJECT_REACH).max(self.sentence.start);
        let mut doers = self.marks(near..pronoun).iter().filter(|m| {
            self.page.kinds.roles(m.kind).doer.is_some() && !self.says(m.last() as usize, Says::Person)
        });
        doers.next().is_some_and(|m| {
            self.page.kinds.roles(m.kind).doer == Some(Names::Other) && m.first as usize <= near + NEAR_OBJECT
        })
    }

    /// "you", "many": no doer, but for "With our tea, you can lower your cholesterol" and "You can lower it
    /// by taking our tea".
    fn person(&self, last: usize) -> Option<Doer> {
        if !self.is(last, &grammar::PERSONS) {
            return None;
        }
        let start = self.sentence.start;
        // "Our gummies are here to help you beat", "Let us help you beat"
        if self.is_before(last, &["help", "helps", "helping"]) {
            return self.doer(last - 1);
        }
        if self.is(last, &["us", "me"]) && self.is_before(last, &["let"]) {
            return Some(Doer::Claimed(Subject::Provider));
        }
        // "With our tea you will"
        const NAME: usize = 5;
        let parted = last > start && (self.flag_before(last, Flags::COMMA) || last - start <= NAME);
        let by_means = self.is(last, &["you"])
            && parted
            && self.is(start, &["with", "through", "using", "by", "thanks"])
            && last - start < SUBJECT_REACH
            && self.speaks_of_ours(start..last);
        let by_means = by_means || self.is(last, &["you"]) && self.by_promoted(last + 1);
        Some(if by_means { Doer::Claimed(Subject::Treatment) } else { Doer::Other })
    }

    /// "by taking our tea", "with acupuncture": the means is what the article promotes.
    pub(super) fn by_promoted(&self, from: usize) -> bool {
        let to = (from + SUBJECT_REACH).min(self.sentence.end);
        let parted = |t: usize| self.flag(t, Flags::COMMA) || self.flag(t, Flags::CLAUSE_END);
        let by = (from..to)
            .take_while(|&t| t == from || !parted(t - 1))
            .find(|&t| self.is(t, &["by", "with", "using", "through"]));
        let Some(by) = by.filter(|&by| by + 1 < self.sentence.end && !parted(by)) else { return false };
        // "by taking", "by having"
        let taken = self.is(by, &["by"]);
        if taken && !self.says(by + 1, Says::Takes) {
            return false;
        }
        // "taking two capsules of turmeric"
        const AMOUNT: usize = 4;
        let first = by + 1 + usize::from(taken);
        let last = (first + if taken { AMOUNT } else { 1 }).min(self.sentence.end);
        let named = |t: usize| {
            self.page.named_at(t).is_some_and(|n| self.page.is_promoted(n))
                || self.page.marked.marks().starting(t).iter().any(|m| self.page.promotes_named(m))
        };
        let ours = |t: usize| {
            self.is(t, &["our", "this", "these"]) && self.names_treatment(t..(t + 3).min(self.sentence.end))
        };
        (first..last).any(|t| named(t) || ours(t))
    }

    /// A lexicon or the knowledge base knows the noun as the treatment or the publisher.
    fn named(&self, from: usize, last: usize) -> Option<Doer> {
        let near = self.marks(from..last + 1);
        let covered = |names: fn(Names) -> bool| {
            let mut covering = near.iter().filter(|m| m.last() as usize >= last);
            covering.any(|m| self.page.kinds.roles(m.kind).doer.is_some_and(names))
        };
        // standard care is known too, and what it does is common knowledge
        let common = || covered(|n| n == Names::Other);
        let known = self.page.named_at(last);
        let generic = covered(|n| n == Names::Generic);
        let treats = generic || covered(|n| matches!(n, Names::Treatment(_)));
        let promoted = known.is_some_and(|n| self.page.is_promoted(n))
            || near.iter().any(|m| m.last() as usize >= last && self.page.promotes_named(m));
        // "Ibuprofen eases pain" on a page about needles: what licensed medicines do is textbook knowledge
        let medicine = covered(|n| n == Names::Treatment(Promotable::Medicine))
            || known.is_some_and(|n| self.page.kind_of(n) == Some(Promotable::Medicine));
        if promoted || generic {
            return Some(Doer::Claimed(Subject::Treatment));
        }
        if medicine && !self.page.promotes_medicine {
            return Some(Doer::Other);
        }
        if (treats || known.is_some()) && !common() {
            return Some(Doer::Claimed(Subject::Treatment));
        }
        // "As we age we make less collagen": we, like everybody
        covered(|n| n == Names::Provider).then(|| match self.is(last, &["we"]) && self.everybody(last) {
            true => Doer::Other,
            false => Doer::Claimed(Subject::Provider),
        })
    }

    /// The words at the end of a noun phrase that name a habit, a part of the body or a complaint.
    fn other_noun(&self, from: usize, last: usize) -> Option<&'a Mark> {
        let covering = || self.marks(from..last + 1).iter().filter(|m| m.last() as usize >= last);
        covering()
            .find(|m| self.page.kinds.roles(m.kind).doer == Some(Names::Other))
            .or_else(|| covering().find(|m| self.page.kinds.object(m.kind).is_some()))
    }

    /// A noun phrase ends there that names a habit, an aid or standard care.
    pub(super) fn is_common(&self, from: usize, last: usize) -> bool {
        self.other_noun(from, last).is_some_and(|m| self.page.kinds.says(m.kind, Says::Common))
    }

    /// What is done to such a thing acts, and not the thing.
    fn doing(&self, from: usize, last: usize) -> Option<Doer> {
        let noun = self.other_noun(from, last)?;
        // "Correcting your posture", "raising your temperature"
        if from < noun.first as usize
            && Form::of(self.word(from)) == Form::Ing
            && self.page.kinds.object(noun.kind).is_some_and(|o| o < Object::Symptom)
            && !(from..last).any(|t| self.flag(t, Flags::COMMA))
        {
            return Some(Doer::Unknown);
        }
        // "a calmer nervous system", "controlled blood sugar": what the treatment brought about
        self.changes(from, noun).then(|| self.implied().map_or(Doer::Other, Doer::Claimed))
    }

    /// "the warmth of the stones", "acupuncture for back pain", "the light absorbed by the follicles": the first
    /// noun is what acts.
    fn first_noun(&self, from: usize, last: usize, depth: usize) -> Option<Doer> {
        const PREPOSITION_REACH: usize = 4;
        let other = self.other_noun(from, last);
        let start = other.map_or(last, |m| m.first as usize);
        let preposition = (start.saturating_sub(PREPOSITION_REACH).max(from)..start)
            .rev()
            .take_while(|&t| !self.flag(t, Flags::COMMA))
            .find(|&t| self.is(t, &closed::PREPOSITIONS));
        if let Some(at) = preposition
            && at > from
            && depth > 0
        {
            // what is given to a part of the body is not that part
            if at > from + 1 && self.is_before(at, &grammar::APPLIED) {
                return Some(self.noun(from, at - 2, depth - 1));
            }
            return Some(match self.noun(from, at - 1, depth - 1) {
                Doer::Unknown if self.names_treatment(at..last + 1) => Doer::Claimed(Subject::Treatment),
                Doer::Unknown if other.is_some() => Doer::Other,
                first => first,
            });
        }
        other.map(|_| Doer::Other)
    }

    /// No noun is known: a treatment named before it, or "our" and "its", tell whose it is.
    fn possessed(&self, from: usize, last: usize) -> Doer {
        const OWNER_REACH: usize = 4;
        if self.names_treatment(from..last + 1) {
            return Doer::Claimed(Subject::Treatment);
        }
        let owned = (last.saturating_sub(OWNER_REACH).max(from)..last)
            .any(|t| self.is(t, &["our", "its", "their", "this", "these", "each", "both"]));
        match owned {
            true => self.implied().map_or(Doer::Unknown, Doer::Claimed),
            false => Doer::Unknown,
        }
    }

    /// An adjective or a participle of change stands before a noun that names something good.
    fn changes(&self, from: usize, noun: &Mark) -> bool {
        let first = noun.first as usize;
        let good = self
            .marks(first..noun.last() as usize + 1)
            .iter()
            .any(|m| matches!(self.page.kinds.object(m.kind), Some(Object::Benefit | Object::Physiology)));
        good && first > from
            && !self.is_before(first, &["more", "total", "complete"])
            && self.marks(first - 1..first).iter().any(|m| match self.page.kinds.roles(m.kind).head {
                Some(Head::Changed) => true,
                Some(Head::Verb(_)) => Form::of(self.word(first - 1)) == Form::Past,
                _ => false,
            })
    }

    /// "As we age", "when we sleep", "we all": "we" are people.
    fn everybody(&self, we: usize) -> bool {
        let from = we.saturating_sub(SUBJECT_REACH).max(self.sentence.start);
        let to = (we + SUBJECT_REACH).min(self.sentence.end - 1);
        (from..to).any(|t| self.is(t, &["we"]) && self.says(t + 1, Says::Lives))
    }

    /// A noun is put in its class there, and it is no treatment: "a type of fat", but not "ozone is a type
    /// of gas".
    fn classes(&self, tokens: Range<usize>) -> bool {
        let classes =
            |m: &&Mark| self.page.kinds.says(m.kind, Says::Class) && (m.last() as usize) < tokens.end;
        self.marks(tokens.clone()).iter().find(classes).is_some_and(|class| {
            let start = class.first as usize;
            let article = start > tokens.start && self.is_before(start, &["a", "an", "the", "one"]);
            let verb = start - usize::from(article);
            let said = verb > tokens.start
                && (self.is_before(verb, &closed::BE_PRESENT) || self.is_before(verb, &["'s", "'re"]));
            !(said && self.names_treatment(tokens.start..verb))
        })
    }

    /// The treatment is said to hold something there: "rich in", "packed with", "contains".
    fn holds(&self, tokens: Range<usize>) -> bool {
        self.marks(tokens.clone()).iter().any(|m| self.page.kinds.says(m.kind, Says::Holds))
            && (self.names_treatment(tokens.clone()) || self.points(tokens.start) && self.page.may_sell)
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

    /// The treatment is named there, or called the publisher's own.
    pub(super) fn speaks_of_ours(&self, tokens: Range<usize>) -> bool {
        tokens.clone().any(|t| self.is(t, &["our"])) || self.names_treatment(tokens)
    }

    /// The sentence names the treatment or points back to it.
    pub(super) fn speaks_of_treatment(&self) -> bool {
        self.treatment.is_some()
            || matches!(self.page.topic, Some(Doer::Claimed(_))) && self.points(self.sentence.start)
    }
}
