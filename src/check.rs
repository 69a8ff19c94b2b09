//! Asks the rules, applies levels and allowances, puts the findings in order. Must not know how
//! anything is shown.
//!
//! What a comment allows is told in `allow`, which findings are one and which yield to another in
//! `gather`, where one stands in the source in `locate`.
//!
//! Two passes: rules of residue look at blocks and words and say what is no part of the article;
//! then the rest is read, and every other rule is asked about that.

mod allow;
mod gather;
mod locate;

use std::collections::HashMap;
use std::ops::Range;
use std::time::{Duration, Instant};

use self::allow::Allowances;
pub use self::allow::{Allowance, Place, allowances};
use self::gather::{gather, limit, one_of_each_group};
use self::locate::Locate;
pub use self::locate::{LONGEST_CONTEXT, sentence_around};
use crate::config::Settings;
use crate::document::{BlockKind, Document, LineIndex};
use crate::finding::{Checked, Level, Scope};
use crate::format::Format;
use crate::language::{Reading, Site, Words, detect};
use crate::rule::{Hit, Rule, RuleSet};

/// Most findings of one rule in one document.
pub const MOST_FINDINGS: usize = 1_000;
/// Most hits of one rule that allowances and other rules are held against; what is beyond is counted.
const MOST_HITS: usize = 50 * MOST_FINDINGS;
/// Most related places of one finding.
pub const MOST_RELATED: usize = 50;
/// A document to be checked.
#[derive(Debug)]
pub struct Input {
    /// Path for reports.
    pub path: String,
    /// The document.
    pub document: Document,
    /// The format it was read from.
    pub format: Format,
    /// Name of the encoding it was read from.
    pub encoding: &'static str,
}

/// Checks one document against the rules.
pub fn check<'r>(input: Input, rules: &'r RuleSet, settings: &Settings) -> Checked<'r> {
    check_with(input, rules, settings, &|_| true)
}

/// Checks one document against the rules that `which` picks.
pub(crate) fn check_with<'r>(
    input: Input, rules: &'r RuleSet, settings: &Settings, which: &dyn Fn(&Rule) -> bool,
) -> Checked<'r> {
    let mut checked = unchecked(input);
    let document = &checked.document;
    let mut clock = Clock::new(settings.timings);
    let words = clock.time("(words)", || rules.language().words(document));
    checked.words = words.count(0..words.tokens().len());
    checked.language = detect::language(document.prose());
    if let Some(message) = not_read(checked.language.as_deref()) {
        checked.problems.push(message);
        return checked;
    }

    let asked = Asked::of(rules, settings, which);
    let (mut found, silent) = clock.time("(residue)", || asked.residue(document, &words));
    let wanted = rules.language().wanted(asked.active.iter().map(|(rule, _)| rule.question.needs()));
    let reading =
        clock.time("(reading)", || rules.language().read(document, words, &silent, site(settings), &wanted));
    checked.promotes = reading.promotes().iter().map(|p| p.name.clone()).collect();
    let cut = asked.ask(&reading, &silent, &mut clock, &mut found);

    let mut behind = one_of_each_group(&mut found, settings.behind);
    let needs_lines = !(found.is_empty() && document.comments().is_empty());
    let lines = LineIndex::new(if needs_lines { document.source() } else { "" });
    let mut problems = Vec::new();
    let allowed = asked.settle(&reading, &lines, &mut found, cut, &mut problems);
    if !behind.is_empty() {
        // what is allowed in front is allowed behind; what there is to say of that was said already
        asked.settle(&reading, &lines, &mut behind, HashMap::new(), &mut Vec::new());
    }
    // of a text too short for its language to be told, what looks like a slip may be a foreign word
    let english = checked.language.is_some() || detect::passes_for_english(document.prose());
    // each list by itself: what stands behind is known by the fingerprint that it has in front
    let [findings, behind] =
        [found, behind].map(|found| Locate::new(&reading, &lines, english).findings(found));
    drop(reading);
    (checked.findings, checked.behind) = (findings, behind);
    checked.spent = clock.spent;
    checked.allowed = allowed;
    checked.problems = problems;
    checked
}

