//! stub
use crate::document::{Builder, Document};
/// Reads.
pub fn read(source: &str, _mdx: bool) -> Document {
    Builder::new(source).finish()
}
