//! Word forms: the forms of a verb or a noun, and the British and American spellings of a word.
//! Owns the patterns; must not know phrases or articles.
//!
//! Works on lists when they are loaded, never on articles. Irregular words and the roots that a
//! pattern may touch are data: `rules/english/inflection.toml`. A pattern that could make up a word
//! applies to listed roots only.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use super::lookup::{WordHasher, WordMap};

#[cfg(test)]
#[path = "inflection/tests.rs"]
mod tests;

type WordSet = HashSet<String, BuildHasherDefault<WordHasher>>;

/// The lists of `inflection.toml`; their comments say what each is for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    verbs: WordMap<String, Vec<String>>,
    prefixes: Vec<String>,
    doubling: Vec<String>,
    doubling_uk: Vec<String>,
    plurals: WordMap<String, Vec<String>>,
    no_plural: WordSet,
    ize: Vec<String>,
    our: Vec<String>,
    spellings: Vec<[String; 2]>,
    spelling_nouns: Vec<[String; 2]>,
    beginnings: Vec<[String; 2]>,
    parts: Vec<[String; 2]>,
}

/// Makes word forms. All words are lower case.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Lists")]
pub struct Inflection {
    /// Base to its other forms.
    verbs: WordMap<String, Vec<String>>,
    prefixes: Vec<String>,
    doubling: WordSet,
    doubling_uk: WordSet,
    plurals: WordMap<String, Vec<String>>,
    no_plural: WordSet,
    ize: WordSet,
    our: WordSet,
    spellings: WordMap<String, Vec<String>>,
    /// The words of `spellings` that have no verb forms.
    nouns: WordSet,
    beginnings: Vec<[String; 2]>,
    parts: Vec<[String; 2]>,
    /// Finds any of the beginnings and parts.
    swaps: Option<AhoCorasick>,
}

impl From<Lists> for Inflection {
    fn from(lists: Lists) -> Self {
        let mut spellings: WordMap<String, Vec<String>> = WordMap::default();
        for [uk, us] in lists.spellings.iter().chain(&lists.spelling_nouns) {
            spellings.entry(uk.clone()).or_default().push(us.clone());
            spellings.entry(us.clone()).or_default().push(uk.clone());
        }
        let swaps = AhoCorasick::new(lists.beginnings.iter().chain(&lists.parts).flatten()).ok();
        Self {
            swaps,
            verbs: lists.verbs,
            prefixes: lists.prefixes,
            doubling: lists.doubling.into_iter().collect(),
            doubling_uk: lists.doubling_uk.into_iter().collect(),
            plurals: lists.plurals,
            no_plural: lists.no_plural,
            ize: lists.ize.into_iter().collect(),
            our: lists.our.into_iter().collect(),
            spellings,
            nouns: lists.spelling_nouns.into_iter().flatten().collect(),
            beginnings: lists.beginnings,
            parts: lists.parts,
        }
    }
}

impl Inflection {
    /// Reads the tables of `inflection.toml`.
    ///
    /// # Errors
    /// Where the file is not well made.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The forms of a verb, its base first: "travel", "travels", "travelled", "traveled" …
    ///
    /// Of a verb of several words ("get rid of") the first is inflected.
    pub fn verb(&self, base: &str) -> Vec<String> {
        if let Some((verb, rest)) = base.split_once(' ') {
            return self.verb(verb).into_iter().map(|form| format!("{form} {rest}")).collect();
        }
        let mut forms = vec![base.to_owned()];
        if let Some(others) = self.irregular(base) {
            forms.extend(others);
            return tidy(forms);
        }
        forms.push(with_s(base));
        if let Some(stem) = base.strip_suffix("ie") {
            forms.extend([format!("{base}d"), format!("{stem}ying")]);
            return tidy(forms);
        }
        if let Some(stem) = base.strip_suffix('e') {
            forms.push(format!("{base}d"));
            // "see", "hoe", "dye"
            forms.push(match stem.ends_with(['e', 'o', 'y']) {
                true => format!("{base}ing"),
                false => format!("{stem}ing"),
            });
            return tidy(forms);
        }
        if let Some(stem) = consonant_y(base) {
            forms.extend([format!("{stem}ied"), format!("{base}ing")]);
            return tidy(forms);
        }
        let last = base.chars().next_back().unwrap_or_default();
        let doubles = self.doubling.contains(base) || doubles(base);
        if doubles || self.doubling_uk.contains(base) {
            forms.extend([format!("{base}{last}ed"), format!("{base}{last}ing")]);
        }
        if !doubles {
            // "mimic" takes a k
            let k = if base.ends_with('c') { "k" } else { "" };
            forms.extend([format!("{base}{k}ed"), format!("{base}{k}ing")]);
        }
        tidy(forms)
    }

