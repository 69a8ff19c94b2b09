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

use std::ops::Range;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::fault::{Fault, nearest};
use crate::finding::Level;
use crate::rule::{MARKETS, Rule, RuleSet};

/// Name of the configuration file.
pub const FILE_NAME: &str = "caveat.toml";
/// Size that no file may exceed: offsets are kept in 32 bits.
pub const LARGEST: u64 = u32::MAX as u64;

/// What a check needs to know of the configuration, for one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Level of rules and categories that the configuration changes; `None` switches off.
    /// Looked up by rule name first, then by category; the last entry of a name counts.
    pub levels: Vec<(String, Option<Level>)>,
    /// Names of people, products and organisations that no phrase rule may match inside.
    pub names: Vec<String>,
    /// Words that spelling rules accept.
    pub words: Vec<String>,
    /// Markets whose rules apply: `us`, `uk`, `eu`, `au`.
    pub markets: Vec<String>,
    /// Highest level that an inline allowance may cover; `None` allows none.
    pub inline_allow: Option<Level>,
    /// Version after which rules came too late: they are off unless they are named.
    pub as_of: Option<Version>,
    /// Whether a check measures how long its rules take.
    pub timings: bool,
    /// Whether a check also tells what stands behind its findings.
    pub behind: bool,
    /// Whether a check lists every finding, and not only the first thousand of a rule.
    pub every: bool,
}

/// A version of caveat: `0.1` has two parts.
pub type Version = Vec<u32>;

/// The version that a text names; `None` where it names none.
pub fn version(text: &str) -> Option<Version> {
    let parts: Option<Version> = text.split('.').map(|part| part.parse().ok()).collect();
    parts.filter(|parts| (1..=3).contains(&parts.len()))
}

impl Default for Settings {
    /// What holds without a configuration.
    fn default() -> Self {
        Self {
            levels: Vec::new(),
            names: Vec::new(),
            words: Vec::new(),
            markets: Vec::new(),
            inline_allow: Some(Level::Error),
            as_of: None,
            timings: false,
            behind: false,
            every: false,
        }
    }
}

impl Settings {
    /// The level at which a rule reports; `None` where it is off.
    pub fn level(&self, rule: &Rule) -> Option<Level> {
        let mut level = rule.level;
        if !rule.markets.is_empty() {
            let here = match self.markets.is_empty() {
                // without a market, what two markets agree on applies, as a warning
                true => rule.markets.len() >= 2,
                false => rule.markets.iter().any(|m| self.markets.contains(m)),
            };
            if !here {
                return None;
            }
            if self.markets.is_empty() {
                level = level.min(Level::Warning);
            }
        }
        let set = |name: &str| self.levels.iter().rfind(|(n, _)| n == name).map(|(_, level)| *level);
        let of_category = || match self.is_too_late(rule) {
            true => Some(None),
            false => set(rule.category.name),
        };
        set(&rule.id).or_else(of_category).unwrap_or(Some(level))
    }

    /// Whether a rule came after the version that a team wants to stay with. Patches of that version
    /// belong to it.
    fn is_too_late(&self, rule: &Rule) -> bool {
        self.as_of.as_ref().is_some_and(|as_of| {
            version(&rule.since).is_some_and(|since| since[..since.len().min(as_of.len())] > as_of[..])
        })
    }

    /// Narrows a run to the rules and categories in `only` (all, if there are none), without those
    /// in `skip`. A rule that `only` names itself is on even where the configuration has it off.
    pub fn select(&mut self, rules: &RuleSet, only: &[String], skip: &[String]) {
        for rule in rules.iter() {
            let named = |names: &[String]| names.iter().any(|name| rule.is_called(name));
            let within =
                |names: &[String]| named(names) || names.iter().any(|name| name == rule.category.name);
            if within(skip) || !only.is_empty() && !within(only) {
                self.levels.push((rule.id.clone(), None));
            } else if named(only) && self.level(rule).is_none() {
                self.levels.push((rule.id.clone(), Some(rule.level)));
            }
        }
    }
}

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

