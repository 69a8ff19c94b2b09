//! Descriptions of pictures that became paragraphs.

use serde::Deserialize;

use super::super::question::{Hit, shown};
use crate::document::{BlockKind, Document};
use crate::finding::Scope;
use crate::language::Words;
use crate::language::token::Flags;

/// `[builtin.alt-text]`
///
/// A picture's description names who or what is to be seen and goes on with a participle or a
/// preposition ("woman receiving …", "man in white shirt …"); it never states anything.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AltText {
    /// Most words of a description.
    max_words: usize,
    /// Who or what can be seen; one of them stands among the first words.
    seen: Vec<String>,
    /// Words that only pictures are described with; one of them is proof enough of a picture.
    pictorial: Vec<String>,
    /// Words that go on after who is seen; a word in -ing does too.
    going_on: Vec<String>,
    /// Words that state something: a text that has one is no description.
    stating: Vec<String>,
}

/// Who is seen stands among so many first words.
const HEAD: usize = 6;

impl AltText {
    pub(super) fn ask(&self, document: &Document, words: &Words) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (number, block) in document.blocks().iter().enumerate() {
            let tokens = words.of_block(number);
            if block.kind != BlockKind::Paragraph || tokens.len() < 3 || tokens.len() > self.max_words + 2 {
                continue;
            }
            let text = document.text(block);
            if text.ends_with(['?', '!', ':', ';', ',']) || text.starts_with(|c: char| !c.is_alphabetic()) {
                continue;
            }
            let list: Vec<&str> = tokens
                .clone()
                .map(|t| &words.tokens()[t])
                .map(|t| &document.prose()[t.start as usize..t.end()])
                .collect();
            let lower_case = !words.tokens()[tokens.start].flags.has(Flags::CAPITAL);
            if self.describes(&list, lower_case, text.ends_with('.')) {
                let mut hit = Hit::at(block.prose.clone()).value("text", shown(text));
                hit.scope = Some(Scope::Paragraph);
                hits.push(hit);
            }
        }
        hits
    }

    fn describes(&self, list: &[&str], lower_case: bool, stopped: bool) -> bool {
        let is = |words: &[String], word: &str| words.iter().any(|w| w.eq_ignore_ascii_case(word));
        let Some(seen) = list.iter().take(HEAD).position(|w| is(&self.seen, w)) else {
            return false;
        };
        // "woman that has back pain": a verb inside a relative clause states nothing
        let states = |i: usize| {
            is(&self.stating, list[i])
                && !(i > 0 && ["that", "who", "which"].iter().any(|r| r.eq_ignore_ascii_case(list[i - 1])))
        };
        if (0..list.len()).any(states) {
            return false;
        }
        let participle = |w: &str| w.len() > 5 && w.to_ascii_lowercase().ends_with("ing");
        let goes_on = list[seen + 1..].iter().take(4).any(|w| participle(w) || is(&self.going_on, w));
        let pictorial = list.iter().any(|w| is(&self.pictorial, w));
        // a heading has a capital letter and no full stop; a description lacks the one or has the
        // other, or says what only a picture shows
        goes_on && (lower_case || stopped || pictorial) || pictorial && (lower_case || stopped) && seen == 0
    }
}
