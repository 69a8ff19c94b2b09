//! What many phrases stand for, worked out in advance: the build script does it for the phrases of our
//! own data files, and the program reads the result when it starts. Owns the form in between; must
//! not know files.

use super::inflection::Inflection;
use super::pattern::{Atom, Expander, Forms, Pool, Step};
use super::phrase::{Class, Phrase};
use super::vocabulary::{Texts, Vocabulary, WordId};

/// The sequences of phrases: the same that an [`Expander`] would say.
#[derive(Debug, Default)]
pub(crate) struct Prepared {
    pub(super) pool: Pool,
    /// The steps of all sequences, each as a number.
    steps: Vec<u32>,
    /// Where each sequence ends among the steps.
    ends: Vec<u32>,
    phrases: Texts,
    /// By phrase, its first sequence and the one after its last.
    of_phrase: Vec<(u32, u32)>,
}

impl Prepared {
    /// Works phrases out, which are all different. What is no phrase or stands for too many is left out.
    pub(super) fn new<'p>(phrases: impl IntoIterator<Item = &'p str>, inflection: &Inflection) -> Self {
        let mut out = Self::default();
        let mut forms = Forms::default();
        for text in phrases {
            let Ok(phrase) = Phrase::parse(text) else { continue };
            let mut expander = Expander { pool: &mut out.pool, forms: &mut forms, inflection };
            let Ok(sequences) = expander.sequences(&phrase) else { continue };
            let first = out.ends.len() as u32;
            for steps in sequences {
                out.steps.extend(steps.iter().map(packed));
                out.ends.push(out.steps.len() as u32);
            }
            out.phrases.intern(text);
            out.of_phrase.push((first, out.ends.len() as u32));
        }
        out.pool.cover_stems();
        out
    }

    /// The sequences of a phrase, if they are known.
    pub(super) fn sequences(&self, phrase: &str) -> Option<impl Iterator<Item = &[u32]>> {
        let number = self.phrases.get(phrase.as_bytes()).checked_sub(1)?;
        let &(first, end) = self.of_phrase.get(number as usize)?;
        Some((first as usize..end as usize).map(|i| {
            let start = i.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.steps[start as usize..self.ends[i] as usize]
        }))
    }

    /// Everything in bytes, for [`Prepared::from_bytes`].
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let sets = || (0..self.pool.sets() as u32).map(|set| self.pool.words(set));
        let lens: Vec<u32> = sets().map(|words| words.len() as u32).collect();
        let words: Vec<u32> = sets().flatten().map(|w| w.0).collect();
        for texts in [self.pool.vocabulary.texts(), &self.phrases] {
            let (text, ends, table) = texts.parts();
            write_text(&mut out, text);
            write_numbers(&mut out, ends);
            write_pairs(&mut out, table);
        }
        for list in [&lens, &words, &self.steps, &self.ends] {
            write_numbers(&mut out, list);
        }
        write_pairs(&mut out, &self.of_phrase);
        for texts in self.pool.texts() {
            write_numbers(&mut out, &[texts.len() as u32]);
            texts.iter().for_each(|text| write_text(&mut out, text));
        }
        out
    }

    /// Reads what [`Prepared::to_bytes`] wrote; `None` where it is anything else.
    pub(crate) fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let rest = &mut bytes;
        let mut texts = || Texts::of(read_text(rest)?.to_owned(), read_numbers(rest)?, read_pairs(rest)?);
        let vocabulary = Vocabulary::of(texts()?);
        let phrases = texts()?;
        let lens = read_numbers(rest)?;
        let words = read_numbers(rest)?.into_iter().map(WordId).collect();
        let steps = read_numbers(rest)?;
        let ends = read_numbers(rest)?;
        let of_phrase = read_pairs(rest)?;
        let mut list = || -> Option<Vec<Box<str>>> {
            let len = *read_numbers(rest)?.first()?;
            (0..len).map(|_| read_text(rest).map(Into::into)).collect()
        };
        let (names, punctuation) = (list()?, list()?);
        let pool = Pool::with(vocabulary, &lens, words, names, punctuation)?;
        Some(Self { pool, steps, ends, phrases, of_phrase })
    }
}

