//! What a check says: findings with their places, and what they add up to. Plain data between
//! `check`, which makes it, and the reports, which show it.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::document::{Document, Position};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Worth a look.
    Suggestion,
    /// Should be changed.
    Warning,
    /// Should not be published.
    Error,
}

impl Level {
    /// The level's name as users write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Suggestion => "suggestion",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// How far a fault reaches, never how far its rule looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// A sentence or a part of one.
    Sentence,
    /// A paragraph, heading, list item or other block.
    Paragraph,
    /// Several blocks in a row.
    Section,
    /// The whole document.
    Document,
}

/// A half-open range of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Span {
    /// First character of the range.
    pub start: Position,
    /// First character after the range.
    pub end: Position,
}

impl Span {
    /// The range in bytes.
    pub fn bytes(&self) -> Range<usize> {
        self.start.byte..self.end.byte
    }
}

/// One fault, at one place.
#[derive(Debug, Clone)]
pub struct Finding<'r> {
    /// The rule's name.
    pub rule: &'r str,
    /// The rule's category.
    pub category: &'r str,
    /// What the configuration made of the rule's level.
    pub level: Level,
    /// How far the fault reaches.
    pub scope: Scope,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What its rule flags, in a few words.
    pub summary: &'r str,
    /// How to mend it.
    pub help: Cow<'r, str>,
    /// Why it matters, in a sentence or two.
    pub why: &'r str,
    /// On whose authority.
    pub references: Cow<'r, [Reference]>,
    /// Where, in the source.
    pub span: Span,
    /// Where, in the prose: a byte range of [`Document::prose`].
    pub prose: Range<usize>,
    /// Prose of the sentence, stem included, cut to 300 code points around the words.
    pub context: String,
    /// Byte range in the source of the block or passage that a report shows around the span.
    pub passage: Range<usize>,
    /// Other places that belong to the finding.
    pub related: Vec<Related>,
    /// What is missing, by id.
    pub items: Vec<Item>,
    /// Ways to mend it that can be applied as they are.
    pub fixes: Vec<Fix>,
    /// Identity that survives edits elsewhere: a hash of rule, words and sentence, and of how many
    /// equal ones came before, in 16 hexadecimal digits.
    pub fingerprint: String,
}

/// Another place that belongs to a finding.
#[derive(Debug, Clone)]
pub struct Related {
    /// What the place is to the finding.
    pub role: Role,
    /// What is to be seen there.
    pub message: String,
    /// Prose of its sentence, cut like [`Finding::context`].
    pub context: String,
    /// Where, in the source.
    pub span: Span,
    /// Where, in the prose: a byte range of [`Document::prose`].
    pub prose: Range<usize>,
}

/// What a related place is to a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The same fault again: another item of the list.
    SameFault,
    /// What the finding contradicts.
    Contrast,
    /// What nearly satisfied the rule.
    NearMiss,
    /// Where the thing was first named.
    FirstMention,
}

/// Something missing.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Item {
    /// Stable name.
    pub id: String,
    /// Name for a reader.
    pub label: String,
}

/// A way to mend a finding.
#[derive(Debug, Clone)]
pub struct Fix {
    /// What it does, in a few words.
    pub title: String,
    /// It cannot change what the text means.
    pub safe: bool,
    /// Replacements in the source; they do not overlap.
    pub edits: Vec<Edit>,
}

/// One replacement in the source.
#[derive(Debug, Clone)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// An authority that a rule rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Reference {
    /// Organisation, title, section and year.
    pub title: String,
    /// Where it can be read, if known.
    pub url: Option<String>,
}

/// A document and what was found in it.
#[derive(Debug)]
pub struct Checked<'r> {
    /// Path as the user named it, with `/` between folders; `<stdin>` for standard input.
    pub path: String,
    /// The document.
    pub document: Document,
    /// Its format's name.
    pub format: &'static str,
    /// Name of the encoding it was read from.
    pub encoding: &'static str,
    /// Language of its text (ISO 639-1), or its ISO 639-3 name where there is no short one.
    pub language: Option<String>,
    /// Words of prose.
    pub words: usize,
    /// What it promotes, most prominent first.
    pub promotes: Vec<String>,
    /// The findings, by place, then rule.
    pub findings: Vec<Finding<'r>>,
    /// What rules of a lower rank found and left to findings of their group, as it would be told without
    /// those; empty unless that was asked for.
    pub behind: Vec<Finding<'r>>,
    /// Findings that inline allowances covered.
    pub allowed: usize,
    /// Findings that the baseline covered.
    pub known: usize,
    /// How long its rules and the stages before them took; empty unless that was asked for.
    pub spent: Vec<(&'r str, std::time::Duration)>,
    /// What could not be checked or shown, one plain sentence each ("the text is French").
    pub problems: Vec<String>,
}

/// What a run adds up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Summary {
    /// Documents checked.
    pub documents: usize,
    /// Findings at level error.
    pub errors: usize,
    /// Findings at level warning.
    pub warnings: usize,
    /// Findings at level suggestion.
    pub suggestions: usize,
    /// Findings that inline allowances covered.
    pub allowed: usize,
    /// Findings that the baseline covered.
    pub known: usize,
    /// Findings of the baseline that are there no more.
    pub gone: usize,
    /// Inputs that could not be checked, or only in part.
    pub problems: usize,
}

impl Summary {
    /// Adds a document.
    pub fn add(&mut self, checked: &Checked<'_>) {
        self.documents += 1;
        self.allowed += checked.allowed;
        self.known += checked.known;
        self.problems += checked.problems.len();
        for finding in &checked.findings {
            *match finding.level {
                Level::Error => &mut self.errors,
                Level::Warning => &mut self.warnings,
                Level::Suggestion => &mut self.suggestions,
            } += 1;
        }
    }
}
