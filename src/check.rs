//! Asks the rules, applies levels and allowances, puts the findings in order. Must not know how
//! anything is shown.
//!
//! Two passes: rules of residue look at blocks and words and say what is no part of the article;
//! then the rest is read, and every other rule is asked about that.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::time::{Duration, Instant};

use crate::config::Settings;
use crate::document::{Block, BlockKind, Comment, Document, LineIndex};
use crate::fault::nearest;
use crate::finding::{Checked, Edit, Finding, Fix, Level, Related, Scope, Span};
use crate::fnv;
use crate::format::Format;
use crate::language::{Reading, Site, Words, detect};
use crate::rule::{Hit, Rule, RuleSet};

/// Most findings of one rule in one document.
pub const MOST_FINDINGS: usize = 1_000;
/// Most hits of one rule that allowances and other rules are held against; what is beyond is counted.
const MOST_HITS: usize = 50 * MOST_FINDINGS;
/// Most unknown names of rules that a likely one is looked for.
const MOST_HINTS: usize = 100;
/// Most related places of one finding.
pub const MOST_RELATED: usize = 50;
/// Longest context, in code points.
pub const LONGEST_CONTEXT: usize = 300;
/// Bytes to either side of its first word that a finding knows of its sentence: more than a context.
const NEAR: usize = 4096;

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
    let Input { path, document, format, encoding } = input;
    let mut checked = Checked {
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
    };
    let document = &checked.document;
    let mut clock = Clock::new(settings.timings);
    let words = clock.time("(words)", || rules.language().words(document));
    checked.words = words.count(0..words.tokens().len());
    checked.language = detect::language(document.prose());
    if let Some(message) = not_read(checked.language.as_deref()) {
        checked.problems.push(message);
        return checked;
    }

    let active: Vec<(&Rule, Level)> =
        rules.iter().filter(|r| which(r)).filter_map(|r| Some((r, settings.level(r)?))).collect();
    let (mut found, silent) = clock.time("(residue)", || residue(document, &words, &active));
    let wanted = rules.language().wanted(active.iter().map(|(rule, _)| rule.question.needs()));
    let reading =
        clock.time("(reading)", || rules.language().read(document, words, &silent, site(settings), &wanted));
    checked.promotes = reading.promotes().iter().map(|p| p.name.clone()).collect();
    let repeats = repeated_blocks(document);
    let mut cut: HashMap<&str, usize> = HashMap::new();
    for &(rule, level) in active.iter().filter(|(r, _)| !r.category.makes_residue) {
        let mut hits = clock.time(&rule.id, || rule.question.ask(&reading, rules.knowledge()));
        if hits.len() > MOST_HITS && !settings.every {
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
    let mut behind = one_of_each_group(&mut found, settings.behind);
    let mut problems = Vec::new();
    let lines = LineIndex::new(if found.is_empty() && document.comments().is_empty() {
        ""
    } else {
        document.source()
    });
    let allowed = allow(document, &mut found, rules, settings, &lines, &mut problems);
    gather(&reading, &mut found);
    let most = if settings.every { usize::MAX } else { MOST_FINDINGS };
    limit(&mut found, most, cut, &mut problems);
    if !behind.is_empty() {
        // what is allowed in front is allowed behind; what there is to say of that was said already
        let mut said = Vec::new();
        allow(document, &mut behind, rules, settings, &lines, &mut said);
        gather(&reading, &mut behind);
        limit(&mut behind, MOST_FINDINGS, HashMap::new(), &mut said);
    }
    // of a text too short for its language to be told, what looks like a slip may be a foreign word
    let english = checked.language.is_some() || detect::passes_for_english(document.prose());
    // each list by itself: what stands behind is known by the fingerprint that it has in front
    let [findings, behind] = [found, behind].map(|found| {
        let mut located = Locate { reading: &reading, lines: &lines, english, seen: HashMap::new() };
        found.into_iter().map(|f| located.finding(f)).collect()
    });
    drop(reading);
    (checked.findings, checked.behind) = (findings, behind);
    checked.spent = clock.spent;
    checked.allowed = allowed;
    checked.problems = problems;
    checked
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
    let active: Vec<(&Rule, Level)> = rules.iter().filter_map(|r| Some((r, settings.level(r)?))).collect();
    let (_, silent) = residue(document, &words, &active);
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

/// Asks the rules of residue; of those that overlap, the one that reaches furthest stays. Returns
/// with each block whether it is residue.
///
/// Residue that fills its block makes the block residue. A placeholder inside running text does
/// not: the rest of the paragraph is still the article.
fn residue<'r>(
    document: &Document, words: &Words, active: &[(&'r Rule, Level)],
) -> (Vec<Found<'r>>, Vec<bool>) {
    let mut found: Vec<Found<'r>> = Vec::new();
    for &(rule, level) in active.iter().filter(|(r, _)| r.category.makes_residue) {
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

/// Of overlapping findings in a group, the one of the highest rank stays; at the line above a list each
/// keeps the items that are its alone. What a finding speaks for counts, not only the words it shows.
/// Returns those that left something to another, whole, if somebody keeps them.
fn one_of_each_group<'r>(found: &mut Vec<Found<'r>>, keeps: bool) -> Vec<Found<'r>> {
    let mut groups: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, f) in found.iter().enumerate() {
        if let Some((group, _)) = &f.rule.one_of {
            groups.entry(group).or_default().push(i);
        }
    }
    let mut gone = vec![false; found.len()];
    let mut left: BTreeMap<usize, Found<'r>> = BTreeMap::new();
    for members in groups.values_mut() {
        // by place; a finding yields to any that overlaps it and ranks higher
        members.sort_by_key(|&i| (found[i].hit.passage().start, found[i].hit.passage().end));
        let mut open: Vec<usize> = Vec::new();
        for &i in members.iter() {
            let start = found[i].hit.passage().start;
            open.retain(|&o| found[o].hit.passage().end > start && !gone[o]);
            for &o in &open {
                if std::ptr::eq(found[o].rule, found[i].rule) {
                    continue;
                }
                let rank = |i: usize| found[i].rule.one_of.as_ref().map_or(0, |(_, rank)| *rank);
                let (weaker, stronger) = if rank(o) >= rank(i) { (i, o) } else { (o, i) };
                if keeps {
                    left.entry(weaker).or_insert_with(|| found[weaker].clone());
                }
                let mut hit = std::mem::replace(&mut found[weaker].hit, Hit::at(0..0));
                gone[weaker] |= hit.leave_places_to(&found[stronger].hit);
                found[weaker].hit = hit;
            }
            if !gone[i] {
                open.push(i);
            }
        }
    }
    let mut at = 0;
    found.retain(|_| {
        at += 1;
        !gone[at - 1]
    });
    left.into_values().collect()
}

/// Where a rule's findings are one fault with its places.
#[derive(PartialEq, Eq, Hash)]
enum Together {
    /// The same share in percent: who tells it again has it from the same source.
    Share(String),
    /// The items of a list.
    List(u32),
    /// A sentence, by the first token of the first that reads so: an excerpt repeats the text, a
    /// summary its headline.
    Sentence(usize),
}

/// Puts findings in order. What a rule finds in several items of a list or several times in a sentence is
/// one finding with its places: it is mended in one go.
fn gather(reading: &Reading<'_>, found: &mut Vec<Found<'_>>) {
    found.sort_by(|a, b| {
        let place = |f: &Found<'_>| (f.at, f.hit.prose.start);
        place(a).cmp(&place(b)).then_with(|| a.rule.id.cmp(&b.rule.id))
    });
    let (document, words) = (reading.document(), reading.words());
    let mut firsts: HashMap<(&str, Together), usize> = HashMap::new();
    // each sentence is read once, however much is found in it: it may be as long as the file
    let mut same: HashMap<usize, usize> = HashMap::new();
    let mut by_text: HashMap<&str, usize> = HashMap::new();
    let mut out: Vec<Found<'_>> = Vec::with_capacity(found.len());
    for f in found.drain(..) {
        if f.rule.question.gathers() && !f.hit.prose.is_empty() {
            let place = match document.blocks()[f.block].list {
                Some(list) => Together::List(list),
                None => {
                    let sentence = words.sentence_of(words.token_at(f.hit.prose.start));
                    let first = sentence.start;
                    let text = || &document.prose()[words.bytes(sentence)];
                    Together::Sentence(
                        *same.entry(first).or_insert_with(|| *by_text.entry(text()).or_insert(first)),
                    )
                }
            };
            let words = &document.prose()[f.hit.prose.clone()];
            let share = f.rule.category.gathers_shares.then(|| share(words)).flatten().map(Together::Share);
            let keys = [Some(place), share].into_iter().flatten().map(|together| (&*f.rule.id, together));
            let keys: Vec<_> = keys.collect();
            let first = keys.iter().find_map(|key| firsts.get(key)).copied();
            firsts.extend(keys.into_iter().map(|key| (key, first.unwrap_or(out.len()))));
            if let Some(first) = first {
                out[first].hit.gather(f.hit);
                continue;
            }
        }
        out.push(f);
    }
    *found = out;
}

/// The first share in percent among words at fault: "83-90" of "an 83–90% success".
fn share(words: &str) -> Option<String> {
    let end = words.find('%')?;
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '–');
    let start = words[..end]
        .rfind(|c| !number(c))
        .map_or(0, |at| at + words[at..].chars().next().map_or(1, char::len_utf8));
    let share = words[start..end].trim_start_matches(['-', '–', '.', ',']);
    (!share.is_empty()).then(|| share.replace('–', "-"))
}

/// What an inline allowance covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The whole document.
    Document,
    /// The block of that index.
    Block(usize),
    /// All items of the list of that number.
    List(u32),
    /// All cells of the table of that number.
    Table(u32),
}

