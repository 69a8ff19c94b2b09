//! Whether an unknown word is a slip: what a person would bet on. Owns the odds; must not know where
//! in a document the word stands beyond what [`Sighting`] says.

use serde::Deserialize;

use super::dictionary::{Candidate, Dictionary, Slip};

/// What makes an unknown word a likely word all the same: `rules/english/spelling.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plausible {
    /// Beginnings that are put before words.
    prefixes: Vec<String>,
    /// Endings of the names of substances, diseases and procedures.
    endings: Vec<String>,
    /// Words before a word that is spoken about.
    pub(super) naming: Vec<String>,
    /// Words that are run together with their neighbours.
    joiners: Vec<String>,
    /// Words that take no ending.
    unchanging: Vec<String>,
}

/// How an unknown word stands in its document.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sighting {
    /// How often, in whatever capitals.
    pub(crate) times: i32,
    /// Somewhere with a capital letter that no place of its own explains: a name, as a rule.
    pub(crate) name: bool,
    /// Everywhere with a capital letter that its place may explain.
    pub(crate) capital: bool,
    /// Beside another unknown word, or a name.
    pub(crate) company: bool,
    /// A hyphen joins it to a neighbour.
    pub(crate) hyphen: bool,
}

/// A verdict on an unknown word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// What was meant, likeliest first; folded.
    pub(crate) meant: Vec<String>,
    /// There is one correction and it cannot change what a medical text means.
    pub(crate) certain: bool,
}

/// Least odds at which a word is called a slip. Tried on sentences made for it, not on articles.
const LEAST: i32 = 6;
/// How far behind the likeliest a correction may lie and still be offered.
const CLOSE: i32 = 3;
/// How far ahead the likeliest lies where it is the only one.
const CLEAR: i32 = 5;
/// Letters below which a word has so many neighbours that the likeliest must lie further ahead.
const SHORT: usize = 7;
/// Letters from which two slips in a word are looked for.
const LONG: usize = 9;
/// Shortest word that is judged.
pub(super) const SHORTEST: usize = 4;
/// Most corrections that are offered.
const MOST: usize = 3;

/// Beginnings of which one letter turns the meaning over.
const TURNING: [&str; 12] =
    ["hypo", "hyper", "inter", "intra", "ante", "anti", "pre", "pro", "non", "un", "ab", "ad"];

impl Plausible {
    /// The verdict on a folded word that the dictionary lacks; `elsewhere` says whether the
    /// document has a word.
    pub(crate) fn judge(
        &self, word: &str, sighting: Sighting, elsewhere: &dyn Fn(&str) -> bool,
    ) -> Option<Verdict> {
        let dictionary = Dictionary::shared();
        if word.len() < SHORTEST
            || !word.bytes().all(|b| b.is_ascii_lowercase())
            || self.is_prefix(word)
            || self.built(word)
            || self.inflected(word)
        {
            return None;
        }
        let mut near = dictionary.near(word.as_bytes(), 1);
        let bar = LEAST + self.doubt(word, sighting);
        let mut odds = self.odds(word, sighting, &near, elsewhere);
        if odds.first().is_none_or(|(best, _)| *best < bar)
            && word.len() >= LONG
            && !sighting.name
            && self.ending(word).is_none()
        {
            near = dictionary.near(word.as_bytes(), 2);
            odds = self.odds(word, sighting, &near, elsewhere);
        }
        let &(best, first) = odds.first().filter(|(best, _)| *best >= bar)?;
        let meant: Vec<&Candidate> =
            odds.iter().take_while(|(o, _)| best - o <= CLOSE).map(|(_, c)| *c).take(MOST).collect();
        let ahead = if word.len() < SHORT { CLEAR + 3 } else { CLEAR };
        let clear = odds.get(1).is_none_or(|(next, _)| best - next >= ahead);
        let turned = |a: &str, b: &str| TURNING.iter().any(|t| a.starts_with(t) != b.starts_with(t));
        // names of substances a letter apart are two substances
        let substance = first.facts.health() && first.facts.band() <= 2;
        let certain = clear
            && meant.len() == 1
            && first.slips == 1
            && !first.first
            && !sighting.name
            && !substance
            && self.ending(word).is_none()
            && !turned(word, &first.word);
        Some(Verdict { meant: meant.into_iter().map(|c| c.word.clone()).collect(), certain })
    }

