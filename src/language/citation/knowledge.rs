//! What hosts, bodies and journals are worth, and by which words bodies, studies and speakers are told: what
//! `citations.toml` says, made ready. Must not know texts.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::Strength;
use crate::language::expression::Expression;
use crate::language::token::Flags;

/// What `citations.toml` says.
#[derive(Debug, Deserialize)]
#[serde(from = "File")]
pub struct Knowledge {
    hosts: HashMap<String, Worth>,
    pub(super) organisation: Expression,
    pub(super) organisation_kind: Expression,
    pub(super) before: Expression,
    pub(super) after: Expression,
    pub(super) guideline: Expression,
    /// One of these stands in whatever that expression matches.
    pub(super) guideline_signs: Vec<String>,
    pub(super) study_noun: Expression,
    /// What names a study by itself: the name of a trial.
    pub(super) study_name: Signed,
    /// What names a study together: its year, acronym, author, journal and size.
    pub(super) study: [Signed; 5],
    pub(super) beginnings: Beginnings,
    pub(super) not_before: HashSet<String>,
    units: HashSet<String>,
    pub(super) not_authors: HashSet<String>,
    pub(super) reports: HashSet<String>,
    paths: HashSet<String>,
    pub(super) follow_words: HashSet<String>,
    pub(super) follow_nouns: HashSet<String>,
    pub(super) follow_phrases: Vec<String>,
    /// Few and short, as those that stand before them: each word is compared with them, whatever its case.
    pub(super) points: Vec<String>,
    pub(super) before_points: Vec<String>,
    pub(super) pointed_at: HashSet<String>,
    pub(super) goes_on: HashSet<String>,
}

/// An expression over letters of the Latin script, in which English writes names: all letters there
/// are would make machines of many times the size.
pub(super) fn latin(text: &str) -> Expression {
    Expression::new(in_latin(text))
}

fn in_latin(text: &str) -> String {
    const CLASSES: [(&str, &str); 6] = [
        (r"\p{Lu}", "[A-ZÀ-ÖØ-ÞĀ-Ž]"),
        (r"\p{Ll}", "[a-zß-ɏ]"),
        (r"\p{L}", "[A-Za-zÀ-ɏ]"),
        (r"\w", "[0-9A-Z_a-zÀ-ɏ]"),
        (r"\d", "[0-9]"),
        (r"\b", r"(?-u:\b)"),
    ];
    CLASSES.iter().fold(text.to_owned(), |text, (class, latin)| text.replace(class, latin))
}

/// An expression that is tried where one of its signs stands: most sentences have none, and what no sentence
/// needs is never compiled.
#[derive(Debug)]
pub(super) struct Signed {
    /// Where there are none, it is always tried.
    signs: Vec<String>,
    expression: Expression,
}

impl Signed {
    /// An expression that matches what one of these does.
    fn any(texts: &[String], signs: Vec<String>) -> Self {
        Self { signs, expression: latin(&format!("(?:{})", texts.join(")|(?:"))) }
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        self.may_match(text) && self.expression.is_match(text)
    }

    fn may_match(&self, text: &str) -> bool {
        self.signs.is_empty() || self.signs.iter().any(|sign| stands(sign, text.as_bytes()))
    }
}

/// Whether a sign stands in a text: `#` is a digit, `AA` a capital with a capital or a digit behind it.
fn stands(sign: &str, text: &[u8]) -> bool {
    let high = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    match sign {
        "#" => text.iter().any(u8::is_ascii_digit),
        "AA" => text.windows(2).any(|pair| pair[0].is_ascii_uppercase() && high(pair[1])),
        _ => memchr::memmem::find(text, sign.as_bytes()).is_some(),
    }
}

/// The first letters of the words that expressions begin with, so that a text without any of them is told at
/// a glance. Each sort of expressions is a bit.
#[derive(Debug)]
pub(super) struct Beginnings {
    /// For each hash of letters, the sorts that have a word with such letters.
    sorts: Box<[u8; 1 << Self::BITS]>,
    /// Sorts that have a word too short, or no plain word: then every text may hold it.
    open: u8,
}

