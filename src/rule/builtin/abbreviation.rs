//! Abbreviations that the article never spells out. Owns how one is recognised and how it is
//! explained; those that everybody knows stand in the rule file.

use std::collections::{BTreeSet, HashMap};

use serde::Deserialize;

use super::super::hit::{Hit, shown};
use super::BuiltinQuestion;
use crate::document::BlockKind;
use crate::finding::Role;
use crate::knowledge::Knowledge;
use crate::language::closed;
use crate::language::token::Flags;
use crate::language::{Contexts, Reading};

/// `[builtin.abbreviation]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Abbreviation {
    /// Abbreviations that need no explanation, in capitals.
    known: BTreeSet<String>,
    /// First words of the Latin names of bacteria and yeasts, in small letters: capitals behind one name the
    /// strain.
    genera: BTreeSet<String>,
    /// Fewest letters.
    min_letters: usize,
    /// Most letters.
    max_letters: usize,
    /// Fewest times that it is used.
    min_uses: usize,
}

impl BuiltinQuestion for Abbreviation {
    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let words = reading.words();
        let prose = reading.document().prose();
        let mut uses = self.unexplained(reading);
        if uses.is_empty() {
            return Vec::new();
        }
        let initials = Initials::of(reading);
        // a page of hundreds of abbreviations is none that spells them out
        uses = uses.into_iter().take(MOST).filter(|(text, _)| !initials.spell(text)).collect();
        // a word in capitals that is elsewhere in small letters is a word
        let is_plain = |text: &str| {
            words.tokens().iter().any(|token| {
                token.len as usize == text.len()
                    && !token.flags.has(Flags::CAPITALS)
                    && prose[token.start as usize..token.end()].eq_ignore_ascii_case(text)
            })
        };
        uses.into_iter()
            .filter(|(text, _)| !is_plain(text))
            .map(|(text, places)| {
                let mut places = places.into_iter().map(|at| words.bytes(at..at + 1));
                let mut hit = Hit::at(places.next().unwrap_or(0..0)).value("text", shown(text));
                for place in places {
                    hit.also(Role::SameFault, place);
                }
                hit
            })
            .collect()
    }
}

impl Abbreviation {
    /// The abbreviations that are used often enough and nowhere explained, each with its tokens.
    fn unexplained<'d>(&self, reading: &Reading<'d>) -> Vec<(&'d str, Vec<usize>)> {
        let words = reading.words();
        let prose = reading.document().prose();
        let mut uses: Vec<(&str, Vec<usize>)> = Vec::new();
        let mut index: HashMap<&str, usize> = HashMap::new();
        let mut explained: BTreeSet<&str> = BTreeSet::new();
        for (number, block) in reading.document().blocks().iter().enumerate() {
            if matches!(block.kind, BlockKind::Reference | BlockKind::Byline | BlockKind::AltText) {
                continue;
            }
            for at in words.of_block(number) {
                let Some(text) = self.short_form(reading, at) else { continue };
                if is_explained(reading, at) {
                    explained.insert(text);
                    continue;
                }
                if self.is_something_else(reading, number, at, text) {
                    continue;
                }
                let slot = *index.entry(text).or_insert_with(|| {
                    uses.push((text, Vec::new()));
                    uses.len() - 1
                });
                uses[slot].1.push(at);
            }
        }
        explained.extend(plurals_in_brackets(prose));
        uses.retain(|(text, places)| places.len() >= self.min_uses && !explained.contains(text));
        uses
    }

    /// The letters of a word that is built like an abbreviation and not known to every reader.
    fn short_form<'d>(&self, reading: &Reading<'d>, at: usize) -> Option<&'d str> {
        const NOWHERE: Contexts = Contexts::RESIDUE.with(Contexts::LITERAL).with(Contexts::NAME);
        if !reading.words().tokens()[at].flags.has(Flags::CAPITALS) || reading.context(at).any(NOWHERE) {
            return None;
        }
        let text = reading.word(at).trim_end_matches("'s").trim_end_matches("’s");
        // the plural of "GP" is "GPs"
        let text = text.strip_suffix('s').unwrap_or(text);
        let fits = (self.min_letters..=self.max_letters).contains(&text.len());
        (fits && text.bytes().all(|b| b.is_ascii_uppercase()) && !self.known.contains(text)).then_some(text)
    }

    /// Whether a word in capitals in block `number` is no abbreviation, or none that could be spelt out.
    fn is_something_else(&self, reading: &Reading<'_>, number: usize, at: usize, text: &str) -> bool {
        let words = reading.words();
        let tokens = words.tokens();
        let before = at.checked_sub(1).map(|before| tokens[before].flags);
        let joined = tokens[at].flags.has(Flags::JOINT) || before.is_some_and(|b| b.has(Flags::JOINT));
        // "HOW IT WORKS" is loud, not abbreviated
        let own = words.of_block(number);
        let loud = [at.wrapping_sub(1), at + 1]
            .into_iter()
            .any(|near| own.contains(&near) && tokens[near].flags.has(Flags::CAPITALS));
        // "Portland, OR": a state behind its town
        let state = text.len() == 2 && before.is_some_and(|b| b.has(Flags::COMMA) && b.has(Flags::CAPITAL));
        // a line that is one word in capitals is a heading
        let heading = reading.document().blocks()[number].kind == BlockKind::Heading;
        let alone = heading && own.len() == 1;
        joined
            || loud
            || state
            || alone
            || self.names_strain(reading, at)
            || is_type(reading, at)
            || is_degree(reading, at)
    }

    /// "Lactobacillus rhamnosus GG", "L. reuteri DSM 17938": the name of a strain.
    fn names_strain(&self, reading: &Reading<'_>, at: usize) -> bool {
        /// Words of the name before the strain.
        const NAME: usize = 4;
        let sentence = reading.words().sentence_of(at).start;
        (at.saturating_sub(NAME).max(sentence)..at)
            .any(|t| self.genera.contains(reading.word(t).to_ascii_lowercase().as_str()))
    }
}

