//! How far a negator reaches: which statement it denies, and where another begins. Must not know what else a
//! sentence does with its words.

use std::ops::Range;

use super::Sweep;
use crate::language::closed::{self, join};
use crate::language::context::clause::{JOINS, NEGATES, WEAKENS};
use crate::language::context::kind::Does;
use crate::language::mark::Mark;
use crate::language::token::Flags;

/// How far a negator reaches, in words.
const NEGATION_REACH: u32 = 8;
/// How far one reaches that denies a whole clause: most clauses are a tenth of it, and one may be as long as the file.
const CLAUSE_REACH: u32 = 200;

/// Verbs that show by their form alone that a statement is made.
const FINITE: [&str; 19] = join(&[&closed::FINITE_AUXILIARIES, &["'re"]]);
/// Pronouns and the like that begin a clause as its subject.
const SUBJECTS: [&str; 9] = join(&[&closed::SUBJECT_PRONOUNS, &["there", "this"]]);
/// What stands behind them is said, thought, asked, caused or conditional: a negator before them reaches all of it.
const SAID_OR_ASKED: [&str; 42] = join(&[
    &closed::COMPLEMENTIZERS,
    &closed::INTERROGATIVES,
    &["because", "unless", "until", "while"],
    &["say", "says", "said", "saying", "mean", "means", "meant", "claim", "claims", "suggest", "suggests"],
    &["think", "thinks", "believe", "assume", "expect", "know", "sure"],
    &["show", "shows", "prove", "proves", "guarantee", "promise", "ensure", "let", "make"],
]);
/// Behind "and" they open an adverbial, and no subject.
const PREPOSED: [&str; 38] = join(&[&closed::PREPOSITIONS, &["as"]]);

/// What stands between a negator and a word behind it, read once however many words are asked about.
struct Behind {
    negator: Range<u32>,
    /// The first word that is not read yet.
    read: u32,
    /// Something is said or asked, and a finite verb stands behind the last word that does so.
    said: bool,
    finite: bool,
    /// A finite verb stands behind the negator.
    stated: bool,
    /// Commas, the one right behind the negator among them.
    commas: u32,
}

