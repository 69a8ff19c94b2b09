//! `caveat explain`, `caveat rules`, `caveat test`: the rules themselves. Owns the
//! look of these; must not know any rule by name.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::args::{Common, Explain, ListFormat, Rules, Test};
use super::configs::{Configs, Profile, rule_files};
use super::input::{self, Kind};
use super::knowledge;
use super::terminal::{self, Terminal, safe};
use super::{Status, rule_book};
use crate::examples::{self, Examined};
use crate::finding::{Level, Reference};
use crate::rule::{Example, Examples, Rule, RuleSet};

/// The rules that hold in the current folder; `None` after saying why there are none.
fn here(
    common: Common, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<Option<&'static Profile>> {
    match Configs::new(common.config).for_here() {
        Ok(profile) => Ok(Some(profile)),
        Err(broken) => {
            status.raise(Status::Trouble);
            terminal.faults(&broken.faults)?;
            Ok(None)
        }
    }
}

pub(super) fn explain(
    explain: &Explain, common: Common, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    let Some(profile) = here(common, terminal, status)? else { return Ok(()) };
    let Some(rule) = profile.rules.named(&explain.rule) else {
        let known = profile.rules.intervention_named(&explain.rule);
        if let Some(facts) = known {
            let width = terminal.options.width;
            return knowledge::show(facts, profile.rules.knowledge(), width, terminal.out());
        }
        status.raise(Status::Trouble);
        let names = profile.rules.iter().map(|r| r.id.as_str()).chain(profile.rules.knowledge().ids());
        let advice = profile.rules.advice(&explain.rule, names);
        let advice = advice.unwrap_or_else(|| "`caveat rules` and `caveat knowledge` list them".to_owned());
        return terminal
            .say(&format!("error: there is no rule or treatment `{}`: {advice}", safe(&explain.rule)));
    };
    let level = profile.resolved.settings(&[]).level(rule);
    let width = terminal.options.width;
    let out = terminal.out();
    let set = match level {
        Some(level) if level == rule.level => String::new(),
        Some(level) => format!(", set to {} here", level.name()),
        None => ", switched off here".to_owned(),
    };
    writeln!(out, "{} ({}, {}{set})\n", rule.id, rule.category.name, rule.level.name())?;
    paragraph(out, "", &rule.summary, width)?;
    for (title, text) in [("Why", &rule.why), ("What to do", &rule.help)] {
        if !text.is_empty() {
            writeln!(out, "\n{title}")?;
            paragraph(out, "  ", text, width)?;
        }
    }
    if !rule.references.is_empty() {
        writeln!(out, "\nOn whose authority")?;
    }
    for reference in &rule.references {
        paragraph(out, "  ", &reference.title, width)?;
        if let Some(url) = &reference.url {
            writeln!(out, "    {url}")?;
        }
    }
    let Examples { flag, pass, .. } = rule.examples();
    for (title, examples) in [("Flagged: {{…}} marks the words", flag), ("Passed over", pass)] {
        if !examples.is_empty() {
            writeln!(out, "\n{title}")?;
        }
        for (i, Example { text, .. }) in examples.iter().enumerate() {
            if i > 0 && text.contains('\n') {
                writeln!(out)?;
            }
            for line in rule_book::shortened(text).trim_end().lines() {
                // what goes on is set in, so that examples do not run together
                for (i, line) in wrap(line, width.saturating_sub(4).max(24)).iter().enumerate() {
                    writeln!(out, "{}{line}", if i == 0 { "  " } else { "    " })?;
                }
            }
        }
    }
    if !rule.since.is_empty() {
        writeln!(out, "\nSince caveat {}", rule.since)?;
    }
    Ok(())
}

/// A rule in `caveat rules --format json`.
#[derive(Serialize)]
struct Entry<'r> {
    rule: &'r str,
    category: &'r str,
    /// What the configuration makes of it; null where it is off.
    level: Option<Level>,
    default_level: Level,
    summary: &'r str,
    help: &'r str,
    why: &'r str,
    references: &'r [Reference],
    since: &'r str,
}