impl Place {
    /// The name shown by `caveat allowances`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Block(_) => "block",
            Self::List(_) => "list",
            Self::Table(_) => "table",
        }
    }

    /// What a comment covers that speaks of what follows it: the block, or the list or table that begins
    /// there.
    fn after(comment: &Comment, document: &Document) -> Self {
        let all = |block: &Block| block.list.map(Self::List).or(block.table.map(Self::Table));
        let block = document.blocks().get(comment.block).filter(|_| comment.before_all);
        block.and_then(all).unwrap_or(Self::Block(comment.block))
    }
}

/// An inline allowance: `caveat: allow(rule, …) reason` or `caveat: allow-file(rule, …) reason`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The rules it names, as written.
    pub rules: Vec<String>,
    /// What it covers.
    pub place: Place,
    /// Line of the comment, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

/// The inline allowances of a document; an `Err` is a comment that speaks to caveat and is not
/// understood, as a sentence with its line.
pub fn allowances(document: &Document) -> Vec<Result<Allowance, String>> {
    if document.comments().is_empty() {
        return Vec::new();
    }
    allowances_of(document, &LineIndex::new(document.source()))
}

fn allowances_of(document: &Document, lines: &LineIndex<'_>) -> Vec<Result<Allowance, String>> {
    let said = document.comments().iter().filter_map(|comment| {
        let text = comment.text.trim().strip_prefix("caveat:")?;
        let line = lines.line(comment.source.start);
        let allowance = allowance(text.trim(), Place::after(comment, document), line);
        Some(allowance.map_err(|message| format!("line {line}: {message}")))
    });
    said.collect()
}

