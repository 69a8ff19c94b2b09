//! What a sentence does with its words: negate, ask, warn, quote. Owns the contexts; the words that
//! open them are data (`rules/lexicons/contexts.toml` and `negation.toml`); must not know rules.
//!
//! What each lexicon does is told in [`kind`], clauses are found once in [`clause`], and one [`sweep`]
//! over the marks paints the contexts. What the line above a list denies of its items is told
//! in [`stem`]. Quotations are the business of [`quotation`], names of [`name`].

mod clause;
mod kind;
mod name;
mod quotation;
mod stem;
mod sweep;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub(super) use self::kind::ContextKinds;
pub(super) use self::sweep::sweep;
use super::closed;
use super::mark::Marks;
use super::token::{Flags, Token};
use crate::document::Document;

/// A set of contexts. A finding normally needs asserted text: text in none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Contexts(u32);

impl Contexts {
    /// A negator governs it.
    pub const NEGATED: Self = Self(1);
    /// A hedge governs it ("may", "some studies suggest"). Hedged text is still asserted.
    pub const HEDGED: Self = Self(1 << 1);
    /// A real question asks it.
    pub const QUESTION: Self = Self(1 << 2);
    /// An "if" or "whether" governs it.
    pub const CONDITIONAL: Self = Self(1 << 3);
    /// Quoted from somebody the publisher does not speak for, or set in scare quotes.
    pub const QUOTED: Self = Self(1 << 4);
    /// Reported as the belief of others.
    pub const REPORTED: Self = Self(1 << 5);
    /// Told as a myth.
    pub const MYTH: Self = Self(1 << 6);
    /// What the text warns against in others.
    pub const THIRD_PARTY: Self = Self(1 << 7);
    /// Part of a disclaimer.
    pub const DISCLAIMER: Self = Self(1 << 8);
    /// Part of a name or a title.
    pub const NAME: Self = Self(1 << 9);
    /// Text about wording: 'the word "cure"'.
    pub const MENTION: Self = Self(1 << 10);
    /// Code, an address or another literal.
    pub const LITERAL: Self = Self(1 << 11);
    /// An entry of the list of references.
    pub const REFERENCE: Self = Self(1 << 12);
    /// Not part of the article.
    pub const RESIDUE: Self = Self(1 << 13);
    /// A negator that weakens only ("not every").
    pub const PARTIAL: Self = Self(1 << 14);

    /// A weak hedge governs it ("can", "helps"): enough for a small claim. Still asserted.
    pub const HALF_HEDGED: Self = Self(1 << 15);
    /// Quoted from a patient or the publisher's own people: the publisher answers for it. Still asserted.
    pub const TESTIMONY: Self = Self(1 << 16);
    /// Told of times long past.
    pub const HISTORIC: Self = Self(1 << 17);

    /// In quotation marks for a few words that nobody is said to have spoken: "the body's “life force”". Beside
    /// [`QUOTED`](Self::QUOTED), for rules that look at what such marks hold off.
    pub const SCARE_QUOTED: Self = Self(1 << 19);
    /// Asked, and asserted by the answer behind it: "Is it safe? Yes." No rule may name it.
    pub const ANSWERED: Self = Self(1 << 18);

    /// The contexts of words that are not the article's own: what is left on the page, the list of
    /// references, code.
    pub const NOT_ITS_OWN: Self = Self(Self::RESIDUE.0 | Self::REFERENCE.0 | Self::LITERAL.0);

    /// The contexts of what others say or do, whatever the article thinks of it.
    pub const TOLD_BY_OTHERS: Self = Self(Self::REPORTED.0 | Self::MYTH.0 | Self::THIRD_PARTY.0);

    /// The contexts in which text asserts nothing.
    pub const UNASSERTED: Self = Self(
        Self::NEGATED.0
            | Self::QUESTION.0
            | Self::CONDITIONAL.0
            | Self::QUOTED.0
            | Self::REPORTED.0
            | Self::MYTH.0
            | Self::THIRD_PARTY.0
            | Self::DISCLAIMER.0
            | Self::NAME.0
            | Self::MENTION.0
            | Self::LITERAL.0
            | Self::REFERENCE.0
            | Self::RESIDUE.0
            | Self::HISTORIC.0,
    );

    /// Contexts that rule files may name, with their names.
    pub const NAMES: [(&str, Self); 19] = [
        ("negated", Self::NEGATED),
        ("partial", Self::PARTIAL),
        ("hedged", Self::HEDGED),
        ("half-hedged", Self::HALF_HEDGED),
        ("question", Self::QUESTION),
        ("conditional", Self::CONDITIONAL),
        ("quoted", Self::QUOTED),
        ("scare-quoted", Self::SCARE_QUOTED),
        ("testimony", Self::TESTIMONY),
        ("reported", Self::REPORTED),
        ("myth", Self::MYTH),
        ("third-party", Self::THIRD_PARTY),
        ("disclaimer", Self::DISCLAIMER),
        ("name", Self::NAME),
        ("historic", Self::HISTORIC),
        ("mention", Self::MENTION),
        ("literal", Self::LITERAL),
        ("reference", Self::REFERENCE),
        ("residue", Self::RESIDUE),
    ];

    /// The context of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(n, _)| *n == name).map(|(_, c)| *c)
    }

    /// The names of the contexts in the set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.iter().filter(move |(_, c)| self.has(*c)).map(|(n, _)| *n)
    }

    /// Whether all of `other` are in the set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any of `other` is in the set.
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The union.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What both sets hold.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The set without `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    fn insert(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// What the sweep looks at.
pub(super) struct Input<'a> {
    pub(super) document: &'a Document,
    pub(super) tokens: &'a [Token],
    /// First token of each sentence, and the number of tokens at the end.
    pub(super) sentences: &'a [u32],
    /// First token of each block, and the number of tokens at the end.
    pub(super) block_first: &'a [u32],
    pub(super) marks: &'a Marks,
    pub(super) kinds: &'a ContextKinds,
    /// Configured names: byte ranges in the prose, sorted.
    pub(super) names: &'a [Range<usize>],
    pub(super) residue: &'a [bool],
}

impl Input<'_> {
    fn word(&self, t: u32) -> &str {
        let token = &self.tokens[t as usize];
        &self.document.prose()[token.start as usize..token.end()]
    }

    /// A word, in whatever case, is one of these.
    fn is(&self, t: u32, words: &[&str]) -> bool {
        closed::is(self.word(t), words)
    }

    fn has(&self, t: u32, flag: Flags) -> bool {
        self.tokens[t as usize].flags.has(flag)
    }

    /// What stands between a token and the next, in the same line.
    fn gap_after(&self, t: u32) -> &str {
        let prose = self.document.prose();
        let from = self.tokens[t as usize].end();
        let next = self.tokens.get(t as usize + 1).map_or(prose.len(), |t| t.start as usize);
        let to = prose.floor_char_boundary(next.min(from + 16)).max(from);
        prose[from..to].split('\n').next().unwrap_or("")
    }

    fn ends_with(&self, end: u32, mark: char) -> bool {
        end.checked_sub(1).is_some_and(|t| self.gap_after(t).contains(mark))
    }
}
