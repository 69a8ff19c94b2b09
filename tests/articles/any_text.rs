//! What must hold whatever is read: sound documents, places that can be trusted, the same bytes
//! out for the same bytes in.

use std::ops::Range;
use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::sample::Index;

use super::{articles, checked};
use caveat::check::Input;
use caveat::config::Settings;
use caveat::document::Document;
use caveat::finding::Checked;
use caveat::format::{Format, read};
use caveat::report::Report;
use caveat::report::json::Json;

const FORMATS: [Format; 4] = [Format::Plain, Format::Markdown, Format::Mdx, Format::Html];

/// Pieces that mean something to a reader or to a rule, for all formats.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "a ", "The massage ", "is completely safe", " no side effects", ". ", "! ", "? ", ": ", "; ", ", ", "\n", "\n\n", "\r\n", "\r",
    "\t", " ", "\u{a0}", "\u{ad}", "\u{feff}", "\u{2028}", "é", "日本", "e\u{301}", "👩‍⚕️", "\u{202e}", "\0", "\u{b}", "’", "“", "”", "\"", "'", "—", "…",
    "the the ", "symtoms ", "[Clinic Name]", "Don’t wait", "miracle ", "TODO", "lorem ipsum ", "Share this post\n", "5 min read\n",
    "March 3, 2025\n", "By Dr Poe May 4, 2025\n\n", "Learn more about cups […]\n\n", "woman holding a cup\n\n", "acupuncture ", "non-invasive ",
    "1. ", "• ", "- ", "* ", "# ", "## ", "I. ", "12", "100%", "Dr. ", "e.g. ", "(", ")", "[", "]", "[3]", "https://example.org/a?b=c ",
    "and we rest and it helps and they say so and this goes on and you read it and it never ends, it seems, ", "Myth: ", "Fact: ", "Is it ", "No ", "not ",
    "References\n\n", "<!-- caveat: allow(hype-word) said in jest -->", "<!-- caveat: allow-file(x) -->", "<!--", "-->",
];

#[rustfmt::skip]
const MARKUP: &[&str] = &[
    "**", "*", "_", "`", "```\n", "~~", "> ", "---\n", "+++\n", "===\n", "| a | b |\n", "|---|---|\n", "|", "![", "](", "/u \"t\")", "[^1]", "[^1]: ", "\\", "&amp;", "&nbsp;",
    "&#8217;", "&", "&#x", "<", ">", "{{< a >}}", "{{", "}}", "{%", "%}", "[b c=\"", "[/b]", "    ", "title: ", "description: \"", "summary: >\n  ", "title = \"",
    "import A from 'a'\n", "export const a = {", "}", "<A b=\"", "/>", "</A>\n", "{/*", "*/}", "{' '}", "<div>\n", "</div>\n", "<br>", "<sup>", "</sup>", "$x$", ":::", "[[", "==",
];

#[rustfmt::skip]
const TAGS: &[&str] = &[
    "<p>", "</p>", "<p", "<h1>", "</h1>", "<h2>", "</h3>", "<ul>", "<ol>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<article>", "</article>", "<main>", "<nav>", "</nav>",
    "<aside>", "<header>", "<footer>", "</footer>", "<b>", "</b>", "<em>", "</em>", "<a href='#r'>", "</a>", "<sup>", "</sup>", "<br/>", "<img alt='x &amp; y'>", "<figure>", "<figcaption>",
    "<blockquote>", "</blockquote>", "<q>", "</q>", "<script>", "</script>", "<style>", "</style>", "<title>", "</title>", "<head>", "<body>", "<html lang=en>", "<meta name=description content=\"",
    "\">", "<meta name='author' content='Ann &eacute;'>", "<!doctype html>", "<script type=application/ld+json>{\"headline\": \"x\\u0041\"}</script>", "<div class=cookie>", "</div>", "<pre>", "</pre>",
    "<details>", "<summary>", "</summary>", "<dl><dt>", "<dd>", "</dl>", "<svg>", "</svg>", "<template>", "<noscript>", "&lt;", "&hellip;", "&#39;", "&#0;", "&nbsp", "&NotEqualTilde;",
    "<div hidden>", "<time datetime='2025-01-01'>", "<textarea>", "<![CDATA[", "]]>", "<?", "</", "<span class=byline>", "<ol class=references>",
];

