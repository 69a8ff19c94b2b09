//! One sentence as claims. Each starts from a head (a verb of change, "relief from", "effective
//! for"); what stands before it in the clause says whose effect it is, what follows says on what.
//!
//! Owns the order in which the heads of a sentence are read, what one passes on to the next, and the
//! looks around a word that all of its parts need. The parts: `verb` (verbs of change), `outcome`
//! (effects as nouns and adjectives), `promise` (what the reader will feel), `item` (items of lists),
//! `subject` (whose effect) and `object` (on what). Must not know rules, nor other sentences but for
//! what [`Page`] remembers of them.

mod item;
mod object;
mod outcome;
mod promise;
mod subject;
mod verb;

use std::collections::HashMap;
use std::ops::Range;

use super::grammar::{self, Form};
use super::polarity::Polarity;
use super::{Claim, ClaimKinds, Head, Names, Object, Promotable, Promoted, Says, Strength, Subject};
use crate::document::{Block, BlockKind};
use crate::language::Marked;
use crate::language::closed;
use crate::language::context::Contexts;
use crate::language::mark::Mark;
use crate::language::term::{Known, Naming};
use crate::language::token::Flags;

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

/// What a heading is on, where nothing below it is a gift of the treatment.
#[derive(Debug, Clone, Copy, Default)]
struct Above {
    /// Harm alone: what is lowered or raised there is no gift.
    harm: bool,
    /// What a part of the body does.
    anatomy: bool,
}

/// Reads the sentences of an article in order, and remembers what the text speaks of.
pub(super) struct Page<'a, 'd> {
    marked: &'a Marked<'d>,
    kinds: &'a ClaimKinds,
    known: &'a Known,
    /// What the article promotes, most prominent first.
    promoted: &'a [Promoted],
    polarity: Polarity<'a, 'd>,
    /// Of the stems that were asked, whether they lead into their lists.
    leads: HashMap<usize, bool>,
    number: usize,
    /// Whose doings the last sentence of the block told: what "it" points back to.
    topic: Option<Doer>,
    /// The sentence before names persons, whom "they" may mean.
    person: bool,
    /// The complaint that the sentence before asked about.
    asked: Option<On>,
    /// The complaint that the sentence before spoke of last: what "it" may mean.
    told: Option<On>,
    /// An earlier sentence of the block names the treatment.
    treats: bool,
    /// What the heading above the block is on.
    above: Above,
    /// The heading that was looked at last, and what it is on: most blocks share it.
    looked: Option<(usize, Above)>,
    /// The page may sell something.
    may_sell: bool,
    /// The article promotes a therapy, a product or a way of living.
    promotes: bool,
    /// A medicine is among what it promotes.
    promotes_medicine: bool,
    /// The article gives advice: an order in it is no promise.
    advises: bool,
    /// The article is about a licensed medicine: what it does in the body is its pharmacology, which
    /// textbooks tell, and no promise to the reader.
    pharmacology: bool,
}

impl<'a, 'd> Page<'a, 'd> {
    pub(super) fn new(
        marked: &'a Marked<'d>, kinds: &'a ClaimKinds, known: &'a Known, promoted: &'a [Promoted],
        may_sell: bool,
    ) -> Self {
        let main = promoted.first().map(|p| p.kind);
        let advises = marked.document().title_number().is_some_and(|number| {
            let tokens = marked.words().of_block(number);
            marked.marks().within(tokens).iter().any(|m| kinds.says(m.kind, Says::Advice))
        });
        Self {
            marked,
            kinds,
            known,
            promoted,
            polarity: Polarity::new(marked, kinds),
            leads: HashMap::new(),
            number: 0,
            topic: None,
            asked: None,
            told: None,
            person: false,
            treats: false,
            above: Above::default(),
            looked: None,
            promotes: main.is_some_and(|kind| kind != Promotable::Medicine),
            may_sell,
            advises,
            promotes_medicine: promoted.iter().any(|p| p.kind == Promotable::Medicine),
            pharmacology: main == Some(Promotable::Medicine),
        }
    }

    /// Goes to a block.
    pub(super) fn open(&mut self, number: usize) {
        self.number = number;
        self.topic = None;
        self.asked = None;
        self.told = None;
        self.person = false;
        self.treats = false;
        let heading = self.marked.document().blocks()[number].section;
        self.above = heading.map_or(Above::default(), |heading| self.heading(heading));
    }

