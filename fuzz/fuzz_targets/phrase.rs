//! A phrase, once read, is written and read again as itself; so are its reductions.
#![no_main]

use caveat::language::phrase::Phrase;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match Phrase::parse(text) {
        Ok(phrase) => {
            let written = phrase.to_string();
            assert_eq!(Phrase::parse(&written).as_ref(), Ok(&phrase), "{written:?}");
            for smaller in phrase.reductions() {
                let written = smaller.to_string();
                assert!(Phrase::parse(&written).is_ok(), "{written:?} out of {text:?}");
            }
        }
        Err(error) => assert!(text.get(error.span.clone()).is_some(), "{error:?}"),
    }
});
