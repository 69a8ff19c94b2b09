//! A rule file or a lexicon of the user's own, loaded beside the built-in ones.
#![no_main]

use caveat::rule::{DataFile, RuleSet};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for key in ["safety/fuzz.toml", "lexicons/fuzz.toml"] {
        let file = DataFile { path: key.to_owned(), key: key.to_owned(), text: text.to_owned() };
        if let Err(faults) = RuleSet::load(vec![file]) {
            assert!(!faults.is_empty());
            for fault in faults {
                assert!(fault.source.get(fault.span.clone()).is_some(), "{fault:?}");
                let _ = fault.to_string();
            }
        }
    }
});
