//! Which part of a page is the article, and what inside it is none of it. Owns the names by which
//! pages mark navigation, share bars and the like; must not know blocks nor metadata.
//!
//! Everything is decided from element names, roles, class names and the amount of prose, in a few
//! passes over the nodes. A mark that would take away most of the page's prose is not believed.

use std::ops::Range;

use crate::document::is_byline;

use super::names::{Attr, Tag};
use super::text::{Decoder, Piece, Place};
use super::tree::Tree;

/// What of a page is read.
#[derive(Debug)]
pub(super) struct Article {
    /// For each node: it is part of what is read.
    pub(super) kept: Vec<bool>,
    /// For each node that is left out for a reason of its own: the reason.
    pub(super) reasons: Vec<Option<&'static str>>,
    /// For each node: it is, or holds, the root of the article or the heading that stands outside.
    pub(super) path: Vec<bool>,
    /// The node that holds the article; the rest of what is kept stands before it.
    pub(super) root: usize,
    /// For each node: the prose in it, in bytes, without what is left out.
    pub(super) prose: Vec<usize>,
    /// The most prose that one mark may say something of; a mark of more is not believed.
    pub(super) most: usize,
    /// For each node: it holds visible text.
    pub(super) visible: Vec<bool>,
    /// The article has a first-level heading.
    pub(super) heading: Option<usize>,
}

impl Article {
    /// Finds the article of a page.
    pub(super) fn of_page(source: &str, tree: &Tree) -> Self {
        Self::find(source, tree, true)
    }

    /// Takes a fragment for an article as it is.
    pub(super) fn of_fragment(source: &str, tree: &Tree) -> Self {
        Self::find(source, tree, false)
    }

    fn find(source: &str, tree: &Tree, select: bool) -> Self {
        let nodes = &tree.nodes;
        let mut reasons: Vec<Option<&'static str>> = vec![None; nodes.len()];
        for (i, node) in nodes.iter().enumerate() {
            reasons[i] = always(node.tag);
        }
        let visible = holds_text(tree);
        let own = own_prose(source, tree, &reasons);
        let all = totals(tree, &own, &reasons);
        let most = if select { all[0] / 2 } else { usize::MAX };
        mark_by_name(source, tree, &mut reasons, &all, most);
        let rest = totals(tree, &own, &reasons);

        let root = if select { root(source, tree, &reasons, &rest) } else { 0 };
        let heading = heading(source, tree, &reasons, &visible, root);
        let bylines = heading.map_or_else(Vec::new, |heading| bylines(source, tree, &reasons, heading..root));
        let mut path = vec![false; nodes.len()];
        let mut starts = vec![false; nodes.len()];
        for from in [root].into_iter().chain(heading).chain(bylines) {
            starts[from] = true;
            let mut at = from;
            while !path[at] {
                path[at] = true;
                at = nodes[at].parent;
            }
        }
        let mut kept = vec![false; nodes.len()];
        for (i, node) in nodes.iter().enumerate() {
            // nothing in the head shows, but what stands there is noted
            path[i] |= node.tag == Tag::Head;
            let inside = starts[i] || (kept[node.parent] && i > 0);
            kept[i] = inside && reasons[i].is_none();
        }
        Self { kept, reasons, path, root, prose: rest, most, visible, heading }
    }
}

/// For each node whether there is anything to see in it, left out or not.
fn holds_text(tree: &Tree) -> Vec<bool> {
    let mut visible: Vec<bool> = tree.nodes.iter().map(|n| n.visible).collect();
    for i in (1..visible.len()).rev() {
        if visible[i] {
            visible[tree.nodes[i].parent] = true;
        }
    }
    visible
}

/// The prose of each text node, in bytes: none inside links, and half outside paragraphs and the
/// like, as menus and bars are.
fn own_prose(source: &str, tree: &Tree, reasons: &[Option<&str>]) -> Vec<usize> {
    const LINK: u8 = 1;
    const PROSE: u8 = 2;
    let mut standing: Vec<u8> = Vec::with_capacity(tree.nodes.len());
    let mut own = vec![0; tree.nodes.len()];
    for (i, node) in tree.nodes.iter().enumerate() {
        use Tag::*;
        let outside = standing.get(node.parent).copied().unwrap_or(0);
        let here = match node.tag {
            A => LINK,
            P | Li | Td | Th | Dd | Dt | Blockquote | Figcaption | H1 | H2 | H3 | H4 | H5 | H6 => PROSE,
            _ => 0,
        };
        standing.push(outside | here);
        if node.visible && reasons[i].is_none() && outside & LINK == 0 {
            let text = source.as_bytes()[node.source.clone()].trim_ascii().len();
            own[i] = if outside & PROSE == 0 { text / 2 } else { text };
        }
    }
    own
}

