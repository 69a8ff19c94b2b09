//! HTML to a document.
#![no_main]

use caveat::format::{Format, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    caveat_fuzz::examine(&read(text, Format::Html));
});