/// What became of all allowances of one rule in one place.
#[derive(Default)]
struct Use {
    used: bool,
    /// Levels of findings that the configuration does not let writers allow.
    refused: BTreeSet<Level>,
}

/// Takes away what inline allowances cover and returns how many findings that were.
fn allow(
    document: &Document, found: &mut Vec<Found<'_>>, rules: &RuleSet, settings: &Settings,
    lines: &LineIndex<'_>, problems: &mut Vec<String>,
) -> usize {
    let mut allowances = Vec::new();
    let mut hints: HashMap<String, String> = HashMap::new();
    for said in allowances_of(document, lines) {
        match said {
            Ok(mut allowance) => {
                let line = allowance.line;
                for name in &mut allowance.rules {
                    if let Some(rule) = rules.named(name)
                        && rule.id != *name
                    {
                        problems.push(format!("line {line}: `{name}` is now called `{}`", rule.id));
                        name.clone_from(&rule.id);
                    }
                }
                for name in allowance.rules.iter().filter(|name| rules.get(name).is_none()) {
                    let enough = hints.len() >= MOST_HINTS;
                    let hint = hints.entry(name.clone()).or_insert_with(|| {
                        if enough {
                            return String::new();
                        }
                        let names = rules.iter().map(|r| r.id.as_str());
                        rules.advice(name, names).map_or(String::new(), |advice| format!("; {advice}"))
                    });
                    problems
                        .push(format!("line {line}: this allows `{name}`, but there is no such rule{hint}"));
                }
                allowances.push(allowance);
            }
            Err(message) => problems.push(message),
        }
    }
    if allowances.is_empty() {
        return 0;
    }
    let mut uses: HashMap<&str, BTreeMap<Place, Use>> = HashMap::new();
    for Allowance { rules: names, place, .. } in &allowances {
        for name in names.iter().filter(|name| rules.get(name).is_some()) {
            uses.entry(name).or_default().entry(*place).or_default();
        }
    }
    let before = found.len();
    found.retain(|f| {
        let Some(uses) = uses.get_mut(f.rule.id.as_str()) else { return true };
        let permitted = settings.inline_allow.is_some_and(|highest| f.level <= highest);
        let mut covered = false;
        let blocks = f.blocks().zip(&document.blocks()[f.blocks().start..]);
        let places = blocks.flat_map(|(number, block)| {
            [Some(Place::Block(number)), block.list.map(Place::List), block.table.map(Place::Table)]
        });
        for place in places.flatten().chain([Place::Document]) {
            let Some(here) = uses.get_mut(&place) else { continue };
            here.used = true;
            covered |= permitted;
            if !permitted {
                here.refused.insert(f.level);
            }
        }
        !covered
    });
    for Allowance { rules: names, place, line, .. } in &allowances {
        for name in names {
            let here = uses.get(name.as_str()).and_then(|uses| uses.get(place));
            let Some(Use { used, refused }) = here else { continue };
            if !used {
                problems.push(format!(
                    "line {line}: this allows `{name}`, but it finds nothing there; delete the comment"
                ));
            }
            for level in refused {
                problems.push(format!(
                    "line {line}: the configuration does not let writers allow `{name}` at level {}",
                    level.name()
                ));
            }
        }
    }
    before - found.len()
}