/// The prose in each subtree, without what is left out.
fn totals(tree: &Tree, own: &[usize], reasons: &[Option<&str>]) -> Vec<usize> {
    let mut total = own.to_vec();
    for i in (1..total.len()).rev() {
        if reasons[i].is_some() {
            total[i] = 0;
        }
        total[tree.nodes[i].parent] += total[i];
    }
    total
}

/// Elements that are never prose.
fn always(tag: Tag) -> Option<&'static str> {
    use Tag::*;
    Some(match tag {
        Script => "script",
        Style => "style",
        Noscript => "noscript",
        Template => "template",
        Svg | Canvas => "drawing",
        Math => "formula",
        Iframe | Object | Embed | Video | Audio | Applet | Noembed => "embedded content",
        Select | Textarea | Datalist => "form",
        Pre | Xmp | Listing | Plaintext => "code block",
        Del | S | Strike => "struck out",
        Title => "title",
        _ => return None,
    })
}

/// Marks what element names, roles and classes say is no part of an article.
fn mark_by_name(source: &str, tree: &Tree, reasons: &mut [Option<&'static str>], all: &[usize], most: usize) {
    const ARTICLE: u8 = 1;
    const HEADING: u8 = 2;
    let mut standing: Vec<u8> = Vec::with_capacity(tree.nodes.len());
    let mut skip = 0;
    for (i, node) in tree.nodes.iter().enumerate() {
        use Tag::*;
        let outside = standing.get(node.parent).copied().unwrap_or(0);
        let here = match node.tag {
            Article | Main | Blockquote | Figure => ARTICLE,
            Summary => HEADING,
            tag if tag.heading().is_some() => HEADING,
            _ => 0,
        };
        standing.push(outside | here);
        if matches!(node.tag, Text | Comment) || i < skip {
            continue;
        }
        if reasons[i].is_some() {
            skip = node.end;
            continue;
        }
        let reason = match node.tag {
            Nav => Some("navigation"),
            Header if outside & ARTICLE == 0 => Some("site header"),
            Footer if outside & ARTICLE == 0 => Some("footer"),
            Aside => Some("aside"),
            Form => Some("form"),
            Search => Some("search"),
            Dialog => Some("popup"),
            // the heading of a panel that opens is often a button
            Button if outside & HEADING == 0 => Some("button"),
            _ => None,
        };
        let reason = match reason {
            None if tree.has_attributes(i) => by_attributes(source, tree, i),
            known => known,
        };
        if reason.is_some() && all[i] <= most {
            reasons[i] = reason;
            skip = node.end;
        }
    }
}

fn by_attributes(source: &str, tree: &Tree, i: usize) -> Option<&'static str> {
    let tag = tree.nodes[i].tag;
    if matches!(tag, Tag::Html | Tag::Head | Tag::Meta | Tag::Link) {
        return None;
    }
    let value = |name| tree.attribute(i, name).map(|range| &source[range]);
    let is = |name, wanted: &str| value(name).is_some_and(|v: &str| v.trim().eq_ignore_ascii_case(wanted));
    let hidden = value(Attr::Hidden).is_some_and(|v| !v.eq_ignore_ascii_case("until-found"));
    if (hidden || is(Attr::AriaHidden, "true") || value(Attr::Style).is_some_and(hides))
        && ![Attr::Class, Attr::Id].iter().any(|&name| value(name).is_some_and(opens))
    {
        return Some("hidden");
    }
    let role = match value(Attr::Role).unwrap_or_default().trim() {
        "navigation" | "menu" | "menubar" => Some("navigation"),
        "banner" => Some("site header"),
        "contentinfo" => Some("footer"),
        "complementary" => Some("aside"),
        "search" => Some("search"),
        "dialog" | "alertdialog" => Some("popup"),
        _ => None,
    };
    if role.is_some() {
        return role;
    }
    if matches!(tag, Tag::Body | Tag::Main | Tag::Article) || tag.heading().is_some() {
        return None;
    }
    let class = value(Attr::Class).unwrap_or_default().split_ascii_whitespace().find_map(by_class);
    let reason = class.or_else(|| value(Attr::Id).and_then(by_id))?;
    // words of a sentence are not left out for the name of a link
    let inline = tag.is_inline() && !matches!(reason, "hidden" | "skip link");
    (!inline).then_some(reason)
}

