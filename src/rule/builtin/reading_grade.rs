//! How hard a text is to read. Owns the formula and the counting of syllables; the limit stands in
//! the rule file.

use serde::Deserialize;

use super::super::hit::Hit;
use super::BuiltinQuestion;
use crate::document::BlockKind;
use crate::finding::Scope;
use crate::knowledge::Knowledge;
use crate::language::token::Flags;
use crate::language::{Contexts, Reading};

/// `[builtin.reading-grade]`: the grade of Flesch and Kincaid over the running text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ReadingGrade {
    /// Highest grade that passes.
    max: f64,
    /// Fewest words of running text that can be graded.
    min_words: usize,
}

/// Words that are graded; more would not change the grade of an article.
const ENOUGH: usize = 20_000;

impl BuiltinQuestion for ReadingGrade {
    fn placeholders(&self) -> &'static [&'static str] {
        &["grade", "length"]
    }

    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let words = reading.words();
        let (mut count, mut sentences, mut syllables) = (0_usize, 0_usize, 0_usize);
        for (number, block) in reading.document().blocks().iter().enumerate() {
            let tokens = words.of_block(number);
            if block.kind != BlockKind::Paragraph
                || tokens.is_empty()
                || reading.context(tokens.start).any(Contexts::NOT_ITS_OWN)
            {
                continue;
            }
            sentences += words.sentences_in(tokens.clone()).count();
            for token in tokens {
                let flags = words.tokens()[token].flags;
                if flags.has(Flags::ADDRESS) || flags.has(Flags::DIGIT) || flags.has(Flags::CLITIC) {
                    continue;
                }
                count += 1;
                syllables += syllables_of(reading.word(token));
            }
            if count >= ENOUGH {
                break;
            }
        }
        if count < self.min_words || sentences == 0 {
            return Vec::new();
        }
        let grade = flesch_kincaid(count, sentences, syllables);
        let Some(title) = reading.document().title().or(reading.document().blocks().first()) else {
            return Vec::new();
        };
        if grade <= self.max {
            return Vec::new();
        }
        let length = count as f64 / sentences as f64;
        let hit = Hit::at(title.prose.clone())
            .value("grade", format!("{grade:.0}"))
            .value("length", format!("{length:.0}"));
        vec![hit.reaching(Scope::Document)]
    }
}

/// The US school grade of Kincaid, Fishburne, Rogers and Chissom (1975), "Derivation of new
/// readability formulas for Navy enlisted personnel":
/// 0.39 × words per sentence + 11.8 × syllables per word − 15.59.
fn flesch_kincaid(words: usize, sentences: usize, syllables: usize) -> f64 {
    let (words, sentences, syllables) = (words as f64, sentences as f64, syllables as f64);
    0.39 * words / sentences + 11.8 * syllables / words - 15.59
}

/// Endings in -es that are spoken.
const SPOKEN: [&str; 2] = ["diabetes", "herpes"];

/// Whether a vowel is spoken apart from the vowel before it: "me-di-al", "anxi-e-ty", "calci-um".
fn apart(letters: &[u8], i: usize) -> bool {
    let at = |i: usize| letters.get(i).map_or(0, u8::to_ascii_lowercase);
    let before = if i >= 2 { at(i - 2) } else { 0 };
    // "-tion", "-cious", "-tial", "patient"
    let soft = matches!(before, b't' | b'c' | b's' | b'g');
    match (at(i - 1), at(i), at(i + 1)) {
        (b'i', b'o', next) => !(soft && matches!(next, b'n' | b'u')),
        (b'i', b'a', next) => !(soft && matches!(next, b'l' | b'n')),
        (b'i', b'e', b't') => !soft,
        (b'i', b'e', b'n') => !soft && matches!(at(i + 2), b't' | b'c'),
        (b'e', b'u' | b'o', _) => i > 1,
        (b'u', b'a' | b'o', _) => before != b'q',
        (b'i', b'u', _) | (b'y', b'i' | b'o' | b'a', _) => true,
        _ => false,
    }
}

/// Syllables of an English word: its runs of vowels, less a silent ending, at least one.
fn syllables_of(word: &str) -> usize {
    let letters = word.as_bytes();
    let lower = |i: usize| letters[i].to_ascii_lowercase();
    let vowel = |i: usize| matches!(lower(i), b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let n = letters.len();
    let mut count = 0;
    for i in 0..n {
        if !vowel(i) {
            continue;
        }
        let follows = i > 0 && vowel(i - 1);
        count += usize::from(!follows || apart(letters, i));
    }
    let ends = |end: &[u8]| n > end.len() && word.as_bytes()[n - end.len()..].eq_ignore_ascii_case(end);
    let silent = if ends(b"le") {
        // "muscle", "able", but "whole"
        n > 2 && vowel(n - 3)
    } else if ends(b"es") {
        // "takes", but "places"
        let hiss = matches!(lower(n - 3), b's' | b'c' | b'z' | b'x' | b'g' | b'h' | b'l');
        n > 3 && !vowel(n - 3) && !hiss && !SPOKEN.iter().any(|w| w.eq_ignore_ascii_case(word))
    } else if ends(b"ed") {
        n > 3 && !vowel(n - 3) && !matches!(lower(n - 3), b't' | b'd' | b'l')
    } else {
        ends(b"e") && !vowel(n - 2)
    };
    (count - usize::from(silent && count > 1)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_syllables_of_health_words() {
        for (word, want) in [
            ("pain", 1),
            ("the", 1),
            ("massage", 2),
            ("muscle", 2),
            ("muscles", 2),
            ("needles", 2),
            ("patient", 2),
            ("therapy", 3),
            ("acupuncture", 4),
            ("inflammation", 4),
            ("medical", 3),
            ("medicine", 3),
            ("anxiety", 4),
            ("insomnia", 4),
            ("diabetes", 4),
            ("treated", 2),
            ("eased", 1),
            ("relieves", 2),
            ("disease", 2),
            ("exercise", 3),
            ("quality", 3),
            ("tension", 2),
            ("calcium", 3),
            ("relieve", 2),
            ("ingredient", 4),
            ("clinician", 3),
            ("serious", 3),
            ("rhythm", 1),
            ("vitamin", 3),
            ("physiotherapist", 6),
        ] {
            assert_eq!(syllables_of(word), want, "{word}");
        }
    }

    /// "The cat sat on the mat." as counted by hand: 6 words, 1 sentence, 6 syllables.
    #[test]
    fn grades_as_the_formula_says() {
        assert!((flesch_kincaid(6, 1, 6) - (-1.45)).abs() < 0.001);
        assert!((flesch_kincaid(100, 5, 160) - 11.09).abs() < 0.001);
    }
}
