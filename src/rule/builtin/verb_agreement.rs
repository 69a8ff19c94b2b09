//! A verb that does not agree with its subject: "Gift cards is available". Owns the walk over the few shapes of
//! a subject whose number its own words show, at the head of a clause; all other subjects are left alone. The
//! words stand in the rule file.
//!
//! The shapes are those that a reader need not parse: a noun phrase of at most four words right before its verb,
//! the same with a phrase or two behind it ("visits to a clinic during pregnancy"), one of several ("one of the
//! oils"), a pronoun, and what a relative clause speaks of ("foods that contain").

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

use super::super::hit::{Correction, Hit, like, shown};
use super::{BuiltinQuestion, Stratum};
use crate::document::BlockKind;
use crate::knowledge::Knowledge;
use crate::language::token::Flags;
use crate::language::{Contexts, Reading, closed, spelling};

/// `[builtin.verb-agreement]`
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct VerbAgreement(Box<Lists>);

/// The words by which subjects and verbs are told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Lists {
    /// Verbs of one thing, and what they are of several: "is" to "are".
    singular: BTreeMap<String, String>,
    /// Verbs of several things, and what they are of one.
    plural: BTreeMap<String, String>,
    /// Verbs like those of `singular` that may be nouns as well: behind an adverb they are verbs. "Lifts" to "lift".
    behind_adverb: BTreeMap<String, String>,
    /// Words like adverbs behind which they may be nouns all the same: "includes only results".
    no_adverbs: Vec<String>,
    /// Pronouns of several, and of one.
    they: Vec<String>,
    it: Vec<String>,
    /// Adverbs that may stand between a subject and its verb; so may any in -ly.
    adverbs: Vec<String>,
    /// Words that make what follows one: "every".
    one: Vec<String>,
    /// Conjunctions, behind which a clause begins with its subject.
    joins: Vec<String>,
    /// Verbs that show that what stands before a comma is a clause.
    finite: Vec<String>,
    /// Prepositions that join a second phrase to the noun: "the effects of".
    prepositions: Vec<String>,
    /// Those that join a third: "visits to a clinic during pregnancy". "To" counts before a determiner alone.
    further_prepositions: Vec<String>,
    /// Words that open a phrase before the subject, which a comma parts from it: "in this way,".
    openers: Vec<String>,
    /// Words that begin a noun phrase.
    determiners: Vec<String>,
    /// Determiners of several.
    determiners_of_several: Vec<String>,
    /// Words before "of" and several things that speak of one of them: "each of the oils".
    one_of: Vec<String>,
    /// Pronouns that may be all of such a phrase: "the drugs in them".
    objects: Vec<String>,
    /// Words that no plain noun phrase holds: pronouns, verbs, numbers.
    not_in_subject: Vec<String>,
    /// Nouns in -s that are one thing, or an amount that is.
    one_in_s: Vec<String>,
    /// Endings of nouns in -s that are one thing.
    one_endings: Vec<String>,
    /// Nouns without -s that are several.
    people: Vec<String>,
    /// Nouns that are one thing behind any determiner.
    single: Vec<String>,
    /// Nouns that are one thing with or without a determiner.
    mass: Vec<String>,
    /// Nouns without -s that are several, or may be.
    several: Vec<String>,
    /// Nouns that a relative clause may speak of without a word before them.
    antecedents: Vec<String>,
    /// Names of persons and places in -s.
    names: Vec<String>,
    /// Verbs and prepositions before the noun of a relative clause that belongs to no other: "eat foods that".
    governors: Vec<String>,
}

/// Longest plain subject, in words.
const SUBJECT: usize = 4;
/// Longest phrase behind its preposition, in words.
const BEHIND: usize = 3;
/// Longest phrases behind the noun together.
const TAIL: usize = 6;
/// Longest phrase that a comma parts from the subject behind it.
const OPENING: usize = 5;
/// Longest bracket between a subject and its verb, in words.
const BRACKET: usize = 8;
/// Most adverbs between a subject and its verb.
const ADVERBS: usize = 2;

