//! Headings that skip a level on the way down. Knows only levels; a text without levels skips none.

use serde::Deserialize;

use super::super::hit::Hit;
use super::{BuiltinQuestion, Stratum};
use crate::document::{BlockKind, Document, IN_BOLD};
use crate::language::Words;

/// `[builtin.heading-levels]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeadingLevels {}

impl BuiltinQuestion for HeadingLevels {
    fn stratum(&self) -> Stratum {
        Stratum::Words
    }

    fn placeholders(&self) -> &'static [&'static str] {
        &["level", "above"]
    }

    fn ask_structure(&self, document: &Document, _: &Words) -> Vec<Hit> {
        let mut before = None;
        let mut hits = Vec::new();
        for block in document.blocks() {
            let heading = matches!(block.kind, BlockKind::Title | BlockKind::Heading | BlockKind::Question);
            if !heading || block.level == 0 || block.level == IN_BOLD {
                continue;
            }
            if let Some(above) = before.replace(block.level)
                && block.level > above + 1
            {
                let hit = Hit::at(block.prose.clone());
                hits.push(hit.value("level", block.level).value("above", above));
            }
        }
        hits
    }
}
