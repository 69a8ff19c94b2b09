//! Descriptions of pictures that became paragraphs. Owns the shape of such a line; its
//! words stand in the rule file.

use serde::Deserialize;

use super::super::hit::{Hit, shown};
use super::{BuiltinQuestion, Stratum};
use crate::document::{BlockKind, Document};
use crate::finding::Scope;
use crate::language::Words;
use crate::language::closed;
use crate::language::token::{Flags, Token};

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
    /// Who may be spoken of in general: a sentence that begins so may state something without any
    /// verb that is listed ("People taking blood thinners bruise easily.").
    crowds: Vec<String>,
    /// Words that say where or with what, right after who is seen.
    placed: Vec<String>,
    /// Words that say what is done or was done to who is seen, beside those in -ing.
    shown: Vec<String>,
    /// Words that open statements, never descriptions.
    never_first: Vec<String>,
    /// Words that state something: a text that has one is no description.
    stating: Vec<String>,
}

/// Who is seen stands among so many first words.
const HEAD: usize = 6;

impl BuiltinQuestion for AltText {
    fn stratum(&self) -> Stratum {
        Stratum::Words
    }

    fn ask_structure(&self, document: &Document, words: &Words) -> Vec<Hit> {
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
            let line = Line {
                words: joined_words(document, &words.tokens()[tokens.clone()]),
                lower_case: !words.tokens()[tokens.start].flags.has(Flags::CAPITAL),
                stopped: text.ends_with('.'),
            };
            if self.describes(&line) {
                let hit = Hit::at(block.prose.clone()).value("text", shown(text));
                hits.push(hit.covering(Scope::Paragraph, number..number + 1));
            }
        }
        hits
    }
}

/// A paragraph of a few words.
struct Line<'d> {
    words: Vec<&'d str>,
    /// It begins with a small letter.
    lower_case: bool,
    /// It ends with a full stop.
    stopped: bool,
}

impl AltText {
    fn describes(&self, line: &Line<'_>) -> bool {
        let &Line { words: ref list, lower_case, stopped } = line;
        let is = |words: &[String], word: &str| words.iter().any(|w| w.eq_ignore_ascii_case(word));
        if is(&self.never_first, list[0]) {
            return false;
        }
        let Some(seen) = list.iter().take(HEAD).position(|w| is(&self.seen, w)) else {
            return false;
        };
        // "woman that has back pain": a verb inside a relative clause states nothing
        let relative = |i: usize| i > 0 && closed::is(list[i - 1], &closed::SUBJECT_RELATIVES);
        if (0..list.len()).any(|i| is(&self.stating, list[i]) && !relative(i)) {
            return false;
        }
        // what follows who is seen: "men and women running", "player in green", "man injured"
        let rest = &list[seen + 1..];
        let skip = rest.iter().take_while(|w| is(&self.seen, w) || w.eq_ignore_ascii_case("and")).count();
        let next = rest.get(skip).copied().unwrap_or("");
        let participle = |w: &str| w.len() > 5 && w.to_ascii_lowercase().ends_with("ing");
        let acts = participle(next) || is(&self.shown, next);
        let stands = is(&self.placed, next);
        // "Runners wearing cushioned shoes recover faster."
        if stopped && !lower_case && is(&self.crowds, list[0]) {
            return false;
        }
        let pictorial = list.iter().any(|w| is(&self.pictorial, w));
        // a heading has a capital letter and no full stop; a description lacks the one or has the
        // other, or says what only a picture shows
        match (lower_case, stopped) {
            (true, _) => acts || stands || pictorial,
            (false, true) => acts || stands && (pictorial || rest.iter().any(|w| participle(w))),
            (false, false) => pictorial && (acts || stands),
        }
    }
}

/// The words, those joined by hyphens as one.
fn joined_words<'d>(document: &'d Document, tokens: &[Token]) -> Vec<&'d str> {
    let mut list = Vec::with_capacity(tokens.len());
    let mut start = None;
    for token in tokens {
        let from = *start.get_or_insert(token.start as usize);
        if !token.flags.has(Flags::JOINT) {
            list.push(&document.prose()[from..token.end()]);
            start = None;
        }
    }
    if let (Some(from), Some(last)) = (start, tokens.last()) {
        list.push(&document.prose()[from..last.end()]);
    }
    list
}
