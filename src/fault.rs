//! A mistake in a file that people write for caveat: a rule, a lexicon, a configuration. Owns the
//! error type that points into such a file; the text report shows it ([`crate::report::text`]).

use std::fmt;
use std::ops::Range;

/// A mistake in a data or configuration file, at its exact place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Path of the file as the user would name it.
    pub path: String,
    /// The file's text.
    pub source: String,
    /// Byte range of the mistake in the text; empty where it concerns the whole file.
    pub span: Range<usize>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do, if that is known ("did you mean `warning`?").
    pub help: Option<String>,
}

impl Fault {
    /// Wraps an error of the TOML reader.
    pub fn from_toml(path: &str, source: &str, error: &toml::de::Error) -> Self {
        Self {
            path: path.to_owned(),
            source: source.to_owned(),
            span: error.span().unwrap_or(0..0),
            message: error.message().trim().to_owned(),
            help: None,
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = 1 + self.source[..self.span.start.min(self.source.len())].matches('\n').count();
        write!(f, "{}:{line}: {}", self.path, self.message)
    }
}

impl std::error::Error for Fault {}

/// Longest name that is taken for a slip of the keyboard, in bytes.
const LONGEST_NAME: usize = 100;

/// The name in `known` that `unknown` most likely stands for: one that is spelt much like it, or else the
/// shortest that begins with it, as `hype-word` does with `hype`. `None` where none is near.
pub fn nearest<'k>(unknown: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let unknown = unknown.to_lowercase();
    let most = |k: &str| 1 + k.len().max(unknown.len()) / 4;
    let begun =
        |k: &str| k.to_lowercase().strip_prefix(&unknown).is_some_and(|rest| rest.starts_with(['-', '_']));
    let far = |k: &str| if begun(k) { most(k) } else { strsim::osa_distance(&unknown, &k.to_lowercase()) };
    known
        .into_iter()
        .filter(|_| !unknown.is_empty() && unknown.len() <= LONGEST_NAME)
        .map(|k| (far(k), k))
        .filter(|(d, k)| *d <= most(k))
        .min_by_key(|(d, k)| (*d, k.len()))
        .map(|(_, k)| k)
}
