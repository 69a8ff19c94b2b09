//! The language: what the prose says, computed once.
//!
//! Owns sentences, word forms and all that is read off the words. Must not know rules nor files:
//! its word lists are data, handed in as text.

pub mod inflection;
pub mod sentence;