/// A document of which nothing is known yet.
fn unchecked<'r>(input: Input) -> Checked<'r> {
    let Input { path, document, format, encoding } = input;
    Checked {
        path,
        document,
        format: format.name(),
        encoding,
        language: None,
        words: 0,
        promotes: Vec::new(),
        findings: Vec::new(),
        behind: Vec::new(),
        allowed: 0,
        known: 0,
        spent: Vec::new(),
        problems: Vec::new(),
    }
}

/// What is asked in a check: the rules that are on, each with its level.
struct Asked<'r, 's> {
    rules: &'r RuleSet,
    settings: &'s Settings,
    active: Vec<(&'r Rule, Level)>,
}

impl<'r, 's> Asked<'r, 's> {
    fn of(rules: &'r RuleSet, settings: &'s Settings, which: &dyn Fn(&Rule) -> bool) -> Self {
        let active = rules.iter().filter(|r| which(r)).filter_map(|r| Some((r, settings.level(r)?)));
        Self { rules, settings, active: active.collect() }
    }

    /// Asks the rules of residue; of those that overlap, the one that reaches furthest stays. Returns
    /// with each block whether it is residue.
    ///
    /// Residue that fills its block makes the block residue. A placeholder inside running text does
    /// not: the rest of the paragraph is still the article.
    fn residue(&self, document: &Document, words: &Words) -> (Vec<Found<'r>>, Vec<bool>) {
        let mut found: Vec<Found<'r>> = Vec::new();
        for &(rule, level) in self.active.iter().filter(|(r, _)| r.category.makes_residue) {
            for hit in rule.question.ask_structure(document, words) {
                found.push(Found::new(rule, level, document, hit));
            }
        }
        let mut silent = vec![false; document.blocks().len()];
        found.sort_by_key(|f| std::cmp::Reverse(f.scope()));
        found.retain(|f| {
            if f.blocks().all(|b| silent[b]) {
                return false;
            }
            if let Some(blocks) = f.hit.blocks() {
                silent[blocks].fill(true);
            }
            true
        });
        (found, silent)
    }

    /// Asks every other rule about what is no residue. Returns how many hits of a rule are too many to be
    /// looked at.
    fn ask(
        &self, reading: &Reading<'_>, silent: &[bool], clock: &mut Clock<'r>, found: &mut Vec<Found<'r>>,
    ) -> HashMap<&'r str, usize> {
        let document = reading.document();
        let repeats = repeated_blocks(document);
        let mut cut: HashMap<&str, usize> = HashMap::new();
        for &(rule, level) in self.active.iter().filter(|(r, _)| !r.category.makes_residue) {
            let mut hits = clock.time(&rule.id, || rule.question.ask(reading, self.rules.knowledge()));
            if hits.len() > MOST_HITS && !self.settings.every {
                cut.insert(&rule.id, hits.len() - MOST_HITS);
                hits.truncate(MOST_HITS);
            }
            for hit in hits {
                let hit = Found::new(rule, level, document, hit);
                if !silent.get(hit.block).copied().unwrap_or(false) && !repeats[hit.block] {
                    found.push(hit);
                }
            }
        }
        cut
    }

    /// Takes away what is allowed, makes one of what is one fault, and cuts what is too much. Returns how
    /// many findings were allowed.
    fn settle(
        &self, reading: &Reading<'_>, lines: &LineIndex<'_>, found: &mut Vec<Found<'r>>,
        cut: HashMap<&'r str, usize>, problems: &mut Vec<String>,
    ) -> usize {
        let mut allowances = Allowances::read(reading.document(), self.rules, lines, problems);
        let allowed = allowances.take_away(reading.document(), self.settings, found);
        allowances.complain(problems);
        gather(reading, found);
        let most = if self.settings.every { usize::MAX } else { MOST_FINDINGS };
        limit(found, most, cut, problems);
        allowed
    }
}

