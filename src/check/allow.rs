//! Inline allowances: comments by which a writer lets a finding stand, with a reason. Must not know how findings
//! are found.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Found;
use crate::config::Settings;
use crate::document::{Block, Comment, Document, LineIndex};
use crate::fault::nearest;
use crate::finding::Level;
use crate::rule::RuleSet;

/// Most unknown names of rules that a likely one is looked for.
const MOST_HINTS: usize = 100;

/// What an inline allowance covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The whole document.
    Document,
    /// The block of that index.
    Block(usize),
    /// All items of the list of that number.
    List(u32),
    /// All cells of the table of that number.
    Table(u32),
}

impl Place {
    /// The name shown by `caveat allowances`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Block(_) => "block",
            Self::List(_) => "list",
            Self::Table(_) => "table",
        }
    }

    /// What a comment covers that speaks of what follows it: the block, or the list or table that begins
    /// there.
    fn after(comment: &Comment, document: &Document) -> Self {
        let all = |block: &Block| block.list.map(Self::List).or(block.table.map(Self::Table));
        let block = document.blocks().get(comment.block).filter(|_| comment.before_all);
        block.and_then(all).unwrap_or(Self::Block(comment.block))
    }
}

/// An inline allowance: `caveat: allow(rule, …) reason` or `caveat: allow-file(rule, …) reason`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The rules it names, as written.
    pub rules: Vec<String>,
    /// What it covers.
    pub place: Place,
    /// Line of the comment, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

/// The inline allowances of a document; an `Err` is a comment that speaks to caveat and is not
/// understood, as a sentence with its line.
pub fn allowances(document: &Document) -> Vec<Result<Allowance, String>> {
    if document.comments().is_empty() {
        return Vec::new();
    }
    allowances_of(document, &LineIndex::new(document.source()))
}

fn allowances_of(document: &Document, lines: &LineIndex<'_>) -> Vec<Result<Allowance, String>> {
    let said = document.comments().iter().filter_map(|comment| {
        let text = comment.text.trim().strip_prefix("caveat:")?;
        let line = lines.line(comment.source.start);
        let allowance = allowance(text.trim(), Place::after(comment, document), line);
        Some(allowance.map_err(|message| format!("line {line}: {message}")))
    });
    said.collect()
}

/// What became of all allowances of one rule in one place.
#[derive(Default)]
struct Use {
    used: bool,
    /// Levels of findings that the configuration does not let writers allow.
    refused: BTreeSet<Level>,
}

/// The allowances of a document, and what became of them.
pub(super) struct Allowances<'r> {
    all: Vec<Allowance>,
    /// By rule.
    uses: HashMap<&'r str, BTreeMap<Place, Use>>,
}

impl<'r> Allowances<'r> {
    /// Reads them. Of comments that are not understood, and of names that no rule has any more, a writer is
    /// told.
    pub(super) fn read(
        document: &Document, rules: &'r RuleSet, lines: &LineIndex<'_>, problems: &mut Vec<String>,
    ) -> Self {
        let mut all = Vec::new();
        let mut uses: HashMap<&str, BTreeMap<Place, Use>> = HashMap::new();
        let mut hints = Hints { rules, by_name: HashMap::new() };
        for said in allowances_of(document, lines) {
            match said {
                Ok(mut allowance) => {
                    rename(&mut allowance, rules, problems);
                    let line = allowance.line;
                    for name in &allowance.rules {
                        let Some(rule) = rules.get(name) else {
                            let hint = hints.of(name);
                            problems.push(format!(
                                "line {line}: this allows `{name}`, but there is no such rule{hint}"
                            ));
                            continue;
                        };
                        uses.entry(&rule.id).or_default().entry(allowance.place).or_default();
                    }
                    all.push(allowance);
                }
                Err(message) => problems.push(message),
            }
        }
        Self { all, uses }
    }