/// A step as a number: what it is in two bits, which in 24, gap and whether it is optional.
fn packed(step: &Step) -> u32 {
    let (tag, which) = match step.atom {
        Atom::Words(set) => (0, set),
        Atom::Mark(name) => (1, u32::from(name)),
        Atom::Class(class) => (2, Class::ALL.iter().position(|c| *c == class).unwrap_or(0) as u32),
        Atom::Punctuation(number) => (3, u32::from(number)),
    };
    tag << 30 | which << 6 | u32::from(step.gap) << 1 | u32::from(step.optional)
}

/// The step of a number.
pub(super) fn unpacked(step: u32) -> Step {
    let which = step << 2 >> 8;
    let atom = match step >> 30 {
        0 => Atom::Words(which),
        1 => Atom::Mark(which as u16),
        2 => Atom::Class(Class::ALL[which as usize % Class::ALL.len()]),
        _ => Atom::Punctuation(which as u16),
    };
    Step { atom, gap: (step >> 1 & 31) as u8, optional: step & 1 == 1 }
}

/// Writes how many numbers there are, and the numbers.
fn write_numbers(out: &mut Vec<u8>, numbers: &[u32]) {
    out.extend((numbers.len() as u32).to_le_bytes());
    out.extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
}

/// Reads what [`write_numbers`] wrote.
fn read_numbers(rest: &mut &[u8]) -> Option<Vec<u32>> {
    let (len, after) = rest.split_first_chunk::<4>()?;
    let (numbers, after) = after.split_at_checked(4 * u32::from_le_bytes(*len) as usize)?;
    *rest = after;
    Some(numbers.chunks_exact(4).map(|n| u32::from_le_bytes([n[0], n[1], n[2], n[3]])).collect())
}

/// Writes how many pairs of numbers there are, and the pairs.
fn write_pairs(out: &mut Vec<u8>, pairs: &[(u32, u32)]) {
    out.extend((pairs.len() as u32).to_le_bytes());
    out.extend(pairs.iter().flat_map(|(a, b)| [a.to_le_bytes(), b.to_le_bytes()].concat()));
}

/// Reads what [`write_pairs`] wrote.
fn read_pairs(rest: &mut &[u8]) -> Option<Vec<(u32, u32)>> {
    let (len, after) = rest.split_first_chunk::<4>()?;
    let (pairs, after) = after.split_at_checked(8 * u32::from_le_bytes(*len) as usize)?;
    *rest = after;
    let number = |b: &[u8]| u32::from_le_bytes([b[0], b[1], b[2], b[3]]);
    Some(pairs.chunks_exact(8).map(|p| (number(&p[..4]), number(&p[4..]))).collect())
}

/// Writes the length of a text, and the text.
fn write_text(out: &mut Vec<u8>, text: &str) {
    out.extend((text.len() as u32).to_le_bytes());
    out.extend_from_slice(text.as_bytes());
}

/// Reads what [`write_text`] wrote.
fn read_text<'b>(rest: &mut &'b [u8]) -> Option<&'b str> {
    let (len, after) = rest.split_first_chunk::<4>()?;
    let (text, after) = after.split_at_checked(u32::from_le_bytes(*len) as usize)?;
    *rest = after;
    std::str::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_was_worked_out() {
        let words = include_str!("../../rules/english/inflection.toml");
        let words = Inflection::from_toml(words).expect("well made");
        let phrases =
            ["(cure|heal)/v ..6 #num? pain-free", "vaccin* \"!\" @efficacy.cure", "(", "the vaccine"];
        let made = Prepared::new(phrases, &words);
        let read = Prepared::from_bytes(&made.to_bytes()).expect("just written");
        let steps = |prepared: &Prepared, phrase: &str| -> Option<Vec<Vec<Step>>> {
            Some(prepared.sequences(phrase)?.map(|s| s.iter().map(|s| unpacked(*s)).collect()).collect())
        };
        for phrase in phrases {
            assert_eq!(steps(&made, phrase), steps(&read, phrase), "{phrase}");
            assert_eq!(made.sequences(phrase).is_none(), phrase == "(", "{phrase}");
        }
        assert_eq!(made.pool.texts(), read.pool.texts());
        assert_eq!(made.to_bytes(), read.to_bytes(), "words and sets");
        assert!(Prepared::from_bytes(&made.to_bytes()[..100]).is_none());
    }
}
