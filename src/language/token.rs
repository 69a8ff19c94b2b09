//! Prose to tokens: one pass over the bytes, one lookup a word. Owns what a word is; must not know
//! phrases or rules.

use super::closed;
use super::sentence::Splitter;
use super::vocabulary::{Vocabulary, WordId};
use crate::document::Document;

/// One word of the prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// The word, folded; [`WordId::UNKNOWN`] where no lexicon or rule knows it.
    pub word: WordId,
    /// First byte in the prose.
    pub start: u32,
    /// Length in bytes.
    pub len: u16,
    /// What else is to be seen.
    pub flags: Flags,
}

impl Token {
    /// First byte after the word.
    pub const fn end(&self) -> usize {
        self.start as usize + self.len as usize
    }
}

/// Whether a word is part of something that is not spelt as English is: a handle, a hashtag, an identifier, a
/// path, a host. Few ask, so that it is looked up and no flag of all tokens.
pub(super) fn is_in_code(prose: &str, token: &Token) -> bool {
    let (before, behind) = (&prose[..token.start as usize], &prose[token.end()..]);
    let joins = |c: char| {
        matches!(c, '#' | '@' | '_' | '\\' | '=' | '{' | '}' | '<' | '>' | '$' | '~' | '^' | '|')
            || c.is_ascii_digit()
    };
    let goes_on = |rest: &str, next: fn(char) -> bool| {
        rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(next))
    };
    let came =
        before.strip_suffix('.').is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_alphanumeric()));
    // "headaches/migraines" are two words, "/headaches" is a place
    let path = before.strip_suffix('/').is_some_and(|rest| {
        rest.is_empty() || rest.ends_with(|c: char| c.is_whitespace() || matches!(c, '.' | '~' | '/' | ':'))
    });
    before.ends_with(joins)
        || behind.starts_with(joins)
        || came
        || goes_on(behind, |c| c.is_ascii_lowercase())
        || path
}

/// A set of token properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(u16);

impl Flags {
    /// Begins with a capital letter.
    pub const CAPITAL: Self = Self(1);
    /// Has two or more letters, all capital.
    pub const CAPITALS: Self = Self(1 << 1);
    /// Begins with a digit.
    pub const DIGIT: Self = Self(1 << 2);
    /// A hyphen joins it to the next word.
    pub const JOINT: Self = Self(1 << 3);
    /// A clause ends after it.
    pub const CLAUSE_END: Self = Self(1 << 4);
    /// A sentence ends after it.
    pub const SENTENCE_END: Self = Self(1 << 5);
    /// A comma stands after it.
    pub const COMMA: Self = Self(1 << 6);
    /// A per cent sign stands after it.
    pub const PERCENT: Self = Self(1 << 7);
    /// A web or mail address, a file name.
    pub const ADDRESS: Self = Self(1 << 8);
    /// The second half of a contraction: "n't", "'re".
    pub const CLITIC: Self = Self(1 << 9);
    /// A block ends after it.
    pub const BLOCK_END: Self = Self(1 << 10);

