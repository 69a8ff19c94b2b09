//! Front matter of each kind, closed and left open, before a short text.
#![no_main]

use caveat::format::{Format, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for (open, close) in [("---\n", "\n---\n"), ("+++\n", "\n+++\n"), ("{\n", "\n}\n"), ("---\n", "")] {
        let page = format!("{open}{text}{close}\n# Sleep\n\nRest helps.\n");
        caveat_fuzz::examine(&read(&page, Format::Markdown));
    }
});
