//! A configuration file; whatever is wrong with it, the places are inside it.
#![no_main]

use caveat::config::Config;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(faults) = Config::parse("caveat.toml", text) {
        assert!(!faults.is_empty());
        for fault in faults {
            assert!(fault.source.get(fault.span.clone()).is_some(), "{fault:?}");
            let _ = fault.to_string();
        }
    }
});
