//! `caveat.toml`: text to settings. Owns the names and meaning of every key; must not know files.
//! (Finding, reading and joining configuration files is the business of `cli`.)
//!
//! Two steps, since only loaded rules tell whether a rule's name is right: [`Config::parse`] reads
//! one file, [`Resolved::new`] joins a file with those it extends and checks its names. Every
//! mistake of a file is reported at once, each at its exact place.
//!
//! Every key there is:
//!
//! ```
//! # let file = r#"
//! extends = "style/base.toml"      # a file to build on, in this folder or below
//! rule-folders = ["style/rules"]   # rules of your own, in this folder or below
//! markets = ["us", "uk"]           # where the articles are read: us, uk, eu, au
//! names = ["Dr. Glenn Poe"]        # names that no phrase may match inside
//! words = ["fascia"]               # words that spelling rules accept
//! inline-allow = "warning"         # highest level that a comment in an article may allow, or "none"
//! fail-on = "error"                # least level that makes a check fail, or "never"
//! suggestions = false              # show suggestions in the text report
//! max-size = "64MB"                # larger files are refused
//! baseline = "known.json"          # findings that do not count, in this folder or below
//!
//! [rules]                          # level of a rule or a category:
//! as-of = "0.1"                    # rules of later versions are off
//! readability = "off"              # "error", "warning", "suggestion" or "off"
//! hype-word = "warning"
//!
//! [[overrides]]                    # other levels for some paths
//! paths = ["blog/**", "*.html"]
//! [overrides.rules]
//! hype-word = "suggestion"
//!
//! [files]                          # which files of a folder are checked
//! include = ["posts", "*.njk"]
//! exclude = ["posts/old"]
//! # "#;
//! # assert!(caveat::config::Config::parse("caveat.toml", file).is_ok());
//! ```

mod reader;
mod resolved;
mod settings;
mod words;

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub use self::reader::parse_size;
use self::reader::{Patterns, Reader};
pub use self::resolved::Resolved;
pub use self::settings::{Settings, Version, version};
pub use self::words::with_words;
use crate::fault::Fault;
use crate::finding::Level;

/// Name of the configuration file.
pub const FILE_NAME: &str = "caveat.toml";
/// Size that no file may exceed: offsets are kept in 32 bits.
pub const LARGEST: u64 = u32::MAX as u64;

/// One configuration file. Its paths and rule names are not looked at yet.
#[derive(Debug, Default)]
pub struct Config {
    path: String,
    source: String,
    /// The file it builds on, relative to itself.
    pub extends: Option<Spanned<String>>,
    /// Folders with the user's own rules, relative to the file.
    pub rule_folders: Vec<Spanned<String>>,
    /// Size over which a file is not checked, in bytes.
    pub max_size: Option<u64>,
    /// File of findings that do not count, relative to the configuration that was found.
    pub baseline: Option<Spanned<String>>,
    as_of: Option<Version>,
    markets: Option<Vec<String>>,
    inline_allow: Option<Option<Level>>,
    fail_on: Option<Option<Level>>,
    suggestions: Option<bool>,
    names: Vec<String>,
    words: Vec<String>,
    rules: Levels,
    overrides: Vec<Override>,
    include: Option<Patterns>,
    exclude: Option<Patterns>,
}

/// Levels of rules and categories, with the places of their names.
type Levels = Vec<(Spanned<String>, Option<Level>)>;
/// The same without places.
type Names = Vec<(String, Option<Level>)>;

