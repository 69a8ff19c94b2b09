//! A configuration joined with those it extends, its names held against the rules. Must not know how a file is
//! written.

use super::reader::Patterns;
use super::{Config, Levels, Names, Settings};
use crate::fault::{Fault, nearest};
use crate::finding::Level;
use crate::rule::RuleSet;

/// A configuration whose names are all known: a file joined with those that it extends.
///
/// Single values of a file replace those of the file it extends; lists (`names`, `words`,
/// `exclude`, overrides) add to them; `markets` and `include` replace. Patterns count from the
/// folder of the configuration that was found, in extended files too.
#[derive(Debug, Default)]
pub struct Resolved {
    /// Least level of a finding that fails the run; `None` if none does. Unset: the outer option.
    pub fail_on: Option<Option<Level>>,
    /// Whether the text report shows suggestions.
    pub suggestions: Option<bool>,
    /// Size over which a file is not checked, in bytes.
    pub max_size: Option<u64>,
    /// What the user should know of it that is no mistake.
    pub notices: Vec<String>,
    pub(super) base: Settings,
    pub(super) overrides: Vec<(Patterns, Names)>,
    pub(super) include: Option<Patterns>,
    pub(super) exclude: Vec<Patterns>,
    /// Category of every rule, to tell how an override of a category bears on its rules.
    pub(super) categories: Vec<(String, String)>,
}

impl Resolved {
    /// Joins a file with those it extends, `layers`, the outermost base first.
    ///
    /// # Errors
    /// Every rule or category that is not known.
    pub fn new(layers: Vec<Config>, rules: &RuleSet) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut resolved = Self {
            categories: rules.iter().map(|r| (r.id.clone(), r.category.name.to_owned())).collect(),
            ..Self::default()
        };
        for mut layer in layers {
            let first = faults.len();
            let tables = layer.overrides.iter_mut().map(|o| &mut o.rules);
            for (name, _) in std::iter::once(&mut layer.rules).chain(tables).flatten() {
                if let Some(rule) = rules.named(name.get_ref())
                    && rule.id != *name.get_ref()
                {
                    let line = 1 + layer.source[..name.span().start].matches('\n').count();
                    let (path, old) = (&layer.path, name.get_ref());
                    resolved.notices.push(format!("{path}:{line}: `{old}` is now called `{}`", rule.id));
                    name.get_mut().clone_from(&rule.id);
                }
                if !resolved.knows(name.get_ref()) {
                    let message = format!("there is no rule or category `{}`", name.get_ref());
                    let (path, source) = (layer.path.clone(), layer.source.clone());
                    let fault = Fault { path, source, span: name.span(), message, help: None };
                    faults.push(fault.with_help(resolved.advice(name.get_ref())));
                }
            }
            faults[first..].sort_by_key(|f| f.span.start);
            let levels = unspanned(std::mem::take(&mut layer.rules));
            let mut so_far = std::mem::take(&mut resolved.base.levels);
            resolved.layer(&mut so_far, &levels);
            resolved.base.levels = so_far;
            for o in std::mem::take(&mut layer.overrides) {
                resolved.overrides.push((o.paths, unspanned(o.rules)));
            }
            resolved.base.names.append(&mut layer.names);
            resolved.base.words.append(&mut layer.words);
            resolved.base.markets = layer.markets.unwrap_or(std::mem::take(&mut resolved.base.markets));
            resolved.base.inline_allow = layer.inline_allow.unwrap_or(resolved.base.inline_allow);
            resolved.base.as_of = layer.as_of.or(resolved.base.as_of);
            resolved.fail_on = layer.fail_on.or(resolved.fail_on);
            resolved.suggestions = layer.suggestions.or(resolved.suggestions);
            resolved.max_size = layer.max_size.or(resolved.max_size);
            resolved.include = layer.include.or(resolved.include);
            resolved.exclude.extend(layer.exclude);
        }
        match faults.is_empty() {
            true => Ok(resolved),
            false => Err(faults),
        }
    }

    /// Whether a file found in a folder is to be checked; `known` says whether its ending is one
    /// that caveat reads. `path` counts from the configuration's folder.
    pub fn wants(&self, path: &str, known: bool) -> bool {
        let included = match &self.include {
            Some(include) => include.files.is_match(path) || known && include.within(path),
            None => known,
        };
        included && !self.exclude.iter().any(|e| e.within(path))
    }

    /// Numbers of the overrides that apply to a path: what tells the settings of two files apart.
    pub fn overrides(&self, path: &str) -> Vec<usize> {
        let matching = |(_, (paths, _)): &(usize, &(Patterns, _))| paths.within(path);
        self.overrides.iter().enumerate().filter(matching).map(|(i, _)| i).collect()
    }

    /// The settings under the given overrides.
    pub fn settings(&self, overrides: &[usize]) -> Settings {
        let mut settings = self.base.clone();
        for &i in overrides {
            self.layer(&mut settings.levels, &self.overrides[i].1);
        }
        settings
    }

    /// Puts a table of levels over those before it. Within a table a rule counts more than its
    /// category; a category in a later table counts more than a rule in an earlier one.
    pub(super) fn layer(&self, levels: &mut Names, table: &Names) {
        for (name, _) in table {
            let of_category = |rule: &str| self.categories.iter().any(|(r, c)| r == rule && c == name);
            levels.retain(|(n, _)| n != name && !of_category(n));
        }
        levels.extend_from_slice(table);
    }

    fn knows(&self, name: &str) -> bool {
        self.categories.iter().any(|(rule, category)| rule == name || category == name)
    }

    fn advice(&self, name: &str) -> String {
        let known = self.categories.iter().flat_map(|(rule, category)| [rule.as_str(), category.as_str()]);
        match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`caveat rules` lists them".to_owned(),
        }
    }
}

pub(super) fn unspanned(levels: Levels) -> Names {
    levels.into_iter().map(|(name, level)| (name.into_inner(), level)).collect()
}