/// A panel that the reader of the page opens with a click is hidden only at first.
fn opens(name: &str) -> bool {
    name.split_ascii_whitespace().flat_map(parts).any(|part| {
        matches!(
            part.as_str(),
            "accordion"
                | "collapse"
                | "collapsible"
                | "panel"
                | "faq"
                | "answer"
                | "tab"
                | "expand"
                | "toggle"
                | "footnote"
                | "footnotes"
                | "reference"
                | "references"
                | "citations"
                | "sources"
                | "bibliography"
        )
    })
}

fn hides(style: &str) -> bool {
    style.split(';').any(|rule| {
        let (name, value) = rule.split_once(':').unwrap_or_default();
        let (name, value) = (name.trim(), value.trim().trim_end_matches("!important").trim_end());
        name.eq_ignore_ascii_case("display") && value.eq_ignore_ascii_case("none")
            || name.eq_ignore_ascii_case("visibility") && value.eq_ignore_ascii_case("hidden")
    })
}

/// Most parts of a name that are looked at.
const PARTS: usize = 8;

/// The parts of a class name or id, in lower case: split at marks and where an upper-case letter
/// follows a lower-case one.
fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let new = !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase());
        if new && parts.last().is_some_and(|p| !p.is_empty()) {
            if parts.len() == PARTS {
                break;
            }
            parts.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(part) = parts.last_mut()
        {
            part.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    parts.retain(|p| !p.is_empty());
    parts
}

/// What one class name says.
fn by_class(name: &str) -> Option<&'static str> {
    let parts = parts(name);
    // "no-sidebar", "tag-social-life": about the page or its subject, not about the element
    const OF_THE_PAGE: [&str; 8] = ["has", "no", "not", "is", "with", "without", "tag", "category"];
    if parts.len() > 1
        && OF_THE_PAGE.contains(&parts[0].as_str())
        && parts[1] != "cloud"
        && parts[1] != "links"
    {
        return None;
    }
    by_parts(&parts)
}

/// What an id says: as a class name does, but ids are often made of a section's heading, so that
/// all of its parts must be words of the trade.
fn by_id(name: &str) -> Option<&'static str> {
    const TRADE: [&str; 52] = [
        "area",
        "articles",
        "author",
        "banner",
        "bar",
        "bottom",
        "box",
        "button",
        "buttons",
        "container",
        "content",
        "contents",
        "fixed",
        "float",
        "floating",
        "footer",
        "form",
        "global",
        "header",
        "icons",
        "inner",
        "jp",
        "left",
        "link",
        "links",
        "list",
        "main",
        "media",
        "mobile",
        "notice",
        "of",
        "overlay",
        "page",
        "panel",
        "post",
        "posts",
        "primary",
        "right",
        "secondary",
        "section",
        "signup",
        "site",
        "table",
        "the",
        "toggle",
        "top",
        "widget",
        "wp",
        "wrap",
        "wrapper",
        "2",
        "1",
    ];
    let parts = parts(name);
    let reason = by_parts(&parts)?;
    let said = |p: &String| TRADE.contains(&p.as_str()) || by_parts(std::slice::from_ref(p)).is_some();
    parts.iter().all(said).then_some(reason)
}