    /// Whether all properties of `other` are here.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Adds properties.
    pub const fn insert(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// Longest word that is looked up, in bytes; longer ones are unknown.
pub const LONGEST_WORD: usize = 48;
/// Longest token; a longer run of letters is cut.
const LONGEST_TOKEN: usize = 60_000;

/// Classes of bytes, so that the common ways through the text are one table look-up.
const SPACE: u8 = 0;
const LETTER: u8 = 1;
const STOP: u8 = 2; // . ! ?
const BREAK: u8 = 3; // ends a clause: ; : ( ) [ ]
const COMMA: u8 = 4;
const OTHER: u8 = 5;
const WIDE: u8 = 6; // first byte of a character beyond ASCII

const CLASS: [u8; 256] = {
    let mut table = [OTHER; 256];
    let mut i = 0;
    while i < 256 {
        let b = i as u8;
        table[i] = match b {
            b' ' | b'\n' | b'\t' | b'\r' => SPACE,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => LETTER,
            b'.' | b'!' | b'?' => STOP,
            b';' | b':' | b'(' | b')' | b'[' | b']' => BREAK,
            b',' => COMMA,
            0x80..=0xFF => WIDE,
            _ => OTHER,
        };
        i += 1;
    }
    table
};

/// Appends the tokens of a document's blocks; pushes the index of the first token of each block
/// to `first`, so that block `i` owns `first[i]..first[i + 1]`.
pub(super) fn tokenize(
    document: &Document, vocabulary: &Vocabulary, splitter: &Splitter, out: &mut Vec<Token>,
    first: &mut Vec<u32>,
) {
    let prose = document.prose();
    out.reserve(prose.len() / 5);
    let mut starts = Vec::new();
    for block in document.blocks() {
        first.push(out.len() as u32);
        let from = out.len();
        Run { prose, bytes: prose.as_bytes(), end: block.prose.end, vocabulary, out, no_host: 0 }
            .run(block.prose.start);
        starts.clear();
        splitter.split(&prose[block.prose.clone()], &mut starts);
        let mut at = from;
        for start in &starts {
            let start = block.prose.start + start;
            while at < out.len() && (out[at].start as usize) < start {
                at += 1;
            }
            if at > from {
                out[at - 1].flags.insert(Flags::CLAUSE_END);
                out[at - 1].flags.insert(Flags::SENTENCE_END);
            }
        }
        if let Some(last) = out[from..].last_mut() {
            last.flags.insert(Flags::CLAUSE_END);
            last.flags.insert(Flags::SENTENCE_END);
            last.flags.insert(Flags::BLOCK_END);
        }
    }
    first.push(out.len() as u32);
}

/// A word while it is read.
struct Scan {
    folded: [u8; LONGEST_WORD],
    /// Bytes folded, those that found no room included.
    len: usize,
    letters: usize,
    /// Letters that are capital.
    upper: usize,
    /// Offset of the last inner apostrophe, and how much was folded before it.
    apostrophe: Option<(usize, usize)>,
    flags: Flags,
}

impl Default for Scan {
    fn default() -> Self {
        let (len, letters, upper) = (0, 0, 0);
        Self { folded: [0; LONGEST_WORD], len, letters, upper, apostrophe: None, flags: Flags::default() }
    }
}

impl Scan {
    /// The word in lower case; none of a word that is too long to be known.
    fn folded(&self) -> Option<&[u8]> {
        self.folded.get(..self.len)
    }

    #[inline]
    fn fold(&mut self, lower: u8) {
        if self.len < LONGEST_WORD {
            self.folded[self.len] = lower;
        }
        self.len += 1;
    }

    fn apostrophe(&mut self, at: usize) {
        self.apostrophe = Some((at, self.len));
        self.fold(b'\'');
    }

    fn capital(&mut self, first: bool) {
        self.upper += 1;
        if first {
            self.flags.insert(Flags::CAPITAL);
        }
    }
}

struct Run<'a> {
    prose: &'a str,
    bytes: &'a [u8],
    end: usize,
    vocabulary: &'a Vocabulary,
    out: &'a mut Vec<Token>,
    /// No host or file name begins before this.
    no_host: usize,
}

impl Run<'_> {
    fn run(&mut self, start: usize) {
        let block_first = self.out.len();
        let mut at = start;
        while at < self.end {
            match CLASS[self.bytes[at] as usize] {
                LETTER => at = self.word(at),
                SPACE | OTHER => {
                    if self.bytes[at] == b'%' {
                        self.mark(block_first, Flags::PERCENT);
                    } else if self.bytes[at] == b'-' && self.dash_between_words(at) {
                        self.mark(block_first, Flags::CLAUSE_END);
                    }
                    at += 1;
                }
                COMMA => {
                    self.mark(block_first, Flags::COMMA);
                    at += 1;
                }
                STOP | BREAK => {
                    // a full stop may belong to an abbreviation: only the end of a sentence counts
                    if self.bytes[at] != b'.' {
                        self.mark(block_first, Flags::CLAUSE_END);
                    }
                    at += 1;
                }
                _ => {
                    let c = self.char(at);
                    if c.is_alphanumeric() {
                        at = self.word(at);
                    } else {
                        match c {
                            '—' | '–' | '…' | '•' | '‒' | '―' | '。' | '！' | '？' => {
                                self.mark(block_first, Flags::CLAUSE_END);
                            }
                            '‐' | '‑' => {
                                let joins = self.bytes.get(at + c.len_utf8()).is_some_and(|&b| {
                                    at + c.len_utf8() < self.end && (CLASS[b as usize] == LETTER || b >= 0x80)
                                });
                                if joins
                                    && let Some(last) = self.out[block_first..].last_mut()
                                    && last.end() == at
                                {
                                    last.flags.insert(Flags::JOINT);
                                }
                            }
                            _ => {}
                        }
                        at += c.len_utf8();
                    }
                }
            }
        }
    }

