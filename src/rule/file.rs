//! The rule file and the lexicon file as written: their keys and nothing else. Must not know how a
//! question is answered.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{self, Deserializer};
use toml::Spanned;

use super::builtin::Builtin;
use crate::document::BlockKind;
use crate::finding::{Level, Scope};
use crate::language::citation::Strength;
use crate::language::{Contexts, Unit, claim};

/// `rules/<category>/<id>.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RuleFile {
    /// What it flags, in a few words that read after "flags".
    pub(super) summary: Spanned<String>,
    pub(super) level: Level,
    #[serde(default = "sentence")]
    pub(super) scope: Scope,
    pub(super) message: Spanned<String>,
    pub(super) help: Spanned<String>,
    pub(super) why: Spanned<String>,
    #[serde(default)]
    pub(super) references: Vec<Spanned<String>>,
    /// The version of caveat that it came with, as in `0.1`.
    pub(super) since: Spanned<String>,
    /// Names it had in earlier versions: they are still understood.
    #[serde(default)]
    pub(super) formerly: Vec<Spanned<String>>,
    /// Markets whose rules it rests on; empty: everywhere.
    #[serde(default)]
    pub(super) markets: Vec<Spanned<String>>,
    pub(super) find: Option<Find>,
    #[serde(default)]
    pub(super) with: Vec<Clause>,
    #[serde(default)]
    pub(super) without: Vec<Clause>,
    pub(super) claim: Option<ClaimFilter>,
    pub(super) replace: Option<Spanned<Replace>>,
    pub(super) count: Option<Count>,
    pub(super) pattern: Option<Pattern>,
    pub(super) builtin: Option<Builtin>,
    pub(super) one_of: Option<OneOf>,
    /// Those of our own rules are read when they are asked for.
    pub(super) examples: Option<Examples>,
}

const fn sentence() -> Scope {
    Scope::Sentence
}

/// What the rule looks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Find {
    pub(super) any: Vec<Spanned<String>>,
    /// Contexts in which it counts although nothing is asserted.
    #[serde(default)]
    pub(super) tolerate: Vec<ContextName>,
    /// Block kinds; empty: all that hold article prose.
    #[serde(default, rename = "in")]
    pub(super) kinds: Vec<Kind>,
    /// Hedged text does not count: "may be effective".
    #[serde(default)]
    pub(super) unhedged: bool,
    /// Only in an article that promotes something or speaks for somebody who sells.
    #[serde(default)]
    pub(super) promotes: bool,
}

/// What must, or must not, stand near by.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Clause {
    /// Phrases; may be absent where `cites` is given.
    #[serde(default)]
    pub(super) any: Vec<Spanned<String>>,
    /// A citation of at least this strength: `weak` (any link), `named` (a body or study that is
    /// named) or `strong` (a study that can be looked up). Beside `any`, either will do. Within
    /// `sentence` the next sentence counts if it speaks of this one ("This trial …"); within
    /// `paragraph` or `list` also stem and end of the list; `section` and `document` count every
    /// citation there.
    pub(super) cites: Option<Strength>,
    #[serde(default)]
    pub(super) within: Within,
    #[serde(default = "one")]
    pub(super) at_least: usize,
    /// Only asserted text counts.
    #[serde(default)]
    pub(super) asserted: bool,
}

const fn one() -> usize {
    1
}

/// Claims that the program has read, of these kinds. What a key does not name, counts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ClaimFilter {
    /// How strongly the effect is put.
    #[serde(default)]
    pub(super) strength: Vec<StrengthName>,
    /// What it is on.
    #[serde(default)]
    pub(super) on: Vec<ObjectName>,
    /// The kinds of things that the article must promote.
    #[serde(default)]
    pub(super) promoting: Vec<PromotableName>,
    /// Claims with "can" or "helps" count as well.
    #[serde(default)]
    pub(super) half_hedged: bool,
    /// Claims with "may" count as well.
    #[serde(default)]
    pub(super) hedged: bool,
    /// Contexts in which they do not count, although something is asserted.
    #[serde(default)]
    pub(super) except: Vec<ContextName>,
    /// Effects that the knowledge base holds strong evidence for do not count.
    #[serde(default)]
    pub(super) unestablished: bool,
    #[serde(default, rename = "in")]
    pub(super) kinds: Vec<Kind>,
}

macro_rules! names {
    ($name:ident, $of:ty, $($variant:ident),+) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub(super) enum $name { $($variant),+ }
        impl $name {
            pub(super) const fn value(self) -> $of {
                match self { $(Self::$variant => <$of>::$variant),+ }
            }
        }
    };
}
names!(StrengthName, claim::Strength, Improve, Cause, Cure);
names!(ObjectName, claim::Object, Unknown, Physiology, Benefit, Symptom, Disease, SeriousDisease);
names!(PromotableName, claim::Promotable, Therapy, Supplement, Diet, Medicine);

/// Wrong wordings, each with its replacement.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Replace {
    /// Applying a replacement cannot change what the text means.
    #[serde(default)]
    pub(super) safe: bool,
    /// Contexts in which they count although nothing is asserted.
    #[serde(default)]
    pub(super) tolerate: Vec<ContextName>,
    /// Only words that the article does not explain count, each once.
    #[serde(default)]
    pub(super) unexplained: bool,
    pub(super) pairs: BTreeMap<Spanned<String>, Replacement>,
}

/// One replacement, or several to choose from.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Replacement {
    One(String),
    Choice(Vec<String>),
}

