//! Pages in, blocks out; and what must hold for any bytes at all.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::text::{Piece, Place};
use super::*;
use crate::document::{InlineKind, Metadata};

/// Every block as `kind: text`, with level, list and quotation where there are any.
fn outline(document: &Document) -> String {
    let mut out = String::new();
    for block in document.blocks() {
        let _ = write!(out, "{}", block.kind.name());
        if block.level > 0 {
            let _ = write!(out, " {}", block.level);
        }
        if let Some(list) = block.list {
            let _ = write!(out, " of list {list}");
        }
        if let Some(row) = block.row {
            let _ = write!(out, " of row {row}");
        }
        if block.quoted {
            out.push_str(" quoted");
        }
        let _ = writeln!(out, ": {}", document.text(block));
    }
    out
}

fn left_out(document: &Document) -> Vec<&'static str> {
    document.left_out().iter().map(|l| l.reason).collect()
}

/// The source of the first place where `words` stand in the prose.
fn source_of<'d>(document: &'d Document, words: &str) -> &'d str {
    let at = document.prose().find(words).expect("the words are in the prose");
    &document.source()[document.locate(at..at + words.len())]
}

#[test]
fn blocks() {
    let table = [
        ("<p>One <b>two</b> three", "paragraph: One two three\n"),
        ("<p>One <del>or <b>two</b></del> three<s>s</s>, <ins>four</ins>", "paragraph: One three, four\n"),
        ("<p>One<br>two<br/>three", "paragraph: One two three\n"),
        ("<div>One<br><br>Two</div>", "paragraph: One\nparagraph: Two\n"),
        ("<p>One<p>Two</div></b>", "paragraph: One\nparagraph: Two\n"),
        ("<p> \r\n One \r\n two\t </p>\r\n", "paragraph: One two\n"),
        ("<p>&nbsp;</p><p>&nbsp;a&nbsp;b&nbsp; </p>", "paragraph: a\u{a0}b\n"),
        ("Loose <div>boxed</div> loose", "paragraph: Loose\nparagraph: boxed\nparagraph: loose\n"),
        ("<h2>A</h3><p>b", "heading 2: A\nparagraph: b\n"),
        ("<h1>A</h1><h2>B</h2>", "title 1: A\nheading 2: B\n"),
        (
            "<ul><li>a<ul><li>b</ul><li><p>c<p>d</ul><ol><li>e</ol>",
            "list-item 1 of list 0: a\nlist-item 2 of list 0: b\nlist-item 1 of list 0: c\n\
             list-item 1 of list 0: d\nlist-item 1 of list 1: e\n",
        ),
        (
            "<blockquote><p>a</p>b<ul><li>c</ul></blockquote>",
            "quote quoted: a\nquote quoted: b\nlist-item 1 of list 0 quoted: c\n",
        ),
        (
            "<table><caption>a<tr><th>b<td>c<p>d<tr><td>e</table>",
            "caption: a\ntable-cell: b\ntable-cell of row 1: c\ntable-cell of row 1: d\ntable-cell: e\n",
        ),
        ("<figure><img src=x alt='a cat'><figcaption>b</figure>", "alt-text: a cat\ncaption: b\n"),
        ("<p>a <img src=x alt='c &amp; d'> b", "paragraph: a b\nalt-text: c & d\n"),
        (
            "<p>a<img alt='' src=x><img alt=hero-cat src=hero_cat.png><img width=1 alt='t u'>",
            "paragraph: a\n",
        ),
        (
            "<dl><dt>Safe?<dd>Yes.<dt>Term<dd>b</dl>",
            "question: Safe?\nparagraph: Yes.\nparagraph: Term\nparagraph: b\n",
        ),
        ("<details><summary>Is it?</summary>Yes.</details>", "question: Is it?\nparagraph: Yes.\n"),
        ("<h1>A</h1><details><summary>B</summary>c</details>", "title 1: A\nheading: B\nparagraph: c\n"),
        ("<h3><button>Safe?</button></h3><p>a", "heading 3: Safe?\nparagraph: a\n"),
        (
            "<p>Words before.<div class=ref-x><div id=references><h2>Notes</h2><ol><li>A, 2020<li>B</ol></div><p>End",
            "paragraph: Words before.\nheading 2: Notes\nreference: A, 2020\nreference: B\nparagraph: End\n",
        ),
        (
            "<header><h1>A</h1><nav>b</nav></header><p>The rest of the page.<footer>c</footer>",
            "title 1: A\nparagraph: The rest of the page.\n",
        ),
        ("<p>a<script>b</script>c<style>d</style></p>", "paragraph: ac\n"),
        ("<svg><title/><path/>x<p>a</p>", "paragraph: a\n"),
        ("<p>a</>b</p>", "paragraph: ab\n"),
        ("a < b &lt; c &unknown; &", "paragraph: a < b < c &unknown; &\n"),
        ("<p>a", "paragraph: a\n"),
        ("", ""),
        ("<", "paragraph: <\n"),
        ("\u{feff}<p>a", "paragraph: a\n"),
    ];
    for (source, expected) in table {
        assert_eq!(outline(&read(source)), expected, "{source}");
    }
}

