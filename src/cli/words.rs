//! `caveat words`: the words that look misspelt in a site's articles, and, if asked, their entry in
//! the configuration as words that the site accepts. Owns the list and the writing; what looks
//! misspelt is decided elsewhere.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::Status;
use super::args::{Common, WordList};
use super::article::Articles;
use super::configs::Configs;
use super::input;
use super::plan::{Opened, Task};
use super::replace::{replace, unwritable};
use super::terminal::{self, Terminal, safe};
use crate::check;
use crate::config::{FILE_NAME, with_words};

/// A word that looks misspelt.
struct Entry {
    times: usize,
    /// The article that has it first.
    first: String,
    /// What may be meant.
    meant: String,
}

pub(super) fn run(
    asked: &WordList, common: Common, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    let mut configs = Configs::new(common.config);
    let mut words: BTreeMap<String, Entry> = BTreeMap::new();
    let mut notes = Vec::new();
    let articles = Articles { paths: &asked.paths, input: &asked.input, configs: &mut configs };
    articles.each(terminal, status, misspelt, |(name, found)| match found {
        Ok(found) => {
            for (word, meant) in found {
                let first = || Entry { times: 0, first: name.clone(), meant };
                words.entry(word).or_insert_with(first).times += 1;
            }
        }
        Err(foreign) => notes.push(format!("note: {name}: {foreign}")),
    })?;
    notes.iter().try_for_each(|note| terminal.say(note))?;
    if words.is_empty() && *status != Status::Clean {
        return Ok(());
    }
    show(&words, terminal)?;
    if words.is_empty() {
        return Ok(());
    }
    if !asked.write {
        return writeln!(
            terminal.out(),
            "\nCorrect what is misspelt. Then `caveat words --write` accepts the rest in {FILE_NAME}."
        );
    }
    write(words.into_keys().collect(), &mut configs, terminal, status)
}

/// The name of an article, safe to show, and its words that look misspelt, with what may be meant; an
/// `Err` says that it is in another language.
fn misspelt(task: &Task, opened: Opened) -> (String, Result<Vec<(String, String)>, String>) {
    let document = opened.article.document;
    if let Some(message) = check::foreign(&document) {
        return (safe(&task.name), Err(message));
    }
    let reading = check::reading(&document, task.profile.rules, &task.settings);
    let words = reading
        .spelling()
        .misspelt
        .iter()
        .map(|m| (document.prose()[m.prose.clone()].to_lowercase(), m.meant.join(", ")))
        // what was cut or run together is no word to accept
        .filter(|(word, meant)| !word.contains(' ') && !meant.contains(' '))
        .collect();
    (safe(&task.name), Ok(words))
}

fn show(words: &BTreeMap<String, Entry>, terminal: &mut Terminal) -> io::Result<()> {
    let out = terminal.out();
    if words.is_empty() {
        return writeln!(out, "No word looks misspelt.");
    }
    let mut list: Vec<(&String, &Entry)> = words.iter().collect();
    list.sort_by_key(|(word, entry)| (std::cmp::Reverse(entry.times), *word));
    let width = list.iter().map(|(word, _)| word.chars().count()).max().unwrap_or(0).clamp(4, 30);
    writeln!(out, "{:<width$}  times  did you mean (first seen in)", "word")?;
    for (word, entry) in list {
        let word = safe(word);
        writeln!(out, "{word:<width$}  {:>5}  {} ({})", entry.times, safe(&entry.meant), entry.first)?;
    }
    Ok(())
}

/// Adds the words to the configuration of the current folder, or makes one there.
fn write(
    words: Vec<String>, configs: &mut Configs, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    let file = configs.file_for_here().unwrap_or_else(|| Path::new(FILE_NAME).to_owned());
    let name = safe(&terminal::short(&file));
    let before = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => {
            status.raise(Status::Trouble);
            return terminal.say(&format!("problem: {name}: {}", input::unreadable(&error)));
        }
    };
    let many = words.len();
    let after = match with_words(&before, &words) {
        Some(after) => after,
        None => {
            status.raise(Status::Trouble);
            return terminal
                .say(&format!("problem: {name}: its `words` cannot be added to; nothing is written"));
        }
    };
    if let Err(error) = replace(&file, after.as_bytes()) {
        status.raise(Status::Trouble);
        return terminal.say(&format!("problem: {name}: {}", unwritable(&error)));
    }
    let plural = if many == 1 { "word is" } else { "words are" };
    writeln!(terminal.out(), "\n{many} {plural} accepted in {name}. Spelling rules alone heed the list.")
}
