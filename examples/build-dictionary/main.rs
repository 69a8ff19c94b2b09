//! Builds the dictionary of the spelling rules.
//!
//! ```sh
//! cargo run --example build-dictionary
//! ```
//! joins the lists in `data/dictionary` into `src/language/spelling/dictionary.fst`. A test checks
//! that the two agree. To take in a newer edition of the lists of others first:
//!
//! ```sh
//! cargo run --release --example build-dictionary -- SCOWL-FOLDER FREQUENCIES UNII-NAMES
//! ```
//! `data/dictionary/README.md` says where these three come from.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::exit)]

mod compile;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::{env, fs, io};

use compile::fold;

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = root.join("data/dictionary");
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => {}
        [scowl, frequencies, unii] => import(&data, scowl, frequencies, unii)?,
        _ => {
            eprintln!("usage: build-dictionary [SCOWL-FOLDER FREQUENCIES UNII-NAMES]");
            std::process::exit(2);
        }
    }
    let read = |name: &str| fs::read_to_string(data.join(name));
    let bytes = compile::compile(&read("english.txt")?, &read("health.txt")?, &read("substances.txt")?);
    println!("{} bytes", bytes.len());
    fs::write(root.join("src/language/spelling/dictionary.fst"), bytes)
}

/// Largest SCOWL size whose words are taken as they are.
const USUAL: u8 = 70;
/// Largest SCOWL size whose words are taken if they are like no common word.
const RARE: u8 = 80;
/// Letters from which no slip is likely to make one word of another.
const LONG: usize = 9;
/// From this band on a word is common.
const COMMON: u8 = 3;

/// What the files of SCOWL say of a word.
#[derive(Default)]
struct Scowl {
    size: u8,
    lower: bool,
    british: bool,
    american: bool,
    everywhere: bool,
}

fn import(data: &Path, scowl: &str, frequencies: &str, unii: &str) -> io::Result<()> {
    let counts: HashMap<String, u64> = fs::read_to_string(frequencies)?
        .lines()
        .filter_map(|line| {
            let (word, count) = line.trim_start_matches('\u{feff}').split_once(' ')?;
            Some((word.to_owned(), count.trim().parse().ok()?))
        })
        .collect();
    let words = read_scowl(Path::new(scowl))?;
    let bands: BTreeMap<&str, u8> =
        words.iter().map(|(word, s)| (word.as_str(), band(counts.get(word).copied(), s.size))).collect();
    let common: HashSet<&str> = bands
        .iter()
        .filter(|(w, band)| **band >= COMMON && words[**w].size <= USUAL)
        .map(|(w, _)| *w)
        .collect();
    let near = near(&common);

    let mut out = String::from(
        "# Words of SCOWL: how common each is (0 to 7, of Google Books), b British only, a American only,\n\
         # n a name. Made by the example build-dictionary; README.md says from what.\n",
    );
    for (word, s) in &words {
        let rare = s.size > USUAL;
        if rare && (word.len() < 5 || !s.lower || word.len() < LONG && like_common(word, &common, &near)) {
            continue;
        }
        let band = if rare { 0 } else { bands[word.as_str()] };
        let british = s.british && !s.american && !s.everywhere && !rare;
        let american = s.american && !s.british && !s.everywhere && !rare;
        let region = if british {
            "b"
        } else if american {
            "a"
        } else {
            ""
        };
        let name = if s.lower { "" } else { "n" };
        out.push_str(&format!("{word} {band}{region}{name}\n"));
    }
    fs::write(data.join("english.txt"), out)?;

    let mut substances = BTreeSet::new();
    for line in fs::read_to_string(unii)?.lines() {
        let mut columns = line.split('\t');
        let (Some(name), Some(kind)) = (columns.next(), columns.next()) else { continue };
        // official, common and brand names of one word, and the two words of a plant's name
        let part =
            ["WHOLE", "ROOT", "LEAF", "FLOWER", "SEED", "FRUIT", "BARK", "OIL", "TOP", "RESIN", "RHIZOME"];
        let parts: Vec<&str> = name.split(' ').collect();
        let taken: &[&str] = match (kind, parts.as_slice()) {
            ("of" | "bn", [_]) => &parts,
            ("of", [_, _, rest @ ..]) if rest.first().is_some_and(|p| part.contains(p)) => &parts[..2],
            _ => continue,
        };
        for word in taken {
            let word = fold(word);
            let plain = word.len() >= 6 && word.len() <= 18 && word.bytes().all(|b| b.is_ascii_lowercase());
            if plain
                && words.get(&word).is_none_or(|s| s.size > USUAL)
                && (word.len() >= LONG || !like_common(&word, &common, &near))
            {
                substances.insert(word);
            }
        }
    }
    let mut out = String::from(
        "# Names of substances from the UNII list of the US Food and Drug Administration.\n\
         # Made by the example build-dictionary; README.md says from what.\n",
    );
    for word in substances {
        out.push_str(&word);
        out.push('\n');
    }
    fs::write(data.join("substances.txt"), out)
}

