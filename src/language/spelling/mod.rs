//! Words that are misspelt, and words that only British or American English writes so. A stratum of
//! its own: it reads tokens and contexts. Owns which words are looked at and how they stand in the
//! document; `judge` weighs them, `dictionary` knows them. Must not know rules.

mod dictionary;
mod judge;

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

pub(crate) use dictionary::Memory;
use dictionary::{Dictionary, Facts};
pub(crate) use judge::Plausible;
use judge::{SHORTEST, Sighting};

use super::token::{Flags, LONGEST_WORD, Token};
use super::{Contexts, Marked};
use crate::document::{BlockKind, InlineKind};

/// A misspelt word, or two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misspelling {
    /// Where, in the prose.
    pub(crate) prose: Range<usize>,
    /// What was meant, likeliest first, in small letters but where only spaces were lost.
    pub(crate) meant: Vec<String>,
    /// There is one correction, and it is right.
    pub(crate) certain: bool,
}

/// What the words of a document are to the dictionary.
#[derive(Debug, Default)]
pub(crate) struct Spelling {
    pub(crate) misspelt: Vec<Misspelling>,
    /// Tokens that only British English writes so.
    pub(crate) british: Vec<usize>,
    /// Tokens that only American English writes so.
    pub(crate) american: Vec<usize>,
    /// Unknown words as written, with how often each stands there, by first place.
    pub(crate) unknown: Vec<(String, usize)>,
}

/// Most different unknown words of a document that are weighed; a text with more is not in English,
/// or no text.
const MOST_WEIGHED: usize = 400;

/// Most words of titles and names that are looked at for lost spaces: each costs a walk.
const MOST_TRIED: usize = 50;

/// How a capital letter of a word is to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Capital {
    /// There is none.
    None,
    /// Its place may explain it: the start of a sentence, a heading in capitals.
    Placed,
    /// It makes a name.
    Name,
    /// An abbreviation, a product: "TENS", "eHealth".
    Odd,
}

/// An unknown word of the document.
struct Unknown {
    /// As [`fold`] makes it.
    word: String,
    /// Where it stands.
    tokens: Vec<usize>,
    sighting: Sighting,
    /// Somewhere it is no word of the sentence: in an address, behind a hash, spoken about.
    exempt: bool,
}

/// Words that a site accepts, however they are spelt.
#[derive(Debug)]
pub(super) struct Accepted(HashSet<String>);

impl Accepted {
    /// Of entries with one word or several.
    pub(super) fn of(entries: &[String]) -> Self {
        Self(entries.iter().flat_map(|entry| entry.split_whitespace()).map(fold).collect())
    }

    /// Whether it holds a word, its plural or its possessive aside.
    pub(super) fn holds(&self, written: &str) -> bool {
        !self.0.is_empty() && self.holds_folded(&fold(stem(written)))
    }

    fn holds_folded(&self, folded: &str) -> bool {
        self.0.contains(folded) || self.0.contains(folded.trim_end_matches('s'))
    }
}

/// Reads the spelling of a document.
pub(super) fn read(
    marked: &Marked<'_>, plausible: &Plausible, memory: &Memory, accepted: &Accepted,
) -> Spelling {
    Reader { marked, prose: marked.document().prose(), plausible, memory, accepted }.read()
}

/// Whether the spelling of a token is looked at.
fn is_looked_at(token: &Token) -> bool {
    const NO_WORDS: [Flags; 3] = [Flags::DIGIT, Flags::ADDRESS, Flags::CLITIC];
    (SHORTEST..=LONGEST_WORD).contains(&(token.len as usize))
        && !NO_WORDS.iter().any(|&flag| token.flags.has(flag))
}

struct Reader<'r, 'd> {
    marked: &'r Marked<'d>,
    prose: &'d str,
    plausible: &'r Plausible,
    memory: &'r Memory,
    accepted: &'r Accepted,
}

