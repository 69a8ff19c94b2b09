//! The list of references: what each entry is worth, and how a text points to it. Must not know the text that
//! points.

use std::collections::{HashMap, HashSet};

use super::super::knowledge::Worth;
use super::super::{Entry, Knowledge, Strength};
use super::addresses;
use super::author::plain;
use super::form::{FORMS, may_identify};
use super::mark::LARGEST_NUMBER;
use crate::document::{BlockKind, Document, InlineKind, without_label};
use crate::language::Words;

/// The list of references.
#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) entries: Vec<Entry>,
    /// Entry by its number.
    pub(super) numbers: HashMap<u32, usize>,
    /// Entry by a capitalised word in it and its year.
    pub(super) names: HashMap<(String, u16), usize>,
    /// Signs that open an entry.
    pub(super) signs: HashMap<char, usize>,
}

impl List {
    /// Reads the list of references: what each entry is worth and how text points to it.
    pub(super) fn read(knowledge: &Knowledge, document: &Document, words: &Words) -> Self {
        let mut list = Self::default();
        let blocks = document.blocks();
        let mut written = false;
        // notes that share a paragraph with another; one of its own comes first
        let mut further: Vec<(u32, usize)> = Vec::new();
        for (at, block) in blocks.iter().enumerate().filter(|(_, b)| b.kind == BlockKind::Reference) {
            let text = document.text(block);
            let entry = list.entries.len();
            list.entries.push(Entry::read(knowledge, document, words, at));
            let head = without_label(text).trim_start_matches(['[', '(', '^', ' ']);
            let place = entry as u32 + 1;
            match number_of(head) {
                // numbers of entries begin the list, or are in their place
                Some(n) if written || place == 1 || n == 1 || n == place => {
                    if !written {
                        list.numbers.clear();
                    }
                    written = true;
                    list.numbers.entry(n).or_insert(entry);
                    further.extend(further_notes(text, n).map(|n| (n, entry)));
                }
                _ if !written => {
                    list.numbers.insert(place, entry);
                }
                _ => {}
            }
            if let Some(sign) = head.chars().next().filter(|c| matches!(c, '†' | '‡' | '*')) {
                list.signs.entry(sign).or_insert(entry);
            }
            list.note_names(text, entry);
        }
        for (n, entry) in further {
            list.numbers.entry(n).or_insert(entry);
        }
        // outside the list a line may explain a sign
        for block in blocks.iter().filter(|b| b.kind != BlockKind::Reference) {
            let sign = document.text(block).chars().next();
            if let Some(sign) = sign.filter(|c| matches!(c, '†' | '‡')) {
                list.signs.entry(sign).or_insert(usize::MAX);
            }
        }
        list
    }

    /// Notes the names and years by which text may point to an entry.
    fn note_names(&mut self, text: &str, entry: usize) {
        /// Most of each that are noted.
        const YEARS: usize = 6;
        const NAMES: usize = 60;
        let years: HashSet<u16> =
            FORMS.year.find_iter(text).take(YEARS).filter_map(|year| text[year].parse().ok()).collect();
        let names: Vec<String> = text
            .split(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '’' | '-')))
            .filter(|w| w.chars().next().is_some_and(char::is_uppercase))
            .take(NAMES)
            .map(plain)
            .collect();
        for year in years {
            for name in &names {
                self.names.entry((name.clone(), year)).or_insert(entry);
            }
        }
    }
}

impl Entry {
    /// The entry in the block of that number, and what it is worth.
    fn read(knowledge: &Knowledge, document: &Document, words: &Words, number: usize) -> Self {
        /// Words from which an entry says which work it is.
        const FULL: usize = 5;
        let block = &document.blocks()[number];
        let text = document.text(block);
        let inlines = document.inlines();
        let from = inlines.partition_point(|i| i.prose.start < block.prose.start);
        let links = inlines[from..].iter().take_while(|i| i.prose.start < block.prose.end);
        let mut worths: Vec<Worth> = links
            .filter_map(|i| match &i.kind {
                InlineKind::Link(target) => Some(knowledge.link(target)),
                _ => None,
            })
            .collect();
        worths.extend(addresses(knowledge, document, words, number).map(|(_, worth)| worth));
        let identified = may_identify(text) && FORMS.identifier.is_match(text);
        let second_hand = !identified
            && worths.contains(&Worth::SecondHand)
            && !worths.iter().any(|w| matches!(w, Worth::Source(s) if *s > Strength::Weak));
        let full = text.split_whitespace().count() >= FULL && FORMS.year.is_match(text);
        let strength = match worths.iter().filter_map(|w| w.strength()).max() {
            _ if identified => Strength::Strong,
            Some(Strength::Weak) if full && !second_hand => Strength::Strong,
            Some(strength) => strength,
            None => Strength::Strong,
        };
        Self { block: number, strength, second_hand }
    }
}

/// The number that an entry begins with; "21 CFR 101.81" is a title.
fn number_of(head: &str) -> Option<u32> {
    let digits = head.bytes().take_while(u8::is_ascii_digit).count();
    let marked = head[digits..].starts_with([']', '.', ')', ':', '\t', ' ']) || digits == head.len();
    head[..digits].parse::<u32>().ok().filter(|n| marked && (1..=LARGEST_NUMBER).contains(n))
}

/// "[1] … [2] …": the numbers of further notes in a paragraph that begins with note `first`. They rise by one, and a
/// space parts each from what stands beside it: "2019;43[5]:345" is no note.
fn further_notes(text: &str, first: u32) -> impl Iterator<Item = u32> {
    let mut last = first;
    text.match_indices(" [").filter_map(move |(at, _)| {
        let (number, rest) = text[at + 2..].split_once(']')?;
        let next =
            number.parse().ok().filter(|n| Some(*n) == last.checked_add(1) && rest.starts_with(' '))?;
        last = next;
        Some(next)
    })
}