fn by_parts(parts: &[String]) -> Option<&'static str> {
    let alone = parts.iter().find_map(|part| match part.as_str() {
        "share" | "shares" | "sharing" | "social" | "socials" | "sharedaddy" | "addtoany" | "addthis"
        | "sharethis" => Some("share bar"),
        "related" | "relatedposts" | "yarpp" => Some("related posts"),
        "newsletter" | "subscribe" | "optin" | "mailchimp" | "mc4wp" => Some("newsletter"),
        "cookie" | "cookies" | "consent" | "gdpr" | "cookiebot" => Some("cookie notice"),
        "comments" | "commentlist" | "disqus" => Some("comments"),
        "breadcrumb" | "breadcrumbs" => Some("breadcrumbs"),
        "sidebar" => Some("sidebar"),
        "tableofcontents" => Some("table of contents"),
        "pagination" | "pager" | "paginate" => Some("pagination"),
        "advert" | "adverts" | "advertisement" | "ads" | "adsense" | "adsbygoogle" | "promo" | "promos"
        | "sponsor" | "sponsored" | "sponsors" => Some("advertising"),
        "popup" | "popups" | "modal" | "offcanvas" => Some("popup"),
        "menu" | "navbar" | "nav" | "navigation" => Some("navigation"),
        "tags" | "tagcloud" => Some("tags"),
        "search" | "searchform" => Some("search"),
        "visuallyhidden" => Some("hidden"),
        "masthead" | "topbar" => Some("site header"),
        part if part.ends_with("toc") => Some("table of contents"),
        _ => None,
    });
    let pair = || {
        parts.windows(2).find_map(|pair| match (pair[0].as_str(), pair[1].as_str()) {
            (
                "recommended" | "similar" | "more" | "latest" | "recent" | "popular" | "trending",
                "posts" | "articles" | "reading" | "stories",
            ) => Some("related posts"),
            ("comment", "respond" | "form" | "list" | "area") => Some("comments"),
            ("contents", "table") | ("of", "contents") => Some("table of contents"),
            ("page", "links" | "numbers") => Some("pagination"),
            ("ad", "container" | "slot" | "unit" | "wrapper" | "banner" | "block") => Some("advertising"),
            ("author", "bio" | "box" | "card" | "profile") | ("about", "author") | ("bio", "box") => {
                Some("author box")
            }
            ("tag" | "cat" | "post", "links" | "cloud" | "tags") => Some("tags"),
            ("skip", "link" | "links" | "to" | "nav") => Some("skip link"),
            ("screen", "reader") | ("sr", "only") | ("visually", "hidden") => Some("hidden"),
            ("site", "header") => Some("site header"),
            ("site" | "page" | "entry" | "post", "footer") => Some("footer"),
            _ => None,
        })
    };
    let whole = || match parts {
        [one] if one == "footer" => Some("footer"),
        [one] if one == "ad" => Some("advertising"),
        [one] if one == "respond" => Some("comments"),
        _ => None,
    };
    alone.or_else(pair).or_else(whole)
}

/// Whether an element is marked as the list of references or footnotes.
pub(super) fn holds_references(source: &str, tree: &Tree, i: usize) -> bool {
    let tag = tree.nodes[i].tag;
    if !matches!(tag, Tag::Div | Tag::Section | Tag::Ol | Tag::Ul | Tag::Table) || !tree.has_attributes(i) {
        return false;
    }
    let value = |name| tree.attribute(i, name).map_or("", |range| &source[range]);
    let cites = |part: &String| {
        matches!(part.as_str(), "references" | "bibliography" | "citations" | "footnotes" | "endnotes")
    };
    [Attr::Class, Attr::Id, Attr::Role]
        .into_iter()
        .flat_map(|name| value(name).split_ascii_whitespace())
        .any(|name| parts(name).iter().any(cites))
}

/// How much of the prose around it a container must hold, in hundredths, to be taken for the article.
/// What is named by a class alone must hold more, and inside an article nearly all.
fn share(source: &str, tree: &Tree, i: usize, within: Tag) -> Option<usize> {
    match tree.nodes[i].tag {
        Tag::Main => return Some(50),
        Tag::Article => return Some(75),
        Tag::Div | Tag::Section | Tag::Td | Tag::Other => {}
        _ => return None,
    }
    if !tree.has_attributes(i) {
        return None;
    }
    let value = |name| tree.attribute(i, name).map_or("", |range| &source[range]);
    if value(Attr::Role).eq_ignore_ascii_case("main") {
        return Some(50);
    }
    if value(Attr::Role).eq_ignore_ascii_case("article")
        || value(Attr::Itemprop).split_ascii_whitespace().any(|p| p.eq_ignore_ascii_case("articleBody"))
    {
        return Some(75);
    }
    let names = value(Attr::Class).split_ascii_whitespace().chain(Some(value(Attr::Id)));
    let named = names.map(parts).any(|parts| names_article(&parts));
    named.then_some(if matches!(within, Tag::Document | Tag::Main) { 75 } else { 90 })
}

fn names_article(parts: &[String]) -> bool {
    match parts {
        [one] => matches!(one.as_str(), "content" | "prose" | "post" | "article"),
        [.., last, end] => matches!(
            (last.as_str(), end.as_str()),
            (
                "entry" | "post" | "article" | "blog" | "story" | "main" | "page" | "single" | "body",
                "content" | "body" | "text" | "main",
            ) | ("blog", "post" | "article" | "detail" | "single")
                | ("rich", "text")
                | ("markdown", "body")
        ),
        [] => false,
    }
}

