//! Which findings are one fault, which yield to another, and how many are kept. Must not know where they stand
//! in the source.

use std::collections::{BTreeMap, HashMap};

use super::{Found, MOST_RELATED};
use crate::language::{Reading, number};
use crate::rule::Hit;

/// Of overlapping findings in a group, the one of the highest rank stays; at the line above a list each
/// keeps the items that are its alone. What a finding speaks for counts, not only the words it shows.
/// Returns those that left something to another, whole, if somebody keeps them.
pub(super) fn one_of_each_group<'r>(found: &mut Vec<Found<'r>>, keeps: bool) -> Vec<Found<'r>> {
    let mut groups: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, f) in found.iter().enumerate() {
        if let Some((group, _)) = &f.rule.one_of {
            groups.entry(group).or_default().push(i);
        }
    }
    let mut gone = vec![false; found.len()];
    let mut left: BTreeMap<usize, Found<'r>> = BTreeMap::new();
    for members in groups.values_mut() {
        // by place; a finding yields to any that overlaps it and ranks higher
        members.sort_by_key(|&i| (found[i].hit.passage().start, found[i].hit.passage().end));
        let mut open: Vec<usize> = Vec::new();
        for &i in members.iter() {
            let start = found[i].hit.passage().start;
            open.retain(|&o| found[o].hit.passage().end > start && !gone[o]);
            for &o in &open {
                if std::ptr::eq(found[o].rule, found[i].rule) {
                    continue;
                }
                let rank = |i: usize| found[i].rule.one_of.as_ref().map_or(0, |(_, rank)| *rank);
                let (weaker, stronger) = if rank(o) >= rank(i) { (i, o) } else { (o, i) };
                if keeps {
                    left.entry(weaker).or_insert_with(|| found[weaker].clone());
                }
                let mut hit = std::mem::replace(&mut found[weaker].hit, Hit::at(0..0));
                gone[weaker] |= hit.leave_places_to(&found[stronger].hit);
                found[weaker].hit = hit;
            }
            if !gone[i] {
                open.push(i);
            }
        }
    }
    let mut at = 0;
    found.retain(|_| {
        at += 1;
        !gone[at - 1]
    });
    left.into_values().collect()
}

/// Where a rule's findings are one fault with its places.
#[derive(PartialEq, Eq, Hash)]
enum Together {
    /// The same share in percent: who tells it again has it from the same source.
    Share(String),
    /// The items of a list.
    List(u32),
    /// A sentence, by the first token of the first that reads so: an excerpt repeats the text, a
    /// summary its headline.
    Sentence(usize),
}

/// Puts findings in order. What a rule finds in several items of a list or several times in a sentence is
/// one finding with its places: it is mended in one go.
pub(super) fn gather(reading: &Reading<'_>, found: &mut Vec<Found<'_>>) {
    found.sort_by(|a, b| {
        let place = |f: &Found<'_>| (f.at, f.hit.prose.start);
        place(a).cmp(&place(b)).then_with(|| a.rule.id.cmp(&b.rule.id))
    });
    let (document, words) = (reading.document(), reading.words());
    let mut firsts: HashMap<(&str, Together), usize> = HashMap::new();
    // each sentence is read once, however much is found in it: it may be as long as the file
    let mut same: HashMap<usize, usize> = HashMap::new();
    let mut by_text: HashMap<&str, usize> = HashMap::new();
    let mut out: Vec<Found<'_>> = Vec::with_capacity(found.len());
    for f in found.drain(..) {
        if f.rule.question.gathers() && !f.hit.prose.is_empty() {
            let place = match document.blocks()[f.block].list {
                Some(list) => Together::List(list),
                None => {
                    let sentence = words.sentence_of(words.token_at(f.hit.prose.start));
                    let first = sentence.start;
                    let text = || &document.prose()[words.bytes(sentence)];
                    Together::Sentence(
                        *same.entry(first).or_insert_with(|| *by_text.entry(text()).or_insert(first)),
                    )
                }
            };
            let words = &document.prose()[f.hit.prose.clone()];
            let share = f
                .rule
                .category
                .gathers_shares
                .then(|| number::first_share(words))
                .flatten()
                .map(Together::Share);
            let keys = [Some(place), share].into_iter().flatten().map(|together| (&*f.rule.id, together));
            let keys: Vec<_> = keys.collect();
            let first = keys.iter().find_map(|key| firsts.get(key)).copied();
            firsts.extend(keys.into_iter().map(|key| (key, first.unwrap_or(out.len()))));
            if let Some(first) = first {
                out[first].hit.gather(f.hit);
                continue;
            }
        }
        out.push(f);
    }
    *found = out;
}

/// Cuts what is more than `most` of one rule, and says so; `cut` tells what was cut before.
pub(super) fn limit<'r>(
    found: &mut Vec<Found<'r>>, most: usize, mut cut: HashMap<&'r str, usize>, problems: &mut Vec<String>,
) {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    found.retain_mut(|f| {
        let n = counts.entry(&f.rule.id).or_default();
        *n += 1;
        if *n > most {
            *cut.entry(&f.rule.id).or_default() += 1;
            return false;
        }
        let related = f.hit.cut_related(MOST_RELATED);
        if related > 0 {
            problems.push(format!("{related} more places of one finding of {} are not listed", f.rule.id));
        }
        true
    });
    let mut cut: Vec<(&str, usize)> = cut.into_iter().collect();
    cut.sort_unstable();
    for (id, n) in cut {
        problems.push(format!("{n} more findings of {id} are not listed"));
    }
}
