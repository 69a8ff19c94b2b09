//! Embeds every data file below `rules/`: nothing lists the rules by hand.
//!
//! Each file is embedded twice: as text, and translated into a form that need not be parsed
//! (`src/translated.rs` describes it). The phrases in them are compiled here, by the code that does it
//! for the files of users, in the same order, and the index is embedded as it is searched. A program
//! that starts for one article has no time for either. Nothing that is wrong with a file is decided
//! here: where a file has a mistake there is no index, and the program finds and shows it.
//!
//! Of the knowledge base the headers are read here, and the rest, translated as well, when a run needs it.

#![expect(dead_code, unreachable_pub, reason = "the modules are those of the program, and used in part")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use compiler::{Compiler, Entry};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

#[path = "src/language/closed.rs"]
mod closed;
#[path = "src/language/compiler.rs"]
mod compiler;
#[path = "src/language/glance.rs"]
mod glance;
#[path = "src/language/inflection.rs"]
mod inflection;
#[path = "src/language/lexicon.rs"]
mod lexicon;
#[path = "src/rule/look.rs"]
mod look;
#[path = "src/language/lookup.rs"]
mod lookup;
#[path = "src/language/number.rs"]
mod number;
#[path = "src/language/pattern.rs"]
mod pattern;
#[path = "src/language/phrase.rs"]
mod phrase;
#[path = "src/language/table.rs"]
mod table;
#[path = "src/language/term_key.rs"]
mod term_key;
#[path = "src/language/term_keys.rs"]
mod term_keys;
#[path = "src/language/vocabulary.rs"]
mod vocabulary;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/rule/look.rs");
    for module in [
        "closed",
        "compiler",
        "glance",
        "inflection",
        "lexicon",
        "lookup",
        "number",
        "pattern",
        "phrase",
        "table",
        "term_key",
        "term_keys",
        "vocabulary",
    ] {
        println!("cargo::rerun-if-changed=src/language/{module}.rs");
    }
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("rules");
    let folder = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let key =
        |file: &Path| file.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/");
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort_by_key(|file| key(file));
    let (known, files): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|f| f.starts_with(root.join("knowledge")));
    let mut list = String::from(
        "/// Key, text and translation of every built-in data file, sorted by key.\n\
         pub(crate) static FILES: &[(&str, &str, Translation)] = &[\n",
    );
    let mut translations = Translations::default();
    let mut expressions = BTreeSet::new();
    let mut texts = Vec::new();
    for file in &files {
        let key = key(file);
        let text = fs::read_to_string(file)?;
        let mut table = DeTable::parse(&text).ok();
        if let Some(table) = &mut table {
            // whoever checks articles does without the examples of rules
            table.get_mut().remove("examples");
            collect_expressions(table.get_ref(), &mut expressions);
        }
        let translation = translations.add("TRANSLATIONS", table.as_ref());
        let _ = writeln!(list, "    ({key:?}, include_str!({:?}), {translation}),", file.to_string_lossy());
        texts.push((key, text));
    }
    list.push_str("];\n");
    list.push_str(&translations.embed(&folder, "TRANSLATIONS")?);
    fs::write(folder.join("embedded.rs"), list)?;
    fs::write(folder.join("knowledge.rs"), knowledge(&known, &folder)?)?;
    fs::write(folder.join("looks.rs"), looks(&expressions))?;
    fs::write(folder.join("lexicons.bin"), compiled(&texts).map_or_else(Vec::new, |all| all.to_bytes()))
}