    /// Singular, plural and the possessives of both: "patient", "patients", "patient's", "patients'".
    ///
    /// Of a noun of several words the last is inflected.
    pub fn noun(&self, base: &str) -> Vec<String> {
        if let Some((rest, noun)) = base.rsplit_once([' ', '-']) {
            let joint = &base[rest.len()..=rest.len()];
            return self.noun(noun).into_iter().map(|form| format!("{rest}{joint}{form}")).collect();
        }
        let mut forms = vec![base.to_owned()];
        let plurals = match self.plurals.get(base) {
            Some(plurals) => plurals.clone(),
            None if self.no_plural.contains(base) => Vec::new(),
            None => vec![plural(base)],
        };
        forms.extend(plurals.iter().cloned());
        forms.push(format!("{base}'s"));
        for plural in &plurals {
            forms.push(match plural.ends_with('s') {
                true => format!("{plural}'"),
                false => format!("{plural}'s"),
            });
        }
        tidy(forms)
    }

    /// The word in its British and American spellings, as given first.
    pub fn variants(&self, word: &str) -> Vec<String> {
        let mut forms = vec![word.to_owned()];
        if let Some(others) = self.spellings.get(word) {
            forms.extend(others.iter().cloned());
            return tidy(forms);
        }
        if let Some(other) = self.other_ending(word) {
            forms.push(other);
            return tidy(forms);
        }
        // a form of a word in the table: "paralysed", "tumours", "fibre's"
        for ending in ["'s", "s'", "s", "es", "d", "ed", "ing"] {
            let Some(stem) = word.strip_suffix(ending) else {
                continue;
            };
            let with_e = format!("{stem}e");
            let found = self.spellings.get_key_value(stem).or_else(|| match ending {
                "ing" => self.spellings.get_key_value(&with_e),
                _ => None,
            });
            let Some((known, others)) = found else {
                continue;
            };
            let verbal = matches!(ending, "d" | "ed" | "ing");
            for other in others {
                // "enrolled" and "programmed" are the same in both
                let same = known.strip_prefix(other.as_str()).is_some_and(|more| matches!(more, "l" | "me"))
                    || other.strip_prefix(known.as_str()).is_some_and(|more| matches!(more, "l" | "me"));
                match verbal {
                    true if same || self.nouns.contains(known) => {}
                    true => {
                        let ending = if ending == "ing" { ending } else { "ed" };
                        forms.push(format!("{}{ending}", other.strip_suffix('e').unwrap_or(other)));
                    }
                    false => forms.push(format!("{other}{ending}")),
                }
            }
            return tidy(forms);
        }
        for ending in ["ed", "ing", "er", "ers"] {
            let Some(stem) = word.strip_suffix(ending) else { continue };
            if self.doubling_uk.contains(stem)
                && let Some(last) = stem.chars().next_back()
            {
                forms.push(format!("{stem}{last}{ending}"));
            }
            let mut letters = stem.chars();
            if let (Some(last), root) = (letters.next_back(), letters.as_str())
                && root.ends_with(last)
                && self.doubling_uk.contains(root)
            {
                forms.push(format!("{root}{ending}"));
            }
        }
        // most words have none of them
        if self.swaps.as_ref().is_some_and(|swaps| !swaps.is_match(word)) {
            return tidy(forms);
        }
        let beginning = |part: &str| word.starts_with(part);
        let inside = |part: &str| word.contains(part);
        let part = swapped(&self.beginnings, word, beginning).or_else(|| swapped(&self.parts, word, inside));
        forms.extend(part);
        tidy(forms)
    }