impl<'d> Reader<'_, 'd> {
    fn read(&self) -> Spelling {
        let mut spelling = Spelling::default();
        let unknown = self.gather(&mut spelling);
        let mut is_unknown = vec![false; self.marked.words().tokens().len()];
        unknown.iter().flat_map(|u| &u.tokens).for_each(|&at| is_unknown[at] = true);
        self.weigh(unknown, &is_unknown, &mut spelling);
        self.broken(&is_unknown, &mut spelling);
        spelling.misspelt.sort_by_key(|m| m.prose.start);
        spelling
    }

    /// Looks at each word: tells the two spellings of English apart, and returns the words that neither the
    /// dictionary nor the site knows.
    fn gather(&self, spelling: &mut Spelling) -> Vec<Unknown> {
        let tokens = self.marked.words().tokens();
        let mut unknown: Vec<Unknown> = Vec::new();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut capitals = BlockCapitals::default();
        let mut tried = 0;
        for (at, token) in tokens.iter().enumerate() {
            if !is_looked_at(token) {
                continue;
            }
            if let Some(facts) = self.facts(at) {
                let sided = facts.british() || facts.american();
                if sided
                    && !self.nowhere(at)
                    && !self.marked.is_in_code(at)
                    && !self.accepted.holds(self.marked.word(at))
                {
                    let side = if facts.british() { &mut spelling.british } else { &mut spelling.american };
                    side.push(at);
                }
                continue;
            }
            let stem = stem(self.marked.word(at));
            if self.nowhere(at) {
                if tried < MOST_TRIED && !self.accepted.holds(stem) {
                    spelling.misspelt.extend(self.run_together(at, stem, &mut tried));
                }
                continue;
            }
            let folded = fold(stem);
            if folded.len() < SHORTEST || self.accepted.holds_folded(&folded) {
                continue;
            }
            let capital = self.capital(at, &mut capitals);
            let number = *numbers.entry(folded).or_insert_with_key(|folded| {
                unknown.push(Unknown {
                    word: folded.clone(),
                    tokens: Vec::new(),
                    sighting: Sighting { capital: true, ..Sighting::default() },
                    exempt: false,
                });
                unknown.len() - 1
            });
            let entry = &mut unknown[number];
            entry.tokens.push(at);
            entry.sighting.times += 1;
            entry.sighting.name |= capital == Capital::Name;
            entry.sighting.capital &= capital != Capital::None;
            // "X-rayed"
            let letter = at > 0 && tokens[at - 1].len == 1 && self.hyphenated(at);
            entry.exempt |= capital == Capital::Odd || !stem.is_ascii() || self.no_word(at) || letter;
            entry.sighting.hyphen |= self.hyphenated(at);
        }
        unknown
    }

    /// Words that lost the spaces between them where no word is weighed: the title of a work, and a name, are
    /// still to be read. Counts the searches that take long.
    fn run_together(&self, at: usize, stem: &str, tried: &mut usize) -> Option<Misspelling> {
        let context = self.marked.context(at);
        if !context.any(Contexts::REFERENCE.with(Contexts::NAME)) {
            return None;
        }
        let cuts = self.lost_break(at, stem).map(|cut| vec![cut]).or_else(|| lost_spaces(stem));
        *tried += usize::from(cuts.is_some() || is_run(stem));
        // a name is written as its owner likes, unless the article knows its words
        let cuts = cuts
            .filter(|cuts| context.has(Contexts::REFERENCE) || self.stands_elsewhere(at, &stem[..cuts[0]]))?;
        Some(self.cut(at, stem, &cuts))
    }

    /// Judges the unknown words: adds those that are misspelt, and all of them as unknown.
    fn weigh(&self, unknown: Vec<Unknown>, is_unknown: &[bool], spelling: &mut Spelling) {
        let tokens = self.marked.words().tokens();
        let set_off = self.set_off(is_unknown);
        let written: OnceCell<HashSet<&str>> = OnceCell::new();
        let elsewhere = |word: &str| {
            let looked_at = || (0..tokens.len()).filter(|&at| is_looked_at(&tokens[at]));
            self.marked.words().trigrams().may_hold(word.as_bytes())
                && written
                    .get_or_init(|| looked_at().map(|at| stem(self.marked.word(at))).collect())
                    .contains(word)
        };
        for Unknown { word, tokens: places, mut sighting, exempt } in unknown {
            let written = stem(self.marked.word(places[0])).to_owned();
            if let [at] = places[..]
                && let Some(cut) = self.lost_break(at, &written)
            {
                spelling.misspelt.push(self.cut(at, &written, &[cut]));
            }
            spelling.unknown.push((written, places.len()));
            if exempt || spelling.unknown.len() > MOST_WEIGHED {
                continue;
            }
            if places.iter().all(|&at| set_off[at]) {
                continue;
            }
            sighting.company = places.iter().any(|&at| self.has_company(at, sighting.name, is_unknown));
            let joined =
                (sighting.times == 1 && !sighting.capital).then(|| self.plausible.joined(&word)).flatten();
            let verdict = match joined {
                Some((a, b)) => Some(judge::Verdict { meant: vec![format!("{a} {b}")], certain: true }),
                None => self.plausible.judge(&word, sighting, &elsewhere),
            };
            let Some(verdict) = verdict else { continue };
            for &at in &places {
                let start = tokens[at].start as usize;
                let prose = start..start + stem(self.marked.word(at)).len();
                spelling.misspelt.push(Misspelling {
                    prose,
                    meant: verdict.meant.clone(),
                    certain: verdict.certain,
                });
            }
        }
    }

    /// Another unknown or foreign word stands beside it in the clause; of a `name`, another capital will do.
    fn has_company(&self, at: usize, name: bool, is_unknown: &[bool]) -> bool {
        let tokens = self.marked.words().tokens();
        let ends = |token: usize| tokens[token].flags.has(Flags::CLAUSE_END);
        let before = at.checked_sub(1).filter(|&before| !ends(before));
        let behind = Some(at + 1).filter(|&behind| behind < tokens.len() && !ends(at));
        before.into_iter().chain(behind).any(|other| {
            is_unknown[other] || self.is_foreign(other) || name && tokens[other].flags.has(Flags::CAPITAL)
        })
    }

    /// For each token whether it stands in a short expression in italics of which at least half is unknown,
    /// as words of another language are set: "the *centro de salud*".
    fn set_off(&self, is_unknown: &[bool]) -> Vec<bool> {
        /// Fewest and most words of such an expression: a sentence in italics is English.
        const WORDS: std::ops::RangeInclusive<usize> = 2..=6;
        let words = self.marked.words();
        let mut out = vec![false; is_unknown.len()];
        let inlines = self.marked.document().inlines().iter();
        for inline in inlines.filter(|inline| inline.kind == InlineKind::Emphasis) {
            let tokens = words.token_at(inline.prose.start)..words.token_at(inline.prose.end);
            let unknown = || is_unknown[tokens.clone()].iter().filter(|unknown| **unknown).count();
            if WORDS.contains(&tokens.len()) && unknown() > 1 && 2 * unknown() >= tokens.len() {
                out[tokens].fill(true);
            }
        }
        out
    }

    /// What the dictionary knows of a word, or of whose it is.
    fn facts(&self, at: usize) -> Option<Facts> {
        let ask = |stem: &str| {
            let dictionary = Dictionary::shared();
            let folded = fold(stem);
            dictionary
                .get(folded.as_bytes())
                .or_else(|| possessive(&folded).and_then(|w| dictionary.get(w.as_bytes())))
        };
        self.memory.get(self.marked.words().tokens()[at].word, || stem(self.marked.word(at)), ask)
    }

    /// A word that was several, cut at these places.
    fn cut(&self, at: usize, written: &str, cuts: &[usize]) -> Misspelling {
        let start = self.marked.words().tokens()[at].start as usize;
        let ends = cuts.iter().copied().chain([written.len()]);
        let starts = [0].into_iter().chain(cuts.iter().copied());
        let parts: Vec<&str> = starts.zip(ends).map(|(from, to)| &written[from..to]).collect();
        Misspelling { prose: start..start + written.len(), meant: vec![parts.join(" ")], certain: false }
    }

    /// Whether the word before and the first part of this one stand side by side somewhere else.
    fn stands_elsewhere(&self, at: usize, first: &str) -> bool {
        let Some(before) = at.checked_sub(1).map(|before| self.marked.word(before)) else { return false };
        let tokens = self.marked.words().tokens().len();
        (1..tokens).any(|t| {
            self.marked.word(t).eq_ignore_ascii_case(first)
                && self.marked.word(t - 1).eq_ignore_ascii_case(before)
        })
    }

    /// Where a word with a capital inside was two, "PainIndividual": what stood on two lines, or on both
    /// sides of a tag, was joined. Brands are written so as well; they stand at the start of a sentence or
    /// behind a small word, seldom as the end of a longer phrase.
    fn lost_break(&self, at: usize, written: &str) -> Option<usize> {
        const LEAST: usize = 4;
        let tokens = self.marked.words().tokens();
        let cut = written.bytes().skip(1).position(|b| b.is_ascii_uppercase())? + 1;
        let (first, second) = (&written[..cut], written.get(cut..)?);
        let small = |part: &str| part.bytes().skip(1).all(|b| b.is_ascii_lowercase());
        if first.len() < LEAST || second.len() < LEAST || !small(first) || !small(second) || self.no_word(at)
        {
            return None;
        }
        let before = tokens[at.checked_sub(1)?];
        let phrase = !before.flags.has(Flags::CLAUSE_END)
            && !before.flags.has(Flags::COMMA)
            && self.prose.get(before.end()..tokens[at].start as usize) == Some(" ")
            && before.len as usize >= LEAST
            && !self.plausible.is_joiner(&fold(self.marked.word(at - 1)));
        let behind = self.prose[tokens[at].end()..].chars().next();
        let mark = behind.is_some_and(|c| matches!(c, '™' | '®' | '©' | '℠'));
        let common = |part: &str| {
            let facts = Dictionary::shared().get(fold(part).as_bytes());
            facts.is_some_and(|f| f.band() >= 4 && !f.name())
        };
        (phrase && !mark && common(first) && common(second) && common(self.marked.word(at - 1)))
            .then_some(cut)
    }

    /// Words cut in two, of which one half is no word: "treat ment".
    fn broken(&self, is_unknown: &[bool], spelling: &mut Spelling) {
        const LEAST: u16 = 7;
        let tokens = self.marked.words().tokens();
        let dictionary = Dictionary::shared();
        for at in 1..tokens.len() {
            let (a, b) = (&tokens[at - 1], &tokens[at]);
            let halves = (a.len as usize + b.len as usize) <= LONGEST_WORD && a.len >= 2 && b.len >= 3;
            let short = (b.len as usize) < SHORTEST || (a.len as usize) < SHORTEST;
            if !halves
                || !(is_unknown[at] || is_unknown[at - 1] || short)
                || a.flags.has(Flags::CLAUSE_END)
                || a.flags.has(Flags::DIGIT)
                || b.flags.has(Flags::DIGIT)
                || b.flags.has(Flags::CAPITAL)
                || b.flags.has(Flags::CLITIC)
                || self.prose.get(a.end()..b.start as usize) != Some(" ")
                || a.len + b.len < LEAST
                || (self.facts(at - 1).is_some() && self.facts(at).is_some())
                || self.nowhere(at)
            {
                continue;
            }
            let (first, second) = (fold(self.marked.word(at - 1)), fold(self.marked.word(at)));
            let whole = format!("{first}{second}");
            if dictionary.get(whole.as_bytes()).is_some_and(|f| f.band() >= 3 && !f.name()) {
                // "pre existing" lacks a hyphen only
                let prefix = self.plausible.is_prefix(&first);
                let whole = if prefix { format!("{first}-{second}") } else { whole };
                let prose = a.start as usize..b.end();
                spelling.misspelt.retain(|m| m.prose.end <= prose.start || m.prose.start >= prose.end);
                spelling.misspelt.push(Misspelling { prose, meant: vec![whole], certain: !prefix });
            }
        }
    }

    /// Whether it is a short word that is none of ours: "nei", "tsang".
    fn is_foreign(&self, at: usize) -> bool {
        let token = &self.marked.words().tokens()[at];
        let short = (2..SHORTEST as u16).contains(&token.len);
        let odd = [Flags::DIGIT, Flags::CAPITALS, Flags::CLITIC, Flags::ADDRESS];
        short
            && !odd.iter().any(|&flag| token.flags.has(flag))
            && Dictionary::shared().get(fold(self.marked.word(at)).as_bytes()).is_none()
    }

    /// Whether the sentence does not use the word as a word of its own.
    fn nowhere(&self, at: usize) -> bool {
        const NOWHERE: Contexts = Contexts::LITERAL
            .with(Contexts::REFERENCE)
            .with(Contexts::RESIDUE)
            .with(Contexts::NAME)
            .with(Contexts::MENTION);
        self.marked.context(at).any(NOWHERE)
    }

    /// Whether it is part of a code, a handle, a hashtag, or is spoken about.
    fn no_word(&self, at: usize) -> bool {
        let start = self.marked.words().tokens()[at].start as usize;
        let quoted = self.prose[..start].ends_with(['"', '\'', '`', '“', '‘']);
        let named = at > 0 && {
            let said = self.marked.word(at - 1);
            let last = |name: &str| name.rsplit(' ').next().unwrap_or_default().eq_ignore_ascii_case(said);
            self.plausible.naming.iter().any(|n| last(n))
        };
        self.marked.is_in_code(at) || quoted || named
    }

    fn hyphenated(&self, at: usize) -> bool {
        let tokens = self.marked.words().tokens();
        tokens[at].flags.has(Flags::JOINT)
            || at > 0
                && tokens[at - 1].flags.has(Flags::JOINT)
                && tokens[at - 1].end() + 1 >= tokens[at].start as usize
    }

    fn capital(&self, at: usize, blocks: &mut BlockCapitals) -> Capital {
        let words = self.marked.words();
        let token = &words.tokens()[at];
        let written = self.marked.word(at);
        let upper = written.chars().filter(|c| c.is_uppercase()).count();
        let first = written.chars().next().is_some_and(char::is_uppercase);
        if upper == 0 {
            return Capital::None;
        }
        let (title, shouting) = blocks.of(self.marked, at);
        if token.flags.has(Flags::CAPITALS) {
            return if shouting { Capital::Placed } else { Capital::Odd };
        }
        if !first || upper > 1 {
            return Capital::Odd;
        }
        let tokens = words.tokens();
        let start = at == 0
            || tokens[at - 1].flags.has(Flags::SENTENCE_END)
            || self.prose[tokens[at - 1].end()..token.start as usize].starts_with(':');
        if start || title { Capital::Placed } else { Capital::Name }
    }
}

