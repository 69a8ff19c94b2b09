//! Bytes to text. Owns the guess at an encoding and the words for files that hold no text at all;
//! must not know what the text is made of.
//!
//! What the bytes themselves prove comes first (a byte-order mark, valid UTF-8), then what the
//! page declares, then a guess. A guess counts only where every byte decodes and nothing but text
//! comes out: half-broken text would put findings on words that the writer never wrote.

use std::borrow::Cow;
use std::fmt;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text. A byte-order mark stays in it, since positions count it.
    pub text: String,
    /// Name of the encoding it was read from: `utf-8`, `utf-16le`, `windows-1252` …
    pub encoding: &'static str,
}

/// A file that is no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecodable {
    /// What it is and what to do, ready to follow "this is": "a PDF file: save it as …".
    pub reason: Cow<'static, str>,
}

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Undecodable {}

fn refuse<T>(reason: impl Into<Cow<'static, str>>) -> Result<T, Undecodable> {
    Err(Undecodable { reason: reason.into() })
}

/// Bytes of a page in which it may declare its encoding.
const DECLARATION: usize = 1024;

/// Decodes a file. Valid UTF-8 is taken over without copying.
///
/// # Errors
/// Where the file is no text, or its encoding cannot be told.
pub fn decode(bytes: Vec<u8>) -> Result<Decoded, Undecodable> {
    if let Some(reason) = foreign(&bytes) {
        return refuse(reason);
    }
    if let Some(encoding) = utf16(&bytes) {
        return match encoding.decode_without_bom_handling_and_without_replacement(&bytes) {
            Some(text) if !text.contains('\0') => Ok(decoded(text.into_owned(), encoding)),
            _ => refuse(match bytes.len() % 2 {
                1 => "UTF-16 text that stops in the middle of a character: save it as UTF-8",
                _ => "broken UTF-16 text: save it as UTF-8",
            }),
        };
    }
    if let Some(at) = memchr::memchr(0, &bytes) {
        return refuse(format!("binary data (a NUL at {})", place(&bytes, at)));
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok(decoded(text, UTF_8)),
        Err(error) => error.into_bytes(),
    };
    // what the page says of itself, if its bytes agree
    if let Some(encoding) = declared(&bytes)
        && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(&bytes)
        && is_text(&text)
    {
        return Ok(decoded(text.into_owned(), encoding));
    }
    // UTF-8 with a few bad bytes is a damaged file: any other encoding would garble the rest of it
    let (valid, broken, first) = utf8_sequences(&bytes);
    if valid > broken || bytes.starts_with(b"\xef\xbb\xbf") {
        return refuse(format!("not valid UTF-8 at {}: save it again as UTF-8", place(&bytes, first)));
    }
    let guess = guess(&bytes);
    match guess.decode_without_bom_handling_and_without_replacement(&bytes) {
        Some(text) if is_text(&text) => Ok(decoded(text.into_owned(), guess)),
        Some(_) => refuse("binary data"),
        None => refuse(format!("not valid UTF-8 at {}: save it as UTF-8", place(&bytes, first))),
    }
}

fn decoded(text: String, encoding: &'static Encoding) -> Decoded {
    let encoding = match encoding.name() {
        "UTF-8" => "utf-8",
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        name => name,
    };
    Decoded { text, encoding }
}

/// What a file is that no text editor made, told by its first bytes.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    const WORD: &str = "a Word document: save it as text, Markdown or HTML";
    const KINDS: [(&[u8], &str); 15] = [
        (b"%PDF-", "a PDF file: save its text as a text, Markdown or HTML file"),
        (b"{\\rtf", "an RTF document: save it as text, Markdown or HTML"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Office document: save it as text, Markdown or HTML"),
        (b"\x89PNG\r\n", "a PNG image"),
        (b"\xFF\xD8\xFF", "a JPEG image"),
        (b"GIF87a", "a GIF image"),
        (b"GIF89a", "a GIF image"),
        (b"RIFF", "an image, sound or film"),
        (b"\x1F\x8B", "a gzip archive: unpack it first"),
        (b"BZh", "a bzip2 archive: unpack it first"),
        (b"\xFD7zXZ\0", "an xz archive: unpack it first"),
        (b"\x28\xB5\x2F\xFD", "a zstd archive: unpack it first"),
        (b"7z\xBC\xAF\x27\x1C", "a 7z archive: unpack it first"),
        (b"bplist00", "a web archive: save the page as HTML"),
        (b"\x7FELF", "a program"),
    ];
    const UTF32: &str = "UTF-32 text: save it as UTF-8";
    if bytes.starts_with(b"\xFF\xFE\0\0") || bytes.starts_with(b"\0\0\xFE\xFF") {
        return Some(UTF32);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        // names of packed files stand in the clear
        let head = &bytes[..bytes.len().min(64 << 10)];
        let holds = |name: &[u8]| memchr::memmem::find(head, name).is_some();
        return Some(match () {
            () if holds(b"word/") => WORD,
            () if holds(b"opendocument.text") => "an OpenDocument text: save it as text, Markdown or HTML",
            () if holds(b"epub+zip") => "an EPUB book: unpack it and check its pages",
            () if holds(b"xl/") => "an Excel workbook",
            () if holds(b"ppt/") => "a PowerPoint presentation",
            () => "a ZIP archive: unpack it first",
        });
    }
    // a text may well start with "BZh" or "RIFF"; an archive holds bytes that no text holds
    let odd = || bytes.iter().take(512).any(|&b| b < 0x09 || (0x0E..0x1B).contains(&b));
    KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)).and_then(|&(magic, name)| {
        let plain = magic.iter().all(|b| b.is_ascii_alphanumeric());
        (!plain || odd()).then_some(name)
    })
}

