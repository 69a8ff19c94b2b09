//! More words to accept, written into a configuration. Must not know what the other keys mean.

use toml::de::DeTable;

/// The text of a configuration with more words to accept; all else stays as it is written. `None`
/// where the text cannot be read, its `words` are no list, or they could not be added.
pub fn with_words(source: &str, words: &[String]) -> Option<String> {
    let mut wanted: toml::Table = source.parse().ok()?;
    let listed = wanted.entry("words").or_insert_with(|| toml::Value::Array(Vec::new())).as_array_mut()?;
    let mut new: Vec<String> = Vec::new();
    for word in words {
        let word = toml::Value::String(word.clone());
        if !listed.contains(&word) {
            new.push(word.to_string());
            listed.push(word);
        }
    }
    if new.is_empty() {
        return Some(source.to_owned());
    }
    let new = new.join(", ");
    let table = DeTable::parse(source).ok()?;
    let (at, text) = match table.get_ref().get("words") {
        Some(value) => match value.get_ref().as_array()?.last() {
            Some(last) => (last.span().end, format!(", {new}")),
            None => (value.span().start + 1, new),
        },
        None => {
            let at = first_table(source, table.get_ref());
            let end = if source.contains("\r\n") { "\r\n" } else { "\n" };
            let gap = if at == 0 || source[..at].ends_with(['\n', '\u{feff}']) { "" } else { end };
            let blank = if source[at..].is_empty() { "" } else { end };
            (at, format!("{gap}words = [{new}]{end}{blank}"))
        }
    };
    let (before, after) = source.split_at_checked(at)?;
    let made = format!("{before}{text}{after}");
    // it is the user's file: what is written says what it said before, and the words
    (made.parse::<toml::Table>().ok()? == wanted).then_some(made)
}

/// Where the line of the first `[table]` begins, before which keys of the top stand; the end where
/// there is none.
fn first_table(source: &str, table: &DeTable<'_>) -> usize {
    let starts = table.keys().map(|key| key.span().start);
    let headers = starts.filter_map(|key| {
        let line = source[..key].rfind('\n').map_or(0, |end| end + 1);
        let before = source[line..key].trim_start_matches('\u{feff}');
        // the name of a header stands behind its bracket, the others begin their line
        before.trim_start().starts_with('[').then_some(key - before.len())
    });
    headers.min().unwrap_or(source.len())
}