    /// Takes away what they cover and returns how many findings that were.
    pub(super) fn take_away(
        &mut self, document: &Document, settings: &Settings, found: &mut Vec<Found<'r>>,
    ) -> usize {
        let before = found.len();
        found.retain(|f| {
            let Some(uses) = self.uses.get_mut(f.rule.id.as_str()) else { return true };
            let permitted = settings.inline_allow.is_some_and(|highest| f.level <= highest);
            let mut covered = false;
            let blocks = f.blocks().zip(&document.blocks()[f.blocks().start..]);
            let places = blocks.flat_map(|(number, block)| {
                [Some(Place::Block(number)), block.list.map(Place::List), block.table.map(Place::Table)]
            });
            for place in places.flatten().chain([Place::Document]) {
                let Some(here) = uses.get_mut(&place) else { continue };
                here.used = true;
                covered |= permitted;
                if !permitted {
                    here.refused.insert(f.level);
                }
            }
            !covered
        });
        before - found.len()
    }

    /// Says which of them cover nothing, and which cover what may not be allowed.
    pub(super) fn complain(&self, problems: &mut Vec<String>) {
        for Allowance { rules: names, place, line, .. } in &self.all {
            for name in names {
                let here = self.uses.get(name.as_str()).and_then(|uses| uses.get(place));
                let Some(Use { used, refused }) = here else { continue };
                if !used {
                    problems.push(format!(
                        "line {line}: this allows `{name}`, but it finds nothing there; delete the comment"
                    ));
                }
                for level in refused {
                    problems.push(format!(
                        "line {line}: the configuration does not let writers allow `{name}` at level {}",
                        level.name()
                    ));
                }
            }
        }
    }
}

/// Gives rules that an allowance calls by a former name the name that they have now.
fn rename(allowance: &mut Allowance, rules: &RuleSet, problems: &mut Vec<String>) {
    let line = allowance.line;
    for name in &mut allowance.rules {
        if let Some(rule) = rules.named(name)
            && rule.id != *name
        {
            problems.push(format!("line {line}: `{name}` is now called `{}`", rule.id));
            name.clone_from(&rule.id);
        }
    }
}

/// Likely names in place of those that no rule has.
struct Hints<'r> {
    rules: &'r RuleSet,
    by_name: HashMap<String, String>,
}

impl Hints<'_> {
    fn of(&mut self, name: &str) -> &str {
        let enough = self.by_name.len() >= MOST_HINTS;
        self.by_name.entry(name.to_owned()).or_insert_with(|| {
            if enough {
                return String::new();
            }
            let names = self.rules.iter().map(|r| r.id.as_str());
            self.rules.advice(name, names).map_or(String::new(), |advice| format!("; {advice}"))
        })
    }
}

fn allowance(text: &str, follows: Place, line: usize) -> Result<Allowance, String> {
    const FORM: &str = "write `<!-- caveat: allow(rule-name) reason -->`";
    let Some((verb, rest)) = text.split_once('(') else {
        return Err(format!("this comment is not understood; {FORM}"));
    };
    let place = match verb.trim() {
        "allow" => follows,
        "allow-file" => Place::Document,
        other => {
            let hint = nearest(other, ["allow", "allow-file"])
                .map_or(FORM.to_owned(), |h| format!("did you mean `{h}`?"));
            return Err(format!("`{other}` is not understood; {hint}"));
        }
    };
    let Some((list, reason)) = rest.split_once(')') else {
        return Err(format!("the bracket is not closed; {FORM}"));
    };
    let rules: Vec<String> = list.split(',').map(|r| r.trim().to_owned()).filter(|r| !r.is_empty()).collect();
    if rules.is_empty() {
        return Err(format!("no rule is named; {FORM}"));
    }
    if !reason.chars().any(char::is_alphanumeric) {
        return Err(format!("an allowance needs a reason; {FORM}"));
    }
    Ok(Allowance { rules, place, line, reason: reason.trim().to_owned() })
}
