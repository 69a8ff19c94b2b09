//! Bodies, guidelines and studies that a text names, and whether a statement is handed to a name.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::super::knowledge::Beginnings;
use super::super::{Citation, CitationKind, Knowledge, Strength, Target};
use super::Reader;
use crate::document::BlockKind;
use crate::language::closed;
use crate::language::token::Flags;

/// Longest sentence in which the parts of a study's name are looked for, in bytes.
pub(super) const LONGEST_SENTENCE: usize = 1200;

impl Reader<'_> {
    /// "says the [RNID](link)", "according to the [Migraine Trust](link)": the statement is handed to a name.
    pub(super) fn is_handed(&self, link: &Range<usize>) -> bool {
        const BEFORE: usize = 48;
        let prose = self.document.prose();
        let from = prose.ceil_char_boundary(link.start.saturating_sub(BEFORE));
        let name = prose.get(link.clone()).unwrap_or("");
        name.starts_with(char::is_uppercase) && self.knowledge.before.is_match(&prose[from..link.start])
    }

    /// Whether the sentence of a link says who is the source, by a name of several words: "Continence
    /// Foundation says (link)".
    pub(super) fn names_speaker(&self, link: &Range<usize>) -> bool {
        const MOST: usize = 40;
        let (tokens, prose) = (&self.words.tokens, self.document.prose());
        let sentence = self.words.sentence_of(self.words.token_at(link.start));
        let text = |from: usize, to: usize| {
            let from = prose.ceil_char_boundary(from);
            prose.get(from..prose.floor_char_boundary(to)).unwrap_or("")
        };
        let end = sentence.end.min(sentence.start + MOST);
        let mut at = sentence.start;
        while at < end {
            let start = at;
            let mut names = 0;
            let mut last = at;
            while at < end {
                let word = &prose[tokens[at].start as usize..tokens[at].end()];
                let capital = tokens[at].flags.has(Flags::CAPITAL);
                if !capital && (names == 0 || !closed::SMALL_IN_TITLES.contains(&word)) {
                    break;
                }
                if capital {
                    names += 1;
                    last = at;
                }
                at += 1;
                if tokens[at - 1].flags.has(Flags::CLAUSE_END) {
                    break;
                }
            }
            if names >= 2 {
                let (from, to) = (tokens[start].start as usize, tokens[last].end());
                let clause = tokens[sentence.start].start as usize;
                let handed = self.knowledge.before.is_match(text(from.saturating_sub(48).max(clause), from));
                let speaks = self.knowledge.after.is_match(text(to, (to + 48).min(prose.len())));
                if handed || speaks {
                    return true;
                }
            }
            at = at.max(start + 1);
        }
        false
    }

    /// Bodies, guidelines and studies that are named; `digits` says whether the block has any.
    pub(super) fn read_names(&mut self, number: usize, digits: bool) {
        // what most blocks lack is told at a glance: expressions are slow to compile and to try
        let (mut sorts, mut capital) = (0, false);
        for token in &self.words.tokens[self.words.of_block(number)] {
            let word = &self.document.prose().as_bytes()[token.start as usize..token.end()];
            sorts |= self.knowledge.beginnings.of(word, token.flags);
            capital |= token.flags.has(Flags::CAPITAL);
        }
        if digits {
            self.read_guidelines(number);
        }
        if capital {
            self.read_organisations(number, sorts);
        }
        if sorts & Beginnings::STUDY != 0 {
            self.read_studies(number);
        }
    }

    /// Guidelines: one goes by a number, and is called so or by the name of its maker.
    fn read_guidelines(&mut self, number: usize) {
        let block = &self.document.blocks()[number];
        let (text, base) = (self.document.text(block), block.prose.start);
        let k = self.knowledge;
        let signed = |sign: &String| memchr::memmem::find(text.as_bytes(), sign.as_bytes()).is_some();
        if !k.guideline_signs.iter().any(signed) {
            return;
        }
        for found in k.guideline.find_iter(text) {
            self.push_named(number, base + found.start..base + found.end, CitationKind::Guideline);
        }
    }

    /// Bodies, listed ones and those that are called what they are; `sorts` says which may be there.
    fn read_organisations(&mut self, number: usize, sorts: u8) {
        /// How far words that hand a statement to a name stand from it, in bytes.
        const NEAR: usize = 48;
        let block = &self.document.blocks()[number];
        let (text, base) = (self.document.text(block), block.prose.start);
        let k = self.knowledge;
        let mut ends: Vec<usize> = Vec::new();
        for (regex, listed, sort) in [
            (&k.organisation, true, Beginnings::ORGANISATION),
            (&k.organisation_kind, false, Beginnings::KIND),
        ] {
            if sorts & sort == 0 {
                continue;
            }
            for found in regex.find_iter(text) {
                let from = text.ceil_char_boundary(found.start.saturating_sub(NEAR));
                let until = text.floor_char_boundary((found.end + NEAR).min(text.len()));
                let handed = k.before.is_match(&text[from..found.start]);
                let speaks = k.after.is_match(&text[found.end..until]);
                let range = base + found.start..base + found.end;
                let handed = handed || listed && in_brackets_alone(text, &found);
                let known = !listed && ends.binary_search_by(|e: &usize| e.cmp(&range.end)).is_ok();
                if !known && (handed || speaks && (listed || text[found.clone()].contains(' '))) {
                    if listed {
                        ends.push(range.end);
                    }
                    self.push_named(number, range, CitationKind::Organisation);
                }
            }
        }
    }

    /// Studies: sentences that name one by two of its parts.
    fn read_studies(&mut self, number: usize) {
        let document = self.document;
        let block = &document.blocks()[number];
        let base = block.prose.start;
        let k = self.knowledge;
        let mut done = 0;
        for found in k.study_noun.find_iter(document.text(block)) {
            if found.start < done {
                continue;
            }
            let sentence = self.words.sentence_of(self.words.token_at(base + found.start));
            let bytes = self.words.bytes(sentence);
            done = bytes.end.saturating_sub(base);
            let (from, to) = (bytes.start.max(base), bytes.end.min(block.prose.end));
            if from < to && to - from <= LONGEST_SENTENCE && names_study(k, &document.prose()[from..to]) {
                self.push_named(number, from..to, CitationKind::Study);
            }
        }
    }

    /// Adds what a text names as its source.
    fn push_named(&mut self, number: usize, prose: Range<usize>, kind: CitationKind) {
        self.push(number, prose, kind, Some(Strength::Named), Target::Itself, false);
    }

    /// "In STEP 1, most lost weight (ODS).": a study or a body that a link named further up, by the
    /// letters that stand for it, cites that link once more.
    pub(super) fn read_namesakes(&mut self) {
        /// Most words of a link that is a name.
        const NAME: usize = 3;
        /// Most words between a link and the study that it is of.
        const REACH: usize = 40;
        let (prose, tokens) = (self.document.prose(), self.words.tokens.as_slice());
        let text = |t: usize| &prose[tokens[t].start as usize..tokens[t].end()];
        let letters = |t: usize| tokens[t].flags.has(Flags::CAPITALS) && tokens[t].len > 2;
        let study = |t: usize| ["trial", "trials", "study", "studies"].contains(&text(t));
        let mut named: HashMap<&str, (usize, Strength)> = HashMap::new();
        let linked = |c: &&Citation| c.kind == CitationKind::Link && !c.prose.is_empty();
        for citation in self.found.iter().filter(linked) {
            let Some(strength) = citation.strength.filter(|s| *s > Strength::Weak) else { continue };
            let first = self.words.token_at(citation.prose.start);
            let end = tokens.partition_point(|t| (t.start as usize) < citation.prose.end);
            let plain = |t: usize| letters(t) || study(t) || tokens[t].flags.has(Flags::DIGIT);
            if end - first <= NAME
                && (first..end).all(plain)
                && let Some(name) = (first..end).find(|&t| letters(t))
            {
                named.entry(text(name)).or_insert((first, strength));
            }
            // "[Office of Dietary Supplements] (ODS)"
            if end < tokens.len()
                && letters(end)
                && prose[citation.prose.end..tokens[end].start as usize].trim() == "("
                && prose[tokens[end].end()..].starts_with(')')
            {
                named.entry(text(end)).or_insert((end, strength));
            }
            // "The PROWL studies followed 262 sailors [link]"
            // a sentence may be as long as the file
            let sentence = self.words.sentence_of(first);
            let near = sentence.start.max(first.saturating_sub(REACH))..sentence.end.min(end + REACH);
            let studied = (near.start..near.end.saturating_sub(1)).find(|&t| letters(t) && study(t + 1));
            if let Some(name) = studied {
                named.entry(text(name)).or_insert((name, strength));
            }
        }
        if named.is_empty() {
            return;
        }
        let cited = |c: &Citation| {
            let end = tokens.partition_point(|t| (t.start as usize) < c.prose.end);
            self.words.token_at(c.prose.start)..end
        };
        let known: HashSet<usize> = self.found.iter().flat_map(cited).filter(|&t| letters(t)).collect();
        for (number, block) in self.document.blocks().iter().enumerate() {
            if block.kind == BlockKind::Reference {
                continue;
            }
            for t in self.words.of_block(number).filter(|&t| letters(t)) {
                let Some(&(from, strength)) = named.get(text(t)) else { continue };
                let before = &prose[..tokens[t].start as usize];
                let opened = before.ends_with('(') || before.ends_with("in ") || before.ends_with("In ");
                if opened && from < t && !known.contains(&t) {
                    let range = tokens[t].start as usize..tokens[t].end();
                    let strength = Some(strength.min(Strength::Named));
                    self.push(number, range, CitationKind::Study, strength, Target::Itself, false);
                }
            }
        }
    }
}