#[test]
fn spans() {
    let source = "\u{feff}<p>Fish &amp;\r\n <em>chips</em> don&#8217;t co<wbr>st 5&nbsp;&euro;&notit; \
                  <a href=\"/x?a=1&amp;b=2\">he<b>r</b>e</a></p>";
    let document = read(source);
    assert_eq!(document.prose(), "Fish & chips don\u{2019}t cost 5\u{a0}€¬it; here");
    let table = [
        ("Fish", "Fish"),
        ("&", "&amp;"),
        ("& chips", "&amp;\r\n <em>chips"),
        ("don\u{2019}t", "don&#8217;t"),
        ("cost", "co<wbr>st"),
        ("5\u{a0}€", "5&nbsp;&euro;"),
        ("¬it;", "&notit;"),
        ("¬", "&not"),
        ("here", "he<b>r</b>e"),
    ];
    for (prose, expected) in table {
        assert_eq!(source_of(&document, prose), expected);
    }
    let inlines: Vec<_> =
        document.inlines().iter().map(|i| (&i.kind, &document.prose()[i.prose.clone()])).collect();
    let link = InlineKind::Link("/x?a=1&b=2".to_owned());
    assert_eq!(inlines, [(&InlineKind::Emphasis, "chips"), (&link, "here"), (&InlineKind::Strong, "r")]);
}

#[test]
fn inlines_reach_over_blocks() {
    let document = read("<div>x<b><p>a</p><p>b</b> c</p>d</b>e");
    let strong: Vec<_> = document.inlines().iter().map(|i| &document.prose()[i.prose.clone()]).collect();
    assert_eq!(strong, ["a", "b"]);
}

#[test]
fn only_the_article() {
    let card = "<article><h2>Another page</h2><p>Its first words stand here as a teaser.</p></article>";
    let page = format!(
        "<!doctype html><html><head><style>p{{}}</style></head><body class='has-sidebar no-share'>\
         <header><h1 class=logo>The clinic</h1><nav><a href=/>Home</a></nav></header>\
         <section class=hero><h1>Sore heels</h1><p>By Ann Poe, MD</p><p>Book now</p></section>\
         <main><div class=breadcrumb>Home / Heels</div>\
         <div class='entry-content'>\
         <p>Heels hurt for many reasons, and most of them pass within some weeks of rest.</p>\
         <div class='toc-box'>Contents</div><!-- caveat: allow(x) why -->\
         <h2 id=social-life>Social life</h2><p>Meet friends, and walk less than before.</p>\
         <p>See <a class=related-link href=/y>our guide</a> for more.</p>\
         <div class=share-buttons>Tell others<!-- caveat: allow(y) why --></div><pre>x = 1</pre>\
         <form>Your mail</form><p hidden>not seen</p><span class=sr-only>opens</span>\
         <div class=faq-panel style='display: none'><p>It does no harm.</p></div></div>\
         <div class='related-posts'>{card}{card}</div></main>{card}\
         <aside>Ad</aside><footer>The clinic, 2026</footer><script>1</script></body></html>"
    );
    let document = read(&page);
    assert_eq!(
        outline(&document),
        "title 1: Sore heels\nbyline: By Ann Poe, MD\n\
         paragraph: Heels hurt for many reasons, and most of them pass within some weeks of rest.\n\
         heading 2: Social life\nparagraph: Meet friends, and walk less than before.\n\
         paragraph: See our guide for more.\nparagraph: It does no harm.\n"
    );
    assert_eq!(
        left_out(&document),
        [
            "style",
            "site header",
            "outside the article",
            "breadcrumbs",
            "table of contents",
            "share bar",
            "code block",
            "form",
            "hidden",
            "hidden",
            "related posts",
            "outside the article",
            "aside",
            "footer",
            "script"
        ]
    );
    let comments: Vec<_> = document.comments().iter().map(|c| (c.text.trim(), c.block)).collect();
    assert_eq!(comments, [("caveat: allow(x) why", 3), ("caveat: allow(y) why", 6)]);
    assert_eq!(document.metadata().author.as_deref(), Some("Ann Poe, MD"));
}

