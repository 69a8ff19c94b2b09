//! Cards of other articles stuck to the end of a page: a date or byline and a cut-off blurb, again
//! and again. Owns the shape of such a card; its words stand in the rule file.

use serde::Deserialize;

use super::super::hit::Hit;
use super::{BuiltinQuestion, Stratum};
use crate::document::{Block, BlockKind, Document};
use crate::finding::Scope;
use crate::language::Words;

/// `[builtin.teaser]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Teaser {
    /// Fewest cards in a row.
    min_cards: usize,
    /// Most words of a card's blurb and title together.
    max_words: usize,
    /// First words of a blurb that invites to read on.
    invitations: Vec<String>,
}

/// Where in the document teasers may begin: after this share of its blocks.
const FIRST_QUARTER: usize = 4;

#[derive(Debug)]
struct Card {
    byline: usize,
    /// Last block of the card.
    last: usize,
    invites: bool,
}

impl BuiltinQuestion for Teaser {
    fn stratum(&self) -> Stratum {
        Stratum::Words
    }

    fn placeholders(&self) -> &'static [&'static str] {
        &["count"]
    }

    fn ask_structure(&self, document: &Document, words: &Words) -> Vec<Hit> {
        let blocks = document.blocks();
        let dated =
            |b: &Block| b.kind == BlockKind::Byline && document.text(b).bytes().any(|c| c.is_ascii_digit());
        let bylines: Vec<usize> =
            (blocks.len() / FIRST_QUARTER..blocks.len()).filter(|&i| dated(&blocks[i])).collect();
        let mut cards = Vec::new();
        for (n, &byline) in bylines.iter().enumerate() {
            let next = bylines.get(n + 1).copied().unwrap_or(blocks.len());
            // title and blurb: at most three blocks that are no long paragraphs
            let body = byline + 1..next.min(byline + 4);
            let long = body.clone().any(|i| words.of_block(i).len() > self.max_words);
            if body.is_empty() || long {
                continue;
            }
            let invites = body.clone().take(2).any(|i| self.invites(document.text(&blocks[i])));
            cards.push(Card { byline, last: body.end - 1, invites });
        }
        // the last run of cards, each close to the one before
        let mut first = cards.len();
        for n in (0..cards.len()).rev() {
            if n + 1 < cards.len() && cards[n + 1].byline > cards[n].last + 2 {
                break;
            }
            first = n;
        }
        let cards = &cards[first..];
        let inviting = cards.iter().filter(|c| c.invites).count();
        let (Some(head), Some(tail)) = (cards.first(), cards.last()) else {
            return Vec::new();
        };
        if cards.len() < self.min_cards || inviting * 2 < cards.len() {
            return Vec::new();
        }
        // what stands before each byline (the picture's description) belongs to the card
        let gaps: Vec<usize> = cards.windows(2).map(|w| w[1].byline - w[0].byline).collect();
        let usual = median(gaps).unwrap_or(2);
        let after = (tail.last - tail.byline).min(usual - 1);
        let lead = usual.saturating_sub(1).saturating_sub(if tail.last + 1 == blocks.len() {
            after
        } else {
            usual - 1
        });
        let start = head.byline.saturating_sub(lead.min(2));
        let end = if tail.last + 4 >= blocks.len() { blocks.len() } else { tail.last + 1 };
        let hit = Hit::at(blocks[start].prose.start..blocks[end - 1].prose.end).value("count", cards.len());
        vec![hit.covering(Scope::Section, start..end)]
    }
}

impl Teaser {
    /// The blurb breaks off, or its first word invites to read on.
    fn invites(&self, text: &str) -> bool {
        let cut = text.trim_end_matches([']', '»', ' ', '›']);
        let word = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        cut.ends_with('…')
            || cut.ends_with("...")
            || self.invitations.iter().any(|i| i.eq_ignore_ascii_case(word))
    }
}

fn median(mut numbers: Vec<usize>) -> Option<usize> {
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied()
}
