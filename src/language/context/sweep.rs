//! The sweep over the marks of the context lexicons: every context is painted from left to right and never twice over
//! a token ([`Brush`]), so that the time is linear in the text, however long a sentence is. Owns how far each word
//! reaches; how far negators do is told in [`negation`], what asks and answers in [`question`], what is long past in
//! [`history`].

mod history;
mod negation;
mod question;

use std::ops::Range;

use self::history::old_years;
use self::question::Asked;

use super::clause::{Clauses, ENDS, LEADS_IN};
use super::kind::Does;
use super::{Contexts, Input, name, quotation, stem};
use crate::document::{Block, BlockKind, InlineKind};
use crate::language::closed;
use crate::language::mark::Mark;
use crate::language::token::Flags;

/// How far a mention reaches ("the word", "claims such as"), in words.
const MENTION_REACH: u32 = 12;
/// Most words that may stand before the opening word of a question or an answer.
const LEAD_INS: u32 = 3;
/// Most clauses that one word of report or condition reaches over beside its own.
const JOINED: u32 = 3;
/// Most asides in brackets that the reach of a word passes over.
const ASIDES: u32 = 2;
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

/// What the blocks so far hand to those below them.
struct Handed {
    /// Contexts that the last sentence of a block leaves open: a list below it inherits them.
    open: Vec<Contexts>,
    /// Stems that ask without a question mark: "Does it:", "- ease pain?"
    asks: Vec<bool>,
    /// The list whose items are choices of the question above it.
    asked_list: Option<u32>,
}

impl Handed {
    fn over(blocks: usize) -> Self {
        Self { open: vec![Contexts::default(); blocks], asks: vec![false; blocks], asked_list: None }
    }
}

/// A sentence, and what its marks have said so far.
struct Line {
    /// The number of its block.
    number: usize,
    first: u32,
    end: u32,
    /// Contexts that reach its end.
    open: Contexts,
    /// Where the words of a myth begin that nothing has set right.
    myth_from: Option<u32>,
    /// It has an "if", a booster, a word of past times.
    conditional: bool,
    certain: bool,
    historic: bool,
}

impl Line {
    fn new(number: usize, tokens: Range<u32>, in_myth: bool) -> Self {
        Self {
            number,
            first: tokens.start,
            end: tokens.end,
            open: Contexts::default(),
            myth_from: in_myth.then_some(tokens.start),
            conditional: false,
            certain: false,
            historic: false,
        }
    }
}

