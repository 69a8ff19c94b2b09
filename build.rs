//! Embeds every data file below `rules/`: nothing lists the rules by hand.
//!
//! Each file is embedded twice: as text, and translated into a form that need not be parsed
//! (`src/translated.rs` describes it). What the phrases in them stand for is worked out here,
//! by the code that does it for the files of users, and stored as well. A program that starts for
//! one article has no time for either. Nothing that is wrong with a file is decided here: whatever
//! cannot be prepared is left out, and the program finds and shows the mistake.
//!
//! Of the knowledge base the headers are read here, and the rest when a run needs it.

#![expect(dead_code, unreachable_pub, reason = "the modules are those of the program, and used in part")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

#[path = "src/language/glance.rs"]
mod glance;
#[path = "src/language/inflection.rs"]
mod inflection;
#[path = "src/rule/look.rs"]
mod look;
#[path = "src/language/pattern.rs"]
mod pattern;
#[path = "src/language/phrase.rs"]
mod phrase;
#[path = "src/language/prepared.rs"]
mod prepared;
#[path = "src/language/vocabulary.rs"]
mod vocabulary;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/rule/look.rs");
    for module in ["glance", "inflection", "pattern", "phrase", "prepared", "vocabulary"] {
        println!("cargo::rerun-if-changed=src/language/{module}.rs");
    }
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("rules");
    let folder = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let (known, files): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|f| f.starts_with(root.join("knowledge")));
    let mut list = String::from(
        "/// Key, text and translation of every built-in data file, sorted by key.\n\
         pub(crate) static FILES: &[(&str, &str, &[u8])] = &[\n",
    );
    let mut translations = Vec::new();
    let mut phrases = BTreeSet::new();
    let mut expressions = BTreeSet::new();
    let mut words = None;
    for file in &files {
        let key = file.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(file)?;
        let start = translations.len();
        if let Ok(table) = DeTable::parse(&text) {
            let mut written = Vec::new();
            // a file with a value that has no translation is read as text
            if write_table(&mut written, table.span(), table.get_ref()).is_some() {
                translations.extend(written);
            }
            collect_phrases(table.get_ref(), false, &mut phrases);
            collect_expressions(table.get_ref(), &mut expressions);
        }
        if key == "english/inflection.toml" {
            words = inflection::Inflection::from_toml(&text).ok();
        }
        let range = start..translations.len();
        let _ = writeln!(
            list,
            "    ({key:?}, include_str!({:?}), TRANSLATIONS.split_at({}).0.split_at({}).1),",
            file.to_string_lossy(),
            range.end,
            range.start
        );
    }
    list.push_str("];\n");
    fs::write(folder.join("translations.bin"), translations)?;
    list.push_str(
        "static TRANSLATIONS: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/translations.bin\"));\n",
    );
    fs::write(folder.join("embedded.rs"), list)?;
    fs::write(folder.join("knowledge.rs"), knowledge(&known, &folder)?)?;
    fs::write(folder.join("looks.rs"), looks(&expressions))?;
    let prepared = words.map(|words| prepared::Prepared::new(phrases.iter().map(String::as_str), &words));
    fs::write(folder.join("phrases.bin"), prepared.unwrap_or_default().to_bytes())
}