/// The phrases of all files, compiled in the order in which `src/rule/load.rs` does it; `None` where
/// there is a mistake.
fn compiled(files: &[(String, String)]) -> Option<lexicon::Lexicons> {
    let words = files.iter().find(|(key, _)| key == "english/inflection.toml")?;
    let words = inflection::Inflection::from_toml(&words.1).ok()?;
    let words = || &words;
    let mut compiler = Compiler::new(&words, None);
    let mut lexicons = Vec::new();
    for (key, text) in files {
        let Some(stem) = key.strip_prefix("lexicons/").and_then(|k| k.strip_suffix(".toml")) else {
            continue;
        };
        for (name, table) in toml::from_str::<BTreeMap<String, toml::Table>>(text).ok()? {
            lexicons.push((compiler.declare(&format!("{stem}.{name}")), table));
        }
    }
    for (kind, table) in &lexicons {
        let lists =
            [("words", Entry::Word), ("exact", Entry::Exact), ("weak", Entry::Weak), ("not", Entry::Not)];
        for (list, how) in lists {
            for (number, phrase) in texts_of(table, list).enumerate() {
                compiler.add(*kind, phrase, how, number as u32).ok()?;
            }
        }
    }
    compiler.rules_follow();
    for (key, text) in files {
        let Some((folder, file)) = key.split_once('/') else { continue };
        if matches!(folder, "lexicons" | "english") {
            continue;
        }
        let id = file.trim_end_matches(".toml");
        let rule: toml::Table = toml::from_str(text).ok()?;
        let find = rule.get("find").and_then(toml::Value::as_table);
        let clauses = ["with", "without"].into_iter().filter_map(|key| rule.get(key)?.as_array()).flatten();
        for table in find.into_iter().chain(clauses.filter_map(toml::Value::as_table)) {
            let mut own = None;
            for (number, phrase) in texts_of(table, "any").enumerate() {
                // a lexicon named alone is a kind already
                if phrase.strip_prefix('@').is_some_and(|name| compiler.kind(name).is_some()) {
                    continue;
                }
                let kind = *own.get_or_insert_with(|| compiler.anonymous(id));
                compiler.add(kind, phrase, Entry::Word, number as u32).ok()?;
            }
        }
        if let Some(pairs) = rule.get("replace").and_then(|replace| replace.get("pairs")?.as_table()) {
            let kind = compiler.anonymous(id);
            let wrong: BTreeSet<&String> = pairs.keys().collect();
            for (number, phrase) in wrong.into_iter().enumerate() {
                compiler.add(kind, phrase, Entry::Word, number as u32).ok()?;
            }
        }
    }
    compiler.finish().ok()
}

/// The texts of a list.
fn texts_of<'t>(table: &'t toml::Table, list: &str) -> impl Iterator<Item = &'t str> {
    let list = table.get(list).and_then(toml::Value::as_array);
    list.into_iter().flatten().filter_map(toml::Value::as_str)
}

/// The knowledge base: each intervention with the head of its file, sorted by name, and the groups. All are
/// there as text and translated.
fn knowledge(files: &[PathBuf], folder: &Path) -> io::Result<String> {
    let mut out = String::from("static EMBEDDED: &[Embedded] = &[\n");
    let mut facts = Translations::default();
    let mut groups = String::new();
    let mut terms = BTreeSet::new();
    for file in files {
        let path = file.to_string_lossy();
        if !file.parent().is_some_and(|p| p.ends_with("interventions")) {
            let text = fs::read_to_string(file)?;
            let translated = facts.add("FACTS", DeTable::parse(&text).ok().as_ref());
            let read: toml::Table = toml::from_str(&text).unwrap_or_default();
            for group in read.values().filter_map(toml::Value::as_table) {
                terms.extend(
                    ["terms", "loose"].iter().flat_map(|list| texts_of(group, list)).map(str::to_owned),
                );
            }
            let _ = writeln!(
                groups,
                "static GROUPS: &str = include_str!({path:?});\n\
                 static GROUPS_TRANSLATED: Translation = {translated};"
            );
            continue;
        }
        let text = fs::read_to_string(file)?;
        // the facts follow the first double bracket; the tests read the whole file
        let head = text.split("\n[[").next().unwrap_or_default();
        let head: toml::Table =
            toml::from_str(head).map_err(|error| io::Error::other(format!("{path}: {error}")))?;
        let list = |key: &str| -> Vec<&str> { texts_of(&head, key).collect() };
        for key in ["names", "exact", "ambiguous"] {
            terms.extend(list(key).into_iter().map(str::to_owned));
        }
        let id = file.file_stem().unwrap_or_default().to_string_lossy();
        let kind = head.get("kind").and_then(toml::Value::as_str).unwrap_or_default();
        let translated = facts.add("FACTS", DeTable::parse(&text).ok().as_ref());
        let _ = writeln!(
            out,
            "    Embedded {{ id: {id:?}, kind: {kind:?}, names: &{:?}, exact: &{:?}, ambiguous: &{:?}, \
             text: include_str!({path:?}), translated: {translated} }},",
            list("names"),
            list("exact"),
            list("ambiguous"),
        );
    }
    out.push_str("];\n");
    out.push_str(&facts.embed(folder, "FACTS")?);
    let keys = term_keys::TermKeys::new(terms.iter().map(String::as_str));
    fs::write(folder.join("terms.bin"), keys.to_bytes())?;
    Ok(out + &groups)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
    Ok(())
}

