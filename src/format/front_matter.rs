//! Front matter: the metadata before a Markdown text, in YAML, TOML or JSON. Owns the list of keys that
//! hold prose; the values are read in `tree`. Must not know Markdown.
//!
//! Real files break the grammar (`title: Probiotics: What to Know`, tabs, stray quotes) and are
//! published all the same, so nothing here is an error: what cannot be read is left out.

mod tree;

use std::ops::Range;

use self::tree::{Node, Piece, Reader};
use crate::document::{BlockKind, Builder, date, is_byline, read_byline};

/// Range of the front matter at the start of a text, delimiters included.
pub(crate) fn extent(source: &str, from: usize) -> Option<Range<usize>> {
    let (kind, inside) = delimited(source, from)?;
    Some(
        from..match kind {
            Kind::Json => inside.end,
            _ => line_after(source, inside.end),
        },
    )
}

/// Reads the front matter that starts at `from` into blocks and metadata. Returns where the text
/// after it begins: `from` where there is none.
pub(crate) fn read(builder: &mut Builder<'_>, from: usize) -> usize {
    let source = builder.source();
    let Some((kind, inside)) = delimited(source, from) else {
        return from;
    };
    let end = extent(source, from).map_or(from, |e| e.end);
    let tree = match kind {
        Kind::Yaml => Reader::new(source, inside).yaml(),
        Kind::Toml => Reader::new(source, inside).toml(),
        Kind::Json => Reader::new(source, inside).json(),
    };
    if let Some(Node::Map(entries)) = tree {
        for (key, node) in &entries {
            entry(builder, key, node, true);
        }
    }
    builder.close();
    builder.leave_out(from..end, "front matter");
    builder.begin_text();
    end
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Yaml,
    Toml,
    Json,
}

/// The kind of front matter and the range inside its delimiters.
fn delimited(source: &str, from: usize) -> Option<(Kind, Range<usize>)> {
    let rest = &source[from..];
    let first = rest.lines().next()?.trim_end();
    let kind = match first {
        "---" => Kind::Yaml,
        "+++" => Kind::Toml,
        "{" => return json(source, from).map(|end| (Kind::Json, from..end)),
        _ => return None,
    };
    let start = line_after(source, from);
    let mut at = start;
    let mut named = false;
    // a rule between paragraphs has a blank line behind it: there the key has to be one that we know
    let blank = source[start..line_after(source, start)].trim().is_empty();
    while at < source.len() {
        let next = line_after(source, at);
        let line = source[at..next].trim_end();
        if line == first || kind == Kind::Yaml && line == "..." {
            // two rules with text between them are no front matter
            return (named || source[start..at].trim().is_empty()).then_some((kind, start..at));
        }
        named = named || key_of(kind, line).is_some_and(|key| !blank || field(key).is_some());
        at = next;
    }
    None
}

/// The key of a line at the left edge, or the name of a table.
fn key_of(kind: Kind, line: &str) -> Option<&str> {
    const LONGEST: usize = 60;
    let key = match kind {
        Kind::Toml if line.starts_with('[') => line.trim_matches(['[', ']']),
        Kind::Toml => line.split_once('=')?.0,
        _ => line.split_once(':')?.0,
    };
    let plain = |c: char| c.is_alphanumeric() || "_-.@$ \"'".contains(c);
    let held = key.len() <= LONGEST && !key.starts_with([' ', '\t', '-']) && key.chars().all(plain);
    (held && !key.trim().is_empty()).then_some(key.trim())
}

/// End of a JSON object.
fn json(source: &str, from: usize) -> Option<usize> {
    let (mut depth, mut string, mut escaped) = (0_usize, false, false);
    for (at, byte) in source.bytes().enumerate().skip(from) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if string => escaped = true,
            b'"' => string = !string,
            _ if string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Start of the line after the one that holds `at`.
fn line_after(source: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &source.as_bytes()[at..]).map_or(source.len(), |i| at + i + 1)
}

/// What a key holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Field {
    Title,
    Prose,
    /// Prose of which each item of a list stands alone.
    Points,
    Questions,
    /// A map whose own keys are looked at.
    Inside,
    Author,
    Reviewer,
    /// Who checked it, or when.
    Check,
    Published,
    Modified,
    Reviewed,
    Language,
}