/// Whether most words of a block have a capital letter, or are all capitals; of the block looked at
/// last.
#[derive(Default)]
struct BlockCapitals {
    block: Option<usize>,
    title: bool,
    shouting: bool,
}

impl BlockCapitals {
    fn of(&mut self, marked: &Marked<'_>, at: usize) -> (bool, bool) {
        let (number, block) = marked.block_of(at);
        if self.block != Some(number) {
            self.block = Some(number);
            let (mut words, mut capital, mut capitals) = (0, 0, 0);
            for token in &marked.words().tokens()[marked.words().of_block(number)] {
                if token.len >= SHORTEST as u16 && !token.flags.has(Flags::DIGIT) {
                    words += 1;
                    capital += usize::from(token.flags.has(Flags::CAPITAL));
                    capitals += usize::from(token.flags.has(Flags::CAPITALS));
                }
            }
            let short = matches!(
                block.kind,
                BlockKind::Title | BlockKind::Heading | BlockKind::TableCell | BlockKind::ListItem
            ) || words <= 12;
            self.title = short && capital * 4 >= words * 3;
            self.shouting = words > 1 && capitals * 4 >= words * 3;
        }
        (self.title, self.shouting)
    }
}

/// Whether a word is long, and all in capitals.
fn is_run(written: &str) -> bool {
    const LEAST: usize = 14;
    written.len() >= LEAST && written.bytes().all(|b| b.is_ascii_uppercase())
}