impl Replacement {
    /// All that there is to choose from.
    pub(super) fn texts(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Choice(texts) => texts,
        }
    }
}

/// Too many of something.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Count {
    pub(super) of: Of,
    pub(super) per: Per,
    pub(super) max: usize,
    /// Lists inside a sentence, of which only the longest member counts.
    #[serde(default)]
    pub(super) lists: Option<Lists>,
    #[serde(default, rename = "in")]
    pub(super) kinds: Vec<Kind>,
    /// Contexts in which it counts although nothing is asserted.
    #[serde(default)]
    pub(super) tolerate: Vec<ContextName>,
}

/// Lists inside a sentence: "if it smells, if it oozes or if it bleeds".
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Lists {
    /// Words that all members of a list open with, one of these.
    pub(super) openers: Vec<String>,
    /// Most words of a sentence that such a list makes easy.
    pub(super) longest: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Of {
    Words,
    Sentences,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Per {
    Sentence,
    Paragraph,
}

/// Regular expressions over a whole block. The first that matches makes the finding.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Pattern {
    /// Tried on every block of at most `max-words`.
    #[serde(default)]
    pub(super) any: Vec<Spanned<String>>,
    /// Tried on titles and headings only.
    #[serde(default)]
    pub(super) headings: Vec<Spanned<String>>,
    /// Tried on blocks of any length.
    #[serde(default)]
    pub(super) inside: Vec<Spanned<String>>,
    /// Longest block for `any`, in words.
    #[serde(default = "any_length")]
    pub(super) max_words: usize,
    /// Lines that lead into a list do not count: they go on in it.
    #[serde(default)]
    pub(super) whole: bool,
    #[serde(default, rename = "in")]
    pub(super) kinds: Vec<Kind>,
}

const fn any_length() -> usize {
    usize::MAX
}

/// Of overlapping findings in a group the one of the highest rank stays.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct OneOf {
    pub(super) group: String,
    pub(super) rank: u16,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Examples {
    pub(super) flag: Vec<Spanned<String>>,
    pub(super) pass: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) format: ExampleFormat,
}

/// What examples are written in.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ExampleFormat {
    /// As typed.
    #[default]
    Text,
    /// With the marks of Markdown.
    Markdown,
    /// A page, or a part of one.
    Html,
}

/// One list of `rules/lexicons/<file>.toml`; its name is `<file>.<table>`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct LexiconTable {
    /// Phrases that are hits.
    #[serde(default)]
    pub(super) words: Vec<Spanned<String>>,
    /// Phrases that are hits only as written, case and all.
    #[serde(default)]
    pub(super) exact: Vec<Spanned<String>>,
    /// Phrases that count only beside a mark of another list in the sentence.
    #[serde(default)]
    pub(super) weak: Vec<Spanned<String>>,
    /// Other senses: hide any entry of the list that they overlap.
    #[serde(default)]
    pub(super) not: Vec<Spanned<String>>,
}

/// `rules/sources.toml`: one entry an authority.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Source {
    pub(super) organisation: String,
    pub(super) title: String,
    pub(super) section: Option<String>,
    pub(super) year: Option<u16>,
    pub(super) url: Option<String>,
}

/// The name of a block kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind(pub(super) BlockKind);

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let names = || BlockKind::ALL.iter().map(|k| k.name());
        BlockKind::ALL
            .into_iter()
            .find(|k| k.name() == name)
            .map(Kind)
            .ok_or_else(|| de::Error::custom(unknown("block kind", &name, names())))
    }
}

/// The name of a context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ContextName(pub(super) Contexts);

impl<'de> Deserialize<'de> for ContextName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Contexts::from_name(&name).map(ContextName).ok_or_else(|| {
            de::Error::custom(unknown("context", &name, Contexts::NAMES.iter().map(|(n, _)| *n)))
        })
    }
}

/// How far a clause looks: the name of a unit, or `{ words = 25 }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Within(pub(super) Unit);

impl Default for Within {
    fn default() -> Self {
        Self(Unit::Sentence)
    }
}

impl<'de> Deserialize<'de> for Within {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Reach {
            words: u32,
        }
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Within;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("clause, sentence, paragraph, list, section, document or { words = … }")
            }
            fn visit_str<E: de::Error>(self, name: &str) -> Result<Within, E> {
                const NAMES: [&str; 6] = ["clause", "sentence", "paragraph", "list", "section", "document"];
                Ok(Within(match name {
                    "clause" => Unit::Clause,
                    "sentence" => Unit::Sentence,
                    "paragraph" => Unit::Block,
                    "list" => Unit::List,
                    "section" => Unit::Section,
                    "document" => Unit::Document,
                    _ => return Err(E::custom(unknown("reach", name, NAMES))),
                }))
            }
            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Within, A::Error> {
                let reach = Reach::deserialize(de::value::MapAccessDeserializer::new(map))?;
                match reach.words {
                    1..=200 => Ok(Within(Unit::Words(reach.words))),
                    n => Err(de::Error::custom(format!("a reach is 1 to 200 words, not {n}"))),
                }
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// "unknown X `y`", with the nearest name.
pub(super) fn unknown<'k>(what: &str, name: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match crate::fault::nearest(name, known.iter().copied()) {
        Some(near) => format!("unknown {what} `{name}`; did you mean `{near}`?"),
        None => format!("unknown {what} `{name}`; known are {}", known.join(", ")),
    }
}
