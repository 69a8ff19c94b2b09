//! Regular expressions that are compiled when a text first needs them, and quickly. Owns how; must
//! not know what they look for.
//!
//! An engine of regular expressions usually prepares a search for the words that a match begins
//! with. For expressions with many words that is most of the work of compiling them, and of no use
//! here: the texts are short, and whoever asks has looked for such words before.

use std::ops::Range;
use std::sync::OnceLock;

use regex_automata::meta::{BuildError, Config, Regex};
use regex_automata::util::captures::Captures;
use regex_automata::util::syntax;

/// An expression in the notation of the `regex` crate.
#[derive(Debug)]
pub(crate) struct Expression {
    text: String,
    any_case: bool,
    compiled: OnceLock<Option<Regex>>,
}

/// What the named groups of an expression matched.
#[derive(Debug)]
pub(crate) struct Groups<'t> {
    text: &'t str,
    captures: Captures,
}

impl Expression {
    /// An expression that is known to be sound; one that is not never matches.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), any_case: false, compiled: OnceLock::new() }
    }

    /// The same, without regard to letter case.
    pub(crate) fn of_any_case(text: impl Into<String>) -> Self {
        Self { any_case: true, ..Self::new(text) }
    }

    fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| compile(&self.text, self.any_case).ok()).as_ref()
    }

    /// Whether it was compiled: for tests.
    #[cfg(test)]
    pub(crate) fn is_compiled(&self) -> bool {
        self.compiled.get().is_some()
    }

    /// Whether the expression matches anywhere.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    /// Byte ranges of the matches, in order; they do not overlap.
    pub(crate) fn find_iter<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        self.regex().into_iter().flat_map(move |regex| regex.find_iter(text).map(|found| found.range()))
    }

    /// The groups of the first match.
    pub(crate) fn groups<'t>(&self, text: &'t str) -> Option<Groups<'t>> {
        let regex = self.regex()?;
        let mut captures = regex.create_captures();
        regex.captures(text, &mut captures);
        captures.is_match().then_some(Groups { text, captures })
    }
}

impl<'t> Groups<'t> {
    /// Where a group matched, and what.
    pub(crate) fn get(&self, name: &str) -> Option<(Range<usize>, &'t str)> {
        let range = self.captures.get_group_by_name(name)?.range();
        Some((range.clone(), &self.text[range]))
    }
}

fn compile(text: &str, any_case: bool) -> Result<Regex, Box<BuildError>> {
    let config = Config::new().auto_prefilter(false).onepass(false);
    let syntax = syntax::Config::new().case_insensitive(any_case);
    Regex::builder().configure(config).syntax(syntax).build(text).map_err(Box::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_and_groups() {
        let year = Expression::new(r"(?P<year>(?:19|20)[0-9]{2})(?P<letter>[a-z])?");
        assert!(!year.is_compiled());
        assert_eq!(year.find_iter("1999 and 2004b").collect::<Vec<_>>(), [0..4, 9..14]);
        let groups = year.groups("in 2004").expect("a match");
        assert_eq!(groups.get("year"), Some((3..7, "2004")));
        assert_eq!(groups.get("letter"), None);
        assert!(Expression::of_any_case("nhs").is_match("The NHS"));
        assert!(!Expression::new("(").is_match("("), "no expression matches nothing");
    }
}