/// "STEP 1", "MEN 2": a trial or a type of a series.
fn is_type(reading: &Reading<'_>, at: usize) -> bool {
    let tokens = reading.words().tokens();
    let numbered = |next: &str| next.len() == 1 && next.bytes().all(|b| b.is_ascii_digit());
    !tokens[at].flags.has(Flags::COMMA)
        && !tokens[at].flags.has(Flags::CLAUSE_END)
        && at + 1 < tokens.len()
        && numbered(reading.word(at + 1))
}

/// "anti-inflammatory drugs (NSAIDs)" has told what an NSAID is: the abbreviations of which several stand in
/// brackets.
fn plurals_in_brackets(prose: &str) -> impl Iterator<Item = &str> {
    prose.match_indices("s)").filter_map(|(end, _)| {
        let before = prose[..end].trim_end_matches(|c: char| c.is_ascii_uppercase());
        (before.ends_with('(') && before.len() < end).then(|| &prose[before.len()..end])
    })
}

/// Most abbreviations whose words are looked for.
const MOST: usize = 64;
/// Fewest letters that no words have by chance.
const TELLING: usize = 3;

/// The first letters of words, in small letters: of all, and of those that are long enough to be more
/// than a link between others.
struct Initials {
    all: String,
    heavy: String,
}

impl Initials {
    fn of(reading: &Reading<'_>) -> Self {
        const LINK: usize = 3;
        let mut initials = Self { all: String::new(), heavy: String::new() };
        for (at, token) in reading.words().tokens().iter().enumerate() {
            let word = reading.word(at);
            // an abbreviation does not spell itself out
            let first = match token.flags.has(Flags::CAPITALS) {
                true => ' ',
                false => word.chars().next().map_or(' ', |c| c.to_ascii_lowercase()),
            };
            initials.all.push(first);
            if word.len() > LINK {
                initials.heavy.push(first);
            }
            if token.flags.has(Flags::SENTENCE_END) {
                initials.all.push(' ');
                initials.heavy.push(' ');
            }
        }
        initials
    }

    /// Whether words with these first letters stand somewhere in a row: "ear, nose and throat".
    fn spell(&self, text: &str) -> bool {
        let small = text.to_ascii_lowercase();
        // three letters in a row come about by chance where little words count
        text.len() >= TELLING
            && (text.len() > TELLING && self.all.contains(&small) || self.heavy.contains(&small))
    }
}