    fn char(&self, at: usize) -> char {
        self.prose[at..].chars().next().unwrap_or(' ')
    }

    /// A hyphen with a space on either side is a dash: "relief - and fast".
    fn dash_between_words(&self, at: usize) -> bool {
        at > 0 && self.bytes[at - 1] == b' ' || self.bytes.get(at + 1) == Some(&b'-')
    }

    fn mark(&mut self, block_first: usize, flag: Flags) {
        if let Some(last) = self.out[block_first..].last_mut() {
            last.flags.insert(flag);
        }
    }

    /// Reads one word that starts at `start`; returns the offset after it.
    fn word(&mut self, start: usize) -> usize {
        if let Some(end) = self.web_address(start) {
            self.push(start, end, WordId::UNKNOWN, Flags::ADDRESS);
            return end;
        }
        let mut scan = Scan::default();
        let end = self.scan(start, &mut scan);
        if end + 1 < self.end
            && matches!(self.bytes[end], b'@' | b'_' | b'.')
            && self.bytes[end + 1].is_ascii_alphanumeric()
            && let Some(end) = self.host_or_mail(start)
        {
            self.push(start, end, WordId::UNKNOWN, Flags::ADDRESS);
            return end;
        }
        let word = scan.folded().map_or(WordId::UNKNOWN, |folded| self.vocabulary.get(folded));
        if word != WordId::UNKNOWN || !self.contraction(start, end, &scan) {
            self.push(start, end, word, scan.flags);
        }
        self.joint(end);
        end
    }

    /// Folds the letters of the word that starts at `start`; returns the offset after it.
    fn scan(&self, start: usize, scan: &mut Scan) -> usize {
        if self.bytes[start].is_ascii_digit() {
            scan.flags.insert(Flags::DIGIT);
        }
        let limit = self.end.min(start + LONGEST_TOKEN);
        let mut at = start;
        while at < limit {
            let b = self.bytes[at];
            if b.is_ascii_lowercase() {
                // nearly all of a text is this
                let run = at;
                while at < limit && self.bytes[at].is_ascii_lowercase() {
                    scan.fold(self.bytes[at]);
                    at += 1;
                }
                scan.letters += at - run;
            } else if b.is_ascii_alphanumeric() {
                if b.is_ascii_uppercase() {
                    scan.capital(at == start);
                }
                scan.letters += usize::from(b.is_ascii_alphabetic());
                scan.fold(b.to_ascii_lowercase());
                at += 1;
            } else if b >= 0x80 {
                let c = self.char(at);
                if !self.wide(c, at, at == start, scan) {
                    break;
                }
                at += c.len_utf8();
            } else if b == b'\'' && at > start && self.letter_after(at + 1) {
                scan.apostrophe(at);
                at += 1;
            } else if self.is_in_number(at, scan) {
                scan.fold(b);
                at += 1;
            } else {
                break;
            }
        }
        if scan.letters >= 2 && scan.upper == scan.letters {
            scan.flags.insert(Flags::CAPITALS);
        }
        at
    }