#[test]
fn marks_that_would_take_the_page_are_not_believed() {
    let text = "Rest, and walk less than you did before, until it no longer hurts.";
    for open in
        ["<form>", "<div class=sidebar-wrap>", "<div class='post tag-social'>", "<body style='display:none'>"]
    {
        let page = format!("{open}<h1>Heels</h1><p>{text}</p>");
        assert_eq!(outline(&read(&page)), format!("title 1: Heels\nparagraph: {text}\n"), "{open}");
    }
    let cards: String = (0..5).map(|i| format!("<article><p>Words of the card {i}.</p></article>")).collect();
    assert_eq!(read(&format!("<main>{cards}</main>")).blocks().len(), 5);
}

#[test]
fn the_article_among_its_like() {
    let text = "Rest, and walk less than you did before, until it no longer hurts.";
    let card = "<article><p>Its first words stand here.</p></article>";
    let table = [
        // cards beside the article
        (format!("<main><article><p>{text}{text}</article>{card}{card}</main>"), 1),
        // questions beside the article
        (format!("<main><article><p>{text}{text}</article><section><p>{text}</section></main>"), 2),
        // an introduction outside the box named content
        (format!("<article><p>{text}</p><div class=content><p>{text}{text}{text}{text}</div></article>"), 2),
        // a column without a name beside the box named content
        (format!("<div><p>Call us.</div><div id=content><p>{text}</div>"), 1),
        // a table that lays out the page
        (format!("<table><tr><td>Home</td><td><p>{}</td></tr></table>", text.repeat(40)), 2),
    ];
    for (page, blocks) in table {
        let document = read(&page);
        assert_eq!(document.blocks().len(), blocks, "{page}");
        assert!(
            document
                .blocks()
                .iter()
                .filter(|b| document.text(b).contains(text))
                .all(|b| b.kind == BlockKind::Paragraph)
        );
    }
}

#[test]
fn title_and_descriptions() {
    let head = "<title>Heels &amp; toes | Clinic</title><meta name=description content='Why heels &amp; toes hurt'>\
                <meta property=og:title content='HEELS & TOES'><meta name=twitter:description content=\"Why heels &amp; toes hurt\">";
    let page = format!("<head>{head}</head><body><h1>Heels &amp; toes</h1>");
    let document = read(&page);
    assert_eq!(
        outline(&document),
        "description: Heels & toes | Clinic\ndescription: Why heels & toes hurt\ntitle 1: Heels & toes\n"
    );
    assert_eq!(source_of(&document, "heels & toes"), "heels &amp; toes");
    assert_eq!(outline(&read("<title>A</title><p>b")), "title: A\nparagraph: b\n");
}

#[test]
fn metadata() {
    let full = |author: &str, reviewer: &str| Metadata {
        author: Some(author.to_owned()),
        reviewer: Some(reviewer.to_owned()),
        published: Some("2024-01-02".to_owned()),
        modified: Some("2025-03-04".to_owned()),
        reviewed: None,
        language: None,
    };
    let dates = r#""datePublished": "2024-01-02", "dateModified": "2025-03-04""#;
    let linked = |json: &str| format!("<script type='application/ld+json'>{json}</script>");
    let table = [
        (
            linked(&format!(
                r#"{{"@graph": [{{"@id": "1", "@type": "Person", "name": "Ann"}}, {{"@type": ["Article"],
                "author": {{"@id": "1"}}, "reviewedBy": {{"name": "Bob"}}, {dates}}}]}}"#
            )),
            full("Ann", "Bob"),
        ),
        (
            linked(&format!(
                r#"[{{"@type": "MedicalWebPage", "headline": "a{}b", "author": [{{"name": "Ann"}}, "Cid"],
                "reviewedBy": "Bob", {dates}}}]"#,
                '\n'
            )),
            full("Ann, Cid", "Bob"),
        ),
        (
            format!(
                "{}<meta name=author content=Ann><meta name=reviewer content=Bob>\
                 <time datetime=2024-01-02>then</time><time class=updated datetime=2025-03-04>now</time>",
                linked("{ broken")
            ),
            full("Ann", "Bob"),
        ),
        (
            "<html lang=en-GB><a rel=author href=/a>Ann &amp; Bob</a>".to_owned(),
            Metadata {
                author: Some("Ann & Bob".to_owned()),
                language: Some("en-GB".to_owned()),
                ..Metadata::default()
            },
        ),
    ];
    for (page, expected) in table {
        assert_eq!(*read(&page).metadata(), expected, "{page}");
    }
}

