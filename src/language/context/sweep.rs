//! The sweep over the marks of the context lexicons: every context is painted from left to right and never twice over
//! a token ([`Brush`]), so that the time is linear in the text, however long a sentence is. Owns how far each word
//! reaches.

use std::ops::Range;

use super::clause::{Clauses, ENDS, JOINS, LEADS_IN, NEGATES, WEAKENS};
use super::kind::Does;
use super::{Contexts, Input, name, quotation};
use crate::document::{Block, BlockKind, InlineKind};
use crate::language::closed::{self, join};
use crate::language::mark::Mark;
use crate::language::token::Flags;

/// How far a negator reaches, in words.
const NEGATION_REACH: u32 = 8;
/// How far a mention reaches ("the word", "claims such as"), in words.
const MENTION_REACH: u32 = 12;
/// Most words that may stand before the opening word of a question or an answer.
const LEAD_INS: u32 = 3;
/// Most clauses that one word of report or condition reaches over beside its own.
const JOINED: u32 = 3;
/// Most asides in brackets that the reach of a word passes over.
const ASIDES: u32 = 2;
/// Where a repeated verb is followed by more, how soon a word of the question must come again.
const ECHO_REACH: u32 = 4;

/// Verbs that show by their form alone that a statement is made.
const FINITE: [&str; 19] = join(&[&closed::MODALS, &closed::BE_FINITE, &closed::HAVE, &closed::DO, &["'re"]]);
/// Pronouns and the like that begin a clause as its subject.
const SUBJECTS: [&str; 9] = join(&[&closed::SUBJECT_PRONOUNS, &["there", "this"]]);
/// What stands behind them is said, thought, asked, caused or conditional: a negator before them reaches all of it.
const SAID_OR_ASKED: [&str; 42] = join(&[
    &closed::COMPLEMENTIZERS,
    &closed::INTERROGATIVES,
    &["because", "unless", "until", "while"],
    &[
        "say", "says", "said", "saying", "think", "thinks", "believe", "mean", "means", "meant", "claim",
        "claims",
    ],
    &["assume", "expect", "suggest", "suggests", "show", "shows", "prove", "proves", "know", "sure"],
    &["guarantee", "promise", "ensure", "let", "make"],
]);
/// Behind "and" they open an adverbial, and no subject.
const PREPOSED: [&str; 38] = join(&[&closed::PREPOSITIONS, &["as"]]);

/// Paints a context over tokens from left to right; what is painted already is passed over.
struct Brush([u32; 32]);

impl Brush {
    fn paint(&mut self, out: &mut [Contexts], range: Range<u32>, context: Contexts) {
        let until = &mut self.0[context.0.trailing_zeros() as usize];
        let from = range.start.max(*until);
        if from < range.end {
            add(out, from, range.end, context);
            *until = range.end;
        }
    }
}

pub(super) fn add(out: &mut [Contexts], from: u32, to: u32, context: Contexts) {
    if from < to {
        out[from as usize..to as usize].iter_mut().for_each(|c| c.insert(context));
    }
}

/// A question that the next sentence may answer.
#[derive(Clone)]
struct Asked {
    tokens: Range<u32>,
    block: usize,
    /// The word that asks.
    opener: u32,
}

struct Sweep<'a> {
    input: &'a Input<'a>,
    clauses: Clauses,
    out: Vec<Contexts>,
    /// For what reaches to the right of its mark, and for whole clauses or sentences.
    right: Brush,
    whole: Brush,
    /// Blocks that introduce a list.
    stems: Vec<bool>,
    /// Inside a myth that nothing has set right yet.
    myth: bool,
    asked: Option<Asked>,
    /// Numbers that are years long past.
    old_years: Vec<u32>,
}

