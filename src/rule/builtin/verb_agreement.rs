//! A verb that does not agree with its subject: "Gift cards is available". Owns the walk over the few shapes of
//! a subject whose number its own words show, at the head of a clause; all other subjects are left alone. The
//! words stand in the rule file.
//!
//! The shapes are those that a reader need not parse: a noun phrase of at most four words right before its verb,
//! the same with one phrase behind it ("the benefits of cupping"), and a pronoun.

use std::borrow::Cow;
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
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct VerbAgreement {
    /// Verbs of one thing, and what they are of several: "is" to "are".
    singular: BTreeMap<String, String>,
    /// Verbs of several things, and what they are of one.
    plural: BTreeMap<String, String>,
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
    /// Pronouns that may be all of such a phrase: "the drugs in them".
    objects: Vec<String>,
    /// Words that no plain noun phrase holds: pronouns, verbs, numbers.
    not_in_subject: Vec<String>,
    /// Nouns in -s that are one thing, or an amount that is.
    one_in_s: Vec<String>,
    /// Endings of nouns in -s that are one thing.
    one_endings: Vec<String>,
    /// Nouns without -s that are several, or may be.
    several: Vec<String>,
}

/// Longest plain subject, in words.
const SUBJECT: usize = 4;
/// Longest phrase behind its preposition, in words.
const BEHIND: usize = 3;
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
                let clauses = Clauses { question: self, reading, sentence };
                hits.extend(clauses.verbs().filter_map(|(noun, verb, meant)| clauses.hit(noun, verb, meant)));
            }
        }
        hits
    }
}

/// One sentence, in which verbs are looked for that have their subject right before them.
struct Clauses<'a, 'd> {
    question: &'a VerbAgreement,
    reading: &'a Reading<'d>,
    sentence: Range<usize>,
}

impl<'a> Clauses<'a, '_> {
    /// The verbs that do not agree, each behind its noun and with the form that would.
    fn verbs(&self) -> impl Iterator<Item = (usize, usize, &'a str)> + '_ {
        self.sentence.clone().skip(1).filter_map(|verb| {
            let lower = self.lower(verb);
            let (one, meant) = match (self.question.singular.get(&*lower), self.question.plural.get(&*lower))
            {
                (Some(meant), _) => (true, meant),
                (_, Some(meant)) => (false, meant),
                _ => return None,
            };
            // "the effects of the impact stress has on sleep": a clause inside the phrase
            let of = verb + 1 < self.sentence.end && self.is(verb + 1, &self.question.prepositions);
            if lower == "has" && of {
                return None;
            }
            let (number, noun) = self.counts(self.subject(verb)?)?;
            (number != Number::of(one)).then_some((noun, verb, meant.as_str()))
        })
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

    /// The plain subject right before a verb, which begins its clause.
    fn subject(&self, verb: usize) -> Option<Range<usize>> {
        let mut end = verb;
        for _ in 0..ADVERBS {
            let adverb = |t: usize| self.is(t, &self.question.adverbs) || self.lower(t).ends_with("ly");
            if end > self.sentence.start && adverb(end - 1) && !self.parts(end - 1) {
                end -= 1;
            }
        }
        let bracket = self.bracket_until(end);
        end = bracket.unwrap_or(end);
        if end == self.sentence.start || bracket.is_none() && self.gap_behind(end - 1) != " " {
            return None;
        }
        let least = end.saturating_sub(SUBJECT + 1 + BEHIND).max(self.sentence.start);
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
        let stated = || (self.sentence.start..before).any(|t| self.is(t, &self.question.finite));
        stop || self.flag(before, Flags::COMMA) && stated()
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
        // "the effects of cupping": the first noun counts
        let joined = (subject.start + 1..subject.end - 1).find(|&t| self.is(t, &q.prepositions));
        let noun = joined.unwrap_or(subject.end) - 1;
        let behind = joined.map_or(subject.end..subject.end, |at| at + 1..subject.end);
        if noun + 1 - subject.start > SUBJECT || behind.len() > BEHIND {
            return None;
        }
        // "the factors in them"
        let pointed = behind.len() == 1 && self.is(behind.start, &q.objects);
        let plain = |t: usize| {
            let word = self.reading.word(t);
            pointed && t == behind.start
                || (t == subject.start || !self.flag(t, Flags::CAPITAL))
                && word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-')
                && !self.reading.context(t).any(Contexts::LITERAL.with(Contexts::NAME))
                && !self.is(t, &q.not_in_subject)
                && !self.is(t, &q.joins)
                // "treating headaches": a doing is one
                && (t > noun || !word.ends_with("ing"))
        };
        if !(subject.start..noun + 1).chain(behind.clone()).all(plain) {
            return None;
        }
        let head = self.lower(noun);
        let number = match self.is(subject.start, &q.one) && noun > subject.start {
            true if joined.is_some() || head.ends_with('s') || self.is(noun, &q.several) => None,
            true => spelling::is_known(&head).then_some(Number::One),
            false => self.is_several(&head).then_some(Number::Several),
        };
        number.map(|number| (number, noun))
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