/// A configuration whose names are all known: a file joined with those that it extends.
///
/// Single values of a file replace those of the file it extends; lists (`names`, `words`,
/// `exclude`, overrides) add to them; `markets` and `include` replace. Patterns count from the
/// folder of the configuration that was found, in extended files too.
#[derive(Debug, Default)]
pub struct Resolved {
    /// Least level of a finding that fails the run; `None` if none does. Unset: the outer option.
    pub fail_on: Option<Option<Level>>,
    /// Whether the text report shows suggestions.
    pub suggestions: Option<bool>,
    /// Size over which a file is not checked, in bytes.
    pub max_size: Option<u64>,
    /// What the user should know of it that is no mistake.
    pub notices: Vec<String>,
    base: Settings,
    overrides: Vec<(Patterns, Names)>,
    include: Option<Patterns>,
    exclude: Vec<Patterns>,
    /// Category of every rule, to tell how an override of a category bears on its rules.
    categories: Vec<(String, String)>,
}

impl Resolved {
    /// Joins a file with those it extends, `layers`, the outermost base first.
    ///
    /// # Errors
    /// Every rule or category that is not known.
    pub fn new(layers: Vec<Config>, rules: &RuleSet) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut resolved = Self {
            categories: rules.iter().map(|r| (r.id.clone(), r.category.name.to_owned())).collect(),
            ..Self::default()
        };
        for mut layer in layers {
            let first = faults.len();
            let tables = layer.overrides.iter_mut().map(|o| &mut o.rules);
            for (name, _) in std::iter::once(&mut layer.rules).chain(tables).flatten() {
                if let Some(rule) = rules.named(name.get_ref())
                    && rule.id != *name.get_ref()
                {
                    let line = 1 + layer.source[..name.span().start].matches('\n').count();
                    let (path, old) = (&layer.path, name.get_ref());
                    resolved.notices.push(format!("{path}:{line}: `{old}` is now called `{}`", rule.id));
                    name.get_mut().clone_from(&rule.id);
                }
                if !resolved.knows(name.get_ref()) {
                    let message = format!("there is no rule or category `{}`", name.get_ref());
                    let (path, source) = (layer.path.clone(), layer.source.clone());
                    let fault = Fault { path, source, span: name.span(), message, help: None };
                    faults.push(fault.with_help(resolved.advice(name.get_ref())));
                }
            }
            faults[first..].sort_by_key(|f| f.span.start);
            let levels = unspanned(std::mem::take(&mut layer.rules));
            let mut so_far = std::mem::take(&mut resolved.base.levels);
            resolved.layer(&mut so_far, &levels);
            resolved.base.levels = so_far;
            for o in std::mem::take(&mut layer.overrides) {
                resolved.overrides.push((o.paths, unspanned(o.rules)));
            }
            resolved.base.names.append(&mut layer.names);
            resolved.base.words.append(&mut layer.words);
            resolved.base.markets = layer.markets.unwrap_or(std::mem::take(&mut resolved.base.markets));
            resolved.base.inline_allow = layer.inline_allow.unwrap_or(resolved.base.inline_allow);
            resolved.base.as_of = layer.as_of.or(resolved.base.as_of);
            resolved.fail_on = layer.fail_on.or(resolved.fail_on);
            resolved.suggestions = layer.suggestions.or(resolved.suggestions);
            resolved.max_size = layer.max_size.or(resolved.max_size);
            resolved.include = layer.include.or(resolved.include);
            resolved.exclude.extend(layer.exclude);
        }
        match faults.is_empty() {
            true => Ok(resolved),
            false => Err(faults),
        }
    }

    /// Whether a file found in a folder is to be checked; `known` says whether its ending is one
    /// that caveat reads. `path` counts from the configuration's folder.
    pub fn wants(&self, path: &str, known: bool) -> bool {
        let included = match &self.include {
            Some(include) => include.files.is_match(path) || known && include.within(path),
            None => known,
        };
        included && !self.exclude.iter().any(|e| e.within(path))
    }

    /// Numbers of the overrides that apply to a path: what tells the settings of two files apart.
    pub fn overrides(&self, path: &str) -> Vec<usize> {
        let matching = |(_, (paths, _)): &(usize, &(Patterns, _))| paths.within(path);
        self.overrides.iter().enumerate().filter(matching).map(|(i, _)| i).collect()
    }

    /// The settings under the given overrides.
    pub fn settings(&self, overrides: &[usize]) -> Settings {
        let mut settings = self.base.clone();
        for &i in overrides {
            self.layer(&mut settings.levels, &self.overrides[i].1);
        }
        settings
    }

    /// Puts a table of levels over those before it. Within a table a rule counts more than its
    /// category; a category in a later table counts more than a rule in an earlier one.
    fn layer(&self, levels: &mut Names, table: &Names) {
        for (name, _) in table {
            let of_category = |rule: &str| self.categories.iter().any(|(r, c)| r == rule && c == name);
            levels.retain(|(n, _)| n != name && !of_category(n));
        }
        levels.extend_from_slice(table);
    }

    fn knows(&self, name: &str) -> bool {
        self.categories.iter().any(|(rule, category)| rule == name || category == name)
    }

    fn advice(&self, name: &str) -> String {
        let known = self.categories.iter().flat_map(|(rule, category)| [rule.as_str(), category.as_str()]);
        match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`caveat rules` lists them".to_owned(),
        }
    }
}