/// Keys in lower case without `_`, `-`, `.` and blanks.
#[rustfmt::skip]
const FIELDS: &[(&str, Field)] = &[
    ("title", Field::Title),
    ("headline", Field::Prose), ("seotitle", Field::Prose), ("metatitle", Field::Prose),
    ("ogtitle", Field::Prose), ("subtitle", Field::Prose), ("tagline", Field::Prose),
    ("description", Field::Prose), ("metadescription", Field::Prose), ("seodescription", Field::Prose),
    ("ogdescription", Field::Prose), ("shortdescription", Field::Prose), ("desc", Field::Prose),
    ("excerpt", Field::Prose), ("summary", Field::Prose), ("lead", Field::Prose), ("lede", Field::Prose),
    ("intro", Field::Prose), ("introduction", Field::Prose), ("deck", Field::Prose), ("dek", Field::Prose),
    ("standfirst", Field::Prose), ("teaser", Field::Prose), ("abstract", Field::Prose), ("blurb", Field::Prose),
    ("caption", Field::Prose), ("imagecaption", Field::Prose), ("subheading", Field::Prose),
    ("subheadline", Field::Prose),
    ("keytakeaways", Field::Points), ("takeaways", Field::Points), ("keytakeaway", Field::Points),
    ("summarypoints", Field::Points), ("highlights", Field::Points), ("keypoints", Field::Points),
    ("keyfacts", Field::Points), ("keymessages", Field::Points), ("quickfacts", Field::Points),
    ("tldr", Field::Points), ("ataglance", Field::Points), ("bottomline", Field::Points),
    ("faqs", Field::Questions), ("faq", Field::Questions), ("questions", Field::Questions),
    ("qa", Field::Questions), ("qanda", Field::Questions), ("faqitems", Field::Questions),
    ("seo", Field::Inside), ("meta", Field::Inside), ("metadata", Field::Inside), ("og", Field::Inside),
    ("opengraph", Field::Inside), ("twitter", Field::Inside), ("params", Field::Inside),
    ("hero", Field::Inside), ("header", Field::Inside), ("extra", Field::Inside),
    ("author", Field::Author), ("authors", Field::Author), ("writtenby", Field::Author),
    ("byline", Field::Author), ("writer", Field::Author), ("authorname", Field::Author),
    ("reviewer", Field::Reviewer), ("reviewers", Field::Reviewer), ("reviewedby", Field::Reviewer),
    ("medicalreviewer", Field::Reviewer), ("medicallyreviewedby", Field::Reviewer),
    ("medicalreviewedby", Field::Reviewer), ("clinicallyreviewedby", Field::Reviewer),
    ("factcheckedby", Field::Reviewer), ("factchecker", Field::Reviewer), ("factcheck", Field::Check),
    ("medicalreview", Field::Check), ("medicallyreviewed", Field::Check),
    ("clinicalreview", Field::Check), ("clinicalreviewer", Field::Reviewer),
    ("clinicalcheck", Field::Check), ("medicalcheck", Field::Check),
    ("checkedby", Field::Reviewer), ("checked", Field::Check), ("checker", Field::Reviewer),
    ("approvedby", Field::Reviewer), ("verifiedby", Field::Reviewer),
    ("date", Field::Published), ("publishdate", Field::Published), ("published", Field::Published),
    ("datepublished", Field::Published), ("publishedat", Field::Published), ("pubdate", Field::Published),
    ("publishedon", Field::Published), ("publisheddate", Field::Published),
    ("publicationdate", Field::Published), ("dateposted", Field::Published),
    ("updated", Field::Modified), ("lastmod", Field::Modified), ("modified", Field::Modified),
    ("lastupdated", Field::Modified), ("datemodified", Field::Modified), ("updatedat", Field::Modified),
    ("updateddate", Field::Modified), ("updatedon", Field::Modified), ("lastmodified", Field::Modified),
    ("modifieddate", Field::Modified),
    ("lastreviewed", Field::Reviewed), ("reviewed", Field::Check), ("reviewdate", Field::Reviewed),
    ("reviewedon", Field::Reviewed), ("datereviewed", Field::Reviewed),
    ("lastreviewedon", Field::Reviewed), ("revieweddate", Field::Reviewed),
    ("lang", Field::Language), ("language", Field::Language), ("locale", Field::Language),
    ("inlanguage", Field::Language),
];

fn field(key: &str) -> Option<Field> {
    let mut name: String = key.chars().filter(|c| c.is_alphanumeric()).collect();
    name.make_ascii_lowercase();
    FIELDS.iter().find(|(n, _)| *n == name).map(|(_, f)| *f)
}

fn entry(builder: &mut Builder<'_>, key: &str, node: &Node, top: bool) {
    let Some(field) = field(key) else {
        return;
    };
    match field {
        Field::Title if top => prose(builder, BlockKind::Title, node),
        Field::Title | Field::Prose | Field::Points => prose(builder, BlockKind::Description, node),
        Field::Questions => questions(builder, node),
        Field::Inside => {
            if let (true, Node::Map(entries)) = (top, node) {
                for (key, node) in entries {
                    entry(builder, key, node, false);
                }
            }
        }
        _ => metadata(builder, field, node),
    }
}