#[derive(Debug)]
struct Override {
    paths: Patterns,
    rules: Levels,
}

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// Every mistake that shows without the rules.
    pub fn parse(path: &str, source: &str) -> Result<Self, Vec<Fault>> {
        let table = DeTable::parse(source).map_err(|e| vec![Fault::from_toml(path, source, &e)])?;
        let mut reader = Reader { path, source, faults: Vec::new() };
        let mut config = Self { path: path.to_owned(), source: source.to_owned(), ..Self::default() };
        config.read(&mut reader, table.get_ref());
        reader.faults.sort_by_key(|f| f.span.start);
        match reader.faults.is_empty() {
            true => Ok(config),
            false => Err(reader.faults),
        }
    }

    /// The file, as the user would name it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A mistake at a place in this file.
    pub fn fault(&self, span: Range<usize>, message: impl Into<String>) -> Fault {
        Fault {
            path: self.path.clone(),
            source: self.source.clone(),
            span,
            message: message.into(),
            help: None,
        }
    }

    fn read(&mut self, reader: &mut Reader<'_>, table: &DeTable<'_>) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "extends" => self.extends = reader.text("extends", value),
                "rule-folders" => self.rule_folders = reader.texts("rule-folders", value),
                "markets" => self.markets = Some(reader.markets(value)),
                "inline-allow" => self.inline_allow = reader.level("inline-allow", "none", value),
                "fail-on" => self.fail_on = reader.level("fail-on", "never", value),
                "suggestions" => self.suggestions = reader.boolean("suggestions", value),
                "max-size" => self.max_size = reader.size(value),
                "names" => self.names = plain(reader.texts("names", value)),
                "words" => self.words = plain(reader.texts("words", value)),
                "baseline" => self.baseline = reader.text("baseline", value),
                "rules" => {
                    self.as_of = reader.as_of(value);
                    self.rules = reader.levels(value, &["as-of"]);
                }
                "overrides" => self.overrides = reader.overrides(value),
                "files" => self.read_files(reader, value),
                _ => reader.unknown_key(key, value, &KEYS),
            }
        }
    }

    fn read_files(&mut self, reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) {
        for (key, value) in reader.table("files", value).into_iter().flatten() {
            match key.get_ref().as_ref() {
                "include" => self.include = Some(reader.patterns("include", value)),
                "exclude" => self.exclude = Some(reader.patterns("exclude", value)),
                _ => reader.unknown_key(key, value, &["include", "exclude"]),
            }
        }
    }
}

/// Keys that stand at the top of the file.
const KEYS: [&str; 13] = [
    "extends",
    "rule-folders",
    "markets",
    "inline-allow",
    "fail-on",
    "suggestions",
    "max-size",
    "baseline",
    "names",
    "words",
    "rules",
    "overrides",
    "files",
];

fn plain(texts: Vec<Spanned<String>>) -> Vec<String> {
    texts.into_iter().map(Spanned::into_inner).collect()
}

#[cfg(test)]
mod tests {
    use super::resolved::unspanned;
    use super::*;
    use crate::rule::sample as rule;

    const WARNING: Option<Level> = Some(Level::Warning);
    const ERROR: Option<Level> = Some(Level::Error);

    /// A resolved configuration over three rules that exist nowhere else.
    fn resolved(source: &str) -> Resolved {
        let config = Config::parse("caveat.toml", source).expect("no mistake");
        let of = |rule: &str, category: &str| (rule.to_owned(), category.to_owned());
        let categories = vec![of("one", "first"), of("two", "first"), of("three", "second")];
        let mut resolved = Resolved { categories, ..Resolved::default() };
        let mut levels = Names::new();
        resolved.layer(&mut levels, &unspanned(config.rules));
        resolved.base.levels = levels;
        resolved.overrides = config.overrides.into_iter().map(|o| (o.paths, unspanned(o.rules))).collect();
        resolved.include = config.include;
        resolved.exclude.extend(config.exclude);
        resolved
    }