    /// What a heading is on.
    fn heading(&mut self, heading: usize) -> Above {
        if let Some((_, known)) = self.looked.filter(|(looked, _)| *looked == heading) {
            return known;
        }
        let marks = self.marked.marks().within(self.marked.words().of_block(heading));
        let says = |what| {
            let asserted = |m: &&Mark| !self.marked.context_of(m).has(Contexts::NEGATED);
            marks.iter().filter(asserted).any(|m| self.kinds.says(m.kind, what))
        };
        let above = Above {
            harm: says(Says::Harm) && !says(Says::Benefit) && !says(Says::NamesBenefits),
            anatomy: says(Says::Anatomy),
        };
        self.looked = Some((heading, above));
        above
    }

    /// Where the treatment is first named among those words. A medicine that the article does not
    /// promote is mentioned, and no treatment of its.
    fn first_treatment(&self, tokens: Range<usize>) -> Option<usize> {
        let other = |kind| kind == Promotable::Medicine && !self.promotes_medicine;
        let marks = self.marked.marks().within(tokens.clone());
        let listed = marks.iter().find(|m| match self.kinds.roles(m.kind).doer {
            Some(Names::Treatment(kind)) => !other(kind),
            doer => doer == Some(Names::Generic),
        });
        let namings = self.marked.namings();
        let from = namings.partition_point(|n| (n.first as usize) < tokens.start);
        let mut within = namings[from..].iter().take_while(|n| (n.first as usize) < tokens.end);
        let named = within.find(|n| !self.kind_of(n).is_some_and(other));
        let first = [listed.map(|m| m.first), named.map(|n| n.first)];
        first.into_iter().flatten().min().map(|t| t as usize)
    }

