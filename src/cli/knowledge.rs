//! `caveat knowledge` and what `caveat explain` says of an intervention: what readers should be told, to
//! whom, and on whose word. Owns the look of these; must not know rules.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Status;
use super::args::{Common, Knowledge as Arguments};
use super::article::Articles;
use super::configs::Configs;
use super::plan::{Opened, Task};
use super::rules::paragraph;
use super::terminal::{Terminal, safe};
use crate::check;
use crate::knowledge::{
    Action, Basis, CautionLevel, Certainty, Intervention, Knowledge, Seriousness, Weight,
};
use crate::report::counted;

/// Everything that is known of one intervention.
pub(super) fn show(
    facts: &Intervention, knowledge: &Knowledge, width: usize, out: &mut dyn Write,
) -> io::Result<()> {
    match facts.name == facts.id {
        true => writeln!(out, "{}\n", facts.name)?,
        false => writeln!(out, "{} ({})\n", facts.name, facts.id)?,
    }
    paragraph(out, "", "What caveat knows of it. It is no medical advice, and it is not complete.", width)?;
    if let Some(note) = &facts.note {
        paragraph(out, "", note, width)?;
    }
    let mut cautions: Vec<_> =
        facts.cautions.iter().filter_map(|c| Some((c, knowledge.group(&c.group)?))).collect();
    cautions.sort_by_key(|(c, _)| std::cmp::Reverse(knowledge.importance(facts, c)));
    heading(out, "Who should not have it, or should ask first", cautions.is_empty())?;
    for (caution, group) in cautions {
        let label = caution.label.as_deref().unwrap_or(&group.label);
        let scope = caution.scope.as_ref().map_or(String::new(), |s| format!(" ({s})"));
        let level = match caution.level {
            CautionLevel::Contraindicated => "should not have it",
            CautionLevel::AskFirst => "ask first",
            CautionLevel::Precaution => "take care",
        };
        paragraph(out, "  ", &format!("{label}{scope}: {level}"), width)?;
        paragraph(out, "    ", &caution.reason, width)?;
        basis(out, &caution.basis, width)?;
    }
    heading(out, "What can go wrong", facts.harms.is_empty())?;
    for harm in &facts.harms {
        let how = match harm.seriousness {
            Seriousness::CommonMild => "common, mild",
            Seriousness::Uncommon => "uncommon",
            Seriousness::Serious => "serious",
            Seriousness::RareSerious => "rare, serious",
        };
        paragraph(out, "  ", &format!("{} ({how})", harm.label), width)?;
        basis(out, &harm.basis, width)?;
    }
    heading(out, "When to get help", facts.warning_signs.is_empty())?;
    for sign in &facts.warning_signs {
        let what = match sign.action {
            Action::Emergency => "call an ambulance",
            Action::CallDoctor => "call a doctor",
        };
        paragraph(out, "  ", &format!("{}: {what}", sign.label), width)?;
        basis(out, &sign.basis, width)?;
    }
    heading(out, "What research says", facts.evidence.is_empty())?;
    for line in &facts.evidence {
        let certainty = match line.certainty {
            Certainty::Strong => "strong evidence",
            Certainty::Moderate => "moderate evidence",
            Certainty::Low => "little evidence",
            Certainty::None => "no good evidence",
        };
        paragraph(out, "  ", &format!("{}: {certainty}", line.claim), width)?;
        paragraph(out, "    ", &line.summary, width)?;
        basis(out, &line.basis, width)?;
    }
    heading(out, "What regulators say", facts.regulatory.is_empty())?;
    for line in &facts.regulatory {
        let place = match &line.place {
            Some(place) => place.clone(),
            None => line.markets.join(", ").to_uppercase(),
        };
        paragraph(out, "  ", &format!("{place}: {}", line.summary), width)?;
        basis(out, &line.basis, width)?;
    }
    Ok(())
}

fn heading(out: &mut dyn Write, title: &str, empty: bool) -> io::Result<()> {
    if empty { Ok(()) } else { writeln!(out, "\n{title}") }
}

/// On whose word, and how far one may rely on it.
fn basis(out: &mut dyn Write, basis: &Basis, width: usize) -> io::Result<()> {
    let source = &basis.source;
    let who = match &source.restates {
        Some(whose) => format!("{}, repeating {whose}", source.organisation),
        None => source.organisation.clone(),
    };
    let line = match basis.weight() {
        Weight::Cited => format!("{who}, {}", source.title),
        Weight::Told => format!("told by {who}, {}: not a page to cite", source.title),
        Weight::Unchecked => format!("still to be looked up; likely place: {who}, {}", source.title),
    };
    paragraph(out, "    ", &format!("[{line}]"), width)?;
    match (&source.url, basis.weight()) {
        (Some(url), Weight::Cited) => writeln!(out, "    {url}"),
        _ => Ok(()),
    }
}

