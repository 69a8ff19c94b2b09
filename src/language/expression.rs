//! Regular expressions that are compiled when a text first needs them, and quickly. Owns how; must
//! not know what they look for.
//!
//! Most of the work of compiling an expression goes into letters that English prose hardly ever has:
//! each class of characters becomes a machine over the bytes of all its characters in UTF-8. So there
//! are two forms of each expression, for texts of [plain characters](plain) in one byte each, which
//! nearly all are, and for all others. Both match the same.

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};
use std::sync::OnceLock;

use regex_automata::meta::{BuildError, Config, Regex};
use regex_automata::util::captures::Captures;
use regex_automata::util::syntax;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{self, Class, ClassBytes, ClassBytesRange, ClassUnicode, Hir, HirKind, Look};

/// An expression in the notation of the `regex` crate.
#[derive(Debug)]
pub(crate) struct Expression {
    text: String,
    any_case: bool,
    /// It is asked for nothing but its groups.
    grouped: bool,
    plain: OnceLock<Option<Regex>>,
    full: OnceLock<Option<Regex>>,
}

/// What the named groups of an expression matched.
#[derive(Debug)]
pub(crate) struct Groups<'t> {
    text: &'t str,
    haystack: Haystack<'t>,
    captures: Captures,
}

impl Expression {
    /// An expression that is known to be sound; one that is not never matches.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { text, any_case: false, grouped: false, plain: OnceLock::new(), full: OnceLock::new() }
    }

    /// The same, to be asked for its [groups](Self::groups) alone, and seldom.
    #[must_use]
    pub(crate) fn grouped(self) -> Self {
        Self { grouped: true, ..self }
    }

    /// The same, without regard to letter case.
    pub(crate) fn of_any_case(text: impl Into<String>) -> Self {
        Self { any_case: true, ..Self::new(text) }
    }

    /// A text, and the form of the expression to search it with.
    fn search<'t>(&self, text: &'t str) -> Option<(&Regex, Haystack<'t>)> {
        let haystack = Haystack::of(text);
        let regex = match haystack.plain {
            true => self.plain.get_or_init(|| compile_plain(&self.text, self.any_case, self.config())),
            false => self.full.get_or_init(|| compile_full(&self.text, self.any_case, self.config()).ok()),
        };
        Some((regex.as_ref()?, haystack))
    }

    fn config(&self) -> Config {
        // usually an engine prepares a search for the words that a match begins with; for expressions with
        // many words that is most of the work of compiling them, and of no use here: the texts are short, and
        // whoever asks has looked for such words before
        let config = Config::new().auto_prefilter(false).onepass(false);
        // groups are found without the machines that find where a match begins and ends: half of the work
        if self.grouped { config.hybrid(false).dfa(false) } else { config }
    }

    /// Whether it was compiled: for tests.
    #[cfg(test)]
    pub(crate) fn is_compiled(&self) -> bool {
        self.plain.get().is_some() || self.full.get().is_some()
    }

    /// Whether the expression matches anywhere.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.search(text).is_some_and(|(regex, haystack)| regex.is_match(&*haystack.bytes))
    }

    /// Byte ranges of the matches, in order; they do not overlap.
    pub(crate) fn find_iter<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let mut search = self.search(text);
        let mut from = 0;
        std::iter::from_fn(move || {
            let (regex, haystack) = search.as_mut()?;
            // an empty match is of no use to anybody
            while let Some(found) = regex.find(regex_automata::Input::new(&*haystack.bytes).range(from..)) {
                from = found.end().max(found.start() + 1);
                if !found.is_empty() {
                    return Some(haystack.range(found.range()));
                }
                if from > haystack.bytes.len() {
                    break;
                }
            }
            search = None;
            None
        })
    }

    /// The groups of the first match.
    pub(crate) fn groups<'t>(&self, text: &'t str) -> Option<Groups<'t>> {
        let (regex, haystack) = self.search(text)?;
        let mut captures = regex.create_captures();
        regex.captures(&*haystack.bytes, &mut captures);
        captures.is_match().then_some(Groups { text, haystack, captures })
    }
}

impl<'t> Groups<'t> {
    /// Where a group matched, and what.
    pub(crate) fn get(&self, name: &str) -> Option<(Range<usize>, &'t str)> {
        let range = self.haystack.range(self.captures.get_group_by_name(name)?.range());
        Some((range.clone(), &self.text[range]))
    }
}

/// A text as it is searched.
#[derive(Debug)]
struct Haystack<'t> {
    bytes: Cow<'t, [u8]>,
    /// Each byte is a plain character.
    plain: bool,
    /// Plain characters beyond ASCII: the place behind each among the bytes, and how many bytes more the
    /// text has up to there.
    wide: Vec<(usize, usize)>,
}