    #[test]
    fn accepted_words_are_added_and_nothing_else_changes() {
        let new = ["relaxium".to_owned(), "moong".to_owned()];
        for (before, after) in [
            ("", "words = [\"relaxium\", \"moong\"]\n"),
            ("words = []\n", "words = [\"relaxium\", \"moong\"]\n"),
            ("words = [ # none\n]\n", "words = [\"relaxium\", \"moong\" # none\n]\n"),
            ("words = [\"moong\"] # ours\n", "words = [\"moong\", \"relaxium\"] # ours\n"),
            ("words = ['relaxium', 'moong']", "words = ['relaxium', 'moong']"),
            ("words = [\n  \"dal\",\n]\n", "words = [\n  \"dal\", \"relaxium\", \"moong\",\n]\n"),
            ("words = [\n  \"qi\" # ]\n]\n", "words = [\n  \"qi\", \"relaxium\", \"moong\" # ]\n]\n"),
            (
                "names = [\"A\"]\n[rules]\nx = 1",
                "names = [\"A\"]\nwords = [\"relaxium\", \"moong\"]\n\n[rules]\nx = 1",
            ),
            (
                "names = [\r\n[],\r\n]\r\n\r\n[[overrides]]\r\n[rules]\r\n",
                "names = [\r\n[],\r\n]\r\n\r\nwords = [\"relaxium\", \"moong\"]\r\n\r\n[[overrides]]\r\n[rules]\r\n",
            ),
            ("\u{feff}[rules]\n", "\u{feff}words = [\"relaxium\", \"moong\"]\n\n[rules]\n"),
            (
                "names = \"\"\"\n[a]\n\"\"\"\nrules.x = 1",
                "names = \"\"\"\n[a]\n\"\"\"\nrules.x = 1\nwords = [\"relaxium\", \"moong\"]\n",
            ),
        ] {
            let made = with_words(before, &new).expect("a good file");
            assert_eq!(made, after, "{before}");
            assert!(DeTable::parse(&made).is_ok(), "{made}");
        }
        for broken in ["words = 3", "words = [", "[words]", "words.x = []"] {
            assert_eq!(with_words(broken, &new), None, "{broken}");
        }
        for word in ["a\u{301}b", "a\"b", "a\\b", "a\u{7f}b"] {
            let made = with_words("", &[word.to_owned()]).expect("a good file");
            let table: toml::Table = made.parse().expect("TOML");
            assert_eq!(table["words"][0].as_str(), Some(word), "{made}");
        }
    }

    #[test]
    fn a_rule_counts_more_than_its_category_and_a_later_table_more_than_both() {
        let config = resolved(
            "[rules]\none = \"error\"\nfirst = \"off\"\n\
             [[overrides]]\npaths = [\"blog\"]\nrules.first = \"warning\"\n\
             [[overrides]]\npaths = [\"*.html\"]\nrules = { two = \"error\", second = \"off\" }\n",
        );
        for (path, one, two, three) in [
            ("a.md", ERROR, None, Some(Level::Suggestion)),
            ("blog/a.md", WARNING, WARNING, Some(Level::Suggestion)),
            ("a.html", ERROR, ERROR, None),
            ("blog/deep/a.html", WARNING, ERROR, None),
        ] {
            let settings = config.settings(&config.overrides(path));
            let level = |id, category| settings.level(&rule(id, category));
            let levels = (level("one", "first"), level("two", "first"), level("three", "second"));
            assert_eq!(levels, (one, two, three), "{path}");
        }
    }

    #[test]
    fn patterns_work_as_in_gitignore() {
        let config = |patterns: &str| resolved(&format!("[files]\nexclude = [{patterns}]"));
        for (pattern, out, kept) in [
            ("'old'", &["old/a.md", "x/old/a.md", "old"][..], &["older/a.md"][..]),
            ("'old/'", &["old/a.md", "x/old/a.md"], &["gold/a.md"]),
            ("'/old'", &["old/a.md"], &["x/old/a.md"]),
            ("'./a/*.md'", &["a/b.md"], &["a/b/c.md", "x/a/b.md"]),
            ("'a/**'", &["a/b.md", "a/b/c.md"], &["b/a.md"]),
            ("'*.md'", &["a.md", "x/a.md"], &["a.mdx"]),
            ("'{a,b}.md', 'c'", &["a.md", "x/b.md", "c/d.md"], &["d.md"]),
        ] {
            let config = config(pattern);
            assert!(out.iter().all(|path| !config.wants(path, true)), "{pattern}");
            assert!(kept.iter().all(|path| config.wants(path, true)), "{pattern}");
            assert!(kept.iter().all(|path| !config.wants(path, false)), "{pattern}");
        }
    }

    #[test]
    fn files_to_include_may_have_any_ending_if_the_pattern_names_it() {
        let config = resolved("[files]\ninclude = ['posts', '*.njk']\nexclude = ['posts/old']");
        for (path, known, wanted) in [
            ("posts/a.md", true, true),
            ("posts/a.png", false, false),
            ("a.md", true, false),
            ("b/a.njk", false, true),
            ("posts/old/a.md", true, false),
        ] {
            assert_eq!(config.wants(path, known), wanted, "{path}");
        }
    }