impl Sweep<'_> {
    /// Where the reach of a negator ends: after eight words, with the clause, with an aside that it opens, or before
    /// a statement that has a verb or a negator of its own; of "without", before a new subject: "Without sugar she
    /// sleeps". The words of an aside, which the clause goes on behind, do not count. One that ends a stem reaches as
    /// far as the clause, and so does one before "that": "not shown that".
    pub(super) fn negated_to(
        &self, number: usize, clause_start: u32, negator: Range<u32>, end: u32, clause: u32, aside: u32,
    ) -> u32 {
        let after = negator.end;
        if self.stems[number] && clause == end && end == self.input.block_first[number + 1] {
            return end;
        }
        let said = self.complement_of(&negator, clause);
        let limit = match said {
            Some(_) => clause.min(after + CLAUSE_REACH),
            None => clause.min(self.verb_of_nobody(after, clause).unwrap_or(after) + NEGATION_REACH + aside),
        };
        let limit = limit.min(self.aside_of(clause_start, &negator, end).unwrap_or(limit));
        let subject = self.subject_behind(after, limit);
        let mut behind = self.behind(&negator);
        (after + 1..limit)
            .find(|&t| {
                if subject == Some(t) || self.begins_statement(clause_start, &mut behind, t, end) {
                    return true;
                }
                let joins = self.clauses.note(t, JOINS) || self.input.has(t - 1, Flags::COMMA);
                joins
                    && said.is_none_or(|that| t < that)
                    && (t..(t + 3).min(clause)).any(|n| self.clauses.note(n, NEGATES))
                    && !self.neither(t, clause)
            })
            .unwrap_or(limit)
    }

    /// "has not been shown that", "no proof that": where the clause begins that a negator denies as a whole.
    fn complement_of(&self, negator: &Range<u32>, clause: u32) -> Option<u32> {
        /// Most words of such a phrase before the negator: "found no sign that".
        const BEFORE: u32 = 3;
        let to = clause.min(negator.end + NEGATION_REACH);
        let marks = self.marks(negator.start.saturating_sub(BEFORE), to);
        let leads = |m: &&Mark| {
            self.input.kinds.of(m) == Some(Does::Complement) && (negator.end..to).contains(&m.last())
        };
        marks.iter().find(leads).map(|m| m.last())
    }

    /// What is told of the words from a negator on, before any of them is read.
    fn behind(&self, negator: &Range<u32>) -> Behind {
        Behind {
            negator: negator.clone(),
            read: negator.start,
            said: false,
            finite: false,
            stated: false,
            commas: 0,
        }
    }

    /// Reads on up to a word.
    fn read_to(&self, behind: &mut Behind, t: u32) {
        for at in behind.read..t {
            let finite = self.is(at, &FINITE);
            if self.is(at, &SAID_OR_ASKED) {
                (behind.said, behind.finite) = (true, false);
            } else {
                behind.finite |= finite;
            }
            behind.stated |= finite && at >= behind.negator.end;
            behind.commas += u32::from(at + 1 >= behind.negator.end && self.input.has(at, Flags::COMMA));
        }
        behind.read = t;
    }

    /// "It takes no time, and acupuncture is safe", "It is no drug and is safe": at "and" stands a verb that the
    /// negator does not reach, with its subject or alone. Where the negator governs what is said or known, "no
    /// proof that it is safe and massage is", or stands before the subject itself, "No drug or gel, and no tea is",
    /// it reaches that verb too.
    fn begins_statement(&self, clause_start: u32, behind: &mut Behind, t: u32, end: u32) -> bool {
        /// Longest subject, and how far back the clause is read, in words.
        const SUBJECT: u32 = 5;
        const BACK: u32 = 24;
        if !self.is(t, &["and"]) {
            return false;
        }
        self.read_to(behind, t);
        let finite = |t: u32| self.is(t, &FINITE);
        let from = clause_start.max(t.saturating_sub(BACK));
        // a verb stands before the negator, which therefore denies no subject
        let predicate = |range: Range<u32>| {
            range.start < range.end && (self.is(range.start, &SUBJECTS) || range.clone().any(finite))
        };
        let whole = match behind.said {
            true => self.input.has(t - 1, Flags::COMMA) && behind.finite,
            false => predicate(from..behind.negator.start + 1) && !behind.stated,
        };
        if !whole || t + 1 >= end {
            return false;
        }
        if !behind.said {
            // two things are joined without a comma, "no pain and swelling": behind one a statement or an order begins
            if finite(t + 1) || behind.commas == 1 && self.input.has(t - 1, Flags::COMMA) {
                return true;
            }
        }
        let verb = (t + 2..end.min(t + 2 + SUBJECT)).find(|&t| finite(t));
        verb.is_some_and(|verb| {
            (t + 1..verb).all(|t| {
                !self.input.has(t, Flags::COMMA)
                    && !self.input.has(t, Flags::CLAUSE_END)
                    && !self.is(t, &SAID_OR_ASKED)
                    && !self.clauses.note(t, NEGATES)
            }) && !self.is(t + 1, &PREPOSED)
        })
    }

    /// A negator and what weakens it stand in two statements: "You can't burn, and it is totally safe" denies the
    /// burning.
    pub(super) fn parted(&self, mark: &Mark, clause_start: u32, end: u32) -> bool {
        let negator = mark.first..mark.first + 1;
        let mut behind = self.behind(&negator);
        self.clauses.end[mark.first as usize] <= mark.last()
            || self.aside_of(clause_start, &negator, end).is_some_and(|closed| closed <= mark.last())
            || (negator.end..mark.last()).any(|t| self.begins_statement(clause_start, &mut behind, t, end))
    }

    /// A phrase with this negator in it weakens only.
    pub(super) fn weakens(&self, negator: u32, clause_start: u32, end: u32) -> bool {
        let parted =
            |m: &Mark| self.input.kinds.of(m) == Some(Does::Partial) && self.parted(m, clause_start, end);
        self.clauses.note(negator, WEAKENS) && !self.input.marks.starting(negator as usize).iter().any(parted)
    }

    /// The end of an aside that a negator opens or stands in: "Needles, not pills, ease it", "Pills, which do
    /// nothing, …".
    fn aside_of(&self, clause_start: u32, negator: &Range<u32>, end: u32) -> Option<u32> {
        const LONGEST: u32 = 6;
        let comma = |t: u32| self.input.has(t, Flags::COMMA);
        // "which" begins a clause behind the comma
        let from = clause_start.saturating_sub(1).max(negator.start.saturating_sub(LONGEST));
        let opened = (from..negator.start).rev().find(|&t| comma(t))? + 1;
        let contrasts = opened == negator.start && negator.len() == 1 && self.is(negator.start, &["not"]);
        let tells = self.is(opened, &closed::WH_RELATIVES);
        if !contrasts && !tells {
            return None;
        }
        let close = (negator.end - 1..end.min(negator.end + LONGEST)).find(|&t| comma(t))? + 1;
        if close >= end {
            return None;
        }
        // "not pills, drugs or gels" goes on
        let listed = comma(close) || close + 1 < end && self.is(close + 1, &closed::COORDINATORS);
        let third = self.input.word(close).ends_with('s') && !self.is(close, &closed::OTHERS_IN_S);
        let verb = self.is(close, &FINITE) || third && !listed;
        (tells || verb).then_some(close)
    }

    /// "After a year without sugar she slept": the word that begins a new statement behind a short noun phrase.
    /// In "without evidence that they cure it" and "without pretending they do" it is told what is missing.
    fn subject_behind(&self, after: u32, limit: u32) -> Option<u32> {
        const LONGEST: u32 = 3;
        const GOES_ON: [&str; 10] =
            ["that", "which", "who", "what", "how", "if", "whether", "anything", "anyone", "everything"];
        if !self.is(after - 1, &["without"]) {
            return None;
        }
        // "Without surgery the gel heals": where nothing stands before it, a noun phrase begins one as well
        let opens = after == 1 || self.input.has(after - 2, Flags::CLAUSE_END);
        let joined = |t: u32| {
            self.is(t - 1, &closed::COORDINATORS)
                || self.is(t - 1, &closed::PREPOSITIONS)
                || self.is(t - 1, &closed::QUANTIFIERS)
        };
        let begins = |t: u32| {
            self.is(t, &closed::NOMINATIVES)
                || opens && (self.is(t, &closed::ARTICLES) || self.is(t, &closed::POSSESSIVES)) && !joined(t)
        };
        let subject = (after + 1..limit.min(after + LONGEST + 1)).find(|&t| begins(t))?;
        let told = |t: u32| self.is(t, &GOES_ON) || self.input.word(t).ends_with("ing");
        (!(after..subject).any(told)).then_some(subject)
    }

    /// "No drug, supplement, device or app has been shown to": the verb of a long subject that a sentence or a
    /// part of it denies from its first word on.
    fn verb_of_nobody(&self, after: u32, clause: u32) -> Option<u32> {
        const LONGEST: u32 = 12;
        const LEADS: [&str; 6] = ["and", "but", "so", "because", "that", "though"];
        let opens = after == 1
            || self.input.has(after - 2, Flags::CLAUSE_END)
            || self.input.has(after - 2, Flags::COMMA)
            || self.is(after - 2, &LEADS);
        (opens && self.is(after - 1, &["no"]))
            .then(|| (after..clause.min(after + LONGEST)).find(|&t| self.is(t, &FINITE)))
            .flatten()
    }

    /// "…, nor": the second half of one statement.
    fn neither(&self, t: u32, clause: u32) -> bool {
        (t..(t + 2).min(clause)).any(|n| self.input.word(n).eq_ignore_ascii_case("nor"))
    }
}