pub(super) fn run(
    asked: &Arguments, common: Common, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<()> {
    let mut configs = Configs::new(common.config);
    let profile = match configs.for_here() {
        Ok(profile) => profile,
        Err(broken) => {
            status.raise(Status::Trouble);
            return terminal.faults(&broken.faults);
        }
    };
    let promoted = promoted(asked, &mut configs, terminal, status)?;
    let knowledge = profile.rules.knowledge();
    let mut all: Vec<&Intervention> = knowledge.ids().filter_map(|id| knowledge.get(id)).collect();
    let often = |id: &str| promoted.get(id).copied().unwrap_or(0);
    all.sort_by(|a, b| often(&b.id).cmp(&often(&a.id)).then_with(|| a.id.cmp(&b.id)));
    let width = terminal.options.width;
    let out = terminal.out();
    if !asked.review {
        for facts in &all {
            // numbers of one to three digits stand below each other, and so do the words behind them
            let column = |n: usize, what: &str| {
                let counted = counted(n, what);
                let digits = counted.find(' ').unwrap_or(0);
                format!("{:1$}{counted}", "", 3_usize.saturating_sub(digits))
            };
            writeln!(
                out,
                "{:<34}{:<13}{:<10}{} of evidence",
                facts.id,
                column(facts.cautions.len(), "caution"),
                column(facts.harms.len(), "harm"),
                column(facts.evidence.len(), "line")
            )?;
        }
        return writeln!(out, "\n{} interventions. `caveat explain yoga` says all about one.", all.len());
    }
    let mut open = 0;
    for facts in all {
        let cautions = facts.cautions.iter().map(|c| (format!("warns {}", c.group), &c.basis));
        let harms = facts.harms.iter().map(|h| (h.label.clone(), &h.basis));
        let evidence = facts.evidence.iter().map(|e| (e.claim.clone(), &e.basis));
        let weak: Vec<_> =
            cautions.chain(harms).chain(evidence).filter(|(_, b)| b.weight() < Weight::Cited).collect();
        if weak.is_empty() {
            continue;
        }
        let times = match often(&facts.id) {
            0 => String::new(),
            1 => ", promoted by 1 article".to_owned(),
            n => format!(", promoted by {n} articles"),
        };
        writeln!(out, "{}: {}{times}", facts.id, wanting(weak.len()))?;
        open += weak.len();
        for (what, basis) in weak {
            let why = match basis.weight() {
                Weight::Unchecked => format!("to be looked up, perhaps {}", basis.source.title),
                _ => format!("told by {}", basis.source.organisation),
            };
            paragraph(out, "  ", &format!("{what}: {why}"), width)?;
        }
    }
    writeln!(out, "\n{}.", wanting(open))
}

/// "3 facts need a stronger source"
fn wanting(facts: usize) -> String {
    match facts {
        1 => "1 fact needs a stronger source".to_owned(),
        n => format!("{n} facts need a stronger source"),
    }
}

/// How many of some articles promote each intervention; what cannot be read is told, and passed over.
fn promoted(
    asked: &Arguments, configs: &mut Configs, terminal: &mut Terminal, status: &mut Status,
) -> io::Result<BTreeMap<String, usize>> {
    let mut out = BTreeMap::new();
    if asked.paths.is_empty() {
        return Ok(out);
    }
    let articles = Articles { paths: &asked.paths, input: &asked.input, configs };
    let mut notes = Vec::new();
    articles.each(terminal, status, names, |(article, names)| match names {
        Ok(names) => names.into_iter().for_each(|name| *out.entry(name).or_default() += 1),
        Err(foreign) => notes.push(format!("note: {article}: {foreign}")),
    })?;
    notes.iter().try_for_each(|note| terminal.say(note))?;
    Ok(out)
}

/// The article's name, and what it promotes that the knowledge base knows.
///
/// # Errors
/// What to say of one in another language.
fn names(task: &Task, opened: Opened) -> (String, Result<Vec<String>, String>) {
    let document = opened.article.document;
    let name = safe(&task.name);
    if let Some(message) = check::foreign(&document) {
        return (name, Err(message));
    }
    let reading = check::reading(&document, task.profile.rules, &task.settings);
    let known = reading.promotes().iter().filter(|p| p.known.is_some());
    let names = known.map(|p| p.name.clone()).collect();
    (name, Ok(names))
}