    /// The thing of the knowledge base that is named by words that hold this one.
    fn named_at(&self, token: usize) -> Option<&'a Naming> {
        let namings = self.marked.namings();
        let at = namings.partition_point(|n| (n.last as usize) < token);
        namings.get(at).filter(|n| n.first as usize <= token)
    }

    /// What kind of thing is named.
    fn kind_of(&self, naming: &Naming) -> Option<Promotable> {
        self.known.thing(naming.thing).map(|thing| thing.kind)
    }

    /// The article promotes what a lexicon names there.
    fn promotes_named(&self, mark: &Mark) -> bool {
        matches!(self.kinds.roles(mark.kind).doer, Some(Names::Treatment(_))) && {
            let name = self.marked.document().prose()[self.marked.span_of(mark)].to_lowercase();
            self.promoted.iter().any(|p| p.known.is_none() && p.name == name)
        }
    }

    /// The article promotes what is named.
    fn is_promoted(&self, naming: &Naming) -> bool {
        self.promoted.iter().any(|p| p.known == Some(naming.thing))
    }

    /// A thing of the knowledge base is named by words that end with this one.
    fn names_known_until(&self, token: usize) -> bool {
        let namings = self.marked.namings();
        let at = namings.partition_point(|n| (n.last as usize) < token);
        namings.get(at).is_some_and(|n| n.last as usize == token)
    }

    /// Reads one sentence of the block.
    pub(super) fn read(&mut self, sentence: Range<usize>, out: &mut Vec<Claim>) {
        let block = &self.marked.document().blocks()[self.number];
        let marks = self.marked.marks().within(sentence.clone());
        let treatment = self.first_treatment(sentence.clone());
        let owes = marks.iter().any(|m| self.kinds.says(m.kind, Says::Owing));
        let before = out.len();
        let mut reader = Sentence { page: self, block, sentence, inherited: None, treatment, owes };
        reader.run(out);
        if reader.page.above.harm && out.len() > before {
            let stated = out.split_off(before);
            let side_effect =
                |claim: &Claim| claim.strength == Strength::Cause && claim.object < Object::Symptom;
            out.extend(stated.into_iter().filter(|claim| !side_effect(claim)));
        }
        let topic = reader.topic();
        let person = reader.names_person();
        let asked = reader.asks();
        let told = reader.tells();
        self.topic = topic;
        self.asked = asked;
        self.told = told;
        self.person = person;
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
        let marked = self.page.marked;
        let marks = marked.marks().within(self.sentence.clone());
        if marks.is_empty() && !self.speaks_to_reader() {
            return;
        }
        if let Some(claim) = self.listed(marks) {
            out.push(claim);
            return;
        }
        if self.tells_a_trade() {
            return;
        }
        let begun = out.len();
        let mut end = 0;
        for (i, mark) in marks.iter().enumerate() {
            let Some(head) = self.page.kinds.roles(mark.kind).head else { continue };
            if (mark.first as usize) < end || self.is_practice(mark.first as usize) {
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
                Head::Recedes => self.recedes(mark, false),
                Head::Returns => self.recedes(mark, true),
                Head::Answers => self.answers(mark),
                Head::Lists => self.lists(mark, rest),
                Head::Does => self.does(mark),
                Head::Neutral => self.neutral(mark, rest),
            };
            if let Some(mut claim) = claim {
                if mark.negated_inside() {
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
            let named = self.purpose(marks).or_else(|| self.relief(marks));
            out.extend(named.or_else(|| self.unknown_verb(marks)));
        }
        self.share_hedges(&mut out[begun..]);
    }

    /// Something of the reader's own is named.
    fn speaks_to_reader(&self) -> bool {
        self.sentence.clone().any(|t| self.is(t, &["your"]))
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
        let marks = self.page.marked.marks().within(self.sentence.clone());
        // "Curcumin works by blocking an enzyme. It eases pain": the enzyme does nothing there
        let mut acted = false;
        let mut doers = marks.iter().filter_map(|m| match self.page.kinds.roles(m.kind).doer {
            // "it" and "these" point back to no person
            Some(Names::Other) if acted || self.says(m.last() as usize, Says::Person) => None,
            None => {
                acted |= self.page.kinds.roles(m.kind).head.is_some();
                None
            }
            Some(Names::Other) => Some(Doer::Other),
            Some(Names::Provider) => None,
            Some(_) => Some(Doer::Claimed(Subject::Treatment)),
        });
        match doers.next() {
            // "Your body gains most from a long massage. It relaxes the muscles.": of the body it is told what
            // the page's own does
            Some(Doer::Other) if self.owed_to_promoted() => Some(Doer::Claimed(Subject::Treatment)),
            // "It reaches the brain. It eases pain": both are what the page is about
            None | Some(Doer::Other) if self.is(self.sentence.start, &["it", "they"]) => self.page.topic,
            // "It is a dried root.", "This should be done by a nurse."
            None | Some(Doer::Other) if self.page.topic.is_some() && self.points(self.sentence.start) => {
                self.page.topic
            }
            Some(doer) => Some(doer),
            None if self.points(self.sentence.start) => None,
            None => Some(Doer::Unknown),
        }
    }

    /// "after a long massage", "with our massage": what the article promotes is named as the means.
    fn owed_to_promoted(&self) -> bool {
        /// Most words between the preposition and the name: "after an intensive massage".
        const DESCRIBED: usize = 3;
        const MEANS: [&str; 6] = ["after", "during", "with", "from", "by", "through"];
        let mut namings = self.page.marked.namings_in(self.sentence.clone());
        namings.any(|n| {
            let first = n.first as usize;
            let from = first.saturating_sub(DESCRIBED).max(self.sentence.start);
            self.page.is_promoted(n) && (from..first).any(|t| self.is(t, &MEANS))
        })
    }

    /// Persons are named: patients, doctors.
    fn names_person(&self) -> bool {
        let marks = self.page.marked.marks().within(self.sentence.clone());
        marks.iter().any(|m| self.page.kinds.says(m.kind, Says::Person))
    }

    /// The complaint that a short sentence speaks of last.
    fn tells(&self) -> Option<On> {
        const LONGEST: usize = 25;
        (self.sentence.len() <= LONGEST).then(|| self.last_complaint(self.sentence.clone())).flatten()
    }

    /// The complaint that the sentence asks about: "Struggling with gout?"
    fn asks(&self) -> Option<On> {
        const LONGEST: usize = 40;
        let last = self.sentence.end.checked_sub(1)?;
        (self.sentence.len() <= LONGEST && self.followed_by(last, &['?']))
            .then(|| self.last_complaint(self.sentence.clone()))
            .flatten()
    }

    /// One of these characters stands right behind a word.
    fn followed_by(&self, token: usize, marks: &[char]) -> bool {
        let end = self.page.marked.words().tokens()[token].end();
        self.page.marked.document().prose()[end..].starts_with(marks)
    }

    fn word(&self, token: usize) -> &str {
        self.page.marked.word(token)
    }

    fn is(&self, token: usize, list: &[&str]) -> bool {
        closed::is(self.word(token), list)
    }

    /// The word before this one in the sentence is of a list; before the first there is none.
    fn is_before(&self, token: usize, list: &[&str]) -> bool {
        token > self.sentence.start && self.is(token - 1, list)
    }

    /// The word before this one in the sentence has a flag.
    fn flag_before(&self, token: usize, flag: Flags) -> bool {
        token > self.sentence.start && self.flag(token - 1, flag)
    }

    /// The word before this one in the sentence is listed for what it says.
    fn says_before(&self, token: usize, what: Says) -> bool {
        token > self.sentence.start && self.says(token - 1, what)
    }

    /// A word that a lexicon lists for what it says: "relief" behind a complaint, "rich" in something.
    fn says(&self, token: usize, what: Says) -> bool {
        let marks = self.page.marked.marks().starting(token);
        marks.iter().any(|m| m.last() as usize == token && self.page.kinds.says(m.kind, what))
    }

    fn points(&self, token: usize) -> bool {
        self.is(token, &grammar::POINTERS)
    }

    fn flag(&self, token: usize, flag: Flags) -> bool {
        self.page.marked.words().tokens()[token].flags.has(flag)
    }

    /// Nothing but a number stands before it in the sentence: "3. Prevents injuries".
    fn opens(&self, at: usize) -> bool {
        at == self.sentence.start
            || at == self.sentence.start + 1 && self.flag(self.sentence.start, Flags::DIGIT)
    }

    fn clause_start(&self, at: usize) -> usize {
        let least = at.saturating_sub(subject::SUBJECT_REACH).max(self.sentence.start);
        let mut t = at;
        while t > least {
            if self.flag_before(t, Flags::CLAUSE_END) {
                let Some(open) = self.bracket_until(t - 1).filter(|&open| open > least) else { break };
                t = open;
            }
            t -= 1;
        }
        t
    }

    /// Where the clause of a head begins, behind one that is put before it: "When pills help, massage eases pain".
    fn main_clause(&self, head: usize) -> usize {
        let from = self.clause_start(head);
        if !self.is(from, &closed::SUBORDINATORS) {
            return from;
        }
        (from..head).find(|&t| self.flag(t, Flags::COMMA)).map_or(from, |comma| comma + 1)
    }

    /// "Zinc (25 mg) calms": the first word of a short bracket that closes behind a word.
    fn bracket_until(&self, last: usize) -> Option<usize> {
        const LONGEST: usize = 8;
        let tokens = self.page.marked.words().tokens();
        let prose = self.page.marked.document().prose();
        if !prose[tokens[last].end()..].starts_with(')') {
            return None;
        }
        let opens = |t: usize| prose[..tokens[t].start as usize].ends_with(" (");
        (last.saturating_sub(LONGEST).max(self.sentence.start + 1)..=last).rev().find(|&t| opens(t))
    }

    /// "Stress: reduces cortisol": what stands before the colon is a label, not a subject.
    fn label_before(&self, at: usize) -> bool {
        const LONGEST: usize = 9;
        self.clause_start(at) == at
            && at > self.sentence.start
            && at - self.sentence.start <= LONGEST
            && self.block.kind != BlockKind::Title
            && {
                let tokens = self.page.marked.words().tokens();
                let gap =
                    &self.page.marked.document().prose()[tokens[at - 1].end()..tokens[at].start as usize];
                gap.contains(':') || gap.contains('–') || gap.contains('—') || gap.contains(" - ")
            }
    }

    /// Nothing but a label or an adverb stands before it: "Stress: reduces", "Significantly reduces".
    fn starts(&self, at: usize) -> bool {
        let adverb = at > self.sentence.start
            && self.word(at - 1).ends_with("ly")
            && !self.flag_before(at, Flags::CLAUSE_END);
        let at = at - usize::from(adverb);
        self.opens(at) || self.label_before(at)
    }

    fn marks(&self, tokens: Range<usize>) -> &'a [Mark] {
        self.page.marked.marks().within(tokens)
    }

    /// The treatment is named there.
    fn names_treatment(&self, tokens: Range<usize>) -> bool {
        self.page.first_treatment(tokens).is_some()
    }

    /// A treatment of that kind is named there.
    fn names(&self, kind: Promotable, tokens: Range<usize>) -> bool {
        let listed = Some(Names::Treatment(kind));
        self.marks(tokens.clone()).iter().any(|m| self.page.kinds.roles(m.kind).doer == listed)
            || self.page.marked.namings_in(tokens).any(|n| self.page.kind_of(n) == Some(kind))
    }

    fn in_list(&self) -> bool {
        matches!(self.block.kind, BlockKind::ListItem | BlockKind::TableCell)
    }

    fn in_heading(&self) -> bool {
        matches!(self.block.kind, BlockKind::Heading | BlockKind::Title)
    }

    fn claim(&self, head: usize, strength: Strength, subject: Subject, on: Option<On>, last: usize) -> Claim {
        let from = self.main_clause(head);
        let half_hedged = (from..=head).any(|t| self.is(t, &grammar::HALF_HEDGES));
        // "It may help by:" + "Reduces stress": a verb that does not continue the stem states by itself
        let mut context = self.page.marked.context(head);
        let whole = head == self.sentence.start || head == self.sentence.start + 1 && self.points(head - 1);
        if self.block.kind == BlockKind::ListItem
            && self.block.stem.is_some()
            && whole
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

    /// The article's own subject, if it has one.
    fn implied(&self) -> Option<Subject> {
        self.page.may_sell.then_some(Subject::Implied)
    }
}