/// Where spaces were lost between three or more common words in capitals: "ADUALHORMONEAPPROACH".
fn lost_spaces(written: &str) -> Option<Vec<usize>> {
    const WORD: usize = 3;
    if !is_run(written) {
        return None;
    }
    let folded = written.to_ascii_lowercase();
    let common = |part: &str| {
        part == "a"
            || part.len() >= WORD
                && Dictionary::shared().get(part.as_bytes()).is_some_and(|f| f.band() >= 4 && !f.name())
    };
    // of each beginning the fewest words that make it up, and where the last of them begins
    let mut best: Vec<Option<(usize, usize)>> = vec![None; folded.len() + 1];
    best[0] = Some((0, 0));
    for end in 1..=folded.len() {
        best[end] = (0..end)
            .filter_map(|from| Some((best[from]?.0 + 1, from)).filter(|_| common(&folded[from..end])))
            .min();
    }
    let mut cuts = Vec::new();
    let mut at = folded.len();
    while at > 0 {
        at = best[at]?.1;
        cuts.push(at);
    }
    cuts.reverse();
    (cuts.len() >= 3).then(|| cuts[1..].to_vec())
}

/// The word without an 's.
fn stem(written: &str) -> &str {
    if !written.ends_with(['s', 'S']) {
        return written;
    }
    ["'s", "’s", "'S", "’S"].iter().find_map(|end| written.strip_suffix(end)).unwrap_or(written)
}

/// "patients'" and other words with an apostrophe inside, without it.
fn possessive(folded: &str) -> Option<&str> {
    folded.split(['\'', '’']).next().filter(|w| w.len() < folded.len() && !w.is_empty())
}

/// Lower case, without accents and without what is not seen.
fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.chars()
        .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '’' | 'ʼ' => '\'',
            'à'..='å' => 'a',
            'ç' => 'c',
            'è'..='ë' => 'e',
            'ì'..='ï' => 'i',
            'ñ' => 'n',
            'ò'..='ö' | 'ø' => 'o',
            'ù'..='ü' => 'u',
            'ý' | 'ÿ' => 'y',
            c => c,
        })
        .collect()
}

/// Whether the dictionary has a word.
pub(crate) fn is_known(word: &str) -> bool {
    let folded = fold(stem(word));
    Dictionary::shared().get(folded.as_bytes()).is_some()
}