/// The contexts of every token, in one sweep over the sentences.
pub(in crate::language) fn sweep(input: &Input<'_>) -> Vec<Contexts> {
    let blocks = input.document.blocks();
    let mut stems = vec![false; blocks.len()];
    for stem in blocks.iter().filter_map(|b| b.stem) {
        stems[stem] = true;
    }
    let mut sweep = Sweep {
        input,
        clauses: Clauses::new(input),
        out: vec![Contexts::default(); input.tokens.len()],
        right: Brush([0; 32]),
        whole: Brush([0; 32]),
        stems,
        myth: false,
        asked: None,
        old_years: old_years(input),
    };
    sweep.blocks(blocks);
    let Sweep { clauses, mut out, .. } = sweep;
    quotation::mark(input, &clauses, &mut out);
    name::mark(input, &mut out);
    literals(input, &mut out);
    out
}

impl Sweep<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        let input = self.input;
        let mut sentence = 0;
        // contexts that a block's last sentence leaves open: a list below it inherits them
        let mut open: Vec<Contexts> = vec![Contexts::default(); blocks.len()];
        // a stem that asks without a question mark: "Does it:", "- ease pain?"
        let mut asks: Vec<bool> = vec![false; blocks.len()];
        let mut myth_below = false;
        // the list whose items are choices of the question above it
        let mut asked_list = None;
        for (number, block) in blocks.iter().enumerate() {
            let (from, to) = (input.block_first[number], input.block_first[number + 1]);
            if from == to {
                continue;
            }
            let mut whole = Contexts::default();
            if block.kind == BlockKind::Reference {
                whole.insert(Contexts::REFERENCE);
            }
            if input.residue.get(number).copied().unwrap_or(false) {
                whole.insert(Contexts::RESIDUE);
            }
            if block.column.is_some_and(|head| {
                self.says(head, &[Does::MythHeading]) || self.says_in_column(head, Does::MythColumn)
            }) {
                whole.insert(Contexts::MYTH);
            }
            if let Some(stem) = block.stem {
                let left = match blocks[stem].kind {
                    // the lines under a question that is a heading answer it, and those under "What I would
                    // tell you if you asked" do not hang on the asking as those under "See a doctor if" do
                    BlockKind::Heading | BlockKind::Title => {
                        let left = open[stem].without(Contexts::QUESTION);
                        match self.is(input.block_first[stem], &closed::INTERROGATIVES) {
                            true => left.without(Contexts::CONDITIONAL),
                            false => left,
                        }
                    }
                    _ => open[stem],
                };
                whole.insert(left);
                // a nested list hangs on its item, which hangs on the outer stem
                open[number] = left;
                if asks[stem] && input.ends_with(to, '?') {
                    whole.insert(Contexts::QUESTION);
                }
            }
            if block.stem.is_none()
                && let Some(list) = block.list
            {
                let above = number.checked_sub(1);
                if above.is_some_and(|a| {
                    blocks[a].kind == BlockKind::Paragraph && open[a].has(Contexts::QUESTION)
                }) {
                    asked_list = Some(list);
                }
                if asked_list == Some(list) {
                    whole.insert(Contexts::QUESTION);
                }
            }
            if !whole.is_empty() {
                add(&mut self.out, from, to, whole);
            }
            self.myth = std::mem::take(&mut myth_below);
            let mut before = from..from;
            while sentence + 1 < input.sentences.len() && input.sentences[sentence] < to {
                let (first, end) = (input.sentences[sentence], input.sentences[sentence + 1]);
                // "It cures a cold. It doesn't."
                if let Some(denied) = self.clauses.retorts(input, before.clone(), first..end)
                    && !input.ends_with(first, '?')
                {
                    add(&mut self.out, denied.start, denied.end, Contexts::MYTH);
                }
                before = first..end;
                let left_open = self.sentence(number, block, first, end);
                if end == to {
                    open[number].insert(left_open);
                    asks[number] = self.stems[number]
                        && input.ends_with(end, ':')
                        && self.opener(block, first, end, &[Does::Asks]).is_some();
                }
                sentence += 1;
            }
            myth_below = matches!(block.kind, BlockKind::Heading) && self.says(number, &[Does::MythHeading]);
        }
    }

    /// The block is a heading that says one of these and hardly more: "Myths".
    fn says(&self, number: usize, what: &[Does]) -> bool {
        let input = self.input;
        let (from, to) = (input.block_first[number], input.block_first[number + 1]);
        let says = |m: &Mark| input.kinds.of(m).is_some_and(|does| what.contains(&does));
        to - from <= 3 && self.marks(from, to).iter().any(says)
    }

    /// The head of a column says so: "What you may have heard".
    fn says_in_column(&self, number: usize, what: Does) -> bool {
        const LONGEST: u32 = 6;
        let input = self.input;
        let (from, to) = (input.block_first[number], input.block_first[number + 1]);
        to - from <= LONGEST && self.marks(from, to).iter().any(|m| input.kinds.of(m) == Some(what))
    }

    fn marks(&self, first: u32, end: u32) -> &[Mark] {
        self.input.marks.within(first as usize..end as usize)
    }

    /// Adds the contexts of one sentence; returns those that reach its end.
    fn sentence(&mut self, number: usize, block: &Block, first: u32, end: u32) -> Contexts {
        let input = self.input;
        let marks = input.marks.within(first as usize..end as usize);
        let mut open = Contexts::default();
        let mut conditional = false;
        let mut myth_from = self.myth.then_some(first);
        let mut certain = false;
        let mut historic = false;
        for mark in marks {
            let Some(does) = input.kinds.of(mark) else { continue };
            let last = mark.last().min(end - 1);
            let after = last + 1;
            let clause = self.clauses.end[last as usize].min(end);
            let clause_start = self.clauses.start[mark.first as usize].max(first);
            let mut govern = |this: &mut Self, to: u32, context: Contexts| {
                if to >= end {
                    open.insert(context);
                }
                this.right.paint(&mut this.out, after..to, context);
            };
            match does {
                Does::Before if !self.weakens(mark.first, clause_start, end) => {
                    let clause = self.past_asides(clause, end);
                    let to = self.negated_to(number, clause_start, mark.first..after, end, clause);
                    govern(self, to, Contexts::NEGATED);
                }
                Does::After => self.whole.paint(&mut self.out, clause_start..mark.first, Contexts::NEGATED),
                Does::Partial if !self.parted(mark, clause_start, end) => {
                    for context in [Contexts::PARTIAL, Contexts::HEDGED] {
                        if clause == end {
                            open.insert(context);
                        }
                        self.whole.paint(&mut self.out, mark.first + 1..clause, context);
                    }
                }
                Does::Hedge => {
                    let to = self.past_lead(mark, first, end, self.past_asides(clause, end));
                    govern(self, to, Contexts::HEDGED);
                }
                Does::HalfHedge => govern(self, self.past_asides(clause, end), Contexts::HALF_HEDGED),
                Does::HedgeClause => {
                    let to = self.past_lead(mark, first, end, clause);
                    if to == end {
                        open.insert(Contexts::HEDGED);
                    }
                    self.whole.paint(&mut self.out, clause_start..to, Contexts::HEDGED);
                }
                Does::Certain => certain = true,
                Does::Conditional => {
                    conditional = true;
                    govern(self, self.past_joined(clause, end), Contexts::CONDITIONAL);
                }
                Does::Reported => {
                    let to = self.past_lead(mark, first, end, clause);
                    let afterthought =
                        mark.first > first && after == clause && input.has(mark.first - 1, Flags::COMMA);
                    if afterthought {
                        self.whole.paint(&mut self.out, clause_start..mark.first, Contexts::REPORTED);
                    }
                    govern(self, self.past_joined(to, end), Contexts::REPORTED);
                }
                // "anyone who promises results": the promise is theirs too
                Does::ThirdParty if !self.negated(mark) => {
                    self.right.paint(&mut self.out, mark.first..after, Contexts::THIRD_PARTY);
                    govern(self, end, Contexts::THIRD_PARTY);
                }
                Does::RedFlag if !self.negated(mark) => {
                    open.insert(Contexts::THIRD_PARTY);
                    self.whole.paint(&mut self.out, first..end, Contexts::THIRD_PARTY);
                }
                Does::Disclaimer => {
                    open.insert(Contexts::DISCLAIMER);
                    self.whole.paint(&mut self.out, first..end, Contexts::DISCLAIMER);
                }
                Does::Mention => govern(self, clause.min(after + MENTION_REACH), Contexts::MENTION),
                Does::FalseBelief if !self.negated(mark) => govern(self, clause, Contexts::MYTH),
                Does::Unsettled => self.whole.paint(&mut self.out, mark.first..after, Contexts::REPORTED),
                Does::Myth => {
                    self.myth = true;
                    myth_from = myth_from.or(Some(after));
                }
                Does::Fact => {
                    self.myth = false;
                    if let Some(from) = myth_from.take() {
                        add(&mut self.out, from, mark.first, Contexts::MYTH);
                    }
                }
                Does::Historic | Does::HistoricTime | Does::Past => historic = true,
                _ => {}
            }
        }
        if let Some(from) = myth_from {
            open.insert(Contexts::MYTH);
            add(&mut self.out, from, end, Contexts::MYTH);
        }
        if conditional {
            for mark in marks.iter().filter(|m| input.kinds.of(m) == Some(Does::Unreal)) {
                let clause = self.clauses.end[mark.first as usize].min(end);
                self.right.paint(&mut self.out, mark.first + 1..clause, Contexts::CONDITIONAL);
            }
        }
        if certain {
            self.certainty(marks, end, &mut open);
        }
        if historic {
            self.history(marks, first, end, &mut open);
        }
        self.answer(number, block, first, end);
        if self.question(number, block, first, end) {
            open.insert(Contexts::QUESTION);
        }
        open
    }

    fn is(&self, t: u32, words: &[&str]) -> bool {
        self.input.is(t, words)
    }

    /// "I", "my": one person speaks.
    fn is_i(&self, t: u32) -> bool {
        self.is(t, &closed::FIRST_PERSON)
    }

    fn negated(&self, mark: &Mark) -> bool {
        self.out[mark.first as usize].has(Contexts::NEGATED)
    }

    /// Where the reach of a negator ends: after eight words, with the clause, with an aside that it opens, or before
    /// a statement that has a verb or a negator of its own; of "without", before a new subject: "Without sugar she
    /// sleeps". One that ends a stem reaches as far as the clause.
    fn negated_to(
        &self, number: usize, clause_start: u32, negator: Range<u32>, end: u32, clause: u32,
    ) -> u32 {
        let after = negator.end;
        if self.stems[number] && clause == end && end == self.input.block_first[number + 1] {
            return end;
        }
        let limit = clause.min(self.verb_of_nobody(after, clause).unwrap_or(after) + NEGATION_REACH);
        let limit = limit.min(self.aside_of(clause_start, &negator, end).unwrap_or(limit));
        let subject = self.subject_behind(after, limit);
        (after + 1..limit)
            .find(|&t| {
                if subject == Some(t) || self.begins_statement(clause_start, &negator, t, end) {
                    return true;
                }
                let joins = self.clauses.note(t, JOINS) || self.input.has(t - 1, Flags::COMMA);
                joins
                    && (t..(t + 3).min(clause)).any(|n| self.clauses.note(n, NEGATES))
                    && !self.neither(t, clause)
            })
            .unwrap_or(limit)
    }

    /// "It takes no time, and acupuncture is safe", "It is no drug and is safe": at "and" stands a verb that the
    /// negator does not reach, with its subject or alone. Where the negator governs what is said or known, "no
    /// proof that it is safe and massage is", or stands before the subject itself, "No drug or gel, and no tea is",
    /// it reaches that verb too.
    fn begins_statement(&self, clause_start: u32, negator: &Range<u32>, t: u32, end: u32) -> bool {
        /// Longest subject, and how far back the clause is read, in words.
        const SUBJECT: u32 = 5;
        const BACK: u32 = 24;
        if !self.is(t, &["and"]) {
            return false;
        }
        let finite = |t: u32| self.is(t, &FINITE);
        let from = clause_start.max(t.saturating_sub(BACK));
        let said = (negator.start..t).rev().find(|&t| self.is(t, &SAID_OR_ASKED));
        // a verb stands before the negator, which therefore denies no subject
        let predicate = |range: Range<u32>| {
            range.start < range.end && (self.is(range.start, &SUBJECTS) || range.clone().any(finite))
        };
        let whole = match said {
            Some(said) => self.input.has(t - 1, Flags::COMMA) && (said + 1..t).any(finite),
            None => predicate(from..negator.start + 1) && !(negator.end..t).any(finite),
        };
        if !whole || t + 1 >= end {
            return false;
        }
        if said.is_none() {
            // two things are joined without a comma, "no pain and swelling": behind one a statement or an order begins
            let commas = (negator.end - 1..t).filter(|&t| self.input.has(t, Flags::COMMA)).count();
            if finite(t + 1) || commas == 1 && self.input.has(t - 1, Flags::COMMA) {
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
    fn parted(&self, mark: &Mark, clause_start: u32, end: u32) -> bool {
        let negator = mark.first..mark.first + 1;
        self.clauses.end[mark.first as usize] <= mark.last()
            || self.aside_of(clause_start, &negator, end).is_some_and(|closed| closed <= mark.last())
            || (negator.end..mark.last()).any(|t| self.begins_statement(clause_start, &negator, t, end))
    }

    /// A phrase with this negator in it weakens only.
    fn weakens(&self, negator: u32, clause_start: u32, end: u32) -> bool {
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
        let closed = (negator.end - 1..end.min(negator.end + LONGEST)).find(|&t| comma(t))? + 1;
        if closed >= end {
            return None;
        }
        // "not pills, drugs or gels" goes on
        let listed = comma(closed) || closed + 1 < end && self.is(closed + 1, &closed::COORDINATORS);
        let third = self.input.word(closed).ends_with('s') && !self.is(closed, &closed::OTHERS_IN_S);
        let verb = self.is(closed, &FINITE) || third && !listed;
        (tells || verb).then_some(closed)
    }

    /// "After a year without sugar she slept": the pronoun that begins a new statement behind a short noun phrase.
    /// In "without evidence that they cure it" and "without pretending they do" it is told what is missing.
    fn subject_behind(&self, after: u32, limit: u32) -> Option<u32> {
        const LONGEST: u32 = 3;
        const GOES_ON: [&str; 10] =
            ["that", "which", "who", "what", "how", "if", "whether", "anything", "anyone", "everything"];
        if !self.is(after - 1, &["without"]) {
            return None;
        }
        let subject =
            (after + 1..limit.min(after + LONGEST + 1)).find(|&t| self.is(t, &closed::NOMINATIVES))?;
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

    /// The end of a clause that goes on after an aside: "It may (in theory) ease pain".
    fn past_asides(&self, mut clause: u32, end: u32) -> u32 {
        for _ in 0..ASIDES {
            if clause >= end || !self.input.ends_with(clause, '(') {
                break;
            }
            let aside = self.clauses.end[clause as usize].min(end);
            if aside >= end || !self.input.ends_with(aside, ')') || self.input.ends_with(aside, ';') {
                break;
            }
            clause = self.clauses.end[aside as usize].min(end);
        }
        clause
    }

    /// The end of the clauses that go on with the same: "if they say it is safe, or that it always works".
    fn past_joined(&self, mut clause: u32, end: u32) -> u32 {
        for _ in 0..JOINED {
            if clause + 1 >= end
                || !self.is(clause, &["and", "or"])
                || !self.is(clause + 1, &closed::COMPLEMENTIZERS)
            {
                break;
            }
            clause = self.clauses.end[clause as usize].min(end);
        }
        clause
    }

    /// "…, nor": the second half of one statement.
    fn neither(&self, t: u32, clause: u32) -> bool {
        (t..(t + 2).min(clause)).any(|n| self.input.word(n).eq_ignore_ascii_case("nor"))
    }

    /// Where a phrase that opens a sentence ends its reach: "According to its makers, it cures …".
    fn past_lead(&self, mark: &Mark, first: u32, end: u32, clause: u32) -> u32 {
        let stopped_by_comma = clause < end
            && !self.input.has(clause - 1, Flags::CLAUSE_END)
            && !self.clauses.note(clause, ENDS);
        if stopped_by_comma && self.opens(mark.first, first) {
            return self.clauses.end[clause as usize].min(end);
        }
        clause
    }

    /// Whether a token opens a sentence, or a clause after punctuation in it, but for a lead-in.
    fn opens(&self, t: u32, first: u32) -> bool {
        let mut t = t;
        for _ in 0..=LEAD_INS {
            if t <= first || self.input.has(t - 1, Flags::CLAUSE_END) {
                return true;
            }
            if !self.clauses.note(t - 1, LEADS_IN) && !self.input.has(t - 1, Flags::DIGIT) {
                return false;
            }
            t -= 1;
        }
        false
    }

    /// A booster takes the hedge of its clause away, unless it is negated itself.
    fn certainty(&mut self, marks: &[Mark], end: u32, open: &mut Contexts) {
        let hedges = Contexts::HEDGED.with(Contexts::HALF_HEDGED);
        let mut cleared = 0;
        for mark in marks.iter().filter(|m| self.input.kinds.of(m) == Some(Does::Certain)) {
            let at = self.out[mark.first as usize];
            let to = self.clauses.end[mark.first as usize].min(end);
            if to <= cleared || at.any(Contexts::NEGATED.with(Contexts::PARTIAL).with(Contexts::CONDITIONAL))
            {
                continue;
            }
            let from = self.clauses.start[mark.first as usize];
            for c in &mut self.out[from as usize..to as usize] {
                *c = c.without(hedges);
            }
            if to == end {
                *open = open.without(hedges);
            }
            cleared = to;
        }
    }

    /// A past tense and a time long past make history of their part of the sentence.
    fn history(&mut self, marks: &[Mark], first: u32, end: u32, open: &mut Contexts) {
        let mut from = first;
        let (mut time, mut past, mut present, mut strong) = (false, false, false, false);
        let of_end = marks.iter().map(Some).chain(std::iter::once(None));
        for mark in of_end {
            let does = mark.and_then(|m| self.input.kinds.of(m));
            match (mark, does) {
                (Some(_), Some(Does::HistoricTime)) => time = true,
                (Some(_), Some(Does::Past)) => past = true,
                (Some(_), Some(Does::Present)) => present = true,
                (Some(_), Some(Does::Historic)) => strong = true,
                (Some(mark), Some(Does::Ends)) => {
                    self.is_history(from..mark.first, time, past, present, strong);
                    (time, past, present, strong) = (false, false, false, false);
                    from = mark.first;
                }
                (None, _) if self.is_history(from..end, time, past, present, strong) => {
                    open.insert(Contexts::HISTORIC);
                }
                _ => {}
            }
        }
    }

    fn is_history(&mut self, range: Range<u32>, time: bool, past: bool, present: bool, strong: bool) -> bool {
        let old = || {
            let at = self.old_years.partition_point(|&t| t < range.start);
            self.old_years.get(at).is_some_and(|&t| t < range.end)
        };
        let is = strong || past && !present && (time || old());
        if is {
            self.whole.paint(&mut self.out, range, Contexts::HISTORIC);
        }
        is
    }

    /// The first mark of these kinds that opens the sentence or a part of it after punctuation.
    fn opener(&self, block: &Block, first: u32, end: u32, kinds: &[Does]) -> Option<(&Mark, Does)> {
        let heading = matches!(block.kind, BlockKind::Heading | BlockKind::Title | BlockKind::Question);
        let cell = block.kind == BlockKind::TableCell;
        self.marks(first, end).iter().find_map(|m| {
            let does = self.input.kinds.of(m).filter(|d| kinds.contains(d))?;
            let comma = || m.first > first && self.input.has(m.first - 1, Flags::COMMA);
            let opens = self.opens(m.first, first)
                || comma()
                || m.first > first + 1
                    && self.clauses.note(m.first - 1, LEADS_IN)
                    && self.input.has(m.first - 2, Flags::COMMA);
            // "Is sugar-free" states something in a cell; "How well it works" is a label there too
            let label = m.first == first && (heading || cell && m.last() > m.first);
            (opens && (does != Does::AsksInHeading || label)).then_some((m, does))
        })
    }

    /// Marks a real question; whether one reaches the end of the sentence.
    fn question(&mut self, number: usize, block: &Block, first: u32, end: u32) -> bool {
        let kinds: &[Does] = match self.input.ends_with(end, '?') {
            true => &[Does::Sells, Does::Asks],
            false if matches!(block.kind, BlockKind::Question) => &[Does::Sells, Does::Asks],
            false if matches!(block.kind, BlockKind::Heading | BlockKind::Title | BlockKind::TableCell) => {
                &[Does::AsksInHeading]
            }
            false => return false,
        };
        let heads = matches!(block.kind, BlockKind::Heading | BlockKind::Title | BlockKind::Question);
        // "Ready for a guaranteed result?" sells, "How does it cure?" presupposes
        let Some((opener, does)) = self.opener(block, first, end, kinds).map(|(m, d)| (*m, d)) else {
            // "Treats the cause?" heads a row of a table, whose cells answer it; "Miracle or marketing?" leaves open
            // which
            let asks = self.input.ends_with(end, '?')
                && (block.kind == BlockKind::TableCell
                    || heads && (first + 1..end).any(|t| self.is(t, &["or"])));
            if asks {
                add(&mut self.out, first, end, Contexts::QUESTION);
            }
            return asks;
        };
        // of two phrases that begin with the same word the longer one counts
        let sells = self
            .input
            .marks
            .starting(opener.first as usize)
            .iter()
            .any(|m| self.input.kinds.of(m) == Some(Does::Sells) && m.last() >= opener.last());
        if does == Does::Sells || sells {
            return false;
        }
        let from = if self.opens(opener.first, first) && self.clauses.start[opener.first as usize] <= first {
            first
        } else {
            opener.first
        };
        // "My knee went at work. What now?": what a reader tells before the question belongs to it
        let line = self.input.block_first[number];
        if heads && end == self.input.block_first[number + 1] && (line..from).any(|t| self.is_i(t)) {
            add(&mut self.out, line, from, Contexts::QUESTION);
        }
        add(&mut self.out, from, end, Contexts::QUESTION);
        self.asked = Some(Asked { tokens: from..end, block: number, opener: opener.first });
        true
    }

    /// Lifts the question before a sentence that says yes: its words are asserted.
    fn answer(&mut self, number: usize, block: &Block, first: u32, end: u32) {
        let Some(asked) = self.asked.take() else { return };
        let follows = asked.tokens.end == first
            && (asked.block == number
                || block.question == Some(asked.block)
                || matches!(
                    self.input.document.blocks()[asked.block].kind,
                    BlockKind::Question | BlockKind::Heading
                ) && !matches!(block.kind, BlockKind::Question | BlockKind::Heading | BlockKind::Title));
        if !follows {
            return;
        }
        let Some((mark, does)) = self.opener(block, first, end, &[Does::Yes, Does::Echo]) else { return };
        if !self.opens(mark.first, first) || self.clauses.start[mark.first as usize] > first {
            return;
        }
        if does == Does::Echo && !self.echoes(&asked, mark.last(), end) {
            return;
        }
        // "Yes, it may": what is hedged in the answer is hedged in the question
        let hedged = self.out[mark.last() as usize + 1..end as usize].iter().any(|c| c.has(Contexts::HEDGED));
        for c in &mut self.out[asked.tokens.start as usize..asked.tokens.end as usize] {
            *c = c.without(Contexts::QUESTION);
            if hedged {
                c.insert(Contexts::HEDGED);
            }
        }
    }

    /// "Does it work? It does." and "Is it safe? It is very safe.", but not "Is it safe? It is new."
    fn echoes(&self, asked: &Asked, verb: u32, end: u32) -> bool {
        let input = self.input;
        // "Does it have no side effects? It does." says that it has some; "Isn't it safe? It is." agrees
        let denies = (asked.opener + 2..asked.tokens.end).any(|t| self.clauses.note(t, NEGATES));
        if denies || !input.word(verb).eq_ignore_ascii_case(input.word(asked.opener)) {
            return false;
        }
        if input.has(verb, Flags::CLAUSE_END) || input.has(verb, Flags::COMMA) {
            return true;
        }
        let question = asked.opener + 1..asked.tokens.end.min(asked.opener + 40);
        (verb + 1..(verb + 1 + ECHO_REACH).min(end)).any(|t| {
            let word = input.word(t);
            word.len() > 3 && question.clone().any(|q| input.word(q).eq_ignore_ascii_case(word))
        })
    }
}

/// Numbers that are years before 1960, decades of them included: "1847", "1920s". A dose, a count or a price is
/// none: a year stands behind a word of time, a comma, a bracket or another year, and nothing is counted by it.
fn old_years(input: &Input<'_>) -> Vec<u32> {
    const BEFORE: [&str; 20] = [
        "in", "since", "before", "after", "until", "till", "by", "from", "to", "of", "and", "or", "during",
        "around", "about", "circa", "between", "early", "late", "year",
    ];
    /// Behind a number they count by it: the unit of a dose, and a plural that is written otherwise.
    const COUNTED: [&str; 14] = [
        "mg", "mcg", "ml", "g", "kg", "iu", "kcal", "calorie", "people", "women", "men", "children", "to",
        "or",
    ];
    let is_past = |number: &str| number.len() == 4 && number.parse().is_ok_and(|y| (1000..1960).contains(&y));
    let is_old = |t: u32| {
        let word = input.word(t);
        if let Some(decade) = word.strip_suffix('s') {
            return is_past(decade);
        }
        if !is_past(word) {
            return false;
        }
        let placed = t == 0
            || input.has(t - 1, Flags::CLAUSE_END)
            || input.has(t - 1, Flags::COMMA)
            || input.has(t - 1, Flags::JOINT)
            || input.is(t - 1, &BEFORE)
            || input.is(t - 1, &closed::MONTHS);
        let closed = t as usize + 1 >= input.tokens.len()
            || input.has(t, Flags::CLAUSE_END)
            || input.has(t, Flags::COMMA)
            || input.has(t, Flags::JOINT);
        let counts = || {
            let next = input.word(t + 1);
            input.is(t + 1, &COUNTED)
                || next.ends_with('s')
                    && !input.has(t + 1, Flags::CAPITAL)
                    && !input.is(t + 1, &closed::AUXILIARIES_IN_S)
                    && !input.is(t + 1, &closed::OTHERS_IN_S)
        };
        placed && (closed || !counts())
    };
    (0..input.tokens.len() as u32).filter(|&t| input.has(t, Flags::DIGIT) && is_old(t)).collect()
}

/// The tokens inside a range of bytes.
pub(super) fn tokens_in(input: &Input<'_>, bytes: &Range<usize>) -> Range<u32> {
    let from = input.tokens.partition_point(|t| t.end() <= bytes.start) as u32;
    let to = input.tokens.partition_point(|t| (t.start as usize) < bytes.end) as u32;
    from..to.max(from)
}

/// Code and addresses.
fn literals(input: &Input<'_>, out: &mut [Contexts]) {
    for inline in input.document.inlines() {
        if inline.kind == InlineKind::Code {
            let tokens = tokens_in(input, &inline.prose);
            add(out, tokens.start, tokens.end, Contexts::LITERAL);
        }
    }
    for (t, token) in input.tokens.iter().enumerate() {
        if token.flags.has(Flags::ADDRESS) {
            out[t].insert(Contexts::LITERAL);
        }
    }
}
