//! The dictionary that the program carries is what its lists say.

#[path = "../examples/build-dictionary/compile.rs"]
mod compile;

use std::fs;
use std::path::Path;

#[test]
fn the_dictionary_is_made_of_the_lists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = |name: &str| fs::read_to_string(root.join("data/dictionary").join(name)).expect("a list");
    let made = compile::compile(&list("english.txt"), &list("health.txt"), &list("substances.txt"));
    let carried = fs::read(root.join("src/language/spelling/dictionary.fst")).expect("the dictionary");
    // without the message of assert_eq, which would print a million bytes
    assert!(made == carried, "run `cargo run --example build-dictionary` and commit what it writes");
    assert!(carried.len() <= 2 << 20, "{} bytes are too much to carry", carried.len());
}