fn allowance(text: &str, follows: Place, line: usize) -> Result<Allowance, String> {
    const FORM: &str = "write `<!-- caveat: allow(rule-name) reason -->`";
    let Some((verb, rest)) = text.split_once('(') else {
        return Err(format!("this comment is not understood; {FORM}"));
    };
    let place = match verb.trim() {
        "allow" => follows,
        "allow-file" => Place::Document,
        other => {
            let hint = nearest(other, ["allow", "allow-file"])
                .map_or(FORM.to_owned(), |h| format!("did you mean `{h}`?"));
            return Err(format!("`{other}` is not understood; {hint}"));
        }
    };
    let Some((list, reason)) = rest.split_once(')') else {
        return Err(format!("the bracket is not closed; {FORM}"));
    };
    let rules: Vec<String> = list.split(',').map(|r| r.trim().to_owned()).filter(|r| !r.is_empty()).collect();
    if rules.is_empty() {
        return Err(format!("no rule is named; {FORM}"));
    }
    if !reason.chars().any(char::is_alphanumeric) {
        return Err(format!("an allowance needs a reason; {FORM}"));
    }
    Ok(Allowance { rules, place, line, reason: reason.trim().to_owned() })
}

/// Cuts what is more than `most` of one rule, and says so; `cut` tells what was cut before.
fn limit<'r>(
    found: &mut Vec<Found<'r>>, most: usize, mut cut: HashMap<&'r str, usize>, problems: &mut Vec<String>,
) {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    found.retain_mut(|f| {
        let n = counts.entry(&f.rule.id).or_default();
        *n += 1;
        if *n > most {
            *cut.entry(&f.rule.id).or_default() += 1;
            return false;
        }
        let related = f.hit.cut_related(MOST_RELATED);
        if related > 0 {
            problems.push(format!("{related} more places of one finding of {} are not listed", f.rule.id));
        }
        true
    });
    let mut cut: Vec<(&str, usize)> = cut.into_iter().collect();
    cut.sort_unstable();
    for (id, n) in cut {
        problems.push(format!("{n} more findings of {id} are not listed"));
    }
}