/// How common: by the count where there is one, else by the size of the list.
fn band(count: Option<u64>, size: u8) -> u8 {
    let by_size = match size {
        ..=35 => 3,
        36..=50 => 2,
        _ => 1,
    };
    let by_count = match count.unwrap_or(0) {
        n if n >= 1 << 26 => 7,
        n if n >= 1 << 24 => 6,
        n if n >= 1 << 22 => 5,
        n if n >= 1 << 20 => 4,
        n if n >= 1 << 18 => 3,
        n if n >= 1 << 16 => 2,
        _ => 0,
    };
    by_size.max(by_count)
}

fn read_scowl(folder: &Path) -> io::Result<BTreeMap<String, Scowl>> {
    let mut words: BTreeMap<String, Scowl> = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some((list, size)) = name.rsplit_once('.') else { continue };
        let Ok(size) = size.parse::<u8>() else { continue };
        let Some((region, kind)) = list.rsplit_once('-') else { continue };
        // "proper-names"
        let (region, kind) = match kind {
            "names" => (region.trim_end_matches("-proper"), "names"),
            kind => (region, kind),
        };
        let limit = if kind == "words" { RARE } else { USUAL };
        if size > limit || !matches!(kind, "words" | "upper" | "names") || region.ends_with("variant_3") {
            continue;
        }
        // the files are in Latin-1
        let text: String = fs::read(&path)?.into_iter().map(char::from).collect();
        for line in text.lines() {
            let word = fold(line);
            if word.is_empty() || !word.bytes().all(|b| b.is_ascii_lowercase()) {
                continue;
            }
            let entry = words.entry(word).or_insert(Scowl { size: u8::MAX, ..Scowl::default() });
            entry.size = entry.size.min(size);
            entry.lower |= line.starts_with(|c: char| c.is_lowercase());
            match region {
                "british" | "british_z" | "australian" => entry.british = true,
                "american" => entry.american = true,
                // "aging" is at home in Britain too; the other variants are the spellings of others
                "english" | "british_variant_1" => entry.everywhere = true,
                _ => {}
            }
        }
    }
    Ok(words)
}

/// The common words, each with one letter taken away.
fn near(common: &HashSet<&str>) -> HashSet<String> {
    common.iter().flat_map(|word| without_one(word)).collect()
}

fn without_one(word: &str) -> impl Iterator<Item = String> + '_ {
    (0..word.len()).map(|at| format!("{}{}", &word[..at], &word[at + 1..]))
}

/// Whether one slip of the hand could make a common word of it.
fn like_common(word: &str, common: &HashSet<&str>, near: &HashSet<String>) -> bool {
    near.contains(word)
        || without_one(word).any(|short| common.contains(short.as_str()) || near.contains(&short))
}
