//! `caveat claims`: the claims of an article as a list, the start of the file in which a publisher
//! keeps what supports them. Owns the look of that list; must not know rules.

use std::io;

use serde::Serialize;

use super::args::{Claims, Common, TableFormat};
use super::terminal::{Terminal, safe};
use super::{Status, article};
use crate::check;
use crate::document::{LineIndex, Position};
use crate::language::citation;
use crate::language::claim::{Claim, Object, Strength, Subject};
use crate::language::{Contexts, Reading};

/// One claim, as other programs read it.
#[derive(Debug, Serialize)]
struct Row {
    line: usize,
    column: usize,
    /// How much is claimed: `cure`, `cause`, `improve`, or `neutral` where no effect is stated.
    strength: &'static str,
    /// Whether it is `stated`, `half-hedged`, `hedged` or `not claimed` at all.
    certainty: &'static str,
    /// What the effect is on.
    on: &'static str,
    /// The words that name what the effect is on; empty where caveat knows no name for it.
    condition: String,
    subject: &'static str,
    /// The best source near by: `strong`, `named`, `weak` or `none`.
    support: &'static str,
    /// The words that make the claim.
    text: String,
    /// The sentence they stand in, or the part of a long one that is near.
    sentence: String,
}

pub(super) fn run(
    claims: &Claims, common: &Common, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    let (path, input) = (&claims.path, &claims.input);
    let listed = article::one(path, input, common, terminal, status, |task, opened| {
        let document = opened.article.document;
        let name = safe(&task.name);
        if let Some(message) = check::foreign(&document) {
            return (name, Vec::new(), Vec::new(), Some(message));
        }
        let reading = check::reading(&document, task.profile.rules, &task.settings);
        let lines = LineIndex::new(document.source());
        let promotes: Vec<String> = reading.promotes().iter().map(|p| p.name.clone()).collect();
        let rows: Vec<Row> = reading.claims().iter().map(|claim| row(&reading, &lines, claim)).collect();
        (name, promotes, rows, None)
    })?;
    let Some((name, promotes, rows, foreign)) = listed else { return Ok(()) };
    if let Some(message) = foreign {
        terminal.say(&format!("note: {name}: {message}"))?;
    }
    let out = terminal.out();
    match claims.format {
        TableFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &rows)?;
            writeln!(out)
        }
        TableFormat::Csv => {
            writeln!(out, "line,column,strength,certainty,on,condition,subject,support,text,sentence")?;
            for r in &rows {
                write!(out, "{},{},{},{},{}", r.line, r.column, r.strength, r.certainty, r.on)?;
                write!(out, ",{},{},{}", cell(&r.condition), r.subject, r.support)?;
                writeln!(out, ",{},{}", cell(&r.text), cell(&r.sentence))?;
            }
            Ok(())
        }
        TableFormat::Text => table(out, &name, &promotes, &rows),
    }
}

/// The claims as a table for people.
fn table(out: &mut dyn io::Write, name: &str, promotes: &[String], rows: &[Row]) -> io::Result<()> {
    let what = match promotes {
        [] => "nothing that caveat knows".to_owned(),
        promotes => promotes.join(", "),
    };
    let plural = if rows.len() == 1 { "" } else { "s" };
    writeln!(out, "{name}: {} claim{plural}; promotes {}", rows.len(), safe(&what))?;
    // wide enough for most names, and never so wide that the words are pushed off the screen
    const NARROWEST: usize = 9;
    const WIDEST: usize = 24;
    let width = rows.iter().map(|r| r.condition.chars().count()).max().unwrap_or(0);
    let width = width.clamp(NARROWEST, WIDEST);
    if !rows.is_empty() {
        writeln!(
            out,
            "{:>9}  {:<8} {:<11} {:<15} {:<width$} {:<7} words",
            "place", "strength", "certainty", "on", "condition", "support"
        )?;
    }
    for r in rows {
        let place = format!("{}:{}", r.line, r.column);
        writeln!(
            out,
            "{place:>9}  {:<8} {:<11} {:<15} {:<width$} {:<7} {}",
            r.strength,
            r.certainty,
            r.on,
            safe(&r.condition),
            r.support,
            safe(&r.text)
        )?;
    }
    Ok(())
}

fn row(reading: &Reading<'_>, lines: &LineIndex<'_>, claim: &Claim) -> Row {
    let document = reading.document();
    let prose = reading.span_of_claim(claim);
    let Position { line, column, .. } = lines.position(document.locate(prose.clone()).start);
    Row {
        line,
        column,
        strength: strength(claim),
        certainty: certainty(claim),
        on: object(claim),
        condition: claim.condition.map_or_else(String::new, |(first, last)| {
            document.prose()[reading.span_of_tokens(first as usize, last as usize)].to_owned()
        }),
        subject: match claim.subject {
            Subject::Treatment => "named",
            Subject::Provider => "provider",
            Subject::Implied => "implied",
        },
        support: support(reading, claim),
        sentence: check::sentence_around(reading, &prose),
        text: document.prose()[prose].to_owned(),
    }
}

/// How much a claim claims.
pub(super) const fn strength(claim: &Claim) -> &'static str {
    match claim.strength {
        Strength::Neutral => "neutral",
        Strength::Cure => "cure",
        Strength::Cause => "cause",
        Strength::Improve => "improve",
    }
}

/// Whether it is claimed at all.
pub(super) const fn certainty(claim: &Claim) -> &'static str {
    match claim.context {
        c if c.any(Contexts::UNASSERTED) => "not claimed",
        c if c.has(Contexts::HEDGED) => "hedged",
        _ if claim.half_hedged => "half-hedged",
        _ => "stated",
    }
}

/// What kind of thing it is on.
pub(super) const fn object(claim: &Claim) -> &'static str {
    match claim.object {
        Object::Unknown => "other",
        Object::Physiology => "physiology",
        Object::Benefit => "benefit",
        Object::Symptom => "symptom",
        Object::Disease => "disease",
        Object::SeriousDisease => "serious disease",
    }
}

/// What the best source near by is worth.
pub(super) fn support(reading: &Reading<'_>, claim: &Claim) -> &'static str {
    reading.support(claim.first as usize).strength.map_or("none", worth)
}

/// The name of what a source is worth.
pub(super) const fn worth(strength: citation::Strength) -> &'static str {
    match strength {
        citation::Strength::Strong => "strong",
        citation::Strength::Named => "named",
        citation::Strength::Weak => "weak",
    }
}

/// A cell of a table: quoted, and no formula to a spreadsheet.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if formula { "'" } else { "" };
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{guard}{}\"", clean.replace('"', "\"\""))
}
