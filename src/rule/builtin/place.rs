//! Where a finding about a whole article stands. Owns which words are the article's own; must not
//! know what is found.

use std::ops::Range;

use crate::document::BlockKind;
use crate::language::{Contexts, Reading};

/// The words that first name a thing that the knowledge base knows.
pub(super) fn first_naming(reading: &Reading<'_>, thing: u32) -> Option<Range<usize>> {
    let own = |first: u32| !reading.context(first as usize).any(Contexts::NOT_ITS_OWN);
    let naming = reading.namings().iter().find(|n| n.thing == thing && own(n.first))?;
    Some(reading.words().bytes(naming.first as usize..naming.last as usize + 1))
}

/// The title; where it is no part of the article, the first heading or paragraph that is one.
pub(super) fn opening(reading: &Reading<'_>) -> Option<Range<usize>> {
    let document = reading.document();
    let blocks = document.blocks();
    let own = |number: &usize| {
        let tokens = reading.words().of_block(*number);
        !tokens.is_empty() && !reading.context(tokens.start).any(Contexts::NOT_ITS_OWN)
    };
    let title = document.title().and_then(|t| blocks.iter().position(|b| std::ptr::eq(b, t))).filter(own);
    let of_kind = |kinds: &[BlockKind]| {
        blocks.iter().enumerate().find(|(n, b)| kinds.contains(&b.kind) && own(n)).map(|(n, _)| n)
    };
    title
        .or_else(|| of_kind(&[BlockKind::Title, BlockKind::Heading]))
        .or_else(|| of_kind(&[BlockKind::Paragraph]))
        .map(|number| blocks[number].prose.clone())
}