/// "One in three falls (NHS).": the name of a body stands in brackets at the end of a statement, with
/// nothing before it but names, and it stands for no longer name before them.
fn in_brackets_alone(text: &str, name: &Range<usize>) -> bool {
    /// Most bytes from the bracket to the name, and from there to the end.
    const NEAR: usize = 48;
    let (before, after) = (&text[..name.start], &text[name.end..]);
    let from = text.ceil_char_boundary(name.start.saturating_sub(NEAR));
    let Some(open) = text[from..name.start].rfind(" (").map(|open| from + open) else { return false };
    let (said, inside) = (&before[..open], &before[open + 2..]);
    let names = inside.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
    let near = &after[..after.floor_char_boundary(NEAR.min(after.len()))];
    let ends = near.find(')').is_some_and(|close| {
        let (between, rest) = (&near[..close], &after[close + 1..]);
        // with a year it is an author
        let year = between.split(|c: char| !c.is_ascii_digit()).any(|number| number.len() == 4);
        // "(NICE, Headaches in over 12s, 2023)": and with a title it is a body again
        let titled = between.split(',').count() > 2;
        (between.is_empty() || between.starts_with([',', ':']) && (!year || titled))
            && (rest.is_empty() || rest.starts_with(['.', ',', ';']))
    });
    let last = said.rsplit(' ').next().unwrap_or("");
    names && ends && !last.starts_with(char::is_uppercase)
}

/// Whether a sentence holds two of the parts that name a study.
fn names_study(knowledge: &Knowledge, sentence: &str) -> bool {
    const ENOUGH: usize = 2;
    if !sentence.bytes().skip(1).any(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
        return false;
    }
    let mut parts = if knowledge.study_name.is_match(sentence) { ENOUGH } else { 0 };
    for (i, form) in knowledge.study.iter().enumerate() {
        // no more are tried than can be needed
        let most = parts + knowledge.study.len() - i;
        if parts < ENOUGH && most >= ENOUGH {
            parts += usize::from(form.is_match(sentence));
        }
    }
    parts >= ENOUGH
}