    /// The candidates by how likely each is, best first.
    fn odds<'c>(
        &self, word: &str, sighting: Sighting, near: &'c [Candidate], elsewhere: &dyn Fn(&str) -> bool,
    ) -> Vec<(i32, &'c Candidate)> {
        let length = word.len() as i32;
        let ending = self.ending(word);
        let mut odds: Vec<(i32, &Candidate)> = near
            .iter()
            .filter(|c| !c.facts.name() || sighting.capital || sighting.name)
            // a correction is a word that people know
            .filter(|c| c.facts.band() >= if ending.is_some() && !c.facts.health() { 3 } else { 1 })
            .filter(|c| !same_but_for_diphthong(word, &c.word))
            .map(|c| {
                let mut odds = 3 * c.facts.band() + 3 * (length.min(12) - 5) - c.cost;
                if elsewhere(&c.word) {
                    odds += 4;
                }
                if ending.is_some_and(|e| !c.word.ends_with(e)) {
                    odds -= 9;
                }
                // a name is made by other letters and ends, seldom by leaving out one of the middle
                let slip = matches!(c.slip, Slip::Omitted | Slip::Swapped | Slip::Doubled);
                let likely = c.facts.health() || elsewhere(&c.word);
                if sighting.name && (!slip || c.slips > 1 || length < 8 || !likely) {
                    odds -= 30;
                }
                // a plural or another form of a known word is a form, not a slip
                if is_form(word, &c.word) {
                    odds -= 30;
                }
                (odds, c)
            })
            .collect();
        odds.sort_by(|(a, c), (b, d)| b.cmp(a).then_with(|| c.word.cmp(&d.word)));
        odds
    }

    /// What speaks against a slip, whatever was meant.
    fn doubt(&self, word: &str, sighting: Sighting) -> i32 {
        let mut doubt = 0;
        // who writes a word again and again means it
        doubt += 4 * (sighting.times - 1).clamp(0, 3);
        // at the start of a sentence, a short word that nobody knows is a name more often than a slip
        doubt += if word.len() < SHORT { 9 } else { 3 } * i32::from(sighting.capital);
        doubt += 4 * i32::from(sighting.name);
        doubt += 6 * i32::from(sighting.company);
        doubt += 3 * i32::from(sighting.hyphen);
        if self.compound(word) {
            doubt += 9;
        }
        doubt
    }

    /// The longest ending of technical words that it has.
    fn ending(&self, word: &str) -> Option<&str> {
        self.endings.iter().map(String::as_str).filter(|e| word.ends_with(e)).max_by_key(|e| e.len())
    }

    /// Whether it is a beginning that is put before words.
    pub(super) fn is_prefix(&self, word: &str) -> bool {
        self.prefixes.iter().any(|prefix| prefix == word)
    }

    /// Whether it is built of a beginning and a known word: "noninvasive", "photoprotective".
    fn built(&self, word: &str) -> bool {
        let dictionary = Dictionary::shared();
        self.prefixes.iter().any(|prefix| {
            word.strip_prefix(prefix.as_str()).is_some_and(|rest| {
                let least = if prefix.len() <= 3 { 5 } else { 4 };
                rest.len() >= least
                    && dictionary
                        .get(rest.as_bytes())
                        .is_some_and(|f| f.band() >= 1 && !f.name() || f.health())
            })
        })
    }

    /// Whether it is a known word with the ending of a plural or a third person: no dictionary has all, as
    /// "attaches" and "nasties".
    fn inflected(&self, word: &str) -> bool {
        const SHORTEST_STEM: usize = 4;
        let known = |stem: &str| {
            stem.len() >= SHORTEST_STEM
                && !self.unchanging.iter().any(|w| w == stem)
                && Dictionary::shared().get(stem.as_bytes()).is_some_and(|f| f.band() >= 3 && !f.name())
        };
        // who does what a known word names: "vasectomist", "colposcopists"
        if let Some(stem) = word.trim_end_matches('s').strip_suffix("ist") {
            let art = format!("{stem}y");
            return stem.len() >= SHORTEST_STEM && Dictionary::shared().get(art.as_bytes()).is_some();
        }
        let hisses = |stem: &str| ["s", "x", "z", "ch", "sh"].iter().any(|end| stem.ends_with(end));
        if let Some(stem) = word.strip_suffix("ies") {
            return known(&format!("{stem}y"));
        }
        match word.strip_suffix("es").filter(|stem| hisses(stem)) {
            Some(stem) => known(stem),
            None => word
                .strip_suffix('s')
                .is_some_and(|stem| !hisses(stem) && !stem.ends_with('y') && known(stem)),
        }
    }

    /// Whether it is two common words run into one, as coinages and names of shops are.
    fn compound(&self, word: &str) -> bool {
        let common = |part: &str| Dictionary::shared().get(part.as_bytes()).is_some_and(|f| f.band() >= 4);
        (3..word.len().saturating_sub(2)).any(|cut| common(&word[..cut]) && common(&word[cut..]))
    }

    /// The two words of which it was run together by mistake: "painand", "ofthe".
    pub(crate) fn joined<'w>(&self, word: &'w str) -> Option<(&'w str, &'w str)> {
        let common = |part: &str, joiner: &str| {
            const LEAST: usize = 4;
            // the longer the two, the less likely they are to make a name
            let band = match joiner.len() >= LEAST {
                true if part.len() > LEAST + 1 => 3,
                true => 4,
                false => 5,
            };
            part.len() >= LEAST
                && Dictionary::shared().get(part.as_bytes()).is_some_and(|f| f.band() >= band && !f.name())
        };
        self.joiners.iter().find_map(|joiner| {
            let fits = |rest: &&str| common(rest, joiner) || rest.len() >= 2 && self.is_joiner(rest);
            let before = word.strip_suffix(joiner.as_str()).filter(fits);
            let after = word.strip_prefix(joiner.as_str()).filter(fits);
            match (before, after) {
                (Some(rest), _) => Some((rest, &word[rest.len()..])),
                (_, Some(rest)) => Some((&word[..word.len() - rest.len()], rest)),
                _ => None,
            }
        })
    }

    /// Whether it is a small word that is run together with its neighbours.
    pub(super) fn is_joiner(&self, word: &str) -> bool {
        self.joiners.iter().any(|j| j == word)
    }
}

/// Whether one is a regular form of the other: "kegels" of "kegel".
fn is_form(word: &str, of: &str) -> bool {
    ["s", "es", "ly", "ness", "less", "like"].iter().any(|end| {
        word.strip_suffix(end).is_some_and(|stem| stem == of) && !(of.ends_with('y') || of.ends_with('s'))
    })
}

/// Whether they differ in "ae" or "oe" for "e", as British and American spellings do.
fn same_but_for_diphthong(a: &str, b: &str) -> bool {
    let has_one = |word: &str| word.as_bytes().windows(2).any(|pair| matches!(pair, b"ae" | b"oe"));
    if !has_one(a) && !has_one(b) {
        return a == b;
    }
    let plain = |word: &str| word.replace("ae", "e").replace("oe", "e");
    plain(a) == plain(b)
}
