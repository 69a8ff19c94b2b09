//! caveat: a linter for health articles.
//!
//! One way through, each arrow a pure function:
//!
//! ```text
//! bytes ── format ──▶ Document ── language ──▶ Reading ── rules ──▶ findings ── report ──▶ text | JSON
//! ```
//!
//! | module | owns | must not know |
//! | --- | --- | --- |
//! | [`format`](mod@format) | turning a file's text into blocks of prose, each piece with its source range | rules |
//! | [`document`] | blocks, sections, metadata, `locate` | formats, rules |
//! | [`language`] | what the prose says, computed once: tokens, sentences, marks, contexts | rules, files |
//! | [`knowledge`] | interventions, the people to warn, harms, evidence | formats, reports, rules |
//! | [`rule`] | the rule file, its question, its examples | formats, reports |
//! | [`check`](mod@check) | asking the rules, levels, allowances, order | how anything is shown |
//! | [`examples`] | running the examples of rules as tests | how failures are shown |
//! | [`report`] | one file an output format | rules by name, formats |
//! | [`scorecard`] | what a reader should find in an article | rules by name, how it is shown |
//! | [`fix`] | what a text becomes when its safe fixes are applied | files |
//! | [`baseline`] | which findings are known already | files |
//! | [`config`] | `caveat.toml`: text to settings | files |
//! | [`cli`] | arguments, walking, reading, writing, exit codes: the only input and output | |
//! | [`fault`] | a mistake in a file that people write for caveat, at its place | |
//! | [`finding`] | what a check says, as plain data | |
//!
//! Invariants, as absences: no input or output outside `cli`; no offset found by searching; no
//! hand-kept list of rules; no rule names another rule; nothing changes after it is computed; no
//! network; the same bytes in give the same bytes out.

pub mod baseline;
pub mod check;
pub mod cli;
pub mod config;
pub mod document;
pub mod examples;
pub mod fault;
pub mod finding;
pub mod fix;
mod fnv;
pub mod format;
pub mod knowledge;
pub mod language;
pub mod report;
pub mod rule;
pub mod scorecard;
mod translated;
