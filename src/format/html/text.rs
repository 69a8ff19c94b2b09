//! Character references: which stretches of a text node or an attribute value read as they are
//! written, and which are decoded. Owns alignment of decoded text with its source; must not know
//! elements nor blocks. The table of names is the tokenizer's, asked once for each reference.

use std::collections::HashMap;
use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

/// The longest named reference has 33 bytes; what is longer decodes as its beginning does.
const LONGEST_NAME: usize = 40;

/// Where a text stands, which says how it is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// Between tags. An empty end tag, `</>`, is no text.
    Content,
    /// In a title or text area, where no tags are read.
    Title,
    /// In an attribute, where a name without semicolon is no reference before `=` or a letter.
    Value,
}

/// A stretch of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// The source as it stands.
    Verbatim(Range<usize>),
    /// Text that the source writes differently.
    Decoded(&'a str, Range<usize>),
}

/// Decodes references, and remembers what they stood for.
#[derive(Debug, Default)]
pub(super) struct Decoder<'s> {
    known: HashMap<(&'s str, bool, bool), (String, usize)>,
}

impl<'s> Decoder<'s> {
    /// Calls `each` with every piece of `range`, in order.
    pub(super) fn pieces(
        &mut self, source: &'s str, range: Range<usize>, place: Place, mut each: impl FnMut(Piece<'_>),
    ) {
        let bytes = source.as_bytes();
        let (mut from, mut at) = (range.start, range.start);
        let verbatim = |to: Range<usize>, each: &mut dyn FnMut(Piece<'_>)| {
            if !to.is_empty() {
                each(Piece::Verbatim(to));
            }
        };
        while let Some(next) = memchr::memchr2(b'&', b'<', &bytes[at..range.end]) {
            at += next;
            if bytes[at] == b'<' {
                if place == Place::Content && bytes[at..range.end].starts_with(b"</>") {
                    verbatim(from..at, &mut each);
                    at += 3;
                    from = at;
                } else {
                    at += 1;
                }
                continue;
            }
            let name = candidate(&source[at..range.end]);
            let equals = place == Place::Value && bytes.get(at + name.len()) == Some(&b'=');
            let (text, used) = self.reference(name, place, equals);
            if *used == 0 {
                at += name.len();
                continue;
            }
            verbatim(from..at, &mut each);
            each(Piece::Decoded(text, at..at + used));
            at += used;
            from = at;
        }
        verbatim(from..range.end, &mut each);
    }

    /// The whole of `range`, decoded and with white space folded.
    pub(super) fn string(&mut self, source: &'s str, range: Range<usize>, place: Place) -> String {
        let mut text = String::with_capacity(range.len());
        self.pieces(source, range, place, |piece| match piece {
            Piece::Verbatim(range) => text.push_str(&source[range]),
            Piece::Decoded(decoded, _) => text.push_str(decoded),
        });
        text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What a candidate stands for and how many of its bytes that takes; 0 where it is no reference.
    fn reference(&mut self, name: &'s str, place: Place, equals: bool) -> &(String, usize) {
        let value = place == Place::Value;
        self.known.entry((name, value, equals)).or_insert_with(|| {
            if equals && !name.ends_with(';') && !name.starts_with("&#") {
                return (String::new(), 0);
            }
            let mut decoded = decode(name);
            if decoded == name {
                return (String::new(), 0);
            }
            let same = name.bytes().rev().zip(decoded.bytes().rev());
            let same = same.take_while(|(a, b)| a == b && a.is_ascii()).count();
            let same = same.min(decoded.len().saturating_sub(1));
            if value && same > 0 {
                return (String::new(), 0);
            }
            decoded.truncate(decoded.len() - same);
            (decoded, name.len() - same)
        })
    }
}

/// The longest start of `raw` that may be one reference: `&name;`, `&#123;`, `&#x1F;`.
fn candidate(raw: &str) -> &str {
    let bytes = raw.as_bytes();
    let run = |from: usize, most: usize, is: fn(&u8) -> bool| {
        from + bytes.iter().skip(from).take(most).take_while(|b| is(b)).count()
    };
    let end = match bytes {
        [b'&', b'#', b'x' | b'X', ..] => run(3, usize::MAX, u8::is_ascii_hexdigit),
        [b'&', b'#', ..] => run(2, usize::MAX, u8::is_ascii_digit),
        _ => run(1, LONGEST_NAME, u8::is_ascii_alphanumeric),
    };
    &raw[..end + usize::from(bytes.get(end) == Some(&b';'))]
}

/// What the tokenizer makes of one candidate.
fn decode(name: &str) -> String {
    let mut decoded = String::new();
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
        if let CallbackEvent::String { value } = event {
            decoded.push_str(&String::from_utf8_lossy(value));
        }
        None
    });
    let Ok(()) = Tokenizer::new_with_emitter(name, emitter).finish();
    decoded
}