/// The knowledge base: each intervention with the head of its file, sorted by name, and the groups, as
/// text and translated, since every article that promotes something needs them all.
fn knowledge(files: &[PathBuf], folder: &Path) -> io::Result<String> {
    let mut out = String::from("static EMBEDDED: &[Embedded] = &[\n");
    let mut groups = String::new();
    for file in files {
        let path = file.to_string_lossy();
        if !file.parent().is_some_and(|p| p.ends_with("interventions")) {
            let text = fs::read_to_string(file)?;
            let mut written = Vec::new();
            if let Ok(table) = DeTable::parse(&text) {
                let _ = write_table(&mut written, table.span(), table.get_ref());
            }
            fs::write(folder.join("groups.bin"), written)?;
            let _ = writeln!(
                groups,
                "static GROUPS: &str = include_str!({path:?});\n\
                 static GROUPS_TRANSLATED: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/groups.bin\"));"
            );
            continue;
        }
        let text = fs::read_to_string(file)?;
        // the facts follow the first double bracket; the tests read the whole file
        let head = text.split("\n[[").next().unwrap_or_default();
        let head: toml::Table =
            toml::from_str(head).map_err(|error| io::Error::other(format!("{path}: {error}")))?;
        let list = |key: &str| -> Vec<&str> {
            let values = head.get(key).and_then(toml::Value::as_array);
            values.into_iter().flatten().filter_map(toml::Value::as_str).collect()
        };
        let id = file.file_stem().unwrap_or_default().to_string_lossy();
        let kind = head.get("kind").and_then(toml::Value::as_str).unwrap_or_default();
        let _ = writeln!(
            out,
            "    Embedded {{ id: {id:?}, kind: {kind:?}, names: &{:?}, exact: &{:?}, ambiguous: &{:?}, text: include_str!({path:?}) }},",
            list("names"),
            list("exact"),
            list("ambiguous"),
        );
    }
    out.push_str("];\n");
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

/// Adds what may be a phrase: the texts of lists below these keys, and keys with a replacement.
/// What is none does no harm.
fn collect_phrases(table: &DeTable<'_>, pairs: bool, out: &mut BTreeSet<String>) {
    for (key, value) in table {
        if pairs {
            out.insert(key.get_ref().to_string());
        }
        let listed = matches!(key.get_ref().as_ref(), "words" | "exact" | "weak" | "not" | "any" | "names");
        match value.get_ref() {
            DeValue::Table(inner) => collect_phrases(inner, key.get_ref() == "pairs", out),
            DeValue::Array(values) => {
                for value in values.iter() {
                    match value.get_ref() {
                        DeValue::Table(inner) => collect_phrases(inner, false, out),
                        DeValue::String(text) if listed => {
                            out.insert(text.to_string());
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
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
        "/// What [`look`] says of our own expressions, sorted by text.\n\
         static LOOKS: &[(&str, Look, &[&[u8]])] = &[\n",
    );
    for text in expressions {
        let (look, words) = look::look(text);
        let words: Vec<String> = words.iter().map(|word| format!("&{word:?}")).collect();
        let _ = writeln!(out, "    ({text:?}, Look::{look:?}, &[{}]),", words.join(", "));
    }
    out + "];\n"
}

/// Writes a value; `None` where it is of a kind that no data file of ours needs.
fn write_value(out: &mut Vec<u8>, value: &Spanned<DeValue<'_>>) -> Option<()> {
    let span = value.span();
    match value.get_ref() {
        DeValue::String(text) => {
            write_head(out, 0, span);
            write_text(out, text);
        }
        DeValue::Integer(number) => {
            let number = i64::from_str_radix(number.as_str(), number.radix()).ok()?;
            write_head(out, 1, span);
            write_number(out, ((number << 1) ^ (number >> 63)) as u64);
        }
        DeValue::Boolean(is) => write_head(out, 2 + u8::from(*is), span),
        DeValue::Array(values) => {
            write_head(out, 4, span);
            write_number(out, values.len() as u64);
            for value in values.iter() {
                write_value(out, value)?;
            }
        }
        DeValue::Table(table) => write_table(out, span, table)?,
        _ => return None,
    }
    Some(())
}

fn write_table(out: &mut Vec<u8>, span: std::ops::Range<usize>, table: &DeTable<'_>) -> Option<()> {
    write_head(out, 5, span);
    write_number(out, table.len() as u64);
    for (key, value) in table {
        write_number(out, key.span().start as u64);
        write_number(out, key.span().end as u64);
        write_text(out, key.get_ref());
        write_value(out, value)?;
    }
    Some(())
}

fn write_head(out: &mut Vec<u8>, tag: u8, span: std::ops::Range<usize>) {
    out.push(tag);
    write_number(out, span.start as u64);
    write_number(out, span.end as u64);
}

fn write_text(out: &mut Vec<u8>, text: &str) {
    write_number(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

fn write_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}