pub(super) fn list(
    rules: &Rules, common: Common, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    let Some(profile) = here(common, terminal, status)? else { return Ok(()) };
    let settings = profile.resolved.settings(&[]);
    let all: Vec<&Rule> = profile.rules.iter().collect();
    let width = terminal.options.width;
    let out = terminal.out();
    if rules.format == ListFormat::Json {
        let entries: Vec<Entry<'_>> = all
            .iter()
            .map(|rule| Entry {
                rule: &rule.id,
                category: rule.category.name,
                level: settings.level(rule),
                default_level: rule.level,
                summary: &rule.summary,
                help: &rule.help,
                why: &rule.why,
                references: &rule.references,
                since: &rule.since,
            })
            .collect();
        serde_json::to_writer_pretty(&mut *out, &entries)?;
        return writeln!(out);
    }
    if rules.format == ListFormat::Markdown {
        return rule_book::write(out, &all, &|rule| settings.level(rule));
    }
    let longest = all.iter().map(|r| r.id.width()).max().unwrap_or(0);
    for (i, rule) in all.iter().enumerate() {
        if i == 0 || all[i - 1].category != rule.category {
            let gap = if i == 0 { "" } else { "\n" };
            writeln!(out, "{gap}{}", rule.category.name)?;
        }
        let level = settings.level(rule).map_or("off", Level::name);
        let head = format!("  {:<longest$}  {level:<10}  ", rule.id);
        let text = wrap(&rule.summary, width.saturating_sub(head.width()).max(24));
        for (i, line) in text.iter().enumerate() {
            match i {
                0 => writeln!(out, "{head}{line}")?,
                _ => writeln!(out, "{:1$}{line}", "", head.width())?,
            }
        }
    }
    let plural = if all.len() == 1 { "" } else { "s" };
    writeln!(out, "\n{} rule{plural}. `caveat explain RULE` says more about one.", all.len())
}

pub(super) fn test(
    test: &Test, common: Common, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    // folders that are named need no configuration; one that is named must be usable all the same
    if test.folders.is_empty() || common.config.is_some() {
        let Some(profile) = here(common, terminal, status)? else { return Ok(()) };
        if test.folders.is_empty() {
            return tried(profile.rules, &|_| true, terminal, status);
        }
    }
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    for folder in &test.folders {
        let shown = terminal::name(folder);
        let reason = match input::examine(folder) {
            Ok(Kind::Folder) => match rule_files(folder, &shown) {
                Ok(found) if found.is_empty() => "holds no rules: they are files such as safety/my-rule.toml",
                Ok(found) => {
                    files.extend(found);
                    continue;
                }
                Err(found) => {
                    faults.extend(found);
                    continue;
                }
            },
            Ok(Kind::File) => "is a file: name the folder that holds the folders of your rules",
            Err(reason) => &reason.clone(),
        };
        status.raise(Status::Trouble);
        terminal.say(&format!("problem: {}: {}", safe(&shown), safe(reason)))?;
    }
    let paths: Vec<String> = files.iter().map(|f| f.path.clone()).collect();
    let loaded = RuleSet::load(files).map_err(|found| faults.extend(found));
    let Ok(rules) = loaded else {
        status.raise(Status::Trouble);
        return terminal.faults(&faults);
    };
    if !faults.is_empty() {
        status.raise(Status::Trouble);
        return terminal.faults(&faults);
    }
    if *status != Status::Clean {
        return Ok(());
    }
    let picked = |rule: &Rule| paths.iter().any(|p| Path::new(p) == Path::new(&rule.path));
    tried(&rules, &picked, terminal, status)
}

/// Tries the examples of the rules that `picked` picks.
fn tried(
    rules: &RuleSet, picked: &dyn Fn(&Rule) -> bool, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    let Examined { rules: count, examples, failures } = examples::run(rules, picked);
    if !failures.is_empty() {
        status.raise(Status::Failed);
        let shown: Vec<_> = failures.iter().map(|f| f.fault.clone()).collect();
        terminal.faults(&shown)?;
    }
    let plural = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let (of, tried) = (plural(count, "rule"), plural(examples, "example"));
    match failures.len() {
        0 => writeln!(terminal.out(), "{tried} of {of}: all as expected"),
        n => writeln!(terminal.out(), "{tried} of {of}: {n} not as expected"),
    }
}

/// Writes a paragraph, every line after the same indent.
pub(super) fn paragraph(out: &mut dyn Write, indent: &str, text: &str, width: usize) -> io::Result<()> {
    let lines = wrap(text, width.saturating_sub(indent.len()).max(24));
    lines.iter().try_for_each(|line| writeln!(out, "{indent}{line}"))
}

pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