impl Beginnings {
    pub(super) const ORGANISATION: u8 = 1;
    pub(super) const KIND: u8 = 1 << 1;
    pub(super) const STUDY: u8 = 1 << 2;
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
        /// As for [`Glance`](super::super::glance::Glance).
        const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut read = 0;
        let places = letters.iter().take(Self::MOST).map(move |letter| {
            read = read << 8 | u64::from(letter | 0x20);
            (read.wrapping_mul(GOLDEN) >> (u64::BITS - Self::BITS)) as usize
        });
        places.skip(Self::LEAST - 1)
    }

    /// The sorts that may have an expression that begins with this word.
    pub(super) fn of(&self, word: &[u8], flags: Flags) -> u8 {
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
pub(super) enum Worth {
    Source(Strength),
    SecondHand,
    Nothing,
}

impl Worth {
    pub(super) const fn strength(self) -> Option<Strength> {
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
    #[serde(default)]
    signs: Signs,
}

/// What stands in whatever the list of that name matches.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Signs {
    names: Vec<String>,
    author: Vec<String>,
    journal: Vec<String>,
    year: Vec<String>,
    acronym: Vec<String>,
    size: Vec<String>,
}

impl Study {
    /// What names a study by itself, and what does so together, in the order of [`Knowledge::study`].
    fn forms(self) -> (Signed, [Signed; 5]) {
        let Self { signs, .. } = self;
        let together = [
            (&self.year, signs.year),
            (&self.acronym, signs.acronym),
            (&self.author, signs.author),
            (&self.journal, signs.journal),
            (&self.size, signs.size),
        ];
        (Signed::any(&self.names, signs.names), together.map(|(texts, signs)| Signed::any(texts, signs)))
    }
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
        let study_noun = regex(&format!(r"(?i-u)\b(?:{})\b", file.study.nouns.join("|")));
        let (study_name, study) = file.study.forms();
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
            study_noun,
            study_name,
            study,
            beginnings,
            not_before: set(&file.no_citation.before),
            units: file.no_citation.units.iter().cloned().collect(),
            not_authors: file.no_citation.authors.iter().cloned().collect(),
            reports: set(&file.no_citation.reports),
            paths: set(&file.no_citation.paths),
            follow_words: set(&file.follow_up.words),
            follow_nouns: set(&file.follow_up.nouns),
            follow_phrases: file.follow_up.phrases,
            points: file.follow_up.points,
            before_points: file.follow_up.before_points,
            pointed_at: set(&file.follow_up.pointed_at),
            goes_on: set(&file.follow_up.goes_on),
        }
    }
}

impl Knowledge {
    /// Whether a raised number behind the word belongs to it: "cm", "mW/cm".
    pub(super) fn is_unit(&self, word: &str) -> bool {
        let last = word.rsplit('/').next().unwrap_or(word);
        self.units.contains(word) || self.units.contains(last)
    }

    /// What a link is worth; links inside the site and other schemes are worth nothing.
    pub(super) fn link(&self, target: &str) -> Worth {
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
    pub(super) fn address(&self, address: &str) -> Worth {
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

#[cfg(test)]
mod tests {
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::string::string_regex;
    use proptest::test_runner::TestRunner;

    use super::*;

    #[test]
    fn whatever_matches_has_a_sign() {
        let file = include_str!("../../../rules/citations.toml");
        let Study { names, author, journal, year, acronym, size, signs, .. } =
            toml::from_str::<File>(file).expect("well made").study;
        let mut runner = TestRunner::deterministic();
        for (texts, signs) in [
            (names, signs.names),
            (author, signs.author),
            (journal, signs.journal),
            (year, signs.year),
            (acronym, signs.acronym),
            (size, signs.size),
        ] {
            let signed = Signed::any(&texts, signs);
            assert!(!signed.may_match("most of those we asked slept better"), "{signed:?}");
            for text in texts {
                // what an expression makes must not be held to the edges of words
                let matches = string_regex(&in_latin(&text.replace(r"\b", ""))).expect("sound");
                for _ in 0..200 {
                    let made = matches.new_tree(&mut runner).expect("a match").current();
                    assert!(signed.may_match(&made), "{made:?} of {text}");
                }
            }
        }
    }
}
