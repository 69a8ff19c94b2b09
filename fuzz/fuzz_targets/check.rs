//! The whole way: bytes to text, format, document, findings and reports.
#![no_main]

use std::sync::LazyLock;

use caveat::format::{Format, encoding};
use caveat::rule::RuleSet;
use libfuzzer_sys::fuzz_target;

static RULES: LazyLock<RuleSet> =
    LazyLock::new(|| RuleSet::load(Vec::new()).expect("the built-in rules load"));

fuzz_target!(|bytes: &[u8]| {
    let Ok(decoded) = encoding::decode(bytes.to_vec()) else { return };
    let sniffed = Format::sniff(&decoded.text);
    caveat_fuzz::check(&decoded.text, sniffed, &RULES);
    if sniffed == Format::Plain {
        caveat_fuzz::check(&decoded.text, Format::Html, &RULES);
    }
});