/// The tokens of a mark in its sentence, and those of its clause.
struct Place {
    mark: Range<u32>,
    clause: Range<u32>,
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
        let mut handed = Handed::over(blocks.len());
        let mut sentence = 0;
        let mut myth_below = false;
        for (number, block) in blocks.iter().enumerate() {
            let (from, to) = (input.block_first[number], input.block_first[number + 1]);
            if from == to {
                continue;
            }
            let whole = self
                .of_place(number, block)
                .with(self.of_stem(number, block, &mut handed))
                .with(self.of_question_above(number, block, &mut handed));
            if !whole.is_empty() {
                add(&mut self.out, from, to, whole);
            }
            self.myth = std::mem::take(&mut myth_below);
            sentence = self.sentences(number, block, sentence, &mut handed);
            myth_below = matches!(block.kind, BlockKind::Heading) && self.says(number, &[Does::MythHeading]);
        }
    }

    /// Behind a sentence that ends as a question, "It cures tinnitus?", an answer that says no.
    fn says_no(&self, first: u32, end: u32) -> bool {
        let parts = |t| self.input.has(t, Flags::CLAUSE_END) || self.input.has(t, Flags::COMMA);
        let whole = |m: &Mark| m.last() + 1 >= end || parts(m.last());
        let says = |m: &&Mark| self.input.kinds.of(m) == Some(Does::No);
        self.input.ends_with(first, '?')
            && self.input.marks.starting(first as usize).iter().find(says).is_some_and(whole)
    }

    /// What of the contexts that reach the end of a stem holds for the items below it.
    fn handed_down(&self, first: u32, end: u32, open: Contexts) -> Contexts {
        if !open.has(Contexts::NEGATED) {
            return open;
        }
        let reaches = |m: &&Mark| {
            self.input.kinds.of(m) == Some(Does::Before) && self.clauses.end[m.last() as usize] >= end
        };
        let negator = self.marks(first, end).iter().rev().find(reaches);
        match negator.is_some_and(|m| !stem::denies_items(self.input, m.first..m.last() + 1, first..end)) {
            true => open.without(Contexts::NEGATED),
            false => open,
        }
    }

    /// The contexts that a block has for what it is and where it stands.
    fn of_place(&self, number: usize, block: &Block) -> Contexts {
        let mut whole = Contexts::default();
        if block.kind == BlockKind::Reference {
            whole.insert(Contexts::REFERENCE);
        }
        if self.input.residue.get(number).copied().unwrap_or(false) {
            whole.insert(Contexts::RESIDUE);
        }
        let heads_myths =
            |head| self.says(head, &[Does::MythHeading]) || self.says_in_column(head, Does::MythColumn);
        if block.column.is_some_and(heads_myths) {
            whole.insert(Contexts::MYTH);
        }
        whole
    }

    /// The contexts that a block has from the stem whose sentence it goes on with.
    fn of_stem(&self, number: usize, block: &Block, handed: &mut Handed) -> Contexts {
        let input = self.input;
        let Some(stem) = block.stem else { return Contexts::default() };
        let mut left = handed.open[stem];
        // the lines under a question that is a heading answer it, and those under "What I would tell you if
        // you asked" do not hang on the asking as those under "See a doctor if" do
        if matches!(input.document.blocks()[stem].kind, BlockKind::Heading | BlockKind::Title) {
            left = left.without(Contexts::QUESTION);
            if self.is(input.block_first[stem], &closed::INTERROGATIVES) {
                left = left.without(Contexts::CONDITIONAL);
            }
        }
        // a nested list hangs on its item, which hangs on the outer stem
        handed.open[number] = left;
        if handed.asks[stem] && input.ends_with(input.block_first[number + 1], '?') {
            left.insert(Contexts::QUESTION);
        }
        left
    }

    /// The items of a list are choices of the question above it.
    fn of_question_above(&self, number: usize, block: &Block, handed: &mut Handed) -> Contexts {
        let (None, Some(list)) = (block.stem, block.list) else { return Contexts::default() };
        let asks = |above: usize| {
            self.input.document.blocks()[above].kind == BlockKind::Paragraph
                && handed.open[above].has(Contexts::QUESTION)
        };
        if number.checked_sub(1).is_some_and(asks) {
            handed.asked_list = Some(list);
        }
        match handed.asked_list == Some(list) {
            true => Contexts::QUESTION,
            false => Contexts::default(),
        }
    }

    /// Adds the contexts of the sentences of a block, from the one of that number on; returns the number of
    /// the first that is not in it.
    fn sentences(&mut self, number: usize, block: &Block, from: usize, handed: &mut Handed) -> usize {
        let input = self.input;
        let (start, to) = (input.block_first[number], input.block_first[number + 1]);
        let mut before = start..start;
        let mut sentence = from;
        while sentence + 1 < input.sentences.len() && input.sentences[sentence] < to {
            let (first, end) = (input.sentences[sentence], input.sentences[sentence + 1]);
            // "It cures a cold. It doesn't."
            if let Some(denied) = self.clauses.retorts(input, before.clone(), first..end)
                && !input.ends_with(first, '?')
            {
                add(&mut self.out, denied.start, denied.end, Contexts::MYTH);
            }
            if self.says_no(first, end) {
                add(&mut self.out, before.start, before.end, Contexts::QUESTION);
            }
            before = first..end;
            let left_open = self.sentence(number, block, first, end);
            if end == to {
                handed.open[number].insert(match self.stems[number] {
                    true => self.handed_down(first, end, left_open),
                    false => left_open,
                });
                handed.asks[number] = self.stems[number]
                    && input.ends_with(end, ':')
                    && self.opener(block, first, end, &[Does::Asks]).is_some();
            }
            sentence += 1;
        }
        sentence
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
        let mut line = Line::new(number, first..end, self.myth);
        for mark in marks {
            if let Some(does) = input.kinds.of(mark) {
                self.mark(&mut line, mark, does);
            }
        }
        let Line { mut open, myth_from, conditional, certain, historic, .. } = line;
        if let Some(from) = myth_from {
            open.insert(Contexts::MYTH);
            add(&mut self.out, from, end, Contexts::MYTH);
        }
        if conditional {
            self.unreal(marks, end);
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

    /// Adds the contexts that one mark opens.
    fn mark(&mut self, line: &mut Line, mark: &Mark, does: Does) {
        let end = line.end;
        let last = mark.last().min(end - 1);
        let at = Place {
            mark: mark.first..last + 1,
            clause: self.clauses.start[mark.first as usize].max(line.first)
                ..self.clauses.end[last as usize].min(end),
        };
        match does {
            Does::Before if !self.weakens(mark.first, at.clause.start, end) => {
                let clause = self.past_asides(at.clause.end, end);
                // the words of an aside do not count towards the reach
                let aside = match clause > at.clause.end {
                    true => self.clauses.end[at.clause.end as usize].min(end) - at.clause.end,
                    false => 0,
                };
                let to = self.negated_to(line.number, at.clause.start, at.mark.clone(), end, clause, aside);
                self.govern(line, &at, to, Contexts::NEGATED);
            }
            Does::After => self.paint(at.clause.start..mark.first, Contexts::NEGATED),
            Does::Partial if !self.parted(mark, at.clause.start, end) => {
                self.paint_to(line, mark.first + 1..at.clause.end, Contexts::PARTIAL);
                self.paint_to(line, mark.first + 1..at.clause.end, Contexts::HEDGED);
            }
            Does::Hedge => {
                let to = self.past_lead(mark, line.first, end, self.past_asides(at.clause.end, end));
                self.govern(line, &at, to, Contexts::HEDGED);
            }
            Does::HalfHedge => {
                self.govern(line, &at, self.past_asides(at.clause.end, end), Contexts::HALF_HEDGED);
            }
            Does::HedgeClause => {
                let to = self.past_lead(mark, line.first, end, at.clause.end);
                self.paint_to(line, at.clause.start..to, Contexts::HEDGED);
            }
            Does::Certain => line.certain = true,
            Does::Conditional => {
                line.conditional = true;
                self.govern(line, &at, self.past_joined(at.clause.end, end), Contexts::CONDITIONAL);
            }
            Does::Reported => self.reported(line, mark, &at),
            // "anyone who promises results": the promise is theirs too
            Does::ThirdParty if !self.negated(mark) => {
                self.right.paint(&mut self.out, at.mark.clone(), Contexts::THIRD_PARTY);
                self.govern(line, &at, end, Contexts::THIRD_PARTY);
            }
            Does::RedFlag if !self.negated(mark) => {
                self.paint_to(line, line.first..end, Contexts::THIRD_PARTY);
            }
            Does::Disclaimer => self.paint_to(line, line.first..end, Contexts::DISCLAIMER),
            Does::Mention => {
                let to = at.clause.end.min(at.mark.end + MENTION_REACH);
                self.govern(line, &at, to, Contexts::MENTION);
            }
            Does::FalseBelief if !self.negated(mark) => {
                self.govern(line, &at, at.clause.end, Contexts::MYTH);
            }
            Does::Unsettled => self.paint(at.mark, Contexts::REPORTED),
            Does::Myth => {
                self.myth = true;
                line.myth_from = line.myth_from.or(Some(at.mark.end));
            }
            Does::Fact => {
                self.myth = false;
                if let Some(from) = line.myth_from.take() {
                    add(&mut self.out, from, mark.first, Contexts::MYTH);
                }
            }
            Does::Historic | Does::HistoricTime | Does::Past => line.historic = true,
            _ => {}
        }
    }

    /// Paints what stands behind a mark, up to there.
    fn govern(&mut self, line: &mut Line, at: &Place, to: u32, context: Contexts) {
        if to >= line.end {
            line.open.insert(context);
        }
        self.right.paint(&mut self.out, at.mark.end..to, context);
    }

    /// Paints a clause or a sentence.
    fn paint(&mut self, tokens: Range<u32>, context: Contexts) {
        self.whole.paint(&mut self.out, tokens, context);
    }

    /// Paints a clause or a sentence, whose context stays open where it reaches the end.
    fn paint_to(&mut self, line: &mut Line, tokens: Range<u32>, context: Contexts) {
        if tokens.end == line.end {
            line.open.insert(context);
        }
        self.paint(tokens, context);
    }

    /// "They say it works", "They say it works because it warms", "It works, they say", "It works, and it
    /// lasts, the makers say".
    fn reported(&mut self, line: &mut Line, mark: &Mark, at: &Place) {
        let to = self.past_lead(mark, line.first, line.end, at.clause.end);
        let article = mark.first > line.first && self.is(mark.first - 1, &closed::ARTICLES);
        let first = mark.first - u32::from(article);
        let afterthought =
            first > line.first && at.mark.end == at.clause.end && self.input.has(first - 1, Flags::COMMA);
        if afterthought {
            // what ends the sentence speaks of all of it, or of what stands behind a semicolon
            let parted = || (line.first..first).rev().find(|&t| self.input.ends_with(t, ';'));
            let from = match at.mark.end == line.end {
                true => parted().unwrap_or(line.first),
                false => at.clause.start,
            };
            self.paint(from..first, Contexts::REPORTED);
        }
        let mut to = self.past_joined(to, line.end);
        if to < line.end && self.is(to, &["because"]) {
            to = self.clauses.end[to as usize].min(line.end);
        }
        self.govern(line, at, to, Contexts::REPORTED);
    }

    /// In a sentence with an "if", "would" is conditional too.
    fn unreal(&mut self, marks: &[Mark], end: u32) {
        for mark in marks.iter().filter(|m| self.input.kinds.of(m) == Some(Does::Unreal)) {
            let clause = self.clauses.end[mark.first as usize].min(end);
            self.right.paint(&mut self.out, mark.first + 1..clause, Contexts::CONDITIONAL);
        }
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

    /// The end of a clause that goes on after an aside: "It may (in theory) ease pain", "No drink—not one—can
    /// melt fat".
    fn past_asides(&self, mut clause: u32, end: u32) -> u32 {
        for _ in 0..ASIDES {
            if clause >= end {
                break;
            }
            if let Some(on) = self.past_dashes(clause, end) {
                clause = on;
                continue;
            }
            if !self.input.ends_with(clause, '(') {
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

    /// The end of a clause that goes on behind an aside between dashes, with a verb or as a relative clause.
    fn past_dashes(&self, clause: u32, end: u32) -> Option<u32> {
        const GOES_ON: [&str; 8] = ["that", "which", "can", "will", "could", "is", "are", "has"];
        let dashed = |t: u32| ['—', '–'].iter().any(|&dash| self.input.ends_with(t, dash));
        let aside = self.clauses.end[clause as usize].min(end);
        (dashed(clause) && aside < end && dashed(aside) && self.is(aside, &GOES_ON))
            .then(|| self.clauses.end[aside as usize].min(end))
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
