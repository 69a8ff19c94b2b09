//! Misspelt words, and two spellings of English in one article. Owns how they become findings; which
//! words they are is the reading's to say.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::super::hit::{Correction, Hit, like, shown};
use super::BuiltinQuestion;
use crate::finding::{Role, Scope};
use crate::knowledge::Knowledge;
use crate::language::token::Flags;
use crate::language::{Contexts, Reading};

/// `[builtin.misspelling]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Misspelling {}

impl BuiltinQuestion for Misspelling {
    fn placeholders(&self) -> &'static [&'static str] {
        &["replacement"]
    }

    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let prose = reading.document().prose();
        reading
            .spelling()
            .misspelt
            .iter()
            .map(|word| {
                let written = &prose[word.prose.clone()];
                let texts: Vec<String> = word.meant.iter().map(|meant| like(written, meant)).collect();
                let quoted = texts.iter().map(|t| format!("“{t}”")).collect::<Vec<_>>().join(" or ");
                let fix = Correction { prose: word.prose.clone(), texts, safe: word.certain };
                Hit::at(word.prose.clone())
                    .value("text", shown(written))
                    .value("replacement", quoted)
                    .mended(fix)
            })
            .collect()
    }
}

/// `[builtin.mixed-spelling]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MixedSpelling {
    /// So many different words of one side show what the article means to write.
    min_words: usize,
    /// Words that tell nothing, in small letters: names of bodies and of products often have them.
    ignore: Vec<String>,
}

impl BuiltinQuestion for MixedSpelling {
    fn placeholders(&self) -> &'static [&'static str] {
        &["other", "most"]
    }

    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let spelling = reading.spelling();
        let own = |tokens: &[usize]| -> Vec<usize> {
            tokens.iter().copied().filter(|&at| self.is_own(reading, at)).collect()
        };
        let (british, american) = (own(&spelling.british), own(&spelling.american));
        let different = |tokens: &[usize]| -> usize {
            tokens.iter().map(|&at| reading.word(at).to_lowercase()).collect::<BTreeSet<_>>().len()
        };
        if british.is_empty() || american.is_empty() {
            return Vec::new();
        }
        let few_british = (different(&british), british.len()) < (different(&american), american.len());
        let (few, many, name) = match few_british {
            true => (british, american, "American"),
            false => (american, british, "British"),
        };
        if different(&many) < self.min_words {
            return Vec::new();
        }
        let token = |at: usize| reading.words().bytes(at..at + 1);
        let first = token(few[0]);
        let mut hit = Hit::at(first.clone())
            .value("text", shown(&reading.document().prose()[first]))
            .value("other", reading.word(many[0]))
            .value("most", name)
            .reaching(Scope::Document);
        hit.also(Role::Contrast, token(many[0]));
        for &at in &few[1..] {
            hit.also(Role::SameFault, token(at));
        }
        vec![hit]
    }
}

impl MixedSpelling {
    /// Whether the word is the article's own: in no name, no quotation.
    fn is_own(&self, reading: &Reading<'_>, at: usize) -> bool {
        let word = reading.word(at);
        let name = reading.words().tokens()[at].flags.has(Flags::CAPITAL);
        !name
            && !reading.context(at).has(Contexts::QUOTED)
            && !self.ignore.iter().any(|w| w.eq_ignore_ascii_case(word))
    }
}
