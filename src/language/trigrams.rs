//! Which three letters follow each other anywhere in a text. Owns the set of them: it tells at a glance
//! that a text has none of some words, before anybody looks for one; must not know the words.

use memchr::memmem;

use super::glance::Glance;

/// The trigrams of a text, in ASCII lower case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trigrams {
    set: Glance<1024>,
    /// A bit for each byte that it has.
    bytes: [u64; 4],
    /// A letter stands in the text that is no ASCII letter and has one as its other case.
    odd: bool,
}

impl Trigrams {
    /// Those of a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut out = Self { odd: has_odd_letter(text), ..Self::default() };
        let mut last = 0u32;
        for byte in text.bytes() {
            let byte = byte.to_ascii_lowercase();
            last = last << 8 & 0xFF_FFFF | u32::from(byte);
            out.set.insert(last.to_be_bytes());
            out.bytes[usize::from(byte / 64)] |= 1 << (byte % 64);
        }
        out
    }

    /// Whether the text has an [odd letter](has_odd_letter).
    pub(crate) fn is_odd(&self) -> bool {
        self.odd
    }

    /// Whether the text may have a word, which is in ASCII lower case. Of a word of less than three bytes
    /// only the bytes are known.
    pub(crate) fn may_hold(&self, word: &[u8]) -> bool {
        let has = |byte: &u8| self.bytes[usize::from(byte / 64)] & 1 << (byte % 64) != 0;
        self.odd || word.iter().all(has) && word.windows(3).all(|w| self.set.may_hold([0, w[0], w[1], w[2]]))
    }
}

/// Whether a letter beyond ASCII stands in a text that has an ASCII letter as its other case: the long s and
/// the sign of the kelvin are all there are.
pub(crate) fn has_odd_letter(text: &str) -> bool {
    const LETTERS: [&str; 2] = ["\u{17f}", "\u{212a}"];
    !text.is_ascii() && LETTERS.iter().any(|c| memmem::find(text.as_bytes(), c.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_the_text_is_missed() {
        let text = "Sleep well, été: SHARE this »";
        let trigrams = Trigrams::of(text);
        for word in ["sleep", "well, ét", "share", "»", "w"] {
            assert!(trigrams.may_hold(word.as_bytes()), "{word}");
        }
        assert!(!trigrams.may_hold(b"sharing"));
        assert!(!trigrams.may_hold(b"x"));
    }
}
