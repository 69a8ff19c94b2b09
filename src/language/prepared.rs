//! What many phrases stand for, worked out in advance: the build script does it for the phrases of our
//! own data files, and the program reads the result when it starts. Owns the form in between; must
//! not know files.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::inflection::Inflection;
use super::pattern::{Atom, Expander, Forms, Pool, Step};
use super::phrase::{Class, Phrase};
use super::vocabulary::{Vocabulary, WordId, WordMap};

/// The sequences of phrases: the same that an [`Expander`] would say.
#[derive(Debug, Default)]
pub(crate) struct Prepared {
    pub(super) pool: Pool,
    /// The steps of all sequences, each as a number.
    steps: Vec<u32>,
    /// Where each sequence ends among the steps.
    ends: Vec<u32>,
    /// The first sequence of each phrase and the one after its last.
    phrases: WordMap<Box<str>, (u32, u32)>,
}

impl Prepared {
    /// Works phrases out. What is no phrase or stands for too many is left out.
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
            out.phrases.insert(text.into(), (first, out.ends.len() as u32));
        }
        out.pool.cover_stems();
        out
    }

    /// The sequences of a phrase, if they are known.
    pub(super) fn sequences(&self, phrase: &str) -> Option<impl Iterator<Item = &[u32]>> {
        let &(first, end) = self.phrases.get(phrase)?;
        Some((first as usize..end as usize).map(|i| {
            let start = i.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.steps[start as usize..self.ends[i] as usize]
        }))
    }

    /// Everything in bytes, for [`Prepared::from_bytes`].
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut phrases: Vec<(&str, u32, u32)> =
            self.phrases.iter().map(|(text, (first, end))| (&**text, *first, *end)).collect();
        phrases.sort_unstable();
        let vocabulary = &self.pool.vocabulary;
        write_texts(&mut out, (1..=vocabulary.len() as u32).filter_map(|id| vocabulary.word(WordId(id))));
        let sets = || (0..self.pool.sets() as u32).map(|set| self.pool.words(set));
        let lens: Vec<u32> = sets().map(|words| words.len() as u32).collect();
        let words: Vec<u32> = sets().flatten().map(|w| w.0).collect();
        let ranges: Vec<u32> = phrases.iter().flat_map(|p| [p.1, p.2]).collect();
        for list in [&lens, &words, &self.steps, &self.ends, &ranges] {
            write_numbers(&mut out, list);
        }
        for texts in self.pool.texts() {
            write_texts(&mut out, texts.iter().map(|n| &**n));
        }
        write_texts(&mut out, phrases.iter().map(|p| p.0));
        out
    }

    /// Reads what [`Prepared::to_bytes`] wrote; `None` where it is anything else.
    pub(crate) fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let rest = &mut bytes;
        let vocabulary = Vocabulary::of(read_texts(rest)?);
        let lens = read_numbers(rest)?;
        let words = read_numbers(rest)?.into_iter().map(WordId).collect();
        let steps = read_numbers(rest)?;
        let ends = read_numbers(rest)?;
        let ranges = read_numbers(rest)?;
        let names = read_texts(rest)?.map(Into::into).collect();
        let punctuation = read_texts(rest)?.map(Into::into).collect();
        let pool = Pool::with(vocabulary, &lens, words, names, punctuation)?;
        let mut phrases = HashMap::with_capacity_and_hasher(ranges.len() / 2, BuildHasherDefault::default());
        phrases.extend(
            read_texts(rest)?.zip(ranges.chunks_exact(2)).map(|(text, r)| (text.into(), (r[0], r[1]))),
        );
        Some(Self { pool, steps, ends, phrases })
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

/// Writes texts: where each ends, then all in one.
fn write_texts<'t>(out: &mut Vec<u8>, texts: impl Iterator<Item = &'t str>) {
    let (mut ends, mut all) = (Vec::new(), String::new());
    for text in texts {
        all.push_str(text);
        ends.push(all.len() as u32);
    }
    write_numbers(out, &ends);
    out.extend_from_slice(all.as_bytes());
}

/// Reads what [`write_texts`] wrote.
fn read_texts<'b>(rest: &mut &'b [u8]) -> Option<impl Iterator<Item = &'b str>> {
    let ends = read_numbers(rest)?;
    let (all, after) = rest.split_at_checked(ends.last().map_or(0, |end| *end as usize))?;
    *rest = after;
    let all = std::str::from_utf8(all).ok()?;
    let mut start = 0;
    Some(ends.into_iter().map(move |end| {
        let text = all.get(start..end as usize).unwrap_or_default();
        start = end as usize;
        text
    }))
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