    #[test]
    fn every_mistake_is_marked_in_the_order_of_the_file() {
        let source = "\u{feff}wrods = []\r\nmarkets = [\"us\", \"ux\"]\r\n[rules]\r\nx = 3\r\n";
        let faults = Config::parse("caveat.toml", source).expect_err("mistakes");
        let marked: Vec<&str> = faults.iter().map(|f| &source[f.span.clone()]).collect();
        assert_eq!(marked, ["wrods", "\"ux\"", "3"]);
        assert_eq!(faults[0].help.as_deref(), Some("did you mean `words`?"));
    }

    #[test]
    fn sizes() {
        for (text, size) in [
            ("64MB", Some(64_000_000)),
            (" 1.5 GiB ", Some(1_610_612_736)),
            ("500k", Some(500_000)),
            ("20000", Some(20_000)),
            ("", None),
            ("MB", None),
            ("-1MB", None),
            ("1e9", None),
            ("0", None),
            ("1.2.3MB", None),
        ] {
            assert_eq!(parse_size(text), size, "{text}");
        }
        // what TOML knows as a number is the same in every notation
        for (value, size) in [
            ("16", Some(16)),
            ("0x10", Some(16)),
            ("1_000", Some(1_000)),
            ("+5", Some(5)),
            ("0", None),
            ("-1", None),
        ] {
            let config = Config::parse("caveat.toml", &format!("max-size = {value}"));
            assert_eq!(config.ok().and_then(|config| config.max_size), size, "{value}");
        }
    }

    #[test]
    fn later_rules_wait_until_they_are_named() {
        for (as_of, since, on) in [
            ("0.1", "0.1", true),
            ("0.1", "0.1.9", true),
            ("0.1", "0.2", false),
            ("0.1.2", "0.1.3", false),
            ("0.10", "0.9", true),
            ("1", "1.4", true),
            ("1", "2", false),
        ] {
            let mut new = rule("new", "first");
            since.clone_into(&mut new.since);
            let level = |table: &str| {
                let config = Config::parse("caveat.toml", &format!("[rules]\nas-of = '{as_of}'\n{table}"));
                let config = config.expect("no mistake");
                let levels = unspanned(config.rules);
                Settings { levels, as_of: config.as_of, ..Settings::default() }.level(&new)
            };
            assert_eq!(level("").is_some(), on, "{since} as of {as_of}");
            assert_eq!(level("first = 'error'").is_some(), on, "a category is no name of a rule");
            assert_eq!(level("new = 'error'"), ERROR);
        }
        for text in ["", "x", "1.x", "1.2.3.4", "-1", "v1"] {
            assert_eq!(version(text), None, "{text}");
        }
    }

    #[test]
    fn markets_decide_which_rules_hold() {
        // the rule's markets, those of the configuration, its level
        for (of_rule, set, level) in [
            (&[][..], &[][..], ERROR),
            (&[], &["us"], ERROR),
            (&["uk"], &[], None),
            (&["uk"], &["us"], None),
            (&["uk"], &["us", "uk"], ERROR),
            (&["uk", "au"], &[], WARNING),
            (&["uk", "au"], &["au"], ERROR),
            (&["uk", "au"], &["us"], None),
        ] {
            let owned = |names: &[&str]| names.iter().map(|&n| n.to_owned()).collect::<Vec<_>>();
            let mut rule = rule("one", "first");
            (rule.level, rule.markets) = (Level::Error, owned(of_rule));
            let settings = Settings { markets: owned(set), ..Settings::default() };
            assert_eq!(settings.level(&rule), level, "{of_rule:?} in {set:?}");
            // a level that is set by name counts everywhere
            let named = Settings { levels: vec![("one".to_owned(), ERROR)], ..settings };
            assert_eq!(named.level(&rule).is_some(), level.is_some(), "{of_rule:?} in {set:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn mistakes_lie_within_the_file(
            source in r#"(\PC|[\[\]="'.\n#]|extends|rules|overrides|paths|files|include|max-size|off| ){0,40}"#
        ) {
            for fault in Config::parse("caveat.toml", &source).err().into_iter().flatten() {
                assert!(source.get(fault.span.clone()).is_some(), "{fault:?}");
                assert!(!fault.message.is_empty());
            }
        }
    }
}