fn unspanned(levels: Levels) -> Names {
    levels.into_iter().map(|(name, level)| (name.into_inner(), level)).collect()
}

/// Patterns of paths. As in `.gitignore`, one without a slash holds at any depth, and one that
/// matches a folder holds for all in it.
#[derive(Debug, Default)]
struct Patterns {
    /// All of them.
    all: GlobSet,
    /// Those that name an ending and so choose files whatever caveat knows of it.
    files: GlobSet,
}

impl Patterns {
    fn within(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(i, _)| i).chain([path.len()]);
        ends.into_iter().any(|end| self.all.is_match(&path[..end]))
    }
}

/// Bytes of a size as people write it: `64MB`, `1.5 GiB`, `20000`; `None` where it is no size.
pub fn parse_size(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text[..digits].parse().ok()?;
    let unit = match text[digits..].trim().to_ascii_lowercase().as_str() {
        "" | "b" | "byte" | "bytes" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        "kib" => 1024.0,
        "mib" => 1_048_576.0,
        "gib" => 1_073_741_824.0,
        _ => return None,
    };
    let bytes = number * unit;
    (1.0..1e18).contains(&bytes).then_some(bytes as u64)
}

/// The text of a configuration with more words to accept; all else stays as it is written. `None`
/// where the text cannot be read, its `words` are no list, or they could not be added.
pub fn with_words(source: &str, words: &[String]) -> Option<String> {
    let mut wanted: toml::Table = source.parse().ok()?;
    let listed = wanted.entry("words").or_insert_with(|| toml::Value::Array(Vec::new())).as_array_mut()?;
    let mut new: Vec<String> = Vec::new();
    for word in words {
        let word = toml::Value::String(word.clone());
        if !listed.contains(&word) {
            new.push(word.to_string());
            listed.push(word);
        }
    }
    if new.is_empty() {
        return Some(source.to_owned());
    }
    let new = new.join(", ");
    let table = DeTable::parse(source).ok()?;
    let (at, text) = match table.get_ref().get("words") {
        Some(value) => match value.get_ref().as_array()?.last() {
            Some(last) => (last.span().end, format!(", {new}")),
            None => (value.span().start + 1, new),
        },
        None => {
            let at = first_table(source, table.get_ref());
            let end = if source.contains("\r\n") { "\r\n" } else { "\n" };
            let gap = if at == 0 || source[..at].ends_with(['\n', '\u{feff}']) { "" } else { end };
            let blank = if source[at..].is_empty() { "" } else { end };
            (at, format!("{gap}words = [{new}]{end}{blank}"))
        }
    };
    let (before, after) = source.split_at_checked(at)?;
    let made = format!("{before}{text}{after}");
    // it is the user's file: what is written says what it said before, and the words
    (made.parse::<toml::Table>().ok()? == wanted).then_some(made)
}

/// Where the line of the first `[table]` begins, before which keys of the top stand; the end where
/// there is none.
fn first_table(source: &str, table: &DeTable<'_>) -> usize {
    let starts = table.keys().map(|key| key.span().start);
    let headers = starts.filter_map(|key| {
        let line = source[..key].rfind('\n').map_or(0, |end| end + 1);
        let before = source[line..key].trim_start_matches('\u{feff}');
        // the name of a header stands behind its bracket, the others begin their line
        before.trim_start().starts_with('[').then_some(key - before.len())
    });
    headers.min().unwrap_or(source.len())
}