/// One block for a scalar, one for each scalar of a list.
fn prose(builder: &mut Builder<'_>, kind: BlockKind, node: &Node) {
    match node {
        Node::Scalar(pieces) => {
            builder.open(kind);
            for piece in pieces {
                match piece {
                    Piece::Text(range) => builder.text(range.clone()),
                    Piece::Replace(text, range) => builder.replace(text, range.clone()),
                }
            }
            builder.close();
        }
        Node::List(items) => {
            for item in items {
                if let Node::Map(entries) = item {
                    let text =
                        |key: &str| ["text", "point", "content", "description", "title"].contains(&key);
                    for (_, node) in entries.iter().filter(|(key, _)| text(key)) {
                        prose(builder, kind, node);
                    }
                } else {
                    prose(builder, kind, item);
                }
            }
        }
        Node::Map(_) => {}
    }
}

fn questions(builder: &mut Builder<'_>, node: &Node) {
    let items = match node {
        Node::List(items) => items,
        Node::Map(entries) => {
            // `faq: { title: …, items: […] }`
            for (_, node) in entries.iter().filter(|(_, node)| matches!(node, Node::List(_))) {
                questions(builder, node);
            }
            return;
        }
        Node::Scalar(_) => return,
    };
    for item in items {
        let Node::Map(entries) = item else { continue };
        let find = |names: &[&str]| {
            entries.iter().find(|(key, _)| names.contains(&key.to_ascii_lowercase().as_str())).map(|(_, n)| n)
        };
        if let Some(question) = find(&["question", "q", "name", "title"]) {
            prose(builder, BlockKind::Question, question);
        }
        if let Some(answer) = find(&["answer", "a", "text", "content", "acceptedanswer"]) {
            prose(builder, BlockKind::Paragraph, answer);
        }
    }
}

fn metadata(builder: &mut Builder<'_>, field: Field, node: &Node) {
    let Some(value) = plain(builder.source(), node) else {
        return;
    };
    let flag = ["true", "false", "null", "~", "yes", "no"].iter().any(|f| value.eq_ignore_ascii_case(f));
    // `reviewed: Dr Li`, `checked: 12 March 2024`, `factCheck: pending`
    let field = match field {
        Field::Check if date(&value.to_ascii_lowercase()).is_some() => Field::Reviewed,
        Field::Check if is_name(&value) => Field::Reviewer,
        field => field,
    };
    let dated = value.bytes().any(|b| b.is_ascii_digit());
    if flag
        || field == Field::Check
        || matches!(field, Field::Published | Field::Modified | Field::Reviewed) && !dated
    {
        return;
    }
    let metadata = builder.metadata();
    // `byline: "Words by A | Medical review: B"`
    if field == Field::Author && value.contains(['|', '·', '•', ':']) && is_byline(&value) {
        return read_byline(&value, metadata);
    }
    let slot = match field {
        Field::Author => &mut metadata.author,
        Field::Reviewer => &mut metadata.reviewer,
        Field::Published => &mut metadata.published,
        Field::Modified => &mut metadata.modified,
        Field::Reviewed => &mut metadata.reviewed,
        _ => &mut metadata.language,
    };
    if slot.is_none() {
        *slot = Some(value);
    }
}

/// "Imran Malik, pharmacist": two or more words with capital letters come first.
fn is_name(value: &str) -> bool {
    let name = value.split([',', '(']).next().unwrap_or(value);
    name.split_whitespace().nth(1).is_some()
        && name.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
}

