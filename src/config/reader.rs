//! The values of a configuration file, each of the form that its key asks for; mistakes at their exact place.
//! Must not know what the keys are for.

use std::ops::Range;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::settings::{Version, version};
use super::{KEYS, LARGEST, Levels, Override, plain};
use crate::fault::{Fault, nearest};
use crate::finding::Level;
use crate::rule::MARKETS;

/// Patterns of paths. As in `.gitignore`, one without a slash holds at any depth, and one that
/// matches a folder holds for all in it.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// All of them.
    all: GlobSet,
    /// Those that name an ending and so choose files whatever caveat knows of it.
    pub(super) files: GlobSet,
}

impl Patterns {
    pub(super) fn within(&self, path: &str) -> bool {
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

/// Walks the values of a file and keeps every mistake.
pub(super) struct Reader<'s> {
    pub(super) path: &'s str,
    pub(super) source: &'s str,
    pub(super) faults: Vec<Fault>,
}

type Value<'i> = Spanned<DeValue<'i>>;

impl Reader<'_> {
    fn fault(&mut self, span: Range<usize>, message: String, help: Option<String>) {
        let (path, source) = (self.path.to_owned(), self.source.to_owned());
        self.faults.push(Fault { path, source, span, message, help });
    }

    pub(super) fn unknown_key(
        &mut self, key: &Spanned<std::borrow::Cow<'_, str>>, value: &Value<'_>, known: &[&str],
    ) {
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

    pub(super) fn text(&mut self, key: &str, value: &Value<'_>) -> Option<Spanned<String>> {
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

    pub(super) fn texts(&mut self, key: &str, value: &Value<'_>) -> Vec<Spanned<String>> {
        if let Some(list) = value.get_ref().as_array() {
            return list.iter().filter_map(|v| self.text(key, v)).collect();
        }
        self.expected(key, "a list", value);
        if let (Some(text), Some(fault)) = (value.get_ref().as_str(), self.faults.last_mut()) {
            fault.help = Some(format!("write `{key} = [\"{text}\"]`"));
        }
        Vec::new()
    }

    pub(super) fn boolean(&mut self, key: &str, value: &Value<'_>) -> Option<bool> {
        let boolean = value.get_ref().as_bool();
        if boolean.is_none() {
            self.expected(key, "true or false", value);
        }
        boolean
    }

    pub(super) fn table<'v, 'i>(&mut self, key: &str, value: &'v Value<'i>) -> Option<&'v DeTable<'i>> {
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

    pub(super) fn level(&mut self, key: &str, none: &str, value: &Value<'_>) -> Option<Option<Level>> {
        let name = self.one_of(key, &["error", "warning", "suggestion", none], value)?;
        Some(level(&name).flatten())
    }

    pub(super) fn markets(&mut self, value: &Value<'_>) -> Vec<String> {
        let Some(list) = value.get_ref().as_array() else {
            return plain(self.texts("markets", value));
        };
        list.iter().filter_map(|v| self.one_of("markets", &MARKETS, v)).collect()
    }

    pub(super) fn size(&mut self, value: &Value<'_>) -> Option<u64> {
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
    pub(super) fn as_of(&mut self, rules: &Value<'_>) -> Option<Version> {
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
    pub(super) fn levels(&mut self, value: &Value<'_>, others: &[&str]) -> Levels {
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

    pub(super) fn overrides(&mut self, value: &Value<'_>) -> Vec<Override> {
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

    pub(super) fn patterns(&mut self, key: &str, value: &Value<'_>) -> Patterns {
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