    fn irregular(&self, base: &str) -> Option<Vec<String>> {
        if let Some(forms) = self.verbs.get(base) {
            return Some(forms.clone());
        }
        self.prefixes.iter().find_map(|prefix| {
            let forms = self.verbs.get(base.strip_prefix(prefix.as_str())?)?;
            Some(forms.iter().map(|form| format!("{prefix}{form}")).collect())
        })
    }

    /// -ise/-ize and -our/-or, for listed roots only.
    fn other_ending(&self, word: &str) -> Option<String> {
        for (from, to) in [("is", "iz"), ("iz", "is")] {
            for ending in ["e", "es", "ed", "ing", "er", "ers", "ation", "ations", "ational"] {
                if let Some(root) = word.strip_suffix(ending).and_then(|w| w.strip_suffix(from))
                    && self.ize.contains(root)
                {
                    return Some(format!("{root}{to}{ending}"));
                }
            }
        }
        for (from, to) in [("our", "or"), ("or", "our")] {
            for ending in [
                "", "s", "ed", "ing", "able", "ably", "ful", "less", "ite", "ites", "hood", "hoods", "'s",
                "s'",
            ] {
                if let Some(root) = word.strip_suffix(ending).and_then(|w| w.strip_suffix(from))
                    && self.our.contains(root)
                {
                    return Some(format!("{root}{to}{ending}"));
                }
            }
        }
        None
    }
}

/// Keeps the first of equal forms; there are never many.
fn tidy(mut forms: Vec<String>) -> Vec<String> {
    let mut at = 1;
    while at < forms.len() {
        match forms[..at].contains(&forms[at]) {
            true => drop(forms.remove(at)),
            false => at += 1,
        }
    }
    forms
}

/// The word with the first pair's part that is found in it exchanged for the other.
fn swapped(pairs: &[[String; 2]], word: &str, found: impl Fn(&str) -> bool) -> Option<String> {
    pairs.iter().find_map(|[uk, us]| {
        // the British part may hold the American one ("oesophag"), so it is asked for first
        let (from, to) = if found(uk) { (uk, us) } else { (us, uk) };
        found(from).then(|| word.replacen(from.as_str(), to, 1))
    })
}

fn vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// The word without its y, where a consonant stands before it.
fn consonant_y(word: &str) -> Option<&str> {
    let stem = word.strip_suffix('y')?;
    stem.chars().next_back().is_some_and(|c| !vowel(c)).then_some(stem)
}

fn with_s(word: &str) -> String {
    if let Some(stem) = consonant_y(word) {
        return format!("{stem}ies");
    }
    match ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end)) {
        true => format!("{word}es"),
        false => format!("{word}s"),
    }
}

fn plural(noun: &str) -> String {
    match noun {
        _ if noun.ends_with("sis") => format!("{}es", &noun[..noun.len() - 2]),
        _ if noun.ends_with("man") && noun.len() > 4 => format!("{}en", &noun[..noun.len() - 2]),
        _ => with_s(noun),
    }
}

/// One syllable that ends in consonant, vowel, consonant: "stop", not "treat", "fix" or "show".
fn doubles(base: &str) -> bool {
    let mut back = base.chars().rev();
    let (Some(last), Some(middle), Some(first)) = (back.next(), back.next(), back.next()) else {
        return false;
    };
    let syllables =
        base.as_bytes().windows(2).filter(|w| vowel(char::from(w[0])) && !vowel(char::from(w[1]))).count();
    let glide = first == 'u' && base.contains("qu");
    !vowel(last)
        && !matches!(last, 'w' | 'x' | 'y' | 'h' | 'c')
        && vowel(middle)
        && (!vowel(first) || glide)
        && syllables == 1
}