/// UTF-16, by its byte-order mark or because every other byte of the start is NUL.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(UTF_16LE),
        [0xFE, 0xFF, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(4096) & !1];
    if head.len() < 4 {
        return None;
    }
    let nul = |odd: usize| head.chunks_exact(2).filter(|pair| pair[odd] == 0).count();
    let (even, odd, pairs) = (nul(0), nul(1), head.len() / 2);
    // English text is nearly all ASCII, and no text holds U+0000
    match (even, odd) {
        (0, odd) if odd * 10 >= pairs * 7 => Some(UTF_16LE),
        (even, 0) if even * 10 >= pairs * 7 => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding that an HTML page or XML file declares in its first kilobyte. UTF-8 is not
/// returned: it has been tried by then.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARATION)];
    let lower = head.to_ascii_lowercase();
    let meta = memchr::memmem::find_iter(&lower, b"<meta").find_map(|at| {
        let tag = &lower[at..];
        let tag = &tag[..memchr::memchr(b'>', tag).unwrap_or(tag.len())];
        value(tag, b"charset")
    });
    let label = match lower.starts_with(b"<?xml") {
        true => {
            let end = memchr::memchr(b'>', &lower).unwrap_or(lower.len());
            value(&lower[..end], b"encoding").or(meta)
        }
        false => meta,
    };
    // a declaration that could be read cannot be in UTF-16
    Encoding::for_label(label?).filter(|e| *e != UTF_8 && *e != UTF_16LE && *e != UTF_16BE)
}

/// What follows `name` and an equals sign, without quotes.
fn value<'t>(tag: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    let after = &tag[memchr::memmem::find(tag, name)? + name.len()..];
    let after = after.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let after = after.strip_prefix(b"\"").or(after.strip_prefix(b"'")).unwrap_or(after);
    let end =
        after.iter().position(|b| b.is_ascii_whitespace() || b"\"';?/".contains(b)).unwrap_or(after.len());
    Some(&after[..end])
}

/// Number of valid sequences of several bytes, number of broken ones, and place of the first broken.
fn utf8_sequences(bytes: &[u8]) -> (usize, usize, usize) {
    let (mut valid, mut broken, mut first, mut at) = (0, 0, None, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            broken += 1;
            first.get_or_insert(at);
            at += chunk.invalid().len();
        }
    }
    (valid, broken, first.unwrap_or(at))
}

/// The likeliest encoding of bytes that are not UTF-8.
///
/// In English only marks, signs and the odd letter lie beyond ASCII, so they stand alone or by twos
/// and threes. A detector that weighs all languages takes `\xb0C` for Chinese sooner than for
/// "°C"; it is asked where whole words lie beyond ASCII.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut run = Vec::with_capacity(4);
    let english = bytes.iter().all(|&b| {
        match b.is_ascii() {
            true => run.clear(),
            // a row of dots or dashes is one sign
            false if run.last() != Some(&b) => run.push(b),
            false => {}
        }
        run.len() <= 3
    });
    if english && WINDOWS_1252.decode_without_bom_handling(bytes).0.chars().all(is_text_char) {
        return WINDOWS_1252;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether a guess gave text: controls other than white space, and the controls of Latin-1 at
/// 0x80–0x9F that no editor writes, say that the bytes meant something else.
fn is_text(text: &str) -> bool {
    text.chars().all(is_text_char)
}

fn is_text_char(c: char) -> bool {
    !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1a}')
}

