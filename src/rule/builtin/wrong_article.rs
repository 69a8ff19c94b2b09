//! "a" before a vowel that is heard, "an" before none. Owns the reading of first letters; the words
//! whose sound is not that of their letters stand in the rule file.

use serde::Deserialize;

use super::super::hit::{Correction, Hit, like, shown};
use super::BuiltinQuestion;
use crate::knowledge::Knowledge;
use crate::language::token::Flags;
use crate::language::{Contexts, Reading};

/// `[builtin.wrong-article]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct WrongArticle {
    /// Beginnings with a vowel that sounds like a consonant: "uni", "eu", "one".
    consonant: Vec<String>,
    /// Whole words of that kind whose beginning says nothing: "one", but not "onerous".
    consonant_words: Vec<String>,
    /// Beginnings with a silent consonant: "hour", "honest".
    vowel: Vec<String>,
    /// Beginnings that are said in both ways.
    either: Vec<String>,
    /// Short forms that begin with the sound of a vowel, as written.
    vowel_letters: Vec<String>,
}

impl BuiltinQuestion for WrongArticle {
    fn placeholders(&self) -> &'static [&'static str] {
        &["replacement"]
    }

    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let prose = reading.document().prose();
        let tokens = reading.words().tokens();
        let mut hits = Vec::new();
        for (at, pair) in tokens.windows(2).enumerate() {
            let (article, next) = (&pair[0], &pair[1]);
            if article.len > 2 {
                continue;
            }
            let (written, word) = (reading.word(at), reading.word(at + 1));
            let an = match written {
                "a" | "A" => false,
                "an" | "An" => true,
                _ => continue,
            };
            let first = written.starts_with('A');
            let starts = at == 0 || tokens[at - 1].flags.has(Flags::SENTENCE_END);
            const SILENT: Contexts = Contexts::LITERAL
                .with(Contexts::REFERENCE)
                .with(Contexts::RESIDUE)
                .with(Contexts::NAME)
                .with(Contexts::MENTION);
            // "vitamin A" is a name, "a." numbers an item, and "a e i o u" are letters
            if first && !starts
                || next.len < 3
                // "part a and part b"
                || matches!(word, "and" | "or")
                || word.bytes().any(|b| b.is_ascii_digit())
                || reading.context(at + 1).has(Contexts::LITERAL)
                || next.flags.has(Flags::ADDRESS)
                || at > 0 && tokens[at - 1].flags.has(Flags::JOINT) && !starts
                || prose.get(article.end()..next.start as usize) != Some(" ")
                || reading.context(at).any(SILENT)
            {
                continue;
            }
            let Some(vowel) = self.begins_with_vowel(word, next.flags) else { continue };
            if vowel != an {
                let range = article.start as usize..article.end();
                let meant = like(if first { "Aa" } else { "aa" }, if vowel { "an" } else { "a" });
                let fix = Correction { prose: range.clone(), texts: vec![meant.clone()], safe: true };
                hits.push(
                    Hit::at(range.start..next.end())
                        .value("text", shown(&prose[range.start..next.end()]))
                        .value("replacement", format!("“{meant} {word}”"))
                        .mended(fix),
                );
            }
        }
        hits
    }
}

impl WrongArticle {
    /// Whether a word begins with the sound of a vowel; `None` where one cannot tell.
    fn begins_with_vowel(&self, word: &str, flags: Flags) -> Option<bool> {
        if flags.has(Flags::CAPITALS) || word.bytes().skip(1).any(|b| b.is_ascii_uppercase()) {
            return self.vowel_letters.iter().any(|w| w == word).then_some(true);
        }
        let lower = word.to_ascii_lowercase();
        let begins = |list: &[String]| list.iter().any(|start| lower.starts_with(start.as_str()));
        let first = *lower.as_bytes().first()?;
        if !first.is_ascii_alphabetic() {
            return None;
        }
        // how a name is said nobody can tell by its letters
        if flags.has(Flags::CAPITAL) {
            return None;
        }
        if self.consonant_words.contains(&lower) {
            return Some(false);
        }
        if begins(&self.vowel) {
            return Some(true);
        }
        if begins(&self.either) {
            return None;
        }
        Some(matches!(first, b'a' | b'e' | b'i' | b'o' | b'u') && !begins(&self.consonant))
    }
}