#[test]
fn fragments() {
    let source = "- <details><summary>Why?</summary>\n  It <b>helps</b>.<nav>Home</nav><!-- caveat: allow(x) y -->\n\nrest";
    let mut builder = Builder::new(source);
    builder.text(0..1);
    let list = Some(builder.new_list());
    let ground = Ground { kind: BlockKind::ListItem, list, depth: 1, quoted: true, ..Ground::default() };
    fragment(&mut builder, 2..source.len() - 6, ground);
    let document = builder.finish();
    assert_eq!(
        outline(&document),
        "paragraph: -\nquestion quoted: Why?\nlist-item 1 of list 0 quoted: It helps.\n"
    );
    assert_eq!(left_out(&document), ["navigation"]);
    assert_eq!(document.comments().len(), 1);
}

/// Each of these is quadratic in a reader that walks its stack for a tag.
#[test]
fn depth_and_disorder_cost_no_more_than_length() {
    let many = 100_000;
    let table = [
        ("<div>", "x", "</div>"),
        ("<b><p>", "x", ""),
        ("", "x", "</span>"),
        ("<div><li>", "x", "</p>"),
        ("<a href=x>y", "x", "</a>"),
        ("<ul><li><section><div>", "x", "<li></li>"),
        ("<table><td>", "x", "</table>"),
        ("<h1>", "x", "</h2>"),
        ("<dt>x<dl>", "x", "<b></b>"),
        ("<div itemprop=author>", "x", "</i>"),
        ("<svg>", "x", "</svg>"),
        ("<!-- caveat: -->", "x", "&amp"),
        ("<p style='display:none' class=share>", "x", "<br><br>a"),
        ("<meta name=description content=a>", "x", "<svg><title/>"),
    ];
    let start = std::time::Instant::now();
    for (open, middle, close) in table {
        let page = format!("{}{middle}{}", open.repeat(many), close.repeat(many));
        let _ = read(&page);
        assert!(start.elapsed().as_secs() < 60, "{open}{close}");
    }
    let deep = format!("{}<p>Deep &amp; far</p>", "<div>".repeat(many));
    assert_eq!(read(&deep).prose(), "Deep & far");
}

/// All that must hold of any document, whatever it was read from.
fn holds(document: &Document) -> Result<(), TestCaseError> {
    let (source, prose) = (document.source(), document.prose());
    let mut end = 0;
    for s in document.segments() {
        let (from, to) = (s.prose as usize, (s.prose + s.prose_len) as usize);
        let text = prose.get(from..to);
        let written = source.get(s.source as usize..(s.source + s.source_len) as usize);
        prop_assert!(text.is_some() && written.is_some(), "{s:?}");
        prop_assert!(from >= end, "{s:?}");
        end = to;
        if s.verbatim {
            prop_assert_eq!(text, written);
        }
    }
    for block in document.blocks() {
        let text = document.text(block);
        prop_assert!(!text.trim().is_empty());
        prop_assert_eq!(text.trim(), text);
        let mut last = 0;
        let here = |p: u32| block.prose.contains(&(p as usize));
        for s in document.segments().iter().filter(|s| here(s.prose)) {
            prop_assert!(s.source >= last, "{:?}", s);
            last = s.source + s.source_len;
        }
    }
    for inline in document.inlines() {
        prop_assert!(prose.get(inline.prose.clone()).is_some());
    }
    for range in
        document.left_out().iter().map(|l| &l.source).chain(document.comments().iter().map(|c| &c.source))
    {
        prop_assert!(source.get(range.clone()).is_some(), "{range:?}");
    }
    Ok(())
}