impl<'t> Haystack<'t> {
    fn of(text: &'t str) -> Self {
        let as_it_is = |plain| Self { bytes: Cow::Borrowed(text.as_bytes()), plain, wide: Vec::new() };
        if text.is_ascii() {
            return as_it_is(true);
        }
        let (mut bytes, mut wide, mut more) = (Vec::with_capacity(text.len()), Vec::new(), 0);
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|b| !b.is_ascii()) {
            bytes.extend_from_slice(&rest.as_bytes()[..at]);
            let mut chars = rest[at..].chars();
            let Some((c, byte)) = chars.next().and_then(|c| Some((c, plain(c)?))) else {
                return as_it_is(false);
            };
            bytes.push(byte);
            more += c.len_utf8() - 1;
            wide.push((bytes.len(), more));
            rest = chars.as_str();
        }
        bytes.extend_from_slice(rest.as_bytes());
        Self { bytes: Cow::Owned(bytes), plain: true, wide }
    }

    /// A range of the bytes as a range of the text.
    fn range(&self, bytes: Range<usize>) -> Range<usize> {
        let place = |byte: usize| {
            let before = self.wide.partition_point(|(behind, _)| *behind <= byte);
            byte + before.checked_sub(1).map_or(0, |last| self.wide[last].1)
        };
        place(bytes.start)..place(bytes.end)
    }
}

/// Blocks of plain characters beyond ASCII: the no-break space and the signs of Latin-1, and dashes, quotation
/// marks, bullets and the ellipsis. No plain character is a letter or a digit.
const PLAIN: [RangeInclusive<char>; 5] =
    ['\u{a0}'..='©', '«'..='´', '¶'..='¹', '»'..='¿', '\u{2010}'..='\u{2027}'];
/// Others, sorted: the narrow no-break space, and what else stands in articles.
const SIGNS: [char; 24] = [
    '×', '÷', '\u{200b}', '\u{202f}', '′', '″', '‹', '›', '€', '™', '←', '→', '−', '≈', '≠', '≤', '≥', '★',
    '☰', '⚠', '✅', '✓', '✔', '❌',
];

/// The byte for a plain character; `None` for any other.
fn plain(c: char) -> Option<u8> {
    match c {
        '\0'..='\x7f' => Some(c as u8),
        '\u{a0}'..='¿' => (!c.is_alphabetic()).then_some(c as u8),
        '\u{2010}'..='\u{2027}' => Some(0x80 + (c as u32 - 0x2010) as u8),
        _ => SIGNS.binary_search(&c).ok().map(|at| 0xC0 + at as u8),
    }
}

fn compile_full(text: &str, any_case: bool, config: Config) -> Result<Regex, Box<BuildError>> {
    let syntax = syntax::Config::new().case_insensitive(any_case);
    Regex::builder().configure(config).syntax(syntax).build(text).map_err(Box::new)
}

fn compile_plain(text: &str, any_case: bool, config: Config) -> Option<Regex> {
    let mut parser = ParserBuilder::new();
    parser.case_insensitive(any_case);
    // where all is said in ASCII, bytes beyond it are to the expression what plain characters are: neither
    // letters nor digits; which of them are space, it has to be told
    let wide = [r"\u", r"\U", r"\x", r"\s", r"\S"];
    let ascii = text.is_ascii() && !wide.iter().any(|escape| text.contains(escape));
    let bytes = ascii.then(|| parser.clone().unicode(false).utf8(false).build().parse(text).ok()).flatten();
    let hir = match bytes {
        Some(hir) => hir,
        None => parser.build().parse(text).ok()?,
    };
    Regex::builder().configure(config.utf8_empty(false)).build_from_hir(&over_plain(&hir)).ok()
}

/// The same expression over plain characters.
fn over_plain(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => Hir::class(Class::Bytes(plain_class(class))),
        HirKind::Literal(hir::Literal(bytes)) => {
            let text = std::str::from_utf8(bytes).ok();
            let bytes: Option<Vec<u8>> = text.and_then(|text| text.chars().map(plain).collect());
            bytes.map_or_else(Hir::fail, Hir::literal)
        }
        HirKind::Look(look) => Hir::look(match look {
            Look::WordUnicode => Look::WordAscii,
            Look::WordUnicodeNegate => Look::WordAsciiNegate,
            Look::WordStartUnicode => Look::WordStartAscii,
            Look::WordEndUnicode => Look::WordEndAscii,
            Look::WordStartHalfUnicode => Look::WordStartHalfAscii,
            Look::WordEndHalfUnicode => Look::WordEndHalfAscii,
            other => *other,
        }),
        HirKind::Repetition(of) => {
            let hir::Repetition { min, max, greedy, ref sub } = *of;
            Hir::repetition(hir::Repetition { min, max, greedy, sub: Box::new(over_plain(sub)) })
        }
        HirKind::Capture(of) => {
            let hir::Capture { index, name, sub } = of;
            let (index, name) = (*index, name.clone());
            Hir::capture(hir::Capture { index, name, sub: Box::new(over_plain(sub)) })
        }
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(over_plain).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(over_plain).collect()),
        HirKind::Empty | HirKind::Class(Class::Bytes(_)) => hir.clone(),
    }
}