fn soup() -> impl Strategy<Value = (String, Format)> {
    let format = prop::sample::select(&FORMATS[..]);
    format.prop_flat_map(|format| {
        let special = match format {
            Format::Plain => COMMON,
            Format::Markdown | Format::Mdx => MARKUP,
            Format::Html => TAGS,
        };
        let piece = prop_oneof![
            3 => prop::sample::select(COMMON),
            3 => prop::sample::select(special),
            1 => prop::sample::select(TAGS),
        ];
        prop::collection::vec(piece, 0..60).prop_map(move |pieces| (pieces.concat(), format))
    })
}

fn fixtures() -> &'static [(Format, String)] {
    static TEXTS: OnceLock<Vec<(Format, String)>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let folders = ["articles", "clean", "formats"];
        folders.iter().flat_map(|f| articles(f)).map(|(_, format, text)| (format, text)).collect()
    })
}

/// What is done to an article, at a share of its length.
#[derive(Debug, Clone)]
enum Change {
    Delete(Index, usize),
    Double(Index, usize),
    Insert(Index, &'static str),
    Cut(Index),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<Index>(), 1..80usize).prop_map(|(at, len)| Change::Delete(at, len)),
        (any::<Index>(), 1..400usize).prop_map(|(at, len)| Change::Double(at, len)),
        (any::<Index>(), prop::sample::select(COMMON)).prop_map(|(at, text)| Change::Insert(at, text)),
        (any::<Index>(), prop::sample::select(MARKUP)).prop_map(|(at, text)| Change::Insert(at, text)),
        (any::<Index>(), prop::sample::select(TAGS)).prop_map(|(at, text)| Change::Insert(at, text)),
        any::<Index>().prop_map(Change::Cut),
    ]
}

fn apply(text: &mut String, change: &Change) {
    let place = |at: &Index| text.floor_char_boundary(at.index(text.len() + 1));
    let to = |from: usize, len: usize| text.ceil_char_boundary((from + len).min(text.len()));
    match change {
        Change::Delete(at, len) => {
            let from = place(at);
            text.replace_range(from..to(from, *len), "");
        }
        Change::Double(at, len) => {
            let from = place(at);
            let piece = text[from..to(from, *len)].to_owned();
            text.insert_str(from, &piece);
        }
        Change::Insert(at, piece) => text.insert_str(place(at), piece),
        Change::Cut(at) => text.truncate(place(at)),
    }
}

/// The blocks, segments and other parts of a document fit together and lie in its source.
fn sound(document: &Document) -> Result<(), TestCaseError> {
    let (source, prose) = (document.source(), document.prose());
    let mut end = 0;
    for segment in document.segments() {
        let to = segment.prose as usize..(segment.prose + segment.prose_len) as usize;
        let from = segment.source as usize..(segment.source + segment.source_len) as usize;
        prop_assert!(to.start >= end, "segments overlap at {}", to.start);
        end = to.end;
        prop_assert!(prose.get(to.clone()).is_some(), "prose {to:?} is cut");
        prop_assert!(source.get(from.clone()).is_some(), "source {from:?} is cut");
        if segment.verbatim {
            prop_assert_eq!(&prose[to], &source[from]);
        }
    }
    let mut before = None;
    for (number, block) in document.blocks().iter().enumerate() {
        let range = block.prose.clone();
        if let Some(before) = before {
            prop_assert_eq!(range.start, before + 1, "blocks ascend, parted by a line feed");
            prop_assert_eq!(&prose[before..range.start], "\n");
        }
        before = Some(range.end);
        prop_assert!(prose.get(range.clone()).is_some_and(|t| !t.is_empty() && t == t.trim()));
        for other in [block.stem, block.section, block.question].into_iter().flatten() {
            prop_assert!(other < document.blocks().len() && other != number);
        }
        places(document, range)?;
    }
    prop_assert_eq!(before.unwrap_or(0), prose.len());
    for inline in document.inlines() {
        prop_assert!(prose.get(inline.prose.clone()).is_some(), "{inline:?} is cut");
    }
    for range in
        document.left_out().iter().map(|l| &l.source).chain(document.comments().iter().map(|c| &c.source))
    {
        prop_assert!(source.get(range.clone()).is_some(), "{range:?} is cut");
    }
    Ok(())
}