fn place(bytes: &[u8], at: usize) -> String {
    format!("byte {at} (line {})", 1 + memchr::memchr_iter(b'\n', &bytes[..at]).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn utf16be(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    #[test]
    fn reads_what_editors_write() {
        let quote = "It\u{2019}s caf\u{e9} time, she said, and the \u{201c}cure\u{201d} costs 30 \u{20ac}.";
        let windows = encoding_rs::WINDOWS_1252.encode(quote).0.into_owned();
        let page = |label: &str, body: &[u8]| {
            [b"<html><head><meta charset=\"", label.as_bytes(), b"\"></head><p>", body].concat()
        };
        let marked = |text: &str| format!("\u{feff}{text}");
        for (bytes, encoding, text) in [
            (b"".to_vec(), "utf-8", String::new()),
            (quote.as_bytes().to_vec(), "utf-8", quote.to_owned()),
            (marked(quote).into_bytes(), "utf-8", marked(quote)),
            (utf16le(&marked(quote)), "utf-16le", marked(quote)),
            (utf16be(&marked(quote)), "utf-16be", marked(quote)),
            (utf16le(quote), "utf-16le", quote.to_owned()),
            (utf16be(quote), "utf-16be", quote.to_owned()),
            (windows, "windows-1252", quote.to_owned()),
            (
                page("iso-8859-2", b"\xb3\xf3d\xbc"),
                "ISO-8859-2",
                "<html><head><meta charset=\"iso-8859-2\"></head><p>\u{142}\u{f3}d\u{17a}".to_owned(),
            ),
            // valid UTF-8 wins over a declaration that says otherwise
            (
                page("windows-1252", "caf\u{e9}".as_bytes()),
                "utf-8",
                "<html><head><meta charset=\"windows-1252\"></head><p>caf\u{e9}".to_owned(),
            ),
        ] {
            let decoded = decode(bytes).expect(encoding);
            assert_eq!((decoded.encoding, decoded.text), (encoding, text));
        }
    }

    #[test]
    fn takes_utf8_over_without_copying() {
        let bytes = b"plain text".to_vec();
        let at = bytes.as_ptr();
        assert_eq!(decode(bytes).expect("text").text.as_ptr(), at);
    }

    #[test]
    fn refuses_what_is_no_text() {
        let noise: Vec<u8> = (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8 | 1).collect();
        for (bytes, reason) in [
            (&b"%PDF-1.7\n"[..], "a PDF file"),
            (b"PK\x03\x04\x14\0\0\0word/document.xml", "a Word document"),
            (b"PK\x03\x04\x14\0\0\0other.txt", "a ZIP archive"),
            (b"\x89PNG\r\n\x1a\n\0\0", "a PNG image"),
            (b"{\\rtf1\\ansi text}", "an RTF document"),
            (b"\xFF\xFE\0\0a\0\0\0", "UTF-32"),
            (b"\xFF\xFEa\0b", "stops in the middle"),
            (b"\xFF\xFE\0\xD8a\0", "broken UTF-16"),
            (b"one\ntwo\0three", "binary data (a NUL at byte 7 (line 2))"),
            (b"caf\xc3\xa9 and \xc3\xa9t\xc3\xa9\n bad \xff here", "not valid UTF-8 at byte 21 (line 2)"),
            (b"\xef\xbb\xbfmarked but bad \xff", "not valid UTF-8 at byte 18 (line 1)"),
            (b"\x01\x02\xff\xfe controls \x0e", "binary data"),
            (&noise, "binary data"),
        ] {
            let error = decode(bytes.to_vec()).expect_err(reason);
            assert!(error.reason.contains(reason), "{reason}: {error}");
        }
        assert!(decode(b"BZh is how the brand spells it".to_vec()).is_ok());
    }

    #[test]
    fn guesses_short_english_texts_right() {
        for text in [
            "It\u{2019}s safe.",
            "\u{201c}Quoted\u{201d} words",
            "Ages 5 \u{2013} 10 and one \u{2014} dash",
            "Take 5 \u{b5}g at 30 \u{b0}C",
            "\u{a9} 2024 The Clinic",
            "It costs \u{a3}20",
            "\u{2022} One\n\u{2022} Two",
            "A na\u{ef}ve caf\u{e9} in S\u{e3}o Paulo",
            "Wait\u{2026} what?",
            "Acme\u{ae} and Zorp\u{2122} are \u{bd} off",
        ] {
            let bytes = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
            assert_eq!(decode(bytes).map(|d| d.text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn leaves_other_languages_to_the_detector() {
        let russian = "\u{418}\u{433}\u{43b}\u{43e}\u{443}\u{43a}\u{430}\u{43b}\u{44b}\u{432}\u{430}\u{43d}\u{438}\u{435} \u{43f}\u{43e}\u{43c}\u{43e}\u{433}\u{430}\u{435}\u{442} \u{43f}\u{440}\u{438} \u{431}\u{43e}\u{43b}\u{438}.";
        let bytes = encoding_rs::WINDOWS_1251.encode(russian).0.into_owned();
        assert_eq!(decode(bytes).map(|d| d.text).as_deref(), Ok(russian));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_decoded_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let whole = String::from_utf8(bytes.clone());
            match (decode(bytes), whole) {
                (Ok(decoded), Ok(whole)) if decoded.encoding == "utf-8" => assert_eq!(decoded.text, whole),
                (Ok(decoded), _) => assert!(!decoded.text.contains('\0')),
                (Err(error), _) => assert!(!error.reason.is_empty()),
            }
        }
    }
}