/// The innermost container that holds nearly all of the prose that the one around it holds. The
/// prose of other `article` elements beside it does not count: those are cards that lead elsewhere.
fn root(source: &str, tree: &Tree, reasons: &[Option<&str>], prose: &[usize]) -> usize {
    let nodes = &tree.nodes;
    let mut cards = vec![0; nodes.len()];
    let own = |i: usize, cards: &[usize]| if nodes[i].tag == Tag::Article { prose[i] } else { cards[i] };
    for i in (1..nodes.len()).rev() {
        if reasons[i].is_none() {
            cards[nodes[i].parent] += own(i, &cards);
        }
    }
    let mut root = 0;
    let mut i = 1;
    while i < nodes[root].end {
        if reasons[i].is_some() {
            i = nodes[i].end;
            continue;
        }
        let others = cards[root].saturating_sub(own(i, &cards));
        let around = prose[root].saturating_sub(others);
        // the amount is asked first, as the names take longer
        if prose[i] > 0
            && prose[i] * 2 >= prose[root]
            && share(source, tree, i, nodes[root].tag).is_some_and(|share| prose[i] * 100 >= around * share)
        {
            root = i;
        }
        i += 1;
    }
    root
}

/// The page's first-level heading: in the article, or the last one before it.
fn heading(
    source: &str, tree: &Tree, reasons: &[Option<&str>], visible: &[bool], root: usize,
) -> Option<usize> {
    let nodes = &tree.nodes;
    let mut found = None;
    // a heading may stand in what looks like the site's header, but in nothing else that is left out
    let mut header_end = 0;
    let mut i = 0;
    while i < nodes[root].end {
        match reasons[i] {
            None => {}
            Some("site header") => header_end = header_end.max(nodes[i].end),
            Some(_) => {
                i = nodes[i].end;
                continue;
            }
        }
        if nodes[i].tag == Tag::H1 && visible[i] && !is_logo(source, tree, i) {
            if i > root && i >= header_end {
                return Some(i);
            }
            if i < root || found.is_none() {
                found = Some(i);
            }
        }
        i += 1;
    }
    found
}

/// The lines between the heading and the article that say who wrote it and when.
fn bylines(source: &str, tree: &Tree, reasons: &[Option<&str>], between: Range<usize>) -> Vec<usize> {
    const MOST_NODES: usize = 40;
    const MOST_BYTES: usize = 2000;
    let mut found = Vec::new();
    let mut decoder = Decoder::default();
    let mut i = between.start;
    while i < between.end {
        let node = &tree.nodes[i];
        let below = i + 1..node.end;
        if reasons[i].is_some() {
            i = node.end;
            continue;
        }
        let small = below.len() <= MOST_NODES && node.source.len() <= MOST_BYTES && node.end <= between.end;
        if small
            && node.tag.is_block()
            && node.tag.heading().is_none()
            && tree.nodes[below].iter().all(|n| !n.tag.is_block())
            && is_byline(&element_text(source, &mut decoder, tree, i))
        {
            found.push(i);
            i = node.end;
            continue;
        }
        i += 1;
    }
    found
}

/// The text of a small element, decoded: a name or a line, not a page.
pub(super) fn element_text<'s>(source: &'s str, decoder: &mut Decoder<'s>, tree: &Tree, i: usize) -> String {
    const MOST_NODES: usize = 200;
    const MOST_BYTES: usize = 1000;
    let mut text = String::new();
    for node in tree.nodes[i..tree.nodes[i].end].iter().take(MOST_NODES) {
        if node.tag == Tag::Text {
            decoder.pieces(source, node.source.clone(), Place::Content, |piece| match piece {
                Piece::Verbatim(range) => text.push_str(&source[range]),
                Piece::Decoded(decoded, _) => text.push_str(decoded),
            });
        } else if node.tag.is_block() || node.tag == Tag::Br {
            text.push(' ');
        }
        if text.len() > MOST_BYTES {
            break;
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A heading that names the site.
fn is_logo(source: &str, tree: &Tree, i: usize) -> bool {
    let names = |i| {
        let value = |name| tree.attribute(i, name).map_or("", |range| &source[range]);
        [value(Attr::Class), value(Attr::Id)]
    };
    [i, tree.nodes[i].parent].into_iter().flat_map(names).flat_map(str::split_ascii_whitespace).any(|name| {
        let parts = parts(name);
        parts.iter().any(|p| matches!(p.as_str(), "logo" | "brand" | "branding"))
            || parts.windows(2).any(|p| p[0] == "site" && matches!(p[1].as_str(), "title" | "name"))
    })
}