/// Adds the expressions of a rule.
fn collect_expressions(table: &DeTable<'_>, out: &mut BTreeSet<String>) {
    let Some(DeValue::Table(pattern)) = table.get("pattern").map(Spanned::get_ref) else { return };
    for (_, value) in pattern {
        let texts = value.get_ref().as_array().into_iter().flat_map(|list| list.iter());
        out.extend(texts.filter_map(|text| text.get_ref().as_str()).map(str::to_owned));
    }
}

/// What is to be seen of each expression at a glance, as code.
fn looks(expressions: &BTreeSet<String>) -> String {
    let mut out = String::from(
        "/// What [`look`] says of our own expressions, sorted by text: the lists of a [`Look`] in order.\n\
         static LOOKS: &[(&str, [&[&[u8]]; 3])] = &[\n",
    );
    for text in expressions {
        let look::Look { starts, ends, holds } = look::look(text);
        let [starts, ends, holds] = [starts, ends, holds].map(|list| {
            let words: Vec<String> = list.iter().map(|word| format!("&{word:?}")).collect();
            format!("&[{}]", words.join(", "))
        });
        let _ = writeln!(out, "    ({text:?}, [{starts}, {ends}, {holds}]),");
    }
    out + "];\n"
}

/// Translated files, one after the other, in the form that `src/translated.rs` describes.
#[derive(Default)]
struct Translations {
    values: Vec<u8>,
    strings: String,
    /// Where the last place starts.
    last: usize,
}

impl Translations {
    /// Adds a file; returns the code for it. One that is not well made, or has a value that has no translation,
    /// is empty here and read as text.
    fn add(&mut self, name: &str, table: Option<&Spanned<DeTable<'_>>>) -> String {
        let (from, first) = (self.values.len(), self.strings.len());
        self.last = 0;
        if table.and_then(|table| self.write_table(table.span(), table.get_ref())).is_none() {
            self.values.truncate(from);
            self.strings.truncate(first);
        }
        let (to, last) = (self.values.len(), self.strings.len());
        format!("Translation::part({name}, {name}_STRINGS, [{from}, {to}], [{first}, {last}])")
    }

    /// Writes all to files, and the code that embeds them under a name.
    fn embed(&self, folder: &Path, name: &str) -> io::Result<String> {
        let file = name.to_lowercase();
        fs::write(folder.join(format!("{file}.bin")), &self.values)?;
        fs::write(folder.join(format!("{file}.txt")), &self.strings)?;
        Ok(format!(
            "static {name}: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}.bin\"));\n\
             static {name}_STRINGS: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/{file}.txt\"));\n"
        ))
    }

    /// Writes a value; `None` where it is of a kind that no data file of ours needs.
    fn write_value(&mut self, value: &Spanned<DeValue<'_>>) -> Option<()> {
        let span = value.span();
        match value.get_ref() {
            DeValue::String(text) => {
                self.write_head(0, span);
                self.write_text(text);
            }
            DeValue::Integer(number) => {
                let number = i64::from_str_radix(number.as_str(), number.radix()).ok()?;
                self.write_head(1, span);
                self.write_signed(number);
            }
            DeValue::Boolean(is) => self.write_head(2 + u8::from(*is), span),
            DeValue::Array(values) => {
                self.write_head(4, span);
                self.write_number(values.len() as u64);
                for value in values.iter() {
                    self.write_value(value)?;
                }
            }
            DeValue::Table(table) => self.write_table(span, table)?,
            _ => return None,
        }
        Some(())
    }

    fn write_table(&mut self, span: Range<usize>, table: &DeTable<'_>) -> Option<()> {
        self.write_head(5, span);
        self.write_number(table.len() as u64);
        for (key, value) in table {
            self.write_place(key.span());
            self.write_text(key.get_ref());
            self.write_value(value)?;
        }
        Some(())
    }

    fn write_head(&mut self, tag: u8, span: Range<usize>) {
        self.values.push(tag);
        self.write_place(span);
    }

    fn write_place(&mut self, span: Range<usize>) {
        self.write_signed(span.start as i64 - self.last as i64);
        self.write_number(span.len() as u64);
        self.last = span.start;
    }

    fn write_text(&mut self, text: &str) {
        self.write_number(text.len() as u64);
        self.strings.push_str(text);
    }

    fn write_signed(&mut self, number: i64) {
        self.write_number(((number << 1) ^ (number >> 63)) as u64);
    }

    fn write_number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.values.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.values.push(number as u8);
    }
}