/// Gives findings their places.
struct Locate<'a, 'd> {
    reading: &'a Reading<'d>,
    lines: &'a LineIndex<'a>,
    /// Whether its fixes are of English words.
    english: bool,
    /// How often a rule, words and sentence have come before: hash to count.
    seen: HashMap<u64, u32>,
}

impl Locate<'_, '_> {
    fn finding<'r>(&mut self, found: Found<'r>) -> Finding<'r> {
        let document = self.reading.document();
        let scope = found.scope();
        let Found { rule, level, block, hit, .. } = found;
        let hit = rule.question.complete(document, hit);
        let prose = hit.prose.clone();
        let context = match scope {
            Scope::Document => document.title().map_or(String::new(), |b| cut(document.text(b), 0..0)),
            _ => self.context(prose.clone()),
        };
        let fingerprint = self.fingerprint(&rule.id, &prose);
        let passage = match hit.blocks() {
            Some(blocks) => {
                document.blocks()[blocks.start].prose.start..document.blocks()[blocks.end - 1].prose.end
            }
            None => document.blocks().get(block).map_or(prose.clone(), |b| {
                // a cell makes sense behind the label of its row
                let label = b.row.map_or(b.prose.start, |row| document.blocks()[row].prose.start);
                label..b.prose.end
            }),
        };
        let related = hit
            .related()
            .iter()
            .map(|(role, range, message)| Related {
                role: *role,
                message: message.clone(),
                context: self.context(range.clone()),
                span: self.span(document.locate(range.clone())),
                prose: range.clone(),
            })
            .collect();
        Finding {
            rule: &rule.id,
            category: rule.category.name,
            level,
            scope,
            message: filled(&rule.message, hit.values()).into_owned(),
            summary: &rule.summary,
            help: filled(&rule.help, hit.values()),
            why: &rule.why,
            references: match hit.cited() {
                [] => Cow::Borrowed(&rule.references),
                own => own.iter().chain(&rule.references).cloned().collect(),
            },
            span: self.span(document.locate(prose.clone())),
            prose,
            context,
            passage: document.locate(passage),
            related,
            items: hit.items().to_vec(),
            fixes: self.fixes(&hit),
            fingerprint,
        }
    }

    fn span(&self, source: Range<usize>) -> Span {
        Span { start: self.lines.position(source.start), end: self.lines.position(source.end) }
    }

    /// The sentence around a prose range, and the block it stands in. There are words.
    fn sentence(&self, prose: &Range<usize>) -> (Range<usize>, usize) {
        let words = self.reading.words();
        let token = words.token_at(prose.start).min(words.tokens().len() - 1);
        let sentence = words.bytes(words.sentence_of(token));
        (sentence.start.min(prose.start)..sentence.end, words.block_of(token))
    }

    /// What a fingerprint knows of the surroundings: the sentence, or as much of it as is near.
    fn surroundings(&self, prose: &Range<usize>) -> &str {
        if self.reading.words().tokens().is_empty() {
            return "";
        }
        let text = self.reading.document().prose();
        &text[near(text, self.sentence(prose).0, prose.clone())]
    }

    /// The sentence with its stem, cut around the words.
    fn context(&self, prose: Range<usize>) -> String {
        let words = self.reading.words();
        let document = self.reading.document();
        if words.tokens().is_empty() {
            return String::new();
        }
        let (sentence, block) = self.sentence(&prose);
        // the stop after the last word belongs to the sentence as a reader sees it
        let end = sentence.end.max(prose.start);
        let tail = document.prose()[end..]
            .chars()
            .take_while(|c| !c.is_whitespace() && !c.is_alphanumeric())
            .take(3);
        let end = end + tail.map(char::len_utf8).sum::<usize>();
        let whole = sentence.start..end;
        let part = near(document.prose(), whole.clone(), prose.clone());
        let text = &document.prose()[part.clone()];
        let inside = prose.start - part.start..prose.end.min(part.end).max(prose.start) - part.start;
        let stem = document.blocks()[block].stem.map(|s| words.of_block(s)).filter(|r| !r.is_empty());
        match stem.filter(|_| part.start == whole.start) {
            Some(stem) => {
                let stem = words.bytes(words.sentence_of(stem.end - 1));
                let stem = &document.prose()[near(document.prose(), stem.clone(), stem.end..stem.end)];
                let joined = format!("{stem}: {text}");
                let shift = stem.len() + 2;
                cut(&joined, inside.start + shift..inside.end + shift)
            }
            None => cut(text, inside),
        }
    }

    /// FNV-1a over rule, folded words and sentence, and how many equal ones came before: no path, no position.
    fn fingerprint(&mut self, rule: &str, prose: &Range<usize>) -> String {
        let words = &self.reading.document().prose()[prose.clone()];
        let mut base = fnv::more(fnv::START, rule.bytes().chain([0]));
        for part in [words, self.surroundings(prose)] {
            folded(part, |c| {
                base = match u8::try_from(c) {
                    Ok(byte @ ..0x80) => fnv::more(base, [byte]),
                    _ => fnv::more(base, c.encode_utf8(&mut [0; 4]).bytes()),
                }
            });
            base = fnv::more(base, [0]);
        }
        let n = self.seen.entry(base).or_default();
        let hash = fnv::more(base, n.to_le_bytes());
        *n += 1;
        format!("{hash:016x}")
    }

    fn fixes(&self, hit: &Hit) -> Vec<Fix> {
        let Some(correction) = hit.fix() else { return Vec::new() };
        let document = self.reading.document();
        let source = document.locate(correction.prose.clone());
        // a replacement must not swallow markup that stands inside the words
        let written = &document.source()[source.clone()];
        let as_written = fold(written);
        if as_written != fold(&document.prose()[correction.prose.clone()]) {
            return Vec::new();
        }
        let span = self.span(source);
        correction
            .texts
            .iter()
            .map(|text| (text, in_lines(written, text)))
            .map(|(text, kept)| Fix {
                title: if let Some(title) = hit.fix_title() {
                    title.to_owned()
                } else if text.is_empty() {
                    "delete it".to_owned()
                } else {
                    format!("write “{text}”")
                },
                safe: correction.safe && self.english && kept.is_some(),
                edits: vec![Edit { span, text: kept.unwrap_or_else(|| text.clone()) }],
            })
            .collect()
    }
}

