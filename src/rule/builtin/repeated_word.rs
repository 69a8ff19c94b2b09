//! A word doubled by mistake, also across a line break. Owns what counts as the same word
//! twice; the doublings that English knows stand in the rule file.

use serde::Deserialize;

use super::super::question::{Correction, Hit, shown};
use super::{BuiltinQuestion, Stratum};
use crate::knowledge::Knowledge;
use crate::language::token::Flags;
use crate::language::{Contexts, Reading};

/// `[builtin.repeated-word]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RepeatedWord {
    /// Words that may stand twice in a row.
    allow: Vec<String>,
}

impl BuiltinQuestion for RepeatedWord {
    fn stratum(&self) -> Stratum {
        Stratum::Contexts
    }

    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let prose = reading.document().prose();
        let tokens = reading.words().tokens();
        let mut hits = Vec::new();
        for (i, pair) in tokens.windows(2).enumerate() {
            let (a, b) = (&pair[0], &pair[1]);
            // cheap tests first: this loop sees every pair of words
            if a.len != b.len
                || a.word != b.word
                || a.flags.has(Flags::CLAUSE_END)
                || a.flags.has(Flags::DIGIT)
            {
                continue;
            }
            let (first, second) = (&prose[a.start as usize..a.end()], &prose[b.start as usize..b.end()]);
            if !first.eq_ignore_ascii_case(second) || &prose[a.end()..b.start as usize] != " " {
                continue;
            }
            // Wagga Wagga, Duran Duran; but not The The
            let name = a.len > 3 && a.flags.has(Flags::CAPITAL) && b.flags.has(Flags::CAPITAL);
            let silent = Contexts::LITERAL
                .with(Contexts::REFERENCE)
                .with(Contexts::RESIDUE)
                .with(Contexts::NAME)
                .with(Contexts::MENTION);
            if name
                || !first.chars().all(char::is_alphabetic)
                || first.len() == 1 && first != "a"
                || self.allow.iter().any(|w| w.eq_ignore_ascii_case(first))
                || reading.context(i).with(reading.context(i + 1)).any(silent)
            {
                continue;
            }
            hits.push(Hit::at(a.start as usize..b.end()));
        }
        hits
    }

    /// The second of two words of the same length, and the space before it, can go.
    fn complete(&self, written: &str, hit: Hit) -> Hit {
        let second = hit.prose.start + written.len() / 2..hit.prose.end;
        let fix = Correction { prose: second, texts: vec![String::new()], safe: true };
        hit.value("text", shown(written)).mended(fix)
    }
}