impl BuiltinQuestion for VerbAgreement {
    fn stratum(&self) -> Stratum {
        Stratum::Contexts
    }

    fn placeholders(&self) -> &'static [&'static str] {
        &["replacement"]
    }

    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let words = reading.words();
        let mut hits = Vec::new();
        for (number, block) in reading.document().blocks().iter().enumerate() {
            // a heading may leave its verb out, and a quotation is not for the writer to mend
            let prose = matches!(
                block.kind,
                BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Description | BlockKind::TableCell
            );
            if !prose {
                continue;
            }
            for sentence in words.sentences_in(words.of_block(number)) {
                let clauses = Clauses { question: &self.0, reading, sentence, finite: OnceCell::new() };
                hits.extend(clauses.verbs().filter_map(|(noun, verb, meant)| clauses.hit(noun, verb, meant)));
            }
        }
        hits
    }
}

/// One sentence, in which verbs are looked for that have their subject right before them.
struct Clauses<'a, 'd> {
    question: &'a Lists,
    reading: &'a Reading<'d>,
    sentence: Range<usize>,
    /// Its first finite verb, or its end: looked for once, since the sentence may be as long as the file.
    finite: OnceCell<usize>,
}

impl<'a> Clauses<'a, '_> {
    /// The verbs that do not agree, each behind its noun and with the form that would.
    fn verbs(&self) -> impl Iterator<Item = (usize, usize, &'a str)> + '_ {
        self.sentence.clone().skip(1).filter_map(|verb| {
            let lower = self.lower(verb);
            let q = self.question;
            let (one, meant, sure) = match (q.singular.get(&*lower), q.plural.get(&*lower)) {
                (Some(meant), _) => (true, meant, true),
                (_, Some(meant)) => (false, meant, true),
                _ => (true, q.behind_adverb.get(&*lower)?, false),
            };
            let adverbs = self.adverbs_before(verb);
            if !sure && (adverbs == verb || self.is(verb - 1, &q.no_adverbs)) {
                return None;
            }
            // "the effects of the impact stress has on sleep": a clause inside the phrase
            let of = verb + 1 < self.sentence.end && self.is(verb + 1, &q.prepositions);
            if lower == "has" && of {
                return None;
            }
            let (number, noun) = match self.antecedent(adverbs) {
                Some(counted) => counted?,
                None => self.counts(self.subject(adverbs)?)?,
            };
            (number != Number::of(one)).then_some((noun, verb, meant.as_str()))
        })
    }

    /// The first of the adverbs right before a verb, or the verb.
    fn adverbs_before(&self, verb: usize) -> usize {
        let adverb = |t: usize| self.is(t, &self.question.adverbs) || self.lower(t).ends_with("ly");
        let mut end = verb;
        for _ in 0..ADVERBS {
            if end > self.sentence.start && adverb(end - 1) && !self.parts(end - 1) {
                end -= 1;
            }
        }
        end
    }

    fn hit(&self, noun: usize, verb: usize, meant: &str) -> Option<Hit> {
        const SILENT: Contexts = Contexts::NOT_ITS_OWN
            .with(Contexts::QUOTED)
            .with(Contexts::TESTIMONY)
            .with(Contexts::NAME)
            .with(Contexts::MENTION);
        if self.reading.context(verb).any(SILENT) {
            return None;
        }
        let prose = self.reading.document().prose();
        let token = &self.reading.words().tokens()[verb];
        let range = token.start as usize..token.end();
        let before = self.reading.words().tokens()[noun].start as usize;
        let meant = like(&prose[range.clone()], meant);
        let fix = Correction { prose: range.clone(), texts: vec![meant.clone()], safe: false };
        Some(
            Hit::at(before..range.end)
                .value("text", shown(&prose[before..range.end]))
                .value("replacement", format!("“{meant}”"))
                .mended(fix),
        )
    }

    /// What the relative clause before a verb speaks of: "foods that contain", "a person who has". Nothing where no
    /// relative pronoun stands there, and no number where it may speak of more than the noun before it.
    #[expect(clippy::option_option, reason = "no relative clause, and one of which nothing can be said")]
    fn antecedent(&self, verb: usize) -> Option<Option<(Number, usize)>> {
        let q = self.question;
        let pronoun = verb.checked_sub(1).filter(|&t| t > self.sentence.start)?;
        if !closed::is(self.reading.word(pronoun), &closed::SUBJECT_RELATIVES) {
            return None;
        }
        let noun = pronoun - 1;
        if self.parts(noun) || self.gap_behind(noun) != " " || !self.is_plain(noun, noun, false) {
            return Some(None);
        }
        let least = noun.saturating_sub(BEHIND).max(self.sentence.start);
        let start = (least..=noun).rev().find(|&t| {
            self.is(t, &q.determiners)
                || self.is(t, &q.determiners_of_several)
                || self.begins(t)
                || self.is(t - 1, &q.governors)
        });
        let Some(start) = start else { return Some(None) };
        if !(start..noun).all(|t| self.is(t, &q.determiners_of_several) || self.is_plain(t, noun, false)) {
            return Some(None);
        }
        let alone = self.begins(start) || self.is(start - 1, &q.governors);
        let head = self.lower(noun);
        // a word in -s alone may be a verb: "it shows that is"
        let pointed = self.is(start, &q.determiners) && !self.is(start, &q.one)
            || self.is(start, &q.determiners_of_several);
        let shown = start < noun && pointed || start == noun && self.is(noun, &q.antecedents);
        let several = (self.is_several(&head) || self.is(noun, &q.people)) && shown;
        let counted = match several {
            true => Number::Several,
            false if self.is(start, &q.determiners) && self.is(noun, &q.single) => Number::One,
            false => return Some(None),
        };
        Some(alone.then_some((counted, noun)))
    }

    /// The plain subject right before a verb, which begins its clause.
    fn subject(&self, verb: usize) -> Option<Range<usize>> {
        let mut end = verb;
        let bracket = self.bracket_until(end);
        end = bracket.unwrap_or(end);
        if end == self.sentence.start || bracket.is_none() && self.gap_behind(end - 1) != " " {
            return None;
        }
        let least = end.saturating_sub(SUBJECT + 1 + TAIL).max(self.sentence.start);
        let mut start = end - 1;
        while !self.begins(start) {
            if start == least || self.parts(start - 1) {
                return None;
            }
            start -= 1;
        }
        Some(start..end)
    }

    /// "salivary levels (a sign of stress) follow": the first word of a short bracket right before a word.
    fn bracket_until(&self, token: usize) -> Option<usize> {
        let closes = token > self.sentence.start && self.gap_behind(token - 1).starts_with(')');
        let least = token.saturating_sub(BRACKET).max(self.sentence.start + 1);
        closes.then(|| (least..token).rev().find(|&t| self.gap_behind(t - 1).ends_with('(')))?
    }

    /// A clause begins with this word: it opens the sentence, or stands behind a stop inside it or a conjunction. A
    /// comma alone may part two adjectives: what stands before it must have a verb of its own.
    fn begins(&self, token: usize) -> bool {
        if token == self.sentence.start {
            return true;
        }
        let joined = usize::from(self.is(token - 1, &self.question.joins));
        if token - joined == self.sentence.start {
            return true;
        }
        let before = token - joined - 1;
        let stop = self.gap_behind(before).contains([';', ':', '–', '—']);
        let stated = || self.first_finite() < before;
        let opened = || joined == 0 && self.is_opening(before, token);
        stop || self.flag(before, Flags::COMMA) && (stated() || opened())
    }

    fn first_finite(&self) -> usize {
        let finite = |&t: &usize| self.is(t, &self.question.finite);
        *self.finite.get_or_init(|| self.sentence.clone().find(finite).unwrap_or(self.sentence.end))
    }

    /// A short phrase opens the sentence and ends with this word, before a subject that shows that it begins: "in
    /// this way, the pads", "however, they".
    fn is_opening(&self, last: usize, subject: usize) -> bool {
        let q = self.question;
        let phrase = self.sentence.start..last + 1;
        let shown = phrase.len() == 1
            || self.is(subject, &q.determiners)
            || self.is(subject, &q.determiners_of_several)
            || self.is(subject, &q.they)
            || self.is(subject, &q.it);
        phrase.len() <= OPENING
            && !(phrase.start..last).any(|t| self.parts(t))
            && shown
            && (self.is(phrase.start, &q.openers) || phrase.len() == 1 && self.lower(last).ends_with("ly"))
    }

    /// What stands between a word and the next.
    fn gap_behind(&self, token: usize) -> &str {
        let tokens = self.reading.words().tokens();
        &self.reading.document().prose()[tokens[token].end()..tokens[token + 1].start as usize]
    }

    /// Punctuation behind a word parts it from the next.
    fn parts(&self, token: usize) -> bool {
        self.flag(token, Flags::COMMA)
            || self.flag(token, Flags::CLAUSE_END)
            || self.flag(token, Flags::JOINT)
    }

    /// How many a subject speaks of, where its words show it, and the noun that does.
    fn counts(&self, subject: Range<usize>) -> Option<(Number, usize)> {
        let q = self.question;
        if subject.len() == 1 && self.is(subject.start, &q.they) {
            return Some((Number::Several, subject.start));
        }
        if subject.len() == 1 && self.is(subject.start, &q.it) {
            return Some((Number::One, subject.start));
        }
        if self.is(subject.start, &q.one_of) && subject.len() > 2 && self.lower(subject.start + 1) == "of" {
            return self.is_one_of(&subject).then_some((Number::One, subject.start));
        }
        // "the effects of cupping": the first noun counts
        let joined = (subject.start + 1..subject.end - 1).find(|&t| self.joins_phrase(t, false));
        let noun = joined.unwrap_or(subject.end) - 1;
        if noun + 1 - subject.start > SUBJECT || !self.is_tail(joined, subject.end) {
            return None;
        }
        // "the factors in them"
        let pointed = joined.filter(|&at| at + 2 == subject.end && self.is(at + 1, &q.objects)).is_some();
        let plain = |t: usize| {
            pointed && t + 1 == subject.end
                || t > noun && self.joins_phrase(t, true)
                || self.is_plain(t, noun, t == subject.start)
        };
        if !(subject.clone()).all(plain) {
            return None;
        }
        let number = self.number(subject.start, noun, joined.is_some())?;
        // "the purpose of the tests patients are sent for": a clause inside the phrase
        let many = |t: usize| self.is_several(&self.lower(t)) || self.is(t, &q.people);
        let clause = joined.is_some() && (noun + 1..subject.end - 1).any(many);
        (number == Number::Several || !clause).then_some((number, noun))
    }

    /// How many a noun is behind the word that begins its phrase.
    fn number(&self, start: usize, noun: usize, joined: bool) -> Option<Number> {
        let q = self.question;
        let head = self.lower(noun);
        // "the mind and the body are": a noun before it may be part of the subject
        let added = start > self.sentence.start && self.lower(start - 1) == "and";
        let alone = start == noun && self.flag(noun, Flags::CAPITAL);
        if self.is(start, &q.one) && noun > start {
            let unclear =
                joined || head.ends_with('s') || self.is(noun, &q.several) || self.is(noun, &q.people);
            return (!unclear && spelling::is_known(&head)).then_some(Number::One);
        }
        if self.is_several(&head) {
            let name = alone && self.is(noun, &q.names) || self.flag(noun, Flags::CAPITALS);
            return (!name).then_some(Number::Several);
        }
        if self.is(noun, &q.people) {
            // "Women is a novel"
            return (!joined && start < noun).then_some(Number::Several);
        }
        let single = self.is(start, &q.determiners) && noun > start && self.is(noun, &q.single);
        (!added && (single || self.is(noun, &q.mass))).then_some(Number::One)
    }

    /// A word of a plain noun phrase: no name, no pronoun, no verb. "Treating headaches": a doing is one.
    fn is_plain(&self, token: usize, noun: usize, first: bool) -> bool {
        let q = self.question;
        let word = self.reading.word(token);
        (token == self.sentence.start || !self.flag(token, Flags::CAPITAL))
            && word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-')
            && !self.reading.context(token).any(Contexts::LITERAL.with(Contexts::NAME))
            && (token == noun && self.is(token, &q.single)
                || first && self.is(token, &q.one)
                || !self.is(token, &q.not_in_subject))
            && !self.is(token, &q.joins)
            && (token > noun || !word.ends_with("ing"))
    }

    /// A preposition that joins a phrase to the noun before it, or one to such a phrase.
    fn joins_phrase(&self, token: usize, further: bool) -> bool {
        let q = self.question;
        let to = || {
            let next = token + 1 < self.sentence.end && self.is(token + 1, &q.determiners);
            self.lower(token) == "to" && next
        };
        self.is(token, &q.prepositions) || further && self.is(token, &q.further_prepositions) || to()
    }

    /// The phrases behind the noun are no longer than a reader takes in.
    fn is_tail(&self, joined: Option<usize>, end: usize) -> bool {
        let Some(first) = joined else { return true };
        let next = (first + 1..end).find(|&t| self.joins_phrase(t, true));
        let short = |from: usize, to: usize| (1..=BEHIND).contains(&(to - from - 1));
        end - first - 1 <= TAIL
            && match next {
                None => short(first, end),
                Some(next) => {
                    let last = (next + 1..end).all(|t| !self.joins_phrase(t, true));
                    short(first, next) && short(next, end) && last
                }
            }
    }

    /// "One of the best oils": behind it stand determiner, adjectives and a plural, and no clause.
    fn is_one_of(&self, subject: &Range<usize>) -> bool {
        let q = self.question;
        let (first, noun) = (subject.start + 2, subject.end - 1);
        let plain = |t: usize| {
            self.flag(t, Flags::CLITIC) || self.is_plain(t, noun, false) && !self.is_several(&self.lower(t))
        };
        self.is(first, &q.determiners)
            && noun > first
            && (first + 1..noun).all(plain)
            && self.is_plain(noun, noun, false)
            && self.is_several(&self.lower(noun))
    }

    /// A noun in -s that is no single thing.
    fn is_several(&self, noun: &str) -> bool {
        const SHORTEST: usize = 4;
        let q = self.question;
        let Some(single) = noun.strip_suffix('s') else { return false };
        let single = match single.strip_suffix("ie") {
            Some(stem) => format!("{stem}y"),
            None => single.to_owned(),
        };
        let known =
            || spelling::is_known(&single) || single.strip_suffix('e').is_some_and(spelling::is_known);
        noun.len() >= SHORTEST
            && !q.one_in_s.iter().any(|w| w == noun)
            && !q.one_endings.iter().any(|end| noun.ends_with(end.as_str()))
            && known()
    }

    /// A word in small letters, as nearly all are.
    fn lower(&self, token: usize) -> Cow<'a, str> {
        let word = self.reading.word(token);
        match word.bytes().any(|b| b.is_ascii_uppercase()) {
            true => word.to_ascii_lowercase().into(),
            false => word.into(),
        }
    }

    fn is(&self, token: usize, list: &[String]) -> bool {
        closed::is(self.reading.word(token), list)
    }

    fn flag(&self, token: usize, flag: Flags) -> bool {
        self.reading.words().tokens()[token].flags.has(flag)
    }
}

/// What a subject or a verb is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    One,
    Several,
}

impl Number {
    fn of(one: bool) -> Self {
        if one { Self::One } else { Self::Several }
    }
}
