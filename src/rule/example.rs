//! Examples of a rule as its file gives them. Owns when they are read; must not know how they are run.

use std::ops::Range;
use std::sync::OnceLock;

use serde::Deserialize;
use toml::Spanned;

use super::Rule;
use super::file::{self, ExampleFormat};
use super::load::{DataFile, at};
use crate::fault::Fault;

/// The examples of a rule: those of our own are read when they are first asked for, which a run that
/// checks articles never does.
#[derive(Debug)]
pub(super) struct Unread {
    file: DataFile,
    read: OnceLock<Examples>,
}

/// The examples of a rule.
#[derive(Debug, Default)]
pub(crate) struct Examples {
    /// What they are written in.
    pub(crate) format: ExampleFormat,
    /// Texts it must flag; `{{…}}` marks the exact span.
    pub(crate) flag: Vec<Example>,
    /// Texts it must pass over.
    pub(crate) pass: Vec<Example>,
}

/// One example.
#[derive(Debug)]
pub(crate) struct Example {
    /// The text.
    pub(crate) text: String,
    /// Where it stands in the file of the rule.
    place: Range<usize>,
}

impl From<file::Examples> for Examples {
    fn from(examples: file::Examples) -> Self {
        let listed = |list: Vec<Spanned<String>>| {
            list.into_iter().map(|text| Example { place: text.span(), text: text.into_inner() }).collect()
        };
        Self { format: examples.format, flag: listed(examples.flag), pass: listed(examples.pass) }
    }
}

impl Unread {
    /// Those that were read with the rule, or else are still to be read from its file.
    pub(super) fn new(file: &DataFile, examples: Option<file::Examples>) -> Self {
        let read = examples.map(|examples| OnceLock::from(Examples::from(examples)));
        Self { file: file.clone(), read: read.unwrap_or_default() }
    }

    fn read(&self) -> &Examples {
        #[derive(Deserialize)]
        struct Only {
            examples: file::Examples,
        }
        self.read.get_or_init(|| {
            let only = toml::from_str::<Only>(&self.file.text);
            only.map_or_else(|_| Examples::default(), |only| only.examples.into())
        })
    }
}

impl Rule {
    /// Its examples.
    pub(crate) fn examples(&self) -> &Examples {
        self.examples.read()
    }

    /// A complaint about one of its examples.
    pub(crate) fn fault_at(&self, example: &Example, message: String) -> Fault {
        at(&self.examples.file, example.place.clone(), message)
    }
}