    /// Folds a character beyond ASCII, if it is part of the word.
    fn wide(&self, c: char, at: usize, first: bool, scan: &mut Scan) -> bool {
        match c {
            '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            '’' | 'ʼ' if self.letter_after(at + c.len_utf8()) => scan.apostrophe(at),
            c if c.is_alphanumeric() || (!first && combining(c)) => {
                if c.is_uppercase() {
                    scan.capital(first);
                }
                scan.letters += 1;
                for lower in c.to_lowercase() {
                    lower.encode_utf8(&mut [0; 4]).bytes().for_each(|b| scan.fold(b));
                }
            }
            _ => return false,
        }
        true
    }

    /// "1.5", "7,350": a sign that belongs to a number.
    fn is_in_number(&self, at: usize, scan: &Scan) -> bool {
        matches!(self.bytes[at], b'.' | b',')
            && scan.flags.has(Flags::DIGIT)
            && scan.letters == 0
            && self.bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
            && at + 1 < self.end
    }

    /// A hyphen between two letters joins them.
    fn joint(&mut self, end: usize) {
        if end < self.end
            && self.bytes[end] == b'-'
            && self.bytes.get(end + 1).is_some_and(|&b| CLASS[b as usize] == LETTER || b >= 0x80)
            && let Some(last) = self.out.last_mut()
        {
            last.flags.insert(Flags::JOINT);
        }
    }

    /// Splits "don't" into "do" and "n't", "it's" into "it" and "'s"; a possessive stays whole.
    fn contraction(&mut self, start: usize, end: usize, scan: &Scan) -> bool {
        let (Some((cut, cut_len)), Some(folded)) = (scan.apostrophe, scan.folded()) else { return false };
        let listed = |class: &[&str], word: &[u8]| class.iter().any(|w| w.as_bytes() == word);
        let (stem, tail) = folded.split_at(cut_len);
        let (at, stem, tail): (usize, &[u8], &[u8]) = match tail {
            b"'t" if stem.ends_with(b"n") && stem.len() > 1 => {
                // "can't" keeps its n: ca + n't is no word
                let keep = usize::from(stem == b"can");
                match keep {
                    1 => (cut, stem, b"n't"),
                    // invisible characters may stand between the n and the apostrophe
                    _ => {
                        let n = self.bytes[start..cut].iter().rposition(|b| b.eq_ignore_ascii_case(&b'n'));
                        (start + n.unwrap_or(0), &stem[..stem.len() - 1], b"n't")
                    }
                }
            }
            b"'s" if listed(&closed::BEFORE_SHORT_IS, stem) => (cut, stem, tail),
            _ if listed(&closed::SHORT_AUXILIARIES, tail) => (cut, stem, tail),
            _ => return false,
        };
        self.push(start, at, self.vocabulary.get(stem), scan.flags);
        let mut clitic = Flags::default();
        clitic.insert(Flags::CLITIC);
        self.push(at, end, self.vocabulary.get(tail), clitic);
        true
    }

    fn letter_after(&self, at: usize) -> bool {
        at < self.end
            && (self.bytes[at].is_ascii_alphabetic()
                || self.bytes[at] >= 0x80 && self.char(at).is_alphabetic())
    }

    /// The end of the web address or DOI that starts here.
    fn web_address(&self, start: usize) -> Option<usize> {
        let rest = &self.bytes[start..self.end];
        let web = matches!(rest[0], b'h' | b'H') && (starts(rest, b"http://") || starts(rest, b"https://"))
            || matches!(rest[0], b'w' | b'W') && starts(rest, b"www.")
            || matches!(rest[0], b'd' | b'D') && starts(rest, b"doi:10.")
            || rest.starts_with(b"10.") && rest.get(3..7).is_some_and(|d| d.iter().all(u8::is_ascii_digit));
        if web {
            let stop = rest
                .iter()
                .position(|b| b.is_ascii_whitespace() || matches!(b, b'<' | b'>' | b'"'))
                .unwrap_or(rest.len());
            let trimmed = rest[..stop]
                .iter()
                .rposition(|b| !matches!(b, b'.' | b',' | b';' | b':' | b')' | b'!' | b'?'))
                .map_or(1, |i| i + 1);
            let mut end = start + trimmed;
            while !self.prose.is_char_boundary(end) {
                end += 1;
            }
            return Some(end);
        }
        None
    }

