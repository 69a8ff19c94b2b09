//! Numbers in words, and shares in figures. Owns the one list of words and their values; must not know phrases.

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

/// The first share in percent in a text: "83-90" of "an 83–90% success".
pub(crate) fn first_share(text: &str) -> Option<String> {
    let end = text.find('%')?;
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '–');
    let start = text[..end]
        .rfind(|c| !number(c))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let share = text[start..end].trim_start_matches(['-', '–', '.', ',']);
    (!share.is_empty()).then(|| share.replace('–', "-"))
}
