//! Citations: what a text points to when it claims something, and which claims that covers. Owns
//! their forms; what hosts, bodies and journals are worth is data (`rules/citations.toml`); must
//! not know rules.
//!
//! | strength | forms |
//! | --- | --- |
//! | strong | DOI and other identifiers, link to a journal, register, regulator or university; number, raised mark or author and year that the list of references holds |
//! | named | link to a patient page of a public body, author and year without a list, named body, guideline or study |
//! | weak | link to anything else |
//!
//! Every look around a place is bounded, and counts are summed up once, so that a text full of
//! brackets is read in linear time.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Words;
use super::expression::Expression;
use super::token::Flags;
use crate::document::{BlockKind, Document, InlineKind, without_label};

mod figures;
#[cfg(test)]
mod tests;

use figures::figures;

/// How much a citation is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// An account of somebody else's evidence.
    Weak,
    /// A body or a study that is named.
    Named,
    /// A study, review or guideline that can be looked up.
    Strong,
}

/// The form of a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CitationKind {
    /// `10.1136/bmj.l1234`
    Doi,
    /// `PMID 12345678`, `PMC1234567`
    Pmid,
    /// `NCT01234567`, `ISRCTN12345678`, `CD012345`
    Register,
    /// A link, or an address in the text.
    Link,
    /// `[3]`, `[1, 4–6]`, `(3)`
    Number,
    /// A raised number or sign, a footnote.
    Superscript,
    /// `(Smith et al., 2012)`, `Smith and Lee (2019)`
    AuthorYear,
    /// `According to the World Health Organization`
    Organisation,
    /// `NICE guideline NG59`
    Guideline,
    /// A study with two of author, journal, year, name, size and place.
    Study,
}

/// Where a citation leads in the list of references.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// It needs no list.
    Itself,
    /// To the entry in this block.
    Entry(usize),
    /// To no entry.
    Missing,
    /// An author and a year, where no list and no journal says of which work.
    Unlisted,
}

/// One citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// Byte range in the prose; empty for a footnote mark without text.
    pub prose: Range<usize>,
    /// The token that it belongs to: the word before a mark, else its own first word.
    pub token: usize,
    /// The block it stands in.
    pub block: usize,
    /// Its form.
    pub kind: CitationKind,
    /// What it is worth; a mark that leads nowhere is worth nothing.
    pub strength: Option<Strength>,
    /// Where it leads.
    pub target: Target,
    /// It leads to an account of other people's evidence: an encyclopaedia, a newspaper.
    pub second_hand: bool,
}

/// One entry of the list of references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its block.
    pub block: usize,
    /// What it is worth.
    pub strength: Strength,
    /// It leads to an account of other people's evidence.
    pub second_hand: bool,
}

/// How far from a statement its source stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Distance {
    /// In the same sentence.
    Sentence,
    /// In the next sentence, which speaks of "this study".
    Next,
    /// In the same paragraph.
    Paragraph,
    /// In the stem of the list, in the sentence that closes it, or in the heading above.
    List,
    /// Elsewhere in the article: beside the same figures, which a summary tells again, or further up in the
    /// section, where the sentence points back to the study.
    Elsewhere,
}

/// What supports a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Support {
    /// The strongest source near by.
    pub strength: Option<Strength>,
    /// How far it is; [`Distance::Sentence`] where there is none.
    pub distance: Distance,
}

/// Most letters of a word that points back, and of the preposition before it.
const LONGEST_POINTER: u16 = 6;
/// How far around a statement the other figures of its sentence are looked at, in words.
const NEAR: usize = 100;
/// Most words of a line that only labels the list below it: "Main results:".
const LABEL: usize = 3;
/// Most words of a line below a list that only names its source: "All from Okafor and Lind, 2019".
const SOURCE_LINE: usize = 14;
/// Most such lines between a list and the line that names its study.
const MOST_LABELS: usize = 4;
/// Longest author, group or list of numbers in brackets, in bytes.
const LONGEST: usize = 200;
/// How far back the names before a year in brackets are read, in bytes.
const NAMES_BEFORE: usize = 90;
/// Largest number that a mark may have.
const LARGEST_NUMBER: u32 = 999;
/// Longest sentence in which the parts of a study's name are looked for, in bytes.
const LONGEST_SENTENCE: usize = 1200;

/// Most items that are asked one by one whether they cite.
const LONGEST_LIST: usize = 100;

/// What `citations.toml` says.
#[derive(Debug, Deserialize)]
#[serde(from = "File")]
pub struct Knowledge {
    hosts: HashMap<String, Worth>,
    organisation: Expression,
    organisation_kind: Expression,
    before: Expression,
    after: Expression,
    guideline: Expression,
    /// One of these stands in whatever that expression matches.
    guideline_signs: Vec<String>,
    study_noun: Expression,
    /// What names a study by itself: the name of a trial.
    study_name: Expression,
    /// What names a study together: its year, acronym, author, journal and size.
    study: [Expression; 5],
    beginnings: Beginnings,
    not_before: HashSet<String>,
    units: HashSet<String>,
    not_authors: HashSet<String>,
    reports: HashSet<String>,
    paths: HashSet<String>,
    follow_words: HashSet<String>,
    follow_nouns: HashSet<String>,
    follow_phrases: Vec<String>,
    points: HashSet<String>,
    before_points: HashSet<String>,
    pointed_at: HashSet<String>,
    goes_on: HashSet<String>,
}

/// An expression over letters of the Latin script, in which English writes names: all letters there
/// are would make machines of many times the size.
fn latin(text: &str) -> Expression {
    const CLASSES: [(&str, &str); 6] = [
        (r"\p{Lu}", "[A-ZÀ-ÖØ-ÞĀ-Ž]"),
        (r"\p{Ll}", "[a-zß-ɏ]"),
        (r"\p{L}", "[A-Za-zÀ-ɏ]"),
        (r"\w", "[0-9A-Z_a-zÀ-ɏ]"),
        (r"\d", "[0-9]"),
        (r"\b", r"(?-u:\b)"),
    ];
    Expression::new(CLASSES.iter().fold(text.to_owned(), |text, (class, latin)| text.replace(class, latin)))
}

/// The first letters of the words that expressions begin with, so that a text without any of them is told at
/// a glance. Each sort of expressions is a bit.
#[derive(Debug)]
struct Beginnings {
    /// For each hash of letters, the sorts that have a word with such letters.
    sorts: Box<[u8; 1 << Self::BITS]>,
    /// Sorts that have a word too short, or no plain word: then every text may hold it.
    open: u8,
}

impl Beginnings {
    const ORGANISATION: u8 = 1;
    const KIND: u8 = 1 << 1;
    const STUDY: u8 = 1 << 2;
    /// A word that begins with a small letter, whatever its sort, is so many bits further up.
    const SMALL: u32 = 4;

    const BITS: u32 = 15;
    /// Letters that are looked at: fewer say nothing, more say no more.
    const LEAST: usize = 2;
    const MOST: usize = 6;

    fn new() -> Self {
        Self { sorts: Box::new([0; 1 << Self::BITS]), open: 0 }
    }