/// The value as plain text: lists joined by commas, maps by their name.
fn plain(source: &str, node: &Node) -> Option<String> {
    let text: String = match node {
        Node::Scalar(pieces) => pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(range) => &source[range.clone()],
                Piece::Replace(text, _) => text.as_str(),
            })
            .collect(),
        Node::List(items) => items.iter().filter_map(|n| plain(source, n)).collect::<Vec<_>>().join(", "),
        Node::Map(entries) => {
            let (_, name) = entries.iter().find(|(key, _)| key.eq_ignore_ascii_case("name"))?;
            plain(source, name)?
        }
    };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use crate::document::Document;

    fn document(source: &str) -> Document {
        crate::format::markdown::read(source, false)
    }

    fn blocks(source: &str) -> String {
        let document = document(source);
        let line = |b: &crate::document::Block| format!("{} {}", b.kind.name(), document.text(b));
        document.blocks().iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn prose_of_all_forms() {
        for (inside, expected) in [
            ("title: Tea: What to Know", "title Tea: What to Know"),
            ("title: \"Tea \\\"and\\\" you\\u0021\"  # why", "title Tea \"and\" you!"),
            ("title: 'It''s tea'", "title It's tea"),
            ("title: \"The \"best\" tea\"", "title The \"best\" tea"),
            ("title: \"Tea\" is best", "title \"Tea\" is best"),
            ("title: Tea # really", "title Tea"),
            ("title: The #1 tea", "title The #1 tea"),
            (
                "slug: tea\nlayout: post\nSEO_Title: Tea\nmeta-description: Good",
                "description Tea\ndescription Good",
            ),
            ("summary: >-\n  one\n  two\n\n  three\ndate: 2020", "description one two three"),
            ("summary: |\n  one\n  two", "description one two"),
            ("description: one\n  two\ntags: [a, b]", "description one two"),
            ("description: \"one\n  two\"\ntags: x", "description one two"),
            (
                "keyTakeaways:\n  - plain words: two\n  - \"three\"\n  -  four",
                "description plain words: two\ndescription three\ndescription four",
            ),
            ("highlights: [\"a, b\", 'c',\n  d]", "description a, b\ndescription c\ndescription d"),
            (
                "seo:\n  title: Tea\n  image: x.png\n  deeper:\n    title: no\ncaption:\n  title: no",
                "description Tea",
            ),
            (
                "faqs:\n- question: Safe?\n  answer: >\n    Mostly.\n- question: \"Dear?\"\n  answer: No.",
                "question Safe?\nparagraph Mostly.\nquestion Dear?\nparagraph No.",
            ),
            ("\ntitle: behind a blank line", "title behind a blank line"),
            (
                "bad line\n\tsummary: tab\ntitle: good\n: worse\nsummary: fine",
                "description tab\ntitle good\ndescription fine",
            ),
        ] {
            assert_eq!(blocks(&format!("---\n{inside}\n---\n")), expected, "{inside}");
            let crlf = format!("---\n{inside}\n---\n").replace('\n', "\r\n");
            assert_eq!(blocks(&crlf), expected, "{crlf:?}");
        }
        for (source, expected) in [
            (
                "+++\ntitle = \"Tea \\\"x\\\"\"\ndraft = true\ndescription = \"\"\"\none\ntwo\"\"\"\n[seo]\ntitle = 'S'\n[[faqs]]\nquestion = \"Safe?\"\nanswer = \"Yes.\"\n+++\n",
                "title Tea \"x\"\ndescription one two\ndescription S\nquestion Safe?\nparagraph Yes.",
            ),
            ("+++\nhighlights = [\n  \"a\", # one\n  \"b\",\n]\n+++\n", "description a\ndescription b"),
            (
                "{\n  \"title\": \"Tea\",\n  \"n\": [1, {\"a\": 2}],\n  \"summary\": \"Good\"\n}\n\nText",
                "title Tea\ndescription Good\nparagraph Text",
            ),
            ("---\n\nA rule, no key.\n\n---\n", "paragraph A rule, no key."),
            ("---\n\nNote: a rule: no key.\n\n---\n", "paragraph Note: a rule: no key."),
            ("---\ntitle: open", "paragraph title: open"),
        ] {
            assert_eq!(blocks(source), expected, "{source}");
        }
    }

    #[test]
    fn metadata_and_what_is_left_out() {
        let source = "\u{feff}---\nauthors:\n  - name: Ann Poe\n    url: x\n  - name: Bo\nmedicalReviewer: 'Dr. Li'\n\
                      medicallyReviewed: true\nreviewed: true\nlastReviewed: 2025-01-15\npublishDate: \"2024-02-05\"\n\
                      lastmod: 2024-03-01\nlang: en-GB\n---\n\nText";
        let document = document(source);
        let m = document.metadata();
        let value = |v: &Option<String>| v.clone().unwrap_or_default();
        assert_eq!(
            [&m.author, &m.reviewer, &m.published, &m.modified, &m.reviewed, &m.language].map(value),
            ["Ann Poe, Bo", "Dr. Li", "2024-02-05", "2024-03-01", "2025-01-15", "en-GB"]
        );
        assert_eq!(document.left_out().len(), 1);
        assert!(source[document.left_out()[0].source.clone()].ends_with("en-GB\n---\n"));
    }

    #[test]
    fn the_text_answers_no_question_of_the_front_matter() {
        let document = document("---\nfaq:\n  - q: Safe?\n    a: Yes.\n---\nText");
        let questions: Vec<_> = document.blocks().iter().map(|b| b.question).collect();
        assert_eq!(questions, [None, Some(0), None]);
    }
}