/// "The regulator, the HFEA", "a loss of sight called NAION": what stands before says what it is. "Text
/// SHOUT to 85258" is what a reader has to write.
fn is_told(reading: &Reading<'_>, at: usize) -> bool {
    let tokens = reading.words().tokens();
    let Some(before) = at.checked_sub(1) else { return false };
    let is = |t: usize, word: &str| t < tokens.len() && reading.word(t).eq_ignore_ascii_case(word);
    let apposed = || {
        let ends = tokens[at].flags.has(Flags::COMMA) || tokens[at].flags.has(Flags::CLAUSE_END);
        is(before, "the")
            && ends
            && before.checked_sub(1).is_some_and(|noun| {
                let flags = tokens[noun].flags;
                flags.has(Flags::COMMA) && !flags.has(Flags::CAPITALS)
            })
    };
    is(before, "called") || is(before, "text") && is(at + 1, "to") || apposed()
}

/// "the SELECT trial", "In VITAL, 25,871 people": spelt out it tells a reader nothing.
fn is_trial(reading: &Reading<'_>, at: usize) -> bool {
    const STUDIES: [&str; 5] = ["trial", "trials", "study", "studies", "cohort"];
    let tokens = reading.words().tokens();
    let named = |t: usize| t < tokens.len() && closed::is(reading.word(t), &STUDIES);
    let counts = |t: usize| tokens.get(t).is_some_and(|t| t.flags.has(Flags::DIGIT));
    let in_it = at.checked_sub(1).is_some_and(|before| reading.word(before) == "In");
    if in_it && tokens[at].flags.has(Flags::COMMA) && counts(at + 1) {
        return true;
    }
    // "In STEP 1, adults lost …"
    if in_it && counts(at + 1) && tokens[at + 1].flags.has(Flags::COMMA) {
        return true;
    }
    // "In a smaller study, SAMSON, people …"
    let comma = |t: usize| tokens[t].flags.has(Flags::COMMA);
    if at.checked_sub(1).is_some_and(|before| named(before) && comma(before)) && comma(at) {
        return true;
    }
    // "STEP 1 trial"
    named(at + 1) || tokens.get(at + 1).is_some_and(|t| t.flags.has(Flags::DIGIT)) && named(at + 2)
}

/// "Anna Lee, CCP": what a person is allowed to put behind the name.
fn is_degree(reading: &Reading<'_>, at: usize) -> bool {
    let tokens = reading.words().tokens();
    let Some(name) = at.checked_sub(2) else { return false };
    let capital = |t: usize| tokens[t].flags.has(Flags::CAPITAL) && !tokens[t].flags.has(Flags::SENTENCE_END);
    capital(name)
        && !tokens[name].flags.has(Flags::COMMA)
        && capital(at - 1)
        && tokens[at - 1].flags.has(Flags::COMMA)
}

/// "(TENS)" after its words, or "TENS (its words)", and no brand such as "MAX-5": a reader is told, or need
/// not know.
fn is_explained(reading: &Reading<'_>, at: usize) -> bool {
    let prose = reading.document().prose();
    let token = &reading.words().tokens()[at];
    prose[..token.start as usize].ends_with('(')
        || prose[token.end()..].trim_start().starts_with('(')
        || explains(reading, at)
        || is_told(reading, at)
        || is_trial(reading, at)
}

/// Most words of a gloss.
const LONGEST_GLOSS: usize = 6;

/// "TENS stands for …", "TENS, or transcutaneous …", "ATP, the cell's fuel, …", "the HFEA, which licenses …".
fn explains(reading: &Reading<'_>, at: usize) -> bool {
    let words = reading.words().tokens();
    let next = |n: usize| (at + n < words.len()).then(|| reading.word(at + n).to_ascii_lowercase());
    let next = |n: usize| next(n).unwrap_or_default();
    let comma = |at: usize| words.get(at).is_some_and(|token| token.flags.has(Flags::COMMA));
    // "CPAP, a machine that …"; but "we offer TENS, the sauna and a massage": with "the" it ends with a comma
    let glossed = || match next(1).as_str() {
        "a" | "an" => true,
        "which" => matches!(
            next(2).as_str(),
            "is" | "are" | "was" | "means" | "licenses" | "licences" | "regulates" | "runs"
        ),
        "the" => {
            let ends = |&t: &usize| words.get(t).is_none_or(|token| token.flags.has(Flags::CLAUSE_END));
            (at + 1..at + 1 + LONGEST_GLOSS).take_while(|t| !ends(t)).any(comma)
        }
        _ => false,
    };
    matches!(next(1).as_str(), "stands" | "means") || comma(at) && (next(1) == "or" || glossed())
}