/// A replacement with the spaces and line ends of what was written, where these stand between as many words;
/// `None` where a line end would go.
fn in_lines(written: &str, text: &str) -> Option<String> {
    if !written.contains(['\n', '\r']) {
        return Some(text.to_owned());
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out = String::with_capacity(written.len() + text.len());
    let (mut rest, mut used) = (written, 0);
    while !rest.is_empty() {
        let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
        if word > 0 {
            out.push_str(words.get(used)?);
            used += 1;
        }
        let behind = &rest[word..];
        let space = behind.len() - behind.trim_start().len();
        out.push_str(&behind[..space]);
        rest = &behind[space..];
    }
    (used == words.len()).then_some(out)
}

/// What a rule says, with the values of a finding.
fn filled<'t>(template: &'t str, values: &[(&'static str, String)]) -> Cow<'t, str> {
    if !template.contains('{') {
        return Cow::Borrowed(template);
    }
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) => {
                let value = values.iter().find(|(n, _)| *n == name);
                debug_assert!(value.is_some(), "the question accepts {{{name}}} and gives it no value");
                out.push_str(value.map_or("", |(_, v)| v));
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The part of a sentence within [`NEAR`] bytes of the words: a sentence may be as long as the file.
fn near(prose: &str, sentence: Range<usize>, words: Range<usize>) -> Range<usize> {
    let start = prose.floor_char_boundary(words.start.saturating_sub(NEAR));
    let end = prose.ceil_char_boundary(words.start.saturating_add(NEAR));
    sentence.start.max(start)..sentence.end.min(end).max(words.start)
}

/// At most [`LONGEST_CONTEXT`] code points of a text, around the given range.
fn cut(text: &str, around: Range<usize>) -> String {
    if text.chars().nth(LONGEST_CONTEXT).is_none() {
        return text.to_owned();
    }
    let wanted = text[around.clone()].chars().take(LONGEST_CONTEXT).count();
    let before = (LONGEST_CONTEXT - wanted) / 2;
    let start = match before.checked_sub(1) {
        None => around.start,
        Some(n) => text[..around.start].char_indices().rev().nth(n).map_or(0, |(i, _)| i),
    };
    text[start..].chars().take(LONGEST_CONTEXT).collect::<String>().trim().to_owned()
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
