//! Where the phrase ends whose beginning a mark holds: "one of", found in "one of the most effective
//! treatments for it", is no phrase. Owns which words leave a phrase open;
//! must not know what was looked for.

use std::ops::Range;

use crate::language::closed::{self, join};
use crate::language::mark::Mark;
use crate::language::token::{Flags, Token};
use crate::language::{Reading, Words};

/// Most function words that an open end is followed through: "of the most".
const MOST_FUNCTION: usize = 3;
/// Most words of the noun group that completes it.
const MOST_CONTENT: usize = 3;

/// Prepositions that leave a phrase open where nothing follows, and may be dropped. "By" may belong to a
/// verb, "swear by"; "to" reads as a phrase, "has been shown to".
const LEFT_OPEN: [&str; 7] = ["as", "at", "for", "from", "in", "into", "than"];
/// Prepositions and determiners: a phrase that ends in one is open.
const OPEN: [&str; 27] = join(&[
    &LEFT_OPEN,
    &["between", "by", "of", "on", "with"],
    &closed::ARTICLES,
    &closed::POSSESSIVES_OF_OTHERS,
    &closed::DISTRIBUTIVES,
    &closed::POINTING_DEMONSTRATIVES,
]);
/// Of the open ones those that are dropped where nothing follows; demonstratives stand alone as well.
const DROPPED: [&str; 19] =
    join(&[&LEFT_OPEN, &closed::ARTICLES, &closed::POSSESSIVES_OF_OTHERS, &closed::DISTRIBUTIVES]);
/// Verbs that are open without what follows: "66% had".
const VERBS: [&str; 26] = join(&[
    &closed::MODALS,
    &closed::BE_FINITE,
    &closed::BE_NONFINITE,
    &closed::HAVE,
    &["experience", "feel", "felt", "get", "notice", "noticed", "saw", "see"],
]);
/// Words that a noun group does not run over: pronouns, verbs, conjunctions, prepositions, adverbs.
const STOP: [&str; 53] = join(&[
    &closed::SUBJECT_PRONOUNS,
    &closed::DO,
    &["and", "or", "nor", "but", "so", "yet", "that", "if", "although", "because", "since", "once"],
    &["unless", "until", "while", "how", "what", "when", "where", "which", "who", "before", "after"],
    &["against", "due", "during", "over", "per", "through", "to", "under", "versus", "via", "vs"],
    &["within", "without", "not", "n't", "also", "even", "however", "only", "then"],
]);

/// Prose range of a mark and of what completes it, where it ends in the middle of a phrase.
pub(super) fn span(reading: &Reading<'_>, mark: &Mark) -> Range<usize> {
    let words = reading.words();
    let (first, last) = (mark.first as usize, mark.last() as usize);
    let block = words.of_block(words.block_of(first));
    let last = last.min(block.end - 1).max(first);
    // "of" binds a word to one before it that was not asked for
    let first = first + usize::from(first < last && reading.word(first).eq_ignore_ascii_case("of"));
    reading.span_of_tokens(first, whole(words, reading.document().prose(), first, last))
}

/// The last token of the phrase that `first..=last` begin. It is `last` itself where that closes the
/// phrase, and an earlier one where nothing in the clause would: a preposition before a full stop or a
/// list says nothing.
fn whole(words: &Words, prose: &str, first: usize, last: usize) -> usize {
    let tokens = words.tokens();
    let is = |list: &[&str], token: &Token| closed::is(&prose[token.start as usize..token.end()], list);
    let ends = |at: usize| {
        let flags = tokens[at].flags;
        flags.has(Flags::CLAUSE_END)
            || flags.has(Flags::COMMA)
            || flags.has(Flags::BLOCK_END)
            || at + 1 >= tokens.len()
    };
    let verb = is(&VERBS, &tokens[last]);
    if !verb && !is(&OPEN, &tokens[last]) {
        return last;
    }
    let mut end = last;
    let (mut function, mut content) = (0, 0);
    while !ends(end) {
        let next = &tokens[end + 1];
        if is(&OPEN, next) {
            // one link may follow the noun, "benefits of massage"; more is another phrase
            function += 1;
            if content > 0 && !prose[next.start as usize..next.end()].eq_ignore_ascii_case("of")
                || function > MOST_FUNCTION
            {
                break;
            }
        } else if is(&STOP, next) || content > 0 && is(&VERBS, next) || content == MOST_CONTENT {
            break;
        } else {
            content += 1;
        }
        end += 1;
    }
    let dropped: &[&str] = if end > last { &OPEN } else { &DROPPED };
    while end > first && is(dropped, &tokens[end]) {
        end -= 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{self, Format};
    use crate::rule::RuleSet;

    #[test]
    fn phrases_are_whole() {
        let rules = RuleSet::load(Vec::new()).expect("the built-in rules");
        // what was found, and the phrase that it begins
        let cases = [
            (
                "It is one of the most effective treatments for pain.",
                "one of",
                "one of the most effective treatments",
            ),
            ("The 35-40% of responders who stay", "40% of", "40% of responders"),
            ("Some 27% in small trials vs the other", "27% in", "27% in small trials"),
            (
                "It is one of the gentle forms of massage by choice",
                "one of",
                "one of the gentle forms of massage",
            ),
            ("Nearly 66% had visible regrowth.", "66% had", "66% had visible regrowth"),
            ("About 66% had a visible regrowth, and more", "66% had", "66% had a visible regrowth"),
            ("It has been shown to help.", "been shown to", "been shown to"),
            ("A remedy for", "remedy for", "remedy"),
            ("It is a must-have in any kitchen.", "must-have in", "must-have in any kitchen"),
            ("It is a must-have in any.", "must-have in any", "must-have"),
            ("Millions swear by it.", "swear by", "swear by"),
            ("It is good for you.", "good", "good"),
            ("Colds can be present before you feel them.", "Colds can", "Colds can be present"),
            ("You are one.", "are", "are one"),
            ("There you are.", "are", "are"),
        ];
        for (text, found, wanted) in cases {
            let document = format::read(text, Format::Plain);
            let words = rules.language().words(&document);
            let at = text.find(found).expect("it is there");
            let (first, last) = (words.token_at(at), words.token_at(at + found.len() - 1));
            let end = whole(&words, document.prose(), first, last);
            assert_eq!(
                &document.prose()[words.bytes(first..end + 1)].trim_end_matches('%'),
                &wanted,
                "{text}"
            );
        }
    }
}
