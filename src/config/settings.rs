//! What a check needs to know of the configuration, and at which level a rule reports by it. Must not know
//! files or keys.

use crate::finding::Level;
use crate::rule::{Rule, RuleSet};

/// What a check needs to know of the configuration, for one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Level of rules and categories that the configuration changes; `None` switches off.
    /// Looked up by rule name first, then by category; the last entry of a name counts.
    pub levels: Vec<(String, Option<Level>)>,
    /// Names of people, products and organisations that no phrase rule may match inside.
    pub names: Vec<String>,
    /// Words that spelling rules accept.
    pub words: Vec<String>,
    /// Markets whose rules apply: `us`, `uk`, `eu`, `au`.
    pub markets: Vec<String>,
    /// Highest level that an inline allowance may cover; `None` allows none.
    pub inline_allow: Option<Level>,
    /// Version after which rules came too late: they are off unless they are named.
    pub as_of: Option<Version>,
    /// Whether a check measures how long its rules take.
    pub timings: bool,
    /// Whether a check also tells what stands behind its findings.
    pub behind: bool,
    /// Whether a check lists every finding, and not only the first thousand of a rule.
    pub every: bool,
}

/// A version of caveat: `0.1` has two parts.
pub type Version = Vec<u32>;

/// The version that a text names; `None` where it names none.
pub fn version(text: &str) -> Option<Version> {
    let parts: Option<Version> = text.split('.').map(|part| part.parse().ok()).collect();
    parts.filter(|parts| (1..=3).contains(&parts.len()))
}

impl Default for Settings {
    /// What holds without a configuration.
    fn default() -> Self {
        Self {
            levels: Vec::new(),
            names: Vec::new(),
            words: Vec::new(),
            markets: Vec::new(),
            inline_allow: Some(Level::Error),
            as_of: None,
            timings: false,
            behind: false,
            every: false,
        }
    }
}

impl Settings {
    /// The level at which a rule reports; `None` where it is off.
    pub fn level(&self, rule: &Rule) -> Option<Level> {
        let mut level = rule.level;
        if !rule.markets.is_empty() {
            let here = match self.markets.is_empty() {
                // without a market, what two markets agree on applies, as a warning
                true => rule.markets.len() >= 2,
                false => rule.markets.iter().any(|m| self.markets.contains(m)),
            };
            if !here {
                return None;
            }
            if self.markets.is_empty() {
                level = level.min(Level::Warning);
            }
        }
        let set = |name: &str| self.levels.iter().rfind(|(n, _)| n == name).map(|(_, level)| *level);
        let of_category = || match self.is_too_late(rule) {
            true => Some(None),
            false => set(rule.category.name),
        };
        set(&rule.id).or_else(of_category).unwrap_or(Some(level))
    }

    /// Whether a rule came after the version that a team wants to stay with. Patches of that version
    /// belong to it.
    fn is_too_late(&self, rule: &Rule) -> bool {
        self.as_of.as_ref().is_some_and(|as_of| {
            version(&rule.since).is_some_and(|since| since[..since.len().min(as_of.len())] > as_of[..])
        })
    }

    /// Narrows a run to the rules and categories in `only` (all, if there are none), without those
    /// in `skip`. A rule that `only` names itself is on even where the configuration has it off.
    pub fn select(&mut self, rules: &RuleSet, only: &[String], skip: &[String]) {
        for rule in rules.iter() {
            let named = |names: &[String]| names.iter().any(|name| rule.is_called(name));
            let within =
                |names: &[String]| named(names) || names.iter().any(|name| name == rule.category.name);
            if within(skip) || !only.is_empty() && !within(only) {
                self.levels.push((rule.id.clone(), None));
            } else if named(only) && self.level(rule).is_none() {
                self.levels.push((rule.id.clone(), Some(rule.level)));
            }
        }
    }
}