fn plain_class(class: &ClassUnicode) -> ClassBytes {
    // a class may have hundreds of ranges, and an expression hundreds of classes
    let mut out = Vec::new();
    let mut add = |from: char, to: char| {
        if let (Some(from), Some(to)) = (plain(from), plain(to)) {
            out.push(ClassBytesRange::new(from, to));
        }
    };
    for range in class.ranges().iter().take_while(|range| range.start() <= SIGNS[SIGNS.len() - 1]) {
        let (start, end) = (range.start(), range.end());
        if start.is_ascii() {
            add(start, end.min('\x7f'));
        }
        for block in PLAIN {
            if start <= *block.end() && end >= *block.start() {
                add(start.max(*block.start()), end.min(*block.end()));
            }
        }
        let from = SIGNS.partition_point(|sign| *sign < start);
        for sign in SIGNS[from..].iter().take_while(|sign| **sign <= end) {
            add(*sign, *sign);
        }
    }
    ClassBytes::new(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn matches_and_groups() {
        let year = Expression::new(r"(?P<year>(?:19|20)[0-9]{2})(?P<letter>[a-z])?");
        assert!(!year.is_compiled());
        assert_eq!(year.find_iter("1999 and 2004b").collect::<Vec<_>>(), [0..4, 9..14]);
        for (text, place) in [("in 2004", 3..7), ("“in” – 2004", 13..17), ("“é” 2004", 9..13)] {
            let groups = year.groups(text).expect("a match");
            assert_eq!(groups.get("year"), Some((place, "2004")), "{text}");
            assert_eq!(groups.get("letter"), None);
        }
        assert!(Expression::of_any_case("nhs").is_match("The NHS"));
        assert!(!Expression::new("(").is_match("("), "no expression matches nothing");
    }

    #[test]
    fn plain_characters_are_told_apart() {
        let signs: Vec<char> = ('\u{80}'..='\u{3000}').filter(|c| plain(*c).is_some()).collect();
        assert!(signs.iter().all(|c| PLAIN.iter().any(|block| block.contains(c)) || SIGNS.contains(c)));
        assert!(signs.iter().all(|c| !c.is_alphabetic()));
        let mut bytes: Vec<u8> = signs.iter().filter_map(|c| plain(*c)).collect();
        bytes.sort_unstable();
        bytes.dedup();
        assert_eq!(bytes.len(), signs.len());
        assert!(PLAIN.iter().all(|block| block.clone().all(|c| plain(c).is_some())));
        assert!(SIGNS.is_sorted());
    }

    const EXPRESSIONS: [&str; 9] = [
        r"a(?u:\W)|(?u:.)Z",
        r"\bcafé\b|\bcaf\b",
        r"[^.]{1,4}[»–…]",
        r"(\S+ ){2}(a|an|…)$",
        r"\w+’s\b",
        r"(?-u:\b)[A-ZÀ-Þ][a-zß-ÿ]*",
        r"^\W|\s$",
        r"ſ|k|€\d",
        r"\B.\B",
    ];

    proptest! {
        /// Both forms match the same, and what the engine itself would.
        #[test]
        fn forms_agree(
            parts in proptest::collection::vec(proptest::sample::select(vec![
                "caf", "é", "a", " ", "’s", "–", "…", "»", ".", "€", "5", "K", "ſ", "\u{a0}", "\u{202f}", "✓", "Z", "À",
                "µ", "\n",
            ]), 0..10),
        ) {
            let text = parts.concat();
            for expression in EXPRESSIONS {
                let ours: Vec<_> = Expression::of_any_case(expression).find_iter(&text).collect();
                let engine = regex::RegexBuilder::new(expression).case_insensitive(true).build().expect("sound");
                let theirs: Vec<_> = engine.find_iter(&text).map(|m| m.range()).filter(|m| !m.is_empty()).collect();
                prop_assert_eq!(ours, theirs, "{} in {:?}", expression, text);
            }
        }
    }
}
