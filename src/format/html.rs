//! stub
use std::ops::Range;

use crate::document::{Builder, Document};
/// Reads.
pub fn read(source: &str) -> Document {
    Builder::new(source).finish()
}

/// STAND-IN, to be replaced by the HTML reader's own: text between tags, a block a line of tags.
pub(crate) fn fragment(builder: &mut Builder<'_>, range: Range<usize>) {
    let (mut at, end) = (range.start, range.end);
    builder.close();
    while at < end {
        let rest = &builder.source()[at..end];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let len = comment.find("-->").map_or(rest.len(), |i| i + 7);
            builder.comment(rest.get(4..len - 3).unwrap_or("").trim(), at..at + len);
            at += len;
        } else if rest.starts_with('<') {
            builder.close();
            at += rest.find('>').map_or(rest.len(), |i| i + 1);
        } else {
            let len = rest.find('<').unwrap_or(rest.len());
            builder.text(at..at + len);
            at += len;
        }
    }
    builder.close();
}
