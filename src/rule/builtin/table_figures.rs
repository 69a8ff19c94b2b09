//! Shares in the cells of a table: “Success rate | 95%”. Owns which cells a label speaks for, and that one source
//! beside a table serves all of it; what an outcome is called is a lexicon.

use std::ops::Range;

use serde::Deserialize;

use super::super::hit::Hit;
use super::BuiltinQuestion;
use crate::document::{Block, BlockKind, introduces_references};
use crate::finding::Role;
use crate::knowledge::Knowledge;
use crate::language::citation::Strength;
use crate::language::token::Flags;
use crate::language::{Contexts, Reading};

/// `[builtin.table-figures]`: shares of an outcome in a table that no source stands beside.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TableFigures {
    /// Lexicon of outcomes, as a row or a column is labelled.
    outcomes: String,
}

/// Most words of a cell that is a figure, and not a sentence.
const LONGEST: usize = 8;

impl BuiltinQuestion for TableFigures {
    fn ask(&self, reading: &Reading<'_>, _: &Knowledge) -> Vec<Hit> {
        let Some(outcomes) = reading.lexicon(&self.outcomes).filter(|_| reading.may_sell()) else {
            return Vec::new();
        };
        let blocks = reading.document().blocks();
        let words = reading.words();
        let is_outcome =
            |label: usize| reading.of_kind_within(outcomes, words.of_block(label)).next().is_some();
        let mut hits = Vec::new();
        for table in tables(blocks) {
            if is_sourced(reading, &table) {
                continue;
            }
            let mut hit: Option<Hit> = None;
            for number in table {
                let tokens = words.of_block(number);
                let share = tokens.clone().any(|t| words.tokens()[t].flags.has(Flags::PERCENT));
                let cell = &blocks[number];
                let labels = [cell.row, cell.column];
                if share
                    && tokens.len() <= LONGEST
                    && !reading.context(tokens.start).any(Contexts::NOT_ITS_OWN)
                    && labels.into_iter().flatten().any(is_outcome)
                {
                    let place = cell.prose.clone();
                    match &mut hit {
                        Some(hit) => hit.also(Role::SameFault, place),
                        None => hit = Some(Hit::at(place)),
                    }
                }
            }
            hits.extend(hit);
        }
        hits
    }
}

/// The runs of cells.
fn tables(blocks: &[Block]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    blocks.chunk_by(|a, b| is_cell(a) == is_cell(b)).filter_map(move |run| {
        let from = at;
        at += run.len();
        is_cell(&run[0]).then_some(from..at)
    })
}

fn is_cell(block: &Block) -> bool {
    block.kind == BlockKind::TableCell
}

/// A source stands in the table, or in the block before or behind it: “Source: …” is enough there.
fn is_sourced(reading: &Reading<'_>, table: &Range<usize>) -> bool {
    let blocks = reading.document().blocks();
    let near = table.start.saturating_sub(1)..(table.end + 1).min(blocks.len());
    let names_source = |block: &Block| {
        let label = reading.document().text(block).split_once(':').map_or("", |(label, _)| label);
        block.kind == BlockKind::Reference || introduces_references(label)
    };
    if blocks[table.end..near.end].iter().any(names_source) {
        return true;
    }
    let citations = reading.citations();
    let from = citations.partition_point(|c| c.block < near.start);
    citations[from..].iter().take_while(|c| c.block < near.end).any(|c| c.strength >= Some(Strength::Named))
}