    /// The end of the name@host.tld, host.tld or file name that starts here.
    fn host_or_mail(&mut self, start: usize) -> Option<usize> {
        if start < self.no_host {
            return None;
        }
        let mut at = start;
        let mut mail = false;
        let mut dotted = false;
        while at < self.end && at - start < 256 {
            match self.bytes[at] {
                b if b.is_ascii_alphanumeric() || b == b'_' => at += 1,
                b'.' if at + 1 < self.end && self.bytes[at + 1].is_ascii_lowercase() && at > start => {
                    dotted = true;
                    at += 1;
                }
                b'@' if !mail
                    && at > start
                    && at + 1 < self.end
                    && self.bytes[at + 1].is_ascii_alphanumeric() =>
                {
                    mail = true;
                    at += 1;
                }
                _ => break,
            }
        }
        let ending = {
            let last = self.bytes[start..at].rsplit(|&b| b == b'.').next().unwrap_or_default();
            matches!(
                last,
                b"com"
                    | b"org"
                    | b"net"
                    | b"uk"
                    | b"gov"
                    | b"edu"
                    | b"io"
                    | b"au"
                    | b"co"
                    | b"info"
                    | b"eu"
                    | b"de"
                    | b"ca"
                    | b"md"
                    | b"html"
                    | b"htm"
                    | b"pdf"
                    | b"jpg"
                    | b"jpeg"
                    | b"png"
                    | b"webp"
                    | b"gif"
                    | b"svg"
                    | b"toml"
                    | b"txt"
                    | b"json"
                    | b"php"
                    | b"js"
                    | b"rs"
            )
        };
        // "a.b.c.d" is one run for each of its parts
        if !ending && !mail {
            self.no_host = at;
        }
        // "e.g" and "i.e" are abbreviations, not hosts
        let long_head = self.bytes[start..at].iter().take(2).all(|b| *b != b'.');
        let host_like = dotted && ending && long_head && !self.bytes[start].is_ascii_digit();
        (mail && dotted || host_like).then_some(at)
    }

    fn push(&mut self, start: usize, end: usize, word: WordId, flags: Flags) {
        // of an address longer than that the rest is no token at all
        let end = self.prose.floor_char_boundary(end.min(start + u16::MAX as usize));
        let len = (end - start) as u16;
        self.out.push(Token { word, start: start as u32, len, flags });
    }
}

fn starts(bytes: &[u8], lower: &[u8]) -> bool {
    bytes.get(..lower.len()).is_some_and(|b| b.eq_ignore_ascii_case(lower))
}

fn combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(prose: &str) -> Vec<&str> {
        let vocabulary = Vocabulary::default();
        let mut out = Vec::new();
        Run {
            prose,
            bytes: prose.as_bytes(),
            end: prose.len(),
            vocabulary: &vocabulary,
            out: &mut out,
            no_host: 0,
        }
        .run(0);
        out.iter().map(|t| &prose[t.start as usize..t.end()]).collect()
    }

    #[test]
    fn a_contraction_is_cut_at_its_n_whatever_stands_behind_it() {
        assert_eq!(tokens("don't"), ["do", "n't"]);
        assert_eq!(tokens("DON\u{ad}’T"), ["DO", "N\u{ad}’T"]);
        assert_eq!(tokens("can\u{200b}'t"), ["can\u{200b}", "'t"]);
    }

    #[test]
    fn the_longest_addresses_are_cut_between_characters() {
        let text = format!("https://{}", "é".repeat(40_000));
        assert_eq!(tokens(&text)[0].len(), 65_534);
    }
}
