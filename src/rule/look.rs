//! What every text with a match of an expression has, so that most texts are told at a glance. Owns
//! the conclusions from an expression's syntax; must not know texts. The build script draws them for
//! our own expressions, the program for those of others.

use std::cmp::Reverse;

use regex_syntax::hir::literal::{ExtractKind, Extractor, Seq};
use regex_syntax::hir::{self, Hir, HirKind};

/// Shortest words that are looked for inside a text, in bytes: shorter ones are everywhere.
const SHORTEST: usize = 3;

/// Signs that few texts have.
const RARE: &[u8] = b"#$%&*+/<=>@[]^_{|}~\\";

/// As much of each word is looked for, in bytes.
const LONGEST: usize = 8;

/// What every text with a match of an expression has, in ASCII lower case. Of an empty list nothing is known.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// It begins with one of these.
    pub(super) starts: Vec<Vec<u8>>,
    /// It ends with one of these.
    pub(super) ends: Vec<Vec<u8>>,
    /// It has one of these somewhere.
    pub(super) holds: Vec<Vec<u8>>,
}

/// What every text with a match of an expression has.
pub(super) fn look(text: &str) -> Look {
    // read without regard to case, each word would come in all its spellings
    let Ok(hir) = regex_syntax::Parser::new().parse(text) else { return Look::default() };
    let properties = hir.properties();
    let (mut prefixes, mut suffixes) = (words(&hir, ExtractKind::Prefix), words(&hir, ExtractKind::Suffix));
    let starts = prefixes.take_if(|_| properties.look_set_prefix().contains(hir::Look::Start));
    let ends = suffixes.take_if(|_| properties.look_set_suffix().contains(hir::Look::End));
    // of several lists the one of the longest words, and of such the shortest list: few texts hold them
    let rare = |w: &[u8]| w.iter().any(|b| !b.is_ascii() || RARE.contains(b));
    let long = |list: &Vec<Vec<u8>>| list.iter().all(|w| w.len() >= SHORTEST || rare(w));
    let holds = [part(&hir), suffixes, prefixes]
        .into_iter()
        .flatten()
        .filter(long)
        .max_by_key(|words| (shortest(words), Reverse(words.len())));
    Look {
        starts: starts.unwrap_or_default(),
        ends: ends.unwrap_or_default(),
        holds: holds.unwrap_or_default(),
    }
}

fn shortest(words: &[Vec<u8>]) -> Option<usize> {
    words.iter().map(Vec::len).min()
}

/// What every match has somewhere: the longest words that a part of the expression begins with.
fn part(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    let HirKind::Concat(parts) = hir.kind() else { return None };
    let parts = parts.iter().filter_map(|part| words(part, ExtractKind::Prefix));
    parts.max_by_key(|words| (shortest(words), Reverse(words.len())))
}

/// What every match begins or ends with, in ASCII lower case.
fn words(hir: &Hir, kind: ExtractKind) -> Option<Vec<Vec<u8>>> {
    let prefix = matches!(kind, ExtractKind::Prefix);
    let seq: Seq = Extractor::new().kind(kind).limit_literal_len(LONGEST).extract(hir);
    let mut out = Vec::new();
    for literal in seq.literals()? {
        // a letter beyond ASCII has another case too: what is left without it is still true
        let one_case = |c: &char| c.is_ascii() || !c.is_alphabetic() && *c != char::REPLACEMENT_CHARACTER;
        let text = String::from_utf8_lossy(literal.as_bytes());
        let word: String = match prefix {
            true => text.chars().take_while(one_case).collect(),
            false => {
                let kept: usize = text.chars().rev().take_while(one_case).map(char::len_utf8).sum();
                text[text.len() - kept..].to_owned()
            }
        };
        if word.is_empty() {
            return None;
        }
        out.push(word.to_ascii_lowercase().into_bytes());
    }
    out.sort_unstable();
    out.dedup();
    // of two words the shorter says it all
    let shorter = |w: &[u8], v: &[u8]| if prefix { w.starts_with(v) } else { w.ends_with(v) };
    let all = out.clone();
    out.retain(|w| !all.iter().any(|v| v != w && shorter(w, v)));
    (!out.is_empty()).then_some(out)
}
