//! Numbers in words. Owns the one list of them and their values; must not know phrases.

/// Each with its value, twelve for a dozen; a half has none that is whole.
#[rustfmt::skip]
pub(crate) const NUMBERS: [(&str, Option<u64>); 34] = [
    ("one", Some(1)), ("two", Some(2)), ("three", Some(3)), ("four", Some(4)), ("five", Some(5)),
    ("six", Some(6)), ("seven", Some(7)), ("eight", Some(8)), ("nine", Some(9)), ("ten", Some(10)),
    ("eleven", Some(11)), ("twelve", Some(12)), ("thirteen", Some(13)), ("fourteen", Some(14)),
    ("fifteen", Some(15)), ("sixteen", Some(16)), ("seventeen", Some(17)), ("eighteen", Some(18)),
    ("nineteen", Some(19)), ("twenty", Some(20)), ("thirty", Some(30)), ("forty", Some(40)),
    ("fifty", Some(50)), ("sixty", Some(60)), ("seventy", Some(70)), ("eighty", Some(80)),
    ("ninety", Some(90)), ("hundred", Some(100)), ("thousand", Some(1_000)), ("million", Some(1_000_000)),
    ("billion", Some(1_000_000_000)), ("half", None), ("dozen", Some(12)), ("zero", Some(0)),
];

/// The value of a word that says a whole number, in whatever case.
pub(crate) fn value(word: &str) -> Option<u64> {
    NUMBERS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).and_then(|(_, value)| *value)
}