/// Walks the values of a file and keeps every mistake.
struct Reader<'s> {
    path: &'s str,
    source: &'s str,
    faults: Vec<Fault>,
}

type Value<'i> = Spanned<DeValue<'i>>;

impl Reader<'_> {
    fn fault(&mut self, span: Range<usize>, message: String, help: Option<String>) {
        let (path, source) = (self.path.to_owned(), self.source.to_owned());
        self.faults.push(Fault { path, source, span, message, help });
    }

    fn unknown_key(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, value: &Value<'_>, known: &[&str]) {
        let name = key.get_ref().as_ref();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if value.get_ref().as_str().is_some_and(|v| level(v).is_some()) => {
                "the level of a rule is set under `[rules]`".to_owned()
            }
            None => format!("known here: {}", listed(known)),
        };
        self.fault(key.span(), format!("there is no setting `{name}`"), Some(help));
    }

    fn expected(&mut self, key: &str, what: &str, value: &Value<'_>) {
        let message = format!("`{key}` must be {what}, not {}", kind(value.get_ref()));
        self.fault(value.span(), message, None);
    }

    fn text(&mut self, key: &str, value: &Value<'_>) -> Option<Spanned<String>> {
        match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Some(Spanned::new(value.span(), text.to_owned())),
            Some(_) => {
                self.fault(value.span(), format!("`{key}` is empty"), None);
                None
            }
            None => {
                self.expected(key, "text in quotes", value);
                None
            }
        }
    }

    fn texts(&mut self, key: &str, value: &Value<'_>) -> Vec<Spanned<String>> {
        if let Some(list) = value.get_ref().as_array() {
            return list.iter().filter_map(|v| self.text(key, v)).collect();
        }
        self.expected(key, "a list", value);
        if let (Some(text), Some(fault)) = (value.get_ref().as_str(), self.faults.last_mut()) {
            fault.help = Some(format!("write `{key} = [\"{text}\"]`"));
        }
        Vec::new()
    }

    fn boolean(&mut self, key: &str, value: &Value<'_>) -> Option<bool> {
        let boolean = value.get_ref().as_bool();
        if boolean.is_none() {
            self.expected(key, "true or false", value);
        }
        boolean
    }

    fn table<'v, 'i>(&mut self, key: &str, value: &'v Value<'i>) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.expected(key, &format!("a table: write `[{key}]` on a line of its own"), value);
        }
        table
    }

    fn one_of(&mut self, key: &str, known: &[&str], value: &Value<'_>) -> Option<String> {
        let text = self.text(key, value)?;
        if known.contains(&text.get_ref().as_str()) {
            return Some(text.into_inner());
        }
        let help = match nearest(text.get_ref(), known.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("one of {}", quoted(known)),
        };
        self.fault(text.span(), format!("`{key}` cannot be \"{}\"", text.get_ref()), Some(help));
        None
    }

    fn level(&mut self, key: &str, none: &str, value: &Value<'_>) -> Option<Option<Level>> {
        let name = self.one_of(key, &["error", "warning", "suggestion", none], value)?;
        Some(level(&name).flatten())
    }

    fn markets(&mut self, value: &Value<'_>) -> Vec<String> {
        let Some(list) = value.get_ref().as_array() else {
            return plain(self.texts("markets", value));
        };
        list.iter().filter_map(|v| self.one_of("markets", &MARKETS, v)).collect()
    }

    fn size(&mut self, value: &Value<'_>) -> Option<u64> {
        let size = match value.get_ref() {
            DeValue::Integer(number) => {
                u64::from_str_radix(number.as_str(), number.radix()).ok().filter(|&size| size > 0)
            }
            DeValue::String(text) => parse_size(text),
            _ => None,
        };
        match size {
            Some(size) if size > LARGEST => {
                self.fault(value.span(), "`max-size` can be 4 GiB at most".to_owned(), None);
            }
            Some(_) => {}
            None => {
                let help = "write a size such as \"64MB\"".to_owned();
                self.fault(value.span(), "`max-size` is not a size".to_owned(), Some(help));
            }
        }
        size
    }

    /// The version in the table of rules.
    fn as_of(&mut self, rules: &Value<'_>) -> Option<Version> {
        let value = rules.get_ref().as_table()?.get("as-of")?;
        let text = self.text("as-of", value)?;
        let version = version(text.get_ref());
        if version.is_none() {
            let help = "write a version such as \"0.1\"".to_owned();
            self.fault(text.span(), "`as-of` is no version of caveat".to_owned(), Some(help));
        }
        version
    }

    /// A table of levels; `others` are its keys that name no rule.
    fn levels(&mut self, value: &Value<'_>, others: &[&str]) -> Levels {
        let mut levels = Levels::new();
        for (key, value) in self.table("rules", value).into_iter().flatten() {
            let name = key.get_ref().as_ref();
            if others.contains(&name) {
                continue;
            }
            if KEYS.contains(&name) {
                let help = "move it above the first line in square brackets".to_owned();
                self.fault(key.span(), format!("`{name}` is no rule"), Some(help));
            } else if let Some(level) = self.level(name, "off", value) {
                levels.push((Spanned::new(key.span(), name.to_owned()), level));
            }
        }
        levels
    }

    fn overrides(&mut self, value: &Value<'_>) -> Vec<Override> {
        let Some(list) = value.get_ref().as_array() else {
            self.expected("overrides", "a list: write `[[overrides]]` on a line of its own", value);
            return Vec::new();
        };
        let mut overrides = Vec::new();
        for entry in list {
            let (mut paths, mut rules) = (None, Levels::new());
            let Some(table) = self.table("overrides", entry) else { continue };
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "paths" => paths = Some(self.patterns("paths", value)),
                    "rules" => rules = self.levels(value, &[]),
                    _ => self.unknown_key(key, value, &["paths", "rules"]),
                }
            }
            match paths {
                Some(paths) => overrides.push(Override { paths, rules }),
                None => {
                    let help = "write `paths = [\"blog/**\"]` below it".to_owned();
                    self.fault(entry.span(), "this override names no `paths`".to_owned(), Some(help));
                }
            }
        }
        overrides
    }

    fn patterns(&mut self, key: &str, value: &Value<'_>) -> Patterns {
        let (mut all, mut files) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for text in self.texts(key, value) {
            let written = text.get_ref().as_str();
            let refused = if written.split('/').any(|part| part == "..") {
                Some((
                    "a pattern cannot lead out of the folder",
                    "patterns count from the folder of this file",
                ))
            } else if written.starts_with('!') {
                let help = "write the patterns of what is meant, and leave this one out";
                Some(("a pattern cannot take back another", help))
            } else if written.chars().all(|c| matches!(c, '.' | '/')) {
                Some(("this pattern names no file", "write `**` for all of the folder"))
            } else {
                None
            };
            if let Some((message, help)) = refused {
                self.fault(text.span(), message.to_owned(), Some(help.to_owned()));
                continue;
            }
            let short = written.strip_prefix("./").unwrap_or(written).trim_end_matches('/');
            let (anchored, short) = (short.starts_with('/'), short.trim_start_matches('/'));
            let pattern = match anchored || short.contains('/') {
                true => short.to_owned(),
                false => format!("**/{short}"),
            };
            match GlobBuilder::new(&pattern).literal_separator(true).build() {
                Ok(glob) => {
                    if short.rsplit('/').next().is_some_and(|last| last.contains('.')) {
                        files.add(glob.clone());
                    }
                    all.add(glob);
                }
                Err(error) => {
                    let message = format!("this pattern cannot be read: {}", error.kind());
                    self.fault(text.span(), message, None);
                }
            }
        }
        let (all, files) = (all.build(), files.build());
        match (all, files) {
            (Ok(all), Ok(files)) => Patterns { all, files },
            (Err(error), _) | (_, Err(error)) => {
                self.fault(value.span(), format!("these patterns cannot be read: {}", error.kind()), None);
                Patterns::default()
            }
        }
    }
}

/// The level that a word stands for; the inner `None` switches off.
fn level(name: &str) -> Option<Option<Level>> {
    Some(match name {
        "error" => Some(Level::Error),
        "warning" => Some(Level::Warning),
        "suggestion" => Some(Level::Suggestion),
        "off" | "none" | "never" => None,
        _ => return None,
    })
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
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
