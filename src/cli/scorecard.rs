//! `caveat scorecard`: what a reader should find in an article, area by area. Owns the look of the
//! card, on a screen and for programs; must not know its items, nor any rule by name.

use std::io::{self, Write};

use serde::Serialize;

use super::args::{CardFormat, Common, Scorecard};
use super::rule_book::capital;
use super::rules::wrap;
use super::terminal::{Terminal, safe};
use super::{Status, article};
use crate::check;
use crate::finding::{Level, Reference};
use crate::scorecard::{Answer, Area, Item, card};

/// The version of the JSON shape.
const VERSION: u32 = 1;
/// Longest words of an article that are shown, in characters.
const LONGEST: usize = 50;
/// Most lines named for the findings of one rule.
const MOST_LINES: usize = 6;

/// A card and what it is of.
struct Drawn {
    title: Option<String>,
    words: usize,
    promotes: Vec<String>,
    areas: Vec<Area>,
    problems: Vec<String>,
}

pub(super) fn run(
    asked: &Scorecard, common: &Common, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    let (path, input) = (&asked.path, &asked.input);
    let drawn = article::one(path, input, common, terminal, status, |task, opened| {
        let (rules, document) = (task.profile.rules, opened.article.document.clone());
        let checked = check::check(opened.article, rules, &task.settings);
        let reading = check::reading(&document, rules, &task.settings);
        let areas = match check::foreign(&document) {
            Some(_) => Vec::new(),
            None => card(rules, &reading, &checked.findings),
        };
        let title = document.title().map(|block| document.text(block).to_owned());
        let known = |id: &String| rules.knowledge().get(id).map_or(id.clone(), |facts| facts.name.clone());
        let promotes = checked.promotes.iter().map(known).collect();
        let (words, problems) = (checked.words, checked.problems);
        (safe(&task.name), Drawn { title, words, promotes, areas, problems })
    })?;
    let Some((name, drawn)) = drawn else { return Ok(()) };
    let width = terminal.options.width;
    match asked.format {
        CardFormat::Text => show(terminal.out(), &name, &drawn, width),
        CardFormat::Json => {
            let out = terminal.out();
            serde_json::to_writer_pretty(&mut *out, &WireCard::new(&name, &drawn))?;
            writeln!(out)
        }
    }
}

fn show(out: &mut dyn Write, name: &str, drawn: &Drawn, width: usize) -> io::Result<()> {
    let title = drawn.title.as_deref().map_or(String::new(), |t| format!(", “{}”", brief(t)));
    writeln!(out, "{name}{title}: {} words", drawn.words)?;
    match drawn.promotes.as_slice() {
        [] => writeln!(out, "It promotes no treatment that caveat knows, and so little is asked of it.")?,
        some => writeln!(out, "It promotes {}.", safe(&some.join(", ")))?,
    }
    for problem in &drawn.problems {
        writeln!(out, "problem: {}", safe(problem))?;
    }
    for area in &drawn.areas {
        if area.items.is_empty() && area.findings.is_empty() {
            continue;
        }
        writeln!(out, "\n{}", capital(&area.name))?;
        for item in &area.items {
            let (head, text) = line(item);
            entry(out, head, &text, width)?;
        }
        for found in &area.findings {
            let mut lines: Vec<String> =
                found.lines.iter().take(MOST_LINES).map(ToString::to_string).collect();
            if found.lines.len() > MOST_LINES {
                lines.push("…".to_owned());
            }
            let plural = if found.lines.len() == 1 { "" } else { "s" };
            let text = format!("{}, line{plural} {}", found.rule, lines.join(", "));
            entry(out, found.level.name(), &text, width)?;
        }
    }
    writeln!(out)?;
    let last = "The card says what caveat found and did not find in the text. It does not say whether what is there is right, and it clears no article.";
    wrap(last, width).iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// The word that stands before an item, and what follows it.
fn line(item: &Item) -> (&'static str, String) {
    match &item.answer {
        Answer::Words { text, line } => ("there", format!("{}: line {line}, “{}”", item.what, brief(text))),
        Answer::Metadata(value) => ("there", format!("{}: {}", item.what, brief(value))),
        Answer::There => ("there", item.what.clone()),
        Answer::Missing => ("missing", format!("{}. {}", item.what, item.advice)),
    }
}

fn entry(out: &mut dyn Write, head: &str, text: &str, width: usize) -> io::Result<()> {
    const HEAD: usize = 12;
    for (i, line) in wrap(text, width.saturating_sub(HEAD + 2).max(24)).iter().enumerate() {
        writeln!(out, "  {:<HEAD$}{line}", if i == 0 { head } else { "" })?;
    }
    Ok(())
}

/// Words of the article for one line of a screen.
fn brief(text: &str) -> String {
    let text = safe(text);
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.char_indices().nth(LONGEST) {
        None => flat,
        Some((at, _)) => format!("{}…", flat[..at].trim_end()),
    }
}

/// The card as other programs read it. Every key is always present.
#[derive(Serialize)]
struct WireCard<'a> {
    version: u32,
    documents: [WireDocument<'a>; 1],
}

#[derive(Serialize)]
struct WireDocument<'a> {
    path: &'a str,
    title: Option<&'a str>,
    words: usize,
    promotes: &'a [String],
    scorecard: Vec<WireArea<'a>>,
    problems: &'a [String],
}

#[derive(Serialize)]
struct WireArea<'a> {
    area: &'a str,
    items: Vec<WireItem<'a>>,
    findings: Vec<WireFindings<'a>>,
}

#[derive(Serialize)]
struct WireItem<'a> {
    id: &'a str,
    what: &'a str,
    /// `there` or `missing`.
    answer: &'static str,
    /// The words that say it, or the value of the metadata.
    text: Option<&'a str>,
    line: Option<usize>,
    advice: &'a str,
    references: &'a [Reference],
}

#[derive(Serialize)]
struct WireFindings<'a> {
    rule: &'a str,
    level: Level,
    lines: &'a [usize],
}

impl<'a> WireCard<'a> {
    fn new(path: &'a str, drawn: &'a Drawn) -> Self {
        let scorecard = drawn.areas.iter().map(WireArea::new).collect();
        let document = WireDocument {
            path,
            title: drawn.title.as_deref(),
            words: drawn.words,
            promotes: &drawn.promotes,
            scorecard,
            problems: &drawn.problems,
        };
        Self { version: VERSION, documents: [document] }
    }
}

impl<'a> WireArea<'a> {
    fn new(area: &'a Area) -> Self {
        let items = area.items.iter().map(|item| {
            let (answer, text, line) = match &item.answer {
                Answer::Words { text, line } => ("there", Some(text.as_str()), Some(*line)),
                Answer::Metadata(value) => ("there", Some(value.as_str()), None),
                Answer::There => ("there", None, None),
                Answer::Missing => ("missing", None, None),
            };
            let Item { id, what, advice, references, .. } = item;
            WireItem { id, what, answer, text, line, advice, references }
        });
        let findings =
            area.findings.iter().map(|f| WireFindings { rule: &f.rule, level: f.level, lines: &f.lines });
        Self { area: &area.name, items: items.collect(), findings: findings.collect() }
    }
}
