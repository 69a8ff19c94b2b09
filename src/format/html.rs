//! stub
use crate::document::{Builder, Document};
/// Reads.
pub fn read(source: &str) -> Document {
    Builder::new(source).finish()
}