/// Measures how long parts of a check take, if somebody wants to know.
struct Clock<'r> {
    on: bool,
    spent: Vec<(&'r str, Duration)>,
}

impl<'r> Clock<'r> {
    fn new(on: bool) -> Self {
        Self { on, spent: Vec::new() }
    }

    fn time<T>(&mut self, what: &'r str, work: impl FnOnce() -> T) -> T {
        if !self.on {
            return work();
        }
        let start = Instant::now();
        let done = work();
        self.spent.push((what, start.elapsed()));
        done
    }
}

/// What to say of a document that is not read since it is in another language; `None` of others.
pub fn foreign(document: &Document) -> Option<String> {
    not_read(detect::language(document.prose()).as_deref())
}

fn not_read(language: Option<&str>) -> Option<String> {
    let name = detect::name(language.filter(|code| *code != "en")?);
    Some(format!("the text looks {name}; caveat reads English only and checked nothing here"))
}

/// What the program reads in a document: the same reading that its rules are asked about.
pub fn reading<'d>(document: &'d Document, rules: &RuleSet, settings: &Settings) -> Reading<'d> {
    let words = rules.language().words(document);
    let (_, silent) = Asked::of(rules, settings, &|_| true).residue(document, &words);
    let everything = rules.language().everything();
    rules.language().read(document, words, &silent, site(settings), &everything)
}

fn site(settings: &Settings) -> Site<'_> {
    Site { names: &settings.names, words: &settings.words }
}

#[derive(Clone)]
struct Found<'r> {
    rule: &'r Rule,
    level: Level,
    block: usize,
    /// Where it begins in the source.
    at: usize,
    hit: Hit,
}

impl<'r> Found<'r> {
    fn new(rule: &'r Rule, level: Level, document: &Document, hit: Hit) -> Self {
        let block = document.block_at(hit.prose.start).unwrap_or(0);
        let at = document.locate(hit.prose.clone()).start;
        Self { rule, level, block, at, hit }
    }
}

impl Found<'_> {
    fn scope(&self) -> Scope {
        self.hit.scope.unwrap_or(self.rule.scope)
    }

    fn blocks(&self) -> Range<usize> {
        self.hit.blocks().unwrap_or(self.block..self.block + 1)
    }
}

/// Blocks of metadata, and first headings, that say again what an earlier title or description said: a
/// fault in them is one fault.
fn repeated_blocks(document: &Document) -> Vec<bool> {
    /// Longest title or description, in bytes: a page without line ends may be one.
    const LONGEST: usize = 4096;
    let mut seen: Vec<String> = Vec::new();
    document
        .blocks()
        .iter()
        .map(|block| {
            let metadata = matches!(block.kind, BlockKind::Title | BlockKind::Description);
            let first_heading = block.kind == BlockKind::Heading && block.level == 1;
            if !metadata && !first_heading || block.prose.len() > LONGEST {
                return false;
            }
            let text = fold(document.text(block));
            if seen.contains(&text) {
                return true;
            }
            if metadata {
                seen.push(text);
            }
            false
        })
        .collect()
}

/// Lower case, runs of white space as one space.
fn fold(text: &str) -> String {
    let mut out = String::new();
    folded(text, |c| out.push(c));
    out
}

/// The same letter by letter: what a finding covers may be as long as the file.
fn folded(text: &str, mut put: impl FnMut(char)) {
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if std::mem::take(&mut space) {
            put(' ');
        }
        match c.is_ascii() {
            true => put(c.to_ascii_lowercase()),
            false => c.to_lowercase().for_each(&mut put),
        }
    }
    // a space at the end parts nothing, unless there is nothing else
    if space && text.trim_start().is_empty() {
        put(' ');
    }
}
