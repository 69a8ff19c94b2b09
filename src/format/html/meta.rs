//! What a page says about itself: its title and descriptions, which are prose of their own, and
//! author, reviewer, dates and language. Owns meta tags, JSON-LD and microdata; must not know what
//! of the page is the article, save for its first heading.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use serde_json::Value;

use crate::document::{BlockKind, Builder, Metadata};

use super::article::{Article, element_text};
use super::content::own_block;
use super::names::{Attr, Tag};
use super::text::{Decoder, Place};
use super::tree::Tree;

/// Writes the blocks of title and descriptions and fills in the metadata.
pub(super) fn write<'s>(
    builder: &mut Builder<'s>, decoder: &mut Decoder<'s>, tree: &Tree, article: &Article,
) {
    let source = builder.source();
    let mut found = Found::default();
    for (i, node) in tree.nodes.iter().enumerate() {
        match node.tag {
            Tag::Text | Tag::Comment => {}
            Tag::Html => {
                if let Some(lang) = tree.attribute(i, Attr::Lang) {
                    found.metadata.language = filled(decoder.string(source, lang, Place::Value));
                }
            }
            // only the page's own title: drawings have titles too
            Tag::Title if found.title.is_none() && !in_drawing(tree, i) => {
                found.title = tree
                    .nodes
                    .get(i + 1)
                    .filter(|n| n.tag == Tag::Text && n.parent == i)
                    .map(|n| n.source.clone());
            }
            Tag::Meta => found.meta(source, decoder, tree, i),
            Tag::Script => found.script(source, tree, i),
            _ if tree.has_attributes(i) => found.microdata(source, decoder, tree, i),
            _ => {}
        }
    }
    let mut said = HashSet::new();
    if let Some(heading) = article.heading {
        said.insert(folded(&element_text(source, decoder, tree, heading)));
    }
    let title = if article.heading.is_none() { BlockKind::Title } else { BlockKind::Description };
    let title = found.title.take().map(|range| (range, Place::Title, title));
    let others = found.prose.drain(..).map(|range| (range, Place::Value, BlockKind::Description));
    for (range, place, kind) in title.into_iter().chain(others) {
        let text = folded(&decoder.string(source, range.clone(), place));
        if !text.is_empty() && said.insert(text) {
            own_block(builder, decoder, range, place, kind);
            builder.close();
        }
    }
    *builder.metadata() = merged(found.linked, found.metadata);
}

#[derive(Default)]
struct Found {
    title: Option<Range<usize>>,
    prose: Vec<Range<usize>>,
    /// From meta tags and microdata.
    metadata: Metadata,
    /// From JSON-LD, which says it with more care.
    linked: Metadata,
}

/// What the first says, and what only the second says.
fn merged(first: Metadata, second: Metadata) -> Metadata {
    Metadata {
        author: first.author.or(second.author),
        reviewer: first.reviewer.or(second.reviewer),
        published: first.published.or(second.published),
        modified: first.modified.or(second.modified),
        reviewed: first.reviewed.or(second.reviewed),
        language: first.language.or(second.language),
    }
}

fn set(field: &mut Option<String>, value: Option<String>) {
    if field.is_none() {
        *field = value;
    }
}

fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// A name, and not the address of a profile.
fn name(text: String) -> Option<String> {
    filled(text).filter(|t| !t.starts_with("http://") && !t.starts_with("https://"))
}