const SOUP: [&str; 88] = [
    "a",
    "b ",
    " word. ",
    "?",
    "&amp;",
    "&",
    "&lt",
    "&nbsp;",
    "&#39;",
    "&#x2019;",
    "&notit;",
    "&foo;",
    "\r\n",
    "\n",
    "\r",
    "\t",
    "<p>",
    "</p>",
    "<",
    "<a href='x&amp;y&copy=1'>",
    "</a>",
    "<!-- c -->",
    "<!-- caveat: allow(x) y -->",
    "<!-- caveat: ",
    "<!",
    "</",
    "</>",
    "é",
    "日",
    "\u{feff}",
    "\u{ad}",
    "\0",
    "<b",
    "<b>",
    "</b>",
    ">",
    "<script>",
    "</script>",
    "<title>",
    "</title>",
    "<textarea>",
    "</textarea>",
    "&#",
    "&#x",
    "&#xZ;",
    "&ThickSpace;",
    "&NotEqualTilde;",
    "&#128;",
    "&#0;",
    "<br/>",
    "<style>",
    "</style>",
    "<![CDATA[x]]>",
    "]",
    "<li>",
    "<ul>",
    "</ul>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<h1>",
    "</h2>",
    "<h2 class=logo>",
    "<div class='share related-x'>",
    "</div>",
    "<nav>",
    "</nav>",
    "<svg>",
    "<title/>",
    "</svg>",
    "<img alt='x &amp; y' src=q>",
    "<img alt=",
    "<meta name=description content=\"d &amp;\r\n e\">",
    "<meta property=og:title content=' &nbsp;é'>",
    "<main>",
    "<article>",
    "</article>",
    "<body>",
    "<header>",
    "</header>",
    "<dt>",
    "<summary>",
    "<i hidden>",
    "<blockquote>",
    "<pre>",
    "</pre>",
    "<sup>",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&SOUP[..]), 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn any_soup_is_read(source in soup()) {
        holds(&read(&source))?;
    }

    #[test]
    fn any_fragment_is_read(before in soup(), source in soup(), after in soup()) {
        let all = format!("{before}{source}{after}");
        let mut builder = Builder::new(&all);
        fragment(&mut builder, before.len()..before.len() + source.len(), Ground::default());
        let document = builder.finish();
        holds(&document)?;
        for s in document.segments() {
            let inside = s.source as usize >= before.len() && (s.source + s.source_len) as usize <= before.len() + source.len();
            prop_assert!(inside);
        }
    }

    /// Texts and values decode to what the tokenizer makes of them.
    #[test]
    fn decodes_as_the_tokenizer_does(source in soup()) {
        use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
        let mut runs = Vec::new();
        let mut place = Some(Place::Content);
        let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: html5gum::Span<usize>| {
            let text = |value| String::from_utf8_lossy(value).into_owned();
            match event {
                CallbackEvent::OpenStartTag { name } => {
                    place = match name {
                        b"title" | b"textarea" => Some(Place::Title),
                        b"script" | b"style" => None,
                        _ => Some(Place::Content),
                    };
                }
                CallbackEvent::EndTag { .. } => place = Some(Place::Content),
                CallbackEvent::String { value } => runs.push((place, span.start..span.end, text(value))),
                _ => {}
            }
            None::<std::convert::Infallible>
        });
        emitter.naively_switch_states(true);
        let Ok(()) = html5gum::Tokenizer::new_with_emitter(&source, emitter).finish();
        let mut decoder = Decoder::default();
        for (place, range, expected) in runs {
            let Some(place) = place else { continue };
            let mut text = String::new();
            decoder.pieces(&source, range, place, |piece| match piece {
                Piece::Verbatim(range) => text.push_str(&source[range].replace("\r\n", "\n").replace('\r', "\n")),
                Piece::Decoded(decoded, _) => text.push_str(decoded),
            });
            prop_assert_eq!(text.replace('\0', "\u{fffd}"), expected.replace('\0', "\u{fffd}"));
        }
    }

    #[test]
    fn values_are_where_the_tree_says(value in soup(), quote in prop::sample::select(&["\"", "'", ""][..])) {
        let mut value = match quote {
            "" => value.replace([' ', '\n', '\r', '\t', '>', '"', '\'', '=', '<', '`'], ""),
            quote => value.replace(quote, ""),
        };
        value.push('x');
        let source = format!("é<img data-x='1' alt={quote}{value}{quote} alt=no src=y>z");
        let tree = Tree::read(&source, 0..source.len());
        let image = tree.nodes.iter().position(|n| n.tag == names::Tag::Img);
        let range = image.and_then(|i| tree.attribute(i, names::Attr::Alt));
        prop_assert_eq!(range.map(|r| &source[r]), Some(value.as_str()));
    }
}
