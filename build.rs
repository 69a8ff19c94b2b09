//! Embeds every data file below `rules/`: nothing lists the rules by hand. Of the knowledge base it also
//! reads the headers, so that a run need not.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("rules");
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let (known, files): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|f| f.starts_with(root.join("knowledge")));
    let mut out = String::from(
        "/// Key and text of every built-in data file, sorted by key.\npub(crate) static FILES: &[(&str, &str)] = &[\n",
    );
    for file in &files {
        let key = file.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/");
        let _ = writeln!(out, "    ({key:?}, include_str!({:?})),", file.to_string_lossy());
    }
    out.push_str("];\n");
    let target = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    fs::write(target.join("embedded.rs"), out)?;
    fs::write(target.join("knowledge.rs"), knowledge(&known)?)
}

/// The knowledge base: each intervention with the head of its file, sorted by name, and the groups.
fn knowledge(files: &[PathBuf]) -> io::Result<String> {
    let mut out = String::from("static EMBEDDED: &[Embedded] = &[\n");
    let mut groups = String::new();
    for file in files {
        let path = file.to_string_lossy();
        if !file.parent().is_some_and(|p| p.ends_with("interventions")) {
            let _ = writeln!(groups, "static GROUPS: &str = include_str!({path:?});");
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