impl Found {
    fn meta<'s>(&mut self, source: &'s str, decoder: &mut Decoder<'s>, tree: &Tree, i: usize) {
        let Some(content) = tree.attribute(i, Attr::Content) else { return };
        let key = [Attr::Name, Attr::Property, Attr::Itemprop].iter().find_map(|&a| tree.attribute(i, a));
        let key = key.map_or("", |range| &source[range]).trim().to_ascii_lowercase();
        if matches!(
            key.as_str(),
            "description" | "og:title" | "og:description" | "twitter:title" | "twitter:description"
        ) {
            self.prose.push(content);
            return;
        }
        let mut value = || decoder.string(source, content.clone(), Place::Value);
        let metadata = &mut self.metadata;
        match key.as_str() {
            "author" | "article:author" | "dc.creator" | "dcterms.creator" | "parsely-author"
            | "sailthru.author" => {
                set(&mut metadata.author, name(value()));
            }
            "reviewer" | "reviewedby" | "medical-reviewer" => set(&mut metadata.reviewer, name(value())),
            "article:published_time"
            | "date"
            | "datepublished"
            | "dc.date"
            | "dcterms.created"
            | "pubdate"
            | "publish-date"
            | "publish_date"
            | "parsely-pub-date" => {
                set(&mut metadata.published, filled(value()));
            }
            "article:modified_time"
            | "og:updated_time"
            | "datemodified"
            | "last-modified"
            | "lastmod"
            | "dcterms.modified"
            | "revised" => set(&mut metadata.modified, filled(value())),
            "lastreviewed" | "last-reviewed" => set(&mut metadata.reviewed, filled(value())),
            _ => {}
        }
    }

    fn microdata<'s>(&mut self, source: &'s str, decoder: &mut Decoder<'s>, tree: &Tree, i: usize) {
        let value = |name| tree.attribute(i, name).map(|range| &source[range]);
        if tree.nodes[i].tag == Tag::Time {
            self.time(source, decoder, tree, i);
        } else if value(Attr::Itemprop).is_some_and(|p| p.trim() == "author")
            || (tree.nodes[i].tag == Tag::A
                && value(Attr::Rel).is_some_and(|rel| rel.split_ascii_whitespace().any(|r| r == "author")))
        {
            if self.metadata.author.is_none() {
                self.metadata.author = name(element_text(source, decoder, tree, i)).filter(|n| n.len() < 120);
            }
        } else if value(Attr::Itemprop).is_some_and(|p| p.trim() == "reviewedBy")
            && self.metadata.reviewer.is_none()
        {
            self.metadata.reviewer = name(element_text(source, decoder, tree, i)).filter(|n| n.len() < 120);
        }
    }

    fn time<'s>(&mut self, source: &'s str, decoder: &mut Decoder<'s>, tree: &Tree, i: usize) {
        let Some(datetime) = tree.attribute(i, Attr::Datetime) else { return };
        let day = filled(decoder.string(source, datetime, Place::Value));
        let said = [Attr::Itemprop, Attr::Class].iter().filter_map(|&a| tree.attribute(i, a));
        let said = said.map(|range| source[range].to_ascii_lowercase()).collect::<Vec<_>>().join(" ");
        if said.contains("modified") || said.contains("updated") && !said.contains("published") {
            set(&mut self.metadata.modified, day);
        } else {
            set(&mut self.metadata.published, day);
        }
    }

    fn script(&mut self, source: &str, tree: &Tree, i: usize) {
        let kind = tree.attribute(i, Attr::Type).map_or("", |range| &source[range]);
        if !kind.trim().to_ascii_lowercase().starts_with("application/ld+json") {
            return;
        }
        let Some(text) = tree.nodes.get(i + 1).filter(|n| n.tag == Tag::Text && n.parent == i) else {
            return;
        };
        let Some(data) = parse(&source[text.source.clone()]) else { return };
        let linked = read_linked(&data);
        self.linked = merged(std::mem::take(&mut self.linked), linked);
    }
}

fn in_drawing(tree: &Tree, i: usize) -> bool {
    let parent = &tree.nodes[tree.nodes[i].parent];
    !matches!(parent.tag, Tag::Document | Tag::Html | Tag::Head | Tag::Body)
}

/// Parses JSON, forgiving what pages get wrong: wrappers, and line feeds inside strings.
fn parse(text: &str) -> Option<Value> {
    let text = text.trim();
    let text = text.strip_prefix("//<![CDATA[").or(text.strip_prefix("<![CDATA[")).unwrap_or(text);
    let text = text.strip_prefix("<!--").unwrap_or(text);
    let text = text.strip_suffix("-->").unwrap_or(text);
    let text =
        text.strip_suffix("]]>").map_or(text, |t| t.trim_end_matches('/')).trim().trim_end_matches(';');
    serde_json::from_str(text).ok().or_else(|| {
        let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&spaced).ok()
    })
}

/// What the articles and pages of linked data say about who and when.
fn read_linked(data: &Value) -> Metadata {
    let mut objects = Vec::new();
    let mut open = vec![data];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(values) => open.extend(values.iter().rev()),
            Value::Object(object) => {
                objects.push(object);
                open.extend(object.values().filter(|v| v.is_object() || v.is_array()).rev());
            }
            _ => {}
        }
    }
    let mut names = HashMap::new();
    for object in &objects {
        if let (Some(id), Some(name)) = (text(object.get("@id")), text(object.get("name"))) {
            names.entry(id).or_insert(name);
        }
    }
    let mut found = Metadata::default();
    let article = |t: &str| t.ends_with("Article") || t.ends_with("Posting") || t == "Report";
    let page = |t: &str| t.ends_with("WebPage") || t == "Recipe" || t == "WebPage" || t == "FAQPage";
    for wanted in [&article as &dyn Fn(&str) -> bool, &page] {
        for object in objects.iter().filter(|o| types(o.get("@type")).any(wanted)) {
            set(&mut found.author, who(object.get("author"), &names));
            set(&mut found.reviewer, who(object.get("reviewedBy"), &names));
            set(&mut found.published, text(object.get("datePublished")).map(str::to_owned));
            set(&mut found.modified, text(object.get("dateModified")).map(str::to_owned));
            set(&mut found.reviewed, text(object.get("lastReviewed")).map(str::to_owned));
        }
    }
    found
}

fn types(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let many = value.and_then(Value::as_array).into_iter().flatten();
    value.into_iter().filter(|v| v.is_string()).chain(many).filter_map(Value::as_str)
}

fn text(value: Option<&Value>) -> Option<&str> {
    value?.as_str().map(str::trim).filter(|t| !t.is_empty())
}

/// The names of one or more people, given outright, as objects or by reference.
fn who(value: Option<&Value>, names: &HashMap<&str, &str>) -> Option<String> {
    let one = |value: &Value| -> Option<String> {
        let named = text(Some(value)).or_else(|| text(value.get("name")));
        let named = named.or_else(|| names.get(text(value.get("@id"))?).copied())?;
        name(named.to_owned())
    };
    match value? {
        Value::Array(values) => filled(values.iter().take(8).filter_map(one).collect::<Vec<_>>().join(", ")),
        value => one(value),
    }
}

/// Letters and digits alone, in lower case, so that texts that say the same are equal.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
