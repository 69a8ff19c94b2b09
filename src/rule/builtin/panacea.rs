//! One treatment for everything. Owns the count of conditions that one sentence or list is said to be
//! good for; which words are conditions is data.

use std::cmp::Reverse;
use std::collections::HashSet;

use serde::Deserialize;

use super::super::hit::Hit;
use super::BuiltinQuestion;
use crate::finding::Role;
use crate::knowledge::Knowledge;
use crate::language::claim::{Claim, Object};
use crate::language::mark::Mark;
use crate::language::{Contexts, Reading, Unit};

/// `[builtin.panacea]`: more conditions than that in one sentence or list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Panacea {
    /// Most conditions that are still believable.
    most: usize,
    /// Lexicons of conditions.
    conditions: Vec<String>,
}

/// Fewest items of a list that are claims.
const FEWEST_ITEMS: usize = 3;

impl BuiltinQuestion for Panacea {
    fn placeholders(&self) -> &'static [&'static str] {
        &["count"]
    }

    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        if !reading.may_sell() {
            return Vec::new();
        }
        let claims: Vec<&Claim> = reading
            .claims()
            .iter()
            .filter(|c| !c.context.any(Contexts::UNASSERTED.with(Contexts::HEDGED)))
            .filter(|c| c.object > Object::Unknown)
            .collect();
        let words = reading.words();
        // a list is one enumeration; outside lists, a sentence is
        let place = |claim: &Claim| {
            let first = claim.first as usize;
            match reading.block_of(first).1.list {
                Some(list) => (true, list as usize),
                None => (false, words.sentence_of(first).start),
            }
        };
        let mut hits = Vec::new();
        for group in claims.chunk_by(|a, b| place(a) == place(b)) {
            let (first, last) = (&group[0], &group[group.len() - 1]);
            let (list, _) = place(first);
            // one claim in a list of many things does not make the others claims
            if list && group.len() < FEWEST_ITEMS {
                continue;
            }
            let all = match list {
                true => reading.unit(Unit::List, first.first as usize, first.last as usize)[0].clone(),
                false => first.first as usize..words.sentence_of(last.first as usize).end,
            };
            let kinds = self.conditions.iter().filter_map(|name| reading.lexicon(name));
            let mut marks: Vec<&Mark> =
                kinds.flat_map(|kind| reading.of_kind_within(kind, all.clone())).collect();
            // "depression: it is no treatment for that"
            marks.retain(|m| !reading.context_of(m).any(Contexts::UNASSERTED.with(Contexts::HEDGED)));
            marks.sort_by_key(|m| (m.first, Reverse(m.last())));
            let mut names = HashSet::new();
            let mut end = last.last;
            let mut next = 0;
            for mark in marks {
                // "hay fever" is no fever
                if mark.first >= next {
                    next = mark.last() + 1;
                    end = end.max(mark.last());
                    names.insert(reading.document().prose()[reading.span_of(mark)].to_lowercase());
                }
            }
            if names.len() <= self.most {
                continue;
            }
            let mut hit = match list {
                true => Hit::at_claim(reading, first),
                false => Hit::at(words.bytes(first.first as usize..end as usize + 1)),
            }
            .value("count", names.len());
            for other in group[1..].iter().filter(|_| list) {
                hit.also(Role::SameFault, reading.span_of_claim(other));
            }
            hits.push(hit);
        }
        hits
    }
}
