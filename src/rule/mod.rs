//! Rules as data: the rule file, its question, its examples. Must not know formats or reports.

pub(crate) mod builtin;
mod card;
mod category;
mod example;
mod expression;
mod file;
mod hit;
mod length;
mod load;
mod look;
mod near;
pub(crate) mod needs;
mod question;
mod whole;

use std::collections::BTreeMap;

pub use category::Category;
pub(crate) use example::{Example, Examples};
pub(crate) use file::ExampleFormat;
pub(crate) use hit::Hit;
pub use load::DataFile;
pub(crate) use question::Question;

use crate::fault::nearest;
use crate::finding::{Level, Reference, Scope};
use crate::knowledge::{Intervention, Knowledge};
use crate::language::Language;

/// Markets that rules and configurations may name.
pub const MARKETS: [&str; 4] = ["us", "uk", "eu", "au"];

/// The rules of a run, with the language knowledge they share.
#[derive(Debug)]
pub struct RuleSet {
    rules: Vec<Rule>,
    language: Language,
    scorecard: card::Card,
    sources: BTreeMap<String, Reference>,
    knowledge: Knowledge,
}

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name: the stem of its file.
    pub id: String,
    /// Its category: the folder of its file.
    pub category: &'static Category,
    /// What it flags, in a few words.
    pub summary: String,
    /// Its level unless the configuration says otherwise.
    pub level: Level,
    /// How far its faults reach.
    pub scope: Scope,
    /// What is wrong, with `{…}` for what was found.
    pub message: String,
    /// How to mend what it finds, with `{…}` as in the message.
    pub help: String,
    /// Why it matters.
    pub why: String,
    /// On whose authority.
    pub references: Vec<Reference>,
    /// The version of caveat that first had it.
    pub since: String,
    /// Names it had in earlier versions.
    pub formerly: Vec<String>,
    /// The markets whose rules it rests on; empty for all.
    pub markets: Vec<String>,
    /// The file it was read from.
    pub path: String,
    pub(crate) question: Question,
    /// Group and rank of overlapping findings of which one stays.
    pub(crate) one_of: Option<(String, u16)>,
    examples: example::Unread,
}

impl Rule {
    /// Whether this is its name, or was in an earlier version.
    pub fn is_called(&self, name: &str) -> bool {
        self.id == name || self.formerly.iter().any(|former| former == name)
    }
}

impl RuleSet {
    /// The rules, by category and name.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// The rule that has this name, or had it in an earlier version.
    pub fn named(&self, name: &str) -> Option<&Rule> {
        self.get(name).or_else(|| self.rules.iter().find(|rule| rule.is_called(name)))
    }

    /// What may be meant by a name that none of `names` is: a category, or one that is near.
    pub(crate) fn advice<'n>(&self, name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
        let of_category = self.rules.iter().find(|rule| rule.category.name == name);
        match of_category {
            Some(rule) => Some(format!("it is a category, with rules such as `{}`", rule.id)),
            None => nearest(name, names).map(|near| format!("did you mean `{near}`?")),
        }
    }

    /// The rule of that name.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id == id)
    }

    /// The authority of that key.
    pub(crate) fn source(&self, key: &str) -> Option<&Reference> {
        self.sources.get(key)
    }

    /// What a scorecard asks.
    pub(crate) fn scorecard(&self) -> &card::Card {
        &self.scorecard
    }

    /// What is known of interventions.
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// What is known of the intervention of that name, or of one that goes by it in articles.
    pub fn intervention_named(&self, name: &str) -> Option<&Intervention> {
        let id = name.to_lowercase().replace(' ', "-");
        let named = || self.knowledge.intervention(self.language.named(name)? as usize);
        self.knowledge.get(&id).or_else(named)
    }

    /// The language knowledge the rules share.
    pub fn language(&self) -> &Language {
        &self.language
    }
}

/// A rule that asks nothing, for tests of settings.
#[cfg(test)]
pub(crate) fn sample(id: &str, category: &str) -> Rule {
    let text = "summary = 'x'\nlevel = 'suggestion'\nmessage = 'x'\nhelp = 'x'\nwhy = 'x'\nsince = '0.1'\n\
        references = ['pif-tick']\n[count]\nof = 'words'\nper = 'sentence'\nmax = 1000\n[examples]\n\
        flag = ['{{a}}', '{{b}}']\npass = ['a', 'b']\n";
    let file = DataFile { path: id.to_owned(), key: format!("residue/{id}.toml"), text: text.into() };
    let rules = RuleSet::load(vec![file]).expect("a well made rule");
    let rule = rules.rules.into_iter().find(|r| r.id == id).expect("just loaded");
    Rule { category: Category::sample(category), ..rule }
}

#[cfg(test)]
mod tests;