    /// Adds expressions that begin with a word as it is written.
    fn add<'t>(&mut self, sort: u8, texts: impl IntoIterator<Item = &'t String>) {
        for text in texts {
            let sort = sort << if text.starts_with(char::is_lowercase) { Self::SMALL } else { 0 };
            let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
            // a letter before one of these may be absent
            let sure = letters - usize::from(text[letters..].starts_with(['?', '*', '{']));
            match Self::places(&text.as_bytes()[..sure]).last() {
                Some(place) => self.sorts[place] |= sort,
                None => self.open |= sort,
            }
        }
    }

    /// The places of the first letters, in whatever case: of the fewest, and of ever more of them.
    fn places(letters: &[u8]) -> impl Iterator<Item = usize> {
        /// As for [`Glance`](super::glance::Glance).
        const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut read = 0;
        let places = letters.iter().take(Self::MOST).map(move |letter| {
            read = read << 8 | u64::from(letter | 0x20);
            (read.wrapping_mul(GOLDEN) >> (u64::BITS - Self::BITS)) as usize
        });
        places.skip(Self::LEAST - 1)
    }

    /// The sorts that may have an expression that begins with this word.
    fn of(&self, word: &[u8], flags: Flags) -> u8 {
        let sorts = Self::places(word).fold(self.open, |sorts, place| sorts | self.sorts[place]);
        // what is written with a capital is no word without one
        let sorts = sorts >> Self::SMALL | if flags.has(Flags::CAPITAL) { sorts } else { 0 };
        if word.iter().all(u8::is_ascii_alphanumeric) {
            return sorts;
        }
        // "l'Institut", "www.NHS.uk": a name may stand further in
        let parts = word.split(|b| !b.is_ascii_alphanumeric()).skip(1);
        let inner = parts.flat_map(Self::places).fold(0, |sorts, place| sorts | self.sorts[place]);
        sorts | (inner | inner >> Self::SMALL) & Self::ORGANISATION
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worth {
    Source(Strength),
    SecondHand,
    Nothing,
}

impl Worth {
    const fn strength(self) -> Option<Strength> {
        match self {
            Self::Source(strength) => Some(strength),
            Self::SecondHand => Some(Strength::Weak),
            Self::Nothing => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    hosts: Hosts,
    organisations: Organisations,
    study: Study,
    no_citation: NoCitation,
    follow_up: FollowUp,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hosts {
    strong: Vec<String>,
    named: Vec<String>,
    aggregator: Vec<String>,
    none: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Organisations {
    names: Vec<String>,
    exact: Vec<String>,
    kinds: Vec<String>,
    before: Vec<String>,
    after: Vec<String>,
    by: Vec<String>,
    guideline: String,
    #[serde(rename = "guideline-signs")]
    guideline_signs: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Study {
    nouns: Vec<String>,
    names: Vec<String>,
    author: Vec<String>,
    journal: Vec<String>,
    year: Vec<String>,
    acronym: Vec<String>,
    size: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoCitation {
    before: Vec<String>,
    units: Vec<String>,
    authors: Vec<String>,
    reports: Vec<String>,
    paths: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FollowUp {
    words: Vec<String>,
    #[serde(rename = "goes-on")]
    goes_on: Vec<String>,
    /// In small letters.
    phrases: Vec<String>,
    nouns: Vec<String>,
    points: Vec<String>,
    #[serde(rename = "before-points")]
    before_points: Vec<String>,
    #[serde(rename = "pointed-at")]
    pointed_at: Vec<String>,
}

impl From<File> for Knowledge {
    fn from(file: File) -> Self {
        let regex = latin;
        let any = |texts: &[String]| regex(&format!("(?:{})", texts.join(")|(?:")));
        let mut hosts = HashMap::new();
        for (names, worth) in [
            (&file.hosts.strong, Worth::Source(Strength::Strong)),
            (&file.hosts.named, Worth::Source(Strength::Named)),
            (&file.hosts.aggregator, Worth::SecondHand),
            (&file.hosts.none, Worth::Nothing),
        ] {
            hosts.extend(names.iter().map(|name| (name.to_ascii_lowercase(), worth)));
        }
        let o = &file.organisations;
        let mut beginnings = Beginnings::new();
        beginnings.add(Beginnings::ORGANISATION, o.names.iter().chain(&o.exact));
        beginnings.add(Beginnings::KIND, &o.kinds);
        beginnings.add(Beginnings::STUDY, &file.study.nouns);
        let set = |words: &[String]| words.iter().map(|w| w.to_lowercase()).collect::<HashSet<_>>();
        Self {
            hosts,
            organisation: regex(&format!(
                r"(?-u:\b)(?:(?:{})|(?:{}))(?-u:\b)",
                o.names.join("|"),
                o.exact.join("|")
            )),
            organisation_kind: regex(&format!(
                r"(?-u:\b)(?:\p{{Lu}}[\p{{L}}'’&-]+ (?:(?:of|for|on|and|the|&) )*){{1,6}}(?:{})(?-u:\b)(?:(?: of| for| on| and| the)* \p{{Lu}}[\p{{L}}'’]+)*",
                o.kinds.join("|")
            )),
            before: regex(&format!(
                r"(?i)(?:(?:{})|\b(?:{})(?: \w+)? (?:by|from|of)) (?:the |a |an )?(?:(?:US|UK|U\.S\.|U\.K\.|American|British|latest|study|report|data|figures|research)(?: by| from)? )?(?:the )?$",
                o.before.iter().filter(|b| b.contains(' ')).cloned().collect::<Vec<_>>().join("|"),
                o.by.join("|")
            )),
            after: regex(&format!(
                r"^(?:['’]s?)?(?: \([A-Z]{{2,8}}\),?)?(?: \d{{4}})?(?: (?:also|now|currently|itself|clinical|systematic|practice|survey))? (?:{})\b",
                o.after.join("|")
            )),
            guideline: regex(&o.guideline),
            guideline_signs: o.guideline_signs.clone(),
            study_noun: regex(&format!(r"(?i-u)\b(?:{})\b", file.study.nouns.join("|"))),
            study_name: any(&file.study.names),
            study: [
                any(&file.study.year),
                any(&file.study.acronym),
                any(&file.study.author),
                any(&file.study.journal),
                any(&file.study.size),
            ],
            beginnings,
            not_before: set(&file.no_citation.before),
            units: file.no_citation.units.iter().cloned().collect(),
            not_authors: file.no_citation.authors.iter().cloned().collect(),
            reports: set(&file.no_citation.reports),
            paths: set(&file.no_citation.paths),
            follow_words: set(&file.follow_up.words),
            follow_nouns: set(&file.follow_up.nouns),
            follow_phrases: file.follow_up.phrases,
            points: set(&file.follow_up.points),
            before_points: set(&file.follow_up.before_points),
            pointed_at: set(&file.follow_up.pointed_at),
            goes_on: set(&file.follow_up.goes_on),
        }
    }
}

impl Knowledge {
    /// Whether a raised number behind the word belongs to it: "cm", "mW/cm".
    fn is_unit(&self, word: &str) -> bool {
        let last = word.rsplit('/').next().unwrap_or(word);
        self.units.contains(word) || self.units.contains(last)
    }

    /// What a link is worth; links inside the site and other schemes are worth nothing.
    fn link(&self, target: &str) -> Worth {
        let lower = target.trim().to_ascii_lowercase();
        let rest = match lower.split_once("://") {
            Some(("http" | "https", rest)) => rest,
            Some(_) => return Worth::Nothing,
            None => match lower.strip_prefix("//") {
                Some(rest) => rest,
                None if lower.starts_with("doi:") => return Worth::Source(Strength::Strong),
                None if lower.starts_with("www.") => lower.as_str(),
                None => return Worth::Nothing,
            },
        };
        self.address(rest)
    }

    /// What `host/path` is worth.
    fn address(&self, address: &str) -> Worth {
        let (host, path) = address.split_once('/').unwrap_or((address, ""));
        let host = host.rsplit('@').next().unwrap_or(host).split([':', '?', '#']).next().unwrap_or("");
        let mut name = host.trim_end_matches('.');
        while !name.is_empty() {
            if let Some(worth) = self.hosts.get(name) {
                return *worth;
            }
            name = name.split_once('.').map_or("", |(_, rest)| rest);
        }
        let first = path.split(['/', '?', '#']).next().unwrap_or("");
        if !host.contains('.') || self.paths.contains(first) {
            return Worth::Nothing;
        }
        // a journal of its own host
        let journal =
            host.split(['.', '-']).any(|label| label.starts_with("journal") || label.ends_with("journal"));
        Worth::Source(if journal { Strength::Strong } else { Strength::Weak })
    }
}

/// The citations of a document, and what they cover.
#[derive(Debug, Default)]
pub struct Citations {
    all: Vec<Citation>,
    entries: Vec<Entry>,
    /// For each strength, how many of the citations before the n-th are at least so strong.
    sums: Vec<[u32; 3]>,
    /// For each list its blocks.
    lists: HashMap<u32, Range<usize>>,
    /// The list that a stem introduces.
    stems: HashMap<usize, u32>,
    /// First tokens of the sentences that speak of the one before.
    follow_ups: HashSet<u32>,
    /// First tokens of the sentences that speak of studies told before: "in those trials".
    pointing_back: HashSet<u32>,
    /// The percentages that stand beside a source.
    figures: figures::Sourced,
}

impl Citations {
    /// All citations outside the list of references, in order.
    pub fn all(&self) -> &[Citation] {
        &self.all
    }

    /// The entries of the list of references.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The strongest citation that belongs to a range of tokens.
    pub fn strongest(&self, tokens: Range<usize>) -> Option<Strength> {
        if self.all.is_empty() || tokens.start >= tokens.end {
            return None;
        }
        let from = self.all.partition_point(|c| c.token < tokens.start);
        let to = self.all.partition_point(|c| c.token < tokens.end);
        [Strength::Strong, Strength::Named, Strength::Weak]
            .into_iter()
            .find(|s| self.sums[to][*s as usize] > self.sums[from][*s as usize])
    }

    /// What supports the statement at a token, no further away than `reach`.
    pub(super) fn support(
        &self, document: &Document, words: &Words, token: usize, reach: Distance,
    ) -> Support {
        let mut best = Support { strength: None, distance: Distance::Sentence };
        if self.all.is_empty() || words.tokens.is_empty() {
            return best;
        }
        let mut offer = |strength: Option<Strength>, distance: Distance| {
            if strength > best.strength && distance <= reach {
                best = Support { strength, distance };
            }
        };
        let number = words.block_of(token);
        let block = &document.blocks()[number];
        let own = words.of_block(number);
        let sentence = words.sentence_of(token);
        offer(self.strongest(sentence.clone()), Distance::Sentence);
        if sentence.end < own.end && self.follow_ups.contains(&(sentence.end as u32)) {
            offer(self.strongest(words.sentence_of(sentence.end)), Distance::Next);
        }
        offer(
            self.strongest(self.told_before(words, own.start, sentence.start)..own.end),
            Distance::Paragraph,
        );
        // the source of a row stands in a cell of its own
        if block.kind == BlockKind::TableCell {
            offer(self.strongest(row(document, words, number)), Distance::Paragraph);
        }
        let mut stem = block.stem;
        for _ in 0..MOST_LABELS {
            let Some(line) = stem else { break };
            offer(self.strongest(words.of_block(line)), Distance::List);
            // "Results:" goes on with what the line above the list before it is about
            let label = words.of_block(line).len() <= LABEL;
            stem = line.checked_sub(1).filter(|_| label).and_then(|before| document.blocks()[before].stem);
        }
        // "Hu et al., 2015" as a heading stands for all below it
        if let Some(heading) = block.section.filter(|&heading| heading < number) {
            offer(self.strongest(words.of_block(heading)), Distance::List);
        }
        if let Some(list) = block.list {
            offer(self.closing(document, words, list), Distance::List);
        }
        if let Some(&list) = self.stems.get(&number) {
            offer(self.closing(document, words, list), Distance::List);
            // a stem is covered where each of its items is
            let blocks = self.lists[&list].clone();
            if blocks.len() <= LONGEST_LIST && self.strongest(words.of_block(blocks.start)).is_some() {
                offer(blocks.map(|i| self.strongest(words.of_block(i))).min().flatten(), Distance::List);
            }
        }
        if self.pointing_back.contains(&(sentence.start as u32)) {
            let section = block.section.map_or(0, |heading| words.of_block(heading).start);
            offer(self.strongest(section..sentence.start), Distance::Elsewhere);
        }
        if !self.figures.is_empty() {
            let told = figures(document, words, words.around(token, NEAR))
                .map(|figure| self.figures.strength(&figure));
            offer(told.min().flatten(), Distance::Elsewhere);
        }
        best
    }

    /// Notes the percentages that stand beside a source.
    fn note_figures(&mut self, document: &Document, words: &Words) {
        let mut noted = figures::Sourced::default();
        for sentence in words.sentences_in(0..words.tokens.len()) {
            for figure in figures(document, words, sentence) {
                let strength = self.support(document, words, figure.token, Distance::List).strength;
                if let Some(strength) = strength.filter(|&s| s >= Strength::Named) {
                    noted.note(figure, strength);
                }
            }
        }
        self.figures = noted;
    }

    /// Where the sentences begin whose sources the sentence at a token may go on from. A source at the
    /// end of a paragraph is one for all of it; one further up only for the sentence behind it, and for
    /// those that go on about it.
    fn told_before(&self, words: &Words, first: usize, sentence: usize) -> usize {
        const MOST: usize = 4;
        let mut from = sentence;
        for _ in 0..MOST {
            if from <= first {
                break;
            }
            from = words.sentence_of(from - 1).start.max(first);
            if !self.follow_ups.contains(&(from as u32)) {
                break;
            }
        }
        from
    }

    /// The strongest citation of the sentence right after a list, if that is a line of source or speaks
    /// of what stands before it, and does not tell something of its own.
    fn closing(&self, document: &Document, words: &Words, list: u32) -> Option<Strength> {
        let after = self.lists[&list].end;
        let block = document.blocks().get(after)?;
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote) || words.of_block(after).is_empty()
        {
            return None;
        }
        let sentence = words.sentence_of(words.of_block(after).start);
        let closes = sentence.len() <= SOURCE_LINE || self.follow_ups.contains(&(sentence.start as u32));
        self.strongest(sentence).filter(|_| closes)
    }
}

/// The tokens of the row that a cell stands in: of the cell that labels it and those behind it.
fn row(document: &Document, words: &Words, cell: usize) -> Range<usize> {
    /// Most cells of a row.
    const WIDEST: usize = 16;
    let blocks = document.blocks();
    let label = blocks[cell].row.unwrap_or(cell);
    let ends = (label + 1..blocks.len()).take(WIDEST).take_while(|&i| blocks[i].row == Some(label));
    words.of_block(label).start..words.of_block(ends.last().unwrap_or(label)).end
}

/// Finds the citations of a document. `residue[i]` says that block `i` is no part of the article.
pub(super) fn read(knowledge: &Knowledge, document: &Document, words: &Words, residue: &[bool]) -> Citations {
    let mut reader =
        Reader { knowledge, document, words, list: List::default(), found: Vec::new(), linked: Vec::new() };
    reader.read_list();
    let mut inlines = 0;
    for (number, block) in document.blocks().iter().enumerate() {
        let first = inlines;
        while document.inlines().get(inlines).is_some_and(|i| {
            i.prose.start < block.prose.end || i.prose.start == block.prose.end && i.prose.is_empty()
        }) {
            inlines += 1;
        }
        if block.kind != BlockKind::Reference && !residue.get(number).copied().unwrap_or(false) {
            reader.read_block(number, first..inlines);
        }
    }
    reader.finish()
}

/// "[1] … [2] …": the numbers of further notes in a paragraph that begins with note `first`. They rise by one, and a
/// space parts each from what stands beside it: "2019;43[5]:345" is no note.
fn further_notes(text: &str, first: u32) -> impl Iterator<Item = u32> {
    let mut last = first;
    text.match_indices(" [").filter_map(move |(at, _)| {
        let (number, rest) = text[at + 2..].split_once(']')?;
        let next =
            number.parse().ok().filter(|n| Some(*n) == last.checked_add(1) && rest.starts_with(' '))?;
        last = next;
        Some(next)
    })
}

/// The list of references.
#[derive(Debug, Default)]
struct List {
    entries: Vec<Entry>,
    /// Entry by its number.
    numbers: HashMap<u32, usize>,
    /// Entry by a capitalised word in it and its year.
    names: HashMap<(String, u16), usize>,
    /// Signs that open an entry.
    signs: HashMap<char, usize>,
}

struct Reader<'a> {
    knowledge: &'a Knowledge,
    document: &'a Document,
    words: &'a Words,
    list: List,
    found: Vec<Citation>,
    /// Prose ranges of links out of the site, in the block.
    linked: Vec<Range<usize>>,
}

struct Forms {
    identifier: Expression,
    in_brackets: Expression,
    year_in_brackets: Expression,
    names_before: Expression,
    year: Expression,
}

const NAME: &str = r"(?:(?:van|von|der|den|de|di|du|da|la|le|el|al|bin|ten|ter|dos|del|della|Van|Von|De|Di|Du|Da|La|Le|El|Al) ){0,3}\p{Lu}[\p{L}'’\-]+(?: (?:of|for|and|on) (?:the )?\p{Lu}[\p{L}'’\-]+| \p{Lu}[\p{L}'’\-]+){0,5}(?:,? (?:\p{Lu}\.?){1,3})?";

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let regex = latin;
    Forms {
        identifier: regex(
            r#"(?-u:\b)(?:10\.\d{4,9}/[!#-;=?-\\^-~]{2,}|PMID:? ?\d{4,9}|PMCID:? ?PMC\d{4,9}|PMC\d{5,9}|NCT\d{8}|ISRCTN ?\d{6,8}|CD\d{6})(?-u:\b)"#,
        ),
        in_brackets: regex(&format!(
            r"^(?:(?i:see also|see|e\.g\.|cf\.?|reviewed in|for example|as in|in),? )?(?P<name>{NAME}(?:(?:, and |, & | and | & |, ){NAME}){{0,6}})(?:(?P<et>,? et al\.?|,? and colleagues|,? and others)(?:[,:;]? (?:\p{{Lu}}[\p{{L}}.]*|of|the|and|in|for|on),?){{0,8}}|(?P<printed>, (?:[A-Z]\p{{Ll}}{{0,3}} )?J\.?(?: \p{{Lu}}\p{{L}}*\.?){{1,5}}))?,? \(?(?P<year>(?:19|20)\d\d)[a-z]?(?P<where>[,:;] ?.{{0,80}})?$"
        ))
        .grouped(),
        year_in_brackets: regex(r"^(?P<year>(?:19|20)\d\d)[a-z]?(?:[,:;] ?(?:pp?\. ?)?\d[\d–-]*)?$").grouped(),
        names_before: regex(&format!(
            r"(?P<name>{NAME}(?:(?:, and |, & | and | & |, ){NAME}){{0,6}})(?:['’]s?)?(?P<et>,? et al\.?,?(?:['’]s)?| and (?:his |her |their )?colleagues)? $"
        ))
        .grouped(),
        year: regex(r"\b(?:19|20)\d\d"),
    }
});

/// What stands behind a year in brackets says where the work is printed: "Neurology", "same journal".
fn names_print(text: &str) -> bool {
    const SHORTEST: usize = 4;
    text.split(|c: char| !c.is_alphabetic()).any(|word| word.len() >= SHORTEST)
}

/// Whether a name and a year are a work.
#[derive(Clone, Copy, PartialEq)]
enum Likely {
    /// They may be a product and its year.
    No,
    Yes,
    /// And it is said in which journal.
    Printed,
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

impl Reader<'_> {
    /// Reads the list of references: what each entry is worth and how text points to it.
    fn read_list(&mut self) {
        let blocks = self.document.blocks();
        let mut number = 0;
        let mut written = false;
        // notes that share a paragraph with another; one of its own comes first
        let mut further: Vec<(u32, usize)> = Vec::new();
        for (at, block) in blocks.iter().enumerate().filter(|(_, b)| b.kind == BlockKind::Reference) {
            let text = self.document.text(block);
            let inlines = self.document.inlines();
            let from = inlines.partition_point(|i| i.prose.start < block.prose.start);
            let links = inlines[from..].iter().take_while(|i| i.prose.start < block.prose.end);
            let mut worths: Vec<Worth> = links
                .filter_map(|i| match &i.kind {
                    InlineKind::Link(target) => Some(self.knowledge.link(target)),
                    _ => None,
                })
                .collect();
            worths.extend(self.addresses(at).map(|(_, worth)| worth));
            let identified = may_identify(text) && FORMS.identifier.is_match(text);
            let second_hand = !identified
                && worths.contains(&Worth::SecondHand)
                && !worths.iter().any(|w| matches!(w, Worth::Source(s) if *s > Strength::Weak));
            let full = text.split_whitespace().count() >= 5 && FORMS.year.is_match(text);
            let strength = match worths.iter().filter_map(|w| w.strength()).max() {
                _ if identified => Strength::Strong,
                Some(Strength::Weak) if full && !second_hand => Strength::Strong,
                Some(strength) => strength,
                None => Strength::Strong,
            };
            let entry = self.list.entries.len();
            self.list.entries.push(Entry { block: at, strength, second_hand });
            number += 1;
            let head = without_label(text).trim_start_matches(['[', '(', '^', ' ']);
            let digits = head.bytes().take_while(u8::is_ascii_digit).count();
            let marked = head[digits..].starts_with([']', '.', ')', ':', '\t', ' ']) || digits == head.len();
            match head[..digits].parse::<u32>() {
                // "21 CFR 101.81" is a title; numbers of entries begin the list, or are in their place
                Ok(n)
                    if (1..=LARGEST_NUMBER).contains(&n)
                        && marked
                        && (written || number == 1 || n == 1 || n == number) =>
                {
                    if !written {
                        self.list.numbers.clear();
                    }
                    written = true;
                    self.list.numbers.entry(n).or_insert(entry);
                    further.extend(further_notes(text, n).map(|n| (n, entry)));
                }
                _ if !written => {
                    self.list.numbers.insert(number, entry);
                }
                _ => {}
            }
            if let Some(sign) = head.chars().next().filter(|c| matches!(c, '†' | '‡' | '*')) {
                self.list.signs.entry(sign).or_insert(entry);
            }
            let years: HashSet<u16> =
                FORMS.year.find_iter(text).take(6).filter_map(|year| text[year].parse().ok()).collect();
            let names: Vec<String> = text
                .split(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '’' | '-')))
                .filter(|w| w.chars().next().is_some_and(char::is_uppercase))
                .take(60)
                .map(plain)
                .collect();
            for year in years {
                for name in &names {
                    self.list.names.entry((name.clone(), year)).or_insert(entry);
                }
            }
        }
        for (n, entry) in further {
            self.list.numbers.entry(n).or_insert(entry);
        }
        // outside the list a line may explain a sign
        for block in blocks.iter().filter(|b| b.kind != BlockKind::Reference) {
            let sign = self.document.text(block).chars().next();
            if let Some(sign) = sign.filter(|c| matches!(c, '†' | '‡')) {
                self.list.signs.entry(sign).or_insert(usize::MAX);
            }
        }
    }

    /// Web addresses in the text of a block, with their worth.
    fn addresses(&self, block: usize) -> impl Iterator<Item = (usize, Worth)> + '_ {
        let prose = self.document.prose();
        self.words.of_block(block).filter_map(move |t| {
            let token = &self.words.tokens[t];
            if !token.flags.has(Flags::ADDRESS) {
                return None;
            }
            let word = &prose[token.start as usize..token.end()];
            if word.contains('@') || word.starts_with("10.") {
                return None;
            }
            let lower = word.to_ascii_lowercase();
            let rest = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
            Some((t, self.knowledge.address(rest)))
        })
    }

    fn push(
        &mut self, block: usize, prose: Range<usize>, kind: CitationKind, strength: Option<Strength>,
        target: Target, second_hand: bool,
    ) {
        let tokens = self.words.of_block(block);
        if tokens.is_empty() {
            return;
        }
        let token = match kind {
            CitationKind::Number | CitationKind::Superscript => {
                self.words.tokens.partition_point(|t| (t.start as usize) < prose.start).saturating_sub(1)
            }
            _ => self.words.token_at(prose.start),
        };
        let token = token.clamp(tokens.start, tokens.end - 1);
        self.found.push(Citation { prose, token, block, kind, strength, target, second_hand });
    }

    fn read_block(&mut self, number: usize, inlines: Range<usize>) {
        let document = self.document;
        let block = &document.blocks()[number];
        if self.words.of_block(number).is_empty() {
            return;
        }
        let base = block.prose.start;
        let text = document.text(block);
        self.linked.clear();
        for inline in &document.inlines()[inlines] {
            let shown = document.prose().get(inline.prose.clone()).unwrap_or("");
            match &inline.kind {
                InlineKind::Link(target) => {
                    let inside = target.starts_with('#');
                    if inside && self.read_mark(number, inline.prose.clone(), shown, true) {
                        self.linked.push(inline.prose.clone());
                        continue;
                    }
                    let worth = self.knowledge.link(target);
                    if !inside && worth != Worth::Nothing {
                        self.linked.push(inline.prose.clone());
                    }
                    let here = shown.trim().trim_end_matches('.').to_ascii_lowercase();
                    let vague = matches!(here.as_str(), "here" | "click here" | "");
                    if let Some(strength) = worth.strength()
                        && !(vague && strength == Strength::Weak)
                    {
                        let second = worth == Worth::SecondHand;
                        let named =
                            !second && (self.names_speaker(&inline.prose) || self.is_handed(&inline.prose));
                        let strength = if named { strength.max(Strength::Named) } else { strength };
                        self.push(
                            number,
                            inline.prose.clone(),
                            CitationKind::Link,
                            Some(strength),
                            Target::Itself,
                            second,
                        );
                    }
                }
                InlineKind::Superscript => {
                    self.read_mark(number, inline.prose.clone(), shown, false);
                }
                InlineKind::Note(label) => {
                    let entry = label.parse::<u32>().ok().and_then(|n| self.list.numbers.get(&n).copied());
                    let entry = entry.or((!self.list.entries.is_empty()).then_some(0));
                    let strength = entry.map(|e| self.list.entries[e].strength);
                    let target = entry.map_or(Target::Missing, |e| Target::Entry(self.list.entries[e].block));
                    self.push(
                        number,
                        inline.prose.clone(),
                        CitationKind::Superscript,
                        strength,
                        target,
                        false,
                    );
                }
                _ => {}
            }
        }
        let addresses: Vec<(usize, Worth)> = self.addresses(number).collect();
        for (t, worth) in addresses {
            let range = self.words.bytes(t..t + 1);
            // a bare domain is worth no more than an account of something
            let whole = document.prose()[range.clone()].contains('/');
            if let Some(strength) = worth.strength()
                && !self.in_link(&range)
            {
                let strength = if whole { strength } else { Strength::Weak };
                let second = worth == Worth::SecondHand && whole;
                self.push(number, range, CitationKind::Link, Some(strength), Target::Itself, second);
            }
        }
        // most blocks have no digit, and so nothing that needs one
        let digits = text.bytes().any(|b| b.is_ascii_digit());
        let identifiers = (digits && may_identify(text)).then(|| FORMS.identifier.find_iter(text));
        for found in identifiers.into_iter().flatten() {
            let kind = match text[found.clone()].as_bytes() {
                [b'1', ..] => CitationKind::Doi,
                [b'P', ..] => CitationKind::Pmid,
                _ => CitationKind::Register,
            };
            let range = base + found.start..base + found.end;
            self.push(number, range, kind, Some(Strength::Strong), Target::Itself, false);
        }
        if digits {
            self.read_brackets(number);
        }
        self.read_signs(number);
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            self.read_names(number, digits);
        }
    }

    /// Whether a link out of the site lies over the range; the links of a block do not overlap.
    fn in_link(&self, range: &Range<usize>) -> bool {
        let at = self.linked.partition_point(|l| l.end <= range.start);
        self.linked.get(at).is_some_and(|l| l.start < range.end)
    }

    /// A raised number or a number that links into the page: "3", "[1,2]". Whether it was a mark.
    fn read_mark(&mut self, block: usize, prose: Range<usize>, shown: &str, linked: bool) -> bool {
        let inner = shown.trim().trim_start_matches(['[', '(']).trim_end_matches([']', ')']);
        if !linked {
            let before = &self.document.prose()[self.document.blocks()[block].prose.start..prose.start];
            if before.ends_with(|c: char| c.is_ascii_digit() || c.is_whitespace())
                || self.knowledge.is_unit(last_word(before))
            {
                return false;
            }
            // what a link inside it has told already
            if self.found.iter().rev().take(4).any(|c| c.prose.start < prose.end && c.prose.end > prose.start)
            {
                return true;
            }
        }
        let Some(numbers) = numbers(inner) else { return false };
        self.point(block, prose, &numbers, CitationKind::Superscript, true);
        true
    }

    /// A mark with numbers, resolved against the list.
    fn point(
        &mut self, block: usize, prose: Range<usize>, numbers: &[u32], kind: CitationKind, dangles: bool,
    ) {
        let entries: Vec<usize> = numbers.iter().filter_map(|n| self.list.numbers.get(n).copied()).collect();
        let strength = entries.iter().map(|&e| self.list.entries[e].strength).max();
        let missing = entries.len() < numbers.len();
        let target = match entries.first() {
            Some(&e) if !missing => Target::Entry(self.list.entries[e].block),
            _ => Target::Missing,
        };
        if missing && !dangles {
            return;
        }
        let second = !entries.is_empty() && entries.iter().all(|&e| self.list.entries[e].second_hand);
        self.push(block, prose, kind, strength, target, second);
    }

    /// Numbers and authors in brackets.
    fn read_brackets(&mut self, number: usize) {
        let document = self.document;
        let block = &document.blocks()[number];
        let text = document.text(block);
        let bytes = text.as_bytes();
        for open in memchr::memchr2_iter(b'[', b'(', bytes) {
            let limit = (open + 1 + LONGEST).min(bytes.len());
            let rest = &bytes[open + 1..limit];
            let closes = if bytes[open] == b'[' { b']' } else { b')' };
            let Some(len) = memchr::memchr3(bytes[open], closes, b'\n', rest).filter(|&l| rest[l] == closes)
            else {
                continue;
            };
            let inner = &text[open + 1..open + 1 + len];
            if len == 0 || !inner.bytes().any(|b| b.is_ascii_digit()) {
                continue;
            }
            let prose = block.prose.start + open..block.prose.start + open + len + 2;
            if self.in_link(&prose) {
                continue;
            }
            let before = &text[..open];
            let after = &text[open + len + 2..];
            if let Some(numbers) = numbers(inner) {
                let word = last_word(before.trim_end());
                // "for four years [3]" cites where the list has a third entry
                let listed = bytes[open] == b'[' && numbers.iter().all(|n| self.list.numbers.contains_key(n));
                if !listed && self.knowledge.not_before.contains(&word.to_lowercase()) {
                    continue;
                }
                if bytes[open] == b'[' {
                    // "x[1]" is an index where the letter stands alone
                    self.point(number, prose, &numbers, CitationKind::Number, true);
                } else if !before.trim().is_empty()
                    && !before.ends_with(|c: char| c.is_ascii_digit())
                    && !before.trim_end().ends_with([':', ';', ',', '.'])
                    && (after.is_empty() || after.starts_with(['.', ';']))
                {
                    self.point(number, prose, &numbers, CitationKind::Number, false);
                }
                continue;
            }
            if !FORMS.year.is_match(inner) {
                continue;
            }
            if let Some(found) = FORMS.year_in_brackets.groups(inner) {
                let year = found.get("year").and_then(|(_, year)| year.parse().ok()).unwrap_or(0);
                self.read_authors_before(number, open, year, prose);
                continue;
            }
            let mut at = open + 1;
            for part in inner.split(';') {
                let lead = part.len() - part.trim_start().len();
                let range = block.prose.start + at + lead..block.prose.start + at + part.trim_end().len();
                at += part.len() + 1;
                if let Some(found) = FORMS.in_brackets.groups(part.trim()) {
                    let year = found.get("year").and_then(|(_, year)| year.parse().ok()).unwrap_or(0);
                    let name = found.get("name").map_or("", |(_, name)| name);
                    let sure = found.get("et").is_some();
                    // "(Jeong 2020, Neurology)", "(Holm, Eur J Pain 2017)": the work can be found
                    let printed = found.get("printed").is_some()
                        || found.get("where").is_some_and(|(_, w)| names_print(w))
                        // "Fernandez and colleagues (Spine, 2015)": the names stand before
                        || ["colleagues", "et al", "et al."].iter().any(|end| before.trim_end().ends_with(end))
                        || name.contains(',') && !name.contains(" & ") && !sure;
                    let likely = if printed { Likely::Printed } else { Likely::Yes };
                    self.authors(number, range, name, year, sure, likely);
                }
            }
        }
    }

    /// `Smith and Lee (2019)`: the names before a year in brackets.
    fn read_authors_before(&mut self, number: usize, open: usize, year: u16, year_range: Range<usize>) {
        let document = self.document;
        let block = &document.blocks()[number];
        let text = document.text(block);
        let from = text.ceil_char_boundary(open.saturating_sub(NAMES_BEFORE));
        let window = &text[from..open];
        let Some(found) = FORMS.names_before.groups(window) else { return };
        let Some((place, name)) = found.get("name") else { return };
        let several = name.contains(" and ") || name.contains(" & ");
        let sure = found.get("et").is_some() || several;
        let next = text[open..].split(|c: char| !c.is_alphabetic()).find(|w| !w.is_empty()).unwrap_or("");
        let reports = self.knowledge.reports.contains(&next.to_lowercase());
        let range = block.prose.start + from + place.start..year_range.end;
        let likely = if sure || reports { Likely::Yes } else { Likely::No };
        self.authors(number, range, name, year, sure, likely);
    }

    /// Author and year: strong where the list holds them, named where there is no list. `sure` says
    /// that the form can be nothing else, `likely` whether it is a product and its year.
    fn authors(
        &mut self, block: usize, prose: Range<usize>, name: &str, year: u16, sure: bool, likely: Likely,
    ) {
        let words: Vec<&str> = name
            .split(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '’' | '-')))
            .filter(|w| w.chars().next().is_some_and(char::is_uppercase))
            .collect();
        let Some(first) = words.iter().find(|w| w.chars().count() > 1) else { return };
        if self.knowledge.not_authors.contains(*first) {
            return;
        }
        let acronym: String = words.iter().filter_map(|w| w.chars().next()).collect();
        let entry = words
            .iter()
            .map(|w| plain(w.trim_end_matches("'s").trim_end_matches("’s")))
            .chain([plain(&acronym)])
            .find_map(|w| self.list.names.get(&(w, year)).copied());
        let group =
            words.len() > 1 && !name.contains(" and ") && !name.contains(" & ") && !name.contains(',')
                || first.chars().filter(|c| c.is_uppercase()).count() > 2;
        let (strength, target) = match entry {
            Some(e) => (Some(self.list.entries[e].strength), Target::Entry(self.list.entries[e].block)),
            None if likely == Likely::No => return,
            None if group || likely == Likely::Printed => (Some(Strength::Named), Target::Itself),
            None if self.list.entries.is_empty() => {
                let target = if self.names_journal(&prose) { Target::Itself } else { Target::Unlisted };
                (Some(Strength::Named), target)
            }
            // a list without years or names (links alone) can hold no author
            None if self.list.names.is_empty() => (Some(Strength::Named), Target::Itself),
            None => (sure.then_some(Strength::Named), Target::Missing),
        };
        self.push(block, prose, CitationKind::AuthorYear, strength, target, false);
    }

    /// The sentence around a citation names a journal.
    fn names_journal(&self, prose: &Range<usize>) -> bool {
        let [_, _, _, journal, _] = &self.knowledge.study;
        let words = self.words;
        let sentence = words.bytes(words.sentence_of(words.token_at(prose.start)));
        let text = &self.document.prose()[sentence.start..sentence.end.max(prose.end)];
        text.len() <= LONGEST_SENTENCE && journal.is_match(text)
    }

    /// Raised digits that are characters of their own, and † ‡ *.
    fn read_signs(&mut self, number: usize) {
        let document = self.document;
        let block = &document.blocks()[number];
        let text = document.text(block);
        if text.is_ascii() && (!text.contains('*') || self.list.signs.is_empty()) {
            return;
        }
        let raised = |c: char| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|r| r == c).map(|d| d as u32);
        let mut chars = text.char_indices().peekable();
        let mut previous = ' ';
        while let Some((at, c)) = chars.next() {
            let before = previous;
            previous = c;
            if c.is_ascii() && c != '*' {
                continue;
            }
            if raised(c).is_some() {
                let mut list = Vec::new();
                let mut value = raised(c).unwrap_or(0);
                let mut end = at + c.len_utf8();
                while let Some(&(next, d)) = chars.peek() {
                    match raised(d) {
                        Some(digit) if value <= LARGEST_NUMBER => value = value * 10 + digit,
                        None if matches!(d, '⁻' | '˒' | ',')
                            && text[next + d.len_utf8()..]
                                .chars()
                                .next()
                                .is_some_and(|c| raised(c).is_some()) =>
                        {
                            list.push(value);
                            value = 0;
                        }
                        _ => break,
                    }
                    end = next + d.len_utf8();
                    previous = d;
                    chars.next();
                }
                list.push(value);
                let unit = before.is_numeric()
                    || before.is_whitespace()
                    || before == '('
                    || self.knowledge.is_unit(last_word(&text[..at]));
                if !unit && list.iter().all(|n| (1..=LARGEST_NUMBER).contains(n)) {
                    let prose = block.prose.start + at..block.prose.start + end;
                    self.point(number, prose, &list, CitationKind::Superscript, true);
                }
            } else if matches!(c, '†' | '‡' | '*')
                && (before.is_alphabetic() || matches!(before, '.' | ',' | '”' | '"' | ')'))
                && let Some(&entry) = self.list.signs.get(&c)
            {
                let found = self.list.entries.get(entry);
                let strength = found.map_or(Strength::Named, |e| e.strength);
                let target = found.map_or(Target::Itself, |e| Target::Entry(e.block));
                let prose = block.prose.start + at..block.prose.start + at + c.len_utf8();
                self.push(number, prose, CitationKind::Superscript, Some(strength), target, false);
            }
        }
    }

    /// "says the [RNID](link)", "according to the [Migraine Trust](link)": the statement is handed to a name.
    fn is_handed(&self, link: &Range<usize>) -> bool {
        const BEFORE: usize = 48;
        let prose = self.document.prose();
        let from = prose.ceil_char_boundary(link.start.saturating_sub(BEFORE));
        let name = prose.get(link.clone()).unwrap_or("");
        name.starts_with(char::is_uppercase) && self.knowledge.before.is_match(&prose[from..link.start])
    }

    /// Whether the sentence of a link says who is the source, by a name of several words: "Continence
    /// Foundation says (link)".
    fn names_speaker(&self, link: &Range<usize>) -> bool {
        const INSIDE: [&str; 5] = ["of", "for", "and", "the", "on"];
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
                if !capital && (names == 0 || !INSIDE.contains(&word)) {
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
    fn read_names(&mut self, number: usize, digits: bool) {
        let document = self.document;
        let k = self.knowledge;
        let block = &document.blocks()[number];
        let text = document.text(block);
        let base = block.prose.start;
        // what most blocks lack is told at a glance: expressions are slow to compile and to try
        let (mut sorts, mut capital) = (0, false);
        for token in &self.words.tokens[self.words.of_block(number)] {
            let word = &document.prose().as_bytes()[token.start as usize..token.end()];
            sorts |= k.beginnings.of(word, token.flags);
            capital |= token.flags.has(Flags::CAPITAL);
        }
        let may = |sort: u8| sorts & sort != 0;
        // a guideline goes by a number, and is called so or by the name of its maker
        let numbers = digits
            && k.guideline_signs
                .iter()
                .any(|sign| memchr::memmem::find(text.as_bytes(), sign.as_bytes()).is_some());
        for found in numbers.then(|| k.guideline.find_iter(text)).into_iter().flatten() {
            let range = base + found.start..base + found.end;
            self.push(number, range, CitationKind::Guideline, Some(Strength::Named), Target::Itself, false);
        }
        let mut ends: Vec<usize> = Vec::new();
        for (regex, listed, sort) in [
            (&k.organisation, true, Beginnings::ORGANISATION),
            (&k.organisation_kind, false, Beginnings::KIND),
        ] {
            for found in (capital && may(sort)).then(|| regex.find_iter(text)).into_iter().flatten() {
                let from = text.ceil_char_boundary(found.start.saturating_sub(48));
                let until = text.floor_char_boundary((found.end + 48).min(text.len()));
                let handed = k.before.is_match(&text[from..found.start]);
                let speaks = k.after.is_match(&text[found.end..until]);
                let range = base + found.start..base + found.end;
                let handed = handed || listed && in_brackets_alone(text, &found);
                let known = !listed && ends.binary_search_by(|e: &usize| e.cmp(&range.end)).is_ok();
                if !known && (handed || speaks && (listed || text[found.clone()].contains(' '))) {
                    if listed {
                        ends.push(range.end);
                    }
                    self.push(
                        number,
                        range,
                        CitationKind::Organisation,
                        Some(Strength::Named),
                        Target::Itself,
                        false,
                    );
                }
            }
        }
        let mut done = 0;
        for found in may(Beginnings::STUDY).then(|| k.study_noun.find_iter(text)).into_iter().flatten() {
            if found.start < done {
                continue;
            }
            let sentence = self.words.sentence_of(self.words.token_at(base + found.start));
            let bytes = self.words.bytes(sentence);
            done = bytes.end.saturating_sub(base);
            let (from, to) = (bytes.start.max(base), bytes.end.min(block.prose.end));
            if from >= to || to - from > LONGEST_SENTENCE {
                continue;
            }
            let sentence = &document.prose()[from..to];
            if !sentence.bytes().skip(1).any(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
                continue;
            }
            let mut parts = if k.study_name.is_match(sentence) { 2 } else { 0 };
            for (i, form) in k.study.iter().enumerate() {
                // no more than needed: two parts name a study
                let most = parts + k.study.len() - i;
                if parts < 2 && most >= 2 {
                    parts += usize::from(form.is_match(sentence));
                }
            }
            if parts >= 2 {
                self.push(
                    number,
                    from..to,
                    CitationKind::Study,
                    Some(Strength::Named),
                    Target::Itself,
                    false,
                );
            }
        }
    }

    /// "In STEP 1, most lost weight (ODS).": a study or a body that a link named further up, by the
    /// letters that stand for it, cites that link once more.
    fn read_namesakes(&mut self) {
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

    fn finish(mut self) -> Citations {
        self.read_namesakes();
        let document = self.document;
        let mut all = self.found;
        all.sort_by_key(|c| (c.token, c.prose.start, c.prose.end));
        let mut sums = Vec::with_capacity(all.len() + 1);
        let mut sum = [0u32; 3];
        sums.push(sum);
        for citation in &all {
            for strength in [Strength::Weak, Strength::Named, Strength::Strong] {
                sum[strength as usize] += u32::from(citation.strength.is_some_and(|s| s >= strength));
            }
            sums.push(sum);
        }
        let mut lists: HashMap<u32, Range<usize>> = HashMap::new();
        let mut stems = HashMap::new();
        for (number, block) in document.blocks().iter().enumerate() {
            if let Some(list) = block.list {
                lists.entry(list).and_modify(|r| r.end = number + 1).or_insert(number..number + 1);
                if let Some(stem) = block.stem {
                    stems.entry(stem).or_insert(list);
                }
            }
        }
        let mut follow_ups = HashSet::new();
        let mut pointing_back = HashSet::new();
        if !all.is_empty() {
            let word = |t: usize| {
                let token = &self.words.tokens[t];
                document.prose()[token.start as usize..token.end()].to_lowercase()
            };
            // the sentences behind those that cite a study and speak of it
            let mut told: HashSet<u32> = HashSet::new();
            let mut sentence = 0..0;
            for citation in &all {
                if !sentence.contains(&citation.token) {
                    sentence = self.words.sentence_of(citation.token);
                    if sentence.clone().any(|t| self.knowledge.follow_nouns.contains(&word(t))) {
                        told.insert(sentence.end as u32);
                    }
                }
            }
            for pair in self.words.sentences.windows(2) {
                let (first, end) = (pair[0] as usize, pair[1] as usize);
                // "in that trial", but not "found that trials"
                let is_of = |t: usize, list: &HashSet<String>| {
                    self.words.tokens[t].len <= LONGEST_POINTER && list.contains(&word(t))
                };
                let points = |t: usize| {
                    is_of(t, &self.knowledge.points) && is_of(t - 1, &self.knowledge.before_points)
                };
                let back = |t: usize| points(t) && self.knowledge.pointed_at.contains(&word(t + 1));
                if (first + 1..end.saturating_sub(1)).any(back) {
                    pointing_back.insert(first as u32);
                }
                let token = &self.words.tokens[first];
                if token.len > 5 || !token.flags.has(Flags::CAPITAL) {
                    continue;
                }
                let opening = word(first);
                let noun = || {
                    (first + 1..(first + 4).min(end)).any(|t| self.knowledge.follow_nouns.contains(&word(t)))
                };
                let phrased = |phrase: &String| {
                    let mut tokens = first..end;
                    phrase.split(' ').all(|w| tokens.next().is_some_and(|t| word(t) == w))
                };
                if self.knowledge.follow_words.contains(&opening)
                    || opening == "the" && noun()
                    || self.knowledge.follow_phrases.iter().any(phrased)
                    || told.contains(&(first as u32)) && self.knowledge.goes_on.contains(&opening)
                {
                    follow_ups.insert(first as u32);
                    // and so may the next
                    if told.contains(&(first as u32)) {
                        told.insert(end as u32);
                    }
                }
            }
        }
        let mut citations = Citations {
            all,
            entries: self.list.entries,
            sums,
            lists,
            stems,
            follow_ups,
            pointing_back,
            figures: figures::Sourced::default(),
        };
        if !citations.all.is_empty() {
            citations.note_figures(document, self.words);
        }
        citations
    }
}

/// Whether an identifier may stand in a text with digits: most hold none of these.
fn may_identify(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit_behind = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    // "10. Sleep" opens an item, "10.1136/bmj" a DOI
    memchr::memmem::find_iter(bytes, "10.").any(|at| digit_behind(at + 3))
        || ["PM", "NCT", "ISRCTN", "CD"]
            .iter()
            .any(|sign| memchr::memmem::find(bytes, sign.as_bytes()).is_some())
}

/// The numbers of "3", "1, 2" or "3–5"; `None` where it is anything else.
fn numbers(text: &str) -> Option<Vec<u32>> {
    const MOST: usize = 40;
    if text.len() > 60 || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut out = Vec::new();
    for part in text.split([',', ';']) {
        let part = part.trim();
        let (first, last) = part.split_once(['-', '–', '—', '‐', '‑']).unwrap_or((part, part));
        let parse = |n: &str| n.trim().parse::<u32>().ok().filter(|n| (1..=LARGEST_NUMBER).contains(n));
        let (first, last) = (parse(first)?, parse(last)?);
        if last < first || last - first > MOST as u32 {
            return None;
        }
        out.extend(first..=last);
        if out.len() > MOST {
            return None;
        }
    }
    Some(out)
}

/// The last run of letters, of at most a few dozen bytes.
fn last_word(text: &str) -> &str {
    let from = text.ceil_char_boundary(text.len().saturating_sub(32));
    let tail = &text[from..];
    tail.rfind(|c: char| !c.is_alphabetic() && c != '/').map_or(tail, |at| {
        let c = tail[at..].chars().next().map_or(1, char::len_utf8);
        &tail[at + c..]
    })
}

/// A name for comparison: lower case, no accents on the common letters, one apostrophe.
fn plain(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ç' | 'ć' | 'č' => 'c',
            'ñ' | 'ń' => 'n',
            'š' | 'ś' => 's',
            'ž' | 'ź' | 'ż' => 'z',
            '’' => '\'',
            c => c,
        })
        .collect()
}