/// Every stretch of a block lies in the block's source, in the block's order.
fn places(document: &Document, block: Range<usize>) -> Result<(), TestCaseError> {
    let (source, prose) = (document.source(), document.prose());
    let all = document.locate(block.clone());
    let text = &prose[block.clone()];
    let mut last = all.start;
    for (at, c) in text.char_indices() {
        let at = block.start + at;
        let one = document.locate(at..at + c.len_utf8());
        prop_assert!(!one.is_empty(), "{c:?} at {at} comes from nowhere");
        prop_assert!(source.get(one.clone()).is_some(), "{c:?} at {at} is cut: {one:?}");
        prop_assert!(
            one.start >= last && one.end <= all.end,
            "{c:?} at {at} is outside: {one:?}, {all:?}, {last}"
        );
        prop_assert_eq!(document.locate(at..at).start, one.start);
        last = one.start;
    }
    // longer stretches, spread over the block
    let ends: Vec<usize> = text.char_indices().map(|(i, _)| block.start + i).chain([block.end]).collect();
    let step = (ends.len() / 8).max(1);
    for (i, &from) in ends.iter().enumerate().step_by(step) {
        for &to in ends[i + 1..].iter().step_by(step) {
            let range = document.locate(from..to);
            prop_assert!(!range.is_empty() && range.start >= all.start && range.end <= all.end);
            prop_assert!(source.get(range).is_some());
        }
    }
    Ok(())
}

fn json(checked: &Checked<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut report = Json::new();
    report.document(&mut out, checked).expect("memory takes all");
    out
}

/// The findings of a text point into it, and are the same when asked again.
fn trusted(text: &str, format: Format) -> Result<(), TestCaseError> {
    let first = checked(text, format);
    let (source, prose) = (first.document.source(), first.document.prose());
    let mut last = 0;
    for finding in &first.findings {
        let span = finding.span.bytes();
        prop_assert!(span.start >= last, "findings are in order");
        last = span.start;
        prop_assert!(
            source.get(span.clone()).is_some_and(|t| !t.trim().is_empty()),
            "{} at {span:?}",
            finding.rule
        );
        prop_assert!(prose.get(finding.prose.clone()).is_some_and(|t| !t.trim().is_empty()));
        prop_assert_eq!(first.document.locate(finding.prose.clone()), span.clone());
        let passage = &finding.passage;
        prop_assert!(
            source.get(passage.clone()).is_some() && passage.start <= span.start && passage.end >= span.end
        );
        for related in &finding.related {
            let span = related.span.bytes();
            prop_assert!(source.get(span).is_some_and(|t| !t.is_empty()));
        }
        for edit in finding.fixes.iter().flat_map(|f| &f.edits) {
            let span = edit.span.bytes();
            prop_assert!(source.get(span).is_some());
        }
        for position in [finding.span.start, finding.span.end] {
            let head = &source[..position.byte];
            let line_start = head.rfind(['\n', '\r']).map_or(0, |i| i + 1);
            let line = &head[line_start..];
            let mark = usize::from(line_start == 0 && line.starts_with('\u{feff}'));
            prop_assert_eq!(position.column, line.chars().count() - mark + 1);
        }
    }
    let again = checked(text, format);
    prop_assert!(json(&first) == json(&again), "a second look finds something else");
    Ok(())
}

/// So many times the usual number of cases; `PROPTEST_CASES` says what is usual.
fn cases(times: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases * times, failure_persistence: None, ..usual }
}

proptest! {
    #![proptest_config(cases(6))]

    #[test]
    fn any_soup_is_read_soundly((text, format) in soup()) {
        sound(&read(&text, format))?;
        trusted(&text, format)?;
    }
}

proptest! {
    #![proptest_config(cases(1))]

    /// Also as another format than its own: people name files wrongly.
    #[test]
    fn any_broken_article_is_read_soundly(
        which: Index, other in prop::option::weighted(0.2, prop::sample::select(&FORMATS[..])),
        changes in prop::collection::vec(change(), 1..6),
    ) {
        let (format, text) = which.get(fixtures());
        let format = other.unwrap_or(*format);
        let mut text = text.clone();
        for change in &changes {
            apply(&mut text, change);
        }
        sound(&read(&text, format))?;
        trusted(&text, format)?;
    }
}

#[test]
fn fixtures_are_read_soundly() {
    for (format, text) in fixtures() {
        for format in [*format, Format::Plain, Format::Markdown, Format::Mdx, Format::Html] {
            if let Err(error) = sound(&read(text, format)).and_then(|()| trusted(text, format)) {
                panic!("{format:?}: {error}\n{text}");
            }
        }
    }
}

/// Allowances, levels and reports have no say in what a document is.
#[test]
fn checking_leaves_the_document_alone() {
    for (format, text) in fixtures() {
        let document = read(text, *format);
        let prose = document.prose().to_owned();
        let input = Input { path: String::new(), document, format: *format, encoding: "utf-8" };
        let checked = caveat::check::check(input, super::rules(), &Settings::default());
        assert_eq!(checked.document.prose(), prose);
    }
}
